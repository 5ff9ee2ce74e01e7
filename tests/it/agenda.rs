//! A clinic's agenda with the mess of real ones, three days long: what came of it adds up.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::case::Answer;
use local::standin::Provider;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use tests::Bundle;

const AGENDA: &[u8] = include_bytes!("../agendas/agenda-2027-03-10.csv");
const WRONG: &str = include_str!("../agendas/agenda-2027-03-10.wrong.json");
/// The agenda's first visits are two days ahead.
const START: &str = "2027-03-08T12:00:00Z";
/// Rows with nothing wrong in them.
const TAKEN: u64 = 216;
const DAYS: [&str; 6] = ["2027-03-10", "2027-03-11", "2027-03-12", "2027-03-13", "2027-03-14", "2027-03-15"];
/// How long moving the clock by three days may take in all: the promise of the issue, for a build without optimisation.
const FAST_FORWARD_MAX: Duration = Duration::from_secs(10);
/// Which button of the question what to do instead moves the visit, and which cancels it.
const MOVE: u32 = 0;
const CANCEL: u32 = 1;

/// A patient's habit, by the last digit of the phone.
fn habit(phone: &str) -> Option<Answer> {
    match phone.bytes().last().unwrap() {
        b'0'..=b'4' => Some(Answer::Confirm),
        b'5' | b'6' => Some(Answer::Move),
        b'7' => Some(Answer::Cancel),
        _ => None,
    }
}

fn import(bundle: &Bundle) {
    let answer = bundle.v1("POST", "/v1/agenda", AGENDA);
    assert_eq!(answer.status, 202, "{}", answer.text);
    let wrong: Value = serde_json::from_str(WRONG).unwrap();
    let place = |row: &Value, number: &str| {
        (row[number].as_u64().unwrap(), row["field"].as_str().unwrap().to_owned())
    };
    let expected: Vec<_> = wrong.as_array().unwrap().iter().map(|it| place(it, "row")).collect();
    let rejected: Vec<_> =
        answer.json["rejected"].as_array().unwrap().iter().map(|it| place(it, "index")).collect();
    assert_eq!(rejected, expected, "{}", answer.text);
    assert!(
        answer.json["rejected"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| !it["reason"].as_str().unwrap().is_empty())
    );
    assert_eq!(answer.json["accepted"], TAKEN);
    assert_eq!(answer.json["ignored_columns"], json!(["Observaciones"]));
    assert_eq!(answer.json["warnings"], Value::Null, "no visit is past");
    bundle.settle();
}

/// Some phones have no `WhatsApp`, are switched off, or tell nothing of reading; some patients want to hear nothing.
fn set_phones(bundle: &Bundle) {
    let phones = phones(bundle);
    for (index, phone) in phones.iter().enumerate() {
        let settings = match index % 12 {
            1 => json!({ "whatsapp": false }),
            5 => json!({ "online": false }),
            7 => json!({ "read_receipts": false }),
            9 => {
                bundle.type_text(phone, "BAJA", "sms");
                bundle.type_text(phone, "BAJA", "whatsapp");
                continue;
            }
            _ => continue,
        };
        bundle.set_phone(phone, &settings);
    }
}

fn phones(bundle: &Bundle) -> Vec<String> {
    let list = bundle.sim("GET", "phones", &Value::Null).json;
    list.as_array().unwrap().iter().map(|it| it["phone"].as_str().unwrap().to_owned()).collect()
}

/// Answers what asks, once each, as its owner is used to.
fn answer_messages(bundle: &Bundle, answered: &mut BTreeSet<String>) {
    for phone in phones(bundle) {
        let Some(habit) = habit(&phone) else { continue };
        for message in bundle.inbox(&phone) {
            let buttons = message["buttons"].as_array().unwrap().len();
            let id = message["id"].as_str().unwrap().to_owned();
            if buttons == 0 || answered.contains(&id) {
                continue;
            }
            let is_question = message["text"].as_str().unwrap().len() < 80;
            let button = match (habit, is_question) {
                (Answer::Move, true) => MOVE,
                (Answer::Cancel, true) => CANCEL,
                (Answer::Confirm, _) => 0,
                (_, _) => 1,
            };
            let body = json!({ "message_id": id, "button": button });
            let tapped = bundle.sim("POST", &format!("phones/{phone}/tap"), &body);
            // A phone that is off now does nothing.
            assert!(matches!(tapped.status, 200 | 409), "{}", tapped.text);
            if tapped.status == 200 {
                answered.insert(id);
            }
        }
    }
}

fn sum(counts: &Value) -> u64 {
    counts.as_object().unwrap().values().map(|it| it.as_u64().unwrap()).sum()
}

fn print_table(report: &Value) {
    let mut lines = Vec::new();
    for name in [
        "cases", "messages", "sent", "delivered", "read", "confirmed", "asked_to_move", "cancelled",
        "fallback", "waiting", "grouped", "suppressed", "skipped", "states",
    ] {
        match &report[name] {
            Value::Object(parts) => {
                lines.extend(
                    parts
                        .iter()
                        .map(|(reason, count)| format!("{:24}{count:>6}", format!("{name}: {reason}"))),
                );
            }
            count => lines.push(format!("{name:24}{count:>6}")),
        }
    }
    eprintln!("{}", lines.join("\n"));
}

/// What the processor has spent on this test: what else runs on the machine does not count.
fn spent() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap()
}

#[test]
fn agenda_adds_up() {
    let bundle = Bundle::at(START, None);
    import(&bundle);
    bundle.advance_minutes(1);
    set_phones(&bundle);
    let (mut answered, mut moving) = (BTreeSet::new(), Duration::ZERO);
    for _ in 0..36 {
        let started = spent();
        bundle.advance_hours(2);
        moving += spent().saturating_sub(started);
        answer_messages(&bundle, &mut answered);
    }
    bundle.advance_minutes(5);
    let report = bundle.v1("GET", "/v1/report?from=2027-03-10&to=2027-03-15", b"").json;
    print_table(&report);
    eprintln!("{:24}{:>5.1}s", "72 h fast-forward", moving.as_secs_f64());
    assert!(moving < FAST_FORWARD_MAX, "72 h took {moving:?} of the processor");
    let count = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(count("cases"), TAKEN, "every row that was taken is one case");
    assert_eq!(sum(&report["states"]), count("cases"));
    assert_eq!(count("messages"), count("sent") + count("waiting") + sum(&report["suppressed"]));
    assert!(count("read") <= count("delivered") && count("delivered") <= count("sent"), "{report}");
    for busy in [
        "sent", "delivered", "read", "confirmed", "asked_to_move", "cancelled_by_patient", "fallback",
        "grouped",
    ] {
        assert!(count(busy) > 0, "{busy} is zero: {report}");
    }
    assert!(sum(&report["suppressed"]) > 0 && report["suppressed"]["opted_out"].is_u64(), "{report}");
    assert!(!bundle.world().mails().unwrap().is_empty(), "patients without a phone get an e-mail");
    assert_eq!(bundle.dead_letters(), 0);
    sends_are_on_record(&bundle);
    every_step_is_explained(&bundle);
}

/// What the providers took is what the cases and the answers show as given to them, one by one.
fn sends_are_on_record(bundle: &Bundle) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for send in bundle.world().accepted().unwrap() {
        let reference = send.reference.unwrap();
        let reference = match send.provider {
            // A tag takes no dots.
            Provider::AwsEmail => String::from_utf8(BASE64.decode(reference).unwrap()).unwrap(),
            // Twilio brings it back in an address.
            _ => reference.rsplit('=').next().unwrap().to_owned(),
        };
        *taken.entry(reference).or_default() += 1;
    }
    for (reference, count) in &taken {
        let answer = bundle.v1("GET", &format!("/v1/messages/{reference}"), b"");
        assert_eq!(answer.status, 200, "{reference} is not on record");
        let status = answer.json["status"].as_str().unwrap();
        assert!(
            matches!(status, "queued" | "sent" | "delivered" | "read" | "failed"),
            "{reference}: {status}"
        );
        assert_eq!(*count, 1, "{reference} was sent more than once");
    }
    let shown = cases(bundle).into_iter().flat_map(|case| {
        let steps = case["steps"].as_array().unwrap().clone();
        steps.into_iter().flat_map(|it| it["messages"].as_array().unwrap().clone())
    });
    for message in shown.filter(|it| matches!(it["status"].as_str().unwrap(), "sent" | "delivered" | "read"))
    {
        assert!(taken.contains_key(message["id"].as_str().unwrap()), "no provider took {message}");
    }
}

fn cases(bundle: &Bundle) -> Vec<Value> {
    let day = |date: &&str| bundle.v1("GET", &format!("/v1/cases?date={date}"), b"").json["cases"].clone();
    DAYS.iter().map(day).flat_map(|it| it.as_array().unwrap().clone()).collect()
}

fn every_step_is_explained(bundle: &Bundle) {
    for case in cases(bundle) {
        let id = case["id"].as_str().unwrap();
        let why = bundle.v1("GET", &format!("/v1/cases/{id}/why"), b"").json;
        let steps = why["steps"].as_array().unwrap();
        assert_eq!(steps.len(), case["steps"].as_array().unwrap().len(), "{id}");
        for step in steps {
            assert!(!step["explanation"].as_str().unwrap().is_empty(), "{id}: {step}");
            let left_out = step["state"] == "skipped";
            assert!(!left_out || step["explanation"].as_str().unwrap().contains("because"), "{id}: {step}");
        }
    }
}

#[test]
fn what_another_system_calls_its_columns_is_read_or_named() {
    let bundle = Bundle::new();
    let file = "Folio,Fecha de la cita,Hora de la cita,Paciente,Celular,Estatus,Sala\n\
                77120,11/12/2026,10:00,Irma Soto,011 15-5555-0320,Cancelada,3\n\
                77121,20/11/2026,10:00,Irma Soto,011 15-5555-0320,Agendada,3\n";
    let answer = bundle.v1("POST", "/v1/agenda", file.as_bytes());
    let past = json!({ "index": 3, "field": "start", "reason": "is more than 24 hours in the past" });
    let want = json!({ "accepted": 2, "rejected": [], "warnings": [past], "ignored_columns": ["Sala"] });
    assert_eq!((answer.status, answer.json), (202, want));
    bundle.settle();
    assert_eq!(bundle.v1("GET", "/v1/cases/77120", b"").json["state"], "cancelled");
}
