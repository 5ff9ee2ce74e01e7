//! Many take from one sender at once: who loses against the others every time waits for its pace, and is sent seconds
//! later. Who loses the day's last place in the portfolio is told by another channel, not the day after.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::delivery::Channel;
use domain::gate::{Gate, GateRecord, Verdict};
use domain::message::{DispatchStatus, Message, Phase};
use domain::reason::Reason;
use embedded::Embedded;
use jiff::SignedDuration;
use local::clinic_files;
use ports::PortError;
use ports::commit::load;
use ports::queue::QueueName;
use ports::records::message_key;
use ports::table::{Put, Table as _, Written};

use crate::intent::{confirmation, credentials};
use crate::intercepted::{Intercept, Intercepted};
use crate::test_ports::TestPorts;

/// A table on which, while it is busy, somebody else has always just written the sender.
struct Contended {
    table: Embedded,
    is_busy: Arc<AtomicBool>,
}

impl Intercept for Contended {
    fn table(&self) -> &Embedded {
        &self.table
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        if put.item.key.0.starts_with("sender#") && self.is_busy.load(Ordering::SeqCst) {
            return Ok(Written::Conflict);
        }
        self.table.put(put).await
    }
}

/// A table on which somebody else counts the same just before the first count of a portfolio is stored.
struct Outrun {
    table: Embedded,
    was_outrun: AtomicBool,
}

impl Intercept for Outrun {
    fn table(&self) -> &Embedded {
        &self.table
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        if put.item.key.0.starts_with("account#") && !self.was_outrun.swap(true, Ordering::SeqCst) {
            assert_eq!(self.table.put(put.clone()).await?, Written::Yes);
        }
        self.table.put(put).await
    }
}

#[tokio::test]
async fn who_loses_the_portfolios_last_place_is_told_by_another_channel() {
    let mut clinic = clinic_files::example();
    clinic.senders.whatsapp.as_mut().unwrap().messaging_limit = 1;
    let table = Embedded::open(None).unwrap();
    let (said, message) = confirmation(&TestPorts::new(table.clone(), &clinic), &clinic).await;
    let outrun = Intercepted(Outrun { table, was_outrun: AtomicBool::new(false) });
    let ports = TestPorts::new(outrun, &clinic);
    sender::handle_outbound(&ports, &credentials(), &said, message.created_at).await.unwrap();
    let stored: Message = load(&ports, &message_key(&message.spec.id)).await.unwrap().unwrap();
    let dispatch = stored.dispatch(Channel::Whatsapp).unwrap();
    let ended = (dispatch.status, dispatch.attempts, dispatch.reason);
    assert_eq!(ended, (DispatchStatus::Suppressed, 0, Some(Reason::PortfolioLimit)));
    assert_eq!(stored.dispatch(Channel::Sms).unwrap().attempts, 1, "{stored:?}");
}

#[tokio::test]
async fn who_always_loses_against_others_waits_for_the_senders_pace() {
    let clinic = clinic_files::example();
    let table = Embedded::open(None).unwrap();
    let (said, message) = confirmation(&TestPorts::new(table.clone(), &clinic), &clinic).await;
    let is_busy = Arc::new(AtomicBool::new(true));
    let contended = Intercepted(Contended { table, is_busy: Arc::clone(&is_busy) });
    let ports = TestPorts::new(contended, &clinic);
    let now = message.created_at;
    sender::handle_outbound(&ports, &credentials(), &said, now).await.unwrap();
    let stored = async || -> Message { load(&ports, &message_key(&message.spec.id)).await.unwrap().unwrap() };
    let waits = stored().await;
    let due = waits.due.unwrap();
    assert!(due > now && due <= now + SignedDuration::from_secs(5), "{due}");
    let verdict = Verdict::WaitUntil(due, Reason::Pace);
    assert_eq!(waits.gates.last(), Some(&GateRecord { gate: Gate::Pace, verdict }));
    let dispatch = waits.dispatch(Channel::Whatsapp).unwrap();
    assert_eq!((waits.phase, dispatch.attempts, dispatch.reason), (Phase::Waiting, 0, Some(Reason::Pace)));
    // Its record comes back by then, and it goes out.
    is_busy.store(false, Ordering::SeqCst);
    let (queue, again) = ports.take_sent().pop().unwrap();
    assert_eq!(queue, QueueName::Outbound);
    sender::handle_outbound(&ports, &credentials(), &again, due).await.unwrap();
    let called = stored().await;
    let dispatch = called.dispatch(Channel::Whatsapp).unwrap();
    assert_eq!((dispatch.attempts, dispatch.reason), (1, None));
}
