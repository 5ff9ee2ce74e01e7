//! What tells who writes from a number that nobody knows: signed codes, and digests of facts to be found under.
//!
//! A code names a patient by the clinic's own number and says nothing else of them. A digest is made with a key, so
//! that nobody who reads the table can try all document numbers.

use std::fmt;

use domain::identify::Fact;
use domain::ids::{ClinicId, PatientId};
use jiff::Timestamp;

use crate::button::ButtonKey;
use crate::signature::equal;

/// A code holds to the end of the period after the one it was made in, each of so many days.
const CODE_PERIOD_DAYS: i64 = 90;
/// Signature of a code, in hexadecimal digits: 48 bits, at which two hundred guesses a second take thousands of years.
const CODE_DIGITS: usize = 12;
/// The digits are written in groups of so many.
const GROUP_DIGITS: usize = 4;
const SECONDS_PER_DAY: i64 = 86_400;

/// The key that codes and digests are made with: the buttons' one, over texts that no button has.
#[derive(Clone)]
pub struct IdentityKey(ButtonKey);

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey")
    }
}

impl IdentityKey {
    /// The key of codes beside that of buttons.
    #[must_use]
    pub const fn new(buttons: ButtonKey) -> Self {
        Self(buttons)
    }

    /// The patient's code, as made at an instant: `p-204-3fa9-07bc-11d2`.
    #[must_use]
    pub fn code(&self, clinic: &ClinicId, patient: &PatientId, at: Timestamp) -> String {
        let digits = self.digits(clinic, patient, period(at));
        let groups: Vec<&str> = (0..CODE_DIGITS)
            .step_by(GROUP_DIGITS)
            .filter_map(|it| digits.get(it..it + GROUP_DIGITS))
            .collect();
        format!("{patient}-{}", groups.join("-"))
    }

    /// The patient whose code stands in a text, if one of the clinic's does and still holds.
    #[must_use]
    pub fn patient_in(&self, clinic: &ClinicId, text: &str, now: Timestamp) -> Option<PatientId> {
        text.split_whitespace().find_map(|word| self.patient_of(clinic, word, now))
    }

    fn patient_of(&self, clinic: &ClinicId, word: &str, now: Timestamp) -> Option<PatientId> {
        let word = word.trim_matches(|it: char| !it.is_ascii_alphanumeric());
        let start = word.len().checked_sub(CODE_DIGITS + CODE_DIGITS / GROUP_DIGITS)?;
        let (patient, signature) = (word.get(..start)?, word.get(start..)?.strip_prefix('-')?);
        let told = signature.replace('-', "").to_ascii_lowercase();
        let current = period(now);
        // A phone's keyboard begins a message with a capital, whatever the number has.
        let spellings = [patient.to_owned(), patient.to_ascii_lowercase(), patient.to_ascii_uppercase()];
        spellings.into_iter().filter_map(|it| PatientId::new(it).ok()).find(|patient| {
            let is = |period| equal(&told, &self.digits(clinic, patient, period));
            is(current) || is(current - 1)
        })
    }

    fn digits(&self, clinic: &ClinicId, patient: &PatientId, period: i64) -> String {
        let signature = self.0.signature(&format!("i1.{clinic}.{period}.{patient}"));
        signature.chars().take(CODE_DIGITS).collect()
    }

    /// What a clinic's patients with that fact are found under.
    #[must_use]
    pub fn digest(&self, clinic: &ClinicId, fact: Fact, answer: &str) -> String {
        self.0.signature(&format!("f1.{clinic}.{}.{answer}", fact.as_str()))
    }
}

fn period(at: Timestamp) -> i64 {
    at.as_second().div_euclid(CODE_PERIOD_DAYS * SECONDS_PER_DAY)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_code_names_its_patient_for_a_while_and_no_other_does() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let key = IdentityKey::new(ButtonKey::new("k"));
        let (sol, luna) = (ClinicId::new("sol").unwrap(), ClinicId::new("luna").unwrap());
        let patient = PatientId::new("p-204").unwrap();
        let made = at("2026-11-30T13:00:00Z");
        let code = key.code(&sol, &patient, made);
        let said = format!("Hola, mi código es {}.", code.to_uppercase());
        assert_eq!(key.patient_in(&sol, &said, made), Some(patient.clone()));
        let capital = PatientId::new("HC-204").unwrap();
        let typed = key.code(&sol, &capital, made).to_lowercase();
        assert_eq!(key.patient_in(&sol, &typed, made), Some(capital));
        assert_eq!(key.patient_in(&sol, &code, at("2027-02-15T13:00:00Z")), Some(patient.clone()));
        assert_eq!(key.patient_in(&sol, &code, at("2027-06-30T13:00:00Z")), None);
        assert_eq!(key.patient_in(&luna, &code, made), None);
        assert_eq!(key.patient_in(&sol, &code.replace("p-204", "p-205"), made), None);
        assert_eq!(IdentityKey::new(ButtonKey::new("other")).patient_in(&sol, &code, made), None);
        for odd in ["", "-", "p-204", "0000-0000-0000", "ñandú-0000-0000-0000", &"x".repeat(300)] {
            assert_eq!(key.patient_in(&sol, odd, made), None, "{odd}");
        }
    }

    #[test]
    fn a_digest_tells_neither_the_fact_nor_the_clinic() {
        let key = IdentityKey::new(ButtonKey::new("k"));
        let (sol, luna) = (ClinicId::new("sol").unwrap(), ClinicId::new("luna").unwrap());
        let own = key.digest(&sol, Fact::Document, "30123456");
        assert_eq!(own, key.digest(&sol, Fact::Document, "30123456"));
        assert_ne!(own, key.digest(&luna, Fact::Document, "30123456"));
        assert_ne!(own, IdentityKey::new(ButtonKey::new("other")).digest(&sol, Fact::Document, "30123456"));
        assert!(!own.contains("30123456"));
    }
}
