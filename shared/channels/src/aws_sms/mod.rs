//! AWS End User Messaging SMS: the wire format of `SendTextMessage`, its delivery events and two-way messages.
//!
//! Requests are not signed here: that is the AWS adapter's, which holds the credentials.

mod notice;
#[cfg(test)]
mod tests;

use domain::delivery::Channel;
use domain::sms::SMS_CHARS_MAX;
use http::{HeaderValue, Request, Response};
use serde_json::json;

use crate::aws;
use crate::failure;
use crate::provider::{Answer, Invalid, Outgoing, Provider, post, sms, within};

pub use notice::{event, inbound};

/// Bounds of a message's time to live, in seconds.
const TIME_TO_LIVE_SECONDS: std::ops::RangeInclusive<u32> = 5..=259_200;
/// A value of a message's context, in characters.
const REFERENCE_CHARS_MAX: usize = 800;
/// The key of a message's context under which our reference travels; events echo it.
const REFERENCE: &str = "mid";

/// An origination identity (number, sender id or pool) to send from. It holds nothing secret.
#[derive(Debug, Clone)]
pub struct AwsSms {
    /// The service's address in the region.
    pub base_url: String,
    /// Number, ARN, sender id or pool. A sender id cannot receive answers.
    pub origination_identity: String,
    /// The configuration set whose events tell what became of messages.
    pub configuration_set: Option<String>,
}

impl Provider for AwsSms {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let (to, body) = sms(outgoing, SMS_CHARS_MAX)?;
        within(&outgoing.reference, REFERENCE_CHARS_MAX, "reference")?;
        let mut message = json!({
            "DestinationPhoneNumber": to.expose(),
            "OriginationIdentity": self.origination_identity,
            "MessageBody": body,
            "MessageType": "TRANSACTIONAL",
            "Context": { REFERENCE: outgoing.reference },
        });
        if let Some(seconds) = outgoing.validity_seconds {
            message["TimeToLive"] =
                json!(seconds.clamp(*TIME_TO_LIVE_SECONDS.start(), *TIME_TO_LIVE_SECONDS.end()));
        }
        if let Some(set) = &self.configuration_set {
            message["ConfigurationSetName"] = json!(set);
        }
        let mut request =
            post(&self.base_url, "application/x-amz-json-1.0", message.to_string().into_bytes(), None)?;
        let target = HeaderValue::from_static("PinpointSMSVoiceV2.SendTextMessage");
        request.headers_mut().insert("x-amz-target", target);
        Ok(request)
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        aws::answer(response, |it, status| failure::aws_sms(&it.name, it.reason.as_deref(), Some(status)))
    }
}
