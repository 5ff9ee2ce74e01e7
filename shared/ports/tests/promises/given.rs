//! What the tests begin with: an engine in memory, one on which somebody else is a moment earlier, and what they store.

use std::sync::Mutex;

use domain::clinic::Clinic;
use domain::decision::Decision;
use domain::ids::{ClinicId, PatientId};
use domain::message::Message;
use domain::patient::Patient;
use domain::slot::Slot;
use embedded::Embedded;
use jiff::Timestamp;
use ports::commit::{Aggregate, Together};
use ports::directory::Directory;
use ports::queue::Outgoing;
use ports::table::{Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written};
use ports::{Absent, PortError, Ports};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// All ports over a table, in memory.
pub(crate) struct Desk<T> {
    pub(crate) table: T,
    /// The queues and the timer.
    rest: Embedded,
    directory: Directory,
}

impl Desk<Embedded> {
    pub(crate) fn new() -> Self {
        Self::over(Embedded::open(None).unwrap())
    }

    /// What a crash between a write and its wake-up leaves: what is stored, and nothing to wake it.
    pub(crate) fn after_a_crash(&self) -> Self {
        Self::over(self.table.clone())
    }
}

impl<T: Table> Desk<T> {
    pub(crate) fn over(table: T) -> Self {
        Self { table, rest: Embedded::open(None).unwrap(), directory: Directory::default() }
    }

    /// The minutes that were made sure of, in order; each is told once.
    pub(crate) fn wakes(&self) -> Vec<Minute> {
        let fired = Outgoing { body: "{}".to_owned(), delay_seconds: 0, group: "timer".to_owned() };
        let mut minutes = Vec::new();
        while let Some(minute) = self.rest.next_timer().unwrap() {
            assert!(self.rest.fire_timer(minute, &fired).unwrap());
            minutes.push(minute);
        }
        minutes
    }
}

impl<T: Table> Ports for Desk<T> {
    type Table = T;
    type Queue = Embedded;
    type Timer = Embedded;
    type Gateway = Absent;

    fn table(&self) -> &T {
        &self.table
    }
    fn queue(&self) -> &Embedded {
        &self.rest
    }
    fn timer(&self) -> &Embedded {
        &self.rest
    }
    fn gateway(&self) -> &Absent {
        &Absent
    }
    fn directory(&self) -> &Directory {
        &self.directory
    }
}

/// A table on which somebody else stores the very same a moment before, this many times.
pub(crate) struct Rivalled {
    table: Embedded,
    times: Mutex<u32>,
}

impl Rivalled {
    pub(crate) fn new(times: u32) -> Self {
        Self { table: Embedded::open(None).unwrap(), times: Mutex::new(times) }
    }

    fn is_outrun(&self) -> bool {
        let mut times = self.times.lock().unwrap();
        let is_outrun = *times > 0;
        *times = times.saturating_sub(1);
        is_outrun
    }
}

impl Table for Rivalled {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        self.table.get(key).await
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        if self.is_outrun() {
            assert_eq!(self.table.put(put.clone()).await?, Written::Yes);
        }
        self.table.put(put).await
    }

    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        if self.is_outrun() {
            assert_eq!(self.table.transact(puts.clone()).await?, Written::Yes);
        }
        self.table.transact(puts).await
    }

    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        self.table.due(minute, shard, after, limit).await
    }

    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        self.table.list(list, prefix, after, limit).await
    }
}

/// How often somebody came: the smallest thing that is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visits {
    of: String,
    pub(crate) count: u32,
    due: Option<Timestamp>,
}

impl Visits {
    pub(crate) fn new(of: &str, count: u32, due: Option<Timestamp>) -> Self {
        Self { of: of.to_owned(), count, due }
    }
}

impl Aggregate for Visits {
    fn key(&self) -> Key {
        visits_key(&self.of)
    }
    fn due(&self) -> Option<Timestamp> {
        self.due
    }
}

pub(crate) fn visits_key(of: &str) -> Key {
    Key(format!("visits#{of}"))
}

/// What is decided of visits.
pub(crate) type Decided = Result<Decision<Visits, &'static str>, PortError>;

/// One visit more, to be woken then.
pub(crate) fn comes(
    of: &'static str,
    due: Option<Timestamp>,
) -> impl FnMut(Option<&Visits>) -> Decided + Send {
    move |known: Option<&Visits>| -> Decided {
        let count = known.map_or(0, |it| it.count) + 1;
        Ok(Decision::applied(Visits::new(of, count, due), vec!["counted"]))
    }
}

/// Stores what was not there.
pub(crate) async fn store<T: Table, A: Aggregate>(desk: &Desk<T>, state: &A) {
    let mut together = Together::default();
    together.add(state, 0).unwrap();
    assert_eq!(together.write(desk).await.unwrap(), Written::Yes);
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn made<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn sol() -> ClinicId {
    ClinicId::new("sol").unwrap()
}

/// A clinic with a number, a text number and an address of its own.
pub(crate) fn clinic(id: &str) -> Clinic {
    made(json!({
        "id": id, "name": "Clínica Sol", "phone": "+541143210000", "country": "AR",
        "time_zone": "America/Argentina/Buenos_Aires", "languages": ["es"],
        "senders": {
            "whatsapp": {
                "phone_number_id": format!("{id}-number"), "waba_id": format!("{id}-waba"),
                "portfolio_id": format!("{id}-portfolio"), "display_phone_number": "+541143210001",
                "messaging_limit": 250, "messages_per_second": 80
            },
            "sms": { "provider": "twilio", "from": format!("{id}-sms"), "messages_per_second": 1 },
            "email": { "from": format!("turnos@{id}.example"), "messages_per_second": 14 }
        },
        "release_hours": { "opens": "09:00", "closes": "21:00" },
        "policy": { "messages_per_day_max": 4, "messages_per_week_max": 12, "consent_implied": ["care"] },
        "rates": {
            "currency": "USD", "whatsapp_utility": 26_000, "whatsapp_marketing": 61_800, "sms_segment": 80_000,
            "email": 100
        },
        "journeys": []
    }))
}

pub(crate) fn patient(id: &str) -> Patient {
    Patient { told_at: at("2026-11-20T12:00:00Z"), ..Patient::new(sol(), PatientId::new(id).unwrap()) }
}

/// A message with what became of it on its channels.
pub(crate) fn message(id: &str, dispatches: &Value) -> Message {
    made(json!({
        "spec": {
            "id": id, "clinic": "sol", "to": { "kind": "patient", "of": "p1" }, "step": "reminder",
            "purpose": "care", "template": "reminder", "form": "template", "channels": ["whatsapp", "sms"],
            "covers": [], "not_after": "2026-11-26T13:30:00Z", "asks": true, "only_unanswered": true
        },
        "phase": "accepted", "channel_index": 0, "dispatches": dispatches, "gates": [],
        "due": "2026-11-25T14:00:00Z", "created_at": "2026-11-25T13:30:00Z", "resent_unsettled": false
    }))
}

/// A slot of an evening that is another day in UTC.
pub(crate) fn slot(state: &Value) -> Slot {
    made(json!({
        "clinic": "sol", "id": "s1",
        "start": {
            "local": "2026-11-26T22:30:00", "zone": "America/Argentina/Buenos_Aires", "at": "2026-11-27T01:30:00Z"
        },
        "modality": "on_site", "state": state, "told": { "occurred_at": "2026-11-20T12:00:00Z" }, "rounds": 0,
        "offers": [], "causes": []
    }))
}
