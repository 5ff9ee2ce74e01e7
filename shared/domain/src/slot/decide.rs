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

use super::{
    Asking, BookingAnswer, CAUSES_MAX, Cause, Claim, Effect, Filled, Freed, HOLD_MINUTES, Offer, Slot,
    SlotState,
};
use crate::bounded::keep_count;
use crate::case::{Case, Order};
use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::event::{SlotChange, SlotFacts};
use crate::ids::MessageId;

/// What can happen to a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The clinic told of it.
    Told {
        /// Its event's id.
        cause: String,
        /// By the clinic's clock.
        occurred_at: Timestamp,
        /// Free or not.
        change: SlotChange,
        /// What is known.
        facts: SlotFacts,
    },
    /// A visit gave its time free.
    Freed {
        /// What moved or cancelled the visit.
        cause: String,
        /// The visit, as it stood.
        by: Claim,
        /// The time.
        facts: SlotFacts,
    },
    /// The clinic lists the same time under another number.
    Replaced {
        /// The clinic's event.
        cause: String,
    },
    /// A patient chose it.
    Chosen {
        /// The id of what they wrote or tapped.
        cause: String,
        /// For which visit.
        claim: Claim,
        /// When it starts, as they were shown it, if that is known.
        start: Option<Timestamp>,
        /// It is the visit's own time, which was given free: to have it back needs no notice.
        takes_back: bool,
    },
    /// A patient accepted an offer of it.
    Accepted {
        /// The id of what they wrote or tapped.
        cause: String,
        /// The message that offered it.
        message: MessageId,
    },
    /// A patient declined an offer of it.
    Declined {
        /// The id of what they wrote or tapped.
        cause: String,
        /// The message that offered it.
        message: MessageId,
    },
    /// The message that offers it was stopped: nobody answers it.
    Unsaid {
        /// Which.
        message: MessageId,
    },
    /// The clinic's system is to be asked for it, since it is held for somebody.
    Asked(Asking),
    /// The clinic's system answered, or did not.
    Answered {
        /// What was asked.
        key: String,
        /// Which time of asking.
        ask: u32,
        /// What it said.
        answer: BookingAnswer,
    },
    /// The move onto it completes.
    Given {
        /// What caused the move.
        cause: String,
        /// To whom.
        claim: Claim,
        /// By an offer, not by a choice.
        by_offer: bool,
        /// Whole days gained.
        days_gained: u32,
    },
    /// The move onto it came to nothing.
    LetGo {
        /// What would have caused it.
        cause: String,
        /// Whose.
        claim: Claim,
    },
    /// A round of offers begins; its places on the waiting list are reserved.
    RoundBegun {
        /// The number of the round.
        round: u32,
        /// To whom; empty when nobody could be offered it.
        offers: Vec<Offer>,
    },
    /// It wanted to be woken at that instant.
    Woken {
        /// The instant.
        due: Timestamp,
    },
}

/// What a decision may look at beside the slot.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The tenant.
    pub clinic: &'a Clinic,
    /// The case that has the slot, as it is now.
    pub holder: Option<&'a Case>,
    /// The same time stands under another number: somebody has it there, or it is free there already.
    pub has_twin: bool,
    /// Whoever wants it has another visit then.
    pub overlaps: bool,
    /// Whoever wants it has taken another one by the same place on the waiting list, and has no appointment to move.
    pub has_another: bool,
}

impl<'a> Context<'a> {
    /// Nobody has it.
    #[must_use]
    pub const fn of(clinic: &'a Clinic) -> Self {
        Self { clinic, holder: None, has_twin: false, overlaps: false, has_another: false }
    }
}

impl Event {
    /// The id under which the slot remembers having applied this.
    #[must_use]
    pub fn cause(&self) -> String {
        match self {
            Self::Told { cause, .. } => cause.clone(),
            Self::Freed { cause, .. } => format!("freed:{cause}"),
            Self::Replaced { cause } => format!("replaced:{cause}"),
            Self::Chosen { cause, .. } | Self::Accepted { cause, .. } | Self::Declined { cause, .. } => {
                format!("said:{cause}")
            }
            Self::Unsaid { message } => format!("unsaid:{message}"),
            Self::Asked(asking) => format!("asked:{}", asking.cause),
            Self::Answered { key, ask, answer } => Self::answer_cause(key, *ask, *answer),
            Self::Given { cause, .. } => format!("given:{cause}"),
            Self::LetGo { cause, .. } => format!("let_go:{cause}"),
            Self::RoundBegun { round, .. } => format!("round:{round}"),
            Self::Woken { due } => format!("wake:{due}"),
        }
    }
}

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
