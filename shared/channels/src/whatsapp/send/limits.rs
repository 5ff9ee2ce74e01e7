//! Meta's limits, checked before the call. Lengths are in Unicode scalar values.

use std::collections::BTreeSet;

use domain::phi::Phi;

use crate::provider::{Content, Invalid, ListRow, Outgoing, within};

/// Words of a free text, and of a list message.
const TEXT_CHARS_MAX: usize = 4_096;
/// Words above reply buttons, and all parameters of a template's body together, which its text adds to.
const BODY_CHARS_MAX: usize = 1_024;
const REPLY_BUTTONS_MAX: usize = 3;
/// Title of a reply button, and of the button that opens a list.
const BUTTON_TITLE_CHARS_MAX: usize = 20;
/// What a button sends back.
const BUTTON_ID_CHARS_MAX: usize = 256;
const LIST_ROWS_MAX: usize = 10;
const ROW_ID_CHARS_MAX: usize = 200;
const ROW_TITLE_CHARS_MAX: usize = 24;
const ROW_DESCRIPTION_CHARS_MAX: usize = 72;
const TEMPLATE_NAME_CHARS_MAX: usize = 512;
const TEMPLATE_BUTTONS_MAX: usize = 10;
/// Title of the button that opens a form.
const FLOW_TITLE_CHARS_MAX: usize = 30;
/// Meta states none of these three; ours are far shorter.
const FLOW_TOKEN_CHARS_MAX: usize = 256;
const FLOW_SCREEN_CHARS_MAX: usize = 80;
const FLOW_ID_CHARS_MAX: usize = 32;
/// Spaces in a row inside a parameter.
const PARAMETER_SPACES_MAX: usize = 4;
/// The callback data: stated for calls, taken for messages.
const REFERENCE_CHARS_MAX: usize = 512;
/// A language tag such as `es` or `en_US`; Meta's longest has 6 characters.
const LANGUAGE_CHARS_MAX: usize = 16;

/// Checks the whole message.
pub(super) fn check(outgoing: &Outgoing) -> Result<(), Invalid> {
    within(&outgoing.reference, REFERENCE_CHARS_MAX, "reference")?;
    match &outgoing.content {
        Content::Template { name, language, parameters, button_payloads, flow_token } => {
            template(name, language)?;
            self::parameters(parameters)?;
            if let Some(token) = flow_token {
                if !button_payloads.is_empty() {
                    return Err(Invalid::new("template buttons", "are a form and quick replies"));
                }
                within(token, FLOW_TOKEN_CHARS_MAX, "flow token")?;
            }
            payloads(button_payloads)
        }
        Content::Flow { body, title, flow_id, screen, token } => {
            within(body.expose(), BODY_CHARS_MAX, "body")?;
            within(title, FLOW_TITLE_CHARS_MAX, "flow title")?;
            within(screen, FLOW_SCREEN_CHARS_MAX, "flow screen")?;
            within(token, FLOW_TOKEN_CHARS_MAX, "flow token")?;
            within(flow_id, FLOW_ID_CHARS_MAX, "flow id")?;
            if flow_id.bytes().all(|it| it.is_ascii_digit()) {
                Ok(())
            } else {
                Err(Invalid::new("flow id", "is not a number of Meta's"))
            }
        }
        Content::Text { body } => within(body.expose(), TEXT_CHARS_MAX, "body"),
        Content::Buttons { body, buttons } => {
            within(body.expose(), BODY_CHARS_MAX, "body")?;
            reply_buttons(buttons)
        }
        Content::List { body, button, rows } => {
            within(body.expose(), TEXT_CHARS_MAX, "body")?;
            within(button, BUTTON_TITLE_CHARS_MAX, "list button")?;
            list(rows)
        }
        Content::ContactRequest { body } => within(body.expose(), BODY_CHARS_MAX, "body"),
        Content::Sms { .. } | Content::Email { .. } => Err(Invalid::new("content", "is for another channel")),
    }
}

fn template(name: &str, language: &str) -> Result<(), Invalid> {
    within(name, TEMPLATE_NAME_CHARS_MAX, "template name")?;
    if !name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_') {
        return Err(Invalid::new("template name", "has a character other than a-z, 0-9 and _"));
    }
    within(language, LANGUAGE_CHARS_MAX, "template language")?;
    if language.contains('-') {
        return Err(Invalid::new("template language", "is written with - instead of _"));
    }
    Ok(())
}

fn parameters(parameters: &[(String, Phi<String>)]) -> Result<(), Invalid> {
    let mut names = BTreeSet::new();
    let mut chars = 0;
    for (name, value) in parameters {
        if name.is_empty() || !names.insert(name) {
            return Err(Invalid::new("parameter name", "is empty or stands twice"));
        }
        let value = value.expose();
        if value.trim().is_empty() {
            return Err(Invalid::new("parameter", "is empty"));
        }
        if value.contains(['\n', '\r', '\t']) {
            return Err(Invalid::new("parameter", "has a line break or a tab"));
        }
        if value.contains(&" ".repeat(PARAMETER_SPACES_MAX + 1)) {
            return Err(Invalid::new("parameter", "has more than four spaces in a row"));
        }
        chars += value.chars().count();
    }
    if chars > BODY_CHARS_MAX {
        return Err(Invalid::new("parameters", "are too long together"));
    }
    Ok(())
}

fn payloads(payloads: &[String]) -> Result<(), Invalid> {
    if payloads.len() > TEMPLATE_BUTTONS_MAX {
        return Err(Invalid::new("template buttons", "are more than ten"));
    }
    payloads.iter().try_for_each(|it| within(it, BUTTON_ID_CHARS_MAX, "button payload"))
}

fn reply_buttons(buttons: &[(String, Phi<String>)]) -> Result<(), Invalid> {
    if buttons.is_empty() || buttons.len() > REPLY_BUTTONS_MAX {
        return Err(Invalid::new("buttons", "are none or more than three"));
    }
    let (mut payloads, mut titles) = (BTreeSet::new(), BTreeSet::new());
    for (payload, title) in buttons {
        within(payload, BUTTON_ID_CHARS_MAX, "button payload")?;
        within(title.expose(), BUTTON_TITLE_CHARS_MAX, "button title")?;
        if !payloads.insert(payload) || !titles.insert(title) {
            return Err(Invalid::new("buttons", "are not distinct"));
        }
    }
    Ok(())
}

fn list(rows: &[ListRow]) -> Result<(), Invalid> {
    if rows.is_empty() || rows.len() > LIST_ROWS_MAX {
        return Err(Invalid::new("rows", "are none or more than ten"));
    }
    let mut ids = BTreeSet::new();
    for row in rows {
        within(&row.id, ROW_ID_CHARS_MAX, "row id")?;
        within(row.title.expose(), ROW_TITLE_CHARS_MAX, "row title")?;
        if let Some(description) = &row.description {
            within(description.expose(), ROW_DESCRIPTION_CHARS_MAX, "row description")?;
        }
        if !ids.insert(&row.id) {
            return Err(Invalid::new("rows", "are not distinct"));
        }
    }
    Ok(())
}
