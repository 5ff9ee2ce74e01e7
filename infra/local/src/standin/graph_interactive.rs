//! Reply buttons, lists, forms and requests for contact info.

use serde_json::{Map, Value};

use super::{
    WhatsappNumber,
    graph_error::{self, GraphError},
    graph_validate::{Content, check_chars, required_text},
    store::{Button, Kind},
};

/// The type of message, and the one action it has.
const CONTACT_REQUEST: &str = "request_contact_info";
/// What the phone shows under it.
const CONTACT_BUTTON: &str = "Share contact info";
/// Title of the button that opens a form.
const FLOW_TITLE_CHARS_MAX: usize = 30;
const BUTTONS_MAX: usize = 3;
const BUTTON_TITLE_CHARS_MAX: usize = 20;
const BUTTON_ID_CHARS_MAX: usize = 256;
const BUTTONS_BODY_CHARS_MAX: usize = 1_024;
const HEADER_CHARS_MAX: usize = 60;
const FOOTER_CHARS_MAX: usize = 60;
const LIST_BUTTON_CHARS_MAX: usize = 20;
const LIST_BODY_CHARS_MAX: usize = 4_096;
const SECTIONS_MAX: usize = 10;
const SECTION_TITLE_CHARS_MAX: usize = 24;
/// In all sections together.
const ROWS_MAX: usize = 10;
const ROW_ID_CHARS_MAX: usize = 200;
const ROW_TITLE_CHARS_MAX: usize = 24;
const ROW_DESCRIPTION_CHARS_MAX: usize = 72;

/// Reads the object `interactive`.
pub(super) fn content(part: &Map<String, Value>, number: &WhatsappNumber) -> Result<Content, GraphError> {
    let action = part.get("action").and_then(Value::as_object);
    let action =
        action.ok_or_else(|| GraphError::new(graph_error::MISSING, "Parameter action is missing"))?;
    let (kind, buttons, body_chars_max) = match part.get("type").and_then(Value::as_str) {
        Some("button") => (Kind::Buttons, reply_buttons(action)?, BUTTONS_BODY_CHARS_MAX),
        Some("list") => (Kind::List, rows(action)?, LIST_BODY_CHARS_MAX),
        Some(CONTACT_REQUEST) => {
            (Kind::ContactRequest, contact_request(part, action)?, BUTTONS_BODY_CHARS_MAX)
        }
        Some("flow") => (Kind::Flow, vec![flow(action, number)?], BUTTONS_BODY_CHARS_MAX),
        Some(other) => return Err(GraphError::new(graph_error::KIND, format!("Interactive type {other}"))),
        None => return Err(GraphError::required("interactive['type']")),
    };
    let body = part.get("body").and_then(Value::as_object);
    let body = body.ok_or_else(|| GraphError::new(graph_error::MISSING, "Parameter body is missing"))?;
    let mut text = required_text(body, "text", "interactive['body']['text']")?;
    check_chars(&text, body_chars_max, "interactive['body']['text']")?;
    if let Some(header) = part.get("header").and_then(|it| it.get("text")).and_then(Value::as_str) {
        check_chars(header, HEADER_CHARS_MAX, "interactive['header']['text']")?;
        text = format!("{header}\n{text}");
    }
    if let Some(footer) = part.get("footer").and_then(|it| it.get("text")).and_then(Value::as_str) {
        check_chars(footer, FOOTER_CHARS_MAX, "interactive['footer']['text']")?;
        text = format!("{text}\n{footer}");
    }
    Ok(Content::free_form(kind, text, buttons))
}

/// The button is the platform's: its title cannot be chosen, and nothing stands around the words.
fn contact_request(
    part: &Map<String, Value>,
    action: &Map<String, Value>,
) -> Result<Vec<Button>, GraphError> {
    let name = required_text(action, "name", "action['name']")?;
    if name != CONTACT_REQUEST || action.len() > 1 {
        return Err(GraphError::new(graph_error::VALUE, format!("Action name must be {CONTACT_REQUEST}")));
    }
    if let Some(other) = part.keys().find(|it| !["type", "body", "action"].contains(&it.as_str())) {
        return Err(GraphError::new(graph_error::VALUE, format!("Unexpected key {other} on interactive")));
    }
    let title = CONTACT_BUTTON.to_owned();
    Ok(vec![Button { title, payload: String::new(), description: None, opens_form: false }])
}

/// A published form, by id or not at all: names and drafts are not played.
fn flow(action: &Map<String, Value>, number: &WhatsappNumber) -> Result<Button, GraphError> {
    let invalid = |details: &str| GraphError::new(graph_error::VALUE, details);
    if required_text(action, "name", "action['name']")? != "flow" {
        return Err(invalid("Action name must be flow"));
    }
    let parameters = action.get("parameters").and_then(Value::as_object);
    let parameters =
        parameters.ok_or_else(|| GraphError::new(graph_error::MISSING, "action['parameters']"))?;
    let word = |key: &str| required_text(parameters, key, &format!("action['parameters']['{key}']"));
    if word("flow_message_version")? != "3" {
        return Err(invalid("flow_message_version must be 3"));
    }
    let title = word("flow_cta")?;
    check_chars(&title, FLOW_TITLE_CHARS_MAX, "action['parameters']['flow_cta']")?;
    if parameters.contains_key("flow_name") {
        return Err(invalid("Only one of flow_id and flow_name"));
    }
    let id = word("flow_id")?;
    if !number.flows.contains(&id) || parameters.get("mode").is_some_and(|it| it != "published") {
        return Err(invalid("Flow with specified ID does not exist or is not published"));
    }
    let payload = parameters.get("flow_action_payload");
    match parameters.get("flow_action").map_or(Some("navigate"), Value::as_str) {
        Some("navigate") => {
            let screen = payload.and_then(|it| it.get("screen")).and_then(Value::as_str).unwrap_or_default();
            if screen.is_empty() {
                return Err(GraphError::new(graph_error::MISSING, "flow_action_payload['screen']"));
            }
            let data = payload.and_then(|it| it.get("data"));
            if data.is_some_and(|it| it.as_object().is_none_or(Map::is_empty)) {
                return Err(invalid("flow_action_payload['data'] must be an object that is not empty"));
            }
        }
        Some("data_exchange") if payload.is_none() => {}
        _ => return Err(invalid("flow_action is navigate, or data_exchange without a payload")),
    }
    // Meta gives back "unused" where the business gave no token.
    let payload = parameters.get("flow_token").and_then(Value::as_str).unwrap_or("unused").to_owned();
    Ok(Button { title, payload, description: None, opens_form: true })
}

fn reply_buttons(action: &Map<String, Value>) -> Result<Vec<Button>, GraphError> {
    let buttons = list(action, "buttons", 1..=BUTTONS_MAX)?;
    let mut read: Vec<Button> = Vec::with_capacity(buttons.len());
    for button in buttons {
        let reply = button.get("reply").and_then(Value::as_object);
        let (Some("reply"), Some(reply)) = (button.get("type").and_then(Value::as_str), reply) else {
            return Err(GraphError::new(graph_error::VALUE, "Buttons must be of type reply"));
        };
        let title = required_text(reply, "title", "button title")?;
        check_chars(&title, BUTTON_TITLE_CHARS_MAX, "button title")?;
        let payload = required_text(reply, "id", "button id")?;
        check_chars(&payload, BUTTON_ID_CHARS_MAX, "button id")?;
        if read.iter().any(|it| it.title == title || it.payload == payload) {
            return Err(GraphError::new(graph_error::VALUE, "Button titles and ids must be unique"));
        }
        read.push(Button { title, payload, description: None, opens_form: false });
    }
    Ok(read)
}

fn rows(action: &Map<String, Value>) -> Result<Vec<Button>, GraphError> {
    let button = required_text(action, "button", "action['button']")?;
    check_chars(&button, LIST_BUTTON_CHARS_MAX, "action['button']")?;
    let sections = list(action, "sections", 1..=SECTIONS_MAX)?;
    let mut read: Vec<Button> = Vec::new();
    for section in sections {
        match section.get("title").and_then(Value::as_str).filter(|it| !it.is_empty()) {
            Some(title) => check_chars(title, SECTION_TITLE_CHARS_MAX, "section title")?,
            None if sections.len() > 1 => return Err(GraphError::new(graph_error::MISSING, "section title")),
            None => {}
        }
        let section = section.as_object().ok_or_else(|| GraphError::new(graph_error::VALUE, "sections"))?;
        for row in list(section, "rows", 1..=ROWS_MAX)? {
            let row = row.as_object().ok_or_else(|| GraphError::new(graph_error::VALUE, "rows"))?;
            let title = required_text(row, "title", "row title")?;
            check_chars(&title, ROW_TITLE_CHARS_MAX, "row title")?;
            let payload = required_text(row, "id", "row id")?;
            check_chars(&payload, ROW_ID_CHARS_MAX, "row id")?;
            let description = row.get("description").and_then(Value::as_str).map(str::to_owned);
            check_chars(
                description.as_deref().unwrap_or_default(),
                ROW_DESCRIPTION_CHARS_MAX,
                "row description",
            )?;
            if read.iter().any(|it| it.payload == payload) {
                return Err(GraphError::new(graph_error::VALUE, "Row ids must be unique"));
            }
            read.push(Button { title, payload, description, opens_form: false });
        }
    }
    if read.len() > ROWS_MAX {
        return Err(GraphError::new(graph_error::VALUE, "Total row count exceeds the maximum of 10"));
    }
    Ok(read)
}

fn list<'a>(
    part: &'a Map<String, Value>,
    key: &str,
    count: std::ops::RangeInclusive<usize>,
) -> Result<&'a Vec<Value>, GraphError> {
    let values = part.get(key).and_then(Value::as_array);
    let values =
        values.ok_or_else(|| GraphError::new(graph_error::MISSING, format!("Parameter {key} is missing")))?;
    if count.contains(&values.len()) {
        return Ok(values);
    }
    Err(GraphError::new(
        graph_error::VALUE,
        format!("Invalid {key} count: {} to {}", count.start(), count.end()),
    ))
}
