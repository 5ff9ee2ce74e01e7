//! Finding a patient's record that stands, whatever merges came between.

use domain::ids::{ClinicId, PatientId};
use domain::patient::Patient;

use crate::commit::{AsRead, load_revised};
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
    Ok(standing_patient_revised(ports, clinic, id).await?.1)
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
        match read.1.as_ref().and_then(|it| it.merged_into.clone()) {
            Some(survivor) => id = survivor,
            None => return Ok(read),
        }
    }
    Ok((0, None))
}
