//! What only the owner of the file asks, and writers on several threads.

use jiff::Timestamp;
use ports::PortError;
use ports::table::{Cursor, Item, Key, Listing, Put, Table, Written};

use super::{later, memory};
use crate::Embedded;

fn item(key: &str, revision: u64) -> Item {
    Item {
        key: Key(key.to_owned()),
        revision,
        body: "{}".to_owned(),
        due: None,
        group: None,
        listing: None,
        expires_at: None,
    }
}

async fn store(embedded: &Embedded, item: Item) {
    assert_eq!(embedded.put(Put { item }).await.unwrap(), Written::Yes);
}

#[tokio::test]
async fn only_the_expired_is_purged() {
    let embedded = memory();
    let now = embedded.now();
    let cases =
        [("past", Some(later(now, 10))), ("now", Some(later(now, 20))), ("ahead", Some(later(now, 21)))];
    for (key, expires_at) in cases.into_iter().chain([("never", None)]) {
        store(&embedded, Item { expires_at, ..item(key, 1) }).await;
    }
    assert_eq!(embedded.purge_expired(later(now, 20)).unwrap(), 2);
    for (key, there) in [("past", false), ("now", false), ("ahead", true), ("never", true)] {
        let found = embedded.get(&Key(key.to_owned())).await.unwrap();
        assert_eq!(found.is_some(), there, "{key}");
    }
    assert!(!embedded.is_empty().unwrap());
    store(&embedded, item("past", 1)).await;
}

#[tokio::test]
async fn a_prefix_ends_where_no_character_is_higher() {
    let embedded = memory();
    for (index, order) in ["a\u{10ffff}", "a\u{10ffff}b", "b", "\u{d7ff}x", "\u{e000}"].iter().enumerate() {
        let listing = Some(Listing { list: "l".to_owned(), order: (*order).to_owned() });
        store(&embedded, Item { listing, ..item(&index.to_string(), 1) }).await;
    }
    for (prefix, expected) in
        [("a\u{10ffff}", vec!["0", "1"]), ("\u{d7ff}", vec!["3"]), ("\u{10ffff}", vec![])]
    {
        let page = embedded.list("l", prefix, None, 10).await.unwrap();
        let found: Vec<&str> = page.entries.iter().map(|key| key.0.as_str()).collect();
        assert_eq!(found, expected, "{prefix:?}");
    }
}

#[tokio::test]
async fn entries_with_one_order_all_come() {
    let embedded = memory();
    for key in ["a", "b", "c"] {
        let listing = Some(Listing { list: "l".to_owned(), order: "09:00".to_owned() });
        store(&embedded, Item { listing, ..item(key, 1) }).await;
    }
    let mut after: Option<Cursor> = None;
    for expected in ["a", "b", "c"] {
        let page = embedded.list("l", "09", after.as_ref(), 1).await.unwrap();
        assert_eq!(page.entries, [Key(expected.to_owned())]);
        after = page.next;
    }
    assert_eq!(after, None);
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused() {
    let embedded = memory();
    let cases = [
        ("empty key", item("", 1)),
        ("revision", item("a", u64::MAX)),
        ("due", Item { due: Some(Timestamp::MAX), ..item("a", 1) }),
        ("expiry", Item { expires_at: Some(Timestamp::MIN), ..item("a", 1) }),
    ];
    for (what, item) in cases {
        let put = embedded.put(Put { item }).await;
        assert!(matches!(put, Err(PortError::Refused { .. })), "{what}: {put:?}");
    }
    assert!(matches!(embedded.set_now(Timestamp::MAX), Err(PortError::Refused { .. })));
    for cursor in ["", "9", "9:a", "x:a", "1:ñ", "1:a", "0:a"] {
        let listed = embedded.list("l", "", Some(&Cursor(cursor.to_owned())), 1).await;
        assert!(matches!(listed, Err(PortError::Refused { .. })), "{cursor}");
    }
    assert!(embedded.is_empty().unwrap());
}

#[test]
fn writers_on_several_threads_lose_no_update() {
    const WRITERS: u64 = 4;
    const WRITES: u64 = 50;
    let embedded = memory();
    let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                runtime().block_on(async {
                    let mut written = 0;
                    while written < WRITES {
                        let stored = embedded.get(&Key("shared".to_owned())).await.unwrap();
                        let next = stored.map_or(1, |item| item.revision + 1);
                        let put = Put { item: item("shared", next) };
                        written += u64::from(embedded.put(put).await.unwrap() == Written::Yes);
                    }
                });
            });
        }
    });
    let stored = runtime().block_on(embedded.get(&Key("shared".to_owned()))).unwrap();
    assert_eq!(stored.map(|item| item.revision), Some(WRITERS * WRITES));
}
