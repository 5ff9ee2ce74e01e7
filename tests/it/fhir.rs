//! A clinic whose FHIR server tells of every change, and tells some of them twice.

use serde_json::{Value, json};
use tests::{Answered, Bundle};

use crate::usual::{ANA, REMINDED};

const FRIDAY: &str = "2026-12-04T10:30:00-03:00";
const MONDAY: &str = "2026-12-07T12:00:00-03:00";

/// Ana's visit as it stands now.
fn appointment(bundle: &Bundle, version: u32, status: &str, start: &str) -> Value {
    json!({
        "resourceType": "Appointment", "id": "a1",
        "meta": { "versionId": version.to_string(), "lastUpdated": bundle.now().to_string() },
        "status": status, "start": start, "minutesDuration": 30,
        "participant": [
            { "actor": { "reference": "Patient/p1" }, "status": "accepted" },
            { "actor": { "reference": "Practitioner/d1", "display": "Dra. López" }, "status": "accepted" },
            { "actor": { "reference": "Location/l1", "display": "Sede Centro" }, "status": "accepted" },
        ],
    })
}

/// Ana's record as it stands now.
fn patient(bundle: &Bundle, version: u32) -> Value {
    json!({
        "resourceType": "Patient", "id": "p1",
        "meta": { "versionId": version.to_string(), "lastUpdated": bundle.now().to_string() },
        "name": [{ "use": "official", "family": "Pérez", "given": ["Ana"] }],
        "telecom": [{ "system": "phone", "use": "mobile", "value": "011 15-5555-0101" }],
        "communication": [{ "language": { "coding": [{ "code": "es" }] } }],
    })
}

/// A notification of R4, which begins with the state of the subscription.
fn notification(kind: &str, resources: &[Value]) -> Value {
    let status =
        json!({ "resourceType": "Parameters", "parameter": [{ "name": "type", "valueCode": kind }] });
    let entries: Vec<Value> =
        std::iter::once(&status).chain(resources).map(|it| json!({ "resource": it })).collect();
    json!({ "resourceType": "Bundle", "type": "history", "entry": entries })
}

/// Posts a body; what follows is handled, and what is to be said at once is said.
fn post(bundle: &Bundle, body: &Value) -> Answered {
    let answer = bundle.v1("POST", "/v1/fhir", body.to_string().as_bytes());
    assert_eq!(
        (answer.status, &answer.json["resourceType"]),
        (202, &json!("OperationOutcome")),
        "{}",
        answer.text
    );
    bundle.advance_minutes(5);
    answer
}

/// Posts a notification that is taken whole.
fn tell(bundle: &Bundle, resources: &[Value]) -> Value {
    let body = notification("event-notification", resources);
    let answer = post(bundle, &body);
    let want = json!([{
        "severity": "information", "code": "informational", "diagnostics": format!("{} accepted", resources.len()),
    }]);
    assert_eq!(answer.json["issue"], want);
    body
}

/// Two subscriptions tell in any order.
#[test]
fn a_visit_that_is_told_before_its_patient_is_confirmed_to_them() {
    let bundle = Bundle::new();
    tell(&bundle, &[appointment(&bundle, 1, "booked", FRIDAY)]);
    assert_eq!(bundle.inbox(ANA).len(), 0);
    tell(&bundle, &[patient(&bundle, 1)]);
    bundle.advance_minutes(10);
    assert_eq!(bundle.inbox(ANA).len(), 1);
    bundle.advance_hours(2);
    assert_eq!(bundle.inbox(ANA).len(), 1);
}

#[test]
fn a_visit_is_confirmed_moved_and_called_off_and_what_comes_twice_changes_nothing() {
    let bundle = Bundle::new();
    let greeting = post(&bundle, &notification("handshake", &[]));
    assert_eq!(greeting.json["issue"][0]["diagnostics"], "0 accepted");
    let first = tell(&bundle, &[appointment(&bundle, 1, "booked", FRIDAY), patient(&bundle, 1)]);
    assert_eq!(
        (bundle.inbox(ANA).len(), bundle.step("a1", "booking_confirmation")["state"].as_str()),
        (1, Some("released"))
    );
    post(&bundle, &first);
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("a1")["version"]), (1, &json!(1)));

    let moved = tell(&bundle, &[appointment(&bundle, 2, "booked", MONDAY)]);
    assert_eq!(
        (bundle.inbox(ANA).len(), bundle.step("a1", "moved_notice")["state"].as_str()),
        (2, Some("released"))
    );
    post(&bundle, &first);
    post(&bundle, &moved);
    let case = bundle.case("a1");
    assert_eq!((bundle.inbox(ANA).len(), &case["start"]), (2, &json!("2026-12-07T15:00:00Z")));

    let off = tell(&bundle, &[appointment(&bundle, 3, "cancelled", MONDAY)]);
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("a1")["state"]), (3, &json!("cancelled")));
    for before in [&off, &moved, &first] {
        post(&bundle, before);
    }
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("a1")["state"]), (3, &json!("cancelled")));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn nobody_writes_to_a_patient_whose_record_says_that_they_have_died() {
    let bundle = Bundle::new();
    tell(&bundle, &[appointment(&bundle, 1, "booked", FRIDAY), patient(&bundle, 1)]);
    let mut dead = patient(&bundle, 2);
    dead["deceasedDateTime"] = json!("2026-11-30");
    tell(&bundle, &[dead]);
    bundle.advance_to(REMINDED);
    assert_eq!(bundle.inbox(ANA).len(), 1, "the confirmation, before it was told");
    assert_eq!(bundle.step("a1", "reminder_48h")["messages"][0]["status"], "suppressed");
}

#[test]
fn what_is_left_out_of_a_cancelled_visit_is_a_warning() {
    let bundle = Bundle::new();
    tell(&bundle, &[appointment(&bundle, 1, "booked", FRIDAY), patient(&bundle, 1)]);
    let mut off = appointment(&bundle, 2, "cancelled", FRIDAY);
    off["minutesDuration"] = json!(0);
    let answer = post(&bundle, &notification("event-notification", &[off]));
    let issues = &answer.json["issue"];
    assert_eq!(issues[0]["diagnostics"], "1 accepted");
    assert_eq!((&issues[1]["severity"], &issues[1]["code"]), (&json!("warning"), &json!("invalid")));
    assert_eq!(issues[1]["expression"], json!(["Appointment.minutesDuration"]));
    assert_eq!(bundle.case("a1")["state"], "cancelled");
}

#[test]
fn what_is_wrong_is_named_beside_what_is_taken() {
    let bundle = Bundle::new();
    let mut wrong = appointment(&bundle, 1, "booked", "04/12/2026 10:30");
    wrong["id"] = json!("a2");
    let right = appointment(&bundle, 1, "booked", FRIDAY);
    let answer = post(&bundle, &notification("event-notification", &[wrong, right, patient(&bundle, 1)]));
    let issues = &answer.json["issue"];
    assert_eq!(issues.as_array().unwrap().len(), 2, "{issues}");
    assert_eq!(issues[0]["diagnostics"], "2 accepted");
    assert_eq!((&issues[1]["severity"], &issues[1]["code"]), (&json!("error"), &json!("invalid")));
    assert_eq!(issues[1]["expression"], json!(["Appointment.start"]));
    assert!(
        issues[1]["diagnostics"].as_str().unwrap().starts_with("entry 1: Appointment.start is neither"),
        "{issues}"
    );
    assert_eq!(bundle.case("a1")["state"], "booked");
}
