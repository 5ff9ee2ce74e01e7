//! Wires the function to AWS. Decides nothing.

use std::process::ExitCode;

use aws::{
    AMAZON_CALL_SECONDS, AmazonGateway, Cached, Platform, SECRET_SECONDS, SignedGateway, queues, sdk, secret,
    table, timer,
};
use channels::button::ButtonKey;
use concierge::{Answers, Config};
use frame::lambda::{ServeError, Telemetry, consume, start};
use frame::vars::Vars;
use ports::PortError;
use ports::queue::QueueName;

/// The longest that one record takes, in seconds: one call to a model, and what is read and written around it.
const RECORD_SECONDS: u64 = AMAZON_CALL_SECONDS + 10;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start(env!("CARGO_PKG_NAME"), serve).await
}

async fn serve(telemetry: &Telemetry) -> Result<(), ServeError> {
    let (sdk, vars) = (sdk(), Vars::environment());
    let text = |name: &str| vars.text(name);
    let queue = queues(&sdk, &[QueueName::Journeys, QueueName::Outbound, QueueName::Surveys], text);
    let timer = timer(&sdk, &queue, text);
    let gateway = SignedGateway::new(AmazonGateway::new(&sdk), &sdk);
    let platform = Platform::new(table(&sdk, text), queue, timer, gateway);
    let button_key = secret(&sdk, "BUTTON_KEY_SECRET", text);
    let model = vars.optional("REPHRASE_MODEL");
    vars.finish(())?;

    let answers = model.map_or_else(Answers::default, Answers::rephrased_by);
    let buttons = Cached::for_seconds(SECRET_SECONDS);
    let read = async || -> Result<ButtonKey, PortError> {
        Ok(ButtonKey::new(button_key.read().await?.key("button_key")?))
    };
    consume(telemetry, RECORD_SECONDS, async |record, now| {
        let (ports, buttons) = tokio::try_join!(platform.ports(now), buttons.get(now, &read))?;
        let config = Config { buttons: &buttons, answers: &answers };
        Box::pin(concierge::handle(&ports, config, &record.body, now)).await
    })
    .await
}
