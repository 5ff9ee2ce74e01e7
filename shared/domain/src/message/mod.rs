//! A message: one thing to tell one patient, down a cascade of channels, until it arrived or has a recorded reason.
//!
//! Guarantees: at most one call to a provider is under way for a message; a call whose outcome is unknown is not
//! repeated before the limit, and then only where the purpose wants it, once, and counted; what providers report
//! only moves forward. It does not know *whether* the message may go: that is [`crate::gate`]'s.

mod cascade;
mod decide;
mod spec;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use decide::{Cost, Effect, Event, Failure, ProviderAnswer, decide};

use crate::case::{Answer, Case, Covered};
use crate::clinic::Clinic;
use crate::delivery::{Channel, Purpose, Receipt};
use crate::gate::GateRecord;
use crate::ids::{ClinicId, MessageId, PatientId, SlotId, ThreadId};
use crate::money::Micros;
use crate::phi::Phi;
use crate::reason::Reason;

/// How long one call to a provider may take before it counts as lost, in seconds. Shorter than the queue's
/// visibility timeout, so that a redelivery finds it decided.
pub const LEASE_SECONDS: i64 = 45;
/// How long an unknown outcome waits for the provider's own report, in minutes.
const UNSETTLED_MINUTES: i64 = 10;
/// How long a message without a further channel waits for a delivery report, in hours.
const UNDELIVERED_HOURS: i64 = 24;

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
    /// Not on the phone after so long: the next channel.
    pub undelivered_after_minutes: Option<u32>,
    /// On the phone but not seen after so long: the next channel.
    pub unread_after_minutes: Option<u32>,
    /// Only if that message was let out: what this one refers to.
    pub only_after: Option<MessageId>,
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
}

/// What a button of a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tapped {
    /// An answer that means the same under every message.
    Answer(Answer),
    /// One of the message's own choices, counted from 1.
    Choice(u8),
}

impl Tapped {
    /// The name in a button's payload: `confirm`, `c3`.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Answer(answer) => answer.as_str().to_owned(),
            Self::Choice(number) => format!("c{number}"),
        }
    }

    /// What that name stands for.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let choice = || text.strip_prefix('c')?.parse().ok().map(Self::Choice);
        Answer::parse(text).map(Self::Answer).or_else(choice)
    }
}

/// What a patient answered to a question that only its owner can read: a survey's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// One of the message's choices, counted from 1.
    Choice(u8),
    /// Words, a digit among them.
    Words(Phi<String>),
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

/// A message and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What to tell.
    pub spec: MessageSpec,
    /// Where it stands.
    pub phase: Phase,
    /// Which of the spec's channels is tried now.
    pub channel_index: usize,
    /// One per channel tried, in order.
    pub dispatches: Vec<Dispatch>,
    /// The checks of the last release, for *why*.
    pub gates: Vec<GateRecord>,
    /// When it is looked at again, at the latest; see [`Message::wants_decision_at`].
    pub due: Option<Timestamp>,
    /// When it was decided to say it.
    pub created_at: Timestamp,
    /// Sent once more after an unknown outcome: the one way a person can get it twice on one channel.
    pub resent_unsettled: bool,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// To be released on the current channel when its time comes.
    Waiting,
    /// A provider is being called.
    Sending,
    /// A provider was called and what it did is not known.
    Unsettled,
    /// A provider has it; reports may come.
    Accepted,
    /// Nothing more will be done. Reports may still come.
    Ended,
}

impl Phase {
    /// All phases.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Sending, Self::Unsettled, Self::Accepted, Self::Ended];
}

/// A message on one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// Which channel.
    pub channel: Channel,
    /// With whom: the conversation whose number or address the gates were last asked about. `None` before that.
    #[serde(default)]
    pub thread: Option<ThreadId>,
    /// What became of it.
    pub status: DispatchStatus,
    /// Why it ended as it did, or why the next channel was taken.
    pub reason: Option<Reason>,
    /// Calls made to the provider.
    pub attempts: u32,
    /// When the status last moved.
    pub at: Timestamp,
    /// When the provider took it.
    pub accepted_at: Option<Timestamp>,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// The provider's error code.
    pub error_code: Option<u32>,
    /// SMS segments.
    pub segments: Option<u32>,
    /// What it costs, by the clinic's rate card.
    pub price: Option<Micros>,
    /// In which language it was said.
    pub language: Option<crate::language::Language>,
}

impl Dispatch {
    /// Whether its price is to be paid: Meta charges what it delivers, the other providers what they take.
    #[must_use]
    pub fn is_charged(&self) -> bool {
        match self.channel {
            Channel::Whatsapp => matches!(self.status, DispatchStatus::Delivered | DispatchStatus::Read),
            Channel::Sms | Channel::Email => self.accepted_at.is_some(),
        }
    }

    /// A provider has it, as far as is known.
    fn is_taken(&self) -> bool {
        self.accepted_at.is_some() && self.status != DispatchStatus::Failed
    }

    /// Its provider did not work, had stopped the sender or had no room, and has not taken it: that passes.
    fn was_away(&self) -> bool {
        let passes = matches!(
            self.reason,
            Some(Reason::ProviderFault | Reason::SenderStopped | Reason::PortfolioLimit)
        );
        passes && self.accepted_at.is_none()
    }
}

/// What became of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DispatchStatus {
    /// Waits for its time or for the provider's answer, or the provider says that it waits there.
    Queued,
    /// A provider has taken it, or says that it handed it to the network.
    Sent,
    /// Will not arrive.
    Failed,
    /// On the phone.
    Delivered,
    /// Seen.
    Read,
    /// Never given to the provider, on purpose.
    Suppressed,
    /// Its time passed.
    Expired,
}

impl DispatchStatus {
    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Suppressed => "suppressed",
            Self::Expired => "expired",
        }
    }

    /// The receipt it stands for, if a provider ever had it.
    const fn receipt(self) -> Receipt {
        match self {
            Self::Queued | Self::Suppressed => Receipt::Queued,
            Self::Sent | Self::Expired => Receipt::Sent,
            Self::Failed => Receipt::Failed,
            Self::Delivered => Receipt::Delivered,
            Self::Read => Receipt::Read,
        }
    }
}

impl From<Receipt> for DispatchStatus {
    fn from(receipt: Receipt) -> Self {
        match receipt {
            Receipt::Queued => Self::Queued,
            Receipt::Sent => Self::Sent,
            Receipt::Failed => Self::Failed,
            Receipt::Delivered => Self::Delivered,
            Receipt::Read => Self::Read,
        }
    }
}

impl MessageSpec {
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
}

impl Message {
    /// A message to be released now.
    #[must_use]
    pub fn new(spec: MessageSpec, now: Timestamp) -> Self {
        Self {
            spec,
            phase: Phase::Waiting,
            channel_index: 0,
            dispatches: Vec::new(),
            gates: Vec::new(),
            due: Some(now),
            created_at: now,
            resent_unsettled: false,
        }
    }

    /// From when there is something to decide: the end of the lease while a provider is being called, else when it is
    /// due.
    ///
    /// The lease's end wakes nobody: a message being called already stands in the index where it will be looked at when
    /// the provider takes it, so that neither lease nor answer moves it there. A caller that died is found when the
    /// queue hands its record out again, and by that look if the queue has given the record up.
    #[must_use]
    pub fn wants_decision_at(&self) -> Option<Timestamp> {
        if self.phase != Phase::Sending {
            return self.due;
        }
        let called = self.channel().and_then(|it| self.dispatch(it))?;
        called.at.checked_add(SignedDuration::from_secs(LEASE_SECONDS)).ok()
    }

    /// The channel being tried.
    #[must_use]
    pub fn channel(&self) -> Option<Channel> {
        self.spec.channels.get(self.channel_index).copied()
    }

    /// Our id of the message on a channel: what providers echo.
    #[must_use]
    pub fn dispatch_id(&self, channel: Channel) -> String {
        format!("{}.{}", self.spec.id, channel.as_str())
    }

    /// Takes a dispatch id apart.
    #[must_use]
    pub fn parse_dispatch_id(text: &str) -> Option<(MessageId, Channel)> {
        let (id, channel) = text.rsplit_once('.')?;
        Some((MessageId::new(id).ok()?, Channel::parse(channel)?))
    }

    /// What became of it on a channel.
    #[must_use]
    pub fn dispatch(&self, channel: Channel) -> Option<&Dispatch> {
        self.dispatches.iter().find(|it| it.channel == channel)
    }

    /// Why it was not said, if it ended so. What a channel lacks says less than what stopped another, and the clinic's
    /// lack of a sender less than the patient's of an address.
    #[must_use]
    pub fn unsaid_reason(&self) -> Option<Reason> {
        if self.phase != Phase::Ended || self.was_let_out() {
            return None;
        }
        let says = |it: &Reason| match it {
            Reason::NoSender => 0,
            Reason::NoAddress => 1,
            _ => 2,
        };
        self.dispatches.iter().filter_map(|it| it.reason).max_by_key(says)
    }

    /// The conversation in which somebody waits for what was not said for that reason: what answers them, unless they
    /// want no messages or it does not hold any more.
    #[must_use]
    pub fn leaves_unanswered(&self, reason: Reason) -> Option<&ThreadId> {
        let Recipient::Thread { thread, .. } = &self.spec.to else { return None };
        let is_wanted = !matches!(
            reason,
            Reason::OptedOut
                | Reason::NoConsent
                | Reason::Unverified
                | Reason::AddressChanged
                | Reason::Confirmed
                | Reason::Answered
                | Reason::Superseded
                | Reason::Cancelled
                | Reason::NeverAnnounced
                | Reason::Unknown
        );
        Some(thread).filter(|_| is_wanted && self.spec.about != About::Survey)
    }

    /// Whether some provider has, or may have, taken it.
    #[must_use]
    pub fn was_let_out(&self) -> bool {
        let may_have = |it: &Dispatch| it.reason == Some(Reason::Unsettled);
        matches!(self.phase, Phase::Sending | Phase::Unsettled)
            || self.resent_unsettled
            || self.dispatches.iter().any(|it| it.is_taken() || may_have(it))
    }

    /// Whether it is on the phone by some channel.
    #[must_use]
    pub fn has_arrived(&self) -> bool {
        self.dispatches.iter().any(|it| matches!(it.status, DispatchStatus::Delivered | DispatchStatus::Read))
    }

    /// Whether it has arrived, or all was done to bring it to the person. Not while another channel would be tried for
    /// it, nor where none was because its visit did not stand as it says.
    #[must_use]
    pub fn is_told(&self) -> bool {
        let was_cut = |it: &Dispatch| matches!(it.reason, Some(Reason::Cancelled | Reason::Superseded));
        let would_go_on = match self.phase {
            Phase::Waiting => true,
            Phase::Sending | Phase::Unsettled | Phase::Accepted => self.has_next_channel(),
            Phase::Ended => self.dispatches.iter().any(was_cut),
        };
        self.has_arrived() || (self.was_let_out() && !would_go_on)
    }

    /// Whether no provider may have it, and none is called before then.
    #[must_use]
    pub fn is_held_until(&self, at: Timestamp) -> bool {
        self.phase == Phase::Waiting && !self.was_let_out() && self.due.is_some_and(|due| due >= at)
    }

    /// The next channel of the cascade that has not been tried, or whose provider was away.
    fn next_channel(&self) -> Option<usize> {
        let is_left = |it: &Channel| self.dispatch(*it).is_none_or(Dispatch::was_away);
        let channels = self.spec.channels.iter().enumerate().skip(self.channel_index + 1);
        channels.filter(|(_, it)| is_left(it)).map(|(index, _)| index).next()
    }

    /// Whether another channel could still be tried after the current one.
    pub(crate) fn has_next_channel(&self) -> bool {
        self.next_channel().is_some()
    }

    fn dispatch_mut(&mut self, channel: Channel, now: Timestamp) -> &mut Dispatch {
        let known = self.dispatches.iter().position(|it| it.channel == channel);
        let index = known.unwrap_or_else(|| {
            self.dispatches.push(Dispatch {
                channel,
                thread: None,
                status: DispatchStatus::Queued,
                reason: None,
                attempts: 0,
                at: now,
                accepted_at: None,
                provider_id: None,
                error_code: None,
                segments: None,
                price: None,
                language: None,
            });
            self.dispatches.len() - 1
        });
        &mut self.dispatches[index]
    }
}

fn after_minutes(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
