//! What Meta does to accounts: it pauses templates, turns them into marketing and back, and stops numbers; and tells of
//! it late, twice, in any order, or not at all.

use serde_json::{Value, json};

use super::status::{deliver, meta};
use crate::faults::{Boundary, Fault, Function, Op};
use crate::state::{Act, State};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// How long until something of a number is looked at again.
const BETWEEN_MS: std::ops::Range<i64> = 6 * HOUR_MS..48 * HOUR_MS;
/// How long before a pause Meta warns of it, where it does.
const WARNED_MS: std::ops::Range<i64> = 1_000..60_000;
/// How long a template is paused; Meta's own pauses are three and six hours.
const PAUSE_MS: std::ops::Range<i64> = 20 * MINUTE_MS..6 * HOUR_MS;
/// How long a template is marketing until somebody has it put right.
const MARKETING_MS: std::ops::Range<i64> = HOUR_MS..30 * HOUR_MS;
/// How long a number is stopped.
const STOP_MS: std::ops::Range<i64> = 5 * MINUTE_MS..3 * HOUR_MS;

/// How a template stands.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Standing {
    /// Paused until then.
    pub(crate) paused_until: i64,
    /// Marketing until then.
    pub(crate) marketing_until: i64,
}

/// What of a template Meta tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Told {
    /// Whether it may be used.
    Status,
    /// What it counts as.
    Category,
}

/// What it told last: of several words within a second, which its clock does not tell apart, any is the newest.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    second: i64,
    pub(crate) words: Vec<&'static str>,
}

/// A step of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    /// Something may happen to a number or one of its templates.
    Look,
    /// A template is paused.
    Paused(usize),
    /// A template is in use again.
    Resumed(usize),
    /// A template is no marketing any more.
    Recategorised(usize),
}

/// Something may happen to a number, or to one of its templates.
pub(crate) fn turn(state: &mut State, number: usize, turn: Turn) {
    match turn {
        Turn::Look => look(state, number),
        Turn::Paused(index) => pause(state, number, index),
        Turn::Resumed(index) => tell_status(state, number, index, "APPROVED"),
        Turn::Recategorised(index) => tell_category(state, number, index, ("MARKETING", "UTILITY")),
    }
}

fn look(state: &mut State, number: usize) {
    let next_ms = state.rng.i64(BETWEEN_MS);
    state.after(next_ms, Act::Carrier(super::Progress::Health(number, Turn::Look)));
    let boundary = Boundary { function: Function::World, op: Op::Deliver, kind: "account" };
    if !state.strikes(Fault::Drift, boundary) {
        return;
    }
    let now = state.now;
    let index = draw_template(state);
    match state.rng.u32(0..3) {
        0 if state.rng.bool() => {
            tell_status(state, number, index, "FLAGGED");
            let warned_ms = state.rng.i64(WARNED_MS);
            state.after(warned_ms, Act::Carrier(super::Progress::Health(number, Turn::Paused(index))));
        }
        0 => pause(state, number, index),
        1 => {
            let until = now + state.rng.i64(MARKETING_MS);
            state.carrier.standing.entry((number, index)).or_default().marketing_until = until;
            tell_category(state, number, index, ("UTILITY", "MARKETING"));
            let put_right = Act::Carrier(super::Progress::Health(number, Turn::Recategorised(index)));
            state.agenda.at(until, put_right);
        }
        _ => {
            let until = now + state.rng.i64(STOP_MS);
            state.carrier.stopped_until.insert(number, until);
            state.tell(|| format!("number {number} is stopped for {} minutes", (until - now) / MINUTE_MS));
        }
    }
}

fn pause(state: &mut State, number: usize, index: usize) {
    let until = state.now + state.rng.i64(PAUSE_MS);
    state.carrier.standing.entry((number, index)).or_default().paused_until = until;
    tell_status(state, number, index, "PAUSED");
    // One end in four is never told.
    if state.rng.u32(0..4) > 0 {
        state.agenda.at(until, Act::Carrier(super::Progress::Health(number, Turn::Resumed(index))));
    }
}

/// Templates in use are those that people report; now and then it is any.
fn draw_template(state: &mut State) -> usize {
    let any = state.rng.usize(0..state.carrier.templates.len());
    if state.carrier.sent.is_empty() || state.rng.u32(0..4) == 0 {
        return any;
    }
    let sent = &state.carrier.sent[state.rng.usize(0..state.carrier.sent.len())];
    let used = |it: &(String, String)| {
        sent.template.as_ref() == Some(&it.0) && sent.language.as_ref() == Some(&it.1)
    };
    state.carrier.templates.iter().position(used).unwrap_or(any)
}

/// The code with which a template, or everything of a number, is refused now.
pub(super) fn objection(state: &State, number: usize, template: Option<(&str, &str)>) -> Option<u32> {
    let carrier = &state.carrier;
    if carrier.stopped_until.get(&number).is_some_and(|it| *it > state.now) {
        return Some(131_031);
    }
    let (name, language) = template?;
    let index = carrier.templates.iter().position(|it| it.0 == name && it.1 == language)?;
    let standing = carrier.standing.get(&(number, index))?;
    (standing.paused_until > state.now).then_some(132_015)
}

fn tell_status(state: &mut State, number: usize, index: usize, event: &'static str) {
    tell(state, number, index, (Told::Status, event));
    let value = json!({"event": event, "reason": null});
    post(state, number, index, "message_template_status_update", value);
}

fn tell_category(state: &mut State, number: usize, index: usize, (before, now): (&str, &'static str)) {
    tell(state, number, index, (Told::Category, now));
    let value = json!({"previous_category": before, "new_category": now});
    post(state, number, index, "template_category_update", value);
}

fn tell(state: &mut State, number: usize, index: usize, (of, word): (Told, &'static str)) {
    let second = state.now / 1_000;
    let newest = state.carrier.told.entry((number, index, of)).or_default();
    if newest.second < second {
        *newest = Newest { second, words: Vec::new() };
    }
    newest.words.push(word);
}

fn post(state: &mut State, number: usize, index: usize, field: &str, mut value: Value) {
    let (name, language) = state.carrier.templates[index].clone();
    state.tell(|| format!("Meta says of {name}/{language} of number {number}: {value}"));
    value["message_template_id"] = json!(index);
    value["message_template_name"] = json!(name);
    value["message_template_language"] = json!(language);
    let body = json!({"object": "whatsapp_business_account", "entry": [{
        "id": state.carrier.numbers[number].waba,
        "time": state.now / 1_000,
        "changes": [{"value": value, "field": field}],
    }]});
    let request = meta(state, body.to_string().into_bytes(), None);
    deliver(state, request);
}
