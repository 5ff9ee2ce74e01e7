//! At the right minute, by day, and not when it is of no use any more.

use domain::civil::Zone;
use jiff::Timestamp;
use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::{arm, assert_explained, assert_single, count, said, sends, told, why};
use crate::usual::{ANA, EVA, FRIDAY};

/// A booking somewhere else in the world, of a patient who lives there.
fn abroad(bundle: &Bundle, phone: &str, start: &str, zone: &str) -> Value {
    let mut event = told(bundle, "appointment.booked", "a1", phone, start);
    event["appointment"]["time_zone"] = json!(zone);
    event["patient"]["time_zone"] = json!(zone);
    event
}

fn accepted_at(bundle: &Bundle, phone: &str, template: &str) -> Vec<Timestamp> {
    let of_template = |it: &local::standin::AcceptedSend| it.template.as_deref() == Some(template);
    sends(bundle, phone).into_iter().filter(of_template).map(|it| it.at).collect()
}

/// Asserts that a reminder went within the minute, and that it names the time on the wall.
fn check_across(zone: &str, phone: &str, begin: &str, start: &str, reminded: &[&str]) {
    let bundle = Bundle::at(begin, None);
    bundle.tell(&abroad(&bundle, phone, start, zone));
    let last: Timestamp = reminded.last().unwrap().parse().unwrap();
    bundle.advance_to(&(last + jiff::SignedDuration::from_mins(30)).to_string());
    let sent = accepted_at(&bundle, phone, "appointment_reminder");
    let expected: Vec<Timestamp> = reminded.iter().map(|it| it.parse().unwrap()).collect();
    assert_eq!(sent.len(), expected.len(), "{zone}: {sent:?}");
    for (sent, expected) in sent.iter().zip(&expected) {
        let late = sent.duration_since(*expected).as_secs();
        assert!((0..60).contains(&late), "{zone}: {sent} instead of {expected}");
    }
    let wall = &start[start.len() - "10:30".len()..];
    let named = sends(&bundle, phone).iter().all(|it| {
        it.body.contains(&format!("a las {wall}"))
            || it.template.as_deref() == Some("appointment_instructions")
    });
    assert!(named, "{zone}: {:#?}", sends(&bundle, phone));
    assert_single(&bundle);
}

#[test]
fn row_06_reminders_keep_their_hour_when_the_clocks_change() {
    // The lead is elapsed time: 48 and 24 hours before the visit, whatever the clocks do in between.
    check_across(
        "Europe/Madrid",
        "+34600111222",
        "2027-03-26T20:00:00Z",
        "2027-03-29T12:30", // 10:30Z, after the clocks went forward on the 28th
        &["2027-03-27T10:30:00Z", "2027-03-28T10:30:00Z"],
    );
    check_across(
        "America/New_York",
        "+12125550101",
        "2027-11-05T16:00:00Z",
        "2027-11-08T15:00", // 20:00Z, after the clocks went back on the 7th
        &["2027-11-06T20:00:00Z", "2027-11-07T20:00:00Z"],
    );
}

#[test]
fn row_07_nobody_is_woken_at_night_where_they_live() {
    // 21:30 in Madrid, though it is 17:30 at the clinic: said at 09:00 in Madrid.
    let madrid = "+34600111222";
    let bundle = Bundle::at("2026-11-30T20:30:00Z", None);
    bundle.tell(&abroad(&bundle, madrid, "2026-12-10T12:00", "Europe/Madrid"));
    bundle.advance_to("2026-12-01T07:59:00Z");
    assert_eq!(said(&bundle, madrid), Vec::<String>::new());
    assert!(why(&bundle, "a1", "booking_confirmation").contains("outside the hours"));
    bundle.advance_to("2026-12-01T08:02:00Z");
    assert_eq!(said(&bundle, madrid), ["appointment_booked"]);

    // Booked at 23:00 at the clinic: said at 09:00.
    let bundle = Bundle::at("2026-12-01T02:00:00Z", None);
    bundle.tell(&told(&bundle, "appointment.booked", "a1", ANA, FRIDAY));
    bundle.advance_to("2026-12-01T11:59:00Z");
    assert_eq!(said(&bundle, ANA), Vec::<String>::new());
    bundle.advance_to("2026-12-01T12:02:00Z");
    assert_eq!(said(&bundle, ANA), ["appointment_booked"]);
    assert_single(&bundle);
}

#[test]
fn row_07_an_early_appointment_is_reminded_of_by_day() {
    let bundle = Bundle::new();
    bundle.tell(&told(&bundle, "appointment.booked", "a1", ANA, "2026-12-03T07:30"));
    bundle.advance_to("2026-12-03T11:00:00Z");
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 2);
    for send in sends(&bundle, ANA) {
        let hour = Zone::new("America/Argentina/Buenos_Aires").unwrap().local(send.at).hour();
        assert!((9..21).contains(&hour), "{send:?}");
    }
    assert_single(&bundle);
}

/// Booked at 22:00 for 07:30: no phone rings, the e-mail says it, and without one the reason is on record.
#[test]
fn row_07_what_cannot_wait_for_the_morning_takes_another_way() {
    let bundle = Bundle::at("2026-12-01T01:00:00Z", None);
    let mut with_mail = told(&bundle, "appointment.booked", "a1", ANA, "2026-12-01T07:30");
    with_mail["patient"]["email"] = json!("ana@example.org");
    bundle.tell(&json!([with_mail, told(&bundle, "appointment.booked", "a2", EVA, "2026-12-01T07:30")]));
    bundle.advance_minutes(10);
    let mails = bundle.sim("GET", "mail", &Value::Null).json;
    // The booking, and how to come prepared.
    assert_eq!(mails.as_array().unwrap().len(), 2, "{mails}");
    assert_eq!((&mails[0]["to"], &mails[1]["to"]), (&json!("ana@example.org"), &json!("ana@example.org")));
    bundle.advance_hours(12);
    assert_eq!((said(&bundle, ANA).len(), said(&bundle, EVA).len()), (0, 0));
    let step = bundle.step("a2", "booking_confirmation");
    assert_eq!(step["messages"][0]["reason"], "quiet_hours", "{step}");
    assert!(why(&bundle, "a2", "booking_confirmation").contains("outside the hours"));
    assert_single(&bundle);
}

#[test]
fn row_08_an_outage_that_outlasts_the_visit_leaves_nothing_to_be_sent_after_it() {
    let bundle = Bundle::new();
    arm(&bundle, &json!({ "to": ANA, "times": 8, "effect": { "kind": "server_error" } }));
    bundle.tell(&told(&bundle, "appointment.booked", "a1", ANA, "2026-11-30T10:15"));
    bundle.advance_hours(6);
    assert_eq!(said(&bundle, ANA), Vec::<String>::new());
    let step = bundle.step("a1", "booking_confirmation");
    assert!(step["reason"].is_string(), "{step}");
    assert_explained(&bundle, "a1");
    assert_single(&bundle);
}

/// Our own outage: what waited for the morning is found after the visit, and is then expired, not failed.
#[test]
fn row_08_what_comes_too_late_is_expired_and_not_failed() {
    let data = tempfile::tempdir().unwrap();
    let bundle = Bundle::at("2026-12-01T02:00:00Z", Some(data.path()));
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-01T11:00"));
    bundle.advance_minutes(5);
    drop(bundle);
    let bundle = Bundle::at("2026-12-01T15:00:00Z", Some(data.path()));
    bundle.settle();
    bundle.advance_hours(1);
    assert_eq!(said(&bundle, ANA), Vec::<String>::new());
    let step = bundle.step("a1", "booking_confirmation");
    assert_eq!(
        (&step["messages"][0]["status"], &step["reason"]),
        (&json!("expired"), &json!("too_late")),
        "{step}"
    );
    assert!(why(&bundle, "a1", "booking_confirmation").contains("too late"));
    assert_single(&bundle);
}

#[test]
fn row_09_a_late_booking_is_not_reminded_of_what_it_was_just_told() {
    // Booked at 10:00: 29, 23 and a half, and 8 hours ahead.
    let cases = [
        ("2026-12-01T15:00", ["skipped", "released", "released"], 1),
        ("2026-12-01T09:30", ["skipped", "released", "skipped"], 0),
        ("2026-11-30T18:00", ["skipped", "released", "skipped"], 0),
    ];
    for (start, states, reminders) in cases {
        let bundle = Bundle::new();
        bundle.tell(&booked("a1", "p1", ANA, start));
        bundle.advance_hours(26);
        let step = |name: &str| bundle.step("a1", name);
        let became = ["reminder_48h", "instructions", "reminder_24h"].map(|it| step(it)["state"].clone());
        assert_eq!(became.to_vec(), states.to_vec(), "{start}");
        assert_eq!(step("reminder_48h")["reason"], "late_booking");
        assert_eq!(count(&bundle, ANA, "appointment_booked"), 1);
        assert_eq!(count(&bundle, ANA, "appointment_reminder"), reminders, "{start}");
        // How to come prepared is not in the booking, and matters most to who has little time for it.
        assert_eq!(count(&bundle, ANA, "appointment_instructions"), 1, "{start}");
        assert!(why(&bundle, "a1", "reminder_48h").contains("booked or moved after"));
        assert_single(&bundle);
    }
}
