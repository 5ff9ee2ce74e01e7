//! Who and what takes part in an appointment.

use super::datatypes::{objects, text, whole_name};
use super::references::Named;
use super::{Fields, PATIENT, Reading, kind};
use crate::Problems;
use crate::json::fields::Object;
use crate::text::{TEXT_CHARS_MAX, line};

/// Those of one appointment; of each sort but patients the first that did not decline and has a name.
#[derive(Default)]
pub(super) struct Actors<'a> {
    /// Whose visit it is.
    pub(super) patients: Vec<Actor<'a>>,
    /// With whom.
    pub(super) practitioner: Option<String>,
    /// Where.
    pub(super) site: Option<String>,
    /// What for.
    pub(super) service: Option<String>,
}

/// A reference, and what it names.
pub(super) struct Actor<'a> {
    /// The reference itself.
    pub(super) reference: Object<'a>,
    /// What it names.
    pub(super) named: Named<'a>,
}

impl<'a> Actors<'a> {
    pub(super) fn of(
        appointment: &Object<'a>,
        within: &'a Fields,
        reading: &Reading<'a>,
        problems: &mut Problems,
    ) -> Self {
        let mut all = Self::default();
        for participant in objects(appointment, "participant", problems) {
            let Some(reference) = participant.object("actor", problems) else { continue };
            let actor = Actor::of(reference, within, reading, problems);
            let has_declined = text(&participant, "status", problems) == Some("declined");
            let sort = actor.named.kind;
            let place = match sort {
                Some(PATIENT) => {
                    all.patients.push(actor);
                    continue;
                }
                _ if has_declined => continue,
                Some("Practitioner" | "PractitionerRole") => &mut all.practitioner,
                Some("Location") => &mut all.site,
                Some("HealthcareService") => &mut all.service,
                _ => continue,
            };
            if place.is_none() {
                *place = actor.title(reading, problems);
            }
        }
        all
    }
}

impl<'a> Actor<'a> {
    pub(super) fn of(
        reference: Object<'a>,
        within: &'a Fields,
        reading: &Reading<'a>,
        problems: &mut Problems,
    ) -> Self {
        let address = text(&reference, "reference", problems);
        let mut named = address.map(|it| reading.references.named(it, within)).unwrap_or_default();
        named.kind = named.kind.or_else(|| text(&reference, "type", problems));
        Self { reference, named }
    }

    /// What it is called.
    fn title(&self, reading: &Reading<'a>, problems: &mut Problems) -> Option<String> {
        let title = match text(&self.reference, "display", problems) {
            Some(display) => display.to_owned(),
            None => title_of(self.named.resource?, reading, problems)?,
        };
        problems.keep(self.reference.place("display"), line(&title, TEXT_CHARS_MAX))
    }
}

/// What a resource that was sent along is called.
fn title_of<'a>(resource: &'a Fields, reading: &Reading<'a>, problems: &mut Problems) -> Option<String> {
    match kind(resource)? {
        "Practitioner" => whole_name(&Object::named("Practitioner", resource), &reading.today, problems),
        "PractitionerRole" => {
            let role = Object::named("PractitionerRole", resource);
            let person = Actor::of(role.object("practitioner", problems)?, resource, reading, problems);
            if let Some(display) = text(&person.reference, "display", problems) {
                return Some(display.to_owned());
            }
            // A role may name nothing but a person: else it could lead back to itself.
            let person = person.named.resource.filter(|it| kind(it) == Some("Practitioner"))?;
            whole_name(&Object::named("Practitioner", person), &reading.today, problems)
        }
        named => text(&Object::named(named, resource), "name", problems).map(str::to_owned),
    }
}
