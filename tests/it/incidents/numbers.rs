//! Who is who: languages, spellings of numbers, WhatsApp users without a number, names that are not known.

use channels::button::ButtonKey;
use domain::case::Answer;
use domain::language::Language;
use domain::message::{Message, Tapped};
use local::clinic_files;
use local::standin::AcceptedSend;
use serde_json::{Value, json};
use tests::{Bundle, START, booked};

use super::{FRIDAY_24H, FRIDAY_48H, arm, assert_single, count, said, sends, told, why, writes};
use crate::meta;
use crate::screen::{last, text, titles};
use crate::usual::{ANA, FRIDAY};

/// What the button to confirm under an accepted message sends, as the product signed it.
fn confirms(send: &AcceptedSend) -> Value {
    let (message, _) = Message::parse_dispatch_id(send.reference.as_deref().unwrap()).unwrap();
    let payload = ButtonKey::new("local-button-key").sign(&message, Tapped::Answer(Answer::Confirm));
    json!({
        "type": "button", "button": { "payload": payload, "text": "Confirmar" },
        "context": { "from": "541150000001", "id": send.provider_id },
    })
}

#[test]
fn row_16_the_language_is_that_of_the_hour_of_sending() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(FRIDAY_48H);
    let reminders = |bundle: &Bundle| -> Vec<String> {
        let of_reminder = |it: &AcceptedSend| it.template.as_deref() == Some("appointment_reminder");
        sends(bundle, ANA).into_iter().filter(of_reminder).map(|it| it.body).collect()
    };
    assert!(reminders(&bundle)[0].contains("Le esperamos"), "{:?}", reminders(&bundle));
    bundle.tell(&json!({
        "event_id": "language", "type": "patient.updated", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1", "language": "pt-BR" },
    }));
    bundle.advance_to(FRIDAY_24H);
    assert!(reminders(&bundle)[1].contains("sexta-feira, 4 de dezembro"), "{:?}", reminders(&bundle));
    // A language that the clinic does not write is said in its own, not left unsaid.
    let bundle = Bundle::new();
    let mut event = booked("a1", "p1", ANA, FRIDAY);
    event["patient"]["language"] = json!("de");
    bundle.tell(&event);
    bundle.advance_minutes(5);
    assert!(sends(&bundle, ANA)[0].body.contains("Su cita"), "{:?}", sends(&bundle, ANA));
    assert_single(&bundle);
}

#[test]
fn row_16_a_family_is_answered_in_the_language_that_it_reads() {
    let bundle = Bundle::new();
    for (visit, patient) in [("a1", "p1"), ("a2", "p2")] {
        let mut event = booked(visit, patient, ANA, FRIDAY);
        event["patient"]["language"] = json!("en");
        bundle.tell(&event);
    }
    bundle.write(ANA, "hello");
    let menu = last(&bundle, ANA);
    assert_eq!(titles(&menu)[0], "Opening hours", "{menu:#}");
    assert!(text(&menu).starts_with("Hello"), "{menu:#}");
}

/// Asserts that an answer from one spelling of a number binds to what was sent to the other.
fn check_spelling(on_record: &str, answers_from: &str) {
    let words = json!({ "type": "text", "text": { "body": "sí, confirmo" } });
    for tap in [false, true] {
        let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
        bundle.tell(&booked("a1", "p1", on_record, FRIDAY));
        bundle.advance_to(FRIDAY_48H);
        let all = bundle.world().accepted().unwrap();
        assert_eq!(all.len(), 2, "{on_record}: {all:?}");
        let content = if tap { confirms(&all[1]) } else { words.clone() };
        writes(&bundle, &json!({ "from": answers_from }), "wamid.spelling", &content);
        assert_eq!(
            bundle.case("a1")["state"],
            "confirmed",
            "{on_record} answered from {answers_from}, tap: {tap}"
        );
        assert_eq!(bundle.waiting().len(), 0);
        assert_single(&bundle);
    }
}

#[test]
fn row_17_every_spelling_of_a_number_is_the_same_patient() {
    let cases = [
        ("+5491155550101", "5491155550101"),   // Argentina as WhatsApp writes it
        ("+541155550101", "5491155550101"),    // without the mobile 9
        ("011 15 5555-0101", "5491155550101"), // as people there write it
        ("+525555550101", "5215555550101"),    // Mexico: WhatsApp keeps the historic 1
        ("+5215555550101", "525555550101"),
        ("+5511987650101", "551187650101"), // Brazil: old accounts lack the ninth digit
        ("+551187650101", "5511987650101"),
    ];
    for (on_record, answers_from) in cases {
        check_spelling(on_record, answers_from);
    }
}

#[test]
fn row_17_what_is_reported_of_an_old_number_is_learned_of_that_number() {
    const NEW: &str = "+5491155550177";
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    let late = json!({ "kind": "delay_status", "status": "failed", "seconds": 600 });
    arm(&bundle, &json!({ "to": ANA, "times": 1, "effect": late }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    bundle.tell(&json!({
        "event_id": "number", "type": "patient.updated", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1", "phone": NEW },
    }));
    bundle.advance_to(FRIDAY_48H);
    let booking = &bundle.step("a1", "booking_confirmation")["messages"][0];
    assert_eq!((&booking["status"], &booking["reason"]), (&json!("failed"), &json!("no_address")));
    assert_eq!(count(&bundle, NEW, "appointment_reminder"), 1, "{:?}", sends(&bundle, NEW));
    assert_single(&bundle);
}

#[test]
fn row_18_a_tap_without_a_number_confirms() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(FRIDAY_48H);
    let reminder = sends(&bundle, ANA).pop().unwrap();
    let user = json!({ "from_user_id": "AR.13491208655302741918" });
    writes(&bundle, &user, "wamid.user", &confirms(&reminder));
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_single(&bundle);
    // Words from the same user still thread: they are asked to share their number. The simulated Meta knows no such
    // user, so that the question does not arrive and a person has it; they have one at a word, too.
    let says = |id: &str, words: &str| {
        writes(&bundle, &user, id, &json!({ "type": "text", "text": { "body": words } }));
    };
    says("wamid.words", "me salió una mancha rara en la piel");
    assert_eq!(bundle.waiting_reasons(), ["unheard"]);
    says("wamid.person", "quiero hablar con una persona");
    assert_eq!(bundle.waiting().len(), 1);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn row_18_who_shares_their_number_is_known_though_only_the_contact_names_them() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    let user = "AR.13491208655302741918";
    // As Meta shows it: the message has neither `from` nor `from_user_id`.
    let card = json!({
        "id": "wamid.card", "timestamp": bundle.now().as_second().to_string(), "type": "contacts",
        "origin": "contact_request", "contacts": [{ "phones": [{ "phone": ANA }] }],
    });
    let mut value = meta::value("messages", &json!([card]));
    value["contacts"] = json!([{ "profile": { "username": "@ana" }, "user_id": user }]);
    meta::tells(&bundle, "messages", &value);
    // What they stop under the user id from then on is stopped for the number.
    let stop = json!({ "type": "text", "text": { "body": "STOP" } });
    writes(&bundle, &json!({ "from_user_id": user }), "wamid.stop", &stop);
    bundle.advance_to(FRIDAY_48H);
    assert_eq!(count(&bundle, ANA, "appointment_reminder"), 0, "{:?}", sends(&bundle, ANA));
    assert_single(&bundle);
}

#[test]
fn row_28_nobody_is_asked_to_come_in_for_a_video_call() {
    for modality in ["video", "phone"] {
        let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
        let mut event = booked("a1", "p1", ANA, FRIDAY);
        event["appointment"]["modality"] = json!(modality);
        bundle.tell(&event);
        bundle.advance_to("2026-12-03T18:00:00Z");
        let all = sends(&bundle, ANA);
        let names: Vec<_> = all.iter().map(|it| it.template.as_deref().unwrap()).collect();
        let remote = "appointment_reminder_remote";
        assert_eq!(
            names,
            ["appointment_booked", remote, remote, "appointment_instructions_remote"],
            "{modality}"
        );
        assert!(all[1].body.contains("no hace falta que venga"), "{all:?}");
        let come_in =
            |it: &AcceptedSend| it.body.contains("Le esperamos") || it.body.contains("venga diez minutos");
        assert!(!all.iter().any(come_in), "{all:?}");
        assert_single(&bundle);
    }
}

#[test]
fn row_29_no_message_with_a_hole_leaves() {
    let clinic = worded(|text| text.replace("{{patient_given_name}}", "{{patient_full_name}}"));
    let bundle = Bundle::of(vec![clinic], "2026-12-02T12:00:00Z", None);
    let mut event = booked("a1", "p1", ANA, FRIDAY);
    event["patient"] = json!({ "id": "p1", "phone": ANA });
    bundle.tell(&event);
    bundle.advance_to(FRIDAY_48H);
    // What needs the whole name goes by SMS, which does not.
    let inbox = bundle.inbox(ANA);
    assert_eq!(inbox.len(), 2, "{inbox:?}");
    for message in &inbox {
        let text = message["text"].as_str().unwrap();
        assert!(!text.contains("{{") && !text.contains("Hola, .") && !text.contains("  "), "{text}");
        assert_eq!(message["channel"], "sms");
    }
    let step = bundle.step("a1", "reminder_48h");
    assert_eq!(
        (&step["messages"][0]["status"], &step["messages"][0]["reason"]),
        (&json!("suppressed"), &json!("hole"))
    );
    assert!(why(&bundle, "a1", "reminder_48h").contains("no value"));
    assert_single(&bundle);
}

/// The example clinic with other words.
fn worded(change: impl Fn(&str) -> String) -> domain::clinic::Clinic {
    let clinic = include_str!("../../../infra/clinics/sol/clinic.toml");
    let templates = [
        (Language::Es, include_str!("../../../infra/clinics/sol/templates/es.toml")),
        (Language::En, include_str!("../../../infra/clinics/sol/templates/en.toml")),
        (Language::Pt, include_str!("../../../infra/clinics/sol/templates/pt.toml")),
    ];
    let changed = templates.map(|(language, text)| (language, change(text)));
    let changed: Vec<_> = changed.iter().map(|(language, text)| (*language, text.as_str())).collect();
    clinic_files::parse(clinic, &changed).unwrap()
}

#[test]
fn row_29_what_has_no_complete_text_is_not_sent_and_says_so() {
    let by_name = |text: &str| {
        let text = text.replace("{{patient_given_name}}", "{{patient_full_name}}");
        let text = text.replace("sms = \"{{clinic_name}}", "sms = \"{{patient_full_name}}, {{clinic_name}}");
        text.replace("sms = \"Su cita en", "sms = \"{{patient_full_name}}: su cita en")
    };
    let bundle = Bundle::of(vec![worded(by_name)], START, None);
    let mut event = told(&bundle, "appointment.booked", "a1", ANA, FRIDAY);
    event["patient"] = json!({ "id": "p1", "phone": ANA });
    bundle.tell(&event);
    bundle.advance_hours(1);
    assert_eq!(sends(&bundle, ANA), Vec::new());
    let step = bundle.step("a1", "booking_confirmation");
    let reasons: Vec<_> =
        step["messages"].as_array().unwrap().iter().map(|it| it["reason"].clone()).collect();
    assert_eq!(reasons[..2], [json!("hole"), json!("hole")], "{step}");
    assert_single(&bundle);
}

#[test]
fn row_29_who_has_no_name_is_told_all_the_same() {
    let mut clinic = clinic_files::example();
    clinic.senders.sms = None;
    let bundle = Bundle::of(vec![clinic], START, None);
    for (id, phone, language, greeting) in [
        ("a1", "+5491155550171", "es", "Hola, paciente."),
        ("a2", "+5491155550172", "en", "Hello patient,"),
        ("a3", "+5491155550173", "pt", "Olá, paciente."),
    ] {
        for kind in ["appointment.booked", "appointment.cancelled"] {
            let mut event = told(&bundle, kind, id, phone, FRIDAY);
            event["patient"] = json!({ "id": format!("p-{id}"), "phone": phone, "language": language });
            bundle.tell(&event);
            bundle.advance_minutes(5);
        }
        assert_eq!(said(&bundle, phone), ["appointment_booked", "appointment_cancelled"]);
        let cancelled = sends(&bundle, phone).pop().unwrap();
        assert!(cancelled.body.starts_with(greeting), "{}", cancelled.body);
    }
    assert_single(&bundle);
}
