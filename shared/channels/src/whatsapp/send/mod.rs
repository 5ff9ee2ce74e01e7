//! Sending by the WhatsApp Cloud API.
//!
//! The limits that Meta states are checked before the call. What depends on the template itself (how many parameters
//! it has, how long its text becomes) only Meta knows.

mod body;
mod limits;
#[cfg(test)]
mod tests;

use std::fmt;

use domain::delivery::Channel;
use http::{Request, Response};
use serde::Deserialize;

use crate::failure;
use crate::provider::{Answer, Invalid, Outgoing, Provider, post};

/// The newest version of the Graph API that is confirmed.
pub const VERSION: &str = "v26.0";
/// Where the Graph API is.
pub const BASE_URL: &str = "https://graph.facebook.com";

/// A business number, and the token that may send from it.
#[derive(Clone)]
pub struct WhatsappNumber {
    /// [`BASE_URL`], or where a stand-in listens; without a slash at its end.
    pub base_url: String,
    /// [`VERSION`], unless an older one is needed.
    pub version: String,
    /// Meta's id of the number.
    pub phone_number_id: String,
    /// The system user's token.
    pub token: String,
}

impl WhatsappNumber {
    /// A number at Meta itself, with the newest version.
    #[must_use]
    pub fn new(phone_number_id: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            base_url: BASE_URL.to_owned(),
            version: VERSION.to_owned(),
            phone_number_id: phone_number_id.into(),
            token: token.into(),
        }
    }
}

impl fmt::Debug for WhatsappNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsappNumber")
            .field("base_url", &self.base_url)
            .field("version", &self.version)
            .field("phone_number_id", &self.phone_number_id)
            .field("token", &"[secret]")
            .finish()
    }
}

impl Provider for WhatsappNumber {
    fn channel(&self) -> Channel {
        Channel::Whatsapp
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        limits::check(outgoing)?;
        let url = format!("{}/{}/{}/messages", self.base_url, self.version, self.phone_number_id);
        let body = body::write(outgoing)?.to_string().into_bytes();
        post(&url, "application/json", body, Some(&format!("Bearer {}", self.token)))
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        if response.status().is_success() { accepted(response) } else { refused(response) }
    }
}

#[derive(Deserialize)]
struct AcceptedBody {
    messages: Vec<AcceptedMessage>,
}

#[derive(Deserialize)]
struct AcceptedMessage {
    id: String,
}

/// A template's message may be held or paused all the same (`message_status`): its statuses tell.
fn accepted(response: &Response<Vec<u8>>) -> Answer {
    let body = serde_json::from_slice::<AcceptedBody>(response.body());
    let message = body.ok().and_then(|it| it.messages.into_iter().next());
    Answer::of_success(message.map(|it| it.id))
}

#[derive(Deserialize)]
struct ErrorBody {
    error: ErrorObject,
}

#[derive(Deserialize)]
struct ErrorObject {
    code: Option<u32>,
}

/// Meta asks to go by the code: titles and HTTP statuses are not reliable.
fn refused(response: &Response<Vec<u8>>) -> Answer {
    let status = response.status().as_u16();
    let error = serde_json::from_slice::<ErrorBody>(response.body()).ok().map(|it| it.error);
    let code = error.and_then(|it| it.code);
    if code.is_none() && failure::is_of_gateway(status) {
        return Answer::Unclear;
    }
    Answer::Refused {
        class: failure::meta(code, Some(status)),
        code,
        name: format!("status {status}"),
        retry_after_seconds: failure::retry_after_seconds(response.headers()),
    }
}
