//! Threads: what patients write, and who answers.
//!
//! Consumes the threads queue. Everything heard ends as exactly one of applied, asked back, or in a person's queue.
//! It knows no appointments: an answer is passed to the journeys queue with the message it answers.

mod answers;
mod app;
mod aside;
mod hear;
mod identify;
mod identity;
mod offer;
mod quoted;
mod rephrase;
mod waits;

use channels::button::ButtonKey;
use domain::clinic::Clinic;
use domain::decision::Outcome;
use domain::ids::{ClinicId, PatientId, ThreadId};
use domain::phone::{E164, Identity};
use domain::thread::{self, Effect, Event, Thread};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{commit, load};
use ports::patients::language_of;
use ports::publish::publish;
use ports::records::thread_key;
use ports::wire::{Answered, ToJourneys, ToOutbound, ToSurveys, ToThreads, decode};
use ports::{PortError, Ports};

pub use answers::Answers;

/// What the function is set up with.
#[derive(Clone, Copy)]
pub struct Config<'a> {
    /// Reads what our buttons carry, and the codes that identify patients.
    pub buttons: &'a ButtonKey,
    /// What answers patients' questions.
    pub answers: &'a Answers,
}

/// Handles one record of the threads queue.
///
/// # Errors
/// When the table or a queue does not answer, which is tried again; when the record does not read, or is about nobody
/// who is known here, which a person looks at.
pub async fn handle<P: Ports>(
    ports: &P,
    config: Config<'_>,
    body: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    match decode(body)? {
        ToThreads::Heard(heard) => hear::handle(ports, config, &heard, now).await,
        ToThreads::Pressed(pressed) => hear::pressed(ports, config, *pressed, now).await,
        ToThreads::Deleted { sender, id, phone, whatsapp_user } => {
            app::deleted(ports, &sender, id, phone.as_ref(), whatsapp_user.as_ref(), now).await
        }
        ToThreads::HandOver { clinic, patient, thread, why, cause } => {
            let event = Event::HandedOver { why, cause };
            hand_over(ports, &clinic, &patient, thread, &event, now).await
        }
        ToThreads::Unheard { thread, message } => {
            on_thread(ports, &thread, &Event::Unheard { message }, now).await.map(drop)
        }
        ToThreads::Findable { clinic, patient } => {
            identify::note(ports, config.buttons, &clinic, &patient).await
        }
        ToThreads::Called { clinic, call, phone } => called(ports, &clinic, call, phone, now).await,
        ToThreads::ThreadDue { thread } => overdue(ports, &thread, now).await,
        ToThreads::Echo(echo) => app::staff_wrote(ports, &echo, now).await,
        ToThreads::Offer(slots) => offer::handle(ports, &slots, now).await,
        ToThreads::Waits(waits) => waits::handle(ports, &waits, now).await,
    }
}

/// A case needs a person: where its patient wrote last, else where they are reached.
async fn hand_over<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    patient: &PatientId,
    thread: Option<ThreadId>,
    event: &Event,
    now: Timestamp,
) -> Result<(), Failure> {
    let wrote_on = match thread {
        Some(thread) => load::<_, Thread>(ports, &thread_key(&thread)).await?.map(|it| it.identity),
        None => None,
    };
    let identity = match wrote_on {
        Some(identity) => Some(identity),
        None => identity::reached(ports, clinic, patient).await?,
    };
    let Some(identity) = identity else {
        return Err(Failure::park("a patient without any address waits for a person"));
    };
    apply(ports, ports.directory().clinic(clinic)?, &identity, event, now).await.map(drop)
}

/// Somebody has waited too long for an answer of the clinic: whoever is on call hears of it, once.
async fn overdue<P: Ports>(ports: &P, thread: &ThreadId, now: Timestamp) -> Result<(), Failure> {
    if on_thread(ports, thread, &Event::Woken, now).await? == Outcome::Applied {
        tracing::warn!(metric = "threads_overdue", thread.id = thread.as_str(), "a patient waits too long");
    }
    Ok(())
}

/// Decides an event on a thread that is known by its id; on one that is not there, nothing.
async fn on_thread<P: Ports>(
    ports: &P,
    thread: &ThreadId,
    event: &Event,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    let known: Option<Thread> = load(ports, &thread_key(thread)).await?;
    let Some(known) = known else { return Ok(Outcome::Stale) };
    let clinic = ports.directory().clinic(&known.clinic)?;
    apply(ports, clinic, &known.identity, event, now).await
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
    let language = language_of(ports, clinic, &thread, None).await?;
    apply(ports, clinic, &identity, &Event::Called { call, language }, now).await.map(drop)
}

/// Decides an event on the thread of an identity, stores the outcome and publishes its effects.
async fn apply<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    identity: &Identity,
    event: &Event,
    now: Timestamp,
) -> Result<Outcome, Failure> {
    let thread = Thread::new(clinic.id.clone(), identity.clone()).id;
    tracing::Span::current().record("thread.id", thread.as_str());
    let decide =
        |known: Option<&Thread>| Ok::<_, PortError>(thread::decide(known, clinic, identity, event, now));
    let committed = commit(ports, &thread_key(&thread), decide).await?;
    publish_effects(ports, &clinic.id, committed.effects).await?;
    Ok(committed.outcome)
}

async fn publish_effects<P: Ports>(ports: &P, id: &ClinicId, effects: Vec<Effect>) -> Result<(), Failure> {
    let (mut journeys, mut outbound, mut surveys) = (Vec::new(), Vec::new(), Vec::new());
    for effect in effects {
        let clinic = id.clone();
        match effect {
            Effect::Answer { cause, message, case, answer, wish, channel, thread } => {
                let answered = Answered { clinic, cause, message, case, answer, wish, channel, thread };
                journeys.push(ToJourneys::Answer(Box::new(answered)));
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
