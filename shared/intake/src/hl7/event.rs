//! One message into one event.

use domain::event::{AppointmentChange, ClinicEvent, Happening, PatientFacts};
use domain::ids::{EventId, derived};
use jiff::Timestamp;

use super::kind::{Kind, by_status};
use super::segments::Message;
use super::{appointment, patient, time};
use crate::{Defaults, Problems};

/// Reads a message. `None`, and also an event whose reading left problems, is not to be used.
pub(super) fn read(
    message: &Message<'_>,
    defaults: &Defaults,
    received_at: Timestamp,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<ClinicEvent> {
    // Of what is not taken nothing else need be right.
    let kind = problems.keep("MSH-9", Kind::of(message))?;
    let event_id = event_id(message, problems);
    let occurred_at = occurred_at(message, defaults, received_at, problems);
    if message.all("PID").nth(1).is_some() {
        problems.add("PID", "stands more than once: send a message for each patient");
    }
    let (patient, what) = match kind {
        Kind::Appointment(told) => read_appointment(message, told, defaults, problems, warnings)?,
        Kind::PatientUpdated => {
            check_letters(message, problems);
            (Some(need_patient(message, defaults, problems, warnings)?), Happening::PatientUpdated)
        }
        Kind::PatientMerged => {
            check_letters(message, problems);
            let stays = need_patient(message, defaults, problems, warnings);
            let merged = patient::merged(message, stays.as_ref().map(|it| &it.id), problems)?;
            (Some(stays?), Happening::PatientMerged { merged })
        }
    };
    Some(ClinicEvent { event_id: event_id?, occurred_at: occurred_at?, patient, what })
}

fn read_appointment(
    message: &Message<'_>,
    by_type: AppointmentChange,
    defaults: &Defaults,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<(Option<PatientFacts>, Happening)> {
    let change = by_status(message, by_type, problems);
    let id = appointment::number(message, problems);
    let mut details = Problems::of(problems.index);
    check_letters(message, &mut details);
    let patient = if change == AppointmentChange::Booked {
        need_patient(message, defaults, &mut details, warnings)
    } else {
        patient::read(message, defaults, &mut details, warnings)
    };
    let appointment = id.map(|id| appointment::read(message, id, change, defaults, &mut details, warnings));
    let stands = matches!(change, AppointmentChange::Booked | AppointmentChange::Moved);
    let told = if stands { problems } else { warnings };
    told.append(details);
    Some((patient, Happening::Appointment { change, appointment: appointment? }))
}

fn need_patient(
    message: &Message<'_>,
    defaults: &Defaults,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<PatientFacts> {
    if message.first("PID").is_none() {
        problems.add("PID", "is missing");
    }
    patient::read(message, defaults, problems, warnings)
}

/// What letters were lost in is not read, and may be what the patient has to know.
fn check_letters(message: &Message<'_>, problems: &mut Problems) {
    if message.has_lost_letters() {
        let reason = "cannot bring back letters that were lost on the way: send it as application/hl7-v2";
        problems.add("MSH-18", reason);
    }
}

/// By the sender's number of the message, and by who sent it as what and when: two systems count alike, and a counter
/// that begins again names another message.
fn event_id(message: &Message<'_>, problems: &mut Problems) -> Option<EventId> {
    if message.text("MSH", 10, 1).is_none() {
        problems.add("MSH-10", "is missing");
        return None;
    }
    let [application, facility, time, kind, number] =
        [3, 4, 7, 9, 10].map(|it| message.field("MSH", it).raw());
    problems.keep("MSH-10", EventId::new(derived("hl7", &[application, facility, time, kind, number])))
}

/// By MSH-7, which all messages have, so that those about appointments and those about patients are ordered by the same
/// clock; else by EVN-2.
fn occurred_at(
    message: &Message<'_>,
    defaults: &Defaults,
    received_at: Timestamp,
    problems: &mut Problems,
) -> Option<Timestamp> {
    let of_message = message.text("MSH", 7, 1).map(|it| ("MSH-7", it));
    let told = of_message.or_else(|| Some(("EVN-2", message.text("EVN", 2, 1)?)));
    if told.is_none() {
        problems.add("MSH-7", "is missing");
    }
    let (place, text) = told?;
    problems.keep(place, time::occurred(&text, &defaults.zone, received_at))
}
