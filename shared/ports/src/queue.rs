//! **Queue**: at-least-once, unordered delivery with delay and fair groups (SQS standard queues).

use std::fmt;
use std::future::Future;

use domain::ids::derived;

use crate::PortError;

/// Longest delay of one message, in seconds (SQS).
pub const DELAY_SECONDS_MAX: u32 = 900;
/// Largest body, in bytes. SQS takes 1 MiB; ours are small, and one that is not is a defect.
pub const QUEUE_BODY_BYTES_MAX: usize = 262_144;
/// Longest fair-queue group, in characters (SQS's `MessageGroupId`).
pub const GROUP_CHARS_MAX: usize = 128;

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
    /// What patients answer to surveys → survey-collector.
    Surveys,
    /// What AWS tells of e-mail and text messages, as it came; its topic fills it → webhook-ingest.
    Notifications,
}

impl QueueName {
    /// All queues.
    pub const ALL: [Self; 6] =
        [Self::Journeys, Self::Threads, Self::Receipts, Self::Outbound, Self::Surveys, Self::Notifications];

    /// The name used in infrastructure and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Journeys => "journeys",
            Self::Threads => "threads",
            Self::Receipts => "receipts",
            Self::Outbound => "outbound",
            Self::Surveys => "surveys",
            Self::Notifications => "notifications",
        }
    }
}

/// A message to put on a queue.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// JSON: a versioned, tagged body (see [`crate::wire`]).
    pub body: String,
    /// Hidden from consumers for this long; at most [`DELAY_SECONDS_MAX`].
    pub delay_seconds: u32,
    /// Fair-queue group: a burst of one group does not delay another. Opaque, never personal data.
    pub group: String,
}

impl fmt::Debug for Outgoing {
    /// The body stays out: it may speak of a patient.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("delay_seconds", &self.delay_seconds)
            .field("group", &self.group)
            .finish_non_exhaustive()
    }
}

/// What no queue takes, said once for all of them.
///
/// # Errors
/// When the body is empty or over its limit, the delay is too long, or the group is not one to
/// [`GROUP_CHARS_MAX`] letters, digits and ASCII punctuation.
pub fn check_outgoing(message: &Outgoing) -> Result<(), PortError> {
    let refused = |detail: String| Err(PortError::Refused { port: "queue", detail });
    let bytes = message.body.len();
    if bytes == 0 || bytes > QUEUE_BODY_BYTES_MAX {
        return refused(format!("a body of {bytes} bytes, from 1 to {QUEUE_BODY_BYTES_MAX}"));
    }
    if message.delay_seconds > DELAY_SECONDS_MAX {
        return refused(format!("a delay of {} seconds, at most {DELAY_SECONDS_MAX}", message.delay_seconds));
    }
    if !is_group(&message.group) {
        return refused(format!(
            "a group that is not 1 to {GROUP_CHARS_MAX} letters, digits and punctuation"
        ));
    }
    Ok(())
}

/// The fair group of whatever `text` names: itself where SQS takes it, else an opaque stand-in. What a provider calls
/// our number comes from outside, and an odd one must not keep a webhook from being stored.
#[must_use]
pub fn group_of(text: &str) -> String {
    if is_group(text) { text.to_owned() } else { derived("group", &[text]) }
}

fn is_group(text: &str) -> bool {
    (1..=GROUP_CHARS_MAX).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic())
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
