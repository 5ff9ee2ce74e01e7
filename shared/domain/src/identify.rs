//! Who writes from a number that no patient is known by: what the clinic asks, how answers are read, and what matches.
//!
//! Guarantees: nobody is found by their name, nor by one fact alone; an answer is compared whole, under the one spelling
//! that the clinic's own facts are kept in; where several records match, none is chosen. It does not ask and does not
//! count: see [`crate::thread`] for the one and [`Patient::misses`] for the other.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, PatientId};
use crate::language::Language;
use crate::patient::Patient;
use crate::phi::Phi;
use crate::words::month_named;

/// Characters of a document's number, without what is written between them.
const DOCUMENT_CHARS: RangeInclusive<usize> = 5..=20;
/// Years that somebody who has visits was born in, first and last.
pub const BIRTH_YEARS: RangeInclusive<i16> = 1900..=2100;
/// Facts asked at least, unless a signed code is one of the ways.
pub const FACTS_MIN: usize = 2;

/// What a clinic asks a number that no patient is known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identification {
    /// Asked one by one in this order. All have to match one patient.
    #[serde(default)]
    pub ask: Vec<Fact>,
    /// A code that Pulso signed for the patient (`{{patient_code}}` in a message) is enough by itself.
    #[serde(default)]
    pub codes: bool,
}

/// A fact about a patient that others are not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The number of their identity document.
    Document,
    /// The day they were born.
    BirthDate,
    /// The clinic's number of them.
    PatientNumber,
    /// The clinic's number of one of their appointments.
    AppointmentNumber,
}

impl Fact {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Document, Self::BirthDate, Self::PatientNumber, Self::AppointmentNumber];

    /// The name in the configuration, and in the evidence of a match.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::BirthDate => "birth_date",
            Self::PatientNumber => "patient_number",
            Self::AppointmentNumber => "appointment_number",
        }
    }

    /// Whether few people have the same: a birthday is shared by hundreds.
    #[must_use]
    pub const fn singles_out(self) -> bool {
        !matches!(self, Self::BirthDate)
    }

    /// The template that asks for it.
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::Document => "reply_identify_document",
            Self::BirthDate => "reply_identify_birth_date",
            Self::PatientNumber => "reply_identify_patient_number",
            Self::AppointmentNumber => "reply_identify_appointment_number",
        }
    }

    /// An answer in words, in the one spelling that is compared; `None` where it is none. A date that is all digits has
    /// its month first in `country` US only.
    #[must_use]
    pub fn read(self, text: &str, country: &str) -> Option<Phi<String>> {
        let read = match self {
            Self::Document => document_in(text)?,
            Self::BirthDate => birth_date(text, country)?.to_string(),
            Self::PatientNumber => number_in(text).filter(|it| PatientId::new(*it).is_ok())?.to_owned(),
            Self::AppointmentNumber => number_in(text).filter(|it| CaseId::new(*it).is_ok())?.to_owned(),
        };
        Some(Phi::new(read))
    }

    /// Whether the patient's record says the same. An appointment is looked up, so its owner is who was found by it.
    #[must_use]
    pub fn is_of(self, answer: &Phi<String>, patient: &Patient, owner: Option<&PatientId>) -> bool {
        match self {
            Self::Document => patient.document.as_ref() == Some(answer),
            Self::BirthDate => {
                patient.birth_date.as_ref().is_some_and(|it| it.expose().to_string() == *answer.expose())
            }
            Self::PatientNumber => {
                let number = answer.expose();
                patient.id.as_str() == number || patient.aliases.iter().any(|it| it.as_str() == number)
            }
            Self::AppointmentNumber => {
                owner.is_some_and(|it| patient.id == *it || patient.aliases.contains(it))
            }
        }
    }
}

impl Identification {
    /// Whether what is asked can tell one patient from all others: a signed code, or two facts of which one singles out.
    #[must_use]
    pub fn is_evidence(&self) -> bool {
        let twice = self.ask.iter().enumerate().any(|(at, it)| self.ask[..at].contains(it));
        let facts = self.ask.len() >= FACTS_MIN && self.ask.iter().any(|it| it.singles_out());
        !twice && (facts || (self.codes && self.ask.is_empty()))
    }
}

/// The number of a document in the spelling that is compared: capital letters and digits alone. `None` where it is too
/// short, too long or without digits.
#[must_use]
pub fn document(text: &str) -> Option<String> {
    let kept: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_uppercase()).collect();
    let fits = DOCUMENT_CHARS.contains(&kept.len()) && kept.bytes().any(|it| it.is_ascii_digit());
    fits.then_some(kept)
}

/// The number of a document within a sentence: the words with digits, with a letter by itself before or after them. A
/// small one is a letter behind all other words only: else it is `y`, `e`, `a`. A colon ends a word: `DNI:30123456`.
fn document_in(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|it: char| it.is_whitespace() || it == ':').filter(|it| !it.is_empty()).collect();
    let has_digit = |word: &&str| word.bytes().any(|it| it.is_ascii_digit());
    let first = words.iter().position(has_digit)?;
    let count = words[first..].iter().take_while(|it| has_digit(it)).count();
    let letter = |at: usize| {
        let bare = words.get(at)?.trim_matches(|it: char| !it.is_alphanumeric());
        let may_be_small = at + 1 == words.len();
        let is_letter = |it: u8| it.is_ascii_uppercase() || (may_be_small && it.is_ascii_lowercase());
        (bare.len() == 1 && bare.bytes().all(is_letter)).then_some(bare)
    };
    let before = first.checked_sub(1).and_then(letter);
    let after = letter(first + count);
    let digits = words[first..first + count].iter().copied();
    let parts: Vec<&str> = before.into_iter().chain(digits).chain(after).collect();
    document(&parts.concat())
}

/// The last word with a digit, without what stands around it.
fn number_in(text: &str) -> Option<&str> {
    let bare = |word: &'_ str| -> Option<(usize, usize)> {
        let start = word.find(|it: char| it.is_ascii_alphanumeric())?;
        let end = word.rfind(|it: char| it.is_ascii_alphanumeric())?;
        Some((start, end + 1))
    };
    let mut numbers = text.split_whitespace().filter(|it| it.bytes().any(|byte| byte.is_ascii_digit()));
    let word = numbers.next_back()?;
    let (start, end) = bare(word)?;
    Some(&word[start..end])
}

/// A day of birth with its whole year: `2/4/1980`, `2 de abril de 1980`, `April 2, 1980`, `1980-04-02`.
fn birth_date(text: &str, country: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let mut numbers: Vec<(usize, i64)> = Vec::new();
    let mut month_word = None;
    for part in lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
        let digits = part.trim_end_matches(|it: char| it.is_alphabetic());
        if !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) {
            numbers.push((digits.len(), digits.parse().ok()?));
        } else if let Some(month) = Language::ALL.into_iter().find_map(|it| month_named(part, it)) {
            month_word = Some(month);
        }
    }
    let numbers = match numbers.as_slice() {
        // Written without anything between: 02041980.
        [(8, _)] => {
            let digits: String = lower.chars().filter(char::is_ascii_digit).collect();
            let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i64>().ok();
            vec![(2, part(0..2)?), (2, part(2..4)?), (4, part(4..8)?)]
        }
        _ => numbers,
    };
    let (year, month, day) = match (numbers.as_slice(), month_word) {
        ([(_, day), (4, year)] | [(4, year), (_, day)], Some(month)) => (*year, i64::from(month), *day),
        ([(4, year), (_, month), (_, day)], None) => (*year, *month, *day),
        ([(_, month), (_, day), (4, year)], None) if country == "US" => (*year, *month, *day),
        ([(_, day), (_, month), (4, year)], None) => (*year, *month, *day),
        _ => return None,
    };
    let year = i16::try_from(year).ok().filter(|it| BIRTH_YEARS.contains(it))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests;
