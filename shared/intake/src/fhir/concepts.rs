//! What an appointment is for and how it takes place, as far as its codes and their words tell.

use domain::event::Modality;
use domain::language::Language;

use super::datatypes::{extension, objects, text};
use crate::Problems;
use crate::json::fields::Object;
use crate::vocabulary;

/// The code system in which `VR` is a virtual encounter.
const ACT_CODES: &str = "/v3-ActCode";
/// R5's element for a video call, as R4 carries it.
const VIRTUAL_SERVICE: &[&str] = &["Appointment.virtualService"];

/// A code with its words.
pub(super) struct Concept<'a> {
    /// What it is called.
    name: Option<&'a str>,
    /// How a visit of that kind takes place, if that is what it says.
    modality: Option<Modality>,
}

impl<'a> Concept<'a> {
    pub(super) fn of(object: &Object<'a>, problems: &mut Problems) -> Self {
        let mut name = text(object, "text", problems);
        let mut modality = name.and_then(vocabulary::modality);
        for coding in objects(object, "coding", problems) {
            let display = text(&coding, "display", problems);
            let code = text(&coding, "code", problems);
            let system = text(&coding, "system", problems).unwrap_or_default();
            let is_virtual = code == Some("VR") && system.ends_with(ACT_CODES);
            name = name.or(display);
            modality = modality
                .or_else(|| is_virtual.then_some(Modality::Video))
                .or_else(|| [display, code].into_iter().flatten().find_map(vocabulary::modality));
        }
        Self { name, modality }
    }

    /// What it is called, if that is not how it takes place.
    fn service(&self) -> Option<&'a str> {
        self.name.filter(|_| self.modality.is_none())
    }
}

/// The codes of an appointment.
pub(super) struct Concepts<'a> {
    categories: Vec<Concept<'a>>,
    services: Vec<Concept<'a>>,
    specialties: Vec<Concept<'a>>,
    kind: Option<Concept<'a>>,
    is_virtual: bool,
}

impl<'a> Concepts<'a> {
    pub(super) fn of(appointment: &Object<'a>, problems: &mut Problems) -> Self {
        let mut list = |name: &str| -> Vec<Concept<'a>> {
            let objects = objects(appointment, name, problems);
            objects.iter().map(|it| Concept::of(it, problems)).collect()
        };
        let (categories, services) = (list("serviceCategory"), list("serviceType"));
        let specialties = list("specialty");
        let kind = appointment.object("appointmentType", problems);
        let kind = kind.map(|it| Concept::of(&it, problems));
        let is_virtual =
            appointment.has("virtualService") || extension(appointment, VIRTUAL_SERVICE, problems).is_some();
        Self { categories, services, specialties, kind, is_virtual }
    }

    /// How the visit takes place, where that is told.
    pub(super) fn modality(&self) -> Option<Modality> {
        let mut all = self.kind.iter().chain(&self.services).chain(&self.categories);
        if self.is_virtual { Some(Modality::Video) } else { all.find_map(|it| it.modality) }
    }

    /// What for, with the element that says it; `offered` is the service among those who take part.
    pub(super) fn service<'b>(&self, offered: Option<&'b str>) -> Option<(&'static str, &'b str)>
    where
        'a: 'b,
    {
        let first = |all: &[Concept<'a>]| all.iter().find_map(Concept::service);
        let told = first(&self.services).map(|it| ("serviceType", it));
        told.or_else(|| offered.map(|it| ("participant", it)))
            .or_else(|| first(&self.specialties).map(|it| ("specialty", it)))
            .or_else(|| self.kind.as_ref().and_then(Concept::service).map(|it| ("appointmentType", it)))
    }
}

/// What a patient reads: the language that is preferred, else the first, by whichever of its codes and words says it.
pub(super) fn language(
    patient: &Object<'_>,
    otherwise: Language,
    warnings: &mut Problems,
) -> Option<Language> {
    let all = objects(patient, "communication", warnings);
    let preferred =
        all.iter().find(|it| it.has("preferred") && it.need_flag("preferred", warnings) == Some(true));
    let one = preferred.or(all.first())?;
    let concept = one.object("language", warnings)?;
    let mut words = Vec::new();
    for coding in objects(&concept, "coding", warnings) {
        words.extend(["code", "display"].into_iter().filter_map(|it| text(&coding, it, warnings)));
    }
    words.extend(text(&concept, "text", warnings));
    let language = words.iter().find_map(|it| vocabulary::language(it, otherwise));
    if language.is_none() && !words.is_empty() {
        warnings.add(one.place("language"), "is not a language");
    }
    language
}
