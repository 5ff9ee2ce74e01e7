use FailureClass::{
    Backoff, BadAddress, Defect, Expired, Fallback, GiveUp, IdentityChanged, MarketingOptedOut, OptedOut,
    PairRate, SenderStopped, Template, Transient, Unreachable, WindowClosed,
};
use http::{HeaderMap, HeaderValue, header::RETRY_AFTER};

use super::*;

#[test]
fn no_code_stands_in_two_rows() {
    for table in [super::meta::TABLE, super::twilio::TABLE] {
        for (index, (codes, _)) in table.iter().enumerate() {
            let apart = |(other, _): &Row| codes.end() < other.start() || other.end() < codes.start();
            assert!(table[index + 1..].iter().all(apart), "{codes:?}");
        }
    }
    let names: Vec<_> =
        [aws::COMMON, aws::SMS_EXCEPTIONS, aws::SMS_REASONS, aws::SMS_EVENTS, aws::SES_EXCEPTIONS]
            .into_iter()
            .flatten()
            .map(|(name, _)| *name)
            .collect();
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len());
}

/// Every code that Meta's reference names.
#[test]
fn meta_codes_mean_what_the_reference_says() {
    let cases: &[(&[u32], FailureClass)] = &[
        (&[0, 190, 3, 10, 200, 250, 299, 131_005, 368, 131_031], SenderStopped),
        (&[131_048, 131_064, 131_037, 131_042, 131_045, 133_010, 133_016], SenderStopped),
        (&[133_000, 133_005, 133_006, 133_008, 133_009, 133_015], SenderStopped),
        (&[4, 80_007, 130_429], Backoff),
        (&[131_056], PairRate),
        (&[1, 2, 131_000, 131_016, 131_057, 133_004, 131_053], Transient),
        (&[33, 100, 131_008, 131_009, 135_000, 131_030, 131_051, 131_062, 131_063, 134_011, 130_497], Defect),
        (&[132_000, 132_001, 132_005, 132_007, 132_008, 132_012, 132_015, 132_016], Template),
        (&[130_472, 131_049, 131_052, 132_068, 132_069], Fallback),
        (&[131_021], GiveUp),
        (&[131_026], Unreachable),
        (&[131_047, 139_200], WindowClosed),
        (&[131_050], MarketingOptedOut),
        (&[137_000], IdentityChanged),
    ];
    for (codes, class) in cases {
        for code in *codes {
            assert_eq!(meta(Some(*code), None), *class, "{code}");
            assert_eq!(meta(Some(*code), Some(500)), *class, "{code}: the code wins over the status");
        }
    }
}

/// Every code that Twilio's reference names.
#[test]
fn twilio_codes_mean_what_the_reference_says() {
    let cases: &[(&[u32], FailureClass)] = &[
        (&[20_003, 21_606, 21_212, 21_703, 21_704, 30_002, 30_022, 30_023, 30_034, 30_032], SenderStopped),
        (&[63_001, 63_007, 63_038, 63_026], SenderStopped),
        (&[20_429, 21_611, 30_001, 63_018], Backoff),
        (&[30_003, 30_008, 63_010], Transient),
        (&[21_211, 21_217, 21_614, 30_006, 21_635, 30_005], BadAddress),
        (&[63_003, 63_024], Unreachable),
        (&[20_404, 21_408, 21_612, 21_608, 21_617, 11_200, 57_012, 21_602, 21_603, 21_604, 21_609], Defect),
        (&[21_655, 21_656, 63_027, 63_028, 63_041], Template),
        (&[21_610], OptedOut),
        (&[30_004, 30_610, 30_640], GiveUp),
        (&[30_036], Expired),
        (&[63_016], WindowClosed),
        (&[30_007, 30_450, 63_013, 63_014, 63_033, 63_032, 63_049], Fallback),
    ];
    for (codes, class) in cases {
        for code in *codes {
            assert_eq!(twilio(Some(*code), None), *class, "{code}");
            assert_eq!(twilio(Some(*code), Some(503)), *class, "{code}: the code wins over the status");
        }
    }
}

#[test]
fn aws_names_mean_what_the_reference_says() {
    let sms = |exception, reason| aws_sms(exception, reason, Some(400));
    for (name, class) in aws::SMS_REASONS {
        assert_eq!(sms("ConflictException", Some(name)), *class);
    }
    assert_eq!(sms("ThrottlingException", None), Backoff);
    assert_eq!(sms("InternalServerException", None), Transient);
    assert_eq!(sms("ConflictException", Some("NEW_REASON")), Fallback);
    assert_eq!(sms("ServiceQuotaExceededException", None), SenderStopped);
    assert_eq!(sms("AccessDeniedException", Some("ACCOUNT_DISABLED")), SenderStopped);
    assert_eq!(sms("ValidationException", Some("UNKNOWN_FIELD")), Defect);
    assert_eq!(aws_sms_event("TEXT_INVALID"), Some(BadAddress));
    assert_eq!(aws_sms_event("TEXT_TTL_EXPIRED"), Some(Expired));
    assert_eq!(aws_sms_event("TEXT_DELIVERED"), None);
    assert_eq!(aws_sms_event("TEXT_UNREACHABLE"), Some(Transient));
    assert_eq!(ses("MessageRejected", Some(400)), Fallback);
    assert_eq!(ses("ThrottlingException", Some(400)), Backoff);
    assert_eq!(ses("UnrecognizedClientException", Some(403)), SenderStopped);
}

#[test]
fn what_is_unknown_is_classed_by_its_status() {
    for (status, class) in [
        (None, Fallback),
        (Some(400), Fallback),
        (Some(404), Fallback),
        (Some(401), SenderStopped),
        (Some(403), SenderStopped),
        (Some(429), Backoff),
        (Some(500), Transient),
        (Some(503), Transient),
        (Some(599), Transient),
    ] {
        assert_eq!(meta(None, status), class, "{status:?}");
        assert_eq!(meta(Some(999_999), status), class, "{status:?}");
        assert_eq!(twilio(None, status), class, "{status:?}");
        assert_eq!(aws_sms("", None, status), class, "{status:?}");
        assert_eq!(ses("Surprise", status), class, "{status:?}");
    }
}

#[test]
fn retry_after_is_read_in_seconds_and_bounded() {
    for (text, expected) in [
        ("30", Some(30)),
        (" 7 ", Some(7)),
        ("0", Some(1)),
        ("3601", Some(3_600)),
        ("99999999999999999999", Some(3_600)),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("Wed, 02 Dec 2026 07:28:00 GMT", None),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
        assert_eq!(retry_after_seconds(&headers), expected, "{text:?}");
    }
    assert_eq!(retry_after_seconds(&HeaderMap::new()), None);
}
