//! Who confirms and says in the same breath that they come late: `sí confirmo, pero llego 10 min tarde`.

use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::{Normal, Word};
use super::{Intent, answer};

/// Between the two.
const PARTING: &[&str] =
    &["pero", "mas", "but", "aunque", "though", "although", "solo", "only", "y", "and", "e"];
/// Before what says that somebody is late, they belong to it.
const COMING: &[&str] = &[
    "voy", "vamos", "vou", "a", "que", "me", "creo", "estoy", "estou", "to", "ando", "vengo", "puede", "se",
    "i", "we", "will", "ill", "am", "be", "might", "may", "going", "probably", "just", "unos", "como", "uns",
];
/// Behind it, likewise.
const BY: &[&str] = &[
    "minutos", "minutitos", "minutinhos", "min", "mins", "minutes", "tarde", "late", "atrasado", "atrasada",
];
/// They make it a condition, unless one of those stands behind: `pero sí voy`.
const CONDITIONS: &[&str] = &["si", "if", "cuando", "quando", "when"];
const GOING: &[&str] = &[
    "voy", "vamos", "confirmo", "confirmamos", "ire", "iremos", "asisto", "asistire", "ahi", "alli", "estare",
];
/// Behind a `se`, which is an if in Portuguese, they make it none: `se me hizo tarde`.
const ONESELF: &[&str] = &["me", "nos", "le"];

/// Whether words confirm a visit and say that somebody comes late to it: before or behind what says that they do stands
/// a confirmation that is one by itself.
pub(crate) fn confirms_late(text: &str) -> bool {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let otherwise = [Sense::Unable, Sense::Cancel, Sense::Move, Sense::WhatIf, Sense::Deferral];
    if message.doubts() || otherwise.iter().any(|it| hits.says(*it)) {
        return false;
    }
    let words = message.words();
    let (mut from, mut to) = (words.len(), 0);
    for late in hits.said(Sense::Late) {
        (from, to) = (from.min(late.start), to.max(late.end));
    }
    let is = |it: &Word, list: &[&str]| list.contains(&it.text.as_str());
    let before = |at: usize| at.checked_sub(1).filter(|it| message.same_clause(*it, at));
    while let Some(at) = before(from).filter(|at| is(&words[*at], COMING)) {
        from = at;
    }
    let is_condition = |at: usize| {
        let next = words.get(at + 1).filter(|_| message.same_clause(at, at + 1));
        let goes_on = |but: &[&str]| next.is_some_and(|it| !is(it, but));
        // `si llego tarde` is an if; `sí, llego tarde` and a yes before anything else are none.
        let is_if =
            is(&words[at], CONDITIONS) && ((at + 1 == from && next.is_some()) || (at > 0 && goes_on(GOING)));
        is_if || (words[at].text == "se" && goes_on(ONESELF))
    };
    if from >= to || (0..words.len()).any(is_condition) {
        return false;
    }
    let confirms = |words: &[Word]| {
        let words: Vec<&str> = words.iter().map(|it| it.text.as_str()).collect();
        let said = Normal::of(&words.join(" "));
        answer(&said, &Hits::of(&said)) == Some(Intent::Confirm)
    };
    let head = words[..from].iter().rposition(|it| !is(it, PARTING)).map_or(0, |it| it + 1);
    let tail = words[to..].iter().take_while(|it| is(it, BY) || is(it, PARTING)).count();
    confirms(&words[..head]) || confirms(&words[to + tail..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_confirms_and_is_late_comes() {
        for text in [
            "sí confirmo, pero llego 10 min tarde",
            "si confirmo pero llego 10 minutos tarde",
            "Confirmo. Voy a llegar 15 min tarde",
            "sí, pero llego tarde",
            "llego 10 min tarde pero sí voy",
            "voy a llegar 15 minutos tarde pero confirmo",
            "confirmo pero se me hizo tarde",
            "yes I'll be there but running 10 minutes late",
            "I confirm, but I will be 15 min late",
            "running 10 min late but I'll be there",
            "sim, confirmo, mas vou atrasar 10 min",
            "confirmo presença, chego 10 min atrasada",
            "vou chegar atrasado mas vou",
        ] {
            assert!(confirms_late(text), "{text}");
        }
    }

    #[test]
    fn who_is_late_alone_or_on_a_condition_confirms_nothing() {
        for text in [
            "llego 10 min tarde",
            "si llego tarde me atienden",
            "si voy a llegar tarde avisen",
            "confirmo, pero si llego tarde me atienden?",
            "confirmo si puedo llegar 10 min tarde",
            "confirmo solo si me esperan, llego 15 min tarde",
            "no confirmo, llego tarde",
            "no puedo, llego tarde",
            "creo que llego tarde, te confirmo luego",
            "running late, can we reschedule",
            "not sure, I might be 10 minutes late",
            "se eu chegar atrasado vocês atendem",
            "não vou, vou me atrasar",
            "talvez, vou atrasar",
        ] {
            assert!(!confirms_late(text), "{text}");
        }
    }
}
