//! Conversations with people of the clinic in them: hand-over, capacity, the window, quiet assistants.

mod households;
mod visits;

use serde_json::{Value, json};
use tests::{Answered, Bundle, booked};

use crate::meta;
use crate::screen::{conversation, last, text, titles, waiting_id};
use crate::usual::{ANA, FRIDAY, ana_is_booked};

/// Two days before the visits, when the first reminders are out.
const REMINDED: &str = "2026-12-02T14:30:00Z";

/// What a person of the clinic does with a conversation.
pub(crate) fn act(bundle: &Bundle, id: &str, act: &str, body: &Value) -> Answered {
    let answer = bundle.v1("POST", &format!("/v1/threads/{id}/{act}"), body.to_string().as_bytes());
    bundle.advance_minutes(1);
    answer
}

#[test]
fn a_yes_that_names_another_day_is_asked_back() {
    let bundle = ana_is_booked();
    bundle.advance_to(REMINDED);
    bundle.write(ANA, "sí, el lunes");
    assert_eq!(bundle.case("a1")["state"], "booked");
    let question = last(&bundle, ANA);
    assert_eq!(titles(&question), ["Ana 4/12 10:30", "Otra opción"], "{question}");
    bundle.tap(ANA, &question, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
}

#[test]
fn a_yes_that_names_another_day_is_asked_back_after_a_second_reminder_too() {
    let bundle = ana_is_booked();
    bundle.advance_to("2026-12-03T14:30:00Z");
    bundle.write(ANA, "sí, el lunes");
    assert_eq!(bundle.case("a1")["state"], "booked");
    assert_eq!(titles(&last(&bundle, ANA)), ["Ana 4/12 10:30", "Otra opción"]);
}

#[test]
fn the_way_to_a_person_is_named_in_a_text_message() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    bundle.type_text(ANA, "si, el lunes", "sms");
    bundle.advance_minutes(1);
    let question = last(&bundle, ANA);
    let asks = "Gracias. ¿De qué cita se trata? Responda con el numero.";
    assert_eq!(text(&question), format!("{asks}\n1 Ana 4/12 10:30\n2 Otra opcion, con una persona"));
}

#[test]
fn whom_the_answer_does_not_reach_is_for_a_person_once() {
    let bundle = ana_is_booked();
    bundle.advance_to(REMINDED);
    let refused = json!({ "kind": "refuse", "code": 131_026 });
    let armed =
        bundle.sim("POST", "faults", &json!({ "provider": "whatsapp", "times": 1, "effect": refused }));
    assert_eq!(armed.status, 200, "{}", armed.text);
    let heard = bundle.inbox(ANA).len();
    bundle.tap(ANA, &last(&bundle, ANA), 1);
    bundle.advance_minutes(2);
    assert_eq!(bundle.inbox(ANA).len(), heard, "{:#?}", bundle.inbox(ANA));
    assert_eq!((bundle.waiting_reasons(), bundle.dead_letters()), (vec!["unheard".to_owned()], 0));
}

#[test]
fn whom_the_answer_may_not_have_reached_is_for_a_person() {
    let bundle = ana_is_booked();
    bundle.advance_to(REMINDED);
    let lost = json!({ "kind": "lost_request" });
    bundle.sim("POST", "faults", &json!({ "provider": "whatsapp", "times": 1000, "effect": lost }));
    bundle.tap(ANA, &last(&bundle, ANA), 1);
    bundle.advance_minutes(15);
    assert_eq!(bundle.waiting_reasons(), Vec::<String>::new(), "a second call is still to be answered");
    bundle.advance_minutes(15);
    assert_eq!((bundle.waiting_reasons(), bundle.dead_letters()), (vec!["unheard".to_owned()], 0));
}

#[test]
fn just_after_midnight_tomorrow_is_the_day_that_has_begun() {
    let bundle = Bundle::at("2026-12-03T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    // 00:30 of the visit's day.
    bundle.advance_to("2026-12-04T03:30:00Z");
    bundle.write(ANA, "sí, mañana voy");
    assert_eq!(bundle.case("a1")["state"], "confirmed", "{:#}", last(&bundle, ANA));
}

#[test]
fn row_30_an_agent_takes_answers_and_closes_while_the_assistant_is_quiet() {
    let bundle = ana_is_booked();
    bundle.write(ANA, "quiero hablar con alguien");
    let threads = bundle.waiting();
    let id = threads[0]["id"].as_str().unwrap();
    assert_eq!((threads.len(), &threads[0]["reason"]), (1, &json!("asked")));
    assert_eq!(act(&bundle, id, "reply", &json!({ "agent": "marta", "text": "hola" })).status, 409);
    assert_eq!(act(&bundle, id, "take", &json!({ "agent": "marta" })).json["state"], "with_person");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    assert_eq!(
        act(&bundle, id, "take", &json!({ "agent": "luis" })).json["error"]["code"],
        "held_by_another"
    );
    let before = bundle.inbox(ANA).len();
    bundle.write(ANA, "¿me oyen?");
    assert_eq!(bundle.inbox(ANA).len(), before, "the assistant answered beside a person");
    let reply = json!({ "agent": "marta", "text": "Sí, dígame." });
    let keyed = |key: &str| {
        let answer = bundle.command(&format!("/v1/threads/{id}/reply"), key, &reply);
        bundle.advance_minutes(1);
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    keyed("r1");
    keyed("r1");
    assert_eq!(bundle.inbox(ANA).len(), before + 1, "a repeated command said it twice");
    assert_eq!(last(&bundle, ANA)["text"], "Sí, dígame.");
    let closed = act(&bundle, id, "close", &json!({ "agent": "marta", "outcome": "resuelto" }));
    assert_eq!(
        (&closed.json["state"], &closed.json["acts"][2]["note"]),
        (&json!("assistant"), &json!("resuelto"))
    );
    let lines: Vec<&str> =
        closed.json["lines"].as_array().unwrap().iter().filter_map(|it| it["text"].as_str()).collect();
    assert_eq!(lines, ["quiero hablar con alguien", "¿me oyen?", "Sí, dígame."]);
    let lines = closed.json["lines"].as_array().unwrap();
    let said = lines.iter().find(|it| it["text"] == "Sí, dígame.").unwrap();
    assert_eq!((&said["channel"], said["status"].is_string()), (&json!("whatsapp"), true), "{said}");
    // What the assistant said in a template's words is part of it.
    let promised = |it: &Value| it["template"] == "reply_person" && it["from"] == "assistant";
    assert!(lines.iter().any(promised), "{}", closed.text);
}

#[test]
fn what_arrived_is_shown_by_the_channel_on_which_it_did() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "read_receipts": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    bundle.type_text(ANA, "1", "whatsapp");
    // The next channel's turn, and no use for it any more.
    bundle.advance_to("2026-12-03T04:00:00Z");
    let step = bundle.step("a1", "reminder_48h");
    let tried: Vec<_> = step["messages"].as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(tried, ["delivered", "suppressed"], "{step:#}");
    let threads = bundle.v1("GET", "/v1/threads?patient=p1", b"").json["threads"].clone();
    let lines = conversation(&bundle, threads[0]["id"].as_str().unwrap())["lines"].clone();
    let asked = lines.as_array().unwrap().iter().find(|it| it["template"] == "reminder_48h").unwrap();
    assert_eq!((&asked["channel"], &asked["status"]), (&json!("whatsapp"), &json!("delivered")), "{lines:#}");
}

#[test]
fn whoever_answers_sees_the_visits_of_the_next_weeks_whether_they_were_asked_about_or_not() {
    let bundle = ana_is_booked();
    bundle.tell(&booked("a2", "p1", ANA, "2026-12-10T09:00"));
    bundle.advance_minutes(5);
    bundle.write(ANA, "necesito hablar con una persona");
    let whole = conversation(&bundle, &waiting_id(&bundle));
    let visits: Vec<_> = whole["appointments"].as_array().unwrap().iter().map(|it| &it["id"]).collect();
    assert_eq!(visits, ["a1", "a2"], "{whole:#}");
}

#[test]
fn whoever_answers_sees_the_visits_of_everybody_there_and_of_this_evening_further_west() {
    let bundle = Bundle::at("2026-12-03T12:00:00Z", None);
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-10T09:00"));
    for number in 1..=12 {
        bundle.tell(&json!({
            "event_id": format!("merged-{number}"),
            "type": "patient.merged",
            "occurred_at": bundle.now().to_string(),
            "patient": { "id": "p1" },
            "merged_patient_id": format!("old{number}"),
        }));
    }
    // 00:10 at the clinic, and 19:10 of the day before where the visit takes place.
    bundle.advance_to("2026-12-04T03:10:00Z");
    let mut west = bundle.event_now("appointment.booked", "a2", "p2", ANA, "2026-12-03T20:30");
    west["appointment"]["time_zone"] = json!("America/Los_Angeles");
    bundle.tell(&west);
    bundle.write(ANA, "necesito hablar con una persona");
    let whole = conversation(&bundle, &waiting_id(&bundle));
    let of = |id: &str| whole["appointments"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
    let told = ["start", "local_start", "time_zone"].map(|it| &of("a2")[it]);
    assert_eq!(told, ["2026-12-04T04:30:00Z", "2026-12-03T20:30:00", "America/Los_Angeles"], "{whole:#}");
    assert_eq!(of("a1")["time_zone"], "America/Argentina/Buenos_Aires");
}

#[test]
fn who_wants_to_cancel_unasked_is_asked_for_which_visit_and_it_is_cancelled() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(1);
    bundle.write(ANA, "quiero cancelar mi turno");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    let asked = last(&bundle, ANA);
    bundle.tap(ANA, &asked, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["state"], "cancelled", "{asked:#}");
}

#[test]
fn who_says_unasked_that_they_come_confirms_a_visit_that_is_near_and_wakes_nobody() {
    let hears = |visit: &str, words: &str| {
        let bundle = Bundle::at("2026-12-01T15:00:00Z", None);
        bundle.tell(&booked("a1", "p1", ANA, visit));
        bundle.advance_minutes(1);
        bundle.write(ANA, words);
        (bundle.case("a1")["state"].clone(), bundle.waiting().len())
    };
    let (near, far) = (FRIDAY, "2026-12-18T11:30");
    for words in ["sí, confirmo", "Confirmado 👍", "I confirm", "ahí estaré, gracias"] {
        assert_eq!(hears(near, words), (json!("confirmed"), 0), "{words}");
    }
    // So far off that people forget, it is asked about in its time.
    assert_eq!(hears(far, "sí, confirmo"), (json!("booked"), 0));
    // Another day than the visit's, or a mere yes: a person reads it.
    for words in ["confirmo el lunes", "sí"] {
        assert_eq!(hears(near, words), (json!("booked"), 1), "{words}");
    }
}

#[test]
fn another_reply_under_the_key_of_one_is_refused_and_not_lost_unseen() {
    let bundle = ana_is_booked();
    bundle.write(ANA, "quiero hablar con alguien");
    let id = waiting_id(&bundle);
    let keyed = |verb: &str, body: Value| {
        let answer = bundle.command(&format!("/v1/threads/{id}/{verb}"), "k1", &body);
        bundle.advance_minutes(1);
        (answer.status, answer.json["error"]["code"].clone())
    };
    let reply = |text: &str| keyed("reply", json!({ "agent": "marta", "text": text }));
    // Each act has its own keys.
    assert_eq!(keyed("take", json!({ "agent": "marta" })).0, 200);
    assert_eq!(reply("Su turno es el martes.").0, 200);
    assert_eq!(reply("Perdón, es el jueves."), (409, json!("key_taken")));
    assert_eq!(reply("Su turno es el martes.").0, 200);
    assert_eq!(last(&bundle, ANA)["text"], "Su turno es el martes.");
    assert_eq!(keyed("close", json!({ "agent": "marta", "outcome": " " })), (400, json!("invalid_command")));
}

#[test]
fn a_line_in_a_templates_words_names_the_template() {
    let bundle = ana_is_booked();
    for words in ["hola", "quiero hablar con alguien"] {
        bundle.write(ANA, words);
    }
    let conversation = conversation(&bundle, &waiting_id(&bundle));
    let lines = conversation["lines"].as_array().unwrap();
    let menu = lines.iter().find(|it| it["choices"].as_array().is_some_and(|it| !it.is_empty()));
    let menu = menu.unwrap_or_else(|| panic!("{conversation:#}"));
    assert_eq!((&menu["text"], &menu["template"]), (&Value::Null, &json!("menu")), "{menu:#}");
    // Nobody's line is without words and without a template's name.
    let is_empty = |it: &Value| it["text"].is_null() && it["template"].is_null();
    assert!(!lines.iter().any(is_empty), "{conversation:#}");
}

#[test]
fn a_patient_is_named_by_the_record_that_stands() {
    let bundle = ana_is_booked();
    bundle.write(ANA, "quiero hablar con alguien");
    bundle.tell(&json!({
        "event_id": "m1", "type": "patient.merged", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p9" }, "merged_patient_id": "p1",
    }));
    let id = waiting_id(&bundle);
    let taken = act(&bundle, &id, "take", &json!({ "agent": " marta " })).json;
    assert_eq!((&taken["agent"], &taken["people"][0]["id"]), (&json!("marta"), &json!("p9")));
    let template = json!({ "agent": "marta", "template": "staff_reaches_out", "patient": "p9" });
    let sent = act(&bundle, &id, "reply", &template);
    assert_eq!(sent.status, 200, "{}", sent.text);
    let seen = act(&bundle, &id, "verify", &json!({ "agent": "marta", "not_patients": ["p9"] }));
    assert_eq!((seen.status, &seen.json["people"]), (200, &json!([])), "{}", seen.text);
}

#[test]
fn row_10_staff_find_whoever_stopped_messages_and_take_it_back_with_the_reason() {
    let bundle = ana_is_booked();
    bundle.write(ANA, "BAJA");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    let found = bundle.v1("GET", "/v1/threads?patient=p1", b"").json["threads"].clone();
    assert_eq!(found[0]["stopped"], json!(["whatsapp"]), "{found:#}");
    let id = found[0]["id"].as_str().unwrap();
    for incomplete in
        [json!({}), json!({ "channel": "whatsapp" }), json!({ "channel": "whatsapp", "why": " " })]
    {
        let mut body = incomplete;
        body["agent"] = json!("marta");
        assert_eq!(act(&bundle, id, "resume", &body).status, 400, "{body}");
    }
    let back = json!({ "agent": "marta", "channel": "whatsapp", "why": "Lo pidió por teléfono" });
    let done = act(&bundle, id, "resume", &back);
    assert_eq!((done.status, &done.json["stopped"]), (200, &json!([])), "{}", done.text);
    let noted = done.json["acts"][0].clone();
    assert_eq!((&noted["agent"], &noted["act"]), (&json!("marta"), &json!("resume")));
    assert!(noted["note"].as_str().unwrap().ends_with("Lo pidió por teléfono"), "{noted}");
    let again = act(&bundle, id, "resume", &back);
    assert_eq!((again.status, &again.json["error"]["code"]), (409, &json!("not_stopped")));
    bundle.advance_to(REMINDED);
    let reminder = bundle.step("a1", "reminder_48h");
    assert_eq!(reminder["messages"][0]["reason"], Value::Null, "{reminder}");
    let nobody = bundle.v1("GET", "/v1/threads?patient=nobody", b"");
    assert_eq!((nobody.status, &nobody.json["threads"]), (200, &json!([])));
}

#[test]
fn row_21_outside_the_window_only_a_template_leaves() {
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-20T10:30"));
    bundle.write(ANA, "quiero hablar con alguien");
    let id = waiting_id(&bundle);
    act(&bundle, &id, "take", &json!({ "agent": "marta" }));
    bundle.advance_hours(25);
    let before = bundle.inbox(ANA).len();
    let refused = act(&bundle, &id, "reply", &json!({ "agent": "marta", "text": "Buenas" }));
    assert_eq!((refused.status, &refused.json["error"]["code"]), (409, &json!("window_closed")));
    let of_a_visit =
        act(&bundle, &id, "reply", &json!({ "agent": "marta", "template": "appointment_reminder" }));
    assert_eq!(of_a_visit.status, 422, "{}", of_a_visit.text);
    let sent = act(&bundle, &id, "reply", &json!({ "agent": "marta", "template": "staff_reaches_out" }));
    assert_eq!(sent.status, 200, "{}", sent.text);
    assert_eq!(bundle.inbox(ANA).len(), before + 1);
    let lines = conversation(&bundle, &id)["lines"].clone();
    let said = lines.as_array().unwrap().iter().find(|it| it["template"] == "staff_reaches_out").unwrap();
    assert_eq!((&said["from"], &said["agent"]), (&json!("agent"), &json!("marta")), "{lines:#}");
}

#[test]
fn a_reply_that_no_text_message_holds_is_refused() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.type_text(ANA, "quiero hablar con alguien", "sms");
    bundle.advance_minutes(1);
    let id = waiting_id(&bundle);
    act(&bundle, &id, "take", &json!({ "agent": "marta" }));
    let reply = |chars: usize| json!({ "agent": "marta", "text": "a".repeat(chars) });
    let refused = act(&bundle, &id, "reply", &reply(1_601));
    assert_eq!((refused.status, &refused.json["error"]["code"]), (400, &json!("invalid_command")));
    assert_eq!(act(&bundle, &id, "reply", &reply(1_600)).status, 200);
    assert_eq!(last(&bundle, ANA)["text"], "a".repeat(1_600));
}

#[test]
fn row_30_an_agent_holds_as_many_as_the_clinic_says_and_a_closed_one_makes_room() {
    let bundle = Bundle::new();
    let phones: Vec<String> = (0..15).map(|it| format!("+54911555508{it:02}")).collect();
    for (index, phone) in phones.iter().enumerate() {
        bundle.tell(&booked(&format!("c{index}"), &format!("p{index}"), phone, FRIDAY));
        bundle.type_text(phone, "quiero hablar con alguien", "whatsapp");
    }
    bundle.advance_minutes(1);
    let threads = bundle.waiting();
    assert_eq!(threads.len(), 15);
    let taken: Vec<u16> = threads
        .iter()
        .map(|it| act(&bundle, it["id"].as_str().unwrap(), "take", &json!({ "agent": "marta" })).status)
        .collect();
    assert_eq!(taken.iter().filter(|it| **it == 200).count(), 12, "{taken:?}");
    let held = bundle.v1("GET", "/v1/threads?state=held&agent=marta", b"").json["threads"].clone();
    let held = held.as_array().unwrap();
    assert_eq!((held.len(), bundle.waiting().len()), (12, 3));
    assert_eq!(
        act(&bundle, held[0]["id"].as_str().unwrap(), "return", &json!({ "agent": "marta" })).status,
        200
    );
    assert_eq!(bundle.waiting().len(), 4);
    let next = threads[14]["id"].as_str().unwrap();
    assert_eq!(act(&bundle, next, "take", &json!({ "agent": "marta" })).status, 200);
}

#[test]
fn row_30_who_waits_too_long_is_overdue_until_somebody_answers() {
    let bundle = ana_is_booked();
    bundle.write(ANA, "quiero hablar con alguien");
    assert_eq!(bundle.waiting()[0]["overdue"], false);
    bundle.advance_minutes(20);
    assert_eq!(bundle.waiting()[0]["overdue"], true);
    let id = waiting_id(&bundle);
    act(&bundle, &id, "take", &json!({ "agent": "marta" }));
    let answered = act(&bundle, &id, "reply", &json!({ "agent": "marta", "text": "Aquí estoy." }));
    assert_eq!(answered.json["overdue"], false);
}

#[test]
fn row_10_a_suspected_stop_is_settled_either_way() {
    for (verb, status) in [("stop", "opted_out"), ("resume", "")] {
        let bundle = ana_is_booked();
        bundle.advance_minutes(1);
        bundle.write(ANA, "Please unsubscribe me");
        let id = waiting_id(&bundle);
        act(&bundle, &id, "take", &json!({ "agent": "marta" }));
        let template = json!({ "agent": "marta", "template": "staff_reaches_out" });
        assert_eq!(act(&bundle, &id, "reply", &template).json["error"]["code"], "in_doubt");
        let close = json!({ "agent": "marta" });
        assert_eq!(act(&bundle, &id, "close", &close).json["error"]["code"], "stop_suspected");
        let settled = json!({ "agent": "marta", "channel": "whatsapp", "why": "lo dijo por teléfono" });
        assert_eq!(act(&bundle, &id, verb, &settled).json["in_doubt_since"], Value::Null);
        assert_eq!(act(&bundle, &id, "close", &close).status, 200);
        bundle.advance_to(REMINDED);
        let reminder = bundle.step("a1", "reminder_48h");
        let reason = reminder["messages"][0]["reason"].as_str().unwrap_or_default();
        assert_eq!(reason, status, "{verb}: {reminder}");
    }
}

#[test]
fn row_19_a_number_in_doubt_is_written_to_again_once_staff_have_looked() {
    let bundle = ana_is_booked();
    bundle.advance_minutes(1);
    bundle.write(ANA, "número equivocado, no soy esa persona");
    assert_eq!(bundle.waiting()[0]["reason"], "wrong_person");
    bundle.advance_to(REMINDED);
    assert_eq!(bundle.step("a1", "reminder_48h")["reason"], "unverified");
    let id = waiting_id(&bundle);
    let seen = act(&bundle, &id, "verify", &json!({ "agent": "marta" }));
    assert_eq!((seen.status, &seen.json["in_doubt_since"]), (200, &Value::Null), "{}", seen.text);
    bundle.advance_hours(25);
    let reminder = bundle.step("a1", "reminder_24h");
    assert!(
        reminder["messages"][0]["status"] == "delivered" || reminder["messages"][0]["status"] == "read",
        "{reminder}"
    );
}

/// What Meta tells of what staff do in the WhatsApp Business app.
fn echo(bundle: &Bundle, id: &str, content: &Value) {
    let mut echo = json!({
        "from": "541150000001", "to": ANA.trim_start_matches('+'), "id": id,
        "timestamp": bundle.now().as_second().to_string(),
    });
    echo.as_object_mut().unwrap().extend(content.as_object().unwrap().clone());
    meta::tells(bundle, "smb_message_echoes", &meta::value("message_echoes", &json!([echo])));
    bundle.advance_minutes(1);
}

#[test]
fn what_staff_take_back_on_the_phone_is_not_shown_whichever_is_told_first() {
    let bundle = ana_is_booked();
    bundle.write(ANA, "quiero hablar con alguien");
    let id = waiting_id(&bundle);
    let words = json!({ "type": "text", "text": { "body": "Hola, señor Gil." } });
    let taken_back =
        |original: &str| json!({ "type": "revoke", "revoke": { "original_message_id": original } });
    echo(&bundle, "wamid.1", &words);
    echo(&bundle, "wamid.2", &taken_back("wamid.1"));
    echo(&bundle, "wamid.3", &taken_back("wamid.4"));
    echo(&bundle, "wamid.4", &words);
    let rewritten = json!({ "type": "text", "text": { "body": "Hola, Ana." } });
    let edit = json!({ "original_message_id": "wamid.0", "message": rewritten });
    echo(&bundle, "wamid.5", &json!({ "type": "edit", "edit": edit }));
    let lines = conversation(&bundle, &id)["lines"].clone();
    let by_staff = lines.as_array().unwrap().iter().filter(|it| it["agent"] == "whatsapp_app");
    let shown: Vec<&str> = by_staff.map(|it| it["text"].as_str().unwrap()).collect();
    assert_eq!(shown, ["[deleted]", "[deleted]", "Hola, Ana."], "{lines:#}");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn what_staff_take_back_of_ours_on_the_phone_is_not_shown() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "read_receipts": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    bundle.write(ANA, "quiero hablar con alguien");
    let id = waiting_id(&bundle);
    act(&bundle, &id, "take", &json!({ "agent": "marta" }));
    act(&bundle, &id, "reply", &json!({ "agent": "marta", "text": "Hola, señor Gil." }));
    let said = bundle.world().accepted().unwrap();
    assert_eq!(said.len(), 4, "a confirmation, a reminder, that a person will answer, the answer");
    for original in said.iter().map(|it| &it.provider_id) {
        let taken_back = json!({ "type": "revoke", "revoke": { "original_message_id": original } });
        echo(&bundle, &format!("{original}.off"), &taken_back);
    }
    let lines = conversation(&bundle, &id)["lines"].clone();
    let ours = lines.as_array().unwrap().iter().filter(|it| it["from"] != "patient");
    let shown: Vec<_> = ours.map(|it| (it["text"].as_str(), it["template"].as_str())).collect();
    assert_eq!(shown, [(Some("[deleted]"), None); 4], "{lines:#}");
    // The reminder is not known to be read, and a text message says it in its own words.
    bundle.advance_to("2026-12-03T13:00:00Z");
    let told = last(&bundle, ANA);
    assert!(told["channel"] == "sms" && text(&told).contains("10:30"), "{told}");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn what_staff_write_from_the_phone_is_a_persons_answer() {
    let bundle = ana_is_booked();
    bundle.write(ANA, "quiero hablar con alguien");
    let id = waiting_id(&bundle);
    echo(&bundle, "wamid.ECHO", &json!({ "type": "text", "text": { "body": "Hola, soy Marta." } }));
    let thread = conversation(&bundle, &id);
    assert_eq!(
        (&thread["state"], &thread["agent"]),
        (&json!("with_person"), &json!("whatsapp_app")),
        "{thread:#}"
    );
    assert!(
        thread["lines"].as_array().unwrap().iter().any(|it| it["text"] == "Hola, soy Marta."),
        "{thread:#}"
    );
    let before = bundle.inbox(ANA).len();
    bundle.write(ANA, "¿hay lugar mañana?");
    assert_eq!(bundle.inbox(ANA).len(), before, "the assistant answered beside a person");
    // Nobody closes a conversation on a phone: half a day later the assistant is back, and what was not answered waits.
    bundle.advance_hours(13);
    let thread = conversation(&bundle, &id);
    let listed = bundle.v1("GET", "/v1/threads?state=held", b"").json["threads"][0].clone();
    for shown in [&thread, &listed] {
        assert_eq!((&shown["state"], &shown["agent"]), (&json!("waiting_for_person"), &Value::Null));
    }
    bundle.write(ANA, "hola, tienen estacionamiento?");
    assert!(text(&last(&bundle, ANA)).contains("Yerbal"), "{}", last(&bundle, ANA));
}
