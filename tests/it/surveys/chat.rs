//! Further questions in the conversation, one message each.

use super::*;
use crate::screen::titles;

/// The example clinic, which asks its further questions in the conversation.
fn bundle() -> Bundle {
    let mut clinic = local::clinic_files::example();
    clinic.surveys[0].further_in_chat = true;
    Bundle::of(vec![clinic], tests::START, None)
}

/// The clinic's messages on a phone since the survey was asked.
fn since_asked(bundle: &Bundle, phone: &str) -> Vec<String> {
    let asked = question(bundle, phone)["received_at"].clone();
    let mut messages = bundle.inbox(phone);
    messages.retain(|it| it["received_at"].as_str() > asked.as_str());
    messages.iter().map(|it| it["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn further_questions_follow_one_by_one_and_words_last() {
    let bundle = bundle();
    visited(&bundle, "a1", "p1", ANA);
    bundle.tap(ANA, &question(&bundle, ANA), 1);
    bundle.advance_minutes(1);
    let waiting = with(&bundle, ANA, "tiempo de espera").remove(0);
    assert_eq!(titles(&waiting), ["1 Muy mal", "2 Mal", "3 Regular", "4 Bien", "5 Muy bien"]);
    bundle.tap(ANA, &waiting, 0);
    bundle.advance_minutes(1);
    // In words as well as by a tap.
    bundle.write(ANA, "5");
    let told = since_asked(&bundle, ANA);
    assert!(told.len() == 3 && told[2].contains("¿Qué pasó?"), "one message for each answer: {told:#?}");
    // The clinic asks for words after a low score only; who has a late change of mind is heard.
    bundle.type_text(ANA, "Me atendieron muy tarde", "whatsapp");
    bundle.tap(ANA, &waiting, 1);
    bundle.advance_minutes(1);
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!(
        (&survey["score"], &survey["further"], &survey["comments"][0]["words"]),
        (&json!(2), &json!({ "explained": 5, "waiting": 2 }), &json!("Me atendieron muy tarde"))
    );
    assert_eq!(since_asked(&bundle, ANA).len(), 3);
    let further =
        get(&bundle, "/v1/surveys?from=2026-12-04&to=2026-12-04")["questionnaires"][0]["further"].clone();
    assert_eq!(further[1]["name"], "waiting");
    assert_eq!((&further[1]["answered"], &further[1]["reason"]), (&json!(1), &json!("too_few")));
    assert_eq!((total(&bundle)["asked"].clone(), bundle.dead_letters()), (json!(1), 0));
}

#[test]
fn silence_ends_it_and_a_text_message_is_numbered() {
    let bundle = bundle();
    bundle.set_phone(EVA, &json!({ "whatsapp": false }));
    visited(&bundle, "a2", "p2", EVA);
    bundle.advance_hours(5);
    bundle.type_text(EVA, "4", "sms");
    bundle.advance_minutes(1);
    let told = since_asked(&bundle, EVA);
    assert!(told.len() == 1 && told[0].contains("\n1 Muy mal\n2 Mal"), "{told:#?}");
    bundle.advance_hours(24 * 4);
    assert_eq!(since_asked(&bundle, EVA).len(), 1, "nobody is pressed");
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!((&survey["score"], &survey["further"]), (&json!(4), &json!({})));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_number_after_the_last_question_changes_its_answer() {
    let bundle = bundle();
    bundle.set_phone(EVA, &json!({ "whatsapp": false }));
    visited(&bundle, "a2", "p2", EVA);
    bundle.advance_hours(5);
    for text in ["4", "3", "5", "2"] {
        bundle.type_text(EVA, text, "sms");
        bundle.advance_minutes(1);
    }
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!(
        (&survey["score"], &survey["further"], survey["comments"].as_array().unwrap().len()),
        (&json!(4), &json!({ "explained": 2, "waiting": 3 }), 0)
    );
    assert_eq!((since_asked(&bundle, EVA).len(), bundle.dead_letters()), (2, 0));
}
