//! Messages of HL7 version 2, as hospitals' systems push them: SIU for appointments, ADT for patients.
//!
//! Guarantees: every message of a body becomes one event or is named by its place and its field (`SCH-11`, `PID-13`),
//! and its neighbours are taken all the same; the separators are those that its MSH declares; of what is optional
//! nothing has to be there, and segments and fields that are not known are passed over. What is blank or `""` is not
//! said: an event takes nothing off a patient's record.
//!
//! What is taken from which field stands in docs/hl7.md. A visit that is off or over is taken without what is wrong of
//! its patient and its details, with a warning: were its message refused, somebody would be reminded of it.

mod ack;
mod appointment;
mod contact;
mod escape;
mod event;
mod kind;
mod patient;
mod segments;
mod time;

use jiff::Timestamp;

pub use ack::{Outcome, acknowledge};

use crate::text::decoded;
use crate::{Defaults, Intake, Problems, Unreadable};

/// Most messages in one body.
pub const MESSAGES_MAX: usize = 1_000;
/// Largest body, in bytes.
pub const HL7_BYTES_MAX: usize = 1024 * 1024;

/// Why a body gives no message at all.
const NO_MESSAGE: &str = "is missing: this is no HL7 v2 message";

/// Reads one message, or a batch of at most [`MESSAGES_MAX`], that was received at `received_at`.
pub fn read(body: &[u8], defaults: &Defaults, received_at: Timestamp) -> Result<Intake, Unreadable> {
    if body.len() > HL7_BYTES_MAX {
        return Err(Unreadable::TooLarge { bytes_max: HL7_BYTES_MAX });
    }
    // MSH-18 is not asked: interface engines turn a message into UTF-8 and leave `8859/1` in it.
    let text = decoded(body);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let messages = segments::messages(&text);
    if messages.len() > MESSAGES_MAX {
        return Err(Unreadable::TooMany { count_max: MESSAGES_MAX });
    }
    let mut intake = Intake::default();
    if messages.is_empty() {
        let mut problems = Problems::of(0);
        problems.add("MSH", NO_MESSAGE);
        intake.rejected = problems.found;
    }
    for (index, message) in messages.iter().enumerate() {
        let (mut problems, mut warnings) = (Problems::of(index), Problems::of(index));
        match event::read(message, defaults, received_at, &mut problems, &mut warnings) {
            Some(event) if problems.found.is_empty() => {
                intake.events.push((index, event));
                intake.warnings.append(&mut warnings.found);
            }
            _ => intake.rejected.append(&mut problems.found),
        }
    }
    Ok(intake)
}
