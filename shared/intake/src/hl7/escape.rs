//! What stands for the separators in a text: `\T\` for `&`, and the like.

use super::segments::Marks;
use crate::text::decoded;

/// Formatting: a new line, a space, an indent, and the like. One line of a message has room for a space.
const FORMATTING: [&str; 8] = [".br", ".sp", ".fi", ".nf", ".in", ".ti", ".sk", ".ce"];

/// A text as it is meant. An escape that is none HL7 knows stays as it stands: it may be somebody's backslash.
pub(super) fn plain(escaped: &str, marks: &Marks) -> String {
    let mut plain = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some((before, after)) = rest.split_once(marks.escape) {
        plain.push_str(before);
        let read =
            after.split_once(marks.escape).and_then(|(code, tail)| Some((meaning(code, marks)?, tail)));
        if let Some((meaning, tail)) = read {
            plain.push_str(&meaning);
            rest = tail;
        } else {
            plain.push(marks.escape);
            rest = after;
        }
    }
    plain.push_str(rest);
    plain
}

fn meaning(code: &str, marks: &Marks) -> Option<String> {
    match code {
        "F" => Some(marks.field.into()),
        "S" => Some(marks.component.into()),
        "R" => Some(marks.repetition.into()),
        "E" => Some(marks.escape.into()),
        "T" => Some(marks.subcomponent.into()),
        // Highlighting begins and ends.
        "H" | "N" => Some(String::new()),
        _ if FORMATTING.iter().any(|it| code.starts_with(it)) => Some(" ".to_owned()),
        _ => code.strip_prefix('X').and_then(bytes),
    }
}

/// `0D0A`: bytes in hexadecimal. Line breaks among them are spaces.
fn bytes(digits: &str) -> Option<String> {
    if digits.len() % 2 == 1 || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Vec<u8> = digits.as_bytes().chunks(2).map(byte).collect::<Option<_>>()?;
    Some(decoded(&bytes).chars().map(|it| if it.is_control() { ' ' } else { it }).collect())
}

/// A text of ours as it can stand in a field.
pub(super) fn escaped(plain: &str, marks: &Marks) -> String {
    let mut escaped = String::with_capacity(plain.len());
    for character in plain.chars() {
        let code = match character {
            _ if character == marks.escape => 'E',
            _ if character == marks.field => 'F',
            _ if character == marks.component => 'S',
            _ if character == marks.repetition => 'R',
            _ if character == marks.subcomponent => 'T',
            _ => {
                escaped.push(character);
                continue;
            }
        };
        escaped.extend([marks.escape, code, marks.escape]);
    }
    escaped
}
