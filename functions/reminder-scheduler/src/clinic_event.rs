//! A clinic's event: first the patient it names, then the case.

use domain::case::Event;
use domain::clinic::Clinic;
use domain::event::{ClinicEvent, Happening, PatientFacts};
use domain::identify::{Fact, Identification};
use domain::ids::{ClinicId, PatientId};
use domain::patient::{self, Patient};
use domain::phone::Identity;
use domain::thread::{self, Thread};
use domain::waiting;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{commit, load};
use ports::publish::publish;
use ports::records::{patient_key, thread_key};
use ports::wire::ToThreads;
use ports::{PortError, Ports};

use crate::{rounds, slots};

pub(crate) async fn handle<P: Ports>(
    ports: &P,
    clinic_id: &ClinicId,
    event: &ClinicEvent,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(clinic) = ports.directory().by_id(clinic_id) else {
        return Err(Failure::park("the clinic is not configured"));
    };
    if let Some(facts) = &event.patient {
        learn_patient(ports, clinic, facts, event, now).await?;
    }
    let patient = event.patient.as_ref().map(|it| it.id.clone());
    let cause = event.event_id.as_str().to_owned();
    let occurred_at = event.occurred_at;
    match &event.what {
        Happening::Appointment { change, appointment } => {
            let facts = appointment.clone();
            let told = Event::Told { cause, occurred_at, change: *change, facts, patient };
            crate::apply(ports, clinic_id, &appointment.id, &told, now).await
        }
        Happening::Notice { notice, facts } => {
            let Some(patient) = patient else { return Err(Failure::park("a notice without a patient")) };
            let noticed =
                Event::Noticed { cause, occurred_at, notice: *notice, facts: facts.clone(), patient };
            crate::apply(ports, clinic_id, &facts.id, &noticed, now).await
        }
        Happening::Slot { change, slot } => {
            slots::tell(ports, clinic, (*change, slot), (&cause, occurred_at), now).await
        }
        Happening::SlotsDay(day) => slots::tell_day(ports, clinic, day, (&cause, occurred_at), now).await,
        Happening::WaitingJoined { entry, wish } => {
            let Some(patient) = patient else {
                return Err(Failure::park("a place on the waiting list without a patient"));
            };
            let joined = waiting::Event::Joined { cause, occurred_at, patient, wish: wish.clone() };
            rounds::change(ports, clinic, entry, &joined, now).await?;
            Ok(())
        }
        Happening::WaitingLeft { entry } => {
            rounds::change(ports, clinic, entry, &waiting::Event::Left { cause, occurred_at }, now).await?;
            Ok(())
        }
        Happening::PatientUpdated => Ok(()),
        Happening::PatientMerged { merged } => {
            let Some(survivor) = patient else { return Err(Failure::park("a merge without a patient")) };
            merge(ports, clinic_id, &survivor, merged).await
        }
    }
}

/// Stores what the clinic says of the patient, and ties them to the identities they are reached by.
async fn learn_patient<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    facts: &PatientFacts,
    event: &ClinicEvent,
    now: Timestamp,
) -> Result<(), Failure> {
    let key = patient_key(&clinic.id, &facts.id);
    let decide = |known: Option<&Patient>| {
        Ok::<_, PortError>(patient::decide(known, &clinic.id, facts, event.occurred_at))
    };
    let _ = commit(ports, &key, decide).await?;
    let is_asked = |it: &Identification| it.ask.contains(&Fact::Document);
    if facts.document.is_some() && clinic.identification.as_ref().is_some_and(is_asked) {
        let findable = ToThreads::Findable { clinic: clinic.id.clone(), patient: facts.id.clone() };
        publish(ports.queue(), clinic.id.as_str(), &[findable]).await?;
    }
    let phone = facts.phone.clone().map(Identity::Phone);
    let email = facts.email.clone().map(Identity::Email);
    for identity in [phone, email].into_iter().flatten() {
        let link = thread::Event::Linked { patient: facts.id.clone(), evidence: event.event_id.to_string() };
        let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
        let decide =
            |known: Option<&Thread>| Ok::<_, PortError>(thread::decide(known, clinic, &identity, &link, now));
        let _ = commit(ports, &key, decide).await?;
    }
    Ok(())
}

async fn merge<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    survivor: &PatientId,
    merged: &PatientId,
) -> Result<(), Failure> {
    let record: Option<Patient> = load(ports, &patient_key(clinic, merged)).await?;
    let absorb = |known: Option<&Patient>| {
        let known = known.cloned().unwrap_or_else(|| Patient::new(clinic.clone(), survivor.clone()));
        Ok::<_, PortError>(patient::absorb(&known, merged, record.as_ref()))
    };
    let _ = commit(ports, &patient_key(clinic, survivor), absorb).await?;
    let give_way = |known: Option<&Patient>| {
        let known = known.cloned().unwrap_or_else(|| Patient::new(clinic.clone(), merged.clone()));
        Ok::<_, PortError>(patient::give_way(&known, survivor))
    };
    let _ = commit(ports, &patient_key(clinic, merged), give_way).await?;
    Ok(())
}
