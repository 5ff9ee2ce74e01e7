//! The rehearsal: plays Meta, Twilio, AWS and the patients' phones to a deployed Pulso, on the real clock.
//!
//! A deployment that is told `PROVIDERS_URL=http://host:port` sends every call to a provider here, and gets its
//! webhooks from here, signed with the secrets it shares with us. Nobody is written to, and no account is needed.
//!
//! Guarantees: what the deployment hears is what the stand-ins tell the local bundle; a webhook that it did not take
//! is tried again on its provider's own schedule. It keeps nothing when it ends, and whoever reaches its address may
//! use it: rehearse with patients that do not exist.
//!
//! A call that never left cannot be played from the far end of a connection. Hanging up without an answer is as near
//! as it gets; the deployment must take that for a call whose outcome is unknown.

mod command;
mod deliveries;
mod serving;

#[cfg(test)]
mod tests;

use domain::clinic::Clinic;
use jiff::Timestamp;
use tokio::net::TcpListener;

pub use command::{Arguments, run};

use crate::runtime::{PORT, Settings};
use crate::standin::{Config, StandIn, StandInError};
use deliveries::Courier;

/// What is rehearsed, and how.
#[derive(Clone)]
pub struct Options {
    url: String,
    clinics: Vec<Clinic>,
    settings: Settings,
    /// Deliver every webhook two times.
    pub deliver_twice: bool,
    /// Deliver the webhooks that are due together newest first.
    pub shuffle: bool,
}

/// The deployment's address is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the deployment's address is not like https://host; one with a path needs PUBLIC_URL as well")]
pub struct InvalidUrl;

/// Why a rehearsal could not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum RehearseError {
    /// The stand-ins' store.
    #[error("the stand-ins' store cannot be opened")]
    World(#[from] StandInError),
    /// The listener.
    #[error("the rehearsal cannot be served")]
    Serve(#[from] std::io::Error),
}

impl Options {
    /// A rehearsal of the deployment at `url` with these clinics' numbers and templates, and the secrets that `var`
    /// tells. Unless `PUBLIC_URL` says otherwise, the deployment knows itself by `url`.
    ///
    /// # Errors
    ///
    /// An address that is not HTTP; or one with a path while `PUBLIC_URL` does not say what the deployment itself is
    /// known as, since its callbacks would then have the path twice.
    pub fn new(
        url: &str,
        clinics: Vec<Clinic>,
        var: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, InvalidUrl> {
        let given = |name: &str| var(name).filter(|it| !it.trim().is_empty());
        let url = address(url, given("PUBLIC_URL").is_some())?;
        let known_as = |name: &str| given(name).or_else(|| (name == "PUBLIC_URL").then(|| url.clone()));
        let settings = Settings::from_vars(known_as, PORT);
        Ok(Self { url, clinics, settings, deliver_twice: false, shuffle: false })
    }
}

/// Without a trailing slash.
fn address(url: &str, may_have_path: bool) -> Result<String, InvalidUrl> {
    let url = url.trim_end_matches('/');
    let uri: http::Uri = url.parse().map_err(|_| InvalidUrl)?;
    let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
    let is_bare = uri.path_and_query().is_none_or(|it| it == "/");
    if is_http && (is_bare || may_have_path) && uri.host().is_some_and(|it| !it.is_empty()) {
        Ok(url.to_owned())
    } else {
        Err(InvalidUrl)
    }
}

/// Plays the providers on `listener` until the process ends.
///
/// # Errors
///
/// The stand-ins' store cannot be opened, or the listener breaks.
pub async fn rehearse(options: Options, listener: TcpListener) -> Result<(), RehearseError> {
    let world = StandIn::open(None, Config::of(&options.clinics, &options.settings))?;
    let courier = Courier::new(world.clone(), &options);
    tokio::select! {
        served = axum::serve(listener, serving::router(world)) => Ok(served?),
        never = courier.run() => match never {},
    }
}

/// The only clock of a rehearsal.
fn now() -> Timestamp {
    Timestamp::now()
}
