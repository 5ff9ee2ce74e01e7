//! Texts of SMS: the parts that are counted are the parts that are sent.
//!
//! The check sends the text itself: it packs it into GSM-7 or UCS-2 parts of 140 bytes with an encoder of its own
//! (3GPP TS 23.038, TS 23.040 §9.2.3.24.1), and reads it back from the bytes.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::sms::{Encoding, fold, segments};

/// The default alphabet, by code.
const ALPHABET: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1B}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/// The extension table: what stands behind an escape.
const EXTENSION: [(u8, char); 10] = [
    (0x0A, '\u{0C}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];
const ESCAPE: u8 = 0x1B;
/// Bytes of a part, and of the header that says which part it is.
const PART_BYTES: usize = 140;
const HEADER_BYTES: usize = 6;

/// Checks one text.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    sent(text);
    let folded = fold(text);
    let (before, after) = (segments(text), segments(&folded));
    assert!(after.count <= before.count, "folding made it dearer: {before:?} {after:?}");
    assert_eq!(fold(&folded), folded, "folding twice is another thing");
    assert!(after.encoding == Encoding::Gsm7 || folded == text, "changed for nothing");
    let spanish = |text: &str| text.chars().filter(|it| matches!(it, 'ñ' | 'Ñ')).count();
    assert!(spanish(&folded) >= spanish(text), "a ñ was lost");
    sent(&folded);
}

/// A character as it is sent: one to four bytes.
type Sent = ([u8; 4], usize);

/// Sends the text and reads it: so many parts, in that alphabet, the same text.
fn sent(text: &str) {
    let counted = segments(text);
    let septets: Option<Vec<Sent>> = text.chars().map(|it| CODES.get(&it).copied()).collect();
    let is_gsm7 = septets.is_some();
    let parts = if let Some(septets) = septets {
        parts(&septets, 8 * PART_BYTES / 7, (8 * (PART_BYTES - HEADER_BYTES)) / 7)
    } else {
        parts(&text.chars().map(utf16).collect::<Vec<_>>(), PART_BYTES, PART_BYTES - HEADER_BYTES)
    };
    assert_eq!(counted.encoding, if is_gsm7 { Encoding::Gsm7 } else { Encoding::Ucs2 });
    assert_eq!(counted.count as usize, parts.len(), "parts");
    let header = if parts.len() > 1 { HEADER_BYTES } else { 0 };
    let mut read = String::new();
    for part in &parts {
        if is_gsm7 {
            let packed = packed(part);
            assert!(packed.len() + header <= PART_BYTES, "a part of {} bytes", packed.len());
            read.push_str(&from_gsm7(&unpacked(&packed, part.len())));
        } else {
            assert!(part.len() + header <= PART_BYTES, "a part of {} bytes", part.len());
            let units: Vec<u16> = part.chunks_exact(2).map(|it| u16::from_be_bytes([it[0], it[1]])).collect();
            read.push_str(&String::from_utf16(&units).expect("no pair is parted"));
        }
    }
    assert_eq!(read, text, "it is read as another text");
}

/// As many whole characters in each part as fit; one part if one holds all.
fn parts(characters: &[Sent], single: usize, part: usize) -> Vec<Vec<u8>> {
    let total: usize = characters.iter().map(|(_, length)| length).sum();
    let most = if total <= single { single } else { part };
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for (bytes, length) in characters {
        match parts.last_mut() {
            Some(last) if last.len() + length <= most => last.extend(&bytes[..*length]),
            _ => parts.push(bytes[..*length].to_vec()),
        }
    }
    parts
}

fn utf16(character: char) -> Sent {
    let mut bytes = [0; 4];
    let mut length = 0;
    for unit in character.encode_utf16(&mut [0; 2]) {
        bytes[length..length + 2].copy_from_slice(&unit.to_be_bytes());
        length += 2;
    }
    (bytes, length)
}

/// Every character that GSM-7 has.
static CODES: LazyLock<HashMap<char, Sent>> = LazyLock::new(|| {
    let plain = ALPHABET.chars().zip(0..).map(|(character, code)| (character, ([code, 0, 0, 0], 1)));
    let extended = EXTENSION.map(|(code, character)| (character, ([ESCAPE, code, 0, 0], 2)));
    plain.filter(|(character, _)| *character != char::from(ESCAPE)).chain(extended).collect()
});

/// The default alphabet's characters.
static CHARACTERS: LazyLock<Vec<char>> = LazyLock::new(|| ALPHABET.chars().collect());

fn from_gsm7(septets: &[u8]) -> String {
    let mut text = String::new();
    let mut septets = septets.iter();
    while let Some(septet) = septets.next() {
        let character = if *septet == ESCAPE {
            let next = septets.next().copied();
            EXTENSION.iter().find(|(code, _)| Some(*code) == next).map(|(_, it)| *it)
        } else {
            CHARACTERS.get(usize::from(*septet)).copied()
        };
        text.push(character.expect("every code has its character"));
    }
    text
}

/// Eight septets in seven bytes, the lowest bits first.
fn packed(septets: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; (septets.len() * 7).div_ceil(8)];
    for (index, septet) in septets.iter().enumerate() {
        for bit in 0..7 {
            if septet >> bit & 1 == 1 {
                let at = index * 7 + bit;
                bytes[at / 8] |= 1 << (at % 8);
            }
        }
    }
    bytes
}

fn unpacked(bytes: &[u8], count: usize) -> Vec<u8> {
    let bit = |at: usize| bytes[at / 8] >> (at % 8) & 1;
    (0..count).map(|index| (0..7).map(|it| bit(index * 7 + it) << it).sum()).collect()
}
