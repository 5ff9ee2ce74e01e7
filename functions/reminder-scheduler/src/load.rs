//! Loading what a decision on a case looks at beside the case.

use domain::case::{Case, Event};
use domain::civil::Zone;
use domain::clinic::Clinic;
use domain::ids::{CaseId, PatientId};
use domain::patient::Patient;
use jiff::civil;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::{case_key, day_list, day_prefix};
use ports::table::{PAGE_ITEMS_MAX, Table as _};
use ports::{PortError, Ports};

/// Most visits of one patient on one day that are looked at.
const SIBLINGS_MAX: usize = 20;

/// The patient, and their other visits of the same day.
pub(crate) struct Around {
    patient: Option<Patient>,
    pub(crate) siblings: Vec<Case>,
}

impl Around {
    /// The zone whose quiet hours hold.
    pub(crate) fn zone<'a>(&'a self, clinic: &'a Clinic) -> &'a Zone {
        self.patient.as_ref().map_or(&clinic.time_zone, |it| it.zone(clinic))
    }
}

pub(crate) async fn around<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    case_id: &CaseId,
    event: &Event,
) -> Result<Around, PortError> {
    let known: Option<Case> = load(ports, &case_key(&clinic.id, case_id)).await?;
    let told_day = match event {
        Event::Told { facts, .. } => facts.start.as_ref().map(|it| it.local.date()),
        Event::Noticed { .. } | Event::Answered { .. } | Event::Woken { .. } | Event::Stopped { .. } => None,
    };
    let told_patient = match event {
        Event::Told { patient, .. } => patient.clone(),
        Event::Noticed { patient, .. } => Some(patient.clone()),
        Event::Answered { .. } | Event::Woken { .. } | Event::Stopped { .. } => None,
    };
    let Some(patient_id) = known.as_ref().map(|it| it.patient.clone()).or(told_patient) else {
        return Ok(Around { patient: None, siblings: Vec::new() });
    };
    let patient = standing_patient(ports, &clinic.id, &patient_id).await?;
    let day = told_day.or_else(|| known.as_ref().map(Case::day));
    let mut siblings = Vec::new();
    if let Some(day) = day {
        let aliases = patient.as_ref().map_or(&[][..], |it| &it.aliases);
        let own = patient.as_ref().map_or(&patient_id, |it| &it.id);
        for id in std::iter::once(own).chain(aliases) {
            siblings_of(ports, clinic, id, day, case_id, &mut siblings).await?;
        }
    }
    Ok(Around { patient, siblings })
}

async fn siblings_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    patient: &PatientId,
    day: civil::Date,
    but: &CaseId,
    siblings: &mut Vec<Case>,
) -> Result<(), PortError> {
    let list = day_list(&clinic.id, day);
    let page = ports.table().list(&list, &day_prefix(patient), None, PAGE_ITEMS_MAX).await?;
    for key in page.entries {
        let sibling: Option<Case> = load(ports, &key).await?;
        let Some(sibling) = sibling.filter(|it| it.id != *but) else { continue };
        if siblings.len() < SIBLINGS_MAX {
            siblings.push(sibling);
        }
    }
    Ok(())
}
