//! Wires the function to AWS. Decides nothing.

use std::process::ExitCode;

use aws::{Cached, Platform, SECRET_SECONDS, queues, sdk, secret, table, timer};
use channels::button::ButtonKey;
use concierge::Answers;
use frame::lambda::{ServeError, Telemetry, consume, start};
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
    let queue = queues(&sdk, &[QueueName::Journeys, QueueName::Outbound, QueueName::Surveys], text);
    let timer = timer(&sdk, &queue, text);
    let platform = Platform::new(table(&sdk, text), queue, timer, Absent);
    let button_key = secret(&sdk, "BUTTON_KEY_SECRET", text);
    vars.finish(())?;

    let answers = Answers::default();
    let buttons = Cached::for_seconds(SECRET_SECONDS);
    let read = async || -> Result<ButtonKey, PortError> {
        Ok(ButtonKey::new(button_key.read().await?.field("button_key")))
    };
    consume(telemetry, RECORD_SECONDS, async |record, now| {
        let (ports, buttons) = tokio::try_join!(platform.ports(now), buttons.get(now, &read))?;
        concierge::handle(&ports, (&buttons, &answers), &record.body, now).await
    })
    .await
}
