//! What is looked up beside the thread before something heard is decided.

use std::sync::Arc;

use channels::button::ButtonKey;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::delivery::Purpose;
use domain::ids::{CaseId, MessageId, PatientId};
use domain::mention::{mentions, named_of, names_another_day, names_beside};
use domain::message::{About, Message, MessageSpec, Tapped};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::Identity;
use domain::reply::{Intent, may_say_paid, number, says_coming, understand, waits};
use domain::slot::{Preference, Slot, todays};
use domain::thread::{self, Aside, Quoted, TITLE_CHARS_MAX, Thread};
use domain::words;
use jiff::Timestamp;
use knowledge::Found;
use ports::commit::load;
use ports::patients::{language_of, standing_patient};
use ports::records::{case_key, message_key, slot_key, thread_key};
use ports::{PortError, Ports};

use crate::{Answers, identify, rephrase};

/// What tells the open questions apart, where there are several.
async fn names_of_open<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    now: Timestamp,
) -> Result<Vec<(MessageId, Phi<String>)>, PortError> {
    let open = thread.open_visits(now);
    let mut named = Vec::new();
    if open.len() < 2 {
        return Ok(named);
    }
    for id in open {
        if let Some(name) = name_of(ports, clinic, &id, now).await? {
            named.push((id, name));
        }
    }
    Ok(named)
}

/// Of a household, whom words name.
#[derive(Default)]
struct Named {
    /// Whom the only open question is about.
    asked: bool,
    /// Another one.
    another: bool,
    /// Another one of another name.
    beside: bool,
}

async fn named_in<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    (text, now): (&Phi<String>, Timestamp),
) -> Result<Named, PortError> {
    let mut named = Named::default();
    let open = thread.open_visits(now);
    let ([only], true) = (open.as_slice(), thread.patients.len() > 1) else { return Ok(named) };
    let Some(message): Option<Message> = load(ports, &message_key(only)).await? else { return Ok(named) };
    let Some(asked) = message.spec.to.patient() else { return Ok(named) };
    let asked = standing_patient(ports, &clinic.id, asked).await?;
    let asked_name = exposed(asked.as_ref().and_then(|it| it.given_name.as_ref()));
    let mut people: Vec<Patient> = Vec::new();
    for link in &thread.patients {
        let Some(patient) = standing_patient(ports, &clinic.id, &link.patient).await? else { continue };
        if people.iter().all(|it| it.id != patient.id) {
            people.push(patient);
        }
    }
    let called: Vec<(&str, &str)> =
        people.iter().map(|it| (exposed(it.given_name.as_ref()), exposed(it.family_name.as_ref()))).collect();
    for (at, _) in named_of(text.expose(), &called).iter().enumerate().filter(|it| *it.1) {
        let given = called[at].0;
        let is_asked = asked.as_ref().is_some_and(|it| it.id == people[at].id);
        named.asked |= is_asked;
        named.another |= !is_asked;
        let by_family = !mentions(text.expose(), given);
        named.beside |= !is_asked && (by_family || names_beside(text.expose(), asked_name, given));
    }
    Ok(named)
}

fn exposed(name: Option<&Phi<String>>) -> &str {
    name.map_or("", |it| it.expose().as_str())
}

/// The question that words would answer, with its visit, where they name another day than that one's.
async fn other_day<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    (text, quotes): (&Phi<String>, Option<&Quoted>),
    now: Timestamp,
) -> Result<Option<(MessageId, Phi<String>)>, PortError> {
    let local = clinic.time_zone.local(now);
    if Preference::read(text.expose(), local.date()).is_none() {
        return Ok(None);
    }
    let asked = match (quotes, thread.open_visits(now).as_slice()) {
        (Some(Quoted::Question(question)), _) => question.clone(),
        (None, [only]) => only.clone(),
        _ => return Ok(None),
    };
    let Some(message): Option<Message> = load(ports, &message_key(&asked)).await? else { return Ok(None) };
    let spec = message.spec;
    if spec.about != About::Visit {
        return Ok(None);
    }
    let case = visit_of(ports, clinic, &spec, now).await?;
    let names_another = |it: &Case| !it.is_notice() && names_other_day(clinic, it, text, now);
    let Some(case) = case.filter(names_another) else { return Ok(None) };
    Ok(Some((asked, name(ports, clinic, &case).await?)))
}

/// Whether words name a day, and not the visit's. Before dawn, "tomorrow" is its day if it is so by one of the two ways
/// to count.
fn names_other_day(clinic: &Clinic, case: &Case, text: &Phi<String>, now: Timestamp) -> bool {
    let todays = todays(clinic.time_zone.local(now));
    let by = |today| names_another_day(text.expose(), case.anchor.local.date(), today);
    by(*todays.start()) && by(*todays.end())
}

/// Whose visit a question is about, and when it is: `Ana 26/11 10:30`.
async fn name_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &MessageId,
    now: Timestamp,
) -> Result<Option<Phi<String>>, PortError> {
    let Some(message): Option<Message> = load(ports, &message_key(id)).await? else { return Ok(None) };
    let Some(case) = visit_of(ports, clinic, &message.spec, now).await? else { return Ok(None) };
    Ok(Some(name(ports, clinic, &case).await?))
}

/// The visit that a message is about: of several the first that still stands as it says, where one does.
async fn visit_of<P: Ports>(
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

/// Of messages about several visits, each visit that still stands, or was given free because nobody answered, in words
/// that tell it apart.
async fn several_in<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    messages: &[MessageId],
    now: Timestamp,
) -> Result<Vec<(MessageId, CaseId, Phi<String>)>, PortError> {
    let mut several = Vec::new();
    for id in messages {
        let Some(message): Option<Message> = load(ports, &message_key(id)).await? else { continue };
        let covers = message.spec.covers;
        for covered in covers.iter().filter(|_| covers.len() > 1) {
            let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
            let stands = |it: &Case| it.stands_at(covered.version, now) || it.released_slot(now).is_some();
            let Some(case) = case.filter(stands) else { continue };
            several.push((id.clone(), covered.case.clone(), name(ports, clinic, &case).await?));
        }
    }
    Ok(several)
}

/// What a button is decided with: the visits of which it may mean one, or what it says of a slot that was offered.
pub(crate) async fn of_tap<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    message: &MessageId,
    (tapped, about, title): (Tapped, About, &Phi<String>),
    now: Timestamp,
) -> Result<Aside, PortError> {
    match (tapped, about) {
        (Tapped::Answer(_), _) => {
            let several = several_in(ports, clinic, std::slice::from_ref(message), now).await?;
            Ok(Aside { several, ..Aside::default() })
        }
        (Tapped::Choice(_), About::Offer) => {
            let tapped = offered(ports, clinic, message).await?.map(|slot| {
                let words = slot.in_words(clinic.default_language());
                Phi::new(format!("{}: {}", title.expose(), words.expose()))
            });
            Ok(Aside { tapped, ..Aside::default() })
        }
        (Tapped::Choice(_), _) => Ok(Aside::default()),
    }
}

/// The slot that a message offers, as it does.
async fn offered<P: Ports>(ports: &P, clinic: &Clinic, id: &MessageId) -> Result<Option<Slot>, PortError> {
    let Some(message): Option<Message> = load(ports, &message_key(id)).await? else { return Ok(None) };
    let Some(slot) = message.spec.slot else { return Ok(None) };
    let slot: Option<Slot> = load(ports, &slot_key(&clinic.id, &slot)).await?;
    Ok(slot.map(|it| it.said_in(id)))
}

/// The visits ahead that were last spoken of, the last one first.
async fn spoken_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    now: Timestamp,
) -> Result<Vec<(CaseId, Phi<String>)>, PortError> {
    let mut visits = Vec::new();
    for id in thread.spoke_of.iter().rev() {
        let Some(case): Option<Case> = load(ports, &case_key(&clinic.id, id)).await? else { continue };
        if !case.is_notice() && case.stands_at(case.version, now) {
            visits.push((id.clone(), name(ports, clinic, &case).await?));
        }
    }
    Ok(visits)
}

async fn name<P: Ports>(ports: &P, clinic: &Clinic, case: &Case) -> Result<Phi<String>, PortError> {
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

/// Whether a message told of a visit, which an answer to it may move or cancel. A payment that is due is none: in parts
/// of America `cancelado` says that it was paid.
pub(crate) async fn tells_of_visit<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    spec: &MessageSpec,
) -> Result<bool, PortError> {
    let Some(covered) = spec.covers.first().filter(|_| spec.about == About::Visit) else { return Ok(false) };
    let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
    Ok(case.is_none_or(|it| !it.is_notice()))
}

/// Whether words that cancel may say that something is paid: a payment or a cover was told of last, however long ago,
/// and nothing was asked about a visit since. They answer that message then, and no question. Our answers to what is
/// said of it come between, and change nothing.
pub(crate) async fn may_have_paid<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    identity: &Identity,
    text: &Phi<String>,
) -> Result<bool, PortError> {
    if !may_say_paid(text.expose()) {
        return Ok(false);
    }
    let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
    let Some(thread): Option<Thread> = load(ports, &key).await? else { return Ok(false) };
    let Some((told_at, id)) = last_told(ports, clinic, &thread).await? else { return Ok(false) };
    if thread.asked.iter().any(|it| it.about == About::Visit && it.at > told_at) {
        return Ok(false);
    }
    let message: Option<Message> = load(ports, &message_key(&id)).await?;
    Ok(message.is_some_and(|it| it.spec.purpose == Purpose::Administrative))
}

/// What was told last to those who are known by the identity, and when.
async fn last_told<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
) -> Result<Option<(Timestamp, MessageId)>, PortError> {
    let mut last: Option<(Timestamp, String)> = None;
    for link in &thread.patients {
        let patient = standing_patient(ports, &clinic.id, &link.patient).await?;
        let sent = patient.as_ref().and_then(|it| it.sends.iter().rfind(|it| !it.reply));
        last = last.max(sent.map(|it| (it.at, it.dispatch.clone())));
    }
    Ok(last.and_then(|(at, dispatch)| Some((at, Message::parse_dispatch_id(&dispatch)?.0))))
}

/// The visit meant by who says unasked that they come, and whether their word confirms it now: the one that they quote,
/// or that was told last. None where that spoke of several, or they name another day.
async fn comes_unasked<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    (text, quotes): (&Phi<String>, Option<&Quoted>),
    now: Timestamp,
) -> Result<Option<(MessageId, Phi<String>, bool)>, PortError> {
    if !says_coming(text.expose()) {
        return Ok(None);
    }
    let told = match quotes {
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
        !it.is_notice() && it.stands_at(covered.version, now) && !names_other_day(clinic, it, text, now)
    };
    let Some(case) = case.filter(is_meant) else { return Ok(None) };
    let name = name(ports, clinic, &case).await?;
    Ok(Some((told, name, case.word_confirms_at(now))))
}

/// The visits ahead of a patient that messages of the last days spoke of, the newest message first.
async fn visits_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    patient: &PatientId,
    now: Timestamp,
) -> Result<Vec<(MessageId, Phi<String>)>, PortError> {
    let Some(patient) = standing_patient(ports, &clinic.id, patient).await? else { return Ok(Vec::new()) };
    let mut seen: Vec<CaseId> = Vec::new();
    let mut visits = Vec::new();
    for (id, _) in patient.sends.iter().rev().filter_map(|it| Message::parse_dispatch_id(&it.dispatch)) {
        let message: Option<Message> = load(ports, &message_key(&id)).await?;
        let Some(spec) = message.map(|it| it.spec).filter(|it| it.about == About::Visit) else { continue };
        for covered in &spec.covers {
            if seen.contains(&covered.case) {
                continue;
            }
            let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
            let is_theirs =
                |it: &Case| !it.is_notice() && it.patient == patient.id && it.stands_at(covered.version, now);
            let Some(case) = case.filter(is_theirs) else { continue };
            visits.push((id.clone(), name(ports, clinic, &case).await?));
            seen.push(case.id);
        }
    }
    Ok(visits)
}

/// The visits that may be meant by who wants one cancelled and was asked nothing: of all who are known by the identity.
async fn cancels_unasked<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    text: &Phi<String>,
    now: Timestamp,
) -> Result<Vec<(MessageId, Phi<String>)>, PortError> {
    let mut visits = Vec::new();
    let was_asked = !thread.open_visits(now).is_empty();
    if was_asked || understand(text.expose(), true, &clinic.triage.red_flags) != Intent::Cancel {
        return Ok(visits);
    }
    for link in &thread.patients {
        for visit in visits_of(ports, clinic, &link.patient, now).await? {
            // Two that became one are one person.
            if !visits.contains(&visit) {
                visits.push(visit);
            }
        }
    }
    Ok(visits)
}

pub(crate) async fn load_aside<P: Ports>(
    ports: &P,
    clinic: &Arc<Clinic>,
    identity: &Identity,
    (text, quotes): (&Phi<String>, Option<&Quoted>),
    (answers, buttons): (&Answers, &ButtonKey),
    (heard, now): (&str, Timestamp),
) -> Result<Aside, PortError> {
    let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
    let thread: Option<Thread> = load(ports, &key).await?;
    let blank = Thread::new(clinic.id.clone(), identity.clone());
    let claim = identify::claim(ports, buttons, clinic, thread.as_ref().unwrap_or(&blank), text, now).await?;
    let named = match &thread {
        Some(thread) => names_of_open(ports, clinic, thread, now).await?,
        None => Vec::new(),
    };
    let (people, other_day) = match &thread {
        Some(thread) => (
            named_in(ports, clinic, thread, (text, now)).await?,
            other_day(ports, clinic, thread, (text, quotes), now).await?,
        ),
        None => (Named::default(), None),
    };
    let visits = match &thread {
        Some(thread) if clinic.waiting_list.is_some() && waits(text.expose()).is_some() => {
            spoken_of(ports, clinic, thread, now).await?
        }
        _ => Vec::new(),
    };
    let language = language_of(ports, clinic, thread.as_ref().unwrap_or(&blank), Some(text)).await?;
    let passage = match answers.index_of(clinic).answer(text.expose(), language) {
        Found::Passage(passage, _) => {
            // What was decided before is not decided again, and staff's conversations are theirs.
            let over = thread.as_ref().is_some_and(|it| it.held.is_some() || it.has_heard(heard));
            let model = answers.model_for(clinic).filter(|_| !over);
            let own = format!("{}:\n{}", passage.heading, passage.text);
            Some(rephrase::words(ports, model, clinic, (passage, text)).await.unwrap_or(own))
        }
        Found::Unsure => None,
    };
    let comes = match (&claim, &thread) {
        (None, Some(thread)) => comes_unasked(ports, clinic, thread, (text, quotes), now).await?,
        _ => None,
    };
    let word_confirms = comes.as_ref().is_some_and(|it| it.2);
    let theirs = match (claim.as_ref().map(|it| &it.found), &thread) {
        (Some(thread::Found::One(patient)), _) => visits_of(ports, clinic, patient, now).await?,
        _ if comes.is_some() => comes.into_iter().map(|it| (it.0, it.1)).collect(),
        (None, Some(thread)) if quotes.is_none() => cancels_unasked(ports, clinic, thread, text, now).await?,
        _ => Vec::new(),
    };
    let mut asked = thread.as_ref().map_or_else(Vec::new, |it| it.open_visits(now));
    if asked.is_empty() && number(text.expose()).is_some() {
        // Another number may change the answer to the last question.
        asked.extend(thread.iter().filter_map(|it| it.asked.last()).map(|it| it.message.clone()));
    }
    if let Some(Quoted::Question(quoted) | Quoted::Notice(quoted)) = quotes {
        asked.push(quoted.clone());
    }
    asked.extend(theirs.iter().map(|it| it.0.clone()));
    asked.sort();
    asked.dedup();
    let several = several_in(ports, clinic, &asked, now).await?;
    let names_another = people.another && !people.asked;
    let names_both = people.beside && people.asked;
    Ok(Aside {
        passage,
        language,
        claim,
        theirs,
        word_confirms,
        several,
        named,
        names_another,
        names_both,
        other_day,
        visits,
        tapped: None,
    })
}
