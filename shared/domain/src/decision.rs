//! What a decision gives back, and how a repeated command is known.

use crate::ids::derived;

/// How an event ended on an aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The state moved.
    Applied,
    /// This very cause was applied before; its effects are given again, for the case that they were not published.
    Repeated,
    /// It belongs to an older state of things, or changes nothing.
    Stale,
}

/// The next state and the effects to publish once it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Decision<S, E> {
    /// What to store; `None` leaves the stored state alone.
    pub next: Option<S>,
    /// What to publish after that.
    pub effects: Vec<E>,
    /// How the event ended.
    pub outcome: Outcome,
}

impl<S, E> Decision<S, E> {
    /// The state moves, with these effects.
    pub fn applied(next: S, effects: Vec<E>) -> Self {
        Self { next: Some(next), effects, outcome: Outcome::Applied }
    }

    /// The cause was applied before; its effects again.
    pub fn repeated(effects: Vec<E>) -> Self {
        Self { next: None, effects, outcome: Outcome::Repeated }
    }

    /// Nothing changes and nothing is published.
    pub fn stale() -> Self {
        Self { next: None, effects: Vec::new(), outcome: Outcome::Stale }
    }
}

/// A command of staff as it is remembered: the caller's key, and a digest of all that it asks for.
#[must_use]
pub fn remembered(key: &str, asks: &[&str]) -> String {
    format!("{key} {}", derived("asks", asks))
}

/// Whether `known` is that command come again; `None`: it came under another key.
///
/// A key names one command. The first release remembered the key alone.
#[must_use]
pub(crate) fn is_repeat(known: &str, key: &str, command: &str) -> Option<bool> {
    let of = known.rsplit_once(" asks_").map_or(known, |it| it.0);
    (of == key).then(|| known == command || known == key)
}
