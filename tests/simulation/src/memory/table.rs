//! The table: items by key, and two indexes that may lag.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Bound;

use ports::PortError;
use ports::table::{
    Cursor, DueEntry, Item, Key, Listing, Minute, Page, Put, Written, check_limit, check_put,
    check_transaction, list_cursor, list_position,
};

/// A change of an index that is not visible yet.
struct Lagging {
    visible_at: i64,
    key: String,
    before: Entry,
    after: Entry,
}

#[derive(Default, Clone)]
struct Entry {
    due: Option<(i64, u8)>,
    listing: Option<Listing>,
}

impl Entry {
    fn of(item: &Item) -> Self {
        let due = item.due.map(|due| (Minute::of_due(due).0, Minute::shard_of(&item.key)));
        Self { due, listing: item.listing.clone() }
    }
}

/// Items and indexes.
#[derive(Default)]
pub(crate) struct Items {
    by_key: HashMap<String, Item>,
    due: BTreeMap<(i64, u8), BTreeSet<String>>,
    lists: HashMap<String, BTreeSet<(String, String)>>,
    lagging: VecDeque<Lagging>,
    /// How long a change takes to show in the indexes, in milliseconds.
    pub(crate) lag_ms: i64,
}

impl Items {
    /// The item under that key.
    pub(crate) fn get(&self, key: &str) -> Option<&Item> {
        self.by_key.get(key)
    }

    /// All items whose key starts so, by key.
    pub(crate) fn of_kind(&self, prefix: &str) -> Vec<&Item> {
        let mut found: Vec<&Item> = self.by_key.values().filter(|it| it.key.0.starts_with(prefix)).collect();
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found
    }

    /// Stores the item if its revision follows the stored one.
    pub(crate) fn put(&mut self, put: Put, now: i64) -> Result<Written, PortError> {
        check_put(&put)?;
        if !self.follows(&put) {
            return Ok(Written::Conflict);
        }
        self.store(put.item, now);
        Ok(Written::Yes)
    }

    /// Stores all or none.
    pub(crate) fn transact(&mut self, puts: Vec<Put>, now: i64) -> Result<Written, PortError> {
        check_transaction(&puts)?;
        if !puts.iter().all(|put| self.follows(put)) {
            return Ok(Written::Conflict);
        }
        for put in puts {
            self.store(put.item, now);
        }
        Ok(Written::Yes)
    }

    /// Deletes an item whose time has passed, as a table does some time after it.
    pub(crate) fn expire(&mut self, key: &str, now: i64) {
        if let Some(item) = self.by_key.remove(key) {
            self.index(key.to_owned(), Entry::of(&item), Entry::default(), now);
        }
    }

    /// Items of one shard of a minute, by key.
    pub(crate) fn due(
        &mut self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
        now: i64,
    ) -> Result<Page<DueEntry>, PortError> {
        check_limit(limit)?;
        self.show(now);
        let Some(keys) = self.due.get(&(minute.0, shard)) else {
            return Ok(Page { entries: Vec::new(), next: None });
        };
        let from = after.map_or(Bound::Unbounded, |it| Bound::Excluded(it.0.as_str()));
        let entry = |key: &String| {
            // No item changes its group, so that the index has nothing of its own to remember.
            let group = self.by_key.get(key).and_then(|it| it.group.clone());
            DueEntry { key: Key(key.clone()), group }
        };
        let found = keys.range::<str, _>((from, Bound::Unbounded)).map(entry);
        Ok(page(found, limit, |entry| Cursor(entry.key.0.clone())))
    }

    /// Items of a list whose order starts with `prefix`, in order.
    pub(crate) fn list(
        &mut self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
        now: i64,
    ) -> Result<Page<Key>, PortError> {
        check_limit(limit)?;
        self.show(now);
        let (order, key) = after.map_or(Ok((prefix, "")), list_position)?;
        let from = (order.to_owned(), key.to_owned());
        let from = if after.is_some() { Bound::Excluded(from) } else { Bound::Included(from) };
        let entries =
            self.lists.get(list).into_iter().flat_map(|it| it.range((from.clone(), Bound::Unbounded)));
        let found = entries.take_while(|it| it.0.starts_with(prefix)).cloned();
        let page = page(found, limit, |(order, key)| list_cursor(order, key));
        Ok(Page { entries: page.entries.into_iter().map(|it| Key(it.1)).collect(), next: page.next })
    }

    fn follows(&self, put: &Put) -> bool {
        let stored = self.by_key.get(&put.item.key.0).map_or(0, |it| it.revision);
        put.item.revision == stored + 1
    }

    fn store(&mut self, item: Item, now: i64) {
        let after = Entry::of(&item);
        let key = item.key.0.clone();
        let before = self.by_key.insert(key.clone(), item).map_or_else(Entry::default, |it| Entry::of(&it));
        self.index(key, before, after, now);
    }

    fn index(&mut self, key: String, before: Entry, after: Entry, now: i64) {
        if before.due == after.due && before.listing == after.listing {
            return;
        }
        // Later changes never overtake earlier ones, or an index would end up wrong.
        let earliest = self.lagging.back().map_or(i64::MIN, |it| it.visible_at);
        let visible_at = (now + self.lag_ms).max(earliest);
        self.lagging.push_back(Lagging { visible_at, key, before, after });
        self.show(now);
    }

    fn show(&mut self, now: i64) {
        while self.lagging.front().is_some_and(|it| it.visible_at <= now) {
            let Some(Lagging { key, before, after, .. }) = self.lagging.pop_front() else { return };
            if let Some(place) = before.due
                && let Some(keys) = self.due.get_mut(&place)
            {
                keys.remove(&key);
                if keys.is_empty() {
                    self.due.remove(&place);
                }
            }
            if let Some(listing) = before.listing
                && let Some(entries) = self.lists.get_mut(&listing.list)
            {
                entries.remove(&(listing.order, key.clone()));
            }
            if let Some(place) = after.due {
                self.due.entry(place).or_default().insert(key.clone());
            }
            if let Some(listing) = after.listing {
                self.lists.entry(listing.list).or_default().insert((listing.order, key));
            }
        }
    }
}

/// A page of at most `limit` entries, and where to go on if there are more.
fn page<T>(found: impl Iterator<Item = T>, limit: u32, cursor: impl Fn(&T) -> Cursor) -> Page<T> {
    let limit = limit as usize;
    let mut entries: Vec<T> = found.take(limit + 1).collect();
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = if more { entries.last().map(cursor) } else { None };
    Page { entries, next }
}
