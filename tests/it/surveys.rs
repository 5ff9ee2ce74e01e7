//! Surveys from outside: asked after a visit, answered on the phone, by text, on the web; scored, and followed up.

mod chat;
pub(crate) mod flow;
pub(crate) mod form;
mod scores;

use serde_json::{Value, json};
use tests::Bundle;

use crate::meta;
use crate::usual::{ANA, EVA, FRIDAY, LUZ};

/// When visits on [`FRIDAY`] are over, and when patients have been asked about them.
const OVER: &str = "2026-12-04T14:00:00Z";
const ASKED: &str = "2026-12-05T14:10:00Z";

/// Tells an event about a visit as of now.
fn told(bundle: &Bundle, kind: &str, id: &str, patient: &str, phone: &str, start: &str) {
    bundle.tell(&bundle.event_now(kind, id, patient, phone, start));
}

/// A visit on [`FRIDAY`] that took place, and the clock after its survey.
pub(crate) fn visited(bundle: &Bundle, id: &str, patient: &str, phone: &str) {
    told(bundle, "appointment.booked", id, patient, phone, FRIDAY);
    bundle.advance_to(OVER);
    told(bundle, "appointment.completed", id, patient, phone, FRIDAY);
    bundle.advance_to(ASKED);
}

/// The clinic's messages on a phone that have that text in them.
fn with(bundle: &Bundle, phone: &str, text: &str) -> Vec<Value> {
    let mut messages = bundle.inbox(phone);
    messages.retain(|it| it["text"].as_str().is_some_and(|it| it.contains(text)));
    messages
}

/// The question on a phone.
pub(crate) fn question(bundle: &Bundle, phone: &str) -> Value {
    let mut questions = with(bundle, phone, "fue su visita");
    assert_eq!(questions.len(), 1, "{:#?}", bundle.inbox(phone));
    questions.remove(0)
}

fn get(bundle: &Bundle, target: &str) -> Value {
    let answer = bundle.v1("GET", target, b"");
    assert_eq!(answer.status, 200, "{target}: {}", answer.text);
    answer.json
}

/// What came back about the visits of the day.
fn answers(bundle: &Bundle) -> Vec<Value> {
    get(bundle, "/v1/surveys/answers?date=2026-12-04")["surveys"].as_array().unwrap().clone()
}

fn tickets(bundle: &Bundle) -> Vec<Value> {
    get(bundle, "/v1/tickets")["tickets"].as_array().unwrap().clone()
}

/// The first questionnaire's total.
fn total(bundle: &Bundle) -> Value {
    get(bundle, "/v1/surveys?from=2026-12-01&to=2026-12-07")["questionnaires"][0]["total"].clone()
}

#[test]
fn a_tap_is_scored_and_a_low_one_is_followed_up() {
    let bundle = Bundle::new();
    visited(&bundle, "a1", "p1", ANA);
    let question = question(&bundle, ANA);
    assert_eq!(question["buttons"].as_array().unwrap().len(), 5, "{question:#}");
    assert_eq!((total(&bundle)["asked"].clone(), total(&bundle)["answered"].clone()), (json!(1), json!(0)));
    bundle.tap(ANA, &question, 1);
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!(
        (&survey["score"], &survey["by"], &survey["visit"]["site"]),
        (&json!(2), &json!("whatsapp"), &json!("Sede Centro"))
    );
    let [ticket] = tickets(&bundle).try_into().unwrap();
    assert_eq!(
        (&ticket["state"], &ticket["severity"], &ticket["team"]),
        (&json!("open"), &json!("normal"), &json!("reception"))
    );
    // They are asked why, once, and the reason routes the ticket.
    bundle.advance_minutes(1);
    assert_eq!(with(&bundle, ANA, "¿Qué pasó?").len(), 1);
    bundle.type_text(ANA, "Sigo con dolor y la enfermera fue grosera", "whatsapp");
    let [ticket] = tickets(&bundle).try_into().unwrap();
    assert_eq!(
        (&ticket["severity"], &ticket["team"], &ticket["topic"]),
        (&json!("urgent"), &json!("clinical"), &json!("care"))
    );
    let id = ticket["id"].as_str().unwrap();
    let details = get(&bundle, &format!("/v1/tickets/{id}"))["details"].clone();
    assert_eq!((&details["score"], details["history"].as_array().unwrap().len()), (&json!(2), 2));
    assert_eq!(details["comments"], json!(["Sigo con dolor y la enfermera fue grosera"]));
    let since_asked = bundle
        .inbox(ANA)
        .iter()
        .filter(|it| it["received_at"].as_str() >= question["received_at"].as_str())
        .count();
    assert_eq!(since_asked, 2, "the question, and why: {:#?}", bundle.inbox(ANA));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_changed_mind_moves_the_score_and_counts_once() {
    let bundle = Bundle::new();
    visited(&bundle, "a1", "p1", ANA);
    let question = question(&bundle, ANA);
    for button in [4, 0, 3] {
        bundle.tap(ANA, &question, button);
        bundle.advance_minutes(1);
    }
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!(survey["score"], 4);
    assert_eq!((total(&bundle)["asked"].clone(), total(&bundle)["answered"].clone()), (json!(1), json!(1)));
    // What was low for a minute is looked at all the same.
    assert_eq!(tickets(&bundle).len(), 1);
    assert_eq!(survey["ticket"], tickets(&bundle)[0]["id"]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_digit_by_text_message_is_an_answer() {
    let bundle = Bundle::new();
    bundle.set_phone(EVA, &json!({ "whatsapp": false }));
    visited(&bundle, "a2", "p2", EVA);
    bundle.advance_hours(5);
    assert_eq!(question(&bundle, EVA)["channel"], "sms");
    bundle.type_text(EVA, "5", "sms");
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!((&survey["score"], &survey["by"]), (&json!(5), &json!("sms")));
    assert_eq!((tickets(&bundle).len(), bundle.dead_letters()), (0, 0));
}

#[test]
fn the_words_on_a_button_choose_it_however_they_come() {
    let phones = [(ANA, "whatsapp", "Muy buena", 5), (EVA, "sms", "mala", 2), (LUZ, "sms", "very bad", 1)];
    let bundle = Bundle::new();
    for (at, (phone, channel, ..)) in phones.iter().enumerate() {
        bundle.set_phone(phone, &json!({ "whatsapp": *channel == "whatsapp" }));
        told(&bundle, "appointment.booked", &format!("a{at}"), &format!("p{at}"), phone, FRIDAY);
    }
    bundle.advance_to(OVER);
    for (at, (phone, ..)) in phones.iter().enumerate() {
        told(&bundle, "appointment.completed", &format!("a{at}"), &format!("p{at}"), phone, FRIDAY);
    }
    bundle.advance_to(ASKED);
    bundle.advance_hours(5);
    for (phone, channel, words, _) in phones {
        bundle.type_text(phone, words, channel);
    }
    let answers = answers(&bundle);
    for (at, (.., score)) in phones.iter().enumerate() {
        let survey = answers.iter().find(|it| it["patient"] == format!("p{at}")).unwrap();
        assert_eq!((&survey["score"], &survey["comments"]), (&json!(score), &json!([])), "{survey:#}");
    }
}

#[test]
fn who_wrote_of_something_else_since_is_not_asked_again() {
    for words in ["todo bien pero no puedo respirar", "BAJA"] {
        let bundle = Bundle::new();
        visited(&bundle, "a1", "p1", ANA);
        bundle.type_text(ANA, words, "whatsapp");
        bundle.advance_hours(60);
        assert_eq!(with(&bundle, ANA, "fue su visita").len(), 1, "{words}: {:#?}", bundle.inbox(ANA));
    }
}

#[test]
fn an_open_survey_takes_no_answer_from_a_reminder() {
    let bundle = Bundle::new();
    visited(&bundle, "a1", "p1", ANA);
    told(&bundle, "appointment.booked", "b1", "p1", ANA, "2026-12-08T10:30");
    bundle.advance_to("2026-12-06T13:40:00Z");
    bundle.type_text(ANA, "sí, ahí estaré", "whatsapp");
    assert_eq!((&bundle.case("b1")["state"], answers(&bundle).len()), (&json!("confirmed"), 0));
    bundle.tap(ANA, &question(&bundle, ANA), 4);
    assert_eq!(answers(&bundle)[0]["score"], 5);
}

#[test]
fn row_23_nobody_is_asked_twice_within_a_month_and_why_says_so() {
    let bundle = Bundle::new();
    visited(&bundle, "a1", "p1", ANA);
    bundle.tap(ANA, &question(&bundle, ANA), 4);
    told(&bundle, "appointment.booked", "b1", "p1", ANA, "2026-12-10T10:30");
    bundle.advance_to("2026-12-10T14:00:00Z");
    told(&bundle, "appointment.completed", "b1", "p1", ANA, "2026-12-10T10:30");
    bundle.advance_to("2026-12-12T14:00:00Z");
    assert_eq!(with(&bundle, ANA, "fue su visita").len(), 1, "{:#?}", bundle.inbox(ANA));
    let step = bundle.step("b1", "survey");
    assert_eq!(step["messages"][0]["reason"], "survey_fatigue", "{step:#}");
    let why = bundle.v1("GET", "/v1/cases/b1/why", b"").text;
    assert!(why.contains("asked about another visit not long ago"), "{why}");
}

#[test]
fn who_does_not_answer_is_asked_once_more_by_another_channel() {
    let bundle = Bundle::new();
    visited(&bundle, "a1", "p1", ANA);
    assert_eq!(question(&bundle, ANA)["channel"], "whatsapp");
    bundle.advance_hours(24 * 3);
    let questions = with(&bundle, ANA, "fue su visita");
    let channels: Vec<&str> = questions.iter().map(|it| it["channel"].as_str().unwrap()).collect();
    assert_eq!(channels, ["whatsapp", "sms"]);
    // Two questions, one survey: an answer to the second counts once.
    assert_eq!(total(&bundle)["asked"], 1);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_form_inside_whatsapp_is_an_answer_and_a_forged_one_is_not() {
    let bundle = Bundle::new();
    visited(&bundle, "a1", "p1", ANA);
    let flow = |token: &str, id: &str| {
        let response =
            json!({ "flow_token": token, "score": "1", "waiting": "2", "comment": "Una demora terrible" });
        let message = json!({
            "from": "5491155550101", "id": id, "timestamp": bundle.now().as_second().to_string(), "type": "interactive",
            "interactive": { "type": "nfm_reply", "nfm_reply": { "name": "flow", "body": "Sent", "response_json": response.to_string() } },
        });
        meta::tells(&bundle, "messages", &meta::value("messages", &json!([message])));
    };
    flow("s1.msg_forged.1999999999.00000000000000000000", "wamid.1");
    bundle.advance_hours(1);
    assert_eq!((answers(&bundle).len(), bundle.dead_letters()), (0, 1));
    let token = form::token(&bundle, "a1");
    flow(&token, "wamid.2");
    flow(&token, "wamid.2");
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!(
        (&survey["score"], &survey["by"], &survey["further"]),
        (&json!(1), &json!("flow"), &json!({ "waiting": 2 }))
    );
    assert_eq!(tickets(&bundle)[0]["topic"], "waiting");
}

#[test]
fn staff_work_on_a_ticket_and_a_command_counts_once() {
    let bundle = Bundle::new();
    visited(&bundle, "a1", "p1", ANA);
    bundle.tap(ANA, &question(&bundle, ANA), 0);
    let path = format!("/v1/tickets/{}", tickets(&bundle)[0]["id"].as_str().unwrap());
    let command = |key: &str, body: &Value| bundle.command(&path, key, body);
    let taken = json!({ "by": "Marta", "owner": "Marta", "state": "in_progress", "note": "La llamo hoy" });
    for _ in 0..2 {
        let answer = command("k1", &taken);
        assert_eq!((answer.status, &answer.json["owner"]), (200, &json!("Marta")), "{}", answer.text);
        assert_eq!(answer.json["details"]["history"].as_array().unwrap().len(), 4, "{}", answer.text);
    }
    let other = command("k1", &json!({ "by": "Marta", "note": "No contesta" }));
    assert_eq!((other.status, &other.json["error"]["code"]), (409, &json!("key_taken")));
    for blank in ["note", "outcome"] {
        let refused = command("k2", &json!({ "by": "Marta", "state": "closed", blank: "  " }));
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.text.contains(&format!("`{blank}`")), "{}", refused.text);
    }
    // What does not fit is told, and not what stands there.
    let misspelt = command("k2", &json!({ "by": "Marta", "state": "Ana Gil" }));
    assert_eq!(misspelt.status, 400);
    assert!(
        misspelt.text.contains("`state` is not `open`") && !misspelt.text.contains("Ana Gil"),
        "{}",
        misspelt.text
    );
    let resolve = json!({ "by": "Marta", "state": "resolved" });
    assert_eq!(command("k2", &resolve).status, 409, "not without an outcome");
    let resolved =
        json!({ "by": "Marta", "state": "resolved", "outcome": "Se le explicó y aceptó las disculpas" });
    assert_eq!(command("k2", &resolved).json["state"], "resolved");
    assert_eq!(tickets(&bundle).len(), 0);
    assert_eq!(get(&bundle, "/v1/tickets?state=resolved")["tickets"].as_array().unwrap().len(), 1);
    // What the patient adds opens it again.
    bundle.type_text(ANA, "Nadie me llamó, quiero hacer un reclamo", "whatsapp");
    assert_eq!(tickets(&bundle)[0]["state"], "open");
    bundle.advance_hours(25);
    assert_eq!(tickets(&bundle)[0]["overdue"], true);
    for odd in [
        json!({}),
        json!({ "by": "Marta" }),
        json!({ "by": " ", "state": "open" }),
        json!({ "by": "M", "x": 1 }),
    ] {
        assert_eq!(command("k3", &odd).status, 400, "{odd}");
    }
    assert_eq!(bundle.v1("POST", &path, taken.to_string().as_bytes()).status, 400, "no key");
    let unknown = bundle.command("/v1/tickets/tkt_x", "k", &json!({ "by": "M", "state": "open" }));
    assert_eq!(unknown.status, 404);
}

#[test]
fn tickets_come_in_pages_state_after_state() {
    let bundle = Bundle::new();
    let visits = [("a1", "p1", ANA), ("a2", "p2", EVA), ("a3", "p3", LUZ)];
    for (kind, then) in [("appointment.booked", OVER), ("appointment.completed", ASKED)] {
        for (id, patient, phone) in visits {
            told(&bundle, kind, id, patient, phone, FRIDAY);
        }
        bundle.advance_to(then);
    }
    for (_, _, phone) in visits {
        bundle.tap(phone, &question(&bundle, phone), 0);
    }
    let path = format!("/v1/tickets/{}", tickets(&bundle)[0]["id"].as_str().unwrap());
    let taken = json!({ "by": "Marta", "state": "in_progress" });
    assert_eq!(bundle.command(&path, "k1", &taken).status, 200);
    let pages = crate::lists::pages(&bundle, "/v1/tickets?limit=1", "tickets");
    let states: Vec<Vec<&str>> =
        pages.iter().map(|page| page.iter().map(|it| it["state"].as_str().unwrap()).collect()).collect();
    assert_eq!(states, [vec!["open"], vec!["open", "in_progress"]]);
    assert_eq!(pages.concat(), tickets(&bundle));
}
