//! **Timer**: makes sure that a minute wakes the system.
//!
//! A wake-up is a hint, never the truth: it may come twice, late, or not at all, and the sweep finds what it missed. So
//! an adapter whose service is away need not fail.

use std::future::Future;

use crate::{PortError, table::Minute};

/// Waking at a minute.
pub trait Timer: Send + Sync {
    /// After the minute has come, a `minute_due` message is put on the journeys queue. Asking twice is harmless; a
    /// minute in the past fires at once.
    fn ensure(&self, minute: Minute) -> impl Future<Output = Result<(), PortError>> + Send;
}
