//! `X-Hub-Signature-256`.

use std::fmt;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::{EmptySecret, SignatureError, each_keyed, hex, keyed};

/// What the header starts with, in lower case.
const PREFIX: &str = "sha256=";
/// Bytes of a SHA-256 digest.
const DIGEST_BYTES: usize = 32;

/// The app secret, and the one it replaces. The keyed state is computed once and cloned for every webhook.
#[derive(Clone)]
pub struct MetaSecrets(Vec<Hmac<Sha256>>);

impl MetaSecrets {
    /// Takes the app secret, or two separated by a comma while one replaces the other. Spaces around them do not count.
    pub fn new(secrets: &str) -> Result<Self, EmptySecret> {
        each_keyed(secrets).map(Self)
    }

    /// Checks the header over the exact bytes received, before anything is parsed.
    ///
    /// The prefix must be `sha256=` as Meta writes it. The 64 hex digits are accepted in either case: Meta sends lower
    /// case, and the case of a digit carries no information that could be forged.
    pub fn verify(&self, header: Option<&str>, raw_body: &[u8]) -> Result<(), SignatureError> {
        let digits =
            header.ok_or(SignatureError::Missing)?.strip_prefix(PREFIX).ok_or(SignatureError::Invalid)?;
        let digest = decode_hex(digits).ok_or(SignatureError::Invalid)?;
        let matches =
            |keyed: &Hmac<Sha256>| keyed.clone().chain_update(raw_body).verify_slice(&digest).is_ok();
        if self.0.iter().any(matches) { Ok(()) } else { Err(SignatureError::Invalid) }
    }
}

impl fmt::Debug for MetaSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MetaSecrets([secret])")
    }
}

/// The header Meta would send with that body.
#[must_use]
pub fn sign_meta(secret: &str, raw_body: &[u8]) -> String {
    let digest = keyed::<Hmac<Sha256>>(secret).chain_update(raw_body).finalize().into_bytes();
    format!("{PREFIX}{}", hex(digest))
}

/// Exactly 64 hex digits.
fn decode_hex(digits: &str) -> Option<[u8; DIGEST_BYTES]> {
    let digits = digits.as_bytes();
    if digits.len() != 2 * DIGEST_BYTES {
        return None;
    }
    let mut digest = [0; DIGEST_BYTES];
    for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
        let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|it| u8::try_from(it).ok());
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(digest)
}
