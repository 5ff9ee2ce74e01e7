//! Every payload under `tests/payloads` of the workspace is read, and must give what stands beside it.
//!
//! `name.json` or `name.form` is what a provider posts; `name.expected.txt` is the `Debug` form of what it is read
//! into, in which content about people is masked. A payload without its expectation fails, and so does an expectation
//! without its payload. `PULSO_WRITE_EXPECTED=1` writes the expectations anew; read the difference before keeping it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use channels::{aws_sms, email, sns, twilio, whatsapp::webhook};
use jiff::Timestamp;

/// When every payload was received.
const RECEIVED_AT: Timestamp = Timestamp::constant(1_795_525_200, 0);

#[test]
fn whatsapp() {
    check("whatsapp", |_, body| show(&webhook::parse(body, RECEIVED_AT)));
}

#[test]
fn twilio() {
    check("twilio", |name, body| {
        let form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        if name.starts_with("inbound") {
            show(&twilio::inbound(&form, RECEIVED_AT))
        } else {
            show(&twilio::status(&form, Some("msg_1.sms"), RECEIVED_AT))
        }
    });
}

#[test]
fn aws() {
    check("aws", |name, body| {
        let message = sns::message(body).unwrap();
        match name.split_once('-').unwrap() {
            ("sms", rest) if rest.starts_with("inbound") => {
                show(&aws_sms::inbound(message.as_bytes(), RECEIVED_AT))
            }
            ("sms", _) => show(&aws_sms::event(message.as_bytes(), RECEIVED_AT)),
            _ => show(&email::event(message.as_bytes(), RECEIVED_AT)),
        }
    });
}

fn show<T: Debug, E: Debug>(read: &Result<T, E>) -> String {
    format!("{read:#?}\n")
}

fn check(folder: &str, read: impl Fn(&str, &[u8]) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads").join(folder);
    let mut expectations: BTreeSet<PathBuf> = BTreeSet::new();
    let mut payloads = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "txt") {
            expectations.insert(path);
        } else {
            payloads.push(path);
        }
    }
    assert!(!payloads.is_empty(), "{} has no payloads", folder.display());
    let is_written = std::env::var_os("PULSO_WRITE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for path in &payloads {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let got = read(name, &fs::read(path).unwrap());
        let beside = folder.join(format!("{name}.expected.txt"));
        expectations.remove(&beside);
        if is_written {
            fs::write(&beside, &got).unwrap();
        } else if fs::read_to_string(&beside).ok().as_deref() != Some(&got) {
            wrong.push(format!("{name} reads as\n{got}"));
        }
    }
    assert!(wrong.is_empty(), "{} payloads do not read as expected:\n{}", wrong.len(), wrong.join("\n"));
    assert!(expectations.is_empty(), "expectations without a payload: {expectations:?}");
}
