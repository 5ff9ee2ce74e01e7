//! How many conversations somebody of the clinic holds: their room is taken before a thread is, and given back after it.

use serde::{Deserialize, Serialize};

use crate::ids::{ClinicId, ThreadId};

/// Somebody of the clinic who answers patients, and the threads they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Whose.
    pub clinic: ClinicId,
    /// By the name they work under.
    pub name: String,
    /// What they hold.
    pub threads: Vec<ThreadId>,
}

impl Agent {
    /// Somebody who holds nothing.
    #[must_use]
    pub const fn new(clinic: ClinicId, name: String) -> Self {
        Self { clinic, name, threads: Vec::new() }
    }

    /// Room for one more thread is taken; `None` when there is none.
    #[must_use]
    pub fn takes(&self, thread: &ThreadId, most: u32) -> Option<Self> {
        let mut next = self.clone();
        if !next.threads.contains(thread) {
            if next.threads.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
                return None;
            }
            next.threads.push(thread.clone());
        }
        Some(next)
    }

    /// These threads are held no more.
    #[must_use]
    pub fn leaves(&self, threads: &[ThreadId]) -> Self {
        let mut next = self.clone();
        next.threads.retain(|it| !threads.contains(it));
        next
    }
}
