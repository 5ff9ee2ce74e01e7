//! How often and how long after a failure something is tried again, as data.

use jiff::{SignedDuration, Timestamp};

/// Delays between attempts; when they are used up, there is no further attempt on that channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Before the second, third … attempt.
    pub delays_seconds: &'static [u32],
}

/// A passing fault of a provider: at most four retries, then another channel.
pub(crate) const TRANSIENT: RetryPolicy = RetryPolicy { delays_seconds: &[5, 30, 120, 480] };
/// The sender or account is too fast.
pub(crate) const BACKOFF: RetryPolicy = RetryPolicy { delays_seconds: &[10, 20, 40, 80, 160, 320, 640] };
/// One recipient hears too much at once: Meta asks for 4^n seconds.
pub(crate) const PAIR_RATE: RetryPolicy = RetryPolicy { delays_seconds: &[1, 4, 16, 64, 256] };
/// What no other channel can say is tried for as long as it is of use: after a quarter of the time that it has left,
/// within these. What is needed first is so tried most often, and first when the provider is back.
const WHILE_OF_USE_SECONDS: std::ops::RangeInclusive<i64> = 60..=900;
/// Most jitter added to a delay, in percent of it.
const JITTER_PERCENT_MAX: u32 = 20;

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

/// When something that is of use until then is tried again although its attempts are used up; `None` when it would come
/// too late.
#[must_use]
pub(crate) fn while_of_use(until: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let quarter = until.duration_since(now).as_secs() / 4;
    let seconds = quarter.clamp(*WHILE_OF_USE_SECONDS.start(), *WHILE_OF_USE_SECONDS.end());
    now.checked_add(SignedDuration::from_secs(seconds)).ok().filter(|at| *at < until)
}

#[cfg(test)]
mod tests;
