//! What reaches cases, slots and the waiting list.

use domain::case::Answer;
use domain::delivery::Channel;
use domain::event::ClinicEvent;
use domain::ids::{CaseId, ClinicId, MessageId, SlotId, ThreadId};
use domain::reason::Reason;
use domain::slot::{Asking, BookingAnswer, Preference, Settled};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// On the journeys queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToJourneys {
    /// A clinic's system told something.
    ClinicEvent {
        /// Which clinic.
        clinic: ClinicId,
        /// What.
        event: Box<ClinicEvent>,
    },
    /// A patient answered a message.
    Answer(Box<Answered>),
    /// A minute has come.
    MinuteDue {
        /// Minutes since the epoch.
        minute: i64,
    },
    /// The rest of a minute's shard, from there on.
    PageDue {
        /// Minutes since the epoch.
        minute: i64,
        /// Which shard of the index.
        shard: u8,
        /// Behind what; from the beginning without.
        after: Option<String>,
    },
    /// A case wants to be decided again.
    CaseDue {
        /// Which clinic.
        clinic: ClinicId,
        /// Which case.
        case: CaseId,
        /// The instant it wanted.
        due: Timestamp,
    },
    /// A message that spoke for a case ended without being sent.
    Unsaid {
        /// Which clinic.
        clinic: ClinicId,
        /// Which case.
        case: CaseId,
        /// Which message.
        message: MessageId,
        /// Why.
        reason: Reason,
    },
    /// A message that answers whoever wrote on a thread ended without being sent, or without a word of whether it was:
    /// passed on to the thread, since senders are given no queue of conversations.
    AnswerUnsaid {
        /// Which clinic.
        clinic: ClinicId,
        /// Which thread.
        thread: ThreadId,
        /// Which message.
        message: MessageId,
    },
    /// A patient chose a slot to move their visit to.
    SlotChosen {
        /// Which clinic.
        clinic: ClinicId,
        /// The provider's id of what they wrote or tapped.
        cause: String,
        /// Which visit.
        case: CaseId,
        /// As it stood when the slot was offered.
        version: u32,
        /// Which slot.
        slot: SlotId,
        /// When it starts, as it was shown to them.
        #[serde(default)]
        start: Option<Timestamp>,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// A patient who was offered times said when they would rather come, or asked for others.
    OtherTimes {
        /// Which clinic.
        clinic: ClinicId,
        /// The provider's id of what they wrote.
        cause: String,
        /// Which visit.
        case: CaseId,
        /// As it stood when times were offered.
        version: u32,
        /// When they would rather come.
        wish: Preference,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// A patient wants to hear of earlier times for their visit, or not any more.
    WaitAsked {
        /// Which clinic.
        clinic: ClinicId,
        /// The provider's id of what they wrote or tapped.
        cause: String,
        /// Which visit.
        case: CaseId,
        /// Whether they want to.
        joins: bool,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// A patient answered the offer of a freed slot.
    OfferAnswered {
        /// Which clinic.
        clinic: ClinicId,
        /// The provider's id of what they wrote or tapped.
        cause: String,
        /// Which message offered it.
        message: MessageId,
        /// Whether they want it.
        accepted: bool,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// The message that offers a freed slot ended without being sent.
    OfferUnsaid {
        /// Which clinic.
        clinic: ClinicId,
        /// Which slot.
        slot: SlotId,
        /// Which message.
        message: MessageId,
        /// Why.
        reason: Reason,
    },
    /// A clinic's system answered whether it books a slot, or did not.
    BookingAnswered {
        /// Which clinic.
        clinic: ClinicId,
        /// Which slot.
        slot: SlotId,
        /// What was asked.
        key: String,
        /// Which time of asking.
        ask: u32,
        /// What it said.
        answer: BookingAnswer,
    },
    /// What was asked of a clinic's system is settled, for now.
    BookingSettled {
        /// Which clinic.
        clinic: ClinicId,
        /// Which slot.
        slot: SlotId,
        /// What was asked, and for whom.
        asking: Box<Asking>,
        /// What became of it.
        settled: Settled,
    },
    /// A slot wants to be decided again.
    SlotDue {
        /// Which clinic.
        clinic: ClinicId,
        /// Which slot.
        slot: SlotId,
        /// The instant it wanted.
        due: Timestamp,
    },
    /// A slot is to be offered to those who wait.
    RoundDue {
        /// Which clinic.
        clinic: ClinicId,
        /// Which slot.
        slot: SlotId,
        /// The number of the round, from 1.
        round: u32,
    },
    /// Look for minutes that were never woken.
    Sweep,
}

/// What a patient answered to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Which clinic.
    pub clinic: ClinicId,
    /// The provider's id of the answer.
    pub cause: String,
    /// Which message.
    pub message: MessageId,
    /// Of which visit alone, where it speaks for several; without it, of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// What.
    pub answer: Answer,
    /// When they would rather come, if they want another time and said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Preference>,
    /// On which channel.
    pub channel: Channel,
    /// On which thread.
    pub thread: ThreadId,
}
