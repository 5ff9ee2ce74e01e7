//! `X-Twilio-Signature`.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use sha1::Sha1;

use super::{EmptySecret, SignatureError, each_keyed, keyed};
use crate::twilio::TRIES;

/// The auth token, and the one it replaces. The keyed state is computed once and cloned for every webhook.
#[derive(Clone)]
pub struct TwilioTokens(Vec<Hmac<Sha1>>);

impl TwilioTokens {
    /// Takes the auth token, or two separated by a comma while one replaces the other. Spaces around them do not count.
    pub fn new(secrets: &str) -> Result<Self, EmptySecret> {
        each_keyed(secrets).map(Self)
    }

    /// Checks the header against the URL as it is configured at Twilio and the form: every parameter, known or not,
    /// decoded, also the empty ones. Twilio signs its JSON webhooks in another way; it is asked for none.
    ///
    /// `url` is the public address with its query as received; what a function sees behind a gateway is another. It
    /// is tried as it is, and with the scheme's port added or the port removed, since Twilio does either; and each with
    /// the fragment that sets how often Twilio tries, since its pages do not say that a signature leaves it out.
    pub fn verify(
        &self,
        header: Option<&str>,
        url: &str,
        form: &[(String, String)],
    ) -> Result<(), SignatureError> {
        let digest =
            STANDARD.decode(header.ok_or(SignatureError::Missing)?).map_err(|_| SignatureError::Invalid)?;
        let parameters = sorted(form);
        let other = other_port(url);
        let matches = |keyed: &Hmac<Sha1>| {
            let urls = std::iter::once(url).chain(other.as_deref());
            urls.flat_map(|url| [(url, ""), (url, TRIES)]).any(|(url, end)| {
                let begun = keyed.clone().chain_update(url);
                covered(begun, end, &parameters).verify_slice(&digest).is_ok()
            })
        };
        if self.0.iter().any(matches) { Ok(()) } else { Err(SignatureError::Invalid) }
    }
}

impl fmt::Debug for TwilioTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TwilioTokens([secret])")
    }
}

/// The header Twilio would send for that URL and form.
#[must_use]
pub fn sign_twilio(token: &str, url: &str, parameters: &[(String, String)]) -> String {
    STANDARD.encode(covered(keyed(token), url, &sorted(parameters)).finalize().into_bytes())
}

fn covered(keyed: Hmac<Sha1>, url: &str, sorted: &[(&str, &str)]) -> Hmac<Sha1> {
    sorted
        .iter()
        .fold(keyed.chain_update(url), |mac, (name, value)| mac.chain_update(name).chain_update(value))
}

/// Names in byte order, and the distinct values of each in byte order.
fn sorted(parameters: &[(String, String)]) -> Vec<(&str, &str)> {
    let mut sorted: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

/// The URL with the scheme's own port added if it names none, or without the port it names.
fn other_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let has_port = authority.rsplit_once(':').filter(|(_, port)| port.bytes().all(|it| it.is_ascii_digit()));
    if let Some((host, _)) = has_port {
        return Some(format!("{scheme}://{host}{tail}"));
    }
    let port = match scheme {
        "https" => 443,
        "http" => 80,
        _ => return None,
    };
    Some(format!("{scheme}://{authority}:{port}{tail}"))
}
