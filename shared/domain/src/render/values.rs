//! The values of a template's variables: of the clinic, the patient, the visit, the slot.
//!
//! What is not known has no value, and a text that needs it is not sent.

use std::collections::BTreeMap;

use super::{Matter, hour};
use crate::case::{Case, Subject};
use crate::civil::CivilTime;
use crate::clinic::Clinic;
use crate::event::Modality;
use crate::language::Language;
use crate::patient::Patient;
use crate::phi::Phi;
use crate::slot::Slot;
use crate::words;

/// Every variable that a template may use.
pub const VARIABLES: [&str; 24] = [
    "patient_given_name", "patient_full_name", "clinic_name", "clinic_phone", "emergency_number",
    "nurse_link", "appointment_date", "appointment_time", "appointment_times", "appointments",
    "appointment_place", "practitioner", "service", "site", "duration_minutes", "delay", "reference",
    "due_date", "slot_date", "slot_time", "slot_place", "survey_link", "answer_link", "patient_code",
];

/// Values by the names of their variables.
pub(super) type Values = BTreeMap<&'static str, Phi<String>>;

pub(super) fn of(
    clinic: &Clinic,
    patient: Option<&Patient>,
    matter: &Matter<'_>,
    language: Language,
) -> Values {
    let mut values = Values::new();
    let mut set = |name: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|it| !it.trim().is_empty()) {
            values.insert(name, Phi::new(value));
        }
    };
    set("clinic_name", Some(clinic.name.clone()));
    set("clinic_phone", Some(clinic.phone.clone()));
    set("emergency_number", Some(clinic.emergency_number().to_owned()));
    set("nurse_link", clinic.triage.nurse_link.clone());
    if let Some(patient) = patient {
        let shown = |name: &Phi<String>| {
            if matter.is_shared {
                clinic.policy.household_names.shown(name.expose())
            } else {
                words::name(name.expose())
            }
        };
        let given = patient.given_name.as_ref().or(patient.family_name.as_ref()).map(shown);
        let full: Vec<&str> = [&patient.given_name, &patient.family_name]
            .into_iter()
            .flatten()
            .map(|it| it.expose().as_str())
            .collect();
        // Who has no name on record is still told of a visit that was cancelled.
        set("patient_given_name", Some(given.unwrap_or_else(|| words::patient(language).to_owned())));
        set("patient_full_name", Some(words::name(&full.join(" "))));
    }
    set("survey_link", matter.survey_link.map(str::to_owned));
    set("answer_link", matter.answer_link.map(str::to_owned));
    set("patient_code", matter.patient_code.map(|it| it.expose().clone()));
    let zone = patient.map_or(&clinic.time_zone, |it| it.zone(clinic));
    let hour_at = |start: &CivilTime, modality| hour::of(start, modality, zone, &clinic.country, language);
    if let Some(slot) = matter.slot {
        set("slot_date", Some(words::date(slot.day(), &clinic.country, language)));
        set("slot_time", Some(hour_at(&slot.start, slot.modality)));
        set("slot_place", Some(slot_place(clinic, slot, matter.cases.first().copied(), language)));
    }
    let Some(case) = matter.cases.first() else { return values };
    match &case.subject {
        Subject::Appointment { duration_minutes, practitioner, service, site, delay_minutes, .. } => {
            let mut visits = matter.cases.to_vec();
            visits.sort_by_key(|it| it.anchor.local);
            let hour_of = |it: &Case| hour_at(&it.anchor, it.modality());
            let date_of = |it: &Case| words::date(it.anchor.local.date(), &clinic.country, language);
            let when = |it: &&Case| words::date_and_hour(&date_of(it), &hour_of(it), language);
            let mut whens: Vec<String> = visits.iter().map(when).collect();
            whens.dedup();
            set("appointments", Some(words::list(&whens, language)));
            let mut times: Vec<String> = visits.into_iter().map(hour_of).collect();
            times.dedup();
            set("appointment_date", Some(words::date(case.anchor.local.date(), &clinic.country, language)));
            set("appointment_time", Some(hour_of(case)));
            set("appointment_times", Some(words::list(&times, language)));
            set("practitioner", practitioner.as_ref().map(|it| it.expose().clone()));
            set("service", service.as_ref().map(|it| it.expose().clone()));
            set("site", site.clone());
            set("appointment_place", Some(visit_place(clinic, case, language)));
            set("duration_minutes", duration_minutes.map(|it| it.to_string()));
            set("delay", Some(words::delay(*delay_minutes, language)));
        }
        Subject::Notice { reference, due_on, .. } => {
            set("reference", Some(reference.clone()));
            set("due_date", due_on.map(|it| words::date(it, &clinic.country, language)));
        }
    }
    values
}

/// At which of the clinic's sites a visit is, or that it is at none, where nobody has to come.
fn visit_place(clinic: &Clinic, case: &Case, language: Language) -> String {
    let at = match case.modality() {
        Modality::OnSite => case.site(),
        Modality::Video | Modality::Phone => Some(words::remotely(language)),
    };
    match at {
        Some(at) if at.contains(&clinic.name) => at.to_owned(),
        Some(at) => format!("{}, {at}", clinic.name),
        None => clinic.name.clone(),
    }
}

/// With whom and where a slot is, or that it is nowhere, where nobody has to come. What it does not say stays as the
/// visit has it; where nobody says anything, it is at the clinic.
fn slot_place(clinic: &Clinic, slot: &Slot, case: Option<&Case>, language: Language) -> String {
    let practitioner = slot.practitioner.as_ref().or_else(|| case.and_then(Case::practitioner));
    let at = match slot.modality {
        Modality::OnSite => slot.site.as_deref().or_else(|| case.and_then(Case::site)),
        Modality::Video | Modality::Phone => Some(words::remotely(language)),
    };
    let said: Vec<&str> = practitioner.map(|it| it.expose().as_str()).into_iter().chain(at).collect();
    if said.is_empty() { clinic.name.clone() } else { said.join(", ") }
}
