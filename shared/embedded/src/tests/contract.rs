//! The suite of the ports over this crate, and that the suite notices what it should.

use ports::PortError;
use ports::contract::{
    Delivery, QueueProbe, TimerProbe, index_contract, queue_contract, queue_fairness_contract,
    table_contract, timer_contract,
};
use ports::queue::{Outgoing, Queue, QueueName};
use ports::table::{Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written};

use super::{advance, memory};
use crate::{Embedded, MAX_RECEIVES};

struct Probe<'a>(&'a Embedded);

impl QueueProbe for Probe<'_> {
    fn receives_max(&self) -> u32 {
        MAX_RECEIVES
    }

    fn visibility_seconds(&self) -> u32 {
        20
    }

    async fn receive(
        &self,
        queue: QueueName,
        max: u32,
        visibility_seconds: u32,
    ) -> Result<Vec<Delivery>, PortError> {
        let received = self.0.receive(queue, max, self.0.now(), visibility_seconds)?;
        let delivery = |received: crate::Received| Delivery {
            body: received.body,
            receipt_handle: received.receipt_handle,
            group: received.group,
            receive_count: received.receive_count,
        };
        Ok(received.into_iter().map(delivery).collect())
    }

    async fn delete(&self, _queue: QueueName, receipt_handle: &str) -> Result<(), PortError> {
        self.0.delete(receipt_handle).map(|_| ())
    }

    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<String>, PortError> {
        Ok(self.0.dead_letters(queue)?.into_iter().map(|dead| dead.body).collect())
    }

    async fn advance(&self, seconds: u32) {
        advance(self.0, seconds);
    }
}

impl TimerProbe for Probe<'_> {
    async fn pending(&self, minute: Minute) -> Result<u32, PortError> {
        self.0.run("timer", |connection| {
            connection
                .query_row("SELECT count(*) FROM timers WHERE minute = ?1", [minute.0], |row| row.get(0))
        })
    }
}

async fn check(embedded: &Embedded, prefix: &str) {
    let minute = Minute::of_due(embedded.now());
    table_contract(embedded, prefix).await;
    index_contract(embedded, prefix).await;
    queue_contract(embedded, &Probe(embedded), prefix).await;
    queue_fairness_contract(embedded, &Probe(embedded), prefix).await;
    timer_contract(embedded, &Probe(embedded), Minute(minute.0 + 60)).await;
}

#[tokio::test]
async fn memory_keeps_the_contract() {
    let embedded = memory();
    check(&embedded, "first").await;
    advance(&embedded, 86_400);
    // A second run beside what the first one left behind, as on a shared table.
    check(&embedded, "second").await;
}

#[tokio::test]
async fn a_file_keeps_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = Embedded::open(Some(&folder.path().join("pulso.db"))).unwrap();
    check(&embedded, "file").await;
}

/// A table that tells every writer that it has won, and stops reading a minute after one page.
struct Careless(Embedded);

impl Table for Careless {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        self.0.get(key).await
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        self.0.put(put).await.map(|_| Written::Yes)
    }

    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        self.0.transact(puts).await
    }

    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        let page = self.0.due(minute, shard, after, limit).await?;
        Ok(Page { next: None, ..page })
    }

    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        self.0.list(list, prefix, after, limit).await
    }
}

/// A queue that sends everything twice.
struct Doubling(Embedded);

impl Queue for Doubling {
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        self.0.send(queue, messages.clone()).await?;
        self.0.send(queue, messages).await
    }
}

#[tokio::test]
#[should_panic(expected = "does not follow revision 4")]
async fn the_suite_notices_a_lost_update() {
    table_contract(&Careless(memory()), "careless").await;
}

#[tokio::test]
#[should_panic(expected = "a minute's items come by shard and key, each once")]
async fn the_suite_notices_a_lost_page() {
    index_contract(&Careless(memory()), "careless").await;
}

#[tokio::test]
#[should_panic(expected = "all that was sent is received, each once")]
async fn the_suite_notices_a_doubled_message() {
    let embedded = memory();
    queue_contract(&Doubling(embedded.clone()), &Probe(&embedded), "doubling").await;
}
