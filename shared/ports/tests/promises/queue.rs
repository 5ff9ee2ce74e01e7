//! What every queue takes, and under which names.

use ports::PortError;
use ports::queue::{
    DELAY_SECONDS_MAX, GROUP_CHARS_MAX, Outgoing, QUEUE_BODY_BYTES_MAX, QueueName, check_outgoing, group_of,
};

fn outgoing(body: &str, delay_seconds: u32, group: &str) -> Outgoing {
    Outgoing { body: body.to_owned(), delay_seconds, group: group.to_owned() }
}

#[test]
fn queues_keep_the_names_that_stand_in_the_infrastructure() {
    let names = ["journeys", "threads", "receipts", "outbound", "surveys", "notifications"];
    assert_eq!(QueueName::ALL.map(QueueName::as_str), names);
}

#[test]
fn what_no_queue_takes_is_refused_and_the_most_is_not() {
    let body = |bytes: usize| outgoing(&"x".repeat(bytes), 0, "sol");
    let group = |chars: usize| outgoing("{}", 0, &"g".repeat(chars));
    for (what, message, takes) in [
        ("no body", body(0), false),
        ("the smallest body", body(1), true),
        ("the largest body", body(QUEUE_BODY_BYTES_MAX), true),
        ("a larger body", body(QUEUE_BODY_BYTES_MAX + 1), false),
        ("the longest delay", outgoing("{}", DELAY_SECONDS_MAX, "sol"), true),
        ("a longer delay", outgoing("{}", DELAY_SECONDS_MAX + 1, "sol"), false),
        ("no group", group(0), false),
        ("the longest group", group(GROUP_CHARS_MAX), true),
        ("a longer group", group(GROUP_CHARS_MAX + 1), false),
        ("a group of punctuation", outgoing("{}", 0, "!+54-9.11_~"), true),
        ("a group with a space", outgoing("{}", 0, "clínica sol"), false),
        ("a group with a letter beyond ASCII", outgoing("{}", 0, "clínica"), false),
        ("a group with a control character", outgoing("{}", 0, "sol\n"), false),
    ] {
        match check_outgoing(&message) {
            Ok(()) => assert!(takes, "{what}"),
            Err(PortError::Refused { port, .. }) => assert_eq!((port, takes), ("queue", false), "{what}"),
            Err(error) => panic!("{what}: {error}"),
        }
    }
}

#[test]
fn a_group_is_its_name_or_an_opaque_stand_in_that_every_queue_takes() {
    for name in ["sol", "106540352240002", "turnos@sol.example"] {
        assert_eq!(group_of(name), name);
    }
    let long = "g".repeat(GROUP_CHARS_MAX + 1);
    let odd = ["", "Clínica Sol", "sol sol", long.as_str()];
    for (index, name) in odd.iter().enumerate() {
        let group = group_of(name);
        check_outgoing(&outgoing("{}", 0, &group)).unwrap();
        assert!(group.starts_with("group_"), "{name}: {group}");
        assert_eq!(group, group_of(name), "one name has one group");
        assert!(odd[..index].iter().all(|it| group_of(it) != group), "{name} has a group of its own");
    }
}

#[test]
fn a_message_prints_without_its_body() {
    let printed = format!("{:?}", outgoing("Ana García", 5, "sol"));
    assert_eq!(printed, r#"Outgoing { delay_seconds: 5, group: "sol", .. }"#);
}
