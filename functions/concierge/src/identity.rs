//! Whose conversation it is: the identity under which a person's thread is kept.

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::{ClinicId, PatientId};
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::Thread;
use ports::commit::load;
use ports::identities::tie;
use ports::patients::{reached_at, standing_patient};
use ports::records::thread_key;
use ports::{PortError, Ports};

/// The identity whose thread this is: the number where one is shown, else the user id; a user id whose number became
/// known is the number's. `None` where neither is shown.
pub(crate) async fn of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    phone: Option<&E164>,
    whatsapp_user: Option<&Phi<String>>,
    evidence: &str,
) -> Result<Option<Identity>, PortError> {
    let user = whatsapp_user.cloned().map(Identity::WhatsappUser);
    let phone = phone.cloned().map(Identity::Phone);
    match (phone, user) {
        (Some(phone), Some(user)) => {
            tie(ports, &clinic.id, &user, &phone, evidence).await?;
            Ok(Some(phone))
        }
        (Some(phone), None) => Ok(Some(phone)),
        (None, Some(user)) => {
            let alone = Thread::new(clinic.id.clone(), user.clone());
            let known: Option<Thread> = load(ports, &thread_key(&alone.id)).await?;
            let Some(other) = known.and_then(|it| it.same_as) else { return Ok(Some(user)) };
            let other: Option<Thread> = load(ports, &thread_key(&other)).await?;
            Ok(Some(other.map_or(user, |it| it.identity)))
        }
        (None, None) => Ok(None),
    }
}

/// Where a patient is reached who wrote nowhere: on WhatsApp, else by e-mail.
pub(crate) async fn reached<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    patient: &PatientId,
) -> Result<Option<Identity>, PortError> {
    let Some(patient) = standing_patient(ports, clinic, patient).await? else { return Ok(None) };
    let reached = reached_at(ports, &patient, Channel::Whatsapp).await?;
    Ok(reached.map(|it| it.identity).or_else(|| patient.identity(Channel::Email)))
}
