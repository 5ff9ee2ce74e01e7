#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use ports::queue::{Outgoing, Queue as _, QueueName};
use ports::table::{Item, Key, Put, Table as _, Written};
use ports::wire::{ToJourneys, encode};

use super::*;
use crate::clinic_files;

fn start() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

/// The example clinic's bundle; real providers are called with that token, unless it is empty.
fn open(data: Option<&Path>, token: &str) -> Engine {
    let var = |name: &str| (name == "WHATSAPP_TOKEN").then(|| token.to_owned());
    Engine::open(data, vec![clinic_files::example()], Settings::from_vars(var, PORT), start()).unwrap()
}

#[tokio::test]
async fn real_providers_are_called_by_the_real_clock_wherever_it_was_moved_to() {
    let dir = tempfile::tempdir().unwrap();
    let data = Some(dir.path());
    let moved_to = start() + SignedDuration::from_hours(48);
    open(data, "").advance(moved_to).await.unwrap();
    let simulated = open(data, "");
    assert!(simulated.now() >= moved_to, "a simulated one goes on where it was");
    assert_eq!(simulated.told(start()), start(), "and what is handled at an instant is told that instant");
    drop(simulated);
    let real = open(data, "a token");
    for (what, time) in [("now", real.now()), ("behind a record that took long", real.told(start()))] {
        let apart = time.duration_since(Timestamp::now()).abs();
        assert!(apart < SignedDuration::from_mins(1), "{what}: {time}");
    }
}

#[tokio::test]
async fn what_has_expired_is_gone_after_a_sweep() {
    let engine = open(None, "");
    let item = Item {
        key: Key("slot#sol#old".to_owned()),
        revision: 1,
        body: "{}".to_owned(),
        due: None,
        group: None,
        listing: None,
        expires_at: Some(start() + SignedDuration::from_mins(30)),
    };
    let key = item.key.clone();
    assert_eq!(engine.store().put(Put { item }).await.unwrap(), Written::Yes);
    engine.advance(start() + SignedDuration::from_mins(10)).await.unwrap();
    assert!(engine.store().get(&key).await.unwrap().is_some());
    engine.advance(start() + SignedDuration::from_hours(2)).await.unwrap();
    assert!(engine.store().get(&key).await.unwrap().is_none());
}

#[tokio::test]
async fn what_could_not_be_handled_is_tried_again_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let dead = |engine: &Engine| engine.dead_letters().unwrap().iter().map(|it| it.1).sum::<usize>();
    let engine = open(Some(dir.path()), "");
    let unreadable = Outgoing { body: "{}".to_owned(), delay_seconds: 0, group: "sol".to_owned() };
    engine.store().send(QueueName::Journeys, vec![unreadable]).await.unwrap();
    engine.advance(start() + SignedDuration::from_mins(10)).await.unwrap();
    assert_eq!(dead(&engine), 1);
    drop(engine);

    let engine = open(Some(dir.path()), "");
    assert_eq!(dead(&engine), 0);
    engine.advance(start() + SignedDuration::from_mins(30)).await.unwrap();
    assert_eq!(dead(&engine), 1, "what still cannot be is kept");
}

#[tokio::test]
async fn whoever_asks_is_answered_while_a_backlog_is_handled() {
    let engine = open(None, "");
    for _ in 0..100 {
        let sweep = Outgoing { body: encode(&ToJourneys::Sweep), delay_seconds: 0, group: "sol".to_owned() };
        engine.store().send(QueueName::Journeys, vec![sweep]).await.unwrap();
    }
    let left = || engine.store().next_visible_at(QueueName::Journeys).unwrap();
    let ask = async {
        let health = RequestParts { method: "GET", target: "/healthz", headers: Vec::new(), body: &[] };
        (engine.request(&health).await.status_code, left().is_some())
    };
    let (settled, asked) = tokio::join!(engine.settle_now(), ask);
    settled.unwrap();
    assert_eq!((asked, left()), ((200, true), None));
}

#[tokio::test]
async fn a_fault_outside_its_limits_is_refused_with_them() {
    let never = br#"{"times": 0, "effect": {"kind": "throttled"}}"#;
    let answer = open(None, "").sim("POST", &["faults"], never).await;
    assert_eq!(answer.status_code, 400);
    assert!(answer.body.contains("1 to 100000 times"), "{}", answer.body);
}
