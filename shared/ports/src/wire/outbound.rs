//! What is to be said, and what is to be asked of a clinic's system.

use domain::ids::MessageId;
use domain::message::MessageSpec;
use domain::slot::Booking;
use serde::{Deserialize, Serialize};

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
