//! The field `messages`: messages, statuses, or errors that belong to neither.

use jiff::Timestamp;

use super::{MESSAGES, Origin, Update, message, status, wire};

/// Reads one change, whole.
pub(super) fn messages(
    value: wire::Value<'_>,
    waba_id: &str,
    received_at: Timestamp,
    updates: &mut Vec<Update>,
) {
    let metadata = value.metadata.as_ref().map_or("", |it| it.phone_number_id.as_str());
    let origin = Origin { waba_id, phone_number_id: metadata, received_at };
    let contacts = value.contacts.unwrap_or_default();
    let messages = value.messages.unwrap_or_default();
    let statuses = value.statuses.unwrap_or_default();
    let errors = value.errors.unwrap_or_default();
    if messages.is_empty() && statuses.is_empty() && errors.is_empty() {
        updates.push(Update::Ignored { field: MESSAGES.to_owned() });
        return;
    }
    updates.reserve(messages.len() + statuses.len());
    // With a message, the errors are about that message (an `interactive` without its object).
    let code = errors.first().and_then(|it| it.code.code());
    if messages.is_empty() {
        updates.extend(errors.iter().map(out_of_band));
    }
    let around = message::Around { origin, contacts: &contacts, code };
    updates
        .extend(messages.into_iter().enumerate().map(|(position, it)| message::read(it, position, &around)));
    let origin = origin.into();
    updates.extend(statuses.into_iter().map(|it| status::read(it, &origin)));
}

/// An error by itself.
pub(super) fn out_of_band(problem: &wire::Problem) -> Update {
    status::error(problem).map_or(Update::Malformed { what: "error" }, Update::OutOfBandError)
}
