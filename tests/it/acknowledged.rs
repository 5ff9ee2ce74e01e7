//! Who says that they come hears back, where the clinic's journey wants it: as `docs/clinic.md` has it.

use domain::journey::{Step, Topic};
use domain::language::Language;
use domain::template::Template;
use local::clinic_files;
use serde_json::{Value, json};
use tests::{Bundle, START, booked};

use crate::screen::{last, text};
use crate::usual::{ANA, FRIDAY, REMINDED};

/// The example in the document: what follows the step's and the template's headings.
fn documented<T: serde::de::DeserializeOwned>(heading: &str) -> T {
    let document = include_str!("../../docs/clinic.md");
    let (_, section) = document.split_once("\n## An answer to who confirms\n").unwrap();
    let (_, table) = section.split_once(&format!("```toml\n{heading}\n")).unwrap();
    toml::from_str(table.split_once("```").unwrap().0).unwrap()
}

/// The example clinic, which answers who confirms on these channels.
fn answering(channels: Value) -> Bundle {
    let mut clinic = clinic_files::example();
    let mut step: Step = documented("[[journeys.steps]]");
    step.channels = serde_json::from_value(channels).unwrap();
    let template: Template = documented("[reply_confirmed]");
    for language in Language::ALL {
        clinic.templates.insert("reply_confirmed", language, template.clone());
    }
    let journey = clinic.journeys.iter_mut().find(|it| it.topic == Topic::Appointment).unwrap();
    journey.steps.push(step);
    Bundle::of(vec![clinic], START, None)
}

const THANKS: &str = "Thank you, Ana. We expect you on viernes 4 de diciembre at 10:30.";

/// What was said on a phone since it had so many messages.
fn since(bundle: &Bundle, phone: &str, count: usize) -> Vec<String> {
    bundle.inbox(phone).iter().skip(count).map(text).collect()
}

#[test]
fn a_tap_at_night_is_answered_once_and_the_case_says_so() {
    let bundle = answering(json!(["whatsapp"]));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    let reminder = last(&bundle, ANA);
    let heard = bundle.inbox(ANA).len();
    bundle.advance_to("2026-12-03T02:30:00Z");
    for _ in 0..3 {
        bundle.tap(ANA, &reminder, 0);
        bundle.advance_minutes(2);
    }
    assert_eq!(since(&bundle, ANA, heard), [THANKS]);
    assert_eq!(last(&bundle, ANA)["buttons"], json!([]), "it asks nothing");
    let step = bundle.step("a1", "confirmed");
    assert_eq!(
        (&step["state"], &step["messages"][0]["status"]),
        (&json!("released"), &json!("read")),
        "{step}"
    );
    let case = bundle.case("a1");
    let kinds: Vec<&str> =
        case["timeline"].as_array().unwrap().iter().filter_map(|it| it["kind"].as_str()).collect();
    assert!(kinds.ends_with(&["answered", "said", "answered", "read", "answered"]), "{kinds:?}");
    let why = bundle.v1("GET", "/v1/cases/a1/why", b"").json;
    let told = why["steps"].as_array().unwrap().iter().find(|it| it["step"] == "confirmed").unwrap();
    assert_eq!((&told["state"], &told["explanation"]), (&json!("released"), &json!("whatsapp: read")));
    let report = bundle.v1("GET", "/v1/report?from=2026-12-04&to=2026-12-04", b"").json;
    assert_eq!(report["states"]["confirmed"], 1, "{report}");
    assert_eq!(bundle.waiting(), Vec::<Value>::new());
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_text_message_is_answered_only_where_the_clinic_pays_for_it() {
    for (channels, said) in [(json!(["whatsapp"]), 0), (json!(["whatsapp", "sms"]), 1)] {
        let bundle = answering(channels);
        bundle.set_phone(ANA, &json!({ "whatsapp": false }));
        bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
        bundle.advance_to(REMINDED);
        let heard = bundle.inbox(ANA).len();
        bundle.type_text(ANA, "1", "sms");
        bundle.advance_minutes(2);
        bundle.type_text(ANA, "sí, voy", "sms");
        bundle.advance_minutes(2);
        assert_eq!(bundle.case("a1")["state"], "confirmed");
        assert_eq!(since(&bundle, ANA, heard), [THANKS][..said]);
        assert_eq!(bundle.dead_letters(), 0);
    }
}

#[test]
fn several_visits_of_a_day_are_one_answer() {
    let bundle = answering(json!(["whatsapp"]));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.tell(&booked("a2", "p1", ANA, "2026-12-04T12:00"));
    bundle.advance_to(REMINDED);
    let (reminder, heard) = (last(&bundle, ANA), bundle.inbox(ANA).len());
    bundle.tap(ANA, &reminder, 0);
    bundle.advance_minutes(2);
    assert_eq!(since(&bundle, ANA, heard), [THANKS.replace("10:30", "10:30 y 12:00")]);
    let message = |case: &str| bundle.step(case, "confirmed")["messages"][0]["id"].clone();
    assert_eq!(message("a1"), message("a2"));
    assert!(message("a1").is_string());
    assert_eq!(["a1", "a2"].map(|it| bundle.case(it)["state"].clone()), ["confirmed", "confirmed"]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn of_two_people_each_is_named() {
    let bundle = answering(json!(["whatsapp"]));
    for (id, patient, name) in [("a1", "p1", "Ana"), ("b1", "p2", "Luis")] {
        let mut event = booked(id, patient, ANA, FRIDAY);
        event["patient"]["given_name"] = json!(name);
        bundle.tell(&event);
    }
    bundle.advance_to(REMINDED);
    let heard = bundle.inbox(ANA).len();
    bundle.write(ANA, "vamos los dos");
    let mut said = since(&bundle, ANA, heard);
    said.sort();
    assert_eq!(said, [THANKS.to_owned(), THANKS.replace("Ana", "Luis")]);
    assert_eq!(bundle.dead_letters(), 0);
}
