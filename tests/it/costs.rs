//! What messages cost, and the month's free allowance of free-form ones.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::usual::{ANA, FRIDAY, ana_is_booked};

fn this_month(bundle: &Bundle) -> Value {
    let answer = bundle.v1("GET", "/v1/report", b"");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["this_month"].clone()
}

/// What a message costs, by the id that the provider was given.
fn price(bundle: &Bundle, reference: &Value) -> Value {
    let (message, _) = reference.as_str().unwrap().rsplit_once('.').unwrap();
    bundle.v1("GET", &format!("/v1/messages/{message}"), b"").json["price"].clone()
}

#[test]
fn replies_are_counted_by_month_and_cost_nothing_within_the_allowance() {
    let bundle = ana_is_booked();
    let before = this_month(&bundle);
    assert_eq!(
        (&before["service_sent"], &before["service_free_left"]),
        (&json!(0), &json!(1_000)),
        "{before}"
    );
    let spent = before["spent"].as_f64().unwrap();
    assert!(spent > 0.0, "the booking was told with a template: {before}");
    bundle.write(ANA, "¿Tienen estacionamiento?");
    let after = this_month(&bundle);
    assert_eq!((&after["service_sent"], &after["service_free_left"]), (&json!(1), &json!(999)), "{after}");
    assert!((after["spent"].as_f64().unwrap() - spent).abs() < 1e-9, "{after}");
    let accepted = bundle.sim("GET", "accepted", &Value::Null).json;
    let [told, .., reply] = accepted.as_array().unwrap().as_slice() else { panic!("{accepted:#}") };
    assert_eq!(price(&bundle, &reply["reference"]), json!(0.0));
    assert!(price(&bundle, &told["reference"]).as_f64().unwrap() > 0.0);
}

/// Nine times 0.026 is 0.234, and not 0.23399999999999999.
#[test]
fn prices_are_added_up_exactly() {
    let bundle = Bundle::new();
    for number in 1..=9 {
        let (visit, patient) = (format!("a{number}"), format!("p{number}"));
        let phone = format!("+549115555020{number}");
        bundle.tell(&booked(&visit, &patient, &phone, "2026-12-14T10:30"));
    }
    bundle.advance_minutes(1);
    let report = bundle.v1("GET", "/v1/report?from=2026-12-14&to=2026-12-14", b"").json;
    assert_eq!((&report["sent"], &report["price"]), (&json!(9), &json!(0.234)), "{report}");
    assert_eq!(report["this_month"]["spent"], json!(0.234), "{report}");
}

/// Meta charges what it delivers; a text is charged as it is sent.
#[test]
fn what_whatsapp_does_not_deliver_costs_nothing() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(30);
    let step = bundle.step("a1", "booking_confirmation");
    let [whatsapp, text] = step["messages"].as_array().unwrap().as_slice() else { panic!("{step:#}") };
    assert_eq!((&whatsapp["status"], &whatsapp["price"]), (&json!("failed"), &Value::Null), "{step:#}");
    assert_eq!(text["status"], "delivered", "{step:#}");
    assert!(text["price"].as_f64().unwrap() > 0.0, "{step:#}");
    assert_eq!(price(&bundle, &text["id"]), text["price"]);
}

/// What WhatsApp has for a phone that is off is charged once it is there, and not if it never is.
#[test]
fn what_whatsapp_has_not_delivered_yet_costs_nothing_yet() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "online": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(30);
    let told = || bundle.step("a1", "booking_confirmation")["messages"][0].clone();
    let costs = || bundle.v1("GET", "/v1/report?from=2026-12-04&to=2026-12-04", b"").json["price"].clone();
    assert_eq!((&told()["status"], &told()["price"], costs()), (&json!("sent"), &Value::Null, json!(0.0)));
    bundle.set_phone(ANA, &json!({ "online": true }));
    bundle.advance_minutes(1);
    assert_eq!((&told()["price"], costs()), (&json!(0.026), json!(0.026)), "{}", told());
}
