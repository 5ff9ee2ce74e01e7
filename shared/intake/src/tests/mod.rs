#![expect(clippy::unwrap_used, reason = "tests")]

mod agenda;
mod agenda_counted;
mod agenda_encodings;
mod agenda_headers;
mod agenda_rows;
mod agenda_sample;
mod agenda_warnings;
mod events;
mod fhir;
mod fhir_anything;
mod fhir_notices;
mod hl7;
mod never_panics;
mod notices;
mod people;
mod phone;
mod slots;
mod starts;

use domain::civil::Zone;
use domain::language::Language;
use jiff::Timestamp;

use crate::{Defaults, Intake};

/// When events are received.
const RECEIVED_AT: &str = "2026-11-20T12:00:00Z";

/// A clinic in Buenos Aires.
fn buenos_aires() -> Defaults {
    in_country("AR", "America/Argentina/Buenos_Aires")
}

fn in_country(country: &str, zone: &str) -> Defaults {
    Defaults {
        zone: Zone::new(zone).unwrap(),
        country: country.to_owned(),
        language: Language::Es,
        own_numbers: Vec::new(),
        campaigns: vec!["flu_2026".to_owned(), "check_up".to_owned()],
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The problems, one per line: `3 patient.phone: is missing`.
fn problems(intake: &Intake) -> String {
    let line = |it: &crate::Rejected| format!("{} {}: {}", it.index, it.field, it.reason);
    intake.rejected.iter().map(line).collect::<Vec<_>>().join("\n")
}
