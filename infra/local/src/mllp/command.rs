//! `pulso mllp`.

use std::net::{IpAddr, SocketAddr, TcpListener};

use anyhow::{Context as _, bail};

use super::relay::{Pace, Relay};
use super::serving::{Limits, serve};
use crate::operands::Server;
use crate::runtime::log_to_stderr;

/// What `pulso mllp` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where the hospital's system sends. Whoever reaches it speaks for that system.
    #[arg(long, default_value = "127.0.0.1:2575")]
    listen: SocketAddr,
    #[command(flatten)]
    server: Server,
}

/// Bridges until the process ends; what there is to know at the start goes to `say`.
pub fn run(arguments: &Arguments, say: impl Fn(&str)) -> anyhow::Result<()> {
    log_to_stderr();
    let Arguments { listen, server } = arguments;
    if !is_private(&server.url) {
        bail!("patients' data go to {} by https alone", server.url);
    }
    let listener = TcpListener::bind(listen).with_context(|| format!("{listen} cannot be used"))?;
    say(&format!("HL7 v2 over MLLP is taken at {listen}, and posted to {}/v1/hl7", server.url));
    if !listen.ip().is_loopback() {
        say("MLLP knows neither keys nor encryption: let only the hospital's system reach it.");
    }
    serve(&listener, Relay::new(&server.url, &server.key, Pace::USUAL), Limits::USUAL);
    Ok(())
}

/// Whether nobody reads along on the way to that address: it is encrypted, or does not leave this machine.
pub(super) fn is_private(url: &str) -> bool {
    let Ok(url) = url.parse::<http::Uri>() else { return false };
    let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
    let is_here = host == "localhost" || host.parse().is_ok_and(|it: IpAddr| it.is_loopback());
    url.scheme_str() == Some("https") || is_here
}
