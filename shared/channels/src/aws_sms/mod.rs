//! AWS End User Messaging SMS: the wire format of `SendTextMessage`, its delivery events and two-way messages
//! (providers.md §4.1).
//!
//! Requests are not signed here: that is the AWS adapter's, which holds the credentials.

use domain::delivery::{Channel, Receipt};
use domain::phi::Phi;
use domain::phone::E164;
use http::{Request, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::provider::{Address, Answer, Content, InboundSms, Invalid, Outgoing, Provider, Report, detail, post, within};
use crate::{ParseError, failure};

/// The body of an SMS, in characters.
pub const BODY_CHARS_MAX: usize = 1600;
/// Bounds of a message's time to live, in seconds.
pub const TIME_TO_LIVE_SECONDS: std::ops::RangeInclusive<u32> = 5..=259_200;
/// The key under which our reference travels.
const REFERENCE: &str = "reference";

/// An origination identity (number, sender id or pool) to send from.
#[derive(Debug, Clone)]
pub struct AwsSms {
    /// The service's address in the region.
    pub base_url: String,
    /// Number, ARN, sender id or pool.
    pub origination_identity: String,
    /// The configuration set whose events tell what became of messages.
    pub configuration_set: Option<String>,
}

impl Provider for AwsSms {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let Address::Phone(to) = &outgoing.to else { return Err(Invalid::new("to", "is not a phone number")) };
        let Content::Sms { body } = &outgoing.content else {
            return Err(Invalid::new("content", "is of another channel"));
        };
        within(body.expose(), BODY_CHARS_MAX, "body")?;
        let mut message = json!({
            "DestinationPhoneNumber": to.expose(),
            "OriginationIdentity": self.origination_identity,
            "MessageBody": body.expose(),
            "MessageType": "TRANSACTIONAL",
            "Context": { REFERENCE: outgoing.reference },
        });
        if let Some(seconds) = outgoing.validity_seconds {
            message["TimeToLive"] = json!(seconds.clamp(*TIME_TO_LIVE_SECONDS.start(), *TIME_TO_LIVE_SECONDS.end()));
        }
        if let Some(set) = &self.configuration_set {
            message["ConfigurationSetName"] = json!(set);
        }
        let mut request =
            post(&self.base_url, ("application/x-amz-json-1.0", message.to_string().into_bytes()), None)?;
        let target = http::HeaderValue::from_static("PinpointSMSVoiceV2.SendTextMessage");
        request.headers_mut().insert("x-amz-target", target);
        Ok(request)
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        if response.status().is_success() {
            let sent: Option<Sent> = serde_json::from_slice(response.body()).ok();
            return sent.map_or(Answer::Unclear, |it| Answer::Accepted { provider_id: it.message_id });
        }
        let refused: Refused = serde_json::from_slice(response.body()).unwrap_or_default();
        // The type may be given with its namespace.
        let exception = refused.kind.rsplit('#').next().unwrap_or_default();
        Answer::Refused {
            class: failure::aws_sms(exception, refused.reason.as_deref(), Some(response.status().as_u16())),
            code: None,
            detail: detail(refused.reason.as_deref().unwrap_or(exception)),
            retry_after_seconds: failure::retry_after_seconds(response.headers()),
        }
    }
}

#[derive(Deserialize)]
struct Sent {
    #[serde(rename = "MessageId")]
    message_id: String,
}

#[derive(Default, Deserialize)]
struct Refused {
    #[serde(rename = "__type", default)]
    kind: String,
    #[serde(rename = "Reason")]
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event_type: String,
    event_timestamp: Option<i64>,
    message_id: String,
    #[serde(default)]
    context: std::collections::BTreeMap<String, String>,
}

/// Reads a delivery event. One that says nothing of delivery is `None`.
pub fn event(body: &[u8], received_at: Timestamp) -> Result<Option<Report>, ParseError> {
    let event: Event = serde_json::from_slice(body)?;
    let failed = failure::aws_sms_event(&event.event_type);
    let receipt = match (event.event_type.as_str(), failed) {
        (_, Some(_)) => Receipt::Failed,
        ("TEXT_PENDING" | "TEXT_QUEUED", None) => Receipt::Queued,
        // The carrier has it, and there will be no delivery report.
        ("TEXT_SENT" | "TEXT_SUCCESSFUL", None) => Receipt::Sent,
        ("TEXT_DELIVERED", None) => Receipt::Delivered,
        _ => return Ok(None),
    };
    let at = event.event_timestamp.and_then(|it| Timestamp::from_millisecond(it).ok());
    Ok(Some(Report {
        reference: event.context.get(REFERENCE).cloned(),
        provider_id: event.message_id,
        receipt,
        at: at.unwrap_or(received_at),
        failure: failed,
        code: None,
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TwoWay {
    origination_number: String,
    destination_number: String,
    #[serde(default)]
    message_body: String,
    inbound_message_id: String,
}

/// Reads a text message from a person.
pub fn inbound(body: &[u8], received_at: Timestamp) -> Result<InboundSms, ParseError> {
    let message: TwoWay = serde_json::from_slice(body)?;
    Ok(InboundSms {
        id: message.inbound_message_id,
        from: E164::new(message.origination_number).map_err(|_| ParseError::Missing { field: "originationNumber" })?,
        to: message.destination_number,
        body: Phi::new(message.message_body),
        at: received_at,
        keyword: None,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::delivery::FailureClass;

    use super::*;

    #[test]
    fn writes_the_call_and_reads_the_answer() {
        let aws = AwsSms {
            base_url: "https://sms-voice.example".to_owned(),
            origination_identity: "pool-1".to_owned(),
            configuration_set: Some("pulso".to_owned()),
        };
        let outgoing = Outgoing {
            reference: "msg_1.sms".to_owned(),
            to: Address::Phone(E164::new("+34600111222").unwrap()),
            content: Content::Sms { body: Phi::new("Hola".to_owned()) },
            validity_seconds: Some(1),
        };
        let request = aws.request(&outgoing).unwrap();
        assert_eq!(request.headers()["x-amz-target"], "PinpointSMSVoiceV2.SendTextMessage");
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!((&body["TimeToLive"], &body["Context"]["reference"]), (&json!(5), &json!("msg_1.sms")));
        let answer = |status: u16, body: &str| {
            aws.answer(&Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
        };
        assert_eq!(answer(200, r#"{"MessageId":"m"}"#), Answer::Accepted { provider_id: "m".to_owned() });
        let opted_out = r#"{"__type":"aws#ConflictException","Reason":"DESTINATION_PHONE_NUMBER_OPTED_OUT"}"#;
        assert!(matches!(answer(400, opted_out), Answer::Refused { class: FailureClass::OptedOut, .. }));
    }

    #[test]
    fn reads_events_and_two_way_messages() {
        let text = r#"{"eventType":"TEXT_DELIVERED","eventTimestamp":1795521700000,"messageId":"b1","context":{"reference":"msg_1.sms"}}"#;
        let report = event(text.as_bytes(), Timestamp::UNIX_EPOCH).unwrap().unwrap();
        assert_eq!((report.receipt, report.reference.as_deref()), (Receipt::Delivered, Some("msg_1.sms")));
        let failed = event(br#"{"eventType":"TEXT_CARRIER_UNREACHABLE","messageId":"b"}"#, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(failed.map(|it| it.receipt), Some(Receipt::Failed));
        assert!(event(b"[", Timestamp::UNIX_EPOCH).is_err());
        let text = r#"{"originationNumber":"+34600111222","destinationNumber":"+3491","messageBody":"SI","inboundMessageId":"u"}"#;
        assert_eq!(inbound(text.as_bytes(), Timestamp::UNIX_EPOCH).unwrap().body.expose(), "SI");
    }
}
