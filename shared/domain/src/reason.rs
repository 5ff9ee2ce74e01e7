//! Why something was not said, or was said another way. Every planned message ends delivered or with one of these.

use serde::{Deserialize, Serialize};

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The step's instant had passed when the appointment was booked or moved.
    LateBooking,
    /// The patient has confirmed.
    Confirmed,
    /// The patient has answered otherwise.
    Answered,
    /// The visit is by video or telephone.
    Remote,
    /// The step is for visits of other services.
    Service,
    /// Another message tells it: of another visit of the day, or of this one before it changed.
    Grouped,
    /// The patient has the same visit under another number, and what is told of that one counts.
    Duplicate,
    /// The subject changed: this belongs to the old version.
    Superseded,
    /// The appointment was cancelled, or the notice taken back.
    Cancelled,
    /// It would come too late to be of use.
    TooLate,
    /// What it refers to was never said.
    NeverAnnounced,
    /// The case or patient is not there.
    Unknown,
    /// The patient cannot be reached on that channel (no number, no address, known to fail).
    NoAddress,
    /// So many patients have the number or address that it is nobody's: somebody typed it for want of theirs.
    SharedAddress,
    /// The patient's number or address became another one while it was being sent: it goes there.
    AddressChanged,
    /// The clinic has no sender on that channel.
    NoSender,
    /// The patient stopped messages from this sender.
    OptedOut,
    /// No consent for this purpose on this channel.
    NoConsent,
    /// The identity is in doubt until the clinic verifies it.
    Unverified,
    /// The clinic has paused what it says unasked.
    Paused,
    /// Outside the hours in which messages may be released.
    QuietHours,
    /// The patient's limit per day or week.
    Cap,
    /// The patient was asked about another visit not long ago.
    SurveyFatigue,
    /// The template is not usable: paused, disabled, rejected or missing.
    Template,
    /// The provider turned the template into marketing.
    Category,
    /// The clinic has no text for it in any language it writes.
    NoTemplate,
    /// A variable of the text has no value.
    Hole,
    /// Free text, and the 24 h window is closed.
    WindowClosed,
    /// The patient is written to faster than the provider allows.
    PairRate,
    /// The sender is as fast as it may be.
    Pace,
    /// The unique patients that the portfolio may reach in 24 h.
    PortfolioLimit,
    /// The sender is stopped by its provider.
    SenderStopped,
    /// The clinic's budget for the month.
    Budget,
    /// The provider was not reachable often enough.
    ProviderFault,
    /// The provider refused it.
    Refused,
    /// The address is not one that can receive.
    BadAddress,
    /// It did not arrive on the phone in time.
    Undelivered,
    /// It arrived and was not seen in time.
    Unread,
    /// The provider never told what became of it.
    Unsettled,
    /// It could not be put together as the provider requires: a defect of ours.
    Defect,
}

impl Reason {
    /// The code in the API and in metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LateBooking => "late_booking",
            Self::Confirmed => "confirmed",
            Self::Answered => "answered",
            Self::Remote => "remote",
            Self::Service => "service",
            Self::Grouped => "grouped",
            Self::Duplicate => "duplicate",
            Self::Superseded => "superseded",
            Self::Cancelled => "cancelled",
            Self::TooLate => "too_late",
            Self::NeverAnnounced => "never_announced",
            Self::Unknown => "unknown",
            Self::NoAddress => "no_address",
            Self::SharedAddress => "shared_address",
            Self::AddressChanged => "address_changed",
            Self::NoSender => "no_sender",
            Self::OptedOut => "opted_out",
            Self::NoConsent => "no_consent",
            Self::Unverified => "unverified",
            Self::Paused => "paused",
            Self::QuietHours => "quiet_hours",
            Self::Cap => "cap",
            Self::SurveyFatigue => "survey_fatigue",
            Self::Template => "template",
            Self::Category => "category",
            Self::NoTemplate => "no_template",
            Self::Hole => "hole",
            Self::WindowClosed => "window_closed",
            Self::PairRate => "pair_rate",
            Self::Pace => "pace",
            Self::PortfolioLimit => "portfolio_limit",
            Self::SenderStopped => "sender_stopped",
            Self::Budget => "budget",
            Self::ProviderFault => "provider_fault",
            Self::Refused => "refused",
            Self::BadAddress => "bad_address",
            Self::Undelivered => "undelivered",
            Self::Unread => "unread",
            Self::Unsettled => "unsettled",
            Self::Defect => "defect",
        }
    }

    /// In plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::LateBooking => "booked or moved after this step's time, so it is left out",
            Self::Confirmed => "the patient has already confirmed",
            Self::Answered => "the patient has already answered",
            Self::Remote => "the visit is not at the clinic",
            Self::Service => "it is said of visits of other services",
            Self::Grouped => "told in another message, with another visit of the day or before the change",
            Self::Duplicate => {
                "the patient has the same visit under another number, and what is told of that one counts"
            }
            Self::Superseded => "the appointment changed; this belonged to the old plan",
            Self::Cancelled => "the appointment was cancelled, or the notice taken back",
            Self::TooLate => "it would have come too late to be of use",
            Self::NeverAnnounced => "what it refers to was never told to the patient",
            Self::Unknown => "the case or the patient is not on record",
            Self::NoAddress => "the patient cannot be reached on this channel",
            Self::SharedAddress => "so many patients have this number or address that it is nobody's",
            Self::AddressChanged => {
                "the patient's number or address has just changed; it goes to the new one"
            }
            Self::NoSender => "the clinic has no sender on this channel",
            Self::OptedOut => "the patient stopped messages from this sender",
            Self::NoConsent => "there is no consent for this purpose on this channel",
            Self::Unverified => "the number is in doubt until the clinic verifies it",
            Self::Paused => "the clinic has paused its messages",
            Self::QuietHours => "outside the hours in which messages may be released",
            Self::Cap => "the patient's limit of messages is reached",
            Self::SurveyFatigue => "the patient was asked about another visit not long ago",
            Self::Template => "the provider does not allow this template now",
            Self::Category => "the provider turned this template into marketing",
            Self::NoTemplate => "the clinic has no such text in the patient's language",
            Self::Hole => "a variable of the text has no value",
            Self::WindowClosed => "the 24-hour window for free text is closed",
            Self::PairRate => "this patient was written to a moment ago",
            Self::Pace => "the sender is as fast as it may be",
            Self::PortfolioLimit => "the WhatsApp limit of patients per 24 hours is reached",
            Self::SenderStopped => "the provider has stopped this sender",
            Self::Budget => "the month's budget is used up",
            Self::ProviderFault => "the provider could not take it in several attempts",
            Self::Refused => "the provider refused it",
            Self::BadAddress => "the number or address cannot receive messages",
            Self::Undelivered => "it did not arrive on the phone in time",
            Self::Unread => "it arrived, and nothing said in time that it was seen",
            Self::Unsettled => "the provider never told what became of it",
            Self::Defect => "it could not be put together as the provider requires",
        }
    }
}
