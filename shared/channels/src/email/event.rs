//! What SES tells by notification (its developer guide, contents of event data; see [`crate::sns`] for the wrapping).

use std::collections::BTreeMap;

use domain::delivery::{FailureClass, Receipt};
use jiff::Timestamp;
use serde::Deserialize;

use super::{REFERENCE, from_tag};
use crate::provider::Report;
use crate::{ParseError, told};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    event_type: Option<String>,
    /// Without event publishing, the type stands here.
    notification_type: Option<String>,
    mail: Option<Mail>,
    bounce: Option<Detail>,
    complaint: Option<Detail>,
    delivery: Option<Detail>,
    open: Option<Detail>,
    click: Option<Detail>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: Option<String>,
    tags: Option<BTreeMap<String, Vec<String>>>,
}

/// What is told of one kind of event.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Detail {
    timestamp: Option<String>,
    bounce_type: Option<String>,
    complaint_feedback_type: Option<String>,
}

/// Feedback that is no person's complaint: a mail system's own (RFC 5965 §7.3, RFC 6591), or one taken back (RFC 6430).
const NO_COMPLAINTS: [&str; 3] = ["not-spam", "auth-failure", "virus"];

/// Reads an event. One that says nothing of delivery is `None`. `received_at` stands in for a time that is missing or
/// ahead.
///
/// A click counts as read, as an open does: the person saw it, whatever hid the opening. A complaint is a failure by
/// opting out, though the e-mail may well have been delivered before.
pub fn event(body: &[u8], received_at: Timestamp) -> Result<Option<Report>, ParseError> {
    let event: Body = serde_json::from_slice(body)?;
    let kind =
        event.event_type.or(event.notification_type).ok_or(ParseError::Missing { field: "eventType" })?;
    let (receipt, failure, detail) = match kind.as_str() {
        "Send" => (Receipt::Sent, None, None),
        "Delivery" => (Receipt::Delivered, None, event.delivery),
        "Open" => (Receipt::Read, None, event.open),
        "Click" => (Receipt::Read, None, event.click),
        "Bounce" => {
            let bounce = event.bounce.unwrap_or_default();
            // A soft bounce comes only after SES itself has given up trying.
            let is_permanent = bounce.bounce_type.as_deref() == Some("Permanent");
            let class = if is_permanent { FailureClass::BadAddress } else { FailureClass::Fallback };
            (Receipt::Failed, Some(class), Some(bounce))
        }
        "Complaint" => {
            let complaint = event.complaint.unwrap_or_default();
            if complaint.complaint_feedback_type.as_deref().is_some_and(|it| NO_COMPLAINTS.contains(&it)) {
                return Ok(None);
            }
            (Receipt::Failed, Some(FailureClass::OptedOut), Some(complaint))
        }
        "Reject" | "Rendering Failure" => (Receipt::Failed, Some(FailureClass::Defect), None),
        _ => return Ok(None),
    };
    let Some(Mail { message_id: Some(provider_id), tags }) = event.mail else {
        return Err(ParseError::Missing { field: "mail.messageId" });
    };
    let tag = tags.and_then(|mut it| it.remove(REFERENCE)).and_then(|it| it.into_iter().next());
    let at = told(detail.and_then(|it| it.timestamp).and_then(|it| it.parse().ok()), received_at);
    Ok(Some(Report {
        reference: tag.and_then(|it| from_tag(&it)),
        provider_id,
        receipt,
        at,
        failure,
        code: None,
    }))
}
