//! `pulso rehearse`.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use tokio::net::TcpListener;

use super::{Options, rehearse};
use crate::clinic_files;
use crate::runtime::log_to_stderr;

/// What the stand-ins must share with the deployment. Only the names are ever shown.
const SECRETS: [&str; 4] =
    ["WHATSAPP_APP_SECRET", "WHATSAPP_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"];

/// What `pulso rehearse` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where the deployment is: scheme and host.
    #[arg(long)]
    url: String,
    /// Where the deployment's calls to providers come in. Whoever reaches it may use it.
    #[arg(long, default_value = "127.0.0.1:8790")]
    listen: SocketAddr,
    /// A clinic's directory, instead of the example.
    #[arg(long)]
    clinic: Vec<PathBuf>,
    /// Deliver every webhook two times.
    #[arg(long)]
    deliver_twice: bool,
    /// Deliver the webhooks that are due together in reverse order.
    #[arg(long)]
    shuffle: bool,
}

/// Rehearses until the process ends; what there is to know at the start goes to `say`.
pub fn run(arguments: &Arguments, say: impl Fn(&str)) -> anyhow::Result<()> {
    log_to_stderr();
    let clinics = clinic_files::load_or_example(&arguments.clinic)?;
    let var = |name: &str| std::env::var(name).ok().filter(|it| !it.trim().is_empty());
    let mut options = Options::new(&arguments.url, clinics, var)?;
    options.deliver_twice = arguments.deliver_twice;
    options.shuffle = arguments.shuffle;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(arguments.listen).await;
        let listener = listener.with_context(|| format!("{} cannot be used", arguments.listen))?;
        say(&greeting(&options, listener.local_addr()?, |name| var(name).is_some()));
        Ok(rehearse(options, listener).await?)
    })
}

/// What to tell the deployment, and what it is told. No secret is in it.
pub(super) fn greeting(options: &Options, listening: SocketAddr, is_set: impl Fn(&str) -> bool) -> String {
    let mut lines = vec![
        format!("Meta, Twilio, AWS and the phones are played at http://{listening}"),
        "  the deployment's PROVIDERS_URL must lead here; the phones are under /sim/".to_owned(),
        format!("Webhooks go to {}", options.url),
        format!("  signed for PUBLIC_URL={}", options.settings.public_url),
        "Secrets, the same as the deployment's:".to_owned(),
    ];
    let source = |name| if is_set(name) { "from the environment" } else { "not set: the local default" };
    lines.extend(SECRETS.map(|name| format!("  {name} ({})", source(name))));
    if options.deliver_twice {
        lines.push("Every webhook is delivered two times.".to_owned());
    }
    if options.shuffle {
        lines.push("Webhooks that are due together are delivered in reverse order.".to_owned());
    }
    lines.join("\n")
}
