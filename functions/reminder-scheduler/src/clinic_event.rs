//! A clinic's event: first the patient it names, then the case.

use domain::case::{Case, Event, NotYet};
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
use ports::commit::{AsRead, commit, commit_on, load, load_revised};
use ports::publish::publish;
use ports::records::{case_key, patient_key, thread_key};
use ports::wire::ToThreads;
use ports::{PortError, Ports};

use crate::cases::{self, Undecided};
use crate::{rounds, slots};

pub(crate) async fn handle<P: Ports>(
    ports: &P,
    clinic_id: &ClinicId,
    event: &ClinicEvent,
    now: Timestamp,
) -> Result<(), Failure> {
    let clinic = ports.directory().clinic(clinic_id)?;
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
            cases::apply(ports, clinic_id, &appointment.id, &told, now).await
        }
        Happening::Notice { notice, facts } => {
            let Some(patient) = patient else { return Err(Failure::park("a notice without a patient")) };
            let noticed =
                Event::Noticed { cause, occurred_at, notice: *notice, facts: facts.clone(), patient };
            cases::apply(ports, clinic_id, &facts.id, &noticed, now).await
        }
        Happening::NoticeWithdrawn { notice, id } => {
            let Some(patient) = patient else {
                return Err(Failure::park("a notice is withdrawn without a patient"));
            };
            let withdrawn = Event::Withdrawn { cause, occurred_at, notice: *notice, id: id.clone(), patient };
            cases::apply(ports, clinic_id, id, &withdrawn, now).await
        }
        Happening::Slot { change, slot } => slots::tell(ports, clinic, event, *change, slot, now).await,
        Happening::SlotsDay(day) => slots::tell_day(ports, clinic, event, day, now).await,
        Happening::WaitingJoined { entry, wish } => {
            let Some(patient) = patient else {
                return Err(Failure::park("a place on the waiting list without a patient"));
            };
            let joined = waiting::Event::Joined { cause, occurred_at, patient, wish: wish.clone() };
            rounds::change(ports, clinic, entry, &joined, now).await?;
            if wish.has_appointment {
                let key = case_key(clinic_id, entry);
                // Without its booking they would be offered nothing, and nobody would know.
                load::<_, Case>(ports, &key).await?.ok_or(Undecided::NotYet(NotYet::NotOnRecord))?;
            }
            Ok(())
        }
        Happening::WaitingLeft { entry } => {
            let visit: Option<Case> = match patient {
                Some(_) => None,
                None => load(ports, &case_key(clinic_id, entry)).await?,
            };
            let patient = patient.or(visit.map(|it| it.patient));
            let left = waiting::Event::Left { cause, occurred_at, patient };
            rounds::change(ports, clinic, entry, &left, now).await?;
            Ok(())
        }
        Happening::PatientUpdated => Ok(()),
        Happening::PatientMerged { merged } => {
            let Some(survivor) = patient else { return Err(Failure::park("a merge without a patient")) };
            merge(ports, clinic, &survivor, merged, event, now).await
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
    let told = |known: Option<&Patient>| patient::decide(known, &clinic.id, facts, event.occurred_at);
    let read: AsRead<Patient> = load_revised(ports, &key).await?;
    let known = read.state.as_ref();
    let left = left(known, told(known).next.as_ref());
    // Before the record says so: after a crash in between it would not show any more where they were reached. What was
    // asked there is nobody's there to answer.
    let unlinked = thread::Event::Unlinked { patient: facts.id.clone() };
    on_threads(ports, clinic, &left, &unlinked, now).await?;
    let _ = commit_on(ports, &key, read, |known| Ok::<_, PortError>(told(known))).await?;
    if facts.document.is_some() {
        make_findable(ports, clinic, &facts.id).await?;
    }
    let phone = facts.phone.clone().map(Identity::Phone);
    let email = facts.email.clone().map(Identity::Email);
    let reached: Vec<Identity> = [phone, email].into_iter().flatten().collect();
    on_threads(ports, clinic, &reached, &linked(&facts.id, event), now).await
}

/// A patient is reached there, by the word of that event.
fn linked(patient: &PatientId, event: &ClinicEvent) -> thread::Event {
    thread::Event::Linked { patient: patient.clone(), evidence: event.event_id.to_string() }
}

/// A patient whose document is known is found by it, where the clinic asks for it.
async fn make_findable<P: Ports>(ports: &P, clinic: &Clinic, patient: &PatientId) -> Result<(), Failure> {
    let is_asked = |it: &Identification| it.ask.contains(&Fact::Document);
    if clinic.identification.as_ref().is_some_and(is_asked) {
        let findable = ToThreads::Findable { clinic: clinic.id.clone(), patient: patient.clone() };
        publish(ports.queue(), clinic.id.as_str(), &[findable]).await?;
    }
    Ok(())
}

/// Where the patient is not reached any more. Another spelling of a number is none.
fn left(before: Option<&Patient>, after: Option<&Patient>) -> Vec<Identity> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    let now: Vec<String> = after.identities().iter().map(Identity::canonical_text).collect();
    before.identities().into_iter().filter(|it| !now.contains(&it.canonical_text())).collect()
}

/// Decides an event on the conversations of these identities. It publishes nothing: what ties a patient to a
/// conversation, or parts them, is told to nobody.
async fn on_threads<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    identities: &[Identity],
    event: &thread::Event,
    now: Timestamp,
) -> Result<(), Failure> {
    for identity in identities {
        let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
        let decide =
            |known: Option<&Thread>| Ok::<_, PortError>(thread::decide(known, clinic, identity, event, now));
        let _ = commit(ports, &key, decide).await?;
    }
    Ok(())
}

async fn merge<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    survivor: &PatientId,
    merged: &PatientId,
    event: &ClinicEvent,
    now: Timestamp,
) -> Result<(), Failure> {
    let (id, told_at) = (&clinic.id, event.occurred_at);
    let record: Option<Patient> = load(ports, &patient_key(id, merged)).await?;
    let absorb = |known: Option<&Patient>| {
        let known = known.cloned().unwrap_or_else(|| Patient::new(id.clone(), survivor.clone()));
        Ok::<_, PortError>(patient::absorb(&known, merged, record.as_ref(), told_at))
    };
    let one = commit(ports, &patient_key(id, survivor), absorb).await?.state;
    if one.as_ref().is_some_and(|it| it.merged_into.as_ref() == Some(merged)) {
        // The clinic has turned it round since: both would lead to each other, and nowhere.
        return Ok(());
    }
    let give_way = |known: Option<&Patient>| {
        let known = known.cloned().unwrap_or_else(|| Patient::new(id.clone(), merged.clone()));
        Ok::<_, PortError>(patient::give_way(&known, survivor, told_at))
    };
    let gone = commit(ports, &patient_key(id, merged), give_way).await?.state;
    if gone.is_none_or(|it| it.merged_into.as_ref() != Some(survivor)) {
        // It has given way to another one since.
        return Ok(());
    }
    let (Some(one), Some(record)) = (one, record) else { return Ok(()) };
    if one.document.is_some() && one.document == record.document {
        make_findable(ports, clinic, survivor).await?;
    }
    // Compared, not remembered, so that what comes again after a crash finds them taken over. A user id is tied by who
    // writes under it alone: where it is, the one that stands is known by both records.
    let known = one.identities();
    let is_told = |it: &Identity| !matches!(it, Identity::WhatsappUser(_)) && known.contains(it);
    let taken_over: Vec<Identity> = record.identities().into_iter().filter(is_told).collect();
    on_threads(ports, clinic, &taken_over, &linked(survivor, event), now).await
}
