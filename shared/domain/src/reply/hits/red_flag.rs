//! When a red flag is denied, and when something beside it takes it back.
//!
//! Patients in trouble write without punctuation. So a negation reaches a red flag only over what can stand between the
//! two in one phrase (`no tengo [dolor de pecho]`, and not `no voy [me duele el pecho]`), and an aside takes back only
//! the flag that it is about, not what stands beside it (`tuve un infarto hace dos años y me duele el pecho`).

mod words;

use words::{
    AFTER_IN_THE, AFTER_NO, ALTERNATIVES, ARTICLES, BAD, BEFORE_NOBODY, BREAKS, CARRIED, CARRIERS,
    COMPLAINTS, FEAR, GOING, HARM, LOOSE, NOBODY, PAST_VERBS, PRESENT, PRONOUNS, REFUSALS, SOMEBODY_IS,
    SOMETHING_ELSE, TELLING, WHAT_FOR, WITHOUT,
};

use super::{Hit, NEGATION_REACH, NEGATIONS};
use crate::reply::classes::VISIT;
use crate::reply::lexicon::Sense;
use crate::reply::normal::Normal;

/// Most words between an aside and what it is about.
const ASIDE_REACH: usize = 3;
/// Most words between a time and what was then, with a verb of the past between them.
const PAST_REACH: usize = 4;
/// Most words between a figure of speech and what it makes one.
const FIGURE_REACH: usize = 1;
/// A longer denied flag may have passed over another.
const DENIED_WORDS_MAX: usize = 3;
/// Most words between a flag and what says how bad it is.
const EXTENT_REACH: usize = 3;

fn word(message: &Normal, at: usize) -> &str {
    message.words().get(at).map_or("", |it| it.text.as_str())
}

fn is(message: &Normal, at: usize, list: &[&str]) -> bool {
    list.contains(&word(message, at))
}

/// Whether a negation stands before the flag that takes those words. `denied_end` tells of an earlier flag that is
/// denied and ends there: `or`, `ni` carry its negation on.
pub(super) fn is_denied(
    message: &Normal,
    from: usize,
    to: usize,
    denied_end: impl Fn(usize) -> bool,
) -> bool {
    if is(message, from, NEGATIONS) || tells_extent(message, from, to) {
        return false;
    }
    let last = to.saturating_sub(1);
    if last > from + 1 && is(message, last, COMPLAINTS) && is(message, last - 1, WITHOUT) {
        return true;
    }
    if (from + 1..to).any(|at| is_negation_of_its_own(message, at)) {
        return false;
    }
    for at in (from.saturating_sub(NEGATION_REACH)..from).rev() {
        if !message.same_clause(at, from) {
            return false;
        }
        let mut between = (at + 1..from).map(|it| word(message, it));
        if denied_end(at + 1) && between.next().is_some_and(|it| ALTERNATIVES.contains(&it)) {
            return between.all(|it| LOOSE.contains(&it) || ARTICLES.contains(&it));
        }
        if is(message, at, NEGATIONS) {
            return reaches(message, at, from);
        }
    }
    false
}

/// Whether a negation inside a flag makes it one, so that `no` before it is an answer: `no mamá no respira`. `no` may
/// be Portuguese for "in the".
fn is_negation_of_its_own(message: &Normal, at: usize) -> bool {
    match word(message, at) {
        "no" => is(message, at + 1, AFTER_NO),
        _ => is(message, at, NEGATIONS),
    }
}

/// Whether that negation reaches what begins there: over pronouns, then verbs that carry a complaint, then articles.
fn reaches(message: &Normal, negation: usize, from: usize) -> bool {
    let prior = negation.checked_sub(1).filter(|it| message.same_clause(*it, negation));
    if is(message, negation, REFUSALS)
        || (is(message, negation, NOBODY) && prior.is_some_and(|it| !is(message, it, BEFORE_NOBODY)))
        || (word(message, negation) == "no" && negation + 1 == from && is(message, from, AFTER_IN_THE))
    {
        return false;
    }
    let mut at = negation + 1;
    while at < from && is(message, at, PRONOUNS) {
        at += 1;
    }
    let carries = at < from && is(message, at, CARRIERS);
    if carries {
        at += 1;
        while at < from && is(message, at, CARRIED) {
            at += 1;
        }
    } else if at + 1 < from && is(message, at, GOING) && is(message, at + 1, &["a", "to"]) {
        at += 2;
    }
    let definite = carries || is(message, negation, &["sin", "sem", "without", "ni", "nem", "nor"]);
    (at..from).all(|it| is(message, it, LOOSE) || (definite && is(message, it, ARTICLES)))
}

/// Whether it is said how bad it is, which denies that it was ever so bad: `never had chest pain like this`.
fn tells_extent(message: &Normal, from: usize, to: usize) -> bool {
    (from..to + EXTENT_REACH).filter(|at| message.same_clause(from, *at)).any(|at| match word(message, at) {
        "asi" | "assim" => word(message, at + 1) != "que",
        "tan" | "tao" | "tanto" | "tanta" | "semejante" | "tamanha" => true,
        "like" => is(message, at + 1, &["this", "these", "that"]),
        "this" | "so" | "as" => is(message, at + 1, BAD),
        _ => false,
    })
}

/// Whether that flag is a word of a short one that is denied: `no tengo ideas de [suicidio]`.
pub(super) fn is_part_of_a_denial(hits: &[Hit], flag: &Hit, message: &Normal) -> bool {
    hits.iter().any(|it| {
        it.sense == flag.sense
            && it.denied
            && it.to - it.from <= DENIED_WORDS_MAX
            && it.from < flag.from
            && flag.to <= it.to
            && !is(message, flag.from, NEGATIONS)
    })
}

/// Whether that flag is taken back by an aside.
pub(super) fn is_taken_back(hits: &[Hit], flag: &Hit, message: &Normal) -> bool {
    hits.iter().any(|aside| {
        // Of what goes on behind a comma, `despierta, pero no [contesta] el teléfono`, the end may be something else.
        let ends_in_it =
            aside.sense == Sense::RedFlagItself && message.same_clause(flag.to.saturating_sub(1), aside.from);
        if !(ends_in_it || message.same_clause(flag.from, aside.from)) || has_break_within(message, aside) {
            return false;
        }
        let shares = (aside.from..aside.to).contains(&flag.from)
            || (aside.from..aside.to).contains(&flag.to.saturating_sub(1));
        match aside.sense {
            Sense::RedFlagItself => shares,
            Sense::RedFlagFigure => shares || follows(message, flag, aside, FIGURE_REACH),
            Sense::RedFlagAside => {
                (shares || is_about(message, aside, flag))
                    && !is_aside_denied(message, aside)
                    && !is_fear_of_oneself(message, aside, flag)
            }
            Sense::RedFlagPast => {
                !is_present(message, flag)
                    && (follows(message, flag, aside, ASIDE_REACH)
                        || runs_to(message, flag, aside)
                        || opens(message, aside, flag))
            }
            Sense::RedFlagOver => {
                !is_present(message, flag)
                    && follows(message, flag, aside, ASIDE_REACH)
                    && !is_aside_denied(message, aside)
                    && !hits.iter().any(|it| {
                        it.sense == Sense::RedFlag
                            && (aside.from..aside.to).contains(&it.to.saturating_sub(1))
                    })
            }
            _ => false,
        }
    })
}

/// Whether the aside stands shortly behind the flag, in the same part of the sentence, with nothing else told between.
fn follows(message: &Normal, flag: &Hit, aside: &Hit, reach: usize) -> bool {
    flag.to <= aside.from
        && aside.from - flag.to <= reach
        && !has_break(message, flag.to, aside.from + 1)
        && !(flag.to..aside.from).any(|at| is(message, at, VISIT) || is(message, at, SOMETHING_ELSE))
}

/// Whether all from a verb of the past before the flag to that time is told of then: `tuve dolor de pecho y falta de
/// aire hace dos años`.
fn runs_to(message: &Normal, flag: &Hit, aside: &Hit) -> bool {
    was(message, flag)
        && flag.to <= aside.from
        && aside.from - flag.to <= NEGATION_REACH
        && !(flag.to..aside.from).any(|at| {
            [VISIT, SOMETHING_ELSE, PRESENT, NEGATIONS, SOMEBODY_IS].iter().any(|list| is(message, at, list))
                || goes_on(word(message, at))
        })
}

/// Whether a verb of the past stands before it.
fn was(message: &Normal, flag: &Hit) -> bool {
    (flag.from.saturating_sub(ASIDE_REACH)..flag.from)
        .any(|at| message.same_clause(at, flag.from) && is(message, at, PAST_VERBS))
}

/// Whether the flag stands shortly behind the aside. What is there now is not what was in somebody's history; after
/// `what if` it may be.
fn is_about(message: &Normal, aside: &Hit, flag: &Hit) -> bool {
    let if_so = is(message, aside.to.saturating_sub(1), &["si", "if", "se"]);
    let is_now = is(message, flag.from, NEGATIONS)
        || ends_with_now(message, flag)
        || (flag.from..flag.to).any(|at| goes_on(word(message, at)))
        || (tells(message, flag) && !(if_so && is(message, flag.from, &["desmayo"])))
        || (!if_so && is_present(message, flag));
    aside.to <= flag.from
        && flag.from - aside.to <= ASIDE_REACH
        && !is_now
        && (if_so || !(aside.to..flag.from).any(|at| is(message, at, SOMEBODY_IS)))
        && !has_break(message, aside.to, flag.from + 1)
}

fn is_fear_of_oneself(message: &Normal, aside: &Hit, flag: &Hit) -> bool {
    is(message, aside.from, FEAR) && (flag.from..flag.to).any(|at| is(message, at, HARM))
}

/// Whether a time opens its part of the sentence, and the flag tells of then: `last year I had chest pain`.
fn opens(message: &Normal, aside: &Hit, flag: &Hit) -> bool {
    let article = aside.from.checked_sub(1).filter(|it| is(message, *it, &["el", "no", "the", "o", "este"]));
    let begins = article
        .unwrap_or(aside.from)
        .checked_sub(1)
        .is_none_or(|before| !message.same_clause(before, aside.from) || is(message, before, BREAKS));
    let Some(gap) = flag.from.checked_sub(aside.to) else { return false };
    let mut before = (aside.to..flag.from).rev();
    let had = is(message, flag.from, PAST_VERBS)
        || before.find(|at| !is_article(message, *at)).is_some_and(|it| is(message, it, PAST_VERBS));
    begins && (gap <= 1 || (gap <= PAST_REACH && had)) && !has_break(message, aside.to, flag.from + 1)
}

fn is_article(message: &Normal, at: usize) -> bool {
    is(message, at, LOOSE) || is(message, at, ARTICLES)
}

/// Whether a word of those begins another part of the sentence.
fn has_break(message: &Normal, from: usize, to: usize) -> bool {
    (from..to).any(|at| is(message, at, BREAKS))
}

/// Whether another part of the sentence begins inside an aside. Between a visit and what it is for, an `e` is `é`.
fn has_break_within(message: &Normal, aside: &Hit) -> bool {
    let is_verb =
        |at: usize| word(message, at) == "e" && is(message, at - 1, VISIT) && is(message, at + 1, WHAT_FOR);
    (aside.from + 1..aside.to).any(|at| is(message, at, BREAKS) && !is_verb(at))
}

/// Whether a negation stands before an aside, whatever stands between: then it is none.
fn is_aside_denied(message: &Normal, aside: &Hit) -> bool {
    let is_in_the = |at: usize| word(message, at) == "no" && is(message, at + 1, AFTER_IN_THE);
    (aside.from.saturating_sub(ASIDE_REACH)..aside.from)
        .any(|at| message.same_clause(at, aside.from) && is(message, at, NEGATIONS) && !is_in_the(at))
}

/// Whether it is so now, as the words stand: `me duele`, `no puedo`, `sangrando`, and not `tuve`.
fn is_present(message: &Normal, flag: &Hit) -> bool {
    !was(message, flag)
        && (flag.from..flag.to).any(|at| is(message, at, PRESENT) || goes_on(word(message, at)))
}

/// Whether it tells of what somebody did or underwent; a noun that is written like the verb stands behind `de`.
fn tells(message: &Normal, flag: &Hit) -> bool {
    let of =
        flag.from.checked_sub(1).is_some_and(|it| is(message, it, &["de", "por", "of", "for", "con", "com"]));
    !of && is(message, flag.from, TELLING)
}

/// `now` stands behind it, and nothing else.
fn ends_with_now(message: &Normal, flag: &Hit) -> bool {
    is(message, flag.to, &["now", "today", "ahora", "agora", "hoy", "hoje"])
        && !message.same_clause(flag.to, flag.to + 1)
}

/// Spanish and Portuguese gerunds, and some English ones.
fn goes_on(word: &str) -> bool {
    (word.ends_with("ndo") && !["cuando", "quando"].contains(&word))
        || ["having", "choking", "gasping", "seizing", "passing", "hurting"].contains(&word)
}
