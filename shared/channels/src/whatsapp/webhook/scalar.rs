//! Scalars as Meta sends them: numbers as strings, strings as numbers, milliseconds for seconds, null for nothing.

use std::borrow::Cow;
use std::fmt;

use domain::phi::Phi;
use domain::phone::E164;
use jiff::Timestamp;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::told;

/// Seconds since the epoch have fewer digits than this until the year 5138; milliseconds have had more since 1973.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// A text, borrowed from the body where it has no escapes. Missing and null are empty; a number is its digits.
#[derive(Clone, Default)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl<'a> Text<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_string(self) -> String {
        self.0.into_owned()
    }

    pub(super) fn some(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.into_owned())
    }

    pub(super) fn phi(self) -> Phi<String> {
        Phi::new(self.0.into_owned())
    }

    pub(super) fn some_phi(self) -> Option<Phi<String>> {
        self.some().map(Phi::new)
    }

    /// A WhatsApp id of a phone: its digits, usually without `+`.
    pub(super) fn phone(&self) -> Option<E164> {
        if self.0.is_empty() {
            return None;
        }
        let mut number = String::with_capacity(self.0.len() + 1);
        if !self.0.starts_with('+') {
            number.push('+');
        }
        number.push_str(&self.0);
        E164::new(number).ok()
    }

    /// A phone as people write it, in international form with its separators.
    pub(super) fn written_phone(&self) -> Option<E164> {
        let digits = self.0.trim().strip_prefix('+')?;
        let is_separator = |it: &char| matches!(it, ' ' | '-' | '.' | '(' | ')' | '\u{a0}');
        let digits = digits.chars().filter(|it| !is_separator(it));
        E164::new(std::iter::once('+').chain(digits).collect::<String>()).ok()
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text)))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(if truth { "true" } else { "false" })))
    }

    fn visit_unit<E: Error>(self) -> Result<Text<'de>, E> {
        Ok(Text::default())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

/// A whole number, as one or as its digits. Anything else that is a scalar is nothing.
#[derive(Clone, Copy, Default)]
pub(super) struct Number(Option<i64>);

impl Number {
    /// An error code.
    pub(super) fn code(self) -> Option<u32> {
        self.0.and_then(|it| u32::try_from(it).ok())
    }

    /// An instant in seconds or in milliseconds since the epoch. Zero is what programs make of nothing.
    pub(super) fn instant(self) -> Option<Timestamp> {
        let number = self.0.filter(|it| *it > 0)?;
        if number >= MILLISECONDS_FROM {
            Timestamp::from_millisecond(number).ok()
        } else {
            Timestamp::from_second(number).ok()
        }
    }

    /// When something was, by Meta; where that cannot be read or cannot be, when it was received.
    pub(super) fn told(self, received_at: Timestamp) -> Timestamp {
        told(self.instant(), received_at)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        Ok(Number(text.parse().ok()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
        Ok(Number(i64::try_from(number).ok()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
        Ok(Number(Some(number)))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Number, E> {
        Ok(Number(None))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Number, E> {
        Ok(Number(None))
    }

    fn visit_unit<E: Error>(self) -> Result<Number, E> {
        Ok(Number(None))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}
