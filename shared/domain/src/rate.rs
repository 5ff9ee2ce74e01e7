//! Rates: how fast a sender may speak, to one person and in all. The generic cell rate algorithm: one instant of
//! state, no timers.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A rate: one message per `interval_micros` on average, `burst` at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Average distance between messages, in microseconds.
    pub interval_micros: i64,
    /// How many may go at once after a quiet time.
    pub burst: u32,
}

/// To one person on WhatsApp: 1 message per 6 s, up to 45 borrowed from the future. We keep a
/// smaller burst: nobody wants 45 messages.
pub const PAIR: Rate = Rate { interval_micros: 6_000_000, burst: 5 };

impl Rate {
    /// So many messages a second, with one second's worth at once: who waits comes back in whole seconds. So the first
    /// second after a quiet time may see twice as many, and what a provider then refuses is tried again.
    #[must_use]
    pub fn per_second(messages: u32) -> Self {
        let messages = messages.max(1);
        // Rounded up: a little slower than allowed is never refused.
        Self { interval_micros: i64::from(1_000_000_u32.div_ceil(messages)), burst: messages }
    }

    /// The same on average, for what can wait: half of what may go at once stays free for what cannot.
    #[must_use]
    pub fn yielding(self) -> Self {
        Self { burst: (self.burst / 2).max(1), ..self }
    }
}

/// How much of a rate has been used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Meter {
    /// When the rate would be all used up again ("theoretical arrival time").
    full_until: Option<Timestamp>,
}

impl Meter {
    /// Whether nothing was ever taken.
    pub(crate) const fn is_unused(&self) -> bool {
        self.full_until.is_none()
    }

    /// Takes one message: the meter after it, or the instant from which there is room.
    pub fn take(&self, rate: Rate, now: Timestamp) -> Result<Self, Timestamp> {
        let full_until = self.full_until.unwrap_or(now).max(now);
        let allowance =
            SignedDuration::from_micros(rate.interval_micros * i64::from(rate.burst.saturating_sub(1)));
        let room_from = full_until.checked_sub(allowance).unwrap_or(Timestamp::MIN);
        if room_from > now {
            return Err(room_from);
        }
        let interval = SignedDuration::from_micros(rate.interval_micros);
        Ok(Self { full_until: full_until.checked_add(interval).ok() })
    }
}

#[cfg(test)]
mod tests;
