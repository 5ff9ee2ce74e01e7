//! What the clinic tells of a case.
//!
//! | state \ change | booked | moved | cancelled | reinstated | arrived | completed | missed | delayed |
//! |---|---|---|---|---|---|---|---|---|
//! | none | opened | opened | opened, told (5) | opened | opened | opened | opened | not on record |
//! | booked, confirmed | moved if it differs (1) | moved if it differs | cancelled | moved if it differs | arrived | completed | missed | delay told |
//! | cancelled | reinstated (1, 4) | reinstated (4) | ignored | reinstated (4) | arrived | completed | missed | ignored |
//! | arrived | moved if it differs (2) | moved if it differs (2) | cancelled | moved if it differs (2) | ignored | completed | missed | delay told |
//! | completed | moved if it differs (2) | moved if it differs (2) | cancelled | reinstated (4) | ignored | ignored | corrected | ignored |
//! | missed | moved if it differs (2) | moved if it differs (2) | cancelled | reinstated (4) | arrived | corrected | ignored | ignored |
//! | any, booked for another patient (3) | booked anew | | | | | | | |
//!
//! (1) Unless the patient cancelled or moved the visit, or it was given free unanswered, and the clinic's agenda merely
//! still lists it as it was: then a person is asked to look.
//!
//! (2) If it does not differ and is on a later day than today, it is reinstated: what was said of it was a mistake.
//!
//! (3) Neither the case's patient nor the same person, by merged records or by where they are reached: the number
//! stands for another visit now, and what was said of the one before is void. Other words count whomever they name: it is
//! better to cancel a visit under a wrong patient than to remind somebody of one that does not take place.
//!
//! (4) Moved if it differs. What is reinstated before the patient could hear of it at all, as in one night, is told as
//! it would have been. Who heard of it before hears nothing, as of what is moved and moved back: see `back`.
//!
//! (5) A cancellation is told even where the booking was not, as in one night: whoever booked by telephone or on the
//! clinic's own page knows of the visit all the same. Not where the patient has the same visit under another number: to
//! them, nothing changes.
//!
//! What says that the visit stands may say that its patient told the clinic that they come. Said first shortly before
//! the visit, they are not asked; said earlier, they are, because people forget. What they answered to Pulso is not
//! undone by it, since a clinic's system may say so again every night.

use jiff::Timestamp;

use super::{
    Answer, Case, CaseState, Context, Decision, Effect, Entry, Event, Handover, Happened, NotYet, Order,
    Party, Subject,
};
use crate::civil::{CivilTime, TZDB_VERSION};
use crate::event::{AppointmentChange, AppointmentFacts, Modality};
use crate::ids::PatientId;
use crate::journey::Topic;

/// For so long a person who was asked about a visit that is still listed may take to see to it; after a night that
/// lists it again, one is asked again.
const STILL_LISTED_HOURS: i64 = 12;

/// What the clinic says of a visit.
#[derive(Clone, Copy)]
struct Word<'a> {
    /// Its event's id.
    cause: &'a str,
    told: Order,
    change: AppointmentChange,
    facts: &'a AppointmentFacts,
    patient: Option<&'a PatientId>,
}

pub(super) fn apply(
    case: Option<&Case>,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<Decision<Case, Effect>, NotYet> {
    let Event::Told { cause, occurred_at, change, facts, patient } = event else {
        return Ok(Decision::stale());
    };
    let (change, patient) = (*change, patient.as_ref());
    let told = Order { sequence: facts.sequence, occurred_at: *occurred_at };
    let word = Word { cause, told, change, facts, patient };
    let Some(known) = case else { return open(word, None, context, now) };
    let is_another = || patient.is_some_and(|it| known.is_of_another(it, context));
    if change == AppointmentChange::Booked && is_another() {
        return give_away(known, word, context, now);
    }
    if change == AppointmentChange::Delayed {
        return Ok(delay(known, word, context, now));
    }
    if told.is_older_than(&known.told) {
        return Ok(overtaken(known, word, context, now));
    }
    let mut next = known.clone();
    next.placed = if facts.start.is_some() { None } else { Some(known.placed()) };
    next.told = told;
    next.learn(facts);
    Ok(match effective(known, change, &next, now) {
        Effective::Nothing => {
            if next.anchor.at != known.anchor.at {
                next.plan_again(context, now);
            }
            if next.service() != known.service() {
                next.plan_service(context, now);
            }
            if facts.confirmed && next.is_unanswered() && !next.was_told_confirmed() {
                next.confirm(now);
                return Ok(next.concluded(cause.clone(), Vec::new()));
            }
            ignore(&next, word, now)
        }
        Effective::StillListed => still_listed(known, word, now),
        Effective::Change(change) => {
            next.leave_slot(known);
            next.leave_told(known, change, context.heard);
            next.change_to(word, change, Some(known), context, now)
        }
    })
}

/// The number stands for another patient's visit: it was noted down for the wrong one, or is used again.
fn give_away(
    known: &Case,
    word: Word<'_>,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<Decision<Case, Effect>, NotYet> {
    let told = word.told;
    // A source that uses the number of a visit that is over again counts its words anew.
    let is_over = !known.state.is_ahead() || known.anchor.at <= now;
    let is_older =
        if is_over { told.occurred_at < known.told.occurred_at } else { told.is_older_than(&known.told) };
    if is_older { Ok(ignore(known, word, now)) } else { open(word, Some(known), context, now) }
}

/// A delay says how late the visit will start, and nothing else: words that it overtook still count.
fn delay(known: &Case, word: Word<'_>, context: &Context<'_>, now: Timestamp) -> Decision<Case, Effect> {
    let Word { told, change, facts, .. } = word;
    let is_older = told.is_older_than(&known.told) || known.delayed.is_some_and(|it| told.is_older_than(&it));
    if is_older || matches!(effective(known, change, known, now), Effective::Nothing) {
        return ignore(known, word, now);
    }
    let mut next = known.clone();
    next.delayed = Some(told);
    // Some systems tell their estimate every few minutes, whether it is another one or not.
    if facts.delay_minutes.is_some() && facts.delay_minutes == known.delay_minutes() {
        return ignore(&next, word, now);
    }
    if let Subject::Appointment { delay_minutes, .. } = &mut next.subject {
        *delay_minutes = facts.delay_minutes;
    }
    next.change_to(word, change, Some(known), context, now)
}

/// A word that came after a newer one. What it says of when and where the visit is still holds if the newer one said
/// nothing of it, as a cancellation or an arrival does.
fn overtaken(known: &Case, word: Word<'_>, context: &Context<'_>, now: Timestamp) -> Decision<Case, Effect> {
    let Word { told, facts, .. } = word;
    if facts.start.is_none() || told.is_older_than(&known.placed()) {
        return ignore(known, word, now);
    }
    let mut next = known.clone();
    next.placed = Some(told);
    next.learn(facts);
    if !(known.state.is_ahead() && known.differs_for_patient(&next)) {
        return ignore(&next, word, now);
    }
    next.leave_slot(known);
    next.leave_told(known, AppointmentChange::Moved, context.heard);
    next.change_to(word, AppointmentChange::Moved, Some(known), context, now)
}

enum Effective {
    Nothing,
    StillListed,
    Change(AppointmentChange),
}

/// What a word of the clinic comes to, given where the case stands.
fn effective(known: &Case, change: AppointmentChange, told: &Case, now: Timestamp) -> Effective {
    use AppointmentChange as C;
    use CaseState as S;
    let differs = known.differs_for_patient(told);
    let moved_if_differs = if differs { Effective::Change(C::Moved) } else { Effective::Nothing };
    match (known.state, change) {
        (S::Cancelled, C::Booked)
            if !differs && matches!(known.cancelled_by, Some(Party::Patient | Party::Deadline)) =>
        {
            Effective::StillListed
        }
        (S::Booked | S::Confirmed, C::Booked) if known.is_listed_where_it_was(told) => Effective::StillListed,
        (S::Cancelled, C::Booked | C::Moved) | (S::Cancelled | S::Completed | S::Missed, C::Reinstated)
            if differs =>
        {
            Effective::Change(C::Moved)
        }
        (S::Cancelled, C::Booked | C::Reinstated | C::Moved) | (S::Completed | S::Missed, C::Reinstated) => {
            Effective::Change(C::Reinstated)
        }
        (S::Arrived | S::Completed | S::Missed, C::Booked | C::Moved | C::Reinstated)
            if !differs && told.is_on_a_later_day(now) =>
        {
            Effective::Change(C::Reinstated)
        }
        (S::Booked | S::Confirmed | S::Arrived | S::Completed | S::Missed, C::Booked | C::Moved)
        | (S::Booked | S::Confirmed | S::Arrived, C::Reinstated) => moved_if_differs,
        (S::Cancelled, C::Cancelled | C::Delayed)
        | (S::Completed | S::Missed, C::Delayed)
        | (S::Arrived | S::Completed, C::Arrived)
        | (S::Completed, C::Completed)
        | (S::Missed, C::Missed) => Effective::Nothing,
        (_, C::Cancelled | C::Arrived | C::Completed | C::Missed | C::Delayed) => Effective::Change(change),
    }
}

/// A system that tells all its visits again every few minutes is noted once, or the case's story would be lost.
fn ignore(known: &Case, word: Word<'_>, now: Timestamp) -> Decision<Case, Effect> {
    let mut next = known.clone();
    let ignored = Happened::Ignored { change: word.change };
    match next.timeline.last_mut() {
        Some(last) if last.what == ignored => last.at = now,
        _ => next.note(now, ignored),
    }
    next.concluded(word.cause.to_owned(), Vec::new())
}

/// A system that tells its agenda every few minutes does not call a person each time.
fn still_listed(known: &Case, word: Word<'_>, now: Timestamp) -> Decision<Case, Effect> {
    let why = Handover::StillListed;
    let is_asked = |it: &Entry| {
        let hours = now.duration_since(it.at).as_hours();
        it.what == Happened::HandedOver { why } && hours < STILL_LISTED_HOURS
    };
    if known.of_this_version().any(is_asked) {
        return ignore(known, word, now);
    }
    let Word { cause, change, .. } = word;
    let mut next = known.clone();
    next.note(now, Happened::Ignored { change });
    next.note(now, Happened::HandedOver { why });
    let effect =
        Effect::HandOver { patient: next.patient.clone(), thread: None, why, cause: cause.to_owned() };
    next.concluded(cause.to_owned(), vec![effect])
}

/// Opens the case of a visit, in the place of that of another patient's visit under the same number, if there is one.
fn open(
    word: Word<'_>,
    before: Option<&Case>,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<Decision<Case, Effect>, NotYet> {
    let Word { told, change, facts, patient, .. } = word;
    let (Some(start), Some(patient)) = (&facts.start, patient) else { return Err(NotYet::NotOnRecord) };
    if change == AppointmentChange::Delayed {
        // Its booking is on the way: a delay alone would leave the visit without a plan.
        return Err(NotYet::NotOnRecord);
    }
    let subject = Subject::Appointment {
        duration_minutes: None,
        practitioner: None,
        service: None,
        site: None,
        modality: Modality::OnSite,
        delay_minutes: None,
    };
    let mut opened =
        blank(context, facts.id.clone(), patient.clone(), Topic::Appointment, subject, start.clone(), told);
    opened.version = 0;
    if let Some(before) = before {
        opened.succeed(before, now);
    }
    opened.learn(facts);
    Ok(opened.change_to(word, change, None, context, now))
}

/// A case of which nothing is known but what it is about.
pub(super) fn blank(
    context: &Context<'_>,
    id: crate::ids::CaseId,
    patient: PatientId,
    topic: Topic,
    subject: Subject,
    anchor: CivilTime,
    told: Order,
) -> Case {
    Case {
        clinic: context.clinic.id.clone(),
        id,
        patient,
        topic,
        state: CaseState::Booked,
        version: 1,
        subject,
        anchor,
        tzdb: TZDB_VERSION.to_owned(),
        told,
        placed: None,
        delayed: None,
        answer: None,
        cancellation: None,
        cancelled_by: None,
        slot: None,
        moved_from: None,
        stood: None,
        earlier: Vec::new(),
        answer_by: None,
        steps: Vec::new(),
        causes: Vec::new(),
        timeline: Vec::new(),
    }
}

impl Case {
    /// The newest word that said when the visit is.
    fn placed(&self) -> Order {
        self.placed.unwrap_or(self.told)
    }

    /// Takes the place of another case under its number: its versions go on, so that what was said before is void;
    /// what was done stays on record, and is told apart where it was another patient's.
    pub(super) fn succeed(&mut self, before: &Self, now: Timestamp) {
        self.version = before.version;
        self.steps.clone_from(&before.steps);
        self.causes.clone_from(&before.causes);
        self.timeline.clone_from(&before.timeline);
        if self.patient != before.patient {
            self.note(now, Happened::Reassigned);
        }
    }

    /// Whether that patient is neither the case's nor the same person by merged records.
    pub(super) fn is_of_another(&self, patient: &PatientId, context: &Context<'_>) -> bool {
        self.patient != *patient && !context.numbers.contains(&self.patient)
    }

    /// What the clinic puts elsewhere stands on no slot that its patient chose; nor does what was off, since its time
    /// was given free then and may be another's.
    fn leave_slot(&mut self, before: &Self) {
        if !self.anchor.is_same_as(&before.anchor) {
            (self.slot, self.moved_from) = (None, None);
        } else if matches!(before.cancelled_by, Some(Party::Patient | Party::Deadline)) {
            self.slot = None;
        }
    }

    /// Whether the visit is ahead and its patient has not said whether they come.
    fn is_unanswered(&self) -> bool {
        self.state == CaseState::Booked && self.answer.is_none()
    }

    /// Whether the clinic has said of this version that the patient comes: its system may say so again every night.
    fn was_told_confirmed(&self) -> bool {
        self.of_this_version().any(|it| it.what == Happened::Confirmed)
    }

    /// What happened since the version began, the newest first.
    pub(super) fn of_this_version(&self) -> impl Iterator<Item = &Entry> {
        let begins = |it: &Entry| match it.what {
            Happened::Told { change, .. } => change != AppointmentChange::Delayed,
            Happened::Rescheduled { .. } => true,
            _ => false,
        };
        self.timeline.iter().rev().take_while(move |it| !begins(it))
    }

    /// The clinic says that the patient comes, which near the visit is as good as their own answer.
    fn confirm(&mut self, now: Timestamp) {
        if self.word_confirms_at(now) {
            self.answer = Some(Answer::Confirm);
            self.state = CaseState::Confirmed;
        }
        self.note(now, Happened::Confirmed);
    }

    /// Applies a change that the clinic told; see [`Self::change`].
    fn change_to(
        mut self,
        word: Word<'_>,
        change: AppointmentChange,
        before: Option<&Self>,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        use AppointmentChange as C;
        let Word { cause, facts: AppointmentFacts { confirmed, .. }, .. } = word;
        let confirmed = *confirmed;
        let state = match change {
            // Before anything is planned: whoever has said so is not asked.
            C::Booked | C::Moved | C::Reinstated if confirmed && self.word_confirms_at(now) => {
                CaseState::Confirmed
            }
            C::Moved | C::Reinstated if self.stands_again_as().is_some_and(|it| it.confirmed) => {
                CaseState::Confirmed
            }
            C::Booked | C::Moved | C::Reinstated => CaseState::Booked,
            C::Cancelled => CaseState::Cancelled,
            C::Arrived => CaseState::Arrived,
            C::Completed => CaseState::Completed,
            C::Missed => CaseState::Missed,
            C::Delayed => self.state,
        };
        let mut effects = self.change(change, Party::Clinic, state, context, now);
        if confirmed && change.stands() {
            self.confirm(now);
        }
        let is_in_vain = |it: &Self| change == C::Moved && it.is_told_too_late(&effects, context, now);
        let in_vain = before.is_some_and(is_in_vain);
        effects.extend(in_vain.then(|| self.left_untold(cause.to_owned(), now)));
        self.concluded(cause.to_owned(), effects)
    }
}
