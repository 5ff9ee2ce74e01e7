//! Something read from outside and kept for a while.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use ports::PortError;

/// A value that is read again when it is old.
///
/// When reading fails, the one before is used on: a secret or a clinic that was right a minute ago is better than none.
/// It is tried again at the next use.
#[derive(Debug)]
pub struct Cached<T> {
    seconds: i64,
    kept: Mutex<Option<(Timestamp, Arc<T>)>>,
}

impl<T> Cached<T> {
    /// Nothing yet; what will be read is kept for so many seconds.
    #[must_use]
    pub const fn for_seconds(seconds: i64) -> Self {
        Self { seconds, kept: Mutex::new(None) }
    }

    /// What was read last, however long ago; nothing before the first time.
    pub(crate) fn last(&self) -> Option<Arc<T>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|it| Arc::clone(&it.1))
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
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((read_at, value)) = &kept
            && now.duration_since(*read_at) < SignedDuration::from_secs(self.seconds)
        {
            return Ok(Arc::clone(value));
        }
        match (read().await, kept) {
            (Ok(value), _) => {
                let value = Arc::new(value);
                let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
                *kept = Some((now, Arc::clone(&value)));
                Ok(value)
            }
            (Err(error), Some((_, value))) => {
                tracing::warn!(error = %error, "what was read before is used on");
                Ok(value)
            }
            (Err(error), None) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[tokio::test]
    async fn is_read_again_when_old_and_kept_when_that_fails() {
        let cached = Cached::for_seconds(60);
        let at = |second| Timestamp::from_second(second).unwrap();
        let failing = async || Err(PortError::Unavailable { port: "secrets", detail: String::new() });
        assert!(cached.get(at(0), failing).await.is_err());
        assert_eq!(*cached.get(at(0), async || Ok(1)).await.unwrap(), 1);
        assert_eq!(*cached.get(at(59), async || Ok(2)).await.unwrap(), 1);
        assert_eq!(*cached.get(at(60), failing).await.unwrap(), 1);
        assert_eq!(cached.last().as_deref(), Some(&1));
        assert_eq!(*cached.get(at(60), async || Ok(2)).await.unwrap(), 2);
    }
}
