//! The small trait behind which all providers stand: a request to send, and what its answer means.

use domain::delivery::{Channel, FailureClass};
use domain::phi::Phi;
use domain::phone::E164;

/// A message for a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Our id, echoed back by the provider where it can: opaque.
    pub reference: String,
    /// To whom.
    pub to: Address,
    /// What.
    pub content: Content,
    /// How long it is of use.
    pub validity_seconds: Option<u32>,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A phone number.
    Phone(E164),
    /// A WhatsApp user id, of somebody whose number is not known.
    WhatsappUser(Phi<String>),
    /// An e-mail address.
    Email(Phi<String>),
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A WhatsApp template.
    Template {
        /// Its name.
        name: String,
        /// Its language.
        language: String,
        /// Its named parameters.
        parameters: Vec<(String, Phi<String>)>,
        /// The payloads of its quick-reply buttons, in order.
        button_payloads: Vec<String>,
    },
    /// Free text on WhatsApp.
    Text {
        /// The words.
        body: Phi<String>,
    },
    /// Free text on WhatsApp with reply buttons.
    Buttons {
        /// The words.
        body: Phi<String>,
        /// Payload and title of each.
        buttons: Vec<(String, String)>,
    },
    /// A text message.
    Sms {
        /// The words.
        body: Phi<String>,
    },
    /// An e-mail.
    Email {
        /// Its subject.
        subject: Phi<String>,
        /// Its plain text.
        body: Phi<String>,
    },
}

/// A provider cannot take such a message: found before the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct Invalid {
    /// Which part.
    pub field: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// What a provider's answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It took the message.
    Accepted {
        /// Its id of it.
        provider_id: String,
    },
    /// It did not.
    Refused {
        /// What that means for us.
        class: FailureClass,
        /// Its code.
        code: Option<u32>,
        /// How long it asked us to wait.
        retry_after_seconds: Option<u32>,
    },
    /// It answered something that tells neither.
    Unclear,
}

/// A provider of one channel.
pub trait Provider {
    /// Which channel.
    fn channel(&self) -> Channel;
    /// The request that sends a message.
    fn request(&self, outgoing: &Outgoing) -> Result<http::Request<Vec<u8>>, Invalid>;
    /// What its answer means.
    fn answer(&self, response: &http::Response<Vec<u8>>) -> Answer;
}

/// Checks a length in characters.
pub(crate) fn within(text: &str, most: usize, field: &'static str) -> Result<(), Invalid> {
    if text.trim().is_empty() {
        return Err(Invalid { field, reason: "is empty" });
    }
    if text.chars().count() > most { Err(Invalid { field, reason: "is too long" }) } else { Ok(()) }
}

/// Builds a request; a credential that cannot stand in a header is a configuration fault found here.
pub(crate) fn post(url: &str, headers: &[(&'static str, &str)], body: Vec<u8>) -> Result<http::Request<Vec<u8>>, Invalid> {
    let mut builder = http::Request::post(url);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body).map_err(|_| Invalid { field: "request", reason: "has an address or credential that HTTP cannot carry" })
}
