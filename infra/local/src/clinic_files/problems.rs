//! What a clinic's files may not say although they can be parsed.

mod senders;
mod surveys;

use std::ops::RangeInclusive;

use domain::case::{
    KEPT_TEMPLATE, OLD_TEMPLATE, OPTIONS_TEMPLATE, PENDING_TEMPLATE, RELEASED_GONE_TEMPLATE,
    RELEASED_SLOTS_TEMPLATE, RELEASED_TEMPLATE,
};
use domain::clinic::{Clinic, SlotRules, WaitingList};
use domain::delivery::{Channel, Purpose};
use domain::event::AppointmentChange;
use domain::identify::FACTS_MIN;
use domain::journey::{Journey, STEPS_MAX, Step, Topic};
use domain::language::Language;
use domain::slot::{GONE_TEMPLATE, OFFER_TEMPLATE};
use domain::template::Template;
use domain::thread::{
    AGAIN_TEMPLATE, CODE_TEMPLATE, CONTACT_TEMPLATE, IDENTIFIED_TEMPLATE, MENU_TEMPLATE, NURSE_TEMPLATE,
};
use domain::waiting::{JOINED_TEMPLATE, LEFT_TEMPLATE};

use surveys::is_name;

use super::sources::{CLINIC_FILE, Sources, step_key, step_templates, template_file};
use super::{ClinicFileError, Key};

/// Templates that answers are said with, whatever the journeys are.
const REPLIES: [&str; 10] = [
    "reply_emergency", OPTIONS_TEMPLATE, OLD_TEMPLATE, "reply_stop", "reply_start", "reply_help",
    "reply_person", "reply_which", "reply_slots", "reply_slot_gone",
];
/// Templates that the waiting list speaks with.
const OFFERS: [&str; 4] = [OFFER_TEMPLATE, GONE_TEMPLATE, JOINED_TEMPLATE, LEFT_TEMPLATE];
/// Digits of the shortest number that is called.
const PHONE_DIGITS_MIN: usize = 3;
/// Where patients can write, and so be answered.
const REPLY_CHANNELS: [Channel; 2] = [Channel::Whatsapp, Channel::Sms];

/// Everything wrong, in order of file and line.
pub(super) fn problems(sources: &Sources, clinic: &Clinic) -> Vec<ClinicFileError> {
    let mut found = Found { sources, clinic, problems: Vec::new() };
    if clinic.languages.is_empty() {
        found.at_clinic(&[Key::Name("languages")], "needs at least one language".to_owned());
    }
    if let Some(language) = twice(&clinic.languages) {
        found.at_clinic(&[Key::Name("languages")], format!("names {} twice", language.as_str()));
    }
    found.named();
    found.country();
    found.senders();
    found.limits();
    for (index, journey) in clinic.journeys.iter().enumerate() {
        if clinic.journeys[..index].iter().any(|it| it.topic == journey.topic) {
            let keys = [Key::Name("journeys"), Key::At(index), Key::Name("topic")];
            found.at_clinic(&keys, "another journey has this topic".to_owned());
        }
        found.journey(index, journey);
    }
    found.replies();
    found.triage();
    if let Some(rules) = &clinic.waiting_list {
        found.within(("waiting_list", "at_a_time"), rules.at_a_time, &WaitingList::AT_A_TIME);
        found.within(("waiting_list", "offer_minutes"), rules.offer_minutes, &WaitingList::OFFER_MINUTES);
        found.said_to_patients(&OFFERS, "which those who wait are offered slots with", "the offer");
    }
    found.silence();
    found.slot_system();
    found.surveys();
    found.menu();
    found.identification();
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
    /// Messages say both, and are not sent without.
    fn named(&mut self) {
        let said = [("name", &self.clinic.name), ("phone", &self.clinic.phone)];
        for (field, _) in said.into_iter().filter(|(_, text)| text.trim().is_empty()) {
            self.at_clinic(&[Key::Name(field)], "is empty, and messages say it".to_owned());
        }
        let phone = &self.clinic.phone;
        if !phone.trim().is_empty() && phone.bytes().filter(u8::is_ascii_digit).count() < PHONE_DIGITS_MIN {
            self.at_clinic(&[Key::Name("phone")], "is no telephone number, and messages say it".to_owned());
        }
    }

    /// By any other spelling no phone number can be read, or an emergency is answered with another country's number.
    fn country(&mut self) {
        let country = &self.clinic.country;
        if country.len() != 2 || !country.bytes().all(|it| it.is_ascii_uppercase()) {
            let what = "is not the two capital letters of a country, like AR".to_owned();
            self.at_clinic(&[Key::Name("country")], what);
        }
    }

    /// With none allowed, everything would be planned and nothing said.
    fn limits(&mut self) {
        let policy = &self.clinic.policy;
        let mut limits = vec![
            (vec!["policy", "messages_per_day_max"], policy.messages_per_day_max),
            (vec!["policy", "messages_per_week_max"], policy.messages_per_week_max),
        ];
        if let Some(sender) = &self.clinic.senders.whatsapp {
            limits.push((vec!["senders", "whatsapp", "messaging_limit"], sender.messaging_limit));
        }
        for (names, _) in limits.into_iter().filter(|(_, limit)| *limit == 0) {
            let keys: Vec<Key<'_>> = names.into_iter().map(Key::Name).collect();
            self.at_clinic(&keys, "is 0, so nothing would ever be sent".to_owned());
        }
    }

    /// The menu's buttons stand in its templates and what they are for in the clinic's file: one for one.
    fn menu(&mut self) {
        let menu = &self.clinic.menu;
        if menu.is_empty() {
            return;
        }
        for language in &self.clinic.languages {
            let form = self.clinic.template(MENU_TEMPLATE, *language).and_then(|it| it.whatsapp.as_ref());
            let buttons = form.map_or(0, |it| it.buttons.len());
            if buttons != menu.len() {
                let what = format!("the menu has {} entries and this language {buttons} buttons", menu.len());
                self.at_template(*language, &[Key::Name(MENU_TEMPLATE)], what);
            }
        }
    }

    /// What an unknown number is asked has to tell one patient from all others, and has to be asked in words.
    fn identification(&mut self) {
        let Some(rules) = self.clinic.identification.clone() else { return };
        if !rules.is_evidence() {
            let what = format!(
                "is no evidence: {FACTS_MIN} facts or more, each once and one of them not `birth_date`; or \
                 `codes = true` and nothing else"
            );
            self.at_clinic(&[Key::Name("identification")], what);
        }
        let mut names: Vec<&str> = rules.ask.iter().map(|it| it.template()).collect();
        names.extend([AGAIN_TEMPLATE, IDENTIFIED_TEMPLATE]);
        if rules.ask.is_empty() {
            names.push(CODE_TEMPLATE);
        }
        self.said_to_patients(&names, "which an unknown number is asked with", "the question");
        if self.clinic.senders.whatsapp.is_some() {
            let what_for = "which somebody who shows no number is asked for it with";
            self.said_on(&[Channel::Whatsapp], &[CONTACT_TEMPLATE], what_for, "the question");
        }
    }

    /// A visit is given free only where its patient was asked before.
    fn silence(&mut self) {
        const SETTING: (&str, &str) = ("slots", "unanswered_frees_hours");
        let Some(hours) = self.clinic.slots.unanswered_frees_hours else { return };
        self.within(SETTING, hours, &SlotRules::UNANSWERED_FREES_HOURS);
        let minutes = |it: &Step| it.before.map(|lead| u32::from(lead.days) * 24 * 60 + lead.minutes);
        let steps = self.clinic.journey(Topic::Appointment).map_or(&[][..], |it| &it.steps);
        if !steps.iter().any(|it| it.asks && minutes(it).is_some_and(|it| it > hours * 60)) {
            let what = format!("no step of the appointments' journey asks earlier than {hours} hours before");
            self.at_clinic(&[Key::Name(SETTING.0), Key::Name(SETTING.1)], what);
        }
        let names = [RELEASED_TEMPLATE, KEPT_TEMPLATE, RELEASED_SLOTS_TEMPLATE, RELEASED_GONE_TEMPLATE];
        self.said_to_patients(&names, "which who did not answer is told with", "the notice");
    }

    /// A clinic's own system is asked at an address, and while it does not answer the patient is told so.
    fn slot_system(&mut self) {
        let Some(system) = &self.clinic.slot_system else { return };
        if !system.has_address() {
            let what = "is no address like https://host/path, without a query".to_owned();
            self.at_clinic(&[Key::Name("slot_system"), Key::Name("url")], what);
        }
        let what_for = "which who chose a time is told with while the clinic's system does not answer";
        self.said_to_patients(&[PENDING_TEMPLATE], what_for, "the notice");
    }

    fn at_clinic(&mut self, keys: &[Key<'_>], what: String) {
        let line = self.sources.clinic_line(keys);
        self.problems.push(ClinicFileError { file: CLINIC_FILE.to_owned(), line, what });
    }

    fn at_template(&mut self, language: Language, keys: &[Key<'_>], what: String) {
        let line = self.sources.template_line(language, keys);
        self.problems.push(ClinicFileError { file: template_file(language), line, what });
    }

    fn within(&mut self, (table, name): (&str, &str), number: u32, limits: &RangeInclusive<u32>) {
        if !limits.contains(&number) {
            let what = format!("is not from {} to {}", limits.start(), limits.end());
            self.at_clinic(&[Key::Name(table), Key::Name(name)], what);
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
            // It stands in addresses.
            if journey.topic == Topic::Campaign && !is_name(&step.name) {
                let what = "the name of a campaign is not small letters, digits and '_'".to_owned();
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
            let is_notice = journey.topic != Topic::Appointment;
            if is_notice && !step.on.is_empty() && !step.is_on(AppointmentChange::Booked) {
                let what = format!("step '{}' is never said: a notice is told as `booked`", step.name);
                self.at_clinic(&step_key(index, at, "on"), what);
            }
            if is_notice && step.asks {
                let what = format!(
                    "step '{}' asks, but nobody answers a notice: what is written goes to a person",
                    step.name
                );
                self.at_clinic(&step_key(index, at, "asks"), what);
            }
            self.acknowledgement(index, at, step);
            if step.channels.is_empty() {
                self.at_clinic(
                    &step_key(index, at, "channels"),
                    format!("step '{}' has no channel", step.name),
                );
            }
            if let Some(channel) = twice(&step.channels) {
                let what = format!("step '{}' has channel {} twice", step.name, channel.as_str());
                self.at_clinic(&step_key(index, at, "channels"), what);
            }
            self.templates_of(index, at, step);
        }
    }

    /// What answers a patient needs no approval by Meta and waits for no hour, so that it may say nothing else.
    fn acknowledgement(&mut self, journey: usize, at: usize, step: &Step) {
        let wrong = [
            (step.on.len() > 1, "on", "nothing stands in `on` beside `confirmed`"),
            (step.purpose != Purpose::Care, "purpose", "its purpose is `care`"),
            (step.asks, "asks", "it asks nothing"),
        ];
        for (_, field, what) in wrong.into_iter().filter(|(is_so, ..)| *is_so && step.acknowledges()) {
            let what = format!("step '{}' answers who says that they come: {what}", step.name);
            self.at_clinic(&step_key(journey, at, field), what);
        }
    }

    fn templates_of(&mut self, journey: usize, at: usize, step: &Step) {
        for (field, name) in step_templates(step) {
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
                self.forms(name, language, &step.channels, &who);
            }
        }
    }

    fn replies(&mut self) {
        self.said_to_patients(&REPLIES, "which patients are answered with", "the answer");
    }

    /// With a nurse's link there is another answer to an emergency, and without its template there would be none.
    fn triage(&mut self) {
        if self.clinic.triage.nurse_link.is_some() {
            let what_for = "which an emergency is answered with while there is a `nurse_link`";
            self.said_to_patients(&[NURSE_TEMPLATE], what_for, "the answer");
        }
    }

    /// Templates that no step names but Pulso itself uses, wherever patients can write.
    fn said_to_patients(&mut self, names: &[&str], what_for: &str, who: &str) {
        let channels = self.reply_channels();
        self.said_on(&channels, names, what_for, who);
    }

    fn reply_channels(&self) -> Vec<Channel> {
        REPLY_CHANNELS.into_iter().filter(|it| self.clinic.sender_id(*it).is_some()).collect()
    }

    fn said_on(&mut self, channels: &[Channel], names: &[&str], what_for: &str, who: &str) {
        for language in self.clinic.languages.clone() {
            for name in names {
                if self.clinic.template(name, language).is_some() {
                    self.forms(name, language, channels, who);
                } else {
                    self.at_template(language, &[], format!("has no template '{name}', {what_for}"));
                }
            }
        }
    }

    fn forms(&mut self, name: &str, language: Language, channels: &[Channel], who: &str) {
        let Some(template) = self.clinic.template(name, language) else { return };
        for channel in channels.iter().filter(|it| !has_form(template, **it)) {
            let what = format!("has no {} form, but {who} is sent there", channel.as_str());
            self.at_template(language, &[Key::Name(name)], what);
        }
    }
}

/// What stands in a list for the second time.
fn twice<T: PartialEq>(all: &[T]) -> Option<&T> {
    all.iter().enumerate().find(|(at, it)| all[..*at].contains(it)).map(|(_, it)| it)
}

fn has_form(template: &Template, channel: Channel) -> bool {
    match channel {
        Channel::Whatsapp => template.whatsapp.is_some(),
        Channel::Sms => template.sms.is_some(),
        Channel::Email => template.email.is_some(),
    }
}
