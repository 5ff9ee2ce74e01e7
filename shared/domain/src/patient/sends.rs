//! What was sent to a patient lately, and how much more may be.
//!
//! Guarantees: a dispatch counts once, however often it is tried; no number of answers makes the caps forget what they
//! count. What a clinic allows is its policy's to say; that nothing goes out beyond it, [`crate::gate`]'s.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Patient;
use crate::clinic::Clinic;
use crate::message::{Form, MessageSpec};
use crate::thread::{Speaker, Thread, is_emergency_answer};

/// Sends are remembered for the weekly cap, in days.
const SENDS_REMEMBERED_DAYS: i64 = 7;
/// Most sends remembered. Of a week's answers there may be more: they go first, since they count for a day only.
pub(super) const SENDS_MAX: usize = 128;
/// Most answers to somebody's own messages in 24 hours: stops a loop between two machines.
pub(crate) const REPLIES_PER_DAY_MAX: u32 = 30;

/// What a message counts as among those that somebody was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Nobody asked for it: within what the clinic allows.
    Unasked,
    /// The assistant answers what somebody wrote.
    Answer,
    /// It says whom to call in an emergency: there is room for it when there is none for other answers.
    Emergency,
    /// Staff say it, and they are no machine.
    Staff,
}

impl Counted {
    /// What a message counts as, in the conversation in which it is said.
    #[must_use]
    pub fn of(spec: &MessageSpec, thread: Option<&Thread>) -> Self {
        let by = thread.and_then(|it| it.spoken_in(&spec.id)).map(|it| &it.by);
        match (spec.form, by) {
            (Form::Template, _) => Self::Unasked,
            (Form::Reply, Some(Speaker::Agent(_))) => Self::Staff,
            (Form::Reply, _) if is_emergency_answer(&spec.template) => Self::Emergency,
            (Form::Reply, _) => Self::Answer,
        }
    }

    /// Most answers in 24 hours, of all kinds, among which there is room for this one; `None` where no machine answers.
    #[must_use]
    pub(crate) const fn answers_max(self) -> Option<u32> {
        match self {
            Self::Unasked | Self::Staff => None,
            Self::Answer => Some(REPLIES_PER_DAY_MAX),
            Self::Emergency => Some(2 * REPLIES_PER_DAY_MAX),
        }
    }
}

/// One message that went to the patient (or may have).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendRecord {
    /// Which dispatch; a repeat counts once.
    pub dispatch: String,
    /// When it was let through.
    pub at: Timestamp,
    /// An answer to the patient's own message, which the caps leave alone.
    pub reply: bool,
}

impl Patient {
    /// From when the caps let another message through: `now` if they do.
    #[must_use]
    pub(crate) fn cap_opens_at(
        &self,
        dispatch: &str,
        counted: Counted,
        clinic: &Clinic,
        now: Timestamp,
    ) -> Timestamp {
        let reply = counted != Counted::Unasked;
        // What is tried once more takes the room that it has.
        let others = || self.sends.iter().filter(|it| it.dispatch != dispatch && it.reply == reply);
        if reply {
            let most = counted.answers_max().map(|it| it as usize);
            return most.map_or(now, |most| opens_at(others(), most, 24, now));
        }
        let day = opens_at(others(), clinic.policy.messages_per_day_max as usize, 24, now);
        let week = opens_at(others(), clinic.policy.messages_per_week_max as usize, 24 * 7, now);
        day.max(week)
    }

    /// Counts a dispatch, once and as of now, unless a cap is reached: then the instant from which there is room.
    pub fn admit(
        &self,
        dispatch: &str,
        counted: Counted,
        clinic: &Clinic,
        now: Timestamp,
    ) -> Result<Self, Timestamp> {
        let opens = self.cap_opens_at(dispatch, counted, clinic, now);
        if opens > now {
            return Err(opens);
        }
        let mut next = self.clone();
        let keep = SignedDuration::from_hours(24 * SENDS_REMEMBERED_DAYS);
        next.sends.retain(|it| it.dispatch != dispatch && now.duration_since(it.at) < keep);
        let reply = counted != Counted::Unasked;
        next.sends.push(SendRecord { dispatch: dispatch.to_owned(), at: now, reply });
        next.keep_sends();
        Ok(next)
    }

    /// Forgets the oldest answers, so that no number of them makes a cap forget what it counts.
    pub(super) fn keep_sends(&mut self) {
        while self.sends.len() > SENDS_MAX {
            let oldest = self.sends.iter().position(|it| it.reply).unwrap_or_default();
            self.sends.remove(oldest);
        }
    }
}

/// From when fewer than `most` of these were sent within `hours`.
fn opens_at<'a>(
    sends: impl Iterator<Item = &'a SendRecord>,
    most: usize,
    hours: i64,
    now: Timestamp,
) -> Timestamp {
    let window = SignedDuration::from_hours(hours);
    let mut recent: Vec<Timestamp> =
        sends.map(|it| it.at).filter(|at| now.duration_since(*at) < window).collect();
    if recent.len() < most {
        return now;
    }
    recent.sort_unstable();
    // A limit of none at all never opens.
    let leaves_first = recent.len().checked_sub(most.max(1)).map(|index| recent[index]);
    leaves_first.and_then(|at| at.checked_add(window).ok()).unwrap_or(Timestamp::MAX)
}
