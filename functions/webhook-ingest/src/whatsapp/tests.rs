#![expect(clippy::unwrap_used, reason = "tests")]

use channels::whatsapp::webhook::parse;
use jiff::Timestamp;
use ports::wire::{ToSurveys, ToThreads, What};
use serde_json::json;

use super::Routed;

/// What a form with those answers comes to.
fn form(answers: &str) -> Routed {
    let reply = json!({ "type": "nfm_reply", "nfm_reply": { "name": "flow", "response_json": answers } });
    let message =
        json!({ "from": "34600111222", "id": "wamid.1", "type": "interactive", "interactive": reply });
    let value = json!({ "metadata": { "phone_number_id": "1065" }, "messages": [message] });
    let change = json!({ "field": "messages", "value": value });
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
