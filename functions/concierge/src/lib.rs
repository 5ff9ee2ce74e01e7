//! Threads: what patients write, and who answers.
//!
//! Consumes the threads queue. Everything heard ends as exactly one of applied, asked back, or in a person's queue.
//! It knows no appointments: an answer is passed to the journeys queue with the message it answers.

mod answers;
mod aside;
mod identify;
mod offer;
mod rephrase;
mod waits;

use std::sync::Arc;

use channels::button::ButtonKey;
use domain::case::Handover;
use domain::clinic::Clinic;
use domain::decision::Outcome;
use domain::delivery::Channel;
use domain::ids::{ClinicId, MessageId, PatientId, ThreadId};
use domain::message::{About, Message, Recipient};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::{self, Aside, CarrierWord, Effect, Event, Quoted, Said, Thread};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{commit, load};
use ports::identities::tie;
use ports::patients::{reached_at, standing_patient};
use ports::publish::publish;
use ports::records::{message_key, patient_key, thread_key};
use ports::sent;
use ports::wire::{Echoed, Heard, ToJourneys, ToOutbound, ToSurveys, ToThreads, What, decode};
use ports::{PortError, Ports};

pub use answers::Answers;

/// Handles one record of the threads queue.
pub async fn handle<P: Ports>(
    ports: &P,
    (buttons, answers): (&ButtonKey, &Answers),
    body: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    match decode(body)? {
        ToThreads::Heard(heard) => hear(ports, (buttons, answers), &heard, now).await,
        ToThreads::Deleted { sender, id, phone, whatsapp_user } => {
            deleted(ports, &sender, id, (phone.as_ref(), whatsapp_user.as_ref()), now).await
        }
        ToThreads::HandOver { clinic, patient, thread, why, cause } => {
            hand_over(ports, (&clinic, &patient), thread, &Event::HandedOver { why, cause }, now).await
        }
        ToThreads::Findable { clinic, patient } => identify::note(ports, buttons, &clinic, &patient).await,
        ToThreads::Called { clinic, call, phone } => called(ports, &clinic, call, phone, now).await,
        ToThreads::ThreadDue { thread } => overdue(ports, &thread, now).await,
        ToThreads::Echo(echo) => staff_wrote(ports, &echo, now).await,
        ToThreads::Offer(slots) => offer::handle(ports, &slots, now).await,
        ToThreads::Waits(waits) => waits::handle(ports, &waits, now).await,
    }
}

async fn hear<P: Ports>(
    ports: &P,
    (buttons, answers): (&ButtonKey, &Answers),
    heard: &Heard,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(clinic) = ports.directory().by_sender(heard.channel, &heard.sender) else {
        return Err(Failure::park("written to a number of no clinic here"));
    };
    let shared = match &heard.what {
        What::SharedNumber { phone } => Some(phone),
        _ => None,
    };
    let phone = heard.phone.as_ref().or(shared);
    let identity = identity_of(ports, clinic, phone, heard.whatsapp_user.as_ref(), &heard.id).await?;
    let Some(identity) = identity else {
        return Err(Failure::park("heard from nobody: neither a number nor a user id"));
    };
    let said = said(ports, buttons, clinic, heard, &identity).await?;
    let aside = match (&said, &heard.what) {
        (Said::Tap { message, tapped, about }, What::Tap { title, .. }) => {
            aside::of_tap(ports, clinic, message, (*tapped, *about, title), now).await?
        }
        (Said::Text { text, quotes, .. }, _) => {
            let words = (text, quotes.as_ref());
            aside::load_aside(ports, clinic, &identity, words, (answers, buttons), (&heard.id, now)).await?
        }
        _ => Aside::default(),
    };
    let event = Event::Wrote {
        id: heard.id.clone(),
        rewrites: heard.rewrites.clone(),
        at: heard.at,
        channel: heard.channel,
        said,
        whatsapp_user: heard.whatsapp_user.clone(),
        aside: Box::new(aside),
    };
    let committed = decide(ports, clinic, &identity, &event, now).await?;
    publish_effects(ports, &clinic.id, committed).await
}

async fn decide<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    identity: &Identity,
    event: &Event,
    now: Timestamp,
) -> Result<Vec<Effect>, PortError> {
    let thread = Thread::new(clinic.id.clone(), identity.clone()).id;
    tracing::Span::current().record("thread.id", thread.as_str());
    let key = thread_key(&thread);
    let decide =
        |known: Option<&Thread>| Ok::<_, PortError>(thread::decide(known, clinic, identity, event, now));
    Ok(commit(ports, &key, decide).await?.effects)
}

async fn publish_effects<P: Ports>(ports: &P, id: &ClinicId, effects: Vec<Effect>) -> Result<(), Failure> {
    let (mut journeys, mut outbound, mut surveys) = (Vec::new(), Vec::new(), Vec::new());
    for effect in effects {
        let clinic = id.clone();
        match effect {
            Effect::Answer { cause, message, case, answer, wish, channel, thread } => {
                journeys.push(ToJourneys::Answer {
                    clinic,
                    cause,
                    message,
                    case,
                    answer,
                    wish,
                    channel,
                    thread,
                });
            }
            Effect::TakeSlot { cause, case, version, slot, start, channel, thread } => {
                journeys.push(ToJourneys::SlotChosen {
                    clinic,
                    cause,
                    case,
                    version,
                    slot,
                    start,
                    channel,
                    thread,
                });
            }
            Effect::OtherTimes { cause, case, version, wish, channel, thread } => {
                journeys.push(ToJourneys::OtherTimes { clinic, cause, case, version, wish, channel, thread });
            }
            Effect::Wait { cause, case, joins, channel, thread } => {
                journeys.push(ToJourneys::WaitAsked { clinic, cause, case, joins, channel, thread });
            }
            Effect::Offer { cause, message, accepted, channel, thread } => {
                journeys.push(ToJourneys::OfferAnswered {
                    clinic,
                    cause,
                    message,
                    accepted,
                    channel,
                    thread,
                });
            }
            Effect::Survey { cause, at, message, reply, channel, thread } => {
                surveys.push(ToSurveys::Answered { clinic, cause, at, message, reply, channel, thread });
            }
            Effect::Say(spec) => outbound.push(ToOutbound::Say { spec }),
            Effect::WritesAs { patient, user } => identify::reach(ports, &clinic, &patient, &user).await?,
        }
    }
    publish(ports.queue(), id.as_str(), &surveys).await?;
    publish(ports.queue(), id.as_str(), &journeys).await?;
    publish(ports.queue(), id.as_str(), &outbound).await?;
    Ok(())
}

/// The identity whose thread this is: the number where one is shown, else the user id; a user id whose number became
/// known is the number's.
async fn identity_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    phone: Option<&E164>,
    whatsapp_user: Option<&Phi<String>>,
    evidence: &str,
) -> Result<Option<Identity>, PortError> {
    let user = whatsapp_user.cloned().map(Identity::WhatsappUser);
    let phone = phone.cloned().map(Identity::Phone);
    match (phone, user) {
        (Some(phone), Some(user)) => {
            tie(ports, &clinic.id, (&user, &phone), evidence).await?;
            Ok(Some(phone))
        }
        (Some(phone), None) => Ok(Some(phone)),
        (None, Some(user)) => {
            let alone = Thread::new(clinic.id.clone(), user.clone());
            let known: Option<Thread> = load(ports, &thread_key(&alone.id)).await?;
            let Some(other) = known.and_then(|it| it.same_as) else { return Ok(Some(user)) };
            let other: Option<Thread> = load(ports, &thread_key(&other)).await?;
            Ok(Some(other.map_or(user, |it| it.identity)))
        }
        (None, None) => Ok(None),
    }
}

/// What was said, with payloads checked and quotes resolved.
async fn said<P: Ports>(
    ports: &P,
    buttons: &ButtonKey,
    clinic: &Arc<Clinic>,
    heard: &Heard,
    identity: &Identity,
) -> Result<Said, PortError> {
    Ok(match &heard.what {
        What::Tap { payload, title, on } => match buttons.read(payload) {
            Ok((id, tapped)) => {
                if let Some(about) = theirs(ports, clinic, &id, identity).await? {
                    Said::Tap { message: id, tapped, about }
                } else {
                    // Whoever has the number by now may mean well: a person looks before anything is changed.
                    let caption = Some(title.clone());
                    Said::Attachment { media: "button".to_owned(), detail: None, caption }
                }
            }
            Err(_) => words_of(ports, (clinic, identity), heard, title, on.as_deref()).await?,
        },
        What::Text { text, on, carrier_answered, keyword } => {
            let mut quotes = quoted(ports, (clinic, identity), heard, on.as_deref()).await?;
            if quotes.is_none() && aside::may_have_paid(ports, clinic, identity, text).await? {
                quotes = Some(Quoted::Other);
            }
            let carrier = keyword.or(carrier_answered.then_some(CarrierWord::Stop));
            Said::Text { text: text.clone(), quotes, carrier }
        }
        What::Attachment { media, detail, caption } => {
            Said::Attachment { media: media.clone(), detail: detail.clone(), caption: caption.clone() }
        }
        // Who shows their number anyway shares nothing new.
        What::SharedNumber { phone } if heard.phone.is_some() => {
            let detail = Some(Phi::new(phone.expose().to_owned()));
            Said::Attachment { media: "contacts".to_owned(), detail, caption: None }
        }
        What::SharedNumber { .. } => {
            Said::SharedNumber { why: wanted(ports, clinic, heard.whatsapp_user.as_ref()).await? }
        }
        What::IdentityChanged { phone } => Said::IdentityChanged { phone: phone.clone() },
        What::Stopped { purpose } => Said::Stopped { purpose: *purpose },
        What::Resumed { purpose } => Said::Resumed { purpose: *purpose },
    })
}

/// What somebody wanted before they were asked for their number.
async fn wanted<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    user: Option<&Phi<String>>,
) -> Result<Handover, PortError> {
    let Some(user) = user.cloned().map(Identity::WhatsappUser) else { return Ok(Handover::Asked) };
    let alone = Thread::new(clinic.id.clone(), user);
    let known: Option<Thread> = load(ports, &thread_key(&alone.id)).await?;
    Ok(known.and_then(|it| it.identifying).map_or(Handover::Asked, |it| it.why))
}

/// A button that is not ours: only the words on it are taken, as words.
async fn words_of<P: Ports>(
    ports: &P,
    whose: (&Clinic, &Identity),
    heard: &Heard,
    title: &Phi<String>,
    on: Option<&str>,
) -> Result<Said, PortError> {
    let quotes = quoted(ports, whose, heard, on).await?;
    Ok(Said::Text { text: title.clone(), quotes, carrier: None })
}

/// What a message of ours is about, if it went to whoever taps its button: same clinic, and the same number where both
/// are known.
async fn theirs<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    message: &MessageId,
    identity: &Identity,
) -> Result<Option<About>, PortError> {
    let Some(message): Option<Message> = load(ports, &message_key(message)).await? else { return Ok(None) };
    if message.spec.clinic != clinic.id {
        return Ok(None);
    }
    let about = message.spec.about;
    let Identity::Phone(tapped_by) = identity else {
        // A user id shows no number; the signature is what there is to go by.
        return Ok(Some(about));
    };
    if let Recipient::Thread { thread, .. } = &message.spec.to {
        let own = Thread::new(clinic.id.clone(), identity.clone()).id;
        return Ok((*thread == own).then_some(about));
    }
    let Some(patient) = message.spec.to.patient() else { return Ok(Some(about)) };
    let addressed: Option<Patient> = load(ports, &patient_key(&clinic.id, patient)).await?;
    let is_theirs = |it: &Option<Patient>| {
        let sent_to = it.as_ref().and_then(|it| it.phone.as_ref());
        sent_to.is_none_or(|it| it.same_subscriber(tapped_by))
    };
    if is_theirs(&addressed) {
        return Ok(Some(about));
    }
    // Since two records became one, it goes to the number of the one that stands.
    let gave_way = addressed.is_some_and(|it| it.merged_into.is_some());
    let is_theirs = gave_way && is_theirs(&standing_patient(ports, &clinic.id, patient).await?);
    Ok(is_theirs.then_some(about))
}

/// What a reply quotes, if it quotes something: a question, what told of visits, or anything else, which answers none of
/// the questions that are open.
async fn quoted<P: Ports>(
    ports: &P,
    (clinic, identity): (&Clinic, &Identity),
    heard: &Heard,
    on: Option<&str>,
) -> Result<Option<Quoted>, PortError> {
    let Some(on) = on else { return Ok(None) };
    let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
    let Some(thread) = load::<_, Thread>(ports, &key).await? else { return Ok(Some(Quoted::Other)) };
    let asked = thread.asked.iter().rev().filter(|it| it.channel == heard.channel).map(|it| &it.message);
    if let Some((_, question)) = sent::find(ports, asked, heard.channel, on).await? {
        return Ok(Some(Quoted::Question(question.spec.id)));
    }
    let lately = sent::lately(ports, &thread).await?;
    let Some((_, told)) = sent::find(ports, lately.iter(), heard.channel, on).await? else {
        return Ok(Some(Quoted::Other));
    };
    let of_visit = aside::tells_of_visit(ports, clinic, &told.spec).await?;
    Ok(Some(if of_visit { Quoted::Notice(told.spec.id) } else { Quoted::Other }))
}

async fn hand_over<P: Ports>(
    ports: &P,
    (clinic, patient): (&ClinicId, &PatientId),
    thread: Option<ThreadId>,
    event: &Event,
    now: Timestamp,
) -> Result<(), Failure> {
    let identity = match thread {
        Some(thread) => load::<_, Thread>(ports, &thread_key(&thread)).await?.map(|it| it.identity),
        None => None,
    };
    let identity = if identity.is_some() { identity } else { address_of(ports, clinic, patient).await? };
    let Some(identity) = identity else {
        return Err(Failure::park("a patient without any address waits for a person"));
    };
    let clinic = ports.directory().clinic(clinic)?;
    let effects = decide(ports, clinic, &identity, event, now).await?;
    publish_effects(ports, &clinic.id, effects).await
}

/// Somebody has waited too long for an answer of the clinic: whoever is on call hears of it, once.
async fn overdue<P: Ports>(ports: &P, thread: &ThreadId, now: Timestamp) -> Result<(), Failure> {
    let Some(known): Option<Thread> = load(ports, &thread_key(thread)).await? else { return Ok(()) };
    let clinic = ports.directory().clinic(&known.clinic)?;
    let key = thread_key(thread);
    let decide = |state: Option<&Thread>| {
        Ok::<_, PortError>(thread::decide(state, clinic, &known.identity, &Event::Woken, now))
    };
    if commit(ports, &key, decide).await?.outcome == Outcome::Applied {
        tracing::warn!(metric = "threads_overdue", thread.id = thread.as_str(), "a patient waits too long");
    }
    Ok(())
}

/// Who calls by telephone is answered in writing.
async fn called<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    call: String,
    phone: E164,
    now: Timestamp,
) -> Result<(), Failure> {
    let clinic = ports.directory().clinic(clinic)?;
    let identity = Identity::Phone(phone);
    let blank = Thread::new(clinic.id.clone(), identity.clone());
    let thread = load(ports, &thread_key(&blank.id)).await?.unwrap_or(blank);
    let language = ports::patients::language_of(ports, clinic, &thread, None).await?;
    let effects = decide(ports, clinic, &identity, &Event::Called { call, language }, now).await?;
    publish_effects(ports, &clinic.id, effects).await
}

/// What staff write from the WhatsApp Business app is a person's answer.
async fn staff_wrote<P: Ports>(ports: &P, echo: &Echoed, now: Timestamp) -> Result<(), Failure> {
    let Some(clinic) = ports.directory().by_sender(Channel::Whatsapp, &echo.sender) else {
        return Err(Failure::park("written from a number of no clinic here"));
    };
    let (phone, user) = (echo.phone.as_ref(), echo.whatsapp_user.as_ref());
    let identity = identity_of(ports, clinic, phone, user, &echo.id).await?;
    let Some(identity) = identity else {
        return Err(Failure::park("written to nobody: neither a number nor a user id"));
    };
    let event = Event::Echoed { id: echo.id.clone(), at: echo.at, text: echo.text.clone() };
    let _ = decide(ports, clinic, &identity, &event, now).await?;
    Ok(())
}

/// What somebody deleted, whoever of the two sides wrote it, is not shown to staff any more.
async fn deleted<P: Ports>(
    ports: &P,
    sender: &str,
    id: String,
    (phone, user): (Option<&E164>, Option<&Phi<String>>),
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(clinic) = ports.directory().by_sender(Channel::Whatsapp, sender) else {
        return Err(Failure::park("deleted at a number of no clinic here"));
    };
    let Some(identity) = identity_of(ports, clinic, phone, user, &id).await? else {
        return Err(Failure::park("deleted in nobody's conversation: neither a number nor a user id"));
    };
    let ours = ours(ports, (clinic, &identity), &id).await?.map(|it| (it.spec.id, it.created_at));
    let _ = decide(ports, clinic, &identity, &Event::Deleted { id, ours }, now).await?;
    Ok(())
}

/// The message of ours that WhatsApp calls so, among those that went to that person lately.
async fn ours<P: Ports>(
    ports: &P,
    (clinic, identity): (&Clinic, &Identity),
    id: &str,
) -> Result<Option<Message>, PortError> {
    let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
    let Some(thread) = load::<_, Thread>(ports, &key).await?.filter(|it| !it.has_written(id)) else {
        return Ok(None);
    };
    let lately = sent::lately(ports, &thread).await?;
    Ok(sent::find(ports, lately.iter(), Channel::Whatsapp, id).await?.map(|(_, message)| message))
}

async fn address_of<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    patient: &PatientId,
) -> Result<Option<Identity>, PortError> {
    let Some(patient) = standing_patient(ports, clinic, patient).await? else { return Ok(None) };
    let reached = reached_at(ports, &patient, Channel::Whatsapp).await?;
    Ok(reached.map(|it| it.0).or_else(|| patient.identity(Channel::Email)))
}
