//! Whether words name somebody, or a day.

mod day;

pub use day::names_another_day;

use crate::reply::folded;

/// Whether one of the words is that given name, or the first of several, however it is spelled.
#[must_use]
pub fn mentions(text: &str, given_name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(plain).collect()
    };
    words(given_name).first().is_some_and(|name| words(text).contains(name))
}

/// Whether words name another one too, by a name that is no part of the name of the one asked about: of father and son
/// who are both Juan, `Juan no va` names one.
#[must_use]
pub fn names_beside(text: &str, asked_name: &str, other_name: &str) -> bool {
    mentions(text, other_name) && !mentions(asked_name, other_name)
}

fn plain(word: &str) -> String {
    word.chars().flat_map(folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert!(mentions("cancelen el turno de JUAN, por favor", "Juan Pablo"));
        assert!(mentions("o horário da Antônia", "Antonia"));
        assert!(!mentions("la mañana", "Ana"));
        assert!(!mentions("el turno de Pablo", "Juan Pablo"));
        assert!(!mentions("cancelar", ""));
    }

    #[test]
    fn who_has_the_same_name_is_not_named_beside() {
        assert!(names_beside("Ana va, cancelen la de Luis", "Ana", "Luis"));
        assert!(!names_beside("Juan no puede ir", "Juan", "Juan"));
        assert!(!names_beside("Juan Carlos no puede ir", "Juan Carlos", "Carlos"));
        assert!(!names_beside("Ana no puede ir", "Ana", "Luis"));
    }
}
