//! Messages: gate, render, send, receipts, fallback.
//!
//! Consumes the outbound and receipts queues. Guarantees the order that keeps a message single: every gate is asked
//! with fresh state, the intent with its lease is stored, then the provider is called, then its answer is stored. A
//! crash between two of these leaves a message whose lease runs out; it is settled by the provider's own report.

mod learn;
mod providers;
mod receipt;
mod release;

use domain::delivery::Channel;
use domain::message::{About, Effect, Event, Message, MessageSpec, Phase, ProviderAnswer, decide};
use domain::reason::Reason;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{commit, load};
use ports::gateway::{Gateway as _, GatewayError};
use ports::publish::{publish, publish_after};
use ports::queue::DELAY_SECONDS_MAX;
use ports::records::{ProviderId, message_key, provider_key};
use ports::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, decode};
use ports::{PortError, Ports};

pub use providers::Credentials;

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
        ToOutbound::MessageDue { message } => {
            let key = message_key(&message);
            match load::<_, Message>(ports, &key).await? {
                Some(known) => Box::pin(wake(ports, credentials, known, now)).await,
                None => Err(Failure::park("a wake-up of a message that is not on record")),
            }
        }
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
        ToReceipts::Receipt(report) => receipt::handle(ports, credentials, &report, now).await,
        ToReceipts::Account { waba, event } => receipt::account(ports, &waba, &event).await,
    }
}

async fn say<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    spec: MessageSpec,
    now: Timestamp,
) -> Result<(), Failure> {
    // A new one is stored with what is decided of it: until then the queue has it.
    let message = match load(ports, &message_key(&spec.id)).await? {
        Some(known) => known,
        None => Message::new(spec, now),
    };
    wake(ports, credentials, message, now).await
}

/// Decides a message whose time may have come, and again until nothing more is to be done now.
async fn wake<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: Message,
    now: Timestamp,
) -> Result<(), Failure> {
    tracing::Span::current().record("message.id", message.spec.id.as_str());
    if message.phase == Phase::Ended {
        // The record that ended it may have crashed before it told the cases: tell them again.
        return match message.unsaid_reason() {
            Some(reason) => tell_unsaid(ports, &message, reason).await,
            None => Ok(()),
        };
    }
    if message.phase == Phase::Sending && message.due.is_some_and(|due| due > now) {
        // Somebody is calling the provider, or died doing so: the end of the lease tells which.
        return Ok(());
    }
    turn(ports, credentials, message, Event::Woken, now).await
}

/// Applies an event and everything that follows from it.
async fn turn<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: Message,
    event: Event,
    now: Timestamp,
) -> Result<(), Failure> {
    let (mut message, mut event) = (message, event);
    for _ in 0..TURNS_MAX {
        let key = message_key(&message.spec.id);
        let decided = commit(ports, &key, |known: Option<&Message>| {
            let known = known.unwrap_or(&message);
            Ok::<_, PortError>(decide(known, &event, now))
        })
        .await?;
        message = decided.state.unwrap_or(message);
        let Some(next) = carry_out(ports, credentials, &message, decided.effects, now).await? else {
            return Ok(());
        };
        event = next;
    }
    Err(Failure::park("a message took more turns than it has channels and retries"))
}

/// Carries out the effects of a decision; some bring the next event.
async fn carry_out<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: &Message,
    effects: Vec<Effect>,
    now: Timestamp,
) -> Result<Option<Event>, Failure> {
    let mut next = None;
    for effect in effects {
        match effect {
            Effect::Judge => next = Some(release::judge(ports, credentials, message, now).await?),
            Effect::Call { channel, attempt } => {
                let answer = call(ports, credentials, message, channel, now).await?;
                let jitter = jitter_of(message, attempt);
                next = Some(Event::Answered { channel, attempt, answer, jitter });
            }
            Effect::Later(until) => later(ports, message, until, now).await?,
            Effect::Index { channel, provider_id } => {
                let pointer = ProviderId {
                    channel,
                    id: provider_id.clone(),
                    message: message.spec.id.clone(),
                    at: now,
                };
                let _ = commit(ports, &provider_key(channel, &provider_id), |known: Option<&ProviderId>| {
                    Ok::<_, PortError>(match known {
                        None => domain::decision::Decision::<_, ()>::applied(pointer.clone(), Vec::new()),
                        Some(_) => domain::decision::Decision::stale(),
                    })
                })
                .await?;
                asked(ports, message, channel, now).await?;
            }
            Effect::Learn { channel, failure } => {
                learn::from_failure(ports, message, channel, failure, now).await?;
            }
            Effect::Unsaid(reason) => tell_unsaid(ports, message, reason).await?,
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
    // The case that decided it learns the reason from the message itself; those it also spoke for speak up again.
    let unsaid = |covered: &domain::case::Covered| ToJourneys::Unsaid {
        clinic: message.spec.clinic.clone(),
        case: covered.case.clone(),
        message: message.spec.id.clone(),
        reason,
    };
    let others: Vec<_> = message.spec.covers.iter().skip(1).map(unsaid).collect();
    publish(ports.queue(), message.spec.clinic.as_str(), &others).await?;
    Ok(())
}

/// Renders the message once more, with what is stored now, and calls the provider.
async fn call<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: &Message,
    channel: Channel,
    now: Timestamp,
) -> Result<ProviderAnswer, Failure> {
    let around = release::Around::load(ports, message, channel).await?;
    let request = match around.request(credentials, message, channel, now) {
        Ok(request) => request,
        Err(failure) => return Ok(ProviderAnswer::Refused(failure)),
    };
    Ok(match ports.gateway().call(request.http).await {
        Ok(response) => providers::read(&request.provider, &response),
        Err(GatewayError::NotSent) => ProviderAnswer::Refused(providers::not_sent()),
        Err(GatewayError::NoAnswer) => providers::unknown(),
    })
}
