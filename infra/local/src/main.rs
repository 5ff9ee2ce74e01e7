//! `pulso`: starts the bundle on this machine, and the commands of whoever runs it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use jiff::Timestamp;
#[cfg(feature = "aws")]
use local::apply;
use local::operands::Server;
use local::runtime::{Engine, PORT, RequestParts, Settings, log_to_stderr, serve};
use local::{campaign, check, clinic_files, demo, doctor, mllp, rehearse};
use tokio::net::TcpListener;

/// Patient messaging for clinics, on one machine.
#[derive(Parser)]
// What comes before a subcommand would be for nobody: `--port 9 import FILE` asks another port than it says.
#[command(name = "pulso", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    up: Up,
}

#[derive(Subcommand)]
enum Command {
    /// Start everything on loopback (the default).
    Up(Up),
    /// Send an agenda (CSV, TSV or TXT) to the running bundle.
    Import {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        server: Server,
    },
    /// Say what a campaign to a list of people (CSV, TSV or TXT) costs; with `--send`, launch it.
    Campaign {
        /// The campaign's name in the clinic's configuration.
        name: String,
        /// The list.
        file: PathBuf,
        /// The clinic's directory, instead of the example.
        #[arg(long)]
        clinic: Option<PathBuf>,
        /// Send the list to the running bundle.
        #[arg(long)]
        send: bool,
        #[command(flatten)]
        server: Server,
    },
    /// Say why each message of a case was or was not sent.
    Why {
        /// The appointment's id.
        case: String,
        #[command(flatten)]
        server: Server,
    },
    /// Check a clinic's journeys, templates and knowledge; without a directory, the example's.
    Check {
        /// The clinic's directory.
        dir: Option<PathBuf>,
    },
    /// Load clinics into the table of a deployment: shows what would change, then changes it.
    #[cfg(feature = "aws")]
    Apply(apply::command::Arguments),
    /// Load clinics into the table of a deployment; not in this build (`--features aws`).
    #[cfg(not(feature = "aws"))]
    #[command(disable_help_flag = true)]
    Apply {
        /// What the other build takes.
        #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Check a deployment from outside, and say how to mend what is wrong.
    Doctor(doctor::command::Arguments),
    /// Take HL7 v2 over MLLP from a hospital's system, and post it to Pulso.
    Mllp(mllp::Arguments),
    /// Play the providers and the patients' phones to a deployed Pulso.
    Rehearse(rehearse::Arguments),
}

#[derive(clap::Args)]
struct Up {
    /// Port on loopback.
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// Keep state in this directory; without it, in memory.
    #[arg(long)]
    data: Option<PathBuf>,
    /// A clinic's directory, instead of the example; once for each clinic of several.
    #[arg(long)]
    clinic: Vec<PathBuf>,
    /// Start with an empty agenda.
    #[arg(long)]
    empty: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        None => up(&arguments.up),
        Some(Command::Up(arguments)) => up(&arguments),
        Some(Command::Import { file, server }) => import(&file, &server),
        Some(Command::Campaign { name, file, clinic, send, server }) => {
            campaign(&name, &file, clinic.as_deref(), send.then_some(&server))
        }
        Some(Command::Why { case, server }) => why(&case, &server),
        Some(Command::Check { dir }) => return check_clinic(dir.as_deref()),
        #[cfg(feature = "aws")]
        Some(Command::Apply(arguments)) => apply::command::run(&arguments, say),
        #[cfg(not(feature = "aws"))]
        Some(Command::Apply { .. }) => Err(anyhow::anyhow!(local::operands::WITHOUT_AWS)),
        Some(Command::Doctor(arguments)) => doctor::command::run(&arguments, say),
        Some(Command::Mllp(arguments)) => mllp::run(&arguments, say),
        Some(Command::Rehearse(arguments)) => rehearse::run(&arguments, say),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{}", printable(&format!("pulso: {error:#}")));
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{}", printable(text));
}

/// Text for a terminal, which takes no orders from what a file or a server has in it.
fn printable(text: &str) -> String {
    let is_order = |it: char| it.is_control() && !matches!(it, '\n' | '\t');
    text.replace(is_order, "\u{fffd}")
}

fn up(arguments: &Up) -> anyhow::Result<()> {
    log_to_stderr();
    let clinics = clinic_files::load_or_example(&arguments.clinic)?;
    if let Some(clash) = check::clash(&clinics) {
        bail!("{clash}");
    }
    let var = |name: &str| std::env::var(name).ok();
    let settings = Settings::from_vars(var, arguments.port);
    let unset = Settings::unset_secrets(var);
    if settings.real_providers && !unset.is_empty() {
        bail!(
            "WHATSAPP_TOKEN is set, so that real providers are called; set these too: {}",
            unset.join(", ")
        );
    }
    let keyless = check::keyless(&clinics, &settings.clinic_api_key);
    if let Some(dir) = &arguments.data {
        make_private(dir).with_context(|| format!("{} cannot be made", dir.display()))?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", arguments.port)).await;
        let listener = listener.with_context(|| format!("port {} cannot be used", arguments.port))?;
        let engine = Engine::open(arguments.data.as_deref(), clinics, settings.clone(), Timestamp::now())?;
        if !arguments.empty && arguments.clinic.is_empty() && engine.is_new()? {
            seed(&engine).await?;
        }
        greet(arguments.port, &settings);
        for clinic in &keyless {
            say(&format!("No key is for {clinic}: name each clinic's own, as CLINIC_API_KEY={clinic}=KEY,…"));
        }
        serve(engine, listener).await?;
        Ok(())
    })
}

/// Makes a directory that others on this machine do not read: patients' data go there. One that is there stays as it
/// is.
fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Puts the example clinic's agenda in, as a clinic would.
async fn seed(engine: &Engine) -> anyhow::Result<()> {
    let Some((zone, key)) = engine.first_clinic() else { return Ok(()) };
    let csv = demo::agenda(&zone, engine.now());
    let headers = vec![("authorization".to_owned(), format!("Bearer {key}"))];
    let request = RequestParts { method: "POST", target: "/v1/agenda", headers, body: csv.as_bytes() };
    let response = engine.request(&request).await;
    if response.status_code != 202 {
        bail!("the example agenda was not taken: {}", response.body);
    }
    engine.settle_now().await?;
    Ok(())
}

fn greet(port: u16, settings: &Settings) {
    say(&format!("Pulso is up: http://127.0.0.1:{port}/"));
    if settings.real_providers {
        say("Real credentials are set: real providers are called, and the clock is the real one.");
        return;
    }
    say("Everything is simulated; nobody is written to. Local secrets:");
    for (name, value) in settings.named() {
        say(&format!("  {name}={value}"));
    }
}

fn call(
    request: http::request::Builder,
    body: Vec<u8>,
    server: &Server,
) -> anyhow::Result<serde_json::Value> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let agent: ureq::Agent = config.into();
    let request = request.header("authorization", format!("Bearer {}", server.key)).body(body)?;
    let response = agent.run(request);
    let mut response =
        response.with_context(|| format!("Pulso does not answer at {}: is it running?", server.url))?;
    let status = response.status();
    let text = response.body_mut().read_to_string()?;
    if !status.is_success() {
        let refusal: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        bail!("{status}: {}", refusal["error"]["message"].as_str().unwrap_or(&text));
    }
    Ok(serde_json::from_str(&text)?)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn import(file: &Path, server: &Server) -> anyhow::Result<()> {
    told(&call(http::Request::post(format!("{}/v1/agenda", server.url)), read(file)?, server)?)
}

/// Says what a campaign costs; launches it if there is a server to send its list to.
fn campaign(name: &str, file: &Path, clinic: Option<&Path>, server: Option<&Server>) -> anyhow::Result<()> {
    let clinic = clinic.map_or_else(|| Ok(clinic_files::example()), clinic_files::load)?;
    let list = read(file)?;
    let forecast = campaign::forecast(&clinic, name, &list, Timestamp::now())?;
    say(forecast.to_string().trim_end());
    let Some(server) = server else {
        for wrong in &forecast.rejected {
            say(&format!("row {}: {} {}", wrong.index, wrong.field, wrong.reason));
        }
        say("nobody was written to: --send launches it");
        return Ok(());
    };
    told(&call(http::Request::post(format!("{}/v1/campaigns/{name}", server.url)), list, server)?)
}

/// Says what became of an agenda's rows. That none of them was taken is a failure: a script goes by the exit code.
fn told(taken: &serde_json::Value) -> anyhow::Result<()> {
    let listed = |name: &str| taken[name].as_array().map_or(&[][..], Vec::as_slice);
    let rejected = listed("rejected");
    let rows = if taken["accepted"] == 1 { "row" } else { "rows" };
    say(&format!("{} {rows} accepted", taken["accepted"]));
    let row = |odd: &serde_json::Value, end: &str| {
        let text = |name: &str| odd[name].as_str().unwrap_or_default();
        say(&format!("row {}: {} {}{end}", odd["index"], text("field"), text("reason")));
    };
    for wrong in rejected {
        row(wrong, "");
    }
    for odd in listed("warnings") {
        row(odd, " (accepted)");
    }
    for header in listed("ignored_columns") {
        say(&format!("column not read: {}", header.as_str().unwrap_or_default()));
    }
    if taken["accepted"] == 0 && !rejected.is_empty() {
        bail!("every row was rejected");
    }
    Ok(())
}

fn why(case: &str, server: &Server) -> anyhow::Result<()> {
    let address = format!("{}/v1/cases/{case}/why", server.url);
    if case.is_empty() || address.parse::<http::Uri>().is_err() {
        bail!("{case:?} is no appointment's id");
    }
    let why = call(http::Request::get(address), Vec::new(), server)?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    say(&format!("{} is {} (version {})", text(&why["id"]), text(&why["state"]), why["version"]));
    for step in why["steps"].as_array().into_iter().flatten() {
        say(&format!(
            "\n{} (version {}): {}",
            text(&step["step"]),
            step["version"],
            text(&step["explanation"])
        ));
        for gate in step["gates"].as_array().into_iter().flatten() {
            say(&format!(
                "  {:10} {:13} {}",
                text(&gate["gate"]),
                text(&gate["verdict"]),
                text(&gate["words"])
            ));
        }
    }
    Ok(())
}

fn check_clinic(dir: Option<&Path>) -> ExitCode {
    let report = check::check(dir);
    say(&report.to_string());
    if report.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_agenda_fails_when_every_row_was_rejected() {
        let row = json!({ "index": 2, "field": "start", "reason": "is missing" });
        let answer =
            |accepted: u32, rejected: &[Value]| told(&json!({ "accepted": accepted, "rejected": rejected }));
        assert!(answer(0, std::slice::from_ref(&row)).is_err());
        assert!(answer(1, &[row]).is_ok());
        // A file without rows has nothing wrong in it.
        assert!(answer(0, &[]).is_ok());
    }

    #[test]
    #[cfg(unix)]
    fn what_is_kept_in_a_directory_is_its_owners() {
        use std::os::unix::fs::PermissionsExt as _;

        let around = tempfile::tempdir().unwrap();
        let dir = around.path().join("a/state");
        make_private(&dir).unwrap();
        make_private(&dir).unwrap();
        assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn what_a_file_says_gives_a_terminal_no_orders() {
        assert_eq!(printable("prof\x1b]0;x\x07\u{9b}31m\r"), "prof\u{fffd}]0;x\u{fffd}\u{fffd}31m\u{fffd}");
        assert_eq!(printable("Año\t1\nAño 2"), "Año\t1\nAño 2");
    }
}
