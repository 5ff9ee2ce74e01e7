//! What reaches conversations.

use domain::case::Handover;
use domain::delivery::{Channel, Purpose};
use domain::ids::{CaseId, ClinicId, MessageId, PatientId, ThreadId};
use domain::message::Tapped;
use domain::phi::Phi;
use domain::phone::E164;
use domain::slot::SlotLine;
use domain::thread::CarrierWord;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// On the threads queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToThreads {
    /// Somebody wrote to one of our senders.
    Heard(Box<Heard>),
    /// Somebody answered a message of ours on the page behind its link.
    Pressed(Box<Pressed>),
    /// Somebody deleted something they wrote to a WhatsApp number of ours, or staff, in the WhatsApp Business app,
    /// something that they or we said from it.
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
    /// An answer did not reach whoever wrote, as far as is known.
    Unheard {
        /// On which thread.
        thread: ThreadId,
        /// The answer.
        message: MessageId,
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

/// Something a person wrote or did, as the provider tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// On which channel.
    pub channel: Channel,
    /// Our number, as the provider calls it.
    pub sender: String,
    /// The provider's id.
    pub id: String,
    /// What it is another wording of, by the provider's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrites: Option<String>,
    /// When, by the provider.
    pub at: Timestamp,
    /// Their number, if it was shown.
    pub phone: Option<E164>,
    /// Their WhatsApp user id, if it was given.
    pub whatsapp_user: Option<Phi<String>>,
    /// What.
    pub what: What,
}

/// An answer that was given on the page behind a message's link; its signature was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pressed {
    /// Whose message.
    pub clinic: ClinicId,
    /// With whom: the conversation that the message belongs to on that channel.
    pub thread: ThreadId,
    /// On which channel the link was sent.
    pub channel: Channel,
    /// Of the press: the same however often one page is sent in.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// The message.
    pub message: MessageId,
    /// What the button says.
    pub tapped: Tapped,
    /// Its title.
    pub title: Phi<String>,
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
