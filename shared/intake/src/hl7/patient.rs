//! The patient: PID, and in a merge MRG.

use domain::event::PatientFacts;
use domain::identify::document;
use domain::ids::{InvalidId, PatientId, derived};
use domain::phi::Phi;

use super::contact;
use super::segments::{Field, Message, Repetition};
use super::time::birth_day;
use crate::fhir::died;
use crate::text::{NAME_CHARS_MAX, key, line};
use crate::{Defaults, Problems, vocabulary};

/// What a patient's number is told as: a medical record number, by HL7's code and by the one that is often sent.
const RECORDS: [&str; 2] = ["MR", "MRN"];

/// What HL7 says for yes.
const YES: &str = "Y";

/// Reads PID, if there is one. `None`, and also a patient whose reading left problems, is not to be used. A language, a
/// birthday or a document that cannot be read costs nobody a reminder: it is left out, with a warning.
pub(super) fn read(
    message: &Message<'_>,
    defaults: &Defaults,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<PatientFacts> {
    let pid = message.first("PID")?;
    let id = number(pid.field(3), "PID-3", problems);
    if pid.field(30).first().component(1).is_some_and(|it| it.eq_ignore_ascii_case(YES)) {
        // Nothing else counts, right or wrong.
        return Some(died(id?, "HL7: PID-30"));
    }
    let name = pid.field(5).first();
    let family = name.component(1).or_else(|| name.subcomponent(1, 3));
    let mut keep_name = |text: Option<String>| problems.keep("PID-5", line(&text?, NAME_CHARS_MAX));
    let (given_name, family_name) = (keep_name(given_name(name)), keep_name(family));
    let phone = contact::phone(message, defaults).and_then(|it| problems.keep_phone("PID-13", it, warnings));
    // Who has a phone needs no e-mail.
    let unmailed = if phone.is_some() { &mut *warnings } else { &mut *problems };
    let email = contact::mail(message).and_then(|it| unmailed.keep("PID-13", it));
    let languages: Vec<String> =
        [1, 2].into_iter().filter_map(|it| pid.field(15).first().component(it)).collect();
    let language = languages.iter().find_map(|it| vocabulary::language(it, defaults.language));
    if language.is_none() && !languages.is_empty() {
        warnings.add("PID-15", "is not a language");
    }
    let birth_date = pid.field(7).first().component(1).and_then(|it| birth_day(&it));
    Some(PatientFacts {
        given_name: given_name.map(Phi::new),
        family_name: family_name.map(Phi::new),
        phone,
        email: email.map(Phi::new),
        language,
        time_zone: None,
        document: read_document(pid.field(3), pid.field(19), warnings).map(Phi::new),
        birth_date: birth_date.and_then(|it| warnings.keep("PID-7", it)).map(Phi::new),
        groups: None,
        consents: Vec::new(),
        id: id?,
    })
}

/// The patient that a merge leaves behind.
pub(super) fn merged(
    message: &Message<'_>,
    stays: Option<&PatientId>,
    problems: &mut Problems,
) -> Option<PatientId> {
    let merged = number(message.field("MRG", 1), "MRG-1", problems)?;
    if stays == Some(&merged) {
        problems.add("MRG-1", "is the patient that stays");
    }
    Some(merged)
}

/// The medical record number; else the first number that is none of the state's; else that, from which an id is
/// derived, since it is a person's own and ids stand in logs. So is one from a number that an id cannot spell. Both ids
/// are those that an agenda's rows lead to.
fn number(field: Field<'_>, place: &str, problems: &mut Problems) -> Option<PatientId> {
    const PREFIX: &str = "pat";
    let is_record = |it: Repetition<'_>| {
        kind(it).is_some_and(|it| RECORDS.iter().any(|record| it.eq_ignore_ascii_case(record)))
    };
    let told = || field.repetitions().filter(|it| it.component(1).is_some());
    let own = told().find(|it| is_record(*it)).or_else(|| told().find(|it| !is_document(*it)));
    let id: Option<Result<PatientId, InvalidId>> = match own {
        Some(own) => own.component(1).map(|it| {
            PatientId::new(it.as_str()).or_else(|_| PatientId::new(derived(PREFIX, &["number", &it])))
        }),
        None => told()
            .next()
            .and_then(|it| it.component(1))
            .map(|it| PatientId::new(derived(PREFIX, &["national", &key(&it)]))),
    };
    if id.is_none() {
        problems.add(place, "is missing");
    }
    problems.keep(place, id?)
}

/// What kind of number it is: by its type, else by who gave it.
fn kind(number: Repetition<'_>) -> Option<String> {
    number.component(5).or_else(|| number.component(4))
}

fn is_document(number: Repetition<'_>) -> bool {
    kind(number).is_some_and(|it| vocabulary::is_document(&it))
}

fn read_document(numbers: Field<'_>, social: Field<'_>, warnings: &mut Problems) -> Option<String> {
    let listed = numbers.repetitions().filter(|it| is_document(*it)).find_map(|it| it.component(1));
    let (place, text) = match listed {
        Some(text) => ("PID-3", text),
        None => ("PID-19", social.first().component(1)?),
    };
    warnings.keep(place, document(&text).ok_or("has not 5 to 20 letters and digits"))
}

/// First and further given names. An initial alone is nothing to greet with.
fn given_name(name: Repetition<'_>) -> Option<String> {
    let first = name.component(2)?;
    let further = name.component(3).filter(|it| it.trim_end_matches('.').chars().count() > 1);
    Some(further.map_or_else(|| first.clone(), |it| format!("{first} {it}")))
}
