//! A wish for another time: whether it says for which, and under times that were offered, for which others.

use std::ops::Range;

use super::classes::class;
use super::hits::Hits;
use super::is_day_or_month;
use super::lexicon::Sense;
use super::normal::Normal;

/// What stands beside days and hours in a wish that says nothing else.
const WITH_WHEN: &[&str] = &[
    // Spanish and Portuguese
    "el", "la", "los", "las", "lo", "o", "a", "os", "as", "de", "del", "da", "do", "en", "em", "na", "no",
    "por", "pela", "para", "pra", "al", "x", "y", "e", "ou", "que", "viene", "vem", "este", "esta", "ese",
    "esa", "proximo", "proxima", "feira", "si", "sim", "mejor", "melhor", "quiero", "quisiera", "queria",
    "quero", "prefiero", "prefiro", "puede", "podria", "pode", "poderia", "ser", "seria", "despues",
    "depois", "antes", "partir", "temprano", "cedo", "menos", "hs", "mananas", "tardes", "primera",
    // English
    "the", "on", "in", "at", "or", "and", "next", "this", "any", "i", "want", "prefer", "like", "would",
    "after", "before", "early", "yes", "ok", "am", "pm",
];

/// What stands beside words of answering later that say nothing else.
const WITH_DEFERRAL: &[&str] = &[
    "te", "les", "le", "os", "lhe", "lhes", "lo", "yo", "eu", "i", "ok", "okay", "dale", "vale", "bueno",
    "gracias", "obrigado", "obrigada", "thanks", "hola", "oi", "hi", "and", "y", "e",
];

/// Which other times somebody asks for who was shown some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Further {
    /// Later ones.
    Later,
    /// Earlier ones.
    Earlier,
    /// On other days.
    OtherDays,
    /// More of them.
    More,
}

/// Which other times a message asks for that is written under some. Who [`answers_later`] asks for none.
#[must_use]
pub fn asks_further(text: &str) -> Option<Further> {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let senses = [
        (Sense::FurtherOtherDays, Further::OtherDays),
        (Sense::FurtherLater, Further::Later),
        (Sense::FurtherEarlier, Further::Earlier),
        (Sense::FurtherMore, Further::More),
    ];
    let says = |sense| hits.says_outside(sense, Sense::MoveAside, &message);
    senses.into_iter().find(|(sense, _)| says(*sense)).map(|it| it.1)
}

/// Whether somebody says that they will answer later: the day that they name may be when.
#[must_use]
pub fn answers_later(text: &str) -> bool {
    Hits::of(&Normal::of(text)).says(Sense::Deferral)
}

/// Whether a message says no more than that: `ok, te confirmo mañana`.
pub(crate) fn only_defers(text: &str) -> bool {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let is_said = |at: usize, word: &str| {
        hits.covers(Sense::Deferral, at) || message.is_courtesy(at) || WITH_DEFERRAL.contains(&word)
    };
    let mut words = message.words().iter().enumerate();
    hits.says(Sense::Deferral) && !message.doubts() && words.all(|(at, it)| is_said(at, &it.text))
}

/// Whether a message says nothing but when: `el miércoles por favor`. Not `el jueves me operan`.
pub(crate) fn says_only_when(text: &str) -> bool {
    let message = Normal::of(text);
    let is_when = |it: &str| class("when").contains(&it) || is_day_or_month(it);
    let is_beside = |it: &str| WITH_WHEN.contains(&it) || it.bytes().all(|it| it.is_ascii_digit());
    let mut words = message.core_words().iter().map(|it| it.text.as_str());
    words.clone().any(is_when) && words.all(|it| is_when(it) || is_beside(it))
}

/// The words with which a message asks for another time and says which: "to Friday", not when somebody fell ill, works,
/// or has the visit.
#[must_use]
pub fn elsewhen(text: &str) -> Option<String> {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let in_one_clause = |it: &Range<usize>| message.same_clause(it.start, it.end - 1);
    let from = hits.said(Sense::Elsewhen).filter(in_one_clause).map(|it| it.start).min()?;
    let mut asked = String::new();
    for (at, word) in message.words().iter().enumerate().skip(from) {
        if at > from {
            asked += if message.same_clause(at - 1, at) { " " } else { ", " };
        }
        asked += &word.text;
    }
    Some(asked)
}
