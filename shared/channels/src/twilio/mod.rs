//! Twilio Messaging: sending SMS, and its webhooks.
//!
//! WhatsApp through Twilio is not offered: what comes of it is refused, not taken for a text message.

#[cfg(test)]
mod tests;
mod webhook;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::delivery::Channel;
use domain::sms::SMS_CHARS_MAX;
use http::{Request, Response};
use serde::Deserialize;

use crate::failure;
use crate::provider::{Answer, Invalid, Outgoing, Provider, post, sms};

pub use webhook::{inbound, status};

/// Bounds of a message's validity, in seconds.
const VALIDITY_SECONDS: std::ops::RangeInclusive<u32> = 1..=36_000;
/// Ends an address that Twilio is to call: five more tries within 15 seconds, whatever went wrong. Without it, an error
/// for an answer loses the report. What is called is the address without it.
pub const TRIES: &str = "#rc=5&rp=all";
/// What Twilio wants for an answer: nothing to say.
pub const EMPTY_TWIML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

/// A Twilio account and the number it sends from.
#[derive(Clone)]
pub struct TwilioAccount {
    /// `https://api.twilio.com`, or a stand-in's.
    pub base_url: String,
    /// `AC…`.
    pub account_sid: String,
    /// Its token.
    pub auth_token: String,
    /// A number in E.164, or a messaging service (`MG…`).
    pub from: String,
    /// Where Twilio reports what became of a message; our reference is added to it.
    pub status_callback: String,
}

impl fmt::Debug for TwilioAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioAccount").field("account_sid", &self.account_sid).finish_non_exhaustive()
    }
}

impl TwilioAccount {
    /// Twilio echoes nothing but the address it calls: our reference rides in it.
    fn callback(&self, reference: &str) -> String {
        let joint = if self.status_callback.contains('?') { '&' } else { '?' };
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("reference", reference).finish();
        format!("{}{joint}{query}{TRIES}", self.status_callback)
    }
}

impl Provider for TwilioAccount {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let (to, body) = sms(outgoing, SMS_CHARS_MAX)?;
        let callback = self.callback(&outgoing.reference);
        let sender = if self.from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("To", to.expose())
            .append_pair(sender, &self.from)
            .append_pair("Body", body)
            .append_pair("StatusCallback", &callback);
        if let Some(seconds) = outgoing.validity_seconds {
            let seconds = seconds.clamp(*VALIDITY_SECONDS.start(), *VALIDITY_SECONDS.end());
            form.append_pair("ValidityPeriod", &seconds.to_string());
        }
        let url = format!("{}/2010-04-01/Accounts/{}/Messages.json", self.base_url, self.account_sid);
        let credentials = BASE64.encode(format!("{}:{}", self.account_sid, self.auth_token));
        let authorization = format!("Basic {credentials}");
        post(&url, "application/x-www-form-urlencoded", form.finish().into_bytes(), Some(&authorization))
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        let status = response.status().as_u16();
        if response.status().is_success() {
            let created = serde_json::from_slice::<Created>(response.body());
            return Answer::of_success(created.ok().map(|it| it.sid));
        }
        let refused: Refused = serde_json::from_slice(response.body()).unwrap_or_default();
        if refused.code.is_none() && failure::is_of_gateway(status) {
            return Answer::Unclear;
        }
        Answer::Refused {
            class: failure::twilio(refused.code, Some(status)),
            code: refused.code,
            name: format!("status {status}"),
            retry_after_seconds: failure::retry_after_seconds(response.headers()),
        }
    }
}

#[derive(Deserialize)]
struct Created {
    sid: String,
}

#[derive(Default, Deserialize)]
struct Refused {
    code: Option<u32>,
}
