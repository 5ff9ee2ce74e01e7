//! Phone numbers and identities. A number is kept in E.164, and matched under all the spellings WhatsApp uses.
//!
//! Parsing national spellings ("011 15-2345-6789") needs the world's numbering plans and lives in `intake`.

use serde::{Deserialize, Serialize};

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
