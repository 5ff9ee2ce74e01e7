//! Said once, said to who is concerned, and never of what no longer holds.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::{FRIDAY_24H, FRIDAY_48H, arm, assert_explained, assert_single, count, said, sends, told, why};
use crate::screen::{last, text};
use crate::usual::{ANA, FRIDAY, ana_is_booked};

#[test]
fn row_01_no_double_send_under_redelivery_crash_or_timeout() {
    let fault =
        |effect: Value, times: u32| json!({ "provider": "whatsapp", "times": times, "effect": effect });
    let cases = [
        ("the answer is lost", fault(json!({ "kind": "lost_answer" }), 1)),
        ("the request is lost", fault(json!({ "kind": "lost_request" }), 1)),
        ("the provider fails", fault(json!({ "kind": "server_error" }), 3)),
        ("the provider is busy", fault(json!({ "kind": "throttled" }), 3)),
        ("it never left", fault(json!({ "kind": "not_sent" }), 2)),
        ("every report comes twice", fault(json!({ "kind": "duplicate_status" }), 100)),
        ("the first report is lost", fault(json!({ "kind": "lose_status", "status": "sent" }), 100)),
    ];
    for (name, fault) in cases {
        let bundle = ana_is_booked();
        bundle.advance_to("2026-12-02T13:00:00Z");
        arm(&bundle, &fault);
        bundle.advance_to("2026-12-02T15:00:00Z");
        assert_eq!(count(&bundle, ANA, "appointment_reminder"), 1, "{name}");
        assert_eq!(bundle.inbox(ANA).len(), 2, "{name}");
        assert_eq!(bundle.step("a1", "reminder_48h")["messages"][0]["status"], "read", "{name}");
        assert_single(&bundle);
    }
}

/// The answer was lost and the message arrived: the provider's report settles it, long before it is in doubt.
#[test]
fn row_01_an_unsettled_send_is_settled_by_the_echo() {
    let bundle = Bundle::new();
    arm(&bundle, &json!({ "times": 1, "effect": { "kind": "lost_answer" } }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(1);
    assert_eq!(bundle.step("a1", "booking_confirmation")["messages"][0]["status"], "delivered");
    bundle.advance_hours(3);
    assert_eq!(said(&bundle, ANA), ["appointment_booked"]);
    assert_single(&bundle);
}

/// Sent once more after ten minutes; two hours after that, another channel says it.
#[test]
fn row_24_what_whatsapp_leaves_unanswered_is_said_by_one_text() {
    let bundle = ana_is_booked();
    bundle.advance_to("2026-12-02T13:00:00Z");
    arm(&bundle, &json!({ "provider": "whatsapp", "times": 1000, "effect": { "kind": "lost_request" } }));
    bundle.advance_to("2026-12-02T15:39:00Z");
    assert_eq!(said(&bundle, ANA), ["appointment_booked"]);
    bundle.advance_to("2026-12-02T18:00:00Z");
    assert_eq!(said(&bundle, ANA), ["appointment_booked", "text"]);
    assert_single(&bundle);
}

#[test]
fn row_01_a_repeated_event_says_nothing_new() {
    let bundle = Bundle::new();
    let event = booked("a1", "p1", ANA, FRIDAY);
    bundle.tell(&json!([event, event, event]));
    bundle.tell(&event);
    bundle.advance_minutes(10);
    bundle.tell(&event);
    // The agenda told again, under another id: nothing changed, nothing is said.
    bundle.tell(&told(&bundle, "appointment.booked", "a1", ANA, FRIDAY));
    bundle.advance_to("2026-12-04T13:00:00Z");
    assert_eq!(count(&bundle, ANA, "appointment_booked"), 1);
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 2);
    assert_single(&bundle);
}

/// The example's instructions name the day and no hour: after a move within the day, or of a visit called off and on
/// again, they would be the same words.
#[test]
fn row_01_instructions_are_not_said_again_for_another_hour_of_the_day() {
    const INSTRUCTED: &str = "2026-12-03T17:31:00Z";
    let instructions = |bundle: &Bundle| count(bundle, ANA, "appointment_instructions");
    let visit = || {
        let bundle = ana_is_booked();
        bundle.advance_to(INSTRUCTED);
        assert_eq!(instructions(&bundle), 1);
        bundle
    };
    let tell = |bundle: &Bundle, kind: &str, start: &str| {
        bundle.tell(&told(bundle, kind, "a1", ANA, start));
        bundle.advance_minutes(5);
    };
    let bundle = visit();
    tell(&bundle, "appointment.moved", "2026-12-04T16:00");
    bundle.advance_to("2026-12-04T12:00:00Z");
    let step = bundle.step("a1", "instructions");
    assert_eq!(
        (&step["state"], &step["messages"][0]["status"]),
        (&json!("grouped"), &json!("read")),
        "{step}"
    );
    assert_eq!((count(&bundle, ANA, "appointment_moved"), instructions(&bundle)), (1, 1));
    // Another day is another text.
    tell(&bundle, "appointment.moved", "2026-12-05T16:00");
    bundle.advance_to("2026-12-04T23:01:00Z");
    assert_eq!(instructions(&bundle), 2);
    assert_single(&bundle);

    let bundle = visit();
    tell(&bundle, "appointment.cancelled", FRIDAY);
    tell(&bundle, "appointment.reinstated", FRIDAY);
    assert_eq!((count(&bundle, ANA, "appointment_reinstated"), instructions(&bundle)), (1, 1));
    assert_explained(&bundle, "a1");
    assert_single(&bundle);
}

#[test]
fn row_01_a_patient_is_not_written_to_without_end() {
    const PER_DAY_MAX: usize = 6;
    let bundle = Bundle::new();
    let bookings: Vec<Value> = (0..12)
        .map(|it| booked(&format!("a{it}"), "p1", ANA, &format!("2026-12-{:02}T10:30", it + 10)))
        .collect();
    bundle.tell(&json!(bookings));
    bundle.advance_hours(10);
    assert_eq!(sends(&bundle, ANA).len(), PER_DAY_MAX);
    assert_single(&bundle);
    (0..12).for_each(|it| assert_explained(&bundle, &format!("a{it}")));
}

#[test]
fn row_02_nothing_is_sent_of_what_was_cancelled_or_is_over() {
    for (kind, state) in [("appointment.cancelled", "cancelled"), ("appointment.completed", "completed")] {
        let bundle = ana_is_booked();
        bundle.advance_to("2026-12-02T13:29:00Z");
        bundle.tell(&told(&bundle, kind, "a1", ANA, FRIDAY));
        bundle.advance_to("2026-12-06T00:00:00Z");
        assert_eq!(bundle.case("a1")["state"], state);
        assert_eq!(count(&bundle, ANA, "appointment_reminder"), 0, "{kind}");
        assert_eq!(count(&bundle, ANA, "appointment_instructions"), 0, "{kind}");
        assert_explained(&bundle, "a1");
        assert_single(&bundle);
    }
}

#[test]
fn row_02_a_cancellation_reaches_what_waits_for_the_morning() {
    let bundle = Bundle::at("2026-12-01T02:00:00Z", None); // 23:00 in Buenos Aires
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_hours(5);
    assert_eq!(said(&bundle, ANA), Vec::<String>::new());
    bundle.tell(&told(&bundle, "appointment.cancelled", "a1", ANA, FRIDAY));
    bundle.advance_hours(24);
    assert_eq!(said(&bundle, ANA), ["appointment_cancelled"]);
    assert_single(&bundle);
}

#[test]
fn row_02_a_cancellation_reaches_what_is_tried_again() {
    let bundle = ana_is_booked();
    bundle.advance_to("2026-12-02T13:00:00Z");
    arm(&bundle, &json!({ "times": 3, "effect": { "kind": "server_error" } }));
    bundle.advance_to(FRIDAY_48H);
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 0);
    bundle.tell(&told(&bundle, "appointment.cancelled", "a1", ANA, FRIDAY));
    bundle.advance_hours(4);
    assert_eq!(said(&bundle, ANA), ["appointment_booked", "appointment_cancelled"]);
    assert_single(&bundle);
}

#[test]
fn row_03_a_moved_appointment_has_one_plan_and_old_buttons_say_so() {
    let bundle = ana_is_booked();
    bundle.advance_to(FRIDAY_48H);
    let old = last(&bundle, ANA);
    bundle.tell(&told(&bundle, "appointment.moved", "a1", ANA, "2026-12-11T16:00"));
    bundle.advance_minutes(5);
    let version = bundle.case("a1")["version"].clone();
    bundle.tap(ANA, &old, 0);
    bundle.advance_minutes(1);
    let case = bundle.case("a1");
    assert_eq!((&case["state"], &case["version"]), (&json!("booked"), &version));
    let reply = last(&bundle, ANA);
    assert!(text(&reply).contains("ya no está al día"), "{reply}");
    // Nothing at the old time; the question again at the new one.
    bundle.advance_to("2026-12-09T18:59:00Z");
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 1);
    bundle.advance_to("2026-12-09T19:01:00Z");
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 2);
    let reminder = last(&bundle, ANA);
    assert!(text(&reminder).contains("viernes 11 de diciembre a las 16:00"), "{reminder}");
    bundle.tap(ANA, &reminder, 0);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_single(&bundle);
}

#[test]
fn row_04_a_reinstatement_is_told_if_the_cancellation_was() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(5);
    bundle.tell(&told(&bundle, "appointment.cancelled", "a1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    bundle.tell(&told(&bundle, "appointment.reinstated", "a1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    assert_eq!(said(&bundle, ANA), ["appointment_booked", "appointment_cancelled", "appointment_reinstated"]);
    // And the reminders are back.
    bundle.advance_to(FRIDAY_24H);
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 2);
    assert_single(&bundle);
}

#[test]
fn row_04_a_reinstatement_of_what_was_never_called_off_is_silent() {
    let bundle = ana_is_booked();
    bundle.advance_to("2026-12-01T02:00:00Z");
    bundle.tell(&told(&bundle, "appointment.cancelled", "a1", ANA, FRIDAY));
    bundle.advance_minutes(30);
    bundle.tell(&told(&bundle, "appointment.reinstated", "a1", ANA, FRIDAY));
    bundle.advance_hours(12);
    assert_eq!(said(&bundle, ANA), ["appointment_booked"]);
    assert_eq!(bundle.step("a1", "reinstatement_notice")["reason"], "never_announced");
    assert!(why(&bundle, "a1", "reinstatement_notice").contains("never told"));
    assert_single(&bundle);
}

/// Her phone is off: the text message that would follow is of a visit that is called off, and then of an old version.
#[test]
fn row_04_what_did_not_arrive_before_it_was_called_off_is_told_once_it_stands_again() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "online": false }));
    // In the evening: by the time a text message would follow it is night.
    bundle.advance_to("2026-11-30T23:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to("2026-12-01T02:00:00Z");
    bundle.tell(&told(&bundle, "appointment.cancelled", "a1", ANA, FRIDAY));
    bundle.advance_minutes(30);
    bundle.tell(&told(&bundle, "appointment.reinstated", "a1", ANA, FRIDAY));
    // Four hours after it was said again, and before the first reminder.
    bundle.advance_to("2026-12-02T13:00:00Z");
    assert_eq!(said(&bundle, ANA), ["appointment_booked", "appointment_booked", "text"]);
    assert_explained(&bundle, "a1");
    assert_single(&bundle);
}

#[test]
fn row_05_a_cancellation_is_told_once_whoever_tells_it() {
    // The clinic's systems say it twice.
    let bundle = ana_is_booked();
    bundle.advance_minutes(5);
    for _ in 0..2 {
        bundle.tell(&told(&bundle, "appointment.cancelled", "a1", ANA, FRIDAY));
        bundle.advance_hours(1);
    }
    assert_eq!(count(&bundle, ANA, "appointment_cancelled"), 1);
    assert_single(&bundle);

    // The patient cancels, and the clinic's system then says so too.
    let bundle = ana_is_booked();
    bundle.advance_to(FRIDAY_48H);
    bundle.tap(ANA, &last(&bundle, ANA), 1);
    bundle.advance_minutes(1);
    bundle.tap(ANA, &last(&bundle, ANA), 1);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["state"], "cancelled");
    assert_eq!(count(&bundle, ANA, "appointment_cancelled"), 1);
    bundle.tell(&told(&bundle, "appointment.cancelled", "a1", ANA, FRIDAY));
    bundle.advance_to("2026-12-06T00:00:00Z");
    assert_eq!(count(&bundle, ANA, "appointment_cancelled"), 1);
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 1);
    assert_single(&bundle);
}
