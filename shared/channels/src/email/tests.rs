#![expect(clippy::unwrap_used, reason = "tests")]

use domain::delivery::{Channel, FailureClass, Receipt};
use domain::phi::Phi;
use http::{Response, header};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::ParseError;
use crate::provider::{Address, Answer, Content, Outgoing, Provider as _, Report};

const NOW: Timestamp = Timestamp::constant(1_795_521_800, 0);
const TAG: &str = "bXNnXzEuZW1haWw";

fn account() -> SesAccount {
    SesAccount {
        base_url: "https://email.eu-west-1.amazonaws.com".to_owned(),
        from: "Clínica <citas@example.org>".to_owned(),
        configuration_set: None,
        list_unsubscribe: None,
    }
}

fn email(to: &str, subject: &str, body: &str) -> Outgoing {
    let phi = |text: &str| Phi::new(text.to_owned());
    Outgoing {
        reference: "msg_1.email".to_owned(),
        to: Address::Email(phi(to)),
        content: Content::Email { subject: phi(subject), body: phi(body) },
        validity_seconds: None,
    }
}

#[test]
fn a_request_is_simple_tagged_and_unsigned() {
    let request = account().request(&email("ana@example.org", "Su cita", "Mañana a las 10:30")).unwrap();
    assert_eq!(request.uri(), "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails");
    assert!(!request.headers().contains_key(header::AUTHORIZATION));
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let expected = json!({
        "FromEmailAddress": "Clínica <citas@example.org>",
        "Destination": {"ToAddresses": ["ana@example.org"]},
        "Content": {"Simple": {
            "Subject": {"Data": "Su cita", "Charset": "UTF-8"},
            "Body": {"Text": {"Data": "Mañana a las 10:30", "Charset": "UTF-8"}}}},
        "EmailTags": [{"Name": "mid", "Value": TAG}],
    });
    assert_eq!(body, expected);
    assert_eq!(account().channel(), Channel::Email);

    let account = SesAccount {
        configuration_set: Some("pulso".to_owned()),
        list_unsubscribe: Some("<https://example.org/u/1>".to_owned()),
        ..account()
    };
    let body: Value = serde_json::from_slice(account.request(&email("a@b", "s", "b")).unwrap().body()).unwrap();
    assert_eq!(body["ConfigurationSetName"], "pulso");
    let headers = json!([{"Name": "List-Unsubscribe", "Value": "<https://example.org/u/1>"}]);
    assert_eq!(body["Content"]["Simple"]["Headers"], headers);
}

#[test]
fn one_address_one_line_and_a_bounded_reference() {
    let refused = |outgoing: &Outgoing| account().request(outgoing).err().map(|it| it.field);
    for address in ["", "ana", "@example.org", "ana@", "a@b,c@d", "Ana <a@b>", "a@b\r\nBcc: c@d", "a b@c"] {
        assert_eq!(refused(&email(address, "s", "b")), Some("to"), "{address}");
    }
    assert_eq!(refused(&email("a@b", "", "b")), Some("subject"));
    assert_eq!(refused(&email("a@b", "s\nBcc: c@d", "b")), Some("subject"));
    assert_eq!(refused(&email("a@b", "s", "")), Some("body"));
    assert_eq!(refused(&Outgoing { reference: "r".repeat(192), ..email("a@b", "s", "b") }), None);
    assert_eq!(refused(&Outgoing { reference: "r".repeat(193), ..email("a@b", "s", "b") }), Some("reference"));
    let user = Address::WhatsappUser(Phi::new("ES.1".to_owned()));
    assert_eq!(refused(&Outgoing { to: user, ..email("a@b", "s", "b") }), Some("to"));
    let text = Content::Text { body: Phi::new("Hola".to_owned()) };
    assert_eq!(refused(&Outgoing { content: text, ..email("a@b", "s", "b") }), Some("content"));
}

#[test]
fn answers_are_read() {
    let answer = |status: u16, body: &str| {
        account().answer(&Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
    };
    assert_eq!(answer(200, r#"{"MessageId":"0101-1"}"#), Answer::Accepted { provider_id: "0101-1".to_owned() });
    assert_eq!(answer(200, ""), Answer::Unclear);
    let class = |status, body| match answer(status, body) {
        Answer::Refused { class, code: None, .. } => class,
        other => unreachable!("{other:?}"),
    };
    assert_eq!(class(429, r#"{"__type":"TooManyRequestsException","message":"Slow"}"#), FailureClass::Backoff);
    assert_eq!(class(400, r#"{"__type":"SendingPausedException"}"#), FailureClass::SenderStopped);
    assert_eq!(class(400, r#"{"__type":"MessageRejected","message":"Not verified"}"#), FailureClass::Fallback);
    assert_eq!(class(400, r#"{"__type":"BadRequestException"}"#), FailureClass::Defect);
    assert_eq!(class(500, ""), FailureClass::Transient);
}

fn of(kind: &str, details: Value) -> String {
    let mut body = json!({"eventType": kind, "mail": {"messageId": "0101-1", "timestamp": "2026-11-24T09:00:00.000Z",
        "destination": ["ana@example.org"], "tags": {"mid": [TAG], "ses:source-ip": ["192.0.2.1"]}}});
    if let Value::Object(details) = details {
        body.as_object_mut().unwrap().extend(details);
    }
    body.to_string()
}

#[test]
fn every_event_has_its_receipt() {
    let told = "2026-11-24T12:01:40.000Z";
    let check = |kind: &str, details: Value, receipt: Receipt, failure: Option<FailureClass>| {
        let at = if details.to_string().contains(told) { told.parse().unwrap() } else { NOW };
        let expected = Report {
            reference: Some("msg_1.email".to_owned()),
            provider_id: "0101-1".to_owned(),
            receipt,
            at,
            failure,
            code: None,
        };
        assert_eq!(event(&of(kind, details), NOW), Ok(Event::Report(expected)), "{kind}");
    };
    check("Send", json!({"send": {}}), Receipt::Sent, None);
    check("Delivery", json!({"delivery": {"timestamp": told, "recipients": ["ana@example.org"]}}), Receipt::Delivered, None);
    check("Open", json!({"open": {"timestamp": told, "userAgent": "x"}}), Receipt::Read, None);
    check("Click", json!({"click": {"timestamp": told, "link": "https://example.org"}}), Receipt::Read, None);
    let bounce = |kind: &str| json!({"bounce": {"bounceType": kind, "bounceSubType": "General", "timestamp": told}});
    check("Bounce", bounce("Permanent"), Receipt::Failed, Some(FailureClass::BadAddress));
    check("Bounce", bounce("Transient"), Receipt::Failed, Some(FailureClass::Fallback));
    check("Bounce", bounce("Undetermined"), Receipt::Failed, Some(FailureClass::Fallback));
    check("Bounce", json!({}), Receipt::Failed, Some(FailureClass::Fallback));
    check("Reject", json!({"reject": {"reason": "Bad content"}}), Receipt::Failed, Some(FailureClass::Defect));
    check("Rendering Failure", json!({"failure": {}}), Receipt::Failed, Some(FailureClass::Defect));
    let suppressed = json!({"complaint": {"complaintSubType": "OnAccountSuppressionList", "timestamp": told}});
    check("Complaint", suppressed, Receipt::Failed, Some(FailureClass::OptedOut));
}

#[test]
fn a_complaint_is_told_apart_and_the_rest_ignored() {
    let complaint = of("Complaint", json!({"complaint": {"complaintSubType": null, "timestamp": "2026-11-24T12:01:40Z"}}));
    let expected = Event::Complaint {
        reference: Some("msg_1.email".to_owned()),
        provider_id: "0101-1".to_owned(),
        at: Timestamp::constant(1_795_521_700, 0),
    };
    assert_eq!(event(&complaint, NOW), Ok(expected));
    let delay = of("DeliveryDelay", json!({"deliveryDelay": {}}));
    assert_eq!(event(&delay, NOW), Ok(Event::Ignored { kind: "DeliveryDelay".to_owned() }));
    let old = r#"{"notificationType":"Delivery","mail":{"messageId":"0101-1"}}"#;
    assert!(matches!(event(old, NOW), Ok(Event::Report(it)) if it.reference.is_none()));
    assert_eq!(event("{}", NOW), Err(ParseError::Missing { field: "eventType" }));
    assert_eq!(event(r#"{"eventType":"Send"}"#, NOW), Err(ParseError::Missing { field: "mail.messageId" }));
    let foreign = r#"{"eventType":"Send","mail":{"messageId":"1","tags":{"mid":["!"]}}}"#;
    assert!(matches!(event(foreign, NOW), Ok(Event::Report(it)) if it.reference.is_none()), "a tag that is not ours");
}
