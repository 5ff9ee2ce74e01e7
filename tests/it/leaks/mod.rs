//! Patients who are nothing but canaries live a whole life in the bundle, troubles included; afterwards everything that
//! leaves the stored bodies is looked through.
//!
//! The same look at the deployed stack: `tests/deployed/leaks.rs`. What may print: [`masks`].

mod life;
mod masks;
mod source;

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use embedded::Embedded;
use rusqlite::Connection;
use tests::Bundle;
use tests::canary::{found, names_nobody};
use tracing_subscriber::fmt::MakeWriter;

/// What a subscriber wrote, at every level and of every crate.
#[derive(Clone, Default)]
pub(crate) struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    pub(crate) fn during(work: impl FnOnce()) -> String {
        let captured = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(captured.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, work);
        let text = captured.0.lock().unwrap().clone();
        String::from_utf8(text).unwrap()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything that is ever written to the bundle's store, noted by the database itself: bodies, and what is not a body.
struct Notes(Connection);

/// Names of tables, and what of a row stands outside of its body: keys, lists and orders; queues and groups; minutes.
const OUTSIDE: [(&str, &str); 4] = [
    ("items", "NEW.key || ' ' || coalesce(NEW.list, '') || ' ' || coalesce(NEW.ord, '')"),
    ("messages", "NEW.queue || ' ' || NEW.group_id"),
    ("dead_letters", "NEW.queue || ' ' || NEW.group_id"),
    ("timers", "NEW.minute"),
];

impl Notes {
    /// Prepares a database for a bundle to be opened on.
    fn on(dir: &Path) -> Self {
        let path = dir.join("pulso.db");
        drop(Embedded::open(Some(&path)).unwrap());
        let connection = Connection::open(&path).unwrap();
        let mut sql = "CREATE TABLE noted (what TEXT, outside TEXT, body TEXT);".to_owned();
        for (table, outside) in OUTSIDE {
            let body = if table == "timers" { "NULL" } else { "NEW.body" };
            for moment in ["INSERT", "UPDATE"] {
                let trigger = format!(
                    "CREATE TRIGGER noted_{table}_{moment} AFTER {moment} ON {table} BEGIN \
                     INSERT INTO noted VALUES ('{table}', {outside}, {body}); END;"
                );
                sql.push_str(&trigger);
            }
        }
        connection.execute_batch(&sql).unwrap();
        Self(connection)
    }

    /// What stood outside of bodies, a line each.
    fn outside(&self) -> String {
        let mut statement = self.0.prepare("SELECT DISTINCT what || ': ' || outside FROM noted").unwrap();
        let lines = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        lines.map(Result::unwrap).collect::<Vec<_>>().join("\n")
    }

    /// Every body, with where it stood.
    fn bodies(&self) -> Vec<(String, String)> {
        let sql = "SELECT DISTINCT what || ' ' || outside, body FROM noted WHERE body IS NOT NULL";
        let mut statement = self.0.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Puts a body on a queue that no release of Pulso wrote.
    fn enqueue(&self, queue: &str, body: &str, now: jiff::Timestamp) {
        let sql = "INSERT INTO messages (queue, group_id, body, sent_at, visible_at) VALUES (?1, 'sol', ?2, ?3, ?3)";
        let now = i64::try_from(now.as_nanosecond()).unwrap();
        self.0.execute(sql, rusqlite::params![queue, body, now]).unwrap();
    }
}

#[test]
fn personal_data_does_not_print() {
    let dir = tempfile::tempdir().unwrap();
    let notes = Notes::on(dir.path());
    let log = Captured::during(|| {
        let bundle = Bundle::at(tests::START, Some(dir.path()));
        life::live(&bundle, &notes);
        // The canaries did live: in bodies, on their phones and on the clinic's screen.
        assert!(notes.bodies().iter().filter(|(_, body)| !found(body).is_empty()).count() > 50);
        assert!(!found(&bundle.case("a1").to_string()).is_empty());
    });
    assert!(
        log.lines().count() > 500 && log.contains("a provider is called"),
        "{} lines",
        log.lines().count()
    );
    names_nobody("the log", &log);
    let outside = notes.outside();
    for what in [
        "items: case#", "items: survey#", "items: ticket#", "messages: threads", "dead_letters: ", "timers: ",
    ] {
        assert!(outside.contains(what), "{what}: {outside}");
    }
    names_nobody("what stands beside the bodies", &outside);
    masks::nothing_stored_or_queued_prints(&notes.bodies());
}

/// The check can fail: what leaks is found, wherever it does.
#[test]
fn leaks_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let notes = Notes::on(dir.path());
    let log = Captured::during(|| tracing::trace!(name = "Canariosa", "leaks"));
    assert_eq!(found(&log).len(), 1);
    for sql in [
        "INSERT INTO items (key, revision, body) VALUES ('patient#sol#+5491155550975', 1, '{}')",
        "INSERT INTO items (key, revision, body, list, ord) VALUES ('k', 1, '{}', 'day#sol', 'Canariosa#1')",
        "INSERT INTO messages (queue, group_id, body, sent_at, visible_at) VALUES ('q', 'Zafirolinda', '{}', 0, 0)",
    ] {
        let before = found(&notes.outside()).len();
        notes.0.execute(sql, []).unwrap();
        assert_eq!(found(&notes.outside()).len(), before + 1, "{sql}");
    }
    assert_eq!(found("/s/x?name=Canario%73a\n/s/y\n%2B5491155550%39").len(), 2);
    assert_eq!(found("https://a.example/?to=%2B549%31155550975").len(), 1);
}

/// What a panic says is made of what the code had in its hands.
#[test]
fn a_panic_is_logged_without_its_words() {
    use frame::batch::{SqsEvent, SqsRecord, run};

    let before = std::panic::take_hook();
    frame::panics::log_without_words();
    let log = Captured::during(|| {
        let record = SqsRecord {
            message_id: "m1".to_owned(),
            body: "Canarilogía".to_owned(),
            event_source_arn: String::new(),
        };
        let event = SqsEvent { records: vec![record] };
        let handle = async |record: &SqsRecord| {
            // In the middle of the í.
            assert!(record.body[..9].is_empty());
            Ok(())
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let response = runtime.block_on(run(&event, || true, handle));
        assert_eq!(response.batch_item_failures.len(), 1);
    });
    std::panic::set_hook(before);
    assert!(log.contains("a panic") && log.contains(file!().rsplit('/').next().unwrap()), "{log}");
    names_nobody("the log", &log);
}
