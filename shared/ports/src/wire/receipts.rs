//! What providers report of messages and of accounts.

use domain::account::AccountEvent;
use domain::delivery::{Channel, FailureClass, Receipt};
use domain::phi::Phi;
use domain::phone::E164;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
