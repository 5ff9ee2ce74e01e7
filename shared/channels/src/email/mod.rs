//! Amazon SES: the wire format of `SendEmail` (v2) and what its events tell.
//!
//! Requests are not signed here: that is the AWS adapter's, which holds the credentials. Events come only by way of a
//! configuration set.

mod event;
mod stop;
#[cfg(test)]
mod tests;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use domain::delivery::Channel;
use http::{Request, Response};
use serde_json::json;

use crate::aws;
use crate::failure;
use crate::provider::{Address, Answer, Content, Invalid, Outgoing, Provider, post, within};

pub use event::event;
pub use stop::WayOut;

/// A subject, in characters: longer ones are cut by mail programs anyway.
const SUBJECT_CHARS_MAX: usize = 200;
/// A body, in characters.
const BODY_CHARS_MAX: usize = 20_000;
/// An address, in characters (RFC 5321 §4.5.3.1.3).
const ADDRESS_CHARS_MAX: usize = 254;
/// The tag under which our reference travels; events echo it.
const REFERENCE: &str = "mid";
/// A tag's value has at most 256 characters, of which base64 makes four out of three bytes.
const REFERENCE_BYTES_MAX: usize = 192;
/// Bytes in one encoded word of a name: it has at most 75 characters, twelve of them around the base64 (RFC 2047 §2).
const WORD_BYTES_MAX: usize = 45;

/// An address to send from, as one mail goes out from it.
///
/// It cannot be shown in a log: whoever has the way out may use it.
#[derive(Clone)]
pub struct Ses {
    /// The service's address in the region.
    pub base_url: String,
    /// The verified address, or a name and the address in angle brackets.
    pub from: String,
    /// The configuration set whose events tell what became of messages; without one, that of the identity counts.
    pub configuration_set: Option<String>,
    /// How whoever reads the mail stops all further ones.
    pub way_out: WayOut,
}

impl Provider for Ses {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let Address::Email(to) = &outgoing.to else {
            return Err(Invalid::new("to", "is not an e-mail address"));
        };
        let Content::Email { subject, body } = &outgoing.content else {
            return Err(Invalid::new("content", "is of another channel"));
        };
        address(to.expose())?;
        within(subject.expose(), SUBJECT_CHARS_MAX, "subject")?;
        if subject.expose().contains(['\n', '\r']) {
            return Err(Invalid::new("subject", "has a line break"));
        }
        within(body.expose(), BODY_CHARS_MAX, "body")?;
        if outgoing.reference.is_empty() || outgoing.reference.len() > REFERENCE_BYTES_MAX {
            return Err(Invalid::new("reference", "is empty or too long"));
        }
        let words = format!("{}\n\n{}\n", body.expose().trim_end(), self.way_out.line());
        let text = |data: &str| json!({ "Data": data, "Charset": "UTF-8" });
        let mut mail = json!({
            "FromEmailAddress": sender(&self.from),
            "Destination": { "ToAddresses": [to.expose()] },
            "Content": { "Simple": {
                "Subject": text(subject.expose()),
                "Body": { "Text": text(&words) },
                "Headers": self.way_out.headers(),
            } },
            "EmailTags": [{ "Name": REFERENCE, "Value": to_tag(&outgoing.reference) }],
        });
        if let Some(set) = &self.configuration_set {
            mail["ConfigurationSetName"] = json!(set);
        }
        let url = format!("{}/v2/email/outbound-emails", self.base_url);
        post(&url, "application/json", mail.to_string().into_bytes(), None)
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        aws::answer(response, |it, status| failure::ses(&it.name, Some(status)))
    }
}

/// The sender, with a name in other letters than ASCII's in encoded words: SES takes it in no other way.
fn sender(from: &str) -> String {
    match from.split_once('<') {
        Some((name, address)) if !name.is_ascii() => {
            format!("{} <{address}", encoded_words(name.trim().trim_matches('"')))
        }
        _ => from.to_owned(),
    }
}

/// A name as a header holds it (RFC 2047 §2). No character is split between words.
fn encoded_words(name: &str) -> String {
    let encoded = |word: &str| format!("=?UTF-8?B?{}?=", STANDARD.encode(word));
    let (mut words, mut word) = (Vec::new(), String::new());
    for character in name.chars() {
        if word.len() + character.len_utf8() > WORD_BYTES_MAX {
            words.push(encoded(&word));
            word.clear();
        }
        word.push(character);
    }
    words.push(encoded(&word));
    words.join(" ")
}

/// Enough of an address for one recipient and no more: no list, no header.
fn address(text: &str) -> Result<(), Invalid> {
    within(text, ADDRESS_CHARS_MAX, "to")?;
    let has_parts = text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty());
    if !has_parts || text.contains([',', ';', '<', '>']) || text.contains(char::is_whitespace) {
        return Err(Invalid::new("to", "is not one e-mail address"));
    }
    Ok(())
}

/// A tag's value may hold letters, digits, `_` and `-` only (SES v2 API reference, `MessageTag`), and our references
/// have a full stop: they travel in the alphabet of URL-safe base64.
fn to_tag(reference: &str) -> String {
    URL_SAFE_NO_PAD.encode(reference)
}

fn from_tag(value: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(value).ok()?).ok()
}
