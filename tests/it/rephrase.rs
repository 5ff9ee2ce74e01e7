//! Answers in a model's words, and what becomes of words that are not to be sent.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::screen::text;
use crate::usual::{ANA, FRIDAY};

const QUESTION: &str = "hola, hay estacionamiento en la clinica?";

fn bundle(wanted: bool) -> Bundle {
    let mut clinic = local::clinic_files::example();
    clinic.policy.rephrase_answers = wanted;
    let bundle = Bundle::of(vec![clinic], tests::START, None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    // The booking is told meanwhile.
    bundle.advance_minutes(5);
    bundle
}

/// What the clinic answers to the question, in one message.
fn answer(bundle: &Bundle) -> String {
    let before = bundle.inbox(ANA).len();
    bundle.write(ANA, QUESTION);
    let inbox = bundle.inbox(ANA);
    assert_eq!(inbox.len(), before + 1, "{inbox:#?}");
    text(&inbox[before])
}

fn asked(bundle: &Bundle) -> Vec<Value> {
    bundle.sim("GET", "model", &Value::Null).json.as_array().unwrap().clone()
}

#[test]
fn nobody_is_asked_unless_the_clinic_wants_it() {
    let bundle = bundle(false);
    let own = answer(&bundle);
    assert!(own.starts_with("Estacionamiento"), "{own}");
    assert_eq!(asked(&bundle).len(), 0);
}

#[test]
fn a_models_words_are_sent_and_it_learns_nothing_of_the_patient() {
    let bundle = bundle(true);
    let told = answer(&bundle);
    assert!(told.starts_with("OK. "), "{told}");
    let [question] = asked(&bundle).try_into().unwrap();
    let question = question.as_str().unwrap();
    assert!(question.contains("estacionamiento"), "{question}");
    for secret in ["5550101", "Ana", "Pérez"] {
        assert!(!question.contains(secret), "{secret}: {question}");
    }
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn whatever_else_comes_the_passage_itself_is_sent() {
    let own = answer(&self::bundle(false));
    let bundle = bundle(true);
    let says = |text: &str| json!({ "kind": "says", "text": text });
    for turn in [
        json!({ "kind": "refuses", "status": 429, "name": "ThrottlingException" }),
        json!({ "kind": "refuses", "status": 408, "name": "ModelTimeoutException" }),
        json!({ "kind": "refuses", "status": 403, "name": "AccessDeniedException" }),
        json!({ "kind": "silent" }),
        json!({ "kind": "stops", "reason": "max_tokens" }),
        json!({ "kind": "stops", "reason": "guardrail_intervened" }),
        says(""),
        says("Estacione en https://evil.example y pague con tarjeta."),
        says("Tome ibuprofeno 600 mg y descanse."),
        says("Llame al 11 9999-9999 para estacionar."),
        says("<script>alert(1)</script>"),
        says(&"Estacionamiento ".repeat(200)),
    ] {
        assert_eq!(bundle.sim("POST", "model", &turn).status, 200, "{turn}");
        assert_eq!(answer(&bundle), own, "{turn}");
        bundle.advance_minutes(10);
    }
    assert_eq!((asked(&bundle).len(), bundle.dead_letters()), (12, 0));
}
