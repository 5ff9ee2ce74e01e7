//! The ports of a webhook function alone, to see what it puts on the queues, and what it answers when they refuse.

use std::sync::Mutex;

use embedded::Embedded;
use ports::directory::Directory;
use ports::queue::{Outgoing, Queue, QueueName};
use ports::{Absent, PortError, Ports};

/// A queue that keeps what it gets, or refuses everything.
pub(super) struct Recorder {
    refuses: bool,
    pub(super) kept: Mutex<Vec<(QueueName, Outgoing)>>,
}

pub(super) struct RecordingPorts {
    pub(super) queue: Recorder,
    store: Embedded,
    directory: Directory,
}

impl RecordingPorts {
    pub(super) fn new(refuses: bool) -> Self {
        Self {
            queue: Recorder { refuses, kept: Mutex::default() },
            store: Embedded::open(None).unwrap(),
            directory: Directory::new(vec![local::clinic_files::example()]),
        }
    }
}

impl Queue for Recorder {
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        if self.refuses {
            return Err(PortError::Unavailable { port: "queue", detail: "throttled".to_owned() });
        }
        self.kept.lock().unwrap().extend(messages.into_iter().map(|it| (queue, it)));
        Ok(())
    }
}

impl Ports for RecordingPorts {
    type Table = Embedded;
    type Queue = Recorder;
    type Timer = Embedded;
    type Gateway = Absent;

    fn table(&self) -> &Embedded {
        &self.store
    }
    fn queue(&self) -> &Recorder {
        &self.queue
    }
    fn timer(&self) -> &Embedded {
        &self.store
    }
    fn gateway(&self) -> &Absent {
        &Absent
    }
    fn directory(&self) -> &Directory {
        &self.directory
    }
}
