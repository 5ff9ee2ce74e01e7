//! What to tell, to whom and until when: what messages have in common, whoever composes them.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::case::{Case, Covered};
use crate::clinic::Clinic;
use crate::delivery::{Channel, Purpose};
use crate::ids::{ClinicId, MessageId, PatientId, SlotId, ThreadId};
use crate::rate::Rate;

/// An answer to a patient is of use for this many hours.
const REPLY_USEFUL_HOURS: i64 = 12;

/// What to tell, to whom, until when: by reference, so that it carries nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSpec {
    /// Derived from what decided it.
    pub id: MessageId,
    /// Whose.
    pub clinic: ClinicId,
    /// To whom.
    pub to: Recipient,
    /// The step or reply it is, for people.
    pub step: String,
    /// Why it is said.
    pub purpose: Purpose,
    /// Which template.
    pub template: String,
    /// Instead, while it speaks for visits at more than one time.
    pub template_day: Option<String>,
    /// As a template, or as an answer in an open conversation.
    pub form: Form,
    /// Channels to try, in order.
    pub channels: Vec<Channel>,
    /// The cases it speaks for; the first decided it. Empty for answers that concern no case.
    pub covers: Vec<Covered>,
    /// Useless from then on.
    pub not_after: Timestamp,
    /// It asks for an answer.
    pub asks: bool,
    /// What an answer to it is about.
    #[serde(default)]
    pub about: About,
    /// The slot that it speaks of, if it does.
    #[serde(default)]
    pub slot: Option<SlotId>,
    /// Only while nobody has answered.
    pub only_unanswered: bool,
    /// Not on the phone after this long: the next channel.
    pub undelivered_after_minutes: Option<u32>,
    /// On the phone but not seen after this long: the next channel.
    pub unread_after_minutes: Option<u32>,
    /// Only if that message was let out: what this one refers to.
    pub only_after: Option<MessageId>,
    /// It only says that an answer was heard, as the clinic wants it: of use while its visits stand as that found them,
    /// and nobody misses it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acknowledges: bool,
}

/// What an answer to a message is about, and so who gets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The cases that the message speaks for.
    #[default]
    Visit,
    /// The choices that stand on the thread with it.
    Dialogue,
    /// The survey it belongs to.
    Survey,
    /// The freed slot that it offers.
    Offer,
    /// What a campaign says to many.
    Campaign,
}

/// To whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Recipient {
    /// A patient, wherever they are reached.
    Patient(PatientId),
    /// Whoever wrote on that thread.
    Thread {
        /// The thread.
        thread: ThreadId,
        /// The patient it is about, if one is known.
        patient: Option<PatientId>,
    },
}

impl Recipient {
    /// The patient, if one is known.
    #[must_use]
    pub fn patient(&self) -> Option<&PatientId> {
        match self {
            Self::Patient(patient) => Some(patient),
            Self::Thread { patient, .. } => patient.as_ref(),
        }
    }
}

/// How it is said on WhatsApp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// An approved template: the business speaks first.
    Template,
    /// Free text: only inside the 24 h window.
    Reply,
}

impl MessageSpec {
    /// A template for care that asks nothing, by no channel yet: whoever composes it says what else it is.
    pub(crate) fn new(
        id: MessageId,
        clinic: &ClinicId,
        to: Recipient,
        template: &str,
        not_after: Timestamp,
    ) -> Self {
        Self {
            id,
            clinic: clinic.clone(),
            to,
            step: template.to_owned(),
            purpose: Purpose::Care,
            template: template.to_owned(),
            template_day: None,
            form: Form::Template,
            channels: Vec::new(),
            covers: Vec::new(),
            not_after,
            asks: false,
            about: About::Visit,
            slot: None,
            only_unanswered: false,
            undelivered_after_minutes: None,
            unread_after_minutes: None,
            only_after: None,
            acknowledges: false,
        }
    }

    /// A free-form answer in the thread that somebody wrote on, by the same channel.
    pub(crate) fn reply(
        id: MessageId,
        clinic: &ClinicId,
        to: Recipient,
        template: &str,
        channel: Channel,
        now: Timestamp,
    ) -> Self {
        let useful = SignedDuration::from_hours(REPLY_USEFUL_HOURS);
        let not_after = now.checked_add(useful).unwrap_or(Timestamp::MAX);
        Self { form: Form::Reply, channels: vec![channel], ..Self::new(id, clinic, to, template, not_after) }
    }

    /// Whether nobody has asked for it: it answers nobody, and nobody of the clinic says it in a conversation.
    #[must_use]
    pub fn is_unasked(&self) -> bool {
        self.form == Form::Template && matches!(self.to, Recipient::Patient(_))
    }

    /// Whether its buttons have a page behind a link, too: a survey has a form of its own.
    #[must_use]
    pub const fn is_answered_on_a_page(&self) -> bool {
        self.asks && !matches!(self.about, About::Survey | About::Campaign)
    }

    /// When an answer was decided, by until when it is of use.
    pub(crate) fn replied_at(&self) -> Timestamp {
        let useful = SignedDuration::from_hours(REPLY_USEFUL_HOURS);
        self.not_after.checked_sub(useful).unwrap_or(Timestamp::MIN)
    }

    /// The template that says it of those visits. Of two at one time there is one time to say.
    #[must_use]
    pub fn template_of(&self, visits: &[&Case]) -> &str {
        let differs = visits.windows(2).any(|it| it[0].anchor.local != it[1].anchor.local);
        self.template_day.as_ref().filter(|_| differs).unwrap_or(&self.template)
    }

    /// The visit that it asks about and the days for which the patient is then left alone, if it opens a survey or
    /// reminds of one. What goes on in a conversation the patient is having is not meant.
    #[must_use]
    pub fn asks_survey(&self, clinic: &Clinic) -> Option<(&Covered, u16)> {
        if self.about != About::Survey || self.form == Form::Reply {
            return None;
        }
        let questionnaire = clinic.questionnaire(&self.template)?;
        Some((self.covers.first()?, questionnaire.fatigue_days))
    }

    /// How fast the clinic's sender of that channel lets it out: a campaign to thousands never stands in the way of
    /// what is about somebody's care.
    #[must_use]
    pub fn rate(&self, clinic: &Clinic, channel: Channel) -> Rate {
        let rate = Rate::per_second(clinic.messages_per_second(channel));
        if self.purpose == Purpose::Care { rate } else { rate.yielding() }
    }
}
