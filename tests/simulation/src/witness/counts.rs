//! What must add up at rest: scores with the surveys they are of, what was heard with what was written, and no time
//! kept for somebody who will not come for it.

use std::collections::{BTreeMap, BTreeSet};

use domain::slot::{Slot, SlotState};
use domain::survey::Survey;
use domain::survey::score::{Counts, Tally};
use domain::thread::Thread;

use super::stored_state;
use crate::state::State;

/// Checks a world at rest.
pub(super) fn check(state: &mut State) {
    tallies(state);
    slots(state);
    heard_once(state);
}

/// Every survey stands in the tally of its day once, with the score that it has.
fn tallies(state: &mut State) {
    let mut counted: BTreeMap<(String, String, String), Counts> = BTreeMap::new();
    let tallies = state.items.of_kind("tally#").into_iter().filter_map(|it| stored_state::<Tally>(&it.body));
    for tally in tallies {
        let of = (tally.clinic.to_string(), tally.questionnaire.clone(), tally.day.to_string());
        counted.entry(of).or_default().merge(&tally.all);
    }
    let mut there: BTreeMap<(String, String, String), Counts> = BTreeMap::new();
    let surveys =
        state.items.of_kind("survey#").into_iter().filter_map(|it| stored_state::<Survey>(&it.body));
    for survey in surveys {
        let of = (survey.clinic.to_string(), survey.questionnaire.clone(), survey.visit.day.to_string());
        let counts = there.entry(of).or_default();
        counts.asked += 1;
        if let Some(answer) = &survey.answer {
            counts.scores[usize::from(answer.score).min(10)] += 1;
        }
    }
    if counted != there {
        let words = format!("the scores do not add up: {counted:?} of {there:?}");
        state.witness.violation(&words);
    }
}

fn slots(state: &mut State) {
    let now = state.now;
    let kept: Vec<String> = state
        .items
        .of_kind("slot#")
        .into_iter()
        .filter_map(|it| stored_state::<Slot>(&it.body))
        .filter(|it| matches!(&it.state, SlotState::Held { until, .. } if until.as_millisecond() < now))
        .map(|it| it.id.to_string())
        .collect();
    for slot in kept {
        state.witness.violation_about("a time is kept for somebody for ever", slot);
    }
}

fn heard_once(state: &mut State) {
    let threads =
        state.items.of_kind("thread#").into_iter().filter_map(|it| stored_state::<Thread>(&it.body));
    let mut twice = Vec::new();
    for thread in threads {
        let mut ids = BTreeSet::new();
        twice.extend(thread.inbound.iter().filter(|it| !ids.insert(it.id.clone())).map(|it| it.id.clone()));
    }
    for id in twice {
        state.witness.violation_about("what somebody wrote once was heard twice", id);
    }
}
