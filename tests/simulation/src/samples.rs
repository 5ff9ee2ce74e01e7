//! What a world stores and puts on its queues, few of it, in which everything occurs: fixtures for later releases,
//! which have to read what this one wrote.
//!
//! Taken as it is written, so that what is soon over is among it. What does not read today, the poison of a world, is
//! left out.

use std::collections::{BTreeMap, BTreeSet};

use ports::queue::QueueName;
use ports::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, ToThreads, decode};
use serde_json::Value;

/// Bodies by what they are: the kind of an item (`case`), or a queue (`queue journeys`).
#[derive(Debug, Clone, Default)]
pub struct Samples {
    kept: BTreeMap<String, Vec<Value>>,
    shown: BTreeMap<String, BTreeSet<String>>,
}

impl Samples {
    /// Those that are needed to show everything, by what they are.
    #[must_use]
    pub fn needed(self) -> BTreeMap<String, Vec<Value>> {
        self.kept.into_iter().map(|(kind, all)| (kind, needed(all))).collect()
    }

    /// An item was stored.
    pub(crate) fn item(&mut self, key: &str, body: &str) {
        self.note(key.split('#').next().unwrap_or_default().to_owned(), body);
    }

    /// A message was put on a queue.
    pub(crate) fn message(&mut self, queue: QueueName, body: &str) {
        let reads = match queue {
            QueueName::Journeys => decode::<ToJourneys>(body).is_ok(),
            QueueName::Threads => decode::<ToThreads>(body).is_ok(),
            QueueName::Surveys => decode::<ToSurveys>(body).is_ok(),
            QueueName::Outbound => decode::<ToOutbound>(body).is_ok(),
            QueueName::Receipts => decode::<ToReceipts>(body).is_ok(),
            // These are AWS's own.
            QueueName::Notifications => false,
        };
        if reads {
            self.note(format!("queue {}", queue.as_str()), body);
        }
    }

    fn note(&mut self, kind: String, body: &str) {
        let Ok(body) = serde_json::from_str::<Value>(body) else { return };
        let shown = self.shown.entry(kind.clone()).or_default();
        let before = shown.len();
        shown.extend(shown_by(&body));
        if shown.len() > before {
            self.kept.entry(kind).or_default().push(body);
        }
    }
}

/// Leaves out, the largest first, whatever shows nothing that no other one shows.
fn needed(mut all: Vec<Value>) -> Vec<Value> {
    all.sort_by_key(|it| std::cmp::Reverse(it.to_string().len()));
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for shown in all.iter().flat_map(shown_by) {
        *times.entry(shown).or_default() += 1;
    }
    all.retain(|body| {
        let shown = shown_by(body);
        let alone = shown.iter().any(|it| times.get(it) == Some(&1));
        if !alone {
            for it in &shown {
                times.entry(it.clone()).and_modify(|times| *times -= 1);
            }
        }
        alone
    });
    all
}

/// What a body shows: fields, absences, and the names that fields have as their values.
fn shown_by(body: &Value) -> BTreeSet<String> {
    let mut shown = BTreeSet::new();
    walk("", body, &mut shown);
    shown
}

fn walk(at: &str, value: &Value, shown: &mut BTreeSet<String>) {
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|it| it.is_ascii_lowercase() || it == b'_') && text.len() < 40
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                walk(&format!("{at}.{}", if is_name(name) { name } else { "*" }), value, shown);
            }
        }
        Value::Array(values) => values.iter().for_each(|it| walk(&format!("{at}[]"), it, shown)),
        Value::String(text) if is_name(text) => {
            shown.insert(format!("{at}={text}"));
        }
        Value::Null => {
            shown.insert(format!("{at}=null"));
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            shown.insert(at.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_of_its_own_is_not_kept() {
        let mut samples = Samples::default();
        for body in [
            r#"{"id":"a1","state":"open","note":null}"#,
            r#"{"id":"a2","state":"open","note":null}"#,
            r#"{"id":"a3","state":"closed","note":"x1"}"#,
            r#"{"id":"a4","state":"open","note":"x2","more":[{"kind":"new"}]}"#,
        ] {
            samples.item("case#sol#a", body);
        }
        samples.message(QueueName::Journeys, "poison");
        let needed = samples.needed();
        let ids: Vec<&Value> = needed["case"].iter().map(|it| &it["id"]).collect();
        assert_eq!(ids, ["a4", "a3", "a1"]);
        assert_eq!(needed.len(), 1);
    }
}
