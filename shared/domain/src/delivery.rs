//! Words for what happens to a message on its way: channels, purposes, statuses, failure classes.

use serde::{Deserialize, Serialize};

/// A way to reach a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// WhatsApp Business.
    Whatsapp,
    /// Text message.
    Sms,
    /// E-mail.
    Email,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 3] = [Self::Whatsapp, Self::Sms, Self::Email];

    /// The name used in configuration, ids and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    /// The channel of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Whether it tells that a message was seen. Of a text message nobody does, and of a mail so few programs that
    /// silence says nothing.
    #[must_use]
    pub const fn tells_of_reading(self) -> bool {
        matches!(self, Self::Whatsapp)
    }
}

/// Why a message exists. Decides consent, category, hours and what content may appear; never mixed in one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Appointments, instructions, results-ready.
    Care,
    /// Payments, insurance.
    Administrative,
    /// After-visit questions.
    Survey,
    /// Anything promotional.
    Marketing,
}

impl Purpose {
    /// The name used in configuration and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Care => "care",
            Self::Administrative => "administrative",
            Self::Survey => "survey",
            Self::Marketing => "marketing",
        }
    }
}

/// What a provider reported of a message. The order is the order of truth: see [`Receipt::supersedes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipt {
    /// Accepted, waiting at the provider.
    Queued,
    /// Handed to the network.
    Sent,
    /// Will not arrive.
    Failed,
    /// On the phone.
    Delivered,
    /// Seen by the person.
    Read,
}

impl Receipt {
    /// Whether this report moves delivery forward from `current`: queued < sent < failed < delivered < read.
    ///
    /// `failed` after `sent` counts, `failed` after `delivered` does not, and a `delivered` that arrives after a
    /// `failed` wins: the phone has the message, whatever was feared before.
    #[must_use]
    pub fn supersedes(self, current: Self) -> bool {
        self > current
    }
}

/// What a provider's refusal means for us. One table per provider maps its codes to these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureClass {
    /// A passing fault of the provider: try again a few times, then another channel.
    Transient,
    /// Too fast for the sender or account: wait, then try again.
    Backoff,
    /// Too fast for this recipient only: wait 4^n seconds.
    PairRate,
    /// Not reachable on this channel: take the next one, and remember it.
    Unreachable,
    /// Refused for this message on this channel, whatever is retried: take the next channel.
    Fallback,
    /// The template cannot be used now (paused, disabled, missing, its format): page somebody, take the next channel.
    Template,
    /// Free text outside the 24 h window: say it as a template.
    WindowClosed,
    /// The recipient opted out of everything from this sender: record it and stop.
    OptedOut,
    /// The recipient opted out of marketing: record it and stop, unless what was refused is none.
    MarketingOptedOut,
    /// The sender is unusable (credentials, permission, policy, account): stop sending from it, page somebody, take
    /// the next channel.
    SenderStopped,
    /// Our own request is wrong: do not repeat it, keep it for an engineer, take the next channel.
    Defect,
    /// The number itself is bad: mark it and do not try it again on this channel.
    BadAddress,
    /// Nothing more to do: give up without another channel.
    GiveUp,
    /// The recipient's identity changed hands: do not send until the clinic verifies it.
    IdentityChanged,
    /// It was not delivered while it was useful.
    Expired,
}
