//! SNS notifications: the envelope in which AWS passes events on.

use std::borrow::Cow;

use serde::Deserialize;

use crate::ParseError;

#[derive(Deserialize)]
struct Notification<'a> {
    #[serde(rename = "Message", borrow)]
    message: Cow<'a, str>,
}

/// The message inside a notification.
pub fn message(body: &[u8]) -> Result<String, ParseError> {
    let notification: Notification<'_> = serde_json::from_slice(body)?;
    Ok(notification.message.into_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn unwraps_a_notification() {
        let body = br#"{"Type":"Notification","MessageId":"x","Message":"{\"a\":1}"}"#;
        assert_eq!(message(body).unwrap(), r#"{"a":1}"#);
        assert!(message(b"{}").is_err());
    }
}
