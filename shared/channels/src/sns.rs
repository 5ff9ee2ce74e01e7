//! SNS notifications: how AWS passes on what became of e-mail and text messages, and what people text.
//!
//! Trust comes from the topic's and the queue's policies; the notification's own signature is not checked here.

use domain::surrogate::mended;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::provider::{InboundSms, Report};
use crate::{ParseError, aws_sms, email};

/// What SES writes to a topic that it is told to use for a configuration set's events, in plain words and once.
const VALIDATED: &str = "Successfully validated SNS topic";
/// The type of what it writes to a topic that it is told to use for an identity's notifications, once for each kind.
const SUBSCRIBED: &str = "AmazonSnsSubscriptionSucceeded";

/// What a notification tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// What became of a text message.
    Sms(Report),
    /// What became of an e-mail.
    Email(Report),
    /// Somebody texted.
    Inbound(InboundSms),
    /// Nothing of delivery.
    Nothing,
}

/// Which service speaks, by the members that only its notifications have.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kind {
    mail: Option<IgnoredAny>,
    inbound_message_id: Option<IgnoredAny>,
    event_type: Option<IgnoredAny>,
    notification_type: Option<String>,
}

/// Reads a notification, in its envelope or without. `received_at` stands in for a time that is missing or
/// ahead.
///
/// # Errors
/// When it is from neither service, or lacks what names its message.
pub fn read(body: &[u8], received_at: Timestamp) -> Result<Notice, ParseError> {
    if body.starts_with(VALIDATED.as_bytes()) {
        return Ok(Notice::Nothing);
    }
    let message = message(body)?;
    let message = mended(&message);
    if message.starts_with(VALIDATED) {
        return Ok(Notice::Nothing);
    }
    let bytes = message.as_bytes();
    let told = match serde_json::from_slice(bytes)? {
        Kind { mail: Some(_), .. } => email::event(bytes, received_at)?.map(Notice::Email),
        Kind { inbound_message_id: Some(_), .. } => {
            Some(Notice::Inbound(aws_sms::inbound(bytes, received_at)?))
        }
        Kind { event_type: Some(_), .. } => aws_sms::event(bytes, received_at)?.map(Notice::Sms),
        Kind { notification_type: Some(kind), .. } if kind == SUBSCRIBED => None,
        _ => return Err(ParseError::Shape),
    };
    Ok(told.unwrap_or(Notice::Nothing))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    r#type: Option<String>,
    message: Option<String>,
}

/// The message inside a notification.
///
/// A body that is no SNS envelope is given back as it is: a subscription with raw delivery has none. Anything else
/// that SNS sends, such as the confirmation of a subscription, is a [`ParseError::Shape`].
pub fn message(body: &[u8]) -> Result<String, ParseError> {
    let body = mended(std::str::from_utf8(body).map_err(|_| ParseError::Shape)?);
    let envelope: Envelope = serde_json::from_str(&body)?;
    match (envelope.r#type.as_deref(), envelope.message) {
        (Some("Notification"), Some(message)) => Ok(message),
        (None, None) => Ok(body.into_owned()),
        _ => Err(ParseError::Shape),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_is_known_by_what_only_it_says() {
        let read = |body: &str| read(body.as_bytes(), Timestamp::UNIX_EPOCH);
        let sms = r#"{"eventType":"TEXT_DELIVERED","messageId":"m1","context":{"mid":"r1"}}"#;
        assert!(matches!(read(sms), Ok(Notice::Sms(it)) if it.reference.as_deref() == Some("r1")));
        let mail =
            r#"{"eventType":"Delivery","mail":{"messageId":"m2","tags":{"mid":["cjI"]}},"delivery":{}}"#;
        assert!(matches!(read(mail), Ok(Notice::Email(it)) if it.reference.as_deref() == Some("r2")));
        let text = r#"{"originationNumber":"+34600111222","destinationNumber":"+34910000001",
            "messageKeyword":"KEYWORD_1","messageBody":"SI","inboundMessageId":"i1"}"#;
        assert!(matches!(read(text), Ok(Notice::Inbound(it)) if it.body.expose() == "SI"));
        let silent = [
            r#"{"eventType":"VOICE_INITIATED","messageId":"m3"}"#,
            "Successfully validated SNS topic for Amazon SES event publishing.",
            r#"{"Type":"Notification","Message":"Successfully validated SNS topic for Amazon SES event publishing."}"#,
            r#"{"notificationType":"AmazonSnsSubscriptionSucceeded","message":"You have successfully subscribed …"}"#,
        ];
        for body in silent {
            assert_eq!(read(body), Ok(Notice::Nothing), "{body}");
        }
        for body in [r#"{"detail":{}}"#, r#"{"notificationType":"Bounce"}"#] {
            assert_eq!(read(body), Err(ParseError::Shape), "{body}");
        }
    }

    #[test]
    fn half_a_character_costs_nobody_the_words_around_it() {
        let text = r#"{"originationNumber":"+34600111222","destinationNumber":"+34910000001",
            "messageBody":"SI \ud83d","inboundMessageId":"i1"}"#;
        let wrapped = serde_json::json!({ "Type": "Notification", "Message": text }).to_string();
        for body in [text, &wrapped, &wrapped.replace(r"\\ud83d", r"\ud83d")] {
            let read = read(body.as_bytes(), Timestamp::UNIX_EPOCH);
            assert!(matches!(read, Ok(Notice::Inbound(it)) if it.body.expose() == "SI \u{fffd}"), "{body}");
        }
    }

    #[test]
    fn a_notification_is_unwrapped_and_a_raw_message_left_alone() {
        let check = |body: &str, expected: Result<&str, ParseError>| {
            assert_eq!(message(body.as_bytes()), expected.map(str::to_owned), "{body}");
        };
        let wrapped = r#"{"Type":"Notification","MessageId":"m","TopicArn":"arn","Message":"{\"a\":\"\u00f1\"}","Timestamp":"2026-11-24T10:00:00.000Z"}"#;
        check(wrapped, Ok(r#"{"a":"ñ"}"#));
        check(r#"{"eventType":"TEXT_SENT"}"#, Ok(r#"{"eventType":"TEXT_SENT"}"#));
        check(r#"{"Type":"SubscriptionConfirmation","Message":"m","Token":"t"}"#, Err(ParseError::Shape));
        check(r#"{"Type":"Notification"}"#, Err(ParseError::Shape));
        check("7", Err(ParseError::Shape));
        assert!(matches!(message(b"{"), Err(ParseError::NotJson { .. })));
    }
}
