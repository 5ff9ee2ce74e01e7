//! Logs as CloudWatch reads them, and the metrics that are counted from them.

use std::io::Write as _;

use jiff::Timestamp;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::metrics::Counters;

/// Lambda's name of the setting `ApplicationLogLevel`.
const LEVEL: &str = "AWS_LAMBDA_LOG_LEVEL";

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
            .with_filter(level);
        // A second start in one process keeps the first subscriber, which serves as well.
        let _ = tracing_subscriber::registry().with(lines).with(counters.clone()).try_init();
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

fn level(name: Option<&str>) -> LevelFilter {
    match name {
        Some("TRACE") => LevelFilter::TRACE,
        Some("DEBUG") => LevelFilter::DEBUG,
        Some("WARN") => LevelFilter::WARN,
        Some("ERROR" | "FATAL") => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    }
}
