//! What patients answer: it counts, it binds to its message, and none of it is lost.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::{FRIDAY_48H, assert_single, count, said, sends, told, why, writes};
use crate::screen::{last, text, titles};
use crate::usual::{ANA, FRIDAY};

/// A bundle whose 48 h reminder has just gone out to Ana.
fn reminded() -> (Bundle, Value) {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(FRIDAY_48H);
    let reminder = last(&bundle, ANA);
    (bundle, reminder)
}

#[test]
fn row_12_a_confirmation_ends_the_asking() {
    let (bundle, reminder) = reminded();
    bundle.tap(ANA, &reminder, 0);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    bundle.advance_to("2026-12-04T14:00:00Z");
    assert_eq!(
        said(&bundle, ANA),
        ["appointment_booked", "appointment_reminder", "appointment_instructions"]
    );
    assert_eq!(bundle.step("a1", "reminder_24h")["reason"], "confirmed");
    assert!(why(&bundle, "a1", "reminder_24h").contains("already confirmed"));
    assert_single(&bundle);
}

#[test]
fn row_12_a_tap_counts_once_however_often_it_is_told() {
    let (bundle, reminder) = reminded();
    for _ in 0..3 {
        bundle.tap(ANA, &reminder, 0);
    }
    let case = bundle.case("a1");
    assert_eq!(case["state"], "confirmed");
    bundle.advance_minutes(10);
    assert_eq!(sends(&bundle, ANA).len(), 2, "a confirmation needs no answer");
    // The same tap, delivered three times under one id.
    let (bundle, _) = reminded();
    let send = sends(&bundle, ANA).pop().unwrap();
    let content = json!({ "type": "text", "text": { "body": "quiero hablar con alguien" },
        "context": { "id": send.provider_id } });
    for _ in 0..3 {
        writes(&bundle, &json!({ "from": "5491155550101" }), "wamid.same", &content);
    }
    bundle.advance_minutes(10);
    assert_eq!(count(&bundle, ANA, "text"), 1, "one answer to one message");
    assert_eq!(bundle.waiting()[0]["last"].as_array().unwrap().len(), 1);
    assert_single(&bundle);
}

#[test]
fn row_13_an_answer_by_sms_binds_to_its_question() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(FRIDAY_48H);
    bundle.advance_minutes(5);
    let sms = bundle.inbox(ANA);
    assert!(sms.iter().all(|it| it["channel"] == "sms"), "{sms:?}");
    assert!(sms.last().unwrap()["text"].as_str().unwrap().contains("Responda 1"));
    bundle.type_text(ANA, "1", "sms");
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_single(&bundle);
}

#[test]
fn row_13_what_is_not_understood_waits_for_a_person() {
    type Act<'a> = &'a dyn Fn(&Bundle);
    let from = json!({ "from": "5491155550101" });
    let picture =
        json!({ "type": "image", "image": { "id": "1", "mime_type": "image/jpeg", "caption": "receta" } });
    let cases: [(&str, Act<'_>, &str); 4] = [
        (
            "words",
            &|it: &Bundle| it.type_text(ANA, "mi hija tiene fiebre, ¿la llevo igual?", "whatsapp"),
            "not_understood",
        ),
        ("a wish", &|it: &Bundle| it.type_text(ANA, "quiero hablar con alguien", "whatsapp"), "asked"),
        ("a picture", &|it: &Bundle| writes(it, &from, "wamid.picture", &picture), "attachment"),
        ("not for me", &|it: &Bundle| it.type_text(ANA, "no me escriban más", "whatsapp"), "suspected_stop"),
    ];
    for (name, act, reason) in cases {
        let (bundle, _) = reminded();
        act(&bundle);
        bundle.advance_minutes(2);
        let threads = bundle.waiting();
        assert_eq!(threads.len(), 1, "{name}: {threads:?}");
        assert_eq!(
            (&threads[0]["state"], &threads[0]["reason"]),
            (&json!("waiting_for_person"), &json!(reason)),
            "{name}"
        );
        assert_eq!(threads[0]["last"][0]["ended"], "queued", "{name}");
        assert_eq!(threads[0]["patients"], json!(["p1"]), "{name}");
        assert_eq!(bundle.case("a1")["state"], "booked", "{name}");
        assert_eq!(count(&bundle, ANA, "text"), 1, "{name}: the patient is told that somebody reads it");
        assert_single(&bundle);
    }
}

#[test]
fn row_13_what_is_no_words_reaches_staff_with_what_it_says() {
    let (bundle, _) = reminded();
    let card = json!({ "name": { "formatted_name": "Luis Gil" }, "phones": [{ "phone": "600 333 444" }] });
    let sent = [
        json!({ "type": "document", "document": { "id": "1", "filename": "consent.pdf", "caption": "firmado" } }),
        json!({ "type": "location", "location": { "latitude": -34.6, "longitude": -58.4, "name": "Casa" } }),
        json!({ "type": "contacts", "contacts": [card] }),
        json!({ "type": "text", "text": { "body": "una consulta más" } }),
        json!({ "type": "revoke", "revoke": { "original_message_id": "wamid.3" } }),
        json!({ "type": "request_welcome" }),
        json!({ "type": "system", "system": { "type": "user_changed_number", "wa_id": "5491155550999" } }),
    ];
    for (index, content) in sent.iter().enumerate() {
        writes(&bundle, &json!({ "from": "5491155550101" }), &format!("wamid.{index}"), content);
    }
    let threads = bundle.waiting();
    let last = threads[0]["last"].as_array().unwrap();
    let shown: Vec<&str> = last.iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(
        shown,
        [
            "[document] consent.pdf: firmado", "[location] Casa, -34.6, -58.4",
            "[contacts] Luis Gil 600 333 444", "[deleted]", "[number changed] +5491155550999",
        ]
    );
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn row_13_who_says_that_a_payment_is_settled_cancels_nothing() {
    let due = json!({
        "event_id": "due", "type": "payment.due", "occurred_at": tests::START,
        "patient": { "id": "p1", "given_name": "Ana", "family_name": "Pérez", "phone": ANA, "language": "es" },
        "notice": { "id": "inv-7", "due_on": "2026-12-10" },
    });
    for quotes in [false, true] {
        let bundle = Bundle::new();
        bundle.tell(&due);
        bundle.advance_minutes(5);
        let mut settled = json!({ "type": "text", "text": { "body": "cancelado" } });
        if quotes {
            settled["context"] = json!({ "id": sends(&bundle, ANA)[0].provider_id });
        }
        writes(&bundle, &json!({ "from": "5491155550101" }), "wamid.settled", &settled);
        bundle.advance_minutes(5);
        assert_eq!(bundle.case("inv-7")["state"], "booked", "quoted: {quotes}");
        assert_eq!(bundle.waiting().len(), 1, "quoted: {quotes}");
    }
    // Nor the visit that was asked about before, unless it is named.
    for (words, state) in [("cancelado", "booked"), ("quiero cancelar mi turno", "cancelled")] {
        let (bundle, _) = reminded();
        bundle.tell(&due);
        bundle.advance_minutes(5);
        // Nor where they say it once more, to our answer.
        for words in [words, "cancelado, muchas gracias"] {
            bundle.type_text(ANA, words, "whatsapp");
            bundle.advance_minutes(5);
        }
        assert_eq!(
            (&bundle.case("a1")["state"], &bundle.case("inv-7")["state"]),
            (&json!(state), &json!("booked"))
        );
    }
}

#[test]
fn row_13_a_stranger_is_heard_too() {
    let bundle = Bundle::new();
    let stranger = "+5491155559999";
    bundle.write(stranger, "hola, ¿tienen turno para mañana?");
    // They are asked who they are, and have a person at a word.
    assert_eq!(bundle.waiting().len(), 0);
    bundle.write(stranger, "persona");
    let threads = bundle.waiting();
    assert_eq!((threads.len(), &threads[0]["patients"]), (1, &json!([])), "{threads:?}");
    assert_eq!(sends(&bundle, stranger).len(), 2);
    // A forged button is only its words.
    let (bundle, _) = reminded();
    let forged = json!({ "type": "button", "button": { "payload": "a1.msg_x.confirm.AAAA", "text": "Ver" } });
    writes(&bundle, &json!({ "from": "5491155559999" }), "wamid.forged", &forged);
    assert_eq!(bundle.case("a1")["state"], "booked");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn row_13_several_open_questions_are_not_guessed() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    let mut sister = booked("a2", "p2", ANA, "2026-12-04T10:35");
    sister["patient"]["given_name"] = json!("Luz");
    bundle.tell(&json!([booked("a1", "p1", ANA, FRIDAY), sister]));
    bundle.advance_to("2026-12-02T13:40:00Z");
    assert_eq!(
        count(&bundle, ANA, "appointment_reminder"),
        2,
        "one phone, two patients: {:?}",
        said(&bundle, ANA)
    );
    bundle.type_text(ANA, "sí", "whatsapp");
    assert_eq!(
        (&bundle.case("a1")["state"], &bundle.case("a2")["state"]),
        (&json!("booked"), &json!("booked"))
    );
    // Asked back, by name, as soon as the phone has it.
    bundle.advance_minutes(1);
    let which = last(&bundle, ANA);
    let choices = titles(&which);
    assert!(choices[0].starts_with("Ana ") && choices[1].starts_with("Luz "), "{which}");
    assert_eq!(bundle.waiting().len(), 0);
    // The button knows whose it is.
    let luz = bundle.inbox(ANA).into_iter().find(|it| {
        it["text"].as_str().unwrap().contains("Hola, Luz") && it["buttons"].as_array().unwrap().len() == 3
    });
    bundle.tap(ANA, &luz.unwrap(), 0);
    assert_eq!(
        (&bundle.case("a1")["state"], &bundle.case("a2")["state"]),
        (&json!("booked"), &json!("confirmed"))
    );
    assert_single(&bundle);
}

#[test]
fn row_15_several_visits_of_a_day_are_one_message() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&json!([
        booked("a1", "p1", ANA, FRIDAY),
        booked("a2", "p1", ANA, "2026-12-04T12:00"),
        booked("a3", "p1", ANA, "2026-12-04T18:00"),
    ]));
    bundle.advance_minutes(10);
    bundle.tell(&told(&bundle, "appointment.cancelled", "a3", ANA, "2026-12-04T18:00"));
    bundle.advance_to("2026-12-02T18:00:00Z");
    let day = sends(&bundle, ANA)
        .into_iter()
        .filter(|it| it.template.as_deref() == Some("appointment_reminder_day"));
    let day: Vec<_> = day.map(|it| it.body).collect();
    assert_eq!((day.len(), count(&bundle, ANA, "appointment_reminder")), (1, 0), "{:?}", said(&bundle, ANA));
    assert!(day[0].contains("10:30 y 12:00") && !day[0].contains("18:00"), "{day:?}");
    assert_eq!(bundle.step("a2", "reminder_48h")["state"], "grouped");
    assert!(why(&bundle, "a2", "reminder_48h").contains("another visit"));
    let reminder =
        bundle.inbox(ANA).into_iter().find(|it| it["text"].as_str().unwrap().contains("varias citas"));
    bundle.tap(ANA, &reminder.unwrap(), 0);
    let states = ["a1", "a2", "a3"].map(|it| bundle.case(it)["state"].clone());
    assert_eq!(states.to_vec(), ["confirmed", "confirmed", "cancelled"]);
    assert_single(&bundle);
}

#[test]
fn what_a_patient_rewrote_and_then_deleted_is_not_shown() {
    let (bundle, _) = reminded();
    let text = |body: &str| json!({ "type": "text", "text": { "body": body } });
    let edit = json!({ "original_message_id": "wamid.1", "message": text("me duele mucho una muela") });
    let revoke = json!({ "original_message_id": "wamid.1" });
    for (id, content) in [
        ("wamid.1", text("me duele la muela, soy Gil")),
        ("wamid.2", json!({ "type": "edit", "edit": edit })),
        ("wamid.3", json!({ "type": "revoke", "revoke": revoke })),
    ] {
        writes(&bundle, &json!({ "from": "5491155550101" }), id, &content);
    }
    let threads = bundle.waiting();
    let last = threads[0]["last"].as_array().unwrap();
    let shown: Vec<&str> = last.iter().map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(shown, ["[deleted]", "[deleted]"], "{threads:#?}");
}

#[test]
fn row_15_who_changes_one_of_several_visits_says_which() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&json!([booked("a1", "p1", ANA, FRIDAY), booked("a2", "p1", ANA, "2026-12-04T12:00")]));
    bundle.advance_to("2026-12-02T18:00:00Z");
    let reminder = last(&bundle, ANA);
    assert!(text(&reminder).contains("varias citas"), "{reminder}");
    bundle.tap(ANA, &reminder, 1);
    bundle.advance_minutes(1);
    let which = last(&bundle, ANA);
    assert_eq!(titles(&which), ["Ana 4/12 10:30", "Ana 4/12 12:00"], "{which}");
    bundle.tap(ANA, &which, 1);
    bundle.advance_minutes(1);
    let asks = |it: &&Value| text(it).contains("Qué prefiere hacer");
    assert_eq!(bundle.inbox(ANA).iter().filter(asks).count(), 1);
    bundle.tap(ANA, &last(&bundle, ANA), 1);
    bundle.advance_minutes(1);
    assert_eq!(
        (&bundle.case("a1")["state"], &bundle.case("a2")["state"]),
        (&json!("booked"), &json!("cancelled"))
    );
    // Of the one that is left there is nothing to ask.
    bundle.tap(ANA, &reminder, 1);
    bundle.advance_minutes(1);
    assert_eq!(bundle.inbox(ANA).iter().filter(asks).count(), 2);
    // Who comes to that one is not told that the other one is off.
    bundle.tap(ANA, &reminder, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert!(bundle.inbox(ANA).iter().all(|it| !text(it).contains("ya no está al día")));
    assert_single(&bundle);
}

#[test]
fn row_15_by_text_message_another_number_changes_the_answer_and_says_which() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&json!([booked("a1", "p1", ANA, FRIDAY), booked("a2", "p1", ANA, "2026-12-04T12:00")]));
    bundle.advance_to("2026-12-02T18:00:00Z");
    for number in ["1", "2"] {
        bundle.type_text(ANA, number, "sms");
        bundle.advance_minutes(1);
    }
    let which = text(&last(&bundle, ANA));
    assert!(which.ends_with("\n1 Ana 4/12 10:30\n2 Ana 4/12 12:00"), "{which}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    assert_single(&bundle);
}

#[test]
fn row_15_of_a_day_whose_first_visit_was_moved_the_other_is_meant() {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    bundle.tell(&json!([booked("a1", "p1", ANA, FRIDAY), booked("a2", "p1", ANA, "2026-12-04T12:00")]));
    bundle.advance_to("2026-12-02T18:00:00Z");
    bundle.tell(&bundle.event_now("appointment.moved", "a1", "p1", ANA, "2026-12-11T10:30"));
    bundle.advance_minutes(2);
    bundle.write(ANA, "cancelo la del 4 de diciembre");
    assert_eq!(
        (&bundle.case("a1")["state"], &bundle.case("a2")["state"]),
        (&json!("booked"), &json!("cancelled"))
    );
    // Nobody was asked about a visit that they did not mean.
    assert!(bundle.inbox(ANA).iter().all(|it| !text(it).contains("De qué cita")));
    assert_single(&bundle);
}
