//! Whether a visit is to be cancelled: not where the wish is denied from afar or doubted behind, not beside words of
//! coming, and not where `cancelar` is to pay.

use std::ops::Range;

use super::classes::VISIT;
use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::{Normal, plain_words};
use super::words::NEGATIONS;
use super::{Intent, understand};

/// Most words of a message that may say that something is paid: `buenas tardes, cancelado, gracias`.
const PAID_WORDS_MAX: usize = 4;

/// What is denied governs the cancelling behind it: `no pedí que cancelen`, `I don't think I need to cancel`.
const LINKS: &[&str] = &[
    "que", "that", "si", "if", "whether", "why", "sei", "think", "say", "said", "saying", "believe", "mean",
    "meant", "know", "guess", "sure", "like", "ask", "asked", "asking", "told", "tell", "see", "unless",
];
/// A `que` behind them links nothing: `tengo que`, `así que`.
const WEAK: &[&str] = &["tengo", "tenemos", "hay", "tenho", "temos", "asi", "ya", "entao"];
/// What somebody is unable to do stands behind them.
const ABLE: &[&str] = &["poder", "conseguir", "able"];
/// Between them and it.
const SMALL: &[&str] = &["a", "to", "de", "la", "lo"];
/// In words of coming that say it of nobody: the name of a button, a farewell, a blessing, an assurance.
const NOBODY_COMES: &[&str] = &[
    "confirmar", "comparecer", "see", "cya", "vemos", "veo", "ate", "forward", "mediante", "quiere",
    "quiser", "willing", "falta", "certeza",
];
/// Behind a `confirmar`: one visit of several.
const ONE: &[&str] = &["la", "el", "a", "o"];
/// Behind that: whose it is, or which.
const WHOSE: &[&str] = &["de", "del", "da", "do", "mia", "mio", "minha", "meu"];
/// Before an `a`, they are what somebody is about to do.
const GOING: &[&str] = &["voy", "vamos"];
/// Behind a `confirmo`, what follows is confirmed.
const THAT: &[&str] = &["que", "that", "i"];
/// Before a `confirm`, somebody says it of themselves.
const SPEAKERS: &[&str] = &["i", "we"];
/// Behind a `confirm`, the clinic is asked for its word.
const WORD: &[&str] = &["receipt", "that", "this", "when", "once", "it"];
/// They tell how it was: `había confirmado`, `I was planning to come`.
const PAST: &[&str] = &[
    "was", "were", "had", "habia", "habiamos", "tinha", "tinhamos", "iba", "ibamos", "ia", "iamos", "estaba",
    "estava",
];
/// In a phrase of doubt, somebody goes elsewhere: `voy con otro doctor`. In one of moving, it is to another time.
pub(super) const OTHERS: &[&str] = &["otro", "otra", "outro", "outra", "another"];

/// Whether words that cancel may as well say that something is paid, as `cancelado` does in parts of America: they are
/// few, name no visit, and do not say that somebody is unable to come.
#[must_use]
pub fn may_say_paid(text: &str) -> bool {
    let words = plain_words(text);
    let is_of_visit = |it: &String| VISIT.contains(&it.as_str()) || NEGATIONS.contains(&it.as_str());
    words.len() <= PAID_WORDS_MAX
        && words.iter().any(|it| it.starts_with("cancel"))
        && !words.iter().any(is_of_visit)
        && understand(text, true, &[]) == Intent::Cancel
}

/// Whether somebody wants it.
pub(super) fn is_wanted(message: &Normal, hits: &Hits) -> bool {
    let is_sure = |at: usize| {
        hits.covers(Sense::Cancel, at)
            && !is_denied_afar(message, hits, at)
            && !hits.said(Sense::Undecided).any(|it| it.start > at)
            && !hits
                .said(Sense::CancelIf)
                .any(|it| it.start < at && message.same_or_next_clause(it.start, at))
    };
    hits.says_outside(Sense::Cancel, Sense::CancelAside, message)
        && !says_coming(message, hits)
        && (0..message.words().len()).any(is_sure)
}

fn word(message: &Normal, at: usize) -> &str {
    message.words().get(at).map_or("", |it| it.text.as_str())
}

/// Whether that word is a negation that denies something.
fn denies(message: &Normal, hits: &Hits, at: usize) -> bool {
    NEGATIONS.contains(&word(message, at)) && !hits.covers(Sense::NoMatter, at)
}

/// Whether it is said beside it that somebody comes: two wishes, and nobody knows whose is which.
fn says_coming(message: &Normal, hits: &Hits) -> bool {
    hits.said(Sense::Attend).any(|it| {
        !it.clone().any(|at| NOBODY_COMES.contains(&word(message, at)) && !confirms_one(message, at))
            && !leads_to_it(message, hits, &it)
            && !asks_for_word(message, hits, &it)
            && !is_taken_back(message, hits, it.start)
    })
}

/// Whether one of several is confirmed: `confirmar la de mi mamá y cancelar la mía`.
fn confirms_one(message: &Normal, at: usize) -> bool {
    word(message, at) == "confirmar"
        && ONE.contains(&word(message, at + 1))
        && WHOSE.contains(&word(message, at + 2))
}

/// Whether it is the cancelling that somebody is about to do, or confirms: `confirmo que quiero cancelar`.
fn leads_to_it(message: &Normal, hits: &Hits, coming: &Range<usize>) -> bool {
    let Some(last) = coming.end.checked_sub(1) else { return false };
    let (last_word, next) = (word(message, last), word(message, coming.end));
    if GOING.contains(&last_word) && next == "a" {
        return true;
    }
    let is_it = |at: usize| message.same_clause(last, at) && hits.covers(Sense::Cancel, at);
    let is_said = || (coming.end..message.words().len()).any(is_it);
    last_word.starts_with("confirm")
        && (is_it(last) || is_it(coming.end) || (THAT.contains(&next) && is_said()))
}

/// Whether the clinic is to confirm the cancelling: `please cancel it and confirm`.
fn asks_for_word(message: &Normal, hits: &Hits, coming: &Range<usize>) -> bool {
    let speaks = coming.start.checked_sub(1).is_some_and(|it| SPEAKERS.contains(&word(message, it)));
    word(message, coming.start) == "confirm"
        && !speaks
        && (message.ends_clause(coming.end) || WORD.contains(&word(message, coming.end)))
        && hits.said(Sense::Cancel).any(|it| it.end <= coming.start)
}

/// Whether the clause of those words says that somebody does not come after all, once meant to, or goes elsewhere.
fn is_taken_back(message: &Normal, hits: &Hits, from: usize) -> bool {
    let text = |at: usize| word(message, at);
    let beside = |at: usize| message.same_clause(at, from);
    let refuses = hits.said(Sense::Unable).any(|it| beside(it.start))
        || (0..from).any(|at| beside(at) && denies(message, hits, at));
    let had_said =
        text(from) == "confirmed" && from.checked_sub(1).is_some_and(|it| SPEAKERS.contains(&text(it)));
    let was = had_said || (0..from).any(|at| beside(at) && PAST.contains(&text(at)));
    let is_elsewhere = (0..message.words().len())
        .any(|at| beside(at) && OTHERS.contains(&text(at)) && hits.covers(Sense::Doubt, at));
    refuses || was || is_elsewhere
}

/// Whether a negation stands before it in its clause that neither says why (`no puedo ir`) nor is part of the wish
/// (`ya no quiero la cita`), and the wish does not begin anew behind it.
fn is_denied_afar(message: &Normal, hits: &Hits, at: usize) -> bool {
    let text = |at: usize| word(message, at);
    let denies = |at: usize| denies(message, hits, at);
    if denies(at) {
        return false;
    }
    let before = (0..at).rev().find(|it| !SMALL.contains(&text(*it))).map_or("", text);
    let is_about = |it: usize| {
        ABLE.contains(&before) || !(hits.covers(Sense::Unable, it) || hits.covers(Sense::Cancel, it))
    };
    let mut negations =
        (0..at).filter(|it| message.same_clause(*it, at) && denies(*it) && is_about(*it)).peekable();
    let Some(first) = negations.next() else { return false };
    let links = (first + 1..at).any(|it| {
        let weak = text(it) == "que" && it.checked_sub(1).is_some_and(|it| WEAK.contains(&text(it)));
        LINKS.contains(&text(it)) && !weak
    });
    links || ABLE.contains(&before) || !hits.covers(Sense::CancelAnew, at)
}
