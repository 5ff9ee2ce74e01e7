//! The life of a `WhatsApp` message for each kind of phone, and what the webhooks say about it.

use serde_json::json;

use super::super::{PhoneSettings, sign};
use super::{ANA, Config, at, config, header, reminder, run, send, set, statuses, text, value_of, world};

const HOUR: i64 = 3_600;

fn check(settings: PhoneSettings, expected: &[&str]) {
    let world = world();
    set(&world, ANA, settings, 0);
    send(&world, &reminder(ANA), 0);
    assert_eq!(statuses(&run(&world, 10 * HOUR)), expected, "{settings:?}");
}

#[test]
fn each_phone_has_its_own_course() {
    let settings = PhoneSettings::default();
    check(settings, &["1 sent", "3 delivered", "123 read"]);
    check(PhoneSettings { read_receipts: Some(false), ..settings }, &["1 sent", "3 delivered"]);
    check(PhoneSettings { whatsapp: Some(false), ..settings }, &["1 sent", "2 failed 131026"]);
    check(PhoneSettings { blocked: Some(true), ..settings }, &["1 sent", "2 failed 131026"]);
    check(PhoneSettings { online: Some(false), ..settings }, &["1 sent"]);
    check(PhoneSettings { sms: Some(false), ..settings }, &["1 sent", "3 delivered", "123 read"]);
}

#[test]
fn a_phone_that_was_off_gets_it_when_it_is_on_again() {
    let world = world();
    set(&world, ANA, PhoneSettings { online: Some(false), ..PhoneSettings::default() }, 0);
    send(&world, &reminder(ANA), 0);
    run(&world, 600);
    assert!(world.messages(ANA).unwrap().is_empty());
    set(&world, ANA, PhoneSettings { online: Some(true), ..PhoneSettings::default() }, 700);
    assert_eq!(statuses(&run(&world, HOUR)), ["700 delivered", "820 read"]);
    assert_eq!(world.messages(ANA).unwrap()[0].received_at, at(700));
}

#[test]
fn past_its_time_to_live_it_is_dropped_without_a_word() {
    let world = world();
    set(&world, ANA, PhoneSettings { online: Some(false), ..PhoneSettings::default() }, 0);
    send(&world, &reminder(ANA), 0);
    run(&world, HOUR);
    set(&world, ANA, PhoneSettings { online: Some(true), ..PhoneSettings::default() }, HOUR);
    assert!(run(&world, 24 * HOUR).is_empty());
    assert!(world.messages(ANA).unwrap().is_empty());
}

#[test]
fn without_a_time_to_live_it_waits_for_days() {
    let world = world();
    set(&world, ANA, PhoneSettings { online: Some(false), ..PhoneSettings::default() }, 0);
    let mut body = reminder(ANA);
    body["template"]["name"] = json!("patient");
    body["template"]["components"].as_array_mut().unwrap().pop();
    send(&world, &body, 0);
    run(&world, 200 * HOUR);
    set(&world, ANA, PhoneSettings { online: Some(true), ..PhoneSettings::default() }, 200 * HOUR);
    assert_eq!(statuses(&run(&world, 201 * HOUR)), ["720000 delivered", "720120 read"]);
}

#[test]
fn a_phone_switched_off_before_the_glance_is_looked_at_later() {
    let world = world();
    send(&world, &reminder(ANA), 0);
    run(&world, 10);
    set(&world, ANA, PhoneSettings { online: Some(false), ..PhoneSettings::default() }, 10);
    assert!(run(&world, 500).is_empty());
    set(&world, ANA, PhoneSettings { online: Some(true), ..PhoneSettings::default() }, 500);
    assert_eq!(statuses(&run(&world, HOUR)), ["620 read"]);
}

#[test]
fn free_text_needs_the_window_and_fails_afterwards_without_it() {
    let world = world();
    send(&world, &text(ANA), 0);
    assert_eq!(statuses(&run(&world, 10)), ["2 failed 131047"]);
    world.type_text(ANA, "Hola", domain::delivery::Channel::Whatsapp, at(10)).unwrap();
    send(&world, &text(ANA), 10 + 24 * HOUR - 1);
    let open = run(&world, 24 * HOUR + 9);
    assert_eq!(statuses(&open).len(), 0);
    send(&world, &text(ANA), 10 + 24 * HOUR);
    let after = statuses(&run(&world, 26 * HOUR));
    assert_eq!(after, ["86410 sent", "86412 delivered", "86412 failed 131047", "86532 read"]);
}

#[test]
fn statuses_say_what_they_should() {
    let world = world();
    let id = send(&world, &reminder(ANA), 0);
    let webhooks = run(&world, 300);
    let value = value_of(&webhooks[0].1);
    assert_eq!(value["messaging_product"], "whatsapp");
    assert_eq!(
        value["metadata"],
        json!({"display_phone_number": "34910000001", "phone_number_id": super::NUMBER})
    );
    let user_id = super::super::ids::user_id(ANA);
    assert_eq!(value["contacts"], json!([{"wa_id": "34600111222", "user_id": user_id}]));
    let timestamp = at(1).as_second().to_string();
    assert_eq!(
        value["statuses"][0],
        json!({"id": id, "status": "sent", "timestamp": timestamp, "recipient_id": "34600111222",
            "recipient_user_id": user_id, "biz_opaque_callback_data": "m=01",
            "pricing": {"billable": true, "pricing_model": "PMP", "type": "regular", "category": "utility"}})
    );
    assert!(value_of(&webhooks[1].1)["statuses"][0].get("pricing").is_none());
}

#[test]
fn failures_carry_errors_and_no_contacts() {
    let world = world();
    set(&world, ANA, PhoneSettings { blocked: Some(true), ..PhoneSettings::default() }, 0);
    send(&world, &reminder(ANA), 0);
    let webhooks = run(&world, 300);
    let value = value_of(&webhooks.last().unwrap().1);
    assert!(value.get("contacts").is_none());
    assert_eq!(value["statuses"][0]["errors"][0]["title"], "Message undeliverable");
    assert_eq!(value["statuses"][0]["biz_opaque_callback_data"], "m=01");
}

#[test]
fn free_text_costs_nothing_within_the_allowance() {
    let world = world();
    world.type_text(ANA, "Hola", domain::delivery::Channel::Whatsapp, at(0)).unwrap();
    send(&world, &text(ANA), 1);
    let sent = run(&world, 2).pop().unwrap().1;
    assert_eq!(
        value_of(&sent)["statuses"][0]["pricing"],
        json!({"billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"})
    );
}

#[test]
fn webhooks_are_signed_over_their_exact_bytes() {
    let world = world();
    send(&world, &reminder(ANA), 0);
    world.type_text(ANA, "Sí, mañana 👍", domain::delivery::Channel::Whatsapp, at(0)).unwrap();
    for (_, webhook) in run(&world, 300) {
        assert_eq!(webhook.path_and_query, "/webhooks/whatsapp");
        assert_eq!(header(&webhook, "content-type"), "application/json");
        assert_eq!(
            header(&webhook, "x-hub-signature-256"),
            sign::hub_signature("test_app_secret", &webhook.body)
        );
        assert!(webhook.body.is_ascii());
    }
}

#[test]
fn statuses_of_one_instant_travel_together() {
    let world = world();
    for index in 0..70 {
        send(&world, &reminder(&format!("+346001110{index:02}")), 0);
    }
    let sizes: Vec<_> =
        run(&world, 1).iter().map(|(_, it)| value_of(it)["statuses"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [50, 20]);
}

#[test]
fn webhooks_refused_are_tried_again_for_a_week() {
    let world = world();
    send(&world, &reminder(ANA), 0);
    set(&world, ANA, PhoneSettings { online: Some(false), ..PhoneSettings::default() }, 0);
    let mut attempts = Vec::new();
    while let Some(next) = world.next_event_at().unwrap() {
        for webhook in world.due_webhooks(next, 10).unwrap() {
            attempts.push((next.as_second() - at(0).as_second(), webhook.body.clone()));
            world.webhook_answered(webhook.id, 500, next).unwrap();
        }
    }
    let seconds: Vec<_> = attempts.iter().map(|it| it.0).collect();
    assert_eq!(&seconds[..5], [1, 1, 11, 71, 371]);
    assert!(seconds.is_sorted() && (6 * 86_400..7 * 86_400).contains(seconds.last().unwrap()));
    assert!(attempts.iter().all(|it| it.1 == attempts[0].1), "the same bytes each time");
}

#[test]
fn a_webhook_not_reported_comes_again() {
    let world = world();
    send(&world, &reminder(ANA), 0);
    let first = world.due_webhooks(at(1), 10).unwrap();
    assert_eq!(world.due_webhooks(at(1), 10).unwrap(), first);
    world.webhook_answered(first[0].id, 200, at(1)).unwrap();
    world.webhook_answered(first[0].id, 500, at(1)).unwrap();
    assert!(world.due_webhooks(at(1), 10).unwrap().is_empty());
}

#[test]
fn a_jump_over_everything_loses_nothing() {
    let world = world();
    send(&world, &reminder(ANA), 0);
    send(&world, &reminder("+34600111223"), 200);
    let webhooks = world.due_webhooks(at(210), 10).unwrap();
    let webhooks: Vec<_> = webhooks.into_iter().map(|it| (0, it)).collect();
    // In the order of the world: the glance at the first message comes before the second message.
    assert_eq!(statuses(&webhooks), ["0 sent", "0 delivered", "0 read", "0 sent", "0 delivered"]);
    assert_eq!(world.next_event_at().unwrap(), Some(at(1)), "they wait to be reported");
}

#[test]
fn a_number_no_longer_configured_reports_nothing() {
    let scratch = super::persistence::Scratch::new("unconfigured");
    let world = super::StandIn::open(Some(scratch.path()), config()).unwrap();
    send(&world, &reminder(ANA), 0);
    drop(world);
    let world =
        super::StandIn::open(Some(scratch.path()), Config { numbers: Vec::new(), ..config() }).unwrap();
    assert!(run(&world, 300).is_empty());
    assert_eq!(world.messages(ANA).unwrap().len(), 1);
}
