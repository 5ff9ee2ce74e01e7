//! Where each aggregate is stored. The only place that makes keys.
//!
//! | what | key | woken | listed |
//! |---|---|---|---|
//! | clinic | `clinic#id` | – | `clinics`, by id |
//! | case | `case#clinic#id` | its earliest planned step | `day#clinic#date`, by patient and start |
//! | message | `message#id` | its next look | – |
//! | patient | `patient#clinic#id` | – | – |
//! | thread | `thread#id` | – | `waiting#clinic`, by since when, while a person is needed |
//! | sender | `sender#id` | – | – |
//! | account | `account#id` | – | – |
//! | survey | `survey#id` | its reminder | `surveys#clinic`, by the visit's day |
//! | tally | `tally#clinic#questionnaire#day#shard` | – | `tallies#clinic`, by day |
//! | ticket | `ticket#clinic#id` | – | `tickets#clinic`, by state and due time |
//! | provider's id | `provider#channel#digest` | – | – (deleted after 30 days) |

use domain::account::{Account, Sender};
use domain::case::Case;
use domain::delivery::Channel;
use domain::ids::{CaseId, ClinicId, MessageId, PatientId, SurveyId, ThreadId, TicketId, derived};
use domain::message::Message;
use domain::patient::Patient;
use domain::survey::Survey;
use domain::survey::score::Tally;
use domain::thread::Thread;
use domain::ticket::{Ticket, TicketState};
use jiff::{SignedDuration, Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::commit::Aggregate;
use crate::table::{Key, Listing};

/// The list of all clinics.
pub const CLINICS: &str = "clinics";
/// A provider's id of a message is kept for so many days: longer than Meta redelivers (7) and than a dead-letter
/// queue keeps (14).
const PROVIDER_ID_DAYS: i64 = 30;

/// The key of a clinic's configuration.
#[must_use]
pub fn clinic_key(clinic: &ClinicId) -> Key {
    Key(format!("clinic#{clinic}"))
}

/// The key of a case.
#[must_use]
pub fn case_key(clinic: &ClinicId, case: &CaseId) -> Key {
    Key(format!("case#{clinic}#{case}"))
}

/// The list of a clinic's day.
#[must_use]
pub fn day_list(clinic: &ClinicId, day: civil::Date) -> String {
    format!("day#{clinic}#{day}")
}

/// The part of a day's list that holds one patient's cases.
#[must_use]
pub fn day_prefix(patient: &PatientId) -> String {
    format!("{patient}#")
}

/// The key of a message.
#[must_use]
pub fn message_key(message: &MessageId) -> Key {
    Key(format!("message#{message}"))
}

/// The key of a patient.
#[must_use]
pub fn patient_key(clinic: &ClinicId, patient: &PatientId) -> Key {
    Key(format!("patient#{clinic}#{patient}"))
}

/// The key of a thread.
#[must_use]
pub fn thread_key(thread: &ThreadId) -> Key {
    Key(format!("thread#{thread}"))
}

/// The list of threads that wait for a person.
#[must_use]
pub fn waiting_list(clinic: &ClinicId) -> String {
    format!("waiting#{clinic}")
}

/// The key of a sender.
#[must_use]
pub fn sender_key(id: &str) -> Key {
    Key(format!("sender#{id}"))
}

/// The key of an account.
#[must_use]
pub fn account_key(id: &str) -> Key {
    Key(format!("account#{id}"))
}

/// The key of a survey.
#[must_use]
pub fn survey_key(survey: &SurveyId) -> Key {
    Key(format!("survey#{survey}"))
}

/// The list of a clinic's surveys.
#[must_use]
pub fn surveys_list(clinic: &ClinicId) -> String {
    format!("surveys#{clinic}")
}

/// The list of a clinic's tallies.
#[must_use]
pub fn tallies_list(clinic: &ClinicId) -> String {
    format!("tallies#{clinic}")
}

/// The part of the lists of surveys and tallies that holds one day of visits.
#[must_use]
pub fn visits_prefix(day: civil::Date) -> String {
    format!("{day}#")
}

/// The key of a ticket.
#[must_use]
pub fn ticket_key(clinic: &ClinicId, ticket: &TicketId) -> Key {
    Key(format!("ticket#{clinic}#{ticket}"))
}

/// The list of a clinic's tickets.
#[must_use]
pub fn tickets_list(clinic: &ClinicId) -> String {
    format!("tickets#{clinic}")
}

/// The part of a list of tickets that holds those of one state.
#[must_use]
pub fn tickets_prefix(state: TicketState) -> String {
    format!("{}#", state.as_str())
}

/// The key under which a message is found by a provider's id of it.
#[must_use]
pub fn provider_key(channel: Channel, provider_id: &str) -> Key {
    Key(format!("provider#{}#{}", channel.as_str(), derived("id", &[provider_id])))
}

/// Which message a provider's id stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderId {
    /// On which channel.
    pub channel: Channel,
    /// The provider's id.
    pub id: String,
    /// Ours.
    pub message: MessageId,
    /// Since when.
    pub at: Timestamp,
}

impl Aggregate for Case {
    fn key(&self) -> Key {
        case_key(&self.clinic, &self.id)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due()
    }
    fn listing(&self) -> Option<Listing> {
        let order = format!("{}{}#{}", day_prefix(&self.patient), self.anchor.at, self.id);
        Some(Listing { list: day_list(&self.clinic, self.day()), order })
    }
}

impl Aggregate for Message {
    fn key(&self) -> Key {
        message_key(&self.spec.id)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due
    }
}

impl Aggregate for Patient {
    fn key(&self) -> Key {
        patient_key(&self.clinic, &self.id)
    }
}

impl Aggregate for Thread {
    fn key(&self) -> Key {
        thread_key(&self.id)
    }
    fn listing(&self) -> Option<Listing> {
        let waiting = self.waiting?;
        Some(Listing { list: waiting_list(&self.clinic), order: format!("{}#{}", waiting.since, self.id) })
    }
}

impl Aggregate for Survey {
    fn key(&self) -> Key {
        survey_key(&self.id)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due
    }
    fn listing(&self) -> Option<Listing> {
        let order = format!("{}{}", visits_prefix(self.visit.day), self.id);
        Some(Listing { list: surveys_list(&self.clinic), order })
    }
}

impl Aggregate for Tally {
    fn key(&self) -> Key {
        Key(format!("tally#{}#{}#{}#{}", self.clinic, self.questionnaire, self.day, self.shard))
    }
    fn listing(&self) -> Option<Listing> {
        let order = format!("{}{}#{}", visits_prefix(self.day), self.questionnaire, self.shard);
        Some(Listing { list: tallies_list(&self.clinic), order })
    }
}

impl Aggregate for Ticket {
    fn key(&self) -> Key {
        ticket_key(&self.clinic, &self.id)
    }
    fn listing(&self) -> Option<Listing> {
        let order = format!("{}{}#{}", tickets_prefix(self.state), self.due_at, self.id);
        Some(Listing { list: tickets_list(&self.clinic), order })
    }
}

impl Aggregate for Sender {
    fn key(&self) -> Key {
        sender_key(&self.id)
    }
}

impl Aggregate for Account {
    fn key(&self) -> Key {
        account_key(&self.id)
    }
}

impl Aggregate for ProviderId {
    fn key(&self) -> Key {
        provider_key(self.channel, &self.id)
    }
    fn expires_at(&self) -> Option<Timestamp> {
        self.at.checked_add(SignedDuration::from_hours(24 * PROVIDER_ID_DAYS)).ok()
    }
}
