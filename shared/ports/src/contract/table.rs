//! Items by key: revisions, transactions, limits, and that what was stored comes back unchanged.

use jiff::Timestamp;

use super::{both, done, refused};
use crate::table::{
    ITEM_BYTES_MAX, Item, KEY_BYTES_MAX, Key, Listing, ORDER_BYTES_MAX, Put, TRANSACT_BYTES_MAX,
    TRANSACT_ITEMS_MAX, Table, Written,
};

/// A body near the limit, to see that nothing between here and the disk cuts it.
const LARGE_BODY_BYTES: usize = 300_000;

/// An item without index entries.
pub(super) fn plain(prefix: &str, name: &str, revision: u64) -> Item {
    Item {
        key: Key(format!("{prefix}#{name}")),
        revision,
        body: format!(r#"{{"name":"{name}","revision":{revision}}}"#),
        due: None,
        group: None,
        listing: None,
        expires_at: None,
    }
}

/// Stores an item that must not be in conflict.
pub(super) async fn store<T: Table>(table: &T, item: &Item) {
    let written = done(table.put(Put { item: item.clone() }).await, "putting an item");
    assert_eq!(written, Written::Yes, "a put of the next revision is stored: {:?}", item.key);
}

async fn stored<T: Table>(table: &T, key: &Key) -> Option<Item> {
    done(table.get(key).await, "getting an item")
}

/// What a [`Table`] promises of items by their key.
///
/// # Panics
/// When the table does not keep a promise.
pub async fn table_contract<T: Table>(table: &T, prefix: &str) {
    revisions(table, prefix).await;
    concurrent_writers(table, prefix).await;
    contents(table, prefix).await;
    transactions(table, prefix).await;
    limits(table, prefix).await;
}

async fn revisions<T: Table>(table: &T, prefix: &str) {
    let first = plain(prefix, "chain", 1);
    assert_eq!(stored(table, &first.key).await, None, "what was never stored is absent");

    store(table, &first).await;
    assert_eq!(stored(table, &first.key).await.as_ref(), Some(&first), "what was stored is read at once");
    for revision in 2..=4 {
        store(table, &plain(prefix, "chain", revision)).await;
    }
    let last = plain(prefix, "chain", 4);
    assert_eq!(stored(table, &last.key).await.as_ref(), Some(&last), "the last revision is read at once");

    for revision in [1, 2, 4, 6, 1_000_000] {
        let late = Item { body: "{}".to_owned(), ..plain(prefix, "chain", revision) };
        let written = done(table.put(Put { item: late }).await, "putting out of turn");
        assert_eq!(written, Written::Conflict, "revision {revision} does not follow revision 4");
    }
    assert_eq!(stored(table, &last.key).await.as_ref(), Some(&last), "a conflict stores nothing");

    let orphan = plain(prefix, "orphan", 2);
    let written = done(table.put(Put { item: orphan.clone() }).await, "putting revision 2 of nothing");
    assert_eq!(written, Written::Conflict, "revision 2 does not follow an absent item");
    assert_eq!(stored(table, &orphan.key).await, None, "a conflict creates nothing");
}

async fn concurrent_writers<T: Table>(table: &T, prefix: &str) {
    for revision in 1..=10 {
        let base = plain(prefix, "contended", revision);
        let [left, right] =
            ["left", "right"].map(|writer| Item { body: format!(r#"{{"by":"{writer}"}}"#), ..base.clone() });
        let (first, second) =
            both(table.put(Put { item: left.clone() }), table.put(Put { item: right.clone() })).await;
        let winner = match (done(first, "putting in a race"), done(second, "putting in a race")) {
            (Written::Yes, Written::Conflict) => left,
            (Written::Conflict, Written::Yes) => right,
            (first, second) => panic!("exactly one of two writers of a revision wins: {first:?}, {second:?}"),
        };
        assert_eq!(stored(table, &base.key).await, Some(winner), "the winner's item is the stored one");
    }
}

async fn contents<T: Table>(table: &T, prefix: &str) {
    let due: Timestamp = done_parsing("2031-03-09T08:15:00.123456Z");
    let full = Item {
        body: r#"{"text":"Señora Ñandú, la cita es a las 9:30 \u0000 🩺 ‏مرحبا‏ 'quoted' \"twice\""}"#
            .to_owned(),
        due: Some(due),
        listing: Some(Listing { list: format!("{prefix}#día"), order: "09:30#ñ".to_owned() }),
        expires_at: Some(done_parsing("2032-01-01T00:00:00Z")),
        ..plain(prefix, "contents#ü", 1)
    };
    store(table, &full).await;
    assert_eq!(
        stored(table, &full.key).await.as_ref(),
        Some(&full),
        "every part of an item comes back as stored"
    );

    let bare = plain(prefix, "contents#ü", 2);
    store(table, &bare).await;
    assert_eq!(
        stored(table, &bare.key).await.as_ref(),
        Some(&bare),
        "what the next revision leaves out is gone"
    );

    let large = Item { body: "ñ".repeat(LARGE_BODY_BYTES / 2), ..plain(prefix, "large", 1) };
    store(table, &large).await;
    assert_eq!(
        stored(table, &large.key).await.as_ref(),
        Some(&large),
        "a body of 300 KB comes back as stored"
    );
}

async fn transactions<T: Table>(table: &T, prefix: &str) {
    let items: Vec<Item> = (0..3).map(|index| plain(prefix, &format!("together{index}"), 1)).collect();
    let written = done(table.transact(puts(&items)).await, "a transaction of new items");
    assert_eq!(written, Written::Yes, "a transaction without a conflict is stored");
    for item in &items {
        assert_eq!(stored(table, &item.key).await.as_ref(), Some(item), "all of a transaction is stored");
    }

    // The conflict stands first, in the middle and last: none of the others may be stored whatever the order.
    for conflict in 0..3 {
        let mut next: Vec<Item> = (0..3).map(|index| plain(prefix, &format!("together{index}"), 2)).collect();
        next[conflict].revision = 1;
        next.push(plain(prefix, &format!("alone{conflict}"), 1));
        let written = done(table.transact(puts(&next)).await, "a transaction with a conflict");
        assert_eq!(written, Written::Conflict, "one conflict is the whole transaction's");
        for item in &items {
            assert_eq!(stored(table, &item.key).await.as_ref(), Some(item), "a conflict stores none of them");
        }
        assert_eq!(stored(table, &next[3].key).await, None, "a conflict creates none of them");
    }

    let most: Vec<Item> =
        (0..TRANSACT_ITEMS_MAX).map(|index| plain(prefix, &format!("most{index}"), 1)).collect();
    let written = done(table.transact(puts(&most)).await, "a transaction of the most items");
    assert_eq!(written, Written::Yes, "a transaction of {TRANSACT_ITEMS_MAX} items is stored");
    for item in &most {
        assert_eq!(stored(table, &item.key).await.as_ref(), Some(item), "all of a transaction is stored");
    }
}

async fn limits<T: Table>(table: &T, prefix: &str) {
    let largest = Item { body: "x".repeat(ITEM_BYTES_MAX), ..plain(prefix, "largest", 1) };
    store(table, &largest).await;
    let larger = Item { body: "x".repeat(ITEM_BYTES_MAX + 1), ..plain(prefix, "larger", 1) };
    refused(table.put(Put { item: larger.clone() }).await, "a body over the limit");
    let small = plain(prefix, "small", 1);
    let pair = puts(&[small.clone(), larger.clone()]);
    refused(table.transact(pair).await, "a transaction with a body over the limit");
    for key in [&larger.key, &small.key] {
        assert_eq!(stored(table, key).await, None, "what is refused is not stored");
    }

    let many: Vec<Item> =
        (0..=TRANSACT_ITEMS_MAX).map(|index| plain(prefix, &format!("many{index}"), 1)).collect();
    refused(table.transact(puts(&many)).await, "a transaction of too many items");
    assert_eq!(stored(table, &many[0].key).await, None, "what is refused is not stored");

    let twice = puts(&[plain(prefix, "twice", 1), plain(prefix, "twice", 2)]);
    refused(table.transact(twice).await, "a transaction with one key twice");
    refused(table.put(Put { item: plain(prefix, "zero", 0) }).await, "revision 0");

    let named = |key: String| Item { key: Key(key), ..plain(prefix, "", 1) };
    let listed = |list: &str, order: &str| {
        let listing = Some(Listing { list: list.to_owned(), order: order.to_owned() });
        Item { listing, ..plain(prefix, "listed", 1) }
    };
    let longest = "k".repeat(KEY_BYTES_MAX - prefix.len() - 1);
    store(table, &named(format!("{prefix}#{longest}"))).await;
    for (what, item) in [
        ("an empty key", named(String::new())),
        ("a key over the limit", named(format!("{prefix}#{longest}k"))),
        ("a list without a name", listed("", "1")),
        ("an empty order", listed(prefix, "")),
        ("an order over the limit", listed(prefix, &"o".repeat(ORDER_BYTES_MAX + 1))),
    ] {
        refused(table.put(Put { item }).await, what);
    }
    let heavy: Vec<Item> = (0..=TRANSACT_BYTES_MAX / ITEM_BYTES_MAX)
        .map(|index| Item { body: "x".repeat(ITEM_BYTES_MAX), ..plain(prefix, &format!("heavy{index}"), 1) })
        .collect();
    refused(table.transact(puts(&heavy)).await, "a transaction of too many bytes");
    let fitting: Vec<Item> = heavy.into_iter().take(TRANSACT_BYTES_MAX / ITEM_BYTES_MAX).collect();
    let written = done(table.transact(puts(&fitting)).await, "a transaction of the most bytes");
    assert_eq!(written, Written::Yes, "a transaction of the most bytes is stored");
}

fn puts(items: &[Item]) -> Vec<Put> {
    items.iter().map(|item| Put { item: item.clone() }).collect()
}

fn done_parsing(text: &str) -> Timestamp {
    text.parse().unwrap_or_else(|error| panic!("{text} is an instant: {error}"))
}
