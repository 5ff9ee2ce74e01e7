use jiff::{SignedDuration, Timestamp};

use super::{BACKOFF, JITTER_PERCENT_MAX, PAIR_RATE, RetryPolicy, TRANSIENT};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn delays(policy: RetryPolicy) -> Vec<i64> {
    let seconds = |attempt: u32| policy.next(attempt, None, 0, NOW).map(Timestamp::as_second);
    (1..).map_while(seconds).collect()
}

#[test]
fn each_policy_ends() {
    assert_eq!(delays(TRANSIENT), [5, 30, 120, 480]);
    assert_eq!(delays(BACKOFF), [10, 20, 40, 80, 160, 320, 640]);
    assert_eq!(delays(PAIR_RATE), [1, 4, 16, 64, 256]);
    for attempts_made in [0, u32::MAX] {
        assert_eq!(TRANSIENT.next(attempts_made, None, 0, NOW), None);
    }
}

#[test]
fn the_provider_may_ask_for_longer_but_not_for_shorter() {
    let seconds = |asked: u32| TRANSIENT.next(2, Some(asked), 0, NOW).map(Timestamp::as_second);
    assert_eq!((seconds(90), seconds(3)), (Some(90), Some(30)));
}

#[test]
fn jitter_adds_up_to_a_fifth() {
    assert_eq!(JITTER_PERCENT_MAX, 20);
    let after = |jitter: u8| TRANSIENT.next(1, None, jitter, NOW);
    assert_eq!(after(255), Some(NOW + SignedDuration::from_secs(6)));
    assert!((0..255).all(|jitter| after(jitter) <= after(jitter + 1)));
}
