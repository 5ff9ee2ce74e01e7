//! The example clinic, an empty table, and queues that keep what they get.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::sync::{LazyLock, Mutex};
use std::task::{Context, Poll, Waker};

use domain::clinic::Clinic;
use domain::knowledge::{Passage, parse};
use domain::language::Language;
use domain::template::{Template, TemplateSet};
use frame::http::{Request, Response};
use ports::directory::Directory;
use ports::queue::{Outgoing, Queue, QueueName, check_outgoing};
use ports::table::{
    Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written, check_limit, check_put, check_transaction,
};
use ports::timer::Timer;
use ports::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, ToThreads, decode, encode};
use ports::{Absent, PortError, Ports};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::leak::{absent, masked};

/// The clinic's file, as it comes with Pulso.
pub(crate) const CLINIC_FILE: &str = include_str!("../../../infra/clinics/sol/clinic.toml");

/// The example clinic.
pub(crate) static CLINIC: LazyLock<Clinic> = LazyLock::new(|| {
    let mut clinic: Clinic = toml::from_str(CLINIC_FILE).expect("the clinic's file is valid");
    let mut templates = TemplateSet::default();
    for (language, text) in [
        (Language::Es, include_str!("../../../infra/clinics/sol/templates/es.toml")),
        (Language::En, include_str!("../../../infra/clinics/sol/templates/en.toml")),
        (Language::Pt, include_str!("../../../infra/clinics/sol/templates/pt.toml")),
    ] {
        let named: BTreeMap<String, Template> = toml::from_str(text).expect("the templates are valid");
        for (name, template) in named {
            templates.insert(name, language, template);
        }
    }
    clinic.templates = templates;
    clinic.knowledge = passages();
    clinic
});

fn passages() -> Vec<Passage> {
    macro_rules! passages {
        ($(($language:ident, $code:literal, $topic:literal)),+ $(,)?) => {
            [$(parse(
                $topic,
                Language::$language,
                include_str!(concat!("../../../infra/clinics/sol/knowledge/", $code, "/", $topic, ".md")),
            )
            .expect("the passages are valid")),+]
            .concat()
        };
    }
    passages![
        (Es, "es", "address"),
        (Es, "es", "bring"),
        (Es, "es", "hours"),
        (Es, "es", "insurers"),
        (En, "en", "address"),
        (En, "en", "bring"),
        (En, "en", "hours"),
        (En, "en", "insurers"),
        (Pt, "pt", "address"),
        (Pt, "pt", "bring"),
        (Pt, "pt", "hours"),
        (Pt, "pt", "insurers"),
    ]
}

/// Everything a function may use: nothing is on record, and what is sent is kept.
pub(crate) struct World {
    directory: Directory,
    kept: Mutex<Vec<(QueueName, Outgoing)>>,
}

impl World {
    pub(crate) fn new() -> Self {
        static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| Directory::new(vec![CLINIC.clone()]));
        Self { directory: DIRECTORY.clone(), kept: Mutex::default() }
    }

    /// What was put on the queues: each body reads back as itself, and neither its group nor its `Debug` names anybody.
    pub(crate) fn published(self) -> Vec<(QueueName, Outgoing)> {
        let kept = self.kept.into_inner().unwrap_or_default();
        for (queue, message) in &kept {
            absent("a queue's group", &message.group);
            read_back(*queue, &message.body);
        }
        kept
    }
}

/// Fails unless that queue's consumer reads the body as what was written.
fn read_back(queue: QueueName, body: &str) {
    fn check<T: Serialize + DeserializeOwned + std::fmt::Debug>(body: &str) {
        match decode::<T>(body) {
            Ok(message) => {
                assert_eq!(encode(&message), body, "a body reads back as another");
                masked("what a queue carries", &message);
            }
            Err(error) => panic!("a body that its consumer cannot read: {error}"),
        }
    }
    match queue {
        QueueName::Journeys => check::<ToJourneys>(body),
        QueueName::Threads => check::<ToThreads>(body),
        QueueName::Receipts => check::<ToReceipts>(body),
        QueueName::Outbound => check::<ToOutbound>(body),
        QueueName::Surveys => check::<ToSurveys>(body),
        QueueName::Notifications => panic!("no handler writes to the queue of AWS's topic"),
    }
}

impl Queue for World {
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        messages.iter().try_for_each(check_outgoing)?;
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.extend(messages.into_iter().map(|it| (queue, it)));
        Ok(())
    }
}

impl Table for World {
    async fn get(&self, _: &Key) -> Result<Option<Item>, PortError> {
        Ok(None)
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        check_put(&put).map(|()| Written::Yes)
    }

    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        check_transaction(&puts).map(|()| Written::Yes)
    }

    async fn due(
        &self,
        _: Minute,
        _: u8,
        _: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        check_limit(limit).map(|()| Page { entries: Vec::new(), next: None })
    }

    async fn list(&self, _: &str, _: &str, _: Option<&Cursor>, limit: u32) -> Result<Page<Key>, PortError> {
        check_limit(limit).map(|()| Page { entries: Vec::new(), next: None })
    }
}

impl Timer for World {
    async fn ensure(&self, _: Minute) -> Result<(), PortError> {
        Ok(())
    }
}

impl Ports for World {
    type Table = Self;
    type Queue = Self;
    type Timer = Self;
    type Gateway = Absent;

    fn table(&self) -> &Self {
        self
    }
    fn queue(&self) -> &Self {
        self
    }
    fn timer(&self) -> &Self {
        self
    }
    fn gateway(&self) -> &Absent {
        &Absent
    }
    fn directory(&self) -> &Directory {
        &self.directory
    }
}

/// The outcome of something that waits for nobody.
pub(crate) fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

/// The event in which API Gateway hands a request over.
pub(crate) fn event(method: &str, path: &str, query: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let headers: serde_json::Map<String, serde_json::Value> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let (body, encoded) = match std::str::from_utf8(body) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (base64(body), true),
    };
    serde_json::json!({
        "version": "2.0", "rawPath": path, "rawQueryString": query, "headers": headers,
        "requestContext": { "http": { "method": method, "path": path } },
        "body": body, "isBase64Encoded": encoded,
    })
    .to_string()
    .into_bytes()
}

/// Base64 with padding (RFC 4648 §4), written apart from what reads it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let six = usize::try_from(bits >> (18 - 6 * digit) & 63).unwrap_or(0);
            text.push(if digit <= chunk.len() { char::from(DIGITS[six]) } else { '=' });
        }
    }
    text
}

/// Fails unless an answer is one of the described ones: nothing here is ever out of order, and an error says which.
pub(crate) fn check_answer(request: &Request<'_>, answer: &Response) {
    let status = answer.status_code;
    let known = [200, 202, 400, 401, 403, 404, 405, 409, 410, 413, 422];
    assert!(known.contains(&status), "{} {}: {status} {}", request.method, request.path, answer.body);
    if status >= 400 && answer.headers.get("content-type").is_some_and(|it| it == "application/json") {
        let error: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        for part in ["code", "message"] {
            let said = error["error"][part].as_str().unwrap_or_default();
            assert!(!said.is_empty(), "{status} names no {part}: {}", answer.body);
        }
    }
}
