//! A round of offers: whom a free slot is offered to, by the clinic's rules.
//!
//! Guarantees: each place on the waiting list is reserved by a conditional write before the round is stored, and the
//! round before its messages are published; what was reserved in vain is given back.

use std::collections::BTreeSet;

use domain::case::Case;
use domain::clinic::{Clinic, WaitingList};
use domain::decision::Outcome;
use domain::delivery::Channel;
use domain::ids::{CaseId, ClinicId, MessageId, PatientId, SlotId};
use domain::patient::Patient;
use domain::reason::Reason;
use domain::slot::{Context, Event, Offer, Slot};
use domain::waiting::{self, OfferMade, Waiting, rank};
use frame::Failure;
use jiff::{SignedDuration, Timestamp};
use ports::commit::{commit, load};
use ports::patients::{reached_at, standing_patient};
use ports::records::{WAITS_PREFIX, case_key, slot_key, wait_key, waits_list};
use ports::table::Table as _;
use ports::{PortError, Ports};

use crate::around::{is_clear, is_paused};
use crate::slots;

/// Most people of the waiting list who are looked at in a round: those of the highest priority who wait longest.
const CANDIDATES_MAX: u32 = 300;

pub(crate) async fn begin<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &SlotId,
    round: u32,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(rules) = &clinic.waiting_list else { return Ok(()) };
    let Some(slot): Option<Slot> = load(ports, &slot_key(&clinic.id, id)).await? else { return Ok(()) };
    let begun = Event::RoundBegun { round, offers: Vec::new() }.cause();
    if let Some(known) = slot.applied(&begun) {
        return Ok(slots::carry_out(ports, &clinic.id, id, known.effects.clone()).await?);
    }
    if !slot.is_free(now) || slot.rounds.checked_add(1) != Some(round) {
        return Ok(());
    }
    // Nobody's turn is spent on an offer that a pause holds: they are looked for again.
    let offers = if is_paused(ports, clinic, now).await? {
        Vec::new()
    } else {
        reserve(ports, clinic, &slot, round, rules, now).await?
    };
    let event = Event::RoundBegun { round, offers: offers.clone() };
    let committed = slots::decide(ports, id, &event, &Context::of(clinic), now).await?;
    if committed.outcome != Outcome::Applied {
        withdraw(ports, clinic, committed.state.as_ref(), &offers, now).await?;
    }
    Ok(slots::carry_out(ports, &clinic.id, id, committed.effects).await?)
}

/// The message of an offer was stopped for that reason: their turn is over if it lies with them, and the next ones are
/// asked as soon as nobody is left to answer.
pub(crate) async fn unsaid<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &SlotId,
    message: &MessageId,
    reason: Reason,
    now: Timestamp,
) -> Result<(), Failure> {
    let slot: Option<Slot> = load(ports, &slot_key(&clinic.id, id)).await?;
    let Some(offer) = slot.as_ref().and_then(|it| it.offer(message)) else {
        return Err(Failure::park("an offer of a slot that never made it was stopped"));
    };
    if !waiting::stops_only_them(reason) {
        return Ok(());
    }
    let over = waiting::Event::Unsaid { message: message.clone() };
    let _ = change(ports, clinic, &offer.entry, &over, now).await?;
    slots::apply(ports, id, &Event::Unsaid { message: message.clone() }, &Context::of(clinic), now).await
}

/// Reserves a place for each who comes first and may be offered it.
async fn reserve<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    slot: &Slot,
    round: u32,
    rules: &WaitingList,
    now: Timestamp,
) -> Result<Vec<Offer>, PortError> {
    let wanted = usize::try_from(rules.at_a_time).unwrap_or(usize::MAX);
    let minutes = SignedDuration::from_mins(i64::from(rules.offer_minutes));
    let until = now.checked_add(minutes).unwrap_or(Timestamp::MAX).min(slot.start.at);
    let Listed { candidates, standing } = listed(ports, clinic, slot, round, rules, now).await?;
    let (mut offers, mut patients) = (Vec::new(), BTreeSet::new());
    for (entry, case) in rank(slot, &candidates, rules, now) {
        if offers.len() >= wanted {
            break;
        }
        let Some(patient) = standing_patient(ports, &clinic.id, &entry.patient).await? else { continue };
        if patients.contains(&patient.id)
            || !is_reached(ports, clinic, &patient, now).await?
            || !is_clear(ports, clinic, slot, &patient, &entry.id).await?
            || may_get_another(ports, clinic, slot, &patient, &standing).await?
        {
            continue;
        }
        let message = slot.offer_message(&entry.id, round);
        let made = OfferMade {
            slot: slot.id.clone(),
            message: message.clone(),
            at: now,
            until,
            said: None,
            moved: false,
        };
        let reserved = change(ports, clinic, &entry.id, &waiting::Event::Reserved(made), now).await?;
        let Some(made) = reserved.as_ref().and_then(|it| it.offer(&message)) else { continue };
        patients.insert(patient.id);
        offers.push(Offer {
            entry: entry.id.clone(),
            version: case.as_ref().map(|it| it.version),
            patient: entry.patient.clone(),
            message,
            round,
            at: made.at,
            until: made.until,
            said: None,
            gone: false,
            late: 0,
            moved_from: None,
        });
    }
    Ok(offers)
}

/// Whether an offer would reach them now; nobody else's turn is spent on who cannot answer it.
async fn is_reached<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    patient: &Patient,
    now: Timestamp,
) -> Result<bool, PortError> {
    let Some(at) = reached_at(ports, patient, Channel::Whatsapp).await? else { return Ok(false) };
    Ok(waiting::is_reached(patient, at.thread.state.as_ref(), clinic, now))
}

/// Gives back what was reserved for a round that somebody else began, or that found the slot gone.
async fn withdraw<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    slot: Option<&Slot>,
    offers: &[Offer],
    now: Timestamp,
) -> Result<(), PortError> {
    for offer in offers.iter().filter(|it| slot.is_none_or(|slot| slot.offer(&it.message).is_none())) {
        let event = waiting::Event::Withdrawn { message: offer.message.clone() };
        let _ = change(ports, clinic, &offer.entry, &event, now).await?;
    }
    Ok(())
}

/// Whether they may still get a time that overlaps the slot, by what another entry of theirs was offered.
async fn may_get_another<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    slot: &Slot,
    patient: &Patient,
    standing: &[(PatientId, SlotId)],
) -> Result<bool, PortError> {
    let is_theirs = |it: &PatientId| *it == patient.id || patient.aliases.contains(it);
    for (_, other) in standing.iter().filter(|it| is_theirs(&it.0) && it.1 != slot.id) {
        let other: Option<Slot> = load(ports, &slot_key(&clinic.id, other)).await?;
        if other.is_some_and(|it| it.overlaps(slot)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The waiting list, as a round looks at it.
struct Listed {
    /// Those who may be offered the slot now, with their appointments.
    candidates: Vec<(Waiting, Option<Case>)>,
    /// Who may still get which slot by an offer.
    standing: Vec<(PatientId, SlotId)>,
}

/// Reads the waiting list. Who waits for an earlier visit than one that is over, or turned out to be somebody else's,
/// waits no more. Nor does who was not heard of for too long: the list is read from its front.
async fn listed<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    slot: &Slot,
    round: u32,
    rules: &WaitingList,
    now: Timestamp,
) -> Result<Listed, PortError> {
    let list = waits_list(&clinic.id);
    let page = ports.table().list(&list, WAITS_PREFIX, None, CANDIDATES_MAX).await?;
    let (mut candidates, mut standing) = (Vec::new(), Vec::new());
    for key in page.entries {
        let Some(entry): Option<Waiting> = load(ports, &key).await? else { continue };
        standing.extend(entry.standing(now).map(|slot| (entry.patient.clone(), slot.clone())));
        // One that this very round reserved before a crash is among them.
        let is_reserved = entry.offer(&slot.offer_message(&entry.id, round)).is_some();
        let has_run_out = entry.has_run_out(now);
        if !is_reserved && !has_run_out && !entry.takes(&slot.id, rules, now) {
            continue;
        }
        let case = appointment(ports, &clinic.id, &entry).await?;
        let in_vain = match &case {
            _ if has_run_out => true,
            Some(it) if it.state.is_ahead() && it.anchor.at > now => is_of_another(ports, &entry, it).await?,
            Some(_) => true,
            None => false,
        };
        if in_vain {
            // Who comes back to the list can leave it once more.
            let event = waiting::Event::Left {
                cause: format!("over:{}@{}", entry.id, entry.since),
                occurred_at: now,
                patient: None,
            };
            let _ = change(ports, clinic, &entry.id, &event, now).await?;
            continue;
        }
        candidates.push((entry, case));
    }
    Ok(Listed { candidates, standing })
}

async fn appointment<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    entry: &Waiting,
) -> Result<Option<Case>, PortError> {
    if entry.wish.has_appointment { load(ports, &case_key(clinic, &entry.id)).await } else { Ok(None) }
}

/// Whether the number of the entry's appointment stands for another patient's visit by now. Who waits for somebody that
/// is reached at the same place, or nowhere, does so in their name.
async fn is_of_another<P: Ports>(ports: &P, entry: &Waiting, case: &Case) -> Result<bool, PortError> {
    if case.patient == entry.patient {
        return Ok(false);
    }
    let has = standing_patient(ports, &entry.clinic, &case.patient).await?;
    let waits = standing_patient(ports, &entry.clinic, &entry.patient).await?;
    let (Some(has), Some(waits)) = (has, waits) else { return Ok(false) };
    let (reached, known) = (has.identities(), waits.identities());
    Ok(has.id != waits.id && !reached.is_empty() && !reached.iter().any(|it| known.contains(it)))
}

/// Decides an event on an entry of the waiting list and stores the outcome.
pub(crate) async fn change<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    entry: &CaseId,
    event: &waiting::Event,
    now: Timestamp,
) -> Result<Option<Waiting>, PortError> {
    let rules = clinic.waiting_list.as_ref();
    let committed = commit(ports, &wait_key(&clinic.id, entry), |known: Option<&Waiting>| {
        Ok::<_, PortError>(waiting::decide(known, &clinic.id, entry, event, rules, now))
    })
    .await?;
    Ok(committed.state)
}
