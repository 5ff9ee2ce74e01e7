//! The table: items, their two indexes, and what only the owner of the file may read.

use jiff::Timestamp;
use ports::PortError;
use ports::table::{
    Cursor, DueEntry, Item, Key, Listing, Minute, Page, Put, Table, Written, check_limit, check_put,
    check_transaction, list_cursor, list_position,
};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::Embedded;
use crate::journal::Request;
use crate::sql::{Nanos, end_of_prefix, port_error};

/// The name under which failures are reported.
const TABLE: &str = "table";

impl Table for Embedded {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        self.note(|| Request::Get { key: key.clone() });
        self.read(key)
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        check_put(&put)?;
        self.note_put(std::iter::once(&put.item), false);
        self.run(TABLE, |connection| store(connection, &put.item))
    }

    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        check_transaction(&puts)?;
        self.note_put(puts.iter().map(|it| &it.item), true);
        let all = || {
            let mut connection = self.lock();
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for put in &puts {
                if store(&transaction, &put.item)? == Written::Conflict {
                    // Dropping the transaction takes back what the puts before this one stored.
                    return Ok(Written::Conflict);
                }
            }
            transaction.commit()?;
            Ok(Written::Yes)
        };
        all().map_err(|error| port_error(TABLE, &error))
    }

    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        check_limit(limit)?;
        self.note(|| Request::Query);
        let after = after.map_or("", |cursor| cursor.0.as_str());
        let found = self.run(TABLE, |connection| {
            let sql = "SELECT key, wake_group FROM items WHERE due_minute = ?1 AND due_shard = ?2 AND key > ?3 \
                       ORDER BY key LIMIT ?4";
            let entry = |row: &Row<'_>| Ok(DueEntry { key: Key(row.get(0)?), group: row.get(1)? });
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map(params![minute.0, shard, after, limit + 1], entry)?.collect()
        })?;
        Ok(page(found, limit, |entry: &DueEntry| Cursor(entry.key.0.clone())))
    }

    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        check_limit(limit)?;
        self.note(|| Request::Query);
        // Without a cursor the reading starts at the prefix itself, before any key.
        let (order, key) = after.map_or(Ok((prefix, "")), list_position)?;
        let found = self.run(TABLE, |connection| {
            let sql = "SELECT ord, key FROM items WHERE list = ?1 AND (ord, key) > (?2, ?3) AND ord < ?4 \
                       ORDER BY ord, key LIMIT ?5";
            let mut statement = connection.prepare_cached(sql)?;
            let bounds = params![list, order, key, end_of_prefix(prefix), limit + 1];
            let rows = statement.query_map(bounds, |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<(String, String)>>>()
        })?;
        let found = page(found, limit, |(order, key)| list_cursor(order, key));
        Ok(Page { entries: found.entries.into_iter().map(|(_, key)| Key(key)).collect(), next: found.next })
    }
}

/// What only the owner of the file may ask: a deployment's table would have to be scanned for it.
impl Embedded {
    pub(crate) fn read(&self, key: &Key) -> Result<Option<Item>, PortError> {
        self.run(TABLE, |connection| {
            let sql = "SELECT key, revision, body, due_at, list, ord, expires_at, wake_group FROM items WHERE key = ?1";
            connection.prepare_cached(sql)?.query_row([&key.0], item).optional()
        })
    }

    /// Deletes the items that have expired by `now`, and answers how many they were.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn purge_expired(&self, now: Timestamp) -> Result<usize, PortError> {
        self.run(TABLE, |connection| {
            connection.prepare_cached("DELETE FROM items WHERE expires_at <= ?1")?.execute([Nanos(now)])
        })
    }

    /// Whether no item is stored.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_empty(&self) -> Result<bool, PortError> {
        self.run(TABLE, |connection| {
            let sql = "SELECT NOT EXISTS (SELECT 1 FROM items)";
            connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
        })
    }
}

/// Stores the item if its revision follows the stored one; one statement, so atomic by itself.
fn store(connection: &Connection, item: &Item) -> rusqlite::Result<Written> {
    let sql = if item.revision == 1 {
        "INSERT INTO items (key, revision, body, due_minute, due_shard, due_at, list, ord, expires_at, wake_group) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (key) DO NOTHING"
    } else {
        "UPDATE items SET revision = ?2, body = ?3, due_minute = ?4, due_shard = ?5, due_at = ?6, list = ?7, \
         ord = ?8, expires_at = ?9, wake_group = ?10 WHERE key = ?1 AND revision = ?2 - 1"
    };
    let revision = i64::try_from(item.revision)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let changed = connection.prepare_cached(sql)?.execute(params![
        item.key.0,
        revision,
        item.body,
        item.due.map(|due| Minute::of_due(due).0),
        item.due.map(|_| Minute::shard_of(&item.key)),
        item.due.map(Nanos),
        item.listing.as_ref().map(|listing| &listing.list),
        item.listing.as_ref().map(|listing| &listing.order),
        item.expires_at.map(Nanos),
        item.group,
    ])?;
    Ok(if changed == 1 { Written::Yes } else { Written::Conflict })
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    let instant = |column: &str| -> rusqlite::Result<Option<Timestamp>> {
        Ok(row.get::<_, Option<Nanos>>(column)?.map(|nanos| nanos.0))
    };
    let list: Option<String> = row.get("list")?;
    let order: Option<String> = row.get("ord")?;
    Ok(Item {
        key: Key(row.get("key")?),
        revision: row.get::<_, i64>("revision")?.unsigned_abs(),
        body: row.get("body")?,
        due: instant("due_at")?,
        group: row.get("wake_group")?,
        listing: list.zip(order).map(|(list, order)| Listing { list, order }),
        expires_at: instant("expires_at")?,
    })
}

/// Makes a page of what a query for one entry more than `limit` has found.
fn page<T>(mut found: Vec<T>, limit: u32, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
    let limit = limit as usize;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = if more { found.last().map(cursor) } else { None };
    Page { entries: found, next }
}
