//! Error codes of Twilio Messaging.

use domain::delivery::FailureClass::{
    self, Backoff, BadAddress, Defect, Expired, Fallback, GiveUp, OptedOut, SenderStopped, Template,
    Transient, Unreachable, WindowClosed,
};

use super::{Row, by_status, find, one};

/// One row per run of codes; a code stands in one row only.
pub(super) const TABLE: &[Row] = &[
    // Credentials, account, sender, registration.
    (one(20_003), SenderStopped),
    (one(21_212), SenderStopped),
    (one(21_606), SenderStopped),
    (21_703..=21_705, SenderStopped),
    (one(30_002), SenderStopped),
    (30_022..=30_023, SenderStopped),
    (one(30_032), SenderStopped),
    (one(30_034), SenderStopped),
    (one(63_001), SenderStopped),
    (one(63_007), SenderStopped),
    (one(63_026), SenderStopped),
    (one(63_038), SenderStopped),
    // Too fast.
    (one(20_429), Backoff),
    (one(21_611), Backoff),
    (one(30_001), Backoff),
    (one(63_018), Backoff),
    // Faults that pass, and a handset that may come back.
    (one(30_003), Transient),
    (one(30_008), Transient),
    (one(63_010), Transient),
    // The number.
    (one(21_211), BadAddress),
    (one(21_217), BadAddress),
    (one(21_614), BadAddress),
    (one(21_635), BadAddress),
    (30_005..=30_006, BadAddress),
    (one(63_003), Unreachable),
    (one(63_024), Unreachable),
    // The person.
    (one(21_610), OptedOut),
    (one(30_004), GiveUp),
    (one(30_610), GiveUp),
    (one(30_640), GiveUp),
    // Our own request, or our own configuration: a missing field, a country that is not switched on, a trial account,
    // a webhook of ours that failed.
    (one(11_200), Defect),
    (one(20_404), Defect),
    (one(21_408), Defect),
    (21_602..=21_604, Defect),
    (21_608..=21_609, Defect),
    (one(21_612), Defect),
    (one(21_617), Defect),
    (one(57_012), Defect),
    // The content template.
    (21_655..=21_656, Template),
    (63_027..=63_028, Template),
    (one(63_041), Template),
    (one(63_016), WindowClosed),
    (one(30_036), Expired),
    // This message on this channel: filtered, guarded, blocked, capped.
    (one(30_007), Fallback),
    (one(30_450), Fallback),
    (63_013..=63_014, Fallback),
    (63_032..=63_033, Fallback),
    (one(63_049), Fallback),
];

/// The class of a Twilio code, from an answer (with its HTTP status) or from a status callback (without).
#[must_use]
pub fn twilio(code: Option<u32>, http_status: Option<u16>) -> FailureClass {
    find(TABLE, code).unwrap_or_else(|| by_status(http_status))
}
