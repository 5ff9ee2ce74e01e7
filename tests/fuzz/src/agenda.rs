//! Agendas as files.
//!
//! Every row ends as an event or with a reason, none as both; what is taken goes on a queue and reads back; the same
//! file says the same; no reason carries a cell's content.

use intake::agenda::{ROWS_MAX, read};

use crate::clinic_events::{DEFAULTS, once, queued, reasons};
use crate::{NOW, leak::absent};

/// Checks one file.
pub fn check(bytes: &[u8]) {
    let read_it = || read(bytes, &DEFAULTS, NOW);
    let intake = match read_it() {
        Ok(intake) => intake,
        Err(error) => return absent("an error", &error.to_string()),
    };
    assert_eq!(read_it().as_ref(), Ok(&intake), "the same file said another thing");
    assert!(intake.events.len() <= ROWS_MAX);
    let mut rows = intake.events.iter().map(|it| it.0).chain(intake.rejected.iter().map(|it| it.index));
    assert!(rows.all(|it| it > 1), "the header is row 1");
    once(&intake);
    reasons(&intake);
    queued(&intake);
}
