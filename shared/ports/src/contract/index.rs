//! Items by their minute and by their list. The indexes may lag, so they are read until they show what they should.

use jiff::{SignedDuration, Timestamp};

use super::table::{plain, store};
use super::{done, eventually, refused};
use crate::table::{
    Cursor, DUE_SHARDS, DueEntry, Item, Key, Listing, Minute, PAGE_ITEMS_MAX, Page, Table, list_start,
};

/// The entries of one page in the paging checks: small, so that a few items make several pages.
const PAGE_ENTRIES: u32 = 3;
/// Items in the paging checks: not a multiple of a page, so that the last page is a short one.
const PAGED_ITEMS: usize = 10;

/// What a [`Table`] promises of its two indexes. On a shared table the prefix also chooses the minutes it uses.
///
/// # Panics
/// When the table does not keep a promise.
pub async fn index_contract<T: Table>(table: &T, prefix: &str) {
    due_moves(table, prefix).await;
    due_pages(table, prefix).await;
    list_order(table, prefix).await;
    list_moves(table, prefix).await;
    list_starts(table, prefix).await;
    limits(table).await;
}

/// A minute of the far future that another prefix is unlikely to use.
fn minute_of(prefix: &str, nth: i64) -> Minute {
    let spread = prefix.bytes().fold(7_i64, |sum, byte| (sum * 31 + i64::from(byte)) % 50_000_000);
    Minute(40_000_000 + spread + nth)
}

/// What is due in a minute and has the prefix, each with the shard it was found in.
async fn due_in<T: Table>(table: &T, prefix: &str, minute: Minute) -> Vec<(u8, DueEntry)> {
    let mut found = Vec::new();
    for shard in 0..DUE_SHARDS {
        let mut after: Option<Cursor> = None;
        loop {
            let page = done(table.due(minute, shard, after.as_ref(), PAGE_ENTRIES).await, "reading a minute");
            check_page(&page);
            found.extend(page.entries.into_iter().map(|entry| (shard, entry)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    found.retain(|(_, entry)| entry.key.0.starts_with(prefix));
    found
}

async fn listed<T: Table>(table: &T, list: &str, prefix: &str) -> Vec<Key> {
    listed_from(table, list, prefix, None).await
}

async fn listed_from<T: Table>(table: &T, list: &str, prefix: &str, place: Option<Cursor>) -> Vec<Key> {
    let mut found = Vec::new();
    let mut after = place;
    loop {
        let page = done(table.list(list, prefix, after.as_ref(), PAGE_ENTRIES).await, "reading a list");
        check_page(&page);
        found.extend(page.entries);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

fn check_page<E>(page: &Page<E>) {
    assert!(page.entries.len() <= PAGE_ENTRIES as usize, "a page has no more entries than asked for");
}

async fn due_moves<T: Table>(table: &T, prefix: &str) {
    let [early, late] = [minute_of(prefix, 0), minute_of(prefix, 10)];
    let name = "due";
    let key = plain(prefix, name, 1).key;
    let entry = vec![(Minute::shard_of(&key), DueEntry { key, group: None })];
    // An instant within a minute is due at that minute's end, never before; one on the minute at that minute.
    let within = early.fires_at().checked_sub(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MIN);

    store(table, &Item { due: Some(within), ..plain(prefix, name, 1) }).await;
    eventually("an item stands in its minute and shard", &entry, || due_in(table, prefix, early)).await;

    store(table, &Item { due: Some(late.fires_at()), ..plain(prefix, name, 2) }).await;
    eventually("a moved item stands in its new minute", &entry, || due_in(table, prefix, late)).await;
    eventually("a moved item has left its old minute", &vec![], || due_in(table, prefix, early)).await;

    store(table, &plain(prefix, name, 3)).await;
    eventually("an item without a due instant is in no minute", &vec![], || due_in(table, prefix, late))
        .await;
}

async fn due_pages<T: Table>(table: &T, prefix: &str) {
    let minute = minute_of(prefix, 20);
    let mut expected = Vec::new();
    // Enough items that every shard has several pages.
    for index in 0..PAGED_ITEMS * usize::from(DUE_SHARDS) {
        let group = Some(format!("clinic{}", index % 3));
        let item = plain(prefix, &format!("page{index:03}"), 1);
        let item = Item { due: Some(minute.fires_at()), group, ..item };
        store(table, &item).await;
        expected.push((Minute::shard_of(&item.key), DueEntry { key: item.key, group: item.group }));
    }
    expected.sort();
    eventually("a minute's items come by shard and key, each once and with its group", &expected, || {
        due_in(table, prefix, minute)
    })
    .await;
}

async fn list_order<T: Table>(table: &T, prefix: &str) {
    let list = format!("{prefix}#day");
    // Bytewise: digits, capitals, small letters, then everything beyond ASCII; the keys run the other way.
    let orders = ["08:00", "09:00#a", "09:00#b", "09:000", "09:30", "0A", "0a", "0ñ", "0🩺", "10:00"];
    for (index, order) in orders.iter().enumerate() {
        let name = format!("entry{:02}", orders.len() - index);
        let listing = Some(Listing { list: list.clone(), order: (*order).to_owned() });
        store(table, &Item { listing, ..plain(prefix, &name, 1) }).await;
    }
    let other = Some(Listing { list: format!("{list}2"), order: "09:00".to_owned() });
    store(table, &Item { listing: other, ..plain(prefix, "elsewhere", 1) }).await;

    for start in ["", "0", "09", "09:00", "09:00#", "0ñ", "0🩺", "11"] {
        let expected: Vec<Key> = (0..orders.len())
            .filter(|index| orders[*index].starts_with(start))
            .map(|index| plain(prefix, &format!("entry{:02}", orders.len() - index), 1).key)
            .collect();
        eventually(&format!("the entries that start with '{start}', in order"), &expected, || {
            listed(table, &list, start)
        })
        .await;
    }
}

async fn list_moves<T: Table>(table: &T, prefix: &str) {
    let [from, to] = ["from", "to"].map(|name| format!("{prefix}#{name}"));
    let at = |list: &str, order: &str| Some(Listing { list: list.to_owned(), order: order.to_owned() });
    let mover = plain(prefix, "mover", 1).key;
    let stayer = plain(prefix, "stayer", 1).key;
    store(table, &Item { listing: at(&from, "1"), ..plain(prefix, "mover", 1) }).await;
    store(table, &Item { listing: at(&from, "2"), ..plain(prefix, "stayer", 1) }).await;
    eventually("two entries in order", &vec![mover.clone(), stayer.clone()], || listed(table, &from, ""))
        .await;

    store(table, &Item { listing: at(&from, "3"), ..plain(prefix, "mover", 2) }).await;
    eventually("an entry moves within its list", &vec![stayer.clone(), mover.clone()], || {
        listed(table, &from, "")
    })
    .await;

    store(table, &Item { listing: at(&to, "1"), ..plain(prefix, "mover", 3) }).await;
    eventually("an entry arrives in another list", &vec![mover], || listed(table, &to, "")).await;
    eventually("an entry leaves its list", &vec![stayer], || listed(table, &from, "")).await;

    store(table, &plain(prefix, "mover", 4)).await;
    eventually("an item without a listing is in no list", &vec![], || listed(table, &to, "")).await;
}

/// A list is read from a place on where nobody stands, and from none that has no order or no key.
async fn list_starts<T: Table>(table: &T, prefix: &str) {
    let list = format!("{prefix}#starts");
    let orders = ["free#01#a", "free#02#a", "free#02#b", "free#03#a", "other#02#a"];
    let key = |index: usize| plain(prefix, &format!("start{index}"), 1).key;
    for (index, order) in orders.iter().enumerate() {
        let listing = Some(Listing { list: list.clone(), order: (*order).to_owned() });
        store(table, &Item { key: key(index), listing, ..plain(prefix, "start", 1) }).await;
    }
    let expected: Vec<Key> = (1..=3).map(key).collect();
    eventually("the entries from a day on", &expected, || {
        listed_from(table, &list, "free#", Some(list_start("free#02")))
    })
    .await;
    for cursor in ["7:free#02", "0:start1"] {
        let place = Cursor(cursor.to_owned());
        refused(table.list(&list, "", Some(&place), PAGE_ENTRIES).await, &format!("the place '{cursor}'"));
    }
}

async fn limits<T: Table>(table: &T) {
    for limit in [0, PAGE_ITEMS_MAX + 1] {
        let what = format!("a page of {limit} entries");
        refused(table.due(Minute(0), 0, None, limit).await, &what);
        refused(table.list("none", "", None, limit).await, &what);
    }
    done(table.list("none", "", None, PAGE_ITEMS_MAX).await, "a page of the most entries");
}
