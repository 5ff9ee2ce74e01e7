//! AWS SMS and SES.

use domain::delivery::Channel;
use http::Request;
use serde_json::{Value, json};

use super::{ANA, NOTIFICATIONS, SMS_NUMBER, Webhook, at, json_of, run, world};

const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=AKIA/20261124/eu-west-1/sms-voice/aws4_request, SignedHeaders=host, Signature=0";

fn sms_request(body: &Value) -> Request<Vec<u8>> {
    Request::post("https://sms-voice.eu-west-1.amazonaws.com/")
        .header("x-amz-target", "PinpointSMSVoiceV2.SendTextMessage")
        .header("content-type", "application/x-amz-json-1.0")
        .header("authorization", SIGNED)
        .body(body.to_string().into_bytes())
        .unwrap()
}

fn email_request(body: &Value) -> Request<Vec<u8>> {
    Request::post("https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails")
        .header("content-type", "application/json")
        .header("authorization", SIGNED)
        .body(body.to_string().into_bytes())
        .unwrap()
}

fn check(request: &Request<Vec<u8>>, status: u16, name: &str) {
    let world = world();
    let response = world.call(request, at(0)).unwrap();
    let body = json_of(&response);
    assert_eq!((response.status().as_u16(), body["__type"].as_str()), (status, Some(name)), "{body}");
    assert_eq!(response.headers()["x-amzn-errortype"], name);
    assert!(world.accepted().unwrap().is_empty());
}

#[test]
fn an_sms_is_accepted_and_without_a_configuration_set_nothing_is_told() {
    let world = world();
    let body = json!({"DestinationPhoneNumber": ANA, "MessageBody": "Hola", "OriginationIdentity": "pool-1",
        "MessageType": "TRANSACTIONAL", "TimeToLive": 3_600, "Context": {"mid": "01J"}});
    let response = world.call(&sms_request(&body), at(0)).unwrap();
    assert_eq!(response.status(), 200);
    let id = json_of(&response)["MessageId"].as_str().unwrap().to_owned();
    assert!(run(&world, 100).is_empty());
    assert_eq!(world.messages(ANA).unwrap()[0].id, id);
    assert_eq!(world.accepted().unwrap()[0].reference.as_deref(), Some("01J"));
}

/// What was told over the topic, and when.
fn told(webhooks: &[(i64, Webhook)]) -> Vec<(i64, Value)> {
    assert!(webhooks.iter().all(|(_, it)| it.path_and_query == NOTIFICATIONS));
    webhooks.iter().map(|(at, it)| (*at, serde_json::from_slice(&it.body).unwrap())).collect()
}

#[test]
fn a_configuration_set_tells_what_became_of_an_sms_and_of_its_answer() {
    let world = world();
    let body = json!({"DestinationPhoneNumber": ANA, "MessageBody": "Hola", "OriginationIdentity": SMS_NUMBER,
        "ConfigurationSetName": "pulso", "Context": {"mid": "01J"}});
    let id = json_of(&world.call(&sms_request(&body), at(0)).unwrap())["MessageId"].clone();
    let events = told(&run(&world, 100));
    let kinds: Vec<_> = events.iter().map(|(at, it)| (*at, it["eventType"].as_str().unwrap())).collect();
    assert_eq!(kinds, [(1, "TEXT_SENT"), (4, "TEXT_DELIVERED")]);
    assert_eq!((&events[1].1["messageId"], &events[1].1["context"]), (&id, &json!({"mid": "01J"})));
    world.type_text(ANA, "1", Channel::Sms, at(200)).unwrap();
    let answer = &told(&run(&world, 300))[0].1;
    assert_eq!(answer["destinationNumber"], SMS_NUMBER);
    assert_eq!((&answer["originationNumber"], &answer["messageBody"]), (&json!(ANA), &json!("1")));
}

#[test]
fn a_configuration_set_tells_what_became_of_an_email() {
    let world = world();
    let body = json!({"FromEmailAddress": "citas@example.org", "Destination": {"ToAddresses": ["ana@example.org"]},
        "Content": {"Simple": {"Subject": {"Data": "Tu cita"}, "Body": {"Text": {"Data": "10:30"}}}},
        "ConfigurationSetName": "pulso", "EmailTags": [{"Name": "mid", "Value": "01J"}]});
    world.call(&email_request(&body), at(0)).unwrap();
    let events = told(&run(&world, 100));
    let kinds: Vec<_> = events.iter().map(|(at, it)| (*at, it["eventType"].as_str().unwrap())).collect();
    assert_eq!(kinds, [(1, "Send"), (3, "Delivery")]);
    assert_eq!(events[1].1["mail"]["tags"]["mid"], json!(["01J"]));
}

#[test]
fn what_aws_sms_refuses() {
    for body in [
        json!({"MessageBody": "x"}),
        json!({"DestinationPhoneNumber": "600", "MessageBody": "x"}),
        json!({"DestinationPhoneNumber": ANA}),
        json!({"DestinationPhoneNumber": ANA, "MessageBody": " \n"}),
        json!({"DestinationPhoneNumber": ANA, "MessageBody": "x".repeat(1_601)}),
        json!({"DestinationPhoneNumber": ANA, "MessageBody": "x", "TimeToLive": 4}),
        json!({"DestinationPhoneNumber": ANA, "MessageBody": "x", "MessageType": "OTHER"}),
        json!({"DestinationPhoneNumber": ANA, "MessageBody": "x", "Context": {"a": 1}}),
    ] {
        check(&sms_request(&body), 400, "ValidationException");
    }
    let stranger =
        json!({"DestinationPhoneNumber": ANA, "MessageBody": "x", "OriginationIdentity": "+34910000009"});
    check(&sms_request(&stranger), 400, "ResourceNotFoundException");
    let mut unsigned = sms_request(&json!({}));
    unsigned.headers_mut().remove("authorization");
    check(&unsigned, 403, "MissingAuthenticationTokenException");
    let mut other = sms_request(&json!({}));
    other.headers_mut().insert("x-amz-target", "PinpointSMSVoiceV2.DeletePool".parse().unwrap());
    check(&other, 404, "UnknownOperationException");
}

#[test]
fn an_opted_out_phone_is_a_conflict() {
    let world = world();
    world.type_text(ANA, "STOP", Channel::Sms, at(0)).unwrap();
    let body = json!({"DestinationPhoneNumber": ANA, "MessageBody": "x", "OriginationIdentity": SMS_NUMBER});
    let answer = json_of(&world.call(&sms_request(&body), at(1)).unwrap());
    assert_eq!(answer["Reason"], "DESTINATION_PHONE_NUMBER_OPTED_OUT");
}

#[test]
fn an_email_is_accepted_and_shown() {
    let world = world();
    let body = json!({"FromEmailAddress": "citas@example.org", "Destination": {"ToAddresses": ["Ana@Example.org"]},
        "Content": {"Simple": {"Subject": {"Data": "Tu cita"}, "Body": {"Text": {"Data": "Mañana 10:30"}}}},
        "EmailTags": [{"Name": "m", "Value": "01J"}]});
    let response = world.call(&email_request(&body), at(0)).unwrap();
    assert_eq!(response.status(), 200);
    assert!(world.mails().unwrap().is_empty());
    run(&world, 10);
    let mails = world.mails().unwrap();
    assert_eq!(mails[0].id, json_of(&response)["MessageId"]);
    assert_eq!(
        (mails[0].to.as_str(), mails[0].text.as_str()),
        ("ana@example.org", "Tu cita\n\nMañana 10:30")
    );
    assert!(world.phones().unwrap().is_empty());
    assert_eq!(world.accepted().unwrap()[0].reference.as_deref(), Some("01J"));
}

#[test]
fn what_ses_refuses() {
    let simple = json!({"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}});
    for body in [
        json!({"Destination": {"ToAddresses": ["a@b.c"]}, "Content": simple}),
        json!({"FromEmailAddress": "a@b.c", "Content": simple}),
        json!({"FromEmailAddress": "a@b.c", "Destination": {"ToAddresses": []}, "Content": simple}),
        json!({"FromEmailAddress": "a@b.c", "Destination": {"ToAddresses": ["nobody"]}, "Content": simple}),
        json!({"FromEmailAddress": "a@b.c", "Destination": {"ToAddresses": ["a@b.c"]}, "Content": {}}),
    ] {
        check(&email_request(&body), 400, "BadRequestException");
    }
    for (name, value, taken) in [
        ("List-Unsubscribe", "<https://example.org/s/u1.m.1.00>".to_owned(), true),
        ("List-Unsubscribe", "x".repeat(870), true),
        ("List-Unsubscribe", "x".repeat(871), false),
        ("List-Unsubscribe", "a\r\nBcc: b@example.org".to_owned(), false),
        ("List-Unsubscribe", "adiós".to_owned(), false),
        ("List-Unsubscribe", String::new(), false),
        ("List Unsubscribe", "x".to_owned(), false),
        ("List:", "x".to_owned(), false),
    ] {
        let mut content = simple.clone();
        content["Simple"]["Headers"] = json!([{"Name": name, "Value": value}]);
        let body = json!({"FromEmailAddress": "a@b.c", "Destination": {"ToAddresses": ["a@b.c"]}, "Content": content});
        if taken {
            assert_eq!(world().call(&email_request(&body), at(0)).unwrap().status(), 200, "{value}");
        } else {
            check(&email_request(&body), 400, "BadRequestException");
        }
    }
    for (name, value) in [("mid", "msg_1.email"), ("mid", "día"), ("mid", ""), ("m id", "1")] {
        let body = json!({"FromEmailAddress": "a@b.c", "Destination": {"ToAddresses": ["a@b.c"]},
            "Content": simple, "EmailTags": [{"Name": name, "Value": value}]});
        check(&email_request(&body), 400, "BadRequestException");
    }
    let mut elsewhere = email_request(&json!({}));
    *elsewhere.uri_mut() = "https://email.eu-west-1.amazonaws.com/v2/email/account".parse().unwrap();
    check(&elsewhere, 404, "NotFoundException");
}
