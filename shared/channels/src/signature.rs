//! Webhook signatures, over the raw bytes, in constant time, with two secrets while one replaces the other.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is none.
    #[error("the signature is missing")]
    Missing,
    /// It is not written as it must be.
    #[error("the signature is malformed")]
    Malformed,
    /// It is of another secret or another body.
    #[error("the signature does not match")]
    Mismatch,
}

/// Meta's app secret, and the one it replaces or is replaced by. The keyed states are made once.
#[derive(Clone)]
pub struct MetaSecrets(Vec<Hmac<Sha256>>);

impl fmt::Debug for MetaSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MetaSecrets({})", self.0.len())
    }
}

/// Splits `new,old` into the secrets in force.
fn each(secrets: &str) -> impl Iterator<Item = &str> {
    secrets.split(',').map(str::trim).filter(|it| !it.is_empty())
}

impl MetaSecrets {
    /// One secret, or two separated by a comma.
    #[must_use]
    pub fn new(secrets: &str) -> Self {
        let keyed = |secret: &str| Hmac::new_from_slice(secret.as_bytes()).ok();
        Self(each(secrets).filter_map(keyed).collect())
    }

    /// Checks `X-Hub-Signature-256: sha256=` and 64 hex digits (of either case) against the bytes received.
    pub fn verify(&self, header: Option<&str>, body: &[u8]) -> Result<(), SignatureError> {
        let header = header.ok_or(SignatureError::Missing)?;
        let digits = header.strip_prefix("sha256=").ok_or(SignatureError::Malformed)?;
        let given = hex(digits).ok_or(SignatureError::Malformed)?;
        let holds = |keyed: &Hmac<Sha256>| keyed.clone().chain_update(body).verify_slice(&given).is_ok();
        if self.0.iter().any(holds) { Ok(()) } else { Err(SignatureError::Mismatch) }
    }
}

fn hex(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    let mut bytes = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

/// Whether two secrets are equal, in a time that does not tell how much of them is.
#[must_use]
pub fn equal(given: &str, expected: &str) -> bool {
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    let differing = digest(given).iter().zip(digest(expected)).fold(0, |differing, (a, b)| differing | (a ^ b));
    differing == 0
}

/// Twilio's auth token, and the one it replaces or is replaced by.
#[derive(Clone)]
pub struct TwilioTokens(Vec<Hmac<Sha1>>);

impl fmt::Debug for TwilioTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TwilioTokens({})", self.0.len())
    }
}

impl TwilioTokens {
    /// One token, or two separated by a comma.
    #[must_use]
    pub fn new(tokens: &str) -> Self {
        let keyed = |token: &str| Hmac::new_from_slice(token.as_bytes()).ok();
        Self(each(tokens).filter_map(keyed).collect())
    }

    /// Checks `X-Twilio-Signature` of a form post: `url` is the address as configured at Twilio, with its query.
    ///
    /// The address counts as given, with its default port, and without a port: Twilio's own libraries do the same.
    pub fn verify(&self, header: Option<&str>, url: &str, form: &[(String, String)]) -> Result<(), SignatureError> {
        let header = header.ok_or(SignatureError::Missing)?;
        let given = BASE64.decode(header).map_err(|_| SignatureError::Malformed)?;
        let parameters = sorted(form);
        let holds = |keyed: &Hmac<Sha1>, url: &str| {
            let mac = keyed.clone().chain_update(url.as_bytes()).chain_update(parameters.as_bytes());
            mac.verify_slice(&given).is_ok()
        };
        let urls = [url.to_owned(), with_port(url), without_port(url)];
        let any = urls.iter().any(|url| self.0.iter().any(|keyed| holds(keyed, url)));
        if any { Ok(()) } else { Err(SignatureError::Mismatch) }
    }

    /// Checks the signature of a JSON post: the address carries `bodySHA256`, and both have to hold.
    pub fn verify_json(&self, header: Option<&str>, url: &str, body: &[u8]) -> Result<(), SignatureError> {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let digest = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "bodySHA256");
        let digest = digest.and_then(|(_, value)| hex(&value)).ok_or(SignatureError::Malformed)?;
        if digest[..] != Sha256::digest(body)[..] {
            return Err(SignatureError::Mismatch);
        }
        self.verify(header, url, &[])
    }
}

/// Each name in byte order followed by each of its distinct values, sorted; nothing between them.
fn sorted(form: &[(String, String)]) -> String {
    let mut pairs: Vec<&(String, String)> = form.iter().collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect()
}

/// Where the host ends: after the scheme, before path, query or fragment.
fn host_range(url: &str) -> Option<(usize, usize)> {
    let start = url.find("://")? + 3;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    Some((start, end))
}

fn with_port(url: &str) -> String {
    match host_range(url) {
        Some((start, end)) if !url[start..end].contains(':') => {
            let port = if url.starts_with("https") { ":443" } else { ":80" };
            format!("{}{port}{}", &url[..end], &url[end..])
        }
        _ => url.to_owned(),
    }
}

fn without_port(url: &str) -> String {
    let Some((start, end)) = host_range(url) else { return url.to_owned() };
    match url[start..end].rfind(':') {
        Some(colon) => format!("{}{}", &url[..start + colon], &url[end..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;
