//! What must hold when a world has come to rest: nothing is on its way, everything planned has an end, every answer
//! was heard, and what the product believes is what phones received.

use std::collections::BTreeMap;

use domain::case::{Case, CaseState};
use domain::ids::ThreadId;
use domain::message::{DispatchStatus, Message, Phase};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::{INBOUND_MAX, Thread};
use ports::queue::QueueName;
use ports::records::thread_key;

use super::stored_state;
use crate::state::State;

/// Checks a world at rest.
pub(crate) fn finally(state: &mut State, running: usize) {
    state.witness.now = state.now;
    if running > 0 {
        state.witness.violation("a function still runs a day after the last trouble");
    }
    for queue in QueueName::ALL {
        let left = state.queues.len(queue);
        if left > 0 {
            let words = format!("{left} messages are still on the queue {}", queue.as_str());
            state.witness.violation(&words);
        }
        let dead: Vec<String> = state
            .queues
            .dead(queue)
            .iter()
            .filter(|it| !crate::poison::is_poison(&it.body))
            .map(|it| it.body.chars().take(160).collect())
            .collect();
        for body in dead {
            state.witness.violation(&format!("a dead letter on {}: {body}", queue.as_str()));
        }
    }
    messages(state);
    cases(state);
    super::steps::check(state);
    visits(state);
    patients(state);
    heard(state);
    beliefs(state);
    super::counts::check(state);
    super::account::check(state);
    super::campaigns::check(state);
}

fn messages(state: &mut State) {
    let unfinished: Vec<(String, String)> = state
        .items
        .of_kind("message#")
        .into_iter()
        .filter_map(|it| stored_state::<Message>(&it.body))
        .filter(|it| it.phase != Phase::Ended)
        .map(|it| (format!("{} is {:?} for ever", it.spec.step, it.phase), it.spec.id.to_string()))
        .collect();
    for (words, id) in unfinished {
        state.witness.violation_about(&words, id);
    }
}

fn cases(state: &mut State) {
    let cases: Vec<Case> =
        state.items.of_kind("case#").into_iter().filter_map(|it| stored_state(&it.body)).collect();
    let mut held: BTreeMap<(String, String), String> = BTreeMap::new();
    for case in &cases {
        if let (Some(slot), true) = (&case.slot, case.state.is_ahead() || case.state == CaseState::Completed)
        {
            let whose = (case.clinic.to_string(), slot.to_string());
            let connected = state
                .life
                .places
                .iter()
                .any(|it| it.clinic.id == case.clinic && it.clinic.slot_system.is_some());
            let booked = (format!("{}.example", case.clinic), slot.to_string());
            if connected && !state.carrier.booked.contains_key(&booked) {
                let words = format!("{} stands on a slot that its clinic's system never booked", case.id);
                state.witness.violation_about(&words, case.id.to_string());
            }
            if let Some(other) = held.insert(whose, case.id.to_string()) {
                let words = format!("{other} and {} have the same slot", case.id);
                state.witness.violation_about(&words, case.id.to_string());
            }
        }
    }
}

/// Every visit ended as its clinic said last.
fn visits(state: &mut State) {
    for index in 0..state.life.visits.len() {
        let visit = &state.life.visits[index];
        let Some(last) = visit.tells.last().map(|it| &state.life.tells[*it]) else { continue };
        if visit.tells.iter().any(|it| state.life.tells[*it].taken_at.is_none()) {
            let words = format!("an event of {} was never taken", visit.id);
            state.witness.violation(&words);
            continue;
        }
        let clinic = &state.life.places[visit.clinic].clinic.id;
        let key = format!("case#{clinic}#{}", visit.id);
        let (change, id) = (last.change, visit.id.clone());
        let Some(case) = state.items.get(&key).and_then(|it| stored_state::<Case>(&it.body)) else {
            state.witness.violation(&format!("the visit {id} is not on record"));
            continue;
        };
        // Where the clinic put it last is where it stands, unless its patient has moved it since.
        let start = visit.tells.iter().rev().find_map(|it| state.life.tells[*it].start);
        if let (Some(start), None, None) = (start, &case.slot, &case.moved_from)
            && case.anchor.at.as_millisecond() != start
        {
            let words = format!("a visit stands at another hour than its clinic said: {id}");
            state.witness.violation_about(&words, id.clone());
        }
        let wanted: &[CaseState] = match change {
            "cancelled" => &[CaseState::Cancelled],
            "completed" => &[CaseState::Completed],
            "missed" => &[CaseState::Missed],
            _ => continue,
        };
        if !wanted.contains(&case.state) {
            let words = format!("{id} is {} after {change}", case.state.as_str());
            state.witness.violation_about(&words, id);
        }
    }
}

/// Every patient's number is the one that the clinic told last.
fn patients(state: &mut State) {
    let mut last: BTreeMap<String, (String, String)> = BTreeMap::new();
    for tell in &state.life.tells {
        let event: serde_json::Value = serde_json::from_slice(&tell.body).unwrap_or_default();
        let (patient, at) = (&event["patient"], event["occurred_at"].as_str());
        let (Some(id), Some(phone), Some(at)) = (patient["id"].as_str(), patient["phone"].as_str(), at)
        else {
            continue;
        };
        let key = format!("patient#{}#{id}", state.life.places[tell.clinic].clinic.id);
        let known = last.entry(key).or_default();
        // Instants of one form and zone, to the millisecond, but for those of full seconds.
        let at =
            at.parse().map_or(String::new(), |it: jiff::Timestamp| format!("{:020}", it.as_millisecond()));
        if at > known.0 {
            *known = (at, phone.to_owned());
        }
    }
    let mut wrong = Vec::new();
    for (key, (_, phone)) in last {
        let stored = state.items.get(&key).and_then(|it| stored_state::<Patient>(&it.body));
        let Some(stored) = stored else { continue };
        let is = stored.phone.as_ref().map(|it| it.expose().to_owned());
        if stored.merged_into.is_none() && is.as_ref() != Some(&phone) {
            wrong.push(format!("{key} has another number than its clinic said last"));
        }
    }
    for words in wrong {
        state.witness.violation(&words);
    }
}

/// Everything that people wrote, and a webhook brought, stands on their conversation.
fn heard(state: &mut State) {
    let mut lost = Vec::new();
    for said in state.life.said.iter().filter(|it| it.taken_at.is_some()) {
        let clinic = &state.life.places[state.carrier.numbers[said.number].clinic].clinic.id;
        let phone = state.life.phone(&said.from);
        let identities = [
            E164::new(&said.from).ok().map(Identity::Phone),
            Some(Identity::WhatsappUser(Phi::new(phone.user_id))),
        ];
        let ids: Vec<_> =
            identities.into_iter().flatten().map(|it| Thread::new(clinic.clone(), it).id).collect();
        let thread = |it: &ThreadId| -> Option<Thread> {
            state.items.get(&thread_key(it).0).and_then(|it| stored_state(&it.body))
        };
        let mut threads: Vec<Thread> = ids.iter().filter_map(thread).collect();
        // A number that is not shown any more may have been known before.
        let tied: Vec<Thread> =
            threads.iter().filter_map(|it| it.same_as.as_ref()).filter_map(thread).collect();
        threads.extend(tied);
        let known = threads.iter().any(|it| {
            it.inbound.len() >= INBOUND_MAX - 1 || it.inbound.iter().any(|it| it.id == said.provider_id)
        });
        if !known {
            let words = format!("what {} wrote was lost: {:?}", said.provider_id, said.text);
            lost.push((words, ids.first().map(ToString::to_string).unwrap_or_default()));
        }
    }
    for (words, thread) in lost {
        state.witness.violation_about(&words, thread);
    }
}

/// What is believed of a message is what its phone received.
fn beliefs(state: &mut State) {
    let mut wrong = Vec::new();
    for sent in &state.carrier.sent {
        let doubled = state.witness.taken.get(&sent.reference).is_some_and(|it| *it > 1);
        if doubled || (sent.channel == "sms" && state.witness.given_up > 0) {
            continue;
        }
        let Some((id, channel)) = Message::parse_dispatch_id(&sent.reference) else { continue };
        let Some(known) = state.witness.known.get(id.as_str()) else { continue };
        let status = known.message.dispatch(channel).map_or(DispatchStatus::Queued, |it| it.status);
        let right = match sent.reported {
            2 => matches!(status, DispatchStatus::Delivered),
            3 => matches!(status, DispatchStatus::Read),
            9 => matches!(status, DispatchStatus::Failed),
            _ => !matches!(status, DispatchStatus::Delivered | DispatchStatus::Read),
        };
        if !right {
            let words = format!(
                "the product believes {} of a message that is {} on {}",
                status.as_str(),
                ["taken", "sent", "delivered", "read"].get(usize::from(sent.reported)).unwrap_or(&"failed"),
                channel.as_str(),
            );
            wrong.push((words, id.as_str().to_owned()));
        }
    }
    for (words, about) in wrong {
        state.witness.violation_about(&words, about);
    }
}
