//! `pulso doctor`.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;

use super::{META_URL, Patient, examine};
use crate::runtime::{PORT, Settings};
use crate::{clinic_files, operands};

/// Check a deployment from outside, and say how to mend what is wrong.
#[derive(clap::Args)]
pub struct Arguments {
    /// The deployment: the stack's output `ApiUrl`, or your own domain.
    #[arg(
        long,
        env = "PULSO_URL",
        default_value_t = format!("http://127.0.0.1:{PORT}"),
        value_parser = operands::address,
    )]
    url: String,
    /// Its address as the providers are told it, if that is another one.
    #[arg(long, value_parser = operands::address)]
    public_url: Option<String>,
    /// The clinic's directory; without it, the example's.
    #[arg(long)]
    clinic: Option<PathBuf>,
    /// Read the secrets of that stack; without it they are the environment's.
    #[arg(long)]
    stack: Option<String>,
    /// A test phone, in E.164: a canary appointment is booked for it, reminded of, and waits for your tap.
    #[arg(long, value_parser = operands::phone)]
    phone: Option<String>,
    /// How long the canary waits for each stage, in minutes.
    #[arg(long, default_value_t = 10)]
    patience_minutes: u64,
    /// Where Meta's API is; a rehearsal's stand-in has another address.
    #[arg(long, default_value = META_URL, value_parser = operands::address)]
    meta_url: String,
}

/// Runs the command; what is wrong is its error.
pub fn run(arguments: &Arguments, say: impl Fn(&str)) -> anyhow::Result<()> {
    let clinic = match &arguments.clinic {
        Some(dir) => clinic_files::load(dir)?,
        None => clinic_files::example(),
    };
    let patient = Patient {
        url: arguments.url.clone(),
        public_url: arguments.public_url.as_ref().unwrap_or(&arguments.url).clone(),
        settings: settings(arguments)?,
        meta_url: arguments.meta_url.clone(),
        clinic,
        phone: arguments.phone.clone(),
        patience: Duration::from_secs(60 * arguments.patience_minutes),
    };
    let findings = examine(&patient, |finding| say(&finding.to_string()));
    match findings.iter().filter(|it| it.is_wrong()).count() {
        0 => Ok(()),
        wrong => bail!("{wrong} of {} checks found something wrong", findings.len()),
    }
}

#[cfg(feature = "aws")]
fn settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    use anyhow::Context as _;

    if let Some(stack) = &arguments.stack {
        return of_stack(stack).with_context(|| format!("the secrets of {stack} cannot be read"));
    }
    Ok(Settings::from_vars(|name| std::env::var(name).ok(), PORT))
}

#[cfg(not(feature = "aws"))]
fn settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    if arguments.stack.is_some() {
        bail!(operands::WITHOUT_AWS);
    }
    Ok(Settings::from_vars(|name| std::env::var(name).ok(), PORT))
}

/// The secrets as the functions read them.
#[cfg(feature = "aws")]
fn of_stack(stack: &str) -> anyhow::Result<Settings> {
    use anyhow::Context as _;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sdk = aws::operator_sdk().await?;
        let region = sdk.region().map(ToString::to_string).unwrap_or_default();
        let read = async |name: &str| {
            let id = format!("{stack}/{name}");
            let value = aws::secret(&sdk, name, |_| id.clone()).read().await;
            value.with_context(|| format!("secret {id} of {region}"))
        };
        let (webhooks, api) = (read("meta-webhooks").await?, read("meta-api").await?);
        let (twilio, keys) = (read("twilio").await?, read("clinic-keys").await?);
        let known = |name: &str| match name {
            "WHATSAPP_APP_SECRET" => Some(webhooks.field("app_secret").to_owned()),
            "WHATSAPP_VERIFY_TOKEN" => Some(webhooks.field("verify_token").to_owned()),
            "WHATSAPP_TOKEN" => Some(api.field("access_token").to_owned()),
            "TWILIO_AUTH_TOKEN" => Some(twilio.field("auth_token").to_owned()),
            "CLINIC_API_KEY" => Some(keys.field("clinic_keys").to_owned()),
            _ => None,
        };
        // Without a token, too: then that is what is wrong.
        Ok(Settings { real_providers: true, ..Settings::from_vars(known, PORT) })
    })
}
