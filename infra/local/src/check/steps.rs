//! Steps that can be loaded and still would not do what they are for.

use std::collections::BTreeSet;

use domain::civil::CivilTime;
use domain::clinic::Clinic;
use domain::delivery::{Channel, Purpose};
use domain::journey::{Journey, Lead, Step, Topic};
use domain::template::{Severity, Template, Text};
use jiff::civil::{Date, date};

use super::{Line, amount, price, typical, unheeded};
use crate::clinic_files::{CLINIC_FILE, Sources, step_key, step_templates};

/// Templates of answers are free text, which a clinic may send only to people who have just written.
pub(super) const REPLY_PREFIX: &str = "reply_";
/// Hours between which visits start, by the clinic's clock: what is quiet for all of them is always quiet.
const VISIT_HOURS: std::ops::RangeInclusive<i8> = 7..=21;
/// Minutes of an hour at which visits start.
const VISIT_MINUTES: [i8; 2] = [0, 30];
/// The hour of the day that payments and renewals fall due at, as the case counts it.
const DUE_HOUR: i8 = 10;
/// A Monday in a week without clock changes anywhere.
const MONDAY: Date = date(2026, 6, 1);
const MINUTES_PER_DAY: u32 = 24 * 60;

pub(super) fn findings(sources: &Sources, clinic: &Clinic) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, journey) in clinic.journeys.iter().enumerate() {
        for (at, step) in journey.steps.iter().enumerate() {
            for Found { severity, code, field, message } in of_step(clinic, journey, step) {
                let line = sources.clinic_line(&step_key(index, at, field));
                let message = format!("step '{}' {message}", step.name);
                lines.push(Line { file: CLINIC_FILE.into(), line, severity, code, message });
            }
        }
    }
    lines
}

/// What is wrong or unwise with a step, at one of its fields.
pub(super) struct Found {
    severity: Severity,
    code: &'static str,
    field: &'static str,
    message: String,
}

impl Found {
    pub(super) fn error(code: &'static str, field: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, field, message: message.into() }
    }

    pub(super) fn warning(code: &'static str, field: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, field, message: message.into() }
    }
}

fn of_step(clinic: &Clinic, journey: &Journey, step: &Step) -> Vec<Found> {
    let mut found = free_text(step);
    if journey.topic != Topic::Appointment
        && !(step.only_services.is_empty() && step.except_services.is_empty())
    {
        let field = if step.only_services.is_empty() { "except_services" } else { "only_services" };
        let message = "is of a notice, which has no service";
        found.push(Found::error("no-service", field, message));
    }
    found.extend(costly(clinic, step));
    found.extend(unheeded::idle(clinic, step));
    found.extend(unheeded::for_nobody(clinic, step));
    found.extend(holes(clinic, journey.topic, step));
    found.extend(unanswerable(clinic, step));
    let Some(lead) = step.before else { return found };
    let is_visit = journey.topic == Topic::Appointment;
    let lead_minutes = u32::from(lead.days) * MINUTES_PER_DAY + lead.minutes;
    // Unless it is meant, only a visit ends a step, and one that has no end of its own.
    let ends_ahead = step.useless_minutes_before > 0 || (is_visit && step.useful_hours.is_none());
    if ends_ahead && step.useless_minutes_before >= lead_minutes {
        let message = format!(
            "is never of use: it is due {lead_minutes} minutes ahead and useless from {} minutes ahead",
            step.useless_minutes_before
        );
        found.push(Found::error("never-useful", "useless_minutes_before", message));
    }
    if is_always_quiet(clinic, is_visit, lead) {
        let message = "always falls into quiet hours, so it is said at another time than written";
        found.push(Found::warning("always-quiet", "before", message));
    }
    if is_visit && step.template_remote.is_none() && !step.only_on_site {
        let message = "has no `template_remote`: people with a visit by video may be told to come in";
        found.push(Found::warning("no-remote-template", "template", message));
    }
    if is_visit && step.asks && step.template_day.is_none() {
        let message = "has no `template_day`: it speaks of one visit where there are several that day";
        found.push(Found::warning("no-day-template", "template", message));
    }
    found
}

/// A template of the other kind than the step says: one that Meta has to approve, or free text.
fn free_text(step: &Step) -> Vec<Found> {
    let is_answer = step.acknowledges();
    let wrong = step_templates(step).filter(|(_, name)| name.starts_with(REPLY_PREFIX) != is_answer);
    let message = |name: &str| {
        if is_answer {
            format!("uses '{name}', which Meta would have to approve: free text is named `{REPLY_PREFIX}…`")
        } else {
            format!("uses '{name}', which is free text: unasked, WhatsApp takes approved templates only")
        }
    };
    wrong.map(|(field, name)| Found::error("free-text", field, message(name))).collect()
}

/// What it costs that everybody who says that they come hears back.
fn costly(clinic: &Clinic, step: &Step) -> Option<Found> {
    let by_sms = step.acknowledges() && step.channels.contains(&Channel::Sms);
    let templates = clinic.languages.iter().filter_map(|it| clinic.template(&step.template, *it));
    let prices = templates.filter_map(|it| price(clinic, it, Channel::Sms, |name| typical(clinic, name)));
    let (_, dearest) = prices.max_by_key(|it| it.1).filter(|_| by_sms)?;
    let message = format!(
        "costs up to {} {} for each confirmation by SMS; without `sms` in `channels`, who confirms on WhatsApp alone \
         hears back",
        amount(dearest),
        clinic.rates.currency
    );
    Some(Found { severity: Severity::Info, code: "answer-cost", field: "channels", message })
}

/// Variables that never have a value in what the step says: such a text is never sent.
fn holes(clinic: &Clinic, topic: Topic, step: &Step) -> Vec<Found> {
    let is_visit = topic == Topic::Appointment;
    let is_hole = |name: &str, channel: Channel| match name {
        "slot_date" | "slot_time" | "slot_place" => true,
        "survey_link" => step.purpose != Purpose::Survey,
        "answer_link" => channel == Channel::Whatsapp || !step.asks || step.purpose == Purpose::Survey,
        "nurse_link" => clinic.triage.nurse_link.is_none(),
        "reference" | "due_date" => is_visit,
        "practitioner" | "service" | "site" | "duration_minutes" | "delay" => !is_visit,
        name if name.starts_with("appointment_") => !is_visit,
        _ => false,
    };
    let mut found = Vec::new();
    for (field, name) in step_templates(step) {
        let templates = clinic.languages.iter().filter_map(|it| clinic.template(name, *it));
        let named = |it| step.channels.iter().flat_map(move |channel| named_on(it, *channel));
        let holes = templates.flat_map(named).filter(|(name, channel)| is_hole(name, *channel));
        let holes: BTreeSet<&str> = holes.map(|it| it.0).collect();
        found.extend(holes.into_iter().map(|hole| {
            let message = format!("uses '{name}', whose '{hole}' never has a value here: it is never sent");
            Found::error("no-value", field, message)
        }));
    }
    found
}

/// What asks by e-mail and has no link to answer by.
fn unanswerable(clinic: &Clinic, step: &Step) -> Vec<Found> {
    if !step.asks || step.purpose == Purpose::Survey || !step.channels.contains(&Channel::Email) {
        return Vec::new();
    }
    let is_mute = |it: &Template| it.email.as_ref().is_some_and(|it| !leads_to_answers(&it.body));
    let is_mute_somewhere =
        |name: &str| clinic.languages.iter().filter_map(|it| clinic.template(name, *it)).any(is_mute);
    let mute = step_templates(step).filter(|(_, name)| is_mute_somewhere(name));
    let message = |name| {
        format!("asks, and by e-mail '{name}' cannot be answered: its text has no `{{{{answer_link}}}}`")
    };
    mute.map(|(field, name)| Found::warning("no-answers", field, message(name))).collect()
}

/// Whether a text has a link by which it is answered.
pub(super) fn leads_to_answers(text: &Text) -> bool {
    text.variables().any(|it| matches!(it, "answer_link" | "survey_link"))
}

/// The variables that a template names on that channel.
fn named_on(template: &Template, channel: Channel) -> impl Iterator<Item = (&str, Channel)> {
    texts(template, channel).into_iter().flat_map(Text::variables).map(move |name| (name, channel))
}

/// The texts of a template on that channel.
fn texts(template: &Template, channel: Channel) -> Vec<&Text> {
    match channel {
        Channel::Whatsapp => template.whatsapp.iter().map(|it| &it.body).collect(),
        Channel::Sms => template.sms.iter().collect(),
        Channel::Email => template.email.iter().flat_map(|it| [&it.subject, &it.body]).collect(),
    }
}

/// Whether the step falls into quiet hours whenever in the week the visit, or the day it falls due, is.
fn is_always_quiet(clinic: &Clinic, is_visit: bool, lead: Lead) -> bool {
    let hours: Vec<i8> = if is_visit { VISIT_HOURS.collect() } else { vec![DUE_HOUR] };
    let minutes: &[i8] = if is_visit { &VISIT_MINUTES } else { &[0] };
    let days = MONDAY.series(jiff::Span::new().days(1)).take(7);
    let starts = days.flat_map(|day| {
        hours.iter().flat_map(move |hour| minutes.iter().map(move |minute| day.at(*hour, *minute, 0, 0)))
    });
    let anchors = starts.filter_map(|local| CivilTime::from_local(local, clinic.time_zone.clone()).ok());
    let mut instants = anchors.map(|it| it.before(lead.days, lead.exact()));
    !instants.any(|it| clinic.release_hours.is_open(it, &clinic.time_zone))
}
