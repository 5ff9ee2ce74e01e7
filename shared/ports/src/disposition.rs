//! What becomes of a queue message that could not be handled.

/// What to do about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Give it back to the queue; it may work later.
    Retry,
    /// It can never matter: acknowledge it.
    Drop,
    /// It can never work as it is: put it where a person sees it.
    Park,
}

impl crate::PortError {
    /// What to do about it.
    #[must_use]
    pub const fn disposition(&self) -> Disposition {
        match self {
            Self::Unavailable { .. } | Self::Contended => Disposition::Retry,
            Self::Refused { .. } => Disposition::Park,
        }
    }
}
