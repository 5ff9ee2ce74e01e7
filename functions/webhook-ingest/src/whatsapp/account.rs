//! What Meta tells of accounts and numbers, as the sender notes it: what needs looking at becomes a warning in Meta's
//! own words, by which its documentation is searched.

use channels::whatsapp::webhook::{
    Account, AccountChange, AccountNotice, Alert, MessagingLimit, NumberQuality,
};
use domain::account::AccountEvent;
use jiff::Timestamp;
use ports::wire::ToReceipts;

use super::Routed;

/// The restriction that stops templates. Others stop nothing that we send, such as adding numbers, or only answers,
/// and each answer that is refused says so itself.
const BUSINESS_INITIATED: &str = "RESTRICTED_BIZ_INITIATED_MESSAGING";

impl Routed {
    pub(super) fn account(&mut self, waba: String, event: AccountEvent, at: Timestamp) {
        self.receipts.push((waba.clone(), ToReceipts::Account { waba, event, at }));
    }

    pub(super) fn limit(&mut self, waba: String, limit: Option<MessagingLimit>, at: Timestamp) {
        match limit {
            Some(limit) => self.account(waba, AccountEvent::Limit(limit.people()), at),
            None => self.ignored += 1,
        }
    }

    fn warned(&mut self, waba: String, words: &[&str], at: Timestamp) {
        let words: Vec<&str> = words.iter().copied().filter(|it| !it.is_empty()).collect();
        self.account(waba, AccountEvent::Warned(words.join(" ")), at);
    }

    pub(super) fn number_quality(&mut self, it: NumberQuality) {
        // A word that we do not know is a warning as well: what lowers a number has had several names.
        let is_good =
            matches!(&*it.event, "" | "ONBOARDING" | "THROUGHPUT_UPGRADE" | "UPGRADE" | "UNFLAGGED");
        if !is_good {
            let words = ["phone_number_quality_update", it.event.as_str(), it.display_phone_number.as_str()];
            self.warned(it.waba_id.clone(), &words, it.at);
        }
        if is_good || it.limit.is_some() {
            self.limit(it.waba_id, it.limit, it.at);
        }
    }

    pub(super) fn account_update(&mut self, it: Account) {
        let event = &*it.event;
        match it.change {
            AccountChange::Restricted(restrictions) => {
                let of_templates = restrictions.iter().filter(|it| it.kind == BUSINESS_INITIATED);
                if let Some(until) = of_templates.map(|it| it.until.unwrap_or(Timestamp::MAX)).max() {
                    self.account(it.waba_id, AccountEvent::Restricted(until), it.at);
                } else {
                    let kinds = restrictions.iter().map(|it| it.kind.as_str());
                    let words: Vec<&str> = ["account_update", event].into_iter().chain(kinds).collect();
                    self.warned(it.waba_id, &words, it.at);
                }
            }
            AccountChange::Banned | AccountChange::Deleted => {
                self.account(it.waba_id, AccountEvent::Restricted(Timestamp::MAX), it.at);
            }
            AccountChange::Reinstated => self.account(it.waba_id, AccountEvent::Reinstated, it.at),
            AccountChange::Violation { kind } => {
                self.warned(it.waba_id, &["account_update", event, kind.as_str()], it.at);
            }
            AccountChange::BanScheduled => {
                self.warned(it.waba_id, &["account_update", event, "SCHEDULE_FOR_DISABLE"], it.at);
            }
            AccountChange::Detached => self.warned(it.waba_id, &["account_update", event], it.at),
            AccountChange::Other => {
                tracing::warn!(waba.id = it.waba_id, event, "Meta tells of the account");
            }
        }
    }

    pub(super) fn notice(&mut self, it: AccountNotice) {
        match &*it.event {
            "" | "APPROVED" | "PENDING" | "DRAFT" | "PUBLISHED" => self.ignored += 1,
            event => {
                let number = it.display_phone_number.as_deref().unwrap_or_default();
                self.warned(it.waba_id, &[it.field.as_str(), event, number], it.at);
            }
        }
    }

    pub(super) fn alert(&mut self, it: Alert) {
        if it.severity == "INFORMATIONAL" {
            self.ignored += 1;
        } else {
            self.warned(it.waba_id, &["account_alerts", it.severity.as_str(), it.kind.as_str()], it.at);
        }
    }
}

#[cfg(test)]
mod tests;
