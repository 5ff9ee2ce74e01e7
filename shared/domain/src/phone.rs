//! Phone numbers and identities. A number is kept in E.164, and matched under all the spellings WhatsApp uses.
//!
//! Parsing national spellings ("011 15-2345-6789") needs the world's numbering plans and lives in `intake`.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::phi::Phi;

/// Longest E.164 number, in digits (ITU-T E.164 §6).
pub const E164_DIGITS_MAX: usize = 15;
/// Shortest number worth dialling, in digits.
pub const E164_DIGITS_MIN: usize = 7;

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

/// Longest business-scoped user id taken, in characters: `CC.ENT.` and 128 letters or digits, and some room
/// (providers.md §1.8).
pub const BSUID_CHARS_MAX: usize = 140;
/// Longest last part of a business-scoped user id, in characters.
const BSUID_KEY_CHARS_MAX: usize = 128;

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

    /// The spellings under which WhatsApp may know or report the subscriber, the canonical one first.
    ///
    /// Argentina's national 15 is not among them: WhatsApp never shows it.
    #[must_use]
    pub fn whatsapp_variants(&self) -> Vec<Self> {
        let canonical = self.canonical();
        let digits = &canonical.0[1..];
        let other = if let Some(national) = digits.strip_prefix("54") {
            is_argentine(national).then(|| format!("+549{national}"))
        } else if let Some(national) = digits.strip_prefix("52") {
            (national.len() == NATIONAL_DIGITS).then(|| format!("+521{national}"))
        } else if let Some(national) = digits.strip_prefix("55") {
            brazilian_with_nine(national).map(|(area, subscriber)| format!("+55{area}{subscriber}"))
        } else {
            None
        };
        std::iter::once(canonical.clone()).chain(other.map(Self)).collect()
    }

    /// Whether both are spellings of one subscriber's number.
    #[must_use]
    pub fn same_subscriber(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }

    /// The digits of the country code, e.g. `54`; the plan's first three digits where ITU-T has assigned none.
    ///
    /// `1` is all of the North American plan, `7` is Russia and Kazakhstan.
    #[must_use]
    pub fn country_calling_code(&self) -> &str {
        /// Two-digit codes (ITU-T E.164 Annex, 2016); the other codes outside 1 and 7 have three digits.
        const TWO_DIGITS: [&str; 44] = [
            "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
            "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
            "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
        ];
        let digits = &self.0[1..];
        match &digits[..2] {
            two if two.starts_with(['1', '7']) => &digits[..1],
            two if TWO_DIGITS.contains(&two) => two,
            _ => &digits[..3],
        }
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

/// A Brazilian mobile that was there before the ninth digit, without it.
fn brazilian_with_nine(national: &str) -> Option<(&str, &str)> {
    let (area, subscriber) = national.split_at_checked(BRAZIL_AREA_DIGITS)?;
    let old = subscriber.strip_prefix('9')?;
    (old.len() == 8 && old.starts_with(['6', '7', '8', '9'])).then_some((area, old))
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

/// The text is not a WhatsApp business-scoped user id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "is not a WhatsApp user id (two capital letters, a full stop, optionally `ENT.`, letters and digits)"
)]
pub struct InvalidBsuid;

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

    /// A WhatsApp user id such as `ES.13491208655302741918` or `US.ENT.11815799212886844830`, kept byte for byte.
    pub fn parse_bsuid(text: &str) -> Result<Self, InvalidBsuid> {
        let (country, rest) = text.split_once('.').ok_or(InvalidBsuid)?;
        let key = rest.strip_prefix("ENT.").unwrap_or(rest);
        let is_country = country.len() == 2 && country.bytes().all(|it| it.is_ascii_uppercase());
        let is_key = (1..=BSUID_KEY_CHARS_MAX).contains(&key.len())
            && key.bytes().all(|it| it.is_ascii_alphanumeric());
        if text.len() <= BSUID_CHARS_MAX && is_country && is_key {
            Ok(Self::WhatsappUser(Phi::new(text.to_owned())))
        } else {
            Err(InvalidBsuid)
        }
    }
}
