//! Several visits of one patient on one day: one reminder for all (row 15 of docs/incidents.md).

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::StepState;
use crate::event::{AppointmentChange as C, Modality};
use crate::ids::MessageId;
use crate::reason::Reason;
use crate::testing::{BOOKED_ON, Visit, clock, said, short};

/// Visits at 10:30 and 12:00, whose first reminders fall due at those hours of the 24th.
fn morning_and_noon() -> (Visit, Visit) {
    let visit = |id: &str, start: &str| Visit::booked(id, start, BOOKED_ON);
    (visit("a1", "2026-11-26 10:30"), visit("a2", "2026-11-26 12:00"))
}

fn fate(visit: &Visit) -> &StepState {
    &visit.case().step("reminder_48h").unwrap().state
}

/// The earlier visit's reminder, speaking for both.
fn lead_speaks(lead: &mut Visit, other: &Visit) -> MessageId {
    let spec = said(&lead.wakes_among(&[other], "2026-11-24 10:30")).remove(0);
    let covered: Vec<_> = spec.covers.iter().map(|it| it.case.as_str()).collect();
    assert_eq!(covered, ["a1", "a2"]);
    assert_eq!(spec.template_day.as_deref(), Some("reminder_day"));
    spec.id
}

#[test]
fn row_15_several_visits_of_a_day_are_one_reminder() {
    let (mut lead, mut other) = morning_and_noon();
    let message = lead_speaks(&mut lead, &other);
    assert_eq!(short(&other.wakes_among(&[&lead], "2026-11-24 12:00")), "-");
    assert_eq!(*fate(&other), StepState::Grouped { message });
    assert_eq!(other.case().due(), Some(clock("2026-11-25 12:00")));
}

#[test]
fn row_15_when_the_one_that_spoke_is_cancelled_before_release_the_other_speaks() {
    let (mut lead, mut other) = morning_and_noon();
    let message = lead_speaks(&mut lead, &other);
    other.wakes_among(&[&lead], "2026-11-24 12:00");
    lead.told(C::Cancelled, "2026-11-24 12:10");
    assert_eq!(lead.case().obsoletes(1, true), Some(Reason::Cancelled));
    let spec = said(&other.stopped(&message, Reason::Cancelled, "2026-11-24 12:11")).remove(0);
    assert_eq!((spec.step.as_str(), spec.template_day, spec.covers.len()), ("reminder_48h", None, 1));
    // The report comes twice: the same message again, and nothing else.
    assert_eq!(said(&other.stopped(&message, Reason::Cancelled, "2026-11-24 12:12"))[0].id, spec.id);
    // The report also reaches the case that spoke; its own step is not said again.
    assert_eq!(short(&lead.stopped(&message, Reason::Cancelled, "2026-11-24 12:11")), "-");
}

#[test]
fn row_15_when_the_one_that_spoke_is_cancelled_before_the_other_wakes_the_other_speaks() {
    let (mut lead, mut other) = morning_and_noon();
    lead_speaks(&mut lead, &other);
    lead.told(C::Cancelled, "2026-11-24 11:00");
    assert_eq!(short(&other.wakes_among(&[&lead], "2026-11-24 12:00")), "reminder_48h");
}

/// Found by seed 34: the one that had spoken for both was moved before the other's own time came.
#[test]
fn row_15_what_was_spoken_of_is_not_said_again_whatever_becomes_of_the_one_that_spoke() {
    let (mut lead, mut other) = morning_and_noon();
    let spec = said(&lead.wakes_among(&[&other], "2026-11-24 10:30")).remove(0);
    assert_eq!(short(&other.grouped(&spec, "2026-11-24 10:30")), "-");
    assert_eq!(*fate(&other), StepState::Grouped { message: spec.id.clone() });
    assert_eq!(other.case().due(), Some(clock("2026-11-25 12:00")));
    lead.told(C::Cancelled, "2026-11-24 11:00");
    // If it was sent, nothing more is said; if it was stopped, the other speaks for itself at its own time.
    assert_eq!(short(&other.stopped(&spec.id, Reason::Cancelled, "2026-11-24 11:01")), "-");
    assert_eq!(other.case().due(), Some(clock("2026-11-24 12:00")));
    // What comes again, or of an older version, changes nothing.
    let before = other.case().clone();
    assert_eq!(short(&other.grouped(&spec, "2026-11-24 11:02")), "-");
    assert_eq!(*other.case(), before);
    other.facts.start = Some(Visit::booked("a2", "2026-11-26 13:00", BOOKED_ON).case().anchor.clone());
    other.told(C::Moved, "2026-11-24 11:03");
    let moved = other.case().clone();
    let event = super::super::Event::Grouped { message: spec.id, step: spec.step, version: 1 };
    assert_eq!(other.among(&[], &event, clock("2026-11-24 11:04")).next, None);
    assert_eq!(*other.case(), moved);
}

#[test]
fn row_15_woken_at_once_the_later_visit_waits_for_the_earlier() {
    let (mut lead, mut other) = morning_and_noon();
    // Both were loaded before either was stored.
    let late = "2026-11-24 12:00";
    let unspoken = lead.clone();
    assert_eq!(short(&other.wakes_among(&[&unspoken], late)), "-");
    assert_eq!(*fate(&other), StepState::Planned);
    assert_eq!(other.case().due(), Some(clock("2026-11-24 12:02")));
    let message = said(&lead.wakes_among(&[&other], late)).remove(0).id;
    assert_eq!(short(&other.wakes_among(&[&lead], "2026-11-24 12:02")), "-");
    assert_eq!(*fate(&other), StepState::Grouped { message });
}

/// Found by the museum, seed 2: of three visits one was moved while the message for all waited for the morning.
#[test]
fn row_15_when_the_one_that_spoke_for_three_falls_away_one_message_speaks_for_the_rest() {
    let (mut lead, mut noon) = morning_and_noon();
    let mut evening = Visit::booked("a3", "2026-11-26 17:00", BOOKED_ON);
    let spec = said(&lead.wakes_among(&[&noon, &evening], "2026-11-24 10:30")).remove(0);
    for other in [&mut noon, &mut evening] {
        other.grouped(&spec, "2026-11-24 10:30");
    }
    lead.told(C::Cancelled, "2026-11-25 08:00");
    let stopped = super::super::Event::Stopped { message: spec.id, reason: Reason::Cancelled };
    // Both are told at once, each sees the other as it was.
    let unaware = noon.clone();
    assert_eq!(short(&noon.among(&[&evening], &stopped, clock("2026-11-25 09:00")).effects), "-");
    assert_eq!(short(&evening.among(&[&unaware], &stopped, clock("2026-11-25 09:00")).effects), "-");
    let spoke = said(&noon.wakes_among(&[&evening], "2026-11-25 09:02")).remove(0);
    assert_eq!((spoke.step.as_str(), spoke.covers.len()), ("reminder_48h", 2));
    assert_eq!(short(&evening.wakes_among(&[&noon], "2026-11-25 09:02")), "-");
}

/// Found by seed 201 of worlds in which reasons are judged: the one that had spoken still stood there with its message,
/// and the other took that for its own.
#[test]
fn row_15_when_what_spoke_for_both_was_stopped_and_its_visit_stays_the_other_speaks() {
    let (mut lead, mut other) = morning_and_noon();
    let spec = said(&lead.wakes_among(&[&other], "2026-11-24 10:30")).remove(0);
    other.grouped(&spec, "2026-11-24 10:30");
    let stopped = super::super::Event::Stopped { message: spec.id.clone(), reason: Reason::Confirmed };
    // Before its own time, and after it.
    let mut late = other.clone();
    assert_eq!(short(&other.among(&[&lead], &stopped, clock("2026-11-24 11:00")).effects), "-");
    assert_eq!(short(&other.wakes_among(&[&lead], "2026-11-24 12:00")), "reminder_48h");
    assert_eq!(short(&late.among(&[&lead], &stopped, clock("2026-11-24 13:00")).effects), "reminder_48h");
    // Told once more that it is spoken for, when it has forgotten the first time, it still speaks for itself.
    let (mut lead, mut other) = morning_and_noon();
    let spec = said(&lead.wakes_among(&[&other], "2026-11-24 10:30")).remove(0);
    other.grouped(&spec, "2026-11-24 10:30");
    let _ = other.among(&[&lead], &stopped, clock("2026-11-24 11:00"));
    other.case.as_mut().unwrap().causes.retain(|it| !it.id.starts_with("grouped:"));
    assert_eq!(short(&other.grouped(&spec, "2026-11-24 11:01")), "-");
    assert_eq!(*fate(&other), StepState::Planned);
}

#[test]
fn row_15_only_what_one_message_can_say_is_grouped() {
    let speaks_alone = |alter: fn(&mut Visit)| {
        let (mut lead, mut other) = morning_and_noon();
        alter(&mut other);
        let spec = said(&lead.wakes_among(&[&other], "2026-11-24 10:30")).remove(0);
        assert_eq!((spec.covers.len(), spec.template_day), (1, None));
    };
    speaks_alone(|other| *other = Visit::booked("a2", "2026-11-27 12:00", BOOKED_ON));
    speaks_alone(|other| {
        other.told(C::Cancelled, "2026-11-23 12:00");
    });
    speaks_alone(|other| {
        other.answered(super::super::Answer::Confirm, 1, "2026-11-23 12:00");
    });
    speaks_alone(|other| {
        other.facts.modality = Some(Modality::Video);
        other.told(C::Booked, "2026-11-23 12:00");
    });
}

#[test]
fn row_15_a_step_without_a_text_for_the_day_speaks_for_one_visit() {
    let (mut lead, other) = morning_and_noon();
    lead.wakes_among(&[&other], "2026-11-24 10:30");
    lead.wakes_among(&[&other], "2026-11-25 10:30");
    let spec = said(&lead.wakes_among(&[&other], "2026-11-25 14:30")).remove(0);
    assert_eq!((spec.step.as_str(), spec.covers.len()), ("instructions", 1));
}

#[test]
fn row_15_two_visits_at_one_time_are_said_in_the_words_for_one() {
    let [mut lead, twin] = ["a1", "a2"].map(|id| Visit::booked(id, "2026-11-26 10:30", BOOKED_ON));
    let spec = said(&lead.wakes_among(&[&twin], "2026-11-24 10:30")).remove(0);
    assert_eq!(spec.covers.len(), 2);
    let noon = Visit::booked("a3", "2026-11-26 12:00", BOOKED_ON);
    assert_eq!(spec.template_of(&[lead.case(), twin.case()]), "reminder");
    assert_eq!(spec.template_of(&[lead.case(), twin.case(), noon.case()]), "reminder_day");
}
