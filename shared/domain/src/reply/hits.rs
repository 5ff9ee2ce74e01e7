//! Which senses a message carries, and which of them it denies.
//!
//! A negation reaches over small words only, inside one clause: `no tengo dolor de pecho` denies the pain, `no puedo
//! ir, me duele el pecho` does not. Red flags have narrower rules of their own (`red_flag`).

mod red_flag;

use std::ops::Range;

use super::lexicon::{Sense, lexicon};
use super::normal::Normal;

/// Most words between a negation and what it denies.
const NEGATION_REACH: usize = 5;

/// A phrase found in a message.
#[derive(Debug, Clone, Copy)]
struct Hit {
    sense: Sense,
    from: usize,
    to: usize,
    denied: bool,
}

/// All phrases found in a message.
#[derive(Debug)]
pub(super) struct Hits(Vec<Hit>);

impl Hits {
    pub(super) fn of(message: &Normal) -> Self {
        let mut hits: Vec<Hit> = Vec::new();
        for from in 0..message.words().len() {
            lexicon().each_at(message, from, |sense, to| {
                let denied_end = |end| hits.iter().any(|it| it.sense == sense && it.denied && it.to == end);
                let denied = match sense {
                    Sense::RedFlag => red_flag::is_denied(message, from, to, denied_end),
                    _ => is_denied(message, from, denied_end),
                };
                hits.push(Hit { sense, from, to, denied });
            });
        }
        Self(hits)
    }

    /// Whether it is said, and not denied.
    pub(super) fn says(&self, sense: Sense) -> bool {
        self.0.iter().any(|it| it.sense == sense && !it.denied)
    }

    /// Where it is said, and not denied.
    pub(super) fn said(&self, sense: Sense) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().filter(move |it| it.sense == sense && !it.denied).map(|it| it.from..it.to)
    }

    /// Whether a phrase of that sense has that word.
    pub(super) fn covers(&self, sense: Sense, at: usize) -> bool {
        self.0.iter().any(|it| it.sense == sense && (it.from..it.to).contains(&at))
    }

    /// Whether anything is denied that matters.
    pub(super) fn denies(&self, message: &Normal) -> bool {
        let mut words = message.words().iter().enumerate();
        let denies = |word: &str| NEGATIONS.contains(&word) || NONE_OF_THEM.contains(&word);
        words.any(|(at, it)| denies(&it.text) && !self.covers(Sense::NoMatter, at))
    }

    /// Whether it is said in a clause that does not say the other; of a red flag, whether nothing about it takes it
    /// back.
    pub(super) fn says_outside(&self, sense: Sense, other: Sense, message: &Normal) -> bool {
        if sense == Sense::RedFlag {
            let mut flags = self.0.iter().filter(|it| it.sense == sense && !it.denied);
            return flags.any(|it| {
                !red_flag::is_part_of_a_denial(&self.0, it, message)
                    && !red_flag::is_taken_back(&self.0, it, message)
            });
        }
        self.0.iter().filter(|it| it.sense == sense && !it.denied).any(|it| {
            !self.0.iter().any(|that| that.sense == other && message.same_clause(it.from, that.from))
        })
    }
}

/// Whether the message has all those words in a row, a clinic's own red flag, and does not deny them.
pub(super) fn says_literally(message: &Normal, phrase: &Normal) -> bool {
    let wanted = phrase.words();
    let mut windows = message.words().windows(wanted.len().max(1)).enumerate();
    !wanted.is_empty()
        && windows.any(|(from, words)| {
            words.iter().zip(wanted).all(|(a, b)| a.text == b.text)
                && !red_flag::is_denied(message, from, from + wanted.len(), |_| false)
        })
}

/// Whether a negation stands before the phrase that begins there. `denied_end` tells of an earlier phrase of the same
/// sense that is denied and ends there: `ni`, `or` carry its negation on.
fn is_denied(message: &Normal, from: usize, denied_end: impl Fn(usize) -> bool) -> bool {
    let words = message.words();
    let is = |at: usize, list: &[&str]| words.get(at).is_some_and(|it| list.contains(&it.text.as_str()));
    if is(from, NEGATIONS) {
        return false;
    }
    for at in (from.saturating_sub(NEGATION_REACH)..from).rev() {
        if !message.same_clause(at, from) {
            return false;
        }
        if is(at, NEGATIONS) || denied_end(at + 1) {
            return true;
        }
        if !is(at, SMALL_WORDS) {
            return false;
        }
    }
    false
}

/// They deny what follows.
const NEGATIONS: &[&str] = &[
    "no", "nao", "not", "ni", "nem", "nor", "sin", "sem", "without", "never", "nunca", "jamas", "tampoco",
    "cant", "dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "havent", "hasnt", "wont", "shouldnt",
    "ninguem", "nadie", "nobody",
];

/// Of what was offered they deny all: `ninguno me sirve`.
const NONE_OF_THEM: &[&str] = &["ninguno", "ninguna", "ningun", "nenhum", "nenhuma", "none", "neither"];

/// A negation reaches over them.
const SMALL_WORDS: &[&str] = &[
    // Spanish
    "quiero", "quisiera", "deseo", "voy", "van", "vayan", "vaya", "a", "la", "lo", "las", "los", "me", "te",
    "le", "les", "se", "nos", "mi", "el", "un", "una", "es", "fue", "era", "esta", "estoy", "tengo", "tiene",
    "tuve", "tuvo", "hay", "he", "ha", "siento", "necesito", "hace", "falta", "de", "ningun", "ninguna",
    "mas", "nada", "que", "por", "favor", "vuelvan", "vuelva", "o", "y", "para", "ya", "pueden", "puede",
    "con", "autorizo", "queria", "quise", // English
    "want", "wanted", "need", "mean", "meant", "to", "an", "any", "the", "my", "have", "having", "had",
    "feel", "feeling", "is", "was", "am", "been", "be", "being", "going", "really", "you", "guys", "please",
    "of", "or", "and", "i", "in", "it", "more", "just", "yet", "ever", // Portuguese
    "quero", "quis", "vou", "vamos", "vao", "minha", "meu", "tenho", "tem", "tive", "estou", "sinto", "e",
    "foi", "uma", "preciso", "precisa", "mais", "com", "os", "as", "ou", "do", "da", "muita", "muito",
    "mucho", "mucha",
];
