#![expect(clippy::unwrap_used, reason = "tests")]

use domain::delivery::{FailureClass, Receipt};
use domain::phi::Phi;
use domain::phone::E164;
use http::header;
use jiff::Timestamp;
use serde_json::Value;

use super::*;
use crate::ParseError;
use crate::provider::Report;
use crate::provider::{Address, Content};

const NOW: Timestamp = Timestamp::constant(1_795_521_800, 0);

fn account() -> AwsSms {
    AwsSms {
        base_url: "https://sms-voice.eu-west-1.amazonaws.com/".to_owned(),
        origination_identity: "pool-1".to_owned(),
        configuration_set: Some("pulso".to_owned()),
    }
}

fn sms(body: &str) -> Outgoing {
    Outgoing {
        reference: "msg_1.sms".to_owned(),
        to: Address::Phone(E164::new("+34600111222").unwrap()),
        content: Content::Sms { body: Phi::new(body.to_owned()) },
        validity_seconds: Some(3_600),
    }
}

#[test]
fn a_request_names_its_operation_and_is_unsigned() {
    let request = account().request(&sms("Cita mañana")).unwrap();
    assert_eq!(request.uri(), "https://sms-voice.eu-west-1.amazonaws.com/");
    assert_eq!(request.headers()["x-amz-target"], "PinpointSMSVoiceV2.SendTextMessage");
    assert_eq!(request.headers()[header::CONTENT_TYPE], "application/x-amz-json-1.0");
    assert!(!request.headers().contains_key(header::AUTHORIZATION));
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    let expected = json!({
        "DestinationPhoneNumber": "+34600111222", "OriginationIdentity": "pool-1", "MessageBody": "Cita mañana",
        "MessageType": "TRANSACTIONAL", "ConfigurationSetName": "pulso", "TimeToLive": 3_600,
        "Context": {"mid": "msg_1.sms"},
    });
    assert_eq!(body, expected);
    assert_eq!(account().channel(), Channel::Sms);
}

#[test]
fn validity_is_bounded_and_content_checked() {
    let cases =
        [(None, Value::Null), (Some(1), json!(5)), (Some(60), json!(60)), (Some(u32::MAX), json!(259_200))];
    for (given, sent) in cases {
        let outgoing = Outgoing { validity_seconds: given, ..sms("Hola") };
        let body: Value = serde_json::from_slice(account().request(&outgoing).unwrap().body()).unwrap();
        assert_eq!(body["TimeToLive"], sent, "{given:?}");
    }
    let refused = |outgoing: &Outgoing| account().request(outgoing).err().map(|it| it.field);
    assert_eq!(refused(&sms(&"ñ".repeat(1_601))), Some("body"));
    assert_eq!(refused(&Outgoing { reference: String::new(), ..sms("Hola") }), Some("reference"));
    let user = Address::WhatsappUser(Phi::new("ES.1".to_owned()));
    assert_eq!(refused(&Outgoing { to: user, ..sms("Hola") }), Some("to"));
    let text = Content::Text { body: Phi::new("Hola".to_owned()) };
    assert_eq!(refused(&Outgoing { content: text, ..sms("") }), Some("content"));
}

#[test]
fn answers_are_read_from_header_or_body() {
    let answer = |status: u16, kind: Option<&str>, body: &str| {
        let response =
            kind.into_iter().fold(Response::builder(), |it, kind| it.header("x-amzn-errortype", kind));
        account().answer(&response.status(status).body(body.as_bytes().to_vec()).unwrap())
    };
    assert_eq!(
        answer(200, None, r#"{"MessageId":"b1c2"}"#),
        Answer::Accepted { provider_id: "b1c2".to_owned() }
    );
    for unclear in ["", "{}", r#"{"MessageId":""}"#] {
        assert_eq!(answer(200, None, unclear), Answer::Unclear, "{unclear}");
    }
    let check = |answer: Answer, class: FailureClass, name: &str| {
        let name = name.to_owned();
        assert_eq!(answer, Answer::Refused { class, code: None, name, retry_after_seconds: None });
    };
    let opted_out = r#"{"__type":"com.amazonaws.x#ConflictException","Message":"+34600111222 opted out.","Reason":"DESTINATION_PHONE_NUMBER_OPTED_OUT"}"#;
    let name = "ConflictException: DESTINATION_PHONE_NUMBER_OPTED_OUT";
    check(answer(400, None, opted_out), FailureClass::OptedOut, name);
    check(
        answer(
            400,
            Some("ThrottlingException:http://internal.amazon.com/"),
            r#"{"message":"Rate exceeded"}"#,
        ),
        FailureClass::Backoff,
        "ThrottlingException",
    );
    check(
        answer(500, Some("InternalServerException"), ""),
        FailureClass::Transient,
        "InternalServerException",
    );
    check(answer(503, None, "<html>"), FailureClass::Transient, "status 503");
    check(
        answer(504, Some("InternalServerException"), ""),
        FailureClass::Transient,
        "InternalServerException",
    );
    assert_eq!(answer(504, None, "<html>"), Answer::Unclear, "a gateway's word, not AWS's");
    check(answer(400, None, ""), FailureClass::Fallback, "status 400");
}

#[test]
fn every_event_has_its_receipt() {
    let check = |kind: &str, expected: Option<(Receipt, Option<FailureClass>)>| {
        let body = json!({"eventType": kind, "eventTimestamp": 1_795_521_700_000_i64, "messageId": "b1c2",
            "context": {"mid": "msg_1.sms", "other": "x"}, "isFinal": true, "totalMessagePrice": 0.05});
        let expected = expected.map(|(receipt, failure)| Report {
            reference: Some("msg_1.sms".to_owned()),
            provider_id: "b1c2".to_owned(),
            receipt,
            at: Timestamp::constant(1_795_521_700, 0),
            failure,
            code: None,
        });
        assert_eq!(event(body.to_string().as_bytes(), NOW), Ok(expected), "{kind}");
    };
    check("TEXT_PENDING", Some((Receipt::Queued, None)));
    check("TEXT_QUEUED", Some((Receipt::Queued, None)));
    check("TEXT_SENT", Some((Receipt::Sent, None)));
    check("TEXT_SUCCESSFUL", Some((Receipt::Sent, None)));
    check("TEXT_DELIVERED", Some((Receipt::Delivered, None)));
    check("TEXT_INVALID", Some((Receipt::Failed, Some(FailureClass::BadAddress))));
    check("TEXT_INVALID_MESSAGE", Some((Receipt::Failed, Some(FailureClass::Defect))));
    for passing in ["TEXT_UNREACHABLE", "TEXT_CARRIER_UNREACHABLE"] {
        check(passing, Some((Receipt::Failed, Some(FailureClass::Transient))));
    }
    for blocked in ["TEXT_BLOCKED", "TEXT_CARRIER_BLOCKED", "TEXT_SPAM", "TEXT_UNKNOWN"] {
        check(blocked, Some((Receipt::Failed, Some(FailureClass::Fallback))));
    }
    check("TEXT_TTL_EXPIRED", Some((Receipt::Failed, Some(FailureClass::Expired))));
    check("TEXT_PROTECT_BLOCKED", Some((Receipt::Failed, Some(FailureClass::GiveUp))));
    // What a pool with an agent brought to the phone, or did not.
    check("RCS_QUEUED", Some((Receipt::Queued, None)));
    check("RCS_SENT", Some((Receipt::Sent, None)));
    check("RCS_DELIVERED", Some((Receipt::Delivered, None)));
    check("RCS_READ", Some((Receipt::Read, None)));
    check("RCS_FAILED", Some((Receipt::Failed, Some(FailureClass::Fallback))));
    check("RCS_TTL_EXPIRED", Some((Receipt::Failed, Some(FailureClass::Expired))));
    check("RCS_PROTECT_BLOCKED", Some((Receipt::Failed, Some(FailureClass::GiveUp))));
    check("RCS_FALLEN_BACK_TO_SMS", None);
    check("MEDIA_DELIVERED", None);
}

#[test]
fn no_report_is_of_an_instant_ahead() {
    let body =
        json!({ "eventType": "TEXT_SENT", "eventTimestamp": 4_102_444_800_000_i64, "messageId": "b1c2" });
    assert_eq!(event(body.to_string().as_bytes(), NOW).unwrap().unwrap().at, NOW);
}

#[test]
fn a_failure_that_is_not_final_is_none() {
    let told = |is_final: Option<bool>| {
        let body = json!({ "eventType": "RCS_FAILED", "messageId": "b1c2", "isFinal": is_final });
        event(body.to_string().as_bytes(), NOW).unwrap().map(|it| it.receipt)
    };
    assert_eq!(told(Some(false)), None);
    assert_eq!([Some(true), None].map(told), [Some(Receipt::Failed); 2]);
}

#[test]
fn events_without_context_or_time_still_count() {
    let report = event(br#"{"eventType":"TEXT_SENT","messageId":"b1"}"#, NOW).unwrap().unwrap();
    assert_eq!((report.reference, report.at), (None, NOW));
    assert_eq!(event(br#"{"eventType":"TEXT_SENT"}"#, NOW), Err(ParseError::Missing { field: "messageId" }));
    assert_eq!(event(b"{}", NOW), Err(ParseError::Shape));
    assert!(matches!(event(b"{", NOW), Err(ParseError::NotJson { .. })));
}

#[test]
fn inbound_messages_keep_their_words() {
    let body = br#"{"originationNumber":"+34600111222","destinationNumber":"+34910000001","messageKeyword":"KEYWORD_1",
        "messageBody":"S\u00cd","inboundMessageId":"u1","previousPublishedMessageId":"b1"}"#;
    let sms = inbound(body, NOW).unwrap();
    assert_eq!((sms.id.as_str(), sms.from.expose(), sms.to.as_str()), ("u1", "+34600111222", "+34910000001"));
    assert_eq!((sms.body.expose().as_str(), sms.at, sms.keyword), ("SÍ", NOW, None));
    let missing = |body: &[u8]| inbound(body, NOW).unwrap_err();
    assert_eq!(missing(b"{}"), ParseError::Missing { field: "originationNumber" });
    let no_id = br#"{"originationNumber":"+34600111222"}"#;
    assert_eq!(missing(no_id), ParseError::Missing { field: "inboundMessageId" });
    let short_code = br#"{"inboundMessageId":"u1","originationNumber":"2175"}"#;
    assert_eq!(missing(short_code), ParseError::NoPhone);
}
