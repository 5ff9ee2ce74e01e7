//! The numbers within a text: "cel: 11 2345-6789 / casa 4321-5678".

use super::DIGITS_MIN;
use crate::text::key;

/// Most digits of a number's first part that can be an area code: `0351/4567890` is one number.
const AREA_DIGITS_MAX: usize = 5;
/// Words that an extension follows, as [`key`] spells them.
const EXTENSION_WORDS: [&str; 10] =
    ["ext", "extension", "extensao", "int", "interno", "anexo", "ramal", "x", "opcion", "opcao"];

/// One number of a text.
#[derive(Default)]
pub(super) struct Part {
    /// It is in international form.
    pub(super) plus: bool,
    /// Its digits, in ASCII.
    pub(super) digits: String,
    /// It is an extension of a switchboard's number.
    pub(super) extension: bool,
    /// A slash follows.
    slash: bool,
}

/// `5.49E+12`, with either decimal sign.
pub(super) fn is_rounded(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    text.split_once('e').is_some_and(|(mantissa, exponent)| {
        let is_mantissa = mantissa.contains(['.', ','])
            && mantissa.bytes().all(|b| b.is_ascii_digit() || b".,".contains(&b));
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        is_mantissa && !exponent.is_empty() && exponent.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Takes a text apart into its numbers. Letters and signs that no number is written with stand between numbers.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let text = text.trim();
    // A column of numbers that was once read as decimals.
    let text = text.strip_suffix(".0").unwrap_or(text);
    let mut parts = vec![Part::default()];
    let mut word = String::new();
    for character in text.chars().chain([';']) {
        if character.is_alphabetic() {
            word.push(character);
            continue;
        }
        if !word.is_empty() {
            end_word(&key(&std::mem::take(&mut word)), &mut parts);
        }
        let current = parts.len() - 1;
        let part = &mut parts[current];
        match character {
            _ if digit(character).is_some() => {
                // The digits of an extension are not the number's.
                if !part.extension {
                    part.digits.extend(digit(character));
                }
            }
            '+' | '\u{FF0B}' if part.digits.is_empty() => part.plus = true,
            '+' | '\u{FF0B}' => parts.push(Part { plus: true, ..Part::default() }),
            '#' if part.digits.len() >= DIGITS_MIN => part.extension = true,
            _ if is_filler(character) => {}
            _ => {
                part.slash = character == '/';
                parts.push(Part::default());
            }
        }
    }
    parts.retain(|it| !it.digits.is_empty());
    parts
}

/// A word after a number makes what follows its extension, or another number.
fn end_word(word: &str, parts: &mut Vec<Part>) {
    if let Some(part) = parts.last_mut().filter(|it| !it.digits.is_empty()) {
        if EXTENSION_WORDS.contains(&word) && part.digits.len() >= DIGITS_MIN {
            part.extension = true;
        } else {
            parts.push(Part::default());
        }
    }
}

/// An ASCII or full-width digit, as ASCII.
fn digit(character: char) -> Option<char> {
    match character {
        '0'..='9' => Some(character),
        '\u{FF10}'..='\u{FF19}' => char::from_digit(u32::from(character) - 0xFF10, 10),
        _ => None,
    }
}

/// What stands within a number: spaces, dashes, dots, brackets, quotes, and marks that cannot be seen.
fn is_filler(character: char) -> bool {
    matches!(character,
        ' ' | '\u{A0}' | '\u{2000}'..='\u{200F}' | '\u{202A}'..='\u{202F}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
        | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '(' | ')' | '[' | ']' | '\'' | '"' | '=' | '_' | '~')
}

/// `0351/4567890`: the slash stands after the area code, not between two numbers.
pub(super) fn joined(parts: &[Part]) -> Option<Part> {
    let [area, rest] = parts else { return None };
    let is_area = area.slash && area.digits.len() <= AREA_DIGITS_MAX && !rest.plus;
    is_area.then(|| Part {
        plus: area.plus,
        digits: format!("{}{}", area.digits, rest.digits),
        extension: rest.extension,
        slash: false,
    })
}
