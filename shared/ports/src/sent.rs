//! Finding a message by the provider's id of it, among those that went to one person.
//!
//! Providers echo our own id, so nothing is stored to find a message by theirs. Two things name only theirs: a reply
//! that quotes the message, and a report without the echo. Both say who the person is, and few messages went to them.

use domain::delivery::Channel;
use domain::ids::MessageId;
use domain::message::Message;
use domain::thread::Thread;

use crate::commit::{AsRead, Revised, load_revised};
use crate::patients::standing_patient;
use crate::records::message_key;
use crate::{PortError, Ports};

/// The message, if one of `candidates` is known to that provider by that id.
pub async fn find<P: Ports>(
    ports: &P,
    candidates: impl Iterator<Item = &MessageId> + Send,
    channel: Channel,
    provider_id: &str,
) -> Result<Option<Revised<Message>>, PortError> {
    for id in candidates {
        let read: AsRead<Message> = load_revised(ports, &message_key(id)).await?;
        let is_it = |it: &Revised<Message>| {
            let dispatch = it.state.dispatch(channel);
            dispatch.is_some_and(|it| it.provider_id.as_deref() == Some(provider_id))
        };
        if let Some(found) = read.known().filter(is_it) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// What went to a person lately, newest first: what their thread remembers, and what its patients were sent.
pub async fn lately<P: Ports>(ports: &P, thread: &Thread) -> Result<Vec<MessageId>, PortError> {
    let asked = thread.asked.iter().rev().map(|it| it.message.clone());
    let mut messages: Vec<MessageId> = asked.collect();
    messages.extend(thread.spoken.iter().rev().map(|it| it.message.clone()));
    for link in &thread.patients {
        let Some(patient) = standing_patient(ports, &thread.clinic, &link.patient).await? else { continue };
        let sent = patient.sends.iter().rev().filter_map(|it| Message::parse_dispatch_id(&it.dispatch));
        messages.extend(sent.map(|(id, _)| id));
    }
    let mut known = std::collections::BTreeSet::new();
    messages.retain(|it| known.insert(it.clone()));
    Ok(messages)
}
