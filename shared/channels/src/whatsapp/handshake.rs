//! The GET with which Meta checks that a webhook address is ours (providers.md §1.1).

use std::borrow::Cow;

use crate::signature::equal;

/// How the handshake ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handshake {
    /// Answer 200 with exactly this.
    Challenge(String),
    /// Answer 403: another token.
    Forbidden,
    /// Answer 400: not a handshake.
    Malformed,
}

/// Decides the handshake. The challenge is an opaque text and goes back as it came.
pub fn handshake<'a>(query: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>, verify_token: &str) -> Handshake {
    let (mut mode, mut challenge, mut token) = (None, None, None);
    for (name, value) in query {
        match &*name {
            "hub.mode" => mode = Some(value),
            "hub.challenge" => challenge = Some(value),
            "hub.verify_token" => token = Some(value),
            _ => {}
        }
    }
    match (mode, challenge, token) {
        (Some(mode), Some(challenge), Some(token)) if mode == "subscribe" => {
            if !verify_token.is_empty() && equal(&token, verify_token) {
                Handshake::Challenge(challenge.into_owned())
            } else {
                Handshake::Forbidden
            }
        }
        _ => Handshake::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, token: &str) -> Handshake {
        handshake(form_urlencoded::parse(query.as_bytes()), token)
    }

    #[test]
    fn gives_the_challenge_back_as_it_came() {
        let query = "hub.mode=subscribe&hub.challenge=0011%2B58&hub.verify_token=t";
        assert_eq!(check(query, "t"), Handshake::Challenge("0011+58".to_owned()));
        assert_eq!(check(query, "u"), Handshake::Forbidden);
        assert_eq!(check(query, ""), Handshake::Forbidden);
        assert_eq!(check("hub.mode=subscribe&hub.challenge=1", "t"), Handshake::Malformed);
        assert_eq!(check("", "t"), Handshake::Malformed);
    }
}
