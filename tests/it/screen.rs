//! What a phone shows.

use serde_json::Value;
use tests::Bundle;

/// The clinic's newest message on a phone.
pub(crate) fn last(bundle: &Bundle, phone: &str) -> Value {
    bundle.inbox(phone).pop().unwrap()
}

/// What a message says.
pub(crate) fn text(message: &Value) -> String {
    message["text"].as_str().unwrap().to_owned()
}

/// What can be tapped under a message, by its labels.
pub(crate) fn titles(message: &Value) -> Vec<String> {
    let buttons = message["buttons"].as_array().unwrap();
    buttons.iter().map(|it| it["title"].as_str().unwrap().to_owned()).collect()
}
