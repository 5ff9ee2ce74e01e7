//! What AWS tells of e-mail, over the topic, its queue and webhook-ingest to the message; and what stops it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::base::{appointment, exchange};
use crate::stack::{Stack, wait_until};

const ID: &str = "d-mail";
const MAIL: &str = "d-mail@example.com";

/// A mail goes out, is delivered once the topic says so, and stops further ones by its link.
pub(crate) fn email(stack: &Stack) {
    let mut event = appointment("appointment.booked", ID, "+5491155550977", 72 * 60);
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

    let mut text = String::new();
    wait_until("the mail can be read", 60, || {
        let mails = stack.base.sim("GET", "mail", &Value::Null).json();
        let mail = mails.as_array().into_iter().flatten().find(|it| it["to"] == MAIL);
        mail.and_then(|it| it["text"].as_str()).unwrap_or_default().clone_into(&mut text);
        !text.is_empty()
    });
    let link = text[text.rfind("/s/").unwrap()..].trim_end();
    let page = stack.base.send("GET", link, &[], b"");
    assert!(page.status == 200 && page.body.contains("No recibir más correos"), "{}", page.body);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let page = stack.base.send("POST", link, &form, b"List-Unsubscribe=One-Click");
    assert!(page.status == 200 && page.body.contains("No le enviaremos más correos"), "{}", page.body);
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
