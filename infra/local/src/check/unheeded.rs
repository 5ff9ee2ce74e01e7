//! Settings of a step that can be loaded and change nothing, or leave nobody to say it to.

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::event::AppointmentChange;
use domain::journey::{IfLate, Step};
use domain::template::Severity;

use super::limits::says_nothing;
use super::steps::Found;
use super::{NO_EFFECT, NO_SENDER};

/// Settings that change nothing, beside the others of the step.
pub(super) fn idle(clinic: &Clinic, step: &Step) -> Vec<Found> {
    let is_alone = with_sender(clinic, step).len() < 2;
    let is_over = |it: &AppointmentChange| {
        matches!(it, AppointmentChange::Arrived | AppointmentChange::Completed | AppointmentChange::Missed)
    };
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
    ];
    let found = idle.into_iter().filter(|it| it.0).map(|(_, field, why)| {
        let message = format!("has `{field}`, which changes nothing: {why}");
        (Severity::Warning, NO_EFFECT, field, message)
    });
    found.collect()
}

/// What makes the step one that nobody ever gets.
pub(super) fn for_nobody(clinic: &Clinic, step: &Step) -> Vec<Found> {
    let mut found = Vec::new();
    if !step.channels.is_empty() && with_sender(clinic, step).is_empty() {
        let message = "is never sent: none of its channels has a sender".to_owned();
        found.push((Severity::Error, NO_SENDER, "channels", message));
    }
    // A delay of known length is of use until the late visit begins.
    if step.useful_hours == Some(0) && !step.on.contains(&AppointmentChange::Delayed) {
        let message = "is never of use: `useful_hours` is 0".to_owned();
        found.push((Severity::Error, "never-useful", "useful_hours", message));
    }
    let is_said_of = |phrase: &String| step.is_for(Some(&phrase.replace('*', "")));
    if !step.only_services.is_empty() && !step.only_services.iter().any(is_said_of) {
        let message = "is said of no service: each of `only_services` is empty, has a `*` within a word, or is in \
                       `except_services`";
        found.push((Severity::Error, "never-said", "only_services", message.to_owned()));
        return found;
    }
    for (field, phrases) in
        [("only_services", &step.only_services), ("except_services", &step.except_services)]
    {
        if phrases.iter().any(|it| says_nothing(it)) {
            let message = format!("has a phrase without letters in `{field}`, which names no service");
            found.push((Severity::Warning, "blank-words", field, message));
        }
    }
    found
}

/// Its channels that the clinic can send on.
fn with_sender(clinic: &Clinic, step: &Step) -> Vec<Channel> {
    step.channels.iter().copied().filter(|it| clinic.sender_id(*it).is_some()).collect()
}
