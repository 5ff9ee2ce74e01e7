//! Patients ask to hear of earlier times, in words or by a row of a list, and take it back, from the phones' side.

use serde_json::json;
use tests::{Bundle, booked};

use super::{comes_free, offered};
use crate::screen::{last, text, titles};
use crate::usual::{ANA, EVA};

const NOW: &str = "2026-12-02T13:00:00Z";

/// Ana has a visit on the 18th, and heard of it.
fn booked_on_the_18th() -> Bundle {
    let bundle = Bundle::at(NOW, None);
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-18T10:30"));
    bundle.advance_minutes(1);
    bundle
}

#[test]
fn words_put_a_patient_on_the_list_and_take_them_off() {
    for channel in ["whatsapp", "sms"] {
        let bundle = booked_on_the_18th();
        let before = bundle.inbox(ANA).len();
        bundle.type_text(ANA, "Avísenme si hay algo antes, por favor", channel);
        bundle.advance_minutes(1);
        assert_eq!(bundle.inbox(ANA).len(), before + 1, "one message confirms it");
        let told = last(&bundle, ANA);
        assert!(text(&told).contains("si se libera una hora antes de su cita del viernes 18"), "{told:#}");
        assert_eq!(bundle.case("a1")["version"], 1);
        comes_free(&bundle, "s1", "2026-12-07T09:00");
        assert_eq!(offered(&bundle, ANA), 1, "{channel}");
        bundle.type_text(ANA, "no, gracias", "whatsapp");
        bundle.advance_minutes(2);
        bundle.type_text(ANA, "sáquenme de la lista de espera", channel);
        bundle.advance_minutes(1);
        assert!(text(&last(&bundle, ANA)).contains("ya no le ofreceremos"), "{:#}", last(&bundle, ANA));
        comes_free(&bundle, "s2", "2026-12-08T09:00");
        assert_eq!(offered(&bundle, ANA), 1, "who left is offered nothing");
        assert_eq!(bundle.waiting_reasons(), [""; 0], "nobody had to look");
        assert_eq!(bundle.dead_letters(), 0);
    }
}

#[test]
fn an_offer_to_who_asked_in_words_moves_the_visit() {
    let bundle = booked_on_the_18th();
    bundle.write(ANA, "quiero una cita más temprano");
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    bundle.tap(ANA, &last(&bundle, ANA), 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-07T09:00:00");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn the_list_of_other_times_has_a_row_for_it_and_the_answer_a_button_to_leave() {
    let bundle = booked_on_the_18th();
    comes_free(&bundle, "s1", "2026-12-21T09:00");
    bundle.advance_to("2026-12-16T13:35:00Z");
    bundle.tap(ANA, &last(&bundle, ANA), 1);
    bundle.advance_minutes(1);
    bundle.tap(ANA, &last(&bundle, ANA), 0);
    bundle.advance_minutes(1);
    let list = last(&bundle, ANA);
    assert_eq!(titles(&list), ["lun 21/12 09:00", "Avísenme si hay antes", "Otra opción"], "{list:#}");
    bundle.tap(ANA, &list, 1);
    bundle.advance_minutes(1);
    let told = last(&bundle, ANA);
    assert_eq!(titles(&told), ["Ya no me avisen"], "{told:#}");
    comes_free(&bundle, "s2", "2026-12-17T15:00");
    assert_eq!(offered(&bundle, ANA), 1);
    bundle.tap(ANA, &told, 0);
    bundle.advance_minutes(1);
    assert!(text(&last(&bundle, ANA)).contains("ya no le ofreceremos"), "{:#}", last(&bundle, ANA));
    assert_eq!(bundle.case("a1")["version"], 1);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_visit_that_turns_out_to_be_another_patients_is_hers_to_wait_for() {
    let bundle = booked_on_the_18th();
    bundle.write(ANA, "quiero una cita más temprano");
    let mut corrected = booked("a1", "p2", EVA, "2026-12-18T10:30");
    corrected["event_id"] = json!("corrected");
    corrected["occurred_at"] = json!(bundle.now().to_string());
    bundle.tell(&corrected);
    bundle.advance_minutes(1);
    comes_free(&bundle, "s1", "2026-12-07T09:00");
    assert_eq!((offered(&bundle, ANA), offered(&bundle, EVA)), (0, 0), "neither waits for it");
    bundle.write(EVA, "quiero una cita más temprano");
    comes_free(&bundle, "s2", "2026-12-08T09:00");
    assert_eq!((offered(&bundle, ANA), offered(&bundle, EVA)), (0, 1));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn of_two_visits_on_one_phone_the_patient_says_which() {
    let bundle = booked_on_the_18th();
    bundle.tell(&booked("a2", "p2", ANA, "2026-12-19T12:00"));
    bundle.advance_minutes(1);
    bundle.write(ANA, "si se libera algo antes me avisan");
    let which = last(&bundle, ANA);
    assert_eq!(titles(&which).len(), 2, "{which:#}");
    bundle.tap(ANA, &which, 0);
    bundle.advance_minutes(1);
    assert!(
        text(&last(&bundle, ANA)).contains("19 de diciembre"),
        "the last spoken of comes first: {which:#}"
    );
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn without_a_visit_or_a_list_a_person_answers() {
    let bundle = Bundle::at(NOW, None);
    bundle.tell(&json!({
        "event_id": "p", "type": "patient.updated", "occurred_at": NOW,
        "patient": { "id": "p2", "given_name": "Eva", "phone": EVA, "language": "es" },
    }));
    bundle.write(EVA, "avísenme si hay algo antes");
    assert_eq!(bundle.waiting_reasons(), ["not_understood"]);
    let mut clinic = local::clinic_files::example();
    clinic.waiting_list = None;
    let bundle = Bundle::of(vec![clinic], NOW, None);
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-18T10:30"));
    bundle.write(ANA, "avísenme si hay algo antes");
    assert_eq!(bundle.waiting().len(), 1);
    assert_eq!(bundle.dead_letters(), 0);
}
