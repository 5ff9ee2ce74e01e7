//! What happens to a slot.
//!
//! | state \ event | told free | told closed | freed | replaced | claimed | given | let go | round | said no | woken |
//! |---|---|---|---|---|---|---|---|---|---|---|
//! | none | open (1) | closed | open (1) | – | – | – | – | – | – | – |
//! | open | facts | closed | – | closed (7) | held | taken | – | offered | noted (2) | round, or closed |
//! | held (5) | facts | closed | – | – | again, or refused (3) | taken, or – | open | – | noted | open when the hold ends |
//! | taken | stays (4) | stays | open (6) | – | again, or refused (3) | – | – | – | noted | – |
//! | closed | open (1) | stays | – | – | refused (3) | – | – | – | noted | – |
//!
//! (1) Closed when its time has passed, or stands under another number. Where another time, person or place is told of
//! it, its offers are no more, and a round begins as soon as it is free; nobody is moved to a time that they did not
//! choose. (2) The next round begins when nobody is left to answer; so with an offer whose message was stopped; see
//! `rounds`. (3) So is what comes too late for the clinic's notice or lead, overlaps another visit of the patient, or
//! starts at another time than they were shown. Each acceptance is told kindly that it is gone, or no longer holds
//! where they took another slot by the same place on the list. (4) Open (1) when its visit stands elsewhere by now.
//! (5) While the clinic's system is asked, see `booking`. (6) When the visit that has it gave it free. (7) Stays where a
//! visit gave it free and it was offered since: whoever accepts it has it. Words of the clinic that are older than what
//! is known change nothing.

use jiff::{SignedDuration, Timestamp};

use super::{CAUSES_MAX, Cause, Claim, Context, Effect, Event, Filled, Freed, HOLD_MINUTES, Slot, SlotState};
use crate::bounded::keep_count;
use crate::case::Order;
use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::event::{SlotChange, SlotFacts};

/// The next state of a slot; see the table above.
pub fn decide(
    slot: Option<&Slot>,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Slot, Effect> {
    // What is told anew may fall due in a minute in which it was woken before: no repeat, or it would be woken for ever.
    let is_due_again =
        matches!(event, Event::Woken { due } if slot.and_then(Slot::due).is_some_and(|it| it <= *due));
    // A hold may end before its acceptance comes again: repeated, that would never be answered.
    let is_owed =
        matches!(event, Event::Accepted { message, .. } if slot.is_some_and(|it| it.owes_answer(message)));
    if !is_due_again
        && !is_owed
        && let Some(known) = slot.and_then(|it| it.applied(&event.cause()))
    {
        return Decision::repeated(known.effects.clone());
    }
    let next = match (slot, event) {
        (_, Event::Told { occurred_at, change, facts, .. }) => {
            let told = Order { sequence: facts.sequence, occurred_at: *occurred_at };
            told_of(slot, told, *change, facts, context, now)
        }
        (_, Event::Freed { by, facts, .. }) => freed(slot, by, facts, context, now),
        (Some(slot), _) => happened(slot, event, context, now),
        (None, _) => None,
    };
    match next {
        Some((next, effects)) => next.concluded(event.cause(), effects),
        None => Decision::stale(),
    }
}

type Next = Option<(Slot, Vec<Effect>)>;

fn told_of(
    slot: Option<&Slot>,
    told: Order,
    change: SlotChange,
    facts: &SlotFacts,
    context: &Context<'_>,
    now: Timestamp,
) -> Next {
    let mut next = match slot {
        Some(known) if told.is_older_than(&known.told) => return None,
        Some(known) => known.clone(),
        None => blank(context.clinic, facts, told),
    };
    let was_open = next.state == SlotState::Open;
    next.told = told;
    let cannot_open = context.has_twin || facts.start.at <= now;
    let free = if cannot_open { SlotState::Closed } else { SlotState::Open };
    next.state = match (next.state.clone(), change) {
        (SlotState::Open | SlotState::Closed, SlotChange::Opened) => free,
        (held @ SlotState::Held { .. }, SlotChange::Closed) if next.asking.is_some() => held,
        (SlotState::Open | SlotState::Held { .. } | SlotState::Closed, SlotChange::Closed) => {
            SlotState::Closed
        }
        (SlotState::Taken { .. }, SlotChange::Opened) if next.holder_left(context) => free,
        (state @ (SlotState::Taken { .. } | SlotState::Held { .. }), _) => state,
    };
    let is_open = next.state == SlotState::Open;
    let moves = next.is_listed_free() && next.is_moved_by(facts);
    let mut effects = if moves { next.end_offers(now) } else { Vec::new() };
    if next.is_listed_free() {
        next.learn(facts);
    }
    if is_open && (moves || !was_open) {
        effects.extend(next.plan_round(now, context, now));
    }
    Some((next, effects))
}

fn freed(slot: Option<&Slot>, by: &Claim, facts: &SlotFacts, context: &Context<'_>, now: Timestamp) -> Next {
    let has_it = |it: &Slot| matches!(&it.state, SlotState::Taken { claim } if claim.case == by.case);
    let told = Order { sequence: None, occurred_at: now };
    let mut next = match slot {
        None => blank(context.clinic, facts, told),
        Some(known) if has_it(known) => known.clone(),
        Some(_) => return None,
    };
    if next.start.at <= now {
        return None;
    }
    let twin = context.has_twin;
    next.state = if twin { SlotState::Closed } else { SlotState::Open };
    next.freed_by = Some(Freed { by: by.clone(), at: now });
    // What the last one who had it gained is not gained any more.
    next.filled = None;
    let effects = if twin { Vec::new() } else { next.plan_round(now, context, now) };
    Some((next, effects))
}

fn happened(slot: &Slot, event: &Event, context: &Context<'_>, now: Timestamp) -> Next {
    let mut next = slot.clone();
    let mut effects = Vec::new();
    match event {
        Event::Replaced { .. } if slot.state == SlotState::Open && !slot.was_offered_freed() => {
            next.state = SlotState::Closed;
        }
        // Between the list of times and the choice, hours may have passed, and the clinic may have told another time.
        Event::Chosen { claim, start, takes_back, .. }
            if slot.is_free(now)
                && start.is_none_or(|it| it == slot.start.at)
                && !context.overlaps
                && (*takes_back || slot.keeps_notice(&context.clinic.slots, now)) =>
        {
            next.hold(claim.clone(), now);
        }
        Event::Accepted { message, .. } => effects = next.accepted(message, context, now)?,
        Event::Declined { message, .. } => effects = next.declined(message, context, now)?,
        Event::Unsaid { message } => effects = next.unsaid(message, context, now)?,
        Event::Given { claim, by_offer, days_gained, .. } if slot.can_be_given(claim, now) => {
            next.state = SlotState::Taken { claim: claim.clone() };
            next.asking = None;
            next.filled = Some(Filled { at: now, by_offer: *by_offer, days_gained: *days_gained });
            effects = next.tell_hopeful(Some(claim), now);
        }
        Event::LetGo { claim, .. } if matches!(&slot.state, SlotState::Held { claim: held, .. } if held == claim) =>
        {
            effects = if let Some(asking) = next.asking.clone() {
                next.give_back(&asking)
            } else {
                // Who has an appointment hears of it by that.
                let told = if claim.version == 0 { next.tell_hopeful(None, now) } else { Vec::new() };
                next.state = SlotState::Open;
                told.into_iter().chain(next.plan_round(now, context, now)).collect()
            };
        }
        Event::Asked(asking) => effects = next.ask(asking)?,
        Event::Answered { key, answer, .. } => effects = next.answered(key, *answer, now)?,
        Event::RoundBegun { round, offers }
            if slot.state == SlotState::Open && slot.rounds.checked_add(1) == Some(*round) =>
        {
            effects = next.begin(*round, offers, context, now);
        }
        Event::Woken { .. } if slot.due().is_some_and(|due| due <= now) => {
            effects = next.woken(context, now);
        }
        _ => return None,
    }
    Some((next, effects))
}

impl Slot {
    /// Takes over what the clinic says; what it does not say stays.
    fn learn(&mut self, facts: &SlotFacts) {
        self.start = facts.start.clone();
        self.modality = facts.modality;
        self.duration_minutes = facts.duration_minutes.or(self.duration_minutes);
        self.practitioner = facts.practitioner.clone().or(self.practitioner.take());
        self.service = facts.service.clone().or(self.service.take());
        self.site = facts.site.clone().or(self.site.take());
    }

    /// Whether a visit gave it free, and it was offered under the number that it has by that.
    fn was_offered_freed(&self) -> bool {
        self.freed_by.is_some() && !self.offers.is_empty()
    }

    /// Whether the visit that has it stands elsewhere by now, or no more.
    fn holder_left(&self, context: &Context<'_>) -> bool {
        context.holder.is_some_and(|it| !self.is_stood_on_by(it))
    }

    pub(super) fn hold(&mut self, claim: Claim, now: Timestamp) {
        let until = after(now, SignedDuration::from_mins(HOLD_MINUTES));
        self.state = SlotState::Held { claim, until, start: Some(self.start.clone()) };
    }

    /// A hold that ran out while nobody else came still counts.
    fn can_be_given(&self, wanted: &Claim, now: Timestamp) -> bool {
        match &self.state {
            SlotState::Held { claim, .. } => claim == wanted,
            SlotState::Open => self.start.at > now,
            SlotState::Taken { .. } | SlotState::Closed => false,
        }
    }

    fn woken(&mut self, context: &Context<'_>, now: Timestamp) -> Vec<Effect> {
        if let Some(asking) = self.asking.clone() {
            return self.ask_again(&asking, now);
        }
        if self.start.at <= now {
            self.state = SlotState::Closed;
            return Vec::new();
        }
        if matches!(self.state, SlotState::Held { .. }) {
            self.state = SlotState::Open;
        }
        let at = self.next_round.unwrap_or(now);
        self.plan_round(at.max(now), context, now)
    }

    fn concluded(mut self, cause: String, effects: Vec<Effect>) -> Decision<Self, Effect> {
        self.causes.push(Cause { id: cause, effects: effects.clone() });
        keep_count(&mut self.causes, CAUSES_MAX);
        Decision::applied(self, effects)
    }
}

fn blank(clinic: &Clinic, facts: &SlotFacts, told: Order) -> Slot {
    Slot {
        clinic: clinic.id.clone(),
        id: facts.id.clone(),
        start: facts.start.clone(),
        duration_minutes: facts.duration_minutes,
        practitioner: facts.practitioner.clone(),
        service: facts.service.clone(),
        site: facts.site.clone(),
        modality: facts.modality,
        state: SlotState::Closed,
        told,
        freed_by: None,
        rounds: 0,
        next_round: None,
        offers: Vec::new(),
        asking: None,
        filled: None,
        causes: Vec::new(),
    }
}

/// That much later, or the end of time.
pub(super) fn after(at: Timestamp, long: SignedDuration) -> Timestamp {
    at.checked_add(long).unwrap_or(Timestamp::MAX)
}
