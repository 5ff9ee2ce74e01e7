//! A visit that was moved and moved back before its patient could hear of it.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Answer, CAUSES_MAX, Case, CaseState, Effect, Heard};
use super::rows::{booked, fate, skipped};
use crate::event::{AppointmentChange as C, Modality};
use crate::reason::Reason;
use crate::testing::{STARTS, Visit, clock, local, said, short};

const NIGHT: &str = "2026-11-24 22:00";
const LATER: &str = "2026-11-24 23:00";
const MORNING: &str = "2026-11-25 09:30";

/// Told to that start; whether the patient knows the visit as it stood, and heard of nothing since.
fn moved(visit: &mut Visit, start: &str, unheard: bool, now: &str) -> Vec<Effect> {
    visit.facts.start = Some(local(start));
    visit.heard = if unheard { Heard::Before } else { Heard::Last };
    visit.told(C::Moved, now)
}

/// A visit with its first reminder said, moved in the night.
fn moved_at_night() -> Visit {
    let mut visit = booked();
    visit.wakes_until("2026-11-24 12:00");
    assert_eq!(short(&moved(&mut visit, "2026-11-27 16:00", false, NIGHT)), "moved");
    visit
}

fn standing(case: &Case) -> (CaseState, Option<Answer>, u32) {
    (case.state, case.answer, case.version)
}

#[test]
fn nothing_is_told_of_a_visit_that_is_back_where_its_patient_knows_it() {
    let mut visit = moved_at_night();
    assert_eq!(short(&moved(&mut visit, STARTS, true, LATER)), "-");
    assert_eq!(standing(visit.case()), (CaseState::Booked, None, 3));
    assert_eq!(fate(&visit, "moved"), skipped(Reason::NeverAnnounced));
    let first = visit.case().steps.iter().find(|it| it.step == "reminder_48h" && it.version == 1);
    let message = first.and_then(|it| it.told_in()).cloned();
    assert_eq!(visit.case().step("reminder_48h").and_then(|it| it.told_in()).cloned(), message);
    // The reminder on their phone is good, and nobody is asked the same again.
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, MORNING)), "-");
    assert_eq!(standing(visit.case()), (CaseState::Confirmed, Some(Answer::Confirm), 3));
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions");
    // What was said of the place between is void.
    assert_eq!(short(&visit.answered(Answer::Confirm, 2, MORNING)), "reply_old");
}

#[test]
fn what_was_not_sent_before_is_said_once_the_visit_is_back() {
    let mut visit = booked();
    let instructions = said(&visit.wakes_until("2026-11-25 15:00")).pop().unwrap();
    assert_eq!(instructions.step, "instructions");
    visit.stopped(&instructions.id, Reason::Cap, "2026-11-25 15:10");
    // A clinic whose system tells the agenda every few minutes has told much since.
    for _ in 0..=CAUSES_MAX {
        visit.told(C::Booked, "2026-11-25 15:20");
    }
    moved(&mut visit, "2026-11-27 16:00", false, "2026-11-25 22:00");
    assert_eq!(short(&moved(&mut visit, STARTS, true, "2026-11-25 23:00")), "instructions");
}

#[test]
fn who_had_confirmed_is_not_asked_again_once_the_visit_is_back() {
    let mut visit = booked();
    visit.wakes_until("2026-11-24 12:00");
    visit.answered(Answer::Confirm, 1, "2026-11-24 13:00");
    moved(&mut visit, "2026-11-27 16:00", false, NIGHT);
    assert_eq!(standing(visit.case()), (CaseState::Booked, None, 2));
    // By way of a third place.
    assert_eq!(short(&moved(&mut visit, "2026-11-27 18:00", true, "2026-11-24 22:30")), "moved");
    assert_eq!(short(&moved(&mut visit, STARTS, true, LATER)), "-");
    assert_eq!(standing(visit.case()), (CaseState::Confirmed, Some(Answer::Confirm), 4));
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions");
    assert_eq!(visit.case().obsoletes(4, true), Some(Reason::Confirmed));
}

#[test]
fn what_is_called_off_and_taken_up_again_unheard_is_as_it_was() {
    let mut visit = booked();
    visit.wakes_until("2026-11-24 12:00");
    visit.answered(Answer::Confirm, 1, "2026-11-24 13:00");
    assert_eq!(short(&visit.told(C::Cancelled, NIGHT)), "cancellation");
    visit.heard = Heard::Before;
    let mut elsewhere = visit.clone();
    // Systems that write their agenda anew book it again.
    assert_eq!(short(&visit.told(C::Booked, LATER)), "-");
    assert_eq!(standing(visit.case()), (CaseState::Confirmed, Some(Answer::Confirm), 3));
    assert_eq!(fate(&visit, "reinstated"), skipped(Reason::NeverAnnounced));
    assert!(visit.case().stands_at(1, clock(MORNING)));
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions");
    assert_eq!(short(&moved(&mut elsewhere, "2026-11-27 16:00", true, LATER)), "moved");
    // Who cancelled it themselves knows.
    let mut visit = booked();
    visit.answered(Answer::Cancel, 1, NIGHT);
    visit.heard = Heard::Before;
    assert_eq!(short(&visit.told(C::Reinstated, LATER)), "reinstated");
    assert_eq!(visit.case().stood, None);
}

#[test]
fn what_they_may_have_heard_of_is_told_back() {
    // The notice of the move may be with them.
    let mut visit = moved_at_night();
    assert_eq!(short(&moved(&mut visit, STARTS, false, LATER)), "moved");
    assert_eq!(short(&visit.answered(Answer::Confirm, 2, MORNING)), "reply_old");
    // It is not where it was: another hour, another modality.
    let mut visit = moved_at_night();
    assert_eq!(short(&moved(&mut visit, "2026-11-26 11:30", true, LATER)), "moved");
    let mut visit = moved_at_night();
    visit.facts.modality = Some(Modality::Video);
    assert_eq!(short(&moved(&mut visit, STARTS, true, LATER)), "moved");
    // Back, and away again: of that they hear, and of the end of it.
    let mut visit = moved_at_night();
    moved(&mut visit, STARTS, true, LATER);
    assert_eq!(short(&moved(&mut visit, "2026-11-28 10:00", false, "2026-11-24 23:10")), "moved");
    assert!(!visit.case().stands_at(1, clock(MORNING)));
    assert_eq!(short(&moved(&mut visit, STARTS, true, "2026-11-24 23:20")), "-");
    assert!(visit.case().stands_at(1, clock(MORNING)));
    visit.told(C::Completed, MORNING);
    assert!(!visit.case().stands_at(1, clock(MORNING)));
}

#[test]
fn an_old_button_holds_where_the_visit_stands_again_as_it_says() {
    // Called off by mistake, and told both.
    let reminded = || {
        let mut visit = booked();
        visit.wakes_until("2026-11-24 12:00");
        visit
    };
    let mut visit = reminded();
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-24 15:00")), "cancellation");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 15:01")), "reply_old");
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-24 15:05")), "reinstated");
    let mut declined = visit.clone();
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 15:10")), "-");
    assert_eq!(standing(visit.case()), (CaseState::Confirmed, Some(Answer::Confirm), 3));
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions");
    assert_eq!(short(&declined.answered(Answer::Cancel, 1, "2026-11-24 15:10")), "cancellation");
    assert_eq!((declined.case().state, declined.case().version), (CaseState::Cancelled, 4));
    // Called off by themselves, which a telephone call undid.
    let mut visit = reminded();
    visit.answered(Answer::Cancel, 1, "2026-11-24 13:00");
    visit.told(C::Reinstated, "2026-11-24 14:00");
    visit.answered(Answer::Confirm, 1, "2026-11-24 14:10");
    assert_eq!(standing(visit.case()), (CaseState::Confirmed, Some(Answer::Confirm), 3));
    // Moved and moved back in daylight; of the place between nothing holds.
    let mut visit = reminded();
    moved(&mut visit, "2026-11-27 16:00", false, "2026-11-24 13:00");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 13:01")), "reply_old");
    moved(&mut visit, STARTS, false, "2026-11-24 14:00");
    assert_eq!(short(&visit.answered(Answer::Confirm, 2, "2026-11-24 14:01")), "reply_old");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 14:02")), "-");
    assert_eq!(standing(visit.case()), (CaseState::Confirmed, Some(Answer::Confirm), 3));
    // With somebody else it is another visit.
    let mut visit = reminded();
    visit.facts.practitioner = Some("Dra. Gil".to_owned().into());
    visit.told(C::Booked, "2026-11-24 13:00");
    visit.told(C::Cancelled, "2026-11-24 13:10");
    visit.facts.practitioner = Some("Dr. Paz".to_owned().into());
    visit.told(C::Reinstated, "2026-11-24 13:20");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 13:30")), "reply_old");
    // However often it is moved to and fro, little is remembered.
    for _ in 0..20 {
        moved(&mut visit, "2026-11-27 16:00", false, "2026-11-24 16:00");
        moved(&mut visit, STARTS, false, "2026-11-24 16:00");
    }
    assert_eq!(visit.case().earlier.len(), 8);
}
