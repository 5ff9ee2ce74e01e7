//! Whom the desk has on the telephone: the conversations and visits behind a number that staff type.
//!
//! It may be a telephone number, so it comes in the body: addresses stand in logs and histories.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, PatientId};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::Identity;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::Ports;
use ports::commit::load;
use ports::records::case_key;
use serde::Deserialize;

use crate::unanswered::Unanswered;
use crate::{conversation, load as read, threads, trail};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sought {
    text: Phi<String>,
}

/// `POST /v1/find`: all that a text may be is looked for: a telephone number or an e-mail address, a patient's number,
/// a visit's. A name is none of these: nothing lists patients by theirs.
pub(crate) async fn answer<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let text = match request.object() {
        Ok(Sought { text }) => text,
        Err(error) => {
            let message = format!("a search is a JSON object with `text` alone; {error}");
            return Ok(Response::error(400, "invalid_search", &message));
        }
    };
    let text = text.expose().trim();
    let phone = intake::phone::parse(text, &clinic.country).ok().map(Identity::Phone);
    let known_by = phone.or_else(|| text.contains('@').then(|| Identity::Email(Phi::new(text.to_owned()))));
    let visit: Option<Case> = match CaseId::new(text) {
        Ok(id) => load(ports, &case_key(&clinic.id, &id)).await?,
        Err(_) => None,
    };
    let there = threads::at(ports, clinic, known_by.as_slice(), now).await?;
    let whose = visit.iter().map(|it| &it.patient).chain(threads::patients(&there)).cloned();
    let ids: Vec<PatientId> = whose.chain(PatientId::new(text).ok()).collect();
    let people = read::people(ports, clinic, &ids).await?;
    let identities = people.iter().flat_map(Patient::identities);
    let identities: Vec<Identity> = known_by.into_iter().chain(identities).collect();
    let threads = threads::at(ports, clinic, &identities, now).await?;
    let mut visits = read::visits(ports, clinic, &people, now).await?;
    visits.retain(|it| visit.as_ref().is_none_or(|visit| visit.id != it.id));
    visits.extend(visit);
    visits.retain(|it| !it.is_notice());
    trail::found(&people, &threads, &visits);
    let shown = threads::patients(&threads).chain(visits.iter().map(|it| &it.patient));
    let names = read::names(ports, clinic, shown.collect()).await?;
    Ok(Response::json(200, &conversation::Found::of(&threads, &visits, names)))
}
