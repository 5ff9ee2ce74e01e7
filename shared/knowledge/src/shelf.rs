//! The passages of one language, ranked for a question's words by BM25.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedder, TokenEmbedding, Tokenizer};
use domain::knowledge::Passage;
use domain::language::Language;
use domain::reply::plain_words;

use crate::lexicon::Lexicon;

/// How often a passage's own heading and the other words count as if they stood in the text: they say what it is about.
const HEADING_TIMES: usize = 3;
const ALSO_TIMES: usize = 2;
/// How much a passage's length counts against it. Little: its list of other words makes it long, not vague.
const LENGTH_WEIGHT: f32 = 0.3;
/// A word that no passage has counts as this share of the rarest that one has.
const UNKNOWN_SHARE: f32 = 0.8;
/// Shortest word, in characters, that may have one letter wrong; two from the second length on.
const ONE_TYPO_CHARS: usize = 6;
const TWO_TYPOS_CHARS: usize = 10;

/// The passages of a language.
pub(crate) struct Shelf {
    lexicon: Lexicon,
    passages: Vec<Passage>,
    scorer: Scorer<usize, u64>,
    /// The stem of every word of the passages.
    stems: BTreeMap<String, String>,
    /// The passages that have a stem.
    holders: HashMap<String, BTreeSet<usize>>,
}

/// The best passage for a question.
pub(crate) struct Ranked<'a> {
    pub(crate) passage: &'a Passage,
    /// By BM25.
    pub(crate) score: f32,
    /// Of the best passage of another topic.
    pub(crate) rival: f32,
    /// Of the best passage of the same topic but this.
    pub(crate) sibling: f32,
    /// The share of the question's words, by weight, that the passage has.
    pub(crate) coverage: f32,
    /// The weight of a word that one passage has.
    pub(crate) rarest: f32,
}

impl Ranked<'_> {
    /// How much of the question speaks for this passage rather than for the next topic, from 0 to 1.
    pub(crate) fn confidence(&self) -> f32 {
        self.coverage * self.score / (self.score + self.rival)
    }
}

/// A word of a question: its stem if a passage has it, and its weight.
struct Sought {
    stem: Option<String>,
    weight: f32,
}

/// Stems with a space between.
struct Stems;

impl Tokenizer for Stems {
    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }
}

impl Shelf {
    pub(crate) fn new(language: Language, passages: Vec<Passage>) -> Self {
        let lexicon = Lexicon::new(language);
        let (mut stems, mut holders) = (BTreeMap::new(), HashMap::<String, BTreeSet<usize>>::new());
        let mut documents: Vec<Vec<String>> = Vec::with_capacity(passages.len());
        for (index, passage) in passages.iter().enumerate() {
            let mut document = Vec::new();
            let also = passage.also.join(" ");
            let (title, own) = passage.headings();
            let title_times = if own.is_none() { HEADING_TIMES } else { 1 };
            let headings = [(title, title_times), (own.unwrap_or_default(), HEADING_TIMES)];
            for (text, times) in headings.into_iter().chain([(also.as_str(), ALSO_TIMES), (&passage.text, 1)])
            {
                for word in plain_words(text).into_iter().filter(|it| !lexicon.is_empty_word(it)) {
                    let stem = stems.entry(word).or_insert_with_key(|it| lexicon.stem(it));
                    document.extend(std::iter::repeat_n(stem.clone(), times));
                    holders.entry(stem.clone()).or_default().insert(index);
                }
            }
            documents.push(document);
        }
        let scorer = scorer(&documents);
        Self { lexicon, passages, scorer, stems, holders }
    }

    pub(crate) const fn language(&self) -> Language {
        self.lexicon.language()
    }

    /// How many of the words belong to the language or stand in a passage.
    pub(crate) fn words_known(&self, words: &[String]) -> usize {
        words.iter().filter(|it| self.lexicon.is_empty_word(it) || self.stems.contains_key(*it)).count()
    }

    /// The passage that a question's words speak for most.
    pub(crate) fn best(&self, words: &[String]) -> Option<Ranked<'_>> {
        let sought = self.sought(words);
        let tokens = sought.iter().filter_map(|it| it.stem.as_deref());
        let query =
            Embedding(tokens.map(|it| TokenEmbedding { index: u64::embed(it), value: 1.0 }).collect());
        let scored = self.scorer.matches(&query);
        // Of equals the first in the clinic's order, so that the same question has the same answer.
        let best = scored.iter().max_by(|a, b| a.score.total_cmp(&b.score).then(b.id.cmp(&a.id)))?;
        let passage = &self.passages[best.id];
        let next = |same: bool| {
            let others = scored.iter().filter(|it| it.id != best.id);
            let scores = others.filter(|it| (self.passages[it.id].topic == passage.topic) == same);
            scores.map(|it| it.score).fold(0.0, f32::max)
        };
        let holds = |it: &&Sought| it.stem.as_ref().is_some_and(|it| self.holders[it].contains(&best.id));
        let weight: f32 = sought.iter().map(|it| it.weight).sum();
        let held: f32 = sought.iter().filter(holds).map(|it| it.weight).sum();
        Some(Ranked {
            passage,
            score: best.score,
            rival: next(false),
            sibling: next(true),
            coverage: held / weight,
            rarest: self.rarity(1),
        })
    }

    fn sought(&self, words: &[String]) -> Vec<Sought> {
        let mut seen = BTreeSet::new();
        let mut sought = Vec::new();
        for word in words.iter().filter(|it| !self.lexicon.is_empty_word(it)) {
            let stem = self.stem_of(word);
            let is_number = word.bytes().all(|it| it.is_ascii_digit());
            if (stem.is_none() && is_number) || !seen.insert(stem.clone().unwrap_or_else(|| word.clone())) {
                continue;
            }
            let weight = match &stem {
                Some(stem) => self.rarity(self.holders[stem].len()),
                None => UNKNOWN_SHARE * self.rarity(1),
            };
            sought.push(Sought { stem, weight });
        }
        sought
    }

    /// The stem that a passage has of this word, or of the one that it is nearest to by its letters.
    fn stem_of(&self, word: &str) -> Option<String> {
        if let Some(stem) = self.stems.get(word) {
            return Some(stem.clone());
        }
        let stem = self.lexicon.stem(word);
        if self.holders.contains_key(&stem) {
            return Some(stem);
        }
        let typos = match word.chars().count() {
            TWO_TYPOS_CHARS.. => 2,
            ONE_TYPO_CHARS.. => 1,
            _ => return None,
        };
        let near = self.stems.keys().filter(|it| it.len().abs_diff(word.len()) <= typos);
        let distances = near.map(|it| (strsim::osa_distance(it, word), it)).filter(|(far, _)| *far <= typos);
        distances.min().map(|(_, it)| self.stems[it].clone())
    }

    /// The weight of a word that so many passages have: BM25's inverse document frequency.
    fn rarity(&self, holders: usize) -> f32 {
        let (all, holders) = (count(self.passages.len()), count(holders));
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }
}

fn scorer(documents: &[Vec<String>]) -> Scorer<usize, u64> {
    let words: usize = documents.iter().map(Vec::len).sum();
    let mean = count(words) / count(documents.len().max(1));
    let embedder: Embedder<u64, Stems> =
        EmbedderBuilder::<u64, Stems>::with_tokenizer_and_fit_to_corpus(Stems, &[])
            .avgdl(mean)
            .b(LENGTH_WEIGHT)
            .build();
    let mut scorer = Scorer::new();
    for (index, document) in documents.iter().enumerate() {
        scorer.upsert(&index, embedder.embed(&document.join(" ")));
    }
    scorer
}

/// Counts of passages and words stay far below what a float holds exactly.
fn count(number: usize) -> f32 {
    u16::try_from(number).map_or(f32::from(u16::MAX), f32::from)
}
