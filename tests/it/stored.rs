//! What earlier releases stored and put on queues still reads, and says the same: a deployment is upgraded while items
//! lie in its table, and dead letters are put back days later.
//!
//! `tests/stored` has a file for each release, named after it; how one is made stands in docs/simulation.md.

use std::collections::BTreeMap;
use std::path::Path;

use domain::account::{Account, Sender};
use domain::case::Case;
use domain::ids::ClinicId;
use domain::message::Message;
use domain::patient::Patient;
use domain::slot::Slot;
use domain::survey::Survey;
use domain::survey::score::Tally;
use domain::thread::Thread;
use domain::thread::desk::Agent;
use domain::ticket::Ticket;
use domain::waiting::Waiting;
use embedded::Embedded;
use ports::directory::{configured, stored_body};
use ports::records::{FoundBy, Swept, clinic_key};
use ports::table::{Item, Put, Table as _, Written};
use ports::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, ToThreads, decode, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A body of an earlier release as this one would write it again.
type Rewrite = fn(&Value) -> Result<Value, String>;

const KINDS: [(&str, Rewrite); 20] = [
    ("account", item::<Account>),
    ("agent", item::<Agent>),
    ("case", item::<Case>),
    ("clinic", clinic),
    ("found", item::<FoundBy>),
    ("message", item::<Message>),
    ("patient", item::<Patient>),
    ("sender", item::<Sender>),
    ("slot", item::<Slot>),
    ("survey", item::<Survey>),
    ("sweep", item::<Swept>),
    ("tally", item::<Tally>),
    ("thread", item::<Thread>),
    ("ticket", item::<Ticket>),
    ("wait", item::<Waiting>),
    ("queue journeys", message::<ToJourneys>),
    ("queue outbound", message::<ToOutbound>),
    ("queue receipts", message::<ToReceipts>),
    ("queue surveys", message::<ToSurveys>),
    ("queue threads", message::<ToThreads>),
];

fn item<T: Serialize + DeserializeOwned>(body: &Value) -> Result<Value, String> {
    if body["v"] != 1 {
        return Err(format!("of version {}", body["v"]));
    }
    let state: T = serde_json::from_value(body["state"].clone()).map_err(|it| it.to_string())?;
    Ok(json!({ "v": 1, "state": state }))
}

/// A clinic's configuration is read by nobody but its directory.
fn clinic(body: &Value) -> Result<Value, String> {
    let (table, id) = (Embedded::open(None).unwrap(), ClinicId::new("sol").unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let item = Item {
            key: clinic_key(&id),
            revision: 1,
            body: body.to_string(),
            due: None,
            group: None,
            listing: None,
            expires_at: None,
        };
        assert_eq!(table.put(Put { item }).await.unwrap(), Written::Yes);
        let clinic = configured(&table, &id).await.map_err(|it| it.to_string())?.state.unwrap();
        Ok(serde_json::from_str(&stored_body(&clinic).unwrap()).unwrap())
    })
}

fn message<T: Serialize + DeserializeOwned>(body: &Value) -> Result<Value, String> {
    let message: T = decode(&body.to_string()).map_err(|it| it.to_string())?;
    Ok(serde_json::from_str(&encode(&message)).unwrap())
}

/// What the old body says and the new one does not.
fn lost(at: &str, old: &Value, new: Option<&Value>, found: &mut Vec<String>) {
    match (old, new) {
        // What is not there may be left out.
        (Value::Null, None) => {}
        (Value::Object(old), Some(Value::Object(new))) => {
            for (name, old) in old {
                lost(&format!("{at}.{name}"), old, new.get(name), found);
            }
        }
        (Value::Array(old), Some(Value::Array(new))) if old.len() == new.len() => {
            for (old, new) in old.iter().zip(new) {
                lost(&format!("{at}[]"), old, Some(new), found);
            }
        }
        (old, Some(new)) if old == new => {}
        (old, new) => found.push(format!("{at}: {old} became {new:?}")),
    }
}

fn wrong(kind: &str, body: &Value) -> Vec<String> {
    let Some((_, rewrite)) = KINDS.iter().find(|it| it.0 == kind) else {
        return vec![format!("{kind} is read by nobody")];
    };
    match rewrite(body) {
        Ok(again) => {
            let mut found = Vec::new();
            lost(kind, body, Some(&again), &mut found);
            found
        }
        Err(error) => vec![format!("{kind} does not read: {error}: {body}")],
    }
}

#[test]
fn what_earlier_releases_wrote_is_read_and_says_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stored");
    let releases: Vec<_> = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    assert!(!releases.is_empty());
    for release in releases {
        let text = std::fs::read_to_string(&release).unwrap();
        let samples: BTreeMap<String, Vec<Value>> = serde_json::from_str(&text).unwrap();
        let wrongs: Vec<String> =
            samples.iter().flat_map(|(kind, all)| all.iter().flat_map(|it| wrong(kind, it))).collect();
        assert_eq!(wrongs, Vec::<String>::new(), "{}", release.display());
        let missing: Vec<&str> =
            KINDS.iter().map(|it| it.0).filter(|it| !samples.contains_key(*it)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{}", release.display());
    }
}

#[test]
fn what_would_not_read_or_would_be_lost_is_found() {
    let sweep = json!({ "v": 1, "state": { "until": 7, "of_another_release": true } });
    assert_eq!(wrong("sweep", &sweep), ["sweep.state.of_another_release: true became None"]);
    assert_eq!(wrong("sweep", &json!({ "v": 2, "state": { "until": 7 } })).len(), 1);
    assert_eq!(wrong("sweep", &json!({ "v": 1, "state": {} })).len(), 1);
    assert_eq!(wrong("horoscope", &json!({})), ["horoscope is read by nobody"]);
    let due = json!({ "v": 1, "message": { "type": "minute_due", "minute": 7 } });
    assert_eq!(wrong("queue journeys", &due), Vec::<String>::new());
    assert_eq!(wrong("queue outbound", &due).len(), 1);
}
