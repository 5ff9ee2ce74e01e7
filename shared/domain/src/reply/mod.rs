//! What a patient's message means, in Spanish, English and Portuguese.
//!
//! Pure and deterministic, and precise rather than clever: whole messages are looked up in lists, phrases are found by
//! a small grammar (`pattern`), negations are heard (`hits`), and what is left is [`Intent::Unclear`], to be asked back
//! or read by a person. The languages are not told apart: patients mix them. How well it does, by a labelled set that a
//! test judges it by, stands in `docs/understanding.md`.
//!
//! A red flag comes before everything. Words of the law and of carriers count whenever they come.
//! `CANCEL` is the exception: as the answer to a reminder it cancels the visit and unsubscribes nobody; unasked, it is
//! asked back. Confirm, reschedule and cancel are answers, so they need a question.

mod acknowledge;
mod all;
mod cancel;
mod choice;
mod classes;
mod further;
mod hits;
mod late;
mod law;
mod lexicon;
mod normal;
mod offer;
mod pattern;
mod spelling;
#[cfg(test)]
mod tests;
mod visit;
mod words;

pub use acknowledge::says_coming;
pub(crate) use acknowledge::{acknowledges, only_agrees};
pub(crate) use all::{means_all, only_means_all};
pub use cancel::may_say_paid;
pub use choice::number;
pub use further::{Further, answers_later, asks_further, elsewhen};
pub(crate) use further::{only_defers, says_only_when};
pub(crate) use late::confirms_late;
pub use law::{HELP_WORDS, START_WORDS, STOP_WORDS};
pub(crate) use normal::{folded, plain_clauses};
pub use normal::{plain_words, without_accent};
pub use offer::takes_offer;
pub use visit::{Detail, VisitQuestion, asks_visit, may_ask_visit};

use classes::{DAY, MONTH, VISIT};
use hits::Hits;
use lexicon::Sense;
use normal::{Normal, Word};
use serde::{Deserialize, Serialize};
use std::ops::Range;
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
    /// Probably no more messages, in the person's own words: hold messages back until a person has read it.
    SuspectedStop,
    /// Not the patient: a wrong number, a number given up, a patient who has died. Hold messages back likewise.
    WrongPerson,
    /// Messages again.
    Start,
    /// Who is this, and how do I stop it?
    Help,
    /// Life or limb may be in danger. Never an advice, never silence.
    Emergency,
    /// Will come, after the time.
    Late,
    /// Something was badly done.
    Complaint,
    /// Thanks or good wishes, which need no answer.
    Thanks,
    /// None of these for certain.
    Unclear,
}

/// Understands a message. `asked` says that it answers an open question: one quoted, or the only one open.
/// `own_red_flags` are the clinic's phrases beside the built-in ones, in any spelling.
///
/// The digits 1, 2 and 3 are the options printed in SMS reminders: confirm, reschedule, talk.
#[must_use]
pub fn understand(text: &str, asked: bool, own_red_flags: &[String]) -> Intent {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    if is_emergency(&message, &hits, own_red_flags) {
        return Intent::Emergency;
    }
    bound(&message)
        .or_else(|| always(&message, &hits, asked))
        .or_else(|| if asked { answer(&message, &hits) } else { None })
        .or_else(|| (asked && confirms_before_a_question(text)).then_some(Intent::Confirm))
        .or_else(|| is_thanks(&message, &hits).then_some(Intent::Thanks))
        .unwrap_or(Intent::Unclear)
}

fn is_emergency(message: &Normal, hits: &Hits, own_red_flags: &[String]) -> bool {
    hits.says_outside(Sense::RedFlag, Sense::RedFlagAside, message)
        || own_red_flags.iter().any(|flag| hits::says_literally(message, &Normal::of(flag)))
}

/// Whole messages that bind by themselves.
fn bound(message: &Normal) -> Option<Intent> {
    let core = message.core();
    if STOP_WORDS.contains(&core) {
        return Some(Intent::StopAll);
    }
    if START_WORDS.contains(&core) {
        return Some(Intent::Start);
    }
    if words::HELP_CRIES.contains(&core) && message.has_courtesies() {
        // The law's word stands alone; whoever asks somebody for help wants somebody.
        return Some(Intent::Talk);
    }
    HELP_WORDS.contains(&core).then_some(Intent::Help)
}

/// Whether a message only greets, or asks for the menu by that name.
#[must_use]
pub fn is_greeting(text: &str) -> bool {
    let normal = Normal::of(text);
    normal.core() == "menu" || (normal.core().is_empty() && text.chars().any(char::is_alphabetic))
}

/// Whether a word as [`plain_words`] gives it is a day of the week or a month.
#[must_use]
pub fn is_day_or_month(word: &str) -> bool {
    [DAY, MONTH].iter().any(|list| list.contains(&word))
}

/// Whether a message asks to be told when a time before the visit comes free (`true`), or not to be told any more
/// (`false`). Who says that they cannot come, or asks what there is now, wants another time instead.
#[must_use]
pub fn waits(text: &str) -> Option<bool> {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    if hits.says(Sense::WaitsNoMore) {
        return Some(false);
    }
    let joins = hits.says_outside(Sense::Waits, Sense::WaitsAside, &message);
    (joins && !hits.says(Sense::Unable)).then_some(true)
}

/// Whether words say of their own that a visit cannot stay as it is: `no voy a poder ir`, `quiero cambiar mi turno`. Who
/// wants one more has the same words for it otherwise: `quiero otro turno`.
#[must_use]
pub fn wants_change(text: &str) -> bool {
    let message = Normal::of(text);
    let changes = |it: &Word| words::CHANGING.iter().any(|begins| it.text.starts_with(begins));
    understand(text, true, &[]) == Intent::Reschedule
        && (Hits::of(&message).says(Sense::Unable) || message.words().iter().any(changes))
}

/// Whether words ask to be told something, whether or not a question mark shows it: beside a confirmation, say.
#[must_use]
pub(crate) fn asks_besides(text: &str) -> bool {
    text.contains(['?', '¿', '？']) || Hits::of(&Normal::of(text)).says(Sense::Asks)
}

/// Whether words want another of those that were shown, or say that what was chosen was a mistake.
pub(crate) fn takes_back(text: &str) -> bool {
    Hits::of(&Normal::of(text)).says(Sense::TakesBack)
}

/// Whether words name another visit too, or another one's: `confirmo la de mi hijo también`.
pub(crate) fn names_another_too(text: &str) -> bool {
    Hits::of(&Normal::of(text)).says(Sense::AnotherToo)
}

/// Whether words say that something was badly done.
pub(crate) fn complains(text: &str) -> bool {
    let message = Normal::of(text);
    Hits::of(&message).says_outside(Sense::Complaint, Sense::ComplaintAside, &message)
}

/// What counts whether or not something was asked.
fn always(message: &Normal, hits: &Hits, asked: bool) -> Option<Intent> {
    let says = |sense, aside| hits.says_outside(sense, aside, message);
    let died = says(Sense::Died, Sense::DiedAside) && !hits.says(Sense::Unable);
    let not_myself = says(Sense::NotMyself, Sense::WrongPersonAside) && !is_answered_by_a_relative(hits);
    if died || not_myself || says(Sense::WrongPerson, Sense::WrongPersonAside) {
        return Some(Intent::WrongPerson);
    }
    if hits.says(Sense::WhoIsThis) {
        return Some(Intent::Help);
    }
    if says(Sense::Stop, Sense::StopAside) {
        return Some(Intent::SuspectedStop);
    }
    if hits.says(Sense::Start) {
        return Some(Intent::Start);
    }
    if says(Sense::Complaint, Sense::ComplaintAside) {
        return Some(Intent::Complaint);
    }
    if words::TALK.contains(&message.core()) || hits.says(Sense::Talk) {
        return Some(Intent::Talk);
    }
    let other_time = asked && (says(Sense::Move, Sense::MoveAside) || hits.says(Sense::Cancel));
    (says(Sense::Late, Sense::LateAside) && !other_time).then_some(Intent::Late)
}

/// `no soy la paciente, soy su hija, pero sí va a ir`.
fn is_answered_by_a_relative(hits: &Hits) -> bool {
    let answers = [Sense::Attend, Sense::Move, Sense::Cancel, Sense::Unable, Sense::Late];
    hits.says(Sense::Relative) && answers.iter().any(|it| hits.says(*it))
}

/// What counts only as an answer.
fn answer(message: &Normal, hits: &Hits) -> Option<Intent> {
    match choice::chosen(message) {
        Some(1) => return certain(message, Intent::Confirm),
        Some(2) => return Some(Intent::Reschedule),
        Some(3) => return Some(Intent::Talk),
        _ => {}
    }
    if words::TAKES.contains(&message.core()) {
        return certain(message, Intent::Confirm);
    }
    let bare = message.without_object();
    if CANCEL_WORDS.contains(&bare) && !hits.says(Sense::Politely) {
        return certain(message, Intent::Cancel);
    }
    if words::RESCHEDULE.contains(&bare) {
        return Some(Intent::Reschedule);
    }
    if hits.says(Sense::Deferral) || hits.says(Sense::WhatIf) {
        return None;
    }
    // `si la doctora está, voy` has no other words than a yes.
    let begins_with_if = message.core_words().first().is_some_and(|it| it.text == "si");
    let first = message.core_range().start;
    let is_condition = begins_with_if && hits.said(Sense::Doubt).any(|it| it.start == first);
    if !message.is_inverted() && !is_condition && message.is_yes(|at| gives_thanks(message, hits, at)) {
        return certain(message, Intent::Confirm);
    }
    let moves = hits.says_outside(Sense::Move, Sense::MoveAside, message);
    let yes_but = message.begins_with_yes() && hits.says(Sense::Doubt);
    // Not `sí, pero otro día`.
    let other =
        |at: usize| message.words().get(at).is_some_and(|it| cancel::OTHERS.contains(&it.text.as_str()));
    let otherwise = moves && hits.said(Sense::Move).any(|it| other(it.start));
    if yes_but && (!otherwise || message.doubts() || hits.says(Sense::Cancel)) {
        return (!message.doubts() && cannot_come_then(message, hits)).then_some(Intent::Reschedule);
    }
    if cancel::is_wanted(message, hits) && !moves {
        return if hits.says(Sense::Politely) {
            Some(Intent::Cancel)
        } else {
            certain(message, Intent::Cancel)
        };
    }
    if moves || hits.says(Sense::Unable) {
        return Some(Intent::Reschedule);
    }
    let cancels = hits.says_outside(Sense::Cancel, Sense::CancelAside, message);
    let attends = !message.is_inverted()
        && hits.says(Sense::Attend)
        && !hits.says(Sense::Doubt)
        && !hits.denies(message)
        && !cancels;
    if attends { certain(message, Intent::Confirm) } else { None }
}

/// `sí, pero no puedo ese día`: whether it names the time at which somebody cannot come, and nothing is to be cancelled.
fn cannot_come_then(message: &Normal, hits: &Hits) -> bool {
    let is_when = |it: &Word| {
        [DAY, words::WHEN].iter().any(|list| list.contains(&it.text.as_str())) || it.text == "horario"
    };
    let mut unable = hits.said(Sense::Unable);
    let names_when = |it: Range<usize>| {
        let words = message.words().iter().enumerate().skip(it.start);
        words.take_while(|(at, _)| message.same_clause(it.start, *at)).any(|(_, word)| is_when(word))
    };
    !hits.says(Sense::Cancel) && unable.any(names_when)
}

/// A confirmation of its own, and then a question that leaves the visit alone: `sí, confirmo. ¿Dónde queda?`. Whoever
/// asks when it is may find that they cannot come.
fn confirms_before_a_question(text: &str) -> bool {
    const ENDS: [char; 6] = ['.', ',', ';', '!', '\n', '¿'];
    const MARKS: [char; 2] = ['?', '？'];
    let ended = |it: char| it.is_whitespace() || ENDS.contains(&it) || MARKS.contains(&it);
    let Some((said, asked)) = text.trim_end_matches(ended).rsplit_once(ENDS) else { return false };
    if !text.contains(MARKS) || said.split(ENDS).any(may_be_a_condition) {
        return false;
    }
    let (said, asked) = (Normal::of(said.trim_end_matches(ended)), Normal::of(asked));
    if said.doubts() || asked.doubts() {
        return false;
    }
    let (first, then) = (Hits::of(&said), Hits::of(&asked));
    let of_visit = [Sense::Attend, Sense::Unable, Sense::Move, Sense::Cancel, Sense::Doubt, Sense::WhoIsThis];
    let asks = asked.words().first().is_some_and(|it| words::ASKING.contains(&it.text.as_str()));
    let when = asked.words().iter().any(|it| {
        [DAY, MONTH, VISIT, words::WHEN, words::STAYING_AWAY]
            .iter()
            .any(|list| list.contains(&it.text.as_str()))
            || it.text.bytes().any(|it| it.is_ascii_digit())
    });
    asks && asked.words().len() > 1
        && !when
        && !of_visit.iter().any(|it| then.says(*it))
        && !then.denies(&asked)
        && first.says(Sense::Attend)
        && answer(&said, &first) == Some(Intent::Confirm)
}

/// `si voy, ¿me cobran?`, without its accent: perhaps a yes, perhaps an if, and beside a question more likely that.
fn may_be_a_condition(clause: &str) -> bool {
    let mut words = clause.split_whitespace();
    let first = words.next().map(str::to_lowercase);
    first.is_some_and(|it| ["si", "se", "if"].contains(&it.as_str())) && words.next().is_some()
}

/// A question or a 👎 takes the certainty out of an answer that changes something.
fn certain(message: &Normal, intent: Intent) -> Option<Intent> {
    (!message.doubts()).then_some(intent)
}

/// Whether that word is one of thanks, or of a phrase of them.
fn gives_thanks(message: &Normal, hits: &Hits, at: usize) -> bool {
    let is_word = |it: &Word| words::THANKS_WORDS.contains(&it.text.as_str());
    hits.covers(Sense::Thanks, at) || message.words().get(at).is_some_and(is_word)
}

/// Nothing but thanks and good wishes, in words or signs.
fn is_thanks(message: &Normal, hits: &Hits) -> bool {
    if message.doubts() {
        return false;
    }
    let mut words = message.words().iter().enumerate();
    if !words.clone().any(|(at, _)| gives_thanks(message, hits, at)) {
        return message.smiles() && message.core().is_empty();
    }
    let beside = |it: &Word| {
        [words::THANKS_DETAILS, words::COURTESIES].iter().any(|list| list.contains(&it.text.as_str()))
    };
    words.all(|(at, it)| gives_thanks(message, hits, at) || beside(it) || message.is_courtesy(at))
}
