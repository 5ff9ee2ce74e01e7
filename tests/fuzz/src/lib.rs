//! What outsiders send, made up: for each format that Pulso reads from outside, a check that takes any bytes.
//!
//! Guarantees: a check fails (it panics) only where the product breaks a promise: it panics, answers other than it
//! should, reads back another thing than it wrote, or lets content about a person out of its type. The checks go
//! through the product's own doors, signed as an outsider who has stolen the key would sign. They show nothing about
//! what happens behind the queues.
//!
//! `tests/fuzz/run` builds and runs them; without a fuzzer each is a program that checks the files it is given.

#![expect(clippy::missing_panics_doc, reason = "a check that fails panics")]

pub mod agenda;
pub mod api_event;
pub mod aws_notice;
pub mod clinic_config;
pub mod clinic_events;
pub mod fhir;
pub mod hl7;
mod leak;
pub mod phrase;
pub mod provider_answer;
pub mod question;
pub mod sms;
pub mod sqs_batch;
pub mod template;
pub mod token;
pub mod twilio;
pub mod whatsapp;
mod world;

use std::path::Path;

use jiff::Timestamp;

/// When everything is received: 30 November 2026, 13:00 UTC.
const NOW: Timestamp = Timestamp::constant(1_796_043_600, 0);

/// Makes a program of a check: a fuzzer's where one builds it, else one that checks the files it is given.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::made_up(bytes, $crate::$name::check));
        #[cfg(not(fuzzing))]
        fn main() {
            for path in std::env::args_os().skip(1) {
                $crate::replay(path.as_ref(), $crate::$name::check);
            }
        }
    };
}

/// Checks what a fuzzer has made up. It learns the name that the checks search for, since it sees what is compared;
/// what has it already, anywhere, shows nothing.
pub fn made_up(bytes: &[u8], check: fn(&[u8])) {
    let name = leak::CANARY.as_bytes();
    if !bytes.windows(name.len()).any(|it| it == name) {
        check(bytes);
    }
}

/// Checks a file, or every file of a directory.
pub fn replay(path: &Path, check: fn(&[u8])) {
    if path.is_dir() {
        let mut files: Vec<_> = path.read_dir().into_iter().flatten().flatten().map(|it| it.path()).collect();
        files.sort();
        for file in &files {
            replay(file, check);
        }
    } else if let Ok(bytes) = std::fs::read(path) {
        check(&bytes);
    }
}

#[cfg(test)]
mod tests;
