//! Finds the clinic's own passage that answers a patient's question, in Spanish, English or Portuguese.
//!
//! Guarantees: what is found is a passage as the clinic wrote it; the same passages and question give the same answer;
//! no network, no clock, no randomness. It does not understand the question: it compares words, and where they do not
//! speak for one passage alone it is [`Found::Unsure`], so that a person answers. It gives no clinical advice, and it
//! knows nothing about the patient.

mod cues;
mod lexicon;
pub mod rephrase;
mod shelf;
#[cfg(test)]
mod tests;
mod verdict;
mod view;

use domain::knowledge::Passage;
use domain::language::Language;
use domain::reply::plain_words;

use shelf::Shelf;

/// Longest question that is looked up, in words: a longer message tells a story, and a person should read it.
const QUESTION_WORDS_MAX: usize = 30;
/// Shortest question that is looked up, in letters: less is a word somebody tapped or the beginning of something.
const QUESTION_LETTERS_MIN: usize = 4;
/// So many words more than in the patient's language make a question one in another language.
const LANGUAGE_LEAD: usize = 2;

/// What the words of a question found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found<'a> {
    /// The passage that answers it, and how sure that is, from 0 to 1.
    Passage(&'a Passage, f32),
    /// Nothing that should be sent without a person.
    Unsure,
}

/// A clinic's passages, ready to be asked. Building it takes some 60 ms for 150 passages, an answer a hundredth of
/// that: build it when a clinic's first question comes, and keep it.
pub struct Index {
    shelves: Vec<Shelf>,
}

impl Index {
    /// The index of these passages.
    #[must_use]
    pub fn new(passages: &[Passage]) -> Self {
        let shelf = |language| {
            let own: Vec<Passage> = passages.iter().filter(|it| it.language == language).cloned().collect();
            (!own.is_empty()).then(|| Shelf::new(language, own))
        };
        Self { shelves: Language::ALL.into_iter().filter_map(shelf).collect() }
    }

    /// The passage that answers a question of somebody who is written to in `language`. A question that is evidently in
    /// another of the clinic's languages is answered in that one.
    #[must_use]
    pub fn answer(&self, question: &str, language: Language) -> Found<'_> {
        let words = words_of(question);
        let letters: usize = words.iter().map(|it| it.chars().count()).sum();
        if words.len() > QUESTION_WORDS_MAX || letters < QUESTION_LETTERS_MIN {
            return Found::Unsure;
        }
        let Some(ours) = self.shelf_for(&words, language) else { return Found::Unsure };
        let ranked = ours.ranked(&words);
        match (ranked.first(), verdict::confidence(&ranked)) {
            (Some(best), Some(confidence))
                if is_meant_for(&words, best.passage) && ours.is_called(&words, best.passage) =>
            {
                Found::Passage(best.passage, confidence)
            }
            _ => Found::Unsure,
        }
    }

    /// The shelf of the language that the words are in: the patient's, unless another is evident.
    fn shelf_for(&self, words: &[String], language: Language) -> Option<&Shelf> {
        let own = self.shelves.iter().find(|it| it.language() == language);
        let known = own.map_or(0, |it| it.words_known(words));
        let others = self.shelves.iter().rev().filter(|it| it.words_known(words) >= known + LANGUAGE_LEAD);
        others.max_by_key(|it| it.words_known(words)).or(own)
    }
}

/// Whether a passage may answer the question, or a person has to.
fn is_meant_for(words: &[String], passage: &Passage) -> bool {
    let own = plain_words(&format!("{} {}", passage.text, passage.also.join(" ")));
    let says = |cue| cues::found(&[cue], &own).next().is_some();
    let heading = plain_words(&passage.heading);
    let named = [heading.clone(), own.clone()].concat();
    cues::found(cues::CLINICAL, words).all(says)
        && cues::found(cues::FOR_A_PERSON, words).next().is_none()
        && !cues::name_another_examination(words, &heading, &named)
        && !cues::asks_which_fasting(words, &heading)
}

/// The plain words of a question, in full where people write a letter.
fn words_of(question: &str) -> Vec<String> {
    let full = |word: String| match word.as_str() {
        "q" | "k" => "que".to_owned(),
        "x" => "por".to_owned(),
        "u" => "you".to_owned(),
        _ => word,
    };
    plain_words(question).into_iter().map(full).collect()
}
