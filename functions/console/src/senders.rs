//! What the providers say of the clinic's senders and templates, and whether the clinic has paused: why messages may be
//! late, or go another way.

use domain::account::{Account, Sender, TemplateHealth};
use domain::clinic::{Clinic, WhatsappSender};
use domain::delivery::Channel;
use domain::pause::Entry;
use frame::http::Response;
use jiff::Timestamp;
use ports::Ports;
use ports::commit::load;
use ports::records::{account_key, sender_key};
use serde::Serialize;

use crate::pause;
use crate::unanswered::Unanswered;

#[derive(Serialize)]
struct Health<'a> {
    /// None while nothing is paused.
    pause: Option<&'a Entry>,
    senders: Vec<SenderView>,
    /// None where the clinic has no WhatsApp number.
    whatsapp: Option<WhatsappView<'a>>,
}

#[derive(Serialize)]
struct SenderView {
    channel: Channel,
    /// None while nothing keeps it from sending.
    stopped: Option<StoppedView>,
}

#[derive(Serialize)]
struct StoppedView {
    since: Timestamp,
    until: Timestamp,
    code: Option<u32>,
}

#[derive(Serialize)]
struct WhatsappView<'a> {
    /// None is no limit.
    messaging_limit: Option<u32>,
    restricted_until: Option<Timestamp>,
    templates: Vec<TemplateView<'a>>,
    warnings: Vec<WarningView<'a>>,
}

#[derive(Serialize)]
struct TemplateView<'a> {
    name: &'a str,
    language: &'a str,
    /// Whether it is tried now.
    usable: bool,
    status: Option<&'a str>,
    category: Option<&'a str>,
    announced: Option<&'a str>,
    quality: Option<&'a str>,
    refused_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct WarningView<'a> {
    at: Timestamp,
    words: &'a str,
}

/// `GET /v1/senders`.
pub(crate) async fn health<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let mut senders = Vec::new();
    for channel in Channel::ALL {
        let Some(id) = clinic.sender_id(channel) else { continue };
        let sender: Option<Sender> = load(ports, &sender_key(&id)).await?;
        let stopped = sender.filter(|it| it.stopped_until(now).is_some()).and_then(|it| it.stopped);
        let stopped = stopped.map(|it| StoppedView { since: it.since, until: it.until, code: it.code });
        senders.push(SenderView { channel, stopped });
    }
    let pause = pause::of(ports, clinic).await?;
    let pause = pause.as_ref().and_then(|it| it.current(now));
    let Some(number) = &clinic.senders.whatsapp else {
        return Ok(Response::json(200, &Health { pause, senders, whatsapp: None }));
    };
    let account: Option<Account> = load(ports, &account_key(&number.portfolio_id)).await?;
    let account = account.unwrap_or_else(|| Account::new(number.portfolio_id.clone()));
    let whatsapp = Some(WhatsappView::of(&account, number, now));
    Ok(Response::json(200, &Health { pause, senders, whatsapp }))
}

impl<'a> WhatsappView<'a> {
    /// What is said of the number's own account; others of its portfolio may be another clinic's.
    fn of(account: &'a Account, number: &WhatsappSender, now: Timestamp) -> Self {
        let limit = account.messaging_limit.as_ref().map_or(number.messaging_limit, |it| it.what);
        let own = |key: &'a str| key.strip_prefix(number.waba_id.as_str())?.strip_prefix('/');
        let template = |(key, health): (&'a String, &'a TemplateHealth)| {
            let (name, language) = own(key)?.rsplit_once('/')?;
            Some(TemplateView::of(name, language, health, now))
        };
        let warning = |(key, at): (&'a String, &Timestamp)| Some(WarningView { at: *at, words: own(key)? });
        let mut warnings: Vec<WarningView<'a>> = account.warnings.iter().filter_map(warning).collect();
        warnings.sort_by_key(|it| std::cmp::Reverse(it.at));
        Self {
            messaging_limit: Some(limit).filter(|it| *it != u32::MAX),
            restricted_until: account.restricted_until(&number.waba_id, now),
            templates: account.templates.iter().filter_map(template).collect(),
            warnings,
        }
    }
}

impl<'a> TemplateView<'a> {
    fn of(name: &'a str, language: &'a str, health: &'a TemplateHealth, now: Timestamp) -> Self {
        Self {
            name,
            language,
            usable: health.is_usable(now),
            status: health.status.as_ref().map(|it| it.what.as_str()),
            category: health.category.as_ref().map(|it| it.what.as_str()),
            announced: health.announced.as_ref().map(|it| it.what.as_str()),
            quality: health.quality.as_ref().map(|it| it.what.as_str()),
            refused_at: health.refused_at,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::account::AccountEvent;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_meta_says_of_the_clinics_own_account_is_shown_and_nothing_of_another() {
        let now: Timestamp = "2026-12-02T12:00:00Z".parse().unwrap();
        let number = WhatsappSender {
            phone_number_id: "1".to_owned(),
            waba_id: "10".to_owned(),
            portfolio_id: "100".to_owned(),
            display_phone_number: "5491150000001".to_owned(),
            messaging_limit: 250,
            messages_per_second: 80,
        };
        let paused = |waba: &str| {
            let key = Account::template_key(waba, "recordatorio", "es-AR");
            AccountEvent::TemplateStatus(key, "PAUSED".to_owned())
        };
        let warned = || AccountEvent::Warned("account_alerts WARNING".to_owned());
        let account = ["10", "101"].into_iter().fold(Account::new("100".to_owned()), |account, waba| {
            account.told(waba, &paused(waba), now).told(waba, &warned(), now)
        });
        let shown = serde_json::to_value(WhatsappView::of(&account, &number, now)).unwrap();
        let template = json!({
            "name": "recordatorio", "language": "es_AR", "usable": false, "status": "PAUSED", "category": null,
            "announced": null, "quality": null, "refused_at": null,
        });
        let expected = json!({
            "messaging_limit": 250, "restricted_until": null, "templates": [template],
            "warnings": [{ "at": "2026-12-02T12:00:00Z", "words": "account_alerts WARNING" }],
        });
        assert_eq!(shown, expected);
    }
}
