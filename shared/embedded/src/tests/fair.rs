//! Fair groups: who waits behind whom.

use ports::queue::QueueName::Journeys;
use rusqlite::{Connection, params_from_iter};

use super::{memory, message, send};
use crate::Embedded;
use crate::receive::{GROUPS, HEAD};

const BATCH: u32 = 10;

fn receive_groups(embedded: &Embedded, max: u32) -> Vec<String> {
    let received = embedded.receive(Journeys, max, embedded.now(), 30).unwrap();
    received.into_iter().map(|received| received.group).collect()
}

/// Sends by groups, in the order given, and says in which order they are received in one batch.
async fn check(sent: &[(&str, usize)], in_flight: &[&str], expected: &[&str]) {
    let embedded = memory();
    for group in in_flight {
        send(&embedded, vec![message(group, "busy")]).await;
    }
    assert_eq!(receive_groups(&embedded, 100).len(), in_flight.len());
    for (group, count) in sent {
        send(&embedded, vec![message(group, "waiting"); *count]).await;
    }
    assert_eq!(receive_groups(&embedded, BATCH), expected, "{sent:?} with {in_flight:?} in flight");
}

#[tokio::test]
async fn groups_take_turns_by_fewest_in_flight_then_oldest() {
    check(&[("a", 3)], &[], &["a", "a", "a"]).await;
    check(&[("a", 3), ("b", 2)], &[], &["a", "b", "a", "b", "a"]).await;
    check(&[("b", 2), ("a", 2)], &[], &["b", "a", "b", "a"]).await;
    check(&[("a", 2), ("b", 2)], &["a", "a"], &["b", "b", "a", "a"]).await;
    check(&[("a", 2), ("b", 2), ("c", 1)], &["b", "c", "c"], &["a", "a", "b", "b", "c"]).await;
    check(&[("a", 20), ("b", 1)], &[], &["a", "b", "a", "a", "a", "a", "a", "a", "a", "a"]).await;
}

#[tokio::test]
async fn a_backlog_of_one_group_does_not_delay_another() {
    let embedded = memory();
    send(&embedded, vec![message("a", "waiting"); 50_000]).await;
    assert_eq!(receive_groups(&embedded, BATCH).len(), 10);
    send(&embedded, vec![message("b", "waiting")]).await;
    assert_eq!(receive_groups(&embedded, BATCH)[0], "b");
}

#[test]
fn no_step_of_receiving_walks_a_backlog() {
    let plan = |sql: &str, values: u32| -> Vec<String> {
        let explained = |connection: &Connection| {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            statement.query_map(params_from_iter(0..values), |row| row.get("detail"))?.collect()
        };
        memory().run("queue", explained).unwrap()
    };
    let steps = [plan(GROUPS, 2), plan(HEAD, 5)].concat();
    let over_messages: Vec<&str> =
        steps.iter().map(String::as_str).filter(|step| step.contains("messages")).collect();
    assert_eq!(
        over_messages,
        [
            "SEARCH messages USING COVERING INDEX messages_heads (queue=?)",
            "SEARCH messages USING COVERING INDEX messages_heads (queue=? AND group_id>?)",
            "SEARCH messages USING COVERING INDEX messages_held (queue=? AND group_id=? AND visible_at>?)",
            "SEARCH messages USING INDEX messages_heads (queue=? AND group_id=? AND visible_at>? AND visible_at<?)",
        ]
    );
}
