//! What a provider's refusal says beyond the message: about the person, the number, the sender, the template.
//!
//! Every lesson is a commit of its own that changes nothing the second time.

use domain::account::{Account, AccountEvent, Sender};
use domain::decision::Outcome;
use domain::delivery::{Channel, FailureClass, Purpose};
use domain::message::{Failure as Refusal, Message};
use domain::patient::Patient;
use domain::reason::Reason;
use domain::thread::Thread;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::commit_change;
use ports::patients::standing_patient;
use ports::records::{account_key, patient_key, sender_key, thread_key};
use ports::{PortError, Ports};

use crate::release::SpokenOf;

pub(crate) async fn from_failure<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
    failure: Refusal,
    now: Timestamp,
) -> Result<(), Failure> {
    match failure.class {
        FailureClass::OptedOut => stop(ports, message, channel, None, now).await,
        FailureClass::MarketingOptedOut => stop(ports, message, channel, Some(Purpose::Marketing), now).await,
        FailureClass::Unreachable => unreachable_by(ports, message, channel, Reason::NoAddress, now).await,
        FailureClass::BadAddress => unreachable_by(ports, message, channel, Reason::BadAddress, now).await,
        FailureClass::SenderStopped => stop_sender(ports, message, channel, failure.code, now).await,
        FailureClass::Template => refuse_template(ports, message, failure.code, now).await,
        FailureClass::IdentityChanged => doubt(ports, message, channel, now).await,
        FailureClass::Defect => {
            tracing::error!(message.id = %message.spec.id, code = failure.code, "the provider finds our request wrong");
            Ok(())
        }
        FailureClass::Transient
        | FailureClass::Backoff
        | FailureClass::PairRate
        | FailureClass::Fallback
        | FailureClass::WindowClosed
        | FailureClass::GiveUp
        | FailureClass::Expired => Ok(()),
    }
}

async fn stop<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
    purpose: Option<Purpose>,
    now: Timestamp,
) -> Result<(), Failure> {
    let evidence = message.dispatch_id(channel);
    on_thread(ports, message, channel, |thread| {
        let next = thread.stopped(channel, purpose, &evidence, now);
        (next != *thread).then_some(next)
    })
    .await
}

async fn doubt<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
    now: Timestamp,
) -> Result<(), Failure> {
    on_thread(ports, message, channel, |thread| {
        let known = thread.in_doubt_since.is_some();
        (!known).then(|| Thread { in_doubt_since: Some(now), ..thread.clone() })
    })
    .await
}

async fn on_thread<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
    mut change: impl FnMut(&Thread) -> Option<Thread> + Send,
) -> Result<(), Failure> {
    // The one it went to, whatever the patient's number has become since. It was stored before the call.
    let Some(thread) = message.dispatch(channel).and_then(|it| it.thread.as_ref()) else { return Ok(()) };
    let _ = commit_change(ports, &thread_key(thread), |known: Option<&Thread>| known.and_then(&mut change))
        .await?;
    Ok(())
}

async fn unreachable_by<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
    reason: Reason,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(id) = message.spec.to.patient() else { return Ok(()) };
    let Some(standing) = standing_patient(ports, &message.spec.clinic, id).await? else { return Ok(()) };
    let clinic = &message.spec.clinic;
    // An answer goes to whoever wrote, who may have written from elsewhere than where the patient is reached; and where
    // that is may have changed since the message went out.
    let went_there = |it: &Patient| {
        let reached = it.identity(channel).map(|it| Thread::new(clinic.clone(), it).id);
        reached.is_some() && message.dispatch(channel).is_some_and(|it| it.thread == reached)
    };
    let _ = commit_change(ports, &patient_key(clinic, &standing.id), |known: Option<&Patient>| {
        let patient = known.filter(|it| went_there(it) && it.why_unreachable(channel, now).is_none())?;
        Some(patient.unreachable_by(channel, reason, now))
    })
    .await?;
    Ok(())
}

async fn stop_sender<P: Ports>(
    ports: &P,
    message: &Message,
    channel: Channel,
    code: Option<u32>,
    now: Timestamp,
) -> Result<(), Failure> {
    let clinic = ports.directory().by_id(&message.spec.clinic);
    let Some(id) = clinic.and_then(|it| it.sender_id(channel)) else { return Ok(()) };
    tracing::error!(metric = "sender_stopped", sender.id = id, code, "the provider has stopped a sender");
    let _ = commit_change(ports, &sender_key(&id), |known: Option<&Sender>| {
        let known = known.cloned().unwrap_or_else(|| Sender::new(id.clone()));
        known.stopped_until(now).is_none().then(|| known.stop(code, now))
    })
    .await?;
    Ok(())
}

/// Meta says a template is paused (132015) or disabled (132016); its webhook may be late or lost.
async fn refuse_template<P: Ports>(
    ports: &P,
    message: &Message,
    code: Option<u32>,
    now: Timestamp,
) -> Result<(), Failure> {
    if !matches!(code, Some(132_015 | 132_016)) {
        return Ok(());
    }
    let Some(clinic) = ports.directory().by_id(&message.spec.clinic) else { return Ok(()) };
    let language = message.dispatch(Channel::Whatsapp).and_then(|it| it.language).unwrap_or_default();
    let cases = SpokenOf::load(ports, &message.spec).await?;
    let name = message.spec.template_of(&cases.still());
    let form = clinic.template(name, language).and_then(|it| it.whatsapp.as_ref());
    let (Some(form), Some(number)) = (form, &clinic.senders.whatsapp) else { return Ok(()) };
    let key = Account::template_key(&number.waba_id, &form.name, language.as_str());
    let refused = AccountEvent::TemplateRefused(key);
    told(ports, &number.portfolio_id, &number.waba_id, &refused, now).await?;
    Ok(())
}

/// Notes what a provider told about an account of a portfolio.
pub(crate) async fn told<P: Ports>(
    ports: &P,
    portfolio: &str,
    waba: &str,
    event: &AccountEvent,
    at: Timestamp,
) -> Result<(), PortError> {
    let mut is_lowered = false;
    let committed = commit_change(ports, &account_key(portfolio), |known: Option<&Account>| {
        let known = known.cloned().unwrap_or_else(|| Account::new(portfolio.to_owned()));
        let next = known.told(waba, event, at);
        is_lowered = next.is_limited_below(&known);
        (next != known).then_some(next)
    })
    .await?;
    if committed.outcome == Outcome::Applied {
        warn_of(waba, event, is_lowered);
    }
    Ok(())
}

/// What somebody has to look at.
fn warn_of(waba: &str, event: &AccountEvent, is_lowered: bool) {
    match event {
        // Good news needs nobody; what may still be used for now ("FLAGGED") does.
        AccountEvent::TemplateStatus(template, status)
            if !matches!(status.as_str(), "APPROVED" | "REINSTATED" | "UNARCHIVED") =>
        {
            tracing::warn!(metric = "template_changed", template, status, "a template has another status");
        }
        AccountEvent::TemplateRefused(template) => {
            tracing::warn!(metric = "template_changed", template, "a template was refused");
        }
        AccountEvent::TemplateCategory(template, category) => {
            tracing::warn!(
                metric = "template_changed",
                template,
                category,
                "a template has another category"
            );
        }
        // While it can still be mended, or the clinic's prices and consents be seen to.
        AccountEvent::TemplateCategoryAnnounced(template, category) => {
            tracing::warn!(
                metric = "template_changed",
                template,
                category,
                "Meta will put a template into another category"
            );
        }
        // Pausing is what comes next.
        AccountEvent::TemplateQuality(template, quality) if quality == "RED" => {
            tracing::warn!(metric = "template_changed", template, quality, "a template is of low quality");
        }
        AccountEvent::Limit(limit) if is_lowered => {
            tracing::warn!(
                metric = "account_warned",
                waba.id = waba,
                limit,
                "Meta lowers the portfolio's limit"
            );
        }
        AccountEvent::Warned(words) => {
            tracing::warn!(metric = "account_warned", waba.id = waba, words, "Meta warns of an account");
        }
        AccountEvent::Restricted(until) => {
            tracing::error!(metric = "account_restricted", waba.id = waba, %until, "Meta restricts an account");
        }
        AccountEvent::TemplateStatus(..)
        | AccountEvent::TemplateQuality(..)
        | AccountEvent::Limit(_)
        | AccountEvent::Reinstated => {}
    }
}
