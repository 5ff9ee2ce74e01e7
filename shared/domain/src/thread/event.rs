//! What happens to a thread, and what is to be done about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Choice, Claim, VisitsAsked};
use crate::case::{Answer, Covered, Handover};
use crate::delivery::{Channel, Purpose};
use crate::ids::{CaseId, MessageId, PatientId, SlotId, ThreadId};
use crate::language::Language;
use crate::message::{About, MessageSpec, Reply, Tapped};
use crate::phi::Phi;
use crate::phone::E164;
use crate::slot::Preference;

/// What a person wrote or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Said {
    /// A button of one of our messages; its signature was checked.
    Tap {
        /// Which message.
        message: MessageId,
        /// What the button says.
        tapped: Tapped,
        /// What an answer to that message is about.
        about: About,
    },
    /// Words.
    Text {
        /// The words.
        text: Phi<String>,
        /// What they quote, if they do.
        quotes: Option<Quoted>,
        /// What the carrier took them for and has already answered.
        carrier: Option<CarrierWord>,
    },
    /// A button of one of our messages to somebody who is not reached here: the number was theirs before.
    StrangeTap {
        /// The words on it.
        title: Phi<String>,
    },
    /// Something that only a person can look at: `image`, `audio`, `location`, ….
    Attachment {
        /// Its kind.
        media: String,
        /// What it says of itself: a file's name, a place, whose cards they are.
        detail: Option<Phi<String>>,
        /// What was written under it.
        caption: Option<Phi<String>>,
    },
    /// Their own number, by the platform's button: they showed a user id alone until now.
    SharedNumber {
        /// What a person will be needed for once they are known.
        why: Handover,
    },
    /// The number was given up for another.
    IdentityChanged {
        /// For which, where the platform says.
        phone: Option<E164>,
    },
    /// The provider or carrier reports that the person stopped messages.
    Stopped {
        /// For that purpose; `None` is all.
        purpose: Option<Purpose>,
    },
    /// The provider reports that the person takes messages again.
    Resumed {
        /// For that purpose; `None` is all.
        purpose: Option<Purpose>,
    },
}

/// What words, or an emoji under a message, refer to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "message", rename_all = "snake_case")]
pub enum Quoted {
    /// A question of ours.
    Question(MessageId),
    /// What we told of visits, asking nothing.
    Notice(MessageId),
    /// Anything else: what a person wrote, or what is not remembered.
    Other,
}

/// A carrier's own keyword, which it acts upon and answers by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CarrierWord {
    /// It lets nothing more through.
    Stop,
    /// It lets messages through again. YES is one of these words.
    Start,
    /// It tells what the number is.
    Help,
}

/// Something that happens to a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The person wrote or did something.
    Wrote {
        /// The provider's id of it.
        id: String,
        /// The id of what it is another wording of.
        rewrites: Option<String>,
        /// When, by the provider.
        at: Timestamp,
        /// On which channel.
        channel: Channel,
        /// What.
        said: Said,
        /// The WhatsApp user id it came with.
        whatsapp_user: Option<Phi<String>>,
        /// What is known beside the thread.
        aside: Box<Aside>,
    },
    /// Something is to be said in other words than a template's, or with choices.
    Speak {
        /// What called for it; a repeat says nothing new.
        cause: String,
        /// Whose words, unless `body` has them.
        template: String,
        /// The words.
        body: Option<Phi<String>>,
        /// What the person can choose.
        choices: Vec<Choice>,
        /// On which channel.
        channel: Channel,
        /// The case it speaks for, if there is one.
        covers: Option<Covered>,
        /// The patient it is about, if one is known.
        patient: Option<PatientId>,
    },
    /// The clinic, or a message, tied a patient to the identity.
    Linked {
        /// Who.
        patient: PatientId,
        /// By what.
        evidence: String,
    },
    /// The clinic says that a patient is reached elsewhere by now.
    Unlinked {
        /// Who.
        patient: PatientId,
    },
    /// Somebody may have waited too long for an answer.
    Woken,
    /// The person called the clinic by telephone and is answered in writing.
    Called {
        /// The caller's id of the call; a repeat says nothing new.
        call: String,
        /// What the person reads.
        language: Language,
    },
    /// Somebody of the clinic wrote to the person from the WhatsApp Business app.
    Echoed {
        /// The provider's id of it.
        id: String,
        /// When, by the provider.
        at: Timestamp,
        /// What.
        text: Phi<String>,
    },
    /// The person deleted something they wrote, or somebody of the clinic, in the WhatsApp Business app, something that
    /// they or Pulso said.
    Deleted {
        /// The provider's id of it.
        id: String,
        /// Which message of Pulso's it is, if it is one, and when that was decided.
        ours: Option<(MessageId, Timestamp)>,
    },
    /// What the person was answered in that message did not reach them, as far as is known.
    Unheard {
        /// The message.
        message: MessageId,
    },
    /// A case put the thread in a person's queue.
    HandedOver {
        /// Why.
        why: Handover,
        /// The provider's id of what the person wrote or tapped, if they hear that somebody will answer it.
        cause: Option<String>,
    },
}

/// Something that words may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled<T> {
    /// What: a visit, or the message that spoke of it.
    pub what: T,
    /// Words that tell it apart: `Ana 26/11 10:30`.
    pub label: Phi<String>,
}

/// One of the visits that a message speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOfSeveral {
    /// The message.
    pub message: MessageId,
    /// The visit.
    pub visit: Labelled<CaseId>,
}

/// What a decision on something heard may look at beside the thread.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aside {
    /// What the clinic's own knowledge base answers.
    pub passage: Option<String>,
    /// What the person reads.
    pub language: Language,
    /// Whom somebody says they are, when this is what they just told.
    pub claim: Option<Claim>,
    /// The visits ahead of whom they turn out to be, or of who is known and wants one cancelled or moved unasked, or the
    /// one told last of who says unasked that they come: by the message that last spoke of each.
    pub theirs: Vec<Labelled<MessageId>>,
    /// The one visit of `theirs` is so near that words of coming confirm it, though nobody asked.
    pub word_confirms: bool,
    /// Of messages about several visits, each that still stands; empty where nobody looked.
    pub several: Vec<OneOfSeveral>,
    /// Each open question, labelled with what it is about; empty where nobody looked.
    pub named: Vec<Labelled<MessageId>>,
    /// Of several open questions the only one about a visit on the day, or at the hour, that the words name.
    pub by_day: Option<MessageId>,
    /// The words name another one of the household, and not whom the only open question is about.
    pub names_another: bool,
    /// The words name whom the only open question is about, and another one of the household.
    pub names_both: bool,
    /// The words name a day that is not the visit's: the question that they would answer.
    pub other_day: Option<Labelled<MessageId>>,
    /// What the words, or those for which somebody was asked who they are, ask of visits that they have.
    pub asked: Option<VisitsAsked>,
    /// The visits ahead that were last spoken of; empty where nobody looked.
    pub visits: Vec<Labelled<CaseId>>,
    /// What stood on the button that was tapped, and what it answers, where the thread does not know.
    pub tapped: Option<Phi<String>>,
}

/// What a decision calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// Pass an answer on to the cases that a message spoke for.
    Answer {
        /// The provider's id of what the person wrote.
        cause: String,
        /// Which message it answers.
        message: MessageId,
        /// Of which visit alone, where it speaks for several; `None` is all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        /// What.
        answer: Answer,
        /// When they would rather come, if they said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<Preference>,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// Give this message to the sender.
    Say(Box<MessageSpec>),
    /// Somebody was identified who writes under a WhatsApp user id.
    WritesAs {
        /// As whom.
        patient: PatientId,
        /// Under which.
        user: Phi<String>,
    },
    /// The person chose a slot to move their visit to.
    TakeSlot {
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
    /// The person was offered times and said when they would rather come, or asked for others.
    OtherTimes {
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
    /// The person wants to hear of earlier times for their visit, or not any more.
    Wait {
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
    /// The person answered the offer of a freed slot.
    Offer {
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
    /// The person answered a survey.
    Survey {
        /// The provider's id of what they wrote or tapped.
        cause: String,
        /// When, by the provider.
        at: Timestamp,
        /// Which message asked.
        message: MessageId,
        /// What.
        reply: Reply,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
}

impl From<MessageSpec> for Effect {
    fn from(spec: MessageSpec) -> Self {
        Self::Say(Box::new(spec))
    }
}

impl Said {
    /// As it stands in the conversation.
    pub(super) fn words(&self) -> Phi<String> {
        match self {
            Self::Tap { tapped, .. } => Phi::new(format!("[{}]", tapped.code())),
            Self::Text { text, .. } => text.clone(),
            Self::Attachment { media, detail, caption } => {
                let told: Vec<&str> =
                    [detail, caption].into_iter().flatten().map(|it| it.expose().as_str()).collect();
                Phi::new(format!("[{media}] {}", told.join(": ")).trim_end().to_owned())
            }
            Self::StrangeTap { title } => Phi::new(format!("[button] {}", title.expose())),
            Self::SharedNumber { .. } => Phi::new("[shared their number]".to_owned()),
            Self::IdentityChanged { phone } => {
                let phone = phone.as_ref().map_or("", E164::expose);
                Phi::new(format!("[number changed] {phone}").trim_end().to_owned())
            }
            Self::Stopped { .. } => Phi::new("[stopped messages]".to_owned()),
            Self::Resumed { .. } => Phi::new("[takes messages again]".to_owned()),
        }
    }
}
