//! Webhooks of providers: verify, read, route to a queue, answer.
//!
//! Guarantees: nothing is believed that is not signed; nothing is acknowledged that is not on a queue (a queue that
//! refuses is a 503: Meta tries again for days, Twilio only where it is told to); everything in one request is routed.
//! It is given the queues and nothing else: what a webhook means is for those who know the state. What AWS tells comes
//! over a queue of its own and goes the same ways.

mod aws;
mod route;
mod twilio;
mod whatsapp;

use std::fmt;

use channels::signature::{MetaSecrets, TwilioTokens};
use frame::Failure;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::PortError;
use ports::queue::Queue;

/// Largest webhook of Meta's, in bytes: it sends up to 3 MB.
pub const WEBHOOK_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What the function is set up with.
pub struct Config {
    meta: Option<MetaSecrets>,
    verify_token: String,
    twilio: Option<TwilioTokens>,
    public_url: String,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

impl Config {
    /// Secrets may be two, separated by a comma. A provider without a secret is refused wholly.
    #[must_use]
    pub fn new(app_secret: &str, verify_token: &str, twilio_token: &str, public_url: &str) -> Self {
        Self {
            meta: MetaSecrets::new(app_secret).ok(),
            verify_token: verify_token.to_owned(),
            twilio: TwilioTokens::new(twilio_token).ok(),
            public_url: public_url.trim_end_matches('/').to_owned(),
        }
    }
}

/// Whether a request is this function's.
#[must_use]
pub fn routes(request: &Request<'_>) -> bool {
    request.path.starts_with("/webhooks/") || request.path == "/healthz"
}

/// Answers one request.
pub async fn handle<Q: Queue>(queue: &Q, config: &Config, request: &Request<'_>, now: Timestamp) -> Response {
    match (&*request.method, &*request.path) {
        ("GET", "/healthz") => Response::json(200, &serde_json::json!({ "status": "ok" })),
        ("GET", "/webhooks/whatsapp") => whatsapp::handshake(config, request),
        ("POST", "/webhooks/whatsapp") => whatsapp::receive(queue, config, request, now).await,
        ("POST", "/webhooks/twilio/inbound") => twilio::inbound(queue, config, request, now).await,
        ("POST", "/webhooks/twilio/status") => twilio::status(queue, config, request, now).await,
        (_, "/healthz") => Response::method_not_allowed(&["GET"]),
        (_, "/webhooks/whatsapp") => Response::method_not_allowed(&["GET", "POST"]),
        (_, "/webhooks/twilio/inbound" | "/webhooks/twilio/status") => {
            Response::method_not_allowed(&["POST"])
        }
        _ => Response::error(404, "not_found", "there is nothing at this address"),
    }
}

/// Handles one record of the notifications queue: what AWS tells of e-mail and text messages.
///
/// # Errors
/// When a queue does not take what follows from it, or it does not read.
pub async fn handle_notification<Q: Queue>(queue: &Q, body: &str, now: Timestamp) -> Result<(), Failure> {
    aws::receive(queue, body, now).await
}

/// The answer to a webhook that its provider has not signed.
fn unsigned(provider: &'static str) -> Response {
    tracing::warn!(
        metric = "signatures_refused",
        provider,
        "a webhook without a valid signature was refused"
    );
    Response::error(401, "bad_signature", "the signature is missing or wrong")
}

/// The answer to a webhook that a queue did not take: its provider sends it again.
fn not_stored(error: &PortError) -> Response {
    tracing::error!(error = %error, "a webhook could not be put on its queue");
    Response::error(503, "unavailable", "it could not be stored; send it again")
}
