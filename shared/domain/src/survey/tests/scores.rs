//! Counts, and what is told of them.

use proptest::prelude::*;

use super::super::score::{Counts, Delta, GROUP_MIN, GROUPS_MAX, Moved, OTHERS, TALLY_SHARDS, Tally};
use super::*;

/// A survey that is new, with that score.
fn delta(after: Option<u8>) -> Delta {
    Delta { opened: true, score: Moved { before: None, after }, further: BTreeMap::new() }
}

fn counts(scores: &[u8]) -> Counts {
    let mut counts = Counts::default();
    for score in scores {
        counts.apply(&delta(Some(*score)));
    }
    counts
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn satisfaction_is_the_mean_and_the_share_of_fours_and_fives() {
    let csat = counts(&[1, 3, 4, 5, 5]).csat().unwrap();
    assert!(near(csat.mean, 3.6) && near(csat.satisfied, 0.6), "{csat:?}");
}

#[test]
fn the_net_promoter_score_lies_in_its_interval() {
    let nps = counts(&[10, 9, 9, 8, 7, 6, 0, 10, 10, 5]).nps().unwrap();
    // Five promoters, three detractors of ten.
    assert!(near(nps.score, 20.0), "{nps:?}");
    // By hand: n 13, p 5.75/13, d 3.75/13.
    let (p, d) = (5.75 / 13.0, 3.75 / 13.0);
    let deviation = f64::sqrt((p + d - (p - d) * (p - d)) / 13.0);
    let reach = 195.996_398_454_005_4 * deviation;
    assert!(near(nps.low, 100.0 * (p - d) - reach) && near(nps.high, 100.0 * (p - d) + reach), "{nps:?}");
    let all = counts(&[10; 5]).nps().unwrap();
    assert!(near(all.score, 100.0) && all.low < 80.0 && near(all.high, 100.0), "{all:?}");
    let many = counts(&[10; 2_000]).nps().unwrap();
    assert!(many.low > 99.0, "{many:?}");
}

#[test]
fn fewer_than_five_answers_are_not_told() {
    for answers in 0..=GROUP_MIN {
        let counts = counts(&vec![5; answers as usize]);
        let shown = answers == GROUP_MIN;
        assert_eq!((counts.csat().is_some(), counts.nps().is_some()), (shown, shown), "{answers}");
        assert_eq!(counts.answered(), answers);
    }
}

#[test]
fn the_response_rate_counts_who_was_asked() {
    let mut all = counts(&[5, 5]);
    all.apply(&delta(None));
    all.apply(&delta(None));
    assert_eq!((all.response_rate(), Counts::default().response_rate()), (Some(0.5), None));
}

#[test]
fn a_full_kind_of_groups_counts_the_rest_together_and_stays_exact() {
    let mut tally: Option<Tally> = None;
    let base = story(&[tapped("w1", "10:00:00", 5)]).0;
    let delta = Delta::between(None, &base).unwrap();
    for index in 0..GROUPS_MAX + 20 {
        let mut survey = base.clone();
        survey.visit.site = Some(format!("site {index}"));
        tally = Some(tally.unwrap_or_else(|| Tally::of(&survey)).counted(&survey, &delta));
    }
    let tally = tally.unwrap();
    assert_eq!((tally.sites.len(), tally.sites[OTHERS].asked), (GROUPS_MAX + 1, 20));
    assert_eq!(tally.sites.values().map(Counts::answered).sum::<u32>(), tally.all.answered());
}

#[test]
fn shards_are_even() {
    let mut shards = vec![0_u32; usize::from(TALLY_SHARDS)];
    for number in 0..8_000 {
        let mut facts = facts();
        facts.about.case = CaseId::new(format!("a{number}")).unwrap();
        let survey =
            decide(None, &facts, &questionnaire("csat"), &asked("09:00:00", Channel::Sms), at("09:00:00"));
        shards[usize::from(survey.next.unwrap().shard())] += 1;
    }
    assert!(shards.iter().all(|it| (850..1_150).contains(it)), "{shards:?}");
}

proptest! {
    /// Whatever comes in whatever order and however often, the tally is what a recount of the surveys gives.
    #[test]
    fn the_tally_is_the_recount(
        answers in prop::collection::vec((0_u8..6, 0_u8..20, 0_u8..8, 0_u8..7, any::<bool>()), 0..200)
    ) {
        let mut surveys: BTreeMap<u8, Survey> = BTreeMap::new();
        let mut tallies: BTreeMap<u8, Tally> = BTreeMap::new();
        for (who, minute, cause, score, first) in answers {
            let mut facts = facts();
            facts.about.case = CaseId::new(format!("a{who}")).unwrap();
            let to = if first { Question::Score } else { Question::Further("waiting".to_owned()) };
            let cause = format!("{who}.{minute}.{cause}.{first}");
            let event = replied(&cause, &format!("10:{minute:02}:00"), Reply::Choice(score), to);
            let known = surveys.get(&who);
            let decision = decide(known, &facts, &in_chat(), &event, at("12:00:00"));
            let Some(next) = decision.next else { continue };
            if let Some(delta) = Delta::between(known, &next) {
                let tally = tallies.remove(&next.shard()).unwrap_or_else(|| Tally::of(&next));
                tallies.insert(next.shard(), tally.counted(&next, &delta));
            }
            surveys.insert(who, next);
        }
        let mut recount = Counts::default();
        for survey in surveys.values() {
            recount.asked += 1;
            if let Some(score) = survey.score() {
                recount.scores[usize::from(score)] += 1;
            }
        }
        let mut waiting = Counts::default();
        for answer in surveys.values().filter_map(|it| it.further.get("waiting")) {
            waiting.scores[usize::from(*answer)] += 1;
        }
        let mut all = Counts::default();
        let mut further = Counts::default();
        let mut by_site = Counts::default();
        for tally in tallies.values() {
            all.merge(&tally.all);
            by_site.merge(&tally.sites["Centro"]);
            further.merge(&tally.further.get("waiting").copied().unwrap_or_default());
        }
        prop_assert_eq!(all, recount);
        prop_assert_eq!(by_site, recount);
        prop_assert_eq!(further, waiting);
    }
}
