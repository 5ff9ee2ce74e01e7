//! Webhooks: who is believed, how much fits, what is refused, and what comes of a whole day of them.

use std::path::PathBuf;

use base64::Engine as _;
use channels::signature::{sign_meta, sign_twilio};
use console::ClinicKeys;
use domain::ids::ClinicId;
use frame::http::{Request, Response};
use local::clinic_files;
use ports::Ports as _;
use ports::queue::QueueName;
use serde_json::{Value, json};
use tests::{Bundle, KEY, START, booked};

use crate::intercepted::Intercepted;
use crate::meta;
use crate::test_ports::{Mortal, TestPorts};
use crate::usual::{ANA, FRIDAY};

const SECRET: &str = "local-app-secret";
const WHATSAPP: &str = "/webhooks/whatsapp";

pub(super) fn twilio_signature(public_url: &str, target: &str, form: &[u8]) -> String {
    let form: Vec<(String, String)> = form_urlencoded::parse(form).into_owned().collect();
    sign_twilio("local-twilio-token", &format!("{public_url}{target}"), &form)
}

/// A payload as it would come to the example clinic's number.
fn to_the_clinic(payload: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(payload.to_vec()).unwrap();
    let text =
        text.replace("330011224455667", "106540352242922").replace("204571890112233", "102290129340398");
    text.into_bytes()
}

#[test]
fn the_handshake_answers_the_challenge_byte_for_byte() {
    let bundle = Bundle::new();
    let cases = [
        ("subscribe", "local-verify-token", "1158201444", 200, "1158201444"),
        ("subscribe", "local-verify-token", "a%20b%2Bc%3C%26%C3%B1", 200, "a b+c<&ñ"),
        ("subscribe", "local-verify-token", "", 200, ""),
        ("subscribe", "local-verify-tokem", "1", 403, ""),
        ("subscribe", "", "1", 403, ""),
        ("unsubscribe", "local-verify-token", "1", 400, ""),
    ];
    for (mode, token, challenge, status, text) in cases {
        let target = format!("{WHATSAPP}?hub.mode={mode}&hub.verify_token={token}&hub.challenge={challenge}");
        let answer = bundle.send("GET", &target, &[], b"");
        assert_eq!(answer.status, status, "{target}");
        assert!(status != 200 || answer.text == text, "{target}: {}", answer.text);
    }
}

#[test]
fn size_counts_and_truncation() {
    let bundle = Bundle::new();
    let padded = |bytes: usize| {
        let mut body = include_bytes!("../../payloads/whatsapp/status-delivered.json").to_vec();
        body.resize(bytes, b' ');
        body
    };
    assert_eq!(meta::post(&bundle, &padded(3 * 1024 * 1024)).status, 200);
    assert_eq!(meta::post(&bundle, &padded(5 * 1024 * 1024)).status, 413);
    let whole = include_bytes!("../../payloads/whatsapp/batch.json");
    for cut in [1, whole.len() / 3, whole.len() / 2, whole.trim_ascii_end().len() - 1] {
        assert_eq!(meta::post(&bundle, &whole[..cut]).status, 400, "cut at {cut}");
    }
    for odd in [
        &br#"{"object":"page","entry":[]}"#[..],
        br#"{"entry":[{"changes":[{"field":"moods","value":{"x":1}}]}]}"#,
    ] {
        assert_eq!(meta::post(&bundle, odd).status, 200, "{}", String::from_utf8_lossy(odd));
    }
    assert_eq!(bundle.dead_letters(), 0);
}

/// A webhook of 1,000 statuses, the last of which are of the given references.
fn thousand_statuses(references: &[String]) -> Vec<u8> {
    let reference = |index: usize| {
        let foreign = format!("msg_{index:026}.whatsapp");
        let own = (index + references.len()).checked_sub(1_000).map(|it| references[it].clone());
        own.unwrap_or(foreign)
    };
    let status = |index: usize| {
        json!({
            "id": format!("wamid.S{index}"), "status": "read", "timestamp": "1796043600", "recipient_id": "5491155550101",
            "biz_opaque_callback_data": reference(index),
        })
    };
    let statuses: Vec<Value> = (0..1_000).map(status).collect();
    let metadata = json!({ "display_phone_number": "541150000001", "phone_number_id": "106540352242922" });
    let value = json!({ "messaging_product": "whatsapp", "metadata": metadata, "statuses": statuses });
    let change = json!({ "field": "messages", "value": value });
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "102290129340398", "changes": [change] }] })
        .to_string()
        .into_bytes()
}

#[test]
fn a_thousand_statuses_in_one_post_are_all_applied_or_dropped() {
    let bundle = Bundle::new();
    bundle.set_phone(ANA, &json!({ "read_receipts": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    let message = bundle.step("a1", "booking_confirmation")["messages"][0].clone();
    assert_eq!(message["status"], "delivered", "{message}");
    let body = thousand_statuses(&[message["id"].as_str().unwrap().to_owned()]);
    assert_eq!(meta::post(&bundle, &body).status, 200);
    bundle.settle();
    assert_eq!(
        bundle.step("a1", "booking_confirmation")["messages"][0]["status"],
        "read",
        "the last of them is applied"
    );
    bundle.advance_hours(24);
    assert_eq!(bundle.dead_letters(), 0, "those of nobody's messages are dropped");
}

/// The files of a payload directory, without what is expected of them.
fn payloads(kind: &str, extension: &str) -> Vec<PathBuf> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("payloads").join(kind);
    let paths = std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|it| it.extension().is_some_and(|it| it == extension)).collect();
    paths.sort();
    assert!(paths.len() > 5, "{kind} has payloads");
    paths
}

#[test]
fn every_payload_of_whatsapp_is_taken_and_leaves_no_dead_letter() {
    let bundle = Bundle::new();
    bundle.tell(&booked("a1", "p1", "+34611222333", FRIDAY));
    // What names no sender cannot be answered; it is kept where a person sees it.
    let mut parked = 0;
    for path in payloads("whatsapp", "json") {
        let body = to_the_clinic(&std::fs::read(&path).unwrap());
        let answer = meta::post(&bundle, &body);
        assert_eq!(answer.status, 200, "{}: {}", path.display(), answer.text);
        // Longer than a record is tried again.
        bundle.advance_minutes(6);
        let from_nobody = path.ends_with("message-text-bare.json");
        parked += usize::from(from_nobody);
        assert_eq!(bundle.dead_letters(), parked, "{}", path.display());
    }
    bundle.advance_hours(24);
    assert_eq!(bundle.dead_letters(), parked);
}

#[test]
fn twilio_is_believed_by_its_signature_over_the_public_address() {
    let bundle = Bundle::with_environment(&[("PUBLIC_URL", "https://messages.clinic.example/")]);
    for (kind, address) in
        [("inbound", "/webhooks/twilio/inbound"), ("status", "/webhooks/twilio/status?reference=x.sms")]
    {
        for path in
            payloads("twilio", "form").iter().filter(|it| it.to_string_lossy().contains(&format!("/{kind}-")))
        {
            let form = String::from_utf8(std::fs::read(path).unwrap()).unwrap();
            let form = form.replace("%2B34919000100", "%2B541150000002").into_bytes();
            let send = |signature: Option<String>, body: &[u8]| {
                let headers: Vec<(&str, &str)> =
                    signature.iter().map(|it| ("x-twilio-signature", it.as_str())).collect();
                bundle.send("POST", address, &headers, body).status
            };
            let right = twilio_signature("https://messages.clinic.example", address, &form);
            let elsewhere = twilio_signature("https://other.example", address, &form);
            assert_eq!(send(Some(right.clone()), &form), 200, "{}", path.display());
            assert_eq!(send(Some(elsewhere), &form), 401, "another address");
            assert_eq!(send(Some(right), b"Body=other"), 401, "another form");
            assert_eq!(send(None, &form), 401, "no signature");
            bundle.advance_minutes(6);
            assert_eq!(bundle.dead_letters(), 0, "{}", path.display());
        }
    }
    bundle.advance_hours(24);
    assert_eq!(bundle.dead_letters(), 0);
}

/// An event of API Gateway whose body is encoded, as it does with what is not declared as text.
fn encoded_event(target: &str, headers: &Value, body: &[u8]) -> Vec<u8> {
    let body = base64::engine::general_purpose::STANDARD.encode(body);
    json!({
        "version": "2.0", "rawPath": target, "rawQueryString": "", "headers": headers,
        "requestContext": { "http": { "method": "POST", "path": target } }, "body": body, "isBase64Encoded": true,
    })
    .to_string()
    .into_bytes()
}

fn handle(ports: &TestPorts<Intercepted<Mortal>>, event: &[u8]) -> Response {
    let callers = ClinicKeys::parse(KEY, Some(&ClinicId::new("sol").unwrap())).into();
    let config = webhook_ingest::Config::new(SECRET, "token", "local-twilio-token", "https://a.example");
    let request = Request::from_event(event).unwrap();
    let now = START.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        if webhook_ingest::routes(&request) {
            webhook_ingest::handle(ports.queue(), &config, &request, now).await
        } else {
            console::handle(ports, &callers, &request, now).await
        }
    })
}

#[test]
fn what_cannot_be_queued_is_not_acknowledged_and_encoded_bodies_are_decoded() {
    let status = include_bytes!("../../payloads/whatsapp/status-delivered.json");
    let sms = include_bytes!("../../payloads/twilio/inbound-sms.form");
    let event = booked("a1", "p1", ANA, FRIDAY).to_string();
    let agenda = "turno;fecha;hora;paciente;telefono\na2;04/12/2026;11:30;p2;011 15-5555-0102\n";
    let patient = r#"{"resourceType":"Patient","id":"p3"}"#;
    let inbound = "/webhooks/twilio/inbound";
    let meta = json!({ "x-hub-signature-256": sign_meta(SECRET, status) });
    let twilio = json!({ "x-twilio-signature": twilio_signature("https://a.example", inbound, sms) });
    let clinic = json!({ "authorization": format!("Bearer {KEY}") });
    let cases = [
        (WHATSAPP, &meta, &status[..], 200, QueueName::Receipts),
        (inbound, &twilio, sms, 200, QueueName::Threads),
        ("/v1/events", &clinic, event.as_bytes(), 202, QueueName::Journeys),
        ("/v1/agenda", &clinic, agenda.as_bytes(), 202, QueueName::Journeys),
        ("/v1/fhir", &clinic, patient.as_bytes(), 202, QueueName::Journeys),
    ];
    for (target, headers, body, taken, queue) in cases {
        let request = encoded_event(target, headers, body);
        let (ports, death) = TestPorts::mortal(&clinic_files::example());
        // Its first write is to the queue, which takes nothing.
        death.at(1);
        let answer = handle(&ports, &request);
        assert_eq!(answer.status_code, 503, "{target}: {}", answer.body);
        let answer = handle(&ports, &request);
        assert_eq!(answer.status_code, taken, "{target}: {}", answer.body);
        let kept: Vec<QueueName> = ports.take_sent().into_iter().map(|it| it.0).collect();
        assert_eq!(kept, [queue], "{target}");
    }
}
