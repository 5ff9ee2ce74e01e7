//! Counting what is logged with a `metric`, and telling CloudWatch in its embedded metric format.
//!
//! Code far from the edge logs what happened, with `metric = "…"` and, if it is not one, `count = …`; nobody passes
//! counters around. Only the names in [`NAMES`] are counted.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// All metrics: every alarm and graph of the template is about one of these.
const NAMES: [&str; 17] = [
    "records_handled", "records_retried", "records_parked", "records_dropped", "requests", "lost_wakeups",
    "sender_stopped", "template_changed", "account_restricted", "account_warned", "portfolio_full",
    "messages_accepted", "messages_refused", "messages_unknown", "signatures_refused", "elements_oversized",
    "threads_overdue",
];

/// The namespace in CloudWatch.
const NAMESPACE: &str = "Pulso";
/// The field that names a metric.
const METRIC: &str = "metric";
/// The field that says how many.
const COUNT: &str = "count";

/// What was counted since the last report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counters(Arc<Mutex<[u64; NAMES.len()]>>);

impl Counters {
    /// The layer that counts. It asks for the lines that name a metric and no others: the SDK writes hundreds a request
    /// at the lowest level, which would all be made, and its spans kept, for a layer that might want them.
    pub(crate) fn filtered<S>(self) -> impl Layer<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        self.with_filter(filter_fn(|it| it.is_event() && it.fields().field(METRIC).is_some()))
    }

    fn add(&self, name: &str, count: u64) {
        if let Some(position) = NAMES.iter().position(|it| *it == name) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)[position] += count;
        }
    }

    /// The report of what was counted, which starts the count again; `None` if nothing was.
    pub(crate) fn take(&self, function: &str, now: Timestamp) -> Option<String> {
        let counted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let counted: Vec<(&str, u64)> = NAMES.into_iter().zip(counted).filter(|it| it.1 > 0).collect();
        if counted.is_empty() {
            return None;
        }
        let metrics: Vec<Value> =
            counted.iter().map(|(name, _)| json!({ "Name": name, "Unit": "Count" })).collect();
        let mut report = Map::new();
        let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [["Function"]], "Metrics": metrics });
        report.insert(
            "_aws".to_owned(),
            json!({ "Timestamp": now.as_millisecond(), "CloudWatchMetrics": [directive] }),
        );
        report.insert("Function".to_owned(), function.into());
        report.extend(counted.into_iter().map(|(name, count)| (name.to_owned(), count.into())));
        Some(Value::Object(report).to_string())
    }
}

impl<S: Subscriber> Layer<S> for Counters {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut found = Found { metric: None, count: 1 };
        event.record(&mut found);
        if let Some(metric) = found.metric {
            self.add(&metric, found.count);
        }
    }
}

struct Found {
    metric: Option<String>,
    count: u64,
}

impl Visit for Found {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == METRIC {
            self.metric = Some(value.to_owned());
        }
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == COUNT {
            self.count = value;
        }
    }
    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeSet;
    use std::path::Path;

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    #[test]
    fn what_the_code_counts_has_its_name_and_no_name_is_left_over() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut dirs = vec![root.join("functions"), root.join("shared")];
        let mut counted = BTreeSet::new();
        while let Some(dir) = dirs.pop() {
            for path in std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()) {
                if path.is_dir() {
                    dirs.push(path);
                } else if path.extension().is_some_and(|it| it == "rs")
                    && !path.ends_with("lambda/metrics.rs")
                {
                    let source = std::fs::read_to_string(path).unwrap();
                    let names = source.split("metric = \"").skip(1).filter_map(|it| it.split('"').next());
                    counted.extend(names.map(str::to_owned));
                }
            }
        }
        assert_eq!(counted, BTreeSet::from(NAMES.map(str::to_owned)));
    }

    #[test]
    fn counts_what_is_logged_and_tells_it_once() {
        let counters = Counters::default();
        let subscriber = tracing_subscriber::registry().with(counters.clone().filtered());
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(metric = "lost_wakeups", count = 3_u64, "found");
            tracing::warn!(metric = "lost_wakeups", "found");
            tracing::info!(metric = "requests", "answered");
            tracing::info!(metric = "unheard_of", "not a metric");
            tracing::info!(count = 7_u64, "no metric");
            tracing::debug!(metric = "requests", "whatever the level");
            assert!(!tracing::enabled!(tracing::Level::ERROR), "nothing else is asked for");
        });
        let now = Timestamp::constant(1_795_521_660, 0);
        let expected = r#"{"Function":"sender","_aws":{"CloudWatchMetrics":[{"Dimensions":[["Function"]],"Metrics":[{"Name":"requests","Unit":"Count"},{"Name":"lost_wakeups","Unit":"Count"}],"Namespace":"Pulso"}],"Timestamp":1795521660000},"lost_wakeups":4,"requests":2}"#;
        assert_eq!(counters.take("sender", now).as_deref(), Some(expected));
        assert_eq!(counters.take("sender", now), None);
    }
}
