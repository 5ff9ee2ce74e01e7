//! What is in a file stays there: closed in order, killed, or written by somebody else.

use std::path::Path;
use std::process::Command;

use ports::queue::{Queue, QueueName};
use ports::table::{Item, Key, Listing, Minute, Put, Table, Written};
use ports::timer::Timer;
use rusqlite::Connection;

use super::{Depth, depth_of, message};
use crate::{Embedded, OpenError};

/// Tells the child process of the kill test which file to write.
const CHILD_FILE: &str = "EMBEDDED_TEST_FILE";

/// Writes one of everything.
async fn fill(path: &Path) -> Embedded {
    let embedded = Embedded::open(Some(path)).unwrap();
    embedded.set_now("2026-03-02T08:00:00.000000001Z".parse().unwrap()).unwrap();
    assert_eq!(embedded.put(Put { item: item() }).await.unwrap(), Written::Yes);
    let messages = ["a", "b", "c"].map(|body| message("sol", body));
    embedded.send(QueueName::Threads, messages.to_vec()).await.unwrap();
    let received = embedded.receive(QueueName::Threads, 2, embedded.now(), 60).unwrap();
    assert!(embedded.delete(&received[0].receipt_handle).unwrap());
    embedded.ensure(Minute(29_540_000)).await.unwrap();
    embedded
}

fn item() -> Item {
    Item {
        key: Key("case#sol#apt_1".to_owned()),
        revision: 1,
        body: r#"{"v":1}"#.to_owned(),
        due: Some("2026-03-02T09:00:00Z".parse().unwrap()),
        group: Some("sol".to_owned()),
        listing: Some(Listing { list: "sol#2026-03-02".to_owned(), order: "09:30".to_owned() }),
        expires_at: None,
    }
}

/// Finds what [`fill`] wrote.
async fn find(path: &Path) {
    let embedded = Embedded::open(Some(path)).unwrap();
    assert_eq!(embedded.now(), "2026-03-02T08:00:00.000000001Z".parse().unwrap());
    assert_eq!(embedded.get(&item().key).await.unwrap(), Some(item()));
    let listed = embedded.list("sol#2026-03-02", "", None, 10).await.unwrap();
    assert_eq!(listed.entries, [item().key]);
    let expected = Depth { visible: 1, in_flight: 1, delayed: 0 };
    assert_eq!(depth_of(&embedded, QueueName::Threads), expected);
    let received = embedded.receive(QueueName::Threads, 10, embedded.now(), 60).unwrap();
    assert_eq!(received.iter().map(|received| received.body.as_str()).collect::<Vec<_>>(), ["c"]);
    assert_eq!(embedded.next_timer().unwrap(), Some(Minute(29_540_000)));
}

#[tokio::test]
async fn a_file_is_found_as_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pulso.db");
    let embedded = fill(&path).await;
    let clone = embedded.clone();
    drop(embedded);
    assert!(!clone.is_empty().unwrap(), "a clone keeps the database open");
    drop(clone);
    find(&path).await;
}

#[tokio::test]
async fn a_file_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pulso.db");
    drop(fill(&path).await);
    let first = "ALTER TABLE items DROP COLUMN wake_group; PRAGMA user_version = 1;";
    Connection::open(&path).unwrap().execute_batch(first).unwrap();
    let embedded = Embedded::open(Some(&path)).unwrap();
    assert_eq!(embedded.get(&item().key).await.unwrap(), Some(Item { group: None, ..item() }));
    assert_eq!(embedded.put(Put { item: Item { revision: 2, ..item() } }).await.unwrap(), Written::Yes);
    assert_eq!(embedded.get(&item().key).await.unwrap(), Some(Item { revision: 2, ..item() }));
}

#[tokio::test]
async fn a_file_survives_the_death_of_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pulso.db");
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["tests::file::dies_without_closing", "--exact", "--ignored"])
        .env(CHILD_FILE, &path)
        .output()
        .unwrap()
        .status;
    assert!(!status.success(), "the child has died");
    assert!(path.with_extension("db-wal").exists(), "nobody has tidied up behind it");
    find(&path).await;
}

#[tokio::test]
#[ignore = "the child process of a_file_survives_the_death_of_its_process"]
async fn dies_without_closing() {
    if let Some(path) = std::env::var_os(CHILD_FILE) {
        let _open = fill(Path::new(&path)).await;
        std::process::abort();
    }
}

#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("foreign.db");
    let table = "CREATE TABLE theirs (name TEXT); PRAGMA user_version = 1;";
    Connection::open(&foreign).unwrap().execute_batch(table).unwrap();
    let before = std::fs::read(&foreign).unwrap();
    assert!(matches!(Embedded::open(Some(&foreign)), Err(OpenError::Foreign)));
    assert_eq!(std::fs::read(&foreign).unwrap(), before);

    let newer = folder.path().join("newer.db");
    drop(Embedded::open(Some(&newer)).unwrap());
    Connection::open(&newer).unwrap().pragma_update(None, "user_version", 3).unwrap();
    let opened = Embedded::open(Some(&newer));
    assert!(matches!(opened, Err(OpenError::SchemaVersion { found: 3, known: 2 })), "{opened:?}");

    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no database at all, but long enough to have a header of its own".repeat(20))
        .unwrap();
    assert!(matches!(Embedded::open(Some(&text)), Err(OpenError::Sqlite(_))));
    assert!(matches!(Embedded::open(Some(folder.path())), Err(OpenError::Sqlite(_))));
}
