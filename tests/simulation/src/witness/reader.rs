//! Who was reached: the person a message is for, by one channel at a time, and told nothing that refers to what they
//! were never told.

use domain::delivery::Channel;
use domain::ids::PatientId;
use domain::message::{Dispatch, DispatchStatus, Message, MessageSpec, Phase, Recipient};
use domain::patient::Patient;
use domain::phone::Identity;
use domain::reason::Reason;

use crate::state::State;

/// A message whose step does not say when it counts as not delivered is waited for as long as this.
const UNREPORTED_MINUTES: u32 = 24 * 60;

/// What is wrong with whom a provider was given a message for, by what is stored of its patients; that it is what their
/// clinics told last is looked at when the world is at rest.
pub(super) fn wrong(state: &State, index: usize, spec: &MessageSpec) -> Option<&'static str> {
    let Recipient::Patient(id) = &spec.to else { return None };
    let sent = &state.carrier.sent[index];
    let life = &state.life;
    let clinic = life.places.iter().position(|it| it.clinic.id == spec.clinic)?;
    let of = |id: &PatientId| life.by_id.get(&(clinic, id.as_str().to_owned())).map(|it| &life.patients[*it]);
    if of(id).is_none() {
        return Some("a message was sent to a patient of no clinic here");
    }
    let (standing, looked_at) = super::standing(state, &spec.clinic, id);
    let channel = Channel::parse(sent.channel)?;
    let person = life.person(&sent.to);
    let reached = |it: &Patient| match it.identity(channel) {
        Some(Identity::Phone(number)) => life.person(number.expose()) == person,
        Some(Identity::WhatsappUser(user)) => life.person(user.expose()) == person,
        Some(Identity::Email(address)) => *address.expose() == sent.to,
        None => false,
    };
    // What became another number, or another record's, a moment ago may have been read before.
    let since = state.now - super::READ_TO_WRITE_MS;
    let read_before =
        looked_at.iter().filter_map(|it| state.witness.numbers.get(it)).any(|(number, before)| {
            let replaced = before.as_ref().is_some_and(|(old, at)| *at > since && life.person(old) == person);
            let gave_way = super::written_lately(state, &looked_at) && life.person(number) == person;
            replaced || gave_way
        });
    (!standing.as_ref().is_some_and(reached) && !read_before).then_some("a message went to somebody else")
}

/// Whether a message refers to one that no provider was ever called for.
pub(super) fn refers_to_nothing(state: &State, spec: &MessageSpec) -> bool {
    let known =
        |id| state.witness.message(id).is_some_and(|it| it.dispatches.iter().any(|it| it.attempts > 0));
    spec.only_after.as_ref().is_some_and(|it| !known(it.as_str()))
}

/// Whether a message of several visits ended without arriving, as it does when one of them is moved before a further
/// channel could say it: the others then speak for themselves.
pub(super) fn left_unsaid(state: &State, id: &str) -> bool {
    let arrived = |it: &Dispatch| matches!(it.status, DispatchStatus::Delivered | DispatchStatus::Read);
    state.witness.message(id).is_some_and(|it| {
        it.phase == Phase::Ended && it.spec.covers.len() > 1 && !it.dispatches.iter().any(arrived)
    })
}

/// Whether a message is claimed on a further channel while the one before still has time to bring it or to be read.
pub(super) fn too_early(message: &Message, channel: Channel, now: i64, slack_ms: i64) -> bool {
    let mut before = message.dispatches.iter().filter(|it| it.channel != channel);
    before.any(|it| {
        let on_its_way = matches!(it.reason, Some(Reason::Undelivered | Reason::Unread))
            && it.status != DispatchStatus::Failed;
        (on_its_way || it.reason == Some(Reason::Unsettled)) && !waited_for(&message.spec, it, now, slack_ms)
    })
}

/// Whether a dispatch had its time to arrive, or to be read.
pub(super) fn waited_for(spec: &MessageSpec, dispatch: &Dispatch, now: i64, slack_ms: i64) -> bool {
    let over = |since: Option<jiff::Timestamp>, minutes: Option<u32>| {
        let minutes = minutes.map_or(i64::MAX / 2, i64::from);
        since.is_some_and(|it| {
            now + slack_ms >= it.as_millisecond().saturating_add(minutes.saturating_mul(60_000))
        })
    };
    let undelivered = Some(spec.undelivered_after_minutes.unwrap_or(UNREPORTED_MINUTES));
    match dispatch.reason {
        Some(Reason::Undelivered) => over(dispatch.accepted_at, undelivered),
        Some(Reason::Unsettled) => over(Some(dispatch.at), undelivered),
        Some(Reason::Unread) => over(Some(dispatch.at), spec.unread_after_minutes),
        _ => true,
    }
}
