//! Logs as CloudWatch reads them, and the metrics that are counted from them.
//!
//! Guarantees that below INFO only Pulso's own code is heard: the SDK tells whole requests there, with what is stored
//! in them.

use std::io::Write as _;

use jiff::Timestamp;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::metrics::Counters;

/// Lambda's name of the setting `ApplicationLogLevel`.
const LEVEL: &str = "AWS_LAMBDA_LOG_LEVEL";
/// Our own crates, whose lines carry ids alone at every level.
const OWN: [&str; 14] = [
    "aws", "channels", "concierge", "console", "domain", "frame", "gateway", "intake", "knowledge", "ports",
    "reminder_scheduler", "sender", "survey_collector", "webhook_ingest",
];

/// The process's logs and metrics.
#[derive(Debug)]
pub struct Telemetry {
    function: &'static str,
    counters: Counters,
}

impl Telemetry {
    /// Starts logging in the name of a function. Metrics are counted whatever the level of the logs.
    #[must_use]
    pub fn start(function: &'static str) -> Self {
        let level = level(std::env::var(LEVEL).ok().as_deref());
        let counters = Counters::default();
        let lines = tracing_subscriber::fmt::layer()
            .json()
            .with_target(false)
            .with_span_list(true)
            .with_current_span(false)
            .with_filter(filter_fn(move |it| is_heard(it, level)).with_max_level_hint(level));
        crate::panics::log_without_words();
        // A second start in one process keeps the first subscriber, which serves as well.
        let _ = tracing_subscriber::registry().with(lines).with(counters.clone().filtered()).try_init();
        Self { function, counters }
    }

    /// Tells what was counted since the last time.
    pub(crate) fn flush(&self) {
        if let Some(report) = self.counters.take(self.function, Timestamp::now()) {
            // Standard output is the log; if it is gone, so is the sandbox.
            let _ = writeln!(std::io::stdout(), "{report}");
        }
    }
}

/// Whether a line is written: ours from `level` on, those of others from INFO on at the earliest.
fn is_heard(metadata: &Metadata<'_>, level: LevelFilter) -> bool {
    let root = metadata.target().split("::").next().unwrap_or_default();
    let least = if OWN.contains(&root) { level } else { level.min(LevelFilter::INFO) };
    *metadata.level() <= least
}

fn level(name: Option<&str>) -> LevelFilter {
    match name {
        Some("TRACE") => LevelFilter::TRACE,
        Some("DEBUG") => LevelFilter::DEBUG,
        Some("WARN") => LevelFilter::WARN,
        Some("ERROR" | "FATAL") => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::path::Path;

    use super::*;

    #[test]
    fn own_crates_are_all_that_a_function_is_made_of() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let crates =
            ["shared", "functions"].into_iter().flat_map(|it| std::fs::read_dir(root.join(it)).unwrap());
        let names = crates.map(|it| it.unwrap().file_name().into_string().unwrap().replace('-', "_"));
        // The table of one machine is linked into no function.
        let mut names: Vec<String> = names.filter(|it| it != "embedded").collect();
        names.sort();
        assert_eq!(names, OWN);
    }

    #[test]
    fn the_sdk_is_not_heard_below_info() {
        let lines = tracing_subscriber::fmt::layer().with_writer(std::io::sink);
        let subscriber = tracing_subscriber::registry()
            .with(lines.with_filter(filter_fn(|it| is_heard(it, LevelFilter::TRACE))));
        tracing::subscriber::with_default(subscriber, || {
            assert!(tracing::enabled!(target: "aws::table", tracing::Level::TRACE));
            assert!(tracing::enabled!(target: "sender", tracing::Level::DEBUG));
            assert!(tracing::enabled!(target: "aws_smithy_runtime::client", tracing::Level::INFO));
            assert!(!tracing::enabled!(target: "aws_smithy_runtime::client", tracing::Level::DEBUG));
            assert!(!tracing::enabled!(target: "aws_smithy_runtime::client", tracing::Level::TRACE));
        });
    }
}
