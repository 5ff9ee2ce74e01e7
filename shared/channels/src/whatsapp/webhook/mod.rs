//! The body of a WhatsApp webhook, read into [`Update`]s.
//!
//! - Everything in a body is read: every entry, change, message and status, up to Meta's thousand and far beyond; a
//!   body of more than [`UPDATES_MAX`] is an error, since three megabytes of nothing else would be hundreds when read.
//! - What is unknown becomes [`Update::Ignored`] or [`Content::Other`]; what is broken becomes [`Update::Malformed`]
//!   by itself, and what stands beside it is read. Only a body that is no JSON object is an error.
//! - One `entry` element without its envelope is read as well: AWS End User Messaging passes those on.
//! - A status costs less than a microsecond: bodies that hold messages and statuses only, and nothing broken, are read
//!   in one pass, borrowed. All others go through `salvage`, element by element.
//!
//! It does not verify the signature (see [`crate::signature`]), and neither removes duplicates nor orders.

mod account;
mod call;
mod content;
mod detail;
mod echo;
mod field;
mod message;
mod preference;
mod salvage;
mod scalar;
mod status;
#[cfg(test)]
mod tests;
mod update;
mod wire;

use domain::surrogate::mended;
use jiff::Timestamp;
use serde::de::IgnoredAny;

pub use account::{
    Account, AccountChange, AccountNotice, Alert, Capability, MessagingLimit, NumberQuality, Restriction,
    TemplateCategory, TemplateQuality, TemplateStatus,
};
pub use update::{
    Content, Echo, Inbound, MarketingChoice, MediaKind, Person, Preference, ProviderError, Status,
    StatusKind, Update,
};

use crate::ParseError;

/// Most elements of one body; Meta sends up to 1,000.
pub const UPDATES_MAX: usize = 20_000;
/// Bodies with more commas, so possibly with more elements than their size lets expect, are not read in one pass: that
/// sets aside room for a whole message for each element. A thousand statuses have some 20,000.
const QUICK_COMMAS_MAX: usize = 50_000;

/// The field that carries messages and statuses.
const MESSAGES: &str = "messages";

/// Where a change came from.
#[derive(Clone, Copy)]
struct Origin<'a> {
    waba_id: &'a str,
    phone_number_id: &'a str,
    received_at: Timestamp,
}

/// Reads the body of a webhook.
///
/// `received_at` stands in for timestamps that are missing, unreadable or ahead, so that no message is lost over one.
/// Limits: [`UPDATES_MAX`], and the caller bounds the body's size (Meta sends up to 3 MB).
pub fn parse(body: &[u8], received_at: Timestamp) -> Result<Vec<Update>, ParseError> {
    // JSON is UTF-8. Checked once for the whole body, the parser need not check each string.
    let text = std::str::from_utf8(body).map_err(|error| not_json(&body[..error.valid_up_to()]))?;
    // A derived reader would take an array for an object.
    if !text.trim_ascii_start().starts_with('{') {
        serde_json::from_str::<IgnoredAny>(text)?;
        return Err(ParseError::Shape);
    }
    if text.bytes().filter(|it| *it == b',').count() > QUICK_COMMAS_MAX {
        return salvage::read(&mended(text), received_at);
    }
    match serde_json::from_str::<wire::Envelope<'_>>(text) {
        Ok(envelope) if holds_messages_only(&envelope) => Ok(read(envelope, received_at)),
        _ => salvage::read(&mended(text), received_at),
    }
}

fn not_json(valid: &[u8]) -> ParseError {
    let (mut line, mut column) = (1, 1);
    for byte in valid {
        (line, column) = if *byte == b'\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    ParseError::NotJson { line, column }
}

fn holds_messages_only(envelope: &wire::Envelope<'_>) -> bool {
    let entries = envelope.entry.iter().flatten().flat_map(|it| it.changes.iter().flatten());
    let all = entries.chain(envelope.changes.iter().flatten());
    all.into_iter().all(|it| it.field.as_str() == MESSAGES && it.value.is_some())
}

fn read(envelope: wire::Envelope<'_>, received_at: Timestamp) -> Vec<Update> {
    let mut updates = Vec::new();
    let bare = wire::Entry { id: envelope.id, changes: envelope.changes };
    for entry in envelope.entry.into_iter().flatten().chain([bare]) {
        for change in entry.changes.into_iter().flatten() {
            field::messages(change.value.unwrap_or_default(), entry.id.as_str(), received_at, &mut updates);
        }
    }
    updates
}
