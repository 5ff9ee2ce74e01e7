//! The hour of a visit, as whoever is to be there reads it.

use crate::civil::{CivilTime, Zone};
use crate::event::Modality;
use crate::language::Language;
use crate::words;

/// The hour on the clinic's wall, for a patient in `zone`. Who is called where clocks show another one would take it
/// for their own: it says whose it is.
pub(super) fn of(start: &CivilTime, modality: Modality, zone: &Zone, language: Language) -> String {
    let hour = words::time(start.local.time());
    if modality == Modality::OnSite || zone.local(start.at) == start.zone.local(start.at) {
        return hour;
    }
    let place = place(&start.zone);
    match language {
        Language::Es => format!("{hour} (hora de {place})"),
        Language::En => format!("{hour} ({place} time)"),
        Language::Pt => format!("{hour} (horário de {place})"),
    }
}

/// The city that a zone is named after.
fn place(zone: &Zone) -> String {
    zone.as_str().rsplit('/').next().unwrap_or_default().replace('_', " ")
}
