//! Questions to a clinic's knowledge, asked by patients of three languages.
//!
//! What answers is one of the clinic's passages, word for word, with a confidence between nothing and certainty; the
//! same question has the same answer.

use std::sync::LazyLock;

use domain::language::Language;
use knowledge::{Found, Index};

use crate::world::CLINIC;

static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(&CLINIC.knowledge));

/// Checks one question.
pub fn check(bytes: &[u8]) {
    let Ok(question) = std::str::from_utf8(bytes) else { return };
    for language in Language::ALL {
        let found = INDEX.answer(question, language);
        if let Found::Passage(passage, confidence) = found {
            assert!(CLINIC.knowledge.contains(passage), "an answer that the clinic did not write");
            assert!((0.0..=1.0).contains(&confidence), "{confidence}");
        }
        assert_eq!(INDEX.answer(question, language), found);
    }
}
