//! What may be asked of a message at its release, what the answer may be, and how both are recorded.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::reason::Reason;

/// A check at release, in the order they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// The case still stands at the version the message speaks of, and what it offers is still to be had.
    Version,
    /// It is still of use.
    Expiry,
    /// What it refers to was let out.
    Announced,
    /// The clinic has not paused what it says unasked.
    Pause,
    /// There is a sender and an address.
    Address,
    /// The patient stopped nothing and agreed to this purpose.
    Consent,
    /// The sender is in order.
    Sender,
    /// The template is usable and in the right category.
    Template,
    /// The text is complete.
    Text,
    /// Free text only inside the 24 h window.
    Window,
    /// Release hours in the patient's zone.
    Hours,
    /// The patient's limit.
    Cap,
    /// The clinic's budget.
    Budget,
    /// The portfolio's limit.
    Portfolio,
    /// The rate to this person.
    Pair,
    /// The rate of the sender.
    Pace,
}

impl Gate {
    /// All gates, in the order they are asked.
    pub const ALL: [Self; 16] = [
        Self::Version,
        Self::Expiry,
        Self::Announced,
        Self::Pause,
        Self::Address,
        Self::Consent,
        Self::Sender,
        Self::Template,
        Self::Text,
        Self::Window,
        Self::Hours,
        Self::Cap,
        Self::Budget,
        Self::Portfolio,
        Self::Pair,
        Self::Pace,
    ];

    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Expiry => "expiry",
            Self::Announced => "announced",
            Self::Pause => "pause",
            Self::Address => "address",
            Self::Consent => "consent",
            Self::Sender => "sender",
            Self::Template => "template",
            Self::Text => "text",
            Self::Window => "window",
            Self::Hours => "hours",
            Self::Cap => "cap",
            Self::Budget => "budget",
            Self::Portfolio => "portfolio",
            Self::Pair => "pair",
            Self::Pace => "pace",
        }
    }

    /// What a pass means, in plain words.
    #[must_use]
    pub const fn passed(self) -> &'static str {
        match self {
            Self::Version => "things still stand as the message says",
            Self::Expiry => "it is still of use",
            Self::Announced => "what it refers to was told",
            Self::Pause => "the clinic has not paused its messages, or this answers somebody",
            Self::Address => "the patient can be reached on this channel",
            Self::Consent => "the patient agreed to this and stopped nothing",
            Self::Sender => "the sender is in order",
            Self::Template => "the template is approved",
            Self::Text => "the text is complete in the patient's language",
            Self::Window => "free text is allowed now, or not used",
            Self::Hours => "messages may be released at this hour where the patient lives",
            Self::Cap => "the patient's limit of messages is not reached",
            Self::Budget => "there is budget",
            Self::Portfolio => "the WhatsApp limit of patients per 24 hours is not reached",
            Self::Pair => "the patient was not written to a moment ago",
            Self::Pace => "the sender has room",
        }
    }
}

/// What a gate, or all together, say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Go.
    Pass,
    /// Not before then.
    WaitUntil(Timestamp, Reason),
    /// Not on this channel.
    OtherChannel(Reason),
    /// Not at all.
    Stop(Reason),
}

/// A gate that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRecord {
    /// Which.
    pub gate: Gate,
    /// What it said.
    pub verdict: Verdict,
}
