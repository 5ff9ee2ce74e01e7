//! The queues: visible, hidden and dead messages, handed out group by group.
//!
//! Whoever drives them is told when a message becomes visible ([`Queues::send`], [`Queues::receive`] give instants)
//! and says so with [`Queues::show`].

use std::collections::{BTreeMap, HashMap, VecDeque};

use ports::queue::{Outgoing, QueueName};

use super::RECEIVES_MAX;

/// A message that was handed out.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) id: u64,
    /// Names this reception.
    pub(crate) receipt: u32,
    pub(crate) body: String,
    #[cfg(test)]
    pub(crate) group: String,
}

/// A message that nobody could handle.
#[derive(Debug, Clone)]
pub(crate) struct Dead {
    pub(crate) body: String,
    pub(crate) group: String,
}

struct Message {
    body: String,
    group: String,
    receives: u32,
    visible: bool,
}

/// One queue. Groups take turns, so that a burst of one does not delay another.
#[derive(Default)]
struct One {
    messages: HashMap<u64, Message>,
    visible: BTreeMap<String, VecDeque<u64>>,
    /// The group that was served last.
    served: String,
    dead: Vec<Dead>,
}

/// All queues.
#[derive(Default)]
pub(crate) struct Queues {
    queues: BTreeMap<QueueName, One>,
    ids: u64,
}

impl Queues {
    /// Puts a message on a queue. It is visible once [`Self::show`] is called with its id: at once, or after its delay.
    pub(crate) fn send(&mut self, queue: QueueName, message: &Outgoing) -> u64 {
        self.ids += 1;
        let (body, group) = (message.body.clone(), message.group.clone());
        let stored = Message { body, group, receives: 0, visible: false };
        self.queues.entry(queue).or_default().messages.insert(self.ids, stored);
        self.ids
    }

    /// Makes a message visible that was sent or is in somebody's hands under that receipt (0: never received).
    /// Whether there is such a message.
    pub(crate) fn show(&mut self, queue: QueueName, id: u64, receipt: u32) -> bool {
        let Some(one) = self.queues.get_mut(&queue) else { return false };
        let Some(message) = one.messages.get_mut(&id) else { return false };
        if message.visible || message.receives != receipt {
            return false;
        }
        if message.receives >= RECEIVES_MAX {
            if let Some(message) = one.messages.remove(&id) {
                one.dead.push(Dead { body: message.body, group: message.group });
            }
            return false;
        }
        message.visible = true;
        let group = message.group.clone();
        one.visible.entry(group).or_default().push_back(id);
        true
    }

    /// Hands out up to `max` messages; `pick` chooses among those of a group that are visible (0 is the oldest).
    pub(crate) fn receive(
        &mut self,
        queue: QueueName,
        max: usize,
        mut pick: impl FnMut(usize) -> usize,
    ) -> Vec<Received> {
        let one = self.queues.entry(queue).or_default();
        let mut received = Vec::new();
        while received.len() < max {
            let next = one
                .visible
                .range::<String, _>((std::ops::Bound::Excluded(&one.served), std::ops::Bound::Unbounded));
            let Some(group) = next.map(|it| it.0).next().or_else(|| one.visible.keys().next()).cloned()
            else {
                break;
            };
            let Some(ids) = one.visible.get_mut(&group) else { break };
            let chosen = pick(ids.len()).min(ids.len() - 1);
            let id = ids.remove(chosen);
            if ids.is_empty() {
                one.visible.remove(&group);
            }
            one.served = group;
            let Some(message) = id.and_then(|id| one.messages.get_mut(&id).map(|it| (id, it))) else {
                continue;
            };
            let (id, message) = message;
            message.visible = false;
            message.receives += 1;
            received.push(Received {
                id,
                receipt: message.receives,
                body: message.body.clone(),
                #[cfg(test)]
                group: message.group.clone(),
            });
        }
        received
    }

    /// Deletes a message by its newest receipt; an older one deletes nothing.
    pub(crate) fn delete(&mut self, queue: QueueName, id: u64, receipt: u32) {
        let Some(one) = self.queues.get_mut(&queue) else { return };
        if one.messages.get(&id).is_some_and(|it| it.receives == receipt && !it.visible) {
            one.messages.remove(&id);
        }
    }

    /// How many messages can be handed out.
    pub(crate) fn visible(&self, queue: QueueName) -> usize {
        self.queues.get(&queue).map_or(0, |it| it.visible.values().map(VecDeque::len).sum())
    }

    /// How many messages are on the queue, hidden ones too.
    pub(crate) fn len(&self, queue: QueueName) -> usize {
        self.queues.get(&queue).map_or(0, |it| it.messages.len())
    }

    /// The dead letters, oldest first.
    pub(crate) fn dead(&self, queue: QueueName) -> &[Dead] {
        self.queues.get(&queue).map_or(&[], |it| it.dead.as_slice())
    }

    /// Takes the dead letters away, to put them back on their queue or to look at them.
    pub(crate) fn take_dead(&mut self, queue: QueueName) -> Vec<Dead> {
        self.queues.get_mut(&queue).map_or_else(Vec::new, |it| std::mem::take(&mut it.dead))
    }
}
