//! The visits that messages are about, and the words that tell them apart.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::MessageId;
use domain::mention::{names_another_day, names_another_hour};
use domain::message::{Message, MessageSpec};
use domain::phi::Phi;
use domain::slot::todays;
use domain::thread::{Labelled, OneOfSeveral, TITLE_CHARS_MAX};
use domain::words;
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::{case_key, message_key};
use ports::{PortError, Ports};

/// Whose a visit is, and when: `Ana 26/11 10:30`. Fits the title of a choice.
pub(super) async fn label<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    case: &Case,
) -> Result<Phi<String>, PortError> {
    let patient = standing_patient(ports, &clinic.id, &case.patient).await?;
    let language = patient.as_ref().map_or(clinic.default_language(), |it| it.reads(clinic));
    let given = patient.and_then(|it| it.given_name).map(Phi::into_exposed);
    let who = given.map_or_else(String::new, |it| clinic.policy.household_names.shown(&it));
    let start = case.anchor.local;
    let (day, month) = (start.day(), start.month());
    let date = if clinic.country == "US" { format!("{month}/{day}") } else { format!("{day}/{month}") };
    let when = format!("{date} {}", words::hour(start.time(), &clinic.country, language));
    // Of a long name the end is left out, not the hour.
    let who: String = who.chars().take(TITLE_CHARS_MAX - " ".len() - when.len()).collect();
    Ok(Phi::new(format!("{} {when}", who.trim_end()).trim().to_owned()))
}

/// The visit that a message is about: of several the first that still stands as it says, where one does.
pub(super) async fn of_message<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    spec: &MessageSpec,
    now: Timestamp,
) -> Result<Option<Case>, PortError> {
    let mut first = None;
    for covered in &spec.covers {
        let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
        if case.as_ref().is_some_and(|it| it.stands_at(covered.version, now)) {
            return Ok(case);
        }
        first = first.or(case);
    }
    Ok(first)
}

/// Of messages about several visits, each visit that still stands, or was given free because nobody answered.
pub(super) async fn each_of_several<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    messages: &[MessageId],
    now: Timestamp,
) -> Result<Vec<OneOfSeveral>, PortError> {
    let mut several = Vec::new();
    for id in messages {
        let Some(message): Option<Message> = load(ports, &message_key(id)).await? else { continue };
        let covers = message.spec.covers;
        for covered in covers.iter().filter(|_| covers.len() > 1) {
            let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
            let stands = |it: &Case| it.stands_at(covered.version, now) || it.released_slot(now).is_some();
            let Some(case) = case.filter(stands) else { continue };
            let visit = Labelled { what: covered.case.clone(), label: label(ports, clinic, &case).await? };
            several.push(OneOfSeveral { message: id.clone(), visit });
        }
    }
    Ok(several)
}

/// Whether words name a day or an hour, and not the visit's. Before dawn, "tomorrow" is its day if it is so by one of the
/// two ways to count.
pub(super) fn names_other_day(clinic: &Clinic, case: &Case, text: &Phi<String>, now: Timestamp) -> bool {
    let todays = todays(clinic.time_zone.local(now));
    let start = case.anchor.local;
    let by = |today| names_another_day(text.expose(), start.date(), today);
    (by(*todays.start()) && by(*todays.end())) || names_another_hour(text.expose(), start.time())
}
