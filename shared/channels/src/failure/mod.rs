//! What a provider's error means for us: one table per provider, as data.
//!
//! A code in the table counts for what the table says, whatever the HTTP status. An unknown one is classed by its
//! status: 5xx passes, 429 waits, 401 and 403 are about our credentials, and anything else is taken as a refusal of
//! this message on this channel. A gateway's status without any code is no refusal (see `is_of_gateway`).

mod aws;
mod meta;
#[cfg(test)]
mod tests;
mod twilio;

use std::ops::RangeInclusive;

use domain::delivery::FailureClass;

pub(crate) use aws::aws_sms_event;
pub use aws::{aws_sms, ses};
pub use meta::meta;
pub use twilio::twilio;

/// Longest wait taken from a `Retry-After`, in seconds.
pub const RETRY_AFTER_SECONDS_MAX: u32 = 3_600;

/// A run of codes and what they mean.
type Row = (RangeInclusive<u32>, FailureClass);

/// A run of one code.
const fn one(code: u32) -> RangeInclusive<u32> {
    code..=code
}

fn find(table: &[Row], code: Option<u32>) -> Option<FailureClass> {
    let code = code?;
    table.iter().find(|(codes, _)| codes.contains(&code)).map(|(_, class)| *class)
}

/// What an unknown code means, by the HTTP status it came with; `None` outside an HTTP answer.
const fn by_status(status: Option<u16>) -> FailureClass {
    match status {
        Some(429) => FailureClass::Backoff,
        Some(401 | 403) => FailureClass::SenderStopped,
        Some(500..=599) => FailureClass::Transient,
        _ => FailureClass::Fallback,
    }
}

/// Whether a status alone says that a gateway in front of the provider heard nothing from it, or nothing that it could
/// read (RFC 9110 §15.6.3, §15.6.5): behind it, the message may have been taken.
pub(crate) const fn is_of_gateway(status: u16) -> bool {
    matches!(status, 502 | 504)
}

/// The wait that an answer asks for, in seconds, within 1 and [`RETRY_AFTER_SECONDS_MAX`]. A date is not read: it
/// would need the provider's clock.
#[must_use]
pub fn retry_after_seconds(headers: &http::HeaderMap) -> Option<u32> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if text.is_empty() || !text.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    // All digits: what does not fit is merely long.
    Some(text.parse().unwrap_or(u32::MAX).clamp(1, RETRY_AFTER_SECONDS_MAX))
}
