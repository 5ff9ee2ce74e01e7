//! Around the intent to send: what is cancelled before it is stored is not sent, what was asked of one channel is not
//! taken for another's, and a record whose message is being called stays on its queue.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;

use channels::button::ButtonKey;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::gate::Verdict;
use domain::message::{Event, Message, Phase, decide};
use domain::phone::{E164, Identity};
use domain::reason::Reason;
use domain::thread::Thread;
use embedded::Embedded;
use jiff::{SignedDuration, Timestamp};
use local::clinic_files;
use ports::Disposition;
use ports::PortError;
use ports::commit::{Together, load};
use ports::queue::QueueName;
use ports::records::message_key;
use ports::table::{Put, Table, Written};
use ports::wire::{ToOutbound, decode, encode};
use serde_json::json;
use tests::START;

use crate::intercepted::{Intercept, Intercepted};
use crate::test_ports::{TestPorts, event};
use crate::usual::ANA;

/// A table on which somebody else does something just before the first message in that phase is stored.
struct Overtaken {
    table: Embedded,
    phase: &'static str,
    by: Mutex<Option<Pin<Box<dyn Future<Output = ()> + Send>>>>,
}

impl Overtaken {
    fn table(
        table: Embedded,
        phase: &'static str,
        by: impl Future<Output = ()> + Send + 'static,
    ) -> Intercepted<Self> {
        Intercepted(Self { table, phase, by: Mutex::new(Some(Box::pin(by))) })
    }
}

impl Intercept for Overtaken {
    fn table(&self) -> &Embedded {
        &self.table
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        let phase = format!(r#""phase":"{}""#, self.phase);
        let is_it = put.item.key.0.starts_with("message#") && put.item.body.contains(&phase);
        let by = if is_it { self.by.lock().unwrap().take() } else { None };
        if let Some(by) = by {
            by.await;
        }
        self.table.put(put).await
    }
}

fn appointment(clinic: &Clinic, change: &str) -> String {
    let told = json!({
        "event_id": change, "type": format!("appointment.{change}"), "occurred_at": START,
        "patient": { "id": "p1", "given_name": "Ana", "phone": ANA },
        "appointment": { "id": "a1", "start": "2026-12-18T10:30", "sequence": if change == "booked" { 1 } else { 2 } },
    });
    event(clinic, &told)
}

pub(crate) fn credentials() -> sender::Credentials {
    sender::Credentials::new("token", "AC1", "secret", "https://pulso.example", ButtonKey::new("key"))
}

/// The confirmation of a booking, as it stands on the outbound queue.
pub(crate) async fn confirmation(ports: &TestPorts<Embedded>, clinic: &Clinic) -> (String, Message) {
    let now: Timestamp = START.parse().unwrap();
    reminder_scheduler::handle(ports, &appointment(clinic, "booked"), now).await.unwrap();
    let said = ports.take_sent().into_iter().find(|it| it.0 == QueueName::Outbound).unwrap().1;
    let ToOutbound::Say { spec } = decode(&said).unwrap() else { unreachable!("nothing else is published") };
    (said, Message::new(*spec, now))
}

#[tokio::test]
async fn what_is_cancelled_before_the_intent_is_stored_is_not_sent() {
    let clinic = clinic_files::example();
    let table = Embedded::open(None).unwrap();
    let ports = TestPorts::new(table.clone(), &clinic);
    let (said, message) = confirmation(&ports, &clinic).await;
    let cancelled = appointment(&clinic, "cancelled");
    let by = async move {
        reminder_scheduler::handle(&ports, &cancelled, START.parse().unwrap()).await.unwrap();
    };
    let overtaken = TestPorts::new(Overtaken::table(table, "sending", by), &clinic);
    // There is no gateway: a call would leave it waiting for the next attempt.
    sender::handle_outbound(&overtaken, &credentials(), &said, message.created_at).await.unwrap();
    let stored: Message = load(&overtaken, &message_key(&message.spec.id)).await.unwrap().unwrap();
    let dispatch = stored.dispatch(Channel::Whatsapp).unwrap();
    assert_eq!((stored.phase, dispatch.attempts), (Phase::Ended, 0));
    assert_eq!(dispatch.reason, Some(Reason::Cancelled));
    assert_eq!(stored.unsaid_reason(), Some(Reason::Cancelled));
}

#[tokio::test]
async fn who_is_reached_elsewhere_when_the_intent_is_stored_is_asked_about_again() {
    let clinic = clinic_files::example();
    let table = Embedded::open(None).unwrap();
    let ports = TestPorts::new(table.clone(), &clinic);
    let (said, message) = confirmation(&ports, &clinic).await;
    let now = message.created_at;
    let moved = event(
        &clinic,
        &json!({
            "event_id": "moved", "type": "patient.updated", "occurred_at": "2026-11-30T13:00:01Z",
            "patient": { "id": "p1", "phone": "+5491155550199" },
        }),
    );
    let by = async move { reminder_scheduler::handle(&ports, &moved, now).await.unwrap() };
    let overtaken = TestPorts::new(Overtaken::table(table, "sending", by), &clinic);
    sender::handle_outbound(&overtaken, &credentials(), &said, now).await.unwrap();
    let stored =
        async || -> Message { load(&overtaken, &message_key(&message.spec.id)).await.unwrap().unwrap() };
    let waits = stored().await;
    let dispatch = waits.dispatch(Channel::Whatsapp).unwrap();
    assert_eq!((waits.phase, dispatch.attempts), (Phase::Waiting, 0));
    assert_eq!((dispatch.reason, waits.due), (Some(Reason::AddressChanged), Some(now)));
    // The second look is at the new number, and goes out to it.
    let (queue, again) = overtaken.take_sent().pop().unwrap();
    assert_eq!(queue, QueueName::Outbound);
    let next = now + SignedDuration::from_secs(1);
    sender::handle_outbound(&overtaken, &credentials(), &again, next).await.unwrap();
    let called = stored().await;
    let dispatch = called.dispatch(Channel::Whatsapp).unwrap();
    let number = Identity::Phone(E164::new("+5491155550199").unwrap());
    assert_eq!((dispatch.attempts, dispatch.reason), (1, None));
    assert_eq!(dispatch.thread, Some(Thread::new(clinic.id.clone(), number).id));
}

#[tokio::test]
async fn a_record_delivered_twice_at_once_skips_no_channel() {
    let mut clinic = clinic_files::example();
    clinic.senders.whatsapp = None;
    let table = Embedded::open(None).unwrap();
    let ports = TestPorts::new(table.clone(), &clinic);
    let (said, message) = confirmation(&ports, &clinic).await;
    // Both ask about WhatsApp; one of them goes on to the SMS and dies there, before the other stores what it asked.
    let (other, death) = TestPorts::mortal_over(table.clone(), &clinic);
    death.at(2);
    let (record, now) = (said.clone(), message.created_at);
    let by = async move {
        sender::handle_outbound(&other, &credentials(), &record, now).await.unwrap_err();
    };
    let overtaken = TestPorts::new(Overtaken::table(table, "waiting", by), &clinic);
    sender::handle_outbound(&overtaken, &credentials(), &said, now).await.unwrap();
    let stored: Message = load(&overtaken, &message_key(&message.spec.id)).await.unwrap().unwrap();
    assert_eq!(stored.dispatch(Channel::Whatsapp).unwrap().reason, Some(Reason::NoSender));
    assert_eq!(stored.dispatch(Channel::Sms).unwrap().attempts, 1, "{stored:?}");
}

#[tokio::test]
async fn the_record_of_a_message_that_is_being_called_stays_on_its_queue() {
    let clinic = clinic_files::example();
    let ports = TestPorts::new(Embedded::open(None).unwrap(), &clinic);
    let (said, message) = confirmation(&ports, &clinic).await;
    let now = message.created_at;
    let channel = Channel::Whatsapp;
    let pass = Event::Judged { channel, thread: None, verdict: Verdict::Pass, gates: Vec::new(), cost: None };
    let sending = decide(&message, &pass, now).next.unwrap();
    let mut together = Together::default();
    together.add(&sending, 0).unwrap();
    let _ = together.write(&ports).await.unwrap();
    let due = encode(&ToOutbound::MessageDue { message: message.spec.id.clone() });
    for record in [&said, &due] {
        let early = now + SignedDuration::from_secs(44);
        let failure = sender::handle_outbound(&ports, &credentials(), record, early).await.unwrap_err();
        assert_eq!(failure.disposition, Disposition::Retry);
    }
    // Whoever had it died: what the provider did is not known.
    sender::handle_outbound(&ports, &credentials(), &said, now + SignedDuration::from_secs(46))
        .await
        .unwrap();
    let stored: Message = load(&ports, &message_key(&message.spec.id)).await.unwrap().unwrap();
    assert_eq!(stored.phase, Phase::Unsettled);
}
