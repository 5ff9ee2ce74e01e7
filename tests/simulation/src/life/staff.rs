//! A clinic's staff: they take conversations that wait, answer, and close them; and now and then they pause what goes
//! out.

use serde_json::{Value, json};

use super::Moment;
use crate::request::{Answered, From, Request};
use crate::state::{Act, State, instant};

/// How often staff look, in milliseconds.
const LOOK_MS: std::ops::Range<i64> = 600_000..7_200_000;

/// Some take a conversation and answer only when free text is not allowed any more.
const LATE_PERCENT: u32 = 8;
const LATE_MS: std::ops::Range<i64> = 82_000_000..120_000_000;

/// One look in so many, somebody pauses the clinic.
const LOOKS_A_PAUSE: u32 = 80;
/// For so long, in milliseconds: longer than a function's clock is wrong. Half of them are ended before.
const PAUSE_MS: std::ops::Range<i64> = 1_800_000..36_000_000;

/// Something a member of staff is doing.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    clinic: usize,
    step: Step,
}

#[derive(Debug, Clone)]
enum Step {
    List,
    Take(String),
    Reply(String),
    Close(String),
    /// Until then.
    Pause(i64),
    Resume,
}

/// Staff of a clinic look at the conversations that wait.
pub(super) fn look(state: &mut State, clinic: usize) {
    if state.now > state.life.until {
        return;
    }
    let after_ms = state.rng.i64(LOOK_MS);
    state.after(after_ms, Act::Life(Moment::Staff(clinic)));
    ask(state, Task { clinic, step: Step::List }, 0);
    if state.life.clinics_learn && state.rng.u32(0..LOOKS_A_PAUSE) == 0 {
        let until = state.now + state.rng.i64(PAUSE_MS);
        ask(state, Task { clinic, step: Step::Pause(until) }, 0);
    }
}

fn ask(state: &mut State, task: Task, after_ms: i64) {
    let index = state.life.staff.len();
    let (method, target, body) = match &task.step {
        Step::List => ("GET", "/v1/threads?state=waiting".to_owned(), Vec::new()),
        Step::Take(id) => command(id, "take", &json!({"agent": "Rosalba"})),
        Step::Reply(id) => command(id, "reply", &json!({"agent": "Rosalba", "text": "Le ayudo enseguida."})),
        Step::Close(id) => command(id, "close", &json!({"agent": "Rosalba", "outcome": "done"})),
        Step::Pause(until) => {
            let until = instant(*until).to_string();
            of_clinic("pause", &json!({"by": "Rosalba", "until": until, "why": "agenda"}))
        }
        Step::Resume => of_clinic("resume", &json!({"by": "Rosalba"})),
    };
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("authorization", format!("Bearer {}", state.life.places[task.clinic].key)),
        ("idempotency-key", format!("staff-{index}")),
    ];
    state.life.staff.push(task);
    let request = Request { method, target, headers, body, from: From::Staff(index), tries: 0 };
    state.after(after_ms + 1, Act::Request(Box::new(request)));
}

fn command(id: &str, verb: &str, body: &Value) -> (&'static str, String, Vec<u8>) {
    ("POST", format!("/v1/threads/{id}/{verb}"), body.to_string().into_bytes())
}

fn of_clinic(verb: &str, body: &Value) -> (&'static str, String, Vec<u8>) {
    ("POST", format!("/v1/{verb}"), body.to_string().into_bytes())
}

pub(super) fn answered(state: &mut State, index: usize, answer: Answered) {
    let Some(answer) = answer else { return };
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let task = state.life.staff[index].clone();
    let clinic = task.clinic;
    match (task.step, answer.status_code) {
        (Step::List, 200) => {
            let ids: Vec<String> = body["threads"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|it| it["id"].as_str().or_else(|| it["thread"].as_str()))
                .take(3)
                .map(str::to_owned)
                .collect();
            for id in ids {
                ask(state, Task { clinic, step: Step::Take(id) }, 500);
            }
        }
        (Step::Take(id), 200) => {
            let late = state.rng.u32(0..100) < LATE_PERCENT;
            let after_ms = if late { state.rng.i64(LATE_MS) } else { 20_000 };
            ask(state, Task { clinic, step: Step::Reply(id) }, after_ms);
        }
        (Step::Reply(id), 200 | 409) => ask(state, Task { clinic, step: Step::Close(id) }, 90_000),
        (Step::Pause(until), 200) => {
            if until > state.now && state.rng.bool() {
                let after_ms = state.rng.i64(0..until - state.now);
                ask(state, Task { clinic, step: Step::Resume }, after_ms);
            }
        }
        (_, 500..) | (Step::Take(_) | Step::Close(_), 200 | 404 | 409) | (Step::Resume, 200) => {}
        (step, status) => {
            let words = format!("staff got {status} for {step:?}: {}", answer.body);
            state.witness.violation(&words);
        }
    }
}
