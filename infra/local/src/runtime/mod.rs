//! The bundle in one process: the functions behind one port, over embedded ports, on a clock that can be moved.
//!
//! Guarantees: the functions run as they do on Lambda, handed the same events; whatever is due up to an instant is
//! handled in order before the clock passes it; a kill at any moment loses nothing that was answered. It does not
//! show how AWS behaves under load, throttling or partial failure.

mod accounts;
mod clock;
mod engine;
mod event;
mod gateway;
mod server;
mod settings;
mod sim;
#[cfg(test)]
mod tests;

pub use engine::{Engine, OpenError};
pub use event::RequestParts;
pub(crate) use server::over_http;
pub use server::serve;
pub(crate) use settings::first_secret;
pub use settings::{PORT, Settings};

/// Logs go to standard error: warnings and errors, or what `RUST_LOG` asks for.
pub fn log_to_stderr() {
    frame::panics::log_without_words();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
