//! What is said on a thread in other words than a template's, and what the person can choose.
//!
//! The words stand in the thread under the message's id, so that no queue carries them; the sender finds them there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Effect, Event, Thread};
use crate::bounded::{keep_bytes, keep_count};
use crate::case::{Answer, Handover};
use crate::clinic::{Clinic, MenuItem};
use crate::decision::Decision;
use crate::delivery::Channel;
use crate::ids::{CaseId, MessageId, PatientId, SlotId, derived};
use crate::language::Language;
use crate::message::{About, Form, MessageSpec, Recipient};
use crate::phi::Phi;
use crate::slot::Preference;

/// The template name of a message whose words stand in the thread.
pub const SPOKEN_TEMPLATE: &str = "thread_text";
/// The template of the menu, as an answer to a greeting and as the message after a call.
pub const MENU_TEMPLATE: &str = "menu";
/// The template that an emergency is answered with where the clinic has a nurse's link, in place of `reply_emergency`.
pub const NURSE_TEMPLATE: &str = "reply_emergency_nurse";
/// The template that offers times to whoever wished for others than there are, in place of `reply_slots` where the
/// clinic has it.
pub const UNLIKE_TEMPLATE: &str = "reply_slots_unlike";
/// The template that tells whoever asked for other times than they were offered that there are none and a person will
/// answer, in place of `reply_person` where the clinic has it.
pub const NO_MORE_TEMPLATE: &str = "reply_slots_no_more";
/// Most choices under one message: the rows of a WhatsApp list.
pub const CHOICES_MAX: usize = 10;
/// Most messages whose words are remembered.
const SPOKEN_MAX: usize = 60;
/// Most of the words of those messages and of their choices, in bytes, so that a thread always fits its item: the oldest
/// go.
const SPOKEN_BYTES_MAX: usize = 90_000;
/// What a choice takes beside its words, in bytes: the ids of a visit and of a slot, and when that starts.
const CHOICE_BYTES: usize = 256;
/// Longest title of a choice, in characters: a WhatsApp list's row.
pub const TITLE_CHARS_MAX: usize = 24;
/// Longest second line of a choice, in characters: a WhatsApp list's row.
const DETAIL_CHARS_MAX: usize = 72;

/// Something said on a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// In which message.
    pub message: MessageId,
    /// When it was decided.
    pub at: Timestamp,
    /// By whom.
    pub by: Speaker,
    /// The words; `None` is the template's text.
    pub body: Option<Phi<String>>,
    /// What the person can choose, at most [`CHOICES_MAX`].
    pub choices: Vec<Choice>,
}

/// Who says something for the clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Pulso itself.
    Assistant,
    /// A person, by the name they work under.
    Agent(String),
}

/// Something that the person can choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What it is called; at most 24 characters.
    pub title: Phi<String>,
    /// A second line; at most 72 characters.
    pub detail: Option<Phi<String>>,
    /// What it stands for.
    pub means: Meaning,
}

/// What a choice stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Meaning {
    /// That answer to that earlier question.
    Answer {
        /// Which question.
        message: MessageId,
        /// Of which visit alone, where it is about several; `None` is all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        /// What.
        answer: Answer,
        /// When they would rather come, if they said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<Preference>,
    },
    /// Move the visit to that slot.
    Slot {
        /// Which visit.
        case: CaseId,
        /// As it stood when the slot was offered.
        version: u32,
        /// Which slot.
        slot: SlotId,
        /// When it starts, as it was shown.
        #[serde(default)]
        start: Option<Timestamp>,
    },
    /// Hear what the clinic's knowledge base says about that topic.
    Topic {
        /// Which.
        topic: String,
        /// In which language it was asked.
        language: Language,
    },
    /// Hear of earlier times for the visit, or not any more.
    Wait {
        /// Which visit.
        case: CaseId,
        /// Whether to hear of them.
        joins: bool,
    },
    /// Talk to a person.
    Person,
}

/// What a patient who greets or calls can choose: the buttons of the clinic's template [`MENU_TEMPLATE`] with what its
/// configuration makes of them. Empty where the clinic has no menu.
#[must_use]
pub fn menu(clinic: &Clinic, language: Language) -> Vec<Choice> {
    let written = [language, clinic.default_language()]
        .into_iter()
        .find_map(|it| clinic.template(MENU_TEMPLATE, it).and_then(|it| it.whatsapp.as_ref()));
    let titles = written.map_or(&[][..], |it| &it.buttons);
    let choice = |(title, item): (&String, &MenuItem)| {
        let topic = item.topic.clone();
        let means = topic.map_or(Meaning::Person, |topic| Meaning::Topic { topic, language });
        Choice::new(title, None, means)
    };
    titles.iter().zip(&clinic.menu).map(choice).collect()
}

impl Choice {
    /// A choice; what is too long for a phone's list is shortened.
    #[must_use]
    pub fn new(title: &str, detail: Option<&str>, means: Meaning) -> Self {
        Self {
            title: Phi::new(shortened(title, TITLE_CHARS_MAX)),
            detail: detail
                .filter(|it| !it.trim().is_empty())
                .map(|it| Phi::new(shortened(it, DETAIL_CHARS_MAX))),
            means,
        }
    }
}

fn shortened(text: &str, chars_max: usize) -> String {
    if text.chars().count() <= chars_max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(chars_max - 1).collect();
    format!("{}…", kept.trim_end())
}

impl Spoken {
    pub(super) fn new(
        message: MessageId,
        body: Option<Phi<String>>,
        mut choices: Vec<Choice>,
        by: Speaker,
        at: Timestamp,
    ) -> Self {
        choices.truncate(CHOICES_MAX);
        Self { message, at, by, body, choices }
    }

    /// About how much it takes in its item.
    fn bytes(&self) -> usize {
        let of = |words: &Option<Phi<String>>| words.as_ref().map_or(0, |it| it.expose().len());
        let of_choice = |it: &Choice| CHOICE_BYTES + it.title.expose().len() + of(&it.detail);
        of(&self.body) + self.choices.iter().map(of_choice).sum::<usize>()
    }
}

impl Thread {
    /// What was said in that message, if its words or choices stand in the thread.
    #[must_use]
    pub fn spoken_in(&self, message: &MessageId) -> Option<&Spoken> {
        self.spoken.iter().find(|it| it.message == *message)
    }

    /// The id of what `template` says because of `cause`: the same each time.
    pub(super) fn message_id(&self, template: &str, cause: &str) -> MessageId {
        let id = derived("msg", &[self.clinic.as_str(), self.id.as_str(), template, cause]);
        MessageId::new(id).unwrap_or_else(|_| unreachable!("derived ids are valid"))
    }

    /// Says what [`Event::Speak`] is for; the same again, if it was said before.
    pub(super) fn speaks(mut self, event: &Event, now: Timestamp) -> Decision<Self, Effect> {
        let Event::Speak { cause, template, body, choices, channel, covers, patient } = event else {
            return Decision::stale();
        };
        let message = self.message_id(template, cause);
        let repeated = self.spoken_in(&message).is_some();
        let spoken = Spoken::new(message, body.clone(), choices.clone(), Speaker::Assistant, now);
        let mut spec = self.says(spoken, template, *channel, now);
        spec.covers = covers.iter().cloned().collect();
        if let Some(patient) = patient {
            spec.to = self.addressed(patient);
        }
        let effects = vec![spec.into()];
        if repeated { Decision::repeated(effects) } else { Decision::applied(self, effects) }
    }

    /// Who calls is sent the menu; whom nobody knows, or cannot be sent it, is called back by a person.
    pub(super) fn called(
        mut self,
        call: &str,
        language: Language,
        clinic: &Clinic,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let message = self.message_id(MENU_TEMPLATE, call);
        let repeated = self.spoken_in(&message).is_some();
        let choices = menu(clinic, language);
        let known = self.patients.first().map(|it| it.patient.clone());
        let (Some(patient), false, None) = (known, choices.is_empty(), &self.held) else {
            self.wait(Handover::Called, clinic, now);
            return Decision::applied(self, Vec::new());
        };
        let spoken = Spoken::new(message, None, choices, Speaker::Assistant, now);
        let mut spec = self.says(spoken, MENU_TEMPLATE, Channel::Whatsapp, now);
        spec.to = self.addressed(&patient);
        spec.form = if self.window_is_open(now) { Form::Reply } else { Form::Template };
        spec.channels = vec![Channel::Whatsapp, Channel::Sms];
        let effects = vec![spec.into()];
        if repeated { Decision::repeated(effects) } else { Decision::applied(self, effects) }
    }

    /// A template's text, as an answer.
    pub(super) fn reply(&self, template: &str, cause: &str, channel: Channel, now: Timestamp) -> Effect {
        self.spec(template, self.message_id(template, cause), channel, now).into()
    }

    /// Remembers the words and choices of a message; gives what to say.
    pub(super) fn says(
        &mut self,
        spoken: Spoken,
        template: &str,
        channel: Channel,
        now: Timestamp,
    ) -> MessageSpec {
        let mut spec = self.spec(template, spoken.message.clone(), channel, now);
        spec.asks = !spoken.choices.is_empty();
        if self.spoken_in(&spoken.message).is_none() {
            self.remember(spoken);
        }
        spec
    }

    /// That patient, as whom the person of this thread is written to.
    pub(super) fn addressed(&self, patient: &PatientId) -> Recipient {
        Recipient::Thread { thread: self.id.clone(), patient: Some(patient.clone()) }
    }

    pub(super) fn remember(&mut self, spoken: Spoken) {
        self.spoken.push(spoken);
        keep_count(&mut self.spoken, SPOKEN_MAX);
        keep_bytes(&mut self.spoken, SPOKEN_BYTES_MAX, Spoken::bytes);
    }

    pub(super) fn spec(
        &self,
        template: &str,
        id: MessageId,
        channel: Channel,
        now: Timestamp,
    ) -> MessageSpec {
        let to = match self.patients.as_slice() {
            [only] => self.addressed(&only.patient),
            _ => Recipient::Thread { thread: self.id.clone(), patient: None },
        };
        let reply = MessageSpec::reply(id, &self.clinic, to, template, channel, now);
        MessageSpec { about: About::Dialogue, ..reply }
    }
}
