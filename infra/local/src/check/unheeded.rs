//! Settings that can be loaded and change nothing, or leave nobody to say something to.

use domain::clinic::{Clinic, Policy};
use domain::delivery::Channel;
use domain::event::AppointmentChange;
use domain::journey::{Cue, IfLate, Step};
use domain::survey::Questionnaire;

use super::limits::{self, says_nothing};
use super::steps::Found;
use super::{NO_EFFECT, NO_SENDER};
use crate::clinic_files::Key;

/// Settings that change nothing, beside the others of the step.
pub(super) fn idle(clinic: &Clinic, step: &Step) -> Vec<Found> {
    if step.acknowledges() {
        return idle_in_answer(step);
    }
    let channels = with_sender(clinic, step);
    let is_alone = channels.len() < 2;
    let may_be_unread = channels.iter().rev().skip(1).any(|it| it.tells_of_reading());
    let is_over = |it: &Cue| matches!(it, Cue::Arrived | Cue::Completed | Cue::Missed);
    let is_after = !step.on.is_empty() && step.on.iter().all(is_over);
    let no_other = "there is no other channel with a sender";
    let idle = [
        (step.before.is_some() && step.after_minutes > 0, "after_minutes", "it counts from a change in `on`"),
        (
            step.before.is_none() && step.if_late != IfLate::default(),
            "if_late",
            "only what is said `before` something can be late",
        ),
        (
            is_after && step.useless_minutes_before > 0,
            "useless_minutes_before",
            "the visit has begun by then, and `useful_hours` says how long it is of use",
        ),
        (is_alone && step.undelivered_after_minutes.is_some(), "undelivered_after_minutes", no_other),
        (is_alone && step.unread_after_minutes.is_some(), "unread_after_minutes", no_other),
        (
            !is_alone && !may_be_unread && step.unread_after_minutes.is_some(),
            "unread_after_minutes",
            "only of WhatsApp is it known whether something was seen, and no other channel follows it",
        ),
    ];
    let found = idle.into_iter().filter(|it| it.0).map(|(_, field, why)| {
        let message = format!("has `{field}`, which changes nothing: {why}");
        Found::warning(NO_EFFECT, field, message)
    });
    found.collect()
}

/// Settings of what follows a plan, in a step that answers a patient.
fn idle_in_answer(step: &Step) -> Vec<Found> {
    let at_once = "the patient is answered at once, where they wrote";
    let idle = [
        (step.after_minutes > 0, "after_minutes"),
        (step.only_unanswered, "only_unanswered"),
        (step.useless_minutes_before > 0, "useless_minutes_before"),
        (step.useful_hours.is_some(), "useful_hours"),
        (step.undelivered_after_minutes.is_some(), "undelivered_after_minutes"),
        (step.unread_after_minutes.is_some(), "unread_after_minutes"),
    ];
    let message = |field| format!("has `{field}`, which changes nothing: {at_once}");
    let found = idle.into_iter().filter(|it| it.0);
    found.map(|(_, field)| Found::warning(NO_EFFECT, field, message(field))).collect()
}

/// What makes the step one that nobody ever gets.
pub(super) fn for_nobody(clinic: &Clinic, step: &Step) -> Vec<Found> {
    let mut found = Vec::new();
    if !step.channels.is_empty() && with_sender(clinic, step).is_empty() {
        let message = "is never sent: none of its channels has a sender";
        found.push(Found::error(NO_SENDER, "channels", message));
    }
    // A delay of known length is of use until the late visit begins.
    if step.useful_hours == Some(0) && !step.is_on(AppointmentChange::Delayed) {
        let message = "is never of use: `useful_hours` is 0";
        found.push(Found::error("never-useful", "useful_hours", message));
    }
    let is_said_of = |phrase: &String| step.is_for(Some(&phrase.replace('*', "")));
    if !step.only_services.is_empty() && !step.only_services.iter().any(is_said_of) {
        let message = "is said of no service: each of `only_services` is empty, has a `*` within a word, or is in \
                       `except_services`";
        found.push(Found::error("never-said", "only_services", message));
        return found;
    }
    for (field, phrases) in
        [("only_services", &step.only_services), ("except_services", &step.except_services)]
    {
        if phrases.iter().any(|it| says_nothing(it)) {
            let message = format!("has a phrase without letters in `{field}`, which names no service");
            found.push(Found::warning("blank-words", field, message));
        }
    }
    found
}

/// Limits that never count, or let nobody through.
pub(super) fn limits(policy: &Policy) -> Vec<limits::Found> {
    let mut found = Vec::new();
    if policy.messages_per_week_max < policy.messages_per_day_max {
        let message = format!(
            "changes nothing: {} a week are fewer, and count before it",
            policy.messages_per_week_max
        );
        found.push(limits::Found::of(&["policy", "messages_per_day_max"], NO_EFFECT, message));
    }
    if policy.consent_implied.is_empty() {
        let message =
            "is empty, so nobody is told anything whose consent the clinic's system has not recorded";
        found.push(limits::Found::of(&["policy", "consent_implied"], "no-consent", message));
    }
    found
}

/// What a survey asks too soon, and subjects that nobody can write of.
pub(super) fn of_survey(index: usize, survey: &Questionnaire) -> Vec<limits::Found> {
    let mut found = Vec::new();
    let mut add = |of_survey: &[Key<'static>], code, message: String| {
        let keys = [&[Key::Name("surveys"), Key::At(index)][..], of_survey].concat();
        found.push(limits::Found { keys, code, message });
    };
    if survey.remind_after_hours == Some(0) {
        let message = "is 0, so everybody is asked twice at once; left out, once is all".to_owned();
        add(&[Key::Name("remind_after_hours")], "zero", message);
    }
    for (at, topic) in survey.topics.iter().enumerate() {
        let why = match topic.words.as_slice() {
            [] => "has no words, so nothing is ever about it",
            words if words.iter().any(|it| says_nothing(it)) => {
                "has a phrase without letters, which nobody can write"
            }
            _ => continue,
        };
        let keys = [Key::Name("topics"), Key::At(at), Key::Name("words")];
        add(&keys, "blank-words", format!("topic '{}' {why}", topic.name));
    }
    found
}

/// Its channels that the clinic can send on.
fn with_sender(clinic: &Clinic, step: &Step) -> Vec<Channel> {
    step.channels.iter().copied().filter(|it| clinic.sender_id(*it).is_some()).collect()
}
