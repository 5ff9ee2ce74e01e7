//! The questions that are open: what tells them apart, and whether words mean the day that one is about.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::ids::{CaseId, MessageId};
use domain::message::{About, Message};
use domain::phi::Phi;
use domain::slot::Preference;
use domain::thread::{Labelled, Quoted, Thread};
use jiff::Timestamp;
use ports::commit::load;
use ports::records::{case_key, message_key};
use ports::{PortError, Ports};

use super::Words;
use super::visit::{label, names_other_day, of_message};

/// What each open question is about, where there are several.
pub(super) async fn labels<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    now: Timestamp,
) -> Result<Vec<Labelled<MessageId>>, PortError> {
    let open = thread.open_visits(now);
    let mut labels = Vec::new();
    if open.len() < 2 {
        return Ok(labels);
    }
    for id in open {
        let Some(message): Option<Message> = load(ports, &message_key(&id)).await? else { continue };
        let Some(case) = of_message(ports, clinic, &message.spec, now).await? else { continue };
        labels.push(Labelled { what: id, label: label(ports, clinic, &case).await? });
    }
    Ok(labels)
}

/// Of several open questions the only one about a visit on the day, or at the hour, that the words name.
pub(super) async fn by_day<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    text: &Phi<String>,
    now: Timestamp,
) -> Result<Option<MessageId>, PortError> {
    let open = thread.open_visits(now);
    let mut named: Vec<(MessageId, CaseId)> = Vec::new();
    for id in open.iter().filter(|_| open.len() > 1) {
        let Some(message): Option<Message> = load(ports, &message_key(id)).await? else { continue };
        for covered in &message.spec.covers {
            let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
            if let Some(case) = case.filter(|it| !names_other_day(clinic, it, text, now)) {
                named.push((id.clone(), case.id));
            }
        }
    }
    // Of several questions about that visit the last one counts.
    let last = named.pop();
    Ok(last.filter(|last| open.len() > 1 && named.iter().all(|it| it.1 == last.1)).map(|it| it.0))
}

/// The question that words would answer, where they name another day than that of its visit.
pub(super) async fn of_another_day<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    words: &Words<'_>,
    now: Timestamp,
) -> Result<Option<Labelled<MessageId>>, PortError> {
    // Words without a day or an hour name no other: the visit need not be read.
    let today = clinic.time_zone.local(now).date();
    let has_digit = words.text.expose().contains(|it: char| it.is_ascii_digit());
    if !has_digit && Preference::read(words.text.expose(), today).is_none() {
        return Ok(None);
    }
    let asked = match (words.quotes, thread.open_visits(now).as_slice()) {
        (Some(Quoted::Question(question)), _) => question.clone(),
        (None, [only]) => only.clone(),
        _ => return Ok(None),
    };
    let Some(message): Option<Message> = load(ports, &message_key(&asked)).await? else { return Ok(None) };
    if message.spec.about != About::Visit {
        return Ok(None);
    }
    let names_another = |it: &Case| !it.is_notice() && names_other_day(clinic, it, words.text, now);
    let case = of_message(ports, clinic, &message.spec, now).await?.filter(names_another);
    let Some(case) = case else { return Ok(None) };
    Ok(Some(Labelled { what: asked, label: label(ports, clinic, &case).await? }))
}
