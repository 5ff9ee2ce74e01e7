//! What an appointment costs at AWS, from the requests that its whole journey makes: the booking, its confirmation, two
//! reminders, the patient's answer, the visit, the survey and its answer, with every status of every message.
//!
//! Two ledgers: of one visit with nothing beside it, where nothing can be batched, and of ten visits of one hour of one
//! clinic, which share batches as the visits of a deployment in use do.
#![expect(
    clippy::print_stderr,
    clippy::cast_precision_loss,
    reason = "a ledger is for reading; small numbers"
)]

use std::collections::BTreeMap;

use embedded::Request;
use local::clinic_files;
use ports::queue::QueueName;
use serde_json::{Value, json};
use tests::{Bundle, START};

use crate::usual::FRIDAY;

/// List prices in dollars a million: us-east-1, on demand, no free tier.
mod prices {
    /// A write unit of the table.
    pub(super) const WRITE_UNIT: f64 = 0.625;
    /// A read unit of the table.
    pub(super) const READ_UNIT: f64 = 0.125;
    /// A request to a queue.
    pub(super) const QUEUE_REQUEST: f64 = 0.40;
    /// What a request with a fair group costs more.
    pub(super) const FAIR_GROUP: f64 = 0.10;
    /// A request to the HTTP API.
    pub(super) const HTTP_REQUEST: f64 = 1.00;
    /// An invocation of a function: the request, and ten milliseconds of 128 MB on arm64.
    pub(super) const INVOCATION: f64 = 0.20 + 0.0167;
}

/// Messages that one request puts on a queue or takes from it.
const QUEUE_BATCH: usize = 10;
/// Everything that wants to be looked at has been by then.
const END: &str = "2026-12-07T15:00:00Z";

/// What an appointment may cost: what it does cost, so that nothing is added unseen. The goal is in
/// `docs/performance.md`.
struct Budget {
    write_units: f64,
    read_units: f64,
    http_requests: f64,
    queue_requests: f64,
    batches: f64,
    dollars_a_million: f64,
}

/// What the journeys asked for.
#[derive(Default)]
struct Ledger {
    /// Writes and write units, by kind of item.
    writes: BTreeMap<String, (u64, u64)>,
    /// Read units, by kind of item; every item is below the 4 KB of a unit.
    reads: BTreeMap<String, f64>,
    /// Requests that put messages on a queue, batches that consumers were handed, and messages in them.
    queues: BTreeMap<QueueName, (u64, u64, u64)>,
    http_requests: u64,
}

impl Ledger {
    fn of(journal: &[Request], clinic_calls: u64) -> Self {
        let mut ledger = Self { http_requests: clinic_calls, ..Self::default() };
        let kind_of = |key: &str| key.split('#').next().unwrap_or_default().to_owned();
        for request in journal {
            match request {
                Request::Get { key } => *ledger.reads.entry(kind_of(&key.0)).or_default() += 1.0,
                // Indexes are read eventually consistent, at half the price.
                Request::Query => *ledger.reads.entry("indexes".to_owned()).or_default() += 0.5,
                Request::Put { writes, together } => {
                    for write in writes {
                        let units = aws::write_units(write.before.as_ref(), &write.after, *together);
                        let entry = ledger.writes.entry(kind_of(&write.after.key.0)).or_default();
                        entry.0 += 1;
                        entry.1 += units;
                    }
                }
                Request::Send { queue, messages } => {
                    // Only webhooks are put there. Providers put reports of one instant into one request: that is not
                    // counted on, as if each came alone.
                    let by_webhook = matches!(queue, QueueName::Receipts | QueueName::Threads);
                    let sends = if by_webhook { *messages } else { messages.div_ceil(QUEUE_BATCH) };
                    ledger.queues.entry(*queue).or_default().0 += sends as u64;
                    ledger.http_requests += if by_webhook { *messages as u64 } else { 0 };
                }
                Request::Receive { queue, messages } => {
                    let entry = ledger.queues.entry(*queue).or_default();
                    entry.1 += 1;
                    entry.2 += *messages as u64;
                }
            }
        }
        ledger
    }

    /// What is beyond another one.
    fn without(mut self, other: &Self) -> Self {
        for (kind, units) in &other.reads {
            *self.reads.entry(kind.clone()).or_default() -= units;
        }
        for (kind, (writes, units)) in &other.writes {
            let entry = self.writes.entry(kind.clone()).or_default();
            *entry = (entry.0 - writes, entry.1 - units);
        }
        for (queue, (sends, batches, records)) in &other.queues {
            let entry = self.queues.entry(*queue).or_default();
            *entry = (entry.0 - sends, entry.1 - batches, entry.2 - records);
        }
        self
    }

    /// Prints what one of `visits` costs, and holds it against the budget.
    fn hold(&self, visits: u64, budget: &Budget) {
        let each = |count: u64| count as f64 / visits as f64;
        eprintln!("   {:<10}{:>8}{:>8}{:>8}", "item", "reads", "writes", "units");
        let kinds: std::collections::BTreeSet<&String> =
            self.writes.keys().chain(self.reads.keys()).collect();
        for kind in kinds {
            let (writes, units) = self.writes.get(kind).copied().unwrap_or_default();
            let reads = self.reads.get(kind).copied().unwrap_or_default() / visits as f64;
            eprintln!("   {kind:<10}{reads:>8.1}{:>8.1}{:>8.1}", each(writes), each(units));
        }
        eprintln!("   {:<10}{:>8}{:>8}{:>8}", "queue", "sends", "batches", "records");
        for (queue, (sends, batches, records)) in &self.queues {
            let name = queue.as_str();
            eprintln!("   {name:<10}{:>8.1}{:>8.1}{:>8.1}", each(*sends), each(*batches), each(*records));
        }
        let write_units = each(self.writes.values().map(|it| it.1).sum());
        let read_units = self.reads.values().sum::<f64>() / visits as f64;
        let sends = each(self.queues.values().map(|it| it.0).sum());
        let batches = each(self.queues.values().map(|it| it.1).sum());
        let http_requests = each(self.http_requests);
        // A batch is received by one request and deleted by another.
        let queue_requests = sends + 2.0 * batches;
        let parts = [
            ("HTTP API", http_requests, http_requests * prices::HTTP_REQUEST),
            ("write units", write_units, write_units * prices::WRITE_UNIT),
            ("read units", read_units, read_units * prices::READ_UNIT),
            (
                "queue requests",
                queue_requests,
                queue_requests * prices::QUEUE_REQUEST + sends * prices::FAIR_GROUP,
            ),
            ("invocations", http_requests + batches, (http_requests + batches) * prices::INVOCATION),
        ];
        let total: f64 = parts.iter().map(|it| it.2).sum();
        for (part, count, dollars) in parts {
            eprintln!("   {part:<16}{count:>8.1}   ${dollars:>6.2} a million");
        }
        eprintln!("   {:<16}{:>8}   ${total:>6.2} a million", "together", "");
        for (what, is, may) in [
            ("write units", write_units, budget.write_units),
            ("read units", read_units, budget.read_units),
            ("HTTP requests", http_requests, budget.http_requests),
            ("queue requests", queue_requests, budget.queue_requests),
            ("batches", batches, budget.batches),
            ("dollars a million", total, budget.dollars_a_million),
        ] {
            assert!(is <= may, "{what}: {is:.1}, at most {may:.1}");
        }
    }
}

/// The example clinic with exactly these steps: it says at booking, reminds twice, and asks after the visit.
fn bundle() -> Bundle {
    let mut clinic = clinic_files::example();
    let said = ["booking_confirmation", "reminder_48h", "reminder_24h", "survey"];
    for journey in &mut clinic.journeys {
        journey.steps.retain(|it| said.contains(&it.name.as_str()));
    }
    Bundle::of(vec![clinic], START, None)
}

fn event(bundle: &Bundle, kind: &str, visit: u64) -> Value {
    let mut event = tests::event(kind, &format!("v{visit}"), &format!("p{visit}"), &phone(visit), FRIDAY);
    event["occurred_at"] = json!(bundle.now().to_string());
    event
}

fn phone(visit: u64) -> String {
    format!("+54911555504{visit:02}")
}

/// Taps a button of the newest message on each phone that has that text in it.
fn answer(bundle: &Bundle, visits: u64, text: &str, button: u32) {
    for visit in 0..visits {
        let inbox = bundle.inbox(&phone(visit));
        let asks = |it: &&Value| it["text"].as_str().is_some_and(|it| it.contains(text));
        let asked = inbox.iter().rfind(asks).unwrap();
        bundle.tap(&phone(visit), asked, button);
        bundle.settle();
    }
}

fn journeys(visits: u64) -> Ledger {
    let bundle = bundle();
    let _ = bundle.take_journal();
    for visit in 0..visits {
        bundle.tell(&event(&bundle, "appointment.booked", visit));
    }
    // Both reminders come; the second is answered.
    bundle.advance_to("2026-12-03T15:00:00Z");
    answer(&bundle, visits, "", 0);
    bundle.advance_to("2026-12-04T14:00:00Z");
    let completed: Vec<Value> = (0..visits).map(|it| event(&bundle, "appointment.completed", it)).collect();
    bundle.tell(&Value::Array(completed));
    bundle.advance_to("2026-12-05T15:00:00Z");
    answer(&bundle, visits, "fue su visita", 4);
    // Everything that still wants to be looked at is.
    bundle.advance_to(END);
    let journal = bundle.take_journal();
    for visit in 0..visits {
        assert_eq!(bundle.case(&format!("v{visit}"))["state"], "completed");
        let inbox = bundle.inbox(&phone(visit));
        assert_eq!(inbox.len(), 4, "{inbox:#?}");
        assert!(inbox.iter().all(|it| it["status"] == "read"), "{inbox:#?}");
    }
    let surveys = bundle.v1("GET", "/v1/surveys/answers?date=2026-12-04", b"").json;
    assert_eq!(surveys["surveys"].as_array().unwrap().len() as u64, visits, "{surveys:#}");
    assert_eq!(bundle.dead_letters(), 0);
    Ledger::of(&journal, visits + 1).without(&idle())
}

/// What the same days cost without any visit: sweeps.
fn idle() -> Ledger {
    let bundle = bundle();
    let _ = bundle.take_journal();
    bundle.advance_to(END);
    Ledger::of(&bundle.take_journal(), 0)
}

#[test]
fn of_one_visit_alone() {
    journeys(1).hold(
        1,
        &Budget {
            write_units: 73.0,
            read_units: 132.0,
            http_requests: 16.0,
            queue_requests: 95.0,
            batches: 34.0,
            dollars_a_million: 130.0,
        },
    );
}

#[test]
fn of_ten_visits_of_one_hour() {
    journeys(10).hold(
        10,
        &Budget {
            write_units: 73.0,
            read_units: 103.5,
            http_requests: 15.5,
            queue_requests: 48.0,
            batches: 12.0,
            dollars_a_million: 100.6,
        },
    );
}
