//! What people write and tap, as webhooks.

use serde_json::json;

use super::status::{deliver, meta, twilio};
use crate::state::State;

/// Something a person did.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// Which of the carrier's numbers they wrote to.
    pub(crate) number: usize,
    /// As the carrier addresses them.
    pub(crate) from: String,
    pub(crate) provider_id: String,
    pub(crate) text: String,
    pub(crate) at: i64,
    /// The button tapped: of which message of [`super::Carrier::sent`], and what it carries.
    pub(crate) tapped: Option<(usize, String)>,
    /// When the product took the webhook.
    pub(crate) taken_at: Option<i64>,
}

/// A person taps a button of a message, or writes.
pub(crate) fn say(state: &mut State, number: usize, from: &str, tapped: Option<(usize, String)>, text: &str) {
    let seq = state.carrier.next();
    let whatsapp = !state.carrier.numbers[number].waba.is_empty();
    let provider_id = if whatsapp { format!("wamid.IN{seq:010}") } else { format!("SM{seq:032x}") };
    let index = state.life.said.len();
    let person = state.life.person(from);
    state.carrier.wrote.insert((person, number), state.now);
    state.tell(|| format!("{from} says {provider_id}: {text:?}"));
    let said = Said {
        number,
        from: from.to_owned(),
        provider_id: provider_id.clone(),
        text: text.to_owned(),
        at: state.now,
        tapped: tapped.clone(),
        taken_at: None,
    };
    state.life.said.push(said);
    if matches!(text, "STOP" | "BAJA" | "START") {
        state.life.keywords.push(index);
    }
    let request = if whatsapp {
        let body = whatsapp_body(state, number, from, &provider_id, tapped, text);
        meta(state, body, Some(index))
    } else {
        sms(state, (number, from, &provider_id), text, index)
    };
    deliver(state, request);
}

fn whatsapp_body(
    state: &State,
    number: usize,
    from: &str,
    id: &str,
    tapped: Option<(usize, String)>,
    text: &str,
) -> Vec<u8> {
    let phone = state.life.phone(from);
    let mut message = json!({
        "id": id,
        "timestamp": (state.now / 1_000).to_string(),
        "from_user_id": phone.user_id,
    });
    let mut contact = json!({"profile": {"name": phone.name}, "user_id": phone.user_id});
    if let Some(number) = &phone.number {
        message["from"] = json!(number.trim_start_matches('+'));
        contact["wa_id"] = json!(number.trim_start_matches('+'));
    }
    if let Some((under, payload)) = tapped {
        let sent = &state.carrier.sent[under];
        message["context"] = json!({"id": sent.provider_id});
        if sent.template.is_some() {
            message["type"] = json!("button");
            message["button"] = json!({"payload": payload, "text": text});
        } else {
            let kind = if sent.payloads.len() > 3 { "list_reply" } else { "button_reply" };
            message["type"] = json!("interactive");
            message["interactive"] = json!({"type": kind, kind: {"id": payload, "title": text}});
        }
    } else {
        message["type"] = json!("text");
        message["text"] = json!({"body": text});
    }
    let of = &state.carrier.numbers[number];
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": of.waba, "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": of.display.trim_start_matches('+'), "phone_number_id": of.id},
            "contacts": [contact],
            "messages": [message],
        }}]}],
    })
    .to_string()
    .into_bytes()
}

/// What a carrier of text messages hears as a word to itself: it keeps a list of its own.
pub(crate) fn keyword(text: &str) -> Option<&'static str> {
    match text.trim().to_uppercase().as_str() {
        "STOP" | "STOPALL" | "UNSUBSCRIBE" | "CANCEL" | "END" | "QUIT" => Some("STOP"),
        "START" | "UNSTOP" => Some("START"),
        _ => None,
    }
}

fn sms(
    state: &mut State,
    (number, from, id): (usize, &str, &str),
    text: &str,
    index: usize,
) -> crate::request::Request {
    let mut parameters = vec![
        ("Body", text.to_owned()),
        ("From", from.to_owned()),
        ("MessageSid", id.to_owned()),
        ("NumMedia", "0".to_owned()),
        ("SmsSid", id.to_owned()),
        ("SmsStatus", "received".to_owned()),
        ("To", state.carrier.numbers[number].id.clone()),
    ];
    if let Some(keyword) = keyword(text) {
        state.carrier.stopped.insert((from.to_owned(), number), keyword == "STOP");
        parameters.push(("OptOutType", keyword.to_owned()));
    }
    let url = format!("{}/webhooks/twilio/inbound", state.carrier.public_url);
    twilio(state, &url, &parameters, Some(index))
}
