//! What is seen: on a phone, in a mailbox, by staff.

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

/// The texts of the mails that arrived, oldest first.
pub(crate) fn mails(bundle: &Bundle) -> Vec<String> {
    let mails = bundle.sim("GET", "mail", &Value::Null).json;
    mails.as_array().unwrap().iter().map(text).collect()
}

/// The id of the first conversation that waits for a person.
pub(crate) fn waiting_id(bundle: &Bundle) -> String {
    bundle.waiting()[0]["id"].as_str().unwrap().to_owned()
}

/// A conversation as staff open it.
pub(crate) fn conversation(bundle: &Bundle, id: &str) -> Value {
    bundle.v1("GET", &format!("/v1/threads/{id}"), b"").json
}
