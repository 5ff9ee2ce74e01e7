//! What a clinic's files may not say although they can be parsed.

use std::ops::RangeInclusive;

use domain::case::{OLD_TEMPLATE, OPTIONS_TEMPLATE};
use domain::clinic::{Clinic, WaitingList};
use domain::delivery::Channel;
use domain::journey::{Journey, STEPS_MAX, Step};
use domain::language::Language;
use domain::slot::{GONE_TEMPLATE, OFFER_TEMPLATE};
use domain::template::Template;

use super::sources::{CLINIC_FILE, Sources, step_key, template_file};
use super::{ClinicFileError, Key};

/// Templates that answers are said with, whatever the journeys are.
const REPLIES: [&str; 9] = [
    OPTIONS_TEMPLATE,
    OLD_TEMPLATE,
    "reply_stop",
    "reply_start",
    "reply_help",
    "reply_person",
    "reply_which",
    "reply_slots",
    "reply_slot_gone",
];
/// Templates that the waiting list speaks with.
const OFFERS: [&str; 2] = [OFFER_TEMPLATE, GONE_TEMPLATE];
/// Where patients can write, and so be answered.
const REPLY_CHANNELS: [Channel; 2] = [Channel::Whatsapp, Channel::Sms];

/// Everything wrong, in order of file and line.
pub(super) fn problems(sources: &Sources, clinic: &Clinic) -> Vec<ClinicFileError> {
    let mut found = Found { sources, clinic, problems: Vec::new() };
    if clinic.languages.is_empty() {
        found.at_clinic(&[Key::Name("languages")], "needs at least one language".to_owned());
    }
    for (index, journey) in clinic.journeys.iter().enumerate() {
        if clinic.journeys[..index].iter().any(|it| it.topic == journey.topic) {
            let keys = [Key::Name("journeys"), Key::At(index), Key::Name("topic")];
            found.at_clinic(&keys, "another journey has this topic".to_owned());
        }
        found.journey(index, journey);
    }
    found.replies();
    if let Some(rules) = &clinic.waiting_list {
        found.within("at_a_time", rules.at_a_time, &WaitingList::AT_A_TIME);
        found.within("offer_minutes", rules.offer_minutes, &WaitingList::OFFER_MINUTES);
        found.said_to_patients(&OFFERS, "which those who wait are offered slots with", "the offer");
    }
    found.problems.sort();
    found.problems.dedup();
    found.problems
}

struct Found<'a> {
    sources: &'a Sources,
    clinic: &'a Clinic,
    problems: Vec<ClinicFileError>,
}

impl Found<'_> {
    fn at_clinic(&mut self, keys: &[Key<'_>], what: String) {
        let line = self.sources.clinic_line(keys);
        self.problems.push(ClinicFileError { file: CLINIC_FILE.to_owned(), line, what });
    }

    fn at_template(&mut self, language: Language, keys: &[Key<'_>], what: String) {
        let line = self.sources.template_line(language, keys);
        self.problems.push(ClinicFileError { file: template_file(language), line, what });
    }

    fn within(&mut self, name: &str, number: u32, limits: &RangeInclusive<u32>) {
        if !limits.contains(&number) {
            let what = format!("is not from {} to {}", limits.start(), limits.end());
            self.at_clinic(&[Key::Name("waiting_list"), Key::Name(name)], what);
        }
    }

    fn journey(&mut self, index: usize, journey: &Journey) {
        if journey.steps.len() > STEPS_MAX {
            let keys = [Key::Name("journeys"), Key::At(index), Key::Name("topic")];
            self.at_clinic(&keys, format!("has {} steps, over {STEPS_MAX}", journey.steps.len()));
        }
        for (at, step) in journey.steps.iter().enumerate() {
            if journey.steps[..at].iter().any(|it| it.name == step.name) {
                let what = format!("another step of this journey is named '{}'", step.name);
                self.at_clinic(&step_key(index, at, "name"), what);
            }
            match (step.on.is_empty(), step.before.is_none()) {
                (true, true) => {
                    let what = format!("step '{}' is never said: it needs `on` or `before`", step.name);
                    self.at_clinic(&step_key(index, at, "name"), what);
                }
                (false, false) => {
                    let what = format!("step '{}' has `on` and `before`: it needs one of them", step.name);
                    self.at_clinic(&step_key(index, at, "before"), what);
                }
                _ => {}
            }
            if step.channels.is_empty() {
                self.at_clinic(
                    &step_key(index, at, "channels"),
                    format!("step '{}' has no channel", step.name),
                );
            }
            self.templates_of((index, at), step);
        }
    }

    fn templates_of(&mut self, (journey, at): (usize, usize), step: &Step) {
        let named = [
            ("template", Some(&step.template)),
            ("template_remote", step.template_remote.as_ref()),
            ("template_day", step.template_day.as_ref()),
        ];
        for (field, name) in named {
            let Some(name) = name else { continue };
            for language in self.clinic.languages.clone() {
                let Some(template) = self.clinic.template(name, language) else {
                    let what = format!("{} has no template '{name}'", template_file(language));
                    self.at_clinic(&step_key(journey, at, field), what);
                    continue;
                };
                if template.purpose != step.purpose {
                    let (own, wanted) = (template.purpose.as_str(), step.purpose.as_str());
                    let what = format!("its purpose is {own}, but step '{}' is {wanted}", step.name);
                    self.at_template(language, &[Key::Name(name), Key::Name("purpose")], what);
                }
                let who = format!("step '{}'", step.name);
                self.forms((name, language), &step.channels, &who);
            }
        }
    }

    fn replies(&mut self) {
        self.said_to_patients(&REPLIES, "which patients are answered with", "the answer");
    }

    /// Templates that no step names but Pulso itself uses, wherever patients can write.
    fn said_to_patients(&mut self, names: &[&str], what_for: &str, who: &str) {
        let channels: Vec<Channel> =
            REPLY_CHANNELS.into_iter().filter(|it| self.clinic.sender_id(*it).is_some()).collect();
        for language in self.clinic.languages.clone() {
            for name in names {
                if self.clinic.template(name, language).is_some() {
                    self.forms((name, language), &channels, who);
                } else {
                    self.at_template(language, &[], format!("has no template '{name}', {what_for}"));
                }
            }
        }
    }

    fn forms(&mut self, (name, language): (&str, Language), channels: &[Channel], who: &str) {
        let Some(template) = self.clinic.template(name, language) else { return };
        for channel in channels.iter().filter(|it| !has_form(template, **it)) {
            let what = format!("has no {} form, but {who} is sent there", channel.as_str());
            self.at_template(language, &[Key::Name(name)], what);
        }
    }
}

fn has_form(template: &Template, channel: Channel) -> bool {
    match channel {
        Channel::Whatsapp => template.whatsapp.is_some(),
        Channel::Sms => template.sms.is_some(),
        Channel::Email => template.email.is_some(),
    }
}
