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

use crate::desk::{Desk, event};
use crate::screen::last;

const ANA: &str = "+5491155550101";
const EVA: &str = "+5491155550102";

/// Ana and Eva have visits on the 18th and wait for earlier ones, Ana first; one is asked at a time.
fn two_wait() -> Bundle {
    two_wait_at(clinic_files::example())
}

fn two_wait_at(mut clinic: Clinic) -> Bundle {
    clinic.waiting_list.as_mut().unwrap().at_a_time = 1;
    let bundle = Bundle::of(vec![clinic], "2026-12-02T13:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-18T10:30"));
    bundle.tell(&booked("a2", "p2", EVA, "2026-12-18T11:30"));
    waits(&bundle, "a1", "p1", 2);
    waits(&bundle, "a2", "p2", 1);
    bundle.advance_minutes(2);
    bundle
}

fn waits(bundle: &Bundle, appointment: &str, patient: &str, priority: u8) {
    bundle.tell(&json!({
        "event_id": format!("waits-{appointment}"), "type": "waiting.joined", "occurred_at": bundle.now().to_string(),
        "patient": { "id": patient }, "waiting": { "appointment_id": appointment, "priority": priority },
    }));
}

fn open(bundle: &Bundle, id: &str, start: &str) {
    bundle.tell(&json!({
        "event_id": format!("opened-{id}-{}", bundle.now().as_second()), "type": "slot.opened",
        "occurred_at": bundle.now().to_string(),
        "slot": {
            "id": id, "start": start, "practitioner": "Dra. López", "site": "Sede Centro", "duration_minutes": 20,
        },
    }));
    bundle.advance_minutes(2);
}

fn texts(bundle: &Bundle, phone: &str, about: &str) -> Vec<String> {
    let texts = bundle.inbox(phone).into_iter().map(|it| it["text"].as_str().unwrap().to_owned());
    texts.filter(|it| it.contains(about)).collect()
}

fn offered(bundle: &Bundle, phone: &str) -> usize {
    texts(bundle, phone, "liberado una hora").len()
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
    open(&bundle, "s1", "2026-12-07T09:00");
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
    open(&bundle, "s1", "2026-12-07T09:00");
    let old = last(&bundle, ANA);
    open(&bundle, "s1", "2026-12-08T16:00");
    let gone = texts(&bundle, ANA, "ya no está libre");
    assert!(gone.len() == 1 && gone[0].contains("lunes 7 de diciembre a las 09:00"), "{gone:?}");
    let offers = texts(&bundle, ANA, "liberado una hora");
    assert!(offers.len() == 2 && offers[1].contains("martes 8 de diciembre a las 16:00"), "{offers:?}");
    let heard = bundle.inbox(ANA).len();
    let new =
        bundle.inbox(ANA).into_iter().rfind(|it| it["text"].as_str() == Some(offers[1].as_str())).unwrap();
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
    waits(&bundle, "a3", "p1", 3);
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
    waits(&bundle, "a3", "p1", 3);
    open(&bundle, "s1", "2026-12-07T09:00");
    open(&bundle, "s2", "2026-12-07T09:10");
    assert_eq!([ANA, EVA].map(|it| offered(&bundle, it)), [1, 1]);
}

#[test]
fn an_offer_is_not_accepted_for_when_the_patient_has_something_else_by_now() {
    let bundle = two_wait();
    open(&bundle, "s1", "2026-12-07T09:00");
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
    open(&bundle, "s1", "2026-12-07T09:00");
    let offer = last(&bundle, ANA);
    bundle.advance_to("2026-12-07T12:30:00Z");
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(texts(&bundle, ANA, "ya no está libre").len(), 1, "{:#?}", bundle.inbox(ANA));
    assert_eq!((&bundle.case("a1")["version"], bundle.dead_letters()), (&json!(1), 0));
}

#[test]
fn who_declines_what_they_accepted_is_read_by_a_person() {
    let bundle = two_wait();
    open(&bundle, "s1", "2026-12-07T09:00");
    let offer = last(&bundle, ANA);
    bundle.tap(ANA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["version"], 2);
    bundle.tap(ANA, &offer, 1);
    bundle.advance_minutes(2);
    let threads = bundle.v1("GET", "/v1/threads", b"").json["threads"].clone();
    assert_eq!(threads[0]["reason"], "wants_to_move", "{threads:#}");
    assert_eq!((&bundle.case("a1")["version"], bundle.dead_letters()), (&json!(2), 0));
}

#[test]
fn who_waits_for_an_earlier_visit_than_one_that_nobody_booked_is_put_before_a_person() {
    let bundle = two_wait();
    waits(&bundle, "a9", "p1", 3);
    bundle.tell(&booked("a3", "p1", ANA, "2026-12-17T10:30"));
    waits(&bundle, "a3", "p1", 3);
    bundle.advance_hours(24);
    assert_eq!(bundle.dead_letters(), 1);
}

/// Somebody without a visit joined the list so many days ago, and a slot comes free: whether they are offered it, and
/// their entry.
async fn after_days_of_waiting(days: i64) -> (bool, Waiting) {
    let clinic = clinic_files::example();
    let (desk, _) = Desk::mortal(&clinic);
    let now: Timestamp = tests::START.parse().unwrap();
    let joined = json!({
        "event_id": "e1", "type": "waiting.joined", "occurred_at": tests::START,
        "patient": { "id": "p1", "phone": ANA }, "waiting": { "id": "w1" },
    });
    let joined_at = now - SignedDuration::from_hours(24 * days);
    reminder_scheduler::handle(&desk, &event(&clinic, &joined), joined_at).await.unwrap();
    let slot = json!({ "id": "s1", "start": "2026-12-07T09:00" });
    let opened =
        json!({ "event_id": "e2", "type": "slot.opened", "occurred_at": tests::START, "slot": slot });
    reminder_scheduler::handle(&desk, &event(&clinic, &opened), now).await.unwrap();
    for (_, round) in desk.take_sent() {
        reminder_scheduler::handle(&desk, &round, now).await.unwrap();
    }
    let is_offered = desk.take_sent().iter().any(|it| it.0 == QueueName::Outbound);
    let entry = load(&desk, &wait_key(&clinic.id, &CaseId::new("w1").unwrap())).await.unwrap();
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
    open(&bundle, "s1", "2026-12-07T09:00");
    let first = last(&bundle, ANA);
    // Its half hour runs out, and nobody else waits.
    bundle.advance_minutes(40);
    open(&bundle, "s2", "2026-12-08T11:00");
    let second = last(&bundle, ANA);
    assert_eq!(offered(&bundle, ANA), 2);
    for offer in [&first, &second] {
        bundle.tap(ANA, offer, 0);
        bundle.advance_minutes(2);
    }
    assert_eq!(texts(&bundle, ANA, "ya no está al día").len(), 1, "{:#?}", bundle.inbox(ANA));
    let report = bundle.v1("GET", "/v1/report?from=2026-12-07&to=2026-12-08", b"").json;
    assert_eq!(report["slots"]["filled"], 1, "{report:#}");
    let waiting = bundle.v1("GET", "/v1/threads", b"").json["threads"][0].clone();
    assert_eq!(waiting["reason"], "accepted_slot", "{waiting:#}");
    let said: Vec<&str> =
        waiting["last"].as_array().unwrap().iter().map(|it| it["text"].as_str().unwrap()).collect();
    let times = ["lun 7/12 09:00, Dra. López, Sede Centro", "mar 8/12 11:00, Dra. López, Sede Centro"];
    assert_eq!(said, times.map(|it| format!("[c1] Sí, la quiero: {it}")));
    let id = waiting["id"].as_str().unwrap();
    let lines = bundle.v1("GET", &format!("/v1/threads/{id}"), b"").json["lines"].clone();
    let lines = lines.as_array().unwrap().iter().filter(|it| it["template"] == "slot_offer");
    let choices: Vec<&serde_json::Value> = lines.map(|it| &it["choices"]).collect();
    assert_eq!(choices, times.map(|it| json!([it])).iter().collect::<Vec<_>>());
    assert_eq!(bundle.dead_letters(), 0);
}
