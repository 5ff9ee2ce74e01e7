//! What the clinic gives notice of, told once and again.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{CaseState, Effect, Event};
use crate::event::{NoticeFacts, NoticeKind};
use crate::ids::{CaseId, PatientId};
use crate::journey::Topic;
use crate::reason::Reason;
use crate::testing::{BOOKED_ON, STARTS, Visit, clock, said, short};

/// Something that is told at once, and of which the patient is reminded the day before it falls due.
fn unknown() -> Visit {
    let mut visit = Visit::unknown("n7", STARTS);
    let journey = visit.clinic.journeys.iter_mut().find(|it| it.topic == Topic::ResultReady).unwrap();
    let mut reminder = journey.steps[0].clone();
    reminder.name = "reminder".to_owned();
    reminder.on.clear();
    reminder.before = Some("1d".to_owned().try_into().unwrap());
    journey.steps.push(reminder);
    visit
}

/// The clinic gives notice, by an event of its own.
fn told(visit: &mut Visit, due_on: Option<&str>, now: &str) -> Vec<Effect> {
    visit.told += 1;
    let event = Event::Noticed {
        cause: format!("n{}", visit.told),
        occurred_at: clock(now),
        notice: NoticeKind::ResultReady,
        facts: NoticeFacts {
            id: visit.facts.id.clone(),
            reference: "R1".to_owned(),
            due_on: due_on.map(|it| it.parse().unwrap()),
            campaign: None,
        },
        patient: visit.patient.clone(),
    };
    visit.takes(&event, now)
}

/// The clinic's event by which it takes it back.
fn withdrawal(visit: &mut Visit, now: &str) -> Event {
    visit.told += 1;
    Event::Withdrawn {
        cause: format!("n{}", visit.told),
        occurred_at: clock(now),
        notice: NoticeKind::ResultReady,
        id: visit.facts.id.clone(),
        patient: visit.patient.clone(),
    }
}

fn withdrawn(visit: &mut Visit, now: &str) -> Vec<Effect> {
    let event = withdrawal(visit, now);
    visit.takes(&event, now)
}

#[test]
fn what_falls_due_on_another_day_is_said_again() {
    let mut visit = unknown();
    let first = said(&told(&mut visit, Some("2026-12-10"), BOOKED_ON)).remove(0);
    assert_eq!(visit.case().due(), Some(clock("2026-12-09 10:00")));
    // The same again, or without its day, is nothing new.
    assert_eq!(short(&told(&mut visit, Some("2026-12-10"), "2026-11-21 12:00")), "-");
    assert_eq!(short(&told(&mut visit, None, "2026-11-22 12:00")), "-");
    assert_eq!(visit.case().version, 1);
    let second = said(&told(&mut visit, Some("2026-12-20"), "2026-11-23 12:00")).remove(0);
    assert_eq!((second.step.as_str(), second.covers[0].version), ("result", 2));
    assert_ne!(first.id, second.id);
    assert_eq!(visit.case().obsoletes(1, false), Some(Reason::Superseded));
    assert_eq!(visit.case().due(), Some(clock("2026-12-19 10:00")));
    // What comes late is older.
    let before = visit.case().clone();
    assert_eq!(short(&told(&mut visit, Some("2026-12-10"), "2026-11-22 13:00")), "-");
    assert_eq!(*visit.case(), before);
}

#[test]
fn what_is_useless_before_it_falls_due_is_not_said_later() {
    let mut visit = unknown();
    let journey = visit.clinic.journeys.iter_mut().find(|it| it.topic == Topic::ResultReady).unwrap();
    for step in &mut journey.steps {
        step.useless_minutes_before = 30;
    }
    let notice = said(&told(&mut visit, Some("2026-12-10"), "2026-12-10 09:00")).remove(0);
    assert_eq!(notice.not_after, clock("2026-12-10 09:30"));
    assert_eq!(short(&told(&mut visit, Some("2026-12-11"), "2026-12-11 09:30")), "-");
    // Nobody knows when it falls due.
    visit.case = None;
    let notice = said(&told(&mut visit, None, "2026-12-12 09:00")).remove(0);
    assert_eq!(notice.not_after, clock("2026-12-15 09:00"));
}

#[test]
fn a_number_used_for_another_patient_is_told_to_them() {
    let mut visit = unknown();
    told(&mut visit, None, BOOKED_ON);
    let (eva, also_eva) = (PatientId::new("p2").unwrap(), PatientId::new("p3").unwrap());
    visit.patient = eva.clone();
    let said = said(&told(&mut visit, None, "2026-11-21 12:00"));
    assert_eq!((said.len(), said[0].to.patient(), said[0].covers[0].version), (1, Some(&eva), 2));
    // Under another number of hers she is nobody else.
    visit.patient = also_eva.clone();
    visit.numbers = vec![also_eva, eva.clone()];
    assert_eq!(short(&told(&mut visit, None, "2026-11-22 12:00")), "-");
    assert_eq!((&visit.case().patient, visit.case().version), (&eva, 2));
}

#[test]
fn what_is_taken_back_is_not_said_until_it_is_told_anew() {
    let mut visit = unknown();
    let first = said(&told(&mut visit, Some("2026-12-10"), BOOKED_ON)).remove(0);
    assert_eq!(short(&withdrawn(&mut visit, "2026-11-21 12:00")), "-");
    let case = visit.case();
    assert_eq!((case.state, case.version, case.due()), (CaseState::Cancelled, 2, None));
    assert_eq!(case.obsoletes(first.covers[0].version, false), Some(Reason::Cancelled));
    // Once more, and what was told before it and comes late.
    assert_eq!(short(&withdrawn(&mut visit, "2026-11-22 12:00")), "-");
    assert_eq!(short(&told(&mut visit, Some("2026-12-20"), "2026-11-22 11:00")), "-");
    assert_eq!((visit.case().state, visit.case().version), (CaseState::Cancelled, 2));
    let again = said(&told(&mut visit, Some("2026-12-10"), "2026-11-23 12:00")).remove(0);
    assert_ne!(first.id, again.id);
    let case = visit.case().clone();
    assert_eq!((case.state, case.version, case.cancelled_by), (CaseState::Booked, 3, None));
    assert_eq!(case.due(), Some(clock("2026-12-09 10:00")));
    // What was taken back before that is not taken back again.
    assert_eq!(short(&withdrawn(&mut visit, "2026-11-22 13:00")), "-");
    assert_eq!(*visit.case(), case);
}

#[test]
fn what_was_taken_back_before_it_came_says_nothing() {
    let mut visit = unknown();
    assert_eq!(short(&withdrawn(&mut visit, "2026-11-21 12:00")), "-");
    assert_eq!((visit.case().state, visit.case().version), (CaseState::Cancelled, 1));
    assert_eq!(short(&told(&mut visit, Some("2026-12-10"), BOOKED_ON)), "-");
    assert_eq!(visit.case().due(), None);
    assert_eq!(said(&told(&mut visit, Some("2026-12-10"), "2026-11-22 12:00")).len(), 1);
}

#[test]
fn a_visit_is_not_taken_back() {
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    let event = withdrawal(&mut visit, "2026-11-21 12:00");
    let own = CaseId::new("a1.result_ready").unwrap();
    let (beside, event) = event.beside(visit.case()).unwrap().unwrap();
    assert_eq!(beside, own);
    assert!(matches!(event, Event::Withdrawn { id, .. } if id == own));
}

#[test]
fn of_a_campaign_its_own_step_is_said_and_no_other() {
    let mut visit = unknown();
    let journey = visit.clinic.journeys.iter_mut().find(|it| it.topic == Topic::ResultReady).unwrap();
    journey.topic = Topic::Campaign;
    journey.steps[0].name = "flu".to_owned();
    journey.steps[1].name = "check_up".to_owned();
    let event = |campaign: &str, of: &Visit| Event::Noticed {
        cause: format!("{campaign}{}", of.told),
        occurred_at: clock(BOOKED_ON),
        notice: NoticeKind::Campaign,
        facts: NoticeFacts {
            id: of.facts.id.clone(),
            reference: campaign.to_owned(),
            due_on: Some("2026-12-10".parse().unwrap()),
            campaign: Some(campaign.to_owned()),
        },
        patient: of.patient.clone(),
    };
    let flu = event("flu", &visit);
    let said = said(&visit.takes(&flu, BOOKED_ON));
    assert_eq!(said.iter().map(|it| it.step.as_str()).collect::<Vec<_>>(), ["flu"]);
    assert_eq!(visit.case().steps.len(), 1, "the other campaign is not so much as skipped");
    assert_eq!(visit.case().due(), None);
    // The list is sent again.
    visit.told += 1;
    let again = event("flu", &visit);
    assert_eq!(short(&visit.takes(&again, BOOKED_ON)), "-");
    let mut other = Visit { clinic: visit.clinic.clone(), ..Visit::unknown("n8", STARTS) };
    let check_up = event("check_up", &other);
    assert_eq!(short(&other.takes(&check_up, BOOKED_ON)), "-");
    assert_eq!(other.case().due(), Some(clock("2026-12-09 10:00")));
    let mut gone = Visit { clinic: visit.clinic.clone(), ..Visit::unknown("n9", STARTS) };
    let ended = event("ended", &gone);
    assert_eq!(short(&gone.takes(&ended, BOOKED_ON)), "-");
    assert_eq!((gone.case().steps.len(), gone.case().due()), (0, None));
}
