//! Everything that a world is made of, behind one lock: one thread runs it, and the lock is never contended. It stands
//! there because ports are `Sync`.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fastrand::Rng;
use jiff::Timestamp;
use ports::directory::Directory;
use ports::queue::QueueName;

use crate::carrier::Carrier;
use crate::faults::{Boundary, Coverage, Fault, Rates};
use crate::life::{Life, Moment};
use crate::memory::{Items, Queues};
use crate::request::Request;
use crate::samples::Samples;
use crate::witness::Witness;

/// Something that happens at an instant.
#[derive(Debug)]
pub(crate) enum Act {
    /// A running function goes on.
    Go(u64),
    /// A running function's time is up.
    Kill(u64),
    /// A message becomes visible, or a dead letter.
    Show(QueueName, u64, u32),
    /// A queue hands out what it has.
    Pump(QueueName),
    /// A minute fires.
    Minute(i64),
    /// The sweep looks for lost wake-ups.
    Sweep,
    /// Somebody outside sends a request.
    Request(Box<Request>),
    /// Something in the life of clinics and patients.
    Life(Moment),
    /// Something at a provider.
    Carrier(crate::carrier::Progress),
    /// An operator puts dead letters back.
    Redrive,
    /// A port or a provider goes away, until it is back.
    Outage,
    /// Nothing goes wrong any more.
    Calm,
}

struct Entry {
    at: i64,
    order: u64,
    act: Act,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.order) == (other.at, other.order)
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    /// The heap gives its greatest first: the earliest is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.order).cmp(&(self.at, self.order))
    }
}

/// What is to happen, in order.
#[derive(Default)]
pub(crate) struct Agenda {
    heap: BinaryHeap<Entry>,
    order: u64,
}

impl Agenda {
    pub(crate) fn at(&mut self, at: i64, act: Act) {
        self.order += 1;
        self.heap.push(Entry { at, order: self.order, act });
    }

    pub(crate) fn next(&mut self) -> Option<(i64, Act)> {
        self.heap.pop().map(|it| (it.at, it.act))
    }
}

/// What is away, until when.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Outages {
    pub(crate) ports: i64,
    pub(crate) whatsapp: i64,
    pub(crate) sms: i64,
}

/// A running number over everything that happened, by which two runs of a seed are compared.
pub(crate) struct Trace(DefaultHasher, u64);

impl Default for Trace {
    fn default() -> Self {
        Self(DefaultHasher::new(), 0)
    }
}

impl Trace {
    pub(crate) fn note(&mut self, what: impl std::hash::Hash) {
        what.hash(&mut self.0);
        self.1 += 1;
    }

    pub(crate) fn value(&self) -> u64 {
        self.0.finish()
    }

    /// How many things were noted.
    pub(crate) const fn len(&self) -> u64 {
        self.1
    }
}

/// A world.
pub(crate) struct State {
    /// Milliseconds since the epoch.
    pub(crate) now: i64,
    pub(crate) rng: Rng,
    pub(crate) rates: Rates,
    pub(crate) coverage: Coverage,
    pub(crate) items: Items,
    pub(crate) queues: Queues,
    /// Minutes that are set and have not fired.
    pub(crate) minutes: BTreeSet<i64>,
    pub(crate) agenda: Agenda,
    pub(crate) outages: Outages,
    pub(crate) carrier: Carrier,
    pub(crate) life: Life,
    pub(crate) witness: Witness,
    /// Where the function that was polled last waits, and for how long.
    pub(crate) paused: Option<(Boundary, i64)>,
    pub(crate) trace: Trace,
    /// What happened, in words, if somebody wants to read it.
    pub(crate) story: Option<Vec<(i64, String)>>,
    /// Some of what was written, if somebody wants to keep it.
    pub(crate) samples: Option<Samples>,
}

impl State {
    pub(crate) fn strikes(&mut self, fault: Fault, boundary: Boundary) -> bool {
        let strikes = self.rates.strikes(fault, &mut self.rng);
        if strikes {
            self.coverage.struck(fault, boundary);
            self.tell(|| format!("fault: {} at {boundary}", fault.as_str()));
        }
        strikes
    }

    pub(crate) fn tell(&mut self, words: impl FnOnce() -> String) {
        if let Some(story) = &mut self.story {
            story.push((self.now, words()));
        }
    }

    pub(crate) fn after(&mut self, milliseconds: i64, act: Act) {
        self.agenda.at(self.now + milliseconds, act);
    }
}

/// A world that functions can reach.
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) directory: Directory,
}

impl Shared {
    pub(crate) fn new(state: State, directory: Directory) -> Self {
        Self { state: Mutex::new(state), directory }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An instant of the world.
pub(crate) fn instant(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
}
