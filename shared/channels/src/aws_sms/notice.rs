//! What AWS tells by notification: delivery events and two-way messages (see [`crate::sns`] for their wrapping).

use std::collections::BTreeMap;

use domain::delivery::Receipt;
use domain::phi::Phi;
use domain::phone::E164;
use jiff::Timestamp;
use serde::Deserialize;

use super::REFERENCE;
use crate::provider::{InboundSms, Report};
use crate::{ParseError, failure, told};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    event_type: String,
    event_timestamp: Option<i64>,
    is_final: Option<bool>,
    message_id: Option<String>,
    context: Option<BTreeMap<String, String>>,
}

/// Reads a delivery event. One that says nothing of delivery is `None`. `received_at` stands in for a time that is
/// missing or ahead.
pub fn event(body: &[u8], received_at: Timestamp) -> Result<Option<Report>, ParseError> {
    let event: Body = serde_json::from_slice(body)?;
    let failed = failure::aws_sms_event(&event.event_type);
    let receipt = match (event.event_type.as_str(), failed) {
        // AWS tries further by itself, as by SMS where there is no RCS.
        (_, Some(_)) if event.is_final == Some(false) => return Ok(None),
        (_, Some(_)) => Receipt::Failed,
        ("TEXT_PENDING" | "TEXT_QUEUED" | "RCS_QUEUED", None) => Receipt::Queued,
        // The second: the carrier has it, and there will be no delivery report.
        ("TEXT_SENT" | "TEXT_SUCCESSFUL" | "RCS_SENT", None) => Receipt::Sent,
        ("TEXT_DELIVERED" | "RCS_DELIVERED", None) => Receipt::Delivered,
        ("RCS_READ", None) => Receipt::Read,
        _ => return Ok(None),
    };
    let at = event.event_timestamp.and_then(|it| Timestamp::from_millisecond(it).ok());
    Ok(Some(Report {
        reference: event.context.and_then(|mut it| it.remove(REFERENCE)),
        provider_id: event.message_id.ok_or(ParseError::Missing { field: "messageId" })?,
        receipt,
        at: told(at, received_at),
        failure: failed,
        code: None,
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TwoWay {
    origination_number: Option<String>,
    destination_number: Option<String>,
    #[serde(rename = "messageBody")]
    words: Option<String>,
    inbound_message_id: Option<String>,
}

/// Reads a text message from a person. It carries no time, so `received_at` stands for it, and it does not say
/// whether a keyword of the number's has answered already.
pub fn inbound(body: &[u8], received_at: Timestamp) -> Result<InboundSms, ParseError> {
    let message: TwoWay = serde_json::from_slice(body)?;
    let from = message.origination_number.ok_or(ParseError::Missing { field: "originationNumber" })?;
    Ok(InboundSms {
        id: message.inbound_message_id.ok_or(ParseError::Missing { field: "inboundMessageId" })?,
        from: E164::new(from).map_err(|_| ParseError::NoPhone)?,
        to: message.destination_number.ok_or(ParseError::Missing { field: "destinationNumber" })?,
        body: Phi::new(message.words.unwrap_or_default()),
        at: received_at,
        keyword: None,
        media: None,
    })
}
