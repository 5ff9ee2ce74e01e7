//! Words that only say that something was read: `ok, gracias`, `dale`, a thumb.

use super::gives_thanks;
use super::hits::Hits;
use super::normal::Normal;
use super::words::{NODDING, NODDING_DETAILS, NODDING_PHRASES};

/// Whoever says more has something to say.
const WORDS_MAX: usize = 8;
/// They agree to something that was asked: more than that it was read.
const YES: &[&str] =
    &["si", "sii", "siii", "sip", "sisi", "yes", "yep", "yeah", "yup", "sim", "simsim", "claro"];

/// Whether a message agrees to whatever was said last, and says nothing else: words of assent and courtesies, or a
/// sign of assent or thanks. A yes, or a word of coming, is more.
pub(crate) fn acknowledges(text: &str) -> bool {
    nods(text, &[])
}

/// Whether a message says no more than that, or a yes: it tells nothing of a visit.
pub(crate) fn only_agrees(text: &str) -> bool {
    nods(text, YES)
}

fn nods(text: &str, besides: &[&str]) -> bool {
    let message = Normal::of(text);
    if message.doubts() {
        return false;
    }
    if message.words().is_empty() {
        return message.nods() || message.smiles();
    }
    let hits = Hits::of(&message);
    let words = message.words().iter().enumerate();
    // Words of thanks are read as one word of assent.
    let words = words.map(|(at, it)| if gives_thanks(&message, &hits, at) { "ok" } else { it.text.as_str() });
    let mut rest = words.fold(" ".to_owned(), |rest, word| rest + word + " ");
    for phrase in NODDING_PHRASES {
        rest = rest.replace(&format!(" {phrase} "), " ok ");
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    let nods = |it: &str| NODDING.contains(&it) || besides.contains(&it);
    words.len() <= WORDS_MAX
        && words.iter().any(|it| nods(it))
        && words.iter().all(|it| nods(it) || NODDING_DETAILS.contains(it))
}
