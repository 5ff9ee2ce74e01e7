#![expect(clippy::unwrap_used, reason = "tests")]

use channels::whatsapp::webhook::parse;
use jiff::Timestamp;
use ports::queue::QUEUE_BODY_BYTES_MAX;
use ports::wire::{ToSurveys, ToThreads, What, encode};
use serde_json::{Value, json};

use super::Routed;
use super::routed::{FORM_BYTES_MAX, WORDS_BYTES_MAX};

/// What a form with those answers comes to.
fn form(answers: &str) -> Routed {
    let reply = json!({ "type": "nfm_reply", "nfm_reply": { "name": "flow", "response_json": answers } });
    routed("messages", &json!({ "type": "interactive", "interactive": reply }))
}

/// What something that somebody sent comes to, or staff by the app.
fn routed(field: &str, said: &Value) -> Routed {
    let (mut said, list) =
        (said.clone(), if field == "smb_message_echoes" { "message_echoes" } else { field });
    said["from"] = json!("34600111222");
    said["to"] = json!("34600111222");
    said["id"] = json!("wamid.1");
    let value = json!({ "metadata": { "phone_number_id": "1065" }, list: [said] });
    let change = json!({ "field": field, "value": value });
    let body = json!({ "entry": [{ "id": "1022", "changes": [change] }] }).to_string();
    let mut routed = Routed::default();
    for update in parse(body.as_bytes(), Timestamp::UNIX_EPOCH).unwrap() {
        routed.take(update);
    }
    routed
}

#[test]
fn a_form_is_a_surveys_by_its_token_and_a_persons_without() {
    let survey = form(r#"{"flow_token":"s1.msg_1.1.ab","score":"5"}"#);
    let [(sender, ToSurveys::Flow { token, .. })] = &survey.surveys[..] else { unreachable!("{survey:?}") };
    assert_eq!((sender.as_str(), token.as_str()), ("1065", "s1.msg_1.1.ab"));
    assert!(survey.threads.is_empty(), "{survey:?}");
    for other in
        [r#"{"flow_token":"unused","score":"5"}"#, r#"{"flow_token":7}"#, r#"{"score":"5"}"#, "[]", "yes"]
    {
        let routed = form(other);
        assert!(routed.surveys.is_empty(), "{other}");
        let [(_, ToThreads::Heard(heard))] = &routed.threads[..] else { unreachable!("{routed:?}") };
        let What::Attachment { media, caption, .. } = &heard.what else { unreachable!("{heard:?}") };
        let caption = caption.as_ref().map(|it| it.expose().as_str());
        assert_eq!((media.as_str(), caption), ("form", Some(other)));
    }
}

#[test]
fn words_longer_than_anybody_writes_are_cut_and_reach_a_person() {
    // Each takes two bytes, and six where a queue's body escapes it.
    let long = format!("socorro {}", "\u{1}ñ".repeat(200_000));
    for (field, said) in [
        ("messages", json!({ "type": "text", "text": { "body": long } })),
        ("messages", json!({ "type": "button", "button": { "payload": "p", "text": long } })),
        ("messages", json!({ "type": "image", "image": { "id": "1", "caption": long } })),
        (
            "messages",
            json!({ "type": "interactive", "interactive": { "type": "nfm_reply", "nfm_reply": {
            "response_json": json!({ "flow_token": "s1.msg_1.1.ab", "comment": long }).to_string() } } }),
        ),
        ("smb_message_echoes", json!({ "type": "text", "text": { "body": long } })),
        ("smb_message_echoes", json!({ "type": "image", "image": { "id": "1", "caption": long } })),
    ] {
        let mut routed = routed(field, &said);
        routed.drop_oversized();
        assert!(routed.surveys.is_empty());
        let [(_, told)] = &routed.threads[..] else { unreachable!("{routed:?}") };
        assert!(encode(told).len() <= QUEUE_BODY_BYTES_MAX);
        let words = match told {
            ToThreads::Echo(echoed) => echoed.text.expose(),
            ToThreads::Heard(heard) => match &heard.what {
                What::Text { text, .. } | What::Tap { title: text, .. } => text.expose(),
                What::Attachment { caption: Some(caption), .. } => caption.expose(),
                other => unreachable!("{other:?}"),
            },
            other => unreachable!("{other:?}"),
        };
        assert!(words.contains("socorro"), "{field}");
        assert!((WORDS_BYTES_MAX - 3..=WORDS_BYTES_MAX).contains(&words.len()), "{}", words.len());
    }
}

#[test]
fn who_rings_over_whatsapp_is_called_back_by_a_person() {
    let rings = |direction: &str| routed("calls", &json!({ "event": "connect", "direction": direction }));
    let heard = rings("USER_INITIATED");
    let [(sender, ToThreads::Heard(heard))] = &heard.threads[..] else { unreachable!("{heard:?}") };
    let What::Attachment { media, .. } = &heard.what else { unreachable!("{heard:?}") };
    assert_eq!((sender.as_str(), heard.id.as_str(), media.as_str()), ("1065", "wamid.1", "call"));
    // Whom the clinic rings has not written.
    assert!(rings("BUSINESS_INITIATED").threads.is_empty());
}

#[test]
fn a_long_form_is_a_surveys_as_long_as_it_is_whole() {
    let of = |bytes: usize| {
        let form = r#"{"flow_token":"s1.msg_1.1.ab","score":"5","comment":""#;
        format!("{form}{}\"}}", "x".repeat(bytes - form.len() - 2))
    };
    assert_eq!(form(&of(FORM_BYTES_MAX)).surveys.len(), 1);
    assert_eq!(form(&of(FORM_BYTES_MAX + 1)).threads.len(), 1);
}
