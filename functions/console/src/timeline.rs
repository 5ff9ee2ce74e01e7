//! What happened to a case and to its messages: in words for people, and the same as fields for programs.

use std::collections::BTreeMap;

use domain::case::{Answer, Case, Handover, Happened};
use domain::delivery::Channel;
use domain::event::AppointmentChange;
use domain::ids::MessageId;
use domain::message::{Dispatch, DispatchStatus, Message};
use domain::reason::Reason;
use jiff::Timestamp;
use serde::Serialize;

#[derive(Serialize)]
pub(crate) struct EntryView {
    at: Timestamp,
    kind: &'static str,
    text: String,
    #[serde(flatten)]
    facts: Facts,
}

/// What an entry's words tell, as fields. No field holds what a patient wrote.
#[derive(Serialize)]
#[serde(untagged)]
enum Facts {
    Nothing,
    Version {
        version: u32,
    },
    Ignored {
        change: AppointmentChange,
    },
    Offered {
        slots: u32,
        gone: bool,
    },
    Answered {
        answer: Answer,
        #[serde(skip_serializing_if = "Option::is_none")]
        channel: Option<Channel>,
    },
    Said {
        step: String,
    },
    LeftOut {
        step: String,
        reason: Reason,
    },
    HandedOver {
        handover: Handover,
    },
    Dispatched {
        step: String,
        channel: Channel,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
        #[serde(skip_serializing_if = "Option::is_none")]
        accepted: Option<bool>,
    },
}

/// All of it, in order.
pub(crate) fn of(case: &Case, messages: &BTreeMap<MessageId, Message>) -> Vec<EntryView> {
    let mut entries: Vec<EntryView> = case.timeline.iter().map(|it| happened(it.at, &it.what)).collect();
    for message in messages.values() {
        for dispatch in &message.dispatches {
            entries.push(dispatched(message, dispatch));
        }
    }
    entries.sort_by_key(|it| it.at);
    entries
}

fn happened(at: Timestamp, what: &Happened) -> EntryView {
    EntryView { at, kind: what.code(), text: what.words(), facts: facts(what) }
}

fn facts(what: &Happened) -> Facts {
    match what {
        Happened::Reassigned | Happened::Noticed | Happened::Pending | Happened::Confirmed => Facts::Nothing,
        Happened::Told { version, .. }
        | Happened::Withdrawn { version }
        | Happened::Rescheduled { version }
        | Happened::Released { version } => Facts::Version { version: *version },
        Happened::Ignored { change } => Facts::Ignored { change: *change },
        Happened::Offered { slots, gone } => Facts::Offered { slots: *slots, gone: *gone },
        Happened::Answered { answer, channel } => {
            Facts::Answered { answer: *answer, channel: Some(*channel) }
        }
        Happened::AnsweredOld { answer } => Facts::Answered { answer: *answer, channel: None },
        Happened::Said { step } | Happened::Grouped { step } => Facts::Said { step: step.clone() },
        Happened::Skipped { step, reason } | Happened::Stopped { step, reason } => {
            Facts::LeftOut { step: step.clone(), reason: *reason }
        }
        Happened::HandedOver { why } => Facts::HandedOver { handover: *why },
    }
}

fn dispatched(message: &Message, dispatch: &Dispatch) -> EntryView {
    let (step, channel) = (&message.spec.step, dispatch.channel.as_str());
    let why = dispatch.reason.map(|it| format!(", because {}", it.words())).unwrap_or_default();
    let accepted = dispatch.accepted_at.is_some();
    let text = match dispatch.status {
        DispatchStatus::Queued if accepted => format!("{step}: the provider has it, by {channel}"),
        DispatchStatus::Queued => format!("{step}: waits to be sent by {channel}{why}"),
        DispatchStatus::Sent => format!("{step}: sent by {channel}{why}"),
        DispatchStatus::Delivered => format!("{step}: delivered by {channel}{why}"),
        DispatchStatus::Read => format!("{step}: read by {channel}"),
        DispatchStatus::Failed => format!("{step}: failed by {channel}{why}"),
        DispatchStatus::Suppressed => format!("{step}: not sent by {channel}{why}"),
        DispatchStatus::Expired => format!("{step}: too late by {channel}{why}"),
    };
    let facts = Facts::Dispatched {
        step: step.clone(),
        channel: dispatch.channel,
        reason: dispatch.reason,
        accepted: (dispatch.status == DispatchStatus::Queued).then_some(accepted),
    };
    EntryView { at: dispatch.at, kind: dispatch.status.as_str(), text, facts }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn each_kind_has_its_own_fields() {
        let step = || "survey".to_owned();
        for (what, fields) in [
            (Happened::Pending, json!({ "kind": "pending" })),
            (
                Happened::Told { change: AppointmentChange::Moved, version: 2 },
                json!({ "kind": "moved", "version": 2 }),
            ),
            (
                Happened::Ignored { change: AppointmentChange::Booked },
                json!({ "kind": "ignored", "change": "booked" }),
            ),
            (
                Happened::Offered { slots: 3, gone: false },
                json!({ "kind": "offered", "slots": 3, "gone": false }),
            ),
            (
                Happened::AnsweredOld { answer: Answer::Cancel },
                json!({ "kind": "answered_old", "answer": "cancel" }),
            ),
            (Happened::Grouped { step: step() }, json!({ "kind": "grouped", "step": "survey" })),
            (
                Happened::Stopped { step: step(), reason: Reason::TooLate },
                json!({ "kind": "stopped", "step": "survey", "reason": "too_late" }),
            ),
            (
                Happened::HandedOver { why: Handover::WantsToMove },
                json!({ "kind": "handed_over", "handover": "wants_to_move" }),
            ),
        ] {
            let mut entry = serde_json::to_value(happened(Timestamp::UNIX_EPOCH, &what)).unwrap();
            let told = entry.as_object_mut().unwrap();
            assert_eq!(told.remove("text"), Some(Value::String(what.words())));
            assert!(told.remove("at").is_some());
            assert_eq!(entry, fields);
        }
    }
}
