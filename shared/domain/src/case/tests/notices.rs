//! What the clinic gives notice of, told once and again.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Effect, Event};
use crate::event::{NoticeFacts, NoticeKind};
use crate::ids::PatientId;
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
        },
        patient: visit.patient.clone(),
    };
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
