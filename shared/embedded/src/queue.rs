//! The queues: sending, and what stands in them. Receiving is in [`crate::receive`].
//!
//! Messages are kept until they are deleted; the retention period of SQS is not played.

use jiff::{SignedDuration, Timestamp};
use ports::PortError;
use ports::queue::{Outgoing, Queue, QueueName, check_outgoing};
use rusqlite::{Connection, Row, params};

use crate::Embedded;
use crate::journal::Request;
use crate::receive::message_id;
use crate::sql::Nanos;

/// How often a message is handed out before it becomes a dead letter (`maxReceiveCount`).
pub const MAX_RECEIVES: u32 = 5;

/// The name under which failures are reported.
pub(crate) const QUEUE: &str = "queue";

/// A message that was received [`MAX_RECEIVES`] times and never deleted.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The id it had on its queue.
    pub message_id: String,
    /// What was sent.
    pub body: String,
    /// Its fair-queue group.
    pub group: String,
    /// How often it had been received.
    pub receive_count: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it was moved here.
    pub died_at: Timestamp,
}

impl std::fmt::Debug for DeadLetter {
    /// The body stays out: it may speak of a patient.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeadLetter")
            .field("message_id", &self.message_id)
            .field("group", &self.group)
            .field("receive_count", &self.receive_count)
            .field("died_at", &self.died_at)
            .finish_non_exhaustive()
    }
}

impl Queue for Embedded {
    /// Stores all or none; the delays count from [`Embedded::now`].
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        messages.iter().try_for_each(check_outgoing)?;
        self.note(|| Request::Send { queue, messages: messages.len() });
        let now = self.now();
        self.in_transaction(QUEUE, |transaction| {
            messages.iter().try_for_each(|message| insert(transaction, queue, message, now))
        })
    }
}

impl Embedded {
    /// When the next message of the queue is receivable, be it sent with a delay or in flight; past when one is now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_visible_at(&self, queue: QueueName) -> Result<Option<Timestamp>, PortError> {
        self.run(QUEUE, |connection| {
            let sql = "SELECT min(visible_at) FROM messages WHERE queue = ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let found: Option<Nanos> = statement.query_row([queue.as_str()], |row| row.get(0))?;
            Ok(found.map(|nanos| nanos.0))
        })
    }

    /// The dead letters of the queue, in the order in which they were sent.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn dead_letters(&self, queue: QueueName) -> Result<Vec<DeadLetter>, PortError> {
        self.run(QUEUE, |connection| {
            let sql = "SELECT seq, body, group_id, receives, sent_at, died_at FROM dead_letters \
                       WHERE queue = ?1 ORDER BY seq";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map([queue.as_str()], dead_letter)?.collect()
        })
    }

    /// Puts the dead letters of the queue back on it, receivable at once and counted afresh, and answers how many.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn redrive(&self, queue: QueueName) -> Result<usize, PortError> {
        let now = self.now();
        self.in_transaction(QUEUE, |transaction| {
            let sql = "INSERT INTO messages (seq, queue, group_id, body, sent_at, visible_at, delivery) \
                       SELECT seq, queue, group_id, body, sent_at, ?2, delivery FROM dead_letters WHERE queue = ?1";
            transaction.prepare_cached(sql)?.execute(params![queue.as_str(), Nanos(now)])?;
            transaction.prepare_cached("DELETE FROM dead_letters WHERE queue = ?1")?.execute([queue.as_str()])
        })
    }
}

fn dead_letter(row: &Row<'_>) -> rusqlite::Result<DeadLetter> {
    Ok(DeadLetter {
        message_id: message_id(row.get("seq")?),
        body: row.get("body")?,
        group: row.get("group_id")?,
        receive_count: row.get("receives")?,
        sent_at: row.get::<_, Nanos>("sent_at")?.0,
        died_at: row.get::<_, Nanos>("died_at")?.0,
    })
}

/// Stores one message, sent at `now`.
pub(crate) fn insert(
    connection: &Connection,
    queue: QueueName,
    message: &Outgoing,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO messages (queue, group_id, body, sent_at, visible_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let visible_at = after_seconds(now, message.delay_seconds);
    connection.prepare_cached(sql)?.execute(params![
        queue.as_str(),
        message.group,
        message.body,
        Nanos(now),
        Nanos(visible_at)
    ])?;
    Ok(())
}

/// So many seconds after `now`, or the end of time.
pub(crate) fn after_seconds(now: Timestamp, seconds: u32) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}
