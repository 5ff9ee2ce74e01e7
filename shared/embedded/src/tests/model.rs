//! The queue against a model: whatever is sent, received, deleted, forgotten and redriven, in whatever order, no
//! message is lost and none comes when it should not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ports::queue::QueueName::Journeys;
use proptest::prelude::*;

use super::{Depth, advance, depth_of, later, memory, message, send};
use crate::{Embedded, MAX_RECEIVES};

/// Steps of one case.
const STEPS_MAX: usize = 120;

#[derive(Debug, Clone)]
enum Step {
    Send {
        count: u8,
        group: u8,
        delay_seconds: u32,
    },
    Receive {
        max: u32,
        visibility_seconds: u32,
    },
    /// Deletes by the receipt at this place of all that were ever given, current or stale.
    Delete(prop::sample::Index),
    Pass {
        seconds: u32,
    },
    Redrive,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1..6_u8, 0..4_u8, prop_oneof![Just(0), 1..40_u32])
            .prop_map(|(count, group, delay_seconds)| Step::Send { count, group, delay_seconds }),
        6 => (1..8_u32, 0..30_u32)
            .prop_map(|(max, visibility_seconds)| Step::Receive { max, visibility_seconds }),
        3 => any::<prop::sample::Index>().prop_map(Step::Delete),
        4 => (1..40_u32).prop_map(|seconds| Step::Pass { seconds }),
        1 => Just(Step::Redrive),
    ]
}

/// What the model knows of a message that is neither deleted nor dead. Bodies are unique, so they name messages.
#[derive(Debug, Clone)]
struct Live {
    visible_at: Timestamp,
    receipt: Option<String>,
    receives: u32,
}

#[derive(Default)]
struct Model {
    sent: u32,
    live: BTreeMap<String, Live>,
    dead: BTreeSet<String>,
    deleted: BTreeSet<String>,
    receipts: Vec<(String, String)>,
    ids: BTreeMap<String, String>,
}

impl Model {
    async fn take(&mut self, embedded: &Embedded, step: Step) {
        let now = embedded.now();
        match step {
            Step::Send { count, group, delay_seconds } => {
                self.send(embedded, count, &group.to_string(), delay_seconds).await;
            }
            Step::Receive { max, visibility_seconds } => self.receive(embedded, max, visibility_seconds),
            Step::Delete(_) if self.receipts.is_empty() => {}
            Step::Delete(index) => {
                let (body, receipt) = index.get(&self.receipts).clone();
                let current =
                    self.live.get(&body).is_some_and(|live| live.receipt.as_ref() == Some(&receipt));
                assert_eq!(embedded.delete(&receipt).unwrap(), current);
                if current {
                    self.live.remove(&body);
                    self.deleted.insert(body);
                }
            }
            Step::Pass { seconds } => advance(embedded, seconds),
            Step::Redrive => {
                assert_eq!(embedded.redrive(Journeys).unwrap(), self.dead.len());
                for body in std::mem::take(&mut self.dead) {
                    self.live.insert(body, Live { visible_at: now, receipt: None, receives: 0 });
                }
            }
        }
        self.check(embedded);
    }

    async fn send(&mut self, embedded: &Embedded, count: u8, group: &str, delay_seconds: u32) {
        let bodies: Vec<String> =
            (0..count).map(|index| (self.sent + u32::from(index)).to_string()).collect();
        self.sent += u32::from(count);
        let outgoing = |body: &String| ports::queue::Outgoing { delay_seconds, ..message(group, body) };
        send(embedded, bodies.iter().map(outgoing).collect()).await;
        let visible_at = later(embedded.now(), delay_seconds);
        self.live
            .extend(bodies.into_iter().map(|body| (body, Live { visible_at, receipt: None, receives: 0 })));
    }

    fn receive(&mut self, embedded: &Embedded, max: u32, visibility_seconds: u32) {
        let now = embedded.now();
        let visible = |live: &Live| live.visible_at <= now;
        let receivable =
            self.live.values().filter(|live| visible(live) && live.receives < MAX_RECEIVES).count();
        let received = embedded.receive(Journeys, max, now, visibility_seconds).unwrap();
        assert_eq!(received.len(), receivable.min(max as usize), "as many as there are, up to the maximum");
        for received in received {
            let live = self.live.get_mut(&received.body).unwrap();
            assert!(visible(live) && live.receives < MAX_RECEIVES, "only what is receivable, and once");
            live.receives += 1;
            assert_eq!(received.receive_count, live.receives);
            // Far ahead for the rest of this batch even when the timeout is zero: nothing comes twice in a batch.
            live.visible_at = Timestamp::MAX;
            live.receipt = Some(received.receipt_handle.clone());
            let id = self.ids.entry(received.body.clone()).or_insert_with(|| received.message_id.clone());
            assert_eq!(*id, received.message_id, "a message keeps its id");
            assert!(self.receipts.iter().all(|(_, earlier)| *earlier != received.receipt_handle));
            self.receipts.push((received.body, received.receipt_handle));
        }
        let exhausted: Vec<String> = self
            .live
            .iter()
            .filter(|(_, live)| visible(live) && live.receives >= MAX_RECEIVES)
            .map(|(body, _)| body.clone())
            .collect();
        let dead: BTreeSet<String> =
            embedded.dead_letters(Journeys).unwrap().into_iter().map(|dead| dead.body).collect();
        // Which of the exhausted had their turn depends on the order, unless the batch was not filled.
        for body in exhausted {
            if dead.contains(&body) {
                self.live.remove(&body);
                self.dead.insert(body);
            } else {
                assert!(
                    receivable >= max as usize,
                    "all that are exhausted die when there is room in the batch"
                );
            }
        }
        for live in self.live.values_mut().filter(|live| live.visible_at == Timestamp::MAX) {
            live.visible_at = later(now, visibility_seconds);
        }
    }

    fn check(&self, embedded: &Embedded) {
        let now = embedded.now();
        let dead: Vec<String> =
            embedded.dead_letters(Journeys).unwrap().into_iter().map(|dead| dead.body).collect();
        assert_eq!(dead.len(), self.dead.len());
        assert!(dead.iter().all(|body| self.dead.contains(body)), "nothing dies before its time");
        let count =
            |wanted: &dyn Fn(&Live) -> bool| self.live.values().filter(|live| wanted(live)).count() as u64;
        let expected = Depth {
            visible: count(&|live| live.visible_at <= now),
            in_flight: count(&|live| live.visible_at > now && live.receipt.is_some()),
            delayed: count(&|live| live.visible_at > now && live.receipt.is_none()),
        };
        assert_eq!(depth_of(embedded, Journeys), expected);
        let next = self.live.values().map(|live| live.visible_at).min();
        assert_eq!(embedded.next_visible_at(Journeys).unwrap(), next);
        let all = self.live.len() + self.dead.len() + self.deleted.len();
        assert_eq!(all, self.sent as usize, "every message is live, dead or deleted");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_message_is_lost_or_doubled(steps in prop::collection::vec(step(), 1..STEPS_MAX)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let embedded = memory();
            let mut model = Model::default();
            for step in steps {
                model.take(&embedded, step).await;
            }
        });
    }
}
