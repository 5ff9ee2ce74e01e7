#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::SignedDuration;

use super::{
    Account, AccountEvent, Charge, SENDER_RETRY_MINUTES, SERVICE_FREE_PER_MONTH, Sender,
    TEMPLATE_PAUSE_HOURS, TEMPLATE_RETRY_MINUTES, TemplateHealth,
};
use crate::money::Micros;
use crate::rate::Rate;
use crate::testing::{clock, local};

#[test]
fn a_portfolio_reaches_no_more_than_its_limit_in_any_24_hours() {
    let mut account = Account::new("p".to_owned());
    for _ in 0..3 {
        account = account.reach(3, clock("2026-11-24 10:40")).unwrap();
    }
    // Whole hours are counted: room comes when the hour of 10 has left the window.
    let room = clock("2026-11-25 11:00");
    assert_eq!(account.reach(3, clock("2026-11-25 10:59")), Err(room));
    let next = account.reach(3, room).unwrap();
    assert_eq!(next.reached.len(), 1);
    // Who is counted and written to again is counted in this hour too, whether or not there is room.
    let again = account.reach_again(clock("2026-11-25 09:30"));
    assert_eq!(again.reached.values().copied().collect::<Vec<_>>(), [3, 1]);
    assert_eq!(again.reach(4, clock("2026-11-25 10:59")), Err(room));
    assert!(again.reach(3, room).unwrap().reach(3, room).unwrap().reach(3, room).is_err());
    let unlimited = account.told("waba", &AccountEvent::Limit(u32::MAX), room);
    assert!(unlimited.reach(3, clock("2026-11-24 10:41")).is_ok());
    assert!(Account::default().reach(0, clock("2026-11-24 10:40")).is_err());
}

#[test]
fn what_a_provider_tells_twice_or_late_changes_nothing() {
    let key = Account::template_key("waba", "recordatorio", "es-AR");
    assert_eq!(key, "waba/recordatorio/es_AR");
    let (first, then) = (clock("2026-11-24 10:30"), clock("2026-11-24 12:30"));
    let far = clock("2026-11-27 00:00");
    let status = |it: &str| AccountEvent::TemplateStatus(key.clone(), it.to_owned());
    let category = |it: &str| AccountEvent::TemplateCategory(key.clone(), it.to_owned());
    let quality = |it: &str| AccountEvent::TemplateQuality(key.clone(), it.to_owned());
    let announced = |it: &str| AccountEvent::TemplateCategoryAnnounced(key.clone(), it.to_owned());
    let refused = || AccountEvent::TemplateRefused(key.clone());
    let warned = || AccountEvent::Warned("account_update ACCOUNT_VIOLATION SPAM".to_owned());
    let restricted = AccountEvent::Restricted(far);
    let pairs = [
        (status("PAUSED"), status("APPROVED")),
        (category("UTILITY"), category("MARKETING")),
        (announced("UTILITY"), announced("MARKETING")),
        (quality("RED"), quality("GREEN")),
        (refused(), refused()),
        (AccountEvent::Limit(250), AccountEvent::Limit(1000)),
        (restricted.clone(), AccountEvent::Reinstated),
        (warned(), warned()),
    ];
    let mut account = Account::default();
    for (older, newer) in &pairs {
        let told = account.told("waba", older, first).told("waba", newer, then);
        assert_eq!(told.told("waba", newer, then), told, "twice");
        assert_eq!(account.told("waba", newer, then).told("waba", older, first), told, "in the other order");
        account = told;
    }
    let health = account.template(&key);
    assert!(health.is_marketing() && health.quality.is_some_and(|it| it.what == "GREEN"));
    assert_eq!(account.messaging_limit.as_ref().map(|it| it.what), Some(1000));
    assert_eq!(account.restricted_until("waba", then), None);
    let restricted = account.told("waba2", &restricted, first);
    assert_eq!(restricted.restricted_until("waba2", then), Some(far));
    assert_eq!(restricted.restricted_until("waba", then), None);
    assert_eq!(account.template("waba2/recordatorio/es_AR"), TemplateHealth::default());
}

#[test]
fn what_is_announced_for_a_template_keeps_nothing_until_it_is_done() {
    let (key, at) = ("waba/recordatorio/es", clock("2026-11-24 10:30"));
    let announced = AccountEvent::TemplateCategoryAnnounced(key.to_owned(), "MARKETING".to_owned());
    let health = Account::default().told("waba", &announced, at).template(key);
    assert!(!health.is_marketing() && health.is_usable(at));
    assert_eq!(health.announced.map(|it| it.what).as_deref(), Some("MARKETING"));
}

#[test]
fn a_limit_is_lowered_by_a_newer_and_smaller_one_only() {
    let (first, then) = (clock("2026-11-24 10:30"), clock("2026-11-24 12:30"));
    let told = |account: &Account, limit, at| account.told("waba", &AccountEvent::Limit(limit), at);
    let before = told(&Account::default(), 2_000, first);
    assert!(!before.is_limited_below(&Account::default()), "nothing was told before");
    for (limit, at, is_lowered) in [
        (250, then, true),
        (2_000, then, false),
        (u32::MAX, then, false),
        (250, clock("2026-11-24 10:29"), false),
    ] {
        assert_eq!(told(&before, limit, at).is_limited_below(&before), is_lowered, "{limit} at {at}");
    }
}

#[test]
fn a_warning_counts_again_when_it_is_given_again() {
    let (first, then) = (clock("2026-11-24 10:30"), clock("2026-11-24 12:30"));
    let flagged = AccountEvent::Warned("phone_number_quality_update FLAGGED 34919000100".to_owned());
    let account = Account::default().told("waba", &flagged, first);
    assert_eq!(account.told("waba", &flagged, first), account, "twice");
    assert_ne!(account.told("waba", &flagged, then), account, "again");
    assert_eq!(account.told("waba2", &flagged, first).warnings.len(), 2, "each account its own");
}

#[test]
fn of_warnings_without_end_the_newest_are_remembered() {
    let at = |minute: i64| clock("2026-11-24 10:30").checked_add(SignedDuration::from_mins(minute)).unwrap();
    let warned = |minute: i64| AccountEvent::Warned(format!("account_alerts WARNING {minute}"));
    let account =
        (0..300).fold(Account::default(), |it, minute| it.told("waba", &warned(minute), at(minute)));
    assert_eq!(account.warnings.len(), 200);
    assert_eq!(account.warnings.values().min(), Some(&at(100)));
    assert_eq!(account.told("waba", &warned(250), at(250)), account, "a repeat of one of them");
    assert_ne!(account.told("waba", &warned(300), at(0)), account, "a new one counts, however late it comes");
}

#[test]
fn what_the_first_release_noted_of_a_whole_portfolio_restricts_no_clinic() {
    let stored = serde_json::json!({
        "id": "p", "messaging_limit": null, "reached": {}, "templates": {},
        "restricted": { "what": "2027-11-24T00:00:00Z", "at": "2026-11-24T00:00:00Z" },
    });
    let account: Account = serde_json::from_value(stored).unwrap();
    assert_eq!(account, Account::new("p".to_owned()));
}

#[test]
fn a_template_is_tried_again_when_its_pause_or_a_refusal_is_past() {
    let key = "waba/recordatorio/es";
    let at = clock("2026-11-24 10:30");
    let later = |minutes: i64| at + SignedDuration::from_mins(minutes);
    let status = |word: &str| AccountEvent::TemplateStatus(key.to_owned(), word.to_owned());
    let usable = |account: &Account, now| account.template(key).is_usable(now);
    assert!(usable(&Account::default(), at));
    let pause = TEMPLATE_PAUSE_HOURS * 60;
    for (word, tried_after) in [
        ("APPROVED", Some(0)),
        ("FLAGGED", Some(0)),
        ("REINSTATED", Some(0)),
        ("UNARCHIVED", Some(0)),
        ("PENDING_DELETION", Some(0)),
        ("PAUSED", Some(pause)),
        ("DISABLED", None),
        ("REJECTED", None),
        ("LOCKED", None),
    ] {
        let account = Account::default().told("waba", &status(word), at);
        for minutes in [0, pause - 1, pause, 100_000] {
            let tried = tried_after.is_some_and(|it| it <= minutes);
            assert_eq!(usable(&account, later(minutes)), tried, "{word} after {minutes} minutes");
        }
    }
    let refused = Account::default().told("waba", &AccountEvent::TemplateRefused(key.to_owned()), at);
    assert!(!usable(&refused, later(TEMPLATE_RETRY_MINUTES - 1)));
    assert!(usable(&refused, later(TEMPLATE_RETRY_MINUTES)));
    assert!(usable(&refused.told("waba", &status("APPROVED"), later(5)), later(5)), "a newer word");
    assert!(!usable(&refused.told("waba", &status("APPROVED"), later(-5)), later(5)), "an older word");
}

#[test]
fn a_stopped_sender_is_tried_again() {
    let now = clock("2026-11-24 10:30");
    let stopped = Sender::new("s".to_owned()).stop(Some(131_031), now);
    let until = now + SignedDuration::from_mins(SENDER_RETRY_MINUTES);
    assert_eq!((stopped.stopped_until(now), stopped.stopped_until(until)), (Some(until), None));
    let again = stopped.stop(None, until);
    assert_eq!(again.stopped.unwrap().since, now);
}

fn template(price: u64) -> Charge {
    Charge { price: Micros(price), service: false }
}

#[test]
fn a_months_free_form_messages_cost_nothing_up_to_the_allowance() {
    let reply = Charge { price: Micros(20_000), service: true };
    let (rate, month, next_month) =
        (Rate::per_second(80), local("2026-11-30 23:59"), local("2026-12-01 00:00"));
    let (today, tomorrow, now) = (month.local.date(), next_month.local.date(), clock("2026-11-30 23:59"));
    let mut sender = Sender::new("s".to_owned());
    for sent in 0..SERVICE_FREE_PER_MONTH {
        assert_eq!(sender.service_left_in(today), SERVICE_FREE_PER_MONTH - sent);
        assert_eq!(sender.costs(reply, today), Micros(0));
        sender = Sender { pace: Sender::default().pace, ..sender }.admit(rate, reply, today, now).unwrap();
    }
    // Templates are no part of it, neither in number nor in price.
    let with_template = sender.admit(rate, template(70), today, now).unwrap();
    assert_eq!(
        (with_template.service_in(today), with_template.spent_in(today)),
        (SERVICE_FREE_PER_MONTH, Micros(70))
    );
    let beyond = sender.admit(rate, reply, today, now).unwrap();
    assert_eq!((beyond.service_left_in(today), beyond.spent_in(today)), (0, Micros(20_000)));
    assert_eq!((beyond.service_in(tomorrow), beyond.costs(reply, tomorrow)), (0, Micros(0)));
    let renewed = beyond.admit(rate, reply, tomorrow, now + SignedDuration::from_secs(60)).unwrap();
    assert_eq!((renewed.service_in(tomorrow), renewed.spent_in(tomorrow)), (1, Micros(0)));
}

#[test]
fn what_is_spent_is_counted_by_month_and_takes_pace() {
    let (sender, rate) = (Sender::new("s".to_owned()), Rate::per_second(1));
    let today = local("2026-11-30 23:59").local.date();
    let now = clock("2026-11-30 23:59");
    let sender = sender.admit(rate, template(70), today, now).unwrap();
    assert_eq!(sender.admit(rate, template(5), today, now), Err(now + SignedDuration::from_secs(1)));
    let later = now + SignedDuration::from_secs(1);
    let sender = sender.admit(rate, template(5), today, later).unwrap();
    let tomorrow = today.tomorrow().unwrap();
    assert_eq!((sender.spent_in(today), sender.spent_in(tomorrow)), (Micros(75), Micros(0)));
    let next = sender.admit(rate, template(2), tomorrow, later + SignedDuration::from_secs(1)).unwrap();
    assert_eq!(next.spent_in(tomorrow), Micros(2));
}
