//! What can happen to a slot, and what a decision may look at beside it.

use jiff::Timestamp;

use super::{Asking, BookingAnswer, Claim, Offer};
use crate::case::Case;
use crate::clinic::Clinic;
use crate::event::{SlotChange, SlotFacts};
use crate::ids::MessageId;

/// What can happen to a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The clinic told of it.
    Told {
        /// Its event's id.
        cause: String,
        /// By the clinic's clock.
        occurred_at: Timestamp,
        /// Free or not.
        change: SlotChange,
        /// What is known.
        facts: SlotFacts,
    },
    /// A visit gave its time free.
    Freed {
        /// What moved or cancelled the visit.
        cause: String,
        /// The visit, as it stood.
        by: Claim,
        /// The time.
        facts: SlotFacts,
    },
    /// The clinic lists the same time under another number.
    Replaced {
        /// The clinic's event.
        cause: String,
    },
    /// A patient chose it.
    Chosen {
        /// The id of what they wrote or tapped.
        cause: String,
        /// For which visit.
        claim: Claim,
        /// When it starts, as they were shown it, if that is known.
        start: Option<Timestamp>,
        /// It is the visit's own time, which was given free: to have it back needs no notice.
        takes_back: bool,
    },
    /// A patient accepted an offer of it.
    Accepted {
        /// The id of what they wrote or tapped.
        cause: String,
        /// The message that offered it.
        message: MessageId,
    },
    /// A patient declined an offer of it.
    Declined {
        /// The id of what they wrote or tapped.
        cause: String,
        /// The message that offered it.
        message: MessageId,
    },
    /// The message that offers it was stopped: nobody answers it.
    Unsaid {
        /// Which.
        message: MessageId,
    },
    /// The clinic's system is to be asked for it, since it is held for somebody.
    Asked(Asking),
    /// The clinic's system answered, or did not.
    Answered {
        /// What was asked.
        key: String,
        /// Which time of asking.
        ask: u32,
        /// What it said.
        answer: BookingAnswer,
    },
    /// The move onto it completes.
    Given {
        /// What caused the move.
        cause: String,
        /// To whom.
        claim: Claim,
        /// By an offer, not by a choice.
        by_offer: bool,
        /// Whole days gained.
        days_gained: u32,
    },
    /// The move onto it came to nothing.
    LetGo {
        /// What would have caused it.
        cause: String,
        /// Whose.
        claim: Claim,
    },
    /// A round of offers begins; its places on the waiting list are reserved.
    RoundBegun {
        /// The number of the round.
        round: u32,
        /// To whom; empty when nobody could be offered it.
        offers: Vec<Offer>,
    },
    /// It wanted to be woken at that instant.
    Woken {
        /// The instant.
        due: Timestamp,
    },
}

/// What a decision may look at beside the slot.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The tenant.
    pub clinic: &'a Clinic,
    /// The case that has the slot, as it is now.
    pub holder: Option<&'a Case>,
    /// The same time stands under another number: somebody has it there, or it is free there already.
    pub has_twin: bool,
    /// Whoever wants it has another visit then.
    pub overlaps: bool,
    /// Whoever wants it has taken another one by the same place on the waiting list, and has no appointment to move.
    pub has_another: bool,
}

impl<'a> Context<'a> {
    /// Nobody has it.
    #[must_use]
    pub const fn of(clinic: &'a Clinic) -> Self {
        Self { clinic, holder: None, has_twin: false, overlaps: false, has_another: false }
    }
}

impl Event {
    /// The id under which the slot remembers having applied this.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::Told { cause, .. } => cause.clone(),
            Self::Freed { cause, .. } => format!("freed:{cause}"),
            Self::Replaced { cause } => format!("replaced:{cause}"),
            Self::Chosen { cause, .. } | Self::Accepted { cause, .. } | Self::Declined { cause, .. } => {
                format!("said:{cause}")
            }
            Self::Unsaid { message } => format!("unsaid:{message}"),
            Self::Asked(asking) => format!("asked:{}", asking.cause),
            Self::Answered { key, ask, answer } => Self::answer_cause(key, *ask, *answer),
            Self::Given { cause, .. } => format!("given:{cause}"),
            Self::LetGo { cause, .. } => format!("let_go:{cause}"),
            Self::RoundBegun { round, .. } => format!("round:{round}"),
            Self::Woken { due } => format!("wake:{due}"),
        }
    }
}
