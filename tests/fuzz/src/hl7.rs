//! HL7 version 2 as hospitals' systems push it.
//!
//! Every message ends as an event or with a reason, never as both, and is acknowledged; the same body says the same; a
//! message after it is taken whatever it was, and changes nothing of it; what is taken goes on a queue and reads back;
//! no reason, acknowledgement or `Debug` output carries content.

use domain::event::Happening;
use intake::Intake;
use intake::hl7::{MESSAGES_MAX, Outcome, acknowledge, read};

use crate::NOW;
use crate::clinic_events::{DEFAULTS, reasons, sound};
use crate::leak::{CANARY, absent, masked};

/// A message that is right.
const RIGHT: &str = "\rMSH|^~\\&|HIS|SEDE|PULSO|SOL|20261128083000-0300||SIU^S15|last|P|2.4\rSCH||last-1\r";
/// The fields of a PID segment that hold a name, an address, telephones.
const PERSONAL: [usize; 4] = [5, 11, 13, 14];

/// Checks one body.
pub fn check(bytes: &[u8]) {
    let Some(intake) = sound(|| read(bytes, &DEFAULTS, NOW)) else { return };
    assert!(intake.events.len() <= MESSAGES_MAX);
    acknowledged(bytes, &intake);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    followed(text, &intake);
    // By other separators other content stands between two bars.
    if !text.match_indices("MSH").all(|(at, name)| text[at + name.len()..].starts_with('|')) {
        return;
    }
    let planted = plant(text);
    if let Ok(intake) = read(planted.as_bytes(), &DEFAULTS, NOW) {
        reasons(&intake);
        masked("an event", &intake);
        absent("an acknowledgement", &acknowledged(planted.as_bytes(), &intake));
    }
}

/// Whoever sent a message hears of it.
fn acknowledged(bytes: &[u8], intake: &Intake) -> String {
    let outcome = Outcome::Stored { rejected: &intake.rejected, warnings: &intake.warnings };
    let told = acknowledge(bytes, outcome, NOW);
    let messages = intake.events.iter().map(|it| it.0).chain(intake.rejected.iter().map(|it| it.index)).max();
    let acknowledgements = told.split('\r').filter(|it| it.starts_with("MSA")).count();
    assert!(messages.is_none_or(|last| acknowledgements > last), "a message has no acknowledgement: {told}");
    told
}

/// What is wrong with one message costs the next one nothing.
fn followed(text: &str, intake: &Intake) {
    // What is no message at all has no next one.
    if intake.events.is_empty() && intake.rejected.iter().all(|it| it.field == "MSH") {
        return;
    }
    // Where there is as much as can be taken, there is no room for one more.
    let Ok(mut both) = read(format!("{text}{RIGHT}").as_bytes(), &DEFAULTS, NOW) else { return };
    let last = both.events.pop().map(|it| it.1.what);
    let appointment = match &last {
        Some(Happening::Appointment { appointment, .. }) => Some(appointment.id.as_str()),
        _ => None,
    };
    assert_eq!(appointment, Some("last-1"), "a message that is right was not taken");
    assert_eq!(both.events, intake.events, "a neighbour changed an event");
    assert_eq!(both.rejected, intake.rejected, "a neighbour changed a reason");
}

/// Puts the canary where content about a person stands.
fn plant(text: &str) -> String {
    let segments = text.split(['\r', '\n', '\u{b}', '\u{1c}']).map(|segment| {
        let mut fields: Vec<&str> = segment.split('|').collect();
        if segment.starts_with("PID") {
            for place in PERSONAL {
                if let Some(field) = fields.get_mut(place).filter(|it| !it.is_empty()) {
                    *field = CANARY;
                }
            }
        }
        fields.join("|")
    });
    segments.collect::<Vec<_>>().join("\r")
}
