//! A visit moves to a slot that its patient chose, or accepted when it was offered (`offers`).
//!
//! First the slot is held for them: that conditional write has one winner. Then the visit, the slot, the time that the
//! visit leaves and the entry of the waiting list are written together or not at all, so that no crash leaves a time
//! free on which a visit stands. A hold that nobody completes ends by itself. Where the clinic's own system is
//! connected, it is asked in between (`booking`).

use domain::case::{self, Case, Inbound};
use domain::clinic::Clinic;
use domain::decision::Outcome;
use domain::ids::{CaseId, PatientId, SlotId};
use domain::slot::{self, Claim, Context, Offer, Slot};
use domain::waiting::{self, Waiting};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{AsRead, CONFLICTS_MAX, Together, load, load_revised};
use ports::patients::standing_patient;
use ports::records::{case_key, slot_key, wait_key};
use ports::table::Written;
use ports::{PortError, Ports};

use crate::around::{Around, is_clear};
use crate::{booking, cases, slots};

/// What a patient wants, and where they said it.
pub(crate) struct Wanted<'a> {
    pub(crate) clinic: &'a Clinic,
    pub(crate) inbound: Inbound<'a>,
    pub(crate) now: Timestamp,
}

/// A patient chose a slot for their visit, which starts when they were shown, if that is known.
pub(crate) async fn choose<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    claim: &Claim,
    id: &SlotId,
    start: Option<Timestamp>,
) -> Result<(), Failure> {
    claim_slot(ports, wanted, claim, id, start, None).await
}

/// Holds the slot for a visit that still stands, and moves it; else says why not.
pub(crate) async fn claim_slot<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    claim: &Claim,
    id: &SlotId,
    start: Option<Timestamp>,
    offer: Option<&Offer>,
) -> Result<(), Failure> {
    let Wanted { clinic, now, .. } = *wanted;
    let Some(case): Option<Case> = load(ports, &case_key(&clinic.id, &claim.case)).await? else {
        return Err(Failure::park("a slot for a visit that is not on record"));
    };
    let takes_back = case.released_slot(now).as_ref() == Some(id);
    let event = match offer {
        Some(offer) => accepts(wanted, offer),
        None => slot::Event::Chosen {
            cause: wanted.inbound.cause.to_owned(),
            claim: claim.clone(),
            // Whoever wants their own time back means the time that it was.
            start: start.or_else(|| takes_back.then_some(case.anchor.at)),
            takes_back,
        },
    };
    let stands = case.may_take(claim.version, now);
    let outrun_event = outrun(wanted, claim);
    if case.knows(&outrun_event) {
        // They were told that it is gone: that stands, even if it has come free since.
        return cases::apply(ports, &clinic.id, &claim.case, &outrun_event, now).await;
    }
    let (slot, effects) = if stands {
        let overlaps = overlaps(ports, clinic, id, &case.patient, &case.id).await?;
        let context = Context { overlaps, ..Context::of(clinic) };
        let held = slots::decide(ports, id, &event, &context, now).await?;
        (held.state, held.effects)
    } else {
        (load(ports, &slot_key(&clinic.id, id)).await?, Vec::new())
    };
    let Some(slot) = slot else { return Err(Failure::park("a slot that is not on record")) };
    if slot.is_for(claim) {
        if clinic.slot_system.is_some() && stands {
            return booking::ask(ports, wanted, &case.patient, claim, id, offer).await;
        }
        return complete(ports, wanted, claim, id, offer).await;
    }
    match offer {
        Some(_) if stands => Ok(slots::carry_out(ports, &clinic.id, id, effects).await?),
        None if stands => cases::apply(ports, &clinic.id, &claim.case, &outrun_event, now).await,
        _ => {
            let moved = rescheduled(wanted, claim, &slot);
            cases::apply(ports, &clinic.id, &claim.case, &moved, now).await
        }
    }
}

/// Whether whoever wants the slot has another visit then, `but` aside. Once it is kept for them, that is settled: a
/// system that is asked for it may tell of the new visit before it answers.
pub(crate) async fn overlaps<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &SlotId,
    patient: &PatientId,
    but: &CaseId,
) -> Result<bool, PortError> {
    let slot: Option<Slot> = load(ports, &slot_key(&clinic.id, id)).await?;
    let is_theirs = |it: &Slot| it.claim().is_some_and(|claim| claim.case == *but);
    let Some(slot) = slot.filter(|it| !is_theirs(it)) else { return Ok(false) };
    let Some(patient) = standing_patient(ports, &clinic.id, patient).await? else { return Ok(false) };
    Ok(!is_clear(ports, clinic, &slot, &patient, but).await?)
}

pub(crate) fn accepts(wanted: &Wanted<'_>, offer: &Offer) -> slot::Event {
    slot::Event::Accepted { cause: wanted.inbound.cause.to_owned(), message: offer.message.clone() }
}

/// The slot is somebody else's by now, or too close: the next ones are offered.
pub(crate) fn outrun(wanted: &Wanted<'_>, claim: &Claim) -> case::Event {
    case::Event::Outrun {
        cause: wanted.inbound.cause.to_owned(),
        version: claim.version,
        channel: wanted.inbound.channel,
        thread: wanted.inbound.thread.clone(),
    }
}

fn rescheduled(wanted: &Wanted<'_>, claim: &Claim, slot: &Slot) -> case::Event {
    case::Event::Rescheduled {
        cause: wanted.inbound.cause.to_owned(),
        version: claim.version,
        slot: slot.facts(),
        channel: wanted.inbound.channel,
        thread: wanted.inbound.thread.clone(),
    }
}

/// What moved together, and what to publish of it.
struct Moved {
    case: Vec<case::Effect>,
    slot: Vec<slot::Effect>,
    freed: Option<(SlotId, Vec<slot::Effect>)>,
}

/// Moves the visit onto the slot that is held for it, or was given to it before this came again.
pub(crate) async fn complete<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    claim: &Claim,
    id: &SlotId,
    offer: Option<&Offer>,
) -> Result<(), Failure> {
    let Wanted { clinic, now, .. } = *wanted;
    for _ in 0..CONFLICTS_MAX {
        let slot: AsRead<Slot> = load_revised(ports, &slot_key(&clinic.id, id)).await?;
        let read: AsRead<Case> = load_revised(ports, &case_key(&clinic.id, &claim.case)).await?;
        let (slot_revision, case_revision) = (slot.revision, read.revision);
        let (Some(slot), Some(case)) = (slot.state, read.state.clone()) else {
            return Err(Failure::park("a slot or a visit that is not on record"));
        };
        if slot.is_moved_while_held() {
            return let_go(ports, wanted, claim, id, &outrun(wanted, claim)).await;
        }
        let event = rescheduled(wanted, claim, &slot);
        let around = Around::load(ports, clinic, &claim.case, read, &event, now).await?;
        let decision = match case::decide(Some(&case), &event, &around.context(clinic), now) {
            Ok(decision) => decision,
            Err(error) => return Err(Failure::park(error.to_string())),
        };
        let given = slot::Event::Given {
            cause: wanted.inbound.cause.to_owned(),
            claim: claim.clone(),
            by_offer: offer.is_some(),
            days_gained: days_gained(&case, &slot),
        };
        let given = slot::decide(Some(&slot), &given, &Context::of(clinic), now);
        let moved =
            decision.next.as_ref().is_some_and(|it| slot.is_stood_on_by(it) && it.version > case.version);
        let (Some(next_case), true) = (decision.next, moved) else {
            // The slot was read before the visit: what is newly decided of it may rest on an old state, and was not
            // stored.
            let of_slot = if given.outcome == Outcome::Repeated { given.effects } else { Vec::new() };
            // What the visit left is offered by its own wake-up, should that have been lost in a crash.
            let again = Moved { case: decision.effects, slot: of_slot, freed: None };
            return not_moved(ports, wanted, claim, &case, &slot, again).await;
        };
        let Some(next_slot) = given.next else {
            return cases::apply(ports, &clinic.id, &claim.case, &outrun(wanted, claim), now).await;
        };
        let mut together = Together::default();
        together.add(&next_case, case_revision)?;
        together.add(&next_slot, slot_revision)?;
        let freed = add_freed(ports, wanted, &case, &mut together).await?;
        if let Some(offer) = offer {
            let entry = load_revised(ports, &wait_key(&clinic.id, &offer.entry)).await?;
            add_entry(wanted, offer, &slot, &entry, &mut together)?;
        }
        if together.write(ports).await? == Written::Yes {
            let moved = Moved { case: decision.effects, slot: given.effects, freed };
            return publish_moved(ports, wanted, claim, id, moved).await;
        }
    }
    Err(PortError::Contended.into())
}

async fn publish_moved<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    claim: &Claim,
    id: &SlotId,
    moved: Moved,
) -> Result<(), Failure> {
    let Wanted { clinic, now, .. } = *wanted;
    cases::publish_effects(ports, clinic, &claim.case, moved.case, now).await?;
    slots::carry_out(ports, &clinic.id, id, moved.slot).await?;
    if let Some((freed, effects)) = moved.freed {
        slots::carry_out(ports, &clinic.id, &freed, effects).await?;
    }
    Ok(())
}

/// The visit stands on the slot already and this came `again`, or it changed since the slot was held.
async fn not_moved<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    claim: &Claim,
    case: &Case,
    slot: &Slot,
    again: Moved,
) -> Result<(), Failure> {
    if slot.is_stood_on_by(case) {
        return publish_moved(ports, wanted, claim, &slot.id, again).await;
    }
    let_go(ports, wanted, claim, &slot.id, &rescheduled(wanted, claim, slot)).await
}

/// The slot is kept for the visit no more. Its patient hears why first: once it is let go, nobody looks again.
async fn let_go<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    claim: &Claim,
    id: &SlotId,
    why: &case::Event,
) -> Result<(), Failure> {
    cases::apply(ports, &wanted.clinic.id, &claim.case, why, wanted.now).await?;
    unclaim(ports, wanted, claim.clone(), id).await
}

pub(crate) async fn unclaim<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    claim: Claim,
    id: &SlotId,
) -> Result<(), Failure> {
    let event = slot::Event::LetGo { cause: wanted.inbound.cause.to_owned(), claim };
    slots::apply(ports, id, &event, &Context::of(wanted.clinic), wanted.now).await
}

/// The time that the visit leaves becomes a slot of its own.
async fn add_freed<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    case: &Case,
    together: &mut Together,
) -> Result<Option<(SlotId, Vec<slot::Effect>)>, PortError> {
    let Wanted { clinic, now, .. } = *wanted;
    // What was given free already is a slot of its own.
    let Some(facts) = Slot::facts_of(case).filter(|_| case.state.is_ahead()) else { return Ok(None) };
    let left: AsRead<Slot> = load_revised(ports, &slot_key(&clinic.id, &facts.id)).await?;
    let context =
        Context { has_twin: slots::has_free_twin(ports, clinic, &facts).await?, ..Context::of(clinic) };
    let by = Claim { case: case.id.clone(), version: case.version };
    let event = slot::Event::Freed { cause: wanted.inbound.cause.to_owned(), by, facts: facts.clone() };
    let decision = slot::decide(left.state.as_ref(), &event, &context, now);
    let Some(next) = decision.next else { return Ok(None) };
    together.add(&next, left.revision)?;
    Ok(Some((facts.id, decision.effects)))
}

/// Who got the slot waits no more.
pub(crate) fn add_entry(
    wanted: &Wanted<'_>,
    offer: &Offer,
    slot: &Slot,
    entry: &AsRead<Waiting>,
    together: &mut Together,
) -> Result<(), PortError> {
    let clinic = wanted.clinic;
    let event = waiting::Event::Got { slot: slot.id.clone() };
    let rules = clinic.waiting_list.as_ref();
    let decision = waiting::decide(entry.state.as_ref(), &clinic.id, &offer.entry, &event, rules, wanted.now);
    match decision.next {
        Some(next) => together.add(&next, entry.revision),
        None => Ok(()),
    }
}

/// How many whole days earlier than before the patient is seen, by the wall: a day of a clock change is one too.
fn days_gained(case: &Case, slot: &Slot) -> u32 {
    let hours = case.anchor.local.duration_since(slot.start.local).as_hours();
    u32::try_from(hours.div_euclid(24).max(0)).unwrap_or(u32::MAX)
}
