//! When somebody cannot come: `no puedo los viernes`, `Fridays don't work`, `a la mañana no, a la tarde sí`.
//!
//! A refusal reaches a day over small words and other days only, in its clause, and a day that stands right before it
//! keeps it to itself: `viernes no puedo miércoles sí` refuses one of the two. Where a part of the day or an hour is
//! refused, the day is not: `el viernes no puedo por la mañana`.

use super::words::{
    CLAUSE_END, GREETINGS, PART_LEADS, PARTS, is_day_or_part, is_lead, is_number, is_part, phrase,
};

/// They refuse by themselves.
const UNABLE: &[&str] = &[
    "cant", "wont", "couldnt", "imposible", "impossible", "impossivel", "complica", "complicado",
    "complicada", "busy", "ocupado", "ocupada", "unavailable",
];
const NEGATIONS: &[&str] =
    &["no", "nao", "not", "dont", "doesnt", "isnt", "arent", "tampoco", "never", "nunca"];
/// Those that refuse a day right behind them, with no verb: `no Fridays`.
const BARE_NEGATIONS: &[&str] = &["no", "nao", "not", "tampoco", "never", "nunca"];
/// Before a negation, they make it another choice or a question: `lunes o si no martes`, `why not Friday?`.
const NO_REFUSALS: &[&[&str]] = &[&["si"], &["se"], &["if"], &["if", "you"], &["why"], &["por", "que"]];
/// They ask: `¿el viernes no se puede?`.
const ASKING: &[&[&str]] = &[
    &["no", "se", "puede"],
    &["no", "se", "podra"],
    &["no", "se", "podria"],
    &["no", "puede", "ser"],
    &["no", "podra", "ser"],
    &["no", "podria", "ser"],
];
/// Who does not work on a day can come on it: `I don't work Fridays`.
const FREE: &[&[&str]] = &[&["i", "dont", "work"], &["we", "dont", "work"]];
/// Behind a verb that is denied, they consent: `el viernes no me viene mal`.
const HARMLESS: &[&str] = &["mal", "bad", "ruim"];
/// With a negation they refuse.
const ABLE: &[&str] = &[
    "puedo", "podre", "podria", "podemos", "podremos", "puede", "pueden", "podra", "alcanzo", "llego", "voy",
    "ire", "estare", "quiero", "sirve", "queda", "conviene", "viene", "va", "acomoda", "funciona", "sea",
    "tiempo", "posible", "disponible", "posso", "consigo", "vou", "irei", "estarei", "quero", "serve",
    "rola", "da", "tempo", "possivel", "disponivel", "work", "suit", "good", "possible", "available", "free",
    "able",
];
/// Behind a day they want it, whatever stands before: `no puedo antes el lunes sí`.
const ACCEPTS: &[&str] = &[
    "si", "sim", "yes", "puedo", "posso", "mejor", "melhor", "instead", "works", "better", "ok", "perfecto",
    "fine", "is",
];
/// `ni lunes ni martes`.
const NEITHER: &[&str] = &["ni", "nem", "nor"];
/// Between a day and what refuses it.
const SMALL: &[&str] = &[
    "entre", "between", "el", "los", "la", "las", "o", "os", "a", "as", "the", "on", "in", "en", "na", "nas",
    "por", "de", "del", "da", "das", "do", "pela", "para", "x", "y", "e", "and", "or", "ou", "feira", "dia",
    "dias", "any", "i", "yo", "eu", "we", "am", "estoy", "estou", "se", "me", "nos", "le", "ir", "asistir",
    "poder", "venir", "come", "make", "it", "to", "be", "attend", "comparecer", "bien", "bem",
];
/// Right behind a `no` that is an answer, `não é` that asks, or Portuguese for "in the".
const IN_THE: &[&str] =
    &["el", "la", "o", "e", "dia", "sabado", "domingo", "fim", "final", "comeco", "inicio"];
/// Before a number, they make it an hour.
const BEFORE_HOURS: &[&str] = &["las", "das", "before", "after", "until", "till"];
/// Between a negation and its verb.
const PRONOUNS: &[&str] = &["me", "nos", "se", "le", "lo", "la", "yo", "i", "we", "eu", "it"];
/// Behind a negation that ends what is said.
const COURTESIES: &[&str] =
    &["gracias", "por", "porfa", "please", "thanks", "thank", "obrigado", "obrigada", "favor"];

/// Whether the day or part of a day that is so many words of these, with others before, is one on which somebody cannot
/// come.
pub(super) fn is_refused(before: &[&str], words: &[&str], count: usize) -> bool {
    let (day, behind) = words.split_at(count.min(words.len()));
    let of_part = is(before.last(), PART_LEADS) && phrase(PARTS, day).is_some();
    // `ni el lunes ni el martes puedo`
    let led_by_neither = is(before.iter().rev().find(|it| !SMALL.contains(it)), NEITHER);
    led_by_neither
        || refuses_back(behind, of_part)
        || (!accepts(behind) && refuses_ahead(before, day, of_part))
}

/// As [`is_refused`], for an hour: `el viernes no antes de las 3` refuses it, and not the day.
pub(super) fn is_hour_refused(before: &[&str], words: &[&str], count: usize) -> bool {
    let (hour, behind) = words.split_at(count.min(words.len()));
    refuses_back(behind, true) || (!accepts(behind) && refuses_ahead(before, hour, true))
}

fn is(word: Option<&&str>, list: &[&str]) -> bool {
    word.is_some_and(|it| list.contains(it))
}

fn is_between(word: &str) -> bool {
    SMALL.contains(&word)
        || NEITHER.contains(&word)
        || is_number(word)
        || is_day_or_part(word)
        || is_lead(word)
}

/// What comes behind a day, small words and other days.
fn past_small<'a>(words: &'a [&'a str]) -> &'a [&'a str] {
    let from = words.iter().position(|it| !is_between(it)).unwrap_or(words.len());
    &words[from..]
}

/// `por la tarde`.
fn begins_with_part(words: &[&str]) -> bool {
    let leads = words.iter().take_while(|it| PART_LEADS.contains(it)).count();
    leads > 0 && words.get(leads).is_some_and(|it| is_part(it))
}

/// `el viernes no puedo`, `Fridays don't work`, `hoy no`, `viernes no miércoles sí`. Not `el viernes no hay problema`,
/// nor `Monday not Tuesday`.
fn refuses_back(behind: &[&str], of_part: bool) -> bool {
    let rest = past_small(behind);
    if is(rest.first(), UNABLE) {
        return of_part || !begins_with_part(&rest[1..]);
    }
    if !is(rest.first(), NEGATIONS) || ASKING.iter().any(|it| rest.starts_with(it)) {
        return false;
    }
    let pronouns = rest[1..].iter().take_while(|it| PRONOUNS.contains(it)).count();
    let said = &rest[1 + pronouns..];
    let verb = said.first();
    let is_able = is(verb, ABLE) && !is(said.get(1), HARMLESS);
    let ends = verb.is_none_or(|it| *it == CLAUSE_END || COURTESIES.contains(it));
    let refuses = is_able || ends || accepts(&rest[1..]);
    refuses && (of_part || !begins_with_part(&said[usize::from(is_able)..]))
}

/// `no puedo antes el lunes sí`. In `no puedo el viernes mejor el lunes` what stands behind belongs to the next day.
fn accepts(behind: &[&str]) -> bool {
    let rest = past_small(behind);
    is(rest.first(), ACCEPTS) && rest.get(1).is_none_or(|it| !is_between(it))
}

/// `no puedo el viernes`, `ni lunes ni martes`, `not Fridays`. Not `no el viernes`, which may be an answer and a wish,
/// nor what is "in the" in Portuguese: `no sábado`, `no dia 5`.
fn refuses_ahead(before: &[&str], day: &[&str], of_part: bool) -> bool {
    let small = before.iter().rev().take_while(|it| is_between(it)).count();
    let (rest, between) = before.split_at(before.len() - small);
    // `no puedo antes de las 5 el lunes`, `I can't before 5 on Monday`.
    let hour = between.windows(2).any(|it| BEFORE_HOURS.contains(&it[0]) && is_number(it[1]));
    if hour || ASKING.iter().chain(FREE).any(|it| rest.ends_with(it)) {
        return false;
    }
    if between.iter().any(|it| NEITHER.contains(it)) {
        return true;
    }
    let without = |rest: &[&str], list: &[&str]| {
        rest.len() - rest.iter().rev().take_while(|it| list.contains(it) || SMALL.contains(it)).count()
    };
    let is_another = |it: &&str| if of_part { is_part(it) } else { is_day_or_part(it) };
    let belongs_to_another = |negation: usize| {
        let prior = &rest[..without(&rest[..negation], PRONOUNS)];
        prior.last().is_some_and(is_another) && !is(prior.iter().nth_back(1), GREETINGS)
    };
    let refuses = |negation: usize| {
        !belongs_to_another(negation) && !NO_REFUSALS.iter().any(|it| rest[..negation].ends_with(it))
    };
    let Some(last) = rest.len().checked_sub(1) else { return false };
    if is(rest.last(), UNABLE) {
        let negated = without(&rest[..last], PRONOUNS);
        return !is(rest[..negated].last(), NEGATIONS) && refuses(last);
    }
    if is(rest.last(), BARE_NEGATIONS) {
        let follows = between.first().or(day.first());
        return !is(follows, IN_THE) && refuses(last);
    }
    let verb = without(rest, ABLE);
    let Some(negation) = verb.checked_sub(1).filter(|_| is(rest.last(), ABLE)) else { return false };
    is(rest.get(negation), NEGATIONS) && refuses(negation)
}
