//! What the clinic gives notice of; its own event counts as the change `booked`. What it takes back is cancelled.
//!
//! | state \ newer word | due on another day | of another patient (1) | nothing new | taken back |
//! |---|---|---|---|---|
//! | none | opened | opened | opened | opened as taken back (2) |
//! | known | said again | said to them | ignored | taken back (3) |
//! | taken back | said again | said to them | said again | ignored |
//!
//! An older word is ignored.
//!
//! (1) As for visits, see `told`: the number stands for something of theirs now.
//!
//! (2) So that the notice itself, which is older and still on its way, says nothing.
//!
//! (3) Whomever the word names, as for visits. What was planned is not said, and nothing is said of that.

use jiff::{Timestamp, civil};

use super::told::blank;
use super::{Case, CaseState, Context, Decision, Effect, Event, Happened, Order, Party, Subject};
use crate::civil::CivilTime;
use crate::event::{AppointmentChange, NoticeFacts};
use crate::journey::Topic;

/// The hour of a due date that leads are counted from.
const DUE_HOUR: i8 = 10;

pub(super) fn apply(
    case: Option<&Case>,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Case, Effect> {
    let Event::Noticed { cause, occurred_at, notice, facts, patient } = event else {
        return Decision::stale();
    };
    let told = Order { sequence: None, occurred_at: *occurred_at };
    if case.is_some_and(|it| told.is_older_than(&it.told)) {
        return Decision::stale();
    }
    let is_another = case.is_none_or(|it| it.is_of_another(patient, context));
    let is_news = |it: &Case| it.is_withdrawn() || it.is_due_on_another_day(facts);
    if let Some(known) = case.filter(|it| !is_another && !is_news(it)) {
        // Remembered, so that what is older than it and comes later is known to be.
        return Case { told, ..known.clone() }.concluded(cause.clone(), Vec::new());
    }
    let patient = case.map(|it| &it.patient).filter(|_| !is_another).unwrap_or(patient);
    let (reference, campaign) = (facts.reference.clone(), facts.campaign.clone());
    let subject = Subject::Notice { reference, due_on: facts.due_on, campaign };
    let anchor = anchor(facts.due_on, *occurred_at, context);
    let mut next =
        blank(context, facts.id.clone(), patient.clone(), Topic::from(*notice), subject, anchor, told);
    if let Some(before) = case {
        next.succeed(before, now);
        next.version += 1;
    }
    next.note(now, Happened::Noticed);
    let effects = next.plan(Some(AppointmentChange::Booked), context, now);
    next.concluded(cause.clone(), effects)
}

pub(super) fn withdraw(
    case: Option<&Case>,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Case, Effect> {
    let Event::Withdrawn { cause, occurred_at, notice, id, patient } = event else {
        return Decision::stale();
    };
    let told = Order { sequence: None, occurred_at: *occurred_at };
    if case.is_some_and(|it| told.is_older_than(&it.told)) {
        return Decision::stale();
    }
    let mut next = case.cloned().unwrap_or_else(|| {
        let subject = Subject::Notice { reference: id.to_string(), due_on: None, campaign: None };
        let anchor = anchor(None, *occurred_at, context);
        let opened = blank(context, id.clone(), patient.clone(), Topic::from(*notice), subject, anchor, told);
        Case { version: 0, ..opened }
    });
    next.told = told;
    if !next.is_withdrawn() {
        next.version += 1;
        next.state = CaseState::Cancelled;
        next.answer = None;
        next.cancelled_by = Some(Party::Clinic);
        next.note(now, Happened::Withdrawn { version: next.version });
    }
    next.concluded(cause.clone(), Vec::new())
}

/// What leads are counted from: the due date, or else when it was told.
fn anchor(due_on: Option<civil::Date>, occurred_at: Timestamp, context: &Context<'_>) -> CivilTime {
    let zone = context.clinic.time_zone.clone();
    let due = due_on.and_then(|day| CivilTime::from_local(day.at(DUE_HOUR, 0, 0, 0), zone.clone()).ok());
    due.unwrap_or_else(|| CivilTime::from_instant(occurred_at, zone))
}

impl Case {
    /// Whether the case is of a notice that the clinic took back.
    #[must_use]
    pub fn is_withdrawn(&self) -> bool {
        self.is_notice() && self.cancelled_by == Some(Party::Clinic)
    }

    /// Whether these facts tell another due date; what is not told stays.
    fn is_due_on_another_day(&self, facts: &NoticeFacts) -> bool {
        let Subject::Notice { due_on, .. } = &self.subject else { return false };
        facts.due_on.is_some() && facts.due_on != *due_on
    }
}
