//! A patient asks to hear of earlier times for a visit, or not any more.

use domain::case::{Case, Handover};
use domain::ids::CaseId;
use domain::waiting;
use frame::Failure;
use ports::Ports;
use ports::commit::load;
use ports::publish::publish;
use ports::records::case_key;
use ports::wire::{ToThreads, Waits};

use crate::moving::Wanted;
use crate::offers::hand_over;
use crate::rounds;

pub(crate) async fn ask<P: Ports>(
    ports: &P,
    wanted: &Wanted<'_>,
    id: &CaseId,
    joins: bool,
) -> Result<(), Failure> {
    let Wanted { clinic, inbound, now } = *wanted;
    let Some(case): Option<Case> = load(ports, &case_key(&clinic.id, id)).await? else {
        return Err(Failure::park("a wish for a visit that is not on record"));
    };
    let stands = clinic.waiting_list.is_some() && !case.is_notice() && case.stands_at(case.version, now);
    if joins && !stands {
        // Nothing earlier can come of a visit that is over: somebody finds out what they want.
        return hand_over(ports, wanted, &case.patient, Handover::WantsToMove).await;
    }
    let patient = case.patient.clone();
    let event = waiting::Event::Asked { cause: inbound.cause.to_owned(), patient, joins };
    let _ = rounds::change(ports, clinic, id, &event, now).await?;
    let waits = ToThreads::Waits(Box::new(Waits {
        clinic: clinic.id.clone(),
        thread: inbound.thread.clone(),
        channel: inbound.channel,
        case: case.id,
        version: case.version,
        patient: case.patient,
        cause: inbound.cause.to_owned(),
        joined: joins,
    }));
    Ok(publish(ports.queue(), clinic.id.as_str(), &[waits]).await?)
}
