//! Receipts: what providers report of messages and accounts.

use domain::account::AccountEvent;
use domain::delivery::{Channel, Receipt};
use domain::message::{DispatchStatus, Event, Failure as Refusal, Message};
use domain::phone::{E164, Identity};
use domain::thread::Thread;
use frame::Failure;
use jiff::{SignedDuration, Timestamp};
use ports::commit::{AsRead, Revised, load, load_revised};
use ports::identities::tie;
use ports::records::{message_key, thread_key};
use ports::sent;
use ports::wire::ReceiptReport;
use ports::{PortError, Ports};

use crate::{Credentials, asked, learn, tell_unsaid, turn};

/// A report of a message that is not on record may have overtaken our own note of it for this long, in minutes; after
/// that it is somebody else's message on the same account. Shorter than a record is tried again (5 receives, a minute
/// apart), so that it is dropped and does not become a dead letter.
const UNKNOWN_MINUTES: i64 = 3;

pub(crate) async fn handle<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    report: &ReceiptReport,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(revised) = find(ports, report).await? else {
        let young = now.duration_since(report.at) < SignedDuration::from_mins(UNKNOWN_MINUTES);
        let text = "a report of a message that is not on record";
        return Err(if young { Failure::retry(text) } else { Failure::drop(text) });
    };
    let message = &revised.state;
    tracing::Span::current().record("message.id", message.spec.id.as_str());
    if is_from_elsewhere(ports, message, report) {
        return Err(Failure::drop("a report from another clinic's number"));
    }
    let failure = report.failure.map(|class| Refusal { class, code: report.code, retry_after_seconds: None });
    let event = Event::Reported {
        channel: report.channel,
        receipt: report.receipt,
        failure,
        provider_id: Some(report.provider_id.clone()),
    };
    if report.receipt >= Receipt::Delivered && !is_on_the_phone(message, report.channel) {
        tie_reader(ports, message, report).await?;
        asked(ports, message, report.channel, now).await?;
    }
    if report.receipt == Receipt::Failed
        && let Some(reason) = message.unsaid_reason()
    {
        // The same report may have ended it and crashed before it told the cases: tell them again.
        tell_unsaid(ports, message, reason).await?;
    }
    turn(ports, credentials, revised, event, now).await
}

/// Whether it was reported to be there before: by *delivered*, or by *read*, which may come first or alone.
fn is_on_the_phone(message: &Message, channel: Channel) -> bool {
    let status = message.dispatch(channel).map(|it| it.status);
    matches!(status, Some(DispatchStatus::Delivered | DispatchStatus::Read))
}

/// Ties the user id of whoever has the message on their phone to the number that it went to: who hides their number
/// writes under the user id alone, and what they stop has to be stopped for the number.
async fn tie_reader<P: Ports>(ports: &P, message: &Message, report: &ReceiptReport) -> Result<(), PortError> {
    let Some(between) = &report.between else { return Ok(()) };
    let Some(user) = between.whatsapp_user.clone().map(Identity::WhatsappUser) else { return Ok(()) };
    let number = match &between.phone {
        Some(number) => Some(number.clone()),
        None => number_of(ports, message, report.channel).await?,
    };
    let Some(number) = number.map(Identity::Phone) else { return Ok(()) };
    tie(ports, &message.spec.clinic, &user, &number, &report.provider_id).await
}

/// The number that the message went to, where its report does not show it.
async fn number_of<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
) -> Result<Option<E164>, PortError> {
    let Some(thread) = message.dispatch(channel).and_then(|it| it.thread.as_ref()) else { return Ok(None) };
    let thread: Option<Thread> = load(ports, &thread_key(thread)).await?;
    Ok(thread.and_then(|it| match it.identity {
        Identity::Phone(number) => Some(number),
        Identity::WhatsappUser(_) | Identity::Email(_) => None,
    }))
}

/// Whether the report came over a number of another clinic. Who sends from a number chooses what its reports echo, so a
/// clinic could otherwise speak of another's messages. A number of nobody here may be one that the clinic had before.
fn is_from_elsewhere<P: Ports>(ports: &P, message: &Message, report: &ReceiptReport) -> bool {
    let owner = report.sender.as_ref().and_then(|it| ports.directory().by_sender(report.channel, it));
    owner.is_some_and(|it| it.id != message.spec.clinic)
}

/// By our own id where the provider echoed it, else by the provider's among what went to the person.
async fn find<P: Ports>(ports: &P, report: &ReceiptReport) -> Result<Option<Revised<Message>>, PortError> {
    if let Some((id, _)) = report.dispatch.as_deref().and_then(Message::parse_dispatch_id) {
        let read: AsRead<Message> = load_revised(ports, &message_key(&id)).await?;
        return Ok(read.known());
    }
    let Some(to) = &report.between else { return Ok(None) };
    let Some(clinic) = ports.directory().by_sender(report.channel, &to.sender) else { return Ok(None) };
    let phone = to.phone.clone().map(Identity::Phone);
    let user = to.whatsapp_user.clone().map(Identity::WhatsappUser);
    for identity in [phone, user].into_iter().flatten() {
        let key = thread_key(&Thread::new(clinic.id.clone(), identity).id);
        let Some(thread) = load::<_, Thread>(ports, &key).await? else { continue };
        let sent = sent::lately(ports, &thread).await?;
        let found = sent::find(ports, sent.iter(), report.channel, &report.provider_id).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

pub(crate) async fn account<P: Ports>(
    ports: &P,
    waba: &str,
    event: &AccountEvent,
    at: Timestamp,
) -> Result<(), Failure> {
    match ports.directory().portfolio_of(waba) {
        Some(portfolio) => Ok(learn::told(ports, portfolio, waba, event, at).await?),
        None => Err(Failure::drop("an account of no clinic here")),
    }
}
