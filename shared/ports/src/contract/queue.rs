//! Queues: delay, redelivery, receipts, dead letters, fair groups, limits.
//!
//! Order is promised by no queue and checked by none of this.

use std::future::Future;

use super::{ATTEMPTS_MAX, done, refused};
use crate::PortError;
use crate::queue::{DELAY_SECONDS_MAX, GROUP_CHARS_MAX, Outgoing, QUEUE_BODY_BYTES_MAX, Queue, QueueName};

/// Messages received at once, the most that SQS hands out.
const BATCH: u32 = 10;
/// How often a queue is asked before it counts as having nothing to hand out.
const EMPTY_ATTEMPTS: u32 = 3;
/// Messages of the noisy group in the fairness check.
const NOISY_MESSAGES: usize = 200;

/// One message in the hands of a consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// What was sent.
    pub body: String,
    /// Names this reception; what deleting takes.
    pub receipt_handle: String,
    /// The fair-queue group it was sent with.
    pub group: String,
    /// How often it has been received, this time included.
    pub receive_count: u32,
}

/// The consumer's side of a queue, which no port has: a deployment's consumer is Lambda's event source.
pub trait QueueProbe: Send + Sync {
    /// After how many receptions a message is a dead letter.
    fn receives_max(&self) -> u32;

    /// Visibility timeout in the checks: as short as the engine's own slowness allows where time really passes.
    fn visibility_seconds(&self) -> u32;

    /// Receives up to `max` messages, at most 10, and hides them for this long.
    fn receive(
        &self,
        queue: QueueName,
        max: u32,
        visibility_seconds: u32,
    ) -> impl Future<Output = Result<Vec<Delivery>, PortError>> + Send;

    /// Deletes a message by a receipt; one that is no longer the current one is no error.
    fn delete(
        &self,
        queue: QueueName,
        receipt_handle: &str,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// The bodies of the dead letters.
    fn dead_letters(&self, queue: QueueName) -> impl Future<Output = Result<Vec<String>, PortError>> + Send;

    /// Lets this many seconds pass: by moving a virtual clock, or by waiting.
    fn advance(&self, seconds: u32) -> impl Future<Output = ()> + Send;
}

/// What a [`Queue`] and its consumer's side promise.
///
/// # Panics
/// When the queue does not keep a promise.
pub async fn queue_contract<Q: Queue, P: QueueProbe>(queue: &Q, probe: &P, prefix: &str) {
    for name in QueueName::ALL {
        Consumer { queue, probe, prefix, name }.contents().await;
    }
    let consumer = Consumer { queue, probe, prefix, name: QueueName::Outbound };
    consumer.delay().await;
    consumer.redelivery().await;
    consumer.dead_letter().await;
    consumer.limits().await;
}

/// What fair groups promise: the message of a quiet group comes within two batches, whatever a noisy group has
/// waiting. SQS keeps this only approximately, so it stands apart from [`queue_contract`].
///
/// # Panics
/// When the queue does not keep the promise.
pub async fn queue_fairness_contract<Q: Queue, P: QueueProbe>(queue: &Q, probe: &P, prefix: &str) {
    Consumer { queue, probe, prefix, name: QueueName::Outbound }.fairness().await;
}

struct Consumer<'a, Q, P> {
    queue: &'a Q,
    probe: &'a P,
    prefix: &'a str,
    name: QueueName,
}

impl<Q: Queue, P: QueueProbe> Consumer<'_, Q, P> {
    fn message(&self, text: &str) -> Outgoing {
        let body = format!("{}#{}#{text}", self.prefix, self.name.as_str());
        Outgoing { body, delay_seconds: 0, group: "quiet".to_owned() }
    }

    async fn send(&self, messages: Vec<Outgoing>) {
        done(self.queue.send(self.name, messages).await, "sending");
    }

    async fn delete(&self, receipt_handle: &str) {
        done(self.probe.delete(self.name, receipt_handle).await, "deleting");
    }

    /// One batch of our own messages; those of earlier runs are deleted.
    async fn receive(&self) -> Vec<Delivery> {
        let received = self.probe.receive(self.name, BATCH, self.probe.visibility_seconds()).await;
        let (ours, leftovers): (Vec<_>, Vec<_>) = done(received, "receiving")
            .into_iter()
            .partition(|delivery| delivery.body.starts_with(self.prefix));
        for leftover in leftovers {
            self.delete(&leftover.receipt_handle).await;
        }
        ours
    }

    /// Receives until there are `count` messages.
    async fn receive_all(&self, count: usize, what: &str) -> Vec<Delivery> {
        let mut all = Vec::new();
        for _ in 0..ATTEMPTS_MAX {
            all.extend(self.receive().await);
            if all.len() >= count {
                break;
            }
        }
        assert_eq!(all.len(), count, "{what}");
        all
    }

    async fn receive_nothing(&self, what: &str) {
        for _ in 0..EMPTY_ATTEMPTS {
            assert_eq!(self.receive().await, [], "{what}");
        }
    }

    async fn contents(&self) {
        self.send(Vec::new()).await;
        // More than SQS takes in one call, with a body that has everything JSON allows and one of the largest size.
        let mut messages: Vec<Outgoing> = (0..23).map(|index| self.message(&index.to_string())).collect();
        messages.push(self.message("Señora Ñandú 🩺 ‏مرحبا‏ 'quoted' \"twice\"\n\t"));
        let mut largest = self.message("");
        largest.body.push_str(&"x".repeat(QUEUE_BODY_BYTES_MAX - largest.body.len()));
        messages.push(largest);
        self.send(messages.clone()).await;

        let received = self.receive_all(messages.len(), "all that was sent is received, each once").await;
        let mut expected: Vec<&str> = messages.iter().map(|message| message.body.as_str()).collect();
        let mut bodies: Vec<&str> = received.iter().map(|delivery| delivery.body.as_str()).collect();
        expected.sort_unstable();
        bodies.sort_unstable();
        assert!(bodies == expected, "bodies come as they were sent");
        for delivery in &received {
            assert_eq!(delivery.group, "quiet", "the group comes with the message");
            assert_eq!(delivery.receive_count, 1, "a first reception counts as one");
            self.delete(&delivery.receipt_handle).await;
        }
        self.probe.advance(self.probe.visibility_seconds() + 1).await;
        self.receive_nothing("what was deleted does not come again").await;
    }

    async fn delay(&self) {
        let delay_seconds = self.probe.visibility_seconds();
        self.send(vec![Outgoing { delay_seconds, ..self.message("delayed") }]).await;
        self.receive_nothing("a delayed message is hidden").await;
        self.probe.advance(delay_seconds / 2).await;
        self.receive_nothing("a delayed message is hidden until its delay is over").await;
        self.probe.advance(delay_seconds / 2 + 1).await;
        let received = self.receive_all(1, "a delayed message comes when its delay is over").await;
        self.delete(&received[0].receipt_handle).await;
    }

    async fn redelivery(&self) {
        self.send(vec![self.message("redelivered")]).await;
        let first = self.receive_all(1, "a message comes").await;
        self.receive_nothing("a message in flight is hidden").await;
        self.probe.advance(self.probe.visibility_seconds() + 1).await;
        let second = self.receive_all(1, "a message comes again after its visibility timeout").await;
        assert_eq!(second[0].body, first[0].body, "it is the same message");
        assert_eq!(second[0].receive_count, 2, "receptions are counted");

        self.delete(&second[0].receipt_handle).await;
        self.probe.advance(self.probe.visibility_seconds() + 1).await;
        self.receive_nothing("the current receipt deletes").await;
    }

    async fn dead_letter(&self) {
        self.send(vec![self.message("poison")]).await;
        let body = self.message("poison").body;
        for count in 1..=self.probe.receives_max() {
            let received = self.receive_all(1, "a message comes until it was received too often").await;
            assert_eq!(received[0].receive_count, count, "receptions are counted");
            self.probe.advance(self.probe.visibility_seconds() + 1).await;
        }
        self.receive_nothing("a message received too often does not come again").await;
        let dead = done(self.probe.dead_letters(self.name).await, "reading the dead letters");
        let count = dead.iter().filter(|dead| **dead == body).count();
        assert_eq!(count, 1, "a message received too often is a dead letter, once");
    }

    async fn fairness(&self) {
        let noisy = (0..NOISY_MESSAGES)
            .map(|index| Outgoing { group: "noisy".to_owned(), ..self.message(&format!("noisy{index}")) });
        self.send(noisy.collect()).await;
        let mut received =
            self.receive_all(2 * BATCH as usize, "a noisy group is served while it is alone").await;
        self.send(vec![self.message("quiet")]).await;
        for _ in 0..2 {
            received.extend(self.receive().await);
        }
        let found = received.iter().any(|delivery| delivery.group == "quiet");
        assert!(found, "the message of a quiet group comes within two batches");

        let left = NOISY_MESSAGES + 1 - received.len();
        received.extend(self.receive_all(left, "all messages come, each once").await);
        for delivery in received {
            self.delete(&delivery.receipt_handle).await;
        }
    }

    async fn limits(&self) {
        let mut larger = self.message("");
        larger.body.push_str(&"x".repeat(QUEUE_BODY_BYTES_MAX + 1 - larger.body.len()));
        refused(self.queue.send(self.name, vec![larger]).await, "a body over the limit");
        let longer = Outgoing { delay_seconds: DELAY_SECONDS_MAX + 1, ..self.message("longer") };
        refused(self.queue.send(self.name, vec![longer]).await, "a delay over the limit");
        let empty = Outgoing { body: String::new(), ..self.message("") };
        refused(self.queue.send(self.name, vec![empty]).await, "an empty body");
        for group in [String::new(), "g".repeat(GROUP_CHARS_MAX + 1), "clínica".to_owned(), "a b".to_owned()]
        {
            let grouped = Outgoing { group, ..self.message("grouped") };
            refused(self.queue.send(self.name, vec![grouped]).await, "a group that SQS does not take");
        }
        self.receive_nothing("what is refused is not sent").await;
    }
}
