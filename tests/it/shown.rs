//! What is shown afterwards: the line of what was said in a template's words, and a link that was used.

use serde_json::{Value, json};
use tests::{Bundle, booked};

const ANA: &str = "+5491155550101";

#[test]
fn a_line_in_a_templates_words_names_the_template() {
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p1", ANA, "2026-12-04T10:30"));
    bundle.type_text(ANA, "hola", "whatsapp");
    bundle.advance_minutes(1);
    bundle.type_text(ANA, "quiero hablar con alguien", "whatsapp");
    bundle.advance_minutes(1);
    let id = bundle.waiting()[0]["id"].as_str().unwrap().to_owned();
    let conversation = bundle.v1("GET", &format!("/v1/threads/{id}"), b"").json;
    let lines = conversation["lines"].as_array().unwrap();
    let menu = lines.iter().find(|it| it["choices"].as_array().is_some_and(|it| !it.is_empty()));
    let menu = menu.unwrap_or_else(|| panic!("{conversation:#}"));
    assert_eq!((&menu["text"], &menu["template"]), (&Value::Null, &json!("menu")), "{menu:#}");
    // Nobody's line is without words and without a template's name.
    let is_empty = |it: &Value| it["text"].is_null() && it["template"].is_null();
    assert!(!lines.iter().any(is_empty), "{conversation:#}");
}

#[test]
fn row_16_a_family_is_answered_in_the_language_that_it_reads() {
    let bundle = Bundle::new();
    for (visit, patient) in [("a1", "p1"), ("a2", "p2")] {
        let mut event = booked(visit, patient, ANA, "2026-12-04T10:30");
        event["patient"]["language"] = json!("en");
        bundle.tell(&event);
    }
    bundle.type_text(ANA, "hello", "whatsapp");
    bundle.advance_minutes(1);
    let menu = bundle.inbox(ANA).pop().unwrap();
    assert_eq!(menu["buttons"][0]["title"], "Opening hours", "{menu:#}");
    assert!(menu["text"].as_str().unwrap().starts_with("Hello"), "{menu:#}");
}

#[test]
fn the_page_that_stopped_email_says_so_when_it_is_opened_again() {
    let bundle = Bundle::new();
    let mut event = booked("a1", "p1", ANA, "2026-12-04T10:30");
    event["patient"]["phone"] = Value::Null;
    event["patient"]["email"] = json!("ana@example.com");
    bundle.tell(&event);
    bundle.advance_minutes(5);
    let mails = bundle.sim("GET", "mail", &Value::Null).json;
    let mail = mails[0]["text"].as_str().unwrap();
    let path = mail[mail.find("/s/u1.").unwrap()..].trim_end();
    let asks = |text: &str| text.contains("<form method=\"post\">");
    assert!(asks(&bundle.send("GET", path, &[], b"").text), "{mail}");
    assert_eq!(bundle.send("POST", path, &[], b"").status, 200);
    // Later, since a stop is of its instant.
    bundle.advance_minutes(5);
    let again = bundle.send("GET", path, &[], b"");
    assert!(again.status == 200 && !asks(&again.text), "{}", again.text);
    assert!(again.text.contains("No le enviaremos más correos"), "{}", again.text);
}
