//! Phone numbers and identities. A number is kept in E.164, and matched under all the spellings WhatsApp uses.
//!
//! Parsing national spellings ("011 15-2345-6789") needs the world's numbering plans and lives in `intake`.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::phi::Phi;

/// Longest E.164 number, in digits (ITU-T E.164 §6).
const E164_DIGITS_MAX: usize = 15;
/// Shortest number worth dialling, in digits.
const E164_DIGITS_MIN: usize = 7;

/// A phone number as `+` and digits. `Debug` masks it; there is no `Display`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct E164(String);

/// The text is not `+` and 7 to 15 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a phone number in international form (+ and 7 to 15 digits)")]
pub struct InvalidE164;

impl E164 {
    /// Checks `+` and digits, the first not zero.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidE164> {
        let text = text.into();
        let digits = text.strip_prefix('+').ok_or(InvalidE164)?;
        let length_fits = (E164_DIGITS_MIN..=E164_DIGITS_MAX).contains(&digits.len());
        if !length_fits || digits.starts_with('0') || !digits.bytes().all(|it| it.is_ascii_digit()) {
            return Err(InvalidE164);
        }
        Ok(Self(text))
    }

    /// With the leading `+`, for a provider's API or the patient's own screen.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for E164 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[phone]")
    }
}

impl TryFrom<String> for E164 {
    type Error = InvalidE164;
    fn try_from(text: String) -> Result<Self, InvalidE164> {
        Self::new(text)
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0
    }
}

/// Digits of a national number with its area code, in Argentina and in Mexico.
const NATIONAL_DIGITS: usize = 10;
/// Digits of an area code in Brazil.
const BRAZIL_AREA_DIGITS: usize = 2;

impl E164 {
    /// The one spelling under which all of a subscriber's spellings meet. For matching and thread ids only: what is
    /// dialled is what the clinic gave.
    ///
    /// - Argentina: without the mobile 9 of `+54 9 11…` and without the 15 of `+54 11 15…`.
    /// - Mexico: without the mobile 1 of `+52 1…`.
    /// - Brazil: mobiles with their ninth digit.
    /// - Elsewhere: as it is.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let digits = &self.0[1..];
        let canonical = if let Some(national) = digits.strip_prefix("54") {
            argentine(national).map(|it| format!("+54{it}"))
        } else if let Some(national) = digits.strip_prefix("521") {
            (national.len() == NATIONAL_DIGITS).then(|| format!("+52{national}"))
        } else if let Some(national) = digits.strip_prefix("55") {
            brazilian_without_nine(national).map(|(area, subscriber)| format!("+55{area}9{subscriber}"))
        } else {
            None
        };
        canonical.map_or_else(|| self.clone(), Self)
    }

    /// Whether both are spellings of one subscriber's number.
    #[must_use]
    pub fn same_subscriber(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

/// An Argentine national number (area code and subscriber) starts with 1, 2 or 3.
fn is_argentine(national: &str) -> bool {
    national.len() == NATIONAL_DIGITS && national.starts_with(['1', '2', '3'])
}

/// Takes the mobile 9 and 15 off an Argentine number, if what is left is one.
fn argentine(national: &str) -> Option<String> {
    let national = national.strip_prefix('9').unwrap_or(national);
    // Buenos Aires is 11; all other area codes have three or four digits. "15" cannot stand after both.
    let area_ends: &[usize] = if national.starts_with("11") { &[2] } else { &[3, 4] };
    let without = match area_ends.iter().find(|at| national.get(**at..**at + 2) == Some("15")) {
        Some(at) if national.len() == NATIONAL_DIGITS + 2 => {
            format!("{}{}", &national[..*at], &national[at + 2..])
        }
        _ => national.to_owned(),
    };
    is_argentine(&without).then_some(without)
}

/// A Brazilian mobile of before the ninth digit: area code, and eight digits starting with 6 to 9. Fixed lines start
/// with 2 to 5.
fn brazilian_without_nine(national: &str) -> Option<(&str, &str)> {
    let (area, subscriber) = national.split_at_checked(BRAZIL_AREA_DIGITS)?;
    (subscriber.len() == 8 && subscriber.starts_with(['6', '7', '8', '9'])).then_some((area, subscriber))
}

/// How somebody is reached or writes: what a conversation is with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Identity {
    /// A number, for WhatsApp and SMS.
    Phone(E164),
    /// A WhatsApp business-scoped user id, of somebody who writes without showing a number. It is opaque: never
    /// rewritten, even where it looks like a number.
    WhatsappUser(Phi<String>),
    /// An e-mail address.
    Email(Phi<String>),
}

impl Identity {
    /// What the id of its conversation is derived from. The kinds cannot meet: a number starts with `+`, an address
    /// has an `@`, a user id has neither.
    #[must_use]
    pub fn canonical_text(&self) -> String {
        match self {
            Self::Phone(number) => number.canonical().0,
            Self::WhatsappUser(user) => user.expose().clone(),
            Self::Email(address) => address.expose().to_lowercase(),
        }
    }
}
