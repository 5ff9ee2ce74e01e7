//! What stands on the queues: versioned, tagged JSON. A body of an unknown version or type is parked, not dropped.

mod journeys;
mod outbound;
mod receipts;
mod surveys;
mod threads;

pub use domain::slot::SlotLine;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use journeys::{Answered, ToJourneys};
pub use outbound::ToOutbound;
pub use receipts::{Between, ReceiptReport, ToReceipts};
pub use surveys::ToSurveys;
pub use threads::{Echoed, Heard, Pressed, SlotOffer, ToThreads, Waits, What};

/// The version of the bodies written by this release.
const WIRE_VERSION: u32 = 1;

/// A body that this release cannot read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Written by another release.
    #[error("queue body of version {0}")]
    Version(u32),
    /// Not a body at all, or one of an unknown type.
    #[error("queue body does not decode at line {line} column {column}")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1; 0 at a line's very start.
        column: usize,
    },
}

#[derive(Serialize)]
struct Writing<'a, T> {
    v: u32,
    message: &'a T,
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

#[derive(Deserialize)]
struct Reading<T> {
    message: T,
}

/// Writes a body.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> String {
    serde_json::to_string(&Writing { v: WIRE_VERSION, message })
        .unwrap_or_else(|_| unreachable!("wire types have string keys and no failing serialisers"))
}

/// Reads a body.
pub fn decode<T: DeserializeOwned>(body: &str) -> Result<T, Unreadable> {
    let malformed =
        |error: serde_json::Error| Unreadable::Malformed { line: error.line(), column: error.column() };
    let Version { v } = serde_json::from_str(body).map_err(malformed)?;
    if v != WIRE_VERSION {
        return Err(Unreadable::Version(v));
    }
    let Reading { message } = serde_json::from_str(body).map_err(malformed)?;
    Ok(message)
}
