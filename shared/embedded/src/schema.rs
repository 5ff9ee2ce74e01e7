//! The database's layout, and the check that a file has it.

use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::OpenError;

/// Version of [`TABLES`]; a change to them needs a new number and a step from the old one.
const SCHEMA_VERSION: i64 = 2;
/// Marks the file as ours: "Puls" in ASCII.
const APPLICATION_ID: i64 = 0x5075_6c73;
/// How long a call waits for another process that reads the file, e.g. the `sqlite3` shell.
const BUSY: Duration = Duration::from_secs(5);
/// Room for every statement of this crate.
const CACHED_STATEMENTS_MAX: usize = 64;

/// Instants are nanoseconds since the Unix epoch, so that what was stored reads back the same.
///
/// `messages.seq` is never used twice (`AUTOINCREMENT`): it is the message's id. `receives` counts receptions since
/// the message was sent or redriven, `delivery` counts them for ever and tells one receipt from the next. `held` is 1
/// from a reception until the message's end; it is in flight while `visible_at` lies ahead.
const TABLES: &str = "
CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
    key TEXT PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    due_minute INTEGER,
    due_shard INTEGER,
    due_at INTEGER,
    list TEXT,
    ord TEXT,
    expires_at INTEGER,
    wake_group TEXT
) STRICT;
CREATE INDEX items_due ON items (due_minute, due_shard, key) WHERE due_minute IS NOT NULL;
CREATE INDEX items_list ON items (list, ord, key) WHERE list IS NOT NULL;
CREATE INDEX items_expiry ON items (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    group_id TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0,
    receives INTEGER NOT NULL DEFAULT 0,
    delivery INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX messages_heads ON messages (queue, group_id, visible_at, seq);
CREATE INDEX messages_visible ON messages (queue, visible_at);
CREATE INDEX messages_held ON messages (queue, group_id, visible_at) WHERE held = 1;

CREATE TABLE dead_letters (
    seq INTEGER PRIMARY KEY,
    queue TEXT NOT NULL,
    group_id TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    receives INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    died_at INTEGER NOT NULL
) STRICT;
CREATE INDEX dead_letters_queue ON dead_letters (queue, seq);

CREATE TABLE timers (
    minute INTEGER PRIMARY KEY NOT NULL
) STRICT;
";

/// From version 1 to 2: wake-ups have a fair group.
const FROM_1: &str = "ALTER TABLE items ADD COLUMN wake_group TEXT;";

/// Sets the connection up, creates the tables in a new database or brings an older one's up to date, and answers the
/// stored time in nanoseconds.
pub(crate) fn prepare(connection: &mut Connection) -> Result<i64, OpenError> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS_MAX);
    // One plan for all values: else SQLite, built with STAT4, prepares statements anew whenever other values are bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    check(connection)?;
    // Answers "memory" for a database in memory, which has no journal to choose.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;

    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    match pragma(&transaction, "user_version")? {
        0 => {
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        1 => transaction.execute_batch(FROM_1)?,
        _ => {}
    }
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    let now = transaction
        .query_row("SELECT value FROM meta WHERE name = 'now'", [], |row| row.get(0))
        .optional()?;
    transaction.commit()?;
    Ok(now.unwrap_or(0))
}

/// Refuses a file that is not ours before anything is written to it.
fn check(connection: &Connection) -> Result<(), OpenError> {
    let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if objects == 0 {
        return Ok(());
    }
    if pragma(connection, "application_id")? != APPLICATION_ID {
        return Err(OpenError::Foreign);
    }
    match pragma(connection, "user_version")? {
        1..=SCHEMA_VERSION => Ok(()),
        found => Err(OpenError::SchemaVersion { found, known: SCHEMA_VERSION }),
    }
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}
