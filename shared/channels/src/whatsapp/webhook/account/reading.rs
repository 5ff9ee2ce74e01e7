//! The account-level fields as Meta writes them, and what they become.

use jiff::Timestamp;
use serde::Deserialize;

use super::super::Update;
use super::super::scalar::{Number, Text};
use super::{
    Account, AccountChange, AccountNotice, Alert, Capability, MessagingLimit, NumberQuality, Restriction,
    TemplateCategory, TemplateQuality, TemplateStatus,
};
use crate::whatsapp::language::ours;

/// The template fields, one shape for all three.
#[derive(Deserialize)]
struct Template<'a> {
    #[serde(borrow, default)]
    message_template_id: Text<'a>,
    #[serde(default)]
    message_template_name: Text<'a>,
    #[serde(default)]
    message_template_language: Text<'a>,
    #[serde(default)]
    event: Text<'a>,
    #[serde(default)]
    reason: Text<'a>,
    #[serde(default)]
    previous_category: Text<'a>,
    #[serde(default)]
    new_category: Text<'a>,
    #[serde(default)]
    correct_category: Text<'a>,
    #[serde(default)]
    previous_quality_score: Text<'a>,
    #[serde(default)]
    new_quality_score: Text<'a>,
}

/// The fields about limits.
#[derive(Deserialize)]
struct Limits<'a> {
    #[serde(borrow, default)]
    display_phone_number: Text<'a>,
    #[serde(default)]
    event: Text<'a>,
    #[serde(default)]
    current_limit: Text<'a>,
    #[serde(default)]
    max_daily_conversations_per_business: Text<'a>,
}

impl Limits<'_> {
    fn limit(&self) -> Option<MessagingLimit> {
        // The second is deprecated and per number; it counts only where the first is missing.
        let [of_business, of_number] = [&self.max_daily_conversations_per_business, &self.current_limit];
        MessagingLimit::parse(if of_business.is_empty() { of_number } else { of_business }.as_str())
    }
}

#[derive(Deserialize)]
struct AccountUpdate<'a> {
    #[serde(borrow, default)]
    event: Text<'a>,
    restriction_info: Option<Vec<RestrictionInfo<'a>>>,
    violation_info: Option<ViolationInfo<'a>>,
    ban_info: Option<BanInfo<'a>>,
    waba_info: Option<WabaInfo<'a>>,
}

#[derive(Deserialize)]
struct RestrictionInfo<'a> {
    #[serde(borrow, default)]
    restriction_type: Text<'a>,
    #[serde(default)]
    expiration: Number,
}

#[derive(Deserialize)]
struct ViolationInfo<'a> {
    #[serde(borrow, default)]
    violation_type: Text<'a>,
}

#[derive(Deserialize)]
struct BanInfo<'a> {
    #[serde(borrow, default)]
    waba_ban_state: Text<'a>,
}

#[derive(Deserialize)]
struct WabaInfo<'a> {
    #[serde(borrow, default)]
    waba_id: Text<'a>,
}

/// The fields that tell one word of the account or a number.
#[derive(Deserialize)]
struct OneWord<'a> {
    #[serde(borrow, default)]
    display_phone_number: Text<'a>,
    #[serde(default)]
    decision: Text<'a>,
    /// What became of a form.
    #[serde(default)]
    new_status: Text<'a>,
    #[serde(default)]
    event: Text<'a>,
}

#[derive(Deserialize)]
struct AccountAlert<'a> {
    #[serde(borrow)]
    alert_info: Option<AlertInfo<'a>>,
}

#[derive(Deserialize)]
struct AlertInfo<'a> {
    #[serde(borrow, default, rename = "alert_severity")]
    severity: Text<'a>,
    #[serde(default, rename = "alert_status")]
    status: Text<'a>,
    #[serde(default, rename = "alert_type")]
    kind: Text<'a>,
    #[serde(default, rename = "alert_description")]
    description: Text<'a>,
}

/// Of which account something is told, and when.
struct Source {
    waba_id: String,
    at: Timestamp,
}

/// Reads the value of an account-level field.
pub(in super::super) fn read(field: &str, value: &str, waba_id: &str, at: Timestamp) -> Update {
    let source = Source { waba_id: waba_id.to_owned(), at };
    // A derived reader would take an array for an object.
    if !value.starts_with('{') {
        return Update::Malformed { what: "value" };
    }
    let update = match field {
        "message_template_status_update" => {
            serde_json::from_str(value).ok().map(|it| template_status(it, source))
        }
        "template_category_update" => {
            serde_json::from_str(value).ok().map(|it| template_category(it, source))
        }
        "message_template_quality_update" => {
            serde_json::from_str(value).ok().map(|it| template_quality(it, source))
        }
        "phone_number_quality_update" => {
            serde_json::from_str(value).ok().map(|it| number_quality(it, source))
        }
        "business_capability_update" => serde_json::from_str(value).ok().map(|it| capability(&it, source)),
        "account_update" => serde_json::from_str(value).ok().map(|it| account(it, source)),
        "account_review_update" | "phone_number_name_update" | "security" | "flows" => {
            serde_json::from_str(value).ok().map(|it| notice(field, it, source))
        }
        "account_alerts" => alert(value, source),
        unknown => Some(Update::Ignored { field: unknown.to_owned() }),
    };
    update.unwrap_or(Update::Malformed { what: "value" })
}

fn template_status(template: Template<'_>, Source { waba_id, at }: Source) -> Update {
    let reason = template.reason.some().filter(|it| it != "NONE");
    Update::TemplateStatus(TemplateStatus {
        waba_id,
        at,
        template_id: template.message_template_id.into_string(),
        name: template.message_template_name.into_string(),
        language: ours(template.message_template_language.as_str()),
        event: template.event.into_string(),
        reason,
    })
}

fn template_category(template: Template<'_>, Source { waba_id, at }: Source) -> Update {
    // In an announcement the category of now is called new, and the one to come correct.
    let upcoming = !template.correct_category.is_empty();
    let (previous, new) = if upcoming {
        (template.new_category.some().or(template.previous_category.some()), template.correct_category)
    } else {
        (template.previous_category.some(), template.new_category)
    };
    Update::TemplateCategory(TemplateCategory {
        waba_id,
        at,
        template_id: template.message_template_id.into_string(),
        name: template.message_template_name.into_string(),
        language: ours(template.message_template_language.as_str()),
        previous,
        new: new.into_string(),
        upcoming,
    })
}

fn template_quality(template: Template<'_>, Source { waba_id, at }: Source) -> Update {
    Update::TemplateQuality(TemplateQuality {
        waba_id,
        at,
        template_id: template.message_template_id.into_string(),
        name: template.message_template_name.into_string(),
        language: ours(template.message_template_language.as_str()),
        previous: template.previous_quality_score.some(),
        new: template.new_quality_score.into_string(),
    })
}

fn number_quality(limits: Limits<'_>, Source { waba_id, at }: Source) -> Update {
    Update::NumberQuality(NumberQuality {
        waba_id,
        at,
        limit: limits.limit(),
        display_phone_number: limits.display_phone_number.into_string(),
        event: limits.event.into_string(),
    })
}

fn capability(limits: &Limits<'_>, Source { waba_id, at }: Source) -> Update {
    Update::Capability(Capability { waba_id, at, limit: limits.limit() })
}

fn account(update: AccountUpdate<'_>, Source { waba_id, at }: Source) -> Update {
    // What partners are told names the customer's account inside.
    let waba_id = update.waba_info.and_then(|it| it.waba_id.some()).unwrap_or(waba_id);
    let ban = update.ban_info.map_or(String::new(), |it| it.waba_ban_state.into_string());
    let change = match (update.event.as_str(), ban.as_str()) {
        ("ACCOUNT_RESTRICTION", _) => {
            let restrictions = update.restriction_info.into_iter().flatten().map(|it| Restriction {
                kind: it.restriction_type.into_string(),
                until: it.expiration.instant(),
            });
            AccountChange::Restricted(restrictions.collect())
        }
        ("ACCOUNT_VIOLATION", _) => {
            let kind = update.violation_info.map_or(String::new(), |it| it.violation_type.into_string());
            AccountChange::Violation { kind }
        }
        ("DISABLED_UPDATE", "DISABLE") => AccountChange::Banned,
        ("DISABLED_UPDATE", "SCHEDULE_FOR_DISABLE") => AccountChange::BanScheduled,
        ("DISABLED_UPDATE", "REINSTATE") => AccountChange::Reinstated,
        ("ACCOUNT_DELETED", _) => AccountChange::Deleted,
        ("ACCOUNT_OFFBOARDED" | "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED", _) => AccountChange::Detached,
        _ => AccountChange::Other,
    };
    Update::Account(Account { waba_id, at, event: update.event.into_string(), change })
}

fn notice(field: &str, told: OneWord<'_>, Source { waba_id, at }: Source) -> Update {
    let event = told.decision.some().or(told.new_status.some()).or(told.event.some()).unwrap_or_default();
    let display_phone_number = told.display_phone_number.some();
    Update::AccountNotice(AccountNotice { waba_id, at, field: field.to_owned(), display_phone_number, event })
}

/// Meta's reference shows an alert in an object of its own, and its test button sends it without one.
fn alert(value: &str, Source { waba_id, at }: Source) -> Option<Update> {
    let alert: AccountAlert<'_> = serde_json::from_str(value).ok()?;
    let info = alert.alert_info.or_else(|| serde_json::from_str(value).ok())?;
    (!info.severity.is_empty()).then(|| {
        Update::Alert(Alert {
            waba_id,
            at,
            severity: info.severity.into_string(),
            status: info.status.into_string(),
            kind: info.kind.into_string(),
            description: info.description.into_string(),
        })
    })
}
