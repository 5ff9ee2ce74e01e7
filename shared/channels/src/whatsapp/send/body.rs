//! The JSON of a send request. Taken to be within its limits.

use domain::phi::Phi;
use serde_json::{Value, json};

use crate::provider::{Address, Content, Invalid, ListRow, Outgoing};
use crate::whatsapp::language::at_meta;

/// The one version of flow messages there is.
const FLOW_MESSAGE_VERSION: &str = "3";

/// Writes the body.
pub(super) fn write(outgoing: &Outgoing) -> Result<Value, Invalid> {
    let (kind, content) = content(&outgoing.content)?;
    let mut body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": kind,
        "biz_opaque_callback_data": outgoing.reference,
    });
    body[kind] = content;
    match &outgoing.to {
        // With its +: without one, Meta may put the business number's own country code in front.
        Address::Phone(number) => body["to"] = json!(number.expose()),
        Address::WhatsappUser(user) => body["recipient"] = json!(user.expose()),
        Address::Email(_) => return Err(Invalid::new("to", "is an e-mail address")),
    }
    Ok(body)
}

fn content(content: &Content) -> Result<(&'static str, Value), Invalid> {
    match content {
        Content::Template { name, language, parameters, button_payloads, flow_token } => {
            let components: Vec<Value> = (!parameters.is_empty())
                .then(|| body_component(parameters))
                .into_iter()
                .chain(buttons(button_payloads))
                .chain(flow_token.iter().map(|it| flow_button(it)))
                .collect();
            let mut template = json!({"name": name, "language": {"code": at_meta(language)}});
            if !components.is_empty() {
                template["components"] = Value::Array(components);
            }
            Ok(("template", template))
        }
        // A link's preview would fetch the clinic's pages with whatever the link carries.
        Content::Text { body } => Ok(("text", json!({"preview_url": false, "body": body.expose()}))),
        Content::Buttons { body, buttons } => {
            let buttons: Vec<Value> = buttons
                .iter()
                .map(|(payload, title)| json!({"type": "reply", "reply": {"id": payload, "title": title}}))
                .collect();
            let interactive =
                json!({"type": "button", "body": {"text": body.expose()}, "action": {"buttons": buttons}});
            Ok(("interactive", interactive))
        }
        Content::List { body, button, rows } => {
            let rows: Vec<Value> = rows.iter().map(row).collect();
            let action = json!({"button": button, "sections": [{"rows": rows}]});
            Ok(("interactive", json!({"type": "list", "body": {"text": body.expose()}, "action": action})))
        }
        Content::Flow { body, title, flow_id, screen, token } => {
            let parameters = json!({
                "flow_message_version": FLOW_MESSAGE_VERSION,
                "flow_token": token,
                "flow_id": flow_id,
                "flow_cta": title,
                "flow_action": "navigate",
                "flow_action_payload": {"screen": screen},
            });
            let action = json!({"name": "flow", "parameters": parameters});
            Ok(("interactive", json!({"type": "flow", "body": {"text": body.expose()}, "action": action})))
        }
        Content::ContactRequest { body } => {
            let kind = "request_contact_info";
            Ok((
                "interactive",
                json!({"type": kind, "body": {"text": body.expose()}, "action": {"name": kind}}),
            ))
        }
        Content::Sms { .. } | Content::Email { .. } => Err(Invalid::new("content", "is for another channel")),
    }
}

fn body_component(parameters: &[(String, Phi<String>)]) -> Value {
    let parameters: Vec<Value> = parameters
        .iter()
        .map(|(name, value)| json!({"type": "text", "parameter_name": name, "text": value.expose()}))
        .collect();
    json!({"type": "body", "parameters": parameters})
}

fn buttons(payloads: &[String]) -> impl Iterator<Item = Value> + '_ {
    payloads.iter().enumerate().map(|(index, payload)| {
        json!({
            "type": "button",
            "sub_type": "quick_reply",
            "index": index.to_string(),
            "parameters": [{"type": "payload", "payload": payload}],
        })
    })
}

/// A template's first button, which opens a form. It takes one parameter of type `action`.
fn flow_button(token: &str) -> Value {
    json!({
        "type": "button",
        "sub_type": "flow",
        "index": "0",
        "parameters": [{"type": "action", "action": {"flow_token": token}}],
    })
}

fn row(row: &ListRow) -> Value {
    let mut value = json!({"id": row.id, "title": row.title});
    if let Some(description) = &row.description {
        value["description"] = json!(description);
    }
    value
}
