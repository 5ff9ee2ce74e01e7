//! The number of a printed choice, in digits or in words.

use super::normal::Normal;
use super::words::{CHOICE_ARTICLES, CHOICE_LABELS, CHOICE_WISHES, NUMBERS, NUMBERS_WITH_ARTICLE};

/// A greater number behind an article is a day.
const ARTICLED_MAX: u8 = 4;

/// The number that a message is, alone or with courtesies and words for a choice: `2`, `opción 2`, `la segunda`.
/// Not one that counts something, or is a time or a day: `2 personas`, `a las 10`, `el 15`.
#[must_use]
pub fn number(text: &str) -> Option<u8> {
    chosen(&Normal::of(text))
}

pub(super) fn chosen(message: &Normal) -> Option<u8> {
    let core = message.core();
    if let Ok(number) = core.parse() {
        return Some(number);
    }
    let behind = |wish: &&str| core.strip_prefix(*wish).and_then(|it| it.strip_prefix(' '));
    let wished = CHOICE_WISHES.iter().find_map(behind).unwrap_or(core);
    let inner = CHOICE_ARTICLES.iter().find_map(|it| wished.strip_prefix(it)?.strip_prefix(' '));
    let has_article = inner.is_some();
    let words: Vec<&str> = inner.unwrap_or(wished).split(' ').collect();
    let is_label = |it: &str| CHOICE_LABELS.contains(&it);
    let (word, has_label) = match words[..] {
        [word] => (word, false),
        [label, word] if is_label(label) => (word, true),
        [word, label] if is_label(label) || (label == "one" && NUMBERS_WITH_ARTICLE.contains(&word)) => {
            (word, true)
        }
        _ => return None,
    };
    let row = NUMBERS.iter().position(|row| row.contains(&word)).and_then(|it| u8::try_from(it + 1).ok());
    let is_ordinal = NUMBERS_WITH_ARTICLE.contains(&word);
    match row {
        // Bare, `primero` is "before that"; `a segunda` is Monday.
        Some(_) if is_ordinal && !has_article && !has_label => None,
        Some(_) if wished == "a segunda" => None,
        Some(number) => Some(number),
        // `el 15` is a day.
        None => {
            let number: u8 = word.parse().ok()?;
            (has_label || number <= ARTICLED_MAX).then_some(number)
        }
    }
}
