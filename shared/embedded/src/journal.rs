//! What was asked of the table and the queues: for ledgers, which count what a deployment would be billed.
//!
//! Nothing is kept until somebody asks for it, and it is kept in memory only.

use ports::queue::QueueName;
use ports::table::{Item, Key};

use crate::Embedded;

/// A request that a deployment's adapters would make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// An item was read.
    Get {
        /// Under which key.
        key: Key,
    },
    /// A page of an index was read.
    Query,
    /// Items were written, in one request.
    Put {
        /// Each of them.
        writes: Vec<Write>,
        /// All or none of them, which is billed twice.
        together: bool,
    },
    /// Messages were put on a queue.
    Send {
        /// Which queue.
        queue: QueueName,
        /// How many.
        messages: usize,
    },
    /// A consumer was handed messages, at least one.
    Receive {
        /// From which queue.
        queue: QueueName,
        /// How many.
        messages: usize,
    },
}

/// An item before and after it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// As it was, if it was there.
    pub before: Option<Item>,
    /// As it is; a write that found a conflict is billed, too.
    pub after: Item,
}

impl Embedded {
    /// Keeps a journal from now on, and gives what was kept since the last call.
    #[must_use]
    pub fn take_journal(&self) -> Vec<Request> {
        self.journal().replace(Vec::new()).unwrap_or_default()
    }

    /// Keeps a request, if a journal is kept.
    pub(crate) fn note(&self, request: impl FnOnce() -> Request) {
        if let Some(kept) = self.journal().as_mut() {
            kept.push(request());
        }
    }

    /// Keeps what is about to be written, if a journal is kept.
    pub(crate) fn note_put<'a>(&self, items: impl Iterator<Item = &'a Item>, together: bool) {
        if self.journal().is_none() {
            return;
        }
        let before = |item: &Item| self.read(&item.key).ok().flatten();
        let writes = items.map(|it| Write { before: before(it), after: it.clone() }).collect();
        self.note(|| Request::Put { writes, together });
    }
}
