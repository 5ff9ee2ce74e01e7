//! Events, as a configuration set publishes them (SES developer guide, contents of event data).

use domain::delivery::{FailureClass, Receipt};
use jiff::Timestamp;
use serde::Deserialize;

use super::{REFERENCE_TAG, from_tag};
use crate::ParseError;
use crate::provider::Report;

/// What an event tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// How far an e-mail of ours is.
    Report(Report),
    /// The recipient marked a delivered e-mail as spam: no more e-mails.
    Complaint {
        /// Our id of the e-mail, if it was tagged.
        reference: Option<String>,
        /// SES's id of it.
        provider_id: String,
        /// When.
        at: Timestamp,
    },
    /// An event that means nothing to us.
    Ignored {
        /// Its type.
        kind: String,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    event_type: Option<String>,
    /// Without event publishing, the type stands here.
    notification_type: Option<String>,
    mail: Option<Mail>,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    delivery: Option<Moment>,
    open: Option<Moment>,
    click: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: Option<String>,
    tags: Option<std::collections::BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: Option<String>,
    timestamp: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_sub_type: Option<String>,
    timestamp: Option<String>,
}

#[derive(Deserialize)]
struct Moment {
    timestamp: Option<String>,
}

/// Reads an event (see [`crate::sns::message`] for its wrapping). `received_at` stands in for a missing time.
///
/// A click counts as read, as an open does: the person saw it, whatever hid the opening.
pub fn event(body: &str, received_at: Timestamp) -> Result<Event, ParseError> {
    let body: Body = serde_json::from_str(body)?;
    let kind = body.event_type.or(body.notification_type).ok_or(ParseError::Missing { field: "eventType" })?;
    let suppressed = body.complaint.as_ref().and_then(|it| it.complaint_sub_type.as_deref());
    let (receipt, failure, timestamp) = match kind.as_str() {
        "Send" => (Receipt::Sent, None, None),
        "Delivery" => (Receipt::Delivered, None, body.delivery.and_then(|it| it.timestamp)),
        "Open" => (Receipt::Read, None, body.open.and_then(|it| it.timestamp)),
        "Click" => (Receipt::Read, None, body.click.and_then(|it| it.timestamp)),
        "Bounce" => {
            let bounce = body.bounce.unwrap_or(Bounce { bounce_type: None, timestamp: None });
            // A soft bounce comes only after SES itself has given up trying.
            let is_permanent = bounce.bounce_type.as_deref() == Some("Permanent");
            let class = if is_permanent { FailureClass::BadAddress } else { FailureClass::Fallback };
            (Receipt::Failed, Some(class), bounce.timestamp)
        }
        // The address complained earlier: SES did not send this one.
        "Complaint" if suppressed == Some("OnAccountSuppressionList") => {
            (Receipt::Failed, Some(FailureClass::OptedOut), body.complaint.and_then(|it| it.timestamp))
        }
        "Complaint" => {
            let at = instant(body.complaint.and_then(|it| it.timestamp), received_at);
            let (reference, provider_id) = identify(body.mail)?;
            return Ok(Event::Complaint { reference, provider_id, at });
        }
        "Reject" | "Rendering Failure" => (Receipt::Failed, Some(FailureClass::Defect), None),
        _ => return Ok(Event::Ignored { kind }),
    };
    let (reference, provider_id) = identify(body.mail)?;
    let at = instant(timestamp, received_at);
    Ok(Event::Report(Report { reference, provider_id, receipt, at, failure, code: None }))
}

fn identify(mail: Option<Mail>) -> Result<(Option<String>, String), ParseError> {
    let missing = ParseError::Missing { field: "mail.messageId" };
    let Some(Mail { message_id: Some(provider_id), tags }) = mail else { return Err(missing) };
    let tag = tags.and_then(|mut it| it.remove(REFERENCE_TAG)).and_then(|it| it.into_iter().next());
    Ok((tag.and_then(|it| from_tag(&it)), provider_id))
}

fn instant(text: Option<String>, received_at: Timestamp) -> Timestamp {
    text.and_then(|it| it.parse().ok()).unwrap_or(received_at)
}
