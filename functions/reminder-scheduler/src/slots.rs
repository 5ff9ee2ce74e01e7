//! Slots: what the clinic tells of them, what visits give free, and what follows.

use domain::case::{Case, Order};
use domain::clinic::Clinic;
use domain::event::{ClinicEvent, SlotChange, SlotFacts, SlotsDay};
use domain::ids::{ClinicId, SlotId};
use domain::slot::{self, Claim, Context, Effect, Event, Slot, SlotState};
use domain::waiting;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{Committed, commit, load};
use ports::publish::publish;
use ports::records::{case_key, slot_key, slots_list, slots_prefix};
use ports::table::{PAGE_ITEMS_MAX, Table as _};
use ports::wire::{ToJourneys, ToOutbound};
use ports::{PortError, Ports};

use crate::rounds;

/// What the clinic says of one slot, by that event.
pub(crate) async fn tell<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    by: &ClinicEvent,
    change: SlotChange,
    facts: &SlotFacts,
    now: Timestamp,
) -> Result<(), Failure> {
    let (cause, occurred_at) = (by.event_id.as_str(), by.occurred_at);
    let known: Option<Slot> = load(ports, &slot_key(&clinic.id, &facts.id)).await?;
    let told = Order { sequence: facts.sequence, occurred_at };
    // What comes late changes nothing, under whatever number.
    let is_news = known.as_ref().is_none_or(|it| !told.is_older_than(&it.told));
    let is_free = known.as_ref().is_some_and(Slot::is_listed_free);
    let opens = is_news && change == SlotChange::Opened && !is_free;
    let has_twin = opens && replace_twins(ports, clinic, facts, cause, now).await?;
    let holder = match known.as_ref().and_then(Slot::claim) {
        Some(claim) => load::<_, Case>(ports, &case_key(&clinic.id, &claim.case)).await?,
        None => None,
    };
    let context = Context { holder: holder.as_ref(), has_twin, ..Context::of(clinic) };
    let leaves = |it: &Slot| change == SlotChange::Closed || it.start.at != facts.start.at;
    if let Some(left) = known.filter(|it| is_news && leaves(it)) {
        close_freed_twins(ports, clinic, by, &left.facts(), now).await?;
    }
    let event = Event::Told { cause: cause.to_owned(), occurred_at, change, facts: facts.clone() };
    let committed = decide(ports, &facts.id, &event, &context, now).await?;
    // Before the next round begins, so that they may be offered what it is now.
    let offers = committed.state.as_ref().map_or(&[][..], |it| &it.offers);
    for offer in offers.iter().filter(|it| it.moved_from.is_some()) {
        let moved = waiting::Event::Moved { message: offer.message.clone() };
        let _ = rounds::change(ports, clinic, &offer.entry, &moved, now).await?;
    }
    Ok(carry_out(ports, &clinic.id, &facts.id, committed.effects).await?)
}

/// All free slots of a day: what is on record as free and is not among them is closed.
pub(crate) async fn tell_day<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    by: &ClinicEvent,
    day: &SlotsDay,
    now: Timestamp,
) -> Result<(), Failure> {
    for slot in &day.slots {
        tell(ports, clinic, by, SlotChange::Opened, slot, now).await?;
    }
    let on_record = listed(ports, &clinic.id, true, &day.date.to_string()).await?;
    for slot in on_record {
        let is_told = day.slots.iter().any(|it| it.id == slot.id || slot.is_twin_of(it));
        if !is_told && slot.belongs_to(day.date, day.practitioner.as_ref(), day.site.as_deref()) {
            tell(ports, clinic, by, SlotChange::Closed, &slot.facts(), now).await?;
        }
    }
    Ok(())
}

/// The time of a visit that was cancelled is free for others.
pub(crate) async fn free<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    by: Claim,
    cause: &str,
    facts: &SlotFacts,
    now: Timestamp,
) -> Result<(), Failure> {
    let context = Context { has_twin: has_free_twin(ports, clinic, facts).await?, ..Context::of(clinic) };
    let event = Event::Freed { cause: cause.to_owned(), by, facts: facts.clone() };
    apply(ports, &facts.id, &event, &context, now).await
}

/// It wanted to be woken.
pub(crate) async fn wake<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    slot: &SlotId,
    due: Timestamp,
    now: Timestamp,
) -> Result<(), Failure> {
    apply(ports, slot, &Event::Woken { due }, &Context::of(clinic), now).await
}

/// Decides an event on a slot, stores the outcome and carries out its effects.
pub(crate) async fn apply<P: Ports>(
    ports: &P,
    slot: &SlotId,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<(), Failure> {
    let committed = decide(ports, slot, event, context, now).await?;
    Ok(carry_out(ports, &context.clinic.id, slot, committed.effects).await?)
}

pub(crate) async fn decide<P: Ports>(
    ports: &P,
    slot: &SlotId,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<Committed<Slot, Effect>, PortError> {
    commit(ports, &slot_key(&context.clinic.id, slot), |known: Option<&Slot>| {
        Ok::<_, PortError>(slot::decide(known, event, context, now))
    })
    .await
}

/// Gives the messages among the effects, and what to ask of the clinic's system, to the sender. A round reads many
/// entries, so it is a record of its own.
pub(crate) async fn carry_out<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    slot: &SlotId,
    effects: Vec<Effect>,
) -> Result<(), PortError> {
    let (mut outbound, mut journeys) = (Vec::new(), Vec::new());
    for effect in effects {
        match effect {
            Effect::Say { spec } => outbound.push(ToOutbound::Say { spec }),
            Effect::Ask { booking } => outbound.push(ToOutbound::Book { booking }),
            Effect::GiveBack { booking } => outbound.push(ToOutbound::GiveBack { booking }),
            Effect::Settle { asking, settled } => {
                let (clinic, slot) = (clinic.clone(), slot.clone());
                journeys.push(ToJourneys::BookingSettled { clinic, slot, asking, settled });
            }
            Effect::BeginRound { round } => {
                journeys.push(ToJourneys::RoundDue { clinic: clinic.clone(), slot: slot.clone(), round });
            }
        }
    }
    publish(ports.queue(), clinic.as_str(), &outbound).await?;
    publish(ports.queue(), clinic.as_str(), &journeys).await
}

/// The clinic has that time no more: nor has it what a visit gave free then, and was offered beside its own number.
async fn close_freed_twins<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    by: &ClinicEvent,
    left: &SlotFacts,
    now: Timestamp,
) -> Result<(), PortError> {
    for twin in twins(ports, clinic, left).await? {
        if twin.freed_by.is_some() && twin.state == SlotState::Open {
            let (cause, occurred_at) = (by.event_id.to_string(), by.occurred_at);
            let event = Event::Told { cause, occurred_at, change: SlotChange::Closed, facts: twin.facts() };
            let _ = decide(ports, &twin.id, &event, &Context::of(clinic), now).await?;
        }
    }
    Ok(())
}

/// Closes what stands for the same time under another number and is free; whether somebody has one of them, or may have
/// it by an offer.
async fn replace_twins<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    facts: &SlotFacts,
    cause: &str,
    now: Timestamp,
) -> Result<bool, PortError> {
    let mut has_twin = false;
    for twin in twins(ports, clinic, facts).await? {
        let event = Event::Replaced { cause: cause.to_owned() };
        let replaced = decide(ports, &twin.id, &event, &Context::of(clinic), now).await?;
        let twin = replaced.state.unwrap_or(twin);
        has_twin |= match &twin.state {
            // What was offered stays open.
            SlotState::Held { .. } | SlotState::Open => true,
            SlotState::Taken { claim } => {
                let holder: Option<Case> = load(ports, &case_key(&clinic.id, &claim.case)).await?;
                holder.is_none_or(|it| twin.is_stood_on_by(&it))
            }
            SlotState::Closed => false,
        };
    }
    Ok(has_twin)
}

/// Whether the clinic lists that time as free under a number of its own.
pub(crate) async fn has_free_twin<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    facts: &SlotFacts,
) -> Result<bool, PortError> {
    Ok(twins(ports, clinic, facts).await?.iter().any(Slot::is_listed_free))
}

async fn twins<P: Ports>(ports: &P, clinic: &Clinic, facts: &SlotFacts) -> Result<Vec<Slot>, PortError> {
    let start = format!("{}#", facts.start.local);
    let mut found = listed(ports, &clinic.id, true, &start).await?;
    found.extend(listed(ports, &clinic.id, false, &start).await?);
    found.retain(|it| it.is_twin_of(facts));
    Ok(found)
}

async fn listed<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    free: bool,
    start: &str,
) -> Result<Vec<Slot>, PortError> {
    let (list, prefix) = (slots_list(clinic), slots_prefix(free, start));
    let (mut slots, mut after) = (Vec::new(), None);
    loop {
        let page = ports.table().list(&list, &prefix, after.as_ref(), PAGE_ITEMS_MAX).await?;
        for key in page.entries {
            slots.extend(load::<_, Slot>(ports, &key).await?);
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(slots),
        }
    }
}
