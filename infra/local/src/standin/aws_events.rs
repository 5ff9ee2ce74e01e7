//! What AWS tells over a topic: delivery events of text messages and e-mail (SES developer guide, contents of event
//! data), and what people text. Delivered raw, without the envelope of SNS.

use serde_json::{Value, json};

use super::{
    Provider,
    replies::Written,
    statuses::Report,
    store::{self, Message},
};

/// What is told of a message, if its service tells that.
pub(super) fn event(message: &Message, report: Report, at: i64) -> Option<Value> {
    let name = message.callback.as_deref()?.split_once('/')?.1;
    match message.provider {
        Provider::AwsSms => sms(message, report, name, at),
        Provider::AwsEmail => email(message, report, name, at),
        Provider::Whatsapp | Provider::Twilio => None,
    }
}

fn sms(message: &Message, report: Report, name: &str, at: i64) -> Option<Value> {
    let (kind, status, is_final) = match report {
        Report::Sent => ("TEXT_SENT", "SENT", false),
        Report::Delivered => ("TEXT_DELIVERED", "DELIVERED", true),
        // A phone that takes no text messages, as a landline.
        Report::Undelivered(_) => ("TEXT_INVALID", "INVALID", true),
        Report::Failed(_) => ("TEXT_CARRIER_UNREACHABLE", "CARRIER_UNREACHABLE", true),
        Report::Read => return None,
    };
    Some(json!({
        "eventType": kind, "eventVersion": "1.0", "eventTimestamp": at, "isFinal": is_final,
        "originationPhoneNumber": message.sender, "destinationPhoneNumber": message.phone,
        "messageId": message.provider_id, "messageRequestTimestamp": message.accepted_at,
        "messageEncoding": "GSM", "messageType": "TRANSACTIONAL", "messageStatus": status,
        "messageStatusDescription": "simulated", "context": {name: message.reference}, "totalMessageParts": 1,
        "totalMessagePrice": 0.0, "totalCarrierFee": 0.0,
    }))
}

fn email(message: &Message, report: Report, name: &str, at: i64) -> Option<Value> {
    let (kind, member, mut told) = match report {
        Report::Sent => ("Send", "send", json!({})),
        Report::Delivered => ("Delivery", "delivery", json!({"recipients": [message.addressed]})),
        Report::Undelivered(_) | Report::Failed(_) => (
            "Bounce",
            "bounce",
            json!({"bounceType": "Permanent", "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": message.addressed}]}),
        ),
        Report::Read => return None,
    };
    if report != Report::Sent {
        told["timestamp"] = json!(store::instant(at).to_string());
    }
    let mail = json!({
        "timestamp": store::instant(message.accepted_at).to_string(), "source": message.sender,
        "messageId": message.provider_id, "destination": [message.addressed],
        "tags": {name: [message.reference], "ses:from-domain": ["example.org"]},
    });
    Some(json!({"eventType": kind, "mail": mail, member: told}))
}

/// A text from a phone to a number with two-way messages. It says neither when it was written nor what the number's
/// keywords did.
pub(super) fn two_way(id: &str, written: Written<'_>) -> Value {
    let Written { phone, sender, text } = written;
    json!({
        "originationNumber": phone, "destinationNumber": sender, "messageKeyword": "KEYWORD_123456789012",
        "messageBody": text, "inboundMessageId": id, "previousPublishedMessageId": "",
    })
}
