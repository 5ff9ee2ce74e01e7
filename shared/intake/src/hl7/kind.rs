//! What a message says has happened: by its type, and by the appointment's status.

use domain::event::AppointmentChange;

use super::segments::Message;
use crate::Problems;
use crate::text::key;
use crate::vocabulary;

/// What is taken.
const TAKEN: &str = "taken are SIU^S12 to S17 and S26, and ADT^A08, A28, A31, A34 and A40";

/// What a message is about.
pub(super) enum Kind {
    Appointment(AppointmentChange),
    PatientUpdated,
    PatientMerged,
}

impl Kind {
    /// By MSH-9. Some systems leave the event to EVN-1, where it stood before version 2.2.
    ///
    /// A modified appointment (S14) is told again as it now stands: a move is only what differs in a thing that the
    /// patient has to know. A deleted or discontinued one will not take place. Of a new person (A28) some systems tell
    /// the phone nowhere else.
    pub(super) fn of(message: &Message<'_>) -> Result<Self, String> {
        use AppointmentChange as C;
        let kind = message.text("MSH", 9, 1).ok_or_else(|| format!("is missing ({TAKEN})"))?;
        let event = message.text("MSH", 9, 2).or_else(|| message.text("EVN", 1, 1)).unwrap_or_default();
        match (kind.as_str(), event.as_str()) {
            ("SIU", "S12" | "S14") => Ok(Self::Appointment(C::Booked)),
            ("SIU", "S13") => Ok(Self::Appointment(C::Moved)),
            ("SIU", "S15" | "S16" | "S17") => Ok(Self::Appointment(C::Cancelled)),
            ("SIU", "S26") => Ok(Self::Appointment(C::Missed)),
            ("ADT", "A08" | "A28" | "A31") => Ok(Self::PatientUpdated),
            ("ADT", "A34" | "A40") => Ok(Self::PatientMerged),
            ("SIU", "S23" | "S24") => Err(format!(
                "is SIU^{event}, whose stretch of time is no slot: free times are told as slot.opened and slot.closed"
            )),
            ("ADT", "A01" | "A04") => Err(format!(
                "is ADT^{event}, which names no appointment: an arrival is told by SIU^S14 with Arrived in SCH-25"
            )),
            // A shifted field may have anything in it, a name too: only what is a type is repeated.
            (kind, event) if is_code(kind) && is_code(event) => {
                Err(format!("is {kind}^{event}, which is not taken; {TAKEN}"))
            }
            _ => Err(format!("is no type of message; {TAKEN}")),
        }
    }
}

/// `SIU`, `S12`; and a segment's name.
pub(super) fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
}

/// The change that the appointment's status (SCH-25) comes to, where a message tells of one that stands. It counts for
/// more than the message's type, since many systems tell arrivals and ends of visits as modifications.
pub(super) fn by_status(
    message: &Message<'_>,
    told: AppointmentChange,
    problems: &mut Problems,
) -> AppointmentChange {
    if !matches!(told, AppointmentChange::Booked | AppointmentChange::Moved) {
        return told;
    }
    let words: Vec<String> = [1, 2].into_iter().filter_map(|it| message.text("SCH", 25, it)).collect();
    match words.iter().find_map(|it| status(it)) {
        Some(AppointmentChange::Booked) => told,
        Some(change) => change,
        None => {
            if !words.is_empty() {
                let reason = "is not a status Pulso knows (Booked, Cancelled, Noshow, Arrived, Complete)";
                problems.add("SCH-25", reason);
            }
            told
        }
    }
}

/// HL7's own words (table 0278) and those of large vendors; else the words that an agenda may have.
fn status(text: &str) -> Option<AppointmentChange> {
    use AppointmentChange as C;
    match key(text).as_str() {
        "new" | "sch" | "overbook" | "overbooked" | "modified" | "rescheduled" | "reprogramado"
        | "reprogramada" | "reagendado" | "reagendada" | "remarcado" | "remarcada" => Some(C::Booked),
        "dc" | "discontinued" | "deleted" | "can" => Some(C::Cancelled),
        "started" | "arr" => Some(C::Arrived),
        "complete" | "comp" | "checkedout" => Some(C::Completed),
        _ => vocabulary::status(text),
    }
}
