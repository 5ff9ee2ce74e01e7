//! Signatures of webhooks as the providers make them, written apart from the product's own checks on purpose: a
//! mistake there must not be mirrored here.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

use super::ids::hex;

/// Meta's `X-Hub-Signature-256` over the exact bytes of the body.
pub(super) fn hub_signature(app_secret: &str, body: &[u8]) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(body);
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

/// Twilio's `X-Twilio-Signature`: the URL, then every name with each of its distinct values, both in byte order.
pub(super) fn twilio_signature(auth_token: &str, url: &str, parameters: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = parameters.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut mac =
        Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

/// JSON as Meta writes it: everything outside ASCII as `\uXXXX` in lower-case hex.
pub(super) fn escaped_json(value: &serde_json::Value) -> Vec<u8> {
    let plain = value.to_string();
    let mut escaped = Vec::with_capacity(plain.len() + plain.len() / 4);
    let mut units = [0_u16; 2];
    for character in plain.chars() {
        match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => escaped.push(byte),
            _ => {
                for unit in character.encode_utf16(&mut units) {
                    escaped.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
        }
    }
    escaped
}
