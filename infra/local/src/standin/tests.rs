#![expect(clippy::unwrap_used, reason = "tests")]

mod aws;
mod faults;
mod formats;
mod life;
mod limits;
mod persistence;
mod speed;
mod texting;
mod validation;

use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Config, NOTIFICATIONS, PhoneSettings, RegisteredTemplate, StandIn, Webhook, WhatsappNumber};

pub(super) const ANA: &str = "+34600111222";
pub(super) const NUMBER: &str = "106540352242922";
pub(super) const SMS_NUMBER: &str = "+34910000002";

/// An instant, in seconds after the start of every test.
pub(super) fn at(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    start + SignedDuration::from_secs(seconds)
}

pub(super) fn template(name: &str, variables: &[&str], buttons: &[&str]) -> RegisteredTemplate {
    let words = |it: &[&str]| it.iter().map(ToString::to_string).collect::<Vec<_>>();
    let placeholders: Vec<_> = variables.iter().map(|it| format!("{{{{{it}}}}}")).collect();
    RegisteredTemplate {
        name: name.to_owned(),
        language: "es".to_owned(),
        category: "UTILITY".to_owned(),
        body: format!("Hola {}, tu cita está cerca", placeholders.join(" ")),
        variables: words(variables),
        buttons: words(buttons),
        flow: None,
        ttl_seconds: Some(3_600),
    }
}

pub(super) fn config() -> Config {
    Config {
        app_secret: "test_app_secret".to_owned(),
        whatsapp_token: "graph-token".to_owned(),
        twilio_account_sid: "AC00000000000000000000000000000001".to_owned(),
        twilio_auth_token: "twilio-token".to_owned(),
        public_url: "http://127.0.0.1:8787".to_owned(),
        numbers: vec![WhatsappNumber {
            phone_number_id: NUMBER.to_owned(),
            waba_id: "102290129340398".to_owned(),
            display_phone_number: "34910000001".to_owned(),
            portfolio_limit: 250,
            templates: vec![
                template("reminder", &["nombre"], &["Confirmar", "Cambiar cita"]),
                template("positional", &["1", "2"], &[]),
                RegisteredTemplate { body: "Hola".to_owned(), ..template("plain", &[], &[]) },
                RegisteredTemplate {
                    flow: Some("Responder".to_owned()),
                    ..template("survey", &["nombre"], &[])
                },
                RegisteredTemplate { ttl_seconds: None, ..template("patient", &["nombre"], &[]) },
            ],
            flows: vec!["1197715005513101".to_owned()],
        }],
        sms_numbers: vec![SMS_NUMBER.to_owned()],
        slot_systems: "sol=key".to_owned(),
    }
}

pub(super) fn world() -> StandIn {
    StandIn::open(None, config()).unwrap()
}

/// A correct reminder to `to`.
pub(super) fn reminder(to: &str) -> Value {
    json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": to, "type": "template",
        "biz_opaque_callback_data": "m=01",
        "template": {"name": "reminder", "language": {"code": "es"}, "components": [
            {"type": "body", "parameters": [{"type": "text", "parameter_name": "nombre", "text": "Ana"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "0",
             "parameters": [{"type": "payload", "payload": "v1:confirm:apt_1"}]},
        ]},
    })
}

pub(super) fn text(to: &str) -> Value {
    json!({"messaging_product": "whatsapp", "to": to, "type": "text", "text": {"body": "¿Todo bien?"}})
}

pub(super) fn graph_request(body: &Value) -> Request<Vec<u8>> {
    Request::post(format!("https://graph.facebook.com/v26.0/{NUMBER}/messages"))
        .header("authorization", "Bearer graph-token")
        .header("content-type", "application/json")
        .body(body.to_string().into_bytes())
        .unwrap()
}

pub(super) fn twilio_request(fields: &[(&str, &str)]) -> Request<Vec<u8>> {
    use base64::Engine as _;
    let config = config();
    let sid = &config.twilio_account_sid;
    let login = format!("{sid}:{}", config.twilio_auth_token);
    let login = base64::engine::general_purpose::STANDARD.encode(login);
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    Request::post(format!("https://api.twilio.com/2010-04-01/Accounts/{sid}/Messages.json"))
        .header("authorization", format!("Basic {login}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.into_bytes())
        .unwrap()
}

pub(super) fn json_of(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// Sends on `WhatsApp` and gives the message's id.
pub(super) fn send(world: &StandIn, body: &Value, seconds: i64) -> String {
    let response = world.call(&graph_request(body), at(seconds)).unwrap();
    assert_eq!(response.status(), 200, "{}", json_of(&response));
    json_of(&response)["messages"][0]["id"].as_str().unwrap().to_owned()
}

pub(super) fn set(world: &StandIn, phone: &str, settings: PhoneSettings, seconds: i64) {
    world.set_phone(phone, settings, at(seconds)).unwrap();
}

/// Delivers every webhook up to an instant and answers 200; each with the second it was due.
pub(super) fn run(world: &StandIn, until: i64) -> Vec<(i64, Webhook)> {
    let mut delivered = Vec::new();
    while let Some(next) = world.next_event_at().unwrap().filter(|it| *it <= at(until)) {
        for webhook in world.due_webhooks(next, 100).unwrap() {
            world.webhook_answered(webhook.id, 200, next).unwrap();
            delivered.push((next.as_second() - at(0).as_second(), webhook));
        }
    }
    delivered
}

/// The statuses in the webhooks, as `second status [code]`.
pub(super) fn statuses(webhooks: &[(i64, Webhook)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (second, webhook) in webhooks {
        if webhook.path_and_query == "/webhooks/whatsapp" {
            let value = value_of(webhook);
            for status in value["statuses"].as_array().into_iter().flatten() {
                let code = status.pointer("/errors/0/code").map(|it| format!(" {it}")).unwrap_or_default();
                lines.push(format!("{second} {}{code}", status["status"].as_str().unwrap()));
            }
        } else {
            let form = form_of(webhook);
            if let Some(status) = form.iter().find(|(name, _)| name == "MessageStatus") {
                let code = form.iter().find(|(name, _)| name == "ErrorCode").map(|(_, it)| format!(" {it}"));
                lines.push(format!("{second} {}{}", status.1, code.unwrap_or_default()));
            }
        }
    }
    lines
}

/// The `value` of a `WhatsApp` webhook.
pub(super) fn value_of(webhook: &Webhook) -> Value {
    let envelope: Value = serde_json::from_slice(&webhook.body).unwrap();
    envelope["entry"][0]["changes"][0]["value"].clone()
}

pub(super) fn form_of(webhook: &Webhook) -> Vec<(String, String)> {
    form_urlencoded::parse(&webhook.body).into_owned().collect()
}

pub(super) fn header<'a>(webhook: &'a Webhook, name: &str) -> &'a str {
    webhook.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str()).unwrap()
}
