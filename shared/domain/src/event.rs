//! What a clinic's system tells us, after `intake` has checked it.
//!
//! Events may come twice, late and out of order. Nothing here assumes otherwise: the case orders them.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::civil::{CivilTime, Zone};
use crate::delivery::{Channel, Purpose};
use crate::ids::{CaseId, EventId, PatientId, SlotId};
use crate::language::Language;
use crate::phi::Phi;
use crate::phone::E164;
use crate::waiting::Wish;

/// One event of a clinic's system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicEvent {
    /// The sender's id of this event.
    pub event_id: EventId,
    /// When it happened, by the clinic's clock.
    pub occurred_at: Timestamp,
    /// Whom it is about.
    pub patient: Option<PatientFacts>,
    /// What happened.
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// To an appointment.
    Appointment {
        /// The change.
        change: AppointmentChange,
        /// What is known of the appointment.
        appointment: AppointmentFacts,
    },
    /// Something to give notice of.
    Notice {
        /// Which kind.
        notice: NoticeKind,
        /// What is known of it.
        facts: NoticeFacts,
    },
    /// There is nothing to give notice of any more, or there never was.
    NoticeWithdrawn {
        /// Of which kind the notice was.
        notice: NoticeKind,
        /// Its number.
        id: CaseId,
    },
    /// To a time that can be booked.
    Slot {
        /// Free or not.
        change: SlotChange,
        /// What is known of it.
        slot: SlotFacts,
    },
    /// All free slots of a day: those on record that are not among them are closed.
    SlotsDay(SlotsDay),
    /// The event's `patient` wants an earlier time, or tells their wish anew.
    WaitingJoined {
        /// Their appointment's number, or the clinic's number of the entry.
        entry: CaseId,
        /// What they would take.
        wish: Wish,
    },
    /// Somebody waits no more.
    WaitingLeft {
        /// Their appointment's number, or the clinic's number of the entry.
        entry: CaseId,
    },
    /// The patient's data changed (they are in the event's `patient`).
    PatientUpdated,
    /// Two records turned out to be one person; the event's `patient` is the one that stays.
    PatientMerged {
        /// The record that no longer stands.
        merged: PatientId,
    },
}

/// What happened to an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentChange {
    /// It was made (or is told again as it now stands).
    Booked,
    /// It has another time, place, practitioner or modality.
    Moved,
    /// It will not take place.
    Cancelled,
    /// It takes place after all.
    Reinstated,
    /// The patient is at the clinic.
    Arrived,
    /// The visit is over.
    Completed,
    /// The patient did not come.
    Missed,
    /// It will start late.
    Delayed,
}

impl AppointmentChange {
    /// All changes, with the name each has in an event's `type` after `appointment.`.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::Booked, "booked"),
        (Self::Moved, "moved"),
        (Self::Cancelled, "cancelled"),
        (Self::Reinstated, "reinstated"),
        (Self::Arrived, "arrived"),
        (Self::Completed, "completed"),
        (Self::Missed, "missed"),
        (Self::Delayed, "delayed"),
    ];

    /// Whether it says that the visit takes place, and no more than that.
    #[must_use]
    pub const fn stands(self) -> bool {
        matches!(self, Self::Booked | Self::Moved | Self::Reinstated)
    }

    /// The name in an event's `type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(change, _)| *change == self).map_or("", |(_, name)| name)
    }
}

/// Where the visit takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// At the clinic.
    #[default]
    OnSite,
    /// By video: the patient is not told to come in.
    Video,
    /// By telephone.
    Phone,
}

/// What is known of an appointment. `start` is needed only where no earlier event told it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentFacts {
    /// The clinic's number of it; also the case's id.
    pub id: CaseId,
    /// When it starts.
    pub start: Option<CivilTime>,
    /// How long it takes.
    pub duration_minutes: Option<u32>,
    /// With whom.
    pub practitioner: Option<Phi<String>>,
    /// What for; may reveal a diagnosis, so no default template names it.
    pub service: Option<Phi<String>>,
    /// Where.
    pub site: Option<String>,
    /// On site, by video, by phone.
    pub modality: Option<Modality>,
    /// The source's version of the appointment: a lower one is older, whatever order they come in.
    pub sequence: Option<u64>,
    /// With [`AppointmentChange::Delayed`]: by how much.
    pub delay_minutes: Option<u32>,
    /// With what says that it stands: its patient told the clinic that they come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
}

/// What happened to a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotChange {
    /// It can be booked.
    Opened,
    /// It cannot be booked any more.
    Closed,
}

/// What is known of a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotFacts {
    /// The clinic's number of it.
    pub id: SlotId,
    /// When it starts.
    pub start: CivilTime,
    /// How long it is, in minutes.
    pub duration_minutes: Option<u32>,
    /// With whom.
    pub practitioner: Option<Phi<String>>,
    /// What for; without it, for anything.
    pub service: Option<Phi<String>>,
    /// Where.
    pub site: Option<String>,
    /// On site, by video, by phone.
    pub modality: Modality,
    /// The source's version of the slot: a lower one is older, whatever order they come in.
    pub sequence: Option<u64>,
}

/// All free slots of one day, of one practitioner or site where these are said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsDay {
    /// The day, by the clinic's wall.
    pub date: civil::Date,
    /// Whose.
    pub practitioner: Option<Phi<String>>,
    /// Where.
    pub site: Option<String>,
    /// What is free.
    pub slots: Vec<SlotFacts>,
}

/// What is given notice of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A result can be fetched. By reference, never content.
    ResultReady,
    /// A payment falls due.
    PaymentDue,
    /// A payment did not go through.
    PaymentFailed,
    /// The insurance is about to renew.
    InsuranceRenewing,
    /// The patient is one of those whom a campaign is for: a check-up that is due, a vaccine, news of the clinic.
    Campaign,
}

impl NoticeKind {
    /// All kinds, with the event `type` each comes as.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::ResultReady, "result.ready"),
        (Self::PaymentDue, "payment.due"),
        (Self::PaymentFailed, "payment.failed"),
        (Self::InsuranceRenewing, "insurance.renewing"),
        (Self::Campaign, "campaign.launched"),
    ];

    /// The event's `type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// What is known of a thing to give notice of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFacts {
    /// The clinic's number of it; also the case's id.
    pub id: CaseId,
    /// What the patient asks for it by (order number, invoice number); defaults to the id.
    pub reference: String,
    /// The day it falls due or renews.
    pub due_on: Option<civil::Date>,
    /// Of [`NoticeKind::Campaign`], which campaign: the step of that name is said, and no other.
    #[serde(default)]
    pub campaign: Option<String>,
}

/// What a clinic says of a patient. What is `None` is not said and stays as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientFacts {
    /// The clinic's number of the patient.
    pub id: PatientId,
    /// Given name.
    pub given_name: Option<Phi<String>>,
    /// Family name.
    pub family_name: Option<Phi<String>>,
    /// Where the patient is reached by WhatsApp and SMS.
    pub phone: Option<E164>,
    /// Where the patient is reached by e-mail.
    pub email: Option<Phi<String>>,
    /// What the patient reads.
    pub language: Option<Language>,
    /// Where the patient lives, for quiet hours; else the clinic's zone.
    pub time_zone: Option<Zone>,
    /// The number of their identity document, as [`crate::identify::document`] spells it.
    #[serde(default)]
    pub document: Option<Phi<String>>,
    /// The day they were born.
    #[serde(default)]
    pub birth_date: Option<Phi<civil::Date>>,
    /// Groups the clinic keeps, e.g. `dialysis`.
    pub groups: Option<Vec<Phi<String>>>,
    /// Consents the clinic has on file.
    pub consents: Vec<ConsentFact>,
}

impl PatientFacts {
    /// Whether they say who it is and nothing else.
    #[must_use]
    pub fn is_a_number_alone(&self) -> bool {
        let Self {
            id: _,
            given_name,
            family_name,
            phone,
            email,
            language,
            time_zone,
            document,
            birth_date,
            groups,
            consents,
        } = self;
        let names = given_name.is_none() && family_name.is_none();
        let reached = phone.is_none() && email.is_none();
        let lives = language.is_none() && time_zone.is_none();
        let known_by = document.is_none() && birth_date.is_none();
        names && reached && lives && known_by && groups.is_none() && consents.is_empty()
    }
}

/// A consent, or its refusal, with the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentFact {
    /// For which purpose.
    pub purpose: Purpose,
    /// On which channel.
    pub channel: Channel,
    /// Given or refused.
    pub granted: bool,
    /// Where it is written down (form number, record, text).
    pub evidence: Phi<String>,
}
