//! What AWS tells of e-mail and text messages: it comes over a topic and a queue instead of a webhook.
//!
//! There is no signature to check: only the topic may write to the queue, and only the two services to the topic
//! (template.yaml). What does not read comes back, and ends among the dead letters.

use channels::provider::{InboundSms, Report};
use channels::sns::{Notice, read};
use domain::delivery::Channel;
use frame::Failure;
use jiff::Timestamp;
use ports::publish::publish;
use ports::queue::Queue;
use ports::wire::{Heard, ReceiptReport, ToReceipts, ToThreads, What};

/// Handles one record of the notifications queue.
pub(crate) async fn receive<Q: Queue>(queue: &Q, body: &str, now: Timestamp) -> Result<(), Failure> {
    match read(body.as_bytes(), now) {
        Ok(Notice::Sms(report)) => report_of(queue, Channel::Sms, report).await,
        Ok(Notice::Email(report)) => report_of(queue, Channel::Email, report).await,
        Ok(Notice::Inbound(sms)) => heard(queue, sms).await,
        Ok(Notice::Nothing) => Ok(()),
        Err(error) => Err(Failure::park(format!("a notification of AWS: {error}"))),
    }
}

async fn report_of<Q: Queue>(queue: &Q, channel: Channel, report: Report) -> Result<(), Failure> {
    let receipt = ToReceipts::Receipt(Box::new(ReceiptReport {
        channel,
        sender: None,
        dispatch: report.reference,
        // Both services echo what we attach.
        unnamed: None,
        provider_id: report.provider_id,
        receipt: report.receipt,
        at: report.at,
        failure: report.failure,
        code: report.code,
    }));
    Ok(publish(queue, "aws", &[receipt]).await?)
}

async fn heard<Q: Queue>(queue: &Q, sms: InboundSms) -> Result<(), Failure> {
    let heard = Heard {
        channel: Channel::Sms,
        sender: sms.to.clone(),
        id: sms.id,
        at: sms.at,
        phone: Some(sms.from),
        whatsapp_user: None,
        what: What::Text { text: sms.body, on: None, carrier_answered: false },
    };
    Ok(publish(queue, &sms.to, &[ToThreads::Heard(Box::new(heard))]).await?)
}
