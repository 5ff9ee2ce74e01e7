//! One table per provider: what its codes mean for us (providers.md §2.7, §3.5, §4.1).
//!
//! Logic stands on the code alone: titles, subcodes and HTTP statuses are not reliable.

use domain::delivery::FailureClass::{self, *};

/// Longest wait a provider may ask for, in seconds.
pub const RETRY_AFTER_SECONDS_MAX: u32 = 3_600;

type Table = &'static [(u32, u32, FailureClass)];

/// Meta's codes, from–to.
const META: Table = &[
    (0, 0, SenderStopped),
    (1, 2, Transient),
    (3, 3, SenderStopped),
    (4, 4, Backoff),
    (10, 10, SenderStopped),
    (33, 33, Defect),
    (100, 100, Defect),
    (190, 190, SenderStopped),
    (200, 299, SenderStopped),
    (368, 368, SenderStopped),
    (80_007, 80_007, Backoff),
    (130_429, 130_429, Backoff),
    (130_472, 130_472, Fallback),
    (130_497, 130_497, SenderStopped),
    (131_000, 131_000, Transient),
    (131_005, 131_005, SenderStopped),
    (131_008, 131_009, Defect),
    (131_016, 131_016, Transient),
    (131_021, 131_021, GiveUp),
    (131_026, 131_026, Unreachable),
    (131_030, 131_030, Fallback),
    (131_031, 131_031, SenderStopped),
    (131_037, 131_037, SenderStopped),
    (131_042, 131_042, SenderStopped),
    (131_045, 131_045, SenderStopped),
    (131_047, 131_047, WindowClosed),
    (131_048, 131_048, SenderStopped),
    (131_049, 131_049, Fallback),
    (131_050, 131_050, MarketingOptedOut),
    (131_051, 131_051, Defect),
    (131_052, 131_053, Fallback),
    (131_056, 131_056, PairRate),
    (131_057, 131_057, Transient),
    (131_062, 131_063, Fallback),
    (131_064, 131_064, SenderStopped),
    (132_000, 132_000, Defect),
    (132_001, 132_001, Template),
    (132_005, 132_005, Defect),
    (132_007, 132_008, Defect),
    (132_012, 132_012, Defect),
    (132_015, 132_016, Template),
    (132_018, 132_018, Defect),
    (132_068, 132_069, Fallback),
    (133_000, 133_003, SenderStopped),
    (133_004, 133_004, Transient),
    (133_005, 133_009, SenderStopped),
    (133_010, 133_016, SenderStopped),
    (134_011, 134_011, SenderStopped),
    (135_000, 135_000, Defect),
    (137_000, 137_000, IdentityChanged),
    (139_200, 139_200, Defect),
];

/// Twilio's codes, from–to.
const TWILIO: Table = &[
    (20_003, 20_003, SenderStopped),
    (20_404, 20_404, Defect),
    (20_429, 20_429, Backoff),
    (21_211, 21_211, BadAddress),
    (21_212, 21_212, SenderStopped),
    (21_217, 21_217, BadAddress),
    (21_408, 21_408, Fallback),
    (21_606, 21_606, SenderStopped),
    (21_608, 21_608, Fallback),
    (21_610, 21_610, OptedOut),
    (21_611, 21_611, Backoff),
    (21_612, 21_612, Fallback),
    (21_614, 21_614, BadAddress),
    (21_617, 21_617, Defect),
    (21_635, 21_635, BadAddress),
    (21_655, 21_656, Defect),
    (21_703, 21_704, SenderStopped),
    (30_001, 30_001, Backoff),
    (30_002, 30_002, SenderStopped),
    (30_003, 30_003, Transient),
    (30_004, 30_004, Fallback),
    (30_005, 30_006, BadAddress),
    (30_007, 30_007, Fallback),
    (30_008, 30_008, Transient),
    (30_022, 30_023, SenderStopped),
    (30_032, 30_034, SenderStopped),
    (30_036, 30_036, Expired),
    (30_450, 30_450, Fallback),
    (30_610, 30_610, Fallback),
    (30_640, 30_640, OptedOut),
    (63_001, 63_001, SenderStopped),
    (63_003, 63_003, BadAddress),
    (63_007, 63_007, SenderStopped),
    (63_010, 63_010, Transient),
    (63_013, 63_014, Fallback),
    (63_016, 63_016, WindowClosed),
    (63_018, 63_018, Backoff),
    (63_024, 63_024, Unreachable),
    (63_026, 63_026, SenderStopped),
    (63_027, 63_028, Defect),
    (63_032, 63_033, Fallback),
    (63_038, 63_038, SenderStopped),
    (63_041, 63_041, Defect),
    (63_049, 63_049, Fallback),
];

/// AWS SMS: the exception, or the reason it gives.
const AWS: &[(&str, FailureClass)] = &[
    ("DESTINATION_PHONE_NUMBER_OPTED_OUT", OptedOut),
    ("DESTINATION_PHONE_NUMBER_NOT_VERIFIED", Fallback),
    ("DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", Fallback),
    ("DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE", Fallback),
    ("NO_ORIGINATION_IDENTITIES_FOUND", SenderStopped),
    ("MESSAGE_TYPE_MISMATCH", SenderStopped),
    ("RESOURCE_NOT_ACTIVE", SenderStopped),
    ("MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", SenderStopped),
    ("INSUFFICIENT_ACCOUNT_REPUTATION", SenderStopped),
    ("ACCOUNT_DISABLED", SenderStopped),
    ("ThrottlingException", Backoff),
    ("InternalServerException", Transient),
    ("ConflictException", Fallback),
    ("ServiceQuotaExceededException", SenderStopped),
    ("AccessDeniedException", SenderStopped),
    ("ValidationException", Defect),
    ("ResourceNotFoundException", SenderStopped),
];

fn look_up(table: Table, code: u32) -> Option<FailureClass> {
    table.iter().find(|(from, to, _)| (*from..=*to).contains(&code)).map(|(_, _, class)| *class)
}

/// What a code of Meta's means; an unknown one, by the HTTP status it came with.
#[must_use]
pub fn meta(code: u32, status: Option<u16>) -> FailureClass {
    look_up(META, code).unwrap_or_else(|| by_status(status))
}

/// What a code of Twilio's means; an unknown one, by the HTTP status it came with.
#[must_use]
pub fn twilio(code: u32, status: Option<u16>) -> FailureClass {
    look_up(TWILIO, code).unwrap_or_else(|| by_status(status))
}

/// What an exception of AWS's means, by its reason first.
#[must_use]
pub fn aws(exception: &str, reason: Option<&str>, status: u16) -> FailureClass {
    let known = |name: &str| AWS.iter().find(|(it, _)| *it == name).map(|(_, class)| *class);
    reason.and_then(known).or_else(|| known(exception)).unwrap_or_else(|| by_status(Some(status)))
}

/// What a status means when nothing else is known.
#[must_use]
pub fn by_status(status: Option<u16>) -> FailureClass {
    match status {
        Some(429) => Backoff,
        Some(401 | 403) => SenderStopped,
        Some(500..) => Transient,
        _ => Fallback,
    }
}

/// The seconds of a `Retry-After`, within reason.
#[must_use]
pub fn retry_after(headers: &http::HeaderMap) -> Option<u32> {
    let seconds: u32 = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.clamp(1, RETRY_AFTER_SECONDS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order_and_disjoint() {
        for table in [META, TWILIO] {
            assert!(table.iter().all(|(from, to, _)| from <= to));
            assert!(table.windows(2).all(|pair| pair[0].1 < pair[1].0), "{table:?}");
        }
    }

    #[test]
    fn codes_that_decide_the_cascade() {
        let cases = [
            (131_026, Unreachable),
            (131_047, WindowClosed),
            (131_056, PairRate),
            (130_429, Backoff),
            (132_015, Template),
            (190, SenderStopped),
            (131_050, MarketingOptedOut),
            (250, SenderStopped),
        ];
        for (code, class) in cases {
            assert_eq!(meta(code, Some(400)), class, "{code}");
        }
        assert_eq!((meta(999_999, Some(503)), meta(999_999, Some(400)), meta(999_999, None)), (Transient, Fallback, Fallback));
        assert_eq!((twilio(21_610, None), twilio(30_003, None), twilio(20_429, Some(429))), (OptedOut, Transient, Backoff));
        assert_eq!(aws("ConflictException", Some("DESTINATION_PHONE_NUMBER_OPTED_OUT"), 400), OptedOut);
        assert_eq!(aws("Unheard", None, 500), Transient);
    }
}
