//! What a clinic sends from.

use serde::{Deserialize, Serialize};

use crate::sms::{self, Encoding, SMS_CHARS_MAX};

/// What a clinic sends from.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Senders {
    /// Its WhatsApp Business number.
    pub whatsapp: Option<WhatsappSender>,
    /// Its SMS number.
    pub sms: Option<SmsSender>,
    /// Its e-mail address.
    pub email: Option<EmailSender>,
}

/// A WhatsApp Business number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsappSender {
    /// Meta's id of the number.
    pub phone_number_id: String,
    /// Meta's id of the account that owns it and its templates.
    pub waba_id: String,
    /// Meta's business portfolio: all its numbers share one messaging limit.
    pub portfolio_id: String,
    /// The number as people see it.
    pub display_phone_number: String,
    /// Unique patients per moving 24 h until a webhook says otherwise: 250 for a new portfolio.
    pub messaging_limit: u32,
    /// Messages a second: 80, or 20 for a number shared with the WhatsApp Business app.
    pub messages_per_second: u32,
}

/// An SMS number and who carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSender {
    /// Who carries it.
    pub provider: SmsProvider,
    /// The number or messaging service.
    pub from: String,
    /// Segments a second the number may send.
    pub messages_per_second: u32,
}

/// A carrier of SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsProvider {
    /// Twilio Messaging.
    Twilio,
    /// AWS End User Messaging.
    Aws,
}

/// Most septets that AWS takes (*Character limits*, AWS End User Messaging SMS user guide).
const AWS_GSM7_SEPTETS_MAX: u32 = 1_530;
/// Most UTF-16 units that AWS takes of a text outside GSM-7 (the same page).
const AWS_UCS2_UNITS_MAX: u32 = 630;

impl SmsProvider {
    /// Whether it takes the text as one message.
    #[must_use]
    pub fn takes(self, text: &str) -> bool {
        let segments = sms::segments(text);
        let fits = match (self, segments.encoding) {
            (Self::Twilio, _) => true,
            (Self::Aws, Encoding::Gsm7) => segments.units <= AWS_GSM7_SEPTETS_MAX,
            (Self::Aws, Encoding::Ucs2) => segments.units <= AWS_UCS2_UNITS_MAX,
        };
        fits && text.chars().count() <= SMS_CHARS_MAX
    }
}

/// An e-mail address to send from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailSender {
    /// The address, verified at the provider.
    pub from: String,
    /// Messages a second the account may send.
    pub messages_per_second: u32,
}
