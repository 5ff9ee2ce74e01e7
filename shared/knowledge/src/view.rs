//! Passages as bags of features, and how well a question's features fit each: BM25 and coverage.

use std::collections::{HashMap, HashSet};

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedder, TokenEmbedding, Tokenizer};

/// How much a passage's length counts against it. Little: its list of other words makes it long, not vague.
const LENGTH_WEIGHT: f32 = 0.3;
/// A feature that no passage has counts as this share of the rarest that one has.
const UNKNOWN_SHARE: f32 = 1.0;

/// Passages by one kind of feature.
pub(crate) struct View {
    scorer: Scorer<usize, u64>,
    /// The passages that have a feature.
    holders: HashMap<String, HashSet<usize>>,
    passages: usize,
}

/// How well a question fits one passage.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fit {
    /// The BM25 score, as a multiple of the weight of a feature that one passage has.
    pub(crate) score: f32,
    /// The share of the question's features, by weight, that the passage has.
    pub(crate) coverage: f32,
    /// Score per weight of the question: what is compared between views.
    pub(crate) share: f32,
}

/// Features with a space between.
struct Spaced;

impl Tokenizer for Spaced {
    fn tokenize(&self, text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }
}

impl View {
    /// A document for each passage: its features, which hold no space, as often as they count.
    pub(crate) fn new(documents: &[Vec<String>]) -> Self {
        let features: usize = documents.iter().map(Vec::len).sum();
        let mean = count(features) / count(documents.len().max(1));
        let embedder: Embedder<u64, Spaced> =
            EmbedderBuilder::<u64, Spaced>::with_tokenizer_and_fit_to_corpus(Spaced, &[])
                .avgdl(mean)
                .b(LENGTH_WEIGHT)
                .build();
        let (mut scorer, mut holders) = (Scorer::new(), HashMap::<String, HashSet<usize>>::new());
        for (index, document) in documents.iter().enumerate() {
            // A feature that comes again has the same value again.
            let mut embedding = embedder.embed(&document.join(" "));
            embedding.0.sort_unstable_by_key(|it| it.index);
            embedding.0.dedup_by_key(|it| it.index);
            scorer.upsert(&index, embedding);
            for feature in document.iter().collect::<HashSet<_>>() {
                holders.entry(feature.clone()).or_default().insert(index);
            }
        }
        Self { scorer, holders, passages: documents.len() }
    }

    pub(crate) fn has(&self, feature: &str) -> bool {
        self.holders.contains_key(feature)
    }

    /// How well a question's features, each named once, fit every passage.
    pub(crate) fn fits(&self, features: &[String]) -> Vec<Fit> {
        let mut fits = vec![Fit::default(); self.passages];
        let mut asked = 0.0;
        for feature in features {
            let Some(holders) = self.holders.get(feature) else {
                asked += UNKNOWN_SHARE * self.weight(1);
                continue;
            };
            let weight = self.weight(holders.len());
            asked += weight;
            for holder in holders {
                fits[*holder].coverage += weight;
            }
        }
        let tokens = features.iter().map(|it| TokenEmbedding { index: u64::embed(it), value: 1.0 });
        for scored in self.scorer.matches(&Embedding(tokens.collect())) {
            fits[scored.id].score = scored.score / self.weight(1);
            fits[scored.id].share = scored.score / asked;
        }
        for fit in fits.iter_mut().filter(|it| it.coverage > 0.0) {
            fit.coverage /= asked;
        }
        fits
    }

    /// What a feature says that so many passages have: BM25's inverse document frequency.
    fn weight(&self, holders: usize) -> f32 {
        let (all, holders) = (count(self.passages), count(holders));
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }
}

/// Counts of passages and features stay far below what a float holds exactly.
fn count(number: usize) -> f32 {
    u16::try_from(number).map_or(f32::from(u16::MAX), f32::from)
}
