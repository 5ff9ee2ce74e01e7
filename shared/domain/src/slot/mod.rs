//! A slot: a time of the clinic's agenda that can be booked, and everything decided about who gets it.
//!
//! Guarantees: a slot has one claim at most, and the first one wins; an older word of the clinic never replaces a
//! newer one; a hold that nobody completes ends by itself; a repeated cause changes nothing and gives the same
//! effects. Where the clinic's own system is connected, it is asked before a slot is given (`booking`). Who waits is
//! [`crate::waiting`]'s to know.

mod beside;
mod booking;
mod decide;
mod event;
mod preference;
mod rounds;
mod say;
mod suitable;

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

pub use beside::Beside;
pub(crate) use beside::SHOWN_MAX;
pub use booking::{ASKS_MAX, Asking, Booking, BookingAnswer, Settled};
pub use decide::decide;
pub use event::{Context, Event};
use preference::words_of;
pub use preference::{PartOfDay, Preference, todays};
pub use say::{GONE_TEMPLATE, OFFER_CHANNELS, OFFER_TEMPLATE};
pub use suitable::{OFFERED_MAX, clear_of, suitable};

use crate::case::{Case, Order, Subject};
use crate::civil::CivilTime;
use crate::event::{Modality, SlotFacts};
use crate::ids::{CaseId, ClinicId, MessageId, PatientId, SlotId};
use crate::message::MessageSpec;
use crate::phi::Phi;

/// How long a chosen slot is kept for its patient while the move completes, in minutes.
const HOLD_MINUTES: i64 = 10;
/// Most causes remembered on a slot.
const CAUSES_MAX: usize = 64;
/// A visit of unknown length is taken to last this many minutes.
pub const VISIT_MINUTES_DEFAULT: u32 = 30;

/// A time that can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Whose.
    pub clinic: ClinicId,
    /// The clinic's number of it, or derived from the visit that gave it free.
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
    /// Where it stands.
    pub state: SlotState,
    /// The newest word about it.
    pub told: Order,
    /// The visit that gave it free, if one did.
    pub freed_by: Option<Freed>,
    /// Rounds of offers begun.
    pub rounds: u32,
    /// When the waiting list is looked at again.
    pub next_round: Option<Timestamp>,
    /// What was offered to whom, oldest first.
    pub offers: Vec<Offer>,
    /// The clinic's system is asked for it, for whom it is held.
    #[serde(default)]
    pub asking: Option<Asking>,
    /// Who got it, and what they gained.
    pub filled: Option<Filled>,
    /// Causes applied, with their effects until they are surely published.
    pub causes: Vec<Cause>,
}

/// Where a slot stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SlotState {
    /// Free.
    Open,
    /// Kept for somebody while their move completes.
    Held {
        /// For whom.
        claim: Claim,
        /// Until when; then it is free again.
        until: Timestamp,
        /// When it started as they chose it: the clinic may tell another time of it meanwhile.
        #[serde(default)]
        start: Option<CivilTime>,
    },
    /// Somebody has it.
    Taken {
        /// Who.
        claim: Claim,
    },
    /// Not to be had.
    Closed,
}

/// Who wants a slot: a case as it stood, or an entry of the waiting list without an appointment (version 0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The case, or the entry.
    pub case: CaseId,
    /// The case's version when it was claimed.
    pub version: u32,
}

/// The visit that gave a slot free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freed {
    /// Which case, as it stood.
    pub by: Claim,
    /// When.
    pub at: Timestamp,
}

/// Who got a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// When.
    pub at: Timestamp,
    /// By an offer of the waiting list, not by a choice of another time.
    pub by_offer: bool,
    /// How many whole days earlier than before the patient is seen; none without an appointment or with a later one.
    pub days_gained: u32,
}

/// A slot offered to somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Their entry of the waiting list; with an appointment, its number.
    pub entry: CaseId,
    /// The version of their appointment, if they have one.
    pub version: Option<u32>,
    /// Whom.
    pub patient: PatientId,
    /// The message that offers it.
    pub message: MessageId,
    /// In which round.
    pub round: u32,
    /// Since when.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// What they said.
    pub said: Option<bool>,
    /// They were told that it is gone, and have not accepted it since.
    pub gone: bool,
    /// How often they accepted it after they were told that it is gone.
    #[serde(default)]
    pub late: u32,
    /// When the slot started, if the clinic has told another time, person or place of it since: what was offered is no
    /// more.
    #[serde(default)]
    pub moved_from: Option<CivilTime>,
}

impl Offer {
    /// What accepting it claims.
    #[must_use]
    pub fn claim(&self) -> Claim {
        Claim { case: self.entry.clone(), version: self.version.unwrap_or(0) }
    }

    /// Whether an answer to it may still come in time.
    fn is_awaited(&self, now: Timestamp) -> bool {
        self.said.is_none() && self.until > now && self.moved_from.is_none()
    }
}

/// A cause applied to a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its id.
    pub id: String,
    /// What it called for; published again when the cause comes again.
    pub effects: Vec<Effect>,
}

/// Something to do once the slot is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// Give this message to the sender.
    Say {
        /// What.
        spec: Box<MessageSpec>,
    },
    /// Ask the clinic's system for it.
    Ask {
        /// What.
        booking: Box<Booking>,
    },
    /// Give back what the clinic's system booked.
    GiveBack {
        /// What.
        booking: Box<Booking>,
    },
    /// Do what follows from having asked.
    Settle {
        /// What was asked, and for whom.
        asking: Box<Asking>,
        /// What became of it.
        settled: Settled,
    },
    /// Offer it to those who wait.
    BeginRound {
        /// The number of the round, from 1.
        round: u32,
    },
}

/// A slot as it is offered in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotLine {
    /// Which.
    pub slot: SlotId,
    /// When it starts.
    pub start: CivilTime,
    /// With whom.
    pub practitioner: Option<Phi<String>>,
    /// Where.
    pub site: Option<String>,
    /// On site, by video, by phone.
    #[serde(default)]
    pub modality: Modality,
}

impl Slot {
    /// When it wants to be woken: a hold or a round ends, or its time has come.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        match &self.state {
            SlotState::Held { until, .. } => Some(self.asking.as_ref().map_or(*until, |it| it.next_at)),
            SlotState::Open => Some(self.next_round.map_or(self.start.at, |at| at.min(self.start.at))),
            SlotState::Taken { .. } | SlotState::Closed => None,
        }
    }

    /// Whether it is free and still ahead.
    #[must_use]
    pub fn is_free(&self, now: Timestamp) -> bool {
        self.state == SlotState::Open && self.start.at > now
    }

    /// Whether it is free or kept for somebody: among what the clinic lists as free.
    #[must_use]
    pub const fn is_listed_free(&self) -> bool {
        matches!(self.state, SlotState::Open | SlotState::Held { .. })
    }

    /// The day it is on, by the clinic's wall.
    #[must_use]
    pub fn day(&self) -> civil::Date {
        self.start.local.date()
    }

    /// When it ends, by its own length or [`VISIT_MINUTES_DEFAULT`].
    #[must_use]
    pub fn end(&self) -> Timestamp {
        end_of(self.start.at, self.duration_minutes)
    }

    /// Whether it is kept for, or was given to, that claim.
    #[must_use]
    pub fn is_for(&self, wanted: &Claim) -> bool {
        matches!(&self.state, SlotState::Held { claim, .. } | SlotState::Taken { claim } if claim == wanted)
    }

    /// Who has it or for whom it is kept.
    #[must_use]
    pub const fn claim(&self) -> Option<&Claim> {
        match &self.state {
            SlotState::Held { claim, .. } | SlotState::Taken { claim } => Some(claim),
            SlotState::Open | SlotState::Closed => None,
        }
    }

    /// When it starts, as whoever it is kept for chose it.
    fn chosen_start(&self) -> &CivilTime {
        match &self.state {
            SlotState::Held { start: Some(start), .. } => start,
            _ => &self.start,
        }
    }

    /// Whether the clinic has told another time of it since it was kept for somebody: what they chose is no more.
    #[must_use]
    pub fn is_moved_while_held(&self) -> bool {
        self.chosen_start().at != self.start.at
    }

    /// The offer that a message made.
    #[must_use]
    pub fn offer(&self, message: &MessageId) -> Option<&Offer> {
        self.offers.iter().find(|it| it.message == *message)
    }

    /// Whether a message still offers what can be had.
    #[must_use]
    pub fn still_offers(&self, message: &MessageId, now: Timestamp) -> bool {
        self.is_free(now) && self.offer(message).is_some_and(|it| it.is_awaited(now))
    }

    /// As that message says it: whoever was offered another time of it is told that this one is gone.
    #[must_use]
    pub fn said_in(self, message: &MessageId) -> Self {
        let says_gone = |it: &Offer| (0..=it.late).any(|late| self.gone_message(it, late) == *message);
        let speaks = |it: &&Offer| it.message == *message || says_gone(it);
        let moved_from = self.offers.iter().find(speaks).and_then(|it| it.moved_from.clone());
        let start = moved_from.unwrap_or_else(|| self.start.clone());
        Self { start, ..self }
    }

    /// Whether that is another time, person or place than what is known of it. What either does not say is none.
    fn is_moved_by(&self, told: &SlotFacts) -> bool {
        let persons = self.practitioner.as_ref().zip(told.practitioner.as_ref());
        let sites = self.site.as_ref().zip(told.site.as_ref());
        self.start.at != told.start.at
            || persons.is_some_and(|(known, told)| !is_same(Some(known), Some(told)))
            || sites.is_some_and(|(known, told)| known != told)
    }

    /// Whether both take some of the same time.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start.at < other.end() && other.start.at < self.end()
    }

    /// Whether the other one is the same time of the same practitioner at the same site, under another number.
    #[must_use]
    pub fn is_twin_of(&self, other: &SlotFacts) -> bool {
        self.id != other.id
            && self.start.at == other.start.at
            && is_same(self.practitioner.as_ref(), other.practitioner.as_ref())
            && self.site == other.site
    }

    /// Whether it belongs to the part of the agenda that a day's list speaks for.
    #[must_use]
    pub fn belongs_to(
        &self,
        day: civil::Date,
        practitioner: Option<&Phi<String>>,
        site: Option<&str>,
    ) -> bool {
        self.day() == day
            && (practitioner.is_none() || is_same(self.practitioner.as_ref(), practitioner))
            && (site.is_none() || self.site.as_deref() == site)
    }

    /// As a conversation offers it.
    #[must_use]
    pub fn line(&self) -> SlotLine {
        SlotLine {
            slot: self.id.clone(),
            start: self.start.clone(),
            practitioner: self.practitioner.clone(),
            site: self.site.clone(),
            modality: self.modality,
        }
    }

    /// What the clinic would say of it.
    #[must_use]
    pub fn facts(&self) -> SlotFacts {
        SlotFacts {
            id: self.id.clone(),
            start: self.start.clone(),
            duration_minutes: self.duration_minutes,
            practitioner: self.practitioner.clone(),
            service: self.service.clone(),
            site: self.site.clone(),
            modality: self.modality,
            sequence: self.told.sequence,
        }
    }

    /// Whether that visit stands on it.
    #[must_use]
    pub fn is_stood_on_by(&self, case: &Case) -> bool {
        case.slot.as_ref() == Some(&self.id) && case.state.is_ahead()
    }

    /// What the clinic would say of the time that a visit stands on; notices stand on none.
    #[must_use]
    pub fn facts_of(case: &Case) -> Option<SlotFacts> {
        let Subject::Appointment { duration_minutes, practitioner, service, site, modality, .. } =
            &case.subject
        else {
            return None;
        };
        let derived = || SlotId::derive(&case.clinic, &case.id, case.version);
        Some(SlotFacts {
            id: case.slot.clone().unwrap_or_else(derived),
            start: case.anchor.clone(),
            duration_minutes: *duration_minutes,
            practitioner: practitioner.clone(),
            service: service.clone(),
            site: site.clone(),
            modality: *modality,
            sequence: None,
        })
    }

    /// The cause of that id, if it was applied.
    #[must_use]
    pub fn applied(&self, id: &str) -> Option<&Cause> {
        self.causes.iter().rfind(|it| it.id == id)
    }
}

/// When something that starts then ends, by its length or [`VISIT_MINUTES_DEFAULT`].
pub(crate) fn end_of(start: Timestamp, minutes: Option<u32>) -> Timestamp {
    crate::case::plus_minutes(start, minutes.unwrap_or(VISIT_MINUTES_DEFAULT))
}

/// Whether two names are the same but for case and accents, or both unknown.
pub(crate) fn is_same(one: Option<&Phi<String>>, other: Option<&Phi<String>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => words_of(one.expose()) == words_of(other.expose()),
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
pub(crate) mod tests;
