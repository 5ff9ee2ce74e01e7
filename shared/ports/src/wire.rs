//! What stands on the queues: versioned, tagged JSON. A body of an unknown version or type is parked, not dropped.

use domain::account::AccountEvent;
use domain::case::{Answer, Handover};
use domain::delivery::{Channel, FailureClass, Purpose, Receipt};
use domain::event::ClinicEvent;
use domain::ids::{CaseId, ClinicId, MessageId, PatientId, SlotId, SurveyId, ThreadId};
use domain::message::{MessageSpec, Reply};
use domain::phi::Phi;
use domain::phone::E164;
use domain::reason::Reason;
pub use domain::slot::SlotLine;
use domain::slot::{Asking, Booking, BookingAnswer, Preference, Settled};
use domain::thread::CarrierWord;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The version of the bodies written by this release.
const WIRE_VERSION: u32 = 1;

/// A body that this release cannot read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Written by another release.
    #[error("queue body of version {0}")]
    Version(u32),
    /// Not a body at all, or one of an unknown type.
    #[error("queue body does not decode at line {line} column {column}")]
    Malformed {
        /// Where.
        line: usize,
        /// Where.
        column: usize,
    },
}

#[derive(Serialize)]
struct Writing<'a, T> {
    v: u32,
    message: &'a T,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

#[derive(Deserialize)]
struct Reading<T> {
    message: T,
}

/// Writes a body.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> String {
    serde_json::to_string(&Writing { v: WIRE_VERSION, message })
        .unwrap_or_else(|_| unreachable!("wire types have string keys and no failing serialisers"))
}

/// Reads a body.
pub fn decode<T: DeserializeOwned>(body: &str) -> Result<T, Unreadable> {
    let malformed =
        |error: serde_json::Error| Unreadable::Malformed { line: error.line(), column: error.column() };
    let Version { v } = serde_json::from_str(body).map_err(malformed)?;
    if v != WIRE_VERSION {
        return Err(Unreadable::Version(v));
    }
    let Reading { message } = serde_json::from_str(body).map_err(malformed)?;
    Ok(message)
}

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
    Answer {
        /// Which clinic.
        clinic: ClinicId,
        /// The provider's id of the answer.
        cause: String,
        /// Which message.
        message: MessageId,
        /// What.
        answer: Answer,
        /// When they would rather come, if they want another time and said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<Preference>,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
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

/// On the threads queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToThreads {
    /// Somebody wrote to one of our senders.
    Heard(Box<Heard>),
    /// Somebody deleted something they wrote to a WhatsApp number of ours, or staff what they wrote from it in the
    /// WhatsApp Business app.
    Deleted {
        /// Our number, as the provider calls it.
        sender: String,
        /// The provider's id of what was deleted.
        id: String,
        /// The person's number, if it was shown.
        phone: Option<E164>,
        /// The person's WhatsApp user id, if it was given.
        whatsapp_user: Option<Phi<String>>,
    },
    /// A case needs a person.
    HandOver {
        /// Which clinic.
        clinic: ClinicId,
        /// Whose case.
        patient: PatientId,
        /// The thread they wrote on, if they did.
        thread: Option<ThreadId>,
        /// Why.
        why: Handover,
        /// The provider's id of what they wrote or tapped, if they hear that somebody will answer it.
        #[serde(default)]
        cause: Option<String>,
    },
    /// A clinic told the document of a patient, by which they can be found.
    Findable {
        /// Which clinic.
        clinic: ClinicId,
        /// Who.
        patient: PatientId,
    },
    /// Somebody called the clinic by telephone.
    Called {
        /// Which clinic.
        clinic: ClinicId,
        /// The telephone system's id of the call.
        call: String,
        /// From which number.
        phone: E164,
    },
    /// A thread on which somebody owes an answer wants to be decided again.
    ThreadDue {
        /// Which.
        thread: ThreadId,
    },
    /// Somebody of the clinic wrote to a patient from the WhatsApp Business app.
    Echo(Box<Echoed>),
    /// A case offers other times to its patient.
    Offer(Box<SlotOffer>),
    /// A patient is on the waiting list, or not any more, as they asked.
    Waits(Box<Waits>),
}

/// Something that the clinic's staff wrote from the WhatsApp Business app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echoed {
    /// Our number, as the provider calls it.
    pub sender: String,
    /// The provider's id of it.
    pub id: String,
    /// When, by the provider.
    pub at: Timestamp,
    /// To which number, if it was shown.
    pub phone: Option<E164>,
    /// To which WhatsApp user id, if it was given.
    pub whatsapp_user: Option<Phi<String>>,
    /// The words, or what kind of thing it was.
    pub text: Phi<String>,
}

/// What became of a patient's wish to hear of earlier times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// Which clinic.
    pub clinic: ClinicId,
    /// On which thread.
    pub thread: ThreadId,
    /// On which channel.
    pub channel: Channel,
    /// Which visit.
    pub case: CaseId,
    /// As it stands.
    pub version: u32,
    /// Whose.
    pub patient: PatientId,
    /// What called for it.
    pub cause: String,
    /// They wait, or not any more.
    pub joined: bool,
}

/// Other times for a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotOffer {
    /// Which clinic.
    pub clinic: ClinicId,
    /// On which thread.
    pub thread: ThreadId,
    /// On which channel.
    pub channel: Channel,
    /// Which visit.
    pub case: CaseId,
    /// As it stands.
    pub version: u32,
    /// Whose.
    pub patient: PatientId,
    /// What called for it.
    pub cause: String,
    /// The times, the best first; at most 9.
    pub slots: Vec<SlotLine>,
    /// None of them is what they wished for.
    #[serde(default)]
    pub unlike: bool,
    /// The one they had chosen was taken by somebody else.
    pub gone: bool,
    /// The visit does not stand: it was given free unanswered.
    #[serde(default)]
    pub released: bool,
}

/// On the surveys queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToSurveys {
    /// A provider took a survey's message, or reports it on the phone.
    Asked {
        /// Which clinic.
        clinic: ClinicId,
        /// Which message.
        message: MessageId,
        /// On which channel.
        channel: Channel,
        /// When.
        at: Timestamp,
    },
    /// A patient sent in a form inside WhatsApp.
    Flow {
        /// The provider's id of it.
        cause: String,
        /// When, by the provider.
        at: Timestamp,
        /// Which survey's message it came with; not yet trusted.
        token: String,
        /// What they filled in, as JSON.
        answers: Phi<String>,
    },
    /// A survey wants to be decided again.
    SurveyDue {
        /// Which.
        survey: SurveyId,
        /// The instant it wanted.
        due: Timestamp,
    },
    /// A patient answered a survey's message.
    Answered {
        /// Which clinic.
        clinic: ClinicId,
        /// The provider's id of what they wrote or tapped.
        cause: String,
        /// When, by the provider.
        at: Timestamp,
        /// Which message asked.
        message: MessageId,
        /// What they answered.
        reply: Reply,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
}

/// Something a person wrote or did, as the provider tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// On which channel.
    pub channel: Channel,
    /// Our number, as the provider calls it.
    pub sender: String,
    /// The provider's id.
    pub id: String,
    /// When, by the provider.
    pub at: Timestamp,
    /// Their number, if it was shown.
    pub phone: Option<E164>,
    /// Their WhatsApp user id, if it was given.
    pub whatsapp_user: Option<Phi<String>>,
    /// What.
    pub what: What,
}

/// What a person wrote or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A button.
    Tap {
        /// What we put into the button; not yet trusted.
        payload: String,
        /// Its title.
        title: Phi<String>,
        /// The provider's id of the message it belongs to.
        on: Option<String>,
    },
    /// Words.
    Text {
        /// The words.
        text: Phi<String>,
        /// The provider's id of the message they quote.
        on: Option<String>,
        /// The carrier has answered already.
        carrier_answered: bool,
        /// What it took them for; a stop, where an earlier release did not say.
        #[serde(default)]
        keyword: Option<CarrierWord>,
    },
    /// Something to look at or listen to.
    Attachment {
        /// Its kind.
        media: String,
        /// What it says of itself: a file's name, a place, whose cards they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<Phi<String>>,
        /// What was written under it.
        caption: Option<Phi<String>>,
    },
    /// Their own number, shared because we asked for it.
    SharedNumber {
        /// Which.
        phone: E164,
    },
    /// The identity was given up or changed.
    IdentityChanged {
        /// For which number, where the platform says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<E164>,
    },
    /// They stopped messages, as their carrier or WhatsApp tells.
    Stopped {
        /// For that purpose; `None` is all.
        purpose: Option<Purpose>,
    },
    /// They take messages again.
    Resumed {
        /// For that purpose; `None` is all.
        purpose: Option<Purpose>,
    },
}

/// On the receipts queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToReceipts {
    /// What became of a message.
    Receipt(Box<ReceiptReport>),
    /// What a provider told about an account.
    Account {
        /// Meta's id of the account it came for.
        waba: String,
        /// What.
        event: AccountEvent,
        /// When, by the provider.
        at: Timestamp,
    },
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptReport {
    /// On which channel.
    pub channel: Channel,
    /// Our number it was sent from, as the provider calls it; absent where the report does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Our id, if the provider echoed it.
    pub dispatch: Option<String>,
    /// Between whom it went, where the provider says: a message without our id is found by it.
    #[serde(default)]
    pub between: Option<Between>,
    /// The provider's id.
    pub provider_id: String,
    /// How far it is.
    pub receipt: Receipt,
    /// When, by the provider.
    pub at: Timestamp,
    /// With a failure: what it means.
    pub failure: Option<FailureClass>,
    /// With a failure: the provider's code.
    pub code: Option<u32>,
}

/// Between whom a message went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Between {
    /// Our number, as the provider calls it.
    pub sender: String,
    /// To which number, if it was shown.
    pub phone: Option<E164>,
    /// To which WhatsApp user id, if it was given.
    pub whatsapp_user: Option<Phi<String>>,
}

/// On the outbound queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToOutbound {
    /// Say this.
    Say {
        /// What.
        spec: Box<MessageSpec>,
    },
    /// Ask a clinic's system for a slot.
    Book {
        /// What.
        booking: Box<Booking>,
    },
    /// Give back what a clinic's system booked.
    GiveBack {
        /// What.
        booking: Box<Booking>,
    },
    /// A message wants to be decided again.
    MessageDue {
        /// Which.
        message: MessageId,
    },
}
