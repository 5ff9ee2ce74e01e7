//! A clinic's file.
//!
//! What reads is stored and read back as the same; an error says something.

use domain::clinic::Clinic;

/// Checks one file.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match toml::from_str::<Clinic>(text) {
        Ok(clinic) => {
            let stored = serde_json::to_string(&clinic).expect("a clinic is JSON");
            let read: Clinic = serde_json::from_str(&stored).expect("what was stored reads");
            assert_eq!(format!("{read:?}"), format!("{clinic:?}"), "it reads back as another");
            assert!(!clinic.emergency_number().is_empty());
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
