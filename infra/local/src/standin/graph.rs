//! Meta's Graph API: sending, marking as read, an account's numbers and templates.
//!
//! As with Meta, 200 means accepted. Free-form text outside the 24 h window and one recipient too many for the
//! portfolio are accepted, and reported as failed afterwards (131047, 131048).

use http::{Method, Request, Response, header};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{
    Config, Exchange, Provider, REQUEST_BYTES_MAX, StandInError, WhatsappNumber,
    faults::{self, FaultKind},
    graph_account,
    graph_error::{self, GRAPH_JSON, GraphError},
    graph_limits,
    graph_validate::{self, Outgoing, Recipient},
    ids, json_response, phones,
    store::{self, Kind, Message, State},
    world,
};

/// Versions of the Graph API that answer; the highest is the next by order.
const VERSIONS: std::ops::RangeInclusive<u32> = 21..=27;

/// Answers one request.
pub(super) fn answer(
    db: &Connection,
    config: &Config,
    request: &Request<Vec<u8>>,
    now: i64,
) -> Result<Exchange, StandInError> {
    let path = request.uri().path();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let (version, object, edge) = match parts[..] {
        [version, object] => (version, object, ""),
        [version, object, edge] => (version, object, edge),
        _ => return Ok(Exchange::Answer(graph_error::unknown_path(path))),
    };
    if !is_version(version) {
        return Ok(Exchange::Answer(graph_error::unknown_path(path)));
    }
    let token = request.headers().get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    if token.and_then(|it| it.strip_prefix("Bearer ")) != Some(config.whatsapp_token.as_str()) {
        let error =
            GraphError::new(graph_error::TOKEN, "Invalid OAuth access token - Cannot parse access token");
        return Ok(Exchange::Answer(graph_error::response(&error)));
    }
    let query = request.uri().query().unwrap_or_default();
    if let Some(refused) = graph_account::refused_proof(config, query) {
        return Ok(Exchange::Answer(refused));
    }
    match (edge, request.method()) {
        ("messages", &Method::POST) => {
            let Some(number) = config.number(object) else {
                return Ok(Exchange::Answer(graph_error::unknown_object(object)));
            };
            match body_of(request) {
                Ok(body) if body.contains_key("status") => Ok(Exchange::Answer(mark_read(db, &body)?)),
                Ok(body) => send(db, number, &body, now),
                Err(error) => Ok(Exchange::Answer(graph_error::response(&error))),
            }
        }
        ("message_templates", &Method::GET) => Ok(Exchange::Answer(templates(config, object, query))),
        (edge, &Method::GET) => Ok(Exchange::Answer(graph_account::answer(config, object, edge))),
        _ => Ok(Exchange::Answer(graph_error::unknown_object(object))),
    }
}

fn is_version(part: &str) -> bool {
    let major = part.strip_prefix('v').and_then(|it| it.strip_suffix(".0"));
    major.and_then(|it| it.parse().ok()).is_some_and(|it: u32| VERSIONS.contains(&it))
}

fn body_of(request: &Request<Vec<u8>>) -> Result<Map<String, Value>, GraphError> {
    if request.body().len() > REQUEST_BYTES_MAX {
        return Err(GraphError::new(graph_error::INVALID, "Request body is too large."));
    }
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    if !content_type.is_some_and(|it| it.to_ascii_lowercase().starts_with("application/json")) {
        // Without it Meta reads the body as a form and finds nothing in it.
        return Err(GraphError::required("messaging_product"));
    }
    serde_json::from_slice(request.body())
        .map_err(|_| GraphError::new(graph_error::INVALID, "The request body is not a JSON object."))
}

fn send(
    db: &Connection,
    number: &WhatsappNumber,
    body: &Map<String, Value>,
    now: i64,
) -> Result<Exchange, StandInError> {
    let refused = |error: &GraphError| Ok(Exchange::Answer(graph_error::response(error)));
    let outgoing = match graph_validate::message(body, number) {
        Ok(outgoing) => outgoing,
        Err(error) => return refused(&error),
    };
    let phone = match &outgoing.recipient {
        Recipient::Phone { phone, .. } => Some(phone.clone()),
        Recipient::User(user_id) => phones::number_of_user(db, user_id)?,
    };
    let Some(phone) = phone else {
        return refused(&GraphError::new(graph_error::VALUE, "Recipient user id is not known"));
    };
    let fault = faults::take_for_call(db, Provider::Whatsapp, &phone)?;
    match fault {
        Some(FaultKind::Throttled) => {
            let error =
                GraphError::new(graph_error::THROUGHPUT, "Cloud API message throughput has been reached.");
            return Ok(Exchange::Answer(graph_error::response_with_status(&error, 429)));
        }
        Some(FaultKind::ServerError) => {
            return refused(&GraphError::new(graph_error::SERVER, "Something went wrong."));
        }
        Some(FaultKind::Refuse { code }) => {
            let details = format!("{}: {phone}", graph_error::title(code));
            return refused(&GraphError::new(code, details));
        }
        Some(FaultKind::NotSent) => return Ok(Exchange::NotSent),
        Some(FaultKind::LostRequest) => return Ok(Exchange::NoAnswer),
        _ => {}
    }
    if let Err(error) = graph_limits::admit(db, &number.phone_number_id, &phone, now)? {
        return refused(&error);
    }
    let failure = match fault {
        Some(FaultKind::FailLater { code }) => Some(code),
        _ => failure_to_come(db, number, &phone, &outgoing, now)?,
    };
    let accepted = accept(db, number, phone, &outgoing, failure, now)?;
    if fault == Some(FaultKind::LostAnswer) {
        return Ok(Exchange::NoAnswer);
    }
    Ok(Exchange::Answer(success(&outgoing, &accepted)))
}

/// What Meta finds out only after it has accepted the message.
fn failure_to_come(
    db: &Connection,
    number: &WhatsappNumber,
    phone: &str,
    outgoing: &Outgoing,
    now: i64,
) -> Result<Option<u32>, StandInError> {
    if graph_limits::window_is_open(db, &number.phone_number_id, phone, now)? {
        return Ok(None);
    }
    if outgoing.content.kind != Kind::Template {
        return Ok(Some(graph_error::WINDOW));
    }
    let within_limit = graph_limits::reach(db, number, phone, now)?;
    Ok((!within_limit).then_some(graph_error::SPAM))
}

fn accept(
    db: &Connection,
    number: &WhatsappNumber,
    phone: String,
    outgoing: &Outgoing,
    failure: Option<u32>,
    now: i64,
) -> Result<Message, StandInError> {
    phones::ensure(db, &phone)?;
    let seq = store::next_seq(db)?;
    let content = &outgoing.content;
    let message = Message {
        seq,
        provider: Provider::Whatsapp,
        provider_id: ids::wamid(&ids::whatsapp_id(&phone), seq, false),
        addressed: match &outgoing.recipient {
            Recipient::Phone { input, .. } => input.clone(),
            Recipient::User(user_id) => user_id.clone(),
        },
        phone,
        sender: number.phone_number_id.clone(),
        from_patient: false,
        kind: content.kind,
        text: content.text.clone(),
        buttons: content.buttons.clone(),
        template: content.template.clone(),
        category: content.category.clone(),
        reference: outgoing.reference.clone(),
        callback: None,
        state: State::Accepted,
        accepted_at: now,
        expires_at: now + i64::from(content.ttl_seconds) * 1_000,
        received_at: None,
        seen_at: None,
    };
    store::insert_message(db, &message)?;
    world::begin(db, &message, failure)?;
    Ok(message)
}

fn success(outgoing: &Outgoing, accepted: &Message) -> Response<Vec<u8>> {
    let mut contact = json!({"input": accepted.addressed});
    match &outgoing.recipient {
        Recipient::Phone { .. } => contact["wa_id"] = json!(ids::whatsapp_id(&accepted.phone)),
        Recipient::User(user_id) => contact["user_id"] = json!(user_id),
    }
    let mut message = json!({"id": accepted.provider_id});
    if accepted.kind == Kind::Template {
        message["message_status"] = json!("accepted");
    }
    let body = json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]});
    json_response(200, GRAPH_JSON, &body)
}

/// The clinic read a patient's message; nothing is shown on the phone.
fn mark_read(db: &Connection, body: &Map<String, Value>) -> Result<Response<Vec<u8>>, StandInError> {
    if let Err(error) = graph_validate::check_product(body) {
        return Ok(graph_error::response(&error));
    }
    if body.get("status").and_then(Value::as_str) != Some("read") {
        let error = GraphError::new(graph_error::INVALID, "Param status must be one of {READ}.");
        return Ok(graph_error::response(&error));
    }
    let id = body.get("message_id").and_then(Value::as_str).unwrap_or_default();
    let known =
        store::message_by_id(db, id)?.is_some_and(|it| it.from_patient && it.provider == Provider::Whatsapp);
    if !known {
        let error = GraphError::new(graph_error::INVALID, "Invalid parameter: message_id");
        return Ok(graph_error::response(&error));
    }
    Ok(json_response(200, GRAPH_JSON, &json!({"success": true})))
}

fn templates(config: &Config, waba_id: &str, query: &str) -> Response<Vec<u8>> {
    let of_account: Vec<_> = config.numbers.iter().filter(|it| it.waba_id == waba_id).collect();
    if of_account.is_empty() {
        return graph_error::unknown_object(waba_id);
    }
    let mut data: Vec<Value> = Vec::new();
    for template in of_account.iter().flat_map(|it| &it.templates) {
        let buttons: Vec<_> =
            template.buttons.iter().map(|it| json!({"type": "QUICK_REPLY", "text": it})).collect();
        let opens = template.flow.iter().map(|it| json!({"type": "FLOW", "text": it}));
        let buttons: Vec<_> = buttons.into_iter().chain(opens).collect();
        let mut components = vec![json!({"type": "BODY", "text": template.body})];
        if !buttons.is_empty() {
            components.push(json!({"type": "BUTTONS", "buttons": buttons}));
        }
        let entry = json!({
            "name": template.name,
            "language": template.language,
            "category": template.category.to_uppercase(),
            "status": "APPROVED",
            "parameter_format": if template.is_named() { "NAMED" } else { "POSITIONAL" },
            "components": components,
        });
        // Numbers of one account share its templates.
        if !data.contains(&entry) {
            data.push(entry);
        }
    }
    // Where fields are asked for, Meta gives no others.
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "fields");
    if let Some((_, fields)) = asked {
        for entry in data.iter_mut().filter_map(Value::as_object_mut) {
            entry.retain(|name, _| fields.split(',').any(|it| it == name));
        }
    }
    json_response(200, GRAPH_JSON, &json!({"data": data}))
}
