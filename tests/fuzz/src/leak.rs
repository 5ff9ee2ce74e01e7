//! Whether content about a person gets out: a word that stands nowhere else is put where such content stands, and what
//! comes out is searched for it.

use std::cell::RefCell;
use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::Once;

use serde_json::Value;
use tracing_subscriber::fmt::MakeWriter;

/// Stands nowhere else.
pub(crate) const CANARY: &str = "Zafirolinda";

/// Puts the canary in the place of every text whose name in its object is one of these.
pub(crate) fn plant(value: &mut Value, names: &[&str]) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|it| plant(it, names)),
        Value::Object(members) => {
            for (name, member) in members {
                if member.is_string() && names.contains(&name.as_str()) {
                    *member = CANARY.into();
                } else {
                    plant(member, names);
                }
            }
        }
        _ => {}
    }
}

/// Fails if the canary is in a text that leaves.
pub(crate) fn absent(what: &str, text: &str) {
    assert!(!text.contains(CANARY), "{what} has what is about a person: {text}");
}

/// Fails if the canary is in a `Debug` output.
pub(crate) fn masked(what: &str, value: &impl Debug) {
    absent(what, &format!("{value:?}"));
}

thread_local! {
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|it| it.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

/// Runs something and fails if it logs the canary, at any level.
pub(crate) fn in_no_log<T>(run: impl FnOnce() -> T) -> T {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let subscriber =
            tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
        subscriber.with_ansi(false).without_time().with_writer(Lines).init();
    });
    LINES.with_borrow_mut(Vec::clear);
    let done = run();
    LINES.with_borrow(|it| absent("the log", &String::from_utf8_lossy(it)));
    done
}
