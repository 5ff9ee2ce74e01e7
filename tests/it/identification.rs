//! Somebody writes from a number that no patient is known by.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::incidents::arm;
use crate::screen::{last, mails, text, titles, waiting_id};
use crate::threads::act;
use crate::usual::FRIDAY;

const ANA: &str = "+5491155550901";
const OTHER: &str = "+5491155550902";
const THIRD: &str = "+5491155550903";

/// Ana, with a visit, a document and a day of birth, known by her own number.
fn bundle() -> Bundle {
    let bundle = Bundle::new();
    bundle.tell(&ana("a1", ANA));
    bundle.advance_minutes(5);
    bundle
}

fn ana(appointment: &str, phone: &str) -> Value {
    let mut event = booked(appointment, "p1", phone, FRIDAY);
    event["patient"]["document"] = json!("30.123.456");
    event["patient"]["birth_date"] = json!("1980-04-02");
    event["patient"]["email"] = json!("ana@example.org");
    event
}

/// Writes, and gives all that is said to it.
fn says(bundle: &Bundle, phone: &str, words: &str) -> String {
    let before = bundle.inbox(phone).len();
    bundle.write(phone, words);
    let answers: Vec<String> = bundle.inbox(phone)[before..].iter().map(text).collect();
    answers.join(" / ")
}

/// The conversation that waits for a person.
fn conversation(bundle: &Bundle) -> Value {
    crate::screen::conversation(bundle, &waiting_id(bundle))
}

#[test]
fn a_document_and_a_day_of_birth_find_the_patient_and_staff_see_by_what() {
    let bundle = bundle();
    let asked = says(&bundle, OTHER, "hola, soy Ana Pérez, es por el papel que me dieron");
    assert!(asked.contains("número de su documento"), "{asked}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    let asked = says(&bundle, OTHER, "mi dni es 30123456");
    assert!(asked.contains("fecha de nacimiento"), "{asked}");
    let done = says(&bundle, OTHER, "2 de abril de 1980");
    assert!(done.contains("ya sabemos quién es"), "{done}");
    let seen = conversation(&bundle);
    let person = &seen["people"][0];
    assert_eq!((&person["id"], &person["name"]), (&json!("p1"), &json!("Ana Pérez")), "{seen}");
    let evidence = person["evidence"].as_str().unwrap();
    assert!(evidence.starts_with("document and birth_date in wamid."), "{evidence}");
    assert_eq!(seen["reason"], "not_understood");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_is_unknown_is_asked_in_the_language_that_they_write() {
    let bundle = bundle();
    let asked = says(&bundle, OTHER, "Hello, I need to change my appointment");
    assert!(asked.contains("number of your identity document"), "{asked}");
    let asked = says(&bundle, OTHER, "30123456");
    assert!(asked.contains("date of birth"), "{asked}");
    let asked = says(&bundle, THIRD, "Oi, bom dia! Preciso remarcar minha consulta");
    assert!(asked.contains("número do seu documento"), "{asked}");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_is_known_by_evidence_moves_their_visit_without_a_person() {
    let bundle = bundle();
    says(&bundle, OTHER, "hola, no puedo ir el viernes");
    says(&bundle, OTHER, "30123456");
    let told = says(&bundle, OTHER, "2/4/1980");
    assert!(!told.is_empty() && !told.contains("ya sabemos"), "{told}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new(), "{told}");
    let timeline = bundle.case("a1")["timeline"].to_string();
    assert!(timeline.contains("reschedule"), "{timeline}");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn of_several_visits_the_one_meant_is_asked_by_name() {
    let bundle = bundle();
    let mut second = ana("a2", ANA);
    second["appointment"]["start"] = json!("2026-12-09T16:00");
    bundle.tell(&second);
    bundle.advance_minutes(5);
    says(&bundle, OTHER, "no puedo ir");
    says(&bundle, OTHER, "30123456");
    let told = says(&bundle, OTHER, "2/4/1980");
    let asked = last(&bundle, OTHER);
    let choices = titles(&asked);
    let at = |time: &str| choices.iter().position(|it| it.contains(time));
    assert_eq!((choices.len(), at("4/12 10:30").is_some()), (3, true), "{told}: {asked:#}");
    bundle.tap(OTHER, &asked, u32::try_from(at("9/12 16:00").unwrap()).unwrap());
    bundle.advance_minutes(1);
    let timeline = |id: &str| bundle.case(id)["timeline"].to_string();
    assert!(timeline("a2").contains("reschedule") && !timeline("a1").contains("reschedule"));
    assert_eq!((bundle.waiting(), bundle.dead_letters()), (Vec::new(), 0));
}

#[test]
fn what_staff_take_back_is_not_matched_again() {
    let bundle = bundle();
    for words in ["es por el papel que me dieron", "30123456", "2/4/1980"] {
        says(&bundle, OTHER, words);
    }
    let id = waiting_id(&bundle);
    untie(&bundle, "p1");
    for verb in ["take", "close"] {
        assert_eq!(act(&bundle, &id, verb, &json!({ "agent": "marta" })).status, 200);
    }
    for words in ["es por el papel que me dieron", "30123456"] {
        says(&bundle, OTHER, words);
    }
    let told = says(&bundle, OTHER, "2/4/1980");
    assert!(!told.contains("ya sabemos"), "{told}");
    let seen = conversation(&bundle);
    assert_eq!((&seen["reason"], &seen["people"]), (&json!("unidentified"), &json!([])));
}

#[test]
fn nothing_is_said_of_a_patient_and_tries_are_bounded() {
    let bundle = bundle();
    let mut heard = vec![says(&bundle, OTHER, "no puedo ir el viernes"), says(&bundle, OTHER, "30123456")];
    // The document is Ana's, the day is not: the answer is the same as for a document that is nobody's.
    let half_right = says(&bundle, OTHER, "3/4/1980");
    says(&bundle, OTHER, "40999999");
    let all_wrong = says(&bundle, OTHER, "3/4/1980");
    assert_eq!(half_right, all_wrong);
    heard.extend([half_right, all_wrong, says(&bundle, OTHER, "30123456")]);
    let given_up = says(&bundle, OTHER, "1/1/1981");
    assert!(given_up.contains("persona"), "{given_up}");
    heard.push(given_up);
    for text in &heard {
        assert!(!text.contains("Ana") && !text.contains("10:30") && !text.contains("López"), "{text}");
    }
    let seen = conversation(&bundle);
    assert_eq!((&seen["reason"], &seen["people"]), (&json!("unidentified"), &json!([])));
}

#[test]
fn guessing_one_patients_birthday_from_many_numbers_ends() {
    let bundle = bundle();
    for number in 0..5 {
        let phone = format!("+54911555510{number:02}");
        says(&bundle, &phone, "es por el papel que me dieron");
        for _ in 0..2 {
            says(&bundle, &phone, "30123456");
            says(&bundle, &phone, "1/1/1981");
        }
    }
    // Ten wrong days: today the right one counts as little, whoever says it.
    for words in ["es por el papel que me dieron", "30123456"] {
        says(&bundle, THIRD, words);
    }
    let right = says(&bundle, THIRD, "2/4/1980");
    assert!(!right.contains("ya sabemos"), "{right}");
    bundle.advance_hours(25);
    for words in ["es por el papel que me dieron", "30123456"] {
        says(&bundle, THIRD, words);
    }
    let right = says(&bundle, THIRD, "2/4/1980");
    assert!(right.contains("ya sabemos"), "{right}");
}

#[test]
fn the_code_of_a_mail_is_enough_and_a_forged_one_is_not() {
    let bundle = Bundle::new();
    // A phone that takes nothing: the booking comes by mail, with the code.
    bundle.set_phone(ANA, &json!({ "whatsapp": false, "sms": false }));
    bundle.tell(&ana("a1", ANA));
    bundle.advance_hours(12);
    let mail = mails(&bundle).remove(0);
    let code = mail.split_whitespace().find(|it| it.starts_with("p1-")).unwrap();
    let forged = format!("{}0000", &code[..code.len() - 4]);
    let asked = says(&bundle, OTHER, &format!("mi código es {forged}"));
    assert!(asked.contains("documento"), "{asked}");
    let known = says(&bundle, OTHER, &format!("perdón: {code}"));
    assert!(known.contains("ya sabemos quién es"), "{known}");
    let seen = conversation(&bundle);
    assert!(seen["people"][0]["evidence"].as_str().unwrap().starts_with("patient_code in "), "{seen}");
}

#[test]
fn what_no_patient_is_needed_for_is_answered_without_asking() {
    let bundle = bundle();
    let told = says(&bundle, OTHER, "¿tienen estacionamiento?");
    assert!(!told.contains("documento"), "{told}");
    let menu = says(&bundle, OTHER, "hola");
    assert!(menu.contains("En qué le ayudamos"), "{menu}");
    // In the middle of being asked, a question of everybody's is answered and what was asked stays open.
    says(&bundle, OTHER, "no puedo ir el viernes");
    let told = says(&bundle, OTHER, "¿tienen estacionamiento?");
    assert!(!told.contains("documento"), "{told}");
    let asked = says(&bundle, OTHER, "30123456");
    assert!(asked.contains("fecha de nacimiento"), "{asked}");
}

/// The owner of a phone goes by a username: webhooks carry a user id and no number.
fn hidden(bundle: &Bundle, phone: &str) {
    bundle.set_phone(phone, &json!({ "number_hidden": true }));
}

#[test]
fn who_shows_no_number_shares_it_by_the_platforms_button_and_is_known() {
    // Nothing was delivered to this number yet: a report would have told whose user id is on it.
    let bundle = Bundle::new();
    bundle.tell(&ana("a1", THIRD));
    bundle.advance_minutes(5);
    let mut renumbered = ana("a1", ANA);
    renumbered["event_id"] = json!("evt_new_number");
    renumbered["occurred_at"] = json!(bundle.now().to_string());
    bundle.tell(&renumbered);
    bundle.advance_minutes(5);
    hidden(&bundle, ANA);
    let asked = says(&bundle, ANA, "quiero hablar de otra cosa, es por mi estudio");
    assert!(asked.contains("Compártalo con el botón"), "{asked}");
    assert!(!asked.contains("Ana"), "{asked}");
    let question = last(&bundle, ANA);
    assert_eq!(question["buttons"][0]["title"], "Share contact info", "{question}");
    bundle.tap(ANA, &question, 0);
    bundle.advance_minutes(1);
    let known = text(&last(&bundle, ANA));
    assert!(known.contains("ya sabemos quién es"), "{known}");
    let seen = conversation(&bundle);
    assert_eq!(
        (&seen["people"][0]["id"], &seen["reason"]),
        (&json!("p1"), &json!("not_understood")),
        "{seen}"
    );
    // From now on the user id is the number's, and what was asked on the number is answered from it.
    bundle.advance_to("2026-12-02T14:30:00Z");
    bundle.write(ANA, "confirmo");
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_hides_the_number_that_was_written_to_is_known_by_the_report() {
    let bundle = Bundle::new();
    hidden(&bundle, ANA);
    bundle.tell(&ana("a1", ANA));
    bundle.advance_to("2026-12-02T14:30:00Z");
    // Neither a button nor a quote: only the user id says who it is.
    bundle.write(ANA, "confirmo");
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    assert_eq!(bundle.dead_letters(), 0);
}

/// What Ana got on WhatsApp after her first so many messages.
fn reminders(bundle: &Bundle, from: usize) -> Vec<String> {
    let later = bundle.inbox(ANA).split_off(from);
    later.iter().filter(|it| it["channel"] == "whatsapp").map(text).collect()
}

/// Until then, Ana gets nothing on WhatsApp.
fn assert_silent_until(bundle: &Bundle, instant: &str) {
    let before = bundle.inbox(ANA).len();
    bundle.advance_to(instant);
    assert_eq!(reminders(bundle, before), Vec::<String>::new());
}

#[test]
fn row_10_a_stop_under_a_user_id_holds_for_the_number_that_is_written_to() {
    let bundle = Bundle::new();
    hidden(&bundle, ANA);
    bundle.tell(&ana("a1", ANA));
    bundle.advance_minutes(5);
    says(&bundle, ANA, "STOP");
    assert_silent_until(&bundle, "2026-12-04T12:00:00Z");
    // And what they take back is taken back for good.
    says(&bundle, ANA, "START");
    let started = bundle.inbox(ANA).len();
    bundle.tell(&ana("a2", ANA));
    bundle.advance_minutes(5);
    assert_ne!(reminders(&bundle, started), Vec::<String>::new());
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn row_10_a_stop_under_a_user_id_holds_though_only_read_was_reported() {
    let bundle = Bundle::new();
    hidden(&bundle, ANA);
    let lost = json!({ "kind": "lose_status", "status": "delivered" });
    arm(&bundle, &json!({ "to": ANA, "times": 1, "effect": lost }));
    bundle.tell(&ana("a1", ANA));
    bundle.advance_minutes(5);
    says(&bundle, ANA, "STOP");
    assert_silent_until(&bundle, "2026-12-04T12:00:00Z");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn row_10_a_stop_that_came_before_anything_was_written_holds_once_the_user_id_is_known() {
    let bundle = Bundle::new();
    hidden(&bundle, ANA);
    says(&bundle, ANA, "STOP");
    bundle.tell(&ana("a1", ANA));
    bundle.advance_minutes(5);
    // The first message told whose user id it is.
    assert_silent_until(&bundle, "2026-12-04T12:00:00Z");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_shares_a_number_that_nobody_is_known_by_is_asked_on() {
    let bundle = bundle();
    hidden(&bundle, OTHER);
    says(&bundle, OTHER, "no puedo ir el viernes");
    bundle.tap(OTHER, &last(&bundle, OTHER), 0);
    bundle.advance_minutes(1);
    let asked = text(&last(&bundle, OTHER));
    assert!(asked.contains("número de su documento"), "{asked}");
    says(&bundle, OTHER, "30123456");
    assert!(says(&bundle, OTHER, "2/4/1980").contains("ya sabemos quién es"));
}

#[test]
fn who_would_rather_not_share_their_number_is_asked_for_facts() {
    let bundle = bundle();
    hidden(&bundle, OTHER);
    says(&bundle, OTHER, "es por el papel que me dieron");
    let asked = says(&bundle, OTHER, "prefiero no compartirlo");
    assert!(asked.contains("número de su documento"), "{asked}");
    says(&bundle, OTHER, "30123456");
    assert!(says(&bundle, OTHER, "2/4/1980").contains("ya sabemos quién es"));
    let seen = conversation(&bundle);
    assert_eq!(seen["people"][0]["id"], "p1", "{seen}");
}

/// A visit of Ana's, of whom the clinic tells neither a number nor an address.
fn without_number(appointment: &str, patient: &str, start: &str) -> Value {
    let mut event = ana(appointment, ANA);
    event["appointment"]["start"] = json!(start);
    event["patient"]["id"] = json!(patient);
    let facts = event["patient"].as_object_mut().unwrap();
    facts.remove("phone");
    facts.remove("email");
    event
}

/// Ana, who shows a user id alone, has said who she is.
fn identified() -> Bundle {
    let bundle = Bundle::new();
    hidden(&bundle, ANA);
    bundle.tell(&without_number("a1", "p1", FRIDAY));
    bundle.advance_minutes(5);
    for words in ["es por el papel que me dieron", "prefiero no compartirlo", "30123456"] {
        says(&bundle, ANA, words);
    }
    assert!(says(&bundle, ANA, "2/4/1980").contains("ya sabemos quién es"));
    bundle
}

/// Staff say that the conversation that waits is not with that patient.
fn untie(bundle: &Bundle, patient: &str) {
    let seen =
        act(bundle, &waiting_id(bundle), "verify", &json!({ "agent": "marta", "not_patients": [patient] }));
    assert_eq!((seen.status, &seen.json["people"]), (200, &json!([])), "{}", seen.text);
}

#[test]
fn row_18_who_is_known_by_a_user_id_alone_is_reminded_answers_and_stops_under_it() {
    let bundle = identified();
    let known = bundle.inbox(ANA).len();
    bundle.advance_to("2026-12-02T14:30:00Z");
    assert_ne!(reminders(&bundle, known), Vec::<String>::new());
    let later = bundle.inbox(ANA).split_off(known);
    let has_buttons = |it: &&Value| it["buttons"].as_array().is_some_and(|it| !it.is_empty());
    bundle.tap(ANA, later.iter().rfind(has_buttons).unwrap(), 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    says(&bundle, ANA, "STOP");
    let stopped = bundle.inbox(ANA).len();
    bundle.tell(&without_number("a2", "p1", "2026-12-09T16:00"));
    bundle.advance_to("2026-12-09T18:00:00Z");
    assert_eq!(reminders(&bundle, stopped), Vec::<String>::new());
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn whoever_staff_untie_from_a_user_id_is_not_written_to_there_whatever_is_merged() {
    let bundle = identified();
    untie(&bundle, "p1");
    let untied = bundle.inbox(ANA).len();
    assert_silent_until(&bundle, "2026-12-04T12:00:00Z");
    bundle.tell(&merged(&bundle));
    bundle.tell(&without_number("a2", "p2", "2026-12-09T16:00"));
    bundle.advance_minutes(5);
    assert_eq!(reminders(&bundle, untied), Vec::<String>::new());
}

#[test]
fn whom_a_user_id_handed_on_to_its_number_staff_find_there_and_untie_from_either() {
    let bundle = identified();
    bundle.set_phone(ANA, &json!({ "number_hidden": false }));
    says(&bundle, ANA, "gracias");
    let found = bundle.v1("GET", "/v1/threads?patient=p1", b"").json["threads"].clone();
    let tied: Vec<&Value> = found.as_array().unwrap().iter().map(|it| &it["patients"]).collect();
    assert_eq!(tied, [&json!([]), &json!(["p1"])], "{found:#}");
    // What waits is still the user id's conversation.
    assert_eq!(bundle.waiting()[0]["id"], found[0]["id"]);
    untie(&bundle, "p1");
    let untied = bundle.inbox(ANA).len();
    bundle.tell(&without_number("a2", "p1", "2026-12-09T16:00"));
    bundle.advance_minutes(5);
    assert_eq!(reminders(&bundle, untied), Vec::<String>::new());
}

/// Ana's record gives way to another one of hers.
fn merged(bundle: &Bundle) -> Value {
    json!({
        "event_id": "merged", "type": "patient.merged", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p2" }, "merged_patient_id": "p1",
    })
}

#[test]
fn the_record_that_takes_the_place_of_theirs_is_reached_under_the_user_id() {
    let bundle = identified();
    let known = bundle.inbox(ANA).len();
    bundle.tell(&merged(&bundle));
    bundle.tell(&without_number("a2", "p2", "2026-12-09T16:00"));
    bundle.advance_minutes(5);
    assert_ne!(reminders(&bundle, known), Vec::<String>::new());
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_user_id_that_says_it_is_somebody_else_is_written_to_no_more() {
    let bundle = identified();
    says(&bundle, ANA, "número equivocado");
    assert_silent_until(&bundle, "2026-12-04T12:00:00Z");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn what_was_asked_under_a_user_id_is_answered_and_stopped_from_its_number_once_that_shows() {
    let bundle = identified();
    bundle.advance_to("2026-12-02T14:30:00Z");
    bundle.set_phone(ANA, &json!({ "number_hidden": false }));
    let told = says(&bundle, ANA, "confirmo");
    assert!(!told.contains("documento"), "{told}");
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    let confirmed = bundle.inbox(ANA).len();
    bundle.tell(&without_number("a2", "p1", "2026-12-09T16:00"));
    bundle.advance_minutes(5);
    assert_ne!(reminders(&bundle, confirmed), Vec::<String>::new());
    says(&bundle, ANA, "STOP");
    assert_silent_until(&bundle, "2026-12-09T18:00:00Z");
    assert_eq!(bundle.dead_letters(), 0);
}
