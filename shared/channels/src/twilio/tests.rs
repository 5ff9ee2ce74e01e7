#![expect(clippy::unwrap_used, reason = "tests")]

use domain::delivery::{FailureClass, Receipt};
use domain::phi::Phi;
use domain::phone::E164;
use jiff::Timestamp;

use super::*;

fn account() -> TwilioAccount {
    TwilioAccount {
        base_url: "https://api.twilio.com".to_owned(),
        account_sid: "AC1".to_owned(),
        auth_token: "secret".to_owned(),
        from: "+541150000002".to_owned(),
        status_callback: "https://pulso.example/webhooks/twilio/status".to_owned(),
    }
}

fn form(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

#[test]
fn writes_the_form_and_reads_the_answer() {
    let outgoing = Outgoing {
        reference: "msg_1.sms".to_owned(),
        to: Address::Phone(E164::new("+5491155550101").unwrap()),
        content: Content::Sms { body: Phi::new("Hola, ¿viene?".to_owned()) },
        validity_seconds: Some(99_999),
    };
    let request = account().request(&outgoing).unwrap();
    assert_eq!(request.uri(), "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json");
    assert_eq!(request.headers()["authorization"], "Basic QUMxOnNlY3JldA==");
    let sent = form(std::str::from_utf8(request.body()).unwrap());
    let value = |name: &str| sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!(value("To"), Some("+5491155550101"));
    assert_eq!(value("Body"), Some("Hola, ¿viene?"));
    assert_eq!(value("StatusCallback"), Some("https://pulso.example/webhooks/twilio/status?reference=msg_1.sms"));
    assert_eq!(value("ValidityPeriod"), Some("36000"));
    assert!(!format!("{:?} {request:?}", account()).contains("secret"));

    let answer = |status: u16, body: &str| {
        account().answer(&http::Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
    };
    assert_eq!(answer(201, r#"{"sid":"SM1","num_segments":"1"}"#), Answer::Accepted { provider_id: "SM1".to_owned() });
    assert_eq!(answer(201, "{}"), Answer::Unclear);
    let refused = |it: Answer| match it {
        Answer::Refused { class, code, .. } => Some((class, code)),
        _ => None,
    };
    assert_eq!(refused(answer(400, r#"{"code":21610,"message":"x"}"#)), Some((FailureClass::OptedOut, Some(21_610))));
    assert_eq!(refused(answer(503, "<html>")), Some((FailureClass::Transient, None)));
}

#[test]
fn reads_callbacks_and_inbound() {
    let at = Timestamp::UNIX_EPOCH;
    let report = |text: &str| status(&form(text), Some("msg_1.sms"), at);
    let delivered = report("MessageSid=SM1&MessageStatus=delivered&New=1").unwrap().unwrap();
    assert_eq!((delivered.receipt, delivered.reference.as_deref()), (Receipt::Delivered, Some("msg_1.sms")));
    let failed = report("MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30006").unwrap().unwrap();
    assert_eq!((failed.failure, failed.code), (Some(FailureClass::BadAddress), Some(30_006)));
    assert_eq!(report("MessageSid=SM1&MessageStatus=partially_delivered"), Ok(None));
    assert_eq!(report("MessageStatus=sent"), Err(crate::ParseError::Missing { field: "MessageSid" }));

    let sms = inbound(&form("MessageSid=SM2&From=%2B34600111222&To=%2B3491&Body=S%C3%AD&OptOutType=STOP"), at).unwrap();
    assert_eq!((sms.body.expose().as_str(), sms.keyword), ("Sí", Some(crate::provider::SmsKeyword::Stop)));
    assert!(inbound(&form("MessageSid=SM2&From=abc&To=1"), at).is_err());
}
