//! Scores: exact counts per clinic, questionnaire and day of the visit, and what is told of them.
//!
//! A tally is moved in the same write as the survey that moves it, by the difference between the survey before and
//! after, so that every survey stands in its tally exactly as it stands on record: repeated, late, changed and
//! disordered answers are the survey's to sort out and never reach the tally twice. Its size is that of the clinic's
//! sites, services and practitioners, however many answer. Groups of fewer than [`GROUP_MIN`] answers are not told.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Scale, Survey};
use crate::ids::ClinicId;
use crate::phi::Phi;

/// Over how many items the tally of a day is spread, so that patients who answer at once do not wait for each other.
pub const TALLY_SHARDS: u8 = 8;
/// Fewer answers than this are not shown: one could tell who gave them.
pub const GROUP_MIN: u32 = 5;
/// Most groups of one kind in one shard of a day; what comes beyond is counted under [`OTHERS`].
pub const GROUPS_MAX: usize = 500;
/// The group of those that came beyond [`GROUPS_MAX`].
pub const OTHERS: &str = "*";
/// The lowest score that counts as satisfied.
const SATISFIED: usize = 4;
/// The lowest score of a promoter, and the highest of a detractor.
const PROMOTER: usize = 9;
const DETRACTOR: usize = 6;
/// The 97.5 % quantile of the normal distribution: 95 % lie within.
const Z_95: f64 = 1.959_963_984_540_054;

/// How often each score was given, and how many were asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Surveys asked.
    pub asked: u32,
    /// Standing answers by score.
    pub scores: [u32; 11],
}

/// What one survey adds to its tally or takes from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// It is new.
    pub opened: bool,
    /// Its score.
    pub score: Moved,
    /// The further questions whose answers changed, by name.
    pub further: BTreeMap<String, Moved>,
}

/// An answer as it stood before and stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Before.
    pub before: Option<u8>,
    /// Now.
    pub after: Option<u8>,
}

impl Moved {
    fn is_news(self) -> bool {
        self.before != self.after
    }
}

impl Delta {
    /// What a decision on a survey changes; `None` if it changes no count.
    #[must_use]
    pub fn between(before: Option<&Survey>, after: &Survey) -> Option<Self> {
        let moved = |(name, answer): (&String, &u8)| {
            let before = before.and_then(|it| it.further.get(name)).copied();
            (name.clone(), Moved { before, after: Some(*answer) })
        };
        let delta = Self {
            opened: before.is_none(),
            score: Moved { before: before.and_then(Survey::score), after: after.score() },
            further: after.further.iter().map(moved).filter(|it| it.1.is_news()).collect(),
        };
        (delta.opened || delta.score.is_news() || !delta.further.is_empty()).then_some(delta)
    }
}

impl Counts {
    /// These counts after a survey's change.
    pub fn apply(&mut self, delta: &Delta) {
        self.asked += u32::from(delta.opened);
        self.moves(delta.score);
    }

    /// One answer moved.
    fn moves(&mut self, moved: Moved) {
        let slot = |score: u8| usize::from(score).min(self.scores.len() - 1);
        let (before, after) = (moved.before.map(slot), moved.after.map(slot));
        if let Some(before) = before {
            self.scores[before] = self.scores[before].saturating_sub(1);
        }
        if let Some(after) = after {
            self.scores[after] += 1;
        }
    }

    /// These and others together.
    pub fn merge(&mut self, other: &Self) {
        self.asked += other.asked;
        for (own, other) in self.scores.iter_mut().zip(other.scores) {
            *own += other;
        }
    }

    /// Surveys answered.
    #[must_use]
    pub fn answered(&self) -> u32 {
        self.scores.iter().sum()
    }

    /// Answered of asked, from 0 to 1; `None` while nobody was asked.
    #[must_use]
    pub fn response_rate(&self) -> Option<f64> {
        (self.asked > 0).then(|| f64::from(self.answered()) / f64::from(self.asked))
    }

    /// Satisfaction, of [`GROUP_MIN`] answers or more.
    #[must_use]
    pub fn csat(&self) -> Option<Csat> {
        let answered = self.shown()?;
        let sum: f64 = (0_u32..).zip(self.scores).map(|(score, count)| f64::from(score * count)).sum();
        let satisfied: u32 = self.scores[SATISFIED..].iter().sum();
        Some(Csat { mean: sum / answered, satisfied: f64::from(satisfied) / answered })
    }

    /// Net promoter score, of [`GROUP_MIN`] answers or more.
    #[must_use]
    pub fn nps(&self) -> Option<Nps> {
        let answered = self.shown()?;
        let promoters = f64::from(self.scores[PROMOTER..].iter().sum::<u32>());
        let detractors = f64::from(self.scores[..=DETRACTOR].iter().sum::<u32>());
        let score = 100.0 * (promoters - detractors) / answered;
        // Adjusted Wald: three answers are added, so that five promoters alone do not look certain.
        let (n, p, d) = (answered + 3.0, promoters + 0.75, detractors + 0.75);
        let (p, d) = (p / n, d / n);
        let deviation = ((p + d - (p - d).powi(2)) / n).sqrt();
        let (middle, reach) = (100.0 * (p - d), 100.0 * Z_95 * deviation);
        Some(Nps {
            score,
            low: (middle - reach).max(-100.0).min(score),
            high: (middle + reach).min(100.0).max(score),
        })
    }

    fn shown(&self) -> Option<f64> {
        let answered = self.answered();
        (answered >= GROUP_MIN).then(|| f64::from(answered))
    }
}

/// Satisfaction on the scale from 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Csat {
    /// The mean score.
    pub mean: f64,
    /// The share that gave 4 or 5, from 0 to 1.
    pub satisfied: f64,
}

/// Net promoter score: the share of 9 and 10 less the share of 0 to 6, in points from -100 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Nps {
    /// The score.
    pub score: f64,
    /// It lies above this with 97.5 % confidence (adjusted Wald interval).
    pub low: f64,
    /// It lies below this with 97.5 % confidence.
    pub high: f64,
}

/// One shard of the counts of a clinic's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Whose.
    pub clinic: ClinicId,
    /// Of which questionnaire.
    pub questionnaire: String,
    /// Its scale.
    pub scale: Scale,
    /// The day of the visits, at the clinic.
    pub day: Date,
    /// Which of [`TALLY_SHARDS`].
    pub shard: u8,
    /// All.
    pub all: Counts,
    /// By site.
    pub sites: BTreeMap<String, Counts>,
    /// By service.
    pub services: BTreeMap<Phi<String>, Counts>,
    /// By practitioner.
    pub practitioners: BTreeMap<Phi<String>, Counts>,
    /// Answers to the further questions, by name; who was asked is not counted here.
    #[serde(default)]
    pub further: BTreeMap<String, Counts>,
}

impl Tally {
    /// The tally that a survey is counted in, before anything is.
    #[must_use]
    pub fn of(survey: &Survey) -> Self {
        Self {
            clinic: survey.clinic.clone(),
            questionnaire: survey.questionnaire.clone(),
            scale: survey.scale,
            day: survey.visit.day,
            shard: survey.shard(),
            all: Counts::default(),
            sites: BTreeMap::new(),
            services: BTreeMap::new(),
            practitioners: BTreeMap::new(),
            further: BTreeMap::new(),
        }
    }

    /// The tally after a survey's change.
    #[must_use]
    pub fn counted(mut self, survey: &Survey, delta: &Delta) -> Self {
        self.all.apply(delta);
        let visit = &survey.visit;
        if let Some(site) = &visit.site {
            group(&mut self.sites, site, OTHERS.to_owned()).apply(delta);
        }
        if let Some(service) = &visit.service {
            group(&mut self.services, service, Phi::new(OTHERS.to_owned())).apply(delta);
        }
        if let Some(practitioner) = &visit.practitioner {
            group(&mut self.practitioners, practitioner, Phi::new(OTHERS.to_owned())).apply(delta);
        }
        for (name, moved) in &delta.further {
            self.further.entry(name.clone()).or_default().moves(*moved);
        }
        self
    }
}

/// A group's counts. Once a kind is full a name that is not in it goes to the others, for good: the same survey's
/// later changes find it there again.
fn group<'a, K: Ord + Clone>(groups: &'a mut BTreeMap<K, Counts>, name: &K, others: K) -> &'a mut Counts {
    let full = groups.len() >= GROUPS_MAX;
    let key = if full && !groups.contains_key(name) { others } else { name.clone() };
    groups.entry(key).or_default()
}
