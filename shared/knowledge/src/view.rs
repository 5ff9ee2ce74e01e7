//! Passages as bags of features, and how well a question's features fit each: BM25 and coverage.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap};

/// What a feature adds that comes again (BM25's k1): the usual value.
const AGAIN_WEIGHT: f32 = 1.2;
/// How much a passage's length counts against it (BM25's b). Little: its list of other words makes it long, not vague.
const LENGTH_WEIGHT: f32 = 0.3;

/// The features of a passage, and how often each counts.
pub(crate) type Bag<F> = HashMap<F, usize>;

/// Passages by one kind of feature.
pub(crate) struct View<F> {
    /// In the order of their features: a clinic's index stays in memory, and this is a third of what a table takes.
    holders: Vec<Holder<F>>,
    passages: usize,
}

/// A passage that has a feature, and what it is worth there.
struct Holder<F> {
    feature: F,
    passage: u32,
    worth: f32,
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

impl<F: Ord> View<F> {
    /// The view of passages, each a bag.
    pub(crate) fn new(bags: Vec<Bag<F>>) -> Self {
        let passages = bags.len();
        let features = |bag: &Bag<F>| bag.values().sum::<usize>();
        let mean = count(bags.iter().map(features).sum::<usize>() / passages.max(1)).max(1.0);
        let mut holders = Vec::with_capacity(bags.iter().map(Bag::len).sum());
        for (passage, bag) in (0..).zip(bags) {
            let length = 1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * count(features(&bag)) / mean;
            for (feature, times) in bag {
                let times = count(times);
                let worth = times * (AGAIN_WEIGHT + 1.0) / (times + AGAIN_WEIGHT * length);
                holders.push(Holder { feature, passage, worth });
            }
        }
        holders
            .sort_unstable_by(|one, other| (&one.feature, one.passage).cmp(&(&other.feature, other.passage)));
        Self { holders, passages }
    }

    /// How well a question's features fit every passage.
    pub(crate) fn fits(&self, features: &BTreeSet<F>) -> Vec<Fit> {
        let mut fits = vec![Fit::default(); self.passages];
        let rarest = self.weight(1);
        let mut asked = 0.0;
        for feature in features {
            let holders = self.holders(feature);
            if holders.is_empty() {
                // What no passage has counts as much as the rarest that one has.
                asked += rarest;
                continue;
            }
            let weight = self.weight(holders.len());
            asked += weight;
            for holder in holders {
                let fit = &mut fits[holder.passage as usize];
                fit.coverage += weight;
                fit.score += weight * holder.worth;
            }
        }
        for fit in fits.iter_mut().filter(|it| it.coverage > 0.0) {
            fit.coverage /= asked;
            fit.share = fit.score / asked;
            fit.score /= rarest;
        }
        fits
    }

    pub(crate) fn has<Q: Ord + ?Sized>(&self, feature: &Q) -> bool
    where
        F: Borrow<Q>,
    {
        !self.holders(feature).is_empty()
    }

    fn holders<Q: Ord + ?Sized>(&self, feature: &Q) -> &[Holder<F>]
    where
        F: Borrow<Q>,
    {
        let from = self.holders.partition_point(|it| it.feature.borrow() < feature);
        let rest = &self.holders[from..];
        &rest[..rest.partition_point(|it| it.feature.borrow() == feature)]
    }

    /// What a feature says that so many passages have: BM25's inverse document frequency.
    fn weight(&self, holders: usize) -> f32 {
        let (all, holders) = (count(self.passages), count(holders));
        (1.0 + (all - holders + 0.5) / (holders + 0.5)).ln()
    }
}

/// Counts of passages, and of the features of one, stay far below what a float holds exactly.
fn count(number: usize) -> f32 {
    u16::try_from(number).map_or(f32::from(u16::MAX), f32::from)
}
