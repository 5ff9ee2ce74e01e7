//! A hospital's system told by HL7 v2, as its interface engine posts it: what patients hear of it, and what the sender
//! is answered.

use serde_json::{Value, json};
use tests::{Answered, Bundle, KEY};

use crate::usual::ANA;

const FRIDAY: &str = "202612041030";
const LATER: &str = "202612041600";

/// A message about Ana's visit as of now, in Latin-1, framed as MLLP does it.
fn message(bundle: &Bundle, event: &str, number: &str, start: &str) -> Vec<u8> {
    let now: String = bundle.now().to_string().chars().filter(char::is_ascii_digit).take(14).collect();
    let text = format!(
        "MSH|^~\\&|HIS|CENTRO|PULSO|SOL|{now}+0000||SIU^{event}|{number}|P|2.3.1||||||8859/1\r\
         SCH||a1|||||||30|MIN|^^^{start}\r\
         PID|1||p1^^^CENTRO^MR||Núñez Peña^María||19791103|F|||||011 15-5555-0101^PRN^CP||es\r\
         AIL|1||^^^Sede Centro\r\
         AIP|1||7^López^Laura^^^Dra.\r"
    );
    let latin_1 = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap());
    std::iter::once(0x0B).chain(latin_1).chain([0x1C, 0x0D]).collect()
}

/// Posts a body; what follows is handled, and what is to be said at once is said.
fn post(bundle: &Bundle, body: &[u8]) -> Answered {
    let bearer = format!("Bearer {KEY}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/hl7-v2")];
    let answer = bundle.send("POST", "/v1/hl7", &headers, body);
    bundle.settle();
    bundle.advance_minutes(5);
    answer
}

fn assert_stored(answer: &Answered, number: &str) {
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert!(answer.text.ends_with(&format!("\rMSA|AA|{number}\r")), "{}", answer.text);
}

fn texts(bundle: &Bundle) -> Vec<String> {
    bundle.inbox(ANA).iter().map(|it| it["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_visit_is_booked_moved_and_cancelled_and_a_repeat_changes_nothing() {
    let bundle = Bundle::new();
    let booked = message(&bundle, "S12", "1", FRIDAY);
    assert_stored(&post(&bundle, &booked), "1");
    let said = texts(&bundle);
    assert!(said.len() == 1 && said[0].contains("María") && said[0].contains("10:30"), "{said:?}");
    // Modified, but in nothing that she has to know.
    let modified = message(&bundle, "S14", "2", FRIDAY);
    assert_stored(&post(&bundle, &modified), "2");
    assert_eq!(texts(&bundle).len(), 1);
    let moved = message(&bundle, "S13", "3", LATER);
    assert_stored(&post(&bundle, &moved), "3");
    let said = texts(&bundle);
    assert!(said.len() == 2 && said[1].contains("ha cambiado") && said[1].contains("16:00"), "{said:?}");
    let cancelled = message(&bundle, "S15", "4", LATER);
    assert_stored(&post(&bundle, &cancelled), "4");
    let said = texts(&bundle);
    assert!(said.len() == 3 && said[2].contains("anulada"), "{said:?}");
    assert_eq!(bundle.case("a1")["state"], "cancelled");
    let case = bundle.case("a1");
    for (repeat, number) in [(&cancelled, "4"), (&moved, "3"), (&booked, "1")] {
        assert_stored(&post(&bundle, repeat), number);
    }
    assert_eq!((texts(&bundle).len(), &bundle.case("a1")["version"]), (3, &case["version"]));
    assert_eq!((bundle.case("a1")["state"].clone(), bundle.dead_letters()), (json!("cancelled"), 0));
}

#[test]
fn each_message_is_answered_for_itself() {
    let bundle = Bundle::new();
    let right = message(&bundle, "S12", "1", FRIDAY);
    let wrong = message(&bundle, "S12", "2", "20261204");
    let other = message(&bundle, "S18", "3", FRIDAY);
    let answer = post(&bundle, &[&right[..], &wrong[..], &other[..]].concat());
    assert_eq!(answer.status, 202, "{}", answer.text);
    let codes: Vec<&str> = answer.text.split('\r').filter(|it| it.starts_with("MSA")).collect();
    assert_eq!(codes[0], "MSA|AA|1");
    assert!(codes[1].starts_with("MSA|AE|2|SCH-11 is not an HL7 date and time"), "{codes:?}");
    assert!(codes[2].starts_with("MSA|AR|3|MSH-9 is SIU"), "{codes:?}");
    assert_eq!(bundle.case("a1")["state"], "booked");
    for body in [&wrong[..], &other[..], b"{}", b""] {
        let answer = post(&bundle, body);
        assert!(answer.status == 400 && answer.text.contains("\rMSA|A"), "{}", answer.text);
        assert_eq!(answer.json, Value::Null);
    }
}

#[test]
fn who_did_not_come_is_told_by_a_status() {
    let bundle = Bundle::new();
    post(&bundle, &message(&bundle, "S12", "1", FRIDAY));
    bundle.advance_to("2026-12-04T14:30:00Z");
    let told =
        String::from_utf8(message(&bundle, "S14", "2", FRIDAY).into_iter().filter(u8::is_ascii).collect());
    let missed = told.unwrap().replace(&format!("^^^{FRIDAY}"), &format!("^^^{FRIDAY}||||||||||||||Noshow"));
    assert_stored(&post(&bundle, missed.as_bytes()), "2");
    assert_eq!(bundle.case("a1")["state"], "missed");
}
