#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use super::super::{Answer, Case, CaseState, Context, Event, NotYet, StepState, decide};
use crate::decision::Outcome;
use crate::event::AppointmentChange as C;
use crate::ids::MessageId;
use crate::reason::Reason;
use crate::testing::{BOOKED_ON, STARTS, Visit, clock, local, short};

/// When the event of the table happens: between the reminders.
const NOW: &str = "2026-11-24 20:00";
const OTHER_TIME: &str = "2026-11-27 16:00";

/// A visit in that state, its first reminder said.
fn standing(state: CaseState) -> Visit {
    let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
    visit.wakes_until("2026-11-24 12:00");
    let version = visit.case().version;
    let at = "2026-11-24 15:00";
    match state {
        CaseState::Booked => Vec::new(),
        CaseState::Confirmed => visit.answered(Answer::Confirm, version, at),
        CaseState::Cancelled => visit.told(C::Cancelled, at),
        CaseState::Arrived => visit.told(C::Arrived, at),
        CaseState::Completed => visit.told(C::Completed, at),
        CaseState::Missed => visit.told(C::Missed, at),
    };
    assert_eq!(visit.case().state, state);
    visit
}

fn planned(case: &Case) -> usize {
    case.current().filter(|it| it.state == StepState::Planned).count()
}

/// `state +versions says, plans`.
fn cell(before: u32, after: &Case, effects: &str) -> String {
    format!("{} +{} {effects}, {} planned", after.state.as_str(), after.version - before, planned(after))
}

fn table(visits: &[(&str, Visit)]) -> String {
    let mut table = String::new();
    for (name, visit) in visits {
        for (change, told) in C::ALL {
            let result = |start: &str| {
                let mut visit = visit.clone();
                visit.facts.start = Some(local(start));
                if visit.case.is_none() && change == C::Delayed {
                    return "not on record".to_owned();
                }
                let before = visit.case.as_ref().map_or(0, |it| it.version);
                let effects = visit.told(change, NOW);
                cell(before, visit.case(), &short(&effects))
            };
            writeln!(table, "{name:<11}| {told:<11}| {:<40} | {}", result(STARTS), result(OTHER_TIME))
                .unwrap();
        }
    }
    table
}

#[test]
fn told_an_unknown_visit() {
    insta::assert_snapshot!(table(&[("none", Visit::unknown("a1", STARTS))]), @"
    none       | booked     | booked +1 booking, 2 planned             | booked +1 booking, 3 planned
    none       | moved      | booked +1 moved, 2 planned               | booked +1 moved, 3 planned
    none       | cancelled  | cancelled +1 cancellation, 0 planned     | cancelled +1 cancellation, 0 planned
    none       | reinstated | booked +1 -, 2 planned                   | booked +1 -, 3 planned
    none       | arrived    | arrived +1 -, 0 planned                  | arrived +1 -, 0 planned
    none       | completed  | completed +1 -, 1 planned                | completed +1 -, 1 planned
    none       | missed     | missed +1 -, 1 planned                   | missed +1 -, 1 planned
    none       | delayed    | not on record                            | not on record
    ");
}

/// A delay that overtook its booking waits for it: alone it would leave the visit without a plan.
#[test]
fn a_delay_of_an_unknown_visit_is_not_on_record() {
    let mut visit = Visit::unknown("a1", STARTS);
    let event = visit.word(C::Delayed, NOW);
    let context = Context {
        clinic: &visit.clinic,
        zone: &visit.clinic.time_zone,
        numbers: &[],
        siblings: &[],
        slots: &[],
        reached: None,
        heard: crate::case::Heard::Last,
    };
    assert_eq!(decide(None, &event, &context, clock(NOW)), Err(NotYet::NotOnRecord));
}

#[test]
fn told_in_every_state() {
    let visits: Vec<_> = CaseState::ALL.into_iter().map(|state| (state.as_str(), standing(state))).collect();
    insta::assert_snapshot!(table(&visits), @"
    booked     | booked     | booked +0 -, 2 planned                   | booked +1 moved, 3 planned
    booked     | moved      | booked +0 -, 2 planned                   | booked +1 moved, 3 planned
    booked     | cancelled  | cancelled +1 cancellation, 0 planned     | cancelled +1 cancellation, 0 planned
    booked     | reinstated | booked +0 -, 2 planned                   | booked +1 moved, 3 planned
    booked     | arrived    | arrived +1 -, 0 planned                  | arrived +1 -, 0 planned
    booked     | completed  | completed +1 -, 1 planned                | completed +1 -, 1 planned
    booked     | missed     | missed +1 -, 1 planned                   | missed +1 -, 1 planned
    booked     | delayed    | booked +0 delayed, 2 planned             | booked +0 delayed, 2 planned
    confirmed  | booked     | confirmed +0 -, 2 planned                | booked +1 moved, 3 planned
    confirmed  | moved      | confirmed +0 -, 2 planned                | booked +1 moved, 3 planned
    confirmed  | cancelled  | cancelled +1 cancellation, 0 planned     | cancelled +1 cancellation, 0 planned
    confirmed  | reinstated | confirmed +0 -, 2 planned                | booked +1 moved, 3 planned
    confirmed  | arrived    | arrived +1 -, 0 planned                  | arrived +1 -, 0 planned
    confirmed  | completed  | completed +1 -, 1 planned                | completed +1 -, 1 planned
    confirmed  | missed     | missed +1 -, 1 planned                   | missed +1 -, 1 planned
    confirmed  | delayed    | confirmed +0 delayed, 2 planned          | confirmed +0 delayed, 2 planned
    cancelled  | booked     | booked +1 reinstated, 2 planned          | booked +1 moved, 3 planned
    cancelled  | moved      | booked +1 reinstated, 2 planned          | booked +1 moved, 3 planned
    cancelled  | cancelled  | cancelled +0 -, 0 planned                | cancelled +0 -, 0 planned
    cancelled  | reinstated | booked +1 reinstated, 2 planned          | booked +1 moved, 3 planned
    cancelled  | arrived    | arrived +1 -, 0 planned                  | arrived +1 -, 0 planned
    cancelled  | completed  | completed +1 -, 1 planned                | completed +1 -, 1 planned
    cancelled  | missed     | missed +1 -, 1 planned                   | missed +1 -, 1 planned
    cancelled  | delayed    | cancelled +0 -, 0 planned                | cancelled +0 -, 0 planned
    arrived    | booked     | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    arrived    | moved      | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    arrived    | cancelled  | cancelled +1 cancellation, 0 planned     | cancelled +1 cancellation, 0 planned
    arrived    | reinstated | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    arrived    | arrived    | arrived +0 -, 0 planned                  | arrived +0 -, 0 planned
    arrived    | completed  | completed +1 -, 1 planned                | completed +1 -, 1 planned
    arrived    | missed     | missed +1 -, 1 planned                   | missed +1 -, 1 planned
    arrived    | delayed    | arrived +0 delayed, 0 planned            | arrived +0 delayed, 0 planned
    completed  | booked     | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    completed  | moved      | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    completed  | cancelled  | cancelled +1 cancellation, 0 planned     | cancelled +1 cancellation, 0 planned
    completed  | reinstated | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    completed  | arrived    | completed +0 -, 1 planned                | completed +0 -, 1 planned
    completed  | completed  | completed +0 -, 1 planned                | completed +0 -, 1 planned
    completed  | missed     | missed +1 -, 1 planned                   | missed +1 -, 1 planned
    completed  | delayed    | completed +0 -, 1 planned                | completed +0 -, 1 planned
    missed     | booked     | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    missed     | moved      | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    missed     | cancelled  | cancelled +1 cancellation, 0 planned     | cancelled +1 cancellation, 0 planned
    missed     | reinstated | booked +1 -, 2 planned                   | booked +1 moved, 3 planned
    missed     | arrived    | arrived +1 -, 0 planned                  | arrived +1 -, 0 planned
    missed     | completed  | completed +1 -, 1 planned                | completed +1 -, 1 planned
    missed     | missed     | missed +0 -, 1 planned                   | missed +0 -, 1 planned
    missed     | delayed    | missed +0 -, 1 planned                   | missed +0 -, 1 planned
    ");
}

#[test]
fn told_a_visit_that_the_patient_cancelled() {
    let mut visit = standing(CaseState::Booked);
    let version = visit.case().version;
    visit.answered(Answer::Cancel, version, "2026-11-24 16:00");
    insta::assert_snapshot!(table(&[("by patient", visit)]), @"
    by patient | booked     | cancelled +0 person: StillListed, 0 planned | booked +1 moved, 3 planned
    by patient | moved      | booked +1 reinstated, 2 planned          | booked +1 moved, 3 planned
    by patient | cancelled  | cancelled +0 -, 0 planned                | cancelled +0 -, 0 planned
    by patient | reinstated | booked +1 reinstated, 2 planned          | booked +1 moved, 3 planned
    by patient | arrived    | arrived +1 -, 0 planned                  | arrived +1 -, 0 planned
    by patient | completed  | completed +1 -, 1 planned                | completed +1 -, 1 planned
    by patient | missed     | missed +1 -, 1 planned                   | missed +1 -, 1 planned
    by patient | delayed    | cancelled +0 -, 0 planned                | cancelled +0 -, 0 planned
    ");
}

#[test]
fn an_older_word_is_ignored_in_every_state() {
    for state in CaseState::ALL {
        for (change, _) in C::ALL {
            let mut visit = standing(state);
            let before = visit.case().clone();
            visit.facts.start = Some(local(OTHER_TIME));
            let older = visit.word(change, "2026-11-19 09:00");
            assert_eq!(short(&visit.takes(&older, NOW)), "-", "{state:?} {change:?}");
            let after = visit.case();
            assert_eq!((after.state, after.version, &after.anchor), (state, before.version, &before.anchor));
            assert_eq!((&after.steps, &after.told), (&before.steps, &before.told));
        }
    }
}

#[test]
fn answered_in_every_state() {
    let mut table = String::new();
    for state in CaseState::ALL {
        for answer in Answer::ALL {
            let result = |back: u32| {
                let mut visit = standing(state);
                let version = visit.case().version;
                let effects = visit.answered(answer, version - back, NOW);
                cell(version, visit.case(), &short(&effects))
            };
            let (this, older) = (result(0), result(1));
            writeln!(table, "{:<10}| {:<11}| {this:<52} | {older}", state.as_str(), answer.as_str()).unwrap();
        }
    }
    insta::assert_snapshot!(table, @"
    booked    | confirm    | confirmed +0 -, 2 planned                            | booked +0 reply_old, 2 planned
    booked    | reschedule | booked +0 reply_reschedule, 2 planned                | booked +0 reply_old, 2 planned
    booked    | move       | booked +0 person: WantsToMove, 2 planned             | booked +0 person: WantsToMove, 2 planned
    booked    | cancel     | cancelled +1 cancellation, 0 planned                 | booked +0 reply_old, 2 planned
    booked    | talk       | booked +0 person: Asked, 2 planned                   | booked +0 person: Asked, 2 planned
    confirmed | confirm    | confirmed +0 -, 2 planned                            | confirmed +0 reply_old, 2 planned
    confirmed | reschedule | booked +0 reply_reschedule, 2 planned                | confirmed +0 reply_old, 2 planned
    confirmed | move       | booked +0 person: WantsToMove, 2 planned             | confirmed +0 person: WantsToMove, 2 planned
    confirmed | cancel     | cancelled +1 cancellation, 0 planned                 | confirmed +0 reply_old, 2 planned
    confirmed | talk       | confirmed +0 person: Asked, 2 planned                | confirmed +0 person: Asked, 2 planned
    cancelled | confirm    | cancelled +0 reply_old, 0 planned                    | cancelled +0 reply_old, 0 planned
    cancelled | reschedule | cancelled +0 reply_old, 0 planned                    | cancelled +0 reply_old, 0 planned
    cancelled | move       | cancelled +0 person: WantsToMove, 0 planned          | cancelled +0 person: WantsToMove, 0 planned
    cancelled | cancel     | cancelled +0 reply_old, 0 planned                    | cancelled +0 reply_old, 0 planned
    cancelled | talk       | cancelled +0 person: Asked, 0 planned                | cancelled +0 person: Asked, 0 planned
    arrived   | confirm    | arrived +0 reply_old, 0 planned                      | arrived +0 reply_old, 0 planned
    arrived   | reschedule | arrived +0 reply_old, 0 planned                      | arrived +0 reply_old, 0 planned
    arrived   | move       | arrived +0 person: WantsToMove, 0 planned            | arrived +0 person: WantsToMove, 0 planned
    arrived   | cancel     | arrived +0 reply_old, 0 planned                      | arrived +0 reply_old, 0 planned
    arrived   | talk       | arrived +0 person: Asked, 0 planned                  | arrived +0 person: Asked, 0 planned
    completed | confirm    | completed +0 reply_old, 1 planned                    | completed +0 reply_old, 1 planned
    completed | reschedule | completed +0 reply_old, 1 planned                    | completed +0 reply_old, 1 planned
    completed | move       | completed +0 person: WantsToMove, 1 planned          | completed +0 person: WantsToMove, 1 planned
    completed | cancel     | completed +0 reply_old, 1 planned                    | completed +0 reply_old, 1 planned
    completed | talk       | completed +0 person: Asked, 1 planned                | completed +0 person: Asked, 1 planned
    missed    | confirm    | missed +0 reply_old, 1 planned                       | missed +0 reply_old, 1 planned
    missed    | reschedule | missed +0 reply_old, 1 planned                       | missed +0 reply_old, 1 planned
    missed    | move       | missed +0 person: WantsToMove, 1 planned             | missed +0 person: WantsToMove, 1 planned
    missed    | cancel     | missed +0 reply_old, 1 planned                       | missed +0 reply_old, 1 planned
    missed    | talk       | missed +0 person: Asked, 1 planned                   | missed +0 person: Asked, 1 planned
    ");
}

#[test]
fn an_answer_after_the_visit_began_is_told_kindly() {
    let mut visit = standing(CaseState::Booked);
    let version = visit.case().version;
    assert_eq!(short(&visit.answered(Answer::Confirm, version, STARTS)), "reply_old");
    assert_eq!(visit.case().state, CaseState::Booked);
}

#[test]
fn nothing_but_a_word_of_the_clinic_opens_a_case() {
    let message = MessageId::new("msg_1").unwrap();
    let thread = crate::ids::ThreadId::new("thr_1").unwrap();
    let channel = crate::delivery::Channel::Sms;
    let events = [
        Event::Woken { due: clock(NOW) },
        Event::Grouped { message: message.clone(), step: "reminder_48h".to_owned(), version: 1 },
        Event::Stopped { message, reason: Reason::TooLate },
        Event::Answered {
            cause: "w1".to_owned(),
            answer: Answer::Confirm,
            wish: None,
            version: 1,
            together: Vec::new(),
            channel,
            thread,
        },
    ];
    for event in events {
        let decision = Visit::unknown("a1", STARTS).among(&[], &event, clock(NOW));
        assert_eq!((decision.next, decision.effects, decision.outcome), (None, Vec::new(), Outcome::Stale));
    }
}

#[test]
fn woken_and_stopped_in_every_state() {
    let mut table = String::new();
    for state in CaseState::ALL {
        let visit = standing(state);
        let version = visit.case().version;
        let wakes = |now: &str| {
            let mut visit = visit.clone();
            let due = visit.case().due().unwrap_or(clock(now));
            let decision = visit.among(&[], &Event::Woken { due }, clock(now));
            format!("{:?} {}", decision.outcome, cell(version, visit.case(), &short(&decision.effects)))
        };
        let mut other = visit.clone();
        let nobodys = Event::Stopped { message: MessageId::new("msg_1").unwrap(), reason: Reason::TooLate };
        let stopped = other.among(&[], &nobodys, clock(NOW)).outcome;
        let (early, due) = (wakes(NOW), wakes("2026-11-25 14:30"));
        writeln!(table, "{:<10}| {early:<36} | {due:<58} | {stopped:?}", state.as_str()).unwrap();
    }
    insta::assert_snapshot!(table, @"
    booked    | Stale booked +0 -, 2 planned         | Applied booked +0 reminder_24h, instructions, 0 planned    | Stale
    confirmed | Stale confirmed +0 -, 2 planned      | Applied confirmed +0 instructions, 0 planned               | Stale
    cancelled | Stale cancelled +0 -, 0 planned      | Stale cancelled +0 -, 0 planned                            | Stale
    arrived   | Stale arrived +0 -, 0 planned        | Stale arrived +0 -, 0 planned                              | Stale
    completed | Stale completed +0 -, 1 planned      | Stale completed +0 -, 1 planned                            | Stale
    missed    | Stale missed +0 -, 1 planned         | Stale missed +0 -, 1 planned                               | Stale
    ");
}
