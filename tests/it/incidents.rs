//! What users of such systems complain of, row by row of the failure catalogue: each row is a test of the whole
//! bundle, from outside. Judged by what providers accepted and phones show, then by what Pulso says of it.

mod answers;
mod numbers;
mod providers;
mod sending;
mod timing;

use local::standin::AcceptedSend;
use serde_json::{Value, json};
use tests::Bundle;

use crate::meta;

/// A minute after the 48 h reminder of a visit on [`crate::usual::FRIDAY`].
const FRIDAY_48H: &str = "2026-12-02T13:31:00Z";
/// A minute after its 24 h reminder.
const FRIDAY_24H: &str = "2026-12-03T13:31:00Z";

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What the providers accepted for a phone, oldest first.
fn sends(bundle: &Bundle, phone: &str) -> Vec<AcceptedSend> {
    let mut all = bundle.world().accepted().unwrap();
    all.retain(|it| digits(&it.to) == digits(phone));
    all
}

/// The names of the templates accepted for a phone; free text and SMS are `text`.
fn said(bundle: &Bundle, phone: &str) -> Vec<String> {
    sends(bundle, phone).into_iter().map(|it| it.template.unwrap_or_else(|| "text".to_owned())).collect()
}

/// How often a template was accepted for a phone.
fn count(bundle: &Bundle, phone: &str, template: &str) -> usize {
    said(bundle, phone).iter().filter(|it| *it == template).count()
}

/// No provider accepted the same message twice, and nothing was given up as impossible to handle.
fn assert_single(bundle: &Bundle) {
    let all = bundle.world().accepted().unwrap();
    let mut references: Vec<_> = all.iter().map(|it| it.reference.clone().unwrap()).collect();
    references.sort_unstable();
    references.dedup();
    assert_eq!(references.len(), all.len(), "accepted twice: {all:#?}");
    assert_eq!(bundle.dead_letters(), 0);
}

/// An event as of now about an appointment, whose patient is named after it.
fn told(bundle: &Bundle, kind: &str, id: &str, phone: &str, start: &str) -> Value {
    bundle.event_now(kind, id, &format!("p-{id}"), phone, start)
}

/// Arms a fault of the providers.
pub(crate) fn arm(bundle: &Bundle, fault: &Value) {
    let answer = bundle.sim("POST", "faults", fault);
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// A message of a person, as Meta posts it: `content` is the message without its head.
fn writes(bundle: &Bundle, from: &Value, id: &str, content: &Value) {
    let mut message = content.clone();
    message["id"] = json!(id);
    message["timestamp"] = json!(bundle.now().as_second().to_string());
    for (name, value) in from.as_object().unwrap() {
        message[name] = value.clone();
    }
    meta::tells(bundle, "messages", &meta::value("messages", &json!([message])));
}

/// A status of a message of ours, as Meta posts it but without our own reference.
fn status(bundle: &Bundle, send: &AcceptedSend, status: &str, code: Option<u32>) {
    let mut element = json!({
        "id": send.provider_id, "status": status, "timestamp": bundle.now().as_second().to_string(),
        "recipient_id": digits(&send.to),
    });
    if let Some(code) = code {
        element["errors"] = json!([{ "code": code, "title": "x" }]);
    }
    meta::tells(bundle, "messages", &meta::value("statuses", &json!([element])));
}

/// Every step of a case is explained in words, and so is every gate that was asked.
fn assert_explained(bundle: &Bundle, case: &str) {
    let why = bundle.v1("GET", &format!("/v1/cases/{case}/why"), b"").json;
    let steps = why["steps"].as_array().unwrap();
    assert!(!steps.is_empty(), "{why}");
    for step in steps {
        let explained = step["explanation"].as_str().is_some_and(|it| it.len() > 10);
        let gates = step["gates"].as_array().unwrap();
        let gates_explained = gates.iter().all(|it| it["words"].as_str().is_some_and(|it| !it.is_empty()));
        assert!(explained && gates_explained, "{case}: {step:#}");
    }
}

/// The explanation of a step in the version in force.
fn why(bundle: &Bundle, case: &str, step: &str) -> String {
    let why = bundle.v1("GET", &format!("/v1/cases/{case}/why"), b"").json;
    let steps = why["steps"].as_array().unwrap();
    let found = steps.iter().find(|it| it["step"] == step && it["version"] == why["version"]);
    found.unwrap_or_else(|| panic!("no {step}: {why:#}"))["explanation"].as_str().unwrap().to_owned()
}
