//! Button payloads: which message a button belongs to and what it answers, signed.
//!
//! A payload comes back from a phone and is not to be trusted without its signature. It carries opaque ids only.

use std::fmt;

use domain::ids::MessageId;
use domain::message::Tapped;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::signature::{equal, hex};

/// Longest payload: Meta allows 256 characters for the id of a reply button.
pub const PAYLOAD_BYTES_MAX: usize = 256;
/// Bytes of the signature that are kept: 80 bits.
const SIGNATURE_BYTES: usize = 10;
const PREFIX: &str = "p1";

/// The key that button payloads are signed with.
#[derive(Clone)]
pub struct ButtonKey(Hmac<Sha256>);

impl fmt::Debug for ButtonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ButtonKey")
    }
}

/// The payload is not one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the button's payload is not one of ours")]
pub struct Forged;

impl ButtonKey {
    /// A key; any text.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[must_use]
    pub fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length"))
    }

    /// The payload of the button of `message` that says `tapped`.
    #[must_use]
    pub fn sign(&self, message: &MessageId, tapped: Tapped) -> String {
        let signed = format!("{PREFIX}.{}.{message}", tapped.code());
        let signature = self.signature(&signed);
        format!("{signed}.{signature}")
    }

    /// What a payload says, if it is one of ours.
    pub fn read(&self, payload: &str) -> Result<(MessageId, Tapped), Forged> {
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(Forged);
        }
        let (signed, signature) = payload.rsplit_once('.').ok_or(Forged)?;
        if !equal(signature, &self.signature(signed)) {
            return Err(Forged);
        }
        let mut parts = signed.splitn(3, '.');
        match (parts.next(), parts.next().and_then(Tapped::parse), parts.next()) {
            (Some(PREFIX), Some(tapped), Some(message)) => {
                Ok((MessageId::new(message).map_err(|_| Forged)?, tapped))
            }
            _ => Err(Forged),
        }
    }

    pub(crate) fn signature(&self, signed: &str) -> String {
        let digest = self.0.clone().chain_update(signed.as_bytes()).finalize().into_bytes();
        hex(digest.into_iter().take(SIGNATURE_BYTES))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::case::Answer;

    use super::*;

    #[test]
    fn a_payload_reads_back_and_no_other_does() {
        let key = ButtonKey::new("k");
        let message = MessageId::new("msg_abc").unwrap();
        let third = Tapped::Choice(3);
        assert_eq!(key.read(&key.sign(&message, third)), Ok((message.clone(), third)));
        let confirm = Tapped::Answer(Answer::Confirm);
        let payload = key.sign(&message, confirm);
        assert_eq!(key.read(&payload), Ok((message.clone(), confirm)));
        assert_eq!(ButtonKey::new("other").read(&payload), Err(Forged));
        assert_eq!(key.read(&payload.replace("confirm", "cancel")), Err(Forged));
        for odd in ["", "p1", "p1.confirm.msg_abc", &payload.to_uppercase(), &"x".repeat(300)] {
            assert_eq!(key.read(odd), Err(Forged), "{odd}");
        }
        assert!(payload.len() <= 128);
    }
}
