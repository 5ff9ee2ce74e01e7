//! What every provider is to the sender: a message becomes a request, a response becomes an [`Answer`].
//!
//! A provider value holds an account's credentials and settings and does nothing by itself. Its `Debug` masks what is
//! secret.

use domain::delivery::{Channel, FailureClass, Receipt};
use domain::phi::Phi;
use domain::phone::E164;
use domain::thread::CarrierWord;
use http::{HeaderValue, Request, header};
use jiff::Timestamp;

/// Longest name kept of an error, in characters.
const NAME_CHARS_MAX: usize = 120;

/// One message to one person, ready to be put into a provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Our id of it on this channel, which the provider echoes. Opaque: nothing about a person.
    pub reference: String,
    /// To whom.
    pub to: Address,
    /// What.
    pub content: Content,
    /// Not worth delivering after so many seconds. Each provider has its own bounds; a value outside is moved to the
    /// nearest. WhatsApp has none: there it belongs to the template. SES has none either.
    pub validity_seconds: Option<u32>,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A phone, for SMS and WhatsApp.
    Phone(E164),
    /// A WhatsApp business-scoped user id.
    WhatsappUser(Phi<String>),
    /// An e-mail address.
    Email(Phi<String>),
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// An approved WhatsApp template.
    Template {
        /// Its name at Meta.
        name: String,
        /// Its language as the clinic's files call it: `es`, `pt`.
        language: String,
        /// Named parameters of its body.
        parameters: Vec<(String, Phi<String>)>,
        /// What its quick-reply buttons send back, in order.
        button_payloads: Vec<String>,
        /// What the form that its one button opens sends back; such a template has no quick replies.
        flow_token: Option<String>,
    },
    /// Free text on WhatsApp, with a button that opens a form there (a published Flow).
    Flow {
        /// The words.
        body: Phi<String>,
        /// Title of the button.
        title: String,
        /// The form's id at Meta.
        flow_id: String,
        /// The screen that it begins with.
        screen: String,
        /// What the form sends back, to know it by.
        token: String,
    },
    /// Free text on WhatsApp.
    Text {
        /// The words.
        body: Phi<String>,
    },
    /// Free text on WhatsApp, with reply buttons.
    Buttons {
        /// The words.
        body: Phi<String>,
        /// What each button sends back, and its title, which may name a patient.
        buttons: Vec<(String, Phi<String>)>,
    },
    /// Free text on WhatsApp, with a list to choose from.
    List {
        /// The words.
        body: Phi<String>,
        /// Title of the button that opens the list.
        button: String,
        /// The choices.
        rows: Vec<ListRow>,
    },
    /// Free text on WhatsApp, with the platform's own button to share one's number.
    ContactRequest {
        /// The words.
        body: Phi<String>,
    },
    /// A text message.
    Sms {
        /// The words.
        body: Phi<String>,
    },
    /// An e-mail in plain text.
    Email {
        /// Its subject.
        subject: Phi<String>,
        /// The words.
        body: Phi<String>,
    },
}

/// A choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// What it sends back.
    pub id: String,
    /// Its title.
    pub title: Phi<String>,
    /// A second line.
    pub description: Option<Phi<String>>,
}

/// A message that the provider would refuse, or that cannot be written down: our own mistake, found before the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} {reason}")]
pub struct Invalid {
    /// Which part of the message or of the configuration.
    pub field: &'static str,
    /// What is wrong with it; quotes nothing of it.
    pub reason: &'static str,
}

impl Invalid {
    pub(crate) const fn new(field: &'static str, reason: &'static str) -> Self {
        Self { field, reason }
    }
}

/// What a provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It took the message. Nothing is delivered yet.
    Accepted {
        /// Its id of the message.
        provider_id: String,
    },
    /// It did not take the message.
    Refused {
        /// What that means for us.
        class: FailureClass,
        /// Its number for the error, if it uses numbers.
        code: Option<u32>,
        /// What else names the error, for engineers: AWS's exception and reason, or the HTTP status; at most 120
        /// characters. Never the provider's sentences: they quote the patient's number.
        name: String,
        /// How long it asks us to wait, in seconds, at most an hour.
        retry_after_seconds: Option<u32>,
    },
    /// It said success in words that cannot be read, or a gateway in front of it says that it did not answer: it may
    /// well have taken the message, so that repeating the call may tell the person twice. The same as no answer.
    Unclear,
}

impl Answer {
    /// What a success says: the message was accepted under the provider's id of it, or, without one, nothing clear.
    pub(crate) fn of_success(provider_id: Option<String>) -> Self {
        provider_id
            .filter(|it| !it.is_empty())
            .map_or(Self::Unclear, |provider_id| Self::Accepted { provider_id })
    }
}

/// One account at one provider.
pub trait Provider {
    /// The channel it serves.
    fn channel(&self) -> Channel;

    /// The request that sends the message. Refuses what the provider is known to refuse, and content of other channels.
    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid>;

    /// What the response to such a request says. Whatever its status and body, there is an answer.
    fn answer(&self, response: &http::Response<Vec<u8>>) -> Answer;
}

/// What a provider reported of a message some time after it took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Our id of the message, if the provider echoed it.
    pub reference: Option<String>,
    /// The provider's id of the message.
    pub provider_id: String,
    /// How far it is.
    pub receipt: Receipt,
    /// When, by the provider; where it does not say, when we received the report.
    pub at: Timestamp,
    /// With a failure: what it means.
    pub failure: Option<FailureClass>,
    /// With a failure: the provider's number for it.
    pub code: Option<u32>,
}

/// A text message from a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundSms {
    /// The provider's id of it.
    pub id: String,
    /// Who wrote.
    pub from: E164,
    /// Our number.
    pub to: String,
    /// The words.
    pub body: Phi<String>,
    /// When we received it: neither provider says when it was written.
    pub at: Timestamp,
    /// The carrier took it as a keyword, acted on it and has answered already.
    pub keyword: Option<CarrierWord>,
    /// What came with the words, if anything did: `image`, `audio`, ….
    pub media: Option<String>,
}

/// Cuts the name of an error to a length that a line of the log can hold.
pub(crate) fn error_name(text: &str) -> String {
    text.chars().take(NAME_CHARS_MAX).collect()
}

/// Checks that a text is there and not over a limit in characters (Unicode scalar values).
pub(crate) fn within(text: &str, chars_max: usize, field: &'static str) -> Result<(), Invalid> {
    if text.is_empty() {
        return Err(Invalid::new(field, "is empty"));
    }
    // A text has at least as many bytes as characters: most are not counted.
    if text.len() > chars_max && text.chars().count() > chars_max {
        return Err(Invalid::new(field, "is too long"));
    }
    Ok(())
}

/// Number and words of a text message, within a provider's limit in characters.
pub(crate) fn sms(outgoing: &Outgoing, chars_max: usize) -> Result<(&E164, &str), Invalid> {
    let Address::Phone(to) = &outgoing.to else {
        return Err(Invalid::new("to", "is not a phone number"));
    };
    let Content::Sms { body } = &outgoing.content else {
        return Err(Invalid::new("content", "is of another channel"));
    };
    within(body.expose(), chars_max, "body")?;
    Ok((to, body.expose()))
}

/// A POST of that body. `authorization` is marked as sensitive, so that no debug output shows it.
pub(crate) fn post(
    url: &str,
    content_type: &'static str,
    body: Vec<u8>,
    authorization: Option<&str>,
) -> Result<Request<Vec<u8>>, Invalid> {
    let mut request = Request::post(url)
        .header(header::CONTENT_TYPE, content_type)
        .header(header::ACCEPT, "application/json");
    if let Some(text) = authorization {
        let invalid = |_| Invalid::new("credentials", "cannot stand in a header");
        let mut value = HeaderValue::from_str(text).map_err(invalid)?;
        value.set_sensitive(true);
        request = request.header(header::AUTHORIZATION, value);
    }
    request.body(body).map_err(|_| Invalid::new("base_url", "is not an address that requests can be sent to"))
}
