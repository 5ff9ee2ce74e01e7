//! Resources and bundles as a FHIR server sends them.
//!
//! No entry ends as an event and with a reason; the same body says the same; what is taken goes on a queue and reads
//! back; no reason and no `Debug` output carries content.

use intake::fhir::{ENTRIES_MAX, read};
use serde_json::Value;

use crate::NOW;
use crate::clinic_events::{DEFAULTS, reasons, sound};
use crate::leak::{masked, plant};

/// Members that hold what is about a person.
const PERSONAL: [&str; 3] = ["family", "text", "city"];

/// Checks one body.
pub fn check(body: &[u8]) {
    let Some(intake) = sound(|| read(body, &DEFAULTS, NOW)) else { return };
    assert!(intake.events.len() <= ENTRIES_MAX);
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return };
    plant(&mut value, &PERSONAL);
    if let Ok(intake) = read(value.to_string().as_bytes(), &DEFAULTS, NOW) {
        reasons(&intake);
        masked("an event", &intake);
    }
}
