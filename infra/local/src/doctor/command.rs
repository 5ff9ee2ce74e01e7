//! `pulso doctor`.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::bail;

#[cfg(feature = "aws")]
use super::Finding;
use super::{Patient, examine};
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
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_440))]
    patience_minutes: u64,
    /// The stand-in of a rehearsal, as in the parameter `ProvidersUrl`; without it, Meta and Twilio are asked.
    #[arg(long, value_parser = operands::address)]
    providers_url: Option<String>,
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
        providers_url: arguments.providers_url.clone(),
        clinic,
        phone: arguments.phone.clone(),
        patience: Duration::from_secs(60 * arguments.patience_minutes),
    };
    let findings = examine(&patient, |finding| say(&finding.to_string()));
    #[cfg(feature = "aws")]
    let findings = with_email(findings, arguments, &patient, &say)?;
    match findings.iter().filter(|it| it.is_wrong()).count() {
        0 => Ok(()),
        wrong => bail!("{wrong} of {} checks found something wrong", findings.len()),
    }
}

#[cfg(feature = "aws")]
fn settings(arguments: &Arguments) -> anyhow::Result<Settings> {
    use anyhow::Context as _;

    use super::probe::SECRET_GUIDE;

    if let Some(stack) = &arguments.stack {
        return of_stack(stack)
            .with_context(|| format!("the secrets of {stack} cannot be read; {SECRET_GUIDE}"));
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

/// With what Amazon SES says of the clinic's address, if it has one and the stack is known.
#[cfg(feature = "aws")]
fn with_email(
    mut findings: Vec<Finding>,
    arguments: &Arguments,
    patient: &Patient,
    say: impl Fn(&str),
) -> anyhow::Result<Vec<Finding>> {
    let asked = (&arguments.stack, &patient.clinic.senders.email, &patient.providers_url);
    if let (Some(stack), Some(sender), None) = asked {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let finding = runtime.block_on(async {
            let sdk = aws::operator_sdk().await?;
            let gateway = aws::SignedGateway::new(aws::AmazonGateway::new(&sdk), &sdk);
            anyhow::Ok(super::amazon::email(&gateway, stack, &sender.from).await)
        })?;
        say(&finding.to_string());
        findings.push(finding);
    }
    Ok(findings)
}

/// Every secret of a stack, its fields, and the settings that these are.
#[cfg(feature = "aws")]
const SECRETS: [(&str, &[(&str, &str)]); 6] = [
    ("meta-webhooks", &[("app_secret", "WHATSAPP_APP_SECRET"), ("verify_token", "WHATSAPP_VERIFY_TOKEN")]),
    ("meta-api", &[("access_token", "WHATSAPP_TOKEN")]),
    ("twilio", &[("account_sid", "TWILIO_ACCOUNT_SID"), ("auth_token", "TWILIO_AUTH_TOKEN")]),
    ("clinic-keys", &[("clinic_keys", "CLINIC_API_KEY")]),
    ("slot-systems", &[("keys", "SLOT_SYSTEM_KEYS")]),
    ("button-key", &[("button_key", "BUTTON_KEY")]),
];

/// The secrets as the functions read them.
#[cfg(feature = "aws")]
fn of_stack(stack: &str) -> anyhow::Result<Settings> {
    use std::collections::BTreeMap;

    use anyhow::{Context as _, ensure};

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let sdk = aws::operator_sdk().await?;
        let region = sdk.region().map(ToString::to_string).unwrap_or_default();
        let mut settings = BTreeMap::new();
        for (name, fields) in SECRETS {
            let id = format!("{stack}/{name}");
            let secret = aws::secret(&sdk, name, |_| id.clone()).read().await;
            let secret = secret.with_context(|| format!("secret {id} of {region}"))?;
            for (field, setting) in fields {
                let value = secret.field(field);
                ensure!(!value.is_empty(), "secret {id} of {region} has no {field}");
                settings.insert(*setting, value.to_owned());
            }
        }
        let known = |name: &str| settings.get(name).cloned();
        Ok(Settings { real_providers: true, ..Settings::from_vars(known, PORT) })
    })
}
