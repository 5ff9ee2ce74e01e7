//! Receipts, dead letters and what the owner asks of a queue.

use ports::PortError;
use ports::queue::QueueName::{Journeys, Threads};
use ports::table::Minute;
use ports::timer::Timer;

use super::{Depth, advance, depth_of, later, memory, message, send};
use crate::{Embedded, MAX_RECEIVES, Received};

const VISIBILITY_SECONDS: u32 = 30;

fn receive(embedded: &Embedded, max: u32) -> Vec<Received> {
    embedded.receive(Journeys, max, embedded.now(), VISIBILITY_SECONDS).unwrap()
}

fn receive_one(embedded: &Embedded) -> Received {
    let mut received = receive(embedded, 10);
    assert_eq!(received.len(), 1);
    received.remove(0)
}

fn depth(embedded: &Embedded) -> (u64, u64, u64) {
    let Depth { visible, in_flight, delayed } = depth_of(embedded, Journeys);
    (visible, in_flight, delayed)
}

#[tokio::test]
async fn a_stale_receipt_does_nothing() {
    let embedded = memory();
    send(&embedded, vec![message("sol", "a")]).await;
    let first = receive_one(&embedded);
    advance(&embedded, VISIBILITY_SECONDS);
    let second = receive_one(&embedded);
    assert_eq!(first.message_id, second.message_id);
    assert_ne!(first.receipt_handle, second.receipt_handle);

    assert!(!embedded.delete(&first.receipt_handle).unwrap());
    assert_eq!(depth(&embedded), (0, 1, 0));
    assert!(embedded.delete(&second.receipt_handle).unwrap());
    assert!(!embedded.delete(&second.receipt_handle).unwrap());
    assert_eq!(depth(&embedded), (0, 0, 0));
}

#[tokio::test]
async fn a_receipt_lasts_until_the_next_reception() {
    let embedded = memory();
    send(&embedded, vec![message("sol", "a")]).await;
    let received = receive_one(&embedded);
    advance(&embedded, VISIBILITY_SECONDS + 1);
    // No longer in flight; but nobody else has it, so it can be deleted.
    assert!(embedded.delete(&received.receipt_handle).unwrap());
}

#[tokio::test]
async fn a_dead_letter_is_redriven_with_a_fresh_count() {
    let embedded = memory();
    send(&embedded, vec![message("sol", "poison")]).await;
    let mut last = String::new();
    for count in 1..=MAX_RECEIVES {
        let received = receive_one(&embedded);
        assert_eq!(received.receive_count, count);
        last = received.receipt_handle;
        advance(&embedded, VISIBILITY_SECONDS);
    }
    // The message behind it is received in its place.
    send(&embedded, vec![message("sol", "good")]).await;
    assert_eq!(embedded.dead_letters(Journeys).unwrap(), []);
    let good = embedded.receive(Journeys, 1, embedded.now(), VISIBILITY_SECONDS).unwrap();
    assert_eq!(good[0].body, "good");
    assert!(embedded.delete(&good[0].receipt_handle).unwrap());
    let dead = embedded.dead_letters(Journeys).unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].body.as_str(), dead[0].receive_count), ("poison", MAX_RECEIVES));
    assert_eq!(dead[0].died_at, embedded.now());
    assert!(!embedded.delete(&last).unwrap(), "a dead letter is out of a consumer's reach");
    assert_eq!(embedded.next_visible_at(Journeys).unwrap(), None);

    assert_eq!(embedded.redrive(Threads).unwrap(), 0);
    assert_eq!(embedded.redrive(Journeys).unwrap(), 1);
    assert!(!embedded.delete(&last).unwrap(), "a receipt from before stays stale");
    let again = receive_one(&embedded);
    assert_eq!((again.body.as_str(), again.receive_count), ("poison", 1));
    assert_eq!(again.message_id, dead[0].message_id);
    assert!(embedded.delete(&again.receipt_handle).unwrap());
    assert_eq!(embedded.dead_letters(Journeys).unwrap(), []);
}

#[tokio::test]
async fn the_depth_and_the_next_instant_follow_the_messages() {
    let embedded = memory();
    let start = embedded.now();
    assert_eq!(embedded.next_visible_at(Journeys).unwrap(), None);
    let mut delayed = message("sol", "delayed");
    delayed.delay_seconds = 600;
    send(&embedded, vec![delayed]).await;
    assert_eq!(embedded.next_visible_at(Journeys).unwrap(), Some(later(start, 600)));
    send(&embedded, vec![message("sol", "a"), message("luna", "b")]).await;
    assert_eq!(depth(&embedded), (2, 0, 1));
    assert_eq!(receive(&embedded, 1).len(), 1);
    assert_eq!(depth(&embedded), (1, 1, 1));
    assert_eq!(embedded.next_visible_at(Journeys).unwrap(), Some(start));
    assert_eq!(receive(&embedded, 10).len(), 1);
    assert_eq!(embedded.next_visible_at(Journeys).unwrap(), Some(later(start, VISIBILITY_SECONDS)));
    assert_eq!(depth_of(&embedded, Threads), Depth { visible: 0, in_flight: 0, delayed: 0 });
    advance(&embedded, 600);
    assert_eq!(depth(&embedded), (3, 0, 0));
    assert_eq!(receive(&embedded, 0), []);
}

#[tokio::test]
async fn what_is_no_receipt_is_refused() {
    let embedded = memory();
    for text in ["", "1", "1.", ".1", "m1", "1.x", "1.1.1"] {
        assert!(matches!(embedded.delete(text), Err(PortError::Refused { .. })), "{text}");
    }
    assert!(!embedded.delete("7.1").unwrap(), "a receipt of nothing");
}

#[tokio::test]
async fn a_timer_fires_once_and_in_order() {
    let embedded = memory();
    assert_eq!(embedded.next_timer().unwrap(), None);
    for minute in [30, 10, 20, 10] {
        embedded.ensure(Minute(minute)).await.unwrap();
    }
    for minute in [10, 20, 30] {
        assert_eq!(embedded.next_timer().unwrap(), Some(Minute(minute)));
        assert!(embedded.fire_timer(Minute(minute), &message("timer", "due")).unwrap());
        assert!(!embedded.fire_timer(Minute(minute), &message("timer", "due")).unwrap());
    }
    assert_eq!(embedded.next_timer().unwrap(), None);
    assert_eq!(receive(&embedded, 10).len(), 3);

    embedded.ensure(Minute(10)).await.unwrap();
    let large = message("timer", &"x".repeat(300_000));
    assert!(matches!(embedded.fire_timer(Minute(10), &large), Err(PortError::Refused { .. })));
    assert_eq!(embedded.next_timer().unwrap(), Some(Minute(10)), "what was refused did not fire");
}

#[tokio::test]
async fn a_body_stays_out_of_debug_output() {
    let embedded = memory();
    send(&embedded, vec![message("sol", "Ana García")]).await;
    assert!(!format!("{:?}", receive(&embedded, 1)).contains("Ana"));
}
