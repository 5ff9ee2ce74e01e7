//! What the stand-in is told at the start: whose accounts, numbers and templates it plays.

use domain::template::Category;

/// Accounts, secrets, numbers and templates the stand-in knows. There is no `Debug`: it holds secrets.
#[derive(Clone)]
pub struct Config {
    /// Key of `X-Hub-Signature-256` on `WhatsApp` webhooks.
    pub app_secret: String,
    /// Bearer token the Graph API accepts.
    pub whatsapp_token: String,
    /// Twilio account, `AC…`.
    pub twilio_account_sid: String,
    /// Twilio password, also the key of `X-Twilio-Signature`.
    pub twilio_auth_token: String,
    /// Address under which Twilio knows the product, without a trailing slash. Inbound SMS are signed for it.
    pub public_url: String,
    /// `WhatsApp` business numbers.
    pub numbers: Vec<WhatsappNumber>,
    /// SMS senders in E.164, for Twilio and AWS.
    pub sms_numbers: Vec<String>,
    /// Keys of the clinics' own systems of slots, `clinic=key` separated by commas.
    pub slot_systems: String,
}

/// A `WhatsApp` business number.
#[derive(Debug, Clone)]
pub struct WhatsappNumber {
    /// Meta's id of the number, part of the path of a send.
    pub phone_number_id: String,
    /// The account the number belongs to. The portfolio limit is counted per account.
    pub waba_id: String,
    /// The number in digits, as webhooks show it.
    pub display_phone_number: String,
    /// Unique patients reachable by templates per rolling 24 h.
    pub portfolio_limit: u32,
    /// Approved templates.
    pub templates: Vec<RegisteredTemplate>,
    /// Ids of the published forms (Flows).
    pub flows: Vec<String>,
}

/// An approved template in one language.
#[derive(Debug, Clone)]
pub struct RegisteredTemplate {
    /// Name, `[a-z0-9_]`.
    pub name: String,
    /// Language code, such as `es` or `pt_BR`.
    pub language: String,
    /// `UTILITY`, `MARKETING` or `AUTHENTICATION`, in any letter case.
    pub category: String,
    /// Text with `{{variable}}` placeholders.
    pub body: String,
    /// Variables of the body in order. All digits: positional; otherwise named.
    pub variables: Vec<String>,
    /// Labels of the quick-reply buttons.
    pub buttons: Vec<String>,
    /// Label of the button that opens a form, in place of quick replies.
    pub flow: Option<String>,
    /// How long Meta tries to deliver, in seconds; `None` is the category's default.
    pub ttl_seconds: Option<u32>,
}

/// Meta's name of a template's category.
pub(crate) const fn category_name(category: Category) -> &'static str {
    match category {
        Category::Utility => "UTILITY",
        Category::Marketing => "MARKETING",
        Category::Authentication => "AUTHENTICATION",
    }
}

impl Config {
    pub(super) fn number(&self, phone_number_id: &str) -> Option<&WhatsappNumber> {
        self.numbers.iter().find(|it| it.phone_number_id == phone_number_id)
    }
}

impl RegisteredTemplate {
    /// Positional templates number their variables; Meta wants no `parameter_name` for those.
    pub(super) fn is_named(&self) -> bool {
        self.variables.iter().any(|it| !it.bytes().all(|byte| byte.is_ascii_digit()))
    }
}
