//! Finding a patient's record that stands, whatever merges came between.

use domain::ids::{ClinicId, PatientId};
use domain::patient::Patient;

use crate::commit::load;
use crate::records::patient_key;
use crate::{PortError, Ports};

/// How many merges are followed: a longer chain is a defect of the source.
const MERGES_MAX: usize = 4;

/// The record that stands for `id`; `None` when there is none.
pub async fn standing_patient<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    id: &PatientId,
) -> Result<Option<Patient>, PortError> {
    let mut id = id.clone();
    for _ in 0..MERGES_MAX {
        let patient: Option<Patient> = load(ports, &patient_key(clinic, &id)).await?;
        match patient.as_ref().and_then(|it| it.merged_into.clone()) {
            Some(survivor) => id = survivor,
            None => return Ok(patient),
        }
    }
    Ok(None)
}
