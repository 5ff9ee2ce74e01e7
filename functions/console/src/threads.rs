//! The inbox: conversations that wait for a person. What people of the clinic do with them is in [`command`].

mod command;

use domain::case::{Case, Skill};
use domain::clinic::Clinic;
use domain::ids::{PatientId, ThreadId};
use domain::message::Message;
use domain::patient::Patient;
use domain::phone::Identity;
use domain::slot::Slot;
use domain::thread::Thread;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::commit::load;
use ports::records::{case_key, held_list, held_prefix, slot_key, thread_key, waiting_list};
use ports::table::Key;
use ports::{PortError, Ports};

use crate::page::{Asked, Page};
use crate::unanswered::{Unanswered, not_found};
use crate::{conversation, load as read, trail};

pub(crate) use command::{act, idempotency_key};

/// `GET /v1/threads`: those that wait, emergencies first and then the longest; `state=held` with or without `agent`;
/// both with or without `skill`. With `patient`, all of that patient's.
pub(crate) async fn list<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    if let Some(patient) = request.query_value("patient") {
        let ids: Vec<PatientId> = PatientId::new(patient).into_iter().collect();
        let people = read::people(ports, clinic, &ids).await?;
        let identities: Vec<Identity> = people.iter().flat_map(Patient::identities).collect();
        let threads = at(ports, clinic, &identities, now).await?;
        trail::found(&people, &threads, &[]);
        return listed(ports, clinic, &threads, None).await;
    }
    let agent = request.query_value("agent");
    let skill = request.query_value("skill").map(|it| serde_json::from_value::<Skill>(it.into()));
    let Ok(skill) = skill.transpose() else {
        let text = "`skill` is `reception`, `clinical` or `complaints`";
        return Ok(Response::error(400, "invalid_skill", text));
    };
    let (list, prefix) = match request.query_value("state").as_deref() {
        None | Some("waiting") => (waiting_list(&clinic.id), String::new()),
        Some("held") => {
            let agent = agent.as_deref().map(|it| held_prefix(it.trim()));
            (held_list(&clinic.id), agent.unwrap_or_default())
        }
        Some(_) => return Ok(Response::error(400, "invalid_state", "`state` is `waiting` or `held`")),
    };
    let asked = Asked::of(request, list, vec![prefix])?;
    let Page { entries, next }: Page<Thread> = asked.read(ports).await?;
    let mut threads: Vec<Thread> = entries.into_iter().map(|it| it.as_of(now)).collect();
    if let Some(skill) = skill {
        threads.retain(|it| it.needed_for().is_some_and(|it| it.why.skill() == skill));
    }
    listed(ports, clinic, &threads, next).await
}

async fn listed<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    threads: &[Thread],
    next: Option<String>,
) -> Result<Response, Unanswered> {
    let names = read::names(ports, clinic, patients(threads).collect()).await?;
    Ok(Response::json(200, &conversation::Listed::of(threads, names, next)))
}

/// Whom some conversations are with.
pub(crate) fn patients(threads: &[Thread]) -> impl Iterator<Item = &PatientId> {
    threads.iter().flat_map(|it| &it.patients).map(|it| &it.patient)
}

/// The conversations at some numbers and addresses: also those that wait for nobody, where a stop may stand.
pub(crate) async fn at<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    identities: &[Identity],
    now: Timestamp,
) -> Result<Vec<Thread>, PortError> {
    let mut keys = Vec::<Key>::new();
    for identity in identities {
        let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut threads: Vec<Thread> = read::stored(ports, &keys).await?;
    // A user id's whose number became known goes on as the number's, and the stops are there.
    let numbers = threads.iter().filter_map(|it| it.same_as.as_ref()).map(thread_key);
    let numbers: Vec<Key> = numbers.filter(|it| !keys.contains(it)).collect();
    threads.extend(read::stored::<_, Thread>(ports, &numbers).await?);
    Ok(threads.into_iter().map(|it| it.as_of(now)).collect())
}

/// `GET /v1/threads/{id}`: the conversation, and what a person needs to know before answering.
pub(crate) async fn one<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &str,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    match of_clinic(ports, clinic, id).await? {
        Some(thread) => shown(ports, clinic, &thread, now).await,
        None => Ok(not_found()),
    }
}

async fn of_clinic<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Option<Thread>, PortError> {
    let Ok(id) = ThreadId::new(id) else { return Ok(None) };
    let thread: Option<Thread> = load(ports, &thread_key(&id)).await?;
    Ok(thread.filter(|it| it.clinic == clinic.id))
}

async fn shown<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let thread = &thread.clone().as_of(now);
    let linked: Vec<PatientId> = thread.patients.iter().map(|it| it.patient.clone()).collect();
    let patients = read::people(ports, clinic, &linked).await?;
    let messages: Vec<Message> = read::stored(ports, &conversation::messages_of(thread)).await?;
    let mut cases = Vec::<Case>::new();
    for covered in messages.iter().flat_map(|it| &it.spec.covers) {
        if !cases.iter().any(|it| it.id == covered.case) {
            cases.extend(load(ports, &case_key(&clinic.id, &covered.case)).await?);
        }
    }
    for case in read::visits(ports, clinic, &patients, now).await? {
        if !cases.iter().any(|it| it.id == case.id) {
            cases.push(case);
        }
    }
    cases.retain(|it| !it.is_notice());
    let slots = messages.iter().filter_map(|it| it.spec.slot.as_ref());
    let slots: Vec<Key> = slots.map(|it| slot_key(&clinic.id, it)).collect();
    let slots: Vec<Slot> = read::stored(ports, &slots).await?;
    let language = clinic.default_language();
    let shown = conversation::Conversation::of(thread, &patients, &cases, &messages, &slots, language);
    Ok(Response::json(200, &shown))
}
