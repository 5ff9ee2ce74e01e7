//! The suite that every implementation of the ports must pass: one truth about what the ports promise, run over
//! memory, a file, and a real cloud.
//!
//! Every function takes a `prefix` that no earlier run used, puts it before all names it makes up, and touches
//! nothing else, so the suite runs on a shared table. A queue should have no other consumer meanwhile: messages
//! without the prefix are received too, and deleted as leftovers. What an index or a queue may show late is asked
//! again, up to [`ATTEMPTS_MAX`] times; nothing here sleeps but [`QueueProbe::advance`].
//!
//! A violation panics with what was promised. The suite does not measure speed and injects no failures.

mod index;
mod queue;
mod slot_system;
mod table;
mod timer;

use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use crate::PortError;

pub use index::index_contract;
pub use queue::{Delivery, QueueProbe, queue_contract, queue_fairness_contract};
pub use slot_system::slot_system_contract;
pub use table::table_contract;
pub use timer::{TimerProbe, timer_contract};

/// How often a reading that may lag behind the writing is repeated before it counts as wrong.
pub const ATTEMPTS_MAX: u32 = 100;

/// The value, or a panic that says what was being done.
fn done<T>(result: Result<T, PortError>, what: &str) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// The call must have been refused for good, not called unavailable.
fn refused<T: Debug>(result: Result<T, PortError>, what: &str) {
    match result {
        Err(PortError::Refused { .. }) => {}
        other => panic!("{what} must be refused: {other:?}"),
    }
}

/// Repeats a reading until it shows what is expected.
async fn eventually<T, F>(what: &str, expected: &T, read: impl Fn() -> F)
where
    T: PartialEq + Debug,
    F: Future<Output = T>,
{
    let mut seen = read().await;
    for _ in 1..ATTEMPTS_MAX {
        if seen == *expected {
            return;
        }
        seen = read().await;
    }
    assert_eq!(seen, *expected, "{what}");
}

/// Drives two futures side by side until both have ended.
async fn both<A: Future, B: Future>(first: A, second: B) -> (A::Output, B::Output) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut first_end, mut second_end) = (None, None);
    poll_fn(|context| {
        if first_end.is_none()
            && let Poll::Ready(end) = first.as_mut().poll(context)
        {
            first_end = Some(end);
        }
        if second_end.is_none()
            && let Poll::Ready(end) = second.as_mut().poll(context)
        {
            second_end = Some(end);
        }
        match (first_end.take(), second_end.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (first, second) => {
                (first_end, second_end) = (first, second);
                Poll::Pending
            }
        }
    })
    .await
}
