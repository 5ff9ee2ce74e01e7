//! The steps of a journey, as they stand on its case.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CaseId, MessageId};
use crate::reason::Reason;

/// A step of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRecord {
    /// The step's name in the journey.
    pub step: String,
    /// The version it belongs to.
    pub version: u32,
    /// When it is or was due.
    pub at: Timestamp,
    /// What became of it.
    pub state: StepState,
    /// What its text says of the visit, digested, if neither a later version nor another visit of the day need say the
    /// same again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
}

impl StepRecord {
    /// The message that tells it, its own or another.
    pub(super) fn told_in(&self) -> Option<&MessageId> {
        match &self.state {
            StepState::Released { message, .. } | StepState::Grouped { message } => Some(message),
            StepState::Planned | StepState::Skipped { .. } => None,
        }
    }
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StepState {
    /// Waits for its time.
    Planned,
    /// Given to the sender, for these cases at these versions.
    Released {
        /// The message.
        message: MessageId,
        /// Whom it speaks for, the first being the case that said it.
        covers: Vec<Covered>,
    },
    /// Said in another message: another case's, or one of an earlier version that says the same.
    Grouped {
        /// The message.
        message: MessageId,
    },
    /// Left out.
    Skipped {
        /// Why.
        reason: Reason,
    },
}

/// A case at a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// Which case.
    pub case: CaseId,
    /// As it then stood.
    pub version: u32,
}
