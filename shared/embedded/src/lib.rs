//! The ports on SQLite, in one process, on a virtual clock.
//!
//! Guarantees what [`ports`] asks of a table, the queues and the timer: conditional writes, transactions that are
//! all or nothing, at-least-once queues with visibility timeouts, dead letters and fair groups. What was answered
//! `Ok` is in the file and survives the death of the process, `kill -9` included; the very last writes may be
//! missing after a power cut (`synchronous = NORMAL`), but the file stays sound.
//!
//! It reads no clock. The owner moves time with [`Embedded::set_now`] and acts on what has come due:
//! [`Embedded::next_visible_at`] and [`Embedded::next_timer`] say when that is. It runs no consumer, fires no timer
//! and deletes no expired item by itself. One process owns a file: a second one would not see the first one's time.

mod error;
mod journal;
mod queue;
mod receive;
mod schema;
mod sql;
mod table;
mod timer;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use ports::PortError;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use crate::error::OpenError;
pub use crate::journal::{Request, Write};
pub use crate::queue::{DeadLetter, MAX_RECEIVES};
pub use crate::receive::Received;
use crate::sql::{Nanos, port_error};

/// The name under which failures of the clock are reported.
const CLOCK: &str = "clock";

/// All ports but the gateway, over one SQLite database. Clones share it.
#[derive(Debug, Clone)]
pub struct Embedded {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Calls take microseconds and the lock is never held over an await, so one connection is enough.
    connection: Mutex<Connection>,
    now: AtomicI64,
    journal: Mutex<Option<Vec<Request>>>,
}

impl Embedded {
    /// Opens the database at `path`, creating it when it is not there; in memory when `path` is `None`.
    ///
    /// Time goes on where [`Embedded::set_now`] last put it; in a new database it is the Unix epoch.
    ///
    /// # Errors
    /// When SQLite cannot open or write the file, or when it belongs to another program or another version.
    pub fn open(path: Option<&Path>) -> Result<Self, OpenError> {
        let mut connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        let now = schema::prepare(&mut connection)?;
        let shared = Shared {
            connection: Mutex::new(connection),
            now: AtomicI64::new(now),
            journal: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The virtual time: what [`Embedded::set_now`] last put it to.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Nanos::to_timestamp(self.shared.now.load(Ordering::SeqCst))
    }

    /// Puts the virtual time to `now`, in the file as well. Delays of messages sent from here on count from it.
    ///
    /// # Errors
    /// When the file cannot be written, or `now` lies outside the years 1678 to 2261.
    pub fn set_now(&self, now: Timestamp) -> Result<(), PortError> {
        let nanos = Nanos(now).count().map_err(|error| port_error(CLOCK, &error))?;
        let connection = self.lock();
        connection
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES ('now', ?1)")
            .and_then(|mut statement| statement.execute([nanos]))
            .map_err(|error| port_error(CLOCK, &error))?;
        // Under the lock, so that the file and the memory agree on which of two calls was the last.
        self.shared.now.store(nanos, Ordering::SeqCst);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere cannot leave half a write behind: an unfinished transaction rolls back when dropped.
        self.shared.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn journal(&self) -> MutexGuard<'_, Option<Vec<Request>>> {
        self.shared.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work`, which is one statement and so atomic by itself.
    fn run<R>(
        &self,
        port: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<R>,
    ) -> Result<R, PortError> {
        work(&self.lock()).map_err(|error| port_error(port, &error))
    }

    /// Runs `work` in one write transaction: all of it is stored, or, on an error, none.
    fn in_transaction<R>(
        &self,
        port: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<R>,
    ) -> Result<R, PortError> {
        let mut connection = self.lock();
        let all = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        };
        all().map_err(|error| port_error(port, &error))
    }
}
