//! Something read from outside and kept for a while.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use ports::PortError;

/// How long the value before is used after a reading that failed, in seconds: where a service does not answer, not
/// everybody waits for it.
const PAUSE_SECONDS: i64 = 30;

/// A value that is read again when it is old.
///
/// When reading fails, the one before is used on for `PAUSE_SECONDS`, and as long as that goes on: a secret or a
/// clinic that was right a minute ago is better than none.
#[derive(Debug)]
pub struct Cached<T> {
    seconds: i64,
    kept: Mutex<Option<Kept<T>>>,
}

#[derive(Debug)]
struct Kept<T> {
    until: Timestamp,
    value: Arc<T>,
}

impl<T> Cached<T> {
    /// Nothing yet; what will be read is kept for so many seconds.
    #[must_use]
    pub const fn for_seconds(seconds: i64) -> Self {
        Self { seconds, kept: Mutex::new(None) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Kept<T>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read last, however long ago; nothing before the first time.
    pub(crate) fn last(&self) -> Option<Arc<T>> {
        self.lock().as_ref().map(|it| Arc::clone(&it.value))
    }

    /// The value, read with `read` if there is none or it is old.
    ///
    /// # Errors
    /// Those of `read`, when no value was ever read.
    pub async fn get(
        &self,
        now: Timestamp,
        read: impl AsyncFnOnce() -> Result<T, PortError>,
    ) -> Result<Arc<T>, PortError> {
        if let Some(kept) = self.lock().as_ref().filter(|it| now < it.until) {
            return Ok(Arc::clone(&kept.value));
        }
        let (value, seconds) = match (read().await, self.last()) {
            (Ok(value), _) => (Arc::new(value), self.seconds),
            (Err(error), Some(value)) => {
                tracing::warn!(error = %error, "what was read before is used on");
                (value, PAUSE_SECONDS)
            }
            (Err(error), None) => return Err(error),
        };
        let until = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        *self.lock() = Some(Kept { until, value: Arc::clone(&value) });
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn is_read_again_when_old_and_used_for_a_while_when_that_fails() {
        let cached = Cached::for_seconds(60);
        let at = |second| Timestamp::from_second(second).unwrap();
        let failing = async || Err(PortError::Unavailable { port: "secrets", detail: String::new() });
        assert!(cached.get(at(0), failing).await.is_err());
        assert_eq!(*cached.get(at(0), async || Ok(1)).await.unwrap(), 1);
        assert_eq!(*cached.get(at(59), async || Ok(2)).await.unwrap(), 1);
        assert_eq!(*cached.get(at(60), failing).await.unwrap(), 1);
        assert_eq!(cached.last().as_deref(), Some(&1));
        assert_eq!(*cached.get(at(89), async || Ok(2)).await.unwrap(), 1, "it is not tried at every use");
        assert_eq!(*cached.get(at(90), async || Ok(2)).await.unwrap(), 2);
        assert_eq!(*cached.get(at(149), failing).await.unwrap(), 2);
    }
}
