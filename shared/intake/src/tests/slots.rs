use domain::event::{Happening, Modality, SlotChange};
use domain::slot::PartOfDay;
use serde_json::{Value, json};

use super::{RECEIVED_AT, at, buenos_aires, problems};
use crate::Intake;
use crate::json::read;

fn event(kind: &str, rest: &Value) -> Intake {
    let mut event = json!({ "event_id": "e-1", "type": kind, "occurred_at": "2026-11-20T12:00:00Z" });
    event.as_object_mut().unwrap().append(&mut rest.as_object().unwrap().clone());
    read(event.to_string().as_bytes(), &buenos_aires(), at(RECEIVED_AT)).unwrap()
}

fn check_refused(kind: &str, rest: &Value, want: &str) {
    let intake = event(kind, rest);
    assert_eq!(problems(&intake), want, "{kind} {rest}");
    assert_eq!(intake.events, []);
}

fn taken(kind: &str, rest: &Value) -> Happening {
    let intake = event(kind, rest);
    assert_eq!(problems(&intake), "", "{kind} {rest}");
    intake.events[0].1.what.clone()
}

#[test]
fn slots() {
    let whole = json!({"slot": {
        "id": "s-1", "start": "2026-11-26T10:30", "duration_minutes": 20, "practitioner": "Dra. Varela",
        "service": "control", "site": "Sede Centro", "modality": "videollamada", "sequence": 7
    }});
    for (kind, wanted) in [("slot.opened", SlotChange::Opened), ("slot.closed", SlotChange::Closed)] {
        let Happening::Slot { change, slot } = taken(kind, &whole) else { panic!("no slot") };
        assert_eq!((change, slot.id.as_str(), slot.sequence), (wanted, "s-1", Some(7)));
        assert_eq!((slot.duration_minutes, slot.modality), (Some(20), Modality::Video));
        assert_eq!(slot.start.at.to_string(), "2026-11-26T13:30:00Z");
        check_refused(kind, &json!({}), "0 slot: is missing");
        check_refused(
            kind,
            &json!({"slot": {"id": "a b", "duration_minutes": 0, "modality": "?", "sequence": -1}}),
            "0 slot.id: has a character other than letters, digits, '.', '_', ':' or '-'\n\
             0 slot.start: is missing\n\
             0 slot.duration_minutes: is not a whole number from 1 to 1440\n\
             0 slot.modality: is not a modality Pulso knows (on_site, video, phone)\n\
             0 slot.sequence: is not a whole number from 0 to 18446744073709551615",
        );
    }
}

#[test]
fn days_of_slots() {
    let day = json!({"day": {
        "date": "2026-11-26", "practitioner": "Dra. Varela", "site": "Sede Centro",
        "slots": [{"id": "s-1", "start": "2026-11-26T10:30"}, {"id": "s-2", "start": "2026-11-26T11:00", "site": "Norte"}]
    }});
    let Happening::SlotsDay(day) = taken("slots.day", &day) else { panic!("no day") };
    let sites: Vec<_> = day.slots.iter().map(|it| it.site.as_deref()).collect();
    assert_eq!(sites, [Some("Sede Centro"), Some("Norte")]);
    assert!(day.slots.iter().all(|it| it.practitioner == day.practitioner));
    let Happening::SlotsDay(none) = taken("slots.day", &json!({"day": {"date": "2026-11-26", "slots": []}}))
    else {
        panic!("no day")
    };
    assert_eq!(none.slots, []);
    check_refused("slots.day", &json!({"day": {}}), "0 day.date: is missing\n0 day.slots: is missing");
    check_refused(
        "slots.day",
        &json!({"day": {"date": "2026-11-26", "slots": [
            {"id": "s-1", "start": "2026-11-27T10:30"}, {"id": "s-1", "start": "2026-11-26T10:30"}, "s-3", {"id": "s-4"},
        ]}}),
        "0 day.slots[0].start: is not on the day of the list\n\
         0 day.slots[1].id: stands twice in the list\n\
         0 day.slots[2]: is not an object\n\
         0 day.slots[3].start: is missing",
    );
    let many: Vec<Value> =
        (0..145).map(|it| json!({"id": format!("s{it}"), "start": "2026-11-26T10:30"})).collect();
    check_refused(
        "slots.day",
        &json!({"day": {"date": "2026-11-26", "slots": many}}),
        "0 day.slots: has more than 144 entries",
    );
}

#[test]
fn people_who_wait() {
    let patient = json!({"id": "p-1"});
    let whole = json!({"patient": patient, "waiting": {
        "appointment_id": "a-1", "priority": 3, "service": "control", "practitioner": "Dra. Varela", "site": "Norte",
        "modality": "phone", "earliest": "2026-11-26", "latest": "2026-12-01", "part_of_day": "morning"
    }});
    let Happening::WaitingJoined { entry, wish } = taken("waiting.joined", &whole) else { panic!("nobody") };
    assert_eq!((entry.as_str(), wish.has_appointment, wish.priority), ("a-1", true, 3));
    assert_eq!((wish.modality, wish.part), (Some(Modality::Phone), Some(PartOfDay::Morning)));
    let without = json!({"patient": patient, "waiting": {"id": "w-1"}});
    let Happening::WaitingJoined { entry, wish } = taken("waiting.joined", &without) else {
        panic!("nobody")
    };
    assert_eq!((entry.as_str(), wish.has_appointment, wish.priority), ("w-1", false, 0));
    let Happening::WaitingLeft { entry } = taken("waiting.left", &json!({"waiting": {"id": "w-1"}})) else {
        panic!("nobody")
    };
    assert_eq!(entry.as_str(), "w-1");
    check_refused("waiting.joined", &json!({"waiting": {"id": "w-1"}}), "0 patient: is missing");
    check_refused("waiting.left", &json!({"waiting": {}}), "0 waiting.id: is missing");
    check_refused(
        "waiting.joined",
        &json!({"patient": patient, "waiting": {
            "id": "w-1", "priority": 10, "earliest": "2026-12-01", "latest": "2026-11-30", "part_of_day": "noon"
        }}),
        "0 waiting.priority: is not a whole number from 0 to 9\n\
         0 waiting.part_of_day: is not morning, afternoon or evening\n\
         0 waiting.latest: is before `earliest`",
    );
}
