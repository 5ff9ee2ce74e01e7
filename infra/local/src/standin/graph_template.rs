//! Sends of approved templates: parameters against the template as it was approved.

use serde_json::{Map, Value};

use super::{
    RegisteredTemplate, WhatsappNumber,
    graph_error::{self, GraphError},
    graph_validate::{Content, check_chars, required_text},
    store::{Button, Kind},
};

/// Code for a parameter with line breaks, tabs or long gaps.
const WHITESPACE: u32 = graph_error::VALUE;
const NAME_CHARS_MAX: usize = 512;
const BODY_CHARS_MAX: usize = 1_024;
const PAYLOAD_CHARS_MAX: usize = 256;
/// Spaces in a row inside a parameter.
const SPACES_MAX: usize = 4;
/// Default time to live, in seconds: 30 days; ten minutes for authentication.
const TTL_SECONDS: u32 = 2_592_000;
const AUTHENTICATION_TTL_SECONDS: u32 = 600;

/// Reads the object `template`.
pub(super) fn content(part: &Map<String, Value>, number: &WhatsappNumber) -> Result<Content, GraphError> {
    let name = required_text(part, "name", "template['name']")?;
    check_chars(&name, NAME_CHARS_MAX, "template['name']")?;
    let language = part.get("language").and_then(Value::as_object);
    let language = language.ok_or_else(|| GraphError::required("template['language']"))?;
    let language = required_text(language, "code", "template['language']['code']")?;
    let template = number.templates.iter().find(|it| it.name == name && it.language == language);
    let template = template.ok_or_else(|| {
        GraphError::new(graph_error::TEMPLATE, format!("template name ({name}) does not exist in {language}"))
    })?;
    let (mut values, mut buttons) = (None, buttons_of(template));
    for component in components(part)? {
        match component.get("type").and_then(Value::as_str).map(str::to_lowercase).as_deref() {
            Some("body") if values.is_none() => values = Some(body_values(component, template)?),
            Some("button") => set_payload(component, &mut buttons)?,
            _ => return Err(format_mismatch("the template has no such component")),
        }
    }
    if let Some(index) = buttons.iter().position(|it| it.opens_form && it.payload.is_empty()) {
        let details = format!("buttons: Button at index {index} of type Flow requires a parameter");
        return Err(GraphError::new(graph_error::MISSING, details));
    }
    let values = values.unwrap_or_default();
    if values.len() != template.variables.len() {
        return Err(count_mismatch(values.len(), template));
    }
    let text = fill(template, &values);
    if text.chars().count() > BODY_CHARS_MAX {
        return Err(GraphError::new(graph_error::TEXT_TOO_LONG, "the body exceeds 1024 characters"));
    }
    let category = template.category.to_lowercase();
    let default_ttl = if category == "authentication" { AUTHENTICATION_TTL_SECONDS } else { TTL_SECONDS };
    Ok(Content {
        kind: Kind::Template,
        text,
        buttons,
        template: Some(name),
        category,
        ttl_seconds: template.ttl_seconds.unwrap_or(default_ttl),
    })
}

fn components(part: &Map<String, Value>) -> Result<&[Value], GraphError> {
    match part.get("components") {
        None => Ok(&[]),
        Some(Value::Array(components)) => Ok(components),
        Some(_) => {
            Err(GraphError::new(graph_error::INVALID, "Param template['components'] must be an array."))
        }
    }
}

/// A quick reply that is sent without a payload of its own answers with its label.
fn buttons_of(template: &RegisteredTemplate) -> Vec<Button> {
    let button = |title: &String, opens_form| Button {
        title: title.clone(),
        payload: if opens_form { String::new() } else { title.clone() },
        description: None,
        opens_form,
    };
    let replies = template.buttons.iter().map(|it| button(it, false));
    replies.chain(template.flow.iter().map(|it| button(it, true))).collect()
}

/// Values in the order of the template's variables.
fn body_values(component: &Value, template: &RegisteredTemplate) -> Result<Vec<String>, GraphError> {
    let parameters = parameters(component);
    if parameters.len() != template.variables.len() {
        return Err(count_mismatch(parameters.len(), template));
    }
    let mut values = vec![None; template.variables.len()];
    for (position, parameter) in parameters.iter().enumerate() {
        let parameter =
            parameter.as_object().ok_or_else(|| format_mismatch("a parameter must be an object"))?;
        if parameter.get("type").and_then(Value::as_str) != Some("text") {
            return Err(format_mismatch("body parameters must be of type text"));
        }
        let position = match (template.is_named(), parameter.get("parameter_name").and_then(Value::as_str)) {
            (true, Some(name)) => template.variables.iter().position(|it| it == name),
            (true, None) => {
                return Err(GraphError::new(graph_error::INVALID, "Parameter name is missing or empty"));
            }
            (false, None) => Some(position),
            (false, Some(_)) => None,
        };
        let value = required_text(parameter, "text", "template['components']['parameters']['text']")?;
        check_whitespace(&value)?;
        match position.and_then(|it| values.get_mut(it)) {
            Some(slot @ None) => *slot = Some(value),
            _ => return Err(count_mismatch(parameters.len(), template)),
        }
    }
    // Every slot was filled exactly once: as many values as slots, none twice.
    Ok(values.into_iter().flatten().collect())
}

fn check_whitespace(value: &str) -> Result<(), GraphError> {
    let gap = " ".repeat(SPACES_MAX + 1);
    if value.contains(['\n', '\r', '\t']) || value.contains(&gap) {
        let details = "Param text cannot have line breaks, tabs or more than 4 spaces in a row";
        return Err(GraphError::new(WHITESPACE, details));
    }
    Ok(())
}

fn set_payload(component: &Value, buttons: &mut [Button]) -> Result<(), GraphError> {
    let kind = component.get("sub_type").and_then(Value::as_str).map(str::to_lowercase);
    let index = match component.get("index") {
        Some(Value::String(text)) => text.parse().ok(),
        Some(Value::Number(number)) => number.as_u64().and_then(|it| usize::try_from(it).ok()),
        _ => None,
    };
    let button = index.and_then(|it: usize| buttons.get_mut(it));
    let button = button.ok_or_else(|| format_mismatch("the template has no button of that index"))?;
    if kind.as_deref() != Some(if button.opens_form { "flow" } else { "quick_reply" }) {
        return Err(format_mismatch("the button is of another type"));
    }
    let [parameter] = parameters(component) else {
        return Err(format_mismatch("a button takes one parameter"));
    };
    if button.opens_form {
        let action = parameter.get("action").and_then(Value::as_object);
        let action = action.filter(|_| parameter.get("type").and_then(Value::as_str) == Some("action"));
        let action =
            action.ok_or_else(|| format_mismatch("a flow button takes a parameter of type action"))?;
        // Meta gives back "unused" where the business gave no token.
        button.payload = match action.get("flow_token") {
            None => "unused".to_owned(),
            Some(Value::String(token)) if !token.is_empty() => token.clone(),
            Some(_) => return Err(format_mismatch("flow_token must be a string")),
        };
        return Ok(());
    }
    let parameter =
        parameter.as_object().filter(|it| it.get("type").and_then(Value::as_str) == Some("payload"));
    let parameter =
        parameter.ok_or_else(|| format_mismatch("a quick reply takes a parameter of type payload"))?;
    let payload = required_text(parameter, "payload", "button payload")?;
    if payload.chars().count() > PAYLOAD_CHARS_MAX {
        return Err(GraphError::new(graph_error::VALUE, "Button payload is longer than 256 characters"));
    }
    button.payload = payload;
    Ok(())
}

fn parameters(component: &Value) -> &[Value] {
    component.get("parameters").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text a patient sees. Values are put in once: a value that looks like a placeholder stays as it is.
fn fill(template: &RegisteredTemplate, values: &[String]) -> String {
    let mut text = String::with_capacity(template.body.len());
    let mut rest = template.body.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let Some((name, tail)) = after.split_once("}}") else {
            text.push_str("{{");
            rest = after;
            continue;
        };
        match template.variables.iter().position(|it| it == name.trim()).and_then(|it| values.get(it)) {
            Some(value) => text.push_str(value),
            None => text.extend(["{{", name, "}}"]),
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

fn count_mismatch(given: usize, template: &RegisteredTemplate) -> GraphError {
    let details = format!("body: {given} parameters do not match the expected {:?}", template.variables);
    GraphError::new(graph_error::PARAMETER_COUNT, details)
}

fn format_mismatch(details: &str) -> GraphError {
    GraphError::new(graph_error::PARAMETER_FORMAT, details)
}
