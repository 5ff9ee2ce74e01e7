//! The providers' wire formats: what is sent to them, what they answer, and what their webhooks say.
//!
//! Bytes in, typed values out, and the other way round. Nothing here calls anybody, keeps a clock or decides what an
//! answer leads to; a refusal is only classed (see [`failure`]). Content about a person is in
//! [`Phi`](domain::phi::Phi), so that no `Debug` output shows it.

mod aws;
pub mod aws_sms;
pub mod bedrock;
pub mod button;
pub mod email;
pub mod failure;
pub mod identity;
pub mod link;
pub mod provider;
pub mod signature;
pub mod slot_system;
pub mod sns;
pub mod twilio;
pub mod whatsapp;

use jiff::Timestamp;

/// What came cannot be read at all. Never quotes what came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Not JSON, or cut off.
    #[error("is not JSON at line {line} column {column}")]
    NotJson {
        /// Where it stops being JSON.
        line: usize,
        /// Where it stops being JSON.
        column: usize,
    },
    /// JSON, but not an object of the expected shape.
    #[error("is not an object of the expected shape")]
    Shape,
    /// More elements than any webhook has.
    #[error("has more than {count_max} elements")]
    TooMany {
        /// The limit.
        count_max: usize,
    },
    /// A field that nothing can be done without.
    #[error("lacks {field}")]
    Missing {
        /// The provider's name of it.
        field: &'static str,
    },
    /// A message from a short code, a name or another channel's sender: there is nobody to answer.
    #[error("is from no phone number")]
    NoPhone,
}

/// When something was, by its provider, where that can be: nothing is told before it is, whatever a clock says. What
/// lies ahead would open a window for as long, and be newer than every word that comes until then.
pub(crate) fn told(at: Option<Timestamp>, received_at: Timestamp) -> Timestamp {
    at.map_or(received_at, |it| it.min(received_at))
}

impl From<serde_json::Error> for ParseError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_data() {
            Self::Shape
        } else {
            Self::NotJson { line: error.line(), column: error.column() }
        }
    }
}
