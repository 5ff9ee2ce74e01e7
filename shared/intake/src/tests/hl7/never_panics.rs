use proptest::prelude::*;

use super::with;
use crate::hl7::{Outcome, acknowledge, read};
use crate::tests::{RECEIVED_AT, at, buenos_aires};

/// Headers and other segments, some of them broken in two.
const SEGMENTS: &str =
    "(MSH[|^~\\\\&#]{0,6}[ -~áñ€]{0,40}\r|(SCH|PID|AIS|AIP|MRG)\\|[ -~\n\ráñ€]{0,60}){0,12}";

/// Each message is taken or named, and never both; all are answered.
fn check(bytes: &[u8]) {
    let now = at(RECEIVED_AT);
    let Ok(intake) = read(bytes, &buenos_aires(), now) else { return };
    let last = intake.events.iter().map(|it| it.0).chain(intake.rejected.iter().map(|it| it.index)).max();
    for index in 0..=last.unwrap() {
        let is_taken = intake.events.iter().any(|it| it.0 == index);
        assert_ne!(is_taken, intake.rejected.iter().any(|it| it.index == index));
    }
    let stored = Outcome::Stored { rejected: &intake.rejected, warnings: &intake.warnings };
    for outcome in [stored, Outcome::NotStored] {
        assert!(acknowledge(bytes, outcome, now).contains("MSA"));
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        check(&bytes);
        check(&[&b"MSH|^~\\&|"[..], &bytes[..]].concat());
    }

    #[test]
    fn random_segments(text in SEGMENTS) {
        check(text.as_bytes());
    }

    #[test]
    fn random_fields(texts in proptest::collection::vec(any::<String>(), 12)) {
        let places = [
            "MSH-7", "MSH-9", "MSH-10", "MSH-12", "SCH-2", "SCH-9", "SCH-11", "SCH-25", "PID-3", "PID-5", "PID-7",
            "PID-13",
        ];
        let fields: Vec<(&str, &str)> =
            places.iter().zip(&texts).map(|(place, text)| (*place, text.as_str())).collect();
        check(with(&fields).as_bytes());
        for field in fields {
            check(with(&[field]).as_bytes());
        }
    }
}
