//! A patient who is nothing but canaries, and the look for them where nobody may find a patient.

use serde_json::{Value, json};

/// Pieces of everything that a canary event says of a patient, in lower case; they stand nowhere else. The digits begin
/// the numbers of all phones that the canaries have.
pub const CANARIES: [&str; 4] = ["canari", "zafirolinda", "jilguero.mail", "11555509"];

/// The canary's phone.
pub const PHONE: &str = "+5491155550975";
/// What the canary writes when it complains.
pub const COMPLAINT: &str = "me trataron mal, tengo canaritis";

/// Makes the patient, and what is told of the visit, of an event canaries.
pub fn put_into(event: &mut Value) {
    event["patient"]["given_name"] = json!("Canariosa");
    event["patient"]["family_name"] = json!("Zafirolinda");
    event["patient"]["email"] = json!("jilguero.mail@example.com");
    event["appointment"]["practitioner"] = json!("Dr. Canarillo");
    event["appointment"]["service"] = json!("Canarilogía");
}

/// The lines of a text in which there is a canary, as it is or percent-encoded.
#[must_use]
pub fn found(text: &str) -> Vec<&str> {
    let has = |line: &str| CANARIES.iter().any(|it| line.to_lowercase().contains(it));
    let decoded = |line: &str| {
        let pairs = form_urlencoded::parse(line.as_bytes());
        pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    };
    text.lines().filter(|it| has(it) || has(&decoded(it))).collect()
}

/// Fails if a text speaks of the canary.
pub fn names_nobody(what: &str, text: &str) {
    let found = found(text);
    assert!(
        found.is_empty(),
        "{what}: {} lines speak of a patient, e.g. {:#?}",
        found.len(),
        &found[..found.len().min(5)]
    );
}
