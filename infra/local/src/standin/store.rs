//! The stand-in's database: what the providers accepted, what is still going to happen, what is still to be
//! delivered. Rows only; what they mean is decided elsewhere.
//!
//! Instants are Unix milliseconds. Every table that is looked into by time has an index by time.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::{Provider, StandInError};

/// Statements kept prepared.
const STATEMENTS_CACHED: usize = 128;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS phone (
    number TEXT PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, whatsapp INTEGER NOT NULL, online INTEGER NOT NULL,
    read_receipts INTEGER NOT NULL, blocked INTEGER NOT NULL, sms INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS number_hidden (number TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS message (
    seq INTEGER PRIMARY KEY, provider TEXT NOT NULL, provider_id TEXT NOT NULL UNIQUE, channel TEXT NOT NULL,
    phone TEXT NOT NULL, addressed TEXT NOT NULL, sender TEXT NOT NULL, from_patient INTEGER NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL, buttons TEXT NOT NULL, template TEXT, category TEXT NOT NULL,
    reference TEXT, callback TEXT, state TEXT NOT NULL, accepted_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    received_at INTEGER, seen_at INTEGER);
CREATE INDEX IF NOT EXISTS message_by_phone ON message (phone, channel, received_at);
CREATE INDEX IF NOT EXISTS message_waiting ON message (phone) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS message_unseen ON message (phone, channel)
    WHERE seen_at IS NULL AND received_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS message_email ON message (received_at) WHERE channel = 'email';
CREATE TABLE IF NOT EXISTS event (
    id INTEGER PRIMARY KEY AUTOINCREMENT, due_at INTEGER NOT NULL, message INTEGER NOT NULL, event TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_due ON event (due_at, id);
CREATE TABLE IF NOT EXISTS webhook (
    id INTEGER PRIMARY KEY AUTOINCREMENT, next_at INTEGER NOT NULL,
    failures INTEGER NOT NULL, sender TEXT NOT NULL, target TEXT NOT NULL, headers TEXT NOT NULL,
    body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS webhook_next ON webhook (next_at, id);
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS throughput (
    number TEXT PRIMARY KEY, second INTEGER NOT NULL, calls INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pair (
    number TEXT NOT NULL, phone TEXT NOT NULL, free_at INTEGER NOT NULL, PRIMARY KEY (number, phone)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reach (
    waba TEXT NOT NULL, phone TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (waba, phone)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reach_age ON reach (waba, at);
CREATE TABLE IF NOT EXISTS inbound (
    number TEXT NOT NULL, phone TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (number, phone)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opted_out (
    sender TEXT NOT NULL, phone TEXT NOT NULL, PRIMARY KEY (sender, phone)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT, fault TEXT NOT NULL, remaining INTEGER NOT NULL);
";

/// Opens the file, or a database in memory. A committed transaction survives the end of the process.
pub(super) fn open(path: Option<&Path>) -> Result<Connection, StandInError> {
    let db = match path {
        Some(path) => Connection::open(path)?,
        None => Connection::open_in_memory()?,
    };
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    // Else a statement is prepared anew whenever other values are bound (STAT4).
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.execute_batch(SCHEMA)?;
    Ok(db)
}

/// An instant of the database. One outside the calendar, which no `Timestamp` can have written, is the epoch.
pub(super) fn instant(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// A button under a message, with what a tap sends back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Button {
    pub(super) title: String,
    pub(super) payload: String,
    #[serde(default)]
    pub(super) description: Option<String>,
    /// It opens a form, which gives the payload back as its token.
    #[serde(default)]
    pub(super) opens_form: bool,
}

/// What sort of message it is: decides how a tap is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Template,
    Buttons,
    List,
    /// The platform's own button for the person's number.
    ContactRequest,
    /// A button that opens a form.
    Flow,
    Text,
}

/// How far a message came, as the provider knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Accepted,
    Sent,
    /// The phone is switched off.
    Waiting,
    Delivered,
    Read,
    Failed,
    /// Its time to live passed: dropped without a word.
    Dropped,
}

/// A row of `message`.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) seq: i64,
    pub(super) provider: Provider,
    pub(super) provider_id: String,
    /// Canonical number, or e-mail address.
    pub(super) phone: String,
    /// The recipient as the request spelled it.
    pub(super) addressed: String,
    /// `phone_number_id`, SMS number or e-mail address of the clinic.
    pub(super) sender: String,
    pub(super) from_patient: bool,
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) buttons: Vec<Button>,
    pub(super) template: Option<String>,
    /// Price category in `WhatsApp`'s words; empty elsewhere.
    pub(super) category: String,
    pub(super) reference: Option<String>,
    pub(super) callback: Option<String>,
    pub(super) state: State,
    pub(super) accepted_at: i64,
    pub(super) expires_at: i64,
    pub(super) received_at: Option<i64>,
    pub(super) seen_at: Option<i64>,
}

/// What will happen to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(super) enum Event {
    /// The provider hands it to the network.
    Leave,
    /// `WhatsApp` finds out whether the recipient can be reached at all.
    Route,
    /// It arrives, if the phone is on.
    Arrive,
    /// The person looks at the phone.
    Glance,
    /// The provider gives up.
    Fail { code: u32 },
}

/// Names of enum values in columns are their names in JSON.
fn word<T: Serialize>(value: &T) -> Result<String, StandInError> {
    Ok(serde_json::to_string(value)?.trim_matches('"').to_owned())
}

fn from_word<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    T::deserialize(serde::de::value::StrDeserializer::<serde_json::Error>::new(&text)).map_err(conversion)
}

fn conversion(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error))
}

fn message_of(row: &Row<'_>) -> rusqlite::Result<Message> {
    let buttons: String = row.get("buttons")?;
    Ok(Message {
        seq: row.get("seq")?,
        provider: from_word(row, "provider")?,
        provider_id: row.get("provider_id")?,
        phone: row.get("phone")?,
        addressed: row.get("addressed")?,
        sender: row.get("sender")?,
        from_patient: row.get("from_patient")?,
        kind: from_word(row, "kind")?,
        text: row.get("text")?,
        buttons: serde_json::from_str(&buttons).map_err(conversion)?,
        template: row.get("template")?,
        category: row.get("category")?,
        reference: row.get("reference")?,
        callback: row.get("callback")?,
        state: from_word(row, "state")?,
        accepted_at: row.get("accepted_at")?,
        expires_at: row.get("expires_at")?,
        received_at: row.get("received_at")?,
        seen_at: row.get("seen_at")?,
    })
}

/// The number the next message gets; message ids are made from it.
pub(super) fn next_seq(db: &Connection) -> Result<i64, StandInError> {
    Ok(db.prepare_cached("SELECT COALESCE(MAX(seq), 0) + 1 FROM message")?.query_row([], |row| row.get(0))?)
}

/// Writes a new message.
pub(super) fn insert_message(db: &Connection, message: &Message) -> Result<(), StandInError> {
    db.prepare_cached(
        "INSERT INTO message (seq, provider, provider_id, channel, phone, addressed, sender, from_patient, kind,
            text, buttons, template, category, reference, callback, state, accepted_at, expires_at, received_at,
            seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        message.seq,
        word(&message.provider)?,
        message.provider_id,
        message.provider.channel().as_str(),
        message.phone,
        message.addressed,
        message.sender,
        message.from_patient,
        word(&message.kind)?,
        message.text,
        serde_json::to_string(&message.buttons)?,
        message.template,
        message.category,
        message.reference,
        message.callback,
        word(&message.state)?,
        message.accepted_at,
        message.expires_at,
        message.received_at,
        message.seen_at,
    ])?;
    Ok(())
}

/// Writes what changes in a message's life: state, arrival, sight.
pub(super) fn update_message(db: &Connection, message: &Message) -> Result<(), StandInError> {
    db.prepare_cached("UPDATE message SET state = ?2, received_at = ?3, seen_at = ?4 WHERE seq = ?1")?
        .execute(params![message.seq, word(&message.state)?, message.received_at, message.seen_at])?;
    Ok(())
}

/// A message by its row number.
pub(super) fn message(db: &Connection, seq: i64) -> Result<Option<Message>, StandInError> {
    Ok(db.prepare_cached("SELECT * FROM message WHERE seq = ?1")?.query_row([seq], message_of).optional()?)
}

/// A message by the provider's id.
pub(super) fn message_by_id(db: &Connection, provider_id: &str) -> Result<Option<Message>, StandInError> {
    Ok(db
        .prepare_cached("SELECT * FROM message WHERE provider_id = ?1")?
        .query_row([provider_id], message_of)
        .optional()?)
}

/// The messages a condition selects; `conditions` is SQL of this module's callers, never data.
pub(super) fn messages_where(
    db: &Connection,
    conditions: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Message>, StandInError> {
    let mut statement = db.prepare_cached(&format!("SELECT * FROM message WHERE {conditions}"))?;
    let rows = statement.query_map(values, message_of)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Plans an event of a message.
pub(super) fn plan(db: &Connection, due_at: i64, message: i64, event: Event) -> Result<(), StandInError> {
    db.prepare_cached("INSERT INTO event (due_at, message, event) VALUES (?1, ?2, ?3)")?.execute(params![
        due_at,
        message,
        serde_json::to_string(&event)?
    ])?;
    Ok(())
}

/// Takes the events due by `now` out, in order, at most `max`.
pub(super) fn take_due(
    db: &Connection,
    now: i64,
    max: usize,
) -> Result<Vec<(i64, i64, Event)>, StandInError> {
    let mut statement = db.prepare_cached(
        "SELECT id, due_at, message, event FROM event WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2",
    )?;
    let rows = statement
        .query_map(params![now, i64::try_from(max).unwrap_or(i64::MAX)], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
        })?
        .collect::<Result<Vec<(i64, i64, i64, String)>, _>>()?;
    let mut taken = Vec::with_capacity(rows.len());
    for (id, due_at, message, event) in rows {
        db.prepare_cached("DELETE FROM event WHERE id = ?1")?.execute([id])?;
        taken.push((due_at, message, serde_json::from_str(&event)?));
    }
    Ok(taken)
}

/// Adds to a named counter and tells its new value.
pub(super) fn count(db: &Connection, name: &str, by: i64) -> Result<i64, StandInError> {
    Ok(db
        .prepare_cached(
            "INSERT INTO counter (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = value + ?2 RETURNING value",
        )?
        .query_row(params![name, by], |row| row.get(0))?)
}
