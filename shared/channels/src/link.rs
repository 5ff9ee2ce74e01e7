//! Links to web pages: which message a link was sent in and until when it holds, signed.
//!
//! A link carries opaque ids only. Whoever has it may answer for the patient, which is what a link in a message is for;
//! that it is used once is for the survey to see to. A link to a survey's form, one that stops e-mail and one that
//! answers a message are told apart by how they begin, under the signature: none opens what another is for.

use std::fmt;

use domain::delivery::Channel;
use domain::ids::MessageId;
use domain::message::Message;
use jiff::Timestamp;

use crate::button::ButtonKey;
use crate::signature::equal;

/// Where links lead to, under the deployment's address.
pub const LINK_PATH: &str = "/s/";
/// Longest token.
pub const TOKEN_BYTES_MAX: usize = 160;
/// What the token of a survey's form begins with.
pub const FORM_PREFIX: &str = "s1.";
/// What the token of a page that stops e-mail begins with.
pub const STOP_PREFIX: &str = "u1.";
/// What the token of a page that answers a message begins with.
pub const ANSWER_PREFIX: &str = "a1.";

/// The key that links are signed with: the buttons' one, over texts that no button has.
#[derive(Clone)]
pub struct LinkKey(ButtonKey);

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey")
    }
}

/// Why a link does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoLink {
    /// It is not one of ours.
    #[error("the link is not one of ours")]
    Forged,
    /// Its time has passed.
    #[error("the link has expired")]
    Expired,
}

impl LinkKey {
    /// The key of links beside that of buttons.
    #[must_use]
    pub fn new(buttons: ButtonKey) -> Self {
        Self(buttons)
    }

    /// The token of the link in `message` to its survey's form, which holds until `until`, to the second.
    #[must_use]
    pub fn sign(&self, message: &MessageId, until: Timestamp) -> String {
        self.signed(FORM_PREFIX, message.as_str(), until)
    }

    /// The message that the link to a survey's form was sent in.
    ///
    /// # Errors
    /// When it is not one of ours, or its time has passed.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<MessageId, NoLink> {
        message_in(self.opened(FORM_PREFIX, token, now)?)
    }

    /// The token of the link in `message` that stops e-mail, which holds until `until`, to the second.
    #[must_use]
    pub fn sign_stop(&self, message: &MessageId, until: Timestamp) -> String {
        self.signed(STOP_PREFIX, message.as_str(), until)
    }

    /// The message that the link which stops e-mail was sent in.
    ///
    /// # Errors
    /// When it is not one of ours, or its time has passed.
    pub fn read_stop(&self, token: &str, now: Timestamp) -> Result<MessageId, NoLink> {
        message_in(self.opened(STOP_PREFIX, token, now)?)
    }

    /// The token of the link to the page that answers a message, in what goes out as that dispatch; it holds until
    /// `until`, to the second.
    #[must_use]
    pub fn sign_answer(&self, dispatch: &str, until: Timestamp) -> String {
        self.signed(ANSWER_PREFIX, dispatch, until)
    }

    /// The message that the link to the page which answers it was sent in, and on which channel.
    ///
    /// # Errors
    /// When it is not one of ours, or its time has passed.
    pub fn read_answer(&self, token: &str, now: Timestamp) -> Result<(MessageId, Channel), NoLink> {
        Message::parse_dispatch_id(self.opened(ANSWER_PREFIX, token, now)?).ok_or(NoLink::Forged)
    }

    fn signed(&self, prefix: &str, of: &str, until: Timestamp) -> String {
        let signed = format!("{prefix}{of}.{}", until.as_second());
        let signature = self.0.signature(&signed);
        format!("{signed}.{signature}")
    }

    /// What a token is about.
    fn opened<'a>(&self, prefix: &str, token: &'a str, now: Timestamp) -> Result<&'a str, NoLink> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(NoLink::Forged);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(NoLink::Forged)?;
        if !equal(signature, &self.0.signature(signed)) {
            return Err(NoLink::Forged);
        }
        let body = signed.strip_prefix(prefix);
        let (of, until) = body.and_then(|it| it.rsplit_once('.')).ok_or(NoLink::Forged)?;
        let until: i64 = until.parse().map_err(|_| NoLink::Forged)?;
        if now.as_second() >= until {
            return Err(NoLink::Expired);
        }
        Ok(of)
    }
}

fn message_in(token: &str) -> Result<MessageId, NoLink> {
    MessageId::new(token).map_err(|_| NoLink::Forged)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::message::Tapped;

    use super::*;

    #[test]
    fn a_link_opens_until_its_time_and_no_other_does() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (now, until) = (at("2026-12-01T10:00:00Z"), at("2026-12-08T10:00:00Z"));
        let key = LinkKey::new(ButtonKey::new("k"));
        let message = MessageId::new("msg_abc").unwrap();
        let token = key.sign(&message, until);
        assert_eq!(key.read(&token, now), Ok(message.clone()));
        assert_eq!(key.read(&token, at("2026-12-08T09:59:59Z")), Ok(message.clone()));
        assert_eq!(key.read(&token, until), Err(NoLink::Expired));
        assert_eq!(LinkKey::new(ButtonKey::new("other")).read(&token, now), Err(NoLink::Forged));
        let later = token.replace(&until.as_second().to_string(), &(until.as_second() + 1).to_string());
        // A button of the same message opens no form, and a form's token presses no button.
        let button = ButtonKey::new("k").sign(&message, Tapped::Choice(1));
        assert!(ButtonKey::new("k").read(&token).is_err());
        for odd in ["", "s1", &later, &button, &token.to_uppercase(), &"x".repeat(300)] {
            assert_eq!(key.read(odd, now), Err(NoLink::Forged), "{odd}");
        }
        assert!(token.bytes().all(|it| it.is_ascii_alphanumeric() || b"._".contains(&it)), "{token}");
    }

    #[test]
    fn a_link_that_stops_email_opens_no_form_and_a_forms_stops_nothing() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (now, until) = (at("2026-12-01T10:00:00Z"), at("2027-12-01T10:00:00Z"));
        let key = LinkKey::new(ButtonKey::new("k"));
        let message = MessageId::new("msg_abc").unwrap();
        let (form, stop) = (key.sign(&message, until), key.sign_stop(&message, until));
        assert_eq!(key.read_stop(&stop, now), Ok(message));
        assert_eq!(key.read_stop(&stop, until), Err(NoLink::Expired));
        assert_eq!(key.read(&stop, now), Err(NoLink::Forged));
        assert_eq!(LinkKey::new(ButtonKey::new("other")).read_stop(&stop, now), Err(NoLink::Forged));
        for odd in ["", STOP_PREFIX, &form, &form.replace(FORM_PREFIX, STOP_PREFIX), &stop[..stop.len() - 1]]
        {
            assert_eq!(key.read_stop(odd, now), Err(NoLink::Forged), "{odd}");
        }
    }

    #[test]
    fn a_link_that_answers_a_message_does_nothing_else_and_says_where_it_was_sent() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (now, until) = (at("2026-12-01T10:00:00Z"), at("2026-12-03T10:00:00Z"));
        let key = LinkKey::new(ButtonKey::new("k"));
        let message = MessageId::new("msg_abc").unwrap();
        let answer = key.sign_answer("msg_abc.email", until);
        assert_eq!(key.read_answer(&answer, now), Ok((message.clone(), Channel::Email)));
        assert_eq!(key.read_answer(&answer, until), Err(NoLink::Expired));
        assert_eq!(LinkKey::new(ButtonKey::new("other")).read_answer(&answer, now), Err(NoLink::Forged));
        assert_eq!(
            (key.read(&answer, now), key.read_stop(&answer, now)),
            (Err(NoLink::Forged), Err(NoLink::Forged))
        );
        assert!(ButtonKey::new("k").read(&answer).is_err(), "it presses no button by itself");
        let (form, stop) = (key.sign(&message, until), key.sign_stop(&message, until));
        let button = ButtonKey::new("k").sign(&message, Tapped::Choice(1));
        let by_sms = answer.replace(".email.", ".sms.");
        for odd in
            ["", ANSWER_PREFIX, &form, &stop, &button, &by_sms, &form.replace(FORM_PREFIX, ANSWER_PREFIX)]
        {
            assert_eq!(key.read_answer(odd, now), Err(NoLink::Forged), "{odd}");
        }
        assert!(answer.len() < TOKEN_BYTES_MAX && answer.is_ascii(), "{answer}");
    }
}
