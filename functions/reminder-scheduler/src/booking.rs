//! A slot that the clinic's own system is asked for, between its hold and the move.
//!
//! The sender calls the system; here is what follows from what it said. A system that is asked twice knows the key.

use domain::case::{Case, Event, Inbound};
use domain::clinic::Clinic;
use domain::ids::{PatientId, SlotId};
use domain::slot::{self, Asking, BookingAnswer, Claim, Context, Offer, Settled, Slot};
use frame::Failure;
use jiff::Timestamp;
use ports::Ports;
use ports::commit::load;
use ports::records::{case_key, slot_key};

use crate::moving::{Wanted, complete, outrun};
use crate::{cases, slots};

/// Asks for a slot that is held for a visit.
pub(crate) async fn ask<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    patient: &PatientId,
    claim: &Claim,
    id: &SlotId,
    offer: Option<&Offer>,
) -> Result<(), Failure> {
    let message = offer.map(|it| &it.message);
    let asking = Asking::new(wanted.inbound, claim, patient, message, wanted.now);
    let (event, clinic) = (slot::Event::Asked(asking), wanted.clinic);
    let committed = slots::decide(ports, id, &event, &Context::of(clinic), wanted.now).await?;
    slots::carry_out(ports, &clinic.id, id, committed.effects).await?;
    if committed.state.is_some_and(|it| it.is_for(claim)) {
        return Ok(());
    }
    // The clinic closed it after it was held.
    cases::apply(ports, &clinic.id, &claim.case, &outrun(wanted, claim), wanted.now).await
}

/// The system said whether it booked it, or nobody knows.
pub(crate) async fn answered<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &SlotId,
    key: String,
    ask: u32,
    answer: BookingAnswer,
    now: Timestamp,
) -> Result<(), Failure> {
    slots::apply(ports, id, &slot::Event::Answered { key, ask, answer }, &Context::of(clinic), now).await
}

/// Carries out what follows for the patient.
pub(crate) async fn settled<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &SlotId,
    asking: &Asking,
    settled: Settled,
    now: Timestamp,
) -> Result<(), Failure> {
    let Asking { cause, claim, channel, thread, .. } = asking;
    let inbound = Inbound { cause, channel: *channel, thread };
    let wanted = Wanted { clinic, inbound, now };
    let unconfirmed = |given_up| Event::Unconfirmed {
        cause: cause.clone(),
        version: claim.version,
        channel: *channel,
        thread: thread.clone(),
        given_up,
    };
    match settled {
        Settled::Booked => move_visit(ports, &wanted, id, asking).await,
        // Who accepted an offer was told that it is gone.
        Settled::Refused if asking.offer.is_some() => Ok(()),
        Settled::Refused => cases::apply(ports, &clinic.id, &claim.case, &outrun(&wanted, claim), now).await,
        Settled::Pending => cases::apply(ports, &clinic.id, &claim.case, &unconfirmed(false), now).await,
        Settled::GivenUp => {
            tracing::warn!(slot.id = id.as_str(), "a clinic's system never said whether it booked a slot");
            cases::apply(ports, &clinic.id, &claim.case, &unconfirmed(true), now).await
        }
    }
}

/// The system has it: the visit moves, unless the clinic's own word of that came first.
async fn move_visit<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    id: &SlotId,
    asking: &Asking,
) -> Result<(), Failure> {
    let (clinic, now) = (wanted.clinic, wanted.now);
    let slot: Option<Slot> = load(ports, &slot_key(&clinic.id, id)).await?;
    let case: Option<Case> = load(ports, &case_key(&clinic.id, &asking.claim.case)).await?;
    let (Some(slot), Some(case)) = (slot, case) else {
        return Err(Failure::park("a slot or a visit that is not on record"));
    };
    if !slot.is_for(&asking.claim) {
        // It was settled before this came again.
        return Ok(());
    }
    let told_first = case.version > asking.claim.version
        && case.state.is_ahead()
        && case.anchor.at == slot.start.at
        && !slot.is_stood_on_by(&case);
    if told_first {
        let event = slot::Event::Given {
            cause: asking.cause.clone(),
            claim: asking.claim.clone(),
            by_offer: asking.offer.is_some(),
            days_gained: 0,
        };
        return slots::apply(ports, id, &event, &Context::of(clinic), now).await;
    }
    let offer = asking.offer.as_ref().and_then(|it| slot.offer(it));
    complete(ports, wanted, &asking.claim, id, offer).await
}
