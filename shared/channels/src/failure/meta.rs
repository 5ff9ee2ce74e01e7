//! Error codes of the WhatsApp Cloud API.

use domain::delivery::FailureClass::{
    self, Backoff, Defect, Fallback, GiveUp, IdentityChanged, MarketingOptedOut, PairRate, SenderStopped,
    Template, Transient, Unreachable, WindowClosed,
};

use super::{Row, by_status, find, one};

/// One row per run of codes; a code stands in one row only.
pub(super) const TABLE: &[Row] = &[
    // Token, permission, policy, account: nothing leaves this number until somebody mends it.
    (one(0), SenderStopped),
    (one(3), SenderStopped),
    (one(10), SenderStopped),
    (one(190), SenderStopped),
    (200..=299, SenderStopped),
    (one(368), SenderStopped),
    (one(131_005), SenderStopped),
    (one(131_031), SenderStopped),
    // Spam rate, and a messaging limit used up by misclassified templates: going on makes both worse.
    (one(131_048), SenderStopped),
    (one(131_064), SenderStopped),
    // Display name, payment, registration.
    (one(131_037), SenderStopped),
    (one(131_042), SenderStopped),
    (one(131_045), SenderStopped),
    (one(133_000), SenderStopped),
    (133_005..=133_006, SenderStopped),
    (133_008..=133_010, SenderStopped),
    (133_015..=133_016, SenderStopped),
    // Faults that pass.
    (1..=2, Transient),
    (one(131_000), Transient),
    (one(131_016), Transient),
    (one(131_053), Transient),
    (one(131_057), Transient),
    (one(133_004), Transient),
    // Too fast.
    (one(4), Backoff),
    (one(80_007), Backoff),
    (one(130_429), Backoff),
    (one(131_056), PairRate),
    // Our own request, or our own configuration: among it a country that the account may not write to, which is one
    // patient's and no reason to stop the number for all others.
    (one(33), Defect),
    (one(100), Defect),
    (one(130_497), Defect),
    (131_008..=131_009, Defect),
    (one(131_030), Defect),
    (one(131_051), Defect),
    (131_062..=131_063, Defect),
    (one(134_011), Defect),
    (one(135_000), Defect),
    // The template: missing, paused, disabled, or its parameters.
    (132_000..=132_001, Template),
    (one(132_005), Template),
    (132_007..=132_008, Template),
    (one(132_012), Template),
    (132_015..=132_016, Template),
    // Free text where only a template may be; Direct Send barred means the same for us.
    (one(131_047), WindowClosed),
    (one(139_200), WindowClosed),
    // This person, or this message.
    (one(131_021), GiveUp),
    (one(131_026), Unreachable),
    (one(131_050), MarketingOptedOut),
    (one(137_000), IdentityChanged),
    (one(130_472), Fallback),
    (one(131_049), Fallback),
    (one(131_052), Fallback),
    (132_068..=132_069, Fallback),
];

/// The class of a code of the Cloud API, from an answer (with its HTTP status) or from a `failed` status (without).
#[must_use]
pub fn meta(code: Option<u32>, http_status: Option<u16>) -> FailureClass {
    find(TABLE, code).unwrap_or_else(|| by_status(http_status))
}
