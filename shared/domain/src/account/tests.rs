#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::SignedDuration;

use super::{
    Account, AccountEvent, Charge, SENDER_RETRY_MINUTES, SERVICE_FREE_PER_MONTH, Sender, TemplateHealth,
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
