//! Statuses of our messages. The hot path: one of these comes three times for every message sent.

use std::sync::Arc;

use domain::delivery::Receipt;
use jiff::Timestamp;

use super::{Origin, Person, ProviderError, Status, StatusKind, Update, wire};

/// Where statuses came from: counted, not copied for each of a hundred.
pub(super) struct SharedOrigin {
    waba_id: Arc<str>,
    phone_number_id: Arc<str>,
    received_at: Timestamp,
}

impl From<Origin<'_>> for SharedOrigin {
    fn from(origin: Origin<'_>) -> Self {
        Self {
            waba_id: origin.waba_id.into(),
            phone_number_id: origin.phone_number_id.into(),
            received_at: origin.received_at,
        }
    }
}

/// Reads one status.
pub(super) fn read(status: wire::Status<'_>, origin: &SharedOrigin) -> Update {
    if status.id.is_empty() || status.stage.is_empty() {
        return Update::Malformed { what: "status" };
    }
    if status.recipient_type.as_str() == "group" {
        return Update::Ignored { field: "statuses.group".to_owned() };
    }
    let kind = match status.stage.as_str() {
        "sent" => StatusKind::Receipt(Receipt::Sent),
        "delivered" => StatusKind::Receipt(Receipt::Delivered),
        "read" | "played" => StatusKind::Receipt(Receipt::Read),
        "failed" => StatusKind::Receipt(Receipt::Failed),
        other => StatusKind::Other(other.to_owned()),
    };
    Update::Status(Status {
        id: status.id.into_string(),
        waba_id: Arc::clone(&origin.waba_id),
        phone_number_id: Arc::clone(&origin.phone_number_id),
        status: kind,
        at: status.timestamp.told(origin.received_at),
        recipient: Person {
            phone: status.recipient_id.phone(),
            user_id: status.recipient_user_id.some_phi(),
            parent_user_id: status.parent_recipient_user_id.some_phi(),
            profile_name: None,
        },
        callback_data: status.biz_opaque_callback_data.some(),
        error: status.errors.into_iter().flatten().find_map(|it| error(&it)),
    })
}

/// An error, if it has a code: a missing one must not look like code 0, which is a matter of credentials.
pub(super) fn error(problem: &wire::Problem) -> Option<ProviderError> {
    Some(ProviderError { code: problem.code.code()? })
}
