//! A large hospital's day: more free times than one page of a list holds.

use domain::civil::CivilTime;
use domain::event::{Modality, SlotChange, SlotFacts};
use domain::ids::SlotId;
use domain::phi::Phi;
use domain::slot::{Context, Event, Slot, SlotState, decide};
use embedded::Embedded;
use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use local::clinic_files;
use ports::commit::{Together, load};
use ports::records::slot_key;
use ports::table::{PAGE_ITEMS_MAX, TRANSACT_ITEMS_MAX, Written};
use serde_json::json;
use tests::START;

use crate::test_ports::{TestPorts, event};

#[tokio::test]
async fn a_time_that_is_not_told_any_more_is_closed_however_many_others_come_before_it() {
    let clinic = clinic_files::example();
    let now: Timestamp = START.parse().unwrap();
    let day = date(2026, 12, 9);
    let free = |id: String, practitioner: &str, start: DateTime| -> Slot {
        let facts = SlotFacts {
            id: SlotId::new(id).unwrap(),
            start: CivilTime::from_local(start, clinic.time_zone.clone()).unwrap(),
            duration_minutes: Some(20),
            practitioner: Some(Phi::new(practitioner.to_owned())),
            service: None,
            site: None,
            modality: Modality::OnSite,
            sequence: None,
        };
        let cause = "told-before".to_owned();
        let told = Event::Told { cause, occurred_at: now, change: SlotChange::Opened, facts };
        decide(None, &told, &Context::of(&clinic), now).next.unwrap()
    };
    let mut slots: Vec<Slot> = (0..PAGE_ITEMS_MAX)
        .map(|it| free(format!("morning-{it}"), &format!("Dr. {it}"), day.at(9, 0, 0, 0)))
        .collect();
    slots.push(free("afternoon".to_owned(), "Dra. López", day.at(17, 0, 0, 0)));
    let ports = TestPorts::new(Embedded::open(None).unwrap(), &clinic);
    for chunk in slots.chunks(TRANSACT_ITEMS_MAX) {
        let mut together = Together::default();
        for slot in chunk {
            together.add(slot, 0).unwrap();
        }
        assert_eq!(together.write(&ports).await.unwrap(), Written::Yes);
    }
    let told = json!({
        "event_id": "day-1", "type": "slots.day", "occurred_at": START,
        "day": { "date": "2026-12-09", "practitioner": "Dra. López", "slots": [] },
    });
    let told = event(&clinic, &told);
    reminder_scheduler::handle(&ports, &told, now).await.unwrap();
    let state = async |id: &str| {
        let key = slot_key(&clinic.id, &SlotId::new(id).unwrap());
        load::<_, Slot>(&ports, &key).await.unwrap().map(|it| it.state)
    };
    assert_eq!(state("afternoon").await, Some(SlotState::Closed));
    assert_eq!(state("morning-7").await, Some(SlotState::Open), "another doctor's");
}
