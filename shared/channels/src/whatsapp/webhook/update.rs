//! What a webhook tells, owned and typed. Content about people is masked in `Debug`.

use std::sync::Arc;

use domain::delivery::{FailureClass, Receipt};
use domain::phi::Phi;
use domain::phone::E164;
use jiff::Timestamp;

use super::account::{
    Account, AccountNotice, Alert, Capability, NumberQuality, TemplateCategory, TemplateQuality,
    TemplateStatus,
};
use crate::failure;

/// One thing that a webhook tells. A webhook holds up to a thousand, in no order that can be relied on, and may come
/// more than once.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    /// Somebody wrote, tapped or sent something.
    Inbound(Inbound),
    /// What became of a message of ours.
    Status(Status),
    /// Somebody wants marketing messages no more, or again.
    Preference(Preference),
    /// The clinic's staff wrote, rewrote or took back a message in the WhatsApp Business app.
    Echo(Echo),
    /// A template was approved, rejected, paused, ….
    TemplateStatus(TemplateStatus),
    /// A template was put into another category, or will be.
    TemplateCategory(TemplateCategory),
    /// A template's quality changed.
    TemplateQuality(TemplateQuality),
    /// A number's quality, throughput or limit changed.
    NumberQuality(NumberQuality),
    /// The limits of the business changed.
    Capability(Capability),
    /// The account was restricted, banned, reinstated, ….
    Account(Account),
    /// Meta decided something about the account or a number, or a number's protection changed.
    AccountNotice(AccountNotice),
    /// Meta warns about the account.
    Alert(Alert),
    /// An error that belongs to no message.
    OutOfBandError(ProviderError),
    /// A field or kind that means nothing to us.
    Ignored {
        /// Which.
        field: String,
    },
    /// One element that cannot be read; those around it were.
    Malformed {
        /// What it should have been.
        what: &'static str,
    },
}

/// Something a person sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// Meta's id of it (`wamid.…`).
    pub id: String,
    /// The account it came to.
    pub waba_id: String,
    /// Our number it came to.
    pub phone_number_id: String,
    /// Who sent it. For a change of number or user id: who they were until now.
    pub from: Person,
    /// When, by Meta; where that cannot be read or lies ahead, when we received it.
    pub at: Timestamp,
    /// The message it quotes or answers. For a tap: ours, with the button.
    pub reply_to: Option<String>,
    /// What it is.
    pub content: Content,
    /// What a person reads of it beside its words: what a file is called, where a place is, whose cards they are, what
    /// was ordered.
    pub detail: Option<Phi<String>>,
}

/// A person as WhatsApp knows them. Nothing is certain to be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Their number, with the digits that Meta sends: national spellings are not rewritten here.
    pub phone: Option<E164>,
    /// Their business-scoped user id. It changes with their number.
    pub user_id: Option<Phi<String>>,
    /// Their id across linked portfolios.
    pub parent_user_id: Option<Phi<String>>,
    /// The name they gave themselves.
    pub profile_name: Option<Phi<String>>,
}

/// What a person sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Words.
    Text(Phi<String>),
    /// A tap on a template's quick reply.
    Button {
        /// What we put into the button. It comes back from a phone: not to be trusted.
        payload: String,
        /// Its title.
        text: Phi<String>,
    },
    /// A tap on a reply button.
    ButtonReply {
        /// What we put into the button; not to be trusted.
        id: String,
        /// Its title.
        title: Phi<String>,
    },
    /// A choice from a list.
    ListReply {
        /// What we put into the row; not to be trusted.
        id: String,
        /// Its title.
        title: Phi<String>,
        /// Its second line.
        description: Option<Phi<String>>,
    },
    /// A completed flow.
    FlowReply {
        /// The answers: a text that is usually, but not always, a JSON object.
        response_json: Phi<String>,
        /// The token we gave the flow, if it came back.
        flow_token: Option<String>,
    },
    /// A file. It can be fetched by its id for seven days.
    Media {
        /// Its kind.
        kind: MediaKind,
        /// Meta's id of it.
        media_id: String,
        /// What was written under it.
        caption: Option<Phi<String>>,
        /// What a document is called.
        filename: Option<Phi<String>>,
        /// Its media type.
        mime: String,
    },
    /// A place.
    Location {
        /// Degrees north.
        latitude: Phi<f64>,
        /// Degrees east.
        longitude: Phi<f64>,
        /// What it is called.
        name: Option<Phi<String>>,
        /// Its postal address.
        address: Option<Phi<String>>,
    },
    /// Contact cards.
    Contacts {
        /// Their numbers, as far as they are in international form.
        phones: Vec<E164>,
        /// The person shared their own card because we asked for it.
        contact_request: bool,
    },
    /// A reaction to a message.
    Reaction {
        /// Which message.
        message_id: String,
        /// The emoji; `None` takes the reaction back.
        emoji: Option<String>,
    },
    /// An order from a catalogue.
    Order,
    /// The person has another number. The old one may belong to somebody else from now on.
    NumberChanged {
        /// Their new number.
        new_phone: Option<E164>,
        /// Their new user id.
        new_user_id: Option<Phi<String>>,
        /// Their old user id.
        previous_user_id: Option<Phi<String>>,
    },
    /// The person has another user id.
    UserIdChanged {
        /// The new one.
        new_user_id: Option<Phi<String>>,
        /// The old one.
        previous_user_id: Option<Phi<String>>,
        /// The new one across linked portfolios.
        new_parent_user_id: Option<Phi<String>>,
        /// The old one across linked portfolios.
        previous_parent_user_id: Option<Phi<String>>,
    },
    /// The person's keys changed: perhaps a new phone, perhaps another person.
    IdentityChanged,
    /// An earlier message was rewritten.
    Edit {
        /// Which.
        original_id: String,
        /// What it says now.
        text: Option<Phi<String>>,
    },
    /// An earlier message was taken back.
    Revoke {
        /// Which.
        original_id: String,
    },
    /// Something that WhatsApp does not pass on.
    Unsupported {
        /// Meta's error code.
        code: Option<u32>,
    },
    /// A kind we do not know, or one without its content.
    Other {
        /// Its kind, as Meta calls it.
        kind: String,
    },
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A document.
    Document,
    /// A recording or a voice note.
    Audio,
    /// A film.
    Video,
    /// A sticker.
    Sticker,
}

impl MediaKind {
    /// Meta's name of it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Document => "document",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Sticker => "sticker",
        }
    }
}

/// What became of a message of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Meta's id of our message.
    pub id: String,
    /// The account it was sent from.
    pub waba_id: Arc<str>,
    /// Our number it was sent from.
    pub phone_number_id: Arc<str>,
    /// How far it is.
    pub status: StatusKind,
    /// When, by Meta; where that cannot be read or lies ahead, when we received it.
    pub at: Timestamp,
    /// To whom; without a name.
    pub recipient: Person,
    /// Our reference, echoed. It may be missing, in particular from a failure.
    pub callback_data: Option<String>,
    /// Why it failed.
    pub error: Option<ProviderError>,
}

/// How far a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusKind {
    /// One of the reports that move delivery. `played` counts as read.
    Receipt(Receipt),
    /// A word we do not know: information only.
    Other(String),
}

/// An error as Meta numbers it. Its words are not read: they may quote a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderError {
    /// What logic is based on, see [`failure::meta`].
    pub code: u32,
}

impl ProviderError {
    /// What it means for us.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        failure::meta(Some(self.code), None)
    }
}

/// A choice about marketing messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    /// The account it was told to.
    pub waba_id: String,
    /// Our number it was told to.
    pub phone_number_id: String,
    /// Whose.
    pub user: Person,
    /// What they chose.
    pub marketing: MarketingChoice,
    /// When.
    pub at: Timestamp,
}

/// What somebody chose about marketing messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarketingChoice {
    /// No more.
    Stop,
    /// Again.
    Resume,
    /// A word we do not know.
    Other(String),
}

/// What staff wrote, rewrote or took back in the WhatsApp Business app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// Meta's id of it.
    pub id: String,
    /// The account it was sent from.
    pub waba_id: String,
    /// Our number it was sent from.
    pub phone_number_id: String,
    /// To whom.
    pub to: Person,
    /// What kind it is, as Meta calls it.
    pub kind: String,
    /// The message that it takes back or rewrites.
    pub original_id: Option<String>,
    /// Its words, or those under its file; of one that rewrites another, the new ones.
    pub text: Option<Phi<String>>,
    /// When.
    pub at: Timestamp,
}
