//! Opaque identifiers. They may stand in logs, URLs and queue attributes; nothing about a person can be read
//! from one that Pulso makes itself.
//!
//! A clinic's own ids (of patients, appointments, events) come from outside and are checked, not rewritten.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Longest id accepted from outside, in bytes: it has to fit in provider callback fields beside other data.
pub const ID_BYTES_MAX: usize = 64;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// Nothing was given.
    #[error("is empty")]
    Empty,
    /// Over [`ID_BYTES_MAX`].
    #[error("is longer than 64 bytes")]
    TooLong,
    /// A character outside `A–Z a–z 0–9 . _ : - `.
    #[error("has a character other than letters, digits, '.', '_', ':' or '-'")]
    Character,
}

fn check(text: &str) -> Result<(), InvalidId> {
    if text.is_empty() {
        return Err(InvalidId::Empty);
    }
    if text.len() > ID_BYTES_MAX {
        return Err(InvalidId::TooLong);
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte);
    if text.bytes().all(allowed) { Ok(()) } else { Err(InvalidId::Character) }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the text: 1 to [`ID_BYTES_MAX`] bytes of letters, digits and `. _ : -`.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A tenant.
    ClinicId
);
id!(
    /// A person in a clinic, as the clinic's own system numbers them.
    PatientId
);
id!(
    /// A running journey. The case of an appointment carries the appointment's id.
    CaseId
);
id!(
    /// One thing to tell one patient; derived from what decided it.
    MessageId
);
id!(
    /// The conversation with one identity; derived, so that no phone number stands in a key.
    ThreadId
);
id!(
    /// A time that can be booked.
    SlotId
);
id!(
    /// An after-visit question to one patient about one visit.
    SurveyId
);
id!(
    /// A follow-up that someone of the clinic owns.
    TicketId
);
id!(
    /// What the clinic's system calls one event; a repeat changes nothing.
    EventId
);

/// How many characters a derived id's digest has: 26 of 5 bits each, 130 bits.
const DIGEST_CHARS: usize = 26;

/// A deterministic opaque id: `prefix_` and a digest of the parts, each part delimited.
///
/// The same parts give the same id, which is what makes a repeated decision name the same thing.
#[must_use]
pub fn derived(prefix: &str, parts: &[&str]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut text = String::with_capacity(prefix.len() + 1 + DIGEST_CHARS);
    text.push_str(prefix);
    text.push('_');
    for index in 0..DIGEST_CHARS {
        let bit = index * 5;
        let pair = u16::from(digest[bit / 8]) << 8 | u16::from(digest[bit / 8 + 1]);
        let five = (pair >> (11 - bit % 8)) & 31;
        text.push(char::from(ALPHABET[usize::from(five)]));
    }
    text
}

impl MessageId {
    /// The message that `case` at `version` says at `step`: the same decision always names the same message.
    #[must_use]
    pub fn derive(clinic: &ClinicId, case: &CaseId, version: u32, step: &str) -> Self {
        Self(derived("msg", &[clinic.as_str(), case.as_str(), &version.to_string(), step]))
    }
}

impl SurveyId {
    /// The survey about a case at a version.
    #[must_use]
    pub fn derive(clinic: &ClinicId, case: &CaseId, version: u32) -> Self {
        Self(derived("srv", &[clinic.as_str(), case.as_str(), &version.to_string()]))
    }
}

impl TicketId {
    /// The ticket that a survey opens.
    #[must_use]
    pub fn derive(survey: &SurveyId) -> Self {
        Self(derived("tkt", &[survey.as_str()]))
    }
}

impl ThreadId {
    /// The thread of one identity (its canonical text) at a clinic.
    #[must_use]
    pub fn derive(clinic: &ClinicId, identity: &str) -> Self {
        Self(derived("thr", &[clinic.as_str(), identity]))
    }
}

impl SlotId {
    /// The time that `case` at `version` stood on and gave free.
    #[must_use]
    pub fn derive(clinic: &ClinicId, case: &CaseId, version: u32) -> Self {
        Self(derived("slt", &[clinic.as_str(), case.as_str(), &version.to_string()]))
    }
}
