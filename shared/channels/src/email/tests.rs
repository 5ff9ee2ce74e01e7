#![expect(clippy::unwrap_used, reason = "tests")]

use domain::delivery::{FailureClass, Receipt};
use domain::language::Language;
use domain::phi::Phi;
use http::header;
use jiff::Timestamp;
use serde_json::Value;

use super::*;
use crate::ParseError;
use crate::provider::Report;

const NOW: Timestamp = Timestamp::constant(1_795_521_800, 0);
const TAG: &str = "bXNnXzEuZW1haWw";
const LINK: &str = "https://pulso.example.org/s/u1.msg_1.1827000000.00112233445566778899";

fn account() -> Ses {
    Ses {
        base_url: "https://email.eu-west-1.amazonaws.com".to_owned(),
        from: "Clínica <citas@example.org>".to_owned(),
        configuration_set: Some("pulso".to_owned()),
        way_out: WayOut { link: LINK.to_owned(), language: Language::Es },
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
    let request = account().request(&email("ana@example.org", "Su cita", "Mañana a las 10:30\n")).unwrap();
    assert_eq!(request.uri(), "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails");
    assert!(!request.headers().contains_key(header::AUTHORIZATION));
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let expected = json!({
        "FromEmailAddress": "=?UTF-8?B?Q2zDrW5pY2E=?= <citas@example.org>",
        "ConfigurationSetName": "pulso",
        "Destination": {"ToAddresses": ["ana@example.org"]},
        "Content": {"Simple": {
            "Subject": {"Data": "Su cita", "Charset": "UTF-8"},
            "Body": {"Text": {
                "Data": format!("Mañana a las 10:30\n\nPara no recibir más correos nuestros: {LINK}\n"),
                "Charset": "UTF-8"}},
            "Headers": [
                {"Name": "List-Unsubscribe", "Value": format!("<{LINK}>")},
                {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"}]}},
        "EmailTags": [{"Name": "mid", "Value": TAG}],
    });
    assert_eq!(body, expected);
    assert!(TAG.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-".contains(&it)));
    assert_eq!(account().channel(), Channel::Email);
}

#[test]
fn the_way_out_is_in_the_mails_language_and_takes_none_of_the_room_for_its_words() {
    for (language, line) in [
        (Language::Es, "Para no recibir más correos nuestros: "),
        (Language::En, "To get no more e-mails from us: "),
        (Language::Pt, "Para não receber mais e-mails nossos: "),
    ] {
        let account = Ses { way_out: WayOut { link: LINK.to_owned(), language }, ..account() };
        let words = "x".repeat(BODY_CHARS_MAX);
        let request = account.request(&email("a@b", "s", &words)).unwrap();
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        let expected = format!("{words}\n\n{line}{LINK}\n");
        assert_eq!(body["Content"]["Simple"]["Body"]["Text"]["Data"], expected);
        assert!(account.request(&email("a@b", "s", &format!("{words}x"))).is_err());
    }
}

#[test]
fn a_senders_name_goes_out_in_ascii() {
    let sent = |from: &str| {
        let request = Ses { from: from.to_owned(), ..account() }.request(&email("a@b", "s", "b")).unwrap();
        let body: Value = serde_json::from_slice(request.body()).unwrap();
        body["FromEmailAddress"].as_str().unwrap().to_owned()
    };
    for plain in ["citas@example.org", "Clinica <citas@example.org>", "\"Clinica, Sol\" <c@example.org>"] {
        assert_eq!(sent(plain), plain);
    }
    let word = "=?UTF-8?B?Q2zDrW5pY2E=?= <citas@example.org>";
    assert_eq!(sent("\"Clínica\" <citas@example.org>"), word);
    let (words, address) = ("ñ".repeat(23), "<a@b>");
    let long = sent(&format!("{words} {address}"));
    let words: Vec<&str> = long.split(' ').collect();
    assert_eq!((words.len(), words[2]), (3, address), "{long}");
    assert!(words.iter().all(|it| it.len() <= 75) && long.is_ascii(), "{long}");
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
    assert_eq!(
        refused(&Outgoing { reference: "r".repeat(193), ..email("a@b", "s", "b") }),
        Some("reference")
    );
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
    assert_eq!(
        answer(200, r#"{"MessageId":"0101-1"}"#),
        Answer::Accepted { provider_id: "0101-1".to_owned() }
    );
    assert_eq!(answer(200, ""), Answer::Unclear);
    let class = |status, body| match answer(status, body) {
        Answer::Refused { class, code: None, .. } => class,
        other => unreachable!("{other:?}"),
    };
    assert_eq!(
        class(429, r#"{"__type":"TooManyRequestsException","message":"Slow"}"#),
        FailureClass::Backoff
    );
    assert_eq!(class(400, r#"{"__type":"SendingPausedException"}"#), FailureClass::SenderStopped);
    assert_eq!(
        class(400, r#"{"__type":"MessageRejected","message":"Not verified"}"#),
        FailureClass::Fallback
    );
    assert_eq!(class(400, r#"{"__type":"BadRequestException"}"#), FailureClass::Defect);
    assert_eq!(class(500, ""), FailureClass::Transient);
}

#[test]
fn every_event_has_its_receipt() {
    let told = "2026-11-24T12:01:40.000Z";
    let check = |kind: &str, details: Value, receipt: Receipt, failure: Option<FailureClass>| {
        let at = if details.to_string().contains(told) { told.parse().unwrap() } else { NOW };
        let mut body = json!({"eventType": kind, "mail": {"messageId": "0101-1", "destination": ["ana@example.org"],
            "tags": {"mid": [TAG], "ses:source-ip": ["192.0.2.1"]}}});
        body.as_object_mut().unwrap().extend(details.as_object().unwrap().clone());
        let reference = Some("msg_1.email".to_owned());
        let expected =
            Report { reference, provider_id: "0101-1".to_owned(), receipt, at, failure, code: None };
        assert_eq!(event(body.to_string().as_bytes(), NOW), Ok(Some(expected)), "{kind}");
    };
    check("Send", json!({"send": {}}), Receipt::Sent, None);
    check(
        "Delivery",
        json!({"delivery": {"timestamp": told, "recipients": ["a@b"]}}),
        Receipt::Delivered,
        None,
    );
    check("Open", json!({"open": {"timestamp": told, "userAgent": "x"}}), Receipt::Read, None);
    check("Click", json!({"click": {"timestamp": told, "link": "https://example.org"}}), Receipt::Read, None);
    let bounce =
        |kind: &str| json!({"bounce": {"bounceType": kind, "bounceSubType": "General", "timestamp": told}});
    check("Bounce", bounce("Permanent"), Receipt::Failed, Some(FailureClass::BadAddress));
    check("Bounce", bounce("Transient"), Receipt::Failed, Some(FailureClass::Fallback));
    check("Bounce", bounce("Undetermined"), Receipt::Failed, Some(FailureClass::Fallback));
    check("Bounce", json!({}), Receipt::Failed, Some(FailureClass::Fallback));
    check(
        "Reject",
        json!({"reject": {"reason": "Bad content"}}),
        Receipt::Failed,
        Some(FailureClass::Defect),
    );
    check("Rendering Failure", json!({"failure": {}}), Receipt::Failed, Some(FailureClass::Defect));
    let complaint = json!({"complaint": {"complaintSubType": null, "timestamp": told}});
    check("Complaint", complaint, Receipt::Failed, Some(FailureClass::OptedOut));
    let abuse = json!({"complaint": {"complaintFeedbackType": "abuse", "timestamp": told}});
    check("Complaint", abuse, Receipt::Failed, Some(FailureClass::OptedOut));
}

#[test]
fn no_report_is_of_an_instant_ahead() {
    let body = json!({"eventType": "Delivery", "mail": {"messageId": "1"},
        "delivery": {"timestamp": "2100-01-01T00:00:00.000Z"}});
    assert_eq!(event(body.to_string().as_bytes(), NOW).unwrap().unwrap().at, NOW);
}

#[test]
fn a_report_that_is_no_persons_complaint_stops_nothing() {
    for kind in ["not-spam", "auth-failure", "virus"] {
        let body = json!({"eventType": "Complaint", "mail": {"messageId": "1", "tags": {"mid": [TAG]}},
            "complaint": {"complaintFeedbackType": kind}});
        assert_eq!(event(body.to_string().as_bytes(), NOW), Ok(None), "{kind}");
    }
}

#[test]
fn other_events_are_left_alone_and_broken_ones_refused() {
    let read = |body: &str| event(body.as_bytes(), NOW);
    assert_eq!(read(r#"{"eventType":"DeliveryDelay","mail":{"messageId":"1"}}"#), Ok(None));
    assert_eq!(read(r#"{"eventType":"Subscription"}"#), Ok(None));
    let reference_of = |body: &str| read(body).unwrap().unwrap().reference;
    assert_eq!(reference_of(r#"{"notificationType":"Delivery","mail":{"messageId":"1"}}"#), None);
    assert_eq!(reference_of(r#"{"eventType":"Send","mail":{"messageId":"1","tags":{"mid":["!"]}}}"#), None);
    assert_eq!(read("{}"), Err(ParseError::Missing { field: "eventType" }));
    assert_eq!(read(r#"{"eventType":"Send"}"#), Err(ParseError::Missing { field: "mail.messageId" }));
}
