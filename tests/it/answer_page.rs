//! A message is answered on the page behind its link, as by a tap on its button: who reads mail, and who gets text
//! messages from a sender that takes no replies.

use channels::button::ButtonKey;
use channels::link::LinkKey;
use domain::case::Answer;
use domain::clinic::Clinic;
use domain::language::Language;
use domain::message::{Message, Tapped};
use domain::template::Text;
use jiff::SignedDuration;
use local::clinic_files;
use serde_json::{Value, json};
use tests::{Answered, Bundle, booked};

use crate::screen::{last, mails, text};
use crate::slots::{joins, open};
use crate::usual::{ANA, FRIDAY, REMINDED};

const MAIL: &str = "ana@example.com";

/// The booking of somebody who has an e-mail address and nothing else.
fn booked_by_mail(id: &str, start: &str, language: &str) -> Value {
    let mut event = booked(id, "p1", ANA, start);
    event["patient"]["phone"] = Value::Null;
    event["patient"]["email"] = json!(MAIL);
    event["patient"]["language"] = json!(language);
    event
}

/// Somebody who reads mail was reminded of a visit.
fn reminded() -> Bundle {
    reminded_of(vec![clinic_files::example()], "es")
}

fn reminded_of(clinics: Vec<Clinic>, language: &str) -> Bundle {
    let bundle = Bundle::of(clinics, tests::START, None);
    bundle.tell(&booked_by_mail("a1", FRIDAY, language));
    bundle.advance_to(REMINDED);
    bundle
}

/// The path of the link to answer by in the newest message that has one.
fn link(messages: &[String]) -> String {
    let has_link = |it: &&String| it.contains("/s/a1.");
    let newest = messages.iter().rev().find(has_link).unwrap_or_else(|| panic!("{messages:#?}"));
    let link = &newest[newest.find("/s/a1.").unwrap()..];
    link.split_whitespace().next().unwrap().to_owned()
}

fn press(bundle: &Bundle, path: &str, form: &str) -> Answered {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = bundle.send("POST", path, &headers, form.as_bytes());
    bundle.settle();
    answer
}

fn opened(bundle: &Bundle, path: &str) -> Answered {
    bundle.send("GET", path, &[], b"")
}

/// The titles of a page's buttons.
fn buttons(page: &Answered) -> Vec<&str> {
    let after = page.text.split("<button name=\"answer\" value=\"").skip(1);
    after.map(|it| it.split_once('>').unwrap().1.split('<').next().unwrap()).collect()
}

/// What a page can change.
fn state(bundle: &Bundle) -> Value {
    bundle.settle();
    json!({ "case": bundle.case("a1"), "waiting": bundle.waiting(), "mails": mails(bundle).len() })
}

fn times_answered(bundle: &Bundle) -> usize {
    let case = bundle.case("a1");
    case["timeline"].as_array().unwrap().iter().filter(|it| it.to_string().contains("\"answered\"")).count()
}

#[test]
fn a_mail_is_answered_by_its_link_and_not_by_opening_it() {
    let bundle = reminded();
    let path = link(&mails(&bundle));
    // A link carries nothing of the patient, the clinic or the visit.
    let dispatch = bundle.step("a1", "reminder_48h")["messages"][2]["id"].as_str().unwrap().to_owned();
    let carried = path.strip_prefix(&format!("/s/a1.{dispatch}.")).unwrap_or_else(|| panic!("{path}"));
    assert!(carried.len() == 31 && carried.bytes().all(|it| it.is_ascii_hexdigit() || it == b'.'), "{path}");
    let before = state(&bundle);
    assert_eq!(bundle.send("HEAD", &path, &[], b"answer=confirm").status, 200);
    for _ in 0..2 {
        // Scanners of mail open every link.
        let page = opened(&bundle, &path);
        assert_eq!(page.status, 200);
        for part in [
            "<html lang=\"es\">",
            "Clínica del Sol",
            "Le esperamos el viernes 4 de diciembre a las 10:30.",
            "href=\"tel:+541150000001\"",
        ] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert_eq!(buttons(&page), ["Confirmar", "Cambiar cita", "Hablar con alguien"]);
        // Neither more than the mail told, nor the sentence that led here.
        for part in ["<script", "López", MAIL, "Para confirmar", "/s/a1."] {
            assert!(!page.text.contains(part), "{part}: {}", page.text);
        }
    }
    assert_eq!(bundle.send("PUT", &path, &[], b"answer=confirm").status, 405);
    for odd in ["", "answer=", "answer=move", "answer=cancel", "answer=c1", "opened=1"] {
        let page = press(&bundle, &path, odd);
        assert_eq!((page.status, buttons(&page).len()), (422, 3), "{odd}: {}", page.text);
        assert!(page.text.contains("role=\"alert\">Falta su respuesta"), "{odd}: {}", page.text);
    }
    assert_eq!(press(&bundle, &path, &"x".repeat(2_000)).status, 413);
    assert_eq!(state(&bundle), before, "nothing was pressed");

    for _ in 0..2 {
        let page = press(&bundle, &path, "answer=confirm&opened=1796220000");
        assert!(page.status == 200 && page.text.contains("Hemos recibido su respuesta"), "{}", page.text);
        assert!(page.text.contains("<strong>Confirmar</strong>"), "{}", page.text);
    }
    assert_eq!((&bundle.case("a1")["state"], times_answered(&bundle)), (&json!("confirmed"), 1));
    let page = opened(&bundle, &path);
    assert!(page.text.contains("Tenemos anotado: <strong>Confirmar</strong>"), "{}", page.text);
    let told = mails(&bundle).len();
    bundle.advance_to("2026-12-04T13:00:00Z");
    let instructed = 1;
    assert_eq!(mails(&bundle).len(), told + instructed, "who has answered is not reminded again");
    assert_eq!((bundle.waiting(), bundle.dead_letters()), (Vec::new(), 0));
}

#[test]
fn who_goes_back_and_answers_otherwise_is_believed_each_time() {
    let bundle = reminded();
    let path = link(&mails(&bundle));
    for (answer, state, times) in [
        ("confirm", "confirmed", 1),
        ("reschedule", "booked", 2),
        ("confirm", "confirmed", 3),
        ("confirm", "confirmed", 3),
    ] {
        // The page that the browser kept.
        assert_eq!(press(&bundle, &path, &format!("answer={answer}&opened=1796220000")).status, 200);
        assert_eq!(
            (&bundle.case("a1")["state"], times_answered(&bundle)),
            (&json!(state), times),
            "{answer}"
        );
    }
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn another_time_is_found_by_mail_alone() {
    let bundle = reminded();
    open(&bundle, "s1", "2026-12-10T09:20");
    open(&bundle, "s2", "2026-12-11T11:00");
    assert_eq!(press(&bundle, &link(&mails(&bundle)), "answer=reschedule").status, 200);
    bundle.advance_minutes(1);
    let options = link(&mails(&bundle));
    assert_eq!(
        buttons(&opened(&bundle, &options)),
        ["Buscar otra hora", "Anular la cita", "Dejarla como está"]
    );
    assert_eq!(press(&bundle, &options, "answer=move").status, 200);
    bundle.advance_minutes(1);
    let times = link(&mails(&bundle));
    let page = opened(&bundle, &times);
    assert!(page.text.contains("la suya sigue en pie"), "{}", page.text);
    assert_eq!(
        buttons(&page)[..2],
        ["jue 10/12 09:20: Dra. López, Sede Centro", "vie 11/12 11:00: Dra. López, Sede Centro"]
    );
    assert_eq!(press(&bundle, &times, "answer=c2").status, 200);
    bundle.advance_minutes(5);
    assert!(
        bundle.case("a1")["local_start"].as_str().unwrap().starts_with("2026-12-11T11:00"),
        "{}",
        bundle.case("a1")
    );
    // The choice is made, and what was asked of the old time is out of date.
    let page = opened(&bundle, &times);
    assert!(page.status == 200 && page.text.contains("Ya hemos recibido su respuesta"), "{}", page.text);
    let page = opened(&bundle, &options);
    assert!(page.status == 410 && page.text.contains("su cita ha cambiado"), "{}", page.text);
    assert_eq!((bundle.waiting(), bundle.dead_letters()), (Vec::new(), 0));
}

#[test]
fn who_wants_to_talk_waits_for_a_person() {
    let bundle = reminded();
    let path = link(&mails(&bundle));
    assert_eq!(press(&bundle, &path, "answer=talk").status, 200);
    assert_eq!(bundle.waiting_reasons(), ["asked"]);
    bundle.advance_minutes(1);
    assert!(
        mails(&bundle).pop().unwrap().contains("leerá su mensaje y le contestará"),
        "{:#?}",
        mails(&bundle)
    );
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn what_does_not_stand_any_more_is_neither_shown_nor_answered() {
    let rows = [
        ("appointment.cancelled", FRIDAY, "ya no está en pie"),
        ("appointment.moved", "2026-12-09T12:00", "su cita ha cambiado"),
    ];
    for (kind, start, says) in rows {
        let bundle = reminded();
        let path = link(&mails(&bundle));
        let mut event = bundle.event_now(kind, "a1", "p1", ANA, start);
        event["patient"] = Value::Null;
        bundle.tell(&event);
        gone(&bundle, &path, says);
    }
    let bundle = reminded();
    let path = link(&mails(&bundle));
    bundle.advance_to("2026-12-04T13:29:00Z");
    assert_eq!(opened(&bundle, &path).status, 200, "a minute before it starts");
    bundle.advance_to("2026-12-04T13:31:00Z");
    gone(&bundle, &path, "ya no espera respuesta");
}

/// The page says so, names the clinic's telephone and nothing of the visit, and takes no answer.
fn gone(bundle: &Bundle, path: &str, says: &str) {
    let before = state(bundle);
    for page in [opened(bundle, path), press(bundle, path, "answer=confirm")] {
        assert_eq!(page.status, 410, "{says}: {}", page.text);
        for part in [says, "Clínica del Sol", "href=\"tel:+541150000001\""] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        for part in ["Ana", "10:30", "diciembre", "<button"] {
            assert!(!page.text.contains(part), "{part}: {}", page.text);
        }
    }
    assert_eq!(state(bundle), before, "{says}");
}

#[test]
fn only_a_link_of_its_own_kind_opens_and_only_in_time() {
    let bundle = reminded();
    let path = link(&mails(&bundle));
    let right = path.strip_prefix("/s/").unwrap();
    let dispatch = bundle.step("a1", "reminder_48h")["messages"][2]["id"].as_str().unwrap().to_owned();
    let (message, _) = Message::parse_dispatch_id(&dispatch).unwrap();
    let buttons = ButtonKey::new("local-button-key");
    let key = LinkKey::new(buttons.clone());
    let until = bundle.now().checked_add(SignedDuration::from_hours(24)).unwrap();
    let flipped = |at: usize| {
        let mut bytes = right.to_owned().into_bytes();
        bytes[at] ^= 1;
        String::from_utf8(bytes).unwrap()
    };
    let signature = right.rfind('.').unwrap();
    let rows = [
        ("unsigned", right[..signature].to_owned(), 404),
        ("a bit of the message", flipped(10), 404),
        ("a bit of its time", flipped(signature - 1), 404),
        ("a bit of the signature", flipped(right.len() - 1), 404),
        ("cut short", right[..right.len() - 1].to_owned(), 404),
        ("another channel", right.replace(".email.", ".sms."), 404),
        (
            "another channel, signed: it did not go out there",
            key.sign_answer(&format!("{message}.sms"), until),
            404,
        ),
        (
            "another deployment's key",
            LinkKey::new(ButtonKey::new("another")).sign_answer(&dispatch, until),
            404,
        ),
        ("a button's payload", buttons.sign(&message, Tapped::Answer(Answer::Confirm)), 404),
        ("a link to a survey's form", key.sign(&message, until), 404),
        (
            "a link to a survey's form, taken for one to answer by",
            key.sign(&message, until).replace("s1.", "a1."),
            404,
        ),
        (
            "a link that stops e-mail, taken for one to answer by",
            key.sign_stop(&message, until).replace("u1.", "a1."),
            404,
        ),
        ("one to answer by, taken for one that stops e-mail", right.replace("a1.", "u1."), 404),
        ("one to answer by, taken for a survey's form", right.replace("a1.", "s1."), 404),
        ("of no message", key.sign_answer("msg_nothing.email", until), 404),
        ("of no channel", key.sign_answer(message.as_str(), until), 404),
        ("expired just now", key.sign_answer(&dispatch, bundle.now()), 410),
        ("a path behind it", format!("{right}/x"), 404),
        ("longer than any token", format!("{right}{}", "0".repeat(200)), 404),
    ];
    let before = state(&bundle);
    for (row, token, status) in rows {
        let path = format!("/s/{token}");
        for page in [opened(&bundle, &path), press(&bundle, &path, "answer=confirm")] {
            assert_eq!(page.status, status, "{row}: {}", page.text);
            assert!(
                !page.text.contains("Clínica del Sol") && !page.text.contains("Ana"),
                "{row}: {}",
                page.text
            );
        }
        assert_eq!(state(&bundle), before, "{row}: it was refused and changed something");
    }
    // A link that stops e-mail opens its own page, and answers nothing.
    let stop = format!("/s/{}", key.sign_stop(&message, until));
    assert!(opened(&bundle, &stop).text.contains("No recibir más correos"));
    assert_eq!(state(&bundle), before);
    assert_eq!(press(&bundle, &path, "answer=confirm").status, 200);
    assert_ne!(state(&bundle), before, "what was refused would have changed something");
}

#[test]
fn several_visits_are_named_as_the_mail_named_them_and_one_is_chosen() {
    let bundle = Bundle::new();
    bundle.tell(&booked_by_mail("a1", FRIDAY, "es"));
    bundle.tell(&booked_by_mail("a2", "2026-12-04T12:00", "es"));
    bundle.advance_to(REMINDED);
    let path = link(&mails(&bundle));
    let page = opened(&bundle, &path);
    assert!(
        page.text.contains("El viernes 4 de diciembre tiene citas a las 10:30 y 12:00."),
        "{}",
        page.text
    );
    assert_eq!(buttons(&page), ["Confirmar", "Cambiar citas", "Hablar con alguien"]);
    assert_eq!(press(&bundle, &path, "answer=reschedule").status, 200);
    bundle.advance_minutes(1);
    let which = link(&mails(&bundle));
    assert_eq!(buttons(&opened(&bundle, &which)), ["Ana 4/12 10:30", "Ana 4/12 12:00"]);
    assert_eq!(press(&bundle, &which, "answer=c2").status, 200);
    bundle.advance_minutes(1);
    assert_eq!(press(&bundle, &link(&mails(&bundle)), "answer=cancel").status, 200);
    assert_eq!(
        (&bundle.case("a1")["state"], &bundle.case("a2")["state"]),
        (&json!("booked"), &json!("cancelled"))
    );
    // What was chosen is not chosen again; what is left of the day can be confirmed.
    assert_eq!(buttons(&press(&bundle, &which, "answer=c1")), [""; 0]);
    let page = opened(&bundle, &path);
    assert!(page.text.contains("10:30") && !page.text.contains("12:00"), "{}", page.text);
    assert_eq!(press(&bundle, &path, "answer=confirm").status, 200);
    assert_eq!(
        (&bundle.case("a1")["state"], &bundle.case("a2")["state"]),
        (&json!("confirmed"), &json!("cancelled"))
    );
    assert_eq!((bundle.waiting(), bundle.dead_letters()), (Vec::new(), 0));
}

#[test]
fn whose_address_is_another_by_now_is_for_a_person() {
    let bundle = reminded();
    let path = link(&mails(&bundle));
    bundle.tell(&json!({
        "event_id": "updated-p1", "type": "patient.updated", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1", "given_name": "Ana", "email": "nueva@example.com", "language": "es" },
    }));
    assert_eq!(press(&bundle, &path, "answer=confirm").status, 200);
    assert_eq!(bundle.case("a1")["state"], "booked", "a person looks first");
    assert_eq!((bundle.waiting_reasons(), bundle.dead_letters()), (vec!["identity_changed".to_owned()], 0));
}

#[test]
fn the_page_speaks_the_language_of_its_message() {
    for (language, title, received, confirm) in [
        ("en", "<h1>Your answer</h1>", "We have received your answer", "Confirm"),
        ("pt", "<h1>A sua resposta</h1>", "Recebemos a sua resposta", "Confirmar"),
    ] {
        let bundle = reminded_of(vec![clinic_files::example()], language);
        let path = link(&mails(&bundle));
        let page = opened(&bundle, &path);
        for part in [&format!("<html lang=\"{language}\">"), title] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert_eq!(buttons(&page)[0], confirm);
        let page = press(&bundle, &path, "answer=confirm");
        assert!(page.text.contains(received), "{}", page.text);
        assert_eq!(bundle.case("a1")["state"], "confirmed");
    }
}

/// A clinic that sends text messages under its name, as in Spain and elsewhere, and says that in one of them.
fn without_replies(template: &str, words: &str) -> Clinic {
    let mut clinic = clinic_files::example();
    "ClinicaSol".clone_into(&mut clinic.senders.sms.as_mut().unwrap().from);
    let mut written = clinic.template(template, Language::Es).unwrap().clone();
    written.sms = Some(Text::parse(words).unwrap());
    clinic.templates.insert(template, Language::Es, written);
    clinic
}

#[test]
fn a_text_from_a_sender_that_takes_no_replies_is_answered_by_its_link() {
    let words = "{{clinic_name}}: su cita, {{appointment_date}} a las {{appointment_time}}. Conteste: {{answer_link}}";
    let mut clinic = without_replies("appointment_reminder", words);
    let mut template = clinic.template("appointment_reminder", Language::Es).unwrap().clone();
    template.whatsapp = None;
    clinic.templates.insert("appointment_reminder", Language::Es, template);
    let bundle = Bundle::of(vec![clinic], tests::START, None);
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    let path = link(&[text(&last(&bundle, ANA))]);
    let page = opened(&bundle, &path);
    let told = "<p>Clínica del Sol: su cita, viernes 4 de diciembre a las 10:30.</p>";
    assert!(page.text.contains(told), "{}", page.text);
    // No WhatsApp template gives them titles.
    assert_eq!(buttons(&page), ["Confirmar", "Cambiar", "Hablar con alguien"]);
    assert_eq!(press(&bundle, &path, "answer=confirm").status, 200);
    let case = bundle.case("a1");
    assert_eq!(case["state"], "confirmed");
    assert!(case["timeline"].to_string().contains("\"channel\":\"sms\""), "{case}");
    assert_eq!(bundle.dead_letters(), 0);
}

/// A time that came free is offered by a text message that takes no replies; gives its link.
fn offered() -> (Bundle, String) {
    let words =
        "{{clinic_name}}: se ha liberado el {{slot_date}} a las {{slot_time}}. Conteste: {{answer_link}}";
    let bundle = Bundle::of(vec![without_replies("slot_offer", words)], tests::START, None);
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-11T10:30"));
    joins(&bundle, "a1", "p1", 0);
    open(&bundle, "s1", "2026-12-08T09:20");
    bundle.advance_minutes(2);
    let path = link(&[text(&last(&bundle, ANA))]);
    (bundle, path)
}

#[test]
fn a_time_that_came_free_is_taken_by_the_link_while_it_is_to_be_had() {
    let (bundle, path) = offered();
    let page = opened(&bundle, &path);
    assert!(page.text.contains("se ha liberado el martes 8 de diciembre a las 09:20.</p>"), "{}", page.text);
    assert_eq!(buttons(&page), ["Sí, la quiero", "No, gracias"]);
    assert_eq!(press(&bundle, &path, "answer=confirm").status, 422, "it has no such button");
    assert_eq!(press(&bundle, &path, "answer=c1").status, 200);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-08T09:20:00");
    let page = opened(&bundle, &path);
    assert!(page.status == 200 && page.text.contains("Ya hemos recibido su respuesta"), "{}", page.text);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn an_offer_that_has_run_out_is_neither_shown_nor_taken() {
    let (bundle, path) = offered();
    bundle.advance_hours(2);
    for page in [opened(&bundle, &path), press(&bundle, &path, "answer=c1")] {
        assert!(page.status == 410 && page.text.contains("ya no espera respuesta"), "{}", page.text);
        assert!(!page.text.contains("09:20"), "{}", page.text);
    }
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-11T10:30:00");
}
