//! The process dies at every write and every publishing of what ends a message unsent, before it and after it; the
//! queue brings the record back, and the case hears of it.

use std::sync::Arc;

use domain::clinic::Clinic;
use domain::delivery::{Channel, FailureClass, Receipt};
use domain::gate::Verdict;
use domain::message::{Event, Message, ProviderAnswer, decide};
use jiff::Timestamp;
use local::clinic_files;
use ports::commit::Together;
use ports::queue::QueueName;
use ports::wire::{ReceiptReport, ToJourneys, ToOutbound, ToReceipts, decode, encode};
use tests::{booked, event as told};

use crate::intent::credentials;
use crate::intercepted::Intercepted;
use crate::test_ports::{Death, Mortal, TestPorts, event};
use crate::usual::ANA;

const STARTS: &str = "2026-12-18T10:30";
const CHANNEL: Channel = Channel::Whatsapp;

struct Sending {
    ports: TestPorts<Intercepted<Mortal>>,
    death: Arc<Death>,
    clinic: Clinic,
    now: Timestamp,
    /// The record that says the message.
    said: String,
    message: Message,
}

impl Sending {
    /// The confirmation of a booking is on its way to the sender.
    async fn ready() -> Self {
        let clinic = clinic_files::example();
        let (ports, death) = TestPorts::mortal(&clinic);
        let now = tests::START.parse().unwrap();
        let booking = event(&clinic, &booked("a1", "p1", ANA, STARTS));
        reminder_scheduler::handle(&ports, &booking, now).await.unwrap();
        let said = ports.take_sent().into_iter().find(|it| it.0 == QueueName::Outbound).unwrap().1;
        let ToOutbound::Say { spec } = decode(&said).unwrap() else { unreachable!("nothing else is said") };
        Self { ports, death, clinic, now, said, message: Message::new(*spec, now) }
    }

    /// The visit is cancelled before the message is let out. Gives the record that ends it.
    async fn is_called_off(&self) -> (QueueName, String) {
        let cancelled = event(&self.clinic, &told("appointment.cancelled", "a1", "p1", ANA, STARTS));
        reminder_scheduler::handle(&self.ports, &cancelled, self.now).await.unwrap();
        (QueueName::Outbound, self.said.clone())
    }

    /// WhatsApp, by which alone it may go, has taken it. Gives the record that ends it.
    async fn is_lost(&self) -> (QueueName, String) {
        let mut message = self.message.clone();
        message.spec.channels = vec![CHANNEL];
        let (thread, verdict) = (None, Verdict::Pass);
        let passed = Event::Judged { channel: CHANNEL, thread, verdict, gates: Vec::new(), cost: None };
        let answer = ProviderAnswer::Accepted { provider_id: "wamid.1".to_owned() };
        let taken = Event::Answered { channel: CHANNEL, attempt: 1, answer, jitter: 0 };
        for event in [passed, taken] {
            message = decide(&message, &event, self.now).next.unwrap();
        }
        let mut together = Together::default();
        together.add(&message, 0).unwrap();
        let _ = together.write(&self.ports).await.unwrap();
        let report = ReceiptReport {
            channel: CHANNEL,
            sender: None,
            dispatch: Some(message.dispatch_id(CHANNEL)),
            between: None,
            provider_id: "wamid.1".to_owned(),
            receipt: Receipt::Failed,
            at: self.now,
            failure: Some(FailureClass::Expired),
            code: None,
        };
        (QueueName::Receipts, encode(&ToReceipts::Receipt(Box::new(report))))
    }

    async fn handles(&self, (queue, record): &(QueueName, String)) -> Result<(), frame::Failure> {
        match queue {
            QueueName::Receipts => {
                sender::handle_receipt(&self.ports, &credentials(), record, self.now).await
            }
            _ => sender::handle_outbound(&self.ports, &credentials(), record, self.now).await,
        }
    }

    /// Whether the case is told that the message was not said.
    fn is_told(&self) -> bool {
        let says_so = |record: &str| {
            let told = decode(record).unwrap();
            matches!(told, ToJourneys::Unsaid { message, .. } if message == self.message.spec.id)
        };
        self.ports.take_sent().iter().any(|it| it.0 == QueueName::Journeys && says_so(&it.1))
    }
}

#[tokio::test]
async fn that_a_message_was_not_said_is_told_once_its_record_comes_again_wherever_the_process_dies() {
    for by_report in [false, true] {
        for half in 1.. {
            let moment = format!("by report: {by_report}, half step {half}");
            let sending = Sending::ready().await;
            let record = if by_report { sending.is_lost().await } else { sending.is_called_off().await };
            sending.ports.take_sent();
            sending.death.at(half);
            let handled = sending.handles(&record).await;
            if sending.death.is_ahead() {
                handled.unwrap();
                // The message's write and the publishing, each before and after it took place.
                assert!(half > 4, "{moment}");
                break;
            }
            assert!(handled.is_err(), "{moment}");
            sending.ports.take_sent();
            sending.handles(&record).await.unwrap();
            assert!(sending.is_told(), "{moment}");
        }
    }
}
