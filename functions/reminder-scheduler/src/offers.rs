//! What patients answer to the offer of a slot.
//!
//! Guarantees: a yes ends in one of three: the slot is kept for them, they have it, or they are told that it is gone.
//! Who has an appointment moves it there (`moving`); who has none gets the slot, and a person books it.

use domain::case::Handover;
use domain::ids::{MessageId, PatientId, SlotId};
use domain::message::Message;
use domain::slot::{self, Context, Offer, Slot};
use domain::waiting::{self, Waiting};
use frame::Failure;
use ports::commit::{AsRead, CONFLICTS_MAX, Together, load, load_revised};
use ports::publish::publish;
use ports::records::{message_key, slot_key, wait_key};
use ports::table::Written;
use ports::wire::ToThreads;
use ports::{PortError, Ports};

use crate::moving::{Wanted, accepts, add_entry, claim_slot, overlaps, unclaim};
use crate::{rounds, slots};

/// A patient answered the offer of a slot.
pub(crate) async fn answer<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    message: &MessageId,
    accepted: bool,
) -> Result<(), Failure> {
    let Wanted { clinic, now, .. } = *wanted;
    let known: Option<Message> = load(ports, &message_key(message)).await?;
    let Some(id) = known.and_then(|it| it.spec.slot) else {
        return Err(Failure::park("an answer to an offer that is not on record"));
    };
    let slot: Option<Slot> = load(ports, &slot_key(&clinic.id, &id)).await?;
    let Some(offer) = slot.as_ref().and_then(|it| it.offer(message)).cloned() else {
        return Err(Failure::park("an answer to an offer of a slot that never made it"));
    };
    let answered = waiting::Event::Answered { message: message.clone(), accepted };
    let entry = rounds::change(ports, clinic, &offer.entry, &answered, now).await?;
    if !accepted {
        return decline(ports, wanted, &id, &offer).await;
    }
    if offer.version.is_some() {
        return claim_slot(ports, wanted, &offer.claim(), &id, None, Some(&offer)).await;
    }
    accept_unbooked(ports, wanted, &id, &offer, entry.as_ref()).await
}

/// Holds the slot for who has no appointment, and gives it to them.
async fn accept_unbooked<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    id: &SlotId,
    offer: &Offer,
    entry: Option<&Waiting>,
) -> Result<(), Failure> {
    let Wanted { clinic, now, .. } = *wanted;
    let overlaps = overlaps(ports, clinic, id, &offer.patient, &offer.entry).await?;
    let has_another = entry.is_some_and(|it| it.has_another(id));
    let context = Context { overlaps, has_another, ..Context::of(clinic) };
    let committed = slots::decide(ports, id, &accepts(wanted, offer), &context, now).await?;
    slots::carry_out(ports, &clinic.id, id, committed.effects).await?;
    match committed.state {
        Some(slot) if slot.is_for(&offer.claim()) => give_unbooked(ports, wanted, id, offer).await,
        // If it was let go and a crash came before they were told, they are told now.
        _ => unclaim(ports, wanted, offer.claim(), id).await,
    }
}

/// Who declines what they accepted has changed their mind about a visit: a person looks.
async fn decline<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    id: &SlotId,
    offer: &Offer,
) -> Result<(), Failure> {
    let Wanted { clinic, now, .. } = *wanted;
    let event =
        slot::Event::Declined { cause: wanted.inbound.cause.to_owned(), message: offer.message.clone() };
    let committed = slots::decide(ports, id, &event, &Context::of(clinic), now).await?;
    slots::carry_out(ports, &clinic.id, id, committed.effects).await?;
    // Who has accepted since they declined means to come.
    let is_last_word = |it: &Offer| it.said == Some(false);
    match committed.state {
        Some(slot) if slot.is_for(&offer.claim()) && slot.offer(&offer.message).is_some_and(is_last_word) => {
            hand_over(ports, wanted, &offer.patient, Handover::WantsToMove).await
        }
        _ => Ok(()),
    }
}

/// Who has no appointment gets the slot, and a person to book it; not where another time was told of it meanwhile, or
/// they took another one in the same moment.
async fn give_unbooked<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    id: &SlotId,
    offer: &Offer,
) -> Result<(), Failure> {
    let Wanted { clinic, now, .. } = *wanted;
    for _ in 0..CONFLICTS_MAX {
        let AsRead::<Slot> { revision, state } = load_revised(ports, &slot_key(&clinic.id, id)).await?;
        let Some(slot) = state else { return Err(Failure::park("a slot that is not on record")) };
        if !slot.is_for(&offer.claim()) {
            // It was lost since: what comes again is decided anew.
            return Err(PortError::Contended.into());
        }
        let entry: AsRead<Waiting> = load_revised(ports, &wait_key(&clinic.id, &offer.entry)).await?;
        let has_another = entry.state.as_ref().is_some_and(|it| it.has_another(id));
        if slot.is_moved_while_held() || has_another {
            return unclaim(ports, wanted, offer.claim(), id).await;
        }
        let event = slot::Event::Given {
            cause: wanted.inbound.cause.to_owned(),
            claim: offer.claim(),
            by_offer: true,
            days_gained: 0,
        };
        let given = slot::decide(Some(&slot), &event, &Context::of(clinic), now);
        let mut together = Together::default();
        let written = match &given.next {
            Some(next) => {
                together.add(next, revision)?;
                add_entry(wanted, offer, &slot, &entry, &mut together)?;
                together.write(ports).await?
            }
            None => Written::Yes,
        };
        if written == Written::Yes {
            slots::carry_out(ports, &clinic.id, id, given.effects).await?;
            return hand_over(ports, wanted, &offer.patient, Handover::AcceptedSlot).await;
        }
    }
    Err(PortError::Contended.into())
}

/// Whoever wanted that is for a person, in the conversation in which they said it.
pub(crate) async fn hand_over<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    patient: &PatientId,
    why: Handover,
) -> Result<(), Failure> {
    let handed = ToThreads::HandOver {
        clinic: wanted.clinic.id.clone(),
        patient: patient.clone(),
        thread: Some(wanted.inbound.thread.clone()),
        why,
        cause: Some(wanted.inbound.cause.to_owned()),
    };
    Ok(publish(ports.queue(), wanted.clinic.id.as_str(), &[handed]).await?)
}
