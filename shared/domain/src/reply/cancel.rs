//! Whether a visit is to be cancelled: not where the wish is denied from afar, and not where `cancelar` is to pay.

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

/// Whether somebody wants it.
pub(super) fn is_wanted(message: &Normal, hits: &Hits) -> bool {
    hits.says_outside(Sense::Cancel, Sense::CancelAside, message)
        && (0..message.words().len())
            .any(|at| hits.covers(Sense::Cancel, at) && !is_denied_afar(message, hits, at))
}

/// Whether a negation stands before it in its clause that neither says why (`no puedo ir`) nor is part of the wish
/// (`ya no quiero la cita`), and the wish does not begin anew behind it.
fn is_denied_afar(message: &Normal, hits: &Hits, at: usize) -> bool {
    let text = |at: usize| message.words().get(at).map_or("", |it| it.text.as_str());
    let denies = |at: usize| NEGATIONS.contains(&text(at)) && !hits.covers(Sense::NoMatter, at);
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
