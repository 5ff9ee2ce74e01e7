//! A clock that runs with the real one, from wherever it was moved to.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// The bundle's clock.
#[derive(Debug)]
pub(crate) struct Clock(Mutex<State>);

#[derive(Debug, Clone, Copy)]
struct State {
    base: Timestamp,
    /// When `base` was right; `None` while the clock is held.
    since: Option<Instant>,
}

impl Clock {
    pub(crate) fn starting_at(base: Timestamp) -> Self {
        Self(Mutex::new(State { base, since: Some(Instant::now()) }))
    }

    pub(crate) fn now(&self) -> Timestamp {
        let state = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let elapsed = state.since.map_or(SignedDuration::ZERO, |since| {
            SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::ZERO)
        });
        state.base.checked_add(elapsed).unwrap_or(state.base)
    }

    /// Stops the clock at an instant.
    pub(crate) fn hold_at(&self, at: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = State { base: at, since: None };
    }

    /// Lets it run on from where it is.
    pub(crate) fn release(&self) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.since = Some(Instant::now());
    }
}
