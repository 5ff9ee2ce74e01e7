//! The clinic's own system of slots has the last word: from the phones' side, and over a real connection.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use channels::slot_system::SlotSystemKeys;
use domain::civil::CivilTime;
use domain::clinic::{Clinic, SlotSystem};
use domain::ids::{CaseId, PatientId, SlotId};
use domain::slot::{Booking, BookingAnswer};
use gateway::HttpGateway;
use local::clinic_files;
use local::standin::{SlotTrouble, StandIn};
use ports::contract::slot_system_contract;
use ports::slot_system::SlotSystem as _;
use sender::HttpSlotSystem;
use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::{REMINDED, asks_to_move, comes_free, joins, open};
use crate::screen::{last, text};
use crate::usual::{ANA, EVA, FRIDAY};

fn connected() -> Clinic {
    let mut clinic = clinic_files::example();
    clinic.slot_system = Some(SlotSystem { url: "https://agenda.clinica-del-sol.example/pulso".to_owned() });
    clinic
}

/// Ana is offered Monday at nine and Tuesday at four.
fn ana_is_offered_times() -> (Bundle, Value) {
    let mut clinic = connected();
    clinic.waiting_list = None;
    let bundle = Bundle::of(vec![clinic], "2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    open(&bundle, "s1", "2026-12-07T09:00");
    open(&bundle, "s2", "2026-12-08T16:00");
    bundle.advance_to(REMINDED);
    let list = asks_to_move(&bundle, ANA);
    (bundle, list)
}

fn pending(bundle: &Bundle) -> usize {
    bundle.inbox(ANA).iter().filter(|it| text(it).contains("estamos confirmando")).count()
}

fn slots_booked(bundle: &Bundle) -> Vec<String> {
    bundle.world().slot_bookings().into_iter().map(|it| it.0).collect()
}

#[test]
fn a_choice_is_confirmed_once_the_clinics_system_booked_it() {
    let (bundle, list) = ana_is_offered_times();
    bundle.tap(ANA, &list, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-07T09:00:00");
    assert!(text(&last(&bundle, ANA)).contains("09:00"));
    assert_eq!((slots_booked(&bundle), pending(&bundle)), (vec!["s1".to_owned()], 0));
    assert_eq!(bundle.world().asked_of_slot_system().len(), 1);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_refusal_leads_to_the_next_times() {
    let (bundle, list) = ana_is_offered_times();
    bundle.world().give_slot_elsewhere("s1");
    bundle.tap(ANA, &list, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["version"], 1, "the visit stands");
    let again = last(&bundle, ANA);
    assert!(text(&again).contains("ya no está disponible"), "{again:#}");
    assert!(!again["buttons"].to_string().contains("lun 7/12"), "{again:#}");
    bundle.tap(ANA, &again, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-08T16:00:00");
    assert_eq!(slots_booked(&bundle), ["s2"]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn an_answer_that_does_not_come_is_neither_silence_nor_a_second_booking() {
    for trouble in [
        SlotTrouble::LostAnswer,
        SlotTrouble::LostRequest,
        SlotTrouble::NotSent,
        SlotTrouble::Unavailable,
        SlotTrouble::ProxyPage,
    ] {
        let (bundle, list) = ana_is_offered_times();
        bundle.tell(&booked("a2", "p2", EVA, "2026-12-04T10:00"));
        bundle.world().fail_slot_system(trouble, 2);
        bundle.tap(ANA, &list, 0);
        bundle.advance_minutes(1);
        assert_eq!((bundle.case("a1")["version"].as_u64(), pending(&bundle)), (Some(1), 1), "{trouble:?}");
        let seen = bundle.case("a1")["timeline"].to_string();
        assert!(seen.contains("has not confirmed the chosen time yet"), "staff see it: {seen}");
        // Nobody else is offered it meanwhile, and asking again is the same booking.
        bundle.advance_minutes(30);
        assert_eq!(bundle.case("a1")["local_start"], "2026-12-07T09:00:00", "{trouble:?}");
        assert_eq!((slots_booked(&bundle), pending(&bundle)), (vec!["s1".to_owned()], 1), "{trouble:?}");
        let asked = bundle.world().asked_of_slot_system();
        assert!(asked.iter().all(|it| *it == asked[0]), "one key: {asked:?}");
        assert_eq!((bundle.waiting().len(), bundle.dead_letters()), (0, 0), "{trouble:?}");
    }
}

#[test]
fn a_system_that_is_silent_for_hours_brings_a_person() {
    let (bundle, list) = ana_is_offered_times();
    bundle.world().fail_slot_system(SlotTrouble::LostAnswer, 50);
    bundle.tap(ANA, &list, 0);
    bundle.advance_hours(4);
    assert_eq!((&bundle.case("a1")["version"], pending(&bundle)), (&json!(1), 1));
    assert_eq!(bundle.waiting_reasons(), ["unconfirmed"]);
    // What may be booked is offered to nobody.
    assert_eq!(bundle.world().asked_of_slot_system().len(), 6);
    bundle.tell(&booked("a2", "p2", EVA, "2026-12-05T12:00"));
    bundle.advance_to("2026-12-03T15:05:00Z");
    let list = asks_to_move(&bundle, EVA);
    assert!(!list["buttons"].to_string().contains("lun 7/12"), "{list:#}");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_visit_cancelled_meanwhile_gives_back_what_was_booked() {
    let (bundle, list) = ana_is_offered_times();
    bundle.world().fail_slot_system(SlotTrouble::LostAnswer, 1);
    bundle.tap(ANA, &list, 0);
    bundle.settle();
    assert_eq!(slots_booked(&bundle), ["s1"]);
    bundle.tell(&tests::event("appointment.cancelled", "a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(10);
    assert_eq!(bundle.case("a1")["state"], "cancelled");
    assert_eq!(slots_booked(&bundle), Vec::<String>::new());
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn nobody_is_moved_to_a_time_that_was_told_while_the_system_was_asked() {
    let (bundle, list) = ana_is_offered_times();
    bundle.world().fail_slot_system(SlotTrouble::LostAnswer, 1);
    bundle.tap(ANA, &list, 0);
    bundle.settle();
    open(&bundle, "s1", "2026-12-07T14:00");
    bundle.advance_minutes(10);
    assert_eq!(bundle.case("a1")["version"], 1, "the visit stands");
    let again = last(&bundle, ANA);
    assert!(text(&again).contains("ya no está disponible"), "{again:#}");
    assert!(again["buttons"].to_string().contains("mar 8/12 16:00"), "{again:#}");
    assert_eq!(slots_booked(&bundle), Vec::<String>::new(), "what was booked is given back");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn the_clinics_own_word_of_the_move_may_come_first() {
    let (bundle, list) = ana_is_offered_times();
    bundle.world().fail_slot_system(SlotTrouble::LostAnswer, 1);
    bundle.tap(ANA, &list, 0);
    bundle.settle();
    let mut moved = tests::event("appointment.moved", "a1", "p1", ANA, "2026-12-07T09:00");
    moved["occurred_at"] = json!(bundle.now().to_string());
    bundle.tell(&moved);
    bundle.advance_minutes(10);
    let case = bundle.case("a1");
    assert_eq!((&case["state"], &case["local_start"]), (&json!("booked"), &json!("2026-12-07T09:00:00")));
    assert_eq!(slots_booked(&bundle), ["s1"], "nothing is given back");
    let told = bundle.inbox(ANA).iter().filter(|it| text(it).contains("ha cambiado")).count();
    assert_eq!((told, bundle.dead_letters()), (1, 0), "it is told once");
}

#[test]
fn an_offer_of_the_waiting_list_is_booked_there_too() {
    for elsewhere in [false, true] {
        let bundle = Bundle::of(vec![connected()], "2026-12-02T13:00:00Z", None);
        bundle.tell(&booked("a1", "p1", ANA, "2026-12-18T10:30"));
        joins(&bundle, "a1", "p1", 0);
        comes_free(&bundle, "s1", "2026-12-07T09:00");
        if elsewhere {
            bundle.world().give_slot_elsewhere("s1");
        }
        bundle.tap(ANA, &last(&bundle, ANA), 0);
        bundle.advance_minutes(2);
        let start = bundle.case("a1")["local_start"].clone();
        if elsewhere {
            assert_eq!(start, "2026-12-18T10:30:00");
            assert!(text(&last(&bundle, ANA)).contains("ya no está libre"), "{:#}", last(&bundle, ANA));
        } else {
            assert_eq!(start, "2026-12-07T09:00:00");
        }
        assert_eq!((slots_booked(&bundle).len(), bundle.dead_letters()), (usize::from(!elsewhere), 0));
    }
}

fn booking() -> Booking {
    let clinic = connected();
    Booking {
        clinic: clinic.id.clone(),
        key: "bkg_contract".to_owned(),
        slot: SlotId::new("s1").unwrap(),
        start: CivilTime::from_local("2026-12-07T09:00".parse().unwrap(), clinic.time_zone).unwrap(),
        appointment: CaseId::new("a1").unwrap(),
        patient: PatientId::new("p1").unwrap(),
        freed_by: None,
        ask: 1,
    }
}

/// The stand-in of a clinic's system behind a real listener, which answers after a while.
fn listening(world: StandIn, takes: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let world = Arc::new(Mutex::new(world));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let world = Arc::clone(&world);
            std::thread::spawn(move || serve(&world, stream.unwrap(), takes));
        }
    });
    url
}

fn serve(world: &Mutex<StandIn>, mut stream: TcpStream, takes: Duration) {
    let (mut read, mut chunk) = (Vec::new(), [0; 4_096]);
    let (head, body) = loop {
        let bytes = stream.read(&mut chunk).unwrap();
        read.extend_from_slice(&chunk[..bytes]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|it| {
            let (name, value) = it.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            break (head.to_owned(), body.to_owned());
        }
    };
    let mut lines = head.lines();
    let mut first = lines.next().unwrap().split(' ');
    let mut request = http::Request::builder().method(first.next().unwrap()).uri(first.next().unwrap());
    for (name, value) in lines.filter_map(|it| it.split_once(':')) {
        request = request.header(name, value.trim());
    }
    let request = request.body(body.into_bytes()).unwrap();
    let answer = world.lock().unwrap().call(&request, jiff::Timestamp::now());
    std::thread::sleep(takes);
    // A lost answer is a connection that closes.
    if let Ok(answer) = answer {
        let body = answer.body();
        let head =
            format!("HTTP/1.1 {} X\r\ncontent-length: {}\r\n\r\n", answer.status().as_u16(), body.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
    }
}

#[test]
fn a_real_connection_keeps_the_ports_promises() {
    let bundle = Bundle::of(vec![connected()], "2026-12-02T12:00:00Z", None);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(promises(bundle.world()));
}

async fn promises(world: &StandIn) {
    let (clinic, now) = (connected(), jiff::Timestamp::now());
    let url = listening(world.clone(), Duration::from_millis(40));
    let gateway = HttpGateway::rehearsal(&url).unwrap();
    let keys = SlotSystemKeys::parse("sol=local-slot-system-key");
    let system = HttpSlotSystem::new(&gateway, &keys);
    slot_system_contract(&system, &clinic, &booking(), now).await;
    // It books, and the answer is lost: not known, and asked again it is one booking.
    world.fail_slot_system(SlotTrouble::LostAnswer, 1);
    assert_eq!(system.book(&clinic, &booking(), now).await, BookingAnswer::Unknown);
    assert_eq!(system.book(&clinic, &booking(), now).await, BookingAnswer::Booked);
    assert_eq!(world.slot_bookings().len(), 1);
    // Another key's signature, or a stale one, is not taken.
    let wrong = SlotSystemKeys::parse("sol=another");
    assert_eq!(
        HttpSlotSystem::new(&gateway, &wrong).book(&clinic, &booking(), now).await,
        BookingAnswer::Unknown
    );
    let stale = now - jiff::SignedDuration::from_mins(6);
    assert_eq!(system.book(&clinic, &booking(), stale).await, BookingAnswer::Unknown);
    let nobody =
        HttpSlotSystem::new(&gateway, &SlotSystemKeys::default()).book(&clinic, &booking(), now).await;
    assert_eq!(nobody, BookingAnswer::Unknown);
}
