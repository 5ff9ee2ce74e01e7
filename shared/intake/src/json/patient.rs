//! The patient an event is about.

use std::convert::Infallible;

use domain::civil::Zone;
use domain::delivery::{Channel, Purpose};
use domain::event::{ConsentFact, PatientFacts};
use domain::identify::document;
use domain::ids::PatientId;
use domain::phi::Phi;

use super::fields::{Item, Object};
use crate::text::{NAME_CHARS_MAX, TEXT_CHARS_MAX, email, line};
use crate::{Defaults, Problems, moment, phone, vocabulary};

/// Most groups of one patient.
const GROUPS_MAX: usize = 50;
/// Most consents told with one patient.
const CONSENTS_MAX: usize = 50;

/// All that somebody can consent to.
pub(crate) const PURPOSES: [Purpose; 4] =
    [Purpose::Care, Purpose::Administrative, Purpose::Survey, Purpose::Marketing];

/// Reads a patient. `None`, and also a patient whose reading left problems, is not to be used. A phone that stands for
/// none is left out, with a warning.
pub(super) fn read(
    object: &Object<'_>,
    defaults: &Defaults,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<PatientFacts> {
    let name = |it: &str| line(it, NAME_CHARS_MAX);
    let id = object.need("id", problems, PatientId::new);
    let country = object.read("country", problems, |it| {
        vocabulary::country(it).ok_or("is not an ISO 3166 country code of two letters")
    });
    let country = country.as_ref().unwrap_or(&defaults.country);
    let phone =
        object.read("phone", problems, |it| Ok::<_, Infallible>(phone::of_patient(it, country, defaults)));
    let groups = object.array("groups", GROUPS_MAX, problems);
    let consents = object.array("consents", CONSENTS_MAX, problems).unwrap_or_default();
    let facts = PatientFacts {
        given_name: object.read("given_name", problems, name).map(Phi::new),
        family_name: object.read("family_name", problems, name).map(Phi::new),
        phone: phone.and_then(|it| problems.keep_phone(object.place("phone"), it, warnings)),
        email: object.read("email", problems, email).map(Phi::new),
        language: object.read("language", problems, |it| {
            vocabulary::language(it, defaults.language).ok_or("is not a language tag such as es, en or pt-BR")
        }),
        time_zone: object.read("time_zone", problems, Zone::new),
        document: object
            .read("document", problems, |it| document(it).ok_or("has not 5 to 20 letters and digits"))
            .map(Phi::new),
        birth_date: object.read("birth_date", problems, moment::birth_day).map(Phi::new),
        groups: groups
            .map(|them| them.iter().filter_map(|it| it.read(problems, name)).map(Phi::new).collect()),
        consents: consents.iter().filter_map(|it| read_consent(it, problems)).collect(),
        id: id?,
    };
    Some(facts)
}

fn read_consent(item: &Item<'_>, problems: &mut Problems) -> Option<ConsentFact> {
    let object = item.object(problems)?;
    let purpose = object.need("purpose", problems, |text| {
        PURPOSES
            .into_iter()
            .find(|it| it.as_str() == text)
            .ok_or("is not care, administrative, survey or marketing")
    });
    let channel =
        object.need("channel", problems, |text| Channel::parse(text).ok_or("is not whatsapp, sms or email"));
    let granted = object.need_flag("granted", problems);
    let evidence = object.need("evidence", problems, |text| line(text, TEXT_CHARS_MAX));
    Some(ConsentFact {
        purpose: purpose?,
        channel: channel?,
        granted: granted?,
        evidence: Phi::new(evidence?),
    })
}
