//! What the fuzzers found and kept is checked with every build.

use std::path::Path;

use super::*;

macro_rules! corpora {
    ($($name:ident),+) => {
        $(#[test]
        fn $name() {
            let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(stringify!($name));
            assert!(corpus.read_dir().is_ok_and(|mut it| it.next().is_some()), "{} is empty", corpus.display());
            replay(&corpus, crate::$name::check);
        })+
    };
}

corpora!(
    agenda, api_event, aws_notice, clinic_config, clinic_events, fhir, hl7, phrase, provider_answer,
    question, sms, sqs_batch, template, token, twilio, whatsapp
);
