//! Wires the function to AWS. Decides nothing.

use std::process::ExitCode;

use aws::{Cached, Platform, SECRET_SECONDS, queues, sdk, secret, table, timer};
use channels::button::ButtonKey;
use channels::link::LinkKey;
use frame::lambda::{ServeError, Telemetry, answer_and_consume, start, unavailable};
use frame::vars::Vars;
use ports::queue::QueueName;
use ports::{Absent, PortError};

/// The longest that one record takes, in seconds.
const RECORD_SECONDS: u64 = 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start(env!("CARGO_PKG_NAME"), serve).await
}

async fn serve(telemetry: &Telemetry) -> Result<(), ServeError> {
    let (sdk, vars) = (sdk(), Vars::environment());
    let text = |name: &str| vars.text(name);
    let queue = queues(&sdk, &[QueueName::Journeys, QueueName::Outbound, QueueName::Threads], text);
    let timer = timer(&sdk, &queue, text);
    let platform = Platform::new(table(&sdk, text), queue, timer, Absent);
    let button_key = secret(&sdk, "BUTTON_KEY_SECRET", text);
    vars.finish(())?;

    let links = Cached::for_seconds(SECRET_SECONDS);
    let read = async || -> Result<LinkKey, PortError> {
        Ok(LinkKey::new(ButtonKey::new(button_key.read().await?.key("button_key")?)))
    };
    let around = async |now| tokio::try_join!(platform.ports(now), links.get(now, &read));
    answer_and_consume(
        telemetry,
        RECORD_SECONDS,
        async |request, now| match around(now).await {
            Ok((ports, links)) => survey_collector::answer(&ports, &links, request, now).await,
            Err(error) => unavailable(&error),
        },
        async |record, now| {
            let (ports, links) = around(now).await?;
            survey_collector::handle(&ports, &links, &record.body, now).await
        },
    )
    .await
}
