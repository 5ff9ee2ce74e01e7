//! The consumer's side of the queues: receive and delete.
//!
//! Which message comes next is decided one at a time: of the groups with something receivable, the one with the
//! fewest messages in flight goes first (those already chosen for this batch count), and of equals the one whose head
//! has been receivable the longest. Within a group the longest receivable goes first. So a backlog of one group never
//! stands before another group's message, and consumers that are busy with one group turn to the others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use jiff::Timestamp;
use ports::PortError;
use ports::queue::QueueName;
use rusqlite::{Connection, OptionalExtension, params};

use crate::Embedded;
use crate::journal::Request;
use crate::queue::{MAX_RECEIVES, QUEUE, after_seconds};
use crate::sql::{Nanos, refused};

/// The groups of queue `?1` with how many of their messages are in flight at `?2`. Steps from group to group through
/// the index, however many messages each of them has.
pub(crate) const GROUPS: &str = "
WITH RECURSIVE groups (name) AS (
    SELECT min(group_id) FROM messages WHERE queue = ?1
    UNION ALL
    SELECT (SELECT min(group_id) FROM messages WHERE queue = ?1 AND group_id > groups.name)
    FROM groups WHERE groups.name IS NOT NULL
)
SELECT name,
    (SELECT count(*) FROM messages WHERE queue = ?1 AND group_id = name AND held = 1 AND visible_at > ?2)
FROM groups WHERE name IS NOT NULL";

/// The message of queue `?1` and group `?2` that follows the place `?3`, `?4` and is receivable at `?5`.
pub(crate) const HEAD: &str = "
SELECT visible_at, seq, receives FROM messages
WHERE queue = ?1 AND group_id = ?2 AND (visible_at, seq) > (?3, ?4) AND visible_at <= ?5
ORDER BY visible_at, seq LIMIT 1";

/// A message in a consumer's hands: it must be deleted before its visibility timeout, or it comes again.
#[derive(Clone, PartialEq, Eq)]
pub struct Received {
    /// Names the message: the same at every reception, never given to another.
    pub message_id: String,
    /// Names this reception; what [`Embedded::delete`] takes.
    pub receipt_handle: String,
    /// What was sent.
    pub body: String,
    /// Its fair-queue group.
    pub group: String,
    /// How often it has been received, this time included; at most [`MAX_RECEIVES`].
    pub receive_count: u32,
    /// When it was sent.
    pub sent_at: Timestamp,
}

impl std::fmt::Debug for Received {
    /// The body stays out: it may speak of a patient.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received")
            .field("message_id", &self.message_id)
            .field("receipt_handle", &self.receipt_handle)
            .field("group", &self.group)
            .field("receive_count", &self.receive_count)
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}

impl Embedded {
    /// Receives up to `max` messages and hides them for `visibility_seconds` after `now`; see the module for which.
    ///
    /// A message that has been received [`MAX_RECEIVES`] times is not handed out again: it becomes a dead letter when
    /// its turn comes.
    ///
    /// # Errors
    /// When the file cannot be written; nothing was received then.
    pub fn receive(
        &self,
        queue: QueueName,
        max: u32,
        now: Timestamp,
        visibility_seconds: u32,
    ) -> Result<Vec<Received>, PortError> {
        // An idle queue is polled often: it costs one look at an index and no write.
        if max == 0 || self.next_visible_at(queue)?.is_none_or(|visible_at| visible_at > now) {
            return Ok(Vec::new());
        }
        let visible_at = after_seconds(now, visibility_seconds);
        let received = self.in_transaction(QUEUE, |transaction| {
            let chosen = choose(transaction, queue, max as usize, now)?;
            chosen
                .into_iter()
                .map(|seq| take(transaction, seq, visible_at))
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        if !received.is_empty() {
            self.note(|| Request::Receive { queue, messages: received.len() });
        }
        Ok(received)
    }

    /// Deletes the message for good. Answers false, and deletes nothing, unless the receipt is the message's latest.
    ///
    /// As with SQS, a receipt is good until the message is received again, even when its visibility timeout has run
    /// out before.
    ///
    /// # Errors
    /// When the text is no receipt handle or the file cannot be written.
    pub fn delete(&self, receipt_handle: &str) -> Result<bool, PortError> {
        let (seq, delivery) = parse_receipt(receipt_handle)?;
        let sql = "DELETE FROM messages WHERE seq = ?1 AND delivery = ?2 AND held = 1";
        self.run(QUEUE, |connection| Ok(connection.prepare_cached(sql)?.execute([seq, delivery])? == 1))
    }
}

/// The first receivable message of a group. The order of the fields is the order of the choice.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    in_flight: i64,
    visible_at: i64,
    seq: i64,
    group: String,
}

/// The messages to hand out, in order. Moves those that were received too often to the dead letters.
fn choose(
    connection: &Connection,
    queue: QueueName,
    max: usize,
    now: Timestamp,
) -> rusqlite::Result<Vec<i64>> {
    let mut heads = BinaryHeap::new();
    for (group, in_flight) in groups(connection, queue, now)? {
        let start = Head { in_flight, visible_at: i64::MIN, seq: 0, group };
        heads.extend(head_after(connection, queue, start, now)?.map(Reverse));
    }
    let mut chosen = Vec::new();
    while chosen.len() < max
        && let Some(Reverse((mut head, receives))) = heads.pop()
    {
        if receives >= MAX_RECEIVES {
            bury(connection, head.seq, now)?;
        } else {
            chosen.push(head.seq);
            head.in_flight += 1;
        }
        heads.extend(head_after(connection, queue, head, now)?.map(Reverse));
    }
    Ok(chosen)
}

/// The groups of the queue with how many of their messages are in flight.
fn groups(connection: &Connection, queue: QueueName, now: Timestamp) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare_cached(GROUPS)?;
    statement.query_map(params![queue.as_str(), Nanos(now)], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The receivable message of the group that follows `last`, and how often it has been received.
fn head_after(
    connection: &Connection,
    queue: QueueName,
    last: Head,
    now: Timestamp,
) -> rusqlite::Result<Option<(Head, u32)>> {
    let place = params![queue.as_str(), last.group, last.visible_at, last.seq, Nanos(now)];
    let found = connection
        .prepare_cached(HEAD)?
        .query_row(place, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(found.map(|(visible_at, seq, receives)| (Head { visible_at, seq, ..last }, receives)))
}

fn take(connection: &Connection, seq: i64, visible_at: Timestamp) -> rusqlite::Result<Received> {
    let sql = "UPDATE messages SET visible_at = ?2, held = 1, receives = receives + 1, delivery = delivery + 1 \
               WHERE seq = ?1 RETURNING delivery, body, group_id, receives, sent_at";
    connection.prepare_cached(sql)?.query_row(params![seq, Nanos(visible_at)], |row| {
        Ok(Received {
            message_id: message_id(seq),
            receipt_handle: receipt_handle(seq, row.get("delivery")?),
            body: row.get("body")?,
            group: row.get("group_id")?,
            receive_count: row.get("receives")?,
            sent_at: row.get::<_, Nanos>("sent_at")?.0,
        })
    })
}

/// Moves a message to the dead letters.
fn bury(connection: &Connection, seq: i64, now: Timestamp) -> rusqlite::Result<()> {
    let sql = "INSERT INTO dead_letters (seq, queue, group_id, body, sent_at, receives, delivery, died_at) \
               SELECT seq, queue, group_id, body, sent_at, receives, delivery, ?2 FROM messages WHERE seq = ?1";
    connection.prepare_cached(sql)?.execute(params![seq, Nanos(now)])?;
    connection.prepare_cached("DELETE FROM messages WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}

/// The public name of a message.
pub(crate) fn message_id(seq: i64) -> String {
    format!("m{seq}")
}

fn receipt_handle(seq: i64, delivery: i64) -> String {
    format!("{seq}.{delivery}")
}

fn parse_receipt(handle: &str) -> Result<(i64, i64), PortError> {
    handle
        .split_once('.')
        .and_then(|(seq, delivery)| Some((seq.parse().ok()?, delivery.parse().ok()?)))
        .ok_or_else(|| refused(QUEUE, "a text that is no receipt handle".to_owned()))
}
