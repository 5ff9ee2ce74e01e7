//! **Queue**: at-least-once, unordered delivery with delay and fair groups (SQS standard queues).

use std::future::Future;

use crate::PortError;

/// Longest delay of one message, in seconds (SQS).
pub const DELAY_SECONDS_MAX: u32 = 900;
/// Largest body, in bytes. SQS takes 1 MiB; ours are small, and one that is not is a defect.
pub const QUEUE_BODY_BYTES_MAX: usize = 262_144;

/// The queues of the bundle; each has a dead-letter queue of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QueueName {
    /// Clinic events, patients' answers and wake-ups of cases → reminder-scheduler.
    Journeys,
    /// Everything patients write or tap → concierge.
    Threads,
    /// What providers report of messages, senders and templates → sender.
    Receipts,
    /// Messages to release → sender.
    Outbound,
}

impl QueueName {
    /// All queues.
    pub const ALL: [Self; 4] = [Self::Journeys, Self::Threads, Self::Receipts, Self::Outbound];

    /// The name used in infrastructure and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Journeys => "journeys",
            Self::Threads => "threads",
            Self::Receipts => "receipts",
            Self::Outbound => "outbound",
        }
    }
}

/// A message to put on a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// JSON: a versioned, tagged body (see [`crate::wire`]).
    pub body: String,
    /// Hidden from consumers for so long; at most [`DELAY_SECONDS_MAX`].
    pub delay_seconds: u32,
    /// Fair-queue group: a burst of one group does not delay another. Opaque, never personal data.
    pub group: String,
}

/// Sending to the queues.
pub trait Queue: Send + Sync {
    /// Puts all messages on the queue, however many; an error means that some may be missing and some may be there.
    fn send(
        &self,
        queue: QueueName,
        messages: Vec<Outgoing>,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
