//! The one port: the providers' addresses, and under `/sim/` the phones.

use std::panic::resume_unwind;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use frame::http::Response as Answer;
use gateway::CALL_SECONDS;
use jiff::Timestamp;
use ports::gateway::GatewayError;

use super::now;
use crate::runtime::over_http;
use crate::standin::StandIn;

/// Largest request read, in bytes. Above the stand-ins' own limit, so that they refuse in their provider's words.
const REQUEST_BYTES_MAX: usize = 10 * 1024 * 1024;
/// How long a call that gets no answer is held, in seconds: whoever calls has given up long before.
const HELD_SECONDS: u64 = 3 * CALL_SECONDS;

pub(super) fn router(world: StandIn) -> Router {
    Router::new().route("/sim/{*path}", any(phones)).fallback(provider).with_state(world)
}

/// A call to a provider.
async fn provider(State(world): State<StandIn>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_BYTES_MAX).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let call = http::Request::from_parts(parts, body.to_vec());
    match world.call(&call, now()) {
        Ok(answer) => {
            if !answer.status().is_success() {
                tracing::warn!(status = answer.status().as_u16(), "a provider did not take a call");
            }
            answer.map(Body::from)
        }
        Err(GatewayError::NotSent) => hang_up(),
        Err(GatewayError::NoAnswer) => {
            tokio::time::sleep(Duration::from_secs(HELD_SECONDS)).await;
            hang_up()
        }
    }
}

/// Ends the connection without an answer. The server has no other way to say nothing: a handler must answer, so its
/// task is unwound, which closes this connection, touches no other, and is not reported as a panic.
fn hang_up() -> ! {
    resume_unwind(Box::new("a provider hung up"))
}

/// A request to the phones.
async fn phones(State(world): State<StandIn>, Path(path): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_BYTES_MAX).await else {
        return over_http(Answer::error(413, "too_large", "the request is over 10 MB"));
    };
    let path: Vec<&str> = path.trim_matches('/').split('/').collect();
    over_http(match (parts.method.as_str(), path.as_slice()) {
        ("GET", ["clock"]) => clock(now()),
        ("POST", ["clock"]) => Answer::error(409, "real_clock", "a rehearsal runs on the real clock"),
        (method, path) => {
            world.play(method, path, &body, now()).map_or_else(|problem| problem, |played| played.response)
        }
    })
}

fn clock(now: Timestamp) -> Answer {
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    Answer::json(200, &serde_json::json!({ "now": now, "providers": "simulated" }))
}
