//! Asking the clinic's own system for a slot before its patient hears that it is theirs.
//!
//! | while asked \ event | answered: booked | answered: refused | no answer | woken | the clinic says closed |
//! |---|---|---|---|---|---|
//! | first time | the move completes | closed, the next ones are offered | told that it takes a moment | asked again | stays theirs (1) |
//! | again | the same | the same | – | asked again | stays theirs (1) |
//! | [`ASKS_MAX`] times | the same | the same | closed, and a person looks | closed, and a person looks | stays theirs (1) |
//!
//! (1) A system that books tells so by closing the slot, often before its answer is here.
//!
//! Guarantees: all asking for one choice has one key, by which a system knows it again; while nobody knows what the
//! system did, the slot is nobody else's; a booking that came to nothing is given back, as is one of a time that is
//! told otherwise before the answer.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Claim, Effect, Event, Slot, SlotState};
use crate::case::Inbound;
use crate::civil::CivilTime;
use crate::delivery::Channel;
use crate::ids::{CaseId, ClinicId, MessageId, PatientId, SlotId, ThreadId, derived};

/// A slot is asked for this many times; then a person looks.
pub const ASKS_MAX: u32 = 6;
/// How long the answer to each time of asking is waited for, in minutes.
const ANSWER_MINUTES: [i64; ASKS_MAX as usize] = [2, 5, 10, 20, 30, 60];

/// A slot that a clinic's system is asked to book: by its own numbers, so that it carries nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// Whose.
    pub clinic: ClinicId,
    /// The same for every time of asking, and for no other choice.
    pub key: String,
    /// Which slot.
    pub slot: SlotId,
    /// When it starts.
    pub start: CivilTime,
    /// The appointment that moves to it: its number in the clinic's system.
    pub appointment: CaseId,
    /// Whose appointment: their number in the clinic's system.
    pub patient: PatientId,
    /// Whose time it was, where a visit gave it free: a number of the clinic's for a slot that may have none of its
    /// own.
    pub freed_by: Option<CaseId>,
    /// Which time of asking this is, from 1.
    pub ask: u32,
}

/// What a clinic's system says of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingAnswer {
    /// The slot is the patient's.
    Booked,
    /// It is not to be had.
    Refused,
    /// None, or none that says which: it may have booked.
    Unknown,
}

impl BookingAnswer {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// A slot that the clinic's system was asked for, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// What the patient wrote or tapped.
    pub cause: String,
    /// For which visit.
    pub claim: Claim,
    /// Whose.
    pub patient: PatientId,
    /// On which channel they chose.
    pub channel: Channel,
    /// On which thread.
    pub thread: ThreadId,
    /// The offer of the waiting list that they accepted, if they did.
    pub offer: Option<MessageId>,
    /// How often the system was asked.
    pub asks: u32,
    /// When it is asked again.
    pub next_at: Timestamp,
    /// The patient was told that it takes a moment.
    pub pending: bool,
    /// The system booked it.
    pub booked: bool,
}

/// What became of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// The visit moves.
    Booked,
    /// The next times are offered.
    Refused,
    /// It takes a moment.
    Pending,
    /// Nobody knows; a person looks.
    GivenUp,
}

impl Asking {
    /// Asking for what a patient chose.
    #[must_use]
    pub fn new(
        inbound: Inbound<'_>,
        claim: &Claim,
        patient: &PatientId,
        offer: Option<&MessageId>,
        now: Timestamp,
    ) -> Self {
        Self {
            cause: inbound.cause.to_owned(),
            claim: claim.clone(),
            patient: patient.clone(),
            channel: inbound.channel,
            thread: inbound.thread.clone(),
            offer: offer.cloned(),
            asks: 1,
            next_at: answered_by(1, now),
            pending: false,
            booked: false,
        }
    }

    /// The key of everything asked for that choice.
    #[must_use]
    pub fn key(&self, slot: &Slot) -> String {
        derived("bkg", &[slot.clinic.as_str(), slot.id.as_str(), self.claim.case.as_str(), &self.cause])
    }
}

/// By when the answer to that time of asking is waited for.
fn answered_by(ask: u32, now: Timestamp) -> Timestamp {
    let last = ANSWER_MINUTES.len() - 1;
    let minutes = ANSWER_MINUTES[usize::try_from(ask.saturating_sub(1)).unwrap_or(last).min(last)];
    now.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX)
}

impl Slot {
    /// The clinic's system is asked, for whom the slot is held.
    pub(super) fn ask(&mut self, asking: &Asking) -> Option<Vec<Effect>> {
        if self.asking.is_some() || !self.is_for(&asking.claim) || self.state_is_taken() {
            return None;
        }
        self.asking = Some(asking.clone());
        Some(vec![Effect::Ask { booking: Box::new(self.booking(asking)) }])
    }

    fn booking(&self, asking: &Asking) -> Booking {
        Booking {
            clinic: self.clinic.clone(),
            key: asking.key(self),
            slot: self.id.clone(),
            start: self.chosen_start().clone(),
            appointment: asking.claim.case.clone(),
            patient: asking.patient.clone(),
            freed_by: self.freed_by.as_ref().map(|it| it.by.case.clone()),
            ask: asking.asks,
        }
    }

    const fn state_is_taken(&self) -> bool {
        matches!(self.state, SlotState::Taken { .. })
    }

    pub(super) fn answered(
        &mut self,
        key: &str,
        answer: BookingAnswer,
        now: Timestamp,
    ) -> Option<Vec<Effect>> {
        let asking = self.asking.clone().filter(|it| it.key(self) == key && !it.booked)?;
        match answer {
            BookingAnswer::Booked => {
                let asking = Asking { booked: true, next_at: answered_by(1, now), ..asking };
                self.asking = Some(asking.clone());
                Some(vec![settle(asking, Settled::Booked)])
            }
            BookingAnswer::Refused => {
                self.close();
                let mut effects = self.tell_hopeful(None, now);
                effects.push(settle(asking, Settled::Refused));
                Some(effects)
            }
            BookingAnswer::Unknown if asking.asks >= ASKS_MAX => Some(self.give_up(asking)),
            BookingAnswer::Unknown if asking.pending => Some(Vec::new()),
            BookingAnswer::Unknown => {
                let asking = Asking { pending: true, ..asking };
                self.asking = Some(asking.clone());
                Some(vec![settle(asking, Settled::Pending)])
            }
        }
    }

    /// Asks again; what was booked and did not complete, completes.
    pub(super) fn ask_again(&mut self, asking: &Asking, now: Timestamp) -> Vec<Effect> {
        if asking.booked {
            let asking = Asking { next_at: answered_by(1, now), ..asking.clone() };
            self.asking = Some(asking.clone());
            return vec![settle(asking, Settled::Booked)];
        }
        if asking.asks >= ASKS_MAX {
            return self.give_up(asking.clone());
        }
        let (asks, told) = (asking.asks + 1, asking.pending);
        let asking = Asking { asks, next_at: answered_by(asks, now), pending: true, ..asking.clone() };
        self.asking = Some(asking.clone());
        let again = Effect::Ask { booking: Box::new(self.booking(&asking)) };
        let pending = (!told).then(|| settle(asking, Settled::Pending));
        std::iter::once(again).chain(pending).collect()
    }

    /// Nobody knows whether it is booked: it is not offered to anybody, and a person looks.
    fn give_up(&mut self, asking: Asking) -> Vec<Effect> {
        self.close();
        vec![settle(asking, Settled::GivenUp)]
    }

    fn close(&mut self) {
        self.asking = None;
        self.state = SlotState::Closed;
        self.next_round = None;
    }

    /// What the system booked is given back, since the visit does not move there after all.
    pub(super) fn give_back(&mut self, asking: &Asking) -> Vec<Effect> {
        let booking = Box::new(self.booking(asking));
        self.close();
        vec![Effect::GiveBack { booking }]
    }
}

fn settle(asking: Asking, settled: Settled) -> Effect {
    Effect::Settle { asking: Box::new(asking), settled }
}

impl Event {
    /// The id of an answer: each says one thing about one time of asking.
    pub(super) fn answer_cause(key: &str, ask: u32, answer: BookingAnswer) -> String {
        format!("answered:{key}:{ask}:{}", answer.as_str())
    }
}
