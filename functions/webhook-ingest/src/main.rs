//! Wires the function to AWS. Decides nothing.

use std::process::ExitCode;

use aws::{Cached, SECRET_SECONDS, queues, sdk, secret};
use frame::lambda::{ServeError, Telemetry, answer_and_consume, start, unavailable};
use frame::vars::Vars;
use jiff::Timestamp;
use ports::PortError;
use ports::queue::QueueName;
use webhook_ingest::Config;

/// The longest that one record takes, in seconds.
const RECORD_SECONDS: u64 = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start(env!("CARGO_PKG_NAME"), serve).await
}

async fn serve(telemetry: &Telemetry) -> Result<(), ServeError> {
    let (sdk, vars) = (sdk(), Vars::environment());
    let text = |name: &str| vars.text(name);
    let queue = queues(&sdk, &[QueueName::Threads, QueueName::Receipts, QueueName::Surveys], text);
    let (meta, twilio) = (secret(&sdk, "META_WEBHOOKS_SECRET", text), secret(&sdk, "TWILIO_SECRET", text));
    let public_url = vars.text("PUBLIC_URL");
    vars.finish(())?;

    let config = Cached::for_seconds(SECRET_SECONDS);
    let read = async || -> Result<Config, PortError> {
        let (meta, twilio) = tokio::try_join!(meta.read(), twilio.read())?;
        let (app_secret, verify_token) = (meta.field("app_secret"), meta.field("verify_token"));
        Ok(Config::new(app_secret, verify_token, twilio.field("auth_token"), &public_url))
    };
    // Read while the sandbox starts, so that the first webhook does not wait; if it fails, that one tries again.
    let _ = config.get(Timestamp::now(), &read).await;
    answer_and_consume(
        telemetry,
        RECORD_SECONDS,
        async |request, now| match config.get(now, &read).await {
            Ok(config) => webhook_ingest::handle(&queue, &config, request, now).await,
            Err(error) => unavailable(&error),
        },
        async |record, now| webhook_ingest::handle_notification(&queue, &record.body, now).await,
    )
    .await
}
