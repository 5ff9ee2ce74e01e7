//! Wires the function to AWS. Decides nothing.

use std::process::ExitCode;

use aws::{Cached, Platform, SECRET_SECONDS, queues, sdk, secret, table};
use console::{Accounts, Callers, ClinicKeys};
use frame::lambda::{ServeError, Telemetry, answer, start, unavailable};
use frame::vars::Vars;
use ports::queue::QueueName;
use ports::{Absent, Ports as _};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start(env!("CARGO_PKG_NAME"), serve).await
}

async fn serve(telemetry: &Telemetry) -> Result<(), ServeError> {
    let (sdk, vars) = (sdk(), Vars::environment());
    let text = |name: &str| vars.text(name);
    let queue = queues(&sdk, &[QueueName::Journeys, QueueName::Outbound, QueueName::Threads], text);
    let platform = Platform::new(table(&sdk, text), queue, Absent, Absent);
    let clinic_keys = secret(&sdk, "CLINIC_KEYS_SECRET", text);
    let accounts = vars.optional("STAFF_ISSUER").map(|issuer| {
        let (client_id, claim) = (vars.text("STAFF_CLIENT_ID"), vars.text("STAFF_CLINICS_CLAIM"));
        Accounts::new(issuer, client_id, claim, vars.optional("STAFF_TOKEN_ORIGIN"))
    });
    vars.finish(())?;

    let secrets = Cached::for_seconds(SECRET_SECONDS);
    answer(telemetry, async |request, now| {
        let read = async {
            tokio::try_join!(platform.ports(now), secrets.get(now, async || clinic_keys.read().await))
        };
        match read.await {
            Ok((ports, secret)) => {
                let keys = ClinicKeys::parse(secret.field("clinic_keys"), ports.directory().first_id());
                let callers = Callers { keys, accounts: accounts.clone() };
                console::handle(&ports, &callers, request, now).await
            }
            Err(error) => unavailable(&error),
        }
    })
    .await
}
