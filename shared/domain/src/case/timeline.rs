//! What happened to a case, for people: codes for the API, and plain words.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::delivery::Channel;
use crate::event::AppointmentChange;
use crate::reason::Reason;

/// Why a person is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handover {
    /// The patient asked to talk to someone.
    Asked,
    /// The patient wants another time.
    WantsToMove,
    /// The patient chose or accepted a time for a visit that was called off or is over.
    VisitOff,
    /// The clinic's agenda still lists what the patient cancelled or moved, as it was.
    StillListed,
    /// No question about a visit reached its patient by the time an answer was owed.
    Unreached,
    /// The patient wrote by that time, but not whether they come.
    Undecided,
    /// What the patient was told of a visit is not so any more, and they could not be told.
    Untold,
    /// They wrote, and what they were answered did not reach them.
    Unheard,
    /// The clinic's system never said whether the patient has the slot that they chose.
    Unconfirmed,
    /// A patient without an appointment accepted a slot from the waiting list, which has to be booked.
    AcceptedSlot,
    /// What the patient wrote was not understood.
    NotUnderstood,
    /// Nobody is known by the number, and what they told of themselves matched no patient, or several.
    Unidentified,
    /// It could belong to several questions or people.
    Ambiguous,
    /// It may be a wish not to be written to any more.
    SuspectedStop,
    /// The number may belong to somebody else now.
    IdentityChanged,
    /// It may be an emergency.
    Emergency,
    /// They called and could not be answered in writing.
    Called,
    /// They say that they are not the patient.
    WrongPerson,
    /// They complain.
    Complaint,
    /// They will be late.
    Late,
    /// Their carrier took the cancellation of a visit for a wish not to be written to.
    CarrierStop,
    /// Something that only a person can look at (a picture, a voice message, a document).
    Attachment,
}

impl Handover {
    /// Who of the clinic is asked first.
    #[must_use]
    pub const fn skill(self) -> Skill {
        match self {
            Self::Emergency => Skill::Clinical,
            Self::Complaint => Skill::Complaints,
            _ => Skill::Reception,
        }
    }

    /// In plain words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Asked => "the patient asked to talk to someone",
            Self::WantsToMove => "the patient wants another time",
            Self::VisitOff => "the patient chose a time for a visit that does not stand any more",
            Self::StillListed => {
                "the clinic's agenda still lists a visit that the patient cancelled or moved"
            }
            Self::AcceptedSlot => "the patient accepted a slot from the waiting list, which has to be booked",
            Self::Unconfirmed => {
                "the clinic's system does not say whether the patient has the time that they chose: look there"
            }
            Self::Unreached => "no question reached the patient in time: nobody knows whether they come",
            Self::Undecided => "the patient wrote, but not whether they come",
            Self::Untold => {
                "the visit is not as the patient was told last, and they could not be told: tell them"
            }
            Self::Unheard => {
                "the patient wrote, and the answer is not known to have reached them: answer them another way"
            }
            Self::NotUnderstood => "what the patient wrote was not understood",
            Self::Unidentified => "who writes could not be told from what they answered",
            Self::Ambiguous => "the answer could belong to several questions",
            Self::SuspectedStop => "the patient may not want to be written to any more",
            Self::IdentityChanged => "the number may belong to somebody else now",
            Self::Called => "they called by telephone and wait to be called back",
            Self::Emergency => "it may be an emergency",
            Self::WrongPerson => "they say that they are not the patient",
            Self::Complaint => "the patient complains",
            Self::Late => "the patient will be late",
            Self::CarrierStop => {
                "the patient cancelled, and their carrier stops our text messages: tell them another way"
            }
            Self::Attachment => "the patient sent something that a person has to look at",
        }
    }
}

/// What somebody of the clinic must be able to do to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Skill {
    /// Agenda and everyday questions.
    Reception,
    /// A nurse or physician.
    Clinical,
    /// Complaints.
    Complaints,
}

impl Skill {
    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Clinical => "clinical",
            Self::Complaints => "complaints",
        }
    }
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
}

/// What happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happened {
    /// The clinic told a change, which gave this version.
    Told {
        /// The change, as applied.
        change: AppointmentChange,
        /// The version after it.
        version: u32,
    },
    /// The number stands for another patient's from here on: what is above was theirs who had it before.
    Reassigned,
    /// The clinic gave notice of something.
    Noticed,
    /// The clinic took its notice back, which gave this version.
    Withdrawn {
        /// The version after it.
        version: u32,
    },
    /// A word of the clinic that was older than what is known, or told nothing new.
    Ignored {
        /// The change.
        change: AppointmentChange,
    },
    /// The patient moved the visit, which gave this version.
    Rescheduled {
        /// The version after it.
        version: u32,
    },
    /// Nobody answered by the clinic's deadline: its time was given free, which gave this version.
    Released {
        /// The version after it.
        version: u32,
    },
    /// The clinic's system has not confirmed the time that the patient chose; it is asked again.
    Pending,
    /// The patient was offered other times.
    Offered {
        /// How many.
        slots: u32,
        /// What they chose before was not free any more.
        gone: bool,
    },
    /// The clinic says that the patient comes.
    Confirmed,
    /// The patient answered.
    Answered {
        /// What.
        answer: Answer,
        /// On which channel.
        channel: Channel,
    },
    /// An answer to an old message.
    AnsweredOld {
        /// What.
        answer: Answer,
    },
    /// A step was given to the sender.
    Said {
        /// The step.
        step: String,
    },
    /// A step is told in another message: another case's, or one of an earlier version.
    Grouped {
        /// The step.
        step: String,
    },
    /// A step was left out.
    Skipped {
        /// The step.
        step: String,
        /// Why.
        reason: Reason,
    },
    /// A message that spoke for this case was stopped before it was sent.
    Stopped {
        /// The step.
        step: String,
        /// Why.
        reason: Reason,
    },
    /// A person is needed.
    HandedOver {
        /// Why.
        why: Handover,
    },
}

impl Happened {
    /// The code in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Told { change, .. } => match change {
                AppointmentChange::Booked => "booked",
                AppointmentChange::Moved => "moved",
                AppointmentChange::Cancelled => "cancelled",
                AppointmentChange::Reinstated => "reinstated",
                AppointmentChange::Arrived => "arrived",
                AppointmentChange::Completed => "completed",
                AppointmentChange::Missed => "missed",
                AppointmentChange::Delayed => "delayed",
            },
            Self::Reassigned => "reassigned",
            Self::Noticed => "noticed",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Ignored { .. } => "ignored",
            Self::Rescheduled { .. } => "rescheduled",
            Self::Released { .. } => "released",
            Self::Pending => "pending",
            Self::Offered { .. } => "offered",
            Self::Confirmed => "confirmed",
            Self::Answered { .. } => "answered",
            Self::AnsweredOld { .. } => "answered_old",
            Self::Said { .. } => "said",
            Self::Grouped { .. } => "grouped",
            Self::Skipped { .. } => "skipped",
            Self::Stopped { .. } => "stopped",
            Self::HandedOver { .. } => "handed_over",
        }
    }

    /// In plain words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Told { change, version } => format!("{} (version {version})", change.as_str()),
            Self::Reassigned => {
                "the number stands for another patient's from here on: all before was of the patient before"
                    .to_owned()
            }
            Self::Noticed => "the clinic gave notice".to_owned(),
            Self::Withdrawn { version } => format!("the clinic took its notice back (version {version})"),
            Self::Ignored { change } => {
                format!("\"{}\" told nothing new, or was older than what is known", change.as_str())
            }
            Self::Rescheduled { version } => format!("the patient moved the visit (version {version})"),
            Self::Pending => {
                "the clinic's system has not confirmed the chosen time yet; it is asked again".to_owned()
            }
            Self::Released { version } => {
                format!("nobody answered in time: the visit was given free (version {version})")
            }
            Self::Offered { slots: 1, gone: false } => "another time was offered".to_owned(),
            Self::Offered { slots, gone: false } => format!("{slots} other times were offered"),
            Self::Offered { slots: 1, gone: true } => {
                "the time that the patient chose was taken by then; another was offered".to_owned()
            }
            Self::Offered { slots, gone: true } => {
                format!("the time that the patient chose was taken by then; {slots} others were offered")
            }
            Self::Confirmed => "the patient told the clinic that they come".to_owned(),
            Self::Answered { answer, channel } => {
                format!("the patient answered \"{}\" by {}", answer.as_str(), channel.as_str())
            }
            Self::AnsweredOld { answer } => {
                format!(
                    "the patient answered \"{}\" to a message that no longer holds; told so",
                    answer.as_str()
                )
            }
            Self::Said { step } => format!("{step}: given to the sender"),
            Self::Grouped { step } => {
                format!("{step}: told in another message, with another visit of the day or before the change")
            }
            Self::Skipped { step, reason } => format!("{step}: not sent, because {}", reason.words()),
            Self::Stopped { step, reason } => {
                format!("{step}: stopped before it was sent, because {}", reason.words())
            }
            Self::HandedOver { why } => format!("a person is needed: {}", why.words()),
        }
    }
}
