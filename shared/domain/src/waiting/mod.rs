//! The waiting list: who wants an earlier time, and what they were offered.
//!
//! Guarantees: an offer stands on the entry before its message exists, so that the caps hold whatever happens at the
//! same time; an entry has one unanswered offer at most. It does not know which slots there are.

mod rank;
mod reach;

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use rank::rank;
pub use reach::{is_reached, stops_only_them};

use crate::bounded::keep_count;
use crate::case::Order;
use crate::clinic::WaitingList;
use crate::decision::Decision;
use crate::event::Modality;
use crate::ids::{CaseId, ClinicId, MessageId, PatientId, SlotId};
use crate::phi::Phi;
use crate::slot::PartOfDay;

/// Highest priority that a clinic gives.
pub const PRIORITY_MAX: u8 = 9;
/// The template that tells a patient that they wait.
pub const JOINED_TEMPLATE: &str = "reply_waiting";
/// The template that tells a patient that they wait no more.
pub const LEFT_TEMPLATE: &str = "reply_waiting_left";
/// Most offers remembered on an entry; the caps look back a week.
const OFFERS_MAX: usize = 60;
/// Most causes remembered on an entry.
const CAUSES_MAX: usize = 32;
/// One word keeps somebody on the list for at most this many days: who is not said to wait again has gone elsewhere.
const WAITING_DAYS_MAX: i64 = 365;
/// The end of an entry is remembered for this many days: longer than an older word of it can still come out of a
/// dead-letter queue.
const ENDED_DAYS: i64 = 30;

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Whose list.
    pub clinic: ClinicId,
    /// Their appointment's number, or the clinic's number of the entry.
    pub id: CaseId,
    /// Who.
    pub patient: PatientId,
    /// Since when.
    pub since: Timestamp,
    /// What they would take.
    pub wish: Wish,
    /// Where it stands.
    pub state: WaitingState,
    /// The clinic's newest word.
    pub told: Order,
    /// When it was last said that they wait, or that they do not any more, by our own clock; `None` on entries that are
    /// older than this field, of which the clinic's newest word tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_at: Option<Timestamp>,
    /// What they were offered, oldest first.
    pub offers: Vec<OfferMade>,
    /// Causes applied.
    pub causes: Vec<String>,
}

/// What somebody who waits would take. What is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// They have an appointment, and want an earlier one.
    pub has_appointment: bool,
    /// From 0 to [`PRIORITY_MAX`], by the clinic.
    pub priority: u8,
    /// What for.
    pub service: Option<Phi<String>>,
    /// With whom.
    pub practitioner: Option<Phi<String>>,
    /// Where.
    pub site: Option<String>,
    /// On site, by video, by phone.
    pub modality: Option<Modality>,
    /// Not before that day.
    pub earliest: Option<Date>,
    /// Not after that day.
    pub latest: Option<Date>,
    /// In that part of the day.
    pub part: Option<PartOfDay>,
}

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WaitingState {
    /// They wait.
    Waiting,
    /// They took a slot.
    Accepted {
        /// Which.
        slot: SlotId,
    },
    /// They wait no more.
    Left,
}

/// A slot that was offered to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferMade {
    /// Which slot.
    pub slot: SlotId,
    /// The message that offers it.
    pub message: MessageId,
    /// Since when.
    pub at: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// What they said.
    pub said: Option<bool>,
    /// The clinic has told another time, person or place of the slot since: what was offered is no more.
    #[serde(default)]
    pub moved: bool,
}

/// What can happen to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The clinic put somebody on the list, or told of their wish anew.
    Joined {
        /// Its event's id.
        cause: String,
        /// By the clinic's clock.
        occurred_at: Timestamp,
        /// Who.
        patient: PatientId,
        /// What they would take.
        wish: Wish,
    },
    /// The patient asked to hear of earlier times for their visit, or not any more. What the clinic told of their wish
    /// stays, and its clock does not matter.
    Asked {
        /// The id of what they wrote or tapped.
        cause: String,
        /// Who.
        patient: PatientId,
        /// Whether they want to.
        joins: bool,
    },
    /// They wait no more: by the clinic's word, or because their visit is over.
    Left {
        /// The event's id.
        cause: String,
        /// By the clinic's clock.
        occurred_at: Timestamp,
        /// Who, if that is known: then it also counts before the word that they joined.
        patient: Option<PatientId>,
    },
    /// A slot is about to be offered.
    Reserved(OfferMade),
    /// What was reserved is not offered after all, so it counts for nothing.
    Withdrawn {
        /// The message that was never said.
        message: MessageId,
    },
    /// The message of an offer was stopped: nobody waits for their answer.
    Unsaid {
        /// The message.
        message: MessageId,
    },
    /// The slot that was offered is another time by now: they may be offered that.
    Moved {
        /// The message that offered what it was.
        message: MessageId,
    },
    /// They answered an offer.
    Answered {
        /// The message that made it.
        message: MessageId,
        /// Yes or no.
        accepted: bool,
    },
    /// They got the slot.
    Got {
        /// Which.
        slot: SlotId,
    },
}

impl Event {
    /// Whether it says that they wait, or that they do not any more.
    const fn begins_or_ends_it(&self) -> bool {
        matches!(self, Self::Joined { .. } | Self::Asked { .. } | Self::Left { .. } | Self::Got { .. })
    }
}

/// The next state of an entry.
///
/// | state \ event | joined (newer) | asked | left (newer) | reserved | withdrawn | unsaid, moved, answered | got |
/// |---|---|---|---|---|---|---|---|
/// | none | waiting | waiting, or – | left, or – | – | – | – | – |
/// | waiting | its wish | stays, or left | left | offered, within the caps | forgotten | noted | accepted |
/// | accepted, left | waiting, from now | waiting, from now, or left | left | – | forgotten | noted | accepted |
///
/// Who has waited for too long ([`Waiting::has_run_out`]) counts as one who left.
pub fn decide(
    entry: Option<&Waiting>,
    clinic: &ClinicId,
    id: &CaseId,
    event: &Event,
    rules: Option<&WaitingList>,
    now: Timestamp,
) -> Decision<Waiting, ()> {
    let told = |at: &Timestamp| Order { sequence: None, occurred_at: *at };
    let next = match (entry, event) {
        (
            Some(known),
            Event::Joined { cause, .. } | Event::Asked { cause, .. } | Event::Left { cause, .. },
        ) if known.causes.contains(cause) => {
            return Decision::repeated(Vec::new());
        }
        (Some(known), Event::Joined { occurred_at, .. } | Event::Left { occurred_at, .. })
            if told(occurred_at).is_older_than(&known.told) =>
        {
            None
        }
        (None, Event::Joined { occurred_at, patient, wish, .. }) => {
            Some(Waiting::new(clinic, id, patient, wish.clone(), *occurred_at))
        }
        (None, Event::Asked { patient, joins: true, .. }) => {
            let wish = Wish { has_appointment: true, ..Wish::default() };
            Some(Waiting::new(clinic, id, patient, wish, now))
        }
        (Some(known), Event::Asked { patient, joins: true, .. }) => {
            // Whoever asks has the visit now, whoever had it when its entry was made.
            let since = if known.waits(now) { known.since } else { now };
            let (patient, state) = (patient.clone(), WaitingState::Waiting);
            let wish = Wish { has_appointment: true, ..known.wish.clone() };
            Some(Waiting { patient, since, wish, state, ..known.clone() })
        }
        (Some(known), Event::Asked { joins: false, .. }) => {
            Some(Waiting { state: WaitingState::Left, ..known.clone() })
        }
        (Some(known), Event::Joined { occurred_at, patient, wish, .. }) => Some(Waiting {
            patient: patient.clone(),
            wish: wish.clone(),
            since: if known.waits(now) { known.since } else { *occurred_at },
            state: WaitingState::Waiting,
            told: told(occurred_at),
            ..known.clone()
        }),
        (None, Event::Left { occurred_at, patient: Some(patient), .. }) => {
            // The word that they joined is on its way, and older.
            let entry = Waiting::new(clinic, id, patient, Wish::default(), *occurred_at);
            Some(Waiting { state: WaitingState::Left, ..entry })
        }
        (Some(known), Event::Left { occurred_at, .. }) => {
            Some(Waiting { state: WaitingState::Left, told: told(occurred_at), ..known.clone() })
        }
        (Some(known), Event::Reserved(offer)) => {
            let takes = rules.is_some_and(|rules| known.takes(&offer.slot, rules, now));
            takes.then(|| known.with_offer(offer.clone()))
        }
        (Some(known), Event::Withdrawn { message }) => known.changed(|it| {
            it.offers.retain(|offer| offer.message != *message || offer.said.is_some());
        }),
        (Some(known), Event::Unsaid { message }) => {
            known.with_changed(message, |it| it.until = it.until.min(now))
        }
        (Some(known), Event::Moved { message }) => known.with_changed(message, |it| it.moved = true),
        (Some(known), Event::Answered { message, accepted }) => {
            known.with_changed(message, |it| it.said = Some(*accepted))
        }
        (Some(known), Event::Got { slot }) => known.changed(|it| {
            it.state = WaitingState::Accepted { slot: slot.clone() };
        }),
        (None, _) => None,
    };
    let Some(mut next) = next else { return Decision::stale() };
    if let Event::Joined { cause, .. } | Event::Asked { cause, .. } | Event::Left { cause, .. } = event {
        next.causes.push(cause.clone());
        keep_count(&mut next.causes, CAUSES_MAX);
    }
    if event.begins_or_ends_it() {
        next.heard_at = Some(now);
    }
    Decision::applied(next, Vec::new())
}

impl Waiting {
    fn new(clinic: &ClinicId, id: &CaseId, patient: &PatientId, wish: Wish, since: Timestamp) -> Self {
        Self {
            clinic: clinic.clone(),
            id: id.clone(),
            patient: patient.clone(),
            since,
            wish,
            state: WaitingState::Waiting,
            told: Order { sequence: None, occurred_at: since },
            heard_at: None,
            offers: Vec::new(),
            causes: Vec::new(),
        }
    }

    /// Whether the entry may be offered that slot now: it waits, was not offered it before, has no other offer to
    /// answer, and has had fewer offers than the clinic allows in a day and in a week.
    #[must_use]
    pub fn takes(&self, slot: &SlotId, rules: &WaitingList, now: Timestamp) -> bool {
        let since = |hours: i64| {
            let from = now.checked_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN);
            u32::try_from(self.offers.iter().filter(|it| it.at > from).count()).unwrap_or(u32::MAX)
        };
        self.waits(now)
            && !self.offers.iter().any(|it| it.slot == *slot && !it.moved)
            && !self.offers.iter().any(|it| it.stands(now))
            && since(24) < rules.offers_per_day_max
            && since(7 * 24) < rules.offers_per_week_max
    }

    /// Whether they took another slot than that one.
    #[must_use]
    pub fn has_another(&self, than: &SlotId) -> bool {
        matches!(&self.state, WaitingState::Accepted { slot } if slot != than)
    }

    /// Whether they waited for too long since it was last said that they do.
    #[must_use]
    pub fn has_run_out(&self, now: Timestamp) -> bool {
        self.state == WaitingState::Waiting && self.days_on(WAITING_DAYS_MAX) <= now
    }

    /// From when on nothing needs to be known of it any more.
    #[must_use]
    pub fn forgotten_at(&self) -> Timestamp {
        let waits_days = if self.state == WaitingState::Waiting { WAITING_DAYS_MAX } else { 0 };
        self.days_on(waits_days + ENDED_DAYS)
    }

    fn waits(&self, now: Timestamp) -> bool {
        self.state == WaitingState::Waiting && !self.has_run_out(now)
    }

    /// This many days after it was last heard of.
    fn days_on(&self, days: i64) -> Timestamp {
        let heard_at = self.heard_at.unwrap_or_else(|| self.since.max(self.told.occurred_at));
        heard_at.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
    }

    /// What was offered by that message.
    #[must_use]
    pub fn offer(&self, message: &MessageId) -> Option<&OfferMade> {
        self.offers.iter().find(|it| it.message == *message)
    }

    /// The slots that they may still get by an offer.
    pub fn standing(&self, now: Timestamp) -> impl Iterator<Item = &SlotId> {
        self.offers.iter().filter(move |it| it.stands(now)).map(|it| &it.slot)
    }

    fn with_offer(&self, offer: OfferMade) -> Self {
        let mut next = self.clone();
        next.offers.push(offer);
        keep_count(&mut next.offers, OFFERS_MAX);
        next
    }

    fn with_changed(&self, message: &MessageId, change: impl Fn(&mut OfferMade)) -> Option<Self> {
        self.changed(|it| it.offers.iter_mut().filter(|it| it.message == *message).for_each(change))
    }

    fn changed(&self, change: impl FnOnce(&mut Self)) -> Option<Self> {
        let mut next = self.clone();
        change(&mut next);
        (next != *self).then_some(next)
    }
}

impl OfferMade {
    /// Whether they may still get the slot by it.
    fn stands(&self, now: Timestamp) -> bool {
        self.said != Some(false) && !self.moved && self.until > now
    }
}

#[cfg(test)]
mod tests;
