//! Which slots suit a visit.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Slot, clear_of, suitable};
use super::{STARTS, facts, open};
use crate::case::{Case, Subject};
use crate::event::{Modality, SlotFacts};
use crate::ids::SlotId;
use crate::testing::{Visit, clinic, clock, local};

const NOW: &str = "2026-11-20 12:00";

fn visit() -> Case {
    let mut case = Visit::booked("a1", "2026-11-26 10:30", NOW).case().clone();
    case.subject = Subject::Appointment {
        duration_minutes: Some(20),
        practitioner: Some("Dra. López".to_owned().into()),
        service: Some("Control".to_owned().into()),
        site: Some("Centro".to_owned()),
        modality: Modality::OnSite,
        delay_minutes: None,
    };
    case
}

fn slot(id: &str, start: &str, change: impl FnOnce(&mut SlotFacts)) -> Slot {
    let mut facts = facts(id, start);
    change(&mut facts);
    Slot {
        id: SlotId::new(id).unwrap(),
        start: facts.start,
        duration_minutes: facts.duration_minutes,
        practitioner: facts.practitioner,
        service: facts.service,
        site: facts.site,
        modality: facts.modality,
        ..open()
    }
}

#[test]
fn the_same_person_comes_first_then_the_same_site_then_the_time() {
    let other = |it: &mut SlotFacts| it.practitioner = Some("Dr. Ruiz".to_owned().into());
    let slots = [
        slot("ruiz", "2026-11-22 09:00", other),
        slot("north", "2026-11-23 09:00", |it| it.site = Some("Norte".to_owned())),
        slot("late", "2026-11-25 09:00", |_| ()),
        slot("early", STARTS, |it| it.practitioner = Some("dra lopez".to_owned().into())),
    ];
    let found = suitable(&slots, &visit(), &clinic().slots, clock(NOW));
    let ids: Vec<&str> = found.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["early", "late", "north", "ruiz"]);
}

#[test]
fn what_does_not_suit_is_left_out() {
    let unsuitable = [
        slot("too-soon", "2026-11-21 09:00", |_| ()),
        slot("too-far", "2027-01-04 09:00", |_| ()),
        slot("video", STARTS, |it| it.modality = Modality::Video),
        slot("other-service", STARTS, |it| it.service = Some("Ecografía".to_owned().into())),
        slot("short", STARTS, |it| it.duration_minutes = Some(10)),
        slot("own-time", "2026-11-26 10:30", |_| ()),
        Slot { state: super::SlotState::Closed, ..slot("closed", STARTS, |_| ()) },
    ];
    assert_eq!(suitable(&unsuitable, &visit(), &clinic().slots, clock(NOW)), Vec::<&Slot>::new());
    let suits = [
        slot("any-length", STARTS, |it| it.duration_minutes = None),
        slot("its-service", STARTS, |it| it.service = Some("control".to_owned().into())),
        slot("same-time-of-another", "2026-11-26 10:30", |it| {
            it.practitioner = Some("Dr. Ruiz".to_owned().into());
        }),
    ];
    assert_eq!(suitable(&suits, &visit(), &clinic().slots, clock(NOW)).len(), suits.len());
}

#[test]
fn other_visits_of_the_patient_are_left_alone() {
    let slot = slot("s1", STARTS, |_| ());
    let other = |start: &str| {
        let mut case = Visit::booked("a2", start, NOW).case().clone();
        case.anchor = local(start);
        case
    };
    assert!(clear_of(&slot, &[]));
    // A visit of unknown length takes half an hour.
    assert!(!clear_of(&slot, &[other("2026-11-24 10:15")]));
    assert!(!clear_of(&slot, &[other("2026-11-24 10:45")]));
    assert!(clear_of(&slot, &[other("2026-11-24 10:00"), other("2026-11-24 10:50")]));
    let cancelled = Case { state: crate::case::CaseState::Cancelled, ..other(STARTS) };
    assert!(clear_of(&slot, &[cancelled]));
}

#[test]
fn a_days_list_speaks_for_its_day_its_practitioner_and_its_site() {
    let (lopez, sosa) = ("Dra. López".to_owned().into(), "Dr. Sosa".to_owned().into());
    let slot = slot("s1", "2026-11-26 10:30", |it| {
        (it.practitioner, it.site) = (Some("Dra. López".to_owned().into()), Some("Centro".to_owned()));
    });
    let (today, tomorrow) = (slot.day(), slot.day().tomorrow().unwrap());
    for (day, practitioner, site, belongs) in [
        (today, None, None, true),
        (today, Some(&lopez), Some("Centro"), true),
        (tomorrow, None, None, false),
        (tomorrow, Some(&lopez), Some("Centro"), false),
        (today, Some(&sosa), Some("Centro"), false),
        (today, Some(&lopez), Some("Norte"), false),
        (today, Some(&sosa), None, false),
        (today, None, Some("Norte"), false),
    ] {
        assert_eq!(slot.belongs_to(day, practitioner, site), belongs, "{day} {practitioner:?} {site:?}");
    }
}
