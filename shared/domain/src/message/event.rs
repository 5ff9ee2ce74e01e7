//! What can happen to a message, and what a decision calls for.

use jiff::Timestamp;

use crate::delivery::{Channel, FailureClass, Receipt};
use crate::gate::{GateRecord, Verdict};
use crate::ids::ThreadId;
use crate::language::Language;
use crate::money::Micros;
use crate::reason::Reason;

/// What can happen to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The gates were asked whether it may go on a channel.
    Judged {
        /// Which channel.
        channel: Channel,
        /// The conversation with whoever is reached there.
        thread: Option<ThreadId>,
        /// What they said.
        verdict: Verdict,
        /// Each of them.
        gates: Vec<GateRecord>,
        /// What it would cost there.
        cost: Option<Cost>,
    },
    /// A gate does not let it pass any more, though the intent to call is stored: the provider was not called.
    Withdrawn {
        /// Which channel.
        channel: Channel,
        /// Which attempt it would have been.
        attempt: u32,
        /// The gate.
        objection: GateRecord,
    },
    /// The provider answered the call of that attempt.
    Answered {
        /// Which channel.
        channel: Channel,
        /// Which attempt.
        attempt: u32,
        /// What it said.
        answer: ProviderAnswer,
        /// 0 to 255, for spreading retries.
        jitter: u8,
    },
    /// The provider reported what became of it.
    Reported {
        /// Which channel.
        channel: Channel,
        /// How far it is.
        receipt: Receipt,
        /// With a failure: what it means.
        failure: Option<Failure>,
        /// The provider's id, to know it by later.
        provider_id: Option<String>,
    },
    /// It wanted to be decided again.
    Woken,
}

/// What a message costs on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// SMS segments.
    pub segments: Option<u32>,
    /// By the rate card.
    pub price: Micros,
    /// In which language it is said.
    pub language: Language,
}

/// What a provider answered to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderAnswer {
    /// It took the message.
    Accepted {
        /// Its id of it.
        provider_id: String,
    },
    /// It did not.
    Refused(Failure),
    /// Nobody knows.
    Unknown,
}

/// A provider's refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// What it means for us.
    pub class: FailureClass,
    /// The provider's code.
    pub code: Option<u32>,
    /// How long it asked us to wait.
    pub retry_after_seconds: Option<u32>,
}

/// What a decision calls for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Ask the gates now.
    Judge,
    /// Call the provider of that channel.
    Call {
        /// Which channel.
        channel: Channel,
        /// Which attempt this is.
        attempt: u32,
    },
    /// Decide again then.
    Later(Timestamp),
    /// A provider has it now: whoever counts what was asked is told.
    Taken {
        /// Which channel.
        channel: Channel,
    },
    /// The provider's refusal says something about the patient, the identity, the sender or the template.
    Learn {
        /// Which channel.
        channel: Channel,
        /// What it means.
        failure: Failure,
    },
    /// It ended without any provider taking it: tell the cases it spoke for.
    Unsaid(Reason),
    /// It answered somebody, and ended without a word of whether it was said: tell the conversation.
    MaybeUnanswered,
}
