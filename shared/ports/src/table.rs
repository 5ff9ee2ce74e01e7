//! **Table**: one aggregate, one item, one conditional write.
//!
//! An item is found by its key, by the minute at which it wants to be woken, or by the list it stands in. The
//! last two are indexes: eventually consistent on AWS, so whoever reads them loads the item again before acting.

use std::fmt;
use std::future::Future;

use jiff::Timestamp;

use crate::PortError;

/// Largest body of an item, in bytes: DynamoDB's item limit of 400 KB with room for keys and index attributes.
pub const ITEM_BYTES_MAX: usize = 380_000;
/// Most items in one transaction (DynamoDB's limit).
pub const TRANSACT_ITEMS_MAX: usize = 100;
/// Most entries in one page of an index.
pub const PAGE_ITEMS_MAX: u32 = 1_000;
/// Largest body of all items of one transaction together, in bytes: DynamoDB's 4 MB with room for keys.
pub const TRANSACT_BYTES_MAX: usize = 3_800_000;
/// Longest key and longest name of a list, in bytes: a key is also the sort key of the index of wake-ups, which
/// DynamoDB limits so (Amazon's own engine refuses longer ones).
pub const KEY_BYTES_MAX: usize = 1_024;
/// Longest order in a list, in bytes (DynamoDB's sort keys).
pub const ORDER_BYTES_MAX: usize = 1_024;
/// How many shards a minute of wake-ups is spread over, so that no partition holds a whole 09:00.
pub const DUE_SHARDS: u8 = 8;

/// What an item is found by: opaque, free of personal data, e.g. `case#sol#apt_1`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub String);

/// An item's place in a list, e.g. the clinic's day. Lists are read in `order`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which list.
    pub list: String,
    /// Where in it: unique within the list, compared bytewise.
    pub order: String,
}

/// A UTC minute, counted from the Unix epoch: the grain of wake-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(pub i64);

impl Minute {
    /// The minute at whose end everything due at `at` is due: instants round up, so nothing wakes early.
    #[must_use]
    pub fn of_due(at: Timestamp) -> Self {
        let seconds = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
        Self(seconds.div_euclid(60) + i64::from(seconds.rem_euclid(60) > 0))
    }

    /// The instant at which this minute fires. Saturates at the ends of time.
    #[must_use]
    pub fn fires_at(self) -> Timestamp {
        Timestamp::from_second(self.0.saturating_mul(60)).unwrap_or(Timestamp::MAX)
    }

    /// Which of [`DUE_SHARDS`] a key's wake-up stands in.
    #[must_use]
    pub fn shard_of(key: &Key) -> u8 {
        // FNV-1a: spreads short keys evenly and is the same in every process for ever.
        let hash = key.0.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        u8::try_from(hash % u64::from(DUE_SHARDS)).unwrap_or(0)
    }
}

/// One stored aggregate.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is found by.
    pub key: Key,
    /// Counts the writes to this key, from 1.
    pub revision: u64,
    /// The aggregate as JSON.
    pub body: String,
    /// When it wants to be woken; absent from the index when `None`.
    pub due: Option<Timestamp>,
    /// The fair group in which it is woken, if it shares one.
    pub group: Option<String>,
    /// The list it stands in, if any.
    pub listing: Option<Listing>,
    /// After this it may be deleted (it need not vanish at once).
    pub expires_at: Option<Timestamp>,
}

impl fmt::Debug for Item {
    /// The body stays out: it may be a patient.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("key", &self.key)
            .field("revision", &self.revision)
            .field("due", &self.due)
            .field("group", &self.group)
            .field("listing", &self.listing)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// What no table takes, said once for all of them.
///
/// # Errors
/// When a part is empty that may not be, or over its limit.
pub fn check_put(put: &Put) -> Result<(), PortError> {
    let item = &put.item;
    within("a key", &item.key.0, KEY_BYTES_MAX)?;
    if let Some(listing) = &item.listing {
        within("the name of a list", &listing.list, KEY_BYTES_MAX)?;
        within("an order", &listing.order, ORDER_BYTES_MAX)?;
    }
    if item.revision == 0 {
        return Err(refused("revisions count from 1".to_owned()));
    }
    let bytes = item.body.len();
    if bytes > ITEM_BYTES_MAX {
        return Err(refused(format!("a body of {bytes} bytes, at most {ITEM_BYTES_MAX}")));
    }
    Ok(())
}

/// What no table takes as one transaction.
///
/// # Errors
/// When there are too many items, too many bytes, one key twice, or an item that [`check_put`] refuses.
pub fn check_transaction(puts: &[Put]) -> Result<(), PortError> {
    let count = puts.len();
    if count > TRANSACT_ITEMS_MAX {
        return Err(refused(format!("a transaction of {count} items, at most {TRANSACT_ITEMS_MAX}")));
    }
    let bytes: usize = puts.iter().map(|put| put.item.body.len()).sum();
    if bytes > TRANSACT_BYTES_MAX {
        return Err(refused(format!("a transaction of {bytes} bytes, at most {TRANSACT_BYTES_MAX}")));
    }
    for (index, put) in puts.iter().enumerate() {
        check_put(put)?;
        if puts[..index].iter().any(|earlier| earlier.item.key == put.item.key) {
            return Err(refused("a transaction with one key twice".to_owned()));
        }
    }
    Ok(())
}

/// A page has at least one entry and at most [`PAGE_ITEMS_MAX`].
///
/// # Errors
/// When it has not.
pub fn check_limit(limit: u32) -> Result<(), PortError> {
    if (1..=PAGE_ITEMS_MAX).contains(&limit) {
        Ok(())
    } else {
        Err(refused(format!("a page of {limit} entries, from 1 to {PAGE_ITEMS_MAX}")))
    }
}

/// A place in a list as a cursor: the order's length, the order and the key, so that two entries of one order both
/// come.
#[must_use]
pub fn list_cursor(order: &str, key: &str) -> Cursor {
    Cursor(format!("{}:{order}{key}", order.len()))
}

/// The place in a list before all whose order begins with `order` and goes on. No order of an entry is that alone.
#[must_use]
pub fn list_start(order: &str) -> Cursor {
    // DynamoDB takes no empty key. Which one stands here decides nothing: the orders of entries are longer.
    list_cursor(order, order)
}

/// Order and key of [`list_cursor`].
///
/// # Errors
/// When no page of a list gave that cursor, and no table could have an entry there.
pub fn list_position(cursor: &Cursor) -> Result<(&str, &str), PortError> {
    cursor
        .0
        .split_once(':')
        .and_then(|(length, rest)| rest.split_at_checked(length.parse().ok()?))
        .filter(|(order, _)| (1..=ORDER_BYTES_MAX).contains(&order.len()))
        .filter(|(_, key)| (1..=KEY_BYTES_MAX).contains(&key.len()))
        .ok_or_else(|| refused("a cursor that no page of a list gave".to_owned()))
}

fn within(what: &str, text: &str, bytes_max: usize) -> Result<(), PortError> {
    match text.len() {
        0 => Err(refused(format!("{what} that is empty"))),
        bytes if bytes > bytes_max => Err(refused(format!("{what} of {bytes} bytes, at most {bytes_max}"))),
        _ => Ok(()),
    }
}

const fn refused(detail: String) -> PortError {
    PortError::Refused { port: "table", detail }
}

/// A conditional write. `item.revision` is the revision after it: 1 for an item that must not exist yet, else one
/// more than the stored one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// What to store.
    pub item: Item,
}

/// How a conditional write ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Written {
    /// Stored.
    Yes,
    /// Somebody else wrote in between (or it exists already): nothing was stored.
    Conflict,
}

/// Where to go on reading an index; opaque to callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub String);

/// An item's place in a minute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueEntry {
    /// Which item.
    pub key: Key,
    /// The fair group in which it is woken, if it shares one.
    pub group: Option<String>,
}

/// One page of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries, in order.
    pub entries: Vec<T>,
    /// Present when there may be more.
    pub next: Option<Cursor>,
}

/// Durable state.
pub trait Table: Send + Sync {
    /// The item under that key, read consistently.
    fn get(&self, key: &Key) -> impl Future<Output = Result<Option<Item>, PortError>> + Send;

    /// Stores the item if its revision follows the stored one.
    fn put(&self, put: Put) -> impl Future<Output = Result<Written, PortError>> + Send;

    /// Stores all or none; at most [`TRANSACT_ITEMS_MAX`], no key twice.
    fn transact(&self, puts: Vec<Put>) -> impl Future<Output = Result<Written, PortError>> + Send;

    /// What is due in one shard of a minute, by key. At most [`PAGE_ITEMS_MAX`] a page.
    fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> impl Future<Output = Result<Page<DueEntry>, PortError>> + Send;

    /// Items of a list whose order starts with `prefix`, in order.
    fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> impl Future<Output = Result<Page<Key>, PortError>> + Send;
}
