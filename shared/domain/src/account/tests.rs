#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::SignedDuration;

use super::{Account, AccountEvent, SENDER_RETRY_MINUTES, Sender, TemplateHealth};
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
    assert!(account.told(&AccountEvent::Limit(u32::MAX)).reach(3, clock("2026-11-24 10:41")).is_ok());
    assert!(Account::default().reach(0, clock("2026-11-24 10:40")).is_err());
}

#[test]
fn what_a_provider_tells_twice_changes_nothing() {
    let key = Account::template_key("recordatorio", "es-AR");
    assert_eq!(key, "recordatorio/es_AR");
    let events = [
        AccountEvent::TemplateStatus(key.clone(), "PAUSED".to_owned()),
        AccountEvent::TemplateCategory(key.clone(), "MARKETING".to_owned()),
        AccountEvent::TemplateQuality(key, "RED".to_owned()),
        AccountEvent::Limit(1000),
        AccountEvent::Restricted(clock("2026-11-25 00:00")),
        AccountEvent::Reinstated,
    ];
    for event in &events {
        let once = Account::default().told(event);
        assert_eq!(once.told(event), once);
    }
    let account = events.iter().fold(Account::default(), |account, event| account.told(event));
    let health = account.template("recordatorio", "es-AR");
    assert!(!health.is_usable() && health.is_marketing());
    assert_eq!((account.messaging_limit, account.restricted_until), (Some(1000), None));
    assert_eq!(account.template("otra", "es"), TemplateHealth::default());
    assert!(TemplateHealth::default().is_usable());
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

#[test]
fn what_is_spent_is_counted_by_month_and_takes_pace() {
    let (sender, rate) = (Sender::new("s".to_owned()), Rate::per_second(1));
    let today = local("2026-11-30 23:59").local.date();
    let now = clock("2026-11-30 23:59");
    let sender = sender.admit(rate, Micros(70), today, now).unwrap();
    assert_eq!(sender.admit(rate, Micros(5), today, now), Err(now + SignedDuration::from_secs(1)));
    let later = now + SignedDuration::from_secs(1);
    let sender = sender.admit(rate, Micros(5), today, later).unwrap();
    let tomorrow = today.tomorrow().unwrap();
    assert_eq!((sender.spent_in(today), sender.spent_in(tomorrow)), (Micros(75), Micros(0)));
    let next = sender.admit(rate, Micros(2), tomorrow, later + SignedDuration::from_secs(1)).unwrap();
    assert_eq!(next.spent_in(tomorrow), Micros(2));
}
