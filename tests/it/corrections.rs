//! What a clinic puts right: a visit that was noted down for somebody else, numbers that stand for two things, another
//! due date, an end that was told by mistake or late, and a record that knew the number that the one which stays did
//! not.

use domain::journey::Topic;
use serde_json::{Value, json};
use tests::{Bundle, booked, event};

use crate::screen::{last, text};
use crate::usual::{ANA, EVA, FRIDAY, REMINDED, ana_is_booked};

/// The event as of now, under an id of its own.
fn again(bundle: &Bundle, mut event: Value, id: &str) -> Value {
    event["event_id"] = json!(id);
    event["occurred_at"] = json!(bundle.now().to_string());
    event
}

fn notice(kind: &str, id: &str) -> Value {
    json!({
        "event_id": format!("{kind}-{}", id.len()),
        "type": kind,
        "occurred_at": tests::START,
        "patient": { "id": "p1", "given_name": "Ana", "family_name": "Pérez", "phone": ANA, "language": "es" },
        "notice": { "id": id, "due_on": "2026-12-10" },
    })
}

fn withdrawn(kind: &str, id: &str) -> Value {
    json!({
        "event_id": format!("withdrawn-{kind}-{}", id.len()),
        "type": "notice.withdrawn",
        "occurred_at": tests::START,
        "patient": { "id": "p1" },
        "notice": { "id": id, "type": kind },
    })
}

#[test]
fn a_visit_noted_down_for_another_patient_is_hers_once_that_is_put_right() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, booked("a1", "p2", EVA, FRIDAY), "corrected"));
    bundle.advance_minutes(5);
    assert_eq!((bundle.inbox(ANA).len(), bundle.inbox(EVA).len()), (1, 1));
    let case = bundle.case("a1");
    assert_eq!((&case["state"], &case["version"]), (&json!("booked"), &json!(2)));
    bundle.advance_to(REMINDED);
    assert_eq!((bundle.inbox(ANA).len(), bundle.inbox(EVA).len()), (1, 2));
}

#[test]
fn whoever_has_the_number_that_a_patient_had_answers_nothing_for_them() {
    let bundle = ana_is_booked();
    bundle.advance_to(REMINDED);
    let reminder = last(&bundle, ANA);
    bundle.tell(&json!({
        "event_id": "number", "type": "patient.updated", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1", "phone": EVA },
    }));
    bundle.type_text(ANA, "cancelar", "whatsapp");
    bundle.tap(ANA, &reminder, 0);
    bundle.advance_minutes(5);
    assert_eq!(bundle.case("a1")["state"], "booked");
}

#[test]
fn a_button_tapped_from_the_number_that_a_patient_had_is_named_for_what_it_is() {
    let bundle = ana_is_booked();
    bundle.advance_to(REMINDED);
    let reminder = last(&bundle, ANA);
    bundle.tell(&json!({
        "event_id": "number", "type": "patient.updated", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1", "phone": EVA },
    }));
    bundle.tap(ANA, &reminder, 0);
    bundle.advance_minutes(5);
    assert_eq!(bundle.case("a1")["state"], "booked");
    assert_eq!(bundle.waiting_reasons(), ["identity_changed"]);
    let shown = bundle.waiting().remove(0)["last"].to_string();
    assert!(shown.contains("[button] Confirmar"), "{shown}");
}

/// As of now, at that hour.
fn moves_to(bundle: &Bundle, start: &str, id: &str) {
    let mut moved = again(bundle, booked("a1", "p1", ANA, start), id);
    moved["type"] = json!("appointment.moved");
    bundle.tell(&moved);
}

#[test]
fn a_visit_moved_and_moved_back_in_one_night_is_told_as_nothing_and_its_reminder_holds() {
    let bundle = ana_is_booked();
    bundle.advance_to(REMINDED);
    let reminder = last(&bundle, ANA);
    let told = bundle.inbox(ANA).len();
    // Eleven in the evening, and midnight.
    bundle.advance_to("2026-12-03T02:00:00Z");
    moves_to(&bundle, "2026-12-07T09:00", "away");
    bundle.advance_to("2026-12-03T03:00:00Z");
    moves_to(&bundle, FRIDAY, "back");
    bundle.advance_to("2026-12-03T12:30:00Z");
    assert_eq!(bundle.inbox(ANA).len(), told, "{:#?}", bundle.inbox(ANA));
    assert_eq!(bundle.case("a1")["version"], 3);
    bundle.tap(ANA, &reminder, 0);
    bundle.advance_minutes(1);
    assert_eq!((&bundle.case("a1")["state"], bundle.inbox(ANA).len()), (&json!("confirmed"), told));
    // Nor of one that is called off and booked anew in a night.
    bundle.advance_to("2026-12-03T23:30:00Z");
    let told = bundle.inbox(ANA).len();
    bundle.advance_to("2026-12-04T02:00:00Z");
    let mut cancelled = again(&bundle, booked("a1", "p1", ANA, FRIDAY), "off");
    cancelled["type"] = json!("appointment.cancelled");
    bundle.tell(&cancelled);
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, booked("a1", "p1", ANA, FRIDAY), "anew"));
    bundle.advance_to("2026-12-04T12:10:00Z");
    assert_eq!((&bundle.case("a1")["state"], bundle.inbox(ANA).len()), (&json!("confirmed"), told));
    // By day the notice has left at once, and the way back is told.
    moves_to(&bundle, "2026-12-07T09:00", "away-again");
    bundle.advance_minutes(5);
    moves_to(&bundle, FRIDAY, "back-again");
    bundle.advance_minutes(5);
    assert_eq!((bundle.inbox(ANA).len(), bundle.dead_letters()), (told + 2, 0));
}

#[test]
fn two_notices_of_one_number_are_both_told() {
    let bundle = Bundle::new();
    bundle.tell(&notice("payment.due", "inv-7"));
    bundle.tell(&notice("payment.failed", "inv-7"));
    bundle.advance_minutes(5);
    assert_eq!(bundle.case("inv-7")["topic"], "payment_due");
    assert_eq!(bundle.case("inv-7.payment_failed")["topic"], "payment_failed");
    assert_eq!(bundle.inbox(ANA).len(), 2);
}

#[test]
fn a_notice_told_again_is_said_again_if_it_falls_due_on_another_day() {
    let bundle = Bundle::new();
    bundle.tell(&notice("payment.due", "inv-7"));
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, notice("payment.due", "inv-7"), "again"));
    bundle.advance_minutes(5);
    assert_eq!(bundle.inbox(ANA).len(), 1);
    let mut later = again(&bundle, notice("payment.due", "inv-7"), "later");
    later["notice"]["due_on"] = json!("2026-12-20");
    bundle.tell(&later);
    bundle.advance_minutes(5);
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("inv-7")["version"]), (2, &json!(2)));
}

#[test]
fn a_notice_taken_back_before_morning_is_not_sent_until_it_is_told_anew() {
    // It is 23:00 where the patient lives.
    let bundle = Bundle::at("2026-12-01T02:00:00Z", None);
    bundle.tell(&notice("payment.due", "inv-7"));
    bundle.tell(&notice("payment.failed", "inv-7"));
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, withdrawn("payment.due", "inv-7"), "paid"));
    bundle.advance_to("2026-12-01T13:00:00Z");
    assert_eq!((bundle.inbox(ANA).len(), bundle.dead_letters()), (1, 0));
    let case = bundle.case("inv-7");
    assert_eq!((&case["state"], &case["version"]), (&json!("cancelled"), &json!(2)));
    assert_eq!(case["steps"][0]["reason"], "cancelled");
    assert_eq!(bundle.case("inv-7.payment_failed")["state"], "booked");
    bundle.tell(&again(&bundle, notice("payment.due", "inv-7"), "due-after-all"));
    bundle.advance_minutes(5);
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("inv-7")["version"]), (2, &json!(3)));
}

/// The one message about Ana's visit from booking through these changes, ten minutes apart, at night; it is 10:00 then.
fn through_the_night(changes: &[(&str, &str)]) -> String {
    let bundle = Bundle::at("2026-12-01T02:00:00Z", None);
    for (at, (kind, start)) in changes.iter().enumerate() {
        bundle.tell(&again(&bundle, event(kind, "a1", "p1", ANA, start), &format!("night-{at}")));
        bundle.advance_minutes(10);
    }
    bundle.advance_to("2026-12-01T13:00:00Z");
    assert_eq!((bundle.inbox(ANA).len(), bundle.dead_letters()), (1, 0), "{changes:?}");
    text(&last(&bundle, ANA))
}

#[test]
fn a_visit_reinstated_before_its_patient_heard_of_it_is_told_once_in_the_morning() {
    let (booked, moved) = ("appointment.booked", "appointment.moved");
    let (cancelled, reinstated) = ("appointment.cancelled", "appointment.reinstated");
    let said = through_the_night(&[(booked, FRIDAY), (cancelled, FRIDAY), (reinstated, FRIDAY)]);
    assert!(said.contains("a las 10:30"), "{said}");
    let later = "2026-12-04T16:00";
    let changes = [(booked, FRIDAY), (moved, later), (cancelled, later), (reinstated, later)];
    let said = through_the_night(&changes);
    assert!(said.contains("a las 16:00"), "{said}");
}

#[test]
fn who_has_paid_is_not_reminded_of_the_payment() {
    let mut clinic = local::clinic_files::example();
    let journey = clinic.journeys.iter_mut().find(|it| it.topic == Topic::PaymentDue).unwrap();
    let mut reminder = journey.steps[0].clone();
    reminder.name = "reminder".to_owned();
    reminder.on.clear();
    reminder.before = Some("2d".to_owned().try_into().unwrap());
    journey.steps.push(reminder);
    let bundle = Bundle::of(vec![clinic], tests::START, None);
    bundle.tell(&notice("payment.due", "inv-7"));
    bundle.tell(&notice("payment.due", "inv-88"));
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, withdrawn("payment.due", "inv-7"), "paid"));
    bundle.advance_to("2026-12-09T13:00:00Z");
    assert_eq!(bundle.inbox(ANA).len(), 3, "both notices, and the reminder of one");
    let why = bundle.v1("GET", "/v1/cases/inv-7/why", b"").json;
    let steps = why["steps"].as_array().unwrap();
    let reminder = steps.iter().find(|it| it["step"] == "reminder").unwrap();
    assert_eq!(reminder["state"], "replaced");
    assert!(reminder["explanation"].as_str().unwrap().contains("the notice taken back"), "{reminder}");
    let report = bundle.v1("GET", "/v1/report?from=2026-12-10&to=2026-12-10", b"").json;
    assert_eq!((&report["states"]["cancelled"], &report["cancelled"]), (&json!(1), &json!(0)), "{report}");
}

#[test]
fn a_notice_that_comes_after_it_was_taken_back_says_nothing() {
    let bundle = Bundle::new();
    bundle.tell(&booked("6001", "p1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, withdrawn("result.ready", "6001"), "off"));
    bundle.tell(&notice("result.ready", "6001"));
    bundle.advance_minutes(5);
    assert_eq!(bundle.inbox(ANA).len(), 1, "the booking's confirmation");
    assert_eq!(bundle.case("6001.result_ready")["state"], "cancelled");
    assert_eq!(bundle.case("6001")["state"], "booked");
}

#[test]
fn a_visit_whose_number_a_notice_has_is_planned_and_followed() {
    let bundle = Bundle::new();
    bundle.tell(&notice("result.ready", "6001"));
    bundle.tell(&booked("6001", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    assert_eq!(bundle.case("6001")["topic"], "result_ready");
    let reminder = last(&bundle, ANA);
    bundle.tap(ANA, &reminder, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("6001.appointment")["state"], "confirmed");
    bundle.tell(&again(&bundle, event("appointment.cancelled", "6001", "p1", ANA, FRIDAY), "off"));
    assert_eq!(bundle.case("6001.appointment")["state"], "cancelled");
}

#[test]
fn a_number_with_no_room_for_a_topic_is_put_before_a_person() {
    let bundle = Bundle::new();
    let long = "7".repeat(60);
    bundle.tell(&notice("payment.due", &long));
    assert_eq!(bundle.dead_letters(), 0);
    bundle.tell(&notice("payment.failed", &long));
    bundle.advance_hours(24);
    assert_eq!(bundle.dead_letters(), 1);
}

#[test]
fn a_visit_marked_as_over_by_mistake_is_reminded_of_once_it_is_listed_again() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, event("appointment.completed", "a1", "p1", ANA, FRIDAY), "mistake"));
    bundle.advance_minutes(5);
    bundle.tell(&again(&bundle, booked("a1", "p1", ANA, FRIDAY), "listed"));
    bundle.advance_to(REMINDED);
    assert_eq!(bundle.case("a1")["state"], "booked");
    assert_eq!(bundle.inbox(ANA).len(), 2);
}

#[test]
fn visits_of_months_ago_are_not_spoken_of() {
    let bundle = Bundle::new();
    for (kind, id) in [("appointment.completed", "a1"), ("appointment.missed", "a2")] {
        bundle.tell(&event(kind, id, "p1", ANA, "2026-09-04T10:30"));
    }
    bundle.advance_hours(24 * 5);
    assert_eq!(bundle.inbox(ANA), Vec::<Value>::new());
}

#[test]
fn a_number_that_only_the_merged_record_knew_is_still_written_to() {
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p2", EVA, FRIDAY));
    bundle.advance_minutes(5);
    bundle.tell(&json!({
        "event_id": "merged-p2",
        "type": "patient.merged",
        "occurred_at": tests::START,
        "patient": { "id": "p1" },
        "merged_patient_id": "p2",
    }));
    bundle.advance_to(REMINDED);
    let reminder = bundle.inbox(EVA).into_iter().nth(1).unwrap();
    bundle.tap(EVA, &reminder, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
}

#[test]
fn a_no_show_that_is_told_at_night_is_spoken_of_by_its_day() {
    const TUESDAY: &str = "2026-12-01T20:00";
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p1", ANA, TUESDAY));
    bundle.advance_to("2026-12-01T23:20:00Z");
    bundle.tell(&again(&bundle, event("appointment.missed", "a1", "p1", ANA, TUESDAY), "missed"));
    // Said in the morning after.
    bundle.advance_to("2026-12-02T12:05:00Z");
    let missed = last(&bundle, ANA);
    let begins = "Hola, Ana. El martes 1 de diciembre no pudimos verle";
    assert!(text(&missed).starts_with(begins), "{missed}");
}

#[test]
fn a_visit_that_goes_to_another_place_alone_is_told_with_the_place() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(5);
    for (modality, place) in
        [("on_site", "Clínica del Sol, Sede Norte"), ("video", "Clínica del Sol, a distancia")]
    {
        let mut moved = again(&bundle, event("appointment.moved", "a1", "p1", ANA, FRIDAY), modality);
        moved["appointment"]["site"] = json!("Sede Norte");
        moved["appointment"]["modality"] = json!(modality);
        bundle.tell(&moved);
        bundle.advance_minutes(5);
        let told = last(&bundle, ANA);
        assert!(text(&told).contains(&format!("a las 10:30 en {place}. ")), "{told}");
    }
}
