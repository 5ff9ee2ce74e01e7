//! What every table takes, where in time and in a list an item stands, and what is printed of it.

use jiff::Timestamp;
use ports::PortError;
use ports::table::{
    Cursor, ITEM_BYTES_MAX, Item, KEY_BYTES_MAX, Key, Listing, Minute, ORDER_BYTES_MAX, PAGE_ITEMS_MAX, Put,
    TRANSACT_BYTES_MAX, TRANSACT_ITEMS_MAX, check_limit, check_put, check_transaction, list_cursor,
    list_position, list_start,
};

use crate::given::at;

fn item(key: &str, body_bytes: usize) -> Item {
    Item {
        key: Key(key.to_owned()),
        revision: 1,
        body: "x".repeat(body_bytes),
        due: None,
        group: None,
        listing: None,
        expires_at: None,
    }
}

/// Taken, or refused by the table for good.
fn is_taken(what: &str, checked: Result<(), PortError>) -> bool {
    match checked {
        Ok(()) => true,
        Err(PortError::Refused { port: "table", .. }) => false,
        Err(error) => panic!("{what}: {error}"),
    }
}

#[test]
fn nothing_is_due_before_its_instant() {
    for (due, minute) in [
        ("1969-12-31T23:59:00Z", -1),
        ("1969-12-31T23:59:30Z", 0),
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T00:00:30Z", 1),
        ("1970-01-01T00:00:59.5Z", 1),
        ("1970-01-01T00:01:00Z", 1),
        ("1970-01-01T00:01:00.5Z", 2),
        ("1970-01-01T00:01:01Z", 2),
    ] {
        assert_eq!(Minute::of_due(at(due)), Minute(minute), "{due}");
        assert!(Minute(minute).fires_at() >= at(due), "{due}");
    }
}

#[test]
fn a_minute_fires_when_it_begins_and_at_the_end_of_time_at_the_latest() {
    assert_eq!(Minute(29_000_000).fires_at(), at("2025-02-19T21:20:00Z"));
    assert_eq!(Minute(i64::MAX).fires_at(), Timestamp::MAX);
}

#[test]
fn a_key_stands_in_its_shard_for_ever() {
    // FNV-1a of the key, modulo 8: a release that spread them otherwise would not find what is due.
    for (key, shard) in [
        ("a", 4),
        ("case#sol#a1", 7),
        ("case#sol#a2", 2),
        ("foobar", 0),
        ("message#msg_1", 2),
        ("slot#sol#s1", 1),
        ("sweep", 3),
        ("thread#thr_1", 4),
    ] {
        assert_eq!(Minute::shard_of(&Key(key.to_owned())), shard, "{key}");
    }
}

#[test]
fn what_no_table_takes_is_refused_and_the_most_is_not() {
    let keyed = |bytes: usize| item(&"k".repeat(bytes), 2);
    let listed = |list: usize, order: usize| {
        let listing = Listing { list: "l".repeat(list), order: "o".repeat(order) };
        Item { listing: Some(listing), ..item("a", 2) }
    };
    for (what, item, takes) in [
        ("no key", keyed(0), false),
        ("the shortest key", keyed(1), true),
        ("the longest key", keyed(KEY_BYTES_MAX), true),
        ("a longer key", keyed(KEY_BYTES_MAX + 1), false),
        ("a list without a name", listed(0, 1), false),
        ("the longest name of a list", listed(KEY_BYTES_MAX, 1), true),
        ("a longer name of a list", listed(KEY_BYTES_MAX + 1, 1), false),
        ("no order", listed(1, 0), false),
        ("the longest order", listed(1, ORDER_BYTES_MAX), true),
        ("a longer order", listed(1, ORDER_BYTES_MAX + 1), false),
        ("revision 0", Item { revision: 0, ..item("a", 2) }, false),
        ("revision 2", Item { revision: 2, ..item("a", 2) }, true),
        ("the largest body", item("a", ITEM_BYTES_MAX), true),
        ("a larger body", item("a", ITEM_BYTES_MAX + 1), false),
    ] {
        assert_eq!(is_taken(what, check_put(&Put { item })), takes, "{what}");
    }
}

#[test]
fn what_no_table_takes_together_is_refused_and_the_most_is_not() {
    let puts = |count: usize, body_bytes: usize| -> Vec<Put> {
        (0..count).map(|index| Put { item: item(&format!("k{index}"), body_bytes) }).collect()
    };
    let with = |mut puts: Vec<Put>, key: &str, body_bytes: usize| {
        puts.push(Put { item: item(key, body_bytes) });
        puts
    };
    let heaviest = TRANSACT_BYTES_MAX / ITEM_BYTES_MAX;
    assert_eq!(heaviest * ITEM_BYTES_MAX, TRANSACT_BYTES_MAX);
    for (what, puts, takes) in [
        ("nothing", puts(0, 2), true),
        ("two", puts(2, 2), true),
        ("the most items", puts(TRANSACT_ITEMS_MAX, 2), true),
        ("more items", puts(TRANSACT_ITEMS_MAX + 1, 2), false),
        ("the most bytes", puts(heaviest, ITEM_BYTES_MAX), true),
        ("a byte more", with(puts(heaviest, ITEM_BYTES_MAX), "last", 1), false),
        ("one key twice", with(puts(3, 2), "k1", 2), false),
        ("what no table takes alone", with(puts(3, 2), "", 2), false),
    ] {
        assert_eq!(is_taken(what, check_transaction(&puts)), takes, "{what}");
    }
}

#[test]
fn a_page_has_at_least_one_entry_and_no_more_than_the_most() {
    for (limit, takes) in [(0, false), (1, true), (PAGE_ITEMS_MAX, true), (PAGE_ITEMS_MAX + 1, false)] {
        assert_eq!(is_taken("a page", check_limit(limit)), takes, "{limit}");
    }
}

#[test]
fn a_place_in_a_list_is_read_back_whatever_stands_in_it() {
    let longest = ("o".repeat(ORDER_BYTES_MAX), "k".repeat(KEY_BYTES_MAX));
    for (order, key) in
        [("09:30", "case#sol#a1"), ("1", "2"), ("ñ:🩺", ":"), (longest.0.as_str(), longest.1.as_str())]
    {
        assert_eq!(list_position(&list_cursor(order, key)).unwrap(), (order, key));
    }
    assert_eq!(list_position(&list_start("free#02")).unwrap().0, "free#02");
}

#[test]
fn a_cursor_that_no_page_gave_is_refused() {
    let cursors = [
        String::new(),
        "9".to_owned(),
        "x:ab".to_owned(),
        "9:ab".to_owned(),
        "1:ñk".to_owned(),
        "0:k".to_owned(),
        "2:ab".to_owned(),
        list_cursor(&"o".repeat(ORDER_BYTES_MAX + 1), "k").0,
        list_cursor("o", &"k".repeat(KEY_BYTES_MAX + 1)).0,
    ];
    for cursor in cursors {
        let cursor = Cursor(cursor);
        assert!(!is_taken(&cursor.0, list_position(&cursor).map(|_| ())), "{}", cursor.0);
    }
}

#[test]
fn an_item_prints_without_its_body() {
    let mut printed = item("case#sol#a1", 0);
    printed.body = "Ana García".to_owned();
    let expected = "Item { key: Key(\"case#sol#a1\"), revision: 1, due: None, group: None, listing: None, \
                    expires_at: None, .. }";
    assert_eq!(format!("{printed:?}"), expected);
}
