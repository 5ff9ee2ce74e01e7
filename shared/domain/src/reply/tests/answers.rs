//! What only looks like an answer: a cancelling that is denied, or is a payment; a yes that depends on something; a
//! message to stop, and a cry for help. With what looks like those and is an answer. Every phrase must be understood.

use std::collections::BTreeSet;

use super::super::{Intent, number, takes_offer, understand};

const ANSWERS: &str = include_str!("../phrases/answers.tsv");
const OFFERS: &str = include_str!("../phrases/offers.tsv");

#[test]
fn what_only_looks_like_an_answer_is_none() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for line in ANSWERS.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [label, "1", text] = cells[..] else { panic!("{line:?}") };
        assert!(seen.insert(text), "{text:?} stands there twice");
        let wanted = match label {
            "confirm" => Intent::Confirm,
            "reschedule" => Intent::Reschedule,
            "cancel" => Intent::Cancel,
            "talk" => Intent::Talk,
            "stop_all" => Intent::StopAll,
            "suspected_stop" => Intent::SuspectedStop,
            "help" => Intent::Help,
            "late" => Intent::Late,
            "complaint" => Intent::Complaint,
            "wrong_person" => Intent::WrongPerson,
            "emergency" => Intent::Emergency,
            "thanks" => Intent::Thanks,
            "unclear" => Intent::Unclear,
            _ => panic!("{line:?}"),
        };
        let understood = understand(text, true, &[]);
        if understood != wanted {
            wrong.push((text, wanted, understood));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_offer_is_taken_and_declined_in_clear_words_only() {
    let mut wrong = Vec::new();
    for line in OFFERS.lines() {
        let (label, text) = line.split_once('\t').unwrap_or_else(|| panic!("{line:?}"));
        let wanted = match label {
            "take" => Some(true),
            "decline" => Some(false),
            "person" => None,
            _ => panic!("{line:?}"),
        };
        let taken = takes_offer(text);
        if taken != wanted {
            wrong.push((text, wanted, taken));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_choice_has_a_number_in_digits_or_words() {
    for (wanted, texts) in [
        (
            1,
            &["1", "1.", "1)", "1️⃣", "１", "1 por favor", "opción 1", "option 1", "opção 1", "la 1", "a 1"][..],
        ),
        (1, &["uno", "one", "um", "la primera", "el primero", "first one", "the first", "a primeira"]),
        (1, &["hola, la 1 por favor", "quiero la 1", "number one", "número 1", "option 1 please"]),
        (
            2,
            &[
                "opcion 2", "la opción 2", "opção dois", "el 2", "dos", "el segundo", "second option",
                "prefiero el 2",
            ],
        ),
        (3, &["la tercera", "three", "3 gracias", "the third one"]),
        (10, &["10", "diez", "ten", "opción 10"]),
    ] {
        for text in texts {
            assert_eq!(number(text), Some(wanted), "{text:?}");
        }
    }
    // They count something, or are a time, a day, or part of a sentence; `a segunda` is Monday too.
    for text in [
        "1 hora tarde", "2 personas", "a las 10", "el 15", "a la 1", "la una", "2 hijos", "2 de la tarde",
        "1 y 2", "primero", "first", "segunda", "a segunda", "la", "opción", "opción 1 o 2", "1 or 2", "256",
        "-1 grado", "",
    ] {
        assert_eq!(number(text), None, "{text:?}");
    }
}
