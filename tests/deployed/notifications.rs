//! What AWS tells of e-mail, over the topic, its queue and webhook-ingest to the message; what answers a mail, and what
//! stops it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::base::{appointment, exchange};
use crate::stack::{Stack, wait_until};

const ID: &str = "d-mail";
const MAIL: &str = "d-mail@example.com";

/// A mail goes out, is delivered once the topic says so, is answered by its link, and stops further ones by another.
pub(crate) fn email(stack: &Stack) {
    // Its 48 h reminder is two minutes away.
    let mut event = appointment("appointment.booked", ID, "+5491155550977", 48 * 60 + 2);
    event["patient"]["phone"] = Value::Null;
    event["patient"]["email"] = json!(MAIL);
    stack.base.tell(&event);
    let mut mail = Value::Null;
    wait_until("the mail is taken", 60, || {
        mail = stack.base.accepted().into_iter().find(|it| it["to"] == MAIL).unwrap_or_default();
        !mail.is_null()
    });
    assert!(!stack.base.arrived(ID, "booking_confirmation"));

    let tag = mail["reference"].as_str().unwrap();
    assert!(URL_SAFE_NO_PAD.decode(tag).unwrap().ends_with(b".email"));
    publish(stack, "Successfully validated SNS topic for Amazon SES event publishing.");
    let told = json!({
        "eventType": "Delivery", "delivery": {"timestamp": jiff::Timestamp::now(), "recipients": [MAIL]},
        "mail": {"messageId": mail["provider_id"], "tags": {"mid": [tag]}, "destination": [MAIL]},
    });
    publish(stack, &told.to_string());
    wait_until("the mail is known to be delivered", 60, || stack.base.arrived(ID, "booking_confirmation"));
    assert_eq!(stack.dead_letters("NotificationsDeadLettersUrl"), Vec::<String>::new());

    let asked = mailed(stack, "/s/a1.");
    let link = asked[asked.find("/s/a1.").unwrap()..].split_whitespace().next().unwrap();
    let state = || stack.base.v1("GET", &format!("/v1/cases/{ID}"), b"").json()["state"].clone();
    let page = stack.base.send("GET", link, &[], b"");
    assert!(page.status == 200 && page.body.contains("Hablar con alguien"), "{}", page.body);
    assert_eq!(state(), "booked", "opening it answers nothing");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let page = stack.base.send("POST", link, &form, b"answer=confirm");
    assert!(page.status == 200 && page.body.contains("Hemos recibido su respuesta"), "{}", page.body);
    wait_until("what was pressed is heard", 60, || state() == "confirmed");

    let link = asked[asked.rfind("/s/u1.").unwrap()..].trim_end();
    let page = stack.base.send("GET", link, &[], b"");
    assert!(page.status == 200 && page.body.contains("No recibir más correos"), "{}", page.body);
    let page = stack.base.send("POST", link, &form, b"List-Unsubscribe=One-Click");
    assert!(page.status == 200 && page.body.contains("No le enviaremos más correos"), "{}", page.body);
}

/// The first mail with those words.
fn mailed(stack: &Stack, words: &str) -> String {
    let mut found = String::new();
    wait_until("the mail can be read", 240, || {
        let mails = stack.base.sim("GET", "mail", &Value::Null).json();
        let texts = mails.as_array().into_iter().flatten().filter(|it| it["to"] == MAIL);
        let mut texts = texts.filter_map(|it| it["text"].as_str());
        texts.find(|it| it.contains(words)).unwrap_or_default().clone_into(&mut found);
        !found.is_empty()
    });
    found
}

/// As the services do.
fn publish(stack: &Stack, message: &str) {
    let endpoint = stack.base.url.split("/_aws").next().unwrap();
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("Action", "Publish")
        .append_pair("Version", "2010-03-31")
        .append_pair("TopicArn", stack.output("NotificationsTopicArn"))
        .append_pair("Message", message)
        .finish();
    let signed = "AWS4-HMAC-SHA256 Credential=test/20261126/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0";
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", signed)];
    let answer = exchange(endpoint, "POST", &headers, body.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.body);
}
