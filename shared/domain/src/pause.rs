//! A clinic's pause: for a while its patients are told nothing that they have not asked for.
//!
//! Guarantees: a pause ends by itself, at most [`PAUSE_DAYS_MAX`] days after it was asked for; who paused, until when
//! and why, and who ended it, stays on record; to ask twice for the same changes nothing, nor does a command that comes
//! again by its key, whatever was asked in between. What it holds back is [`crate::gate`]'s to say.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::bounded::keep_count;
use crate::decision;
use crate::ids::ClinicId;
use crate::phi::Phi;

/// A pause lasts at most this many days from when it is asked for.
pub const PAUSE_DAYS_MAX: i64 = 7;
/// What a pause holds is looked at again after this many minutes at the latest: whoever ends it early waits no longer.
pub const LOOK_MINUTES: i64 = 10;
/// Longest name of who asks, in characters.
pub const BY_CHARS_MAX: usize = 64;
/// Longest reason, in characters.
pub const WHY_CHARS_MAX: usize = 200;
/// Most entries of the history: the oldest go.
const HISTORY_MAX: usize = 100;
/// Most commands remembered.
const CAUSES_MAX: usize = 64;

/// What was asked about pausing a clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Whose.
    pub clinic: ClinicId,
    /// What was asked, oldest first: the last one counts.
    pub history: Vec<Entry>,
    /// Commands that were taken, by their keys; also those that found things as they ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
}

/// Something that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What.
    #[serde(flatten)]
    pub what: Switch,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Switch {
    /// To say nothing unasked.
    Paused {
        /// Until then.
        until: Timestamp,
        /// Why, in a few words.
        why: Phi<String>,
    },
    /// To go on.
    Resumed,
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nobody is named, or at too great length.
    #[error("`by` is the name of whoever asks, of 1 to {BY_CHARS_MAX} characters")]
    By,
    /// No reason is given, or a long one.
    #[error("`why` says in 1 to {WHY_CHARS_MAX} characters why")]
    Why,
    /// It would end before it begins, or too late.
    #[error("`until` is ahead, and at most {PAUSE_DAYS_MAX} days")]
    Until,
    /// The command's key was used for another one.
    #[error("that Idempotency-Key stands for another command: this one needs its own")]
    KeyTaken,
}

impl Pause {
    /// The pause that holds now, if there is one.
    #[must_use]
    pub fn current(&self, now: Timestamp) -> Option<&Entry> {
        let holds = |it: &&Entry| matches!(it.what, Switch::Paused { until, .. } if until > now);
        self.history.last().filter(holds)
    }

    /// When the pause that holds now ends.
    #[must_use]
    pub fn until(&self, now: Timestamp) -> Option<Timestamp> {
        match self.current(now)?.what {
            Switch::Paused { until, .. } => Some(until),
            Switch::Resumed => None,
        }
    }
}

impl Entry {
    /// What somebody asks now.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn new(by: &str, what: Switch, now: Timestamp) -> Result<Self, Refused> {
        let fits = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
        if !fits(by, BY_CHARS_MAX) {
            return Err(Refused::By);
        }
        if let Switch::Paused { until, why } = &what {
            if !fits(why.expose(), WHY_CHARS_MAX) {
                return Err(Refused::Why);
            }
            let longest = SignedDuration::from_hours(24 * PAUSE_DAYS_MAX);
            if *until <= now || until.duration_since(now) > longest {
                return Err(Refused::Until);
            }
        }
        Ok(Self { at: now, by: by.to_owned(), what })
    }

    /// The caller's key, which pauses or resumes and not both, and the command as it is remembered by it.
    fn remembered(&self, key: &str) -> (String, String) {
        let (kind, until, why) = match &self.what {
            Switch::Paused { until, why } => ("pause", until.to_string(), why.expose().as_str()),
            Switch::Resumed => ("resume", String::new(), ""),
        };
        let key = format!("{kind}:{key}");
        let command = decision::remembered(&key, &[&self.by, &until, why]);
        (key, command)
    }
}

/// How things stand after what was asked, or nothing if they stand so already. A pause that holds is replaced by the one
/// that is asked for. What comes again under its `key` changes nothing, though somebody asked for something else since.
///
/// # Errors
/// When the key stands for another command; nothing is changed then.
pub fn after(
    pause: Option<&Pause>,
    clinic: &ClinicId,
    asked: &Entry,
    key: Option<&str>,
) -> Result<Option<Pause>, Refused> {
    let command = key.map(|key| asked.remembered(key));
    if let Some((key, command)) = &command {
        let mut causes = pause.into_iter().flat_map(|it| &it.causes);
        match causes.find_map(|it| decision::is_repeat(it, key, command)) {
            Some(true) => return Ok(None),
            Some(false) => return Err(Refused::KeyTaken),
            None => {}
        }
    }
    let current = pause.and_then(|it| it.current(asked.at));
    let is_known = match asked.what {
        Switch::Resumed => current.is_none(),
        Switch::Paused { .. } => current.is_some_and(|it| it.by == asked.by && it.what == asked.what),
    };
    if is_known && command.is_none() {
        return Ok(None);
    }
    let blank = || Pause { clinic: clinic.clone(), history: Vec::new(), causes: Vec::new() };
    let mut next = pause.cloned().unwrap_or_else(blank);
    if !is_known {
        next.history.push(asked.clone());
        keep_count(&mut next.history, HISTORY_MAX);
    }
    next.causes.extend(command.map(|it| it.1));
    keep_count(&mut next.causes, CAUSES_MAX);
    Ok(Some(next))
}

#[cfg(test)]
mod tests;
