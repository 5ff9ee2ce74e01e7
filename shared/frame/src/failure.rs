//! A failure that reached the edge of a handler: what to do, and one line for the log.

use ports::directory::UnknownClinic;
use ports::wire::Unreadable;
use ports::{Disposition, PortError};

/// Why a record was not handled. The text is free of personal data.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub struct Failure {
    /// What to do about it.
    pub disposition: Disposition,
    /// For the log.
    pub text: String,
}

impl Failure {
    /// It may work later.
    pub fn retry(text: impl Into<String>) -> Self {
        Self { disposition: Disposition::Retry, text: text.into() }
    }

    /// It needs nothing any more.
    pub fn drop(text: impl Into<String>) -> Self {
        Self { disposition: Disposition::Drop, text: text.into() }
    }

    /// It can never work as it is.
    pub fn park(text: impl Into<String>) -> Self {
        Self { disposition: Disposition::Park, text: text.into() }
    }
}

impl From<PortError> for Failure {
    fn from(error: PortError) -> Self {
        Self { disposition: error.disposition(), text: error.to_string() }
    }
}

impl From<UnknownClinic> for Failure {
    fn from(error: UnknownClinic) -> Self {
        Self::park(error.to_string())
    }
}

impl From<Unreadable> for Failure {
    fn from(error: Unreadable) -> Self {
        Self::park(error.to_string())
    }
}
