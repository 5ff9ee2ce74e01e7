//! SNS notifications: the envelope in which AWS passes delivery events and inbound messages on.
//!
//! Trust comes from the topic's and the queue's policies; the notification's own signature is not checked here.

use serde::Deserialize;

use crate::ParseError;

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
    let envelope: Envelope = serde_json::from_slice(body)?;
    match (envelope.r#type.as_deref(), envelope.message) {
        (Some("Notification"), Some(message)) => Ok(message),
        (None, None) => String::from_utf8(body.to_vec()).map_err(|_| ParseError::Shape),
        _ => Err(ParseError::Shape),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
