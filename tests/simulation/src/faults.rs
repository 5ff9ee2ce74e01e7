//! What goes wrong, where, how often; and the count of what did.
//!
//! A fault strikes at a *boundary*: an effect of a function on something outside it. Rates are chances in a million,
//! drawn from the world's one random source, so that a seed strikes at the same places every time.

use std::collections::BTreeMap;
use std::fmt;

use fastrand::Rng;

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// F1: a queue, a webhook, a timer or a clinic's system delivers twice.
    Duplicate,
    /// F2: what was sent later comes first.
    Disorder,
    /// F3: the provider is asked too often (429), with and without `Retry-After`.
    Throttled,
    /// F4: the provider refuses for good.
    Refused,
    /// F5: the provider answers 500 and took nothing.
    ServerError,
    /// F6: the provider took it, and its answer is lost.
    LostAnswer,
    /// F6: the request is lost on its way; nobody can tell it from a lost answer.
    LostRequest,
    /// F5: the provider cannot be reached at all.
    NotSent,
    /// F7: the function is killed.
    Crash,
    /// F8: of a batch only some get through.
    PartialBatch,
    /// F9: something that is no message, webhook or event.
    Poison,
    /// F10: the store, a queue or the timer refuses for now.
    PortUnavailable,
    /// F10: the store, a queue or the timer takes some seconds: what is decided meanwhile is decided on old things.
    SlowPort,
    /// F10: it was stored, and the word of it is lost.
    LostWord,
    /// F10: an index shows old things.
    StaleIndex,
    /// F11: the function's clock is wrong by up to ten minutes.
    ClockSkew,
    /// F14: a message is handed out again while the first one still works on it.
    EarlyRedelivery,
    /// F14: a provider is slow.
    SlowProvider,
    /// F16: dead letters are put back, hours or days later.
    Redrive,
    /// F17: a port or a provider is away for half an hour to a day.
    Outage,
    /// F18: a forged webhook.
    Forged,
    /// Meta pauses a template, turns it into marketing, or stops a number.
    Drift,
    /// F20: an item written by a newer release.
    NewerItem,
    /// A wake-up that never fires, or fires late.
    LostWake,
}

impl Fault {
    /// All faults.
    pub const ALL: [Self; 24] = [
        Self::Duplicate,
        Self::Disorder,
        Self::Throttled,
        Self::Refused,
        Self::ServerError,
        Self::LostAnswer,
        Self::LostRequest,
        Self::NotSent,
        Self::Crash,
        Self::PartialBatch,
        Self::Poison,
        Self::PortUnavailable,
        Self::SlowPort,
        Self::LostWord,
        Self::StaleIndex,
        Self::ClockSkew,
        Self::EarlyRedelivery,
        Self::SlowProvider,
        Self::Redrive,
        Self::Outage,
        Self::Forged,
        Self::Drift,
        Self::NewerItem,
        Self::LostWake,
    ];

    /// Its name on the command line and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Disorder => "disorder",
            Self::Throttled => "throttled",
            Self::Refused => "refused",
            Self::ServerError => "server_error",
            Self::LostAnswer => "lost_answer",
            Self::LostRequest => "lost_request",
            Self::NotSent => "not_sent",
            Self::Crash => "crash",
            Self::PartialBatch => "partial_batch",
            Self::Poison => "poison",
            Self::PortUnavailable => "port_unavailable",
            Self::SlowPort => "slow_port",
            Self::LostWord => "lost_word",
            Self::StaleIndex => "stale_index",
            Self::ClockSkew => "clock_skew",
            Self::EarlyRedelivery => "early_redelivery",
            Self::SlowProvider => "slow_provider",
            Self::Redrive => "redrive",
            Self::Outage => "outage",
            Self::Forged => "forged",
            Self::Drift => "drift",
            Self::NewerItem => "newer_item",
            Self::LostWake => "lost_wake",
        }
    }

    /// The fault of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// The chance at each of its boundaries, in a million, when all faults are on.
    #[must_use]
    pub const fn usual_rate(self) -> u32 {
        match self {
            Self::Redrive | Self::Outage | Self::Drift => 1_000_000,
            Self::StaleIndex => 200_000,
            Self::Disorder => 50_000,
            Self::Duplicate | Self::SlowPort => 20_000,
            Self::Throttled | Self::ServerError | Self::NotSent | Self::LostWake => 10_000,
            Self::ClockSkew | Self::SlowProvider => 5_000,
            Self::Refused | Self::EarlyRedelivery => 3_000,
            Self::LostAnswer | Self::LostRequest | Self::PartialBatch | Self::Forged | Self::NewerItem => {
                2_000
            }
            Self::Poison | Self::PortUnavailable => 500,
            // At every await of every record: a record has dozens of them.
            Self::Crash => 400,
            Self::LostWord => 300,
        }
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// webhook-ingest.
    Ingest,
    /// console.
    Console,
    /// reminder-scheduler.
    Scheduler,
    /// concierge.
    Concierge,
    /// sender.
    Sender,
    /// survey-collector.
    Surveys,
    /// The world outside: clients, providers, queues and timers themselves.
    World,
}

/// What it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// Reads an item.
    Get,
    /// Stores an item.
    Put,
    /// Stores several.
    Transact,
    /// Reads the index of wake-ups.
    Due,
    /// Reads a list.
    List,
    /// Puts messages on a queue.
    Send,
    /// Makes sure of a minute.
    Ensure,
    /// Calls a provider.
    Call,
    /// Has called a provider, and waits for its answer.
    Answer,
    /// Ends: the queue has not been told yet.
    End,
    /// Is handed something.
    Deliver,
}

/// A place where a fault can strike: who, doing what, to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Boundary {
    /// Who.
    pub function: Function,
    /// Does what.
    pub op: Op,
    /// To what: the kind of an item, the name of a queue, a channel.
    pub kind: &'static str,
}

impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = format!("{:?} {:?} {}", self.function, self.op, self.kind).to_lowercase();
        f.pad(words.trim_end())
    }
}

/// The kinds that a boundary names, so that they live for ever.
const KINDS: [&str; 25] = [
    "case", "message", "patient", "thread", "agent", "slot", "wait", "sender", "account", "survey", "tally",
    "ticket", "clinic", "pause", "journeys", "threads", "receipts", "outbound", "surveys", "notifications",
    "whatsapp", "sms", "email", "list", "minute",
];

/// The kind of an item, by its key (`case#…`), a list (`day#…` is a list) or a queue.
pub(crate) fn kind_of(text: &str) -> &'static str {
    let head = text.split('#').next().unwrap_or_default();
    KINDS.into_iter().find(|it| *it == head).unwrap_or("list")
}

/// Which faults are on, and how often each strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates([u32; Fault::ALL.len()]);

impl Rates {
    /// No fault.
    #[must_use]
    pub const fn none() -> Self {
        Self([0; Fault::ALL.len()])
    }

    /// Every fault, at its usual rate.
    #[must_use]
    pub fn all() -> Self {
        let mut rates = Self::none();
        for fault in Fault::ALL {
            rates.set(fault, fault.usual_rate());
        }
        rates
    }

    /// Sets a rate, in a million.
    pub const fn set(&mut self, fault: Fault, in_a_million: u32) {
        self.0[fault as usize] = in_a_million;
    }

    /// A rate, in a million.
    #[must_use]
    pub const fn of(&self, fault: Fault) -> u32 {
        self.0[fault as usize]
    }

    /// The faults that are on.
    pub fn on(&self) -> impl Iterator<Item = Fault> + '_ {
        Fault::ALL.into_iter().filter(|it| self.of(*it) > 0)
    }

    /// Whether a fault strikes now.
    pub(crate) fn strikes(&self, fault: Fault, rng: &mut Rng) -> bool {
        let rate = self.of(fault);
        rate > 0 && rng.u32(0..1_000_000) < rate
    }
}

/// How often what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Faults, by boundary.
    pub faults: BTreeMap<(Fault, Boundary), u64>,
    /// Boundaries passed.
    pub passed: BTreeMap<Boundary, u64>,
    /// Case states and what happened to them.
    pub cases: BTreeMap<(&'static str, &'static str), u64>,
    /// How messages ended on their channels, by status or reason.
    pub gates: BTreeMap<(&'static str, &'static str), u64>,
    /// Phases of messages and what happened to them.
    pub messages: BTreeMap<(&'static str, &'static str), u64>,
    /// Gates and what they said.
    pub asked: BTreeMap<(&'static str, &'static str), u64>,
    /// Campaigns: how they were launched, what became of their messages, and what was answered.
    pub campaigns: BTreeMap<(&'static str, &'static str), u64>,
}

impl Coverage {
    pub(crate) fn struck(&mut self, fault: Fault, boundary: Boundary) {
        *self.faults.entry((fault, boundary)).or_default() += 1;
    }

    /// Adds another run's counts.
    pub fn add(&mut self, other: &Self) {
        fn merge<K: Ord + Copy>(into: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
            for (key, count) in from {
                *into.entry(*key).or_default() += count;
            }
        }
        merge(&mut self.faults, &other.faults);
        merge(&mut self.passed, &other.passed);
        merge(&mut self.cases, &other.cases);
        merge(&mut self.gates, &other.gates);
        merge(&mut self.messages, &other.messages);
        merge(&mut self.asked, &other.asked);
        merge(&mut self.campaigns, &other.campaigns);
    }

    /// How often a fault struck, wherever.
    #[must_use]
    pub fn of(&self, fault: Fault) -> u64 {
        self.faults.iter().filter(|it| it.0.0 == fault).map(|it| it.1).sum()
    }
}
