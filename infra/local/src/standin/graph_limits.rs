//! How much one may send: throughput, pair rate, portfolio limit, the 24 h window.
//!
//! Each check counts the message when it lets it pass, and leaves no trace when it does not.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    StandInError, WhatsappNumber,
    graph_error::{self, GraphError},
    store,
};

/// Characters in a free-form text.
pub(super) const TEXT_CHARS_MAX: usize = 4_096;
/// Messages per business number and second.
const PER_SECOND_MAX: i64 = 80;
/// One message to the same person per so many milliseconds, on average.
const PAIR_INTERVAL_MS: i64 = 6_000;
/// Messages to the same person that may be sent at once, borrowed from the future.
const PAIR_BURST: i64 = 45;
/// How long a person's message opens the window, and how long a business-initiated one counts, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// Lets a message pass the pair rate and the throughput, or refuses it.
pub(super) fn admit(
    db: &Connection,
    number: &str,
    phone: &str,
    now: i64,
) -> Result<Result<(), GraphError>, StandInError> {
    let free_at: Option<i64> = db
        .prepare_cached("SELECT free_at FROM pair WHERE number = ?1 AND phone = ?2")?
        .query_row([number, phone], |row| row.get(0))
        .optional()?;
    let free_at = free_at.unwrap_or(now).max(now);
    if free_at - now > (PAIR_BURST - 1) * PAIR_INTERVAL_MS {
        let details = "Message failed to send because there were too many messages sent to this recipient.";
        return Ok(Err(GraphError::new(graph_error::PAIR, details)));
    }
    let second = now / 1_000;
    let calls: Option<i64> = db
        .prepare_cached("SELECT calls FROM throughput WHERE number = ?1 AND second = ?2")?
        .query_row(params![number, second], |row| row.get(0))
        .optional()?;
    let calls = calls.unwrap_or(0) + 1;
    if calls > PER_SECOND_MAX {
        let details = "Cloud API message throughput has been reached.";
        return Ok(Err(GraphError::new(graph_error::THROUGHPUT, details)));
    }
    db.prepare_cached("INSERT OR REPLACE INTO pair (number, phone, free_at) VALUES (?1, ?2, ?3)")?
        .execute(params![number, phone, free_at + PAIR_INTERVAL_MS])?;
    db.prepare_cached("INSERT OR REPLACE INTO throughput (number, second, calls) VALUES (?1, ?2, ?3)")?
        .execute(params![number, second, calls])?;
    Ok(Ok(()))
}

/// The person wrote: the window to them is open for 24 h.
pub(super) fn record_inbound(
    db: &Connection,
    number: &str,
    phone: &str,
    now: i64,
) -> Result<(), StandInError> {
    db.prepare_cached("INSERT OR REPLACE INTO inbound (number, phone, at) VALUES (?1, ?2, ?3)")?
        .execute(params![number, phone, now])?;
    Ok(())
}

/// Whether the person wrote within the last 24 h.
pub(super) fn window_is_open(
    db: &Connection,
    number: &str,
    phone: &str,
    now: i64,
) -> Result<bool, StandInError> {
    Ok(db
        .prepare_cached("SELECT 1 FROM inbound WHERE number = ?1 AND phone = ?2 AND at > ?3")?
        .exists(params![number, phone, now - DAY_MS])?)
}

/// Counts a business-initiated message against the account's unique people per rolling 24 h; `false` when it is
/// one person too many.
pub(super) fn reach(
    db: &Connection,
    number: &WhatsappNumber,
    phone: &str,
    now: i64,
) -> Result<bool, StandInError> {
    let waba = &number.waba_id;
    let counter = format!("reach/{waba}");
    let gone = db
        .prepare_cached("DELETE FROM reach WHERE waba = ?1 AND at <= ?2")?
        .execute(params![waba, now - DAY_MS])?;
    let people = store::count(db, &counter, -i64::try_from(gone).unwrap_or(0))?;
    let known = db
        .prepare_cached("SELECT 1 FROM reach WHERE waba = ?1 AND phone = ?2")?
        .exists(params![waba, phone])?;
    if !known {
        if people >= i64::from(number.portfolio_limit) {
            return Ok(false);
        }
        store::count(db, &counter, 1)?;
    }
    db.prepare_cached("INSERT OR REPLACE INTO reach (waba, phone, at) VALUES (?1, ?2, ?3)")?
        .execute(params![waba, phone, now])?;
    Ok(true)
}
