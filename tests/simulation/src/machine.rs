//! The machine: hands out what queues, timers and the world outside have, runs the production handlers one step at a
//! time, kills some of them, and moves the clock to what comes next.
//!
//! A handler is polled until it waits for an effect; others run meanwhile. That is the only concurrency there is, and
//! the world's random source decides all of it, so a seed always gives the same run.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use channels::button::ButtonKey;
use channels::link::LinkKey;
use console::Callers;
use frame::batch::{self, BatchResponse, SqsEvent, SqsRecord};
use frame::http::Response;
use jiff::Timestamp;
use ports::queue::{Outgoing, QueueName};
use ports::wire::{ToJourneys, encode};

use crate::access::{Access, put_on_queue};
use crate::faults::{Boundary, Fault, Function, Op, kind_of};
use crate::request::Request;
use crate::state::{Act, Shared, State, instant};

/// Records handed to a function at once (template.yaml).
const BATCH_MAX: usize = 10;
/// Records handed to the sender at once (template.yaml).
const SENDER_BATCH_MAX: usize = 5;
/// How many of one function run beside each other, unless a world says otherwise.
const CONCURRENCY_MAX: usize = 8;
/// How long a record is hidden while a function has it (template.yaml).
const VISIBILITY_MS: i64 = 360_000;
/// How long a function may take for a batch, and for a request (template.yaml).
const BATCH_MS: i64 = 60_000;
const REQUEST_MS: i64 = 29_000;
/// A batch begins no record with less time than this left.
const RECORD_MS: i64 = 15_000;
/// How often the sweep runs. Deployed it is every five minutes; it goes on where the last one stopped all the same.
const SWEEP_MS: i64 = 1_800_000;
/// How wrong a function's clock can be.
const SKEW_MS: i64 = 600_000;

/// What the functions are set up with.
pub(crate) struct Setup {
    pub(crate) ingest: webhook_ingest::Config,
    pub(crate) credentials: sender::Credentials,
    pub(crate) buttons: ButtonKey,
    pub(crate) answers: concierge::Answers,
    pub(crate) links: LinkKey,
    pub(crate) callers: Callers,
}

enum Ended {
    Batch(BatchResponse),
    Request(Response),
}

enum What {
    Batch { queue: QueueName, messages: Vec<crate::memory::Received> },
    Request(Box<Request>),
}

struct Running {
    run: u64,
    work: Pin<Box<dyn Future<Output = Ended>>>,
    what: What,
    function: Function,
    /// Where it waits, if it has not ended.
    at: Option<Boundary>,
}

/// The machine.
pub(crate) struct Machine {
    shared: Arc<Shared>,
    setup: Arc<Setup>,
    running: BTreeMap<u64, Running>,
    runs: u64,
    busy: BTreeMap<QueueName, usize>,
    /// How many of one function run beside each other.
    pub(crate) concurrency_max: usize,
}

impl Machine {
    pub(crate) fn new(shared: Arc<Shared>, setup: Setup) -> Self {
        let (running, busy) = (BTreeMap::new(), BTreeMap::new());
        Self { shared, setup: Arc::new(setup), running, runs: 0, busy, concurrency_max: CONCURRENCY_MAX }
    }

    /// Runs until an instant, or until a violation is found that stops it.
    pub(crate) fn run_until(&mut self, end: i64) {
        loop {
            let next = {
                let mut state = self.shared.lock();
                if state.witness.is_enough() {
                    return;
                }
                let Some((at, act)) = state.agenda.next() else { return };
                if at > end {
                    state.agenda.at(at, act);
                    state.now = state.now.max(end);
                    return;
                }
                state.now = state.now.max(at);
                act
            };
            self.act(next);
        }
    }

    /// How many functions are running.
    pub(crate) fn running(&self) -> usize {
        self.running.len()
    }

    fn act(&mut self, act: Act) {
        let shared = Arc::clone(&self.shared);
        match act {
            Act::Go(run) => self.go(run),
            Act::Kill(run) => self.kill(run, "its time was up"),
            Act::Show(queue, id, receipt) => {
                let shown = shared.lock().queues.show(queue, id, receipt);
                if shown {
                    self.pump(queue);
                }
            }
            Act::Pump(queue) => self.pump(queue),
            Act::Minute(minute) => {
                let mut state = shared.lock();
                state.minutes.remove(&minute);
                let body = encode(&ToJourneys::MinuteDue { minute });
                let due = Outgoing { body, delay_seconds: 0, group: "minutes".to_owned() };
                put_on_queue(&mut state, QueueName::Journeys, &due);
            }
            Act::Sweep => {
                let mut state = shared.lock();
                state.after(SWEEP_MS, Act::Sweep);
                let sweep = Outgoing {
                    body: encode(&ToJourneys::Sweep),
                    delay_seconds: 0,
                    group: "sweep".to_owned(),
                };
                put_on_queue(&mut state, QueueName::Journeys, &sweep);
            }
            Act::Request(request) => self.request(request),
            Act::Life(moment) => crate::life::happen(&mut shared.lock(), moment),
            Act::Carrier(progress) => crate::carrier::progress(&mut shared.lock(), progress),
            Act::Redrive => crate::weather::redrive(&mut shared.lock()),
            Act::Outage => crate::weather::outage(&mut shared.lock()),
            Act::Calm => crate::weather::calm(&mut shared.lock()),
        }
    }

    /// Hands batches to a queue's consumer while there are messages and room.
    fn pump(&mut self, queue: QueueName) {
        loop {
            if self.busy.get(&queue).copied().unwrap_or(0) >= self.concurrency_max {
                return;
            }
            let shared = Arc::clone(&self.shared);
            let mut state = shared.lock();
            let max = if queue == QueueName::Outbound { SENDER_BATCH_MAX } else { BATCH_MAX };
            let kind = kind_of(queue.as_str());
            let boundary = Boundary { function: Function::World, op: Op::Deliver, kind };
            let state = &mut *state;
            let (rates, rng, coverage) = (&state.rates, &mut state.rng, &mut state.coverage);
            let messages = state.queues.receive(queue, max, |visible| {
                if visible > 1 && rates.strikes(Fault::Disorder, rng) {
                    coverage.struck(Fault::Disorder, boundary);
                    return rng.usize(0..visible);
                }
                0
            });
            if messages.is_empty() {
                return;
            }
            for message in &messages {
                let early = state.strikes(Fault::EarlyRedelivery, boundary);
                let hidden_ms = if early { state.rng.i64(10..5_000) } else { VISIBILITY_MS };
                state.after(hidden_ms, Act::Show(queue, message.id, message.receipt));
            }
            self.batch(state, queue, messages);
        }
    }

    fn batch(&mut self, state: &mut State, queue: QueueName, messages: Vec<crate::memory::Received>) {
        self.runs += 1;
        let run = self.runs;
        *self.busy.entry(queue).or_default() += 1;
        let function = match queue {
            QueueName::Journeys => Function::Scheduler,
            QueueName::Threads => Function::Concierge,
            QueueName::Receipts | QueueName::Outbound => Function::Sender,
            QueueName::Surveys => Function::Surveys,
            QueueName::Notifications => Function::Ingest,
        };
        let record = |it: &crate::memory::Received| SqsRecord {
            message_id: it.id.to_string(),
            body: it.body.clone(),
            event_source_arn: String::new(),
        };
        let event = SqsEvent { records: messages.iter().map(record).collect() };
        let skew_ms = skew(state, function);
        state.witness.skewed(run, skew_ms);
        let deadline = state.now + BATCH_MS - RECORD_MS;
        let (shared, setup) = (Arc::clone(&self.shared), Arc::clone(&self.setup));
        let work = Box::pin(async move {
            let access = Access::new(Arc::clone(&shared), function, run);
            let in_time = || shared.lock().now < deadline;
            let handle = async |record: &SqsRecord| {
                let now = {
                    let mut state = shared.lock();
                    state.witness.begins(run, record_kind(&record.body));
                    instant(state.now + skew_ms)
                };
                let (ports, body) = (&access, record.body.as_str());
                match queue {
                    QueueName::Journeys => reminder_scheduler::handle(ports, body, now).await,
                    QueueName::Threads => {
                        let config = concierge::Config { buttons: &setup.buttons, answers: &setup.answers };
                        concierge::handle(ports, config, body, now).await
                    }
                    QueueName::Surveys => survey_collector::handle(ports, &setup.links, body, now).await,
                    QueueName::Outbound => {
                        sender::handle_outbound(ports, &setup.credentials, body, now).await
                    }
                    QueueName::Receipts => {
                        Box::pin(sender::handle_receipt(ports, &setup.credentials, body, now)).await
                    }
                    QueueName::Notifications => webhook_ingest::handle_notification(ports, body, now).await,
                }
            };
            Ended::Batch(batch::run(&event, in_time, handle).await)
        });
        state.trace.note((run, queue, messages.len()));
        let what = What::Batch { queue, messages };
        self.start(state, run, Running { run, work, what, function, at: None }, BATCH_MS);
    }

    fn request(&mut self, request: Box<Request>) {
        self.runs += 1;
        let run = self.runs;
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        let path = request.target.split('?').next().unwrap_or_default();
        let function = match path {
            path if path.starts_with("/webhooks/") => Function::Ingest,
            path if path.starts_with("/v1/") => Function::Console,
            _ => Function::Surveys,
        };
        let skew_ms = skew(&mut state, function);
        let now = instant(state.now + skew_ms);
        let event = request.event();
        let (shared, setup) = (Arc::clone(&self.shared), Arc::clone(&self.setup));
        let work = Box::pin(async move {
            let access = Access::new(shared, function, run);
            Ended::Request(answer(&access, &setup, function, &event, now).await)
        });
        state.trace.note((run, function as u8, request.body.len()));
        let what = What::Request(request);
        self.start(&mut state, run, Running { run, work, what, function, at: None }, REQUEST_MS);
    }

    fn start(&mut self, state: &mut State, run: u64, running: Running, time_ms: i64) {
        self.running.insert(run, running);
        state.after(0, Act::Go(run));
        state.after(time_ms, Act::Kill(run));
    }

    fn go(&mut self, run: u64) {
        let Some(mut running) = self.running.remove(&run) else { return };
        let shared = Arc::clone(&self.shared);
        if let Some(at) = running.at {
            let mut state = shared.lock();
            if state.strikes(Fault::Crash, at) {
                return self.died(&mut state, running);
            }
        }
        let polled = running.work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let mut state = shared.lock();
        match polled {
            Poll::Pending => {
                let Some((boundary, milliseconds)) = state.paused.take() else {
                    state.witness.violation("a function waits for something that is not a port");
                    return;
                };
                *state.coverage.passed.entry(boundary).or_default() += 1;
                let now = state.now;
                state.trace.note((run, boundary.op as u8, now));
                running.at = Some(boundary);
                self.running.insert(run, running);
                state.after(milliseconds, Act::Go(run));
            }
            Poll::Ready(ended) => {
                let end = Boundary { function: running.function, op: Op::End, kind: "" };
                *state.coverage.passed.entry(end).or_default() += 1;
                if state.strikes(Fault::Crash, end) {
                    return self.died(&mut state, running);
                }
                self.ended(&mut state, running, ended);
            }
        }
    }

    fn ended(&mut self, state: &mut State, running: Running, ended: Ended) {
        state.witness.ended(running.run);
        match (running.what, ended) {
            (What::Batch { queue, messages }, Ended::Batch(response)) => {
                for message in messages {
                    let id = message.id.to_string();
                    let failed = response.batch_item_failures.iter().any(|it| it.item_identifier == id);
                    if !failed {
                        state.queues.delete(queue, message.id, message.receipt);
                    }
                }
                self.free(state, queue);
            }
            (What::Request(request), Ended::Request(response)) => {
                crate::witness::answered(state, &request, &response);
                state.trace.note(response.status_code);
                crate::life::answered(state, *request, Some(response));
            }
            _ => {}
        }
    }

    /// A function was killed: its queue shows its messages again when their time is up, its caller hears nothing.
    fn died(&mut self, state: &mut State, running: Running) {
        state.witness.ended(running.run);
        match running.what {
            What::Batch { queue, .. } => self.free(state, queue),
            What::Request(request) => crate::life::answered(state, *request, None),
        }
    }

    fn kill(&mut self, run: u64, why: &str) {
        let Some(running) = self.running.remove(&run) else { return };
        let shared = Arc::clone(&self.shared);
        let mut state = shared.lock();
        state.tell(|| format!("killed: {why}"));
        self.died(&mut state, running);
    }

    fn free(&mut self, state: &mut State, queue: QueueName) {
        if let Some(busy) = self.busy.get_mut(&queue) {
            *busy = busy.saturating_sub(1);
        }
        if state.queues.visible(queue) > 0 {
            state.after(0, Act::Pump(queue));
        }
    }
}

/// How wrong the clock of a function is.
fn skew(state: &mut State, function: Function) -> i64 {
    let boundary = Boundary { function, op: Op::Deliver, kind: "" };
    if state.strikes(Fault::ClockSkew, boundary) { state.rng.i64(-SKEW_MS..SKEW_MS) } else { 0 }
}

async fn answer(
    access: &Access,
    setup: &Setup,
    function: Function,
    event: &[u8],
    now: Timestamp,
) -> Response {
    let Ok(request) = frame::http::Request::from_event(event) else {
        return Response::error(400, "invalid_request", "the request could not be read");
    };
    match function {
        Function::Ingest => webhook_ingest::handle(access, &setup.ingest, &request, now).await,
        Function::Surveys => survey_collector::answer(access, &setup.links, &request, now).await,
        _ => console::handle(access, &setup.callers, &request, now).await,
    }
}

/// What a record is about, for the table of coverage: the kind of its message, and for a clinic's event its change.
fn record_kind(body: &str) -> &'static str {
    const SAID: [&str; 19] = [
        r#""change":"booked""#, r#""change":"moved""#, r#""change":"cancelled""#, r#""change":"reinstated""#,
        r#""change":"delayed""#, r#""change":"completed""#, r#""change":"missed""#, r#""change":"arrived""#,
        r#""type":"receipt""#, r#""type":"answer""#, r#""type":"case_due""#, r#""type":"unsaid""#,
        r#""type":"slot_chosen""#, r#""type":"other_times""#, r#""type":"offer_answered""#,
        r#""type":"slot_due""#, r#""type":"round_due""#, r#""type":"say""#, r#""notice":"campaign""#,
    ];
    let said = SAID.into_iter().find(|it| body.contains(it));
    said.and_then(|it| it.rsplit('"').nth(1)).unwrap_or("other")
}

/// Runs a future that waits for nothing but its own steps.
#[cfg(test)]
pub(crate) fn finish<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
