//! A clinic pauses: nothing leaves that nobody asked for, and what is still of use leaves afterwards.

use local::clinic_files;
use serde_json::{Value, json};
use tests::{Answered, Bundle, booked};

use crate::screen::{last, text};
use crate::slots::{joins, open};
use crate::usual::{ANA, EVA, FRIDAY, ana_is_booked};

fn post(bundle: &Bundle, target: &str, body: &Value) -> Answered {
    bundle.v1("POST", target, body.to_string().as_bytes())
}

/// Marta pauses the clinic until then, by its clock.
fn pause(bundle: &Bundle, until: &str) {
    let answer =
        post(bundle, "/v1/pause", &json!({ "by": "Marta", "until": until, "why": "agenda equivocada" }));
    assert_eq!((answer.status, &answer.json["pause"]["kind"]), (200, &json!("paused")), "{}", answer.text);
}

fn resume(bundle: &Bundle) {
    let answer = post(bundle, "/v1/resume", &json!({ "by": "Luis" }));
    assert_eq!((answer.status, &answer.json["pause"]), (200, &Value::Null), "{}", answer.text);
}

/// What became of a step on the channel of that index, and why.
fn became(bundle: &Bundle, case: &str, step: &str, index: usize) -> (Value, Value) {
    let message = &bundle.step(case, step)["messages"][index];
    (message["status"].clone(), message["reason"].clone())
}

#[test]
fn what_nobody_asked_for_is_held_and_leaves_within_minutes_of_the_end() {
    let bundle = Bundle::new();
    pause(&bundle, "2026-11-30T18:00");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_hours(2);
    assert_eq!(bundle.inbox(ANA).len(), 0, "nothing leaves");
    assert_eq!(became(&bundle, "a1", "booking_confirmation", 0), (json!("queued"), json!("paused")));
    let why = bundle.v1("GET", "/v1/cases/a1/why", b"").json;
    let asked =
        why["steps"].as_array().unwrap().iter().find(|it| it["step"] == "booking_confirmation").unwrap();
    let gate = asked["gates"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&gate["gate"], &gate["verdict"], &gate["reason"]),
        (&json!("pause"), &json!("wait"), &json!("paused"))
    );
    // Staff see it where they see whatever keeps messages from leaving.
    let mut seen = bundle.v1("GET", "/v1/senders", b"").json["pause"].clone();
    assert!(seen["at"].take().as_str().unwrap().starts_with("2026-11-30T13:00:00"));
    let expected = json!({
        "at": null, "by": "Marta", "kind": "paused", "until": "2026-11-30T21:00:00Z", "why": "agenda equivocada",
    });
    assert_eq!(seen, expected);
    // Whoever writes is answered, and so is a stop.
    bundle.type_text(ANA, "quiero hablar con una persona", "whatsapp");
    bundle.type_text(EVA, "BAJA", "whatsapp");
    bundle.advance_minutes(2);
    assert_eq!([ANA, EVA].map(|it| bundle.inbox(it).len()), [1, 1]);
    resume(&bundle);
    bundle.advance_minutes(10);
    assert!(text(&last(&bundle, ANA)).contains("viernes 4 de diciembre"), "{:#}", last(&bundle, ANA));
    assert_eq!(bundle.v1("GET", "/v1/senders", b"").json["pause"], Value::Null);
    let history = bundle.v1("GET", "/v1/pause", b"").json["history"].clone();
    let who: Vec<&Value> = history.as_array().unwrap().iter().map(|it| &it["by"]).collect();
    assert_eq!(who, ["Marta", "Luis"]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_pause_ends_by_itself_and_what_is_of_no_use_by_then_says_why_it_was_not_said() {
    let bundle = ana_is_booked();
    bundle.tell(&booked("a2", "p2", EVA, "2026-11-30T16:00"));
    bundle.advance_minutes(2);
    let heard = [ANA, EVA].map(|it| bundle.inbox(it).len());
    pause(&bundle, "2026-11-30T20:00");
    let mut delayed = bundle.event_now("appointment.delayed", "a2", "p2", EVA, "2026-11-30T16:00");
    delayed["appointment"]["delay_minutes"] = json!(30);
    bundle.tell(&delayed);
    bundle.tell(&bundle.event_now("appointment.moved", "a1", "p1", ANA, "2026-12-04T11:30"));
    bundle.advance_to("2026-11-30T22:55:00Z");
    assert_eq!([ANA, EVA].map(|it| bundle.inbox(it).len()), heard);
    assert_eq!(became(&bundle, "a2", "delay_notice", 0), (json!("suppressed"), json!("paused")));
    bundle.advance_to("2026-11-30T23:02:00Z");
    assert!(text(&last(&bundle, ANA)).contains("11:30"), "{:#}", last(&bundle, ANA));
    assert_eq!([ANA, EVA].map(|it| bundle.inbox(it).len()), [heard[0] + 1, heard[1]]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn after_more_than_a_day_a_visit_is_reminded_of_once() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(2);
    let heard = bundle.inbox(ANA).len();
    pause(&bundle, "2026-12-03T15:00");
    bundle.advance_to("2026-12-03T17:55:00Z");
    assert_eq!(bundle.inbox(ANA).len(), heard);
    bundle.advance_to("2026-12-03T18:05:00Z");
    let asked = bundle.inbox(ANA).iter().filter(|it| text(it).contains("¿Podrá venir?")).count();
    assert_eq!(asked, 1, "{:#?}", bundle.inbox(ANA));
    assert_eq!(became(&bundle, "a1", "reminder_48h", 0), (json!("suppressed"), json!("paused")));
    assert_ne!(became(&bundle, "a1", "reminder_24h", 0).0, "queued");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_cancels_or_moves_a_visit_meanwhile_hears_of_it_at_once() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.tell(&booked("a2", "p2", EVA, FRIDAY));
    bundle.advance_to("2026-12-02T13:35:00Z");
    let reminder = last(&bundle, EVA);
    open(&bundle, "s1", "2026-12-07T09:00");
    pause(&bundle, "2026-12-03T15:00");
    bundle.type_text(ANA, "quiero cancelar mi turno", "whatsapp");
    bundle.tap(EVA, &reminder, 1);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["state"], "cancelled");
    assert!(text(&last(&bundle, ANA)).contains("anulada"), "{:#}", last(&bundle, ANA));
    // Another time, and which.
    for _ in 0..2 {
        bundle.tap(EVA, &last(&bundle, EVA), 0);
        bundle.advance_minutes(2);
    }
    assert_eq!(bundle.case("a2")["local_start"], "2026-12-07T09:00:00");
    assert!(text(&last(&bundle, EVA)).contains("lunes 7 de diciembre"), "{:#}", last(&bundle, EVA));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_further_channel_waits_for_the_end_too() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(2);
    bundle.set_phone(ANA, &json!({ "online": false }));
    bundle.advance_to("2026-12-02T13:31:00Z");
    let texts = |bundle: &Bundle| bundle.inbox(ANA).iter().filter(|it| it["channel"] == "sms").count();
    pause(&bundle, "2026-12-03T08:00");
    bundle.advance_hours(6);
    assert_eq!(texts(&bundle), 0, "{:#}", bundle.step("a1", "reminder_48h"));
    assert_eq!(became(&bundle, "a1", "reminder_48h", 1), (json!("queued"), json!("paused")));
    resume(&bundle);
    bundle.advance_minutes(10);
    assert_eq!(texts(&bundle), 1);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn nobodys_turn_is_spent_on_a_time_that_comes_free_meanwhile() {
    let bundle = Bundle::at("2026-12-02T13:00:00Z", None);
    for (id, patient, phone) in [("a1", "p1", ANA), ("a2", "p2", EVA)] {
        bundle.tell(&booked(id, patient, phone, "2026-12-18T11:30"));
        joins(&bundle, id, patient, 0);
    }
    let offered = || {
        let offers =
            |phone| bundle.inbox(phone).iter().filter(|it| text(it).contains("liberado una hora")).count();
        [ANA, EVA].map(offers)
    };
    pause(&bundle, "2026-12-02T12:00");
    open(&bundle, "s1", "2026-12-07T09:00");
    bundle.advance_to("2026-12-02T16:00:00Z");
    assert_eq!(offered(), [0, 0]);
    // They are looked for again in the afternoon.
    bundle.advance_to("2026-12-02T19:05:00Z");
    assert_eq!(offered(), [1, 1]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn nobody_loses_a_visit_unanswered_while_they_cannot_be_told() {
    let mut clinic = clinic_files::example();
    clinic.slots.unanswered_frees_hours = Some(30);
    let bundle = Bundle::of(vec![clinic], "2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    // Five minutes before the deadline, which is when the night ends.
    bundle.advance_to("2026-12-03T11:55:00Z");
    pause(&bundle, "2026-12-03T12:00");
    bundle.advance_to("2026-12-03T15:55:00Z");
    assert_eq!(bundle.case("a1")["state"], "booked");
    bundle.advance_to("2026-12-03T16:05:00Z");
    assert_eq!(bundle.case("a1")["state"], "cancelled", "four hours later they can be told");
    assert!(
        text(&last(&bundle, ANA)).contains("ofrecimos esa hora a otra persona"),
        "{:#}",
        last(&bundle, ANA)
    );
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_request_that_a_client_repeats_does_not_pause_again_what_somebody_resumed() {
    let bundle = Bundle::new();
    let asked = json!({ "by": "Marta", "until": "2026-11-30T18:00", "why": "agenda equivocada" });
    assert_eq!(bundle.command("/v1/pause", "k1", &asked).json["pause"]["by"], "Marta");
    bundle.advance_minutes(1);
    assert_eq!(bundle.command("/v1/resume", "k2", &json!({ "by": "Luis" })).json["pause"], Value::Null);
    bundle.advance_minutes(1);
    let again = bundle.command("/v1/pause", "k1", &asked);
    assert_eq!((again.status, &again.json["pause"]), (200, &Value::Null), "{}", again.text);
    assert_eq!(again.json["history"].as_array().unwrap().len(), 2);
    let other = json!({ "by": "Marta", "until": "2026-11-30T19:00", "why": "agenda equivocada" });
    let other = bundle.command("/v1/pause", "k1", &other);
    assert_eq!((other.status, &other.json["error"]["code"]), (409, &json!("key_taken")));
    let long = bundle.command("/v1/pause", &"k".repeat(129), &asked);
    assert_eq!((long.status, &long.json["error"]["code"]), (400, &json!("invalid_pause")), "{}", long.text);
}

#[test]
fn what_cannot_be_is_refused_in_words_and_changes_nothing() {
    let bundle = Bundle::new();
    let pause = |change: (&str, Value)| {
        let mut body = json!({ "by": "Marta", "until": "2026-12-01T10:00", "why": "feriado" });
        body[change.0] = change.1;
        post(&bundle, "/v1/pause", &body)
    };
    for (change, why) in [
        (("by", json!(" ")), "`by` is the name"),
        (("why", json!("x".repeat(201))), "`why` says in 1 to 200 characters why"),
        (("until", json!("2026-11-30T09:59")), "`until` is ahead"),
        (("until", json!("2026-12-07T10:01")), "`until` is ahead"),
        (("until", json!("mañana")), "`until` is written like"),
        (("until", json!("2026-12-01")), "`until` is written like"),
        (("until", json!(7)), "`until` is not a string"),
        (("until", Value::Null), "to pause takes"),
        (("minutes", json!(60)), "a field is none of `by`, `until`, `why`"),
    ] {
        let answer = pause(change);
        let message = answer.json["error"]["message"].as_str().unwrap();
        assert_eq!((answer.status, &answer.json["error"]["code"]), (400, &json!("invalid_pause")));
        assert!(message.contains(why), "{message}");
    }
    assert_eq!(post(&bundle, "/v1/resume", &json!({ "by": "Marta", "why": "x" })).status, 400);
    assert_eq!(bundle.v1("GET", "/v1/pause", b"").json, json!({ "pause": null, "history": [] }));
    // With an offset as well as by the clinic's clock; the same once more is the same.
    let until = || ("until", json!("2026-12-01T10:00:00-03:00"));
    let first = pause(until()).json;
    assert_eq!(first["pause"]["until"], "2026-12-01T13:00:00Z");
    bundle.advance_minutes(1);
    assert_eq!(pause(until()).json, first);
}
