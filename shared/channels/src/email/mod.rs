//! Amazon SES: the wire format of `SendEmail` (v2) and what its events tell.
//!
//! Requests are not signed here: that is the AWS adapter's, which holds the credentials.

use domain::delivery::{Channel, FailureClass, Receipt};
use http::{Request, Response};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

use crate::provider::{Address, Answer, Content, Invalid, Outgoing, Provider, Report, detail, post, within};
use crate::{ParseError, failure};

/// A subject, in characters: longer ones are cut by mail programs anyway.
pub const SUBJECT_CHARS_MAX: usize = 200;
/// A body, in characters.
pub const BODY_CHARS_MAX: usize = 20_000;
/// The tag under which our reference travels. SES allows letters, digits, `_`, `-`, `.` and `@` in its value.
const REFERENCE: &str = "reference";

/// An address to send from.
#[derive(Debug, Clone)]
pub struct Ses {
    /// The service's address in the region.
    pub base_url: String,
    /// The verified address.
    pub from: String,
}

impl Provider for Ses {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let Address::Email(to) = &outgoing.to else { return Err(Invalid::new("to", "is not an e-mail address")) };
        let Content::Email { subject, body } = &outgoing.content else {
            return Err(Invalid::new("content", "is of another channel"));
        };
        within(subject.expose(), SUBJECT_CHARS_MAX, "subject")?;
        within(body.expose(), BODY_CHARS_MAX, "body")?;
        let text = |data: &str| json!({ "Data": data, "Charset": "UTF-8" });
        let mail = json!({
            "FromEmailAddress": self.from,
            "Destination": { "ToAddresses": [to.expose()] },
            "Content": { "Simple": { "Subject": text(subject.expose()), "Body": { "Text": text(body.expose()) } } },
            "EmailTags": [{ "Name": REFERENCE, "Value": outgoing.reference }],
        });
        let url = format!("{}/v2/email/outbound-emails", self.base_url);
        post(&url, ("application/json", mail.to_string().into_bytes()), None)
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        if response.status().is_success() {
            let sent: Option<Sent> = serde_json::from_slice(response.body()).ok();
            return sent.map_or(Answer::Unclear, |it| Answer::Accepted { provider_id: it.message_id });
        }
        let named = response.headers().get("x-amzn-errortype").and_then(|it| it.to_str().ok()).unwrap_or_default();
        let exception = named.split(':').next().unwrap_or_default();
        Answer::Refused {
            class: failure::ses(exception, Some(response.status().as_u16())),
            code: None,
            detail: detail(exception),
            retry_after_seconds: failure::retry_after_seconds(response.headers()),
        }
    }
}

#[derive(Deserialize)]
struct Sent {
    #[serde(rename = "MessageId")]
    message_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(alias = "notificationType")]
    event_type: String,
    mail: Mail,
    bounce: Option<Bounce>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
    #[serde(default)]
    tags: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
}

/// Reads an event. One that says nothing of delivery is `None`.
pub fn event(body: &[u8], received_at: Timestamp) -> Result<Option<Report>, ParseError> {
    let event: Event = serde_json::from_slice(body)?;
    let permanent = event.bounce.is_some_and(|it| it.bounce_type == "Permanent");
    let (receipt, failure) = match event.event_type.as_str() {
        "Send" => (Receipt::Sent, None),
        "Delivery" => (Receipt::Delivered, None),
        "Open" | "Click" => (Receipt::Read, None),
        "Bounce" if permanent => (Receipt::Failed, Some(FailureClass::BadAddress)),
        "Bounce" => (Receipt::Failed, Some(FailureClass::Fallback)),
        "Complaint" => (Receipt::Failed, Some(FailureClass::OptedOut)),
        "Reject" | "Rendering Failure" => (Receipt::Failed, Some(FailureClass::Defect)),
        _ => return Ok(None),
    };
    let reference = event.mail.tags.get(REFERENCE).and_then(|it| it.first()).cloned();
    let provider_id = event.mail.message_id;
    Ok(Some(Report { reference, provider_id, receipt, at: received_at, failure, code: None }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::phi::Phi;

    use super::*;

    #[test]
    fn writes_the_mail_and_reads_the_answer() {
        let ses = Ses { base_url: "https://email.example".to_owned(), from: "a@b.example".to_owned() };
        let content = Content::Email { subject: Phi::new("Turno".to_owned()), body: Phi::new("Hola\n".to_owned()) };
        let to = Address::Email(Phi::new("ana@example.org".to_owned()));
        let outgoing = Outgoing { reference: "msg_1.email".to_owned(), to, content, validity_seconds: None };
        let body: serde_json::Value = serde_json::from_slice(ses.request(&outgoing).unwrap().body()).unwrap();
        assert_eq!(body["EmailTags"][0]["Value"], "msg_1.email");
        let accepted = Response::builder().body(br#"{"MessageId":"m"}"#.to_vec()).unwrap();
        assert_eq!(ses.answer(&accepted), Answer::Accepted { provider_id: "m".to_owned() });
    }

    #[test]
    fn reads_events() {
        let read = |kind: &str, extra: &str| {
            let text = format!(r#"{{"eventType":"{kind}","mail":{{"messageId":"m","tags":{{"reference":["r"]}}}}{extra}}}"#);
            event(text.as_bytes(), Timestamp::UNIX_EPOCH).unwrap().map(|it| (it.receipt, it.failure))
        };
        assert_eq!(read("Delivery", ""), Some((Receipt::Delivered, None)));
        let bounce = r#","bounce":{"bounceType":"Permanent"}"#;
        assert_eq!(read("Bounce", bounce), Some((Receipt::Failed, Some(FailureClass::BadAddress))));
        assert_eq!(read("Complaint", ""), Some((Receipt::Failed, Some(FailureClass::OptedOut))));
        assert_eq!(read("Subscription", ""), None);
    }
}
