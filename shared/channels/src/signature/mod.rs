//! Signatures of webhooks: Meta's and Twilio's.
//!
//! Both are checked over exactly what was received, compared in constant time, and accept two secrets while one is
//! being replaced. A webhook that fails here is not parsed and not logged.

mod meta;
#[cfg(test)]
mod tests;
mod twilio;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

pub use meta::{MetaSecrets, sign_meta};
pub use twilio::{TwilioBody, TwilioTokens, sign_twilio};

/// Why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// No signature header: not from the provider, or a proxy dropped it.
    #[error("the signature is missing")]
    Missing,
    /// Malformed, or made with another secret or of another body.
    #[error("the signature is not valid")]
    Invalid,
}

/// A secret without a character: everybody could sign with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret is empty")]
pub struct EmptySecret;

/// Whether two secrets are the same, in a time that depends on their lengths only.
#[must_use]
pub(crate) fn same_secret(given: &str, expected: &str) -> bool {
    // Comparing digests under one key: verify_slice is constant in time, and equal digests mean equal texts.
    let digest = |text: &str| keyed::<Hmac<Sha256>>("same_secret").chain_update(text);
    digest(given).verify(&digest(expected).finalize().into_bytes()).is_ok()
}

/// An HMAC that has taken its key.
fn keyed<M: hmac::Mac + hmac::KeyInit>(secret: &str) -> M {
    <M as hmac::KeyInit>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length")
}
