//! A patient moves the visit to a slot that is kept for them, or came too late for one.
//!
//! | event | visit ahead, this version | otherwise |
//! |---|---|---|
//! | rescheduled | moved to the slot and told; confirmed, unless it is so far off that people forget | told kindly that it no longer holds; nothing, where it stands on that slot already; a person's queue, where the visit is off |
//! | outrun | the next slots are offered; a person's queue when there are none | told kindly; a person's queue, where the visit is off |

use jiff::{SignedDuration, Timestamp};

use super::{
    Answer, Case, CaseState, Context, Decision, Effect, Event, Handover, Happened, Inbound, KEPT_TEMPLATE,
    OLD_TEMPLATE, Party, Subject,
};
use crate::civil::TZDB_VERSION;
use crate::event::{AppointmentChange, SlotFacts};
use crate::slot::{Preference, Slot};

/// The template that tells a patient that the clinic's system has not confirmed their choice yet.
pub const PENDING_TEMPLATE: &str = "reply_booking_pending";
/// Who chose the time, or told the clinic that they come, within this many hours before the visit need not be asked;
/// whoever did so earlier is reminded and asked like everybody.
const WORD_CONFIRMS_HOURS: i64 = 72;

/// Why other times are offered.
#[derive(Clone, Copy)]
pub(super) enum Offered<'a> {
    /// The patient wants another time, and may have said when.
    AsWished(Option<&'a Preference>),
    /// The one that they chose is not free any more.
    InPlaceOfGone,
}

pub(super) fn apply(
    case: &Case,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Case, Effect> {
    let Event::Rescheduled { cause, version, slot, channel, thread } = event else {
        return Decision::stale();
    };
    let inbound = Inbound { cause, channel: *channel, thread };
    if !case.may_take(*version, now) {
        // Whoever chooses twice has what they chose.
        if case.state.is_ahead() && case.slot.as_ref() == Some(&slot.id) && case.anchor.at == slot.start.at {
            return Decision::stale();
        }
        return case.answered_old(event, inbound, now);
    }
    if case.takes_back(slot, now) {
        return case.kept(slot, inbound, context, now);
    }
    let mut next = case.clone();
    next.moved_from.get_or_insert_with(|| case.anchor.clone());
    next.stand_on(slot);
    let (change, by) = (AppointmentChange::Moved, Party::Patient);
    let effects = next.change(change, by, CaseState::Confirmed, context, now);
    if next.word_confirms_at(now) {
        next.answer = Some(Answer::Confirm);
    } else {
        next.state = CaseState::Booked;
    }
    next.concluded(cause.clone(), effects)
}

pub(super) fn outrun(
    case: &Case,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Case, Effect> {
    let Event::Outrun { cause, version, channel, thread } = event else { return Decision::stale() };
    let inbound = Inbound { cause, channel: *channel, thread };
    if !case.may_take(*version, now) {
        return case.answered_old(event, inbound, now);
    }
    let mut next = case.clone();
    let effect = if context.slots.is_empty() {
        next.hand_over(inbound, Handover::WantsToMove, now)
    } else {
        next.offer(inbound, Offered::InPlaceOfGone, context, now)
    };
    next.concluded(event.cause(), vec![effect])
}

/// The patient hears that it takes a moment; staff see it, and do it when the system never answers.
pub(super) fn unconfirmed(case: &Case, event: &Event, now: Timestamp) -> Decision<Case, Effect> {
    let Event::Unconfirmed { cause, version: _, channel, thread, given_up } = event else {
        return Decision::stale();
    };
    let inbound = Inbound { cause, channel: *channel, thread };
    let mut next = case.clone();
    let effect = if *given_up {
        next.hand_over(inbound, Handover::Unconfirmed, now)
    } else {
        next.note(now, Happened::Pending);
        next.reply(PENDING_TEMPLATE, inbound, now)
    };
    next.concluded(event.cause(), vec![effect])
}

impl Case {
    /// Whether the patient need not be asked, having chosen its time or told the clinic at that instant that they come.
    #[must_use]
    pub fn word_confirms_at(&self, said_at: Timestamp) -> bool {
        self.anchor.at.duration_since(said_at) < SignedDuration::from_hours(WORD_CONFIRMS_HOURS)
    }

    /// The visit stands again where it was before it was given free, and its patient hears so where they asked.
    fn kept(
        &self,
        slot: &SlotFacts,
        inbound: Inbound<'_>,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let mut next = self.clone();
        next.stand_on(slot);
        let (change, by) = (AppointmentChange::Reinstated, Party::Patient);
        let mut effects = next.change(change, by, CaseState::Confirmed, context, now);
        next.answer = Some(Answer::Confirm);
        effects.push(next.reply(KEPT_TEMPLATE, inbound, now));
        next.concluded(inbound.cause.to_owned(), effects)
    }

    /// What they chose cannot be had for this visit. Whoever wants a time for one that is off wants a visit: somebody
    /// finds them one.
    fn answered_old(&self, event: &Event, inbound: Inbound<'_>, now: Timestamp) -> Decision<Self, Effect> {
        let mut next = self.clone();
        next.note(now, Happened::AnsweredOld { answer: Answer::Move });
        let effect = if self.stands_at(self.version, now) {
            next.reply(OLD_TEMPLATE, inbound, now)
        } else {
            next.hand_over(inbound, Handover::VisitOff, now)
        };
        next.concluded(event.cause(), vec![effect])
    }

    /// Offers what free slots there are, which the handler has looked for: those that the patient wishes, if there are
    /// any.
    pub(super) fn offer(
        &mut self,
        inbound: Inbound<'_>,
        offered: Offered<'_>,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Effect {
        let suits_none = |wish: &Preference| !context.slots.iter().any(|it| wish.suits(&it.start));
        let (unlike, gone) = match offered {
            Offered::AsWished(wish) => (wish.is_some_and(suits_none), false),
            Offered::InPlaceOfGone => (false, true),
        };
        let slots: Vec<_> = context.slots.iter().map(Slot::line).collect();
        let count = u32::try_from(slots.len()).unwrap_or(u32::MAX);
        self.note(now, Happened::Offered { slots: count, gone });
        Effect::Offer {
            cause: inbound.cause.to_owned(),
            channel: inbound.channel,
            thread: inbound.thread.clone(),
            patient: self.patient.clone(),
            version: self.version,
            slots,
            unlike,
            gone,
            released: self.released_slot(now).is_some(),
        }
    }

    /// Gives the time that the visit stands on free for others.
    pub(super) fn frees(&self, cause: &str) -> Option<Effect> {
        let slot = Box::new(Slot::facts_of(self)?);
        Some(Effect::Free { cause: cause.to_owned(), version: self.version, slot })
    }

    /// Takes over time, place and person of the slot; what it does not say stays.
    fn stand_on(&mut self, slot: &SlotFacts) {
        self.anchor = slot.start.clone();
        self.slot = Some(slot.id.clone());
        TZDB_VERSION.clone_into(&mut self.tzdb);
        let Subject::Appointment { practitioner, site, modality, .. } = &mut self.subject else { return };
        *practitioner = slot.practitioner.clone().or(practitioner.take());
        *site = slot.site.clone().or(site.take());
        *modality = slot.modality;
    }
}
