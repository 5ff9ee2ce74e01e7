//! The bundle's clock.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// The bundle's clock.
#[derive(Debug)]
pub(crate) enum Clock {
    /// The machine's own, which nobody moves.
    Real,
    /// One that runs beside it, from wherever it was moved to. It stands while the machine sleeps.
    Moved(Mutex<State>),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    base: Timestamp,
    /// When `base` was right; `None` while the clock is held.
    since: Option<Instant>,
}

impl Clock {
    pub(crate) fn starting_at(base: Timestamp) -> Self {
        Self::Moved(Mutex::new(State { base, since: Some(Instant::now()) }))
    }

    pub(crate) fn now(&self) -> Timestamp {
        let Self::Moved(state) = self else { return Timestamp::now() };
        let state = *state.lock().unwrap_or_else(PoisonError::into_inner);
        let elapsed = state.since.map_or(SignedDuration::ZERO, |since| {
            SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::ZERO)
        });
        state.base.checked_add(elapsed).unwrap_or(state.base)
    }

    /// Stops the clock at an instant, if it can be moved.
    pub(crate) fn hold_at(&self, at: Timestamp) {
        if let Self::Moved(state) = self {
            *state.lock().unwrap_or_else(PoisonError::into_inner) = State { base: at, since: None };
        }
    }

    /// Lets it run on from where it is.
    pub(crate) fn release(&self) {
        if let Self::Moved(state) = self {
            state.lock().unwrap_or_else(PoisonError::into_inner).since = Some(Instant::now());
        }
    }
}
