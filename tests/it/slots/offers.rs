//! Offers of a freed slot that come to nothing, from the phones' side: it is not reached whom they are for, the clinic
//! tells another time of the slot, or the patient has something else then.

use domain::clinic::Clinic;
use domain::ids::CaseId;
use domain::waiting::{Waiting, WaitingState};
use jiff::{SignedDuration, Timestamp};
use local::clinic_files;
use ports::commit::load;
use ports::queue::QueueName;
use ports::records::wait_key;
use serde_json::json;
use tests::{Bundle, booked};

use super::{comes_free, joins, offered, open};
use crate::screen::{conversation, last, text};
use crate::test_ports::{TestPorts, event};
use crate::usual::{ANA, EVA};

const ZOE: &str = "+5491155550109";

/// Ana and Eva have visits on the 18th and wait for earlier ones, Ana first; one is asked at a time.
fn two_wait() -> Bundle {
    two_wait_at(clinic_files::example())
}

fn two_wait_at(mut clinic: Clinic) -> Bundle {
    clinic.waiting_list.as_mut().unwrap().at_a_time = 1;
    let bundle = Bundle::of(vec![clinic], "2026-12-02T13:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-18T10:30"));
    bundle.tell(&booked("a2", "p2", EVA, "2026-12-18T11:30"));
    joins(&bundle, "a1", "p1", 2);
    joins(&bundle, "a2", "p2", 1);
    bundle.advance_minutes(2);
    bundle
}

fn texts(bundle: &Bundle, phone: &str, about: &str) -> Vec<String> {
    bundle.inbox(phone).iter().map(text).filter(|it| it.contains(about)).collect()
}

#[test]
fn who_is_not_reached_after_all_keeps_nobody_waiting() {
    let mut by_whatsapp_alone = clinic_files::example();
    by_whatsapp_alone.senders.sms = None;
    for clinic in [clinic_files::example(), by_whatsapp_alone] {
        keeps_nobody_waiting(clinic);
    }
}

fn keeps_nobody_waiting(clinic: Clinic) {
    let bundle = two_wait_at(clinic);
    bundle.set_phone(ANA, &json!({ "whatsapp": false, "sms": false }));
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    // Both providers have said so by then; her time to answer would be half an hour.
    bundle.advance_minutes(3);
    assert_eq!([ANA, EVA].map(|it| offered(&bundle, it)), [0, 1]);
    bundle.tap(EVA, &last(&bundle, EVA), 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a2")["local_start"], "2026-12-07T09:00:00");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_slot_that_is_told_another_time_is_not_to_be_had_by_its_old_offer() {
    let bundle = two_wait();
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    let old = last(&bundle, ANA);
    comes_free(&bundle, "s1", "2026-12-08T16:00");
    let gone = texts(&bundle, ANA, "ya no está libre");
    assert!(gone.len() == 1 && gone[0].contains("lunes 7 de diciembre a las 09:00"), "{gone:?}");
    let offers = texts(&bundle, ANA, "liberado una hora");
    assert!(offers.len() == 2 && offers[1].contains("martes 8 de diciembre a las 16:00"), "{offers:?}");
    let heard = bundle.inbox(ANA).len();
    let new = bundle.inbox(ANA).into_iter().rfind(|it| text(it) == offers[1]).unwrap();
    bundle.tap(ANA, &old, 0);
    bundle.advance_minutes(2);
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("a1")["version"]), (heard + 1, &json!(1)));
    assert_eq!(texts(&bundle, ANA, "ya no está libre"), [gone[0].clone(), gone[0].clone()]);
    bundle.tap(ANA, &new, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-08T16:00:00");
    assert_eq!(bundle.dead_letters(), 0);
}

/// Found by the museum: 14 offers of video visits named the site.
#[test]
fn row_28_a_time_by_video_is_not_offered_at_a_site() {
    let bundle = two_wait();
    let mut by_video = booked("a3", "p1", ANA, "2026-12-18T10:30");
    by_video["appointment"]["modality"] = json!("video");
    bundle.tell(&by_video);
    joins(&bundle, "a3", "p1", 3);
    bundle.tell(&json!({
        "event_id": "opened-s1", "type": "slot.opened", "occurred_at": bundle.now().to_string(),
        "slot": {
            "id": "s1", "start": "2026-12-07T09:00", "practitioner": "Dra. López", "site": "Sede Centro",
            "modality": "video",
        },
    }));
    bundle.advance_minutes(2);
    let offers = texts(&bundle, ANA, "liberado una hora");
    assert!(offers.len() == 1 && offers[0].contains("(Dra. López, a distancia)"), "{offers:?}");
}

#[test]
fn two_times_that_overlap_are_not_offered_to_one_patient() {
    let bundle = two_wait();
    // Ana waits for two visits.
    bundle.tell(&booked("a3", "p1", ANA, "2026-12-17T10:30"));
    joins(&bundle, "a3", "p1", 3);
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    comes_free(&bundle, "s2", "2026-12-07T09:10");
    assert_eq!([ANA, EVA].map(|it| offered(&bundle, it)), [1, 1]);
}

#[test]
fn an_offer_is_not_accepted_for_when_the_patient_has_something_else_by_now() {
    let bundle = two_wait();
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    let offer = last(&bundle, ANA);
    bundle.tell(&booked("a3", "p1", ANA, "2026-12-07T09:10"));
    bundle.advance_minutes(2);
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["version"], 1, "{:#?}", bundle.inbox(ANA));
    assert_eq!(texts(&bundle, ANA, "ya no está libre").len(), 1);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_accepts_an_offer_once_its_time_is_over_is_answered() {
    let bundle = two_wait();
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    let offer = last(&bundle, ANA);
    bundle.advance_to("2026-12-07T12:30:00Z");
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(texts(&bundle, ANA, "ya no está libre").len(), 1, "{:#?}", bundle.inbox(ANA));
    assert_eq!((&bundle.case("a1")["version"], bundle.dead_letters()), (&json!(1), 0));
}

#[test]
fn who_accepts_an_offer_for_a_visit_that_was_called_off_hears_so_and_is_read_by_a_person() {
    let bundle = two_wait();
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    let offer = last(&bundle, ANA);
    let mut cancelled = booked("a1", "p1", ANA, "2026-12-18T10:30");
    cancelled["event_id"] = json!("cancelled-a1");
    cancelled["type"] = json!("appointment.cancelled");
    cancelled["occurred_at"] = json!(bundle.now().to_string());
    bundle.tell(&cancelled);
    bundle.advance_minutes(2);
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["state"], "cancelled");
    assert!(text(&last(&bundle, ANA)).contains("Esa cita ya no está en pie"), "{:#?}", bundle.inbox(ANA));
    assert_eq!((bundle.waiting_reasons(), bundle.dead_letters()), (vec!["visit_off".to_owned()], 0));
}

#[test]
fn who_declines_what_they_accepted_is_read_by_a_person() {
    let bundle = two_wait();
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    let offer = last(&bundle, ANA);
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["version"], 2);
    bundle.tap(ANA, &offer, 1);
    bundle.advance_minutes(2);
    assert_eq!(bundle.waiting_reasons(), ["wants_to_move"]);
    assert_eq!((&bundle.case("a1")["version"], bundle.dead_letters()), (&json!(2), 0));
}

#[test]
fn who_waits_for_an_earlier_visit_than_one_that_nobody_booked_is_put_before_a_person() {
    let bundle = two_wait();
    joins(&bundle, "a9", "p1", 3);
    bundle.tell(&booked("a3", "p1", ANA, "2026-12-17T10:30"));
    joins(&bundle, "a3", "p1", 3);
    bundle.advance_hours(24);
    assert_eq!(bundle.dead_letters(), 1);
}

/// Somebody without a visit joined the list so many days ago, and a slot comes free: whether they are offered it, and
/// their entry.
async fn after_days_of_waiting(days: i64) -> (bool, Waiting) {
    let clinic = clinic_files::example();
    let (ports, _) = TestPorts::mortal(&clinic);
    let now: Timestamp = tests::START.parse().unwrap();
    let joined = json!({
        "event_id": "e1", "type": "waiting.joined", "occurred_at": tests::START,
        "patient": { "id": "p1", "phone": ANA }, "waiting": { "id": "w1" },
    });
    let joined_at = now - SignedDuration::from_hours(24 * days);
    reminder_scheduler::handle(&ports, &event(&clinic, &joined), joined_at).await.unwrap();
    let slot = json!({ "id": "s1", "start": "2026-12-07T09:00" });
    let opened =
        json!({ "event_id": "e2", "type": "slot.opened", "occurred_at": tests::START, "slot": slot });
    reminder_scheduler::handle(&ports, &event(&clinic, &opened), now).await.unwrap();
    for (_, round) in ports.take_sent() {
        reminder_scheduler::handle(&ports, &round, now).await.unwrap();
    }
    let is_offered = ports.take_sent().iter().any(|it| it.0 == QueueName::Outbound);
    let entry = load(&ports, &wait_key(&clinic.id, &CaseId::new("w1").unwrap())).await.unwrap();
    (is_offered, entry.unwrap())
}

#[tokio::test]
async fn who_was_not_heard_of_for_a_year_is_offered_nothing_and_stands_in_nobodys_way() {
    let (is_offered, entry) = after_days_of_waiting(364).await;
    assert_eq!((is_offered, entry.state), (true, WaitingState::Waiting));
    let (is_offered, entry) = after_days_of_waiting(365).await;
    assert_eq!((is_offered, entry.state), (false, WaitingState::Left));
}

#[test]
fn who_waits_without_a_visit_gets_one_time_and_staff_read_which() {
    let mut clinic = clinic_files::example();
    clinic.waiting_list.as_mut().unwrap().at_a_time = 1;
    let bundle = Bundle::of(vec![clinic], "2026-12-02T13:00:00Z", None);
    bundle.tell(&json!({
        "event_id": "joins", "type": "waiting.joined", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1", "given_name": "Ana", "phone": ANA }, "waiting": { "id": "w1" },
    }));
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    let first = last(&bundle, ANA);
    // Its half hour runs out, and nobody else waits.
    bundle.advance_minutes(40);
    comes_free(&bundle, "s2", "2026-12-08T11:00");
    let second = last(&bundle, ANA);
    assert_eq!(offered(&bundle, ANA), 2);
    for offer in [&first, &second] {
        bundle.tap(ANA, offer, 0);
        bundle.advance_minutes(2);
    }
    assert_eq!(texts(&bundle, ANA, "ya no está al día").len(), 1, "{:#?}", bundle.inbox(ANA));
    let report = bundle.v1("GET", "/v1/report?from=2026-12-07&to=2026-12-08", b"").json;
    assert_eq!(report["slots"]["filled"], 1, "{report:#}");
    let waiting = bundle.waiting().remove(0);
    assert_eq!(waiting["reason"], "accepted_slot", "{waiting:#}");
    let said: Vec<&str> =
        waiting["last"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    let times = ["lun 7/12 09:00, Dra. López, Sede Centro", "mar 8/12 11:00, Dra. López, Sede Centro"];
    assert_eq!(said, times.map(|it| format!("[c1] Sí, la quiero: {it}")));
    let lines = conversation(&bundle, waiting["id"].as_str().unwrap())["lines"].clone();
    let lines = lines.as_array().unwrap().iter().filter(|it| it["template"] == "slot_offer");
    let choices: Vec<&serde_json::Value> = lines.map(|it| &it["choices"]).collect();
    assert_eq!(choices, times.map(|it| json!([it])).iter().collect::<Vec<_>>());
    assert_eq!(bundle.dead_letters(), 0);
}

/// The clinic's system lists the time that a visit gave free under a number of its own, while it is being offered.
#[test]
fn a_freed_time_is_had_by_its_offer_though_the_clinic_lists_it_under_its_own_number() {
    // It closes it again, or says late that it was closed before.
    for closed_minutes_before in [None, Some(0), Some(1)] {
        let closed_again = closed_minutes_before == Some(0);
        let bundle = two_wait();
        bundle.tell(&booked("c1", "p9", ZOE, "2026-12-04T20:30"));
        bundle.advance_to("2026-12-02T23:31:00Z");
        bundle.tap(ZOE, &last(&bundle, ZOE), 1);
        bundle.advance_to("2026-12-03T00:45:00Z");
        bundle.tap(ZOE, &last(&bundle, ZOE), 1);
        bundle.advance_to("2026-12-03T12:05:00Z");
        open(&bundle, "s9", "2026-12-04T20:30");
        assert_eq!([ANA, EVA].map(|it| offered(&bundle, it)), [1, 0]);
        if let Some(minutes) = closed_minutes_before {
            let at = bundle.now() - SignedDuration::from_mins(minutes);
            bundle.tell(&json!({
                "event_id": "closed-s9", "type": "slot.closed", "occurred_at": at.to_string(),
                "slot": { "id": "s9", "start": "2026-12-04T20:30" },
            }));
            bundle.advance_minutes(1);
        }
        bundle.tap(ANA, &last(&bundle, ANA), 0);
        bundle.advance_minutes(2);
        let start = if closed_again { "2026-12-18T10:30:00" } else { "2026-12-04T20:30:00" };
        assert_eq!(bundle.case("a1")["local_start"], start);
        assert_eq!(texts(&bundle, ANA, "ya no está libre").len(), usize::from(closed_again));
        assert_eq!(bundle.dead_letters(), 0);
    }
}
