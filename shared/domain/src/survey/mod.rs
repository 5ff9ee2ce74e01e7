//! A survey: what one patient was asked after one visit, and what they answered.
//!
//! Guarantees: the answer that stands is the newest by the patient's own time, whatever order answers come in and
//! however often; a score is asked for once and once more by another channel at most; an answer is followed by one
//! message at most (the next question, the question for words, or the wish for a review), and silence by none; a low
//! score or a complaint gives exactly one ticket. It counts nothing: see [`score`], which moves by the difference that
//! a decision makes.

mod decide;
mod event;
mod grade;
mod lexicon;
mod questionnaire;
pub mod score;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use decide::decide;
pub use event::{Effect, Event, Question};
pub use questionnaire::{
    FURTHER_CHARS_MAX, FURTHER_IN_CHAT_MAX, FURTHER_MAX, FURTHER_SCALE, Flow, Further, Questionnaire, Scale,
    TOPICS_MAX, Topic,
};
pub(crate) use words::Words;
pub use words::calls_for_somebody;

use crate::case::{Case, Covered, Subject};
use crate::delivery::Channel;
use crate::ids::{CaseId, ClinicId, MessageId, PatientId, SurveyId};
use crate::phi::Phi;
use crate::reason::Reason;

/// Most comments kept: a person who writes more has a thread.
const COMMENTS_MAX: usize = 10;
/// Longest comment kept, in characters.
pub const COMMENT_CHARS_MAX: usize = 2_000;
/// Most causes remembered, against repeats.
const CAUSES_MAX: usize = 64;
/// Most links of a survey remembered as used: one message and its reminder have one each.
const LINKS_MAX: usize = 4;

/// One patient's survey about one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Whose.
    pub clinic: ClinicId,
    /// Derived from clinic, case and version.
    pub id: SurveyId,
    /// About which case.
    pub case: CaseId,
    /// At which version.
    pub version: u32,
    /// Who was asked.
    pub patient: PatientId,
    /// By the questionnaire's name.
    pub questionnaire: String,
    /// Its scale.
    pub scale: Scale,
    /// The visit.
    pub visit: Visit,
    /// How it was asked, oldest first.
    pub asked: Vec<Asked>,
    /// The score that stands.
    pub answer: Option<Answered>,
    /// Answers to the further questions, by name.
    pub further: BTreeMap<String, u8>,
    /// Which answer each of them is, so that an older one never replaces it.
    #[serde(default)]
    pub further_given: BTreeMap<String, Given>,
    /// Further questions that were asked in the conversation, in order.
    #[serde(default)]
    pub further_asked: Vec<String>,
    /// What the patient wrote, oldest first.
    pub comments: Vec<Comment>,
    /// The message that sent the form inside WhatsApp in the conversation.
    #[serde(default)]
    pub form_sent: Option<MessageId>,
    /// Words were asked for.
    pub comment_asked: bool,
    /// A public review was asked for.
    pub review_asked: bool,
    /// Asked once more by another channel.
    pub reminded: bool,
    /// Why it is not asked once more.
    pub not_reminded: Option<Reason>,
    /// Messages whose web form was sent in.
    pub links_used: Vec<MessageId>,
    /// When it wants to be decided again.
    pub due: Option<Timestamp>,
    /// Causes applied, with their effects until they are surely published.
    pub causes: Vec<Cause>,
}

/// What a survey is about, as it stood when the survey was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The day at the clinic.
    pub day: Date,
    /// Where.
    pub site: Option<String>,
    /// What for.
    pub service: Option<Phi<String>>,
    /// With whom.
    pub practitioner: Option<Phi<String>>,
}

/// How a survey was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// In which message.
    pub message: MessageId,
    /// On which channel, if a provider took it on one.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
}

/// A score that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The score.
    pub score: u8,
    /// When, by the patient's provider.
    pub at: Timestamp,
    /// The id of what they tapped, wrote or sent.
    pub cause: String,
    /// How it came.
    pub by: By,
}

/// When an answer was given, and in what: what orders the answers to one question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Given {
    /// When, by the patient's provider.
    pub at: Timestamp,
    /// The id of what they tapped, wrote or sent.
    pub cause: String,
}

/// How an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// In the conversation on WhatsApp.
    Whatsapp,
    /// As a text message.
    Sms,
    /// By e-mail.
    Email,
    /// In the web form.
    Form,
    /// In a form inside WhatsApp.
    Flow,
}

impl From<Channel> for By {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Whatsapp => Self::Whatsapp,
            Channel::Sms => Self::Sms,
            Channel::Email => Self::Email,
        }
    }
}

/// What a patient wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// When, by the patient's provider.
    pub at: Timestamp,
    /// The id of what they wrote.
    pub cause: String,
    /// The words.
    pub words: Phi<String>,
}

/// A cause applied to a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its id.
    pub id: String,
    /// What it called for; published again when it comes again.
    pub effects: Vec<Effect>,
}

/// What names a survey and what it is about: what is needed to open one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Whose.
    pub clinic: ClinicId,
    /// About which case, at which version.
    pub about: Covered,
    /// Who was asked.
    pub patient: PatientId,
    /// The visit.
    pub visit: Visit,
}

impl Facts {
    /// Of a case at the version that a message spoke of; `None` for a case that is no visit.
    #[must_use]
    pub fn of(case: &Case, version: u32) -> Option<Self> {
        let Subject::Appointment { practitioner, service, site, .. } = &case.subject else { return None };
        Some(Self {
            clinic: case.clinic.clone(),
            about: Covered { case: case.id.clone(), version },
            patient: case.patient.clone(),
            visit: Visit {
                day: case.day(),
                site: site.clone(),
                service: service.clone(),
                practitioner: practitioner.clone(),
            },
        })
    }

    /// The survey's id.
    #[must_use]
    pub fn survey(&self) -> SurveyId {
        SurveyId::derive(&self.clinic, &self.about.case, self.about.version)
    }
}

impl Survey {
    fn new(facts: &Facts, questionnaire: &Questionnaire) -> Self {
        Self {
            clinic: facts.clinic.clone(),
            id: facts.survey(),
            case: facts.about.case.clone(),
            version: facts.about.version,
            patient: facts.patient.clone(),
            questionnaire: questionnaire.name.clone(),
            scale: questionnaire.scale,
            visit: facts.visit.clone(),
            asked: Vec::new(),
            answer: None,
            further: BTreeMap::new(),
            further_given: BTreeMap::new(),
            further_asked: Vec::new(),
            comments: Vec::new(),
            form_sent: None,
            comment_asked: false,
            review_asked: false,
            reminded: false,
            not_reminded: None,
            links_used: Vec::new(),
            due: None,
            causes: Vec::new(),
        }
    }

    /// What it is about.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            clinic: self.clinic.clone(),
            about: Covered { case: self.case.clone(), version: self.version },
            patient: self.patient.clone(),
            visit: self.visit.clone(),
        }
    }

    /// The score that stands.
    #[must_use]
    pub fn score(&self) -> Option<u8> {
        self.answer.as_ref().map(|it| it.score)
    }

    /// Which of [`score::TALLY_SHARDS`] it is counted in, for ever.
    #[must_use]
    pub fn shard(&self) -> u8 {
        // The id is a digest, so the sum of its characters is even over the shards.
        self.id.as_str().bytes().fold(0, u8::wrapping_add) % score::TALLY_SHARDS
    }

    /// Whether that message's web form was sent in.
    #[must_use]
    pub fn is_used(&self, link: &MessageId) -> bool {
        self.links_used.contains(link)
    }
}
