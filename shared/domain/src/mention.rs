//! Whether words name somebody.

use crate::reply::folded;

/// Whether one of the words is that given name, or the first of several, however it is spelled.
#[must_use]
pub fn mentions(text: &str, given_name: &str) -> bool {
    let fold = |word: &str| word.chars().flat_map(folded).collect::<String>();
    let words = |text: &str| -> Vec<String> {
        text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(fold).collect()
    };
    words(given_name).first().is_some_and(|name| words(text).contains(name))
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
}
