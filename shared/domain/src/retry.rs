//! How often and how long after a failure something is tried again, as data.

use jiff::{SignedDuration, Timestamp};

/// Delays between attempts; when they are used up, there is no further attempt on that channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Before the second, third … attempt.
    pub delays_seconds: &'static [u32],
}

/// A passing fault of a provider: at most four retries, then another channel (providers.md §2.7).
pub const TRANSIENT: RetryPolicy = RetryPolicy { delays_seconds: &[5, 30, 120, 480] };
/// The sender or account is too fast.
pub const BACKOFF: RetryPolicy = RetryPolicy { delays_seconds: &[10, 20, 40, 80, 160, 320, 640] };
/// One recipient hears too much at once: Meta asks for 4^n seconds.
pub const PAIR_RATE: RetryPolicy = RetryPolicy { delays_seconds: &[1, 4, 16, 64, 256] };
/// Most jitter added to a delay, in percent of it.
pub const JITTER_PERCENT_MAX: u32 = 20;

impl RetryPolicy {
    /// When attempt number `attempts_made + 1` may start, or `None` when that was the last.
    ///
    /// `asked_seconds` is the provider's own `Retry-After`, which wins when longer; `jitter` is 0 to 255, an
    /// argument so that the policy stays exact in tests.
    #[must_use]
    pub fn next(
        &self,
        attempts_made: u32,
        asked_seconds: Option<u32>,
        jitter: u8,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let index = usize::try_from(attempts_made.checked_sub(1)?).ok()?;
        let base = u64::from((*self.delays_seconds.get(index)?).max(asked_seconds.unwrap_or(0)));
        let extra_millis = base * 1000 * u64::from(JITTER_PERCENT_MAX) / 100 * u64::from(jitter) / 255;
        let delay = SignedDuration::from_millis(i64::try_from(base * 1000 + extra_millis).ok()?);
        now.checked_add(delay).ok()
    }
}

#[cfg(test)]
mod tests;
