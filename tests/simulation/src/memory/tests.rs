//! The contract suite over the memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ports::PortError;
use ports::contract::{
    Delivery, QueueProbe, index_contract, queue_contract, queue_fairness_contract, table_contract,
};
use ports::queue::{Outgoing, Queue, QueueName, check_outgoing};
use ports::table::{Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written};

use super::{Items, Queues, RECEIVES_MAX};

#[derive(Default)]
struct World {
    now: i64,
    items: Items,
    queues: Queues,
    later: BTreeMap<(i64, u64), (QueueName, u32)>,
}

#[derive(Default)]
struct Memory(Mutex<World>);

impl Memory {
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table for Memory {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        Ok(self.world().items.get(&key.0).cloned())
    }
    async fn put(&self, put: Put) -> Result<Written, PortError> {
        self.world().items.put(put, 0)
    }
    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        self.world().items.transact(puts, 0)
    }
    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        self.world().items.due(minute, shard, after, limit, 0)
    }
    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        self.world().items.list(list, prefix, after, limit, 0)
    }
}

impl Queue for Memory {
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        messages.iter().try_for_each(check_outgoing)?;
        let mut world = self.world();
        for message in &messages {
            let id = world.queues.send(queue, message);
            if message.delay_seconds == 0 {
                world.queues.show(queue, id, 0);
            } else {
                let at = world.now + i64::from(message.delay_seconds);
                world.later.insert((at, id), (queue, 0));
            }
        }
        Ok(())
    }
}

impl QueueProbe for Memory {
    fn receives_max(&self) -> u32 {
        RECEIVES_MAX
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
        let mut world = self.world();
        let received = world.queues.receive(queue, max as usize, |_| 0);
        let at = world.now + i64::from(visibility_seconds);
        let delivery = |it: super::Received| Delivery {
            body: it.body,
            receipt_handle: format!("{}.{}", it.id, it.receipt),
            group: it.group,
            receive_count: it.receipt,
        };
        for it in &received {
            world.later.insert((at, it.id), (queue, it.receipt));
        }
        Ok(received.into_iter().map(delivery).collect())
    }
    async fn delete(&self, queue: QueueName, receipt_handle: &str) -> Result<(), PortError> {
        if let Some((id, receipt)) = receipt_handle.split_once('.')
            && let (Ok(id), Ok(receipt)) = (id.parse(), receipt.parse())
        {
            self.world().queues.delete(queue, id, receipt);
        }
        Ok(())
    }
    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<String>, PortError> {
        Ok(self.world().queues.dead(queue).iter().map(|it| it.body.clone()).collect())
    }
    async fn advance(&self, seconds: u32) {
        let mut world = self.world();
        world.now += i64::from(seconds);
        let now = world.now;
        let rest = world.later.split_off(&(now + 1, 0));
        let due = std::mem::replace(&mut world.later, rest);
        for ((_, id), (queue, receipt)) in due {
            world.queues.show(queue, id, receipt);
        }
    }
}

#[test]
fn memory_keeps_the_contract() {
    let memory = Memory::default();
    crate::machine::finish(async {
        table_contract(&memory, "first").await;
        index_contract(&memory, "first").await;
        queue_contract(&memory, &memory, "first").await;
        queue_fairness_contract(&memory, &memory, "first").await;
        memory.advance(86_400).await;
        table_contract(&memory, "second").await;
        index_contract(&memory, "second").await;
        queue_contract(&memory, &memory, "second").await;
    });
}
