//! Loads, at a size that every test run has time for; `cargo run --release -p simulation --example load` runs them
//! whole.

use simulation::load::{Drained, Load, drain};

/// How long after the rate allows it the last message may leave, in milliseconds.
const LATE_MS: i64 = 12_000;
/// By how much a noisy clinic may delay the p99 of the quiet ones, in milliseconds.
const DELAY_MS: i64 = 2_000;

fn load(visits: Vec<u32>) -> Load {
    Load {
        visits,
        per_second: 80,
        concurrency: 50,
        hours_after: vec![24],
        at_night: false,
        outage_hours: 0,
        watch_hours: 1,
    }
}

fn sound(drained: &Drained, messages: usize) {
    assert_eq!(drained.violations, []);
    assert_eq!((drained.order.len(), drained.expired.len()), (messages, 0));
}

/// Failures before: all took from one rate at once, lost ten times against the others, and came back with their record
/// six minutes later.
#[test]
fn what_is_due_in_one_minute_leaves_at_the_allowed_rate() {
    let drained = drain(&load(vec![800]));
    sound(&drained, 800);
    let late_ms = drained.last_ms(0) - 800 * 1_000 / 80;
    assert!(late_ms <= LATE_MS, "the last left {late_ms} ms after the rate allows");
    // Nor faster: a second's worth at once, and then so many a second.
    for (nth, at_ms) in drained.taken_ms[0].iter().enumerate().skip(160) {
        let before = drained.taken_ms[0][nth - 160];
        assert!(at_ms - before >= 900, "160 messages within {} ms", at_ms - before);
    }
}

#[test]
fn a_noisy_clinic_does_not_delay_the_quiet_ones() {
    delays_nobody(false);
}

/// Failure before: each message that waited was woken in a fair group of its own, so that no clinic was the noisy one.
#[test]
fn what_waits_for_the_morning_delays_no_other_clinic() {
    delays_nobody(true);
}

fn delays_nobody(at_night: bool) {
    let mut visits = vec![10; 11];
    visits[0] = 1;
    let alone = drain(&Load { at_night, ..load(visits.clone()) });
    visits[0] = 1_000;
    let beside = drain(&Load { at_night, ..load(visits) });
    sound(&beside, 1_100);
    let more_ms = beside.p99_ms(1..11) - alone.p99_ms(1..11);
    assert!(more_ms <= DELAY_MS, "the quiet ones waited {more_ms} ms longer");
}

#[test]
fn nothing_is_sent_after_its_time_when_a_day_without_providers_is_over() {
    let visits = Load {
        per_second: 2,
        concurrency: 10,
        hours_after: (20..56).collect(),
        outage_hours: 24,
        watch_hours: 60,
        ..load(vec![150])
    };
    let drained = drain(&visits);
    assert_eq!(drained.violations, []);
    let late: Vec<_> = drained.order.iter().filter(|(at, until)| at > until).collect();
    assert!(late.is_empty(), "{late:?}");
    let outage_ms = 24 * 3_600_000;
    assert!(drained.order.iter().any(|it| it.0 > outage_ms), "nothing was left to be said");
    // Who is of use for longer than the pause between two tries is not given up.
    let given_up: Vec<_> = drained.expired.iter().filter(|it| **it > outage_ms + 16 * 60_000).collect();
    assert!(given_up.is_empty(), "{given_up:?}");
}
