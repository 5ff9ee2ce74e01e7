//! The clinic says that the patient told it that they come.

use super::super::{Answer, CaseState, Happened};
use super::rows::{booked, fate, skipped};
use crate::event::AppointmentChange as C;
use crate::reason::Reason;
use crate::testing::{BOOKED_ON, STARTS, Visit, local, short};

/// How often that was noted.
fn noted(visit: &Visit) -> usize {
    visit.case().timeline.iter().filter(|it| it.what == Happened::Confirmed).count()
}

#[test]
fn who_told_the_clinic_is_not_asked() {
    let mut visit = booked();
    visit.facts.confirmed = true;
    assert_eq!(short(&visit.told(C::Booked, "2026-11-24 09:00")), "-");
    let case = visit.case();
    assert_eq!((case.state, case.answer, case.version), (CaseState::Confirmed, Some(Answer::Confirm), 1));
    assert_eq!(case.obsoletes(1, true), Some(Reason::Confirmed), "nor by what waits to be sent");
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions");
    assert_eq!(fate(&visit, "reminder_48h"), skipped(Reason::Confirmed));
}

#[test]
fn who_told_the_clinic_long_before_is_reminded_like_everybody() {
    let mut visit = booked();
    visit.facts.confirmed = true;
    // An agenda says so again every night, also when the visit is near.
    for night in ["2026-11-21 01:00", "2026-11-22 01:00", "2026-11-24 01:00"] {
        assert_eq!(short(&visit.told(C::Booked, night)), "-");
        assert_eq!((visit.case().state, noted(&visit)), (CaseState::Booked, 1), "{night}");
    }
    assert_eq!(short(&visit.wakes_until("2026-11-24 12:00")), "reminder_48h");
}

#[test]
fn a_visit_may_be_told_with_it_or_moved_with_it() {
    // So late that the question would be asked at once.
    let mut visit = Visit::unknown("a1", STARTS);
    visit.facts.confirmed = true;
    assert_eq!(short(&visit.told(C::Booked, "2026-11-26 07:00")), "booking, instructions");
    assert_eq!((visit.case().state, noted(&visit)), (CaseState::Confirmed, 1));

    let mut visit = booked();
    visit.facts.confirmed = true;
    visit.told(C::Booked, "2026-11-24 08:00");
    visit.facts.start = Some(local("2026-12-01 16:00"));
    assert_eq!(short(&visit.told(C::Moved, "2026-11-29 18:00")), "moved");
    let what: Vec<_> = visit.case().timeline.iter().map(|it| it.what.clone()).collect();
    assert!(what.contains(&Happened::Told { change: C::Moved, version: 2 }), "the clinic moved it: {what:?}");
    assert_eq!((visit.case().state, visit.case().answer), (CaseState::Confirmed, Some(Answer::Confirm)));
    // And moved once more without a word of it, they are asked.
    visit.facts.start = Some(local("2026-12-02 16:00"));
    visit.facts.confirmed = false;
    visit.told(C::Moved, "2026-11-30 18:00");
    assert_eq!((visit.case().state, visit.case().answer), (CaseState::Booked, None));
}

#[test]
fn what_the_patient_answered_to_us_stands() {
    for answer in [Answer::Talk, Answer::Reschedule, Answer::Move] {
        let mut visit = booked();
        visit.answered(answer, 1, "2026-11-24 12:00");
        visit.facts.confirmed = true;
        visit.told(C::Booked, "2026-11-24 20:00");
        assert_eq!((visit.case().answer, noted(&visit)), (Some(answer), 0));
    }
    let mut visit = booked();
    visit.answered(Answer::Cancel, 1, "2026-11-24 12:00");
    visit.facts.confirmed = true;
    visit.told(C::Booked, "2026-11-24 20:00");
    assert_eq!((visit.case().state, noted(&visit)), (CaseState::Cancelled, 0), "a person looks");
}

#[test]
fn a_visit_that_takes_place_keeps_its_state() {
    for change in [C::Arrived, C::Completed, C::Missed] {
        let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
        visit.told(change, "2026-11-26 10:40");
        let state = visit.case().state;
        visit.facts.confirmed = true;
        visit.told(C::Booked, "2026-11-26 20:00");
        assert_eq!((visit.case().state, noted(&visit)), (state, 0), "{change:?}");
    }
}
