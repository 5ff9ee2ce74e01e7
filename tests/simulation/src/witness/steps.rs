//! The steps of a journey at rest: each that the visit wants is planned, each has an end, and each that was left out
//! was left out for a reason that is true.

use domain::case::{Case, CaseState, Happened, Party, StepRecord, StepState, Subject};
use domain::clinic::Clinic;
use domain::event::{AppointmentChange, Modality};
use domain::ids::MessageId;
use domain::journey::Step;
use domain::reason::Reason;

use super::stored_state;
use crate::state::State;

/// What a wrong clock, the time between a check and its write, and an hour that clocks skip make of an instant.
const SLACK_MS: i64 = 75 * 60_000;

/// Checks a world at rest.
pub(super) fn check(state: &mut State) {
    let cases: Vec<Case> =
        state.items.of_kind("case#").into_iter().filter_map(|it| stored_state(&it.body)).collect();
    let mut wrong = Vec::new();
    for case in &cases {
        let Some(clinic) = state.life.places.iter().map(|it| &it.clinic).find(|it| it.id == case.clinic)
        else {
            continue;
        };
        wrong.extend(
            missing(case, clinic).map(|step| (format!("{step} was never planned"), case.id.to_string())),
        );
        for record in case.steps.iter().filter(|it| it.version == case.version) {
            wrong.extend(wrong_with(state, clinic, case, record));
        }
        wrong.extend(case.steps.iter().filter_map(|it| lost(state, it)));
    }
    for (words, about) in wrong {
        state.witness.violation_about(&words, about);
    }
}

/// The steps of the journey that a visit which is still agreed should have, and has not.
fn missing<'a>(case: &'a Case, clinic: &'a Clinic) -> impl Iterator<Item = &'a str> {
    let wanted = clinic.journey(case.topic).filter(|_| case.state.is_ahead());
    let steps = wanted.map_or(&[][..], |it| &it.steps);
    let before = steps.iter().filter(|it| it.before.is_some());
    before.filter(|it| case.step(&it.name).is_none()).map(|it| it.name.as_str())
}

/// A message that was given to the sender, and is nowhere.
fn lost(state: &State, record: &StepRecord) -> Option<(String, String)> {
    let StepState::Released { message, .. } = &record.state else { return None };
    let known = state.witness.message(message.as_str()).is_some();
    (!known).then(|| (format!("the message of step {} was lost", record.step), message.to_string()))
}

fn wrong_with(state: &State, clinic: &Clinic, case: &Case, record: &StepRecord) -> Option<(String, String)> {
    let name = &record.step;
    let words = match &record.state {
        StepState::Planned if record.at.as_millisecond() < state.now => {
            format!("the step {name} of {} was never decided", case.id)
        }
        StepState::Planned | StepState::Released { .. } => return None,
        StepState::Grouped { message } if is_spoken_of(state, case, name, message) => return None,
        StepState::Grouped { .. } => format!("the step {name} of {} is told by nobody's message", case.id),
        StepState::Skipped { reason } => {
            let step = clinic.step(case.topic, name)?;
            if holds(state, case, record, step, *reason) {
                return None;
            }
            format!(
                "the step {name} of {} was left out for a reason that is not true: {}",
                case.id,
                reason.code()
            )
        }
    };
    Some((words, case.id.to_string()))
}

/// Another visit's message names this one, or one of an earlier version said this step of it, and did not end unsaid.
fn is_spoken_of(state: &State, case: &Case, step: &str, message: &MessageId) -> bool {
    let names = |it: &domain::case::Covered| it.case == case.id && it.version == case.version;
    let Some(known) = state.witness.message(message.as_str()) else { return false };
    let spec = &known.spec;
    let says_it = spec.step == step && spec.covers.iter().any(|it| it.case == case.id);
    (says_it || spec.covers.iter().any(names)) && known.unsaid_reason().is_none()
}

fn holds(state: &State, case: &Case, record: &StepRecord, step: &Step, reason: Reason) -> bool {
    let left_out_at = case.timeline.iter().rev().find_map(|it| match &it.what {
        Happened::Skipped { step, .. } if *step == record.step => Some(it.at.as_millisecond()),
        _ => None,
    });
    let anchor = case.anchor.at.as_millisecond();
    match reason {
        Reason::Remote => step.only_on_site && case.modality() != Modality::OnSite,
        Reason::Service => !step.is_for(case.service().map(|it| it.expose().as_str())),
        Reason::Confirmed | Reason::Answered => {
            step.only_unanswered && (case.answer.is_some() || case.state == CaseState::Confirmed)
        }
        // When its time was, had it been booked before.
        Reason::LateBooking => step.before.is_some_and(|lead| {
            let wanted = case.anchor.before(lead.days, lead.exact()).as_millisecond();
            left_out_at.is_some_and(|it| wanted < it + SLACK_MS)
        }),
        Reason::TooLate => {
            let end = end_of_use(step, (record.at.as_millisecond(), anchor), delay_of(case));
            // What follows a visit is of no use long after it, whenever the clinic says that it took place.
            let follows = [AppointmentChange::Completed, AppointmentChange::Missed];
            let hours = step.useful_hours.filter(|_| follows.into_iter().any(|it| step.is_on(it)));
            let end = hours.map_or(end, |it| end.min(anchor + minutes(step.after_minutes + it * 60)));
            left_out_at.is_some_and(|it| end < it + SLACK_MS || was_told_its_time_after(case, it))
        }
        Reason::NeverAnnounced => !was_told_of_the_cancellation(state, case),
        Reason::Duplicate => case.cancelled_by == Some(Party::Clinic),
        // The journeys of this world stay as they are.
        _ => false,
    }
}

/// A word that came late said when the visit was: until then it stood elsewhere.
fn was_told_its_time_after(case: &Case, instant: i64) -> bool {
    let tells = |it: &Happened| {
        matches!(it, Happened::Ignored { change: AppointmentChange::Booked | AppointmentChange::Moved })
    };
    case.timeline.iter().any(|it| it.at.as_millisecond() > instant && tells(&it.what))
}

/// Until when a step of that instant is of use to a visit that starts then and may be late.
fn end_of_use(step: &Step, (at, start): (i64, i64), late: Option<u32>) -> i64 {
    let late = late.filter(|_| step.is_on(AppointmentChange::Delayed));
    let begins = start + minutes(late.unwrap_or(0)) - minutes(step.useless_minutes_before);
    // Of a delay whose length is known, the late visit is the end.
    let hours = step.useful_hours.filter(|_| late.is_none());
    match hours.map(|it| at + minutes(it * 60)) {
        Some(end) if step.useless_minutes_before == 0 => end,
        Some(end) => end.min(begins),
        None => begins,
    }
}

/// So many minutes, in milliseconds.
fn minutes(count: u32) -> i64 {
    i64::from(count) * 60_000
}

fn delay_of(case: &Case) -> Option<u32> {
    match &case.subject {
        Subject::Appointment { delay_minutes, .. } => *delay_minutes,
        Subject::Notice { .. } => None,
    }
}

/// Whether the version before this one was cancelled, and somebody's phone says so.
fn was_told_of_the_cancellation(state: &State, case: &Case) -> bool {
    state.witness.messages_known().any(|it| {
        let of_it = |it: &domain::case::Covered| it.case == case.id && it.version + 1 == case.version;
        it.spec.clinic == case.clinic
            && it.spec.step.contains("cancel")
            && it.spec.covers.iter().any(of_it)
            && it.has_arrived()
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::{Step, end_of_use, minutes};

    /// Said at ten, of a visit at noon: the minute of the day until which it is of use.
    fn until(on: &str, hours: Option<u32>, useless: u32, late: Option<u32>) -> i64 {
        let step: Step = serde_json::from_value(serde_json::json!({
            "name": "step", "on": [on], "template": "step", "purpose": "care", "channels": ["sms"],
            "useful_hours": hours, "useless_minutes_before": useless,
        }))
        .unwrap();
        end_of_use(&step, (minutes(600), minutes(720)), late) / minutes(1)
    }

    #[test]
    fn a_step_ends_with_the_earlier_of_its_ends() {
        assert_eq!(until("moved", None, 30, None), 690);
        assert_eq!(until("moved", Some(3), 0, None), 780);
        assert_eq!(until("moved", Some(3), 30, None), 690);
        assert_eq!(until("moved", Some(1), 30, Some(60)), 660);
        assert_eq!(until("delayed", Some(3), 0, None), 780);
        assert_eq!(until("delayed", Some(1), 30, Some(60)), 750);
    }
}
