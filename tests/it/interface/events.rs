//! `POST /v1/events`: one and many, again and again, and what is wrong with which.

use serde_json::{Value, json};
use tests::{Answered, Bundle, booked};

use crate::usual::{ANA, EVA, FRIDAY};

fn post(bundle: &Bundle, events: &Value) -> Answered {
    bundle.v1("POST", "/v1/events", events.to_string().as_bytes())
}

#[test]
fn one_event_and_an_array_are_taken() {
    let bundle = Bundle::new();
    let (one, two) = (booked("a1", "p1", ANA, FRIDAY), booked("a2", "p2", EVA, "2026-12-04T11:30"));
    assert_eq!(post(&bundle, &one).json, json!({ "accepted": 1, "rejected": [] }));
    assert_eq!(post(&bundle, &json!([one, two])).json, json!({ "accepted": 2, "rejected": [] }));
    assert_eq!(post(&bundle, &json!([])).json, json!({ "accepted": 0, "rejected": [] }));
    bundle.settle();
    assert_eq!(bundle.case("a2")["state"], "booked");
}

#[test]
fn a_repeat_of_an_event_changes_nothing() {
    let bundle = Bundle::new();
    let event = booked("a1", "p1", ANA, FRIDAY);
    bundle.tell(&event);
    bundle.advance_minutes(10);
    let (case, inbox) = (bundle.case("a1"), bundle.inbox(ANA));
    for repeat in [event.clone(), json!([event, event])] {
        let answer = post(&bundle, &repeat);
        assert_eq!((answer.status, &answer.json["rejected"]), (202, &json!([])));
        bundle.settle();
        bundle.advance_minutes(10);
        assert_eq!((bundle.case("a1"), bundle.inbox(ANA)), (case.clone(), inbox.clone()));
    }
}

#[test]
fn a_thousand_events_fit_and_one_more_does_not() {
    let bundle = Bundle::new();
    let event = |index: usize| {
        json!({ "event_id": format!("e{index}"), "type": "patient.updated",
        "occurred_at": "2026-11-30T12:00:00Z", "patient": { "id": format!("p{index}") } })
    };
    let events: Vec<Value> = (0..1_001).map(event).collect();
    let answer = post(&bundle, &json!(events[..1_000]));
    assert_eq!((answer.status, &answer.json["accepted"]), (202, &json!(1_000)));
    assert_eq!(post(&bundle, &json!(events)).status, 413);
}

#[test]
fn wrong_events_are_named_and_the_others_taken() {
    let bundle = Bundle::new();
    let good = booked("a1", "p1", ANA, FRIDAY);
    let with = |pointer: &str, value: Value| {
        let mut event = booked("a2", "p2", EVA, "2026-12-04T11:30");
        *event.pointer_mut(pointer).unwrap() = value;
        event
    };
    let wrong = [
        (with("/type", json!("appointment.eaten")), "type"),
        (with("/patient/phone", json!("1234")), "patient.phone"),
        (with("/appointment/start", json!("2026-02-31T10:00")), "appointment.start"),
        (with("/appointment/time_zone", json!("Mars/Olympus")), "appointment.time_zone"),
        (with("/event_id", json!("")), "event_id"),
        (with("/occurred_at", json!("2027-11-30T13:20:00Z")), "occurred_at"),
    ];
    let mut events = vec![good];
    events.extend(wrong.iter().map(|it| it.0.clone()));
    let answer = post(&bundle, &json!(events));
    assert_eq!((answer.status, &answer.json["accepted"]), (202, &json!(1)), "{}", answer.text);
    for (position, (rejected, (_, field))) in
        answer.json["rejected"].as_array().unwrap().iter().zip(&wrong).enumerate()
    {
        assert_eq!(
            (&rejected["index"], &rejected["field"]),
            (&json!(position + 1), &json!(field)),
            "{rejected}"
        );
        assert!(!rejected["reason"].as_str().unwrap().is_empty());
    }
    assert_eq!(answer.json["rejected"].as_array().unwrap().len(), wrong.len());
    for malformed in ["", "{", "[{}", "\"event\"", "7", "null", "{} {}"] {
        assert_eq!(bundle.v1("POST", "/v1/events", malformed.as_bytes()).status, 400, "{malformed}");
    }
}

#[test]
fn a_body_that_does_not_read_is_named() {
    let bundle = Bundle::new();
    for (target, body, message) in [
        ("/v1/events", "", "the body is empty"),
        ("/v1/events", "{\"event_id\":", "the body is not JSON at line 1, column 12: it ends too early"),
        (
            "/v1/agenda",
            "Paciente;Tel;Fecha\n",
            "the body has no column for: the time (a row at its top names the columns)",
        ),
        (
            "/v1/agenda",
            "Turno\0",
            "the body is not text: send the table saved as CSV in UTF-8, neither a workbook nor compressed",
        ),
    ] {
        let answer = bundle.v1("POST", target, body.as_bytes());
        assert_eq!(answer.json["error"]["message"], message, "{target}");
    }
    let too_many = bundle.v1("POST", "/v1/events", format!("[{}1]", "0,".repeat(1_000)).as_bytes());
    assert_eq!(too_many.json["error"]["message"], "the body has more than 1000 entries");
}
