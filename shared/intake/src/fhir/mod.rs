//! Appointments and patients as a FHIR R4 server tells them: a resource, a bundle, or a subscription's notification.
//!
//! Guarantees: every `Appointment` and `Patient` either becomes an event or is named by its entry and the element's
//! path (`Appointment.start`), and what is left out of an event is a warning; what else a bundle has is there to be
//! referred to, and changes nothing by itself. Elements that are not known are passed over. A resource says how things
//! stand, so the same version told again is the same event, and an older one is known by `meta.lastUpdated`, or within
//! one instant by its place in the bundle.
//!
//! Resources are read by hand, element by element, and not by derived readers: those name no place, and their words can
//! quote what they read.

mod actors;
mod appointment;
mod bundle;
mod concepts;
mod datatypes;
mod identifiers;
mod patient;
mod references;
mod version;

use domain::event::ClinicEvent;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{Defaults, Intake, Problems, Unreadable, json};
use bundle::Entry;
pub(crate) use patient::died;
use references::References;

/// Most entries of one bundle.
pub const ENTRIES_MAX: usize = 500;
/// Largest body, in bytes.
pub const FHIR_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Most elements of one list within a resource: telecoms, participants, codings.
const LIST_MAX: usize = 100;

const APPOINTMENT: &str = "Appointment";
const BUNDLE: &str = "Bundle";
const PATIENT: &str = "Patient";

/// A JSON object's members.
type Fields = Map<String, Value>;

/// Reads a resource, or a bundle of at most [`ENTRIES_MAX`], that was received at `now`.
pub fn read(body: &[u8], defaults: &Defaults, now: Timestamp) -> Result<Intake, Unreadable> {
    let Value::Object(root) = json::parse(body, FHIR_BYTES_MAX)? else { return Err(Unreadable::NotEvents) };
    let Some(kind) = kind(&root) else { return Err(Unreadable::NotEvents) };
    let entries = if kind == BUNDLE { bundle::entries(&root)? } else { vec![Entry::alone(&root)] };
    let today = defaults.zone.local(now).date().to_string();
    let reading = Reading { defaults, now, today, references: References::of(&entries) };
    let mut intake = Intake::default();
    for entry in &entries {
        let (mut problems, mut warnings) = (Problems::of(entry.index), Problems::of(entry.index));
        match read_entry(entry, &reading, &mut problems, &mut warnings) {
            Some(event) if problems.found.is_empty() => {
                intake.events.push((entry.index, event));
                intake.warnings.append(&mut warnings.found);
            }
            _ => intake.rejected.append(&mut problems.found),
        }
    }
    if bundle::is_newest_first(&root, &entries) {
        // Servers that tell the time to the second have several versions at one: the last to be taken stands.
        intake.events.reverse();
    }
    if !matches!(kind, APPOINTMENT | BUNDLE | PATIENT) {
        let mut problems = Problems::of(0);
        problems.add("resourceType", "is none that is taken here (Appointment, Patient, Bundle)");
        intake.rejected.append(&mut problems.found);
    }
    Ok(intake)
}

/// What is the same for all resources of a body.
struct Reading<'a> {
    defaults: &'a Defaults,
    now: Timestamp,
    /// The clinic's day, as FHIR writes it.
    today: String,
    references: References<'a>,
}

/// The event that an entry tells. `None`, and also an event whose reading left problems, is not to be used.
fn read_entry<'a>(
    entry: &Entry<'a>,
    reading: &Reading<'a>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<ClinicEvent> {
    let Some(resource) = entry.resource.filter(|_| !entry.is_deletion()) else {
        return bundle::without_resource(entry, reading.now, problems);
    };
    match kind(resource) {
        Some(APPOINTMENT) => appointment::read(resource, entry, reading, problems, warnings),
        Some(PATIENT) => patient::read(resource, entry, reading, problems, warnings),
        Some(BUNDLE) => {
            problems.add(entry.place("resource"), "is a bundle within a bundle: send each by itself");
            None
        }
        Some(_) => {
            bundle::check_notification(entry, resource, problems);
            None
        }
        None => {
            problems.add(entry.place("resource.resourceType"), "is missing");
            None
        }
    }
}

/// A resource's type.
fn kind(resource: &Fields) -> Option<&str> {
    resource.get("resourceType")?.as_str()
}
