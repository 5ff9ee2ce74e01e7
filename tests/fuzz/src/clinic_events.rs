//! Events as a clinic's system posts them.
//!
//! Every element ends as an event or with a reason; what is wrong with one does not change what is read of its
//! neighbours; what is taken goes on a queue and reads back; no reason carries content.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::ids::ClinicId;
use intake::json::{EVENTS_MAX, read};
use intake::{Defaults, Intake, Unreadable};
use ports::queue::QUEUE_BODY_BYTES_MAX;
use ports::wire::{ToJourneys, decode, encode};
use serde_json::Value;

use crate::NOW;
use crate::leak::{CANARY, absent, masked, plant};
use crate::world::CLINIC;

pub(crate) static DEFAULTS: LazyLock<Defaults> = LazyLock::new(|| Defaults::of(&CLINIC));
/// Elements that are read again alone.
const ALONE_MAX: usize = 4;
/// Members that hold what is about a person.
const PERSONAL: [&str; 6] = ["given_name", "family_name", "phone", "email", "practitioner", "service"];

/// Checks one body.
pub fn check(body: &[u8]) {
    let intake = match read(body, &DEFAULTS, NOW) {
        Ok(intake) => intake,
        Err(error) => return absent("an error", &error.to_string()),
    };
    assert!(intake.events.len() <= EVENTS_MAX);
    reasons(&intake);
    queued(&intake);
    let Ok(mut value) = serde_json::from_slice::<Value>(body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body))
    else {
        return;
    };
    let elements = value.as_array().map_or(std::slice::from_ref(&value), Vec::as_slice);
    for (index, element) in elements.iter().enumerate().take(ALONE_MAX) {
        let alone = read(format!("[{element}]").as_bytes(), &DEFAULTS, NOW).unwrap_or_default();
        let event = intake.events.iter().find(|(it, _)| *it == index).map(|(_, event)| event);
        assert_eq!(alone.events.first().map(|(_, event)| event), event, "neighbours changed an event");
        let refused = intake.rejected.iter().filter(|it| it.index == index).count();
        assert!(
            alone.rejected.len() == refused && (refused > 0) != event.is_some(),
            "taken and refused, or neither"
        );
    }
    plant(&mut value, &PERSONAL);
    if let Ok(intake) = read(value.to_string().as_bytes(), &DEFAULTS, NOW) {
        reasons(&intake);
        masked("an event", &intake);
    }
}

/// What is read, if anything is: the same each time, each of it once, with reasons, and fit for its queue.
pub(crate) fn sound(read: impl Fn() -> Result<Intake, Unreadable>) -> Option<Intake> {
    let intake = read().inspect_err(|error| absent("an error", &error.to_string())).ok()?;
    assert_eq!(read().as_ref(), Ok(&intake), "the same bytes said another thing");
    once(&intake);
    reasons(&intake);
    queued(&intake);
    Some(intake)
}

/// Nothing is both taken and refused, nor taken twice.
fn once(intake: &Intake) {
    let taken: BTreeSet<usize> = intake.events.iter().map(|it| it.0).collect();
    assert!(taken.len() == intake.events.len(), "one became two events");
    assert!(!intake.rejected.iter().any(|it| taken.contains(&it.index)), "taken and refused");
}

/// Every reason says something, and nothing about a person.
pub(crate) fn reasons(intake: &Intake) {
    for rejected in intake.rejected.iter().chain(&intake.warnings) {
        assert!(!rejected.field.is_empty() && !rejected.reason.is_empty(), "refused without a reason");
        absent("a reason", &rejected.reason);
        assert!(!rejected.field.contains(CANARY), "a field is about a person: {}", rejected.field);
    }
}

/// What was taken fits on its queue and reads back.
fn queued(intake: &Intake) {
    let clinic = ClinicId::new("sol").expect("an id");
    for (_, event) in &intake.events {
        let message = ToJourneys::ClinicEvent { clinic: clinic.clone(), event: Box::new(event.clone()) };
        let body = encode(&message);
        assert!(body.len() <= QUEUE_BODY_BYTES_MAX, "an event of {} bytes was taken", body.len());
        assert_eq!(decode::<ToJourneys>(&body).as_ref(), Ok(&message), "an event reads back as another");
    }
}
