//! How sure the best passage is.

use crate::shelf::{Ranked, rank};
use crate::view::Fit;

/// Least lead in each view over every other passage, as a share of the score: views that disagree, or passages that are
/// nearly equal, make no answer.
const LEAD_FLOOR: f32 = 0.08;
/// Least share of the question's runs of letters that the passage has: a question may be all about one word that it
/// knows and still ask something else.
const COVERAGE_FLOOR: f32 = 0.65;
/// Least confidence of an answer.
const CONFIDENCE_FLOOR: f32 = 0.7;
/// Weights of a logistic regression of "the first passage is the right one" on the tuned questions.
const CONSTANT: f32 = -7.77;
const OF_COVERAGE: f32 = 7.58;
const OF_LEAD: f32 = 1.61;
const OF_SCORE: f32 = 1.65;
/// A score above this says no more: long questions have high ones.
const SCORE_CEILING: f32 = 3.0;

/// How sure the first of ranked passages is, from 0 to 1; `None` where it must not be sent.
pub(crate) fn confidence(ranked: &[Ranked<'_>]) -> Option<f32> {
    let (best, others) = ranked.split_first()?;
    if best.runs.coverage < COVERAGE_FLOOR {
        return None;
    }
    let leads = |score: fn(&Ranked<'_>) -> f32| lead(score(best), others.iter().map(score));
    if leads(|it| it.stems.share) < LEAD_FLOOR || leads(|it| it.runs.share) < LEAD_FLOOR {
        return None;
    }
    let coverage = f32::midpoint(best.stems.coverage, best.runs.coverage);
    let Fit { score, .. } = best.stems;
    let evidence =
        CONSTANT + OF_COVERAGE * coverage + OF_LEAD * leads(rank) + OF_SCORE * score.min(SCORE_CEILING);
    let confidence = 1.0 / (1.0 + (-evidence).exp());
    (confidence >= CONFIDENCE_FLOOR).then_some(confidence)
}

/// How far a score is before the best of others, as a share of itself; negative where it is behind.
fn lead(score: f32, others: impl Iterator<Item = f32>) -> f32 {
    if score > 0.0 { 1.0 - others.fold(0.0, f32::max) / score } else { 0.0 }
}
