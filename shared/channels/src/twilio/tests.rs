#![expect(clippy::unwrap_used, reason = "tests")]

use domain::delivery::{FailureClass, Receipt};
use domain::phi::Phi;
use domain::phone::E164;
use domain::thread::CarrierWord;
use jiff::Timestamp;

use super::*;
use crate::failure;
use crate::provider::{Address, Content};

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
    assert_eq!(
        value("StatusCallback"),
        Some("https://pulso.example/webhooks/twilio/status?reference=msg_1.sms#rc=5&rp=all")
    );
    assert_eq!(value("ValidityPeriod"), Some("36000"));
    assert!(!format!("{:?} {request:?}", account()).contains("secret"));

    let answer = |status: u16, body: &str| {
        account().answer(&http::Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
    };
    assert_eq!(
        answer(201, r#"{"sid":"SM1","num_segments":"1"}"#),
        Answer::Accepted { provider_id: "SM1".to_owned() }
    );
    assert_eq!(answer(201, "{}"), Answer::Unclear);
    let refused = |it: Answer| match it {
        Answer::Refused { class, code, .. } => Some((class, code)),
        _ => None,
    };
    assert_eq!(
        refused(answer(400, r#"{"code":21610,"message":"x"}"#)),
        Some((FailureClass::OptedOut, Some(21_610)))
    );
    assert_eq!(refused(answer(503, "<html>")), Some((FailureClass::Transient, None)));
    assert_eq!(answer(504, "<html>"), Answer::Unclear, "a gateway's word, not Twilio's");
    assert_eq!(refused(answer(502, r#"{"code":20429}"#)), Some((FailureClass::Backoff, Some(20_429))));
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

    let sms =
        inbound(&form("MessageSid=SM2&From=%2B34600111222&To=%2B3491&Body=S%C3%AD&OptOutType=STOP"), at)
            .unwrap();
    assert_eq!((sms.body.expose().as_str(), sms.keyword), ("Sí", Some(CarrierWord::Stop)));
    assert!(inbound(&form("MessageSid=SM2&From=abc&To=1"), at).is_err());
}

fn sms(body: &str) -> Outgoing {
    Outgoing {
        reference: "msg_1.sms".to_owned(),
        to: Address::Phone(E164::new("+34600111222").unwrap()),
        content: Content::Sms { body: Phi::new(body.to_owned()) },
        validity_seconds: None,
    }
}

#[test]
fn a_service_picks_the_number_and_a_validity_is_bounded() {
    let account = TwilioAccount { from: "MG1".to_owned(), ..account() };
    let sent = |validity_seconds: Option<u32>, name: &str| {
        let request = account.request(&Outgoing { validity_seconds, ..sms("Hola") }).unwrap();
        let form = form(std::str::from_utf8(request.body()).unwrap());
        form.into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    };
    assert_eq!(sent(None, "MessagingServiceSid").as_deref(), Some("MG1"));
    assert_eq!(sent(None, "From"), None);
    for (given, expected) in
        [(None, None), (Some(0), Some("1")), (Some(600), Some("600")), (Some(90_000), Some("36000"))]
    {
        assert_eq!(sent(given, "ValidityPeriod").as_deref(), expected, "{given:?}");
    }
}

#[test]
fn the_reference_survives_any_callback_address() {
    for base in ["https://example.org/s", "https://example.org/s?a=b"] {
        let callback = TwilioAccount { status_callback: base.to_owned(), ..account() }.callback("m & s=1");
        let (address, tries) = callback.split_once('#').unwrap();
        let (_, query) = address.split_once('?').unwrap();
        let found = form(query).into_iter().find(|(name, _)| name == "reference");
        assert_eq!(found.map(|(_, value)| value).as_deref(), Some("m & s=1"), "{base}");
        assert_eq!(tries, "rc=5&rp=all", "{base}");
    }
}

#[test]
fn what_is_not_a_text_to_a_phone_is_refused() {
    let refused = |outgoing: &Outgoing| account().request(outgoing).err().map(|it| it.field);
    assert_eq!(refused(&sms(&"ñ".repeat(1_600))), None);
    assert_eq!(refused(&sms(&"ñ".repeat(1_601))), Some("body"));
    assert_eq!(refused(&sms("")), Some("body"));
    let email = Address::Email(Phi::new("ana@example.org".to_owned()));
    assert_eq!(refused(&Outgoing { to: email, ..sms("Hola") }), Some("to"));
    let text = Content::Text { body: Phi::new("Hola".to_owned()) };
    assert_eq!(refused(&Outgoing { content: text, ..sms("") }), Some("content"));
}

#[test]
fn refusals_keep_the_code_and_the_wait_and_no_words() {
    let response = |status: u16, body: &str| {
        let response = http::Response::builder().status(status).header("retry-after", "5");
        account().answer(&response.body(body.as_bytes().to_vec()).unwrap())
    };
    let check = |answer: Answer, class: FailureClass, code: Option<u32>, name: &str| {
        let name = name.to_owned();
        assert_eq!(answer, Answer::Refused { class, code, name, retry_after_seconds: Some(5) });
    };
    let body = r#"{"code":20429,"message":"Too Many Requests"}"#;
    check(response(429, body), FailureClass::Backoff, Some(20_429), "status 429");
    let body = r#"{"code":21211,"message":"The 'To' number +34600111222 is not a valid phone number."}"#;
    check(response(400, body), failure::twilio(Some(21_211), Some(400)), Some(21_211), "status 400");
    check(
        response(500, r#"{"code":20500,"message":"Oops"}"#),
        FailureClass::Transient,
        Some(20_500),
        "status 500",
    );
    check(response(401, "<TwilioResponse/>"), FailureClass::SenderStopped, None, "status 401");
}

#[test]
fn every_status_has_its_receipt() {
    for (word, expected) in [
        ("accepted", Some(Receipt::Queued)),
        ("scheduled", Some(Receipt::Queued)),
        ("queued", Some(Receipt::Queued)),
        ("sending", Some(Receipt::Queued)),
        ("sent", Some(Receipt::Sent)),
        ("delivered", Some(Receipt::Delivered)),
        ("read", Some(Receipt::Read)),
        ("undelivered", Some(Receipt::Failed)),
        ("failed", Some(Receipt::Failed)),
        ("canceled", Some(Receipt::Failed)),
        ("partially_delivered", None),
        ("received", None),
    ] {
        let form = form(&format!("MessageSid=SM1&MessageStatus={word}&Invented=1"));
        let report = status(&form, None, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(report.map(|it| it.receipt), expected, "{word}");
    }
}

#[test]
fn all_that_came_with_the_words_is_named() {
    let came = |media: &str| {
        let form = form(&format!("MessageSid=SM2&From=%2B34600111222&To=%2B3491&Body=x&{media}"));
        inbound(&form, Timestamp::UNIX_EPOCH).unwrap().media
    };
    let several =
        "NumMedia=3&MediaContentType0=image/jpeg&MediaContentType1=application/pdf&MediaContentType2=";
    assert_eq!(came(several).as_deref(), Some("image, document, document"));
    assert_eq!(came("NumMedia=1&MediaContentType0=video/3gpp").as_deref(), Some("video"));
    assert_eq!(came("NumMedia=0"), None);
    assert_eq!(came("NumMedia=4000000000"), Some(["document"; 10].join(", ")));
}

#[test]
fn only_phones_write_text_messages() {
    let from = |from: &str| {
        let form = form(&format!("MessageSid=SM2&From={from}&To=%2B3491&Body=x"));
        inbound(&form, Timestamp::UNIX_EPOCH)
    };
    assert_eq!(from(""), Err(crate::ParseError::Missing { field: "From" }));
    for odd in ["27575", "Clinica", "whatsapp:%2B34600111222"] {
        assert_eq!(from(odd), Err(crate::ParseError::NoPhone), "{odd}");
    }
    for (word, keyword) in
        [("START", Some(CarrierWord::Start)), ("HELP", Some(CarrierWord::Help)), ("", None), ("NEW", None)]
    {
        let form = form(&format!("MessageSid=SM2&From=%2B34600111222&To=%2B3491&OptOutType={word}"));
        assert_eq!(inbound(&form, Timestamp::UNIX_EPOCH).unwrap().keyword, keyword, "{word}");
    }
}
