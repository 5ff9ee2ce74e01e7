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

use crate::Embedded;

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

async fn send(embedded: &Embedded, messages: Vec<Outgoing>) {
    embedded.send(QueueName::Journeys, messages).await.unwrap();
}
