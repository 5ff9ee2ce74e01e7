//! Messages: gate, render, send, receipts, fallback. What clinics' own systems are asked goes out here too.
//!
//! Consumes the outbound and receipts queues. Guarantees the order that keeps a message single: every gate is asked
//! with fresh state, the intent with its lease is stored, then the provider is called, then its answer is stored. What
//! patients and clinics may have changed before the intent was stored is looked at once more after it: a cancellation
//! or a stop that was stored first means that nothing is sent. A crash between two of these leaves the record on its
//! queue and a message whose lease runs out; it is settled by the provider's own report.
//!
//! An aggregate is read once for a decision and written on what was read ([`ports::commit::commit_on`]).

mod learn;
mod providers;
mod receipt;
mod release;
mod reserve;
mod slot_system;

use domain::case::Covered;
use domain::delivery::{Channel, FailureClass};
use domain::ids::{MessageId, ThreadId};
use domain::message::{About, Effect, Event, Message, MessageSpec, Phase, ProviderAnswer, decide};
use domain::reason::Reason;
use domain::slot::Booking;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{AsRead, Revised, commit_on, load_revised};
use ports::gateway::{Gateway as _, GatewayError};
use ports::publish::{publish, publish_after};
use ports::queue::DELAY_SECONDS_MAX;
use ports::records::message_key;
use ports::slot_system::SlotSystem as _;
use ports::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, decode};
use ports::{PortError, Ports};

pub use providers::Credentials;
use release::{Around, NoRequest};
pub use slot_system::HttpSlotSystem;

/// Most turns of one message in one record: each channel of the cascade takes a few.
const TURNS_MAX: u32 = 24;

/// Handles one record of the outbound queue.
pub async fn handle_outbound<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    body: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    match decode(body)? {
        ToOutbound::Say { spec } => Box::pin(say(ports, credentials, *spec, now)).await,
        ToOutbound::Book { booking } => book(ports, credentials, &booking, now).await,
        ToOutbound::GiveBack { booking } => give_back(ports, credentials, &booking, now).await,
        ToOutbound::MessageDue { message } => Box::pin(due(ports, credentials, &message, now)).await,
    }
}

/// Handles one record of the receipts queue.
pub async fn handle_receipt<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    body: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    match decode(body)? {
        ToReceipts::Receipt(report) => Box::pin(receipt::handle(ports, credentials, &report, now)).await,
        ToReceipts::Account { waba, event, at } => receipt::account(ports, &waba, &event, at).await,
    }
}

/// Asks a clinic's system for a slot, and passes on what it said, whatever that is: asking again is the slot's to
/// decide.
async fn book<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    booking: &Booking,
    now: Timestamp,
) -> Result<(), Failure> {
    let system = HttpSlotSystem::new(ports.gateway(), &credentials.slot_systems);
    let answer = system.book(ports.directory().clinic(&booking.clinic)?, booking, now).await;
    let answered = ToJourneys::BookingAnswered {
        clinic: booking.clinic.clone(),
        slot: booking.slot.clone(),
        key: booking.key.clone(),
        ask: booking.ask,
        answer,
    };
    Ok(publish(ports.queue(), booking.clinic.as_str(), &[answered]).await?)
}

/// Gives back what a clinic's system booked. One that does not answer is told again by the queue.
async fn give_back<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    booking: &Booking,
    now: Timestamp,
) -> Result<(), Failure> {
    let system = HttpSlotSystem::new(ports.gateway(), &credentials.slot_systems);
    Ok(system.give_back(ports.directory().clinic(&booking.clinic)?, booking, now).await?)
}

async fn say<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    spec: MessageSpec,
    now: Timestamp,
) -> Result<(), Failure> {
    // A new one is stored with what is decided of it: until then the queue has it.
    let read: AsRead<Message> = load_revised(ports, &message_key(&spec.id)).await?;
    wake(ports, credentials, read.or_new(|| Message::new(spec, now)), now).await
}

async fn due<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    id: &MessageId,
    now: Timestamp,
) -> Result<(), Failure> {
    let read: AsRead<Message> = load_revised(ports, &message_key(id)).await?;
    let Some(known) = read.known() else {
        return Err(Failure::park("a wake-up of a message that is not on record"));
    };
    wake(ports, credentials, known, now).await
}

/// Decides a message whose time may have come, and again until nothing more is to be done now.
async fn wake<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    revised: Revised<Message>,
    now: Timestamp,
) -> Result<(), Failure> {
    let message = &revised.state;
    tracing::Span::current().record("message.id", message.spec.id.as_str());
    if message.phase == Phase::Ended {
        // The record that ended it may have crashed before it told the cases: tell them again.
        return match message.unsaid_reason() {
            Some(reason) => tell_unsaid(ports, message, reason).await,
            None => tell_maybe_unanswered(ports, message).await,
        };
    }
    if message.phase == Phase::Sending && message.wants_decision_at().is_some_and(|at| at > now) {
        // Somebody is calling the provider, or died doing so. The record has to stay on its queue: the next time it is
        // handed out, after the lease, tells which.
        return Err(Failure::retry("a provider is being called"));
    }
    turn(ports, credentials, revised, Event::Woken, now).await
}

/// Applies an event and everything that follows from it, to a message as it was read.
async fn turn<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    mut message: Revised<Message>,
    mut event: Event,
    now: Timestamp,
) -> Result<(), Failure> {
    let mut around = None;
    for _ in 0..TURNS_MAX {
        let key = message_key(&message.state.spec.id);
        let decided = commit_on(ports, &key, message.as_read(), |known: Option<&Message>| {
            let known = known.unwrap_or(&message.state);
            Ok::<_, PortError>(decide(known, &event, now))
        })
        .await?;
        message = Revised { revision: decided.revision, state: decided.state.unwrap_or(message.state) };
        let next = carry_out(ports, credentials, &message.state, decided.effects, &mut around, now).await?;
        let Some(next) = next else { return Ok(()) };
        event = next;
    }
    Err(Failure::park("a message took more turns than it has channels and retries"))
}

/// Carries out the effects of a decision; some bring the next event. What the gates looked at is kept for the call.
async fn carry_out<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: &Message,
    effects: Vec<Effect>,
    around: &mut Option<Around>,
    now: Timestamp,
) -> Result<Option<Event>, Failure> {
    let mut next = None;
    for effect in effects {
        match effect {
            Effect::Judge => {
                let (judged, looked_at) = release::judge(ports, credentials, message, now).await?;
                next = Some(judged);
                *around = Some(looked_at);
            }
            Effect::Call { channel, attempt } => {
                let Some(around) = around.take() else {
                    return Err(Failure::park("a call that no gate was asked about"));
                };
                next = Some(call(ports, credentials, message, channel, attempt, around, now).await?);
            }
            Effect::Later(until) => later(ports, message, until, now).await?,
            Effect::Taken { channel } => asked(ports, message, channel, now).await?,
            Effect::Learn { channel, failure } => {
                learn::from_failure(ports, message, channel, failure, now).await?;
            }
            Effect::Unsaid(reason) => tell_unsaid(ports, message, reason).await?,
            Effect::MaybeUnanswered => tell_maybe_unanswered(ports, message).await?,
        }
    }
    Ok(next)
}

/// Tells the surveys that a provider has a message of theirs. Told again when it is on the phone, for the case that the
/// first word was lost; whoever hears it twice counts it once.
async fn asked<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
    at: Timestamp,
) -> Result<(), PortError> {
    if message.spec.about != About::Survey {
        return Ok(());
    }
    let (clinic, id) = (message.spec.clinic.clone(), message.spec.id.clone());
    let asked = ToSurveys::Asked { clinic, message: id, channel, at };
    publish(ports.queue(), message.spec.clinic.as_str(), &[asked]).await
}

/// Spreads retries of messages that failed together, the same way for the same message.
fn jitter_of(message: &Message, attempt: u32) -> u8 {
    let sum = |sum: u8, byte: u8| sum.wrapping_mul(31).wrapping_add(byte);
    message.spec.id.as_str().bytes().chain(attempt.to_be_bytes()).fold(0, sum)
}

/// Minutes are the grain of wake-ups; what is due sooner comes back through the queue's own delay.
async fn later<P: Ports>(
    ports: &P,
    message: &Message,
    until: Timestamp,
    now: Timestamp,
) -> Result<(), Failure> {
    const SOON_SECONDS: i64 = 90;
    let seconds = until.duration_since(now).as_secs() + 1;
    if seconds > SOON_SECONDS {
        return Ok(());
    }
    let delay = u32::try_from(seconds.max(0)).unwrap_or(0).min(DELAY_SECONDS_MAX);
    let due = ToOutbound::MessageDue { message: message.spec.id.clone() };
    publish_after(ports.queue(), message.spec.clinic.as_str(), delay, &[due]).await?;
    Ok(())
}

async fn tell_unsaid<P: Ports>(ports: &P, message: &Message, reason: Reason) -> Result<(), Failure> {
    // Those that it also spoke for, and later versions of its own that it would have, speak up again.
    let unsaid = |covered: &Covered| ToJourneys::Unsaid {
        clinic: message.spec.clinic.clone(),
        case: covered.case.clone(),
        message: message.spec.id.clone(),
        reason,
    };
    let mut told: Vec<_> = message.spec.covers.iter().map(unsaid).collect();
    if let (About::Offer, Some(slot)) = (message.spec.about, &message.spec.slot) {
        // Others wait for their turn.
        told.push(ToJourneys::OfferUnsaid {
            clinic: message.spec.clinic.clone(),
            slot: slot.clone(),
            message: message.spec.id.clone(),
            reason: message.unsaid_reason().unwrap_or(reason),
        });
    }
    told.extend(message.leaves_unanswered(reason).map(|thread| answer_unsaid(message, thread)));
    publish(ports.queue(), message.spec.clinic.as_str(), &told).await?;
    Ok(())
}

/// Of an answer that may have arrived, a person finds out.
async fn tell_maybe_unanswered<P: Ports>(ports: &P, message: &Message) -> Result<(), Failure> {
    let Some(thread) = message.may_leave_unanswered() else { return Ok(()) };
    publish(ports.queue(), message.spec.clinic.as_str(), &[answer_unsaid(message, thread)]).await?;
    Ok(())
}

fn answer_unsaid(message: &Message, thread: &ThreadId) -> ToJourneys {
    ToJourneys::AnswerUnsaid {
        clinic: message.spec.clinic.clone(),
        thread: thread.clone(),
        message: message.spec.id.clone(),
    }
}

/// Renders the message once more, with what is stored now, and calls the provider.
async fn call<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: &Message,
    channel: Channel,
    attempt: u32,
    around: Around,
    now: Timestamp,
) -> Result<Event, Failure> {
    let answer = match around.request(ports, credentials, message, channel, now).await? {
        Ok(request) => match ports.gateway().call(request.http).await {
            Ok(response) => providers::read(&request.provider, &response),
            Err(GatewayError::NotSent) => {
                ProviderAnswer::Refused(providers::refusal(FailureClass::Transient))
            }
            Err(GatewayError::NoAnswer) => providers::unknown(),
        },
        Err(NoRequest::Objection(objection)) => return Ok(Event::Withdrawn { channel, attempt, objection }),
        Err(NoRequest::Defect) => ProviderAnswer::Refused(providers::refusal(FailureClass::Defect)),
    };
    Ok(Event::Answered { channel, attempt, answer, jitter: jitter_of(message, attempt) })
}
