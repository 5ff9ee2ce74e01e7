use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Meter, PAIR, Rate};

fn at(millis: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_millis(millis)
}

#[test]
fn a_burst_and_then_one_at_a_time() {
    let mut meter = Meter::default();
    let mut let_through = Vec::new();
    for millis in (0..=20_000).step_by(1_000) {
        while let Ok(next) = meter.take(PAIR, at(millis)) {
            meter = next;
            let_through.push(millis);
        }
    }
    assert_eq!(let_through, [0, 0, 0, 0, 0, 6_000, 12_000, 18_000]);
    assert_eq!(meter.take(PAIR, at(20_000)), Err(at(24_000)));
}

#[test]
fn a_rate_of_nothing_is_one_a_second() {
    assert_eq!(Rate::per_second(0), Rate { interval_micros: 1_000_000, burst: 1 });
}

/// Failure before: whole milliseconds between two made 83 of 80 a second, and 1,000 of 600.
#[test]
fn so_many_leave_in_a_second_and_no_more() {
    const SECONDS: i64 = 10;
    for per_second in [1, 7, 80, 300, 600, 5_000] {
        let rate = Rate::per_second(per_second);
        let (mut meter, mut taken) = (Meter::default(), 0_i64);
        for millis in 0..SECONDS * 1_000 {
            while let Ok(next) = meter.take(rate, at(millis)) {
                (meter, taken) = (next, taken + 1);
            }
        }
        let allowed = i64::from(per_second) * SECONDS;
        let burst = i64::from(rate.burst);
        assert!((allowed - 1..=allowed + burst).contains(&taken), "{taken} at {per_second} a second");
    }
}

#[test]
fn what_can_wait_keeps_the_pace_and_leaves_half_of_it_free() {
    let rate = Rate::per_second(80);
    let (mut meter, mut taken) = (Meter::default(), 0);
    for millis in 0..10_000 {
        while let Ok(next) = meter.take(rate.yielding(), at(millis)) {
            (meter, taken) = (next, taken + 1);
        }
        // However many of a campaign wait, forty others find room at once.
        let at_once = (0..40).try_fold(meter, |meter, _| meter.take(rate, at(millis)));
        assert!(at_once.is_ok(), "{millis}");
    }
    assert!((800..=841).contains(&taken), "{taken} in ten seconds");
    assert_eq!(Rate::per_second(1).yielding(), Rate::per_second(1));
}

proptest! {
    #[test]
    fn never_more_than_the_rate_allows(steps in proptest::collection::vec(0..3_000_i64, 1..60), per_second in 1..20_u32) {
        let rate = Rate::per_second(per_second);
        let (mut meter, mut now, mut taken) = (Meter::default(), 0, Vec::new());
        for step in steps {
            now += step;
            match meter.take(rate, at(now)) {
                Ok(next) => { meter = next; taken.push(now); }
                Err(room) => {
                    prop_assert!(room > at(now));
                    prop_assert!(meter.take(rate, room).is_ok());
                }
            }
        }
        for (index, first) in taken.iter().enumerate() {
            let over = taken[index..].iter().zip(0_i64..).find(|(at, nth)| {
                *nth >= i64::from(rate.burst) + (*at - first) * i64::from(per_second) / 1_000
            });
            prop_assert_eq!(over, None);
        }
    }
}
