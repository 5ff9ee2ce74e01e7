//! Finding the patient that somebody says they are.
//!
//! Guarantees: what is looked up is what the thread decides on; a record is found only when all facts are its own; a
//! wrong answer about somebody counts against all who say they are them. Digests are only ever added: a document that
//! was corrected is still found, and then not matched, under its old one.

use channels::button::ButtonKey;
use channels::identity::IdentityKey;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::identify::Fact;
use domain::ids::{CaseId, ClinicId, PatientId};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::thread::{Claim, Found, Proof, Thread};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{commit, commit_change, load};
use ports::patients::{reached_at, standing_patient};
use ports::records::{FOUND_MAX, FoundBy, case_key, found_by_key, patient_key};
use ports::{PortError, Ports};

type Told = Vec<(Fact, Phi<String>)>;

/// Whom the words say their writer is: by a code, or by completing what the clinic asks for.
pub(crate) async fn claim<P: Ports>(
    ports: &P,
    key: &ButtonKey,
    clinic: &Clinic,
    thread: &Thread,
    text: &Phi<String>,
    now: Timestamp,
) -> Result<Option<Claim>, PortError> {
    let Some(rules) = clinic.identification.as_ref().filter(|_| thread.is_unknown()) else {
        return Ok(None);
    };
    let key = IdentityKey::new(key.clone());
    if rules.codes
        && let Some(patient) = key.patient_in(&clinic.id, text.expose(), now)
        && let Some(standing) = standing_patient(ports, &clinic.id, &patient).await?
    {
        return Ok(Some(Claim { proof: Proof::Code, found: Found::One(standing.id) }));
    }
    let Some(told) = thread.completes(text.expose(), clinic, now) else { return Ok(None) };
    let found = find(ports, &key, &clinic.id, &told, now).await?;
    Ok(Some(Claim { proof: Proof::Facts(told), found }))
}

async fn find<P: Ports>(
    ports: &P,
    key: &IdentityKey,
    clinic: &ClinicId,
    told: &Told,
    now: Timestamp,
) -> Result<Found, PortError> {
    let owner = match told.iter().find(|it| it.0 == Fact::AppointmentNumber) {
        Some((_, number)) => owner_of(ports, clinic, number).await?,
        None => None,
    };
    let mut found: Vec<PatientId> = Vec::new();
    for id in candidates(ports, key, clinic, told, owner.as_ref()).await? {
        let Some(patient) = standing_patient(ports, clinic, &id).await? else { continue };
        if patient.is_guessed_at(now) || found.contains(&patient.id) {
            continue;
        }
        if told.iter().all(|(fact, answer)| fact.is_of(answer, &patient, owner.as_ref())) {
            found.push(patient.id);
        } else {
            miss(ports, &patient, now).await?;
        }
    }
    Ok(match found.as_slice() {
        [] => Found::Nobody,
        [one] => Found::One(one.clone()),
        _ => Found::Several,
    })
}

/// Whom the first fact that singles people out points to.
async fn candidates<P: Ports>(
    ports: &P,
    key: &IdentityKey,
    clinic: &ClinicId,
    told: &Told,
    owner: Option<&PatientId>,
) -> Result<Vec<PatientId>, PortError> {
    let Some((fact, answer)) = told.iter().find(|it| it.0.singles_out()) else { return Ok(Vec::new()) };
    Ok(match fact {
        Fact::Document => {
            let digest = key.digest(clinic, Fact::Document, answer.expose());
            let known: Option<FoundBy> = load(ports, &found_by_key(clinic, &digest)).await?;
            known.map(|it| it.patients).unwrap_or_default()
        }
        Fact::AppointmentNumber => owner.cloned().into_iter().collect(),
        Fact::PatientNumber | Fact::BirthDate => {
            PatientId::new(answer.expose().as_str()).ok().into_iter().collect()
        }
    })
}

async fn owner_of<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    number: &Phi<String>,
) -> Result<Option<PatientId>, PortError> {
    let Ok(case) = CaseId::new(number.expose().as_str()) else { return Ok(None) };
    let case: Option<Case> = load(ports, &case_key(clinic, &case)).await?;
    Ok(case.map(|it| it.patient))
}

async fn miss<P: Ports>(ports: &P, patient: &Patient, now: Timestamp) -> Result<(), PortError> {
    let _ = commit_change(ports, &patient_key(&patient.clinic, &patient.id), |known: Option<&Patient>| {
        Some(known.unwrap_or(patient).missed(now))
    })
    .await?;
    Ok(())
}

/// Whoever was identified under a WhatsApp user id is written to there, if nowhere else: who knows the facts of
/// somebody who is reached takes nothing over.
pub(crate) async fn reach<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    patient: &PatientId,
    user: &Phi<String>,
) -> Result<(), PortError> {
    let Some(standing) = standing_patient(ports, clinic, patient).await? else { return Ok(()) };
    let is_out_of_reach = standing.unreachable.iter().any(|it| it.channel == Channel::Whatsapp);
    if !is_out_of_reach && reached_at(ports, &standing, Channel::Whatsapp).await?.is_some() {
        return Ok(());
    }
    let _ = commit(ports, &patient_key(clinic, &standing.id), |known: Option<&Patient>| {
        Ok::<_, PortError>(known.unwrap_or(&standing).writes_as(user))
    })
    .await?;
    Ok(())
}

/// A patient is found by their document from now on.
pub(crate) async fn note<P: Ports>(
    ports: &P,
    key: &ButtonKey,
    clinic: &ClinicId,
    patient: &PatientId,
) -> Result<(), Failure> {
    let Some(known) = standing_patient(ports, clinic, patient).await? else { return Ok(()) };
    let Some(document) = &known.document else { return Ok(()) };
    let digest = IdentityKey::new(key.clone()).digest(clinic, Fact::Document, document.expose());
    let blank = FoundBy { clinic: clinic.clone(), digest, patients: Vec::new() };
    let _ = commit_change(ports, &found_by_key(clinic, &blank.digest), |noted: Option<&FoundBy>| {
        let mut next = noted.unwrap_or(&blank).clone();
        if next.patients.contains(&known.id) || next.patients.len() >= FOUND_MAX {
            return None;
        }
        next.patients.push(known.id.clone());
        Some(next)
    })
    .await?;
    Ok(())
}
