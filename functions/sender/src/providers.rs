//! Providers: which one a clinic sends through, and what a message becomes for it.

use std::fmt;

use channels::aws_sms::AwsSms;
use channels::button::ButtonKey;
use channels::email::{Ses, WayOut};
use channels::identity::IdentityKey;
use channels::link::{LINK_PATH, LinkKey};
use channels::provider::{Address, Answer, Content as Words, Invalid, ListRow, Outgoing, Provider};
use channels::slot_system::SlotSystemKeys;
use channels::twilio::TwilioAccount;
use channels::whatsapp::WhatsappNumber;
use domain::clinic::{Clinic, SmsProvider};
use domain::delivery::{Channel, FailureClass};
use domain::language::Language;
use domain::message::{About, Failure as Refusal, Message, MessageSpec, ProviderAnswer};
use domain::patient::Patient;
use domain::phone::Identity;
use domain::render::{Content, Rendered};
use jiff::{SignedDuration, Timestamp};

/// Twilio's public address.
const TWILIO_URL: &str = "https://api.twilio.com";
/// AWS services are called in the region by their adapter; these stand in for it locally.
const AWS_SMS_URL: &str = "https://sms-voice.amazonaws.com/";
const SES_URL: &str = "https://email.amazonaws.com";

/// A survey's link holds for this many days after its message was of use.
const LINK_DAYS: i64 = 14;
/// The links that stop e-mail or answer a message hold for this many days: mails are found again long after they came.
/// What has become of the visit by then, the page says.
const MAIL_LINK_DAYS: i64 = 365;

/// What it takes to call the providers.
#[derive(Clone)]
pub struct Credentials {
    /// Meta's system user token.
    pub whatsapp_token: String,
    /// Twilio's account.
    pub twilio_account_sid: String,
    /// Twilio's token.
    pub twilio_auth_token: String,
    /// The address under which providers reach us.
    pub public_url: String,
    /// Signs what buttons carry.
    pub buttons: ButtonKey,
    /// The configuration set of SES and of AWS SMS that has them tell what became of messages.
    pub configuration_set: Option<String>,
    /// Sign what clinics' own systems are asked.
    pub slot_systems: SlotSystemKeys,
}

impl Credentials {
    /// Of two tokens of Twilio's, separated by a comma while one replaces the other, the first one calls.
    #[must_use]
    pub fn new(
        whatsapp_token: &str,
        twilio_account_sid: &str,
        twilio_auth_tokens: &str,
        public_url: &str,
        buttons: ButtonKey,
    ) -> Self {
        Self {
            whatsapp_token: whatsapp_token.to_owned(),
            twilio_account_sid: twilio_account_sid.to_owned(),
            twilio_auth_token: twilio_auth_tokens.split(',').next().unwrap_or_default().trim().to_owned(),
            public_url: public_url.trim_end_matches('/').to_owned(),
            buttons,
            configuration_set: None,
            slot_systems: SlotSystemKeys::default(),
        }
    }

    /// With AWS's services telling what became of messages.
    #[must_use]
    pub fn with_configuration_set(self, name: Option<String>) -> Self {
        Self { configuration_set: name, ..self }
    }

    /// With the keys of clinics' own systems.
    #[must_use]
    pub fn with_slot_systems(self, slot_systems: SlotSystemKeys) -> Self {
        Self { slot_systems, ..self }
    }

    /// The address of a survey's web form, in the message that asks it. It holds for some days after the message was
    /// of use, and is the same however often the message is rendered.
    pub(crate) fn survey_link(&self, spec: &MessageSpec) -> Option<String> {
        (spec.about == About::Survey).then(|| self.address(&self.survey_token(spec)))
    }

    /// What names a survey's message to the web form, and comes back from a form inside WhatsApp.
    fn survey_token(&self, spec: &MessageSpec) -> String {
        self.links().sign(&spec.id, days_after(spec, LINK_DAYS))
    }

    /// The address by which the reader of a message's e-mail stops further ones. As a survey's, it is the same however
    /// often the message is rendered.
    fn stop_link(&self, spec: &MessageSpec) -> String {
        self.address(&self.links().sign_stop(&spec.id, days_after(spec, MAIL_LINK_DAYS)))
    }

    /// The address of the page that answers a message, as it stands in what goes out on that channel. WhatsApp has the
    /// buttons themselves.
    pub(crate) fn answer_link(&self, message: &Message, channel: Channel) -> Option<String> {
        let spec = &message.spec;
        let token =
            || self.links().sign_answer(&message.dispatch_id(channel), days_after(spec, MAIL_LINK_DAYS));
        (channel != Channel::Whatsapp && spec.is_answered_on_a_page()).then(|| self.address(&token()))
    }

    fn links(&self) -> LinkKey {
        LinkKey::new(self.buttons.clone())
    }

    fn address(&self, token: &str) -> String {
        format!("{}{LINK_PATH}{token}", self.public_url)
    }

    /// What the patient can say to be known from another number, as made when the message was.
    pub(crate) fn patient_code(&self, patient: &Patient, at: Timestamp) -> String {
        IdentityKey::new(self.buttons.clone()).code(&patient.clinic, &patient.id, at)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

/// This many days after a message was of use.
fn days_after(spec: &MessageSpec, days: i64) -> Timestamp {
    spec.not_after.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
}

/// A request, and whose answer it will be.
pub(crate) struct ProviderRequest {
    pub(crate) provider: Account,
    pub(crate) http: http::Request<Vec<u8>>,
}

/// An account at a provider.
pub(crate) enum Account {
    Whatsapp(WhatsappNumber),
    Twilio(TwilioAccount),
    AwsSms(AwsSms),
    Ses(Ses),
}

impl Account {
    /// The one that a message goes out through, in that language.
    fn of(
        credentials: &Credentials,
        clinic: &Clinic,
        spec: &MessageSpec,
        channel: Channel,
        language: Language,
    ) -> Option<Self> {
        let senders = &clinic.senders;
        match channel {
            Channel::Whatsapp => senders.whatsapp.as_ref().map(|it| {
                Self::Whatsapp(WhatsappNumber::new(
                    it.phone_number_id.clone(),
                    credentials.whatsapp_token.clone(),
                ))
            }),
            Channel::Sms => senders.sms.as_ref().map(|it| match it.provider {
                SmsProvider::Twilio => Self::Twilio(TwilioAccount {
                    base_url: TWILIO_URL.to_owned(),
                    account_sid: credentials.twilio_account_sid.clone(),
                    auth_token: credentials.twilio_auth_token.clone(),
                    from: it.from.clone(),
                    status_callback: format!("{}/webhooks/twilio/status", credentials.public_url),
                }),
                SmsProvider::Aws => Self::AwsSms(AwsSms {
                    base_url: AWS_SMS_URL.to_owned(),
                    origination_identity: it.from.clone(),
                    configuration_set: credentials.configuration_set.clone(),
                }),
            }),
            Channel::Email => senders.email.as_ref().map(|it| {
                Self::Ses(Ses {
                    base_url: SES_URL.to_owned(),
                    from: it.from.clone(),
                    configuration_set: credentials.configuration_set.clone(),
                    way_out: WayOut { link: credentials.stop_link(spec), language },
                })
            }),
        }
    }

    fn provider(&self) -> &dyn Provider {
        match self {
            Self::Whatsapp(it) => it,
            Self::Twilio(it) => it,
            Self::AwsSms(it) => it,
            Self::Ses(it) => it,
        }
    }
}

/// The request that sends a rendered message.
pub(crate) fn request(
    credentials: &Credentials,
    clinic: &Clinic,
    message: &Message,
    channel: Channel,
    identity: &Identity,
    rendered: &Rendered,
    now: Timestamp,
) -> Result<ProviderRequest, Invalid> {
    let missing = Invalid { field: "sender", reason: "is not configured" };
    let provider =
        Account::of(credentials, clinic, &message.spec, channel, rendered.language).ok_or(missing)?;
    let useful_seconds = message.spec.not_after.duration_since(now).as_secs().max(0);
    let outgoing = Outgoing {
        reference: message.dispatch_id(channel),
        to: match identity {
            Identity::Phone(phone) => Address::Phone(phone.clone()),
            Identity::WhatsappUser(user) => Address::WhatsappUser(user.clone()),
            Identity::Email(email) => Address::Email(email.clone()),
        },
        content: words(credentials, message, rendered),
        validity_seconds: Some(u32::try_from(useful_seconds).unwrap_or(u32::MAX)),
    };
    let http = provider.provider().request(&outgoing)?;
    Ok(ProviderRequest { provider, http })
}

fn words(credentials: &Credentials, message: &Message, rendered: &Rendered) -> Words {
    let payload = |tapped| credentials.buttons.sign(&message.spec.id, tapped);
    match &rendered.content {
        Content::Template { name, parameters, buttons, flow } => Words::Template {
            name: name.clone(),
            language: rendered.language.as_str().to_owned(),
            parameters: parameters.clone(),
            button_payloads: buttons.iter().map(|it| payload(*it)).collect(),
            flow_token: flow.then(|| credentials.survey_token(&message.spec)),
        },
        Content::Flow { body, title, flow, screen } => Words::Flow {
            body: body.clone(),
            title: title.clone(),
            flow_id: flow.clone(),
            screen: screen.clone(),
            token: credentials.survey_token(&message.spec),
        },
        Content::Reply { body, buttons } if buttons.is_empty() => Words::Text { body: body.clone() },
        Content::Reply { body, buttons } => Words::Buttons {
            body: body.clone(),
            buttons: buttons.iter().map(|(tapped, title)| (payload(*tapped), title.clone())).collect(),
        },
        Content::List { body, opens, rows } => Words::List {
            body: body.clone(),
            button: (*opens).to_owned(),
            rows: rows
                .iter()
                .map(|(tapped, title, detail)| ListRow {
                    id: payload(*tapped),
                    title: title.clone(),
                    description: detail.clone(),
                })
                .collect(),
        },
        Content::ContactRequest { body } => Words::ContactRequest { body: body.clone() },
        Content::Sms { body } => Words::Sms { body: body.clone() },
        Content::Email { subject, body } => Words::Email { subject: subject.clone(), body: body.clone() },
    }
}

/// What the provider's answer says of the message.
pub(crate) fn read(provider: &Account, response: &http::Response<Vec<u8>>) -> ProviderAnswer {
    match provider.provider().answer(response) {
        Answer::Accepted { provider_id } => {
            tracing::debug!(metric = "messages_accepted", "a provider took a message");
            ProviderAnswer::Accepted { provider_id }
        }
        Answer::Refused { class, code, name, retry_after_seconds } => {
            tracing::warn!(metric = "messages_refused", code, ?class, name, "a provider refused a message");
            ProviderAnswer::Refused(Refusal { class, code, retry_after_seconds })
        }
        Answer::Unclear => unknown(),
    }
}

/// Nobody knows whether the provider took it.
pub(crate) fn unknown() -> ProviderAnswer {
    tracing::warn!(metric = "messages_unknown", "a provider did not tell whether it took a message");
    ProviderAnswer::Unknown
}

/// A refusal of our own: the request never left, or there is none.
pub(crate) const fn refusal(class: FailureClass) -> Refusal {
    Refusal { class, code: None, retry_after_seconds: None }
}
