//! Which states of a message met which events, and what the gates said: read off what is stored, for the table of
//! coverage.

use domain::gate::Verdict;
use domain::message::{Message, Phase};

use super::Known;
use crate::faults::Coverage;

/// Counts what happened between two stored states of a message.
pub(super) fn message(
    coverage: &mut Coverage,
    before: Option<&Known>,
    after: &Message,
    run: u64,
    record: &str,
) {
    let phase = before.map_or(Phase::Waiting, |it| it.phase);
    let asked_anew = before.is_none_or(|it| it.message.gates != after.gates);
    let attempts = |it: &Message| it.dispatches.iter().map(|it| it.attempts).sum::<u32>();
    let event = if before.is_some_and(|it| attempts(after) < attempts(&it.message)) {
        "withdrawn"
    } else if asked_anew || (phase == Phase::Waiting && after.phase == Phase::Sending) {
        "judged"
    } else if phase == Phase::Sending && before.is_some_and(|it| it.claimed_by == run) {
        "answered"
    } else if record == "receipt" {
        "reported"
    } else {
        "woken"
    };
    *coverage.messages.entry((name_of(phase), event)).or_default() += 1;
    if asked_anew {
        for record in &after.gates {
            *coverage.asked.entry((record.gate.as_str(), outcome_of(&record.verdict))).or_default() += 1;
        }
    }
}

/// All names of what happens to a message.
pub(crate) const EVENTS: [&str; 5] = ["judged", "withdrawn", "answered", "reported", "woken"];
/// All names of what a gate can say.
pub(crate) const OUTCOMES: [&str; 4] = ["pass", "wait", "other_channel", "stop"];

/// A phase's name in the table.
pub(crate) const fn name_of(phase: Phase) -> &'static str {
    match phase {
        Phase::Waiting => "waiting",
        Phase::Sending => "sending",
        Phase::Unsettled => "unsettled",
        Phase::Accepted => "accepted",
        Phase::Ended => "ended",
    }
}

const fn outcome_of(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => OUTCOMES[0],
        Verdict::WaitUntil(..) => OUTCOMES[1],
        Verdict::OtherChannel(_) => OUTCOMES[2],
        Verdict::Stop(_) => OUTCOMES[3],
    }
}
