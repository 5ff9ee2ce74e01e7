//! SMS text: how many parts it is sent and charged as, and how to spell it so that it takes fewer.
//!
//! Guarantees: [`segments`] is exact for carriers that speak the GSM default alphabet and UCS-2; [`fold()`] never makes
//! a text dearer, never turns ñ into n, and changes nothing that it cannot make cheaper. National shift tables are
//! not counted on: no provider here offers them.

mod fold;
#[cfg(test)]
mod tests;

pub use fold::fold;

/// Longest body a provider takes, in characters (Twilio and AWS).
pub const SMS_CHARS_MAX: usize = 1600;
/// Septets in a message of one part.
const GSM7_SINGLE_SEPTETS: u32 = 160;
/// Septets in each of several parts.
const GSM7_PART_SEPTETS: u32 = 153;
/// UTF-16 units in a message of one part.
const UCS2_SINGLE_UNITS: u32 = 70;
/// UTF-16 units in each of several parts.
const UCS2_PART_UNITS: u32 = 67;

/// The alphabet a text needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The GSM 03.38 default alphabet with its extension table: 7 bits a character.
    Gsm7,
    /// Two bytes a UTF-16 unit; one character outside GSM-7 takes the whole message here.
    Ucs2,
}

impl Encoding {
    /// The usual name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }
}

/// What a text is sent as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segments {
    /// The alphabet.
    pub encoding: Encoding,
    /// Parts sent, which is what is charged. Zero for an empty text.
    pub count: u32,
    /// Septets or UTF-16 units of the text, without the headers of the parts.
    pub units: u32,
}

/// Counts the parts. An extension character's two septets and a surrogate pair stay in one part.
#[must_use]
pub fn segments(text: &str) -> Segments {
    if let Some(widths) = text.chars().map(septets).collect::<Option<Vec<u32>>>() {
        return count(Encoding::Gsm7, &widths, GSM7_SINGLE_SEPTETS, GSM7_PART_SEPTETS);
    }
    let widths: Vec<u32> = text.chars().map(|it| if it.len_utf16() == 2 { 2 } else { 1 }).collect();
    count(Encoding::Ucs2, &widths, UCS2_SINGLE_UNITS, UCS2_PART_UNITS)
}

fn count(encoding: Encoding, widths: &[u32], single: u32, part: u32) -> Segments {
    let units: u32 = widths.iter().sum();
    if units <= single {
        return Segments { encoding, count: u32::from(units > 0), units };
    }
    let mut count = 1;
    let mut used = 0;
    for width in widths {
        if used + width > part {
            count += 1;
            used = 0;
        }
        used += width;
    }
    Segments { encoding, count, units }
}

/// Septets of a character in GSM-7, if it is there.
fn septets(character: char) -> Option<u32> {
    match character {
        '\n'
        | '\r'
        | ' '..='Z'
        | '_'
        | 'a'..='z'
        | '¡'
        | '£'
        | '¤'
        | '¥'
        | '§'
        | '¿'
        | 'Ä'
        | 'Å'
        | 'Æ'
        | 'Ç'
        | 'É'
        | 'Ñ'
        | 'Ö'
        | 'Ø'
        | 'Ü'
        | 'ß'
        | 'à'
        | 'ä'
        | 'å'
        | 'æ'
        | 'è'
        | 'é'
        | 'ì'
        | 'ñ'
        | 'ò'
        | 'ö'
        | 'ø'
        | 'ù'
        | 'ü'
        | 'Γ'
        | 'Δ'
        | 'Θ'
        | 'Λ'
        | 'Ξ'
        | 'Π'
        | 'Σ'
        | 'Φ'
        | 'Ψ'
        | 'Ω' => Some(1),
        '\u{0C}' | '[' | '\\' | ']' | '^' | '{' | '|' | '}' | '~' | '€' => Some(2),
        _ => None,
    }
}
