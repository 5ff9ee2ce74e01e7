//! Agendas as files.
//!
//! Every row ends as an event or with a reason, none as both; what is taken goes on a queue and reads back; the same
//! file says the same; no reason carries a cell's content.

use std::collections::BTreeSet;

use intake::agenda::{ROWS_MAX, read};

use crate::clinic_events::{DEFAULTS, queued, reasons};
use crate::{NOW, leak::absent};

/// Checks one file.
pub fn check(bytes: &[u8]) {
    let read_it = || read(bytes, &DEFAULTS, NOW);
    let intake = match read_it() {
        Ok(intake) => intake,
        Err(error) => return absent("an error", &error.to_string()),
    };
    assert_eq!(read_it().as_ref(), Ok(&intake), "the same file said another thing");
    let taken: BTreeSet<usize> = intake.events.iter().map(|(row, _)| *row).collect();
    assert!(taken.len() == intake.events.len() && taken.len() <= ROWS_MAX, "a row became two events");
    assert!(!intake.rejected.iter().any(|it| taken.contains(&it.index)), "a row was taken and refused");
    assert!(
        taken.iter().chain(intake.rejected.iter().map(|it| &it.index)).all(|it| *it > 1),
        "the header is row 1"
    );
    reasons(&intake);
    queued(&intake);
}
