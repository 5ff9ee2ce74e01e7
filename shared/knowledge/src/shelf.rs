//! The passages of one language, and which of them a question's words speak for.
//!
//! Two views look at each passage: the stems of the words that say something, and runs of letters of all its words,
//! which bear typos and know "how late" from "late".

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::knowledge::Passage;
use domain::language::Language;
use domain::reply::plain_words;

use crate::lexicon::Lexicon;
use crate::view::{Bag, Fit, View};

/// How often a passage's own heading and the other words count as if they stood in the text: they say what it
/// is about.
const HEADING_TIMES: usize = 3;
const ALSO_TIMES: usize = 2;
/// Shortest word, in characters, that may have one letter wrong; two from the second length on.
const ONE_TYPO_CHARS: usize = 6;
const TWO_TYPOS_CHARS: usize = 10;
/// Lengths of the runs of letters, in characters.
const RUN_CHARS: [usize; 2] = [3, RUN_CHARS_MAX];
const RUN_CHARS_MAX: usize = 4;

/// Letters that follow each other, a short run filled up.
type Run = [char; RUN_CHARS_MAX];

/// The passages of a language.
pub(crate) struct Shelf {
    lexicon: Lexicon,
    passages: Vec<Passage>,
    stems: View<String>,
    runs: View<Run>,
    /// The stem of every word of the passages that says something.
    words: BTreeMap<String, String>,
    /// Every word of the passages.
    spoken: HashSet<String>,
}

/// A passage and how well a question fits it.
pub(crate) struct Ranked<'a> {
    pub(crate) passage: &'a Passage,
    pub(crate) stems: Fit,
    pub(crate) runs: Fit,
}

/// What passages are ranked by: both views alike.
pub(crate) fn rank(ranked: &Ranked<'_>) -> f32 {
    ranked.stems.share + ranked.runs.share
}

impl Shelf {
    pub(crate) fn new(language: Language, passages: Vec<Passage>) -> Self {
        let lexicon = Lexicon::new(language);
        let (mut words, mut spoken) = (BTreeMap::new(), HashSet::new());
        let (mut stems, mut runs) = (Vec::new(), Vec::new());
        for passage in &passages {
            let (mut stems_here, mut runs_here) = (Bag::new(), Bag::new());
            for (text, times) in parts(passage) {
                for word in plain_words(&text) {
                    for run in runs_of(&word) {
                        *runs_here.entry(run).or_default() += times;
                    }
                    if !lexicon.is_empty_word(&word) {
                        let stem = words.entry(word.clone()).or_insert_with_key(|it| lexicon.stem(it));
                        *stems_here.entry(stem.clone()).or_default() += times;
                    }
                    spoken.insert(word);
                }
            }
            stems.push(stems_here);
            runs.push(runs_here);
        }
        Self { lexicon, passages, stems: View::new(stems), runs: View::new(runs), words, spoken }
    }

    pub(crate) const fn language(&self) -> Language {
        self.lexicon.language()
    }

    /// How many of the words belong to the language or stand in a passage.
    pub(crate) fn words_known(&self, words: &[String]) -> usize {
        words.iter().filter(|it| self.lexicon.is_empty_word(it) || self.words.contains_key(*it)).count()
    }

    /// All passages, the best first; of equals the first in the clinic's order, so that the same question has the same
    /// answer.
    pub(crate) fn ranked(&self, words: &[String]) -> Vec<Ranked<'_>> {
        let stems = self.stems.fits(&self.stems_of(words));
        // A chat word that the clinic never writes says nothing for or against a passage.
        let spoken = words.iter().filter(|it| self.spoken.contains(*it) || !self.lexicon.is_empty_word(it));
        let runs = self.runs.fits(&spoken.flat_map(|it| runs_of(it)).collect());
        let fits = stems.into_iter().zip(runs).zip(&self.passages);
        let mut ranked: Vec<Ranked<'_>> =
            fits.map(|((stems, runs), passage)| Ranked { passage, stems, runs }).collect();
        ranked.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        ranked
    }

    /// Whether the only word that says something is one that the passage is called by: what only stands in its text is
    /// said of anything.
    pub(crate) fn is_called(&self, words: &[String], passage: &Passage) -> bool {
        let stems = self.stems_of(words);
        let (Some(only), 1) = (stems.first(), stems.len()) else { return true };
        let called = plain_words(&format!("{} {}", passage.heading, passage.also.join(" ")));
        called.iter().any(|it| self.words.get(it) == Some(only))
    }

    /// The stems of the words that say something, as the passages have them if they do. Numbers of the patient's own
    /// say nothing.
    fn stems_of(&self, words: &[String]) -> BTreeSet<String> {
        let telling = words.iter().filter(|it| !self.lexicon.is_empty_word(it));
        let stems = telling.map(|it| (it, self.stem_of(it)));
        let is_number = |word: &str| word.bytes().all(|it| it.is_ascii_digit());
        stems.filter(|(word, stem)| self.stems.has(stem) || !is_number(word)).map(|(_, stem)| stem).collect()
    }

    fn stem_of(&self, word: &str) -> String {
        if let Some(stem) = self.words.get(word) {
            return stem.clone();
        }
        let stem = self.lexicon.stem(word);
        if self.stems.has(&stem) { stem } else { self.stem_without_typos(word).unwrap_or(stem) }
    }

    /// The stem of the passages' word that is nearest by its letters.
    fn stem_without_typos(&self, word: &str) -> Option<String> {
        let typos = match word.chars().count() {
            TWO_TYPOS_CHARS.. => 2,
            ONE_TYPO_CHARS.. => 1,
            _ => return None,
        };
        let near = self.words.keys().filter(|it| it.len().abs_diff(word.len()) <= typos);
        let distances = near.map(|it| (strsim::osa_distance(it, word), it)).filter(|(far, _)| *far <= typos);
        distances.min().map(|(_, it)| self.words[it].clone())
    }
}

/// A passage's texts, and how often each counts. The title over a heading of its own counts for the others of
/// its file.
fn parts(passage: &Passage) -> [(String, usize); 3] {
    let (title, own) = passage.headings();
    [
        (own.unwrap_or(title).to_owned(), HEADING_TIMES),
        (passage.also.join(" "), ALSO_TIMES),
        (passage.text.clone(), 1),
    ]
}

/// The runs of letters of a word, its ends marked.
fn runs_of(word: &str) -> Vec<Run> {
    let letters: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
    let mut runs = Vec::with_capacity(RUN_CHARS.len() * letters.len());
    for length in RUN_CHARS {
        for letters in letters.windows(length) {
            let mut run = Run::default();
            run[..length].copy_from_slice(letters);
            runs.push(run);
        }
    }
    runs
}
