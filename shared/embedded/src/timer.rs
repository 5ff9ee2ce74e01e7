//! The timer: which minutes are to wake the system. The owner fires them when their time has come.

use ports::PortError;
use ports::queue::{Outgoing, QueueName, check_outgoing};
use ports::table::Minute;
use ports::timer::Timer;
use rusqlite::OptionalExtension;

use crate::{Embedded, queue};

/// The name under which failures are reported.
const TIMER: &str = "timer";

impl Timer for Embedded {
    async fn ensure(&self, minute: Minute) -> Result<(), PortError> {
        self.run(TIMER, |connection| {
            connection
                .prepare_cached("INSERT OR IGNORE INTO timers (minute) VALUES (?1)")?
                .execute([minute.0])
        })?;
        Ok(())
    }
}

impl Embedded {
    /// The earliest minute that is to wake the system; it fires at [`Minute::fires_at`], which may be past.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_timer(&self) -> Result<Option<Minute>, PortError> {
        self.run(TIMER, |connection| {
            let sql = "SELECT minute FROM timers ORDER BY minute LIMIT 1";
            connection.prepare_cached(sql)?.query_row([], |row| row.get(0).map(Minute)).optional()
        })
    }

    /// Fires the timer of `minute`: takes it away and puts `message` on the journeys queue, both or neither.
    ///
    /// Answers false, and sends nothing, when no timer is set for the minute. Whether the minute has come is for the
    /// caller to say.
    ///
    /// # Errors
    /// When the message is over a limit of the queue or the file cannot be written.
    pub fn fire_timer(&self, minute: Minute, message: &Outgoing) -> Result<bool, PortError> {
        check_outgoing(message)?;
        let now = self.now();
        self.in_transaction(TIMER, |transaction| {
            let deleted =
                transaction.prepare_cached("DELETE FROM timers WHERE minute = ?1")?.execute([minute.0])?;
            if deleted == 1 {
                queue::insert(transaction, QueueName::Journeys, message, now)?;
            }
            Ok(deleted == 1)
        })
    }
}
