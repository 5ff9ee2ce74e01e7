//! The field `smb_message_echoes`: what staff wrote, rewrote or took back in the WhatsApp Business app.

use domain::phi::Phi;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::salvage::object;
use super::scalar::{Number, Text};
use super::{Echo, Origin, Person, Update, content, wire};

/// What Meta calls it.
pub(super) const FIELD: &str = "smb_message_echoes";

/// One element of `message_echoes`, but for its words: where they are broken, somebody has written all the same.
#[derive(Deserialize)]
pub(super) struct Echoed<'a> {
    #[serde(borrow, default)]
    id: Text<'a>,
    #[serde(default)]
    to: Text<'a>,
    #[serde(default)]
    to_user_id: Text<'a>,
    #[serde(default)]
    to_parent_user_id: Text<'a>,
    #[serde(default)]
    timestamp: Number,
    #[serde(default, rename = "type")]
    kind: Text<'a>,
}

/// What one element of `message_echoes` rewrites or takes back.
#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    edit: Option<wire::Edit<'a>>,
    revoke: Option<wire::Revoke<'a>>,
}

/// Reads one message of theirs; `None` where it has no id.
pub(super) fn read(echoed: Echoed<'_>, element: &RawValue, origin: Origin<'_>) -> Option<Update> {
    if echoed.id.is_empty() {
        return None;
    }
    Some(Update::Echo(Echo {
        waba_id: origin.waba_id.to_owned(),
        phone_number_id: origin.phone_number_id.to_owned(),
        to: Person {
            phone: echoed.to.phone(),
            user_id: echoed.to_user_id.some_phi(),
            parent_user_id: echoed.to_parent_user_id.some_phi(),
            profile_name: None,
        },
        at: echoed.timestamp.told(origin.received_at),
        id: echoed.id.into_string(),
        kind: echoed.kind.into_string(),
        original_id: original_id(element),
        text: words(element),
    }))
}

fn words(element: &RawValue) -> Option<Phi<String>> {
    let rewritten = object::<Change<'_>>(element).and_then(|it| it.edit?.message);
    rewritten.or_else(|| object(element)).and_then(content::words)
}

fn original_id(element: &RawValue) -> Option<String> {
    let Change { edit, revoke } = object(element)?;
    let taken_back = revoke.map(|it| it.original_message_id);
    taken_back.or_else(|| edit.map(|it| it.original_message_id))?.some()
}
