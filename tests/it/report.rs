//! What a report counts: answers when the visit is over, and other channels.

use serde_json::{Value, json};
use tests::{Bundle, START, booked};

use crate::incidents::arm;
use crate::screen::last;
use crate::usual::{ANA, EVA, FRIDAY, LUZ, REMINDED};

/// When the visits on [`FRIDAY`] are over.
const OVER: &str = "2026-12-04T15:00:00Z";

fn report(bundle: &Bundle) -> Value {
    bundle.v1("GET", "/v1/report?from=2026-12-04&to=2026-12-04", b"").json
}

#[test]
fn what_patients_answered_counts_when_the_visit_is_over() {
    let bundle = Bundle::new();
    for (id, patient, phone) in [("a1", "p1", ANA), ("a2", "p2", EVA), ("a3", "p3", LUZ)] {
        bundle.tell(&booked(id, patient, phone, FRIDAY));
    }
    bundle.advance_to(REMINDED);
    bundle.tap(ANA, &last(&bundle, ANA), 0);
    bundle.tap(EVA, &last(&bundle, EVA), 1);
    bundle.tap(LUZ, &last(&bundle, LUZ), 0);
    bundle.advance_minutes(2);
    // Another time, or none after all: none.
    bundle.tap(EVA, &last(&bundle, EVA), 1);
    // What Luz said was of another hour.
    bundle.tell(&bundle.event_now("appointment.moved", "a3", "p3", LUZ, "2026-12-04T11:30"));
    bundle.advance_minutes(2);
    let counts = |of: &[&str]| {
        let report = report(&bundle);
        of.iter().map(|it| report[*it].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let answers = ["confirmed", "asked_to_move", "cancelled_by_patient", "moved"];
    assert_eq!(counts(&answers), [1, 1, 1, 1], "{:#}", report(&bundle));
    bundle.advance_to(OVER);
    bundle.tell(&bundle.event_now("appointment.completed", "a1", "p1", ANA, FRIDAY));
    bundle.tell(&bundle.event_now("appointment.missed", "a3", "p3", LUZ, "2026-12-04T11:30"));
    assert_eq!(report(&bundle)["states"], json!({ "cancelled": 1, "completed": 1, "missed": 1 }));
    assert_eq!(counts(&answers), [1, 1, 1, 1], "{:#}", report(&bundle));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn visits_and_notices_are_told_apart() {
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.tell(&json!({
        "event_id": "due", "type": "payment.due", "occurred_at": START, "patient": { "id": "p1" },
        "notice": { "id": "inv-7", "reference": "A-7" },
    }));
    bundle.advance_minutes(1);
    let today = START.split_once('T').unwrap().0;
    let ids = |date: &str, kind: &str| {
        let day = bundle.v1("GET", &format!("/v1/cases?date={date}{kind}"), b"").json;
        day["cases"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(today, ""), [json!("inv-7")]);
    assert_eq!(ids(today, "&kind=notice"), [json!("inv-7")]);
    assert!(ids(today, "&kind=visit").is_empty());
    assert_eq!(ids("2026-12-04", "&kind=visit"), [json!("a1")]);
    assert_eq!(bundle.v1("GET", "/v1/cases?kind=other", b"").status, 400);
    let all = bundle.v1("GET", &format!("/v1/report?from={today}&to=2026-12-04"), b"").json;
    let counted = (&all["cases"], &all["notices"], &all["currency"]);
    assert_eq!(counted, (&json!(2), &json!(1), &json!("USD")), "{all:#}");
}

#[test]
fn another_channel_counts_where_a_provider_took_it() {
    let bundle = Bundle::new();
    bundle.set_phone(EVA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.tell(&booked("a2", "p2", EVA, FRIDAY));
    let mut nowhere = booked("a3", "p3", LUZ, FRIDAY);
    nowhere["patient"]["phone"] = Value::Null;
    bundle.tell(&nowhere);
    bundle.advance_minutes(30);
    let report = report(&bundle);
    assert_eq!((&report["messages"], &report["sent"]), (&json!(3), &json!(2)), "{report:#}");
    assert_eq!(report["suppressed"], json!({ "no_address": 1 }), "{report:#}");
    assert_eq!(report["fallback"], json!(1), "no channel said it to Luz: {report:#}");
}

#[test]
fn what_no_provider_answered_is_counted_so() {
    let bundle = Bundle::new();
    for (provider, effect) in [
        ("whatsapp", json!({ "kind": "lost_request" })),
        ("twilio", json!({ "kind": "refuse", "code": 21_211 })),
    ] {
        arm(&bundle, &json!({ "provider": provider, "times": 1000, "effect": effect }));
    }
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    // A day is what the booking gives WhatsApp.
    bundle.advance_to("2026-12-02T13:00:00Z");
    assert_eq!(report(&bundle)["suppressed"], json!({ "unsettled": 1 }), "{:#}", report(&bundle));
    assert_eq!(bundle.dead_letters(), 0);
}
