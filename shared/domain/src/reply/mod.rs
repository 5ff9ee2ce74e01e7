//! What a short answer means, in Spanish, English and Portuguese.
//!
//! Pure and deterministic, and precise rather than clever: a whole message is looked up in lists, and what is not
//! there is [`Intent::Unclear`], to be asked back or read by a person. The languages are not told apart: no word
//! listed here means different things in two of them.
//!
//! Words of the law and of carriers (providers.md §6.3) count whenever they come. `CANCEL` is the exception: as the
//! answer to a reminder it cancels the visit and unsubscribes nobody; unasked, it is asked back. Confirm, reschedule
//! and cancel are answers, so they need a question.

mod law;
mod normal;
#[cfg(test)]
mod tests;
mod words;

pub use law::{HELP_WORDS, START_WORDS, STOP_WORDS};
pub(crate) use normal::folded;

use normal::Normal;
use serde::{Deserialize, Serialize};
use words::CANCEL_WORDS;

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// I will come. From somebody who opted out, a yes to "do you want messages again?".
    Confirm,
    /// Another time.
    Reschedule,
    /// Not this visit. Never: no more messages.
    Cancel,
    /// Let me talk to somebody.
    Talk,
    /// No more messages, in words that bind by themselves.
    StopAll,
    /// Probably no more messages, in the person's own words, or not the patient at all: hold messages back until a
    /// person has read it.
    SuspectedStop,
    /// Messages again.
    Start,
    /// Who is this, and how do I stop it?
    Help,
    /// None of these for certain.
    Unclear,
}

/// Understands a message. `asked` says that it answers an open question: one quoted, or the only one open.
///
/// The digits 1, 2 and 3 are the options printed in SMS reminders: confirm, reschedule, talk.
#[must_use]
pub fn understand(text: &str, asked: bool) -> Intent {
    let normal = Normal::of(text);
    if let Some(intent) = always(&normal) {
        return intent;
    }
    if asked { answer(&normal) } else { Intent::Unclear }
}

/// The number that a message is, alone or with courtesies: a choice that was printed with numbers.
#[must_use]
pub fn number(text: &str) -> Option<u8> {
    Normal::of(text).core().parse().ok()
}

/// What counts whether or not something was asked.
fn always(normal: &Normal) -> Option<Intent> {
    let core = normal.core();
    let is = |list: &[&str]| list.contains(&core);
    if is(STOP_WORDS) {
        return Some(Intent::StopAll);
    }
    if is(START_WORDS) {
        return Some(Intent::Start);
    }
    if is(HELP_WORDS) {
        return Some(Intent::Help);
    }
    let wants_none = normal.contains_any(law::STOP_PHRASES) || normal.starts_with_any(law::STOP_OPENINGS);
    if wants_none || normal.contains_any(law::WRONG_PERSON_PHRASES) {
        return Some(Intent::SuspectedStop);
    }
    is(words::TALK).then_some(Intent::Talk)
}

/// What counts only as an answer.
fn answer(normal: &Normal) -> Intent {
    let core = normal.core();
    match core {
        _ if words::OPTION_1.contains(&core) => return certain(normal, Intent::Confirm),
        _ if words::OPTION_2.contains(&core) => return Intent::Reschedule,
        _ if words::OPTION_3.contains(&core) => return Intent::Talk,
        _ => {}
    }
    let bare = normal.without_object();
    if CANCEL_WORDS.contains(&bare) {
        return certain(normal, Intent::Cancel);
    }
    if words::RESCHEDULE.contains(&bare) {
        return Intent::Reschedule;
    }
    if normal.is_yes() { certain(normal, Intent::Confirm) } else { Intent::Unclear }
}

/// A question or a 👎 takes the certainty out of an answer that changes something.
fn certain(normal: &Normal, intent: Intent) -> Intent {
    if normal.doubts() { Intent::Unclear } else { intent }
}
