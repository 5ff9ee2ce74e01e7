//! One function over a real table: queues are lists in memory, and a process may die at any write.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use domain::clinic::Clinic;
use embedded::Embedded;
use ports::directory::Directory;
use ports::queue::{Outgoing, Queue, QueueName};
use ports::table::{Minute, Put, Table, Written};
use ports::timer::Timer;
use ports::wire::{ToJourneys, encode};
use ports::{Absent, PortError, Ports};
use serde_json::Value;

use crate::intercepted::{Intercept, Intercepted};

/// The ports of a function, with what it published.
pub(crate) struct TestPorts<T, C = ByHand> {
    table: T,
    timer: C,
    sent: Mutex<Vec<(QueueName, String)>>,
    directory: Directory,
    death: Arc<Death>,
}

impl<T: Table> TestPorts<T> {
    pub(crate) fn new(table: T, clinic: &Clinic) -> Self {
        Self::with_timer(ByHand, table, clinic)
    }
}

impl TestPorts<Intercepted<Mortal>> {
    /// Over an empty table of its own, in a process that may die.
    pub(crate) fn mortal(clinic: &Clinic) -> (Self, Arc<Death>) {
        Self::mortal_over(Embedded::open(None).unwrap(), clinic)
    }

    /// Over a table that others use as well, in a process that may die.
    pub(crate) fn mortal_over(table: Embedded, clinic: &Clinic) -> (Self, Arc<Death>) {
        let death = Arc::<Death>::default();
        let table = Intercepted(Mortal { table, death: Arc::clone(&death) });
        (Self { death: Arc::clone(&death), ..Self::new(table, clinic) }, death)
    }
}

impl<T: Table, C: Timer> TestPorts<T, C> {
    pub(crate) fn with_timer(timer: C, table: T, clinic: &Clinic) -> Self {
        let directory = Directory::new(vec![clinic.clone()]);
        Self { table, timer, sent: Mutex::default(), directory, death: Arc::default() }
    }

    /// What was published since it was last asked.
    pub(crate) fn take_sent(&self) -> Vec<(QueueName, String)> {
        std::mem::take(&mut *self.sent.lock().unwrap())
    }
}

impl<T: Table, C: Timer> Ports for TestPorts<T, C> {
    type Table = T;
    type Queue = Self;
    type Timer = C;
    type Gateway = Absent;

    fn table(&self) -> &T {
        &self.table
    }
    fn queue(&self) -> &Self {
        self
    }
    fn timer(&self) -> &C {
        &self.timer
    }
    fn gateway(&self) -> &Absent {
        &Absent
    }
    fn directory(&self) -> &Directory {
        &self.directory
    }
}

impl<T: Table, C: Timer> Queue for TestPorts<T, C> {
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        self.death.half_step()?;
        self.sent.lock().unwrap().extend(messages.into_iter().map(|it| (queue, it.body)));
        self.death.half_step()
    }
}

/// The test moves the clock and wakes every minute itself.
pub(crate) struct ByHand;

impl Timer for ByHand {
    async fn ensure(&self, _: Minute) -> Result<(), PortError> {
        Ok(())
    }
}

/// When the process dies: at the nth write or publishing from now, before or after it took place.
#[derive(Default)]
pub(crate) struct Death {
    /// Steps left, twice each: its start and its end. 0 is never.
    left: AtomicU32,
}

impl Death {
    /// It dies at that half of a step, counted from 1; 0 is never.
    pub(crate) fn at(&self, half: u32) {
        self.left.store(half, Ordering::SeqCst);
    }

    /// Whether it is still to come.
    pub(crate) fn is_ahead(&self) -> bool {
        self.left.load(Ordering::SeqCst) > 0
    }

    fn half_step(&self) -> Result<(), PortError> {
        let left = self.left.load(Ordering::SeqCst);
        self.left.store(left.saturating_sub(1), Ordering::SeqCst);
        if left == 1 {
            return Err(PortError::Unavailable { port: "test", detail: "the process dies".to_owned() });
        }
        Ok(())
    }
}

/// Under whose writes the process may die.
pub(crate) struct Mortal {
    table: Embedded,
    death: Arc<Death>,
}

impl Intercept for Mortal {
    fn table(&self) -> &Embedded {
        &self.table
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        self.death.half_step()?;
        let written = self.table.put(put).await?;
        self.death.half_step().map(|()| written)
    }

    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        self.death.half_step()?;
        let written = self.table.transact(puts).await?;
        self.death.half_step().map(|()| written)
    }
}

/// A clinic's event, received where tests start, as it stands on the journeys queue.
pub(crate) fn event(clinic: &Clinic, event: &Value) -> String {
    let defaults = intake::Defaults::of(clinic);
    let received_at = tests::START.parse().unwrap();
    let read = intake::json::read(event.to_string().as_bytes(), &defaults, received_at).unwrap();
    assert!(read.rejected.is_empty(), "{:?}", read.rejected);
    let event = Box::new(read.events[0].1.clone());
    encode(&ToJourneys::ClinicEvent { clinic: clinic.id.clone(), event })
}
