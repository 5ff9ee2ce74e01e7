//! Events as a clinic's system posts them: one JSON object, or an array of them.
//!
//! Guarantees: every problem of an element is named by the element's index and the field's path, and its neighbours
//! are taken all the same. Fields that are not known are passed over, so that a newer sender can talk to us; of a
//! field that stands twice the last counts; `null` and blank texts are the same as absent.
//!
//! Nesting is limited by the parser (128 levels); the caller limits the bytes before reading them.

mod event;
pub(crate) mod fields;
mod patient;
mod slot;

use std::borrow::Cow;

use domain::surrogate::mended;
use jiff::Timestamp;
use serde_json::Value;
use serde_json::error::Category;

use crate::{Defaults, Intake, Problems, Unreadable};

pub(crate) use patient::PURPOSES;

/// Most events in one array.
pub const EVENTS_MAX: usize = 1_000;
/// Largest body, in bytes.
pub const EVENTS_BYTES_MAX: usize = 1024 * 1024;

/// Reads one event, or an array of at most [`EVENTS_MAX`], that was received at `received_at`. An empty array is
/// nothing to do, not an error.
pub fn read(body: &[u8], defaults: &Defaults, received_at: Timestamp) -> Result<Intake, Unreadable> {
    match parse(body, EVENTS_BYTES_MAX)? {
        Value::Array(elements) if elements.len() > EVENTS_MAX => {
            Err(Unreadable::TooMany { count_max: EVENTS_MAX })
        }
        Value::Array(elements) => Ok(read_all(&elements, defaults, received_at)),
        one @ Value::Object(_) => Ok(read_all(&[one], defaults, received_at)),
        _ => Err(Unreadable::NotEvents),
    }
}

/// The body as JSON.
pub(crate) fn parse(body: &[u8], bytes_max: usize) -> Result<Value, Unreadable> {
    if body.len() > bytes_max {
        return Err(Unreadable::TooLarge { bytes_max });
    }
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Err(Unreadable::Empty);
    }
    serde_json::from_slice(body).or_else(|error| match std::str::from_utf8(body).map(mended) {
        Ok(Cow::Owned(mended)) => serde_json::from_str(&mended).map_err(|error| malformed(&error, body)),
        Ok(Cow::Borrowed(_)) | Err(_) => Err(malformed(&error, body)),
    })
}

fn read_all(elements: &[Value], defaults: &Defaults, received_at: Timestamp) -> Intake {
    let mut intake = Intake::default();
    for (index, element) in elements.iter().enumerate() {
        let (mut problems, mut warnings) = (Problems::of(index), Problems::of(index));
        let event = if let Value::Object(fields) = element {
            let root = fields::Object::root(fields);
            event::read(&root, defaults, received_at, &mut problems, &mut warnings)
        } else {
            problems.add("event", "is not a JSON object");
            None
        };
        match event {
            Some(event) if problems.found.is_empty() => {
                intake.events.push((index, event));
                intake.warnings.append(&mut warnings.found);
            }
            _ => intake.rejected.append(&mut problems.found),
        }
    }
    intake
}

/// The parser's own words could quote the body; its position and category cannot.
fn malformed(error: &serde_json::Error, body: &[u8]) -> Unreadable {
    let problem = match error.classify() {
        // Latin-1, UTF-16, or something compressed.
        _ if std::str::from_utf8(body).is_err() => "it is not in UTF-8, or compressed",
        Category::Eof => "it ends too early",
        Category::Syntax | Category::Data | Category::Io => "it does not go on as JSON does",
    };
    Unreadable::Malformed { line: error.line(), column: error.column(), problem }
}
