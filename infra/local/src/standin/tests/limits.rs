//! Throughput, pair rate, portfolio limit.

use serde_json::json;

use super::super::{Config, StandIn};
use super::{ANA, at, config, graph_request, json_of, reminder, run, statuses, world};

/// Sends and tells 0 or the code of the refusal.
fn code(world: &StandIn, to: &str, milliseconds: i64) -> u64 {
    let now = at(0) + jiff::SignedDuration::from_millis(milliseconds);
    let response = world.call(&graph_request(&reminder(to)), now).unwrap();
    json_of(&response)["error"]["code"].as_u64().unwrap_or(0)
}

fn phone(index: usize) -> String {
    format!("+34600{index:06}")
}

#[test]
fn eighty_a_second_and_no_more() {
    let world = world();
    for index in 0..80 {
        assert_eq!(code(&world, &phone(index), 10), 0);
    }
    assert_eq!(code(&world, &phone(80), 999), 130_429);
    assert_eq!(code(&world, &phone(80), 1_000), 0);
}

#[test]
fn a_pair_may_burst_and_then_waits_six_seconds_each() {
    let world = world();
    for _ in 0..45 {
        assert_eq!(code(&world, ANA, 0), 0);
    }
    assert_eq!(code(&world, ANA, 0), 131_056);
    assert_eq!(code(&world, ANA, 5_999), 131_056);
    assert_eq!(code(&world, ANA, 6_000), 0);
    assert_eq!(code(&world, ANA, 6_000), 131_056);
    assert_eq!(code(&world, &phone(1), 6_000), 0, "others are not concerned");
}

#[test]
fn one_person_too_many_for_the_portfolio_fails_afterwards() {
    let mut config: Config = config();
    config.numbers[0].portfolio_limit = 2;
    let world = StandIn::open(None, config).unwrap();
    let failures =
        |until: i64| statuses(&run(&world, until)).into_iter().filter(|it| it.contains("failed")).count();
    for (index, second, expected) in [
        (0, 0, 0),
        (1, 3_600, 0),
        (2, 7_200, 1),
        // Known persons do not count again.
        (1, 10_800, 0),
        // The first was reached a day ago and makes room.
        (2, 86_400, 0),
        (0, 86_500, 1),
    ] {
        assert_eq!(code(&world, &phone(index), second * 1_000), 0);
        assert_eq!(failures(second + 60), expected, "person {index} at {second} s");
    }
}

#[test]
fn who_writes_in_a_webhook_of_another_may_be_answered() {
    let world = world();
    let answer = json!({
        "messaging_product": "whatsapp", "to": ANA, "type": "text", "text": { "body": "Hola" },
    });
    let webhook = json!({ "entry": [{ "changes": [{ "value": {
        "metadata": { "phone_number_id": config().numbers[0].phone_number_id },
        "messages": [{ "from": ANA.trim_start_matches('+') }, { "from": 7 }],
    } }] }] });
    for (webhook, second, fails) in [("no JSON".to_owned(), 0, true), (webhook.to_string(), 100, false)] {
        world.told_by_another(webhook.as_bytes(), at(second)).unwrap();
        assert_eq!(world.call(&graph_request(&answer), at(second)).unwrap().status(), 200);
        let told = statuses(&run(&world, second + 60));
        assert_eq!(told.iter().any(|it| it.contains("failed")), fails, "{told:?}");
    }
}

#[test]
fn persons_who_wrote_do_not_count_for_the_portfolio() {
    let mut config: Config = config();
    config.numbers[0].portfolio_limit = 0;
    let world = StandIn::open(None, config).unwrap();
    world.type_text(ANA, "Hola", domain::delivery::Channel::Whatsapp, at(0)).unwrap();
    assert_eq!(code(&world, ANA, 1_000), 0);
    assert_eq!(statuses(&run(&world, 5)), ["2 sent", "4 delivered"]);
}
