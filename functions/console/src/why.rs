//! Why, and why not: for each step, the gates that let it go or the one that stopped it, in plain words.

use std::collections::BTreeMap;

use domain::case::{Case, StepRecord, StepState};
use domain::gate::{GateRecord, Verdict};
use domain::ids::MessageId;
use domain::message::{Message, Phase};
use domain::reason::Reason;
use jiff::Timestamp;
use serde::Serialize;

use crate::view::message_of;

#[derive(Serialize)]
pub(crate) struct Why {
    id: String,
    state: &'static str,
    version: u32,
    steps: Vec<StepWhy>,
}

#[derive(Serialize)]
struct StepWhy {
    step: String,
    version: u32,
    at: Timestamp,
    state: &'static str,
    explanation: String,
    gates: Vec<GateWhy>,
}

#[derive(Serialize)]
struct GateWhy {
    gate: &'static str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
    words: String,
}

pub(crate) fn case(case: &Case, messages: &BTreeMap<MessageId, Message>) -> Why {
    let mut records: Vec<&StepRecord> = case.steps.iter().collect();
    records.sort_by_key(|it| (std::cmp::Reverse(it.version), it.at));
    let released = case.released_notices().filter_map(|it| messages.get(&it)).filter_map(notice);
    let steps = records.into_iter().map(|it| step(case, it, message_of(it, messages)));
    let steps = released.chain(steps).collect();
    Why { id: case.id.to_string(), state: case.state.as_str(), version: case.version, steps }
}

fn step(case: &Case, record: &StepRecord, message: Option<&Message>) -> StepWhy {
    let (state, explanation) = match &record.state {
        StepState::Planned => match case.obsoletes(record.version, false) {
            Some(reason) => ("replaced", reason.words().to_owned()),
            None => ("planned", format!("waits for its time, {:.0}", record.at)),
        },
        StepState::Skipped { reason } => ("skipped", format!("not sent, because {}", reason.words())),
        StepState::Grouped { .. } => ("grouped", format!("{}; {}", Reason::Grouped.words(), fate(message))),
        StepState::Released { .. } => ("released", fate(message)),
    };
    let gates = message.map_or(&[][..], |it| &it.gates).iter().map(gate).collect();
    StepWhy { step: record.step.clone(), version: record.version, at: record.at, state, explanation, gates }
}

/// That the visit was given free, which is told without a step.
fn notice(message: &Message) -> Option<StepWhy> {
    Some(StepWhy {
        step: message.spec.step.clone(),
        version: message.spec.covers.first()?.version,
        at: message.created_at,
        state: "released",
        explanation: fate(Some(message)),
        gates: message.gates.iter().map(gate).collect(),
    })
}

/// What became of a message, channel by channel.
fn fate(message: Option<&Message>) -> String {
    let Some(message) = message else { return "on its way to the sender".to_owned() };
    let each: Vec<String> = message
        .dispatches
        .iter()
        .map(|it| {
            let why = it.reason.map(|reason| format!(" ({})", reason.words())).unwrap_or_default();
            format!("{}: {}{why}", it.channel.as_str(), it.status.as_str())
        })
        .collect();
    match (each.is_empty(), message.phase) {
        (true, _) => "waits to be released".to_owned(),
        (false, Phase::Unsettled) => {
            format!("{}; the provider has not told what became of it", each.join("; "))
        }
        (false, _) => each.join("; "),
    }
}

fn gate(record: &GateRecord) -> GateWhy {
    let (verdict, reason, until, words) = match record.verdict {
        Verdict::Pass => ("pass", None, None, record.gate.passed().to_owned()),
        Verdict::WaitUntil(until, reason) => {
            let words = format!("waits until {until:.0}: {}", reason.words());
            ("wait", Some(reason), Some(until), words)
        }
        Verdict::OtherChannel(reason) => {
            ("other_channel", Some(reason), None, format!("takes another channel: {}", reason.words()))
        }
        Verdict::Stop(reason) => ("stop", Some(reason), None, format!("stopped: {}", reason.words())),
    };
    GateWhy { gate: record.gate.as_str(), verdict, reason, until, words }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::gate::Gate;

    use super::*;

    #[test]
    fn waits_are_told_in_whole_seconds() {
        let until = "2027-03-25T12:00:00.026748Z".parse().unwrap();
        let asked = GateRecord { gate: Gate::Pace, verdict: Verdict::WaitUntil(until, Reason::Pace) };
        assert_eq!(
            super::gate(&asked).words,
            "waits until 2027-03-25T12:00:00Z: the sender is as fast as it may be"
        );
    }
}
