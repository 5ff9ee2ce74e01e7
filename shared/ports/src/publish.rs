//! Publishing to the queues, with the fair group of the clinic.
//!
//! Guarantees nothing about order, nor that nothing was published where it fails: whoever publishes again publishes the
//! same, and whoever reads knows it by its ids.

use serde::Serialize;

use crate::PortError;
use crate::queue::{Outgoing, Queue, QueueName, group_of};
use crate::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, ToThreads, encode};

/// A wire type and the queue it belongs on.
pub trait Published: Serialize + Send + Sync {
    /// Which queue.
    const QUEUE: QueueName;
}

impl Published for ToJourneys {
    const QUEUE: QueueName = QueueName::Journeys;
}
impl Published for ToThreads {
    const QUEUE: QueueName = QueueName::Threads;
}
impl Published for ToReceipts {
    const QUEUE: QueueName = QueueName::Receipts;
}
impl Published for ToOutbound {
    const QUEUE: QueueName = QueueName::Outbound;
}
impl Published for ToSurveys {
    const QUEUE: QueueName = QueueName::Surveys;
}

/// Puts messages on their queue. `group` is the clinic's id, or our sender's where the clinic is not known yet.
pub async fn publish<Q: Queue, T: Published>(
    queue: &Q,
    group: &str,
    messages: &[T],
) -> Result<(), PortError> {
    publish_after(queue, group, 0, messages).await
}

/// Puts messages on their queue, each in its own fair group, in as few calls as the queue allows.
pub async fn publish_grouped<Q: Queue, T: Published>(
    queue: &Q,
    messages: &[(String, T)],
) -> Result<(), PortError> {
    if messages.is_empty() {
        return Ok(());
    }
    let outgoing = |(group, message): &(String, T)| Outgoing {
        body: encode(message),
        delay_seconds: 0,
        group: group_of(group),
    };
    queue.send(T::QUEUE, messages.iter().map(outgoing).collect()).await
}

/// Puts messages on their queue, hidden for some seconds.
pub async fn publish_after<Q: Queue, T: Published>(
    queue: &Q,
    group: &str,
    delay_seconds: u32,
    messages: &[T],
) -> Result<(), PortError> {
    if messages.is_empty() {
        return Ok(());
    }
    let outgoing = |message| Outgoing { body: encode(message), delay_seconds, group: group_of(group) };
    queue.send(T::QUEUE, messages.iter().map(outgoing).collect()).await
}
