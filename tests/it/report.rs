//! What a report counts: answers when the visit is over, and other channels.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::screen::last;

const ANA: &str = "+5491155550101";
const LUIS: &str = "+5491155550102";
const EVA: &str = "+5491155550103";
/// Friday, 4 December, 10:30 in Buenos Aires, and when it is over.
const FRIDAY: &str = "2026-12-04T10:30";
const OVER: &str = "2026-12-04T15:00:00Z";
/// A few minutes after the 48 h reminder of [`FRIDAY`].
const REMINDED: &str = "2026-12-02T13:35:00Z";

fn report(bundle: &Bundle) -> Value {
    bundle.v1("GET", "/v1/report?from=2026-12-04&to=2026-12-04", b"").json
}

fn told(bundle: &Bundle, kind: &str, id: &str, patient: &str, phone: &str, start: &str) {
    bundle.tell(&bundle.event_now(kind, id, patient, phone, start));
}

#[test]
fn what_patients_answered_counts_when_the_visit_is_over() {
    let bundle = Bundle::new();
    for (id, patient, phone) in [("a1", "p1", ANA), ("a2", "p2", LUIS), ("a3", "p3", EVA)] {
        bundle.tell(&booked(id, patient, phone, FRIDAY));
    }
    bundle.advance_to(REMINDED);
    bundle.tap(ANA, &last(&bundle, ANA), 0);
    bundle.tap(LUIS, &last(&bundle, LUIS), 1);
    bundle.tap(EVA, &last(&bundle, EVA), 0);
    bundle.advance_minutes(2);
    // Another time, or none after all: none.
    bundle.tap(LUIS, &last(&bundle, LUIS), 1);
    // What Eva said was of another hour.
    told(&bundle, "appointment.moved", "a3", "p3", EVA, "2026-12-04T11:30");
    bundle.advance_minutes(2);
    let counts = |of: &[&str]| {
        let report = report(&bundle);
        of.iter().map(|it| report[*it].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let answers = ["confirmed", "asked_to_move", "cancelled_by_patient", "moved"];
    assert_eq!(counts(&answers), [1, 1, 1, 1], "{:#}", report(&bundle));
    bundle.advance_to(OVER);
    told(&bundle, "appointment.completed", "a1", "p1", ANA, FRIDAY);
    told(&bundle, "appointment.missed", "a3", "p3", EVA, "2026-12-04T11:30");
    assert_eq!(report(&bundle)["states"], json!({ "cancelled": 1, "completed": 1, "missed": 1 }));
    assert_eq!(counts(&answers), [1, 1, 1, 1], "{:#}", report(&bundle));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn another_channel_counts_where_a_provider_took_it() {
    let bundle = Bundle::new();
    bundle.set_phone(LUIS, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.tell(&booked("a2", "p2", LUIS, FRIDAY));
    let mut nowhere = booked("a3", "p3", EVA, FRIDAY);
    nowhere["patient"]["phone"] = Value::Null;
    bundle.tell(&nowhere);
    bundle.advance_minutes(30);
    let report = report(&bundle);
    assert_eq!((&report["messages"], &report["sent"]), (&json!(3), &json!(2)), "{report:#}");
    assert_eq!(report["suppressed"], json!({ "no_address": 1 }), "{report:#}");
    assert_eq!(report["fallback"], json!(1), "no channel said it to Eva: {report:#}");
}
