//! What can happen to a case, what a decision may look at, and what it calls for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Case, Covered, Handover, Reached};
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::delivery::Channel;
use crate::event::{AppointmentChange, AppointmentFacts, NoticeFacts, NoticeKind, SlotFacts};
use crate::ids::{CaseId, InvalidId, MessageId, PatientId, SlotId, ThreadId};
use crate::journey::Topic;
use crate::message::MessageSpec;
use crate::reason::Reason;
use crate::slot::{Preference, Slot, SlotLine};

/// What the causes of messages that were stopped begin with.
const STOPPED: &str = "stopped:";

/// Something to publish once the case is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// Give this message to the sender.
    Say(Box<MessageSpec>),
    /// Put the thread in a person's queue.
    HandOver {
        /// Whose thread.
        patient: PatientId,
        /// The thread the patient wrote on, if they did.
        thread: Option<ThreadId>,
        /// Why a person is needed.
        why: Handover,
        /// What caused it.
        cause: String,
    },
    /// Offer other times in the conversation.
    Offer {
        /// What caused it.
        cause: String,
        /// On which channel.
        channel: Channel,
        /// The thread the patient wrote on.
        thread: ThreadId,
        /// Whose visit.
        patient: PatientId,
        /// The version that a choice would move.
        version: u32,
        /// Best first.
        slots: Vec<SlotLine>,
        /// None of them is what the patient wished for.
        #[serde(default)]
        unlike: bool,
        /// What the patient chose before is not free any more.
        gone: bool,
        /// The visit does not stand: it was given free unanswered.
        #[serde(default)]
        released: bool,
    },
    /// The time that the visit stood on is free for others.
    Free {
        /// What caused it.
        cause: String,
        /// The version that stood on it.
        version: u32,
        /// The time.
        slot: Box<SlotFacts>,
    },
    /// The patient answered late and wants back the time that was given free.
    TakeBack {
        /// What caused it.
        cause: String,
        /// The version that it was given free by.
        version: u32,
        /// The slot that became of it.
        slot: SlotId,
        /// On which channel.
        channel: Channel,
        /// The thread the patient wrote on.
        thread: ThreadId,
    },
}

/// What can happen to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The clinic told a change of an appointment.
    Told {
        /// Its event's id.
        cause: String,
        /// By the clinic's clock.
        occurred_at: Timestamp,
        /// What changed.
        change: AppointmentChange,
        /// What is known.
        facts: AppointmentFacts,
        /// Whose.
        patient: Option<PatientId>,
    },
    /// The clinic gave notice of something.
    Noticed {
        /// Its event's id.
        cause: String,
        /// By the clinic's clock.
        occurred_at: Timestamp,
        /// Of which kind.
        notice: NoticeKind,
        /// What is known.
        facts: NoticeFacts,
        /// Whose.
        patient: PatientId,
    },
    /// The clinic took a notice back.
    Withdrawn {
        /// Its event's id.
        cause: String,
        /// By the clinic's clock.
        occurred_at: Timestamp,
        /// Of which kind it was.
        notice: NoticeKind,
        /// Its number.
        id: CaseId,
        /// Whose.
        patient: PatientId,
    },
    /// The patient answered a message that spoke for this case.
    Answered {
        /// The id of what they wrote or tapped.
        cause: String,
        /// What.
        answer: Answer,
        /// When they would rather come, if they want another time and said so.
        wish: Option<Preference>,
        /// The version that the message spoke of.
        version: u32,
        /// All visits that the same answer confirms, as they stand, where there are several.
        together: Vec<Covered>,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// The patient chose a slot, which is kept for them.
    Rescheduled {
        /// The id of what they wrote or tapped.
        cause: String,
        /// The version that they chose it for.
        version: u32,
        /// The slot.
        slot: SlotFacts,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// The clinic's system did not say at once whether the patient gets the slot that they chose, or never did.
    Unconfirmed {
        /// The id of what they wrote or tapped.
        cause: String,
        /// The version that they chose it for.
        version: u32,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
        /// It is not asked any more.
        given_up: bool,
    },
    /// The slot that the patient chose is not free any more.
    Outrun {
        /// The id of what they wrote or tapped.
        cause: String,
        /// The version that they chose it for.
        version: u32,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// It wanted to be woken at that instant.
    Woken {
        /// The instant.
        due: Timestamp,
    },
    /// Another case's message speaks for this one too.
    Grouped {
        /// Which.
        message: MessageId,
        /// Which step of this case it says.
        step: String,
        /// The version that it speaks of.
        version: u32,
    },
    /// A message that spoke for this case was stopped before it was sent.
    Stopped {
        /// Which.
        message: MessageId,
        /// Why.
        reason: Reason,
    },
}

/// What a patient wrote or tapped: by its id, and where they hear back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inbound<'a> {
    /// The id that it has at its provider.
    pub cause: &'a str,
    /// On which channel.
    pub channel: Channel,
    /// On which thread.
    pub thread: &'a ThreadId,
}

/// What a decision may look at beside the case.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The tenant.
    pub clinic: &'a Clinic,
    /// The patient's zone, for quiet hours.
    pub zone: &'a Zone,
    /// All numbers of the patient whom the event names, or else of the case's, if they are on record.
    pub numbers: &'a [PatientId],
    /// The patient's other cases on the same day.
    pub siblings: &'a [Case],
    /// Free slots that suit the visit, best first; looked for only where the event may need them.
    pub slots: &'a [Slot],
    /// Whether the patient was reached by a question; looked for only when the deadline for an answer has come.
    pub reached: Option<Reached>,
    /// What the patient heard of the visit; looked for only where it may stand again as they know it, or at all.
    pub heard: Heard,
}

/// What a patient heard of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Heard {
    /// What was told of it last, for all that is known.
    #[default]
    Last,
    /// Neither of it nor that it was called off.
    Nothing,
    /// Where it stood before the clinic's last changes, and of those nothing yet, nor at once.
    Before,
}

/// The event cannot be applied yet. The queue brings it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotYet {
    /// It is about an appointment nobody told the start of.
    #[error("the appointment is not on record and the event does not say when it starts")]
    NotOnRecord,
    /// Since it was looked for, its number was given to a case of another topic; see [`Event::beside`].
    #[error("the case of that number is about something else")]
    OtherTopic,
}

impl Event {
    /// What the event is about, if it is one that opens a case.
    #[must_use]
    pub fn topic(&self) -> Option<Topic> {
        match self {
            Self::Told { .. } => Some(Topic::Appointment),
            Self::Noticed { notice, .. } | Self::Withdrawn { notice, .. } => Some(Topic::from(*notice)),
            _ => None,
        }
    }

    /// The event for a case of its own, with that case's id, if the one under its number is about something else:
    /// appointments, orders and invoices are counted by systems that know nothing of each other.
    pub fn beside(&self, known: &Case) -> Result<Option<(CaseId, Self)>, InvalidId> {
        let Some(topic) = self.topic().filter(|it| *it != known.topic) else { return Ok(None) };
        let own = CaseId::new(format!("{}.{}", known.id, topic.as_str()))?;
        let mut event = self.clone();
        match &mut event {
            Self::Told { facts, .. } => facts.id = own.clone(),
            Self::Noticed { facts, .. } => facts.id = own.clone(),
            Self::Withdrawn { id, .. } => *id = own.clone(),
            _ => {}
        }
        Ok(Some((own, event)))
    }

    /// When the patient would rather come, if it says so.
    #[must_use]
    pub const fn wish(&self) -> Option<&Preference> {
        match self {
            Self::Answered { wish, .. } => wish.as_ref(),
            _ => None,
        }
    }

    /// The id under which the case remembers having applied this.
    pub(super) fn cause(&self) -> String {
        match self {
            Self::Told { cause, .. }
            | Self::Noticed { cause, .. }
            | Self::Withdrawn { cause, .. }
            | Self::Answered { cause, .. }
            | Self::Rescheduled { cause, .. } => cause.clone(),
            Self::Outrun { cause, .. } => format!("outrun:{cause}"),
            Self::Unconfirmed { cause, given_up: false, .. } => format!("pending:{cause}"),
            Self::Unconfirmed { cause, given_up: true, .. } => format!("given_up:{cause}"),
            Self::Woken { due } => format!("wake:{due}"),
            Self::Grouped { message, .. } => format!("grouped:{message}"),
            Self::Stopped { message, .. } => Self::stopped_cause(message),
        }
    }

    /// The cause that a case remembers of a message that was stopped.
    pub(super) fn stopped_cause(message: &MessageId) -> String {
        format!("{STOPPED}{message}")
    }

    /// Whether a remembered cause is of a message that was stopped.
    pub(super) fn is_stopped_cause(cause: &str) -> bool {
        cause.starts_with(STOPPED)
    }
}
