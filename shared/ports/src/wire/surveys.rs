//! What reaches surveys.

use domain::delivery::Channel;
use domain::ids::{ClinicId, MessageId, SurveyId, ThreadId};
use domain::message::Reply;
use domain::phi::Phi;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// On the surveys queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToSurveys {
    /// A provider took a survey's message, or reports it on the phone.
    Asked {
        /// Which clinic.
        clinic: ClinicId,
        /// Which message.
        message: MessageId,
        /// On which channel.
        channel: Channel,
        /// When.
        at: Timestamp,
    },
    /// A patient sent in a form inside WhatsApp.
    Flow {
        /// The provider's id of it.
        cause: String,
        /// When, by the provider.
        at: Timestamp,
        /// Which survey's message it came with; not yet trusted.
        token: String,
        /// What they filled in, as JSON.
        answers: Phi<String>,
    },
    /// A survey wants to be decided again.
    SurveyDue {
        /// Which.
        survey: SurveyId,
        /// The instant it wanted.
        due: Timestamp,
    },
    /// A patient answered a survey's message.
    Answered {
        /// Which clinic.
        clinic: ClinicId,
        /// The provider's id of what they wrote or tapped.
        cause: String,
        /// When, by the provider.
        at: Timestamp,
        /// Which message asked.
        message: MessageId,
        /// What they answered.
        reply: Reply,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
}
