//! What holds for any story of a visit.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::super::{Answer, Case, Effect, Event};
use crate::delivery::Channel;
use crate::event::{AppointmentChange as C, Modality};
use crate::ids::{MessageId, ThreadId};
use crate::message::MessageSpec;
use crate::reason::Reason;
use crate::testing::{STARTS, Visit, clock, local, said};

/// One thing that happens, after this many hours.
#[derive(Debug, Clone)]
enum Turn {
    Told { change: C, start: usize, video: bool, sequence: Option<u64>, hours_late: i64 },
    Answered { answer: Answer, versions_back: u32 },
    Woken,
    Stopped { nth: usize },
}

const STARTS_TOLD: [&str; 3] = [STARTS, "2026-11-27 16:00", "2026-12-03 07:30"];

fn turns() -> impl Strategy<Value = Vec<(i64, Turn)>> {
    let change = proptest::sample::select(C::ALL.map(|(change, _)| change).to_vec());
    let sequence = proptest::option::of(0..6_u64);
    let told = (change, 0..STARTS_TOLD.len(), any::<bool>(), sequence, 0..48_i64).prop_map(
        |(change, start, video, sequence, hours_late)| Turn::Told {
            change,
            start,
            video,
            sequence,
            hours_late,
        },
    );
    let answered = (proptest::sample::select(Answer::ALL.to_vec()), 0..2_u32)
        .prop_map(|(answer, versions_back)| Turn::Answered { answer, versions_back });
    let stopped = (0..4_usize).prop_map(|nth| Turn::Stopped { nth });
    let turn = prop_oneof![4 => told, 2 => answered, 4 => Just(Turn::Woken), 1 => stopped];
    proptest::collection::vec((0..30_i64, turn), 1..24)
}

/// What was published, with the case as it stood after it.
type Story = Vec<(Case, Vec<Effect>)>;

/// Plays the turns, each event `times` times over.
fn play(turns: &[(i64, Turn)], times: usize) -> Story {
    let mut visit = Visit::booked("a1", STARTS, "2026-11-20 12:00");
    let mut story = Vec::new();
    let mut messages: Vec<MessageId> = Vec::new();
    let mut now = clock("2026-11-20 12:00");
    for (hours, turn) in turns {
        now += SignedDuration::from_hours(*hours);
        let version = visit.case().version;
        let event = match turn {
            Turn::Told { change, start, video, sequence, hours_late } => {
                visit.facts.start = Some(local(STARTS_TOLD[*start]));
                visit.facts.modality = video.then_some(Modality::Video);
                visit.facts.sequence = *sequence;
                let mut word = visit.word(*change, STARTS);
                if let Event::Told { occurred_at, .. } = &mut word {
                    *occurred_at = now - SignedDuration::from_hours(*hours_late);
                }
                word
            }
            Turn::Answered { answer, versions_back } => {
                visit.told += 1;
                Event::Answered {
                    cause: format!("wamid-{}", visit.told),
                    answer: *answer,
                    wish: None,
                    version: version.saturating_sub(*versions_back),
                    together: Vec::new(),
                    channel: Channel::Whatsapp,
                    thread: ThreadId::new("thr_1").unwrap(),
                }
            }
            // With nothing due, for an instant that nothing is due at: for that of the last wake-up, it would be that one
            // again.
            Turn::Woken => {
                let idle = now + SignedDuration::from_secs(1);
                Event::Woken { due: visit.case().due().unwrap_or(idle) }
            }
            // Once of a message: the second time is a redelivery, which says again what the first one said.
            Turn::Stopped { nth } if *nth < messages.len() => {
                Event::Stopped { message: messages.remove(*nth), reason: Reason::Superseded }
            }
            Turn::Stopped { .. } => continue,
        };
        for _ in 0..times {
            let effects = visit.among(&[], &event, now).effects;
            messages.extend(
                said(&effects)
                    .into_iter()
                    .map(|it| it.id)
                    .filter(|it| !messages.contains(it))
                    .collect::<Vec<_>>(),
            );
            story.push((visit.case().clone(), effects));
        }
    }
    story
}

fn specs(story: &Story) -> Vec<MessageSpec> {
    story.iter().flat_map(|(_, effects)| said(effects)).collect()
}

fn ids(story: &Story) -> BTreeSet<MessageId> {
    specs(story).into_iter().map(|it| it.id).collect()
}

proptest! {
    #[test]
    fn every_event_twice_is_as_good_as_once(turns in turns()) {
        let (once, twice) = (play(&turns, 1), play(&turns, 2));
        prop_assert_eq!(once.last().map(|it| &it.0), twice.last().map(|it| &it.0));
        prop_assert_eq!(ids(&once), ids(&twice));
    }

    #[test]
    fn one_message_for_each_step_of_a_version(turns in turns()) {
        let story = play(&turns, 1);
        let specs = specs(&story);
        let steps = specs.iter().filter(|it| !it.step.starts_with("reply_") && it.step != "delayed");
        let said: Vec<_> = steps.map(|it| (it.covers[0].version, it.step.clone())).collect();
        let distinct: BTreeSet<_> = said.iter().collect();
        prop_assert_eq!(distinct.len(), said.len(), "{:?}", said);
    }

    #[test]
    fn versions_never_go_back_and_only_the_current_one_speaks(turns in turns()) {
        let mut newest = 0;
        for (case, effects) in play(&turns, 1) {
            prop_assert!(case.version >= newest);
            newest = case.version;
            for spec in said(&effects) {
                prop_assert_eq!(spec.covers[0].version, newest);
            }
        }
    }

    #[test]
    fn nothing_reminds_of_a_cancelled_visit(turns in turns()) {
        for (case, effects) in play(&turns, 1) {
            if case.state.is_ahead() {
                continue;
            }
            let reminds = |it: &MessageSpec| it.step.starts_with("reminder") || it.step == "instructions";
            prop_assert!(!said(&effects).iter().any(reminds), "{:?}", case.state);
            prop_assert!(case.current().all(|it| !it.step.starts_with("reminder")));
        }
    }

    #[test]
    fn nothing_is_said_when_it_is_of_no_use(turns in turns()) {
        for (case, effects) in play(&turns, 1) {
            let now = case.timeline.last().map(|it| it.at).unwrap();
            prop_assert!(said(&effects).iter().all(|it| it.not_after > now));
        }
    }
}
