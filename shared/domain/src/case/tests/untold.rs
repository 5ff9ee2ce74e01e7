//! What the patient was told last is not so any more, and they cannot be told.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::Answer;
use crate::event::AppointmentChange as C;
use crate::ids::MessageId;
use crate::reason::Reason;
use crate::testing::{BOOKED_ON, STARTS, Visit, local, said, short};

const CHANGED_AT: &str = "2026-11-22 10:05";
const STOPPED_AT: &str = "2026-11-22 10:06";

/// A visit that its patient was told of, changed since, and the message that is to tell so.
fn changed(change: C) -> (Visit, MessageId) {
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    if change == C::Reinstated {
        visit.told(C::Cancelled, "2026-11-22 10:00");
    }
    if change == C::Moved {
        visit.facts.start = Some(local("2026-11-26 16:00"));
    }
    let message = said(&visit.told(change, CHANGED_AT)).remove(0).id;
    (visit, message)
}

#[test]
fn what_leaves_a_wrong_word_standing_goes_to_a_person() {
    for change in [C::Moved, C::Cancelled, C::Reinstated] {
        for reason in [Reason::Cap, Reason::OptedOut, Reason::TooLate] {
            let (mut visit, message) = changed(change);
            let effects = visit.stopped(&message, reason, STOPPED_AT);
            assert_eq!(short(&effects), "person: Untold", "{change:?}");
            assert_eq!(visit.case().timeline.last().unwrap().what.code(), "handed_over");
            assert_eq!(
                visit.stopped(&message, reason, STOPPED_AT),
                effects,
                "a repeat gives the same effects"
            );
        }
    }
}

#[test]
fn what_contradicts_nothing_needs_nobody() {
    // The patient never heard of the visit.
    let mut visit = Visit::unknown("a1", STARTS);
    let booking = said(&visit.told(C::Booked, BOOKED_ON)).remove(0).id;
    assert_eq!(short(&visit.stopped(&booking, Reason::Cap, BOOKED_ON)), "-");
    visit.facts.start = Some(local("2026-11-26 16:00"));
    let moved = said(&visit.told(C::Moved, CHANGED_AT)).remove(0).id;
    assert_eq!(short(&visit.stopped(&moved, Reason::Cap, STOPPED_AT)), "-");
    // Nor that it was off.
    let (mut visit, message) = changed(C::Reinstated);
    assert_eq!(short(&visit.stopped(&message, Reason::NeverAnnounced, STOPPED_AT)), "-");
    // They cancelled it.
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    let message = said(&visit.answered(Answer::Cancel, 1, CHANGED_AT)).remove(0).id;
    assert_eq!(short(&visit.stopped(&message, Reason::Cap, STOPPED_AT)), "-");
    // It was moved again, which they are told, or has begun.
    let (mut visit, message) = changed(C::Moved);
    visit.facts.start = Some(local("2026-11-26 17:00"));
    assert_eq!(short(&visit.told(C::Moved, STOPPED_AT)), "moved");
    assert_eq!(short(&visit.stopped(&message, Reason::Superseded, "2026-11-22 10:07")), "-");
    let (mut visit, message) = changed(C::Moved);
    assert_eq!(short(&visit.stopped(&message, Reason::TooLate, "2026-11-26 16:00")), "-");
    // What only reminds takes nothing back.
    let (mut visit, _) = changed(C::Moved);
    let reminder = said(&visit.wakes_until("2026-11-24 16:00")).remove(0).id;
    assert_eq!(short(&visit.stopped(&reminder, Reason::Cap, "2026-11-24 16:01")), "-");
}

#[test]
fn who_would_come_in_vain_before_a_phone_may_tell_them_is_told_by_a_person() {
    let moved = |starts: &str, to: &str, at: &str, setting: &str| {
        let mut visit = Visit::unknown("a1", starts);
        if setting == "no step" {
            visit.without_step("moved");
        }
        for step in visit.clinic.journeys[0].steps.iter_mut().filter(|it| it.name == "moved") {
            step.useless_minutes_before = if setting == "an hour ahead" { 60 } else { 0 };
        }
        visit.told(C::Booked, BOOKED_ON);
        if setting == "unheard" {
            let booking = visit.case().announcement(&visit.clinic).unwrap().clone();
            visit.stopped(&booking, Reason::NoAddress, BOOKED_ON);
        }
        visit.facts.start = Some(local(to));
        let effects = visit.told(C::Moved, at);
        let words: Vec<_> = short(&effects).split(", ").map(str::to_owned).collect();
        words
            .into_iter()
            .filter(|it| it.starts_with("person") || it == "moved")
            .collect::<Vec<_>>()
            .join(", ")
    };
    // Messages leave from nine on.
    let (early, next_day, night) = ("2026-11-26 08:30", "2026-11-27 16:00", "2026-11-26 07:00");
    assert_eq!(moved(early, next_day, night, ""), "moved, person: Untold");
    assert_eq!(moved(early, next_day, "2026-11-25 22:00", ""), "moved, person: Untold");
    assert_eq!(moved(early, next_day, "2026-11-25 20:00", ""), "moved", "it leaves at once");
    assert_eq!(moved("2026-11-26 09:30", next_day, night, ""), "moved", "it leaves before");
    assert_eq!(moved("2026-11-26 09:30", next_day, night, "an hour ahead"), "moved, person: Untold");
    assert_eq!(moved(early, next_day, "2026-11-26 08:40", ""), "moved", "they have come");
    assert_eq!(moved(early, next_day, night, "unheard"), "moved", "who does not know of it does not come");
    assert_eq!(moved(early, next_day, night, "no step"), "", "the clinic tells moves itself");
}
