//! The visits ahead that were spoken of.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, MessageId, PatientId};
use domain::message::{About, Message};
use domain::phi::Phi;
use domain::reply::waits;
use domain::thread::{Labelled, Thread};
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::{case_key, message_key};
use ports::{PortError, Ports};

use super::visit::label;

/// Those that the thread spoke of last, the last one first, for words of waiting for an earlier time.
pub(super) async fn spoken_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    text: &Phi<String>,
    now: Timestamp,
) -> Result<Vec<Labelled<CaseId>>, PortError> {
    let mut visits = Vec::new();
    if clinic.waiting_list.is_none() || waits(text.expose()).is_none() {
        return Ok(visits);
    }
    for id in thread.spoke_of.iter().rev() {
        let Some(case): Option<Case> = load(ports, &case_key(&clinic.id, id)).await? else { continue };
        if !case.is_notice() && case.stands_at(case.version, now) {
            visits.push(Labelled { what: id.clone(), label: label(ports, clinic, &case).await? });
        }
    }
    Ok(visits)
}

/// A patient's own that messages of the last days spoke of, the newest message first; with each the visit.
pub(super) async fn of_patient<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    patient: &PatientId,
    now: Timestamp,
) -> Result<Vec<(Case, Labelled<MessageId>)>, PortError> {
    let Some(patient) = standing_patient(ports, &clinic.id, patient).await? else { return Ok(Vec::new()) };
    let mut visits: Vec<(Case, Labelled<MessageId>)> = Vec::new();
    for (id, _) in patient.sends.iter().rev().filter_map(|it| Message::parse_dispatch_id(&it.dispatch)) {
        let message: Option<Message> = load(ports, &message_key(&id)).await?;
        let Some(spec) = message.map(|it| it.spec).filter(|it| it.about == About::Visit) else { continue };
        for covered in &spec.covers {
            if visits.iter().any(|it| it.0.id == covered.case) {
                continue;
            }
            let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
            let is_theirs =
                |it: &Case| !it.is_notice() && it.patient == patient.id && it.stands_at(covered.version, now);
            let Some(case) = case.filter(is_theirs) else { continue };
            let labelled = Labelled { what: id.clone(), label: label(ports, clinic, &case).await? };
            visits.push((case, labelled));
        }
    }
    Ok(visits)
}
