//! WhatsApp's webhooks.

mod account;
mod routed;
#[cfg(test)]
mod tests;

use channels::ParseError;
use channels::whatsapp::webhook::parse;
use channels::whatsapp::{Handshake, handshake as check_handshake};
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::PortError;
use ports::queue::Queue;

use crate::{Config, WEBHOOK_BYTES_MAX, not_stored, unsigned};
use routed::Routed;

pub(crate) fn handshake(config: &Config, request: &Request<'_>) -> Response {
    match check_handshake(request.query_pairs(), &config.verify_token) {
        Handshake::Challenge(challenge) => Response::text(200, "text/plain; charset=utf-8", challenge),
        Handshake::Forbidden => Response::error(403, "forbidden", "the verify token is another"),
        Handshake::Malformed => Response::error(400, "malformed", "this is not a handshake"),
    }
}

pub(crate) async fn receive<Q: Queue>(
    queue: &Q,
    config: &Config,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    if request.body.len() > WEBHOOK_BYTES_MAX {
        return Response::error(413, "too_large", "a webhook is at most 4 MB");
    }
    let signature = request.header("x-hub-signature-256");
    let verified = config.meta.as_ref().map(|it| it.verify(signature, &request.body));
    if !matches!(verified, Some(Ok(()))) {
        return unsigned("Meta");
    }
    let updates = match parse(&request.body, now) {
        Ok(updates) => updates,
        Err(error @ ParseError::TooMany { .. }) => {
            tracing::error!(error = %error, "a signed webhook of Meta's is too large to be read");
            return Response::error(413, "too_large", "the body has too many elements");
        }
        Err(error) => {
            tracing::warn!(error = %error, "a signed webhook of Meta's does not read");
            return Response::error(400, "malformed", "the body is not a webhook");
        }
    };
    let mut routed = Routed::default();
    for update in updates {
        routed.take(update);
    }
    let sent = match routed.send(queue).await {
        // What no queue takes is refused every time, and would take the rest of the webhook with it.
        Err(PortError::Refused { .. }) => {
            routed.drop_oversized();
            routed.send(queue).await
        }
        sent => sent,
    };
    match sent {
        Ok(()) => Response::empty(200),
        Err(error) => not_stored(&error),
    }
}
