//! Finding a patient's record that stands, whatever merges came between, where they are reached, and in which language.

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::{ClinicId, PatientId};
use domain::language::Language;
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::Identity;
use domain::thread::Thread;

use crate::commit::{AsRead, load_revised};
use crate::records::{patient_key, thread_key};
use crate::{PortError, Ports};

/// How many merges are followed: a longer chain is a defect of the source.
const MERGES_MAX: usize = 4;

/// The record that stands for `id`; `None` when there is none.
pub async fn standing_patient<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    id: &PatientId,
) -> Result<Option<Patient>, PortError> {
    Ok(standing_patient_revised(ports, clinic, id).await?.state)
}

/// What the people of a thread read: the first patient on record speaks for all; where nobody is on record, what they
/// wrote does, with what is `heard` just now.
pub async fn language_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    heard: Option<&Phi<String>>,
) -> Result<Language, PortError> {
    for link in &thread.patients {
        if let Some(patient) = standing_patient(ports, &clinic.id, &link.patient).await? {
            return Ok(patient.reads(clinic));
        }
    }
    let written = thread.inbound.iter().map(|it| &it.text).chain(heard);
    Ok(Language::written(written.map(|it| it.expose().as_str()), &clinic.languages))
}

/// As [`standing_patient`], with the record's revision.
pub async fn standing_patient_revised<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    id: &PatientId,
) -> Result<AsRead<Patient>, PortError> {
    let mut id = id.clone();
    for _ in 0..MERGES_MAX {
        let read: AsRead<Patient> = load_revised(ports, &patient_key(clinic, &id)).await?;
        match read.state.as_ref().and_then(|it| it.merged_into.clone()) {
            Some(survivor) => id = survivor,
            None => return Ok(read),
        }
    }
    Ok(AsRead::default())
}

/// Where a patient is reached on a channel.
pub struct ReachedAt {
    /// Under which identity.
    pub identity: Identity,
    /// The conversation there.
    pub thread: AsRead<Thread>,
}

/// Where a patient is reached on a channel, if they are.
///
/// A WhatsApp user id is theirs while its conversation is tied to them, so that staff untie it in one write; where its
/// number became known since, the number's conversation is the one.
pub async fn reached_at<P: Ports>(
    ports: &P,
    patient: &Patient,
    channel: Channel,
) -> Result<Option<ReachedAt>, PortError> {
    let Some(identity) = patient.identity(channel) else { return Ok(None) };
    let id = Thread::new(patient.clinic.clone(), identity.clone()).id;
    let mut thread: AsRead<Thread> = load_revised(ports, &thread_key(&id)).await?;
    if !matches!(identity, Identity::WhatsappUser(_)) {
        return Ok(Some(ReachedAt { identity, thread }));
    }
    if let Some(number) = thread.state.as_ref().and_then(|it| it.same_as.clone()) {
        let of_number: AsRead<Thread> = load_revised(ports, &thread_key(&number)).await?;
        // Until something is heard from the number its conversation is the user id's.
        if of_number.state.is_some() {
            thread = of_number;
        }
    }
    let tied = thread.state.as_ref().filter(|it| it.is_tied_to(patient)).map(|it| it.identity.clone());
    Ok(tied.map(|identity| ReachedAt { identity, thread }))
}
