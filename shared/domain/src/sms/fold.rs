//! Spelling a text with the letters GSM-7 has.

use std::borrow::Cow;

use super::{Encoding, segments, septets};

/// The text spelt in GSM-7 where that takes no more parts: `á`→`a`, `ç`→`c`, `“`→`"`, `…`→`...`.
///
/// Letters GSM-7 has (ñ Ñ é É ü Ü à è ì ò ù ¿ ¡) stay, and ñ never becomes n, which would be another word ("año"). A
/// text with something else that GSM-7 lacks (an emoji, say) goes out as UCS-2 whatever is done, so it is left as
/// written, accents and all. Folding twice is folding once.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    let before = segments(text);
    if before.encoding == Encoding::Gsm7 {
        return Cow::Borrowed(text);
    }
    match spell(text) {
        Some(spelt) if segments(&spelt).count <= before.count => Cow::Owned(spelt),
        _ => Cow::Borrowed(text),
    }
}

/// The text in GSM-7, if every character has a spelling there.
fn spell(text: &str) -> Option<String> {
    let mut spelt = String::with_capacity(text.len());
    for character in text.chars() {
        if septets(character).is_some() {
            spelt.push(character);
        } else if is_combining_mark(character) {
            // Decomposed text: "n" and a tilde of its own is ñ, and must not lose it.
            let base = spelt.pop()?;
            spelt.push(compose(base, character).unwrap_or(base));
        } else {
            spelt.push_str(replacement(character)?);
        }
    }
    Some(spelt)
}

/// Grave, acute, circumflex, tilde, diaeresis, ring, cedilla.
fn is_combining_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{303}' | '\u{308}' | '\u{30A}' | '\u{327}')
}

/// The letter GSM-7 has for a base and a combining mark.
fn compose(base: char, mark: char) -> Option<char> {
    const LETTERS: [(char, char, char); 21] = [
        ('a', '\u{300}', 'à'),
        ('e', '\u{300}', 'è'),
        ('i', '\u{300}', 'ì'),
        ('o', '\u{300}', 'ò'),
        ('u', '\u{300}', 'ù'),
        ('e', '\u{301}', 'é'),
        ('E', '\u{301}', 'É'),
        ('n', '\u{303}', 'ñ'),
        ('N', '\u{303}', 'Ñ'),
        ('a', '\u{308}', 'ä'),
        ('A', '\u{308}', 'Ä'),
        ('o', '\u{308}', 'ö'),
        ('O', '\u{308}', 'Ö'),
        ('u', '\u{308}', 'ü'),
        ('U', '\u{308}', 'Ü'),
        ('a', '\u{30A}', 'å'),
        ('A', '\u{30A}', 'Å'),
        ('C', '\u{327}', 'Ç'),
        ('c', '\u{327}', 'c'),
        ('s', '\u{327}', 's'),
        ('t', '\u{327}', 't'),
    ];
    LETTERS.iter().find(|(letter, accent, _)| (*letter, *accent) == (base, mark)).map(|(_, _, whole)| *whole)
}

/// How GSM-7 spells a character it lacks; empty for what cannot be seen.
fn replacement(character: char) -> Option<&'static str> {
    Some(match character {
        'á' | 'â' | 'ã' | 'ā' | 'ª' => "a",
        'Á' | 'À' | 'Â' | 'Ã' | 'Ā' => "A",
        'ê' | 'ë' | 'ē' => "e",
        'È' | 'Ê' | 'Ë' | 'Ē' => "E",
        'í' | 'î' | 'ï' | 'ī' => "i",
        'Í' | 'Ì' | 'Î' | 'Ï' | 'Ī' => "I",
        'ó' | 'ô' | 'õ' | 'ō' | 'º' | '°' => "o",
        'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ō' => "O",
        'ú' | 'û' | 'ū' => "u",
        'Ú' | 'Ù' | 'Û' | 'Ū' => "U",
        'ý' | 'ÿ' => "y",
        'Ý' | 'Ÿ' => "Y",
        'ç' => "c",
        'œ' => "oe",
        'Œ' => "OE",
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' | '‹' | '›' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '\u{2010}'..='\u{2015}' | '−' | '•' => "-",
        '·' => ".",
        '…' => "...",
        '×' => "x",
        '\t' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}' => "",
        _ => return None,
    })
}
