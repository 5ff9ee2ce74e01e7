//! What the person stopped, by channel and purpose.
//!
//! Guarantees: a stop ends only by a word that is newer than it, and holds where it is heard after that word; one of
//! everything is not ended by a word about one purpose. Which words are a stop is for `law` to say, and that nothing is
//! sent in spite of one for [`crate::gate`].

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Thread;
use crate::delivery::{Channel, Purpose};

/// Messages that a person does not want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// From our sender on that channel.
    pub channel: Channel,
    /// For that purpose; `None` is all.
    pub purpose: Option<Purpose>,
    /// Since when.
    pub at: Timestamp,
    /// The message or report that said so.
    pub evidence: String,
}

impl Stop {
    /// Whether it is of everything on that channel. One of a purpose is a switch in WhatsApp's own settings.
    #[must_use]
    pub fn is_of_all(&self, channel: Channel) -> bool {
        self.channel == channel && self.purpose.is_none()
    }
}

impl Thread {
    /// Whether the person stopped messages of that purpose from our sender on that channel.
    #[must_use]
    pub fn is_stopped(&self, channel: Channel, purpose: Purpose) -> bool {
        self.stops.iter().any(|it| it.channel == channel && it.purpose.is_none_or(|about| about == purpose))
    }

    /// Notes a stop that a provider reported when a message was refused.
    #[must_use]
    pub fn stopped(
        &self,
        channel: Channel,
        purpose: Option<Purpose>,
        evidence: &str,
        now: Timestamp,
    ) -> Self {
        let mut next = self.clone();
        next.stop(channel, purpose, evidence, now);
        next
    }

    /// Of two words for the same stop the newer one stays.
    pub(super) fn stop(&mut self, channel: Channel, purpose: Option<Purpose>, evidence: &str, at: Timestamp) {
        let stop = Stop { channel, purpose, at, evidence: evidence.to_owned() };
        match self.stops.iter_mut().find(|it| it.channel == channel && it.purpose == purpose) {
            Some(known) if known.at < at => *known = stop,
            Some(_) => {}
            None => self.stops.push(stop),
        }
    }

    /// What was stopped for that purpose (`None` is all) until then is wanted again. What was stopped after it, and heard
    /// before it, holds.
    pub(super) fn resume(&mut self, channel: Channel, purpose: Option<Purpose>, at: Timestamp) {
        let meant = |it: &Stop| it.channel == channel && (purpose.is_none() || it.purpose == purpose);
        self.stops.retain(|it| !meant(it) || it.at > at);
    }
}
