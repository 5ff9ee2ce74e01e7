//! Text messages and e-mail over AWS: sent, reported over its topic, and answered.

use domain::clinic::SmsProvider;
use local::clinic_files;
use serde_json::{Value, json};
use tests::{Bundle, START, booked};

const ANA: &str = "+5491155550101";
const MAIL: &str = "ana@example.com";

/// A clinic whose text messages go over AWS.
fn bundle() -> Bundle {
    let mut clinic = clinic_files::example();
    clinic.senders.sms.as_mut().unwrap().provider = SmsProvider::Aws;
    Bundle::of(vec![clinic], START, None)
}

fn dispatches(bundle: &Bundle, case: &str, step: &str) -> Value {
    let all = bundle.step(case, step)["messages"].clone();
    let all = all.as_array().unwrap_or_else(|| panic!("{all}"));
    all.iter().map(|it| json!([it["channel"], it["status"]])).collect()
}

#[test]
fn a_text_message_is_delivered_and_answered() {
    let bundle = bundle();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-04T10:30"));
    bundle.advance_minutes(5);
    let expected = json!([["whatsapp", "failed"], ["sms", "delivered"]]);
    assert_eq!(dispatches(&bundle, "a1", "booking_confirmation"), expected);
    bundle.advance_to("2026-12-02T13:35:00Z");
    bundle.type_text(ANA, "1", "sms");
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_stop_by_text_message_is_heard() {
    let bundle = bundle();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-04T10:30"));
    bundle.advance_minutes(5);
    let before = bundle.inbox(ANA).len();
    bundle.type_text(ANA, "STOP", "sms");
    bundle.advance_to("2026-12-04T13:00:00Z");
    assert_eq!(bundle.inbox(ANA).len(), before, "nothing is sent after a stop");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn an_email_is_delivered_and_one_that_bounces_is_a_failure() {
    for (fault, status) in [(None, "delivered"), (Some(json!({"kind": "fail_later", "code": 1})), "failed")] {
        let bundle = bundle();
        let mut event = booked("a1", "p1", ANA, "2026-12-04T10:30");
        event["patient"]["phone"] = Value::Null;
        event["patient"]["email"] = json!(MAIL);
        if let Some(fault) = fault {
            let mut armed = json!({"provider": "aws_email", "to": MAIL, "times": 1});
            armed["effect"] = fault;
            let answer = bundle.sim("POST", "faults", &armed);
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        bundle.tell(&event);
        bundle.advance_minutes(5);
        let all = dispatches(&bundle, "a1", "booking_confirmation");
        assert_eq!(all.as_array().unwrap().last(), Some(&json!(["email", status])), "{all}");
    }
}
