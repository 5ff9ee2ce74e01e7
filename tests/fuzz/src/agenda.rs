//! Agendas as files.
//!
//! Every row ends as an event or with a reason, none as both; what is taken goes on a queue and reads back; the same
//! file says the same; no reason carries a cell's content.

use intake::agenda::{ROWS_MAX, read};

use crate::NOW;
use crate::clinic_events::{DEFAULTS, sound};

/// Checks one file.
pub fn check(bytes: &[u8]) {
    let Some(intake) = sound(|| read(bytes, &DEFAULTS, NOW)) else { return };
    assert!(intake.events.len() <= ROWS_MAX);
    let mut rows = intake.events.iter().map(|it| it.0).chain(intake.rejected.iter().map(|it| it.index));
    assert!(rows.all(|it| it > 1), "the header is row 1");
}
