//! The GET by which Meta checks a callback address when somebody saves it.

use crate::signature::equal;

#[cfg(test)]
mod tests;

/// How to answer the handshake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handshake {
    /// 200 with this text and nothing else, as `text/plain`. It is opaque: never parsed and printed again.
    Challenge(String),
    /// 403 with an empty body: the token is not ours.
    Forbidden,
    /// 400: not a handshake.
    Malformed,
}

/// Reads the handshake's decoded query parameters. An empty `verify_token` of ours matches nothing.
pub fn handshake<K, V>(query: impl IntoIterator<Item = (K, V)>, verify_token: &str) -> Handshake
where
    K: AsRef<str>,
    V: AsRef<str>,
{
    let (mut mode, mut token, mut challenge) = (None, None, None);
    for (name, value) in query {
        match name.as_ref() {
            "hub.mode" => mode = Some(value),
            "hub.verify_token" => token = Some(value),
            "hub.challenge" => challenge = Some(value),
            _ => {}
        }
    }
    let (Some(mode), Some(token), Some(challenge)) = (mode, token, challenge) else {
        return Handshake::Malformed;
    };
    if mode.as_ref() != "subscribe" {
        return Handshake::Malformed;
    }
    if verify_token.is_empty() || !equal(token.as_ref(), verify_token) {
        return Handshake::Forbidden;
    }
    Handshake::Challenge(challenge.as_ref().to_owned())
}
