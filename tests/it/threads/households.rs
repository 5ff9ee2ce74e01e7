//! Several patients on one phone: whose visit an answer is about.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::REMINDED;
use crate::screen::{last, text, titles};
use crate::slots::open;
use crate::usual::FRIDAY;

const FAMILY: &str = "+5491155550701";

fn child(id: &str, name: &str, start: &str) -> Value {
    let mut event = booked(id, &format!("p-{id}"), FAMILY, start);
    event["patient"]["given_name"] = json!(name);
    event
}

fn family() -> Bundle {
    let bundle = Bundle::new();
    bundle.tell(&json!([child("f1", "Sofía", FRIDAY), child("f2", "Mateo", "2026-12-04T11:00")]));
    bundle.advance_to(REMINDED);
    bundle
}

#[test]
fn row_14_a_yes_on_a_shared_phone_is_asked_back_by_name_and_then_holds_for_one() {
    let bundle = family();
    bundle.write(FAMILY, "sí, ahí estaremos");
    let question = last(&bundle, FAMILY);
    assert_eq!(titles(&question), ["Sofía 4/12 10:30", "Mateo 4/12 11:00"], "{question}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    bundle.tap(FAMILY, &question, 1);
    bundle.advance_minutes(1);
    assert_eq!(
        (&bundle.case("f1")["state"], &bundle.case("f2")["state"]),
        (&json!("booked"), &json!("confirmed"))
    );
    // The other question is now the only one open.
    bundle.write(FAMILY, "confirmo");
    assert_eq!(bundle.case("f1")["state"], "confirmed");
}

#[test]
fn row_14_whose_visit_is_meant_may_be_said_in_words() {
    let bundle = family();
    for words in ["sí, ahí estaremos", "la de Mateo"] {
        bundle.write(FAMILY, words);
    }
    let states = ["f1", "f2"].map(|it| bundle.case(it)["state"].clone());
    assert_eq!(states, [json!("booked"), json!("confirmed")]);
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
}

#[test]
fn row_14_a_notice_of_one_childs_visit_says_whose_it_is() {
    let bundle = family();
    let mut off = child("f2", "Mateo", "2026-12-04T11:00");
    off["type"] = json!("appointment.cancelled");
    off["event_id"] = json!("off");
    off["occurred_at"] = json!(bundle.now().to_string());
    bundle.tell(&off);
    bundle.advance_minutes(1);
    let told = last(&bundle, FAMILY);
    assert!(text(&told).starts_with("Hola, Mateo. Su cita del"), "{told}");
}

#[test]
fn row_14_of_two_visits_that_look_alike_none_is_cancelled_by_a_guess() {
    let bundle = Bundle::new();
    bundle.tell(&json!([child("f1", "Juan", FRIDAY), child("f2", "Juan", FRIDAY)]));
    bundle.advance_to(REMINDED);
    bundle.write(FAMILY, "no puedo ir, cancelen");
    let states = ["f1", "f2"].map(|it| bundle.case(it)["state"].clone());
    assert_eq!(states, [json!("booked"), json!("booked")]);
    assert_eq!(bundle.waiting().len(), 1);
}

#[test]
fn row_14_of_a_long_name_the_hour_is_still_read() {
    let bundle = Bundle::new();
    let name = "Guadalupe Esperanza Milagros";
    bundle.tell(&json!([child("f1", name, FRIDAY), child("f2", name, "2026-12-04T11:00")]));
    bundle.advance_to(REMINDED);
    bundle.write(FAMILY, "sí, ahí estaremos");
    assert_eq!(titles(&last(&bundle, FAMILY)), ["Guadalupe Esp 4/12 10:30", "Guadalupe Esp 4/12 11:00"]);
}

#[test]
fn row_14_after_both_reminders_what_names_the_other_child_is_no_answer() {
    let bundle = Bundle::new();
    bundle.tell(&json!([child("f1", "Sofía", FRIDAY), child("f2", "Mateo", "2026-12-05T11:00")]));
    // Sofía's visit was asked about twice, and Mateo's once.
    bundle.advance_to("2026-12-03T14:30:00Z");
    let mateos = last(&bundle, FAMILY);
    assert!(text(&mateos).starts_with("Hola, Mateo"), "{mateos}");
    bundle.tap(FAMILY, &mateos, 0);
    bundle.advance_minutes(1);
    bundle.write(FAMILY, "y cancelen la de Mateo, por favor");
    let states = ["f1", "f2"].map(|it| bundle.case(it)["state"].clone());
    assert_eq!(states, [json!("booked"), json!("confirmed")]);
    assert_eq!(bundle.waiting().len(), 1);
}

#[test]
fn row_14_what_says_the_other_childs_family_name_is_no_answer() {
    let bundle = Bundle::new();
    let mut children = [child("f1", "Sofía", FRIDAY), child("f2", "Mateo", "2026-12-05T11:00")];
    children[0]["patient"]["family_name"] = json!("Pérez");
    children[1]["patient"]["family_name"] = json!("Gómez");
    bundle.tell(&json!(children));
    bundle.advance_to("2026-12-03T14:30:00Z");
    bundle.tap(FAMILY, &last(&bundle, FAMILY), 0);
    bundle.advance_minutes(1);
    // Sofía's question is the only one open.
    bundle.write(FAMILY, "cancelen la de Gómez, por favor");
    let states = ["f1", "f2"].map(|it| bundle.case(it)["state"].clone());
    assert_eq!(states, [json!("booked"), json!("confirmed")]);
    assert_eq!(bundle.waiting().len(), 1);
}

#[test]
fn row_14_by_text_message_the_choices_have_numbers() {
    let bundle = Bundle::new();
    bundle.set_phone(FAMILY, &json!({ "whatsapp": false }));
    bundle.tell(&json!([child("f1", "Sofía", FRIDAY), child("f2", "Mateo", "2026-12-04T11:00")]));
    bundle.advance_to(REMINDED);
    bundle.type_text(FAMILY, "1", "sms");
    bundle.advance_minutes(1);
    let question = text(&last(&bundle, FAMILY));
    assert!(question.contains("\n1 ") && question.contains("Mateo"), "{question}");
    let second = if question.contains("2 Mateo") { "f2" } else { "f1" };
    bundle.type_text(FAMILY, "2", "sms");
    bundle.advance_minutes(1);
    assert_eq!(bundle.case(second)["state"], "confirmed", "{question}");
}

#[test]
fn row_14_a_cancel_after_times_were_offered_is_not_taken_for_the_other_childs() {
    let bundle = family();
    open(&bundle, "s1", "2026-12-09T18:00");
    let sofia = bundle
        .inbox(FAMILY)
        .into_iter()
        .rfind(|it| text(it).starts_with("Hola, Sofía") && !it["buttons"].as_array().unwrap().is_empty());
    bundle.tap(FAMILY, &sofia.unwrap(), 1);
    bundle.advance_minutes(1);
    bundle.tap(FAMILY, &last(&bundle, FAMILY), 0);
    bundle.advance_minutes(1);
    assert_eq!(titles(&last(&bundle, FAMILY)), ["mié 9/12 18:00", "Avísenme si hay antes", "Otra opción"]);
    // Mateo's reminder is the only one unanswered, and Sofía's times the last thing said.
    bundle.write(FAMILY, "CANCEL");
    let which = last(&bundle, FAMILY);
    let mut names = titles(&which);
    names.sort_unstable();
    assert_eq!(names, ["Mateo 4/12 11:00", "Sofía 4/12 10:30"], "{which}");
    let index = titles(&which).iter().position(|it| it.starts_with("Sofía")).unwrap();
    bundle.tap(FAMILY, &which, u32::try_from(index).unwrap());
    bundle.advance_minutes(1);
    assert_eq!(
        (&bundle.case("f1")["state"], &bundle.case("f2")["state"]),
        (&json!("cancelled"), &json!("booked"))
    );
}
