//! What AWS tells of e-mail and text messages: it comes over a topic and a queue instead of a webhook.
//!
//! There is no signature to check: only the topic may write to the queue, and only the two services to the topic
//! (template.yaml). What does not read comes back, and ends among the dead letters.

use channels::ParseError;
use channels::sns::{Notice, read};
use domain::delivery::Channel;
use frame::Failure;
use jiff::Timestamp;
use ports::publish::publish;
use ports::queue::Queue;

use crate::route::{receipt, text};

/// Handles one record of the notifications queue.
pub(crate) async fn receive<Q: Queue>(queue: &Q, body: &str, now: Timestamp) -> Result<(), Failure> {
    let notice = match read(body.as_bytes(), now) {
        Ok(notice) => notice,
        // As carriers write: no work for an operator.
        Err(ParseError::NoPhone) => {
            tracing::warn!("a text message over AWS is from nobody we can answer");
            return Ok(());
        }
        Err(error) => return Err(Failure::park(format!("a notification of AWS: {error}"))),
    };
    match notice {
        Notice::Sms(report) => publish(queue, "aws", &[receipt(Channel::Sms, None, report)]).await?,
        Notice::Email(report) => publish(queue, "aws", &[receipt(Channel::Email, None, report)]).await?,
        Notice::Inbound(sms) => publish(queue, &sms.to.clone(), &[text(sms)]).await?,
        Notice::Nothing => {}
    }
    Ok(())
}
