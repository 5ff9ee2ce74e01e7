//! The schema of a clinic's file, which is also its reference, against the code that reads such files: both ways.

use std::collections::BTreeSet;

use domain::clinic::{Clinic, SlotRules, WaitingList};
use domain::journey::STEPS_MAX;
use domain::language::Language;
use domain::survey::{FURTHER_CHARS_MAX, FURTHER_MAX, TOPICS_MAX};
use local::clinic_files;
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../infra/clinics/clinic.schema.json");
const EXAMPLE: &str = include_str!("../../infra/clinics/sol/clinic.toml");
/// No key and no choice has this name.
const UNHEARD_OF: &str = "unheard_of";

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn example() -> Value {
    toml::from_str(EXAMPLE).unwrap()
}

/// The example with every table and list that the schema has.
fn everything() -> Value {
    let mut clinic = example();
    clinic["release_hours"]["days"] = json!(["mon"]);
    clinic["policy"]["budget_stops"] = json!(["survey"]);
    clinic["surveys"][0]["flow"] = json!({ "id": "1", "screen": "SURVEY" });
    for services in ["only_services", "except_services"] {
        clinic["journeys"][0]["steps"][0][services] = json!(["laboratorio"]);
    }
    clinic["slot_system"] = json!({ "url": "https://agenda.example/pulso" });
    clinic
}

/// The schema's values from this one on, each with where it stands in [`everything`].
fn places<'a>(at: &str, schema: &'a Value) -> Vec<(String, &'a Value)> {
    let mut found = vec![(at.to_owned(), schema)];
    for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
        found.extend(places(&format!("{at}/{key}"), inner));
    }
    if schema["items"].is_object() {
        found.extend(places(&format!("{at}/0"), &schema["items"]));
    }
    found
}

/// The clinic with a value there; in a list, in place of its first one.
fn with(mut clinic: Value, at: &str, value: Value) -> Value {
    let (parent, key) = at.rsplit_once('/').unwrap();
    match clinic.pointer_mut(parent).unwrap() {
        Value::Array(list) => list[0] = value,
        table => table[key] = value,
    }
    clinic
}

fn without(mut clinic: Value, at: &str) -> Value {
    let (parent, key) = at.rsplit_once('/').unwrap();
    clinic.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key);
    clinic
}

fn read(clinic: Value) -> Result<Clinic, String> {
    serde_json::from_value(clinic).map_err(|it| it.to_string())
}

/// What the error says that is read there: the names in it behind the first, which is the one that is not.
fn expected(error: &str) -> BTreeSet<&str> {
    error.split('`').skip(1).step_by(2).skip(1).collect()
}

/// What a key without a value comes to by the schema. A table with a default has those of its keys.
fn default_of(schema: &Value) -> Value {
    if schema["type"] == "object" && schema["default"].is_object() {
        let keys = schema["properties"].as_object().unwrap();
        return keys.iter().map(|(key, it)| (key.clone(), default_of(it))).collect();
    }
    schema["default"].clone()
}

/// A list with so many: its own, and its first one again under other names.
fn grown(list: &Value, count: usize) -> Value {
    let mut list = list.as_array().unwrap().clone();
    for at in list.len()..count {
        let again = with(list[0].clone(), "/name", json!(format!("more_{at}")));
        list.push(again);
    }
    Value::Array(list)
}

#[test]
fn the_example_is_as_the_schema_says() {
    let schema = schema();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for clinic in [example(), everything()] {
        let errors: Vec<String> =
            validator.iter_errors(&clinic).map(|it| format!("{} at {}", it, it.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn every_table_has_the_keys_that_are_read_and_no_other() {
    let schema = schema();
    for (at, table) in places("", &schema).into_iter().filter(|(_, it)| it["type"] == "object") {
        let error = read(with(everything(), &format!("{at}/{UNHEARD_OF}"), json!("a"))).unwrap_err();
        let keys: BTreeSet<&str> =
            table["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(expected(&error), keys, "{at}: {error}");
        assert_eq!(table["additionalProperties"], false, "{at}");
    }
}

#[test]
fn what_may_be_left_out_may_be_and_comes_to_the_default() {
    let schema = schema();
    for (at, table) in places("", &schema) {
        let required: BTreeSet<&str> =
            table["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (key, inner) in table["properties"].as_object().into_iter().flatten() {
            let place = format!("{at}/{key}");
            let read = read(without(everything(), &place));
            assert_eq!(read.is_err(), required.contains(key.as_str()), "{place}");
            let Ok(clinic) = read else { continue };
            let value = serde_json::to_value(clinic).unwrap().pointer(&place).cloned().unwrap_or_default();
            assert_eq!(value, default_of(inner), "{place}");
        }
    }
}

#[test]
fn every_choice_and_every_example_is_read_and_no_other_choice() {
    let schema = schema();
    for (at, place) in places("", &schema) {
        let listed = |what: &str| place[what].as_array().into_iter().flatten();
        for value in listed("enum").chain(listed("examples")) {
            let read = read(with(everything(), &at, value.clone()));
            assert!(read.is_ok(), "{at}: {value}: {:?}", read.err());
        }
        if place["enum"].is_array() {
            let error = read(with(everything(), &at, json!(UNHEARD_OF))).unwrap_err();
            let choices: BTreeSet<&str> = listed("enum").filter_map(Value::as_str).collect();
            assert_eq!(expected(&error), choices, "{at}: {error}");
        }
    }
}

#[test]
fn whole_numbers_end_where_the_schema_says() {
    let schema = schema();
    for (at, place) in places("", &schema) {
        // Less is a limit of the clinic's, which is not looked at before everything is read.
        let most = place["maximum"].as_u64().filter(|it| *it >= u64::from(u16::MAX));
        let Some(most) = most else { continue };
        assert!(read(with(everything(), &at, json!(most))).is_ok(), "{at}: {most}");
        assert!(read(with(everything(), &at, json!(most + 1))).is_err(), "{at}: {most} and 1");
    }
}

/// Holds values against the schema and against everything that a clinic's files are checked for.
struct Checks {
    clinic: Value,
    schema: jsonschema::Validator,
    templates: [(Language, String); 3],
}

impl Checks {
    fn new() -> Self {
        let file = |it: Language| {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/clinics/sol/templates");
            std::fs::read_to_string(format!("{folder}/{}.toml", it.as_str())).unwrap()
        };
        let clinic = with(example(), "/slot_system", json!({ "url": "https://agenda.example" }));
        Self {
            // Early enough for any deadline of an answer.
            clinic: with(clinic, "/journeys/0/steps/5/before", json!("15d")),
            schema: jsonschema::draft202012::new(&schema()).unwrap(),
            templates: Language::ALL.map(|it| (it, file(it))),
        }
    }

    /// Both take the value there, or neither does.
    fn check(&self, at: &str, value: &Value, fits: bool) {
        let clinic = with(self.clinic.clone(), at, value.clone());
        let text = toml::to_string(&clinic).unwrap();
        let templates = self.templates.each_ref().map(|(language, text)| (*language, text.as_str()));
        let parsed = clinic_files::parse(&text, &templates);
        assert_eq!(parsed.is_ok(), fits, "{at}: {value}: {:?}", parsed.err());
        assert_eq!(self.schema.is_valid(&clinic), fits, "{at}: {value}");
    }
}

#[test]
fn limits_are_the_codes_own() {
    let checks = Checks::new();
    for (at, limits) in [
        ("/waiting_list/at_a_time", WaitingList::AT_A_TIME),
        ("/waiting_list/offer_minutes", WaitingList::OFFER_MINUTES),
        ("/slots/unanswered_frees_hours", SlotRules::UNANSWERED_FREES_HOURS),
    ] {
        let (first, last) = limits.into_inner();
        for (number, fits) in [(first - 1, false), (first, true), (last, true), (last + 1, false)] {
            checks.check(at, &json!(number), fits);
        }
    }
    for (at, most) in [
        ("/journeys/0/steps", STEPS_MAX),
        ("/surveys/0/further", FURTHER_MAX),
        ("/surveys/0/topics", TOPICS_MAX),
    ] {
        let list = checks.clinic.pointer(at).unwrap();
        checks.check(at, &grown(list, most), true);
        checks.check(at, &grown(list, most + 1), false);
    }
    let words = "/surveys/0/further/0/words/es";
    checks.check(words, &json!("a".repeat(FURTHER_CHARS_MAX)), true);
    checks.check(words, &json!("a".repeat(FURTHER_CHARS_MAX + 1)), false);
}

#[test]
fn what_the_schema_takes_is_taken() {
    let checks = Checks::new();
    for (at, value) in [
        ("/senders/sms/from", json!("22395")),
        ("/senders/sms/from", json!("ClinicaSol")),
        ("/senders/sms/from", json!("1st-Clinic")),
        ("/senders/email/from", json!("turnos-1+sol@mail.sol.example")),
        ("/release_hours/closes", json!("00:00")),
        ("/policy/budget_per_month", json!(0)),
        ("/journeys/0/steps/5/before", json!("1d 2h 30m")),
        ("/journeys/0/steps/5/on", json!([])),
        ("/surveys/0/low_at", json!(4)),
        ("/identification/ask", json!(["birth_date", "document"])),
        ("/slot_system/url", json!("https://agenda.example:8443/a/b")),
    ] {
        checks.check(at, &value, true);
    }
}

#[test]
fn what_the_schema_refuses_is_refused() {
    let checks = Checks::new();
    for (at, value) in [
        ("/id", json!("a b")),
        ("/id", json!("a".repeat(65))),
        ("/name", json!(" ")),
        ("/phone", json!("")),
        ("/country", json!("ar")),
        ("/languages", json!([])),
        ("/languages", json!(["es", "es"])),
        ("/senders/whatsapp/phone_number_id", json!("+541150000001")),
        ("/senders/whatsapp/waba_id", json!("")),
        ("/senders/whatsapp/messaging_limit", json!(0)),
        ("/senders/sms/from", json!("541150000002")),
        ("/senders/sms/from", json!("Sol SA")),
        ("/senders/email/from", json!("Sol <turnos@sol.example>")),
        ("/senders/email/from", json!("turnos@sol")),
        ("/release_hours/opens", json!("9:00")),
        ("/release_hours/closes", json!("24:00")),
        ("/release_hours/days", json!([])),
        ("/policy/messages_per_day_max", json!(0)),
        ("/policy/messages_per_week_max", json!(0)),
        ("/policy/budget_per_month", json!(-1)),
        ("/journeys/0/steps/0/channels", json!([])),
        ("/journeys/0/steps/0/channels", json!(["sms", "sms"])),
        ("/journeys/0/steps/0/before", json!("48h")),
        ("/journeys/0/steps/0/on", json!([])),
        ("/journeys/0/steps/5/before", json!("2w")),
        ("/surveys/0/name", json!("After visit")),
        ("/surveys/0/low_at", json!(0)),
        ("/surveys/0/low_at", json!(5)),
        ("/surveys/0/further/0/name", json!("Waiting")),
        ("/identification/ask", json!(["document"])),
        ("/identification/ask", json!(["document", "document"])),
        ("/slot_system/url", json!("http://agenda.example")),
        ("/slot_system/url", json!("https://agenda.example/?a=b")),
    ] {
        checks.check(at, &value, false);
    }
}
