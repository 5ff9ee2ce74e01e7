//! The answer to the offer of a freed time. What is neither a clear yes nor a clear no waits for a person.

use std::ops::Range;

use super::choice::chosen;
use super::gives_thanks;
use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::{Normal, Word};
use super::words::{BEFORE_NO, NEGATIONS, NO_DETAILS, NO_WORDS, TAKES, THANKS_WORDS};

/// Words of assent that begin other sentences too: `voy a preguntarle`, `vamos a ver`, `isso não dá`. Alone they are a
/// yes.
const NO_OPENING: &[&str] = &[
    "voy", "ire", "vou", "irei", "vamos", "bora", "isso", "bien", "good", "grand", "sound", "marcado",
    "fine", "great", "works", "show", "entendido", "enterado", "enterada", "recibido", "confirmar", "asisto",
];

/// Whether a message takes or declines an offer: a yes, a no, or the number of one of two choices.
#[must_use]
pub fn takes_offer(text: &str) -> Option<bool> {
    let message = Normal::of(text);
    if message.doubts() {
        return None;
    }
    match chosen(&message) {
        Some(1) => return Some(true),
        Some(2) => return Some(false),
        _ => {}
    }
    if TAKES.contains(&message.core()) {
        return Some(true);
    }
    if is_no(&message) {
        return Some(false);
    }
    let hits = Hits::of(&message);
    if hits.says(Sense::Doubt) || hits.says(Sense::Deferral) {
        return None;
    }
    let words = message.core_words();
    let first = words.first().map_or("", |it| it.text.as_str());
    // Not the `no` of `cómo no, la acepto`.
    let declines = hits.said(Sense::Declines).any(|it| !hits.covers(Sense::NoMatter, it.start));
    let says_no = (declines || hits.says(Sense::Unable)) && !hits.says(Sense::Takes);
    if !message.begins_with_yes() && says_no {
        return Some(false);
    }
    let denies =
        |(at, it): (usize, &Word)| NEGATIONS.contains(&it.text.as_str()) && !hits.covers(Sense::NoMatter, at);
    // `me quedo con ese` takes it, `me quedo con el mío` does not.
    let is_within =
        |it: &Range<usize>| hits.said(Sense::Takes).any(|that| that.start <= it.start && it.end <= that.end);
    let aside = hits.said(Sense::OfferAside).any(|it| !is_within(&it));
    let other = aside || hits.says(Sense::Unable) || hits.says(Sense::Cancel);
    if declines || other || message.words().iter().enumerate().any(denies) {
        return None;
    }
    if hits.says(Sense::Takes) {
        return Some(true);
    }
    let is_yes = message.is_yes(|at| gives_thanks(&message, &hits, at));
    (is_yes || (message.begins_with_yes() && !NO_OPENING.contains(&first))).then_some(true)
}

/// Nothing but a no and courtesies: `no gracias`, `claro que no`, `por ahora no`.
fn is_no(message: &Normal) -> bool {
    let words: Vec<&str> = message.core_words().iter().map(|it| it.text.as_str()).collect();
    let Some(no) = words.iter().position(|it| NO_WORDS.contains(it)) else { return false };
    words.iter().enumerate().all(|(at, it)| {
        NO_WORDS.contains(it)
            || NO_DETAILS.contains(it)
            || THANKS_WORDS.contains(it)
            || (at < no && BEFORE_NO.contains(it))
    })
}
