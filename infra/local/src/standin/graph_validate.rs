//! Reads a send request the way Meta does and refuses what Meta refuses.
//!
//! Lengths are counted in Unicode scalar values. Images and documents are read, their files are not fetched; other
//! kinds of message that Meta knows are refused as unsupported.

use serde_json::{Map, Value};

use super::{
    WhatsappNumber,
    graph_error::{self, GraphError},
    graph_interactive,
    graph_limits::TEXT_CHARS_MAX,
    graph_template, ids,
    store::{Button, Kind},
};

/// Characters in `biz_opaque_callback_data`.
const REFERENCE_CHARS_MAX: usize = 512;
/// Characters in the caption of a file.
const CAPTION_CHARS_MAX: usize = 1_024;
/// Default time to live of messages, in seconds: 30 days.
const TTL_SECONDS: u32 = 2_592_000;

/// Whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Recipient {
    /// As the request spelled it, and canonical.
    Phone { input: String, phone: String },
    /// A business-scoped user id.
    User(String),
}

/// A message that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outgoing {
    pub(super) recipient: Recipient,
    pub(super) reference: Option<String>,
    pub(super) content: Content,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) buttons: Vec<Button>,
    pub(super) template: Option<String>,
    /// Price category, lower case.
    pub(super) category: String,
    pub(super) ttl_seconds: u32,
}

impl Content {
    /// A message that needs the window.
    pub(super) fn free_form(kind: Kind, text: String, buttons: Vec<Button>) -> Self {
        Self { kind, text, buttons, template: None, category: "service".to_owned(), ttl_seconds: TTL_SECONDS }
    }
}

/// Reads the body of a send.
pub(super) fn message(body: &Map<String, Value>, number: &WhatsappNumber) -> Result<Outgoing, GraphError> {
    check_product(body)?;
    if let Some(kind) = body.get("recipient_type").filter(|it| it.as_str() != Some("individual")) {
        return Err(GraphError::new(
            graph_error::INVALID,
            format!("Param recipient_type: {kind} is not supported."),
        ));
    }
    let recipient = recipient(body, number)?;
    let reference = match body.get("biz_opaque_callback_data") {
        None => None,
        Some(Value::String(text)) if text.chars().count() <= REFERENCE_CHARS_MAX => Some(text.clone()),
        Some(_) => {
            let details = "Param biz_opaque_callback_data must be a string of at most 512 characters.";
            return Err(GraphError::new(graph_error::INVALID, details));
        }
    };
    Ok(Outgoing { recipient, reference, content: content(body, number)? })
}

/// Checks what every request to this path says first.
pub(super) fn check_product(body: &Map<String, Value>) -> Result<(), GraphError> {
    match body.get("messaging_product").map(Value::as_str) {
        None => Err(GraphError::required("messaging_product")),
        Some(Some("whatsapp")) => Ok(()),
        Some(_) => {
            Err(GraphError::new(graph_error::INVALID, "Param messaging_product must be one of {WHATSAPP}."))
        }
    }
}

fn recipient(body: &Map<String, Value>, number: &WhatsappNumber) -> Result<Recipient, GraphError> {
    // `to` wins when both are given.
    let Some(to) = body.get("to") else {
        let user = body.get("recipient").and_then(Value::as_str).ok_or_else(|| GraphError::required("to"))?;
        return Ok(Recipient::User(user.to_owned()));
    };
    let invalid = || GraphError::new(graph_error::VALUE, "Recipient phone number is not valid");
    let input = to.as_str().ok_or_else(invalid)?;
    let digits: String = input.chars().filter(|it| !matches!(it, ' ' | '-' | '(' | ')')).collect();
    let phone = ids::canonical(&format!("+{}", digits.trim_start_matches('+'))).ok_or_else(invalid)?;
    let own = ids::canonical(&format!("+{}", number.display_phone_number.trim_start_matches('+')));
    if own.as_deref() == Some(phone.as_str()) {
        return Err(GraphError::new(graph_error::SELF, "Recipient cannot be sender"));
    }
    Ok(Recipient::Phone { input: input.to_owned(), phone })
}

fn content(body: &Map<String, Value>, number: &WhatsappNumber) -> Result<Content, GraphError> {
    let kind = match body.get("type") {
        // Meta takes a missing type for text.
        None => "text",
        Some(kind) => {
            kind.as_str().ok_or_else(|| GraphError::new(graph_error::INVALID, "Param type is not valid"))?
        }
    };
    let part =
        |name: &str| body.get(name).and_then(Value::as_object).ok_or_else(|| GraphError::required(name));
    match kind {
        "template" => graph_template::content(part("template")?, number),
        "interactive" => graph_interactive::content(part("interactive")?, number),
        "text" => {
            let text = required_text(part("text")?, "body", "text['body']")?;
            check_chars(&text, TEXT_CHARS_MAX, "text['body']")?;
            Ok(Content::free_form(Kind::Text, text, Vec::new()))
        }
        "image" | "document" => file(part(kind)?, kind),
        other => Err(GraphError::new(
            graph_error::KIND,
            format!("Message type {other} is not currently supported."),
        )),
    }
}

/// Shown as its caption, else its file name, else where it lies.
fn file(part: &Map<String, Value>, kind: &str) -> Result<Content, GraphError> {
    let word = |name: &str| part.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    let source = word("link").or_else(|| word("id"));
    let source = source
        .ok_or_else(|| GraphError::new(graph_error::MISSING, format!("{kind}['link'] or {kind}['id']")))?;
    if let Some(caption) = word("caption") {
        check_chars(caption, CAPTION_CHARS_MAX, "caption")?;
    }
    let text = word("caption").or_else(|| word("filename")).unwrap_or(source);
    Ok(Content::free_form(Kind::Text, text.to_owned(), Vec::new()))
}

/// A text that must be there and not be empty.
pub(super) fn required_text(part: &Map<String, Value>, key: &str, path: &str) -> Result<String, GraphError> {
    match part.get(key) {
        None => Err(GraphError::new(graph_error::MISSING, format!("Parameter {path} is missing"))),
        Some(Value::String(text)) if text.is_empty() => {
            Err(GraphError::new(graph_error::MISSING, format!("Parameter {path} is empty")))
        }
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(GraphError::new(graph_error::VALUE, format!("Parameter {path} must be a string"))),
    }
}

/// A text of limited length.
pub(super) fn check_chars(text: &str, chars_max: usize, path: &str) -> Result<(), GraphError> {
    if text.chars().count() <= chars_max {
        return Ok(());
    }
    Err(GraphError::new(
        graph_error::INVALID,
        format!("Param {path} must be at most {chars_max} characters long."),
    ))
}
