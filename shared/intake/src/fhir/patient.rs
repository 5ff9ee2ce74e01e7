//! A patient as the record stands.

use std::convert::Infallible;

use domain::delivery::Channel;
use domain::event::{ClinicEvent, ConsentFact, Happening, PatientFacts};
use domain::ids::{InvalidId, PatientId, derived};
use domain::phi::Phi;
use domain::phone::E164;

use super::actors::Actor;
use super::bundle::Entry;
use super::concepts::language;
use super::datatypes::{Names, contact, names, objects, text};
use super::identifiers::Identifiers;
use super::references::{Named, id};
use super::version::Version;
use super::{Fields, PATIENT, Reading};
use crate::json::PURPOSES;
use crate::json::fields::Object;
use crate::text::{email, key};
use crate::{Problems, moment, phone};

/// The systems of contact points that a message reaches as a phone.
const PHONES: [&str; 2] = ["phone", "sms"];
/// How many characters a whole date has; a year or a month alone finds nobody.
const DATE_CHARS: usize = 10;

/// Reads a patient's record. `None`, and also an event whose reading left problems, is not to be used.
pub(super) fn read<'a>(
    resource: &'a Fields,
    entry: &Entry<'a>,
    reading: &Reading<'a>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<ClinicEvent> {
    let object = Object::named(PATIENT, resource);
    let version = Version::of(&object, entry, reading.now, problems);
    let stays = replaced_by(&object, resource, reading, problems);
    if stays.is_none() {
        check_active(&object, problems);
    }
    let named = Named { kind: Some(PATIENT), id: id(resource), resource: Some(resource) };
    // Of a record that gives way the number is enough: nobody misses the rest.
    let mut unsaid = Problems::of(problems.index);
    let left_out = if stays.is_none() { &mut *warnings } else { &mut unsaid };
    let own = known(&Actor { reference: object, named }, stays.is_none(), reading, problems, left_out)?;
    let version = version?;
    let event_id = version.event_id(PATIENT, own.id.as_str(), &[]);
    let event_id = problems.keep("Patient.id", event_id)?;
    let (patient, what) = match stays {
        None => (own, Happening::PatientUpdated),
        Some(stays) => {
            let stays = known(&stays, false, reading, problems, warnings)?;
            if stays.id == own.id {
                problems.add("Patient.link", "names the patient itself");
            }
            (stays, Happening::PatientMerged { merged: own.id })
        }
    };
    Some(ClinicEvent { event_id, occurred_at: version.at, patient: Some(patient), what })
}

/// The record that took this one's place.
fn replaced_by<'a>(
    object: &Object<'a>,
    resource: &'a Fields,
    reading: &Reading<'a>,
    problems: &mut Problems,
) -> Option<Actor<'a>> {
    let mut links = objects(object, "link", problems).into_iter();
    let link = links.find(|it| text(it, "type", problems) == Some("replaced-by"))?;
    Some(Actor::of(link.need_object("other", problems)?, resource, reading, problems))
}

/// A record may be out of use for many reasons, none of which says what is to become of its patient's visits.
fn check_active(object: &Object<'_>, problems: &mut Problems) {
    let is_active = !object.has("active") || object.need_flag("active", problems) != Some(false);
    if !is_active && !is_dead(object, problems) {
        let reason = "is false, and nothing says what has taken the record's place: nothing is changed";
        problems.add(object.place("active"), reason);
    }
}

fn is_dead(object: &Object<'_>, problems: &mut Problems) -> bool {
    let is_told = object.has("deceasedBoolean");
    object.has("deceasedDateTime") || (is_told && object.need_flag("deceasedBoolean", problems) == Some(true))
}

/// What is known of the patient whom a reference names. Where the visit is off or over, or the record gives way, what
/// is wrong with the record is no reason not to take that: then only its number is, with a warning.
pub(super) fn known<'a>(
    actor: &Actor<'a>,
    has_to_be_right: bool,
    reading: &Reading<'a>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<PatientFacts> {
    let Some(resource) = actor.named.resource else { return unseen(actor, reading, problems).map(bare) };
    let mut apart = Problems::of(problems.index);
    let facts = facts(actor.named.id, resource, reading, &mut apart, warnings);
    if apart.found.is_empty() {
        return facts;
    }
    if let (Some(facts), false) = (&facts, has_to_be_right) {
        warnings.append(apart);
        return Some(bare(facts.id.clone()));
    }
    problems.append(apart);
    facts
}

/// The number of a patient whose record was not sent along.
fn unseen(actor: &Actor<'_>, reading: &Reading<'_>, problems: &mut Problems) -> Option<PatientId> {
    let reference = &actor.reference;
    if let Some(id) = actor.named.id {
        return problems.keep(reference.place("reference"), patient_id(id));
    }
    let identifier = reference.object("identifier", problems);
    let identifiers = Identifiers::of(identifier, reading, problems);
    if let Some(number) = identifiers.number() {
        return problems.keep(reference.place("identifier"), number);
    }
    problems.add(reference.place("reference"), "names no patient that can be told from others");
    None
}

/// A patient's number, as an agenda's row would name it.
pub(super) fn patient_id(number: &str) -> Result<PatientId, InvalidId> {
    PatientId::new(number).or_else(|_| PatientId::new(derived("pat", &["number", number])))
}

/// A patient of whom nothing is said.
fn bare(id: PatientId) -> PatientFacts {
    PatientFacts {
        id,
        given_name: None,
        family_name: None,
        phone: None,
        email: None,
        language: None,
        time_zone: None,
        document: None,
        birth_date: None,
        groups: None,
        consents: Vec::new(),
    }
}

/// Reads a record. `id` is what others refer to it by, if it is not contained. A language, a birthday or a document
/// that cannot be read costs nobody a reminder: it is left out, with a warning.
fn facts(
    id: Option<&str>,
    resource: &Fields,
    reading: &Reading<'_>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<PatientFacts> {
    let object = Object::named(PATIENT, resource);
    let (defaults, today) = (reading.defaults, reading.today.as_str());
    let identifiers = Identifiers::of(objects(&object, "identifier", problems), reading, problems);
    let points = objects(&object, "telecom", problems);
    let phone = phone_of(&points, reading, problems, warnings);
    let points: Vec<&Object<'_>> = points.iter().collect();
    let mail = contact(&points, &["email"], today, problems);
    let mut left_out = Problems::of(problems.index);
    // Who has a phone needs no e-mail.
    let unmailed = if phone.is_some() { &mut left_out } else { &mut *problems };
    let mail = mail.and_then(|it| it.read("value", unmailed, email));
    let names = names(&object, today, problems);
    let document = identifiers.document(&mut left_out);
    let language = language(&object, defaults.language, &mut left_out);
    let whole_date = text(&object, "birthDate", &mut left_out).filter(|it| it.len() >= DATE_CHARS);
    let birth_date =
        whole_date.and_then(|it| left_out.keep(object.place("birthDate"), moment::birth_day(it)));
    let is_dead = is_dead(&object, problems);
    if is_dead {
        // Nothing else counts, right or wrong.
        problems.found.clear();
    }
    let id = match (id, identifiers.number()) {
        (Some(id), _) => problems.keep(object.place("id"), patient_id(id))?,
        (None, Some(number)) => problems.keep(object.place("identifier"), number)?,
        (None, None) => reached(&object, phone.as_ref(), mail.as_deref(), &names, problems)?,
    };
    if is_dead {
        return Some(died(id, "FHIR: Patient.deceased"));
    }
    warnings.append(left_out);
    Some(PatientFacts {
        given_name: names.0.map(Phi::new),
        family_name: names.1.map(Phi::new),
        phone,
        email: mail.map(Phi::new),
        language,
        document: document.map(Phi::new),
        birth_date: birth_date.map(Phi::new),
        ..bare(id)
    })
}

/// A phone: one that stands for none counts as one only where there is no other.
fn phone_of(
    points: &[Object<'_>],
    reading: &Reading<'_>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<E164> {
    let parse = |it: &str| phone::of_patient(it, &reading.defaults.country, reading.defaults);
    let mut unheard = Problems::of(problems.index);
    let is_none = |it: &&Object<'_>| {
        text(it, "value", &mut unheard).is_some_and(|it| parse(it).is_err_and(|it| it.says_none()))
    };
    let (none, some): (Vec<_>, Vec<_>) = points.iter().partition(is_none);
    let [best, worst] = [some, none].map(|it| contact(&it, &PHONES, &reading.today, problems));
    let point = best.or(worst)?;
    let told = point.read("value", problems, |it| Ok::<_, Infallible>(parse(it)))?;
    problems.keep_phone(point.place("value"), told, warnings)
}

/// The number of a patient who has none: where they are reached, and their name, as an agenda's row would make it.
fn reached(
    object: &Object<'_>,
    phone: Option<&E164>,
    mail: Option<&str>,
    (given, family): &Names,
    problems: &mut Problems,
) -> Option<PatientId> {
    let reached = match (phone, mail) {
        (Some(phone), _) => phone.canonical().expose().to_owned(),
        (None, Some(mail)) => mail.to_lowercase(),
        (None, None) => {
            // A phone that is there and wrong has been named already.
            if problems.found.is_empty() {
                let reason = "is missing, and so are the phone and the e-mail: nothing tells who it is";
                problems.add(object.place("identifier"), reason);
            }
            return None;
        }
    };
    let [given, family] = [given, family].map(|it| key(it.as_deref().unwrap_or_default()));
    let id = PatientId::new(derived("pat", &["reached", &reached, &given, &family]));
    problems.keep(object.place("identifier"), id)
}

/// Somebody who has died is written to no more, for any purpose, on any channel.
pub(crate) fn died(id: PatientId, evidence: &str) -> PatientFacts {
    let refused = |purpose, channel| {
        let evidence = Phi::new(evidence.to_owned());
        ConsentFact { purpose, channel, granted: false, evidence }
    };
    let all = PURPOSES.into_iter().flat_map(|purpose| Channel::ALL.map(|channel| refused(purpose, channel)));
    PatientFacts { consents: all.collect(), ..bare(id) }
}
