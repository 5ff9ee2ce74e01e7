//! Signatures of webhooks: Meta's and Twilio's.
//!
//! Both are checked over exactly what was received, compared in constant time, and accept two secrets while one
//! replaces the other. A webhook that fails here is not parsed and not logged.

mod meta;
#[cfg(test)]
mod tests;
mod twilio;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub use meta::{MetaSecrets, sign_meta};
pub use twilio::{TwilioTokens, sign_twilio};

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

/// There is no secret: everybody could sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret is empty")]
pub struct EmptySecret;

/// Whether two secrets are equal, in a time that tells nothing of where they differ.
#[must_use]
pub fn equal(given: &str, expected: &str) -> bool {
    // Digests under one key: verify is constant in time, and equal digests mean equal texts.
    let digest = |text: &str| keyed::<Hmac<Sha256>>("equal").chain_update(text);
    digest(given).verify(&digest(expected).finalize().into_bytes()).is_ok()
}

/// The keyed states of the secrets in force: one, or several separated by commas while one replaces another.
fn each_keyed<M: Mac + KeyInit>(secrets: &str) -> Result<Vec<M>, EmptySecret> {
    let keyed: Vec<M> = secrets.split(',').map(str::trim).filter(|it| !it.is_empty()).map(keyed).collect();
    if keyed.is_empty() { Err(EmptySecret) } else { Ok(keyed) }
}

/// Bytes in hexadecimal digits, in lower case.
pub(crate) fn hex(bytes: impl IntoIterator<Item = u8>) -> String {
    let nibbles = bytes.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|it| char::from_digit(u32::from(it), 16)).collect()
}

/// An HMAC that has taken its key.
fn keyed<M: Mac + KeyInit>(secret: &str) -> M {
    <M as KeyInit>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length")
}
