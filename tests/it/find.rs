//! Who has the clinic on the telephone is found by whatever number they say.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::usual::{ANA, EVA, FRIDAY, ana_is_booked};

/// What is found by a text: the ids of conversations and of visits, and who they are.
fn found(bundle: &Bundle, text: &str) -> (Vec<Value>, Vec<Value>, Value) {
    let answer = bundle.v1("POST", "/v1/find", json!({ "text": text }).to_string().as_bytes());
    assert_eq!(answer.status, 200, "{text}: {}", answer.text);
    let ids = |list: &str| answer.json[list].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    (ids("threads"), ids("appointments"), answer.json["names"].clone())
}

fn nothing() -> (Vec<Value>, Vec<Value>, Value) {
    (Vec::new(), Vec::new(), json!({}))
}

/// The conversations with a patient, as their list has them.
fn talks(bundle: &Bundle, patient: &str) -> Vec<Value> {
    let listed = bundle.v1("GET", &format!("/v1/threads?patient={patient}"), b"").json["threads"].clone();
    listed.as_array().unwrap().iter().map(|it| it["id"].clone()).collect()
}

#[test]
fn a_number_finds_who_is_there_however_it_is_written() {
    let bundle = Bundle::new();
    bundle.tell(&json!([booked("a1", "p1", ANA, FRIDAY), booked("e1", "p2", EVA, FRIDAY)]));
    let ana = (talks(&bundle, "p1"), vec![json!("a1")], json!({ "p1": "Ana Pérez" }));
    assert_eq!(ana.0.len(), 1);
    for spelling in [
        ANA, "+54 9 11 5555-0101", "+54 11 5555 0101", "0054 9 11 5555-0101", "5491155550101",
        " 011 15-5555-0101 ", "(011) 5555-0101", "11 15 5555 0101", "1155550101", "cel. 9 11 5555-0101",
    ] {
        assert_eq!(found(&bundle, spelling), ana, "{spelling}");
    }
    // Without an area code it is anybody's, and a name is no number.
    for text in ["15-5555-0101", "5555-0101", "+54 9 11 5555-0199", "Ana Pérez", "Ana", "p", "", " ", "@"] {
        assert_eq!(found(&bundle, text), nothing(), "{text:?}");
    }
}

#[test]
fn a_patients_number_a_visits_and_an_e_mail_address_find_the_same() {
    let bundle = Bundle::new();
    let mut visit = booked("a1", "p1", ANA, FRIDAY);
    visit["patient"]["email"] = json!("Ana.Perez@example.com");
    bundle.tell(&json!([visit, booked("a2", "p1", ANA, "2026-12-03T09:00")]));
    let (mut threads, visits) = (talks(&bundle, "p1"), [json!("a2"), json!("a1")]);
    threads.sort_by_key(Value::to_string);
    assert_eq!(threads.len(), 2, "by telephone and by e-mail");
    for text in ["p1", "a1", "a2", " p1 ", "ana.perez@EXAMPLE.com", ANA] {
        let (mut talks, mut cases, names) = found(&bundle, text);
        talks.sort_by_key(Value::to_string);
        cases.sort_by_key(|it| *it == json!("a1"));
        assert_eq!((&talks, cases.as_slice()), (&threads, &visits[..]), "{text}");
        assert_eq!(names, json!({ "p1": "Ana Pérez" }), "{text}");
    }
}

#[test]
fn a_visit_of_long_ago_is_found_by_its_own_number_alone() {
    let bundle = ana_is_booked();
    bundle.advance_to("2026-12-20T12:00:00Z");
    let talks = talks(&bundle, "p1");
    assert_eq!(found(&bundle, "a1"), (talks.clone(), vec![json!("a1")], json!({ "p1": "Ana Pérez" })));
    assert_eq!(found(&bundle, ANA), (talks, Vec::new(), json!({ "p1": "Ana Pérez" })));
}

#[test]
fn a_notices_number_finds_whose_it_is_and_is_no_visit() {
    let bundle = Bundle::new();
    let visit = booked("a1", "p1", ANA, FRIDAY);
    let notice = json!({
        "event_id": "due-1", "type": "payment.due", "occurred_at": bundle.now().to_string(),
        "patient": visit["patient"], "notice": { "id": "inv-7", "due_on": "2026-12-10" },
    });
    bundle.tell(&json!([visit, notice]));
    assert_eq!(bundle.case("inv-7")["topic"], "payment_due");
    let hers = (talks(&bundle, "p1"), vec![json!("a1")], json!({ "p1": "Ana Pérez" }));
    assert_eq!(found(&bundle, "inv-7"), hers);
}

#[test]
fn a_shared_number_finds_everybody_and_a_merged_record_the_one_that_stands() {
    let bundle = Bundle::new();
    let mut child = booked("e1", "p2", ANA, "2026-12-04T11:00");
    child["patient"]["given_name"] = json!("Eva");
    bundle.tell(&json!([booked("a1", "p1", ANA, FRIDAY), child]));
    let talks = talks(&bundle, "p1");
    let both = json!({ "p1": "Ana Pérez", "p2": "Eva Pérez" });
    let (threads, visits, names) = found(&bundle, ANA);
    assert_eq!((&threads, visits.len(), &names), (&talks, 2, &both));
    // By her own number only hers, in the conversation that they share.
    assert_eq!(found(&bundle, "p2"), (talks.clone(), vec![json!("e1")], both));
    let merged = json!({
        "event_id": "merged-p2", "type": "patient.merged", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p1" }, "merged_patient_id": "p2",
    });
    bundle.tell(&merged);
    let (threads, mut visits, names) = found(&bundle, "p2");
    visits.sort_by_key(Value::to_string);
    assert_eq!((threads, visits), (talks, vec![json!("a1"), json!("e1")]));
    assert_eq!(names["p1"], "Ana Pérez");
}

#[test]
fn who_called_and_is_on_no_record_is_found_by_their_number() {
    let bundle = Bundle::new();
    let call = json!({ "call_id": "c1", "phone": "011 15-5555-0199" }).to_string();
    assert_eq!(bundle.v1("POST", "/v1/calls", call.as_bytes()).status, 202);
    bundle.settle();
    let waiting: Vec<Value> = bundle.waiting().iter().map(|it| it["id"].clone()).collect();
    assert_eq!(waiting.len(), 1);
    assert_eq!(found(&bundle, "+54 9 11 5555 0199"), (waiting, Vec::new(), json!({})));
}

#[test]
fn what_is_no_search_is_refused_without_repeating_it() {
    let bundle = Bundle::new();
    for body in [r#"{"text":1155550101}"#, r#"{"phone":"1155550101"}"#, r#"["1155550101"]"#, "1155550101", ""]
    {
        let answer = bundle.v1("POST", "/v1/find", body.as_bytes());
        assert_eq!((answer.status, &answer.json["error"]["code"]), (400, &json!("invalid_search")), "{body}");
        assert!(!answer.text.contains("5555"), "{body}: {}", answer.text);
    }
}
