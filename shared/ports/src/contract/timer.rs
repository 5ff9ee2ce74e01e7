//! Timers: asking twice for a minute wakes once.

use std::future::Future;

use super::{done, eventually};
use crate::PortError;
use crate::table::Minute;
use crate::timer::Timer;

/// A look at what the timer has in store, which the port does not give.
pub trait TimerProbe: Send + Sync {
    /// How many wake-ups are set for the minute and have not fired.
    fn pending(&self, minute: Minute) -> impl Future<Output = Result<u32, PortError>> + Send;
}

/// What a [`Timer`] promises. `minute` lies ahead, and neither it nor the next one was asked for before.
///
/// # Panics
/// When the timer does not keep a promise.
pub async fn timer_contract<T: Timer, P: TimerProbe>(timer: &T, probe: &P, minute: Minute) {
    let next = Minute(minute.0 + 1);
    let pending = async |minute| done(probe.pending(minute).await, "looking at a timer");

    eventually("a minute nobody asked for has no wake-up", &0, || pending(minute)).await;
    for _ in 0..3 {
        done(timer.ensure(minute).await, "asking for a minute, again and again");
    }
    eventually("asking several times for a minute wakes once", &1, || pending(minute)).await;
    eventually("asking for a minute does not wake at the next", &0, || pending(next)).await;
    done(timer.ensure(next).await, "asking for the next minute");
    eventually("every minute has its own wake-up", &1, || pending(next)).await;
    eventually("every minute has its own wake-up", &1, || pending(minute)).await;
    done(timer.ensure(Minute(0)).await, "asking for a minute of the past");
}
