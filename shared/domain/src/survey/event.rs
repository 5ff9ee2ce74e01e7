//! What can happen to a survey, and what a decision calls for.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{By, Questionnaire};
use crate::delivery::Channel;
use crate::ids::{MessageId, ThreadId};
use crate::message::{About, MessageSpec, Reply};
use crate::phi::Phi;
use crate::ticket::Raised;

/// What the step of a further question's message begins with; its name follows.
pub(super) const FURTHER_STEP: &str = "further.";

/// Which question of a survey a message asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The first, which is scored.
    Score,
    /// A further one, by its name.
    Further(String),
    /// For words: a number among them is no score.
    Words,
}

impl Question {
    /// The further question that a message asks, by its name.
    #[must_use]
    pub(crate) fn further_of(spec: &MessageSpec) -> Option<&str> {
        spec.step.strip_prefix(FURTHER_STEP).filter(|_| spec.about == About::Survey)
    }

    /// Which one a message of the questionnaire asks.
    #[must_use]
    pub fn of(spec: &MessageSpec, questionnaire: &Questionnaire) -> Self {
        match Self::further_of(spec) {
            Some(name) => Self::Further(name.to_owned()),
            None if spec.template == questionnaire.template => Self::Score,
            None => Self::Words,
        }
    }
}

/// What can happen to a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A provider took the message that asks it.
    Asked {
        /// Which message.
        message: MessageId,
        /// On which channel.
        channel: Channel,
        /// When.
        at: Timestamp,
    },
    /// The patient answered in the conversation.
    Answered {
        /// The provider's id of it.
        cause: String,
        /// When, by the provider.
        at: Timestamp,
        /// What.
        reply: Reply,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
        /// What the message that it answers asked.
        to: Question,
    },
    /// The patient sent a form in: on the web, or inside WhatsApp.
    Form {
        /// Its id.
        cause: String,
        /// When.
        at: Timestamp,
        /// How it came.
        by: By,
        /// The message whose link it was; a link counts once.
        link: MessageId,
        /// The score, if the form asked for one.
        score: Option<u8>,
        /// Answers to the further questions, by name.
        further: BTreeMap<String, u8>,
        /// The words.
        comment: Option<Phi<String>>,
    },
    /// It wanted to be woken at that instant.
    Woken {
        /// The instant.
        due: Timestamp,
        /// Channels that the step may use and that reach the patient.
        channels: Vec<Channel>,
        /// They wrote something else since they were asked.
        wrote: bool,
    },
}

/// What a decision calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// Give this message to the sender.
    Say(Box<MessageSpec>),
    /// Somebody of the clinic has to look at it.
    Raise(Raised),
}

impl Event {
    /// The id under which the survey remembers having applied this.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::Asked { message, channel, .. } => format!("asked:{message}.{}", channel.as_str()),
            Self::Answered { cause, .. } | Self::Form { cause, .. } => cause.clone(),
            Self::Woken { due, .. } => format!("wake:{due}"),
        }
    }
}
