//! Reads a body element by element: one that has other fields than `messages`, or something broken in it.
//!
//! Each element is taken as its raw text first, so that one that cannot be read costs only itself; and of a message or a
//! status, a member that cannot be read costs only that.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::scalar::{Number, Text};
use super::{
    MESSAGES, Origin, UPDATES_MAX, Update, account, call, echo, field, message, preference, status, wire,
};
use crate::ParseError;

/// Whether an element reads as that.
macro_rules! reads {
    ($kind:ty) => {
        |it: &RawValue| object::<$kind>(it).is_some()
    };
}

/// The envelope, or an entry, with raw members.
#[derive(Deserialize, Default)]
struct Envelope<'a> {
    #[serde(borrow)]
    entry: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    time: Option<&'a RawValue>,
    #[serde(borrow)]
    changes: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    field: Option<&'a RawValue>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

/// The members of a change's value that hold elements of their own.
#[derive(Deserialize)]
struct Value<'a> {
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow)]
    contacts: Option<&'a RawValue>,
    #[serde(borrow)]
    messages: Option<&'a RawValue>,
    #[serde(borrow)]
    statuses: Option<&'a RawValue>,
    #[serde(borrow)]
    errors: Option<&'a RawValue>,
    #[serde(borrow)]
    user_preferences: Option<&'a RawValue>,
    #[serde(borrow)]
    message_echoes: Option<&'a RawValue>,
    #[serde(borrow)]
    calls: Option<&'a RawValue>,
}

/// Reads the body; an error only if it is no JSON object, or has more than [`UPDATES_MAX`] elements.
pub(super) fn read(text: &str, received_at: Timestamp) -> Result<Vec<Update>, ParseError> {
    let envelope: Envelope<'_> = serde_json::from_str(text)?;
    let mut updates = Vec::new();
    let bare = envelope.changes.is_some().then_some(Envelope { entry: None, ..envelope });
    let entries = elements(envelope.entry, "entry", &mut updates)?;
    for entry in entries {
        match object::<Envelope<'_>>(entry) {
            Some(entry) => read_entry(&entry, received_at, &mut updates)?,
            None => updates.push(Update::Malformed { what: "entry" }),
        }
    }
    if let Some(bare) = bare {
        read_entry(&bare, received_at, &mut updates)?;
    }
    Ok(updates)
}

fn read_entry(
    entry: &Envelope<'_>,
    received_at: Timestamp,
    updates: &mut Vec<Update>,
) -> Result<(), ParseError> {
    let waba_id = scalar(entry.id);
    let time: Option<Number> = entry.time.and_then(|it| serde_json::from_str(it.get()).ok());
    let at = time.unwrap_or_default().told(received_at);
    for change in elements(entry.changes, "change", updates)? {
        let Some(Change { field, value: Some(value) }) = object(change) else {
            updates.push(Update::Malformed { what: "change" });
            continue;
        };
        let field = scalar(field);
        let origin = Origin { waba_id: waba_id.as_str(), phone_number_id: "", received_at };
        match field.as_str() {
            MESSAGES | preference::FIELD | echo::FIELD | call::FIELD => match object::<Value<'_>>(value) {
                Some(value) => read_value(field.as_str(), &value, origin, updates)?,
                None => updates.push(Update::Malformed { what: "value" }),
            },
            other => updates.push(account::read(other, value.get(), waba_id.as_str(), at)),
        }
    }
    Ok(())
}

fn read_value(
    field: &str,
    value: &Value<'_>,
    origin: Origin<'_>,
    updates: &mut Vec<Update>,
) -> Result<(), ParseError> {
    let metadata: Option<wire::Metadata<'_>> = value.metadata.and_then(object);
    let phone_number_id = metadata.as_ref().map_or("", |it| it.phone_number_id.as_str());
    let origin = Origin { phone_number_id, ..origin };
    let before = updates.len();
    // A broken contact costs a name; the message it belongs to says the rest itself.
    let contacts = elements(value.contacts, "contact", updates)?;
    let contacts: Vec<_> = contacts.into_iter().map(|it| readable(it, reads!(wire::Contact<'_>))).collect();
    let contacts: Vec<wire::Contact<'_>> = contacts.iter().filter_map(|it| object(it)).collect();
    match field {
        MESSAGES => read_messages(value, origin, &contacts, updates)?,
        preference::FIELD => {
            for element in elements(value.user_preferences, "preference", updates)? {
                let preference = object(element).and_then(|it| preference::read(it, origin, &contacts));
                updates.push(preference.unwrap_or(Update::Malformed { what: "preference" }));
            }
        }
        call::FIELD => {
            let around = message::Around { origin, contacts: &contacts, code: None };
            for (position, element) in elements(value.calls, "call", updates)?.into_iter().enumerate() {
                updates.push(call::read(element, position, &around));
            }
        }
        _ => {
            for element in elements(value.message_echoes, "echo", updates)? {
                let echo = object(element).and_then(|it| echo::read(it, element, origin));
                updates.push(echo.unwrap_or(Update::Malformed { what: "echo" }));
            }
        }
    }
    if updates.len() == before {
        updates.push(Update::Ignored { field: field.to_owned() });
    }
    Ok(())
}

fn read_messages(
    value: &Value<'_>,
    origin: Origin<'_>,
    contacts: &[wire::Contact<'_>],
    updates: &mut Vec<Update>,
) -> Result<(), ParseError> {
    let errors = elements(value.errors, "error", updates)?;
    let errors: Vec<Option<wire::Problem>> = errors.into_iter().map(object).collect();
    let code = errors.iter().flatten().next().and_then(|it| it.code.code());
    let messages = elements(value.messages, "message", updates)?;
    if messages.is_empty() {
        let problem =
            |it: &Option<_>| it.as_ref().map_or(Update::Malformed { what: "error" }, field::out_of_band);
        updates.extend(errors.iter().map(problem));
    }
    let around = message::Around { origin, contacts, code };
    for (position, element) in messages.into_iter().enumerate() {
        let element = readable(element, reads!(wire::Message<'_>));
        let message = object(&element).map(|it| message::read(it, position, &around));
        updates.push(message.unwrap_or(Update::Malformed { what: "message" }));
    }
    let origin = origin.into();
    for element in elements(value.statuses, "status", updates)? {
        let element = readable(element, reads!(wire::Status<'_>));
        let status = object(&element).map(|it| status::read(it, &origin));
        updates.push(status.unwrap_or(Update::Malformed { what: "status" }));
    }
    Ok(())
}

/// The elements of an array. Missing is empty; what is no array is reported and empty.
fn elements<'a>(
    raw: Option<&'a RawValue>,
    what: &'static str,
    updates: &mut Vec<Update>,
) -> Result<Vec<&'a RawValue>, ParseError> {
    let Some(raw) = raw else { return Ok(Vec::new()) };
    let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_else(|_| {
        updates.push(Update::Malformed { what });
        Vec::new()
    });
    if updates.len() + elements.len() > UPDATES_MAX {
        return Err(ParseError::TooMany { count_max: UPDATES_MAX });
    }
    Ok(elements)
}

/// The object as it is, or without those of its members that do not read: the others are somebody's words or address.
fn readable(raw: &RawValue, reads: impl Fn(&RawValue) -> bool) -> Cow<'_, RawValue> {
    if reads(raw) {
        return Cow::Borrowed(raw);
    }
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
    let object = |members: &BTreeMap<&str, &RawValue>| serde_json::value::to_raw_value(members).ok();
    let alone = |name: &str, value| object(&BTreeMap::from([(name, value)])).is_some_and(|it| reads(&it));
    let members = members.iter().map(|(name, value)| (name.as_str(), *value));
    let kept = members.filter(|(name, value)| alone(name, *value)).collect();
    object(&kept).map_or(Cow::Borrowed(raw), Cow::Owned)
}

/// An object. A derived reader would take an array for one.
pub(super) fn object<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    raw.get().starts_with('{').then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

fn scalar(raw: Option<&RawValue>) -> Text<'_> {
    raw.and_then(|it| serde_json::from_str(it.get()).ok()).unwrap_or_default()
}
