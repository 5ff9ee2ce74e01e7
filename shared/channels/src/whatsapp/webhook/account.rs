//! What Meta tells about the account, its templates and numbers: for operators, and for the limits of sending.

mod reading;

use jiff::Timestamp;

pub(super) use reading::read;

/// A template's new status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateStatus {
    /// The account it belongs to.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// Meta's id of it.
    pub template_id: String,
    /// Its name.
    pub name: String,
    /// Its language, as in a send request: `es`, `en_US`.
    pub language: String,
    /// `APPROVED`, `REJECTED`, `PAUSED`, `DISABLED`, ….
    pub event: String,
    /// Why, if there is a why.
    pub reason: Option<String>,
}

/// A template's new category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateCategory {
    /// The account it belongs to.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// Meta's id of it.
    pub template_id: String,
    /// Its name.
    pub name: String,
    /// Its language, as in a send request.
    pub language: String,
    /// The category until now.
    pub previous: Option<String>,
    /// The category from now on; `UTILITY` to `MARKETING` costs more and needs another consent.
    pub new: String,
    /// Announced, usually a day ahead, rather than done.
    pub upcoming: bool,
}

/// A template's new quality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateQuality {
    /// The account it belongs to.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// Meta's id of it.
    pub template_id: String,
    /// Its name.
    pub name: String,
    /// Its language, as in a send request.
    pub language: String,
    /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub previous: Option<String>,
    /// The same, from now on.
    pub new: String,
}

/// A number's quality, throughput or limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberQuality {
    /// The account it belongs to.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// The number as people see it.
    pub display_phone_number: String,
    /// `ONBOARDING`, `THROUGHPUT_UPGRADE`, `FLAGGED`, ….
    pub event: String,
    /// How many people may be written to.
    pub limit: Option<MessagingLimit>,
}

/// The limits of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// The account it was told to.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// How many people may be written to.
    pub limit: Option<MessagingLimit>,
}

/// How many people a business may write to first, in any 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessagingLimit {
    /// So many.
    People(u32),
    /// As many as it likes.
    Unlimited,
}

impl MessagingLimit {
    /// The number of people; `u32::MAX` is no limit.
    #[must_use]
    pub const fn people(self) -> u32 {
        match self {
            Self::People(people) => people,
            Self::Unlimited => u32::MAX,
        }
    }

    /// `TIER_2K`, `TIER_UNLIMITED`, `2000` or `-1`; `None` for `TIER_NOT_SET` and what is unknown.
    fn parse(text: &str) -> Option<Self> {
        let tier = text.strip_prefix("TIER_").unwrap_or(text);
        if matches!(tier, "UNLIMITED" | "-1") {
            return Some(Self::Unlimited);
        }
        let people = match tier.strip_suffix('K') {
            Some(thousands) => thousands.parse::<u32>().ok()?.checked_mul(1_000)?,
            None => tier.parse().ok()?,
        };
        Some(Self::People(people))
    }
}

/// Something that happened to the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Which.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// Meta's name for it.
    pub event: String,
    /// What it means.
    pub change: AccountChange,
}

/// What happened to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChange {
    /// It may not do everything.
    Restricted(Vec<Restriction>),
    /// It broke a rule.
    Violation {
        /// Which.
        kind: String,
    },
    /// It may send nothing.
    Banned,
    /// It will be banned.
    BanScheduled,
    /// It is no longer banned.
    Reinstated,
    /// It is gone.
    Deleted,
    /// It, or a number of it, is taken from us: nothing more leaves over it, or comes.
    Detached,
    /// Something that changes nothing for sending.
    Other,
}

/// Something that an account may not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// `RESTRICTED_BIZ_INITIATED_MESSAGING`, ….
    pub kind: String,
    /// Until when, if Meta says.
    pub until: Option<Timestamp>,
}

/// A decision of Meta's about the account, a number or a form, or something done to a number's protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNotice {
    /// The account it was told to.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// The field it came in: `account_review_update`, `phone_number_name_update`, `security` or `flows`.
    pub field: String,
    /// The number as people see it, if it is about one.
    pub display_phone_number: Option<String>,
    /// What: `APPROVED`, `REJECTED`, `PIN_RESET_REQUEST`, ….
    pub event: String,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The account it was told to.
    pub waba_id: String,
    /// When it was told.
    pub at: Timestamp,
    /// How grave, in Meta's words.
    pub severity: String,
    /// Whether it still holds, in Meta's words.
    pub status: String,
    /// What kind.
    pub kind: String,
    /// For people.
    pub description: String,
}
