//! A clinic: everything about a tenant that is configured rather than decided.

mod senders;
mod slots;

use serde::{Deserialize, Serialize};

pub use senders::{EmailSender, Senders, SmsProvider, SmsSender, WhatsappSender};
pub use slots::{SlotRules, SlotSystem, WaitingList, Weights};

use crate::civil::Zone;
use crate::delivery::{Channel, Purpose};
use crate::identify::Identification;
use crate::ids::ClinicId;
use crate::journey::{Journey, Step, Topic};
use crate::knowledge::{PASSAGE_CHARS_MAX, Passage};
use crate::language::Language;
use crate::money::{Micros, RateCard};
use crate::quiet::QuietHours;
use crate::survey::Questionnaire;
use crate::template::{Template, TemplateSet};
use crate::words;

/// A tenant's configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clinic {
    /// Its id.
    pub id: ClinicId,
    /// As patients know it.
    pub name: String,
    /// Where patients can call, as printed in messages.
    pub phone: String,
    /// ISO 3166 alpha-2: the numbering plan of national phone spellings, and the law.
    pub country: String,
    /// Where its walls are.
    pub time_zone: Zone,
    /// Languages it writes in; the first is used for patients of unknown language.
    pub languages: Vec<Language>,
    /// What it sends from.
    pub senders: Senders,
    /// When messages may be released, in the patient's zone.
    pub release_hours: QuietHours,
    /// Limits and choices.
    pub policy: Policy,
    /// What becomes of its free slots.
    #[serde(default)]
    pub slots: SlotRules,
    /// How free slots are offered to those who wait; without it, they are not.
    #[serde(default)]
    pub waiting_list: Option<WaitingList>,
    /// What its providers charge.
    pub rates: RateCard,
    /// What it says.
    pub journeys: Vec<Journey>,
    /// What an emergency is answered with.
    #[serde(default)]
    pub triage: Triage,
    /// What a greeting is answered with, in the order of the buttons of its template `menu`.
    #[serde(default)]
    pub menu: Vec<MenuItem>,
    /// What it asks after visits.
    #[serde(default)]
    pub surveys: Vec<Questionnaire>,
    /// Its own system, which is asked before a slot is given; without it, Pulso's word counts.
    #[serde(default)]
    pub slot_system: Option<SlotSystem>,
    /// What it asks a number that no patient is known by; without it, a person does.
    #[serde(default)]
    pub identification: Option<Identification>,
    /// How it says it. Kept in files of their own, one per language.
    #[serde(skip)]
    pub templates: TemplateSet,
    /// What it answers questions with. Kept in files of their own, one per topic and language.
    #[serde(skip)]
    pub knowledge: Vec<Passage>,
}

/// Limits and choices of a clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Most messages to one patient in 24 hours. The United States' healthcare exemption allows 1.
    pub messages_per_day_max: u32,
    /// Most messages to one patient in seven days. The United States' healthcare exemption allows 3.
    pub messages_per_week_max: u32,
    /// Purposes for which treatment itself is the ground, so that no recorded consent is needed.
    pub consent_implied: Vec<Purpose>,
    /// Most conversations that one agent holds at a time.
    #[serde(default = "agent_threads_default")]
    pub agent_threads_max: u32,
    /// An agent owes an answer within this many minutes; after that it counts as overdue.
    #[serde(default = "answer_within_default")]
    pub answer_within_minutes: u32,
    /// How people who share a number are told apart in a message.
    #[serde(default)]
    pub household_names: HouseholdNames,
    /// Have a model put a passage that answers a question into other words, where the deployment has one.
    #[serde(default)]
    pub rephrase_answers: bool,
    /// Send SMS with their accents, at 70 characters a segment instead of 160.
    #[serde(default)]
    pub keep_accents: bool,
    /// Most that may be spent in a calendar month, for the purposes in `budget_stops`.
    #[serde(default)]
    pub budget_per_month: Option<Micros>,
    /// Purposes that wait for next month when the budget is used up.
    #[serde(default)]
    pub budget_stops: Vec<Purpose>,
}

/// Conversations that an agent follows at a time, where the clinic says nothing: 10 to 15 are usual.
const fn agent_threads_default() -> u32 {
    12
}

const fn answer_within_default() -> u32 {
    15
}

/// How possible emergencies are met.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// The number to call; without one, the country's.
    #[serde(default)]
    pub emergency_number: Option<String>,
    /// Red flags of this clinic beside those that every clinic has, in any spelling.
    #[serde(default)]
    pub red_flags: Vec<String>,
    /// Where a nurse is seen by video at any hour; the template that says it is
    /// [`NURSE_TEMPLATE`](crate::thread::NURSE_TEMPLATE).
    #[serde(default)]
    pub nurse_link: Option<String>,
}

/// Something that a patient can choose when they greet or call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuItem {
    /// What the knowledge base says about that topic; without one, a person.
    #[serde(default)]
    pub topic: Option<String>,
}

/// How people who share a number are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseholdNames {
    /// By their given names.
    #[default]
    GivenName,
    /// By the initials of their given names.
    Initials,
}

impl HouseholdNames {
    /// A given name as it is shown.
    #[must_use]
    pub fn shown(self, given_name: &str) -> String {
        match self {
            Self::GivenName => words::name(given_name),
            Self::Initials => {
                // Without a full stop at the end: sentences end in their own.
                let initials = given_name.split_whitespace().filter_map(|name| name.chars().next());
                initials.map(String::from).collect::<Vec<_>>().join(".")
            }
        }
    }
}

impl Clinic {
    /// The language for patients of unknown language.
    #[must_use]
    pub fn default_language(&self) -> Language {
        self.languages.first().copied().unwrap_or_default()
    }

    /// The journey about that topic.
    #[must_use]
    pub fn journey(&self, topic: Topic) -> Option<&Journey> {
        self.journeys.iter().find(|it| it.topic == topic)
    }

    /// A step of the journey about that topic.
    #[must_use]
    pub fn step(&self, topic: Topic, name: &str) -> Option<&Step> {
        self.journey(topic)?.steps.iter().find(|it| it.name == name)
    }

    /// The number to call in an emergency: the clinic's own setting, else the country's ambulance, else 112, which
    /// every mobile network connects.
    #[must_use]
    pub fn emergency_number(&self) -> &str {
        let of_country = match self.country.as_str() {
            "AR" => "107",
            "BR" => "192",
            "CL" => "131",
            "CO" => "123",
            "GB" => "999",
            "PE" => "106",
            "US" | "CA" | "MX" | "UY" | "EC" | "CR" => "911",
            _ => "112",
        };
        self.triage.emergency_number.as_deref().unwrap_or(of_country)
    }

    /// What the knowledge base says about a topic, in that language or else the clinic's first: as many of its passages
    /// as fit one message.
    #[must_use]
    pub fn topic(&self, topic: &str, language: Language) -> Option<String> {
        let of =
            |language| self.knowledge.iter().filter(move |it| it.topic == topic && it.language == language);
        let language = if of(language).next().is_some() { language } else { self.default_language() };
        let mut told = String::new();
        for passage in of(language) {
            let longer = told.chars().count() + passage.text.chars().count() + 2;
            if !told.is_empty() && longer > PASSAGE_CHARS_MAX {
                break;
            }
            if !told.is_empty() {
                told.push_str("\n\n");
            }
            told.push_str(&passage.text);
        }
        (!told.is_empty()).then_some(told)
    }

    /// The questionnaire that a template belongs to: as its question, as the question for words, or with its form.
    #[must_use]
    pub fn questionnaire(&self, template: &str) -> Option<&Questionnaire> {
        self.surveys.iter().find(|it| {
            let form = it.flow.as_ref().and_then(|it| it.template.as_deref());
            it.template == template || [it.comment_template.as_deref(), form].contains(&Some(template))
        })
    }

    /// The channels that a questionnaire's step may use, in order.
    #[must_use]
    pub fn survey_channels(&self, questionnaire: &Questionnaire) -> &[Channel] {
        let asks = |it: &&Step| it.template == questionnaire.template;
        let steps = self.journeys.iter().flat_map(|it| &it.steps);
        steps.into_iter().find(asks).map_or(&[], |it| &it.channels)
    }

    /// The template in that language.
    #[must_use]
    pub fn template(&self, name: &str, language: Language) -> Option<&Template> {
        self.templates.get(name, language)
    }

    /// The id of what it sends from on that channel: what pacing and stops are kept for.
    #[must_use]
    pub fn sender_id(&self, channel: Channel) -> Option<String> {
        match channel {
            Channel::Whatsapp => self.senders.whatsapp.as_ref().map(|it| it.phone_number_id.clone()),
            Channel::Sms => {
                self.senders.sms.as_ref().map(|it| format!("sms.{}", it.from.trim_start_matches('+')))
            }
            Channel::Email => self.senders.email.as_ref().map(|_| format!("email.{}", self.id)),
        }
    }

    /// Messages a second on that channel.
    #[must_use]
    pub fn messages_per_second(&self, channel: Channel) -> u32 {
        match channel {
            Channel::Whatsapp => self.senders.whatsapp.as_ref().map_or(1, |it| it.messages_per_second),
            Channel::Sms => self.senders.sms.as_ref().map_or(1, |it| it.messages_per_second),
            Channel::Email => self.senders.email.as_ref().map_or(1, |it| it.messages_per_second),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::clinic;

    #[test]
    fn an_emergency_has_the_clinics_number_else_the_countrys_else_one_that_every_network_connects() {
        let number = |country: &str, own: Option<&str>| {
            let mut clinic = clinic();
            country.clone_into(&mut clinic.country);
            clinic.triage.emergency_number = own.map(str::to_owned);
            clinic.emergency_number().to_owned()
        };
        for (country, called) in [
            ("AR", "107"),
            ("BR", "192"),
            ("CA", "911"),
            ("CL", "131"),
            ("CO", "123"),
            ("CR", "911"),
            ("EC", "911"),
            ("GB", "999"),
            ("MX", "911"),
            ("PE", "106"),
            ("US", "911"),
            ("UY", "911"),
            ("ES", "112"),
            ("PT", "112"),
        ] {
            assert_eq!(number(country, None), called, "{country}");
        }
        assert_eq!(number("AR", Some("+54 11 4000 0000")), "+54 11 4000 0000");
    }
}
