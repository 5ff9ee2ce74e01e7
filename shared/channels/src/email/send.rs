//! `SendEmail` of SES v2 (its API reference, action `SendEmail`).

use domain::delivery::Channel;
use http::{Request, Response};
use serde::Deserialize;
use serde_json::json;

use super::{REFERENCE_TAG, to_tag};
use crate::aws_sms::exception;
use crate::failure;
use crate::provider::{Address, Answer, Content, Invalid, Outgoing, Provider, post, within};

/// A tag's value has at most 256 characters, of which base64 makes four out of three.
const REFERENCE_BYTES_MAX: usize = 192;
/// A subject line; more would be folded (RFC 5322 §2.1.1).
const SUBJECT_CHARS_MAX: usize = 998;
/// The words. SES takes 40 MB; a notice that long is a mistake.
const BODY_CHARS_MAX: usize = 100_000;
/// An address (RFC 5321 §4.5.3.1.3).
const ADDRESS_CHARS_MAX: usize = 254;

/// What e-mails leave from, in one region. It holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SesAccount {
    /// The regional endpoint (`https://email.REGION.amazonaws.com`), or where a stand-in listens; without a slash at
    /// its end.
    pub base_url: String,
    /// The verified address, with a name if wanted.
    pub from: String,
    /// Where events are published from; without one, nothing is reported.
    pub configuration_set: Option<String>,
    /// The value of a `List-Unsubscribe` header (RFC 2369): `<https://…>`, `<mailto:…>`.
    pub list_unsubscribe: Option<String>,
}

impl Provider for SesAccount {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let Address::Email(to) = &outgoing.to else { return Err(Invalid::new("to", "is not an e-mail address")) };
        let Content::Email { subject, body } = &outgoing.content else {
            return Err(Invalid::new("content", "is for another channel"));
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
        let mut simple = json!({
            "Subject": {"Data": subject.expose(), "Charset": "UTF-8"},
            "Body": {"Text": {"Data": body.expose(), "Charset": "UTF-8"}},
        });
        if let Some(value) = &self.list_unsubscribe {
            simple["Headers"] = json!([{"Name": "List-Unsubscribe", "Value": value}]);
        }
        let mut members = json!({
            "FromEmailAddress": self.from,
            "Destination": {"ToAddresses": [to.expose()]},
            "Content": {"Simple": simple},
            "EmailTags": [{"Name": REFERENCE_TAG, "Value": to_tag(&outgoing.reference)}],
        });
        if let Some(set) = &self.configuration_set {
            members["ConfigurationSetName"] = json!(set);
        }
        let url = format!("{}/v2/email/outbound-emails", self.base_url);
        post(&url, ("application/json", members.to_string().into_bytes()), None)
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        let status = response.status();
        if status.is_success() {
            let accepted = serde_json::from_slice::<Accepted>(response.body()).ok();
            let accepted = accepted.filter(|it| !it.message_id.is_empty());
            return accepted.map_or(Answer::Unclear, |it| Answer::Accepted { provider_id: it.message_id });
        }
        let exception = exception(response);
        Answer::Refused {
            class: failure::ses(&exception.name, Some(status.as_u16())),
            code: None,
            detail: exception.detail,
            retry_after_seconds: failure::retry_after_seconds(response.headers()),
        }
    }
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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Accepted {
    message_id: String,
}
