//! Wires the function to AWS. Decides nothing.

use std::process::ExitCode;

use aws::{Cached, Platform, SECRET_SECONDS, SignedGateway, queues, sdk, secret, table, timer};
use channels::button::ButtonKey;
use channels::slot_system::SlotSystemKeys;
use frame::lambda::{ServeError, Telemetry, consume, start};
use frame::vars::Vars;
use gateway::{CALL_SECONDS, HttpGateway};
use ports::PortError;
use ports::queue::QueueName;
use sender::Credentials;

/// The longest that one record takes, in seconds: one call to a provider, and what is read and written around it.
const RECORD_SECONDS: u64 = CALL_SECONDS + 5;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start(env!("CARGO_PKG_NAME"), serve).await
}

async fn serve(telemetry: &Telemetry) -> Result<(), ServeError> {
    let (sdk, vars) = (sdk(), Vars::environment());
    let text = |name: &str| vars.text(name);
    let queue = queues(&sdk, &[QueueName::Journeys, QueueName::Outbound, QueueName::Surveys], text);
    let timer = timer(&sdk, &queue, text);
    let internet = match vars.optional("PROVIDERS_URL") {
        Some(stand_in) => {
            HttpGateway::rehearsal(&stand_in).map_err(|error| ServeError::Setting(error.to_string()))?
        }
        None => HttpGateway::internet(),
    };
    let platform = Platform::new(table(&sdk, text), queue, timer, SignedGateway::new(internet, &sdk));
    let meta = secret(&sdk, "META_API_SECRET", text);
    let twilio = secret(&sdk, "TWILIO_SECRET", text);
    let slot_systems = secret(&sdk, "SLOT_SYSTEMS_SECRET", text);
    let button_key = secret(&sdk, "BUTTON_KEY_SECRET", text);
    let (public_url, receipts_arn) = (vars.text("PUBLIC_URL"), vars.text("RECEIPTS_QUEUE_ARN"));
    let configuration_set = vars.optional("CONFIGURATION_SET");
    vars.finish(())?;

    let credentials = Cached::for_seconds(SECRET_SECONDS);
    let read = async || -> Result<Credentials, PortError> {
        let (meta, twilio, key, slot_systems) =
            tokio::try_join!(meta.read(), twilio.read(), button_key.read(), slot_systems.read())?;
        let slot_systems = SlotSystemKeys::parse(slot_systems.field("keys"));
        let buttons = ButtonKey::new(key.key("button_key")?);
        let (account_sid, auth_token) = (twilio.field("account_sid"), twilio.field("auth_token"));
        let token = meta.field("access_token");
        Ok(Credentials::new(token, account_sid, auth_token, &public_url, buttons)
            .with_configuration_set(configuration_set.clone())
            .with_slot_systems(slot_systems))
    };
    consume(telemetry, RECORD_SECONDS, async |record, now| {
        let (ports, credentials) = tokio::try_join!(platform.ports(now), credentials.get(now, &read))?;
        if record.event_source_arn == receipts_arn {
            Box::pin(sender::handle_receipt(&ports, &credentials, &record.body, now)).await
        } else {
            // Their states are the largest of all: they stand on the heap.
            Box::pin(sender::handle_outbound(&ports, &credentials, &record.body, now)).await
        }
    })
    .await
}
