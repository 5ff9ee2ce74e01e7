//! Inbound messages, as a two-way number publishes them.

use domain::phi::Phi;
use domain::phone::E164;
use jiff::Timestamp;
use serde::Deserialize;

use crate::ParseError;
use crate::provider::InboundSms;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    origination_number: Option<String>,
    destination_number: Option<String>,
    #[serde(rename = "messageBody")]
    words: Option<String>,
    inbound_message_id: Option<String>,
}

/// Reads an inbound message (see [`crate::sns::message`] for its wrapping). It carries no time, so `received_at`
/// stands for it, and does not say whether the number's own keywords answered.
pub fn inbound(body: &str, received_at: Timestamp) -> Result<InboundSms, ParseError> {
    let body: Body = serde_json::from_str(body)?;
    let from = body.origination_number.and_then(|it| E164::new(it).ok());
    let id = body.inbound_message_id.filter(|it| !it.is_empty());
    Ok(InboundSms {
        id: id.ok_or(ParseError::Missing { field: "inboundMessageId" })?,
        from: from.ok_or(ParseError::Missing { field: "originationNumber" })?,
        to: body.destination_number.unwrap_or_default(),
        body: Phi::new(body.words.unwrap_or_default()),
        at: received_at,
        keyword: None,
    })
}
