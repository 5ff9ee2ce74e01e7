//! A message without what does not matter: case, accents, punctuation, politeness.

use super::words::{COURTESIES, MODALS, OBJECTS, YES_PHRASES, YES_WORDS};

/// Most words a confirmation has; a longer message says something else as well.
const YES_WORDS_MAX: usize = 6;

/// A message made comparable.
pub(super) struct Normal {
    /// All words, a space between, a space at both ends.
    padded: String,
    /// Without courtesies at its ends.
    core: String,
    /// Without a modal before and an object behind: `quiero cambiar la cita` is `cambiar`.
    bare: String,
    /// It has a question mark.
    asks: bool,
    /// It has a 👍 or the like.
    nods: bool,
    /// It has a 👎 or the like.
    shakes: bool,
}

impl Normal {
    pub(super) fn of(text: &str) -> Self {
        let words: Vec<String> = plain_words(text);
        let all: Vec<&str> = words.iter().map(String::as_str).collect();
        let core = strip(&all, COURTESIES, COURTESIES);
        let bare = strip(core, MODALS, OBJECTS);
        Self {
            padded: format!(" {} ", all.join(" ")),
            core: core.join(" "),
            bare: bare.join(" "),
            asks: text.contains(['?', '¿', '？']),
            nods: text.contains(['👍', '👌', '✅', '✔', '🆗', '☑']),
            shakes: text.contains(['👎', '❌', '🚫', '✖', '❎', '⛔', '🙅']),
        }
    }

    pub(super) fn core(&self) -> &str {
        &self.core
    }

    pub(super) fn without_object(&self) -> &str {
        &self.bare
    }

    /// Whether one of the phrases stands in it, on word boundaries.
    pub(super) fn contains_any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.padded.contains(&format!(" {phrase} ")))
    }

    pub(super) fn starts_with_any(&self, openings: &[&str]) -> bool {
        openings.iter().any(|opening| self.padded.starts_with(&format!(" {opening} ")))
    }

    /// Nothing but words of assent, or a nod with nothing but courtesies.
    pub(super) fn is_yes(&self) -> bool {
        if self.core.is_empty() {
            return self.nods;
        }
        let mut rest = format!(" {} ", self.core);
        for phrase in YES_PHRASES {
            rest = rest.replace(&format!(" {phrase} "), " ok ");
        }
        let words: Vec<&str> = rest.split_whitespace().collect();
        words.len() <= YES_WORDS_MAX && words.iter().all(|it| YES_WORDS.contains(it))
    }

    pub(super) fn doubts(&self) -> bool {
        self.asks || self.shakes
    }
}

/// Words of letters and digits, in small letters without accents. Apostrophes join ("don't" is `dont`).
#[must_use]
pub fn plain_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in text.chars() {
        match character {
            '\''
            | '’'
            | '´'
            | '`'
            | '\u{300}'..='\u{36F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{AD}'
            | '\u{FE0F}'
            | '\u{20E3}' => {}
            it if it.is_alphanumeric() => {
                words.last_mut().into_iter().for_each(|word| word.extend(folded(it)));
            }
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The small letter without its accent; ñ is n, which in matching confuses no two words of the lists.
pub(crate) fn folded(character: char) -> impl Iterator<Item = char> {
    character.to_lowercase().map(|it| match it {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'ª' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'º' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        '０'..='９' => char::from_u32(u32::from(it) - u32::from('０') + u32::from('0')).unwrap_or(it),
        other => other,
    })
}

/// Takes phrases off both ends, the longest that fits, for as long as there are any.
fn strip<'a, 'b>(words: &'b [&'a str], before: &[&str], behind: &[&str]) -> &'b [&'a str] {
    let mut rest = words;
    loop {
        let fits_before = |phrase: &&&str| phrase.split(' ').eq(rest.iter().copied().take(length(phrase)));
        let fits_behind = |phrase: &&&str| {
            let from = rest.len().saturating_sub(length(phrase));
            phrase.split(' ').eq(rest[from..].iter().copied())
        };
        let from = before.iter().filter(fits_before).map(|it| length(it)).max().unwrap_or(0);
        let to = behind.iter().filter(fits_behind).map(|it| length(it)).max().unwrap_or(0);
        if from + to == 0 {
            return rest;
        }
        rest = rest[from..].get(..rest.len().saturating_sub(from + to)).unwrap_or_default();
    }
}

/// Words in a phrase.
fn length(phrase: &str) -> usize {
    phrase.split(' ').count()
}
