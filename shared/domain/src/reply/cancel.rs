//! Whether a visit is to be cancelled: not where the wish is denied from afar or doubted behind, not beside words of
//! coming, and not where `cancelar` is to pay.

use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::Normal;
use super::words::NEGATIONS;

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
/// In words of coming that say it of nobody: the name of a button, a farewell.
const NOBODY_COMES: &[&str] = &["confirmar", "comparecer", "see", "cya", "vemos", "veo", "ate", "forward"];
/// Before an `a`, they are what somebody is about to do.
const GOING: &[&str] = &["voy", "vamos"];
/// Most words between a `confirmo` and the cancelling that it confirms.
const CONFIRMED_REACH: usize = 2;

/// Whether somebody wants it.
pub(super) fn is_wanted(message: &Normal, hits: &Hits) -> bool {
    let is_sure = |at: usize| {
        hits.covers(Sense::Cancel, at)
            && !is_denied_afar(message, hits, at)
            && !hits.said(Sense::Undecided).any(|it| it.start > at)
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

/// Whether it is said beside it that somebody comes: two wishes, and nobody knows whose is which. Not where the same
/// clause says that they do not, and not where it is the cancelling that they confirm.
fn says_coming(message: &Normal, hits: &Hits) -> bool {
    let text = |at: usize| word(message, at);
    let denies = |at: usize| denies(message, hits, at);
    let refuses = |from: usize| {
        hits.said(Sense::Unable).any(|it| message.same_clause(it.start, from))
            || (0..from).any(|at| message.same_clause(at, from) && denies(at))
    };
    let leads_to_it = |end: usize| {
        let last = end.checked_sub(1).map_or("", text);
        let is_next = (end..=end + CONFIRMED_REACH).any(|at| hits.covers(Sense::Cancel, at));
        (GOING.contains(&last) && text(end) == "a") || (last.starts_with("confirm") && is_next)
    };
    hits.said(Sense::Attend).any(|it| {
        !it.clone().any(|at| NOBODY_COMES.contains(&text(at))) && !leads_to_it(it.end) && !refuses(it.start)
    })
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
