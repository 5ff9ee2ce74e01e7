//! A message: one thing to tell one patient, down a cascade of channels, until it arrived or has a recorded reason.
//!
//! Guarantees: at most one call to a provider is under way for a message; a call whose outcome is unknown is not
//! repeated before the limit, and then only where the purpose wants it, once, and counted; what providers report
//! only moves forward. It does not know *whether* the message may go: that is [`crate::gate`]'s.

mod cascade;
mod decide;
mod dispatch;
mod event;
mod spec;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use decide::decide;
pub use dispatch::{Dispatch, DispatchStatus};
pub use event::{Cost, Effect, Event, Failure, ProviderAnswer};
pub use spec::{About, Form, MessageSpec, Recipient};

use crate::case::Answer;
use crate::delivery::Channel;
use crate::gate::GateRecord;
use crate::ids::{MessageId, ThreadId};
use crate::phi::Phi;
use crate::reason::Reason;

/// How long one call to a provider may take before it counts as lost, in seconds. Shorter than the queue's
/// visibility timeout, so that a redelivery finds it decided.
pub const LEASE_SECONDS: i64 = 45;
/// How long an unknown outcome waits for the provider's own report, in minutes.
const UNSETTLED_MINUTES: i64 = 10;
/// How long a message without a further channel waits for a delivery report, in hours.
const UNDELIVERED_HOURS: i64 = 24;

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
    /// want no messages or it does not hold any more. That their answer was heard is not waited for.
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
        Some(thread).filter(|_| is_wanted && self.spec.about != About::Survey && !self.spec.acknowledges)
    }

    /// The conversation in which somebody waits for an answer of which nobody ever told whether it was said.
    #[must_use]
    pub fn may_leave_unanswered(&self) -> Option<&ThreadId> {
        let is_taken = self.dispatches.iter().any(Dispatch::is_taken);
        let is_untold = self.phase == Phase::Ended && self.was_let_out() && !is_taken;
        let last = self.dispatch(self.channel()?)?.reason?;
        self.leaves_unanswered(last).filter(|_| is_untold)
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
