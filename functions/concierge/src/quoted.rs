//! Which message of ours words refer to: the one they quote, or the one that was told last.

use domain::case::Case;
use domain::clinic::Clinic;
use domain::delivery::{Channel, Purpose};
use domain::ids::MessageId;
use domain::message::{About, Message, MessageSpec};
use domain::phi::Phi;
use domain::phone::Identity;
use domain::reply::may_say_paid;
use domain::thread::{Quoted, Thread};
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::{case_key, message_key, thread_key};
use ports::{PortError, Ports, sent};

/// What a reply quotes, if it quotes something: a question, what told of visits, or anything else, which answers none
/// of the questions that are open. `on` is the provider's id of it.
pub(crate) async fn of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    identity: &Identity,
    channel: Channel,
    on: Option<&str>,
) -> Result<Option<Quoted>, PortError> {
    let Some(on) = on else { return Ok(None) };
    let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
    let Some(thread) = load::<_, Thread>(ports, &key).await? else { return Ok(Some(Quoted::Other)) };
    let asked = thread.asked.iter().rev().filter(|it| it.channel == channel).map(|it| &it.message);
    if let Some(question) = sent::find(ports, asked, channel, on).await? {
        return Ok(Some(Quoted::Question(question.state.spec.id)));
    }
    let lately = sent::lately(ports, &thread).await?;
    let Some(told) = sent::find(ports, lately.iter(), channel, on).await? else {
        return Ok(Some(Quoted::Other));
    };
    let spec = told.state.spec;
    let of_visit = tells_of_visit(ports, clinic, &spec).await?;
    Ok(Some(if of_visit { Quoted::Notice(spec.id) } else { Quoted::Other }))
}

/// Whether a message told of a visit, which an answer to it may move or cancel. A payment that is due is none: in parts
/// of America `cancelado` says that it was paid.
async fn tells_of_visit<P: Ports>(ports: &P, clinic: &Clinic, spec: &MessageSpec) -> Result<bool, PortError> {
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
pub(crate) async fn last_told<P: Ports>(
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
