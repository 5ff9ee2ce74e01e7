//! What the clinic gives notice of; its own event counts as the change `booked`.
//!
//! | state \ notice | newer, due on another day | newer, of another patient (1) | newer, nothing new | older |
//! |---|---|---|---|---|
//! | none | opened | opened | opened | opened |
//! | known | said again | said to them | ignored | ignored |
//!
//! (1) As for visits, see `told`: the number stands for something of theirs now.

use jiff::Timestamp;

use super::told::blank;
use super::{Case, Context, Decision, Effect, Event, Happened, Order, Subject};
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
    if let Some(known) = case.filter(|it| !is_another && !it.is_due_on_another_day(facts)) {
        // Remembered, so that what is older than it and comes later is known to be.
        return Case { told, ..known.clone() }.concluded(cause.clone(), Vec::new());
    }
    let patient = case.map(|it| &it.patient).filter(|_| !is_another).unwrap_or(patient);
    let subject = Subject::Notice { reference: facts.reference.clone(), due_on: facts.due_on };
    let anchor = anchor(facts, *occurred_at, context);
    let mut next =
        blank(context, facts.id.clone(), patient.clone(), Topic::from(*notice), subject, anchor, told);
    if let Some(before) = case {
        next.succeed(before);
        next.version += 1;
    }
    next.note(now, Happened::Noticed);
    let effects = next.plan(AppointmentChange::Booked, context, now);
    next.concluded(cause.clone(), effects)
}

/// What leads are counted from: the due date, or else when it was told.
fn anchor(facts: &NoticeFacts, occurred_at: Timestamp, context: &Context<'_>) -> CivilTime {
    let zone = context.clinic.time_zone.clone();
    let due =
        facts.due_on.and_then(|day| CivilTime::from_local(day.at(DUE_HOUR, 0, 0, 0), zone.clone()).ok());
    due.unwrap_or_else(|| CivilTime::from_instant(occurred_at, zone))
}

impl Case {
    /// Whether these facts tell another due date; what is not told stays.
    fn is_due_on_another_day(&self, facts: &NoticeFacts) -> bool {
        let Subject::Notice { due_on, .. } = &self.subject else { return false };
        facts.due_on.is_some() && facts.due_on != *due_on
    }
}
