//! `SendTextMessage`, protocol awsJson1.0.

use domain::delivery::Channel;
use http::{HeaderValue, Request, Response};
use serde::Deserialize;
use serde_json::json;

use super::{REFERENCE_KEY, exception};
use crate::failure;
use crate::provider::{Address, Answer, Content, Invalid, Outgoing, Provider, post, within};

/// Words of an SMS, all its segments together.
const BODY_CHARS_MAX: usize = 1_600;
/// A value of the context.
const REFERENCE_CHARS_MAX: usize = 800;
/// Seconds that an SMS may wait.
const TTL_SECONDS_MIN: u32 = 5;
const TTL_SECONDS_MAX: u32 = 259_200;

/// What messages leave from, in one region. It holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsSmsAccount {
    /// The regional endpoint (`https://sms-voice.REGION.amazonaws.com`), or where a stand-in listens; without a slash
    /// at its end.
    pub base_url: String,
    /// A pool, number, sender id or ARN. A sender id cannot receive answers.
    pub origination_identity: String,
    /// Where events are published from; without one, nothing is reported.
    pub configuration_set: Option<String>,
}

impl Provider for AwsSmsAccount {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let Address::Phone(to) = &outgoing.to else { return Err(Invalid::new("to", "is not a phone number")) };
        let Content::Sms { body } = &outgoing.content else {
            return Err(Invalid::new("content", "is for another channel"));
        };
        within(body.expose(), BODY_CHARS_MAX, "body")?;
        within(&outgoing.reference, REFERENCE_CHARS_MAX, "reference")?;
        let mut members = json!({
            "DestinationPhoneNumber": to.expose(),
            "OriginationIdentity": self.origination_identity,
            "MessageBody": body.expose(),
            "MessageType": "TRANSACTIONAL",
            "Context": {REFERENCE_KEY: outgoing.reference},
        });
        if let Some(set) = &self.configuration_set {
            members["ConfigurationSetName"] = json!(set);
        }
        if let Some(seconds) = outgoing.validity_seconds {
            members["TimeToLive"] = json!(seconds.clamp(TTL_SECONDS_MIN, TTL_SECONDS_MAX));
        }
        let body = members.to_string().into_bytes();
        let mut request = post(&format!("{}/", self.base_url), ("application/x-amz-json-1.0", body), None)?;
        let target = HeaderValue::from_static("PinpointSMSVoiceV2.SendTextMessage");
        request.headers_mut().insert("x-amz-target", target);
        Ok(request)
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
            class: failure::aws_sms(&exception.name, exception.reason.as_deref(), Some(status.as_u16())),
            code: None,
            detail: exception.detail,
            retry_after_seconds: failure::retry_after_seconds(response.headers()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Accepted {
    message_id: String,
}
