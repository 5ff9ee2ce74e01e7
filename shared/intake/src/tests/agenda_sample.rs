use std::collections::BTreeSet;

use domain::event::{AppointmentChange, Happening};
use serde_json::Value;

use super::{at, buenos_aires, problems};
use crate::Intake;
use crate::agenda::read;

/// Made by `make_agenda.py` beside it.
const AGENDA: &[u8] = include_bytes!("../../../../tests/agendas/agenda-2027-03-10.csv");
const WRONG: &str = include_str!("../../../../tests/agendas/agenda-2027-03-10.wrong.json");
const RIGHT_ROWS: usize = 216;
/// What the sample's phone numbers begin with.
const COUNTRY_CODES: [&str; 5] = ["+1", "+34", "+52", "+54", "+55"];

fn sample() -> Intake {
    read(AGENDA, &buenos_aires(), at("2027-03-09T20:00:00Z")).unwrap()
}

#[test]
fn exactly_the_wrong_rows_are_named() {
    let wrong: Vec<Value> = serde_json::from_str(WRONG).unwrap();
    let wrong: Vec<String> =
        wrong.iter().map(|it| format!("{} {}", it["row"], it["field"].as_str().unwrap())).collect();
    let intake = sample();
    let named: Vec<String> = intake.rejected.iter().map(|it| format!("{} {}", it.index, it.field)).collect();
    assert_eq!(named, wrong, "{}", problems(&intake));
    assert_eq!(named.len(), 12);
}

#[test]
fn the_right_rows_are_appointments_of_five_countries() {
    let intake = sample();
    assert_eq!(intake.events.len(), RIGHT_ROWS);
    let mut appointments = BTreeSet::new();
    let mut countries = BTreeSet::new();
    let mut changes = BTreeSet::new();
    for (row, event) in &intake.events {
        let Happening::Appointment { change, appointment } = &event.what else { panic!("row {row}") };
        let local = appointment.start.as_ref().unwrap().local;
        assert!((10..=15).contains(&local.day()) && (local.year(), local.month()) == (2027, 3), "row {row}");
        assert!((8..20).contains(&local.hour()), "row {row}");
        appointments.insert(appointment.id.clone());
        changes.insert(change.as_str());
        let phone = event.patient.as_ref().unwrap().phone.as_ref();
        let code = |text: &str| COUNTRY_CODES.into_iter().find(|it| text.starts_with(it)).unwrap();
        countries.extend(phone.map(|it| code(it.expose())));
        // The sample's Argentine numbers are all mobiles.
        assert!(
            phone.is_none_or(|it| !it.expose().starts_with("+54") || it.expose().starts_with("+549")),
            "row {row}"
        );
    }
    assert_eq!(appointments.len(), RIGHT_ROWS);
    assert_eq!(countries, BTreeSet::from(COUNTRY_CODES));
    let all = [AppointmentChange::Booked, AppointmentChange::Cancelled, AppointmentChange::Completed];
    assert!(all.iter().all(|it| changes.contains(it.as_str())), "{changes:?}");
}

#[test]
fn the_same_file_tells_the_same() {
    assert_eq!(sample(), sample());
}
