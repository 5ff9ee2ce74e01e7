//! A case's history in fields, the codes that they may have, and the page's words for each.

use std::collections::BTreeSet;
use std::fmt::Debug;

use domain::case::{Answer, Handover, Happened};
use domain::delivery::Channel;
use domain::event::AppointmentChange;
use domain::gate::Gate;
use domain::message::DispatchStatus;
use domain::reason::Reason;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::asked;
use super::spec::Spec;
use crate::usual::{ANA, FRIDAY, REMINDED};

const WORDS: &str = include_str!("../../../functions/console/page/words.js");
/// Spanish and English.
const LANGUAGES: usize = 2;

fn get(bundle: &Bundle, path: &str) -> Value {
    let target = path.replace("{id}", "a1");
    Spec::read().ask(bundle, &asked(path, "GET", &target, b""), 200).json
}

/// An object without some of its fields; these have to be there.
fn without(fields: &[&str], value: &Value) -> Value {
    let mut value = value.clone();
    for field in fields {
        assert!(value.as_object_mut().unwrap().remove(*field).is_some(), "no {field}: {value}");
    }
    value
}

/// What happened, but for when and in words.
fn history(bundle: &Bundle) -> Vec<Value> {
    let case = get(bundle, "/v1/cases/{id}");
    case["timeline"].as_array().unwrap().iter().map(|it| without(&["at", "text"], it)).collect()
}

#[test]
fn a_cases_history_is_told_in_fields() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    bundle.type_text(ANA, "1", "sms");
    bundle.advance_to("2026-12-03T14:00:00Z");
    let (confirmation, reminder) = ("booking_confirmation", "reminder_48h");
    let sent =
        |kind: &str, step: &str, channel: &str| json!({ "kind": kind, "step": step, "channel": channel });
    let because = |mut entry: Value, reason: &str| {
        entry["reason"] = json!(reason);
        entry
    };
    assert_eq!(
        history(&bundle),
        [
            json!({ "kind": "booked", "version": 1 }),
            json!({ "kind": "said", "step": confirmation }),
            because(sent("failed", confirmation, "whatsapp"), "no_address"),
            sent("delivered", confirmation, "sms"),
            json!({ "kind": "said", "step": reminder }),
            because(sent("suppressed", reminder, "whatsapp"), "no_address"),
            sent("delivered", reminder, "sms"),
            json!({ "kind": "answered", "answer": "confirm", "channel": "sms" }),
            json!({ "kind": "skipped", "step": "reminder_24h", "reason": "confirmed" }),
        ]
    );
}

#[test]
fn what_waits_says_in_fields_why_and_until_when() {
    // Eleven at night.
    let bundle = Bundle::at("2026-12-03T02:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-09T10:30"));
    let waits = json!({
        "kind": "queued", "step": "booking_confirmation", "channel": "whatsapp", "reason": "quiet_hours",
        "accepted": false,
    });
    assert_eq!(history(&bundle).last(), Some(&waits));
    let why = get(&bundle, "/v1/cases/{id}/why");
    let gates = why["steps"][0]["gates"].as_array().unwrap();
    let gate = |at: usize| without(&["words"], &gates[at]);
    assert_eq!(gate(0), json!({ "gate": "version", "verdict": "pass" }));
    assert_eq!(
        gate(gates.len() - 1),
        json!({ "gate": "hours", "verdict": "wait", "reason": "quiet_hours", "until": "2026-12-03T12:00:00Z" })
    );
}

/// The names that a type is read from: it tells them to whoever gives it another.
fn names<T: DeserializeOwned + Debug>(other: Value) -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(other).unwrap_err().to_string();
    // "unknown variant `?`, expected one of `a`, `b`"
    error.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_described_codes_are_those_there_are() {
    let spec = Spec::read();
    let changes = names::<AppointmentChange>(json!("?"));
    let statuses = names::<DispatchStatus>(json!("?"));
    let mut kinds = names::<Happened>(json!({ "kind": "?" }));
    // What the clinic told is called as what it told.
    assert!(kinds.remove("told"), "{kinds:?}");
    kinds.extend(changes.iter().chain(&statuses).cloned());
    for (schema, codes) in [
        ("/TimelineEntry/properties/kind", kinds),
        ("/TimelineEntry/properties/change", changes),
        ("/MessageStatus", statuses),
        ("/Answer", names::<Answer>(json!("?"))),
        ("/Channel", names::<Channel>(json!("?"))),
        ("/Reason", names::<Reason>(json!("?"))),
        ("/Handover", names::<Handover>(json!("?"))),
        ("/GateAnswer/properties/gate", names::<Gate>(json!("?"))),
    ] {
        assert_eq!(spec.codes(schema), codes, "{schema}");
    }
}

/// How many texts a table of the page has for a code.
fn texts(table: &str, code: &str) -> usize {
    let entry = format!("{code}: [");
    let is_whole = |at: usize| !table[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_');
    let Some((at, _)) = table.match_indices(&entry).find(|(at, _)| is_whole(*at)) else { return 0 };
    let rest = &table[at..];
    rest[..rest.find(']').unwrap()].matches('\'').count() / 2
}

#[test]
fn the_page_has_every_code_in_both_languages() {
    let spec = Spec::read();
    for (table, schema) in [
        ("HAPPENED", "/TimelineEntry/properties/kind"),
        ("WORDS", "/TimelineEntry/properties/change"),
        ("WORDS", "/MessageStatus"),
        ("WORDS", "/StepState"),
        ("WORDS", "/CaseState"),
        ("WORDS", "/Channel"),
        ("WORDS", "/GateAnswer/properties/verdict"),
        ("GATES", "/GateAnswer/properties/gate"),
        ("REASONS", "/Reason"),
        ("HANDOVERS", "/Handover"),
        ("KINDS", "/Answer"),
    ] {
        let (_, words) = WORDS.split_once(&format!("const {table} = {{\n")).unwrap();
        let (words, _) = words.split_once("\n};").unwrap();
        let missing: Vec<String> =
            spec.codes(schema).into_iter().filter(|it| texts(words, it) != LANGUAGES).collect();
        assert!(missing.is_empty(), "{table} lacks of {schema}: {missing:?}");
    }
}
