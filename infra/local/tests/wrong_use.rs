//! The real binary, used wrongly: it says what is wrong, and fails.
#![cfg(feature = "bundle")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

/// What the command says when it fails.
fn refusal(arguments: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_pulso"))
        .args(arguments)
        .env_remove("PULSO_URL")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    assert!(!ran.status.success(), "{arguments:?}");
    [ran.stdout, ran.stderr].map(|it| String::from_utf8(it).unwrap()).concat()
}

#[test]
fn what_is_no_address_no_id_no_phone_and_no_directory_is_named() {
    let cases: [(&[&str], &str); 8] = [
        (
            &["why", "a1", "--url", "127.0.0.1:9"],
            "'127.0.0.1:9' for '--url <URL>': is no address like https://host",
        ),
        (&["import", "agenda.csv", "--url", ""], "'' for '--url <URL>': is no address like https://host"),
        (&["why", "a b", "--url", "http://127.0.0.1:9"], "\"a b\" is no appointment's id"),
        (&["why", "", "--url", "http://127.0.0.1:9"], "\"\" is no appointment's id"),
        (&["--port", "9", "why", "a1"], "the subcommand 'why' cannot be used with '--port <PORT>'"),
        (&["doctor", "--url", "nonsense"], "is no address like https://host"),
        (&["doctor", "--phone", "12345"], "is no number like +5491100000000"),
        (&["check", "infra/clinics/sol/clinic.toml"], "name the clinic's directory, not a file in it"),
    ];
    for (arguments, words) in cases {
        let said = refusal(arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[cfg(not(feature = "aws"))]
#[test]
fn a_build_without_aws_says_which_one_has_it() {
    for arguments in
        [&["apply", "DIR", "--table", "T"][..], &["apply", "--help"], &["doctor", "--stack", "s"]]
    {
        let said = refusal(arguments);
        assert!(said.contains("cargo run --release --features aws -- …"), "{arguments:?}: {said}");
    }
}
