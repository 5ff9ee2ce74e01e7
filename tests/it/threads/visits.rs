//! Who asks when their visit is, with whom or where: told as it stands, or a person answers.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::REMINDED;
use crate::screen::{last, text, titles};
use crate::usual::{ANA, EVA, FRIDAY, ana_is_booked};

/// What the clinic answers to that.
fn answer(bundle: &Bundle, phone: &str, words: &str) -> String {
    let before = bundle.inbox(phone).len();
    bundle.write(phone, words);
    let texts: Vec<String> = bundle.inbox(phone)[before..].iter().map(text).collect();
    texts.join("\n")
}

/// A visit of somebody of that name at one of the clinic's sites.
fn at_site(id: &str, patient: &str, name: &str, start: &str, site: &str) -> Value {
    let mut event = booked(id, patient, EVA, start);
    event["patient"]["given_name"] = json!(name);
    event["appointment"]["site"] = json!(site);
    event
}

#[test]
fn who_asks_when_their_visit_is_is_told_as_it_stands() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(1);
    let told = "Hola, Ana. Su cita es el viernes 4 de diciembre a las 10:30 en Clínica del Sol, Sede Centro. \
                Si necesita cambiarla, díganoslo aquí.";
    for words in ["¿a qué hora es mi cita?", "what time is my appointment", "que horas é a minha consulta?"]
    {
        assert_eq!(answer(&bundle, ANA, words), told, "{words}");
    }
    bundle.tell(&bundle.event_now("appointment.moved", "a1", "p1", ANA, "2026-12-07T16:45"));
    let told = answer(&bundle, ANA, "¿tengo cita mañana?");
    assert!(told.contains("lunes 7 de diciembre a las 16:45"), "{told}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    // No text of the clinic's says with whom it is.
    let told = answer(&bundle, ANA, "¿con quién es mi cita?");
    assert!(told.contains("Una persona de Clínica del Sol"), "{told}");
}

#[test]
fn the_question_stays_open_beside_the_answer() {
    let bundle = ana_is_booked();
    bundle.advance_to(REMINDED);
    let told = answer(&bundle, ANA, "¿a qué hora es?");
    assert!(told.contains("viernes 4 de diciembre a las 10:30"), "{told}");
    assert_eq!(bundle.case("a1")["state"], "booked");
    bundle.write(ANA, "confirmo");
    assert_eq!((&bundle.case("a1")["state"], bundle.waiting()), (&json!("confirmed"), Vec::new()));
}

#[test]
fn of_several_visits_all_are_told_or_those_of_the_day_that_is_named() {
    let bundle = Bundle::new();
    bundle.tell(&json!([
        at_site("e1", "p1", "Eva", "2026-12-03T10:30", "Sede Centro"),
        at_site("e2", "p1", "Eva", "2026-12-10T12:00", "Sede Norte"),
    ]));
    bundle.advance_minutes(5);
    let both = "Hola, Eva. Sus próximas citas en Clínica del Sol son: jueves 3 de diciembre a las 10:30 y \
                jueves 10 de diciembre a las 12:00.";
    assert_eq!(answer(&bundle, EVA, "¿qué citas tengo?"), both);
    let told = answer(&bundle, EVA, "¿en qué sede es la cita del 10?");
    assert!(told.contains("jueves 10 de diciembre a las 12:00 en Clínica del Sol, Sede Norte"), "{told}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    // Of both their text says no place.
    let told = answer(&bundle, EVA, "¿en qué sede es mi cita?");
    assert!(told.contains("Una persona de Clínica del Sol"), "{told}");
}

#[test]
fn of_a_household_each_is_told_by_name_and_nobody_else_is() {
    let bundle = Bundle::new();
    bundle.tell(&json!([
        at_site("e1", "p1", "Sofía", FRIDAY, "Sede Centro"),
        at_site("e2", "p2", "Mateo", "2026-12-05T11:00", "Sede Norte"),
        booked("a1", "p3", ANA, "2026-12-09T09:00"),
    ]));
    bundle.advance_minutes(5);
    let told = answer(&bundle, EVA, "¿a qué hora es la cita?");
    let told: Vec<&str> = told.lines().map(|it| it.split(" en ").next().unwrap()).collect();
    assert_eq!(
        told,
        [
            "Hola, Sofía. Su cita es el viernes 4 de diciembre a las 10:30",
            "Hola, Mateo. Su cita es el sábado 5 de diciembre a las 11:00"
        ]
    );
    let told = answer(&bundle, EVA, "a qué hora es la cita de Mateo");
    assert!(told.starts_with("Hola, Mateo. Su cita") && !told.contains("Sofía"), "{told}");
    // Whose son, nobody knows.
    let told = answer(&bundle, EVA, "¿a qué hora es la cita de mi hijo?");
    assert!(told.contains("Una persona de Clínica del Sol"), "{told}");
}

#[test]
fn who_is_unknown_in_doubt_or_has_no_visit_ahead_is_told_of_none() {
    let bundle = Bundle::new();
    let mut known = booked("a1", "p1", ANA, FRIDAY);
    known["patient"]["document"] = json!("30.123.456");
    known["patient"]["birth_date"] = json!("1984-11-07");
    bundle.tell(&json!([known, at_site("e1", "p2", "Eva", FRIDAY, "Sede Centro")]));
    bundle.advance_minutes(1);
    // Somebody whom nobody knows says who they are, and is answered then.
    let other = "+5491155550777";
    assert!(answer(&bundle, other, "¿cuándo es mi turno?").contains("número de su documento"));
    assert!(answer(&bundle, other, "30123456").contains("fecha de nacimiento"));
    let told = answer(&bundle, other, "7/11/1984");
    assert!(told.starts_with("Hola, Ana. Su cita es el viernes 4 de diciembre a las 10:30"), "{told}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    bundle.write(EVA, "número equivocado");
    assert_eq!(answer(&bundle, EVA, "¿a qué hora es mi cita?"), "", "the number may be somebody else's");
    bundle.tell(&bundle.event_now("appointment.cancelled", "a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(1);
    let told = answer(&bundle, ANA, "¿a qué hora es mi cita?");
    assert!(told.contains("Una persona de Clínica del Sol"), "{told}");
}

#[test]
fn who_confirms_and_comes_late_is_confirmed_and_a_person_hears_of_it() {
    for (phone, words) in [
        (ANA, "sí confirmo, pero llego 10 min tarde"),
        (EVA, "yes I'll be there but running 10 minutes late"),
        ("+5491155550779", "sim, confirmo, mas vou atrasar 10 min"),
    ] {
        let bundle = Bundle::new();
        bundle.tell(&booked("a1", "p1", phone, FRIDAY));
        bundle.advance_to(REMINDED);
        bundle.write(phone, words);
        assert_eq!(bundle.case("a1")["state"], "confirmed", "{words}");
        assert_eq!(bundle.waiting_reasons(), ["late"], "{words}");
    }
}

#[test]
fn the_day_that_is_named_says_which_of_two_visits_is_cancelled() {
    let bundle = Bundle::new();
    bundle.tell(&json!([booked("a1", "p1", ANA, "2026-12-03T18:00"), booked("a2", "p1", ANA, FRIDAY)]));
    // Both were asked about.
    bundle.advance_to(REMINDED);
    bundle.write(ANA, "cancelo la del jueves");
    let states = ["a1", "a2"].map(|it| bundle.case(it)["state"].clone());
    assert_eq!((states, bundle.waiting()), ([json!("cancelled"), json!("booked")], Vec::new()));
}

#[test]
fn a_visit_on_the_day_that_is_named_is_made_sure_of_where_another_was_asked_about() {
    let bundle = Bundle::new();
    bundle.tell(&json!([booked("a1", "p1", ANA, "2026-12-08T18:00"), booked("a2", "p1", ANA, FRIDAY)]));
    // Only Friday's was asked about.
    bundle.advance_to(REMINDED);
    bundle.write(ANA, "cancelo la del martes");
    let question = last(&bundle, ANA);
    assert_eq!(titles(&question), ["Ana 8/12 18:00", "Otra opción"], "{question}");
    bundle.tap(ANA, &question, 0);
    bundle.advance_minutes(1);
    let states = ["a1", "a2"].map(|it| bundle.case(it)["state"].clone());
    assert_eq!(states, [json!("cancelled"), json!("booked")]);
}

#[test]
fn of_two_visits_that_nobody_asked_about_the_day_leaves_one_to_make_sure_of() {
    let bundle = Bundle::new();
    bundle.tell(&json!([booked("a1", "p1", ANA, "2026-12-08T18:00"), booked("a2", "p1", ANA, FRIDAY)]));
    bundle.advance_minutes(5);
    bundle.write(ANA, "cancelen el turno del martes");
    assert_eq!(titles(&last(&bundle, ANA)), ["Ana 8/12 18:00", "Otra opción"]);
    assert_eq!(bundle.case("a1")["state"], "booked");
}
