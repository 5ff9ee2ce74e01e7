//! The field `user_preferences`: who wants marketing messages no more, or again.

use serde::Deserialize;

use super::scalar::{Number, Text};
use super::{MarketingChoice, Origin, Person, Preference, Update, message, wire};

/// What Meta calls it.
pub(super) const FIELD: &str = "user_preferences";

/// One of its elements.
#[derive(Deserialize)]
pub(super) struct Choice<'a> {
    #[serde(borrow, default)]
    wa_id: Text<'a>,
    #[serde(default)]
    user_id: Text<'a>,
    #[serde(default)]
    category: Text<'a>,
    #[serde(default)]
    value: Text<'a>,
    #[serde(default)]
    timestamp: Number,
}

/// Reads one choice; `None` where it is nobody's.
pub(super) fn read(choice: Choice<'_>, origin: Origin<'_>, contacts: &[wire::Contact<'_>]) -> Option<Update> {
    if choice.wa_id.is_empty() && choice.user_id.is_empty() {
        return None;
    }
    if choice.category.as_str() != "marketing_messages" {
        return Some(Update::Ignored { field: format!("{FIELD}.{}", choice.category.as_str()) });
    }
    let contact = contacts.iter().find(|it| it.is_of(&choice.wa_id, &choice.user_id));
    Some(Update::Preference(Preference {
        waba_id: origin.waba_id.to_owned(),
        phone_number_id: origin.phone_number_id.to_owned(),
        user: Person {
            phone: choice.wa_id.phone(),
            user_id: choice.user_id.some_phi(),
            parent_user_id: None,
            profile_name: contact.and_then(message::profile_name).map(Into::into),
        },
        marketing: match choice.value.as_str() {
            "stop" => MarketingChoice::Stop,
            "resume" => MarketingChoice::Resume,
            other => MarketingChoice::Other(other.to_owned()),
        },
        at: choice.timestamp.told(origin.received_at),
    }))
}
