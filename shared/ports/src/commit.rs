//! The one way state changes: load, decide, write if nobody else wrote, else load and decide again.
//!
//! Guarantees: a decision is stored whole or not at all, and never over another one. What it does not do: publish.
//! Its effects are given back, and a crash before they are published is healed by the queue: the cause comes again,
//! is found applied, and gives the same effects.

use domain::decision::{Decision, Outcome};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::table::{Item, Key, Listing, Minute, Put, Table, Written};
use crate::timer::Timer as _;
use crate::{PortError, Ports};

/// How often a decision is taken again after somebody else wrote in between.
pub const CONFLICTS_MAX: u32 = 10;
/// The version of the stored form of aggregates.
const STORED_VERSION: u32 = 1;

/// Something stored as one item.
pub trait Aggregate: Clone + Serialize + DeserializeOwned + Send + Sync {
    /// What it is found by.
    fn key(&self) -> Key;
    /// When it wants to be woken.
    fn due(&self) -> Option<Timestamp> {
        None
    }
    /// The fair group in which it is woken: its clinic, whose thousands are not to delay another one's few.
    fn group(&self) -> Option<String> {
        None
    }
    /// The list it stands in.
    fn listing(&self) -> Option<Listing> {
        None
    }
    /// From when it may be deleted.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

/// How a commit ended.
#[derive(Debug)]
#[must_use]
pub struct Committed<A, E> {
    /// The state after it; `None` when there still is none.
    pub state: Option<A>,
    /// Its revision, which is 0 while there is none.
    pub revision: u64,
    /// What to publish.
    pub effects: Vec<E>,
    /// How the event ended.
    pub outcome: Outcome,
}

/// An aggregate as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsRead<A> {
    /// Its revision, which is 0 while there is none.
    pub revision: u64,
    /// Its state.
    pub state: Option<A>,
}

impl<A> AsRead<A> {
    /// The state that was read, if there is one.
    pub fn known(self) -> Option<Revised<A>> {
        let Self { revision, state } = self;
        state.map(|state| Revised { revision, state })
    }

    /// The state that was read, else a new one.
    pub fn or_new(self, new: impl FnOnce() -> A) -> Revised<A> {
        Revised { revision: self.revision, state: self.state.unwrap_or_else(new) }
    }
}

impl<A> Default for AsRead<A> {
    /// Nothing is there.
    fn default() -> Self {
        Self { revision: 0, state: None }
    }
}

/// A state with its revision, which is 0 while it is stored nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised<A> {
    /// Its revision.
    pub revision: u64,
    /// The state.
    pub state: A,
}

impl<A: Clone> Revised<A> {
    /// As it stands in the table.
    pub fn as_read(&self) -> AsRead<A> {
        let is_stored = self.revision > 0;
        AsRead { revision: self.revision, state: is_stored.then(|| self.state.clone()) }
    }
}

#[derive(Serialize, Deserialize)]
struct Stored<A> {
    v: u32,
    state: A,
}

/// Reads an aggregate.
pub async fn load<P: Ports, A: Aggregate>(ports: &P, key: &Key) -> Result<Option<A>, PortError> {
    Ok(load_revised(ports, key).await?.state)
}

/// Decides an event on the aggregate under `key` and stores the outcome.
///
/// When the state wants to be woken, its minute is made sure of, also for a cause that was applied before: the crash
/// that it heals may have come between the two.
pub async fn commit<P: Ports, A: Aggregate, E: Send, X: From<PortError>>(
    ports: &P,
    key: &Key,
    decide: impl FnMut(Option<&A>) -> Result<Decision<A, E>, X> + Send,
) -> Result<Committed<A, E>, X> {
    let read = load_revised(ports, key).await?;
    commit_on(ports, key, read, decide).await
}

/// As [`commit`], on what the caller has read: nothing is read again unless somebody wrote in between. The caller must
/// have read it for this event; a decision that changes nothing holds as of that reading.
pub async fn commit_on<P: Ports, A: Aggregate, E: Send, X: From<PortError>>(
    ports: &P,
    key: &Key,
    read: AsRead<A>,
    mut decide: impl FnMut(Option<&A>) -> Result<Decision<A, E>, X> + Send,
) -> Result<Committed<A, E>, X> {
    let mut read = read;
    for _ in 0..CONFLICTS_MAX {
        let AsRead { revision, state: known } = read;
        let Decision { next, effects, outcome } = decide(known.as_ref())?;
        let Some(next) = next else {
            if outcome == Outcome::Repeated {
                ensure_wake(ports, known.as_ref()).await?;
            }
            return Ok(Committed { state: known, revision, effects, outcome });
        };
        let revision = revision + 1;
        match ports.table().put(Put { item: item(&next, revision)? }).await? {
            Written::Yes => {
                if next.due() != known.as_ref().and_then(Aggregate::due) {
                    ensure_wake(ports, Some(&next)).await?;
                }
                return Ok(Committed { state: Some(next), revision, effects, outcome });
            }
            Written::Conflict => read = load_revised(ports, key).await?,
        }
    }
    Err(PortError::Contended.into())
}

/// As [`commit`], where nothing is to be published: `change` gives the next state, or `None` where nothing changes.
pub async fn commit_change<P: Ports, A: Aggregate>(
    ports: &P,
    key: &Key,
    mut change: impl FnMut(Option<&A>) -> Option<A> + Send,
) -> Result<Committed<A, ()>, PortError> {
    commit(ports, key, |known: Option<&A>| {
        let next = change(known);
        Ok::<_, PortError>(next.map_or_else(Decision::stale, |it| Decision::applied(it, Vec::new())))
    })
    .await
}

/// Aggregates that move together: all of them are stored, or none.
///
/// Whoever uses it loads each with [`load_revised`], decides, and starts again when the write finds a conflict.
#[derive(Debug, Default)]
pub struct Together {
    puts: Vec<Put>,
}

impl Together {
    /// Adds an aggregate that was read at that revision (0: it was not there).
    pub fn add<A: Aggregate>(&mut self, next: &A, revision: u64) -> Result<(), PortError> {
        self.puts.push(Put { item: item(next, revision + 1)? });
        Ok(())
    }

    /// Stores them, and makes sure of the minutes at which they want to be woken.
    pub async fn write<P: Ports>(self, ports: &P) -> Result<Written, PortError> {
        let dues: Vec<Timestamp> = self.puts.iter().filter_map(|it| it.item.due).collect();
        let written = ports.table().transact(self.puts).await?;
        if written == Written::Yes {
            for due in dues {
                ports.timer().ensure(Minute::of_due(due)).await?;
            }
        }
        Ok(written)
    }
}

/// Reads an aggregate with its revision.
pub async fn load_revised<P: Ports, A: Aggregate>(ports: &P, key: &Key) -> Result<AsRead<A>, PortError> {
    read(ports.table(), key).await
}

pub(crate) async fn ensure_wake<P: Ports, A: Aggregate>(
    ports: &P,
    state: Option<&A>,
) -> Result<(), PortError> {
    match state.and_then(Aggregate::due) {
        Some(due) => ports.timer().ensure(Minute::of_due(due)).await,
        None => Ok(()),
    }
}

/// As [`load_revised`], where there is a table and no more.
pub(crate) async fn read<T: Table, A: Aggregate>(table: &T, key: &Key) -> Result<AsRead<A>, PortError> {
    let Some(item) = table.get(key).await? else { return Ok(AsRead::default()) };
    Ok(AsRead { revision: item.revision, state: Some(state(&item)?) })
}

/// The aggregate that an item holds.
pub(crate) fn state<A: Aggregate>(item: &Item) -> Result<A, PortError> {
    let stored: Stored<A> = serde_json::from_str(&item.body).map_err(|error| unreadable(&error))?;
    if stored.v != STORED_VERSION {
        return Err(PortError::Refused { port: "table", detail: format!("item of version {}", stored.v) });
    }
    Ok(stored.state)
}

pub(crate) fn item<A: Aggregate>(state: &A, revision: u64) -> Result<Item, PortError> {
    let body =
        serde_json::to_string(&Stored { v: STORED_VERSION, state }).map_err(|error| unreadable(&error))?;
    Ok(Item {
        key: state.key(),
        revision,
        body,
        due: state.due(),
        group: state.group(),
        listing: state.listing(),
        expires_at: state.expires_at(),
    })
}

/// A `serde_json` message may quote content; only where it went wrong is kept.
fn unreadable(error: &serde_json::Error) -> PortError {
    PortError::Refused {
        port: "table",
        detail: format!("item does not decode at line {} column {}", error.line(), error.column()),
    }
}
