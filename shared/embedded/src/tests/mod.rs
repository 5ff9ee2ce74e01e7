//! Tests of this crate; the promises of the ports themselves are checked by the suite in `ports::contract`.
#![expect(clippy::unwrap_used, reason = "tests")]

mod contract;
mod fair;
mod file;
mod model;
mod owner;
mod queue;

use jiff::{SignedDuration, Timestamp};
use ports::queue::{Outgoing, Queue, QueueName};
use rusqlite::params;

use crate::Embedded;
use crate::sql::Nanos;

/// A database in memory whose time is 2026-03-02 08:00 UTC.
fn memory() -> Embedded {
    let embedded = Embedded::open(None).unwrap();
    embedded.set_now("2026-03-02T08:00:00Z".parse().unwrap()).unwrap();
    embedded
}

fn later(at: Timestamp, seconds: u32) -> Timestamp {
    at + SignedDuration::from_secs(i64::from(seconds))
}

fn advance(embedded: &Embedded, seconds: u32) {
    embedded.set_now(later(embedded.now(), seconds)).unwrap();
}

fn message(group: &str, body: &str) -> Outgoing {
    Outgoing { body: body.to_owned(), delay_seconds: 0, group: group.to_owned() }
}

/// How many messages stand in a queue, dead letters aside.
#[derive(Debug, PartialEq, Eq)]
struct Depth {
    /// Receivable now.
    visible: u64,
    /// Received, and neither deleted nor given up yet.
    in_flight: u64,
    /// Sent with a delay that has not passed.
    delayed: u64,
}

fn depth_of(embedded: &Embedded, queue: QueueName) -> Depth {
    let sql = "SELECT count(*) FILTER (WHERE visible_at <= ?2), \
               count(*) FILTER (WHERE visible_at > ?2 AND held = 1), \
               count(*) FILTER (WHERE visible_at > ?2 AND held = 0) FROM messages WHERE queue = ?1";
    let counted = embedded.run("queue", |connection| {
        connection.query_row(sql, params![queue.as_str(), Nanos(embedded.now())], |row| {
            let count = |column: usize| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(Depth { visible: count(0)?, in_flight: count(1)?, delayed: count(2)? })
        })
    });
    counted.unwrap()
}

async fn send(embedded: &Embedded, messages: Vec<Outgoing>) {
    embedded.send(QueueName::Journeys, messages).await.unwrap();
}
