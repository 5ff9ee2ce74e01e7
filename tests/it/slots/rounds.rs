//! The waiting list, from the phones' side: what comes free is offered in rounds.

use domain::civil::Zone;
use local::clinic_files;
use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::{comes_free, counted, joins, offered, open};
use crate::screen::{last, text};
use crate::usual::{ANA, EVA, LUZ};

const ZOE: &str = "+5491155550104";

/// A bundle where Ana, Eva and Luz have appointments on the 18th and wait for earlier ones.
fn three_wait() -> Bundle {
    let bundle = Bundle::at("2026-12-02T13:00:00Z", None);
    for (index, (id, phone)) in [("a1", ANA), ("a2", EVA), ("a3", LUZ)].into_iter().enumerate() {
        let patient = format!("p{}", index + 1);
        bundle.tell(&booked(id, &patient, phone, &format!("2026-12-18T1{index}:30")));
        joins(&bundle, id, &patient, u8::try_from(3 - index).unwrap());
    }
    bundle
}

#[test]
fn row_25_a_free_slot_is_offered_in_rounds_and_the_first_to_accept_has_it() {
    let bundle = three_wait();
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    // Two at a time, the highest priority first.
    assert_eq!([ANA, EVA, LUZ].map(|it| offered(&bundle, it)), [1, 1, 0]);
    let (of_ana, of_eva) = (last(&bundle, ANA), last(&bundle, EVA));
    let offer = "lunes 7 de diciembre a las 09:00 (Dra. López, Sede Centro)";
    assert!(text(&of_eva).contains(offer), "with whom and where: {of_eva:#}");
    bundle.tap(EVA, &of_eva, 0);
    bundle.advance_minutes(2);
    let case = bundle.case("a2");
    assert_eq!((&case["state"], &case["local_start"]), (&json!("booked"), &json!("2026-12-07T09:00:00")));
    assert!(text(&last(&bundle, ANA)).contains("ya no está libre"), "{:#}", last(&bundle, ANA));
    // Who comes too late is told so at each try.
    let heard = bundle.inbox(ANA).len();
    bundle.tap(ANA, &of_ana, 0);
    bundle.advance_minutes(2);
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("a1")["version"]), (heard + 1, &json!(1)));
    assert!(text(&last(&bundle, ANA)).contains("ya no está libre"), "{:#}", last(&bundle, ANA));
    // What Eva left on the 18th is not offered before the 4th.
    let mut counts = json!({
        "known": 2, "freed": 1, "offered": 1, "offers": 2, "accepted": 2, "filled": 1,
        "filled_from_waiting_list": 1, "days_gained": 11,
    });
    assert_eq!(counted(&bundle), counts);
    bundle.advance_to("2026-12-04T14:35:00Z");
    // Of the two others only Luz's visit is later.
    assert_eq!([ANA, EVA, LUZ].map(|it| offered(&bundle, it)), [1, 1, 1]);
    (counts["offered"], counts["offers"]) = (json!(2), json!(3));
    assert_eq!(counted(&bundle), counts);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_left_the_list_is_offered_nothing_though_their_joining_is_told_later() {
    let bundle = Bundle::at("2026-12-02T13:00:00Z", None);
    let told = |id: &str, kind: &str, at: &str| {
        bundle.tell(&json!({
            "event_id": format!("{kind}-{id}"), "type": kind, "occurred_at": at,
            "patient": if kind == "waiting.joined" { json!({ "id": "p1" }) } else { Value::Null },
            "waiting": { "appointment_id": id },
        }));
    };
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-18T10:30"));
    told("a1", "waiting.left", "2026-12-02T12:30:00Z");
    told("a1", "waiting.joined", "2026-12-02T12:00:00Z");
    bundle.tell(&booked("a2", "p2", EVA, "2026-12-18T11:30"));
    joins(&bundle, "a2", "p2", 0);
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    assert_eq!([ANA, EVA].map(|it| offered(&bundle, it)), [0, 1]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn the_next_are_asked_when_the_first_decline_or_are_silent() {
    let bundle = three_wait();
    // Eva has something else at nine on the 8th.
    bundle.tell(&booked("a4", "p2", EVA, "2026-12-08T09:15"));
    comes_free(&bundle, "s0", "2026-12-08T09:00");
    assert_eq!([ANA, EVA, LUZ].map(|it| offered(&bundle, it)), [1, 0, 1]);
    let bundle = three_wait();
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    bundle.tap(ANA, &last(&bundle, ANA), 1);
    bundle.advance_minutes(2);
    assert_eq!(offered(&bundle, LUZ), 0, "Eva may still answer");
    bundle.advance_minutes(30);
    assert_eq!([ANA, EVA, LUZ].map(|it| offered(&bundle, it)), [1, 1, 1]);
    bundle.type_text(LUZ, "sí, la quiero", "whatsapp");
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a3")["local_start"], "2026-12-07T09:00:00", "{:#?}", bundle.inbox(LUZ));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_cannot_answer_in_time_takes_nobodys_turn() {
    let bundle = three_wait();
    // Before all others: one who has an e-mail address alone, and one for whom it is night.
    let mut by_mail = booked("m1", "p8", ZOE, "2026-12-18T15:30");
    by_mail["patient"] =
        json!({ "id": "p8", "given_name": "Eva", "email": "eva@example.org", "language": "es" });
    bundle.tell(&by_mail);
    joins(&bundle, "m1", "p8", 9);
    let mut far_away = booked("z1", "p9", ZOE, "2026-12-18T16:30");
    far_away["patient"]["time_zone"] = json!("Asia/Tokyo");
    bundle.tell(&far_away);
    joins(&bundle, "z1", "p9", 8);
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    assert_eq!([ANA, EVA, LUZ, ZOE].map(|it| offered(&bundle, it)), [1, 1, 0, 0]);
    // The clinic has their phone by now, and so they are offered the next one.
    bundle.tell(&json!({
        "event_id": "phone", "type": "patient.updated", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p8", "phone": "+5491155550108" },
    }));
    comes_free(&bundle, "s2", "2026-12-08T09:00");
    assert_eq!(offered(&bundle, "+5491155550108"), 1, "they kept their place");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn days_gained_are_whole_across_a_clock_change() {
    let mut clinic = clinic_files::example();
    clinic.time_zone = Zone::new("Europe/Madrid").unwrap();
    let bundle = Bundle::of(vec![clinic], "2026-03-20T12:00:00Z", None);
    let mut visit = booked("a1", "p1", ANA, "2026-03-30T10:30");
    visit["occurred_at"] = json!(bundle.now().to_string());
    visit["appointment"]["time_zone"] = json!("Europe/Madrid");
    bundle.tell(&visit);
    joins(&bundle, "a1", "p1", 0);
    comes_free(&bundle, "s1", "2026-03-28T10:30");
    bundle.tap(ANA, &last(&bundle, ANA), 0);
    bundle.advance_minutes(2);
    let report = bundle.v1("GET", "/v1/report?from=2026-03-23&to=2026-04-05", b"").json;
    assert_eq!(report["slots"]["days_gained"], 2, "{report:#}");
}

#[test]
fn what_a_patient_cancels_is_offered_by_day_only() {
    let bundle = three_wait();
    bundle.tell(&booked("c1", "p9", ZOE, "2026-12-04T20:30"));
    bundle.advance_to("2026-12-02T23:31:00Z");
    bundle.tap(ZOE, &last(&bundle, ZOE), 1);
    bundle.advance_to("2026-12-03T00:45:00Z");
    bundle.tap(ZOE, &last(&bundle, ZOE), 1);
    bundle.advance_minutes(5);
    assert_eq!(bundle.case("c1")["state"], "cancelled");
    assert_eq!(offered(&bundle, ANA), 0, "nobody is woken at 21:50");
    bundle.advance_to("2026-12-03T12:05:00Z");
    assert_eq!([ANA, EVA, LUZ].map(|it| offered(&bundle, it)), [1, 1, 0]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_has_no_appointment_is_booked_by_a_person() {
    let bundle = Bundle::at("2026-12-02T13:00:00Z", None);
    bundle.tell(&json!({
        "event_id": "w", "type": "waiting.joined", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1", "given_name": "Ana", "phone": ANA, "language": "es" },
        "waiting": { "id": "first-visit-1", "part_of_day": "morning" },
    }));
    open(&bundle, "late", "2026-12-07T17:00");
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    assert_eq!(offered(&bundle, ANA), 1);
    let offer = last(&bundle, ANA);
    assert!(text(&offer).contains("09:00"), "{offer:#}");
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.waiting_reasons(), ["accepted_slot"]);
    assert_eq!(counted(&bundle)["filled_from_waiting_list"], 1);
    let promised = last(&bundle, ANA);
    assert!(text(&promised).contains("Una persona de"), "{promised:#}");
    // Who taps twice is told once.
    let heard = bundle.inbox(ANA).len();
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.inbox(ANA).len(), heard);
    assert_eq!(bundle.dead_letters(), 0);
}
