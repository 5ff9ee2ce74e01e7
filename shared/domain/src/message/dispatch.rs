//! A message on one channel, and what became of it there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::delivery::{Channel, Receipt};
use crate::ids::ThreadId;
use crate::language::Language;
use crate::money::Micros;
use crate::reason::Reason;

/// A message on one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatch {
    /// Which channel.
    pub channel: Channel,
    /// With whom: the conversation whose number or address the gates were last asked about. `None` before that.
    #[serde(default)]
    pub thread: Option<ThreadId>,
    /// What became of it.
    pub status: DispatchStatus,
    /// Why it ended as it did, or why the next channel was taken.
    pub reason: Option<Reason>,
    /// Calls made to the provider.
    pub attempts: u32,
    /// When the status last moved.
    pub at: Timestamp,
    /// When the provider took it.
    pub accepted_at: Option<Timestamp>,
    /// The provider's id.
    pub provider_id: Option<String>,
    /// The provider's error code.
    pub error_code: Option<u32>,
    /// SMS segments.
    pub segments: Option<u32>,
    /// What it costs, by the clinic's rate card.
    pub price: Option<Micros>,
    /// In which language it was said.
    pub language: Option<Language>,
}

impl Dispatch {
    /// Whether its price is to be paid: Meta charges what it delivers, the other providers what they take.
    #[must_use]
    pub fn is_charged(&self) -> bool {
        match self.channel {
            Channel::Whatsapp => matches!(self.status, DispatchStatus::Delivered | DispatchStatus::Read),
            Channel::Sms | Channel::Email => self.accepted_at.is_some(),
        }
    }

    /// A provider has it, as far as is known.
    pub(super) fn is_taken(&self) -> bool {
        self.accepted_at.is_some() && self.status != DispatchStatus::Failed
    }

    /// Its provider did not work, had stopped the sender or had no room, and has not taken it: that passes.
    pub(super) fn was_away(&self) -> bool {
        let passes = matches!(
            self.reason,
            Some(Reason::ProviderFault | Reason::SenderStopped | Reason::PortfolioLimit)
        );
        passes && self.accepted_at.is_none()
    }
}

/// What became of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DispatchStatus {
    /// Waits for its time or for the provider's answer, or the provider says that it waits there.
    Queued,
    /// A provider has taken it, or says that it handed it to the network.
    Sent,
    /// Will not arrive.
    Failed,
    /// On the phone.
    Delivered,
    /// Seen.
    Read,
    /// Never given to the provider, on purpose.
    Suppressed,
    /// Its time passed.
    Expired,
}

impl DispatchStatus {
    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Suppressed => "suppressed",
            Self::Expired => "expired",
        }
    }

    /// The receipt it stands for, if a provider ever had it.
    pub(super) const fn receipt(self) -> Receipt {
        match self {
            Self::Queued | Self::Suppressed => Receipt::Queued,
            Self::Sent | Self::Expired => Receipt::Sent,
            Self::Failed => Receipt::Failed,
            Self::Delivered => Receipt::Delivered,
            Self::Read => Receipt::Read,
        }
    }
}

impl From<Receipt> for DispatchStatus {
    fn from(receipt: Receipt) -> Self {
        match receipt {
            Receipt::Queued => Self::Queued,
            Receipt::Sent => Self::Sent,
            Receipt::Failed => Self::Failed,
            Receipt::Delivered => Self::Delivered,
            Receipt::Read => Self::Read,
        }
    }
}
