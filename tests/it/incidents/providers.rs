//! What providers say, in whatever order, and what they forbid.

use domain::delivery::Channel;
use local::standin::Provider;
use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::{
    FRIDAY_24H, FRIDAY_48H, arm, assert_explained, assert_single, count, said, sends, status, told, why,
    writes,
};
use crate::leaks::Captured;
use crate::meta;
use crate::usual::{ANA, EVA, FRIDAY};

/// The status of the booking message by WhatsApp.
fn believed(bundle: &Bundle) -> Value {
    bundle.step("a1", "booking_confirmation")["messages"][0]["status"].clone()
}

/// Reports that Meta never gives by itself, each once and in this order, none with our own reference.
fn check_reports(reports: &[(&str, Option<u32>)], ends_as: &str, by_sms: usize) {
    let bundle = Bundle::new();
    arm(&bundle, &json!({ "times": 100, "effect": { "kind": "lose_status" } }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    let send = sends(&bundle, ANA).remove(0);
    for (name, code) in reports {
        status(&bundle, &send, name, *code);
        status(&bundle, &send, name, *code);
    }
    assert_eq!(believed(&bundle), ends_as, "{reports:?}");
    bundle.advance_minutes(5);
    let sms = sends(&bundle, ANA).iter().filter(|it| it.provider == Provider::Twilio).count();
    assert_eq!(sms, by_sms, "{reports:?}");
    assert_single(&bundle);
}

#[test]
fn row_20_reports_only_move_a_message_forward() {
    check_reports(&[("sent", None), ("delivered", None), ("read", None)], "read", 0);
    check_reports(&[("read", None), ("delivered", None), ("sent", None)], "read", 0);
    check_reports(&[("delivered", None), ("sent", None)], "delivered", 0);
    // It arrived: a failure told of it afterwards is somebody's mistake, not a reason to say it again.
    check_reports(&[("delivered", None), ("failed", Some(131_026))], "delivered", 0);
    // Not on WhatsApp: once by SMS, however often and whatever else is told.
    check_reports(&[("failed", Some(131_026))], "failed", 1);
    check_reports(&[("failed", Some(131_026)), ("sent", None)], "failed", 1);
}

#[test]
fn row_20_the_next_channel_is_taken_once() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    arm(&bundle, &json!({ "times": 100, "effect": { "kind": "duplicate_status" } }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_hours(4);
    let providers: Vec<_> = sends(&bundle, ANA).into_iter().map(|it| it.provider.channel()).collect();
    assert_eq!(providers, [Channel::Whatsapp, Channel::Sms]);
    assert_eq!(bundle.inbox(ANA).len(), 1);
    assert_single(&bundle);
}

#[test]
fn row_21_free_text_leaves_only_inside_the_window() {
    let ana = json!({ "from": "5491155550101" });
    let words = json!({ "type": "text", "text": { "body": "quiero hablar con alguien" } });
    // Meta delivers late what was written 30 hours ago: a person has it, and no free text is tried.
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-10T10:30"));
    bundle.advance_minutes(5);
    let at = bundle.now().as_second() - 30 * 3600;
    let mut late = words.clone();
    late["id"] = json!("wamid.late");
    late["timestamp"] = json!(at.to_string());
    late["from"] = ana["from"].clone();
    meta::tells(&bundle, "messages", &meta::value("messages", &json!([late])));
    bundle.advance_hours(1);
    assert_eq!(said(&bundle, ANA), ["appointment_booked"]);
    assert_eq!(bundle.waiting()[0]["reason"], "asked");
    // Written now: answered, though WhatsApp takes a while to accept it.
    arm(&bundle, &json!({ "times": 2, "effect": { "kind": "server_error" } }));
    bundle.tell(&booked("a2", "p2", EVA, "2026-12-10T11:30"));
    writes(&bundle, &json!({ "from": "5491155550102" }), "wamid.now", &words);
    bundle.advance_minutes(10);
    assert_eq!(count(&bundle, EVA, "text"), 1);
    assert_single(&bundle);
}

fn template(event: &str) -> Value {
    json!({ "message_template_id": 1, "message_template_name": "appointment_reminder",
        "message_template_language": "es", "event": event, "reason": null })
}

fn template_status(bundle: &Bundle, event: &str) {
    meta::tells(bundle, "message_template_status_update", &template(event));
}

fn template_category(bundle: &Bundle, from: &str, to: &str) {
    let value = json!({ "message_template_id": 1, "message_template_name": "appointment_reminder",
        "message_template_language": "es", "previous_category": from, "new_category": to });
    meta::tells(bundle, "template_category_update", &value);
}

#[test]
fn row_22_a_template_that_may_not_be_sent_is_not_sent() {
    type Tell = fn(&Bundle);
    let cases: [(&str, Tell, Tell, &str); 3] = [
        ("paused", |it| template_status(it, "PAUSED"), |it| template_status(it, "REINSTATED"), "template"),
        ("disabled", |it| template_status(it, "DISABLED"), |it| template_status(it, "APPROVED"), "template"),
        (
            "turned into marketing",
            |it| template_category(it, "UTILITY", "MARKETING"),
            |it| template_category(it, "MARKETING", "UTILITY"),
            "category",
        ),
    ];
    for (name, stop, allow, reason) in cases {
        let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
        bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
        bundle.advance_minutes(5);
        stop(&bundle);
        bundle.advance_to(FRIDAY_48H);
        let last = sends(&bundle, ANA).pop().unwrap();
        assert_eq!(
            (last.provider, count(&bundle, ANA, "appointment_reminder")),
            (Provider::Twilio, 0),
            "{name}"
        );
        let by_whatsapp = &bundle.step("a1", "reminder_48h")["messages"][0];
        assert_eq!(
            (&by_whatsapp["status"], &by_whatsapp["reason"]),
            (&json!("suppressed"), &json!(reason)),
            "{name}"
        );
        assert!(why(&bundle, "a1", "reminder_48h").contains("template"), "{name}");
        allow(&bundle);
        bundle.advance_to(FRIDAY_24H);
        assert_eq!(count(&bundle, ANA, "appointment_reminder"), 1, "{name}: allowed again");
        assert_single(&bundle);
    }
}

#[test]
fn row_22_what_meta_said_first_and_was_heard_last_does_not_count() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(30);
    template_status(&bundle, "APPROVED");
    meta::tells_late(&bundle, 600, "message_template_status_update", &template("PAUSED"));
    bundle.advance_to(FRIDAY_48H);
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 1);
}

#[test]
fn row_22_of_a_refused_day_the_template_of_the_day_rests_and_no_other() {
    const LUZ: &str = "+5491155550177";
    let bundle = Bundle::new();
    let booked = |id: &str, patient: &str, phone: &str, at: &str| {
        bundle.tell(&booked(id, patient, phone, &format!("2026-12-04T{at}")));
    };
    booked("a1", "p1", ANA, "10:30");
    booked("a2", "p1", ANA, "12:00");
    booked("a3", "p2", LUZ, "10:45");
    bundle.advance_to("2026-12-02T13:00:00Z");
    arm(
        &bundle,
        &json!({ "provider": "whatsapp", "times": 1, "effect": { "kind": "refuse", "code": 132_015 } }),
    );
    bundle.advance_to("2026-12-02T14:00:00Z");
    assert_eq!(sends(&bundle, ANA).pop().unwrap().provider, Provider::Twilio);
    assert_eq!(count(&bundle, LUZ, "appointment_reminder"), 1);
    assert_single(&bundle);
}

#[test]
fn row_22_only_a_restriction_of_templates_takes_them_from_whatsapp() {
    for (kind, on_whatsapp) in
        [("RESTRICTED_ADD_PHONE_NUMBER_ACTION", 1), ("RESTRICTED_BIZ_INITIATED_MESSAGING", 0)]
    {
        let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
        bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
        bundle.advance_minutes(5);
        let restricted =
            json!({ "event": "ACCOUNT_RESTRICTION", "restriction_info": [{ "restriction_type": kind }] });
        meta::tells(&bundle, "account_update", &restricted);
        bundle.advance_to(FRIDAY_48H);
        assert_eq!(count(&bundle, ANA, "appointment_reminder"), on_whatsapp, "{kind}");
        assert_single(&bundle);
    }
}

/// What is counted, for the alarms, while a field is told.
fn counted(bundle: &Bundle, field: &str, value: &Value) -> Vec<String> {
    let log = Captured::during(|| meta::tells(bundle, field, value));
    let metrics = log.split("metric=\"").skip(1).filter_map(|it| it.split('"').next());
    metrics.filter(|it| *it != "requests" && !it.starts_with("records_")).map(str::to_owned).collect()
}

#[test]
fn row_22_what_meta_warns_of_is_counted_once() {
    let bundle = Bundle::new();
    let quality = |score: &str| {
        json!({ "message_template_name": "appointment_reminder", "message_template_language": "es",
            "new_quality_score": score })
    };
    let announced = json!({ "message_template_name": "appointment_reminder",
        "message_template_language": "es", "new_category": "UTILITY", "correct_category": "MARKETING" });
    let flagged = json!({ "display_phone_number": "541150000001", "event": "FLAGGED" });
    let capability = |limit: u32| json!({ "max_daily_conversations_per_business": limit });
    for (field, value, metric) in [
        ("template_category_update", announced, Some("template_changed")),
        ("message_template_quality_update", quality("YELLOW"), None),
        ("message_template_quality_update", quality("RED"), Some("template_changed")),
        ("phone_number_quality_update", flagged, Some("account_warned")),
        ("business_capability_update", capability(2_000), None),
        ("business_capability_update", capability(250), Some("account_warned")),
        ("account_review_update", json!({ "decision": "REJECTED" }), Some("account_warned")),
        ("account_update", json!({ "event": "ACCOUNT_VIOLATION" }), Some("account_warned")),
    ] {
        let expected: Vec<String> = metric.into_iter().map(str::to_owned).collect();
        assert_eq!(counted(&bundle, field, &value), expected, "{field} {value}");
        assert_eq!(counted(&bundle, field, &value), Vec::<String>::new(), "{field} {value}, told twice");
    }
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn row_24_every_step_of_everybody_is_explained() {
    let bundle = Bundle::new();
    let phone = |it: usize| format!("+54911555502{it:02}");
    let mut events: Vec<Value> = (0..9)
        .map(|it| told(&bundle, "appointment.booked", &format!("a{it}"), &phone(it), "2026-12-02T10:30"))
        .collect();
    events[1]["appointment"]["start"] = json!("2026-11-30T18:00"); // late
    events[2]["appointment"]["modality"] = json!("video");
    events[3]["patient"].as_object_mut().unwrap().remove("phone"); // nowhere to write to
    events[4]["patient"]["consents"] = json!(["whatsapp", "sms", "email"].map(|channel| {
        json!({ "purpose": "care", "channel": channel, "granted": false, "evidence": "form 12" })
    }));
    bundle.set_phone(&phone(5), &json!({ "whatsapp": false, "sms": false }));
    bundle.set_phone(&phone(6), &json!({ "online": false }));
    arm(&bundle, &json!({ "to": phone(7), "times": 1000, "effect": { "kind": "server_error" } }));
    bundle.tell(&json!(events));
    bundle.advance_hours(1);
    bundle.type_text(&phone(8), "BAJA", "whatsapp");
    bundle.type_text(&phone(0), "hola", "whatsapp");
    let explain = |bundle: &Bundle| (0..9).for_each(|it| assert_explained(bundle, &format!("a{it}")));
    explain(&bundle);
    bundle.tell(&told(&bundle, "appointment.cancelled", "a2", &phone(2), "2026-12-02T10:30"));
    bundle.advance_to("2026-12-01T15:00:00Z");
    explain(&bundle);
    bundle.advance_to("2026-12-03T00:00:00Z");
    explain(&bundle);
    let reason = |id: &str, step: &str| bundle.step(id, step)["reason"].clone();
    assert_eq!(reason("a3", "reminder_24h"), "no_address");
    assert_eq!(reason("a4", "reminder_24h"), "no_consent");
    assert!(sends(&bundle, &phone(4)).is_empty() && sends(&bundle, &phone(7)).is_empty());
    assert!(reason("a7", "reminder_24h").is_string());
    assert_eq!(bundle.step("a6", "reminder_24h")["messages"][1]["channel"], "sms");
    assert_single(&bundle);
}
