//! Texts from outside: how bytes are read, what is let in, and how spellings are compared.

use std::borrow::Cow;

use domain::reply::without_accent;
use encoding_rs::{Encoding, WINDOWS_1252};

/// Longest name of a person, in characters.
pub(crate) const NAME_CHARS_MAX: usize = 100;
/// Longest other text (service, site, evidence), in characters.
pub(crate) const TEXT_CHARS_MAX: usize = 200;
/// Longest e-mail address, in bytes (RFC 5321 §4.5.3.1.3, less the angle brackets).
const EMAIL_BYTES_MAX: usize = 254;

/// The text of some bytes: by their byte order mark, else as UTF-8 if they are that throughout, else as Windows-1252,
/// which Latin-1 is too. Any bytes are some text in it, so this cannot fail.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark_bytes..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// Why a text is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TextProblem {
    #[error("is longer than {0} characters")]
    TooLong(usize),
    #[error("has a control character or a line break")]
    Control,
}

/// Why a text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an e-mail address")]
pub(crate) struct NotEmail;

/// Without what nobody sees and a copied cell brings along: blanks of no width, and the marks that turn the direction
/// of writing, of which one that is not closed would turn the rest of the message.
fn seen(text: &str) -> String {
    let is_unseen =
        |it| matches!(it, '\u{200B}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|it| !is_unseen(*it)).collect::<String>().trim().to_owned()
}

/// A text for one line of a message: bounded, without anything that moves a cursor.
pub(crate) fn line(text: &str, chars_max: usize) -> Result<String, TextProblem> {
    let is_blank = text.trim().is_empty();
    let text = seen(text);
    let moves = |it: char| it.is_control() || matches!(it, '\u{2028}' | '\u{2029}');
    if text.chars().any(moves) || (text.is_empty() && !is_blank) {
        return Err(TextProblem::Control);
    }
    if text.chars().count() > chars_max {
        return Err(TextProblem::TooLong(chars_max));
    }
    Ok(text)
}

/// An e-mail address, checked lightly: only delivery can tell whether it exists.
pub(crate) fn email(text: &str) -> Result<String, NotEmail> {
    let text = seen(text);
    let text = text.strip_prefix("mailto:").unwrap_or(&text);
    let fits = text.len() <= EMAIL_BYTES_MAX;
    let plain = !text.chars().any(|it| it.is_control() || it.is_whitespace() || "<>,;:\"()[]\\".contains(it));
    let (local, host) = text.split_once('@').ok_or(NotEmail)?;
    let labels_filled = host.contains('.') && host.split('.').all(|label| !label.is_empty());
    if fits && plain && !local.is_empty() && !host.contains('@') && labels_filled {
        Ok(text.to_owned())
    } else {
        Err(NotEmail)
    }
}

/// What two spellings of a word have in common: lower case, no accents, letters and digits only.
///
/// `Fecha y Hora`, `fecha_y_hora` and `FECHA Y HORA` are one. For comparing only; nobody is shown it.
pub(crate) fn key(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|it| it.is_alphanumeric()).map(without_accent).collect()
}
