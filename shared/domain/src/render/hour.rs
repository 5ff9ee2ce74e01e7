//! The hour of a visit, as whoever is to be there reads it.

use crate::civil::{CivilTime, Zone};
use crate::event::Modality;
use crate::language::Language;
use crate::words;

/// The hour on the clinic's wall, for a patient in `zone`; where it might be taken for another, whose it is.
pub(super) fn of(
    start: &CivilTime,
    modality: Modality,
    zone: &Zone,
    country: &str,
    language: Language,
) -> String {
    let hour = words::hour(start.local.time(), country, language);
    match whose_hour(start, modality, zone, language) {
        Some(whose) => format!("{hour} ({whose})"),
        None => hour,
    }
}

/// Whose the hour on the clinic's wall is, for a patient in `zone`: who is called where clocks show another one would
/// take it for their own.
#[must_use]
pub fn whose_hour(start: &CivilTime, modality: Modality, zone: &Zone, language: Language) -> Option<String> {
    if modality == Modality::OnSite || zone.local(start.at) == start.zone.local(start.at) {
        return None;
    }
    let place = place(&start.zone);
    Some(match language {
        Language::Es => format!("hora de {place}"),
        Language::En => format!("{place} time"),
        Language::Pt => format!("horário de {place}"),
    })
}

/// The city that a zone is named after.
fn place(zone: &Zone) -> String {
    zone.as_str().rsplit('/').next().unwrap_or_default().replace('_', " ")
}
