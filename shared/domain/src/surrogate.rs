//! Half a character in JSON: what is left of an emoji that a phone, a carrier or a program cut in two.

use std::borrow::Cow;

/// Length of `\ud83d`, in bytes.
const ESCAPE_BYTES: usize = 6;
/// What stands for a character that is not known, as long as what it stands for, so that no place in the text moves.
const UNKNOWN: &str = "\\ufffd";

/// The JSON with U+FFFD in place of each escape of half a character, which no parser makes text of: the words around it
/// are somebody's. Nothing else is changed, right or wrong.
#[must_use]
pub fn mended(json: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(next) = json.as_bytes().get(at..).and_then(|it| it.iter().position(|it| *it == b'\\')) {
        let escape = at + next;
        let end = escape + ESCAPE_BYTES;
        at = match unit(json, escape) {
            Some(0xD800..=0xDBFF) if matches!(unit(json, end), Some(0xDC00..=0xDFFF)) => end + ESCAPE_BYTES,
            Some(0xD800..=0xDFFF) => {
                mended.push_str(&json[kept..escape]);
                mended.push_str(UNKNOWN);
                kept = end;
                end
            }
            Some(_) => end,
            // The backslash and what it escapes, which may be another.
            None => escape + 2,
        };
    }
    if kept == 0 {
        return Cow::Borrowed(json);
    }
    mended.push_str(&json[kept..]);
    Cow::Owned(mended)
}

/// The UTF-16 unit that is escaped there, if one is.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at.checked_add(ESCAPE_BYTES)?)?.strip_prefix("\\u")?;
    let is_hex = digits.bytes().all(|it| it.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_is_replaced_and_nothing_else() {
        for (json, expected) in [
            (r#""voy \ud83d""#, r#""voy \ufffd""#),
            (r#""\ude00 voy""#, r#""\ufffd voy""#),
            (r#""\uD83D\uD83D\uDE00\uDE00""#, r#""\ufffd\uD83D\uDE00\ufffd""#),
            (r#""\ud83dñ\ud83d\n""#, r#""\ufffdñ\ufffd\n""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\ud83d\\ude00""#, r#""\ufffd\\ude00""#),
        ] {
            assert_eq!(mended(json), expected);
        }
        for whole in [
            "",
            "\\",
            "\\u",
            "\\ud8",
            "\\ñ",
            "\\u12ñ",
            r#""\u+83d""#,
            r#"{"a":"sí, voy \ud83d\ude00 \u00f1 \\ud83d"}"#,
        ] {
            assert_eq!(mended(whole), whole);
            assert!(matches!(mended(whole), Cow::Borrowed(_)), "{whole}");
        }
    }
}
