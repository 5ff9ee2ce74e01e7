//! Wires the function to AWS. Decides nothing.

use std::process::ExitCode;

use aws::{Platform, queues, sdk, table, timer};
use frame::lambda::{ServeError, Telemetry, consume, start};
use frame::vars::Vars;
use ports::Absent;
use ports::queue::QueueName;

/// The longest that one record takes, in seconds: a full minute's fan-out.
const RECORD_SECONDS: u64 = 30;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start(env!("CARGO_PKG_NAME"), serve).await
}

async fn serve(telemetry: &Telemetry) -> Result<(), ServeError> {
    let (sdk, vars) = (sdk(), Vars::environment());
    let text = |name: &str| vars.text(name);
    let queue = queues(
        &sdk,
        &[QueueName::Journeys, QueueName::Threads, QueueName::Outbound, QueueName::Surveys],
        text,
    );
    let timer = timer(&sdk, &queue, text);
    let platform = Platform::new(table(&sdk, text), queue, timer, Absent);
    vars.finish(())?;

    consume(telemetry, RECORD_SECONDS, async |record, now| {
        let ports = platform.ports(now).await?;
        reminder_scheduler::handle(&ports, &record.body, now).await
    })
    .await
}
