//! Two records of a clinic turn out to be one person: what was sent to the one that gave way is answered, what concerns
//! it goes to the one that stays, and what providers say of that number is said of the one that stays.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::incidents::arm;
use crate::screen::{conversation, last, text, waiting_id};
use crate::usual::{FRIDAY, REMINDED};

/// The number that stays, and the one that Ana had before.
const NOW: &str = "+5491155550101";
const BEFORE: &str = "+5491155550102";

/// Ana is on record twice, with a visit under the number that she had.
fn on_record_twice() -> Bundle {
    let bundle = Bundle::new();
    bundle.tell(&booked("a0", "p1", NOW, "2026-12-18T10:30"));
    bundle.tell(&booked("a1", "p2", BEFORE, FRIDAY));
    bundle.advance_minutes(5);
    bundle
}

fn merged() -> Value {
    json!({
        "event_id": "merged-p2",
        "type": "patient.merged",
        "occurred_at": tests::START,
        "patient": { "id": "p1", "given_name": "Ana", "family_name": "Pérez", "phone": NOW, "language": "es" },
        "merged_patient_id": "p2",
    })
}

/// What came after the booking's confirmation.
fn reminder(bundle: &Bundle, phone: &str) -> Option<Value> {
    bundle.inbox(phone).into_iter().nth(1)
}

/// Ana taps the first button, and the visit under her old number is confirmed.
fn assert_confirms(bundle: &Bundle, phone: &str, reminder: &Value) {
    bundle.tap(phone, reminder, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
}

#[test]
fn merged_records_are_written_to_at_the_number_that_stays() {
    let bundle = on_record_twice();
    bundle.tell(&merged());
    bundle.advance_to(REMINDED);
    assert_eq!(reminder(&bundle, BEFORE), None);
    assert_confirms(&bundle, NOW, &reminder(&bundle, NOW).unwrap());
}

#[test]
fn merged_records_hear_the_answer_to_what_was_sent_before() {
    let bundle = on_record_twice();
    bundle.advance_to(REMINDED);
    let reminder = reminder(&bundle, BEFORE).unwrap();
    bundle.tell(&merged());
    bundle.advance_minutes(5);
    assert_confirms(&bundle, BEFORE, &reminder);
}

#[test]
fn merged_records_show_their_visits_under_the_one_that_stays() {
    let bundle = on_record_twice();
    let mut merged = merged();
    merged["occurred_at"] = json!(bundle.now().to_string());
    merged["patient"]["family_name"] = json!("Pérez de Sosa");
    bundle.tell(&merged);
    let shown = json!({ "id": "p1", "name": "Ana Pérez de Sosa", "language": "es" });
    assert_eq!(bundle.case("a1")["patient"], shown);
    let day = bundle.v1("GET", "/v1/cases?date=2026-12-04", b"").json;
    assert_eq!(day["cases"][0]["patient"], shown);
}

#[test]
fn merged_records_are_one_person_of_a_conversation() {
    let bundle = Bundle::new();
    bundle.tell(&booked("a0", "p1", NOW, "2026-12-18T10:30"));
    bundle.tell(&booked("a1", "p2", NOW, FRIDAY));
    bundle.advance_minutes(5);
    bundle.write(NOW, "quiero hablar con alguien");
    let people = || conversation(&bundle, &waiting_id(&bundle))["people"].clone();
    assert_eq!(people().as_array().unwrap().len(), 2);
    bundle.tell(&merged());
    let people = people();
    assert_eq!((people.as_array().unwrap().len(), &people[0]["id"]), (1, &json!("p1")), "{people}");
}

#[test]
fn merged_records_learn_that_a_number_is_dead() {
    let bundle = on_record_twice();
    bundle.tell(&merged());
    bundle.advance_minutes(5);
    bundle.set_phone(NOW, &json!({ "whatsapp": false }));
    arm(
        &bundle,
        &json!({ "provider": "twilio", "times": 1, "effect": { "kind": "refuse", "code": 21_211 } }),
    );
    bundle.advance_to("2026-12-03T15:00:00Z");
    let reasons = |step: &str| -> Vec<Value> {
        let step = bundle.step("a1", step);
        step["messages"].as_array().unwrap().iter().map(|it| it["reason"].clone()).collect()
    };
    assert_eq!(reasons("reminder_48h")[..2], ["no_address", "bad_address"]);
    // Nobody calls that number again for the next one.
    let again = bundle.step("a1", "reminder_24h");
    let calls: Vec<_> = again["messages"].as_array().unwrap().iter().map(|it| it["status"].clone()).collect();
    assert_eq!(calls[..2], ["suppressed", "suppressed"], "{again:#}");
}

#[test]
fn merged_records_on_one_phone_are_no_household() {
    let bundle = Bundle::new();
    bundle.set_phone(NOW, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p2", NOW, FRIDAY));
    bundle.tell(&merged());
    bundle.advance_to(REMINDED);
    let reminder = last(&bundle, NOW);
    assert_eq!(reminder["channel"], "sms", "{reminder:#}");
    assert!(!text(&reminder).starts_with("Ana:"), "{reminder:#}");
}
