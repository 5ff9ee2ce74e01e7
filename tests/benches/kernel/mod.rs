//! The kernel of ingest, as the benchmark and the instruction count run it: from the bytes of an API Gateway event to
//! typed, verified events.
//!
//! Events look as the gateway delivers them: fifteen headers, the request's context, and a body that is itself an
//! escaped string. A body of one status has 738 bytes, in Meta's spelling: no spaces, `\u` for all that is not ASCII.
//! Queues and tables are not part of it.

use std::fmt::Write as _;

use channels::provider::Report;
use channels::signature::{MetaSecrets, TwilioTokens, sign_meta, sign_twilio};
use channels::whatsapp::webhook::{Update, parse};
use frame::http::Request;
use jiff::Timestamp;
use serde_json::json;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const PUBLIC_URL: &str = "https://hooks.pulso.example";
/// What a body with one status measures, in bytes.
const ONE_STATUS_BYTES: usize = 738;
/// Different events, so that no branch of the parser is learnt by heart.
const DISTINCT: usize = 64;

/// Webhooks of one kind and what it takes to read them.
pub(crate) struct Kernel {
    meta: MetaSecrets,
    twilio: TwilioTokens,
    received_at: Timestamp,
}

impl Kernel {
    /// The kernel with its secrets keyed, as after the start of a function.
    pub(crate) fn new() -> Self {
        Self {
            meta: MetaSecrets::new(SECRET).unwrap(),
            twilio: TwilioTokens::new(SECRET).unwrap(),
            received_at: Timestamp::constant(1_795_521_660, 0),
        }
    }

    /// Reads a webhook of Meta's.
    pub(crate) fn whatsapp(&self, event: &[u8]) -> Vec<Update> {
        let request = Request::from_event(event).unwrap();
        self.meta.verify(request.header("x-hub-signature-256"), &request.body).unwrap();
        parse(&request.body, self.received_at).unwrap()
    }

    /// Reads a status callback of Twilio's.
    pub(crate) fn twilio(&self, event: &[u8]) -> Report {
        let request = Request::from_event(event).unwrap();
        let form: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
        let url = format!("{PUBLIC_URL}{}?{}", request.path, request.query);
        self.twilio.verify(request.header("x-twilio-signature"), &url, &form).unwrap();
        let reference = request.query_value("reference");
        channels::twilio::status(&form, reference.as_deref(), self.received_at).unwrap().unwrap()
    }
}

/// Events of Meta's with some statuses each. Panics unless every status of every event is read.
pub(crate) fn whatsapp_events(kernel: &Kernel, statuses: usize) -> Vec<Vec<u8>> {
    let events: Vec<Vec<u8>> = (0..DISTINCT)
        .map(|number| {
            let body = meta_body(number * statuses, statuses);
            let signature = sign_meta(SECRET, body.as_bytes());
            event("/webhooks/whatsapp", "", ("x-hub-signature-256", &signature), "application/json", &body)
        })
        .collect();
    for event in &events {
        let updates = kernel.whatsapp(event);
        assert_eq!(updates.len(), statuses);
        assert!(updates.iter().all(|it| matches!(it, Update::Status(_))));
    }
    events
}

/// Events of Twilio's, with a status each.
pub(crate) fn twilio_events(kernel: &Kernel) -> Vec<Vec<u8>> {
    let events: Vec<Vec<u8>> = (0..DISTINCT)
        .map(|number| {
            let query = format!("reference=msg_{number:022}.sms");
            let sid = format!("SM{number:032x}");
            let body = format!(
                "SmsSid={sid}&SmsStatus=delivered&MessageStatus=delivered&To=%2B34611222333&MessageSid={sid}&\
                 AccountSid=AC00000000000000000000000000000001&From=%2B34919000100&ApiVersion=2010-04-01"
            );
            let form: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            let path = "/webhooks/twilio/status";
            let signature = sign_twilio(SECRET, &format!("{PUBLIC_URL}{path}?{query}"), &form);
            event(
                path,
                &query,
                ("x-twilio-signature", &signature),
                "application/x-www-form-urlencoded",
                &body,
            )
        })
        .collect();
    for event in &events {
        assert!(kernel.twilio(event).reference.is_some());
    }
    events
}

/// A body of Meta's. The person's name is escaped as Meta escapes it.
fn meta_body(first: usize, statuses: usize) -> String {
    let mut list = String::new();
    for number in first..first + statuses {
        let comma = if list.is_empty() { "" } else { "," };
        let stage = ["sent", "read"][number % 2];
        let seconds = 1_795_521_651 + number;
        write!(
            list,
            r#"{comma}{{"id":"wamid.HBgLMzQ2MTEyMjIzMzMVAgARGBJ{number:025}","status":"{stage}","timestamp":"{seconds}","recipient_id":"34611222333","recipient_user_id":"ES.20871549920013377","conversation":{{"id":"{number:032x}","origin":{{"type":"utility"}}}},"pricing":{{"billable":true,"pricing_model":"PMP","category":"utility"}},"biz_opaque_callback_data":"msg_{number:026}.whatsapp"}}"#
        )
        .unwrap();
    }
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"204571890112233","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"34919000100","phone_number_id":"330011224455667"}},"contacts":[{{"profile":{{"name":"Luc\u00eda Ib\u00e1\u00f1ez"}},"wa_id":"34611222333"}}],"statuses":[{list}]}},"field":"messages"}}]}}]}}"#
    );
    assert!(statuses != 1 || body.len() == ONE_STATUS_BYTES, "{} bytes", body.len());
    body
}

/// An event of an HTTP API, payload format 2.0.
fn event(path: &str, query: &str, signature: (&str, &str), content_type: &str, body: &str) -> Vec<u8> {
    let user_agent = "facebookexternalua";
    let mut headers = json!({
        "accept": "*/*",
        "accept-encoding": "deflate, gzip",
        "cache-control": "no-cache",
        "content-length": body.len().to_string(),
        "content-type": content_type,
        "facebook-api-version": "v23.0",
        "forwarded": "for=173.252.87.113;host=hooks.pulso.example;proto=https",
        "host": "hooks.pulso.example",
        "pragma": "no-cache",
        "user-agent": user_agent,
        "x-amzn-trace-id": "Root=1-6705f2c3-0a1b2c3d4e5f60718293a4b5",
        "x-forwarded-for": "173.252.87.113",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    });
    headers[signature.0] = signature.1.into();
    let event = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": "hooks.pulso.example",
            "domainPrefix": "hooks",
            "http": { "method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "173.252.87.113", "userAgent": user_agent },
            "requestId": "Ku2mIhVnIAMEJ7g=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "24/Nov/2026:10:00:51 +0000",
            "timeEpoch": 1_795_521_651_000_u64,
        },
        "body": body,
        "isBase64Encoded": false,
    });
    event.to_string().into_bytes()
}
