//! Notifications of AWS about text messages and e-mails, in SNS's envelope or bare.
//!
//! What reads, reads the same in the envelope; a report has an id; nothing about a person is in an error or a `Debug`
//! output.

use std::fmt::Debug;

use channels::{ParseError, aws_sms, email, sns};
use serde_json::{Value, json};

use crate::NOW;
use crate::leak::{absent, masked, plant};

/// Members that hold what is about a person.
const PERSONAL: [&str; 5] =
    ["messageBody", "originationNumber", "destinationPhoneNumber", "subject", "destination"];

/// Checks one notification.
pub fn check(bytes: &[u8]) {
    let Ok(message) = sns::message(bytes) else { return };
    let envelope = json!({ "Type": "Notification", "Message": message }).to_string();
    assert_eq!(sns::message(envelope.as_bytes()).as_ref(), Ok(&message), "the envelope changes it");
    read(message.as_bytes(), |body| aws_sms::event(body, NOW));
    read(message.as_bytes(), |body| aws_sms::inbound(body, NOW));
    read(message.as_bytes(), |body| email::event(body, NOW));
}

fn read<T: PartialEq + Debug>(body: &[u8], parse: impl Fn(&[u8]) -> Result<T, ParseError>) {
    assert_eq!(parse(body), parse(body));
    let Ok(mut planted) = serde_json::from_slice::<Value>(body) else { return };
    plant(&mut planted, &PERSONAL);
    match parse(planted.to_string().as_bytes()) {
        Ok(read) => masked("a notice", &read),
        Err(error) => absent("an error", &error.to_string()),
    }
}
