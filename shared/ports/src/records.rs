//! Where each aggregate is stored. The only place that makes keys.
//!
//! | what | key | woken | listed |
//! |---|---|---|---|
//! | clinic | `clinic#id` | – | `clinics`, by id |
//! | a clinic's pause | `pause#clinic` | – | – |
//! | case | `case#clinic#id` | its earliest planned step | `day#clinic#date`, of a campaign `campaign#clinic#name`; by patient and start |
//! | message | `message#id` | its next look | – |
//! | patient | `patient#clinic#id` | – | – |
//! | thread | `thread#id` | when an answer is owed | `waiting#clinic`, emergencies first, or `held#clinic`, by agent |
//! | agent | `agent#clinic#digest` | – | – |
//! | slot | `slot#clinic#id` | its hold or round ends, or its time comes | `slots#clinic`, free ones first, by start (deleted after 400 days) |
//! | entry of the waiting list | `wait#clinic#id` | – | `waits#clinic`, those who wait first, by priority and since (deleted once over) |
//! | sender | `sender#id` | – | – |
//! | account | `account#id` | – | – |
//! | survey | `survey#id` | its reminder | `surveys#clinic`, by the visit's day |
//! | tally | `tally#clinic#questionnaire#day#shard` | – | `tallies#clinic`, by day |
//! | ticket | `ticket#clinic#id` | – | `tickets#clinic`, by state and due time |
//! | how far the sweep has come | `sweep` | – | – |
//! | who has a document | `found#clinic#keyed digest` | – | – |

use domain::account::{Account, Sender};
use domain::case::{Case, Handover};
use domain::ids::{CaseId, ClinicId, MessageId, PatientId, SlotId, SurveyId, ThreadId, TicketId, derived};
use domain::message::Message;
use domain::patient::Patient;
use domain::pause::Pause;
use domain::slot::Slot;
use domain::survey::Survey;
use domain::survey::score::Tally;
use domain::thread::Thread;
use domain::thread::desk::Agent;
use domain::ticket::{Ticket, TicketState};
use domain::waiting::{PRIORITY_MAX, Waiting, WaitingState};
use jiff::{SignedDuration, Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::commit::Aggregate;
use crate::table::{Key, Listing};

/// The list of all clinics.
pub const CLINICS: &str = "clinics";
/// A slot is kept for this many days after its time, for reports.
const SLOT_DAYS: i64 = 400;

/// The key of a clinic's configuration.
#[must_use]
pub fn clinic_key(clinic: &ClinicId) -> Key {
    Key(format!("clinic#{clinic}"))
}

/// The key of what was asked about pausing a clinic.
#[must_use]
pub fn pause_key(clinic: &ClinicId) -> Key {
    Key(format!("pause#{clinic}"))
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

/// The list of those whom a campaign is for: thousands of them, who would hide a day's visits.
#[must_use]
pub fn campaign_list(clinic: &ClinicId, campaign: &str) -> String {
    format!("campaign#{clinic}#{campaign}")
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

/// The list of threads that agents hold.
#[must_use]
pub fn held_list(clinic: &ClinicId) -> String {
    format!("held#{clinic}")
}

/// The part of a list of held threads that one agent holds. Names are people's; only a digest stands in a key.
#[must_use]
pub fn held_prefix(agent: &str) -> String {
    format!("{}#", derived("agt", &[agent]))
}

/// The key of an agent.
#[must_use]
pub fn agent_key(clinic: &ClinicId, agent: &str) -> Key {
    Key(format!("agent#{clinic}#{}", derived("agt", &[agent])))
}

/// The key of a slot.
#[must_use]
pub fn slot_key(clinic: &ClinicId, slot: &SlotId) -> Key {
    Key(format!("slot#{clinic}#{slot}"))
}

/// The list of a clinic's slots.
#[must_use]
pub fn slots_list(clinic: &ClinicId) -> String {
    format!("slots#{clinic}")
}

/// The part of the list of slots that holds those that are free or kept for somebody, or the others, from a start on:
/// whole, or the beginning of one (a day).
#[must_use]
pub fn slots_prefix(free: bool, start: &str) -> String {
    format!("{}#{start}", if free { "free" } else { "other" })
}

/// The key of an entry of the waiting list.
#[must_use]
pub fn wait_key(clinic: &ClinicId, entry: &CaseId) -> Key {
    Key(format!("wait#{clinic}#{entry}"))
}

/// The list of a clinic's entries of the waiting list.
#[must_use]
pub fn waits_list(clinic: &ClinicId) -> String {
    format!("waits#{clinic}")
}

/// The part of the waiting list that holds those who wait.
pub const WAITS_PREFIX: &str = "waits#";

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

/// Most records found by one document: more are a defect of the source.
pub const FOUND_MAX: usize = 8;

/// The key under which patients are found by a fact: a digest made with a key, so that nobody who reads the table can
/// try all numbers.
#[must_use]
pub fn found_by_key(clinic: &ClinicId, digest: &str) -> Key {
    Key(format!("found#{clinic}#{digest}"))
}

/// Patients who once had the same fact; whether they still do is for their own records to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundBy {
    /// Whose patients.
    pub clinic: ClinicId,
    /// The fact's digest.
    pub digest: String,
    /// Who, at most [`FOUND_MAX`].
    pub patients: Vec<PatientId>,
}

/// The key of the sweep's progress.
#[must_use]
pub fn sweep_key() -> Key {
    Key("sweep".to_owned())
}

/// How far the sweep for lost wake-ups has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swept {
    /// The last minute it has looked at, in minutes since the epoch.
    pub until: i64,
}

impl Aggregate for Pause {
    fn key(&self) -> Key {
        pause_key(&self.clinic)
    }
}

impl Aggregate for Case {
    fn key(&self) -> Key {
        case_key(&self.clinic, &self.id)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due()
    }
    fn group(&self) -> Option<String> {
        Some(self.clinic.to_string())
    }
    fn listing(&self) -> Option<Listing> {
        let order = format!("{}{}#{}", day_prefix(&self.patient), self.anchor.at, self.id);
        let list = match self.campaign() {
            Some(campaign) => campaign_list(&self.clinic, campaign),
            None => day_list(&self.clinic, self.day()),
        };
        Some(Listing { list, order })
    }
}

impl Aggregate for Message {
    fn key(&self) -> Key {
        message_key(&self.spec.id)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due
    }
    fn group(&self) -> Option<String> {
        Some(self.spec.clinic.to_string())
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
    fn due(&self) -> Option<Timestamp> {
        self.answer_by
    }
    fn group(&self) -> Option<String> {
        Some(self.clinic.to_string())
    }
    fn listing(&self) -> Option<Listing> {
        if let Some(held) = &self.held {
            let order = format!("{}{}#{}", held_prefix(&held.agent), held.since, self.id);
            return Some(Listing { list: held_list(&self.clinic), order });
        }
        let waiting = self.waiting?;
        let rank = u8::from(waiting.why != Handover::Emergency);
        let order = format!("{rank}#{}#{}", waiting.since, self.id);
        Some(Listing { list: waiting_list(&self.clinic), order })
    }
}

impl Aggregate for Agent {
    fn key(&self) -> Key {
        agent_key(&self.clinic, &self.name)
    }
}

impl Aggregate for Slot {
    fn key(&self) -> Key {
        slot_key(&self.clinic, &self.id)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due()
    }
    fn group(&self) -> Option<String> {
        Some(self.clinic.to_string())
    }
    fn listing(&self) -> Option<Listing> {
        let order =
            format!("{}#{}", slots_prefix(self.is_listed_free(), &self.start.local.to_string()), self.id);
        Some(Listing { list: slots_list(&self.clinic), order })
    }
    fn expires_at(&self) -> Option<Timestamp> {
        self.start.at.checked_add(SignedDuration::from_hours(24 * SLOT_DAYS)).ok()
    }
}

impl Aggregate for Waiting {
    fn key(&self) -> Key {
        wait_key(&self.clinic, &self.id)
    }
    fn listing(&self) -> Option<Listing> {
        let rank = PRIORITY_MAX.saturating_sub(self.wish.priority);
        let waits = if self.state == WaitingState::Waiting { WAITS_PREFIX } else { "done#" };
        let order = format!("{waits}{rank}#{}#{}", self.since, self.id);
        Some(Listing { list: waits_list(&self.clinic), order })
    }
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.forgotten_at())
    }
}

impl Aggregate for Survey {
    fn key(&self) -> Key {
        survey_key(&self.id)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due
    }
    fn group(&self) -> Option<String> {
        Some(self.clinic.to_string())
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

impl Aggregate for FoundBy {
    fn key(&self) -> Key {
        found_by_key(&self.clinic, &self.digest)
    }
}

impl Aggregate for Swept {
    fn key(&self) -> Key {
        sweep_key()
    }
}
