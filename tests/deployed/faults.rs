//! Trouble: deliveries doubled and disordered, poison, providers that fail, throttled writes, a killed function, a lost
//! schedule. After each, every patient was told exactly what was to be told, once.

use std::time::Duration;

use aws_sdk_sqs::types::{QueueAttributeName, SendMessageBatchRequestEntry};
use jiff::Timestamp;
use ports::wire::{ToJourneys, encode};
use serde_json::{Value, json};

use crate::base::appointment;
use crate::stack::{SECOND, Stack, wait_until};

/// Until a message was told, behind its queues, in seconds.
const TOLD_SECONDS: u64 = 90;
/// A queue's visibility timeout while a test waits for redeliveries; as deployed it is minutes.
const SHORT_VISIBILITY_SECONDS: u64 = 3;

impl Stack {
    fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.sdk)
    }

    /// Puts bodies on a queue in one call, so that they come to the function in one batch.
    fn enqueue(&self, queue: &str, bodies: &[String]) {
        let entry = |(index, body): (usize, &String)| {
            SendMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .message_body(body)
                .message_group_id("sol")
                .build()
                .unwrap()
        };
        let entries = bodies.iter().enumerate().map(entry).collect();
        let request =
            self.sqs().send_message_batch().queue_url(self.output(queue)).set_entries(Some(entries));
        let answer = self.runtime.block_on(async { request.send().await }).unwrap();
        assert!(answer.failed().is_empty());
    }

    fn set_visibility(&self, queue: &str, seconds: u64) {
        let request = self.sqs().set_queue_attributes().queue_url(self.output(queue));
        let request = request.attributes(QueueAttributeName::VisibilityTimeout, seconds.to_string());
        self.runtime.block_on(async { request.send().await }).unwrap();
    }

    /// What lies in a dead-letter queue, taken out.
    pub(crate) fn dead_letters(&self, queue: &str) -> Vec<String> {
        let request = self.sqs().receive_message().queue_url(self.output(queue)).max_number_of_messages(10);
        let answer = self.runtime.block_on(async { request.send().await }).unwrap();
        let mut bodies = Vec::new();
        for message in answer.messages.unwrap_or_default() {
            let delete = self
                .sqs()
                .delete_message()
                .queue_url(self.output(queue))
                .receipt_handle(message.receipt_handle().unwrap());
            self.runtime.block_on(async { delete.send().await }).unwrap();
            bodies.push(message.body.unwrap());
        }
        bodies
    }

    /// How many messages the providers accepted for a phone.
    fn accepted_for(&self, phone: &str) -> usize {
        let digits = phone.trim_start_matches('+');
        self.base.accepted().iter().filter(|it| it["to"].as_str().unwrap().ends_with(&digits[3..])).count()
    }

    fn wait_told(&self, id: &str) {
        wait_until(&format!("{id} is told of its booking"), TOLD_SECONDS, || {
            self.base.arrived(id, "booking_confirmation")
        });
    }

    /// Nothing was sent twice: every reference that the providers echo is one message's on one channel.
    fn nothing_doubled(&self) {
        let accepted = self.base.accepted();
        let mut references: Vec<&str> = accepted.iter().filter_map(|it| it["reference"].as_str()).collect();
        let all = references.len();
        references.sort_unstable();
        references.dedup();
        assert_eq!(references.len(), all, "{accepted:#?}");
    }
}

/// A clinic's event as the console puts it on the queue.
fn queued(event: &Value) -> String {
    let clinic = local::clinic_files::example();
    let defaults = intake::Defaults::of(&clinic);
    let read = intake::json::read(event.to_string().as_bytes(), &defaults, Timestamp::now()).unwrap();
    let (_, event) = read.events.into_iter().next().unwrap();
    encode(&ToJourneys::ClinicEvent { clinic: clinic.id, event: Box::new(event) })
}

/// The stand-ins deliver every webhook twice and the newest first all the time; here the queue does the same.
pub(crate) fn doubled(stack: &Stack) {
    let phone = "+5491155550911";
    let booked = queued(&appointment("appointment.booked", "twice", phone, 60 * 24 * 12));
    let mut moved = appointment("appointment.moved", "twice", phone, 60 * 24 * 13);
    moved["occurred_at"] = json!(Timestamp::now().checked_add(jiff::SignedDuration::from_secs(5)).unwrap());
    let moved = queued(&moved);
    stack.enqueue("JourneysQueueUrl", &[booked.clone(), booked.clone()]);
    stack.wait_told("twice");
    stack.enqueue("JourneysQueueUrl", &[moved.clone(), booked.clone(), moved, booked]);
    wait_until("the move is told", TOLD_SECONDS, || stack.base.arrived("twice", "moved_notice"));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(stack.accepted_for(phone), 2, "one confirmation, one notice of the move");
    assert_eq!(stack.base.case("twice")["version"], 2);
    stack.nothing_doubled();
}

pub(crate) fn poison(stack: &Stack) {
    stack.set_visibility("JourneysQueueUrl", SHORT_VISIBILITY_SECONDS);
    let event = |id: &str, phone: &str| queued(&appointment("appointment.booked", id, phone, 60 * 24 * 12));
    let poison = r#"{"v":1,"message":{"type":"eaten"}}"#.to_owned();
    let other_release = r#"{"v":99,"message":{"type":"sweep"}}"#.to_owned();
    // An event of a clinic that is not there yet: it cannot be handled until somebody mends that.
    let early = event("early", "+5491155550914").replacen(
        "\"clinic\":\"sol\"",
        &format!("\"clinic\":\"{SECOND}\""),
        1,
    );
    let batch = [
        event("before", "+5491155550912"),
        poison.clone(),
        early.clone(),
        other_release.clone(),
        event("behind", "+5491155550913"),
    ];
    stack.enqueue("JourneysQueueUrl", &batch);
    for id in ["before", "behind"] {
        stack.wait_told(id);
    }
    let mut dead = Vec::new();
    wait_until("what cannot be handled is parked", 120, || {
        dead.extend(stack.dead_letters("JourneysDeadLettersUrl"));
        dead.len() >= 3
    });
    dead.sort();
    let mut expected = vec![poison, early.clone(), other_release];
    expected.sort();
    assert_eq!(dead, expected, "nothing else, and as it was");

    // The clinic is there now: what was parked is put back, and handled.
    stack.apply_second_clinic();
    let handled = || stack.accepted_for("+5491155550914") == 1;
    wait_until("the functions know the clinic and the redriven event is told", 180, || {
        stack.enqueue("JourneysQueueUrl", std::slice::from_ref(&early));
        std::thread::sleep(Duration::from_secs(10));
        handled()
    });
    assert_eq!(stack.accepted_for("+5491155550912") + stack.accepted_for("+5491155550913"), 2);
    // Those that came while the clinic was not known yet are handled in their turn, and change nothing.
    stack.nothing_doubled();
    let _ = stack.dead_letters("JourneysDeadLettersUrl");
}

pub(crate) fn providers(stack: &Stack) {
    let cases = [
        ("throttled", "+5491155550915", json!({ "kind": "throttled" })),
        ("failing", "+5491155550916", json!({ "kind": "server_error" })),
        ("silent", "+5491155550917", json!({ "kind": "lost_answer" })),
    ];
    for (id, phone, effect) in &cases {
        let fault = json!({ "to": phone, "times": 1, "effect": effect });
        assert_eq!(stack.base.sim("POST", "faults", &fault).status, 200);
        stack.base.tell(&appointment("appointment.booked", id, phone, 60 * 24 * 12));
    }
    for (id, phone, _) in &cases {
        stack.wait_told(id);
        assert_eq!(stack.accepted_for(phone), 1, "{id}");
    }
    killed(stack);
    stack.nothing_doubled();
}

/// The sender dies while the provider, which took the message, keeps its answer to itself.
fn killed(stack: &Stack) {
    let phone = "+5491155550918";
    let fault = json!({ "to": phone, "times": 1, "effect": { "kind": "lost_answer" } });
    assert_eq!(stack.base.sim("POST", "faults", &fault).status, 200);
    stack.base.tell(&appointment("appointment.booked", "killed", phone, 60 * 24 * 12));
    wait_until("the provider has it", TOLD_SECONDS, || stack.accepted_for(phone) == 1);
    assert!(stack.kill_function("SenderFunctionName") > 0, "no process of the sender");
    stack.wait_told("killed");
    assert_eq!(stack.accepted_for(phone), 1);
}

pub(crate) fn throttled(stack: &Stack) {
    let phone = "+5491155550919";
    // The SDK tries three times: four calls fail for good, and their records come back.
    stack.throttle(12);
    stack.base.tell(&appointment("appointment.booked", "throttle", phone, 60 * 24 * 12));
    stack.set_visibility("OutboundQueueUrl", 2 * SHORT_VISIBILITY_SECONDS);
    stack.wait_told("throttle");
    assert_eq!(stack.accepted_for(phone), 1);
    stack.nothing_doubled();
}

const LOST: &str = "+5491155550920";

/// How soon the reminder is due whose wake-up is lost, in minutes: after the canary's, since a running function asks
/// for a minute's schedule once.
const LOST_MINUTES: i64 = 5;

/// Takes the wake-up of a reminder away; what becomes of it is looked at later.
pub(crate) fn lose_schedule(stack: &Stack) {
    stack.base.tell(&appointment("appointment.booked", "lost", LOST, 48 * 60 + LOST_MINUTES));
    stack.wait_told("lost");
    let scheduler = aws_sdk_scheduler::Client::new(&stack.sdk);
    let group = stack.output("ScheduleGroupName");
    let due: Timestamp = stack.base.step("lost", "reminder_48h")["at"].as_str().unwrap().parse().unwrap();
    let name = format!("minute-{}", ports::table::Minute::of_due(due).0);
    let request = scheduler.delete_schedule().group_name(group).name(&name);
    stack.runtime.block_on(async { request.send().await }).unwrap();
}

pub(crate) fn lost_schedule(stack: &Stack) {
    // As the schedule of the sweep does every five minutes.
    let sweep = || stack.enqueue("JourneysQueueUrl", &[encode(&ToJourneys::Sweep)]);
    wait_until("the sweep finds the wake-up", 300, || {
        sweep();
        std::thread::sleep(Duration::from_secs(10));
        stack.base.arrived("lost", "reminder_48h")
    });
    assert_eq!(stack.accepted_for(LOST), 2, "its booking and its reminder");
    stack.nothing_doubled();
}
