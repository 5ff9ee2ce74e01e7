//! The ports as a function sees them: the memory behind awaits, at each of which time passes, others run, and
//! anything can go wrong.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use ports::directory::Directory;
use ports::gateway::{Gateway, GatewayError};
use ports::queue::{Outgoing, Queue, QueueName, check_outgoing};
use ports::table::{Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written};
use ports::timer::Timer;
use ports::{PortError, Ports};

use crate::faults::{Boundary, Fault, Function, Op, kind_of};
use crate::state::{Act, Shared, State};

/// How long a store or a queue takes, in milliseconds.
const PORT_MS: std::ops::Range<i64> = 2..15;
/// How long when it is slow.
const SLOW_PORT_MS: std::ops::Range<i64> = 100..3_000;
/// Messages that a queue takes in one call (SQS).
const BATCH_MESSAGES_MAX: usize = 10;
/// How long an index takes to show a change, usually and at worst, in milliseconds.
const INDEX_LAG_MS: (i64, i64) = (20, 3_000);

/// The ports of one running function.
pub(crate) struct Access {
    shared: Arc<Shared>,
    function: Function,
    run: u64,
}

impl Access {
    pub(crate) fn new(shared: Arc<Shared>, function: Function, run: u64) -> Self {
        Self { shared, function, run }
    }

    const fn boundary(&self, op: Op, kind: &'static str) -> Boundary {
        Boundary { function: self.function, op, kind }
    }

    /// Lets time pass before an effect. The function may never come back from it.
    async fn pause(&self, op: Op, kind: &'static str, milliseconds: Option<i64>) {
        Pause { access: self, boundary: self.boundary(op, kind), milliseconds, over: false }.await;
    }

    /// As [`Self::pause`], for what may be away.
    async fn step(&self, op: Op, kind: &'static str, port: &'static str) -> Result<(), PortError> {
        let slow_ms = {
            let mut state = self.shared.lock();
            let slow = state.strikes(Fault::SlowPort, self.boundary(op, kind));
            slow.then(|| state.rng.i64(SLOW_PORT_MS))
        };
        self.pause(op, kind, slow_ms).await;
        let mut state = self.shared.lock();
        let away = state.outages.ports > state.now;
        if away || state.strikes(Fault::PortUnavailable, self.boundary(op, kind)) {
            return Err(unavailable(port));
        }
        Ok(())
    }

    /// The value, unless the word of it is lost on the way back.
    fn told<T>(&self, state: &mut State, op: Op, kind: &'static str, value: T) -> Result<T, PortError> {
        if state.strikes(Fault::LostWord, self.boundary(op, kind)) {
            return Err(unavailable("port"));
        }
        Ok(value)
    }
}

fn unavailable(port: &'static str) -> PortError {
    PortError::Unavailable { port, detail: "simulated".to_owned() }
}

struct Pause<'a> {
    access: &'a Access,
    boundary: Boundary,
    milliseconds: Option<i64>,
    over: bool,
}

impl Future for Pause<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.over {
            return Poll::Ready(());
        }
        self.over = true;
        let mut state = self.access.shared.lock();
        let milliseconds = self.milliseconds.unwrap_or_else(|| state.rng.i64(PORT_MS));
        state.paused = Some((self.boundary, milliseconds));
        Poll::Pending
    }
}

impl Table for Access {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        let kind = kind_of(&key.0);
        self.step(Op::Get, kind, "table").await?;
        let mut state = self.shared.lock();
        let now = state.now;
        let Some(item) = state.items.get(&key.0).cloned() else { return Ok(None) };
        // A table deletes what has expired some time later, so both answers are right.
        if item.expires_at.is_some_and(|it| it.as_millisecond() <= now) && state.rng.bool() {
            state.items.expire(&key.0, now);
            return Ok(None);
        }
        if kind != "clinic" && state.strikes(Fault::NewerItem, self.boundary(Op::Get, kind)) {
            let body =
                item.body.replacen("\"state\":{", "\"state\":{\"of_a_newer_release\":{\"x\":[1,\"y\"]},", 1);
            return Ok(Some(Item { body, ..item }));
        }
        Ok(Some(item))
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        let kind = kind_of(&put.item.key.0);
        self.step(Op::Put, kind, "table").await?;
        let mut state = self.shared.lock();
        lag(&mut state, self.boundary(Op::Put, kind));
        let key = put.item.key.0.clone();
        let now = state.now;
        let written = state.items.put(put, now)?;
        if written == Written::Yes {
            crate::witness::stored(&mut state, &self.shared.directory, self.run, &key);
        }
        self.told(&mut state, Op::Put, kind, written)
    }

    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        let kind = puts.first().map_or("list", |it| kind_of(&it.item.key.0));
        self.step(Op::Transact, kind, "table").await?;
        let mut state = self.shared.lock();
        lag(&mut state, self.boundary(Op::Transact, kind));
        let keys: Vec<String> = puts.iter().map(|it| it.item.key.0.clone()).collect();
        let now = state.now;
        let written = state.items.transact(puts, now)?;
        if written == Written::Yes {
            for key in &keys {
                crate::witness::stored(&mut state, &self.shared.directory, self.run, key);
            }
        }
        self.told(&mut state, Op::Transact, kind, written)
    }

    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        // The sweep reads hundreds of shards, nearly all of them empty: it waits at one in eight.
        if shard == 0 || after.is_some() {
            self.step(Op::Due, "minute", "table").await?;
        }
        let mut state = self.shared.lock();
        let now = state.now;
        state.items.due(minute, shard, after, limit, now)
    }

    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        self.step(Op::List, "list", "table").await?;
        let mut state = self.shared.lock();
        let now = state.now;
        state.items.list(list, prefix, after, limit, now)
    }
}

fn lag(state: &mut State, boundary: Boundary) {
    let lagging = state.strikes(Fault::StaleIndex, boundary);
    state.items.lag_ms = if lagging { state.rng.i64(INDEX_LAG_MS.0..INDEX_LAG_MS.1) } else { INDEX_LAG_MS.0 };
}

impl Queue for Access {
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        let kind = kind_of(queue.as_str());
        messages.iter().try_for_each(check_outgoing)?;
        self.step(Op::Send, kind, "queue").await?;
        // A queue takes ten at once, one batch after another.
        let further = messages.len().saturating_sub(1) / BATCH_MESSAGES_MAX;
        if further > 0 {
            let took_ms =
                i64::try_from(further).unwrap_or(i64::MAX).saturating_mul(PORT_MS.start + PORT_MS.end) / 2;
            self.pause(Op::Send, kind, Some(took_ms)).await;
        }
        let mut state = self.shared.lock();
        let mut missing = false;
        for message in &messages {
            if state.strikes(Fault::PartialBatch, self.boundary(Op::Send, kind)) {
                missing = true;
                continue;
            }
            put_on_queue(&mut state, queue, message);
        }
        if missing {
            return Err(unavailable("queue"));
        }
        self.told(&mut state, Op::Send, kind, ())
    }
}

/// Puts a message on a queue, now and then twice, now and then late.
pub(crate) fn put_on_queue(state: &mut State, queue: QueueName, message: &Outgoing) {
    let boundary = Boundary { function: Function::World, op: Op::Deliver, kind: kind_of(queue.as_str()) };
    crate::witness::attribute(state, "queue group", &message.group);
    let copies = 1 + usize::from(state.strikes(Fault::Duplicate, boundary));
    if let Some(samples) = &mut state.samples {
        samples.message(queue, &message.body);
    }
    for _ in 0..copies {
        let id = state.queues.send(queue, message);
        let mut delay_ms = i64::from(message.delay_seconds) * 1_000 + state.rng.i64(1..30);
        if state.strikes(Fault::Disorder, boundary) {
            delay_ms += state.rng.i64(0..20_000);
        }
        state.after(delay_ms, Act::Show(queue, id, 0));
    }
}

impl Timer for Access {
    async fn ensure(&self, minute: Minute) -> Result<(), PortError> {
        self.step(Op::Ensure, "minute", "timer").await?;
        let mut state = self.shared.lock();
        if !state.minutes.insert(minute.0) {
            return Ok(());
        }
        let boundary = Boundary { function: Function::World, op: Op::Deliver, kind: "minute" };
        let at = minute.fires_at().as_millisecond().max(state.now);
        if state.strikes(Fault::LostWake, boundary) {
            // Half of them come late, half never.
            if state.rng.bool() {
                let late_ms = state.rng.i64(1_000..900_000);
                state.agenda.at(at + late_ms, Act::Minute(minute.0));
            }
            return Ok(());
        }
        let late_ms = state.rng.i64(0..2_000);
        state.agenda.at(at + late_ms, Act::Minute(minute.0));
        if state.strikes(Fault::Duplicate, boundary) {
            state.agenda.at(at + late_ms + 700, Act::Minute(minute.0));
        }
        self.told(&mut state, Op::Ensure, "minute", ())
    }
}

impl Gateway for Access {
    async fn call(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, GatewayError> {
        let channel = crate::carrier::channel_of(&request);
        self.pause(Op::Call, channel, None).await;
        let (outcome, took_ms) = {
            let mut state = self.shared.lock();
            let boundary = self.boundary(Op::Call, channel);
            crate::carrier::call(&mut state, boundary, &request)
        };
        self.pause(Op::Answer, channel, Some(took_ms)).await;
        outcome
    }
}

impl Ports for Access {
    type Table = Self;
    type Queue = Self;
    type Timer = Self;
    type Gateway = Self;

    fn table(&self) -> &Self {
        self
    }
    fn queue(&self) -> &Self {
        self
    }
    fn timer(&self) -> &Self {
        self
    }
    fn gateway(&self) -> &Self {
        self
    }
    fn directory(&self) -> &Directory {
        &self.shared.directory
    }
}
