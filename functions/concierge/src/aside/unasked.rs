//! What those who are known say unasked: that they come, or that a visit is to be cancelled or moved.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::MessageId;
use domain::message::{About, Message};
use domain::phi::Phi;
use domain::reply::{Intent, says_coming, understand, wants_change};
use domain::thread::{Labelled, Quoted, Thread};
use jiff::Timestamp;
use ports::commit::load;
use ports::records::{case_key, message_key};
use ports::{PortError, Ports};

use super::visit::{label, names_other_day};
use super::{Theirs, Words, ahead};
use crate::quoted::last_told;

/// The visits that they may mean; `names_other_day` where they name another day than what they were asked about.
pub(super) async fn meant<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    words: &Words<'_>,
    names_other_day: bool,
    now: Timestamp,
) -> Result<Theirs, PortError> {
    if let Some(coming) = coming(ports, clinic, thread, words, now).await? {
        return Ok(coming);
    }
    if words.quotes.is_some() {
        return Ok(Theirs::default());
    }
    let visits = to_change(ports, clinic, thread, words.text, names_other_day, now).await?;
    Ok(Theirs { visits, word_confirms: false })
}

/// The visit meant by who says that they come: the one that they quote, or that was told last. None where that spoke
/// of several, or they name another day.
async fn coming<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    words: &Words<'_>,
    now: Timestamp,
) -> Result<Option<Theirs>, PortError> {
    if !says_coming(words.text.expose()) {
        return Ok(None);
    }
    let told = match words.quotes {
        Some(Quoted::Notice(notice)) => Some(notice.clone()),
        None if thread.open_visits(now).is_empty() => last_told(ports, clinic, thread).await?.map(|it| it.1),
        _ => None,
    };
    let Some(told) = told else { return Ok(None) };
    let message: Option<Message> = load(ports, &message_key(&told)).await?;
    let Some(spec) = message.map(|it| it.spec).filter(|it| it.about == About::Visit) else { return Ok(None) };
    let [covered] = spec.covers.as_slice() else { return Ok(None) };
    let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
    let is_meant = |it: &Case| {
        !it.is_notice() && it.stands_at(covered.version, now) && !names_other_day(clinic, it, words.text, now)
    };
    let Some(case) = case.filter(is_meant) else { return Ok(None) };
    let visits = vec![Labelled { what: told, label: label(ports, clinic, &case).await? }];
    Ok(Some(Theirs { visits, word_confirms: case.word_confirms_at(now) }))
}

/// The visits that may be meant by who wants one cancelled or moved and was asked nothing, or cancelled and asked about
/// another: of all who are known by the identity.
async fn to_change<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    text: &Phi<String>,
    asked_of_other: bool,
    now: Timestamp,
) -> Result<Vec<Labelled<MessageId>>, PortError> {
    let mut visits: Vec<(Case, Labelled<MessageId>)> = Vec::new();
    let was_asked = !thread.open_visits(now).is_empty();
    let cancels = understand(text.expose(), true, &clinic.triage.red_flags) == Intent::Cancel;
    let wants = if was_asked { cancels && asked_of_other } else { cancels || wants_change(text.expose()) };
    if !wants {
        return Ok(Vec::new());
    }
    for link in &thread.patients {
        for visit in ahead::of_patient(ports, clinic, &link.patient, now).await? {
            // Two that became one are one person.
            if !visits.contains(&visit) {
                visits.push(visit);
            }
        }
    }
    // The day of one visit alone says which is to be cancelled; a wish for another time may name that time.
    let is_named = |it: &(Case, _)| cancels && !names_other_day(clinic, &it.0, text, now);
    if was_asked || visits.iter().filter(|it| is_named(it)).count() == 1 {
        visits.retain(is_named);
    }
    Ok(visits.into_iter().map(|it| it.1).collect())
}
