//! What a comment says, as far as it decides anything: a score in it, a complaint, a topic.
//!
//! Pure and deterministic, in Spanish, English and Portuguese. It errs towards the complaint: a person reads one more
//! comment, rather than one less. What asks for somebody without complaining is one too, since nobody else reads it.
//! The words themselves stand in `lexicon`.

use super::Scale;
use super::grade::is_below_nought;
use super::lexicon::{ANGRY, BARE_COMPLAINTS, CALLS, COMPLAINTS, NAMES, NEGATIONS, STARS, TURNS};
use crate::reply::{complains, folded, number};

/// How many words before a complaint a negation may stand: `no tengo ninguna queja`.
const NEGATION_REACH: usize = 3;
/// What ends a clause: neither a negation nor a phrase goes on behind it. `No volvería, horrible`.
pub(super) const CLAUSE_ENDS: [char; 12] = ['.', ',', ';', ':', '!', '?', '¡', '¿', '…', '–', '—', '\n'];
/// Longest run of digits that can be a score.
const SCORE_DIGITS_MAX: usize = 2;
const STAR_SIGNS: [char; 3] = ['⭐', '🌟', '★'];
/// Most stars that people give.
pub(super) const STARS_MAX: u8 = 5;
/// As many say that it was bad.
const FEW_STARS: u8 = 2;

/// The words of a text, comparable, clause by clause.
pub(crate) struct Words(Vec<Vec<String>>);

impl Words {
    /// The words of each clause.
    pub(super) fn of(text: &str) -> Self {
        Self(text.split(CLAUSE_ENDS).map(words).collect())
    }

    /// The words of a name, in which punctuation ends nothing: `ECO. ABDOMINAL`.
    pub(crate) fn of_name(name: &str) -> Self {
        Self(vec![words(name)])
    }

    /// Whether the phrase stands in it; each of its words may end in `*`.
    pub(crate) fn has_phrase(&self, phrase: &str) -> bool {
        self.places(phrase).next().is_some()
    }

    /// Whether it complains of something or calls for somebody, and does not say that it does not.
    fn calls_for_somebody(&self) -> bool {
        let is_said = |phrase: &&str| {
            // A phrase that begins with a negation is one on purpose.
            let own = NEGATIONS.iter().any(|it| phrase.split(' ').next() == Some(it));
            let is_name = NAMES.iter().any(|it| phrase.starts_with(it));
            let counts_none = |before: &[String]| is_name && before.last().is_some_and(|it| it == "0");
            self.places(phrase).any(|before| own || !(negates(before) || counts_none(before)))
        };
        self.is_bare_complaint() || COMPLAINTS.iter().chain(CALLS).any(is_said)
    }

    /// Whether one bad word is all it says, a score beside it apart.
    fn is_bare_complaint(&self) -> bool {
        let mut said = self.0.iter().flatten().filter(|it| it.contains(char::is_alphabetic));
        said.next().is_some_and(|it| BARE_COMPLAINTS.contains(&it.as_str())) && said.next().is_none()
    }

    /// Where the phrase stands: at each place, the words of its clause that come before it.
    fn places(&self, phrase: &str) -> impl Iterator<Item = &[String]> {
        let wanted: Vec<(String, bool)> = phrase
            .split_whitespace()
            .flat_map(|it| {
                let (stem, open) = it.strip_suffix('*').map_or((it, false), |stem| (stem, true));
                let stem = words(stem);
                let last = stem.len();
                stem.into_iter().zip(1..).map(move |(word, at)| (word, open && at == last))
            })
            .collect();
        let fits = move |rest: &[String]| {
            let fit = |(word, (stem, open)): (&String, &(String, bool))| {
                if *open { word.starts_with(stem) } else { word == stem }
            };
            !wanted.is_empty() && rest.len() >= wanted.len() && rest.iter().zip(&wanted).all(fit)
        };
        let places = self.0.iter().flat_map(|clause| (0..clause.len()).map(move |at| clause.split_at(at)));
        places.filter(move |(_, rest)| fits(rest)).map(|(before, _)| before)
    }
}

/// Small letters without accents, split at whatever is neither letter nor digit; apostrophes join.
pub(super) fn words(clause: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in clause.chars() {
        match character {
            '\'' | '’' | '\u{300}'..='\u{36F}' => {}
            it if it.is_alphanumeric() => {
                words.last_mut().into_iter().for_each(|word| word.extend(folded(it)));
            }
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether the last of these words take back what comes behind them.
fn negates(before: &[String]) -> bool {
    let near = before.iter().rev().take(NEGATION_REACH);
    near.take_while(|it| !TURNS.contains(&it.as_str())).any(|it| NEGATIONS.contains(&it.as_str()))
}

/// Whether a text counts stars, in signs or in words.
pub(super) fn counts_stars(text: &str) -> bool {
    text.contains(STAR_SIGNS) || words(text).iter().any(|it| STARS.contains(&it.as_str()))
}

/// Whether a comment is a complaint or calls for somebody, in words of its own or in those of a message that nobody
/// asked for. So does a nought, on whichever scale, or a number below, a star or two, and a sign of anger.
#[must_use]
pub fn calls_for_somebody(comment: &str) -> bool {
    Words::of(comment).calls_for_somebody()
        || comment.split(CLAUSE_ENDS).any(complains)
        || comment.contains(ANGRY)
        || Scale::Nps.parse(comment) == Some(0)
        || is_below_nought(comment)
        || (counts_stars(comment) && Scale::Csat.parse(comment).is_some_and(|it| it <= FEW_STARS))
}

/// The number that a text gives as a score of at most `most`. `2 horas de espera` gives none: its number counts hours;
/// and `1 de 10` gives none of at most 5: it is on another scale.
pub(super) fn parse_score(text: &str, most: u8) -> Option<u8> {
    let text: String = text.chars().filter(|it| !matches!(it, '\u{FE0F}' | '\u{20E3}')).collect();
    let text = text.trim().to_lowercase();
    let stars = text.chars().take_while(|it| STAR_SIGNS.contains(it)).count();
    if stars > 0 {
        return u8::try_from(stars).ok();
    }
    if text == "🔟" {
        return Some(10);
    }
    let digits = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    if digits == 0 || digits > SCORE_DIGITS_MAX {
        return None;
    }
    let score = text[..digits].parse().ok()?;
    let scales = ["/", "/ ", "de ", "out of "].map(|it| format!("{it}{most}"));
    let rest = behind(&text[digits..], &scales).unwrap_or(&text[digits..]);
    // Who counts stars means a score, whatever comes behind: "1 estrella porque no hay menos".
    if behind(rest, &STARS).is_some() {
        return Some(score);
    }
    let apart = [',', '.', ';', ':', '!', '-', '–', '—', '\n', '('];
    let says = |it: &str| it.contains(char::is_alphanumeric);
    // After a decimal sign comes a digit: 4.5 is on neither scale.
    let is_decimal = rest.starts_with(['.', ',']) && rest[1..].starts_with(|it: char| it.is_ascii_digit());
    // A range is no score: `8-9`.
    let ends = rest.trim_start().strip_prefix(['-', '–', '—']);
    if ends.is_some_and(|it| it.trim_start().starts_with(|it: char| it.is_ascii_digit())) {
        return None;
    }
    let stands_apart = !says(rest) || rest.trim_start_matches(' ').starts_with(apart);
    (stands_apart && !is_decimal).then_some(score)
}

/// The score that is all a text says, in words that choose nothing from a list: `cero`, `cinco estrellas`.
pub(super) fn counted(text: &str) -> Option<u8> {
    let words = words(text);
    let (count, of_stars) = match words.as_slice() {
        [count] => (count.as_str(), false),
        [count, stars] if STARS.contains(&stars.as_str()) => (count.as_str(), true),
        _ => return None,
    };
    match count {
        "cero" | "zero" => Some(0),
        "una" | "uma" if of_stars => Some(1),
        _ => number(count),
    }
}

/// What comes behind the one of these words that a text begins with.
fn behind<'a>(text: &'a str, words: &[impl AsRef<str>]) -> Option<&'a str> {
    let text = text.trim_start();
    let mut rests = words.iter().filter_map(|it| text.strip_prefix(it.as_ref()));
    rests.find(|it| !it.starts_with(char::is_alphanumeric))
}
