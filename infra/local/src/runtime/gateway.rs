//! HTTP out: to the stand-ins, or to the real providers when there are credentials for them.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ports::gateway::{ANSWER_BYTES_MAX, Gateway, GatewayError};

use crate::standin::StandIn;

/// How long a provider may take to be reached, in seconds.
const CONNECT_SECONDS: u64 = 5;
/// How long one call may take in all, in seconds: shorter than a message's lease.
const CALL_SECONDS: u64 = 20;

/// Under which AWS's services are.
const AWS_DOMAIN: &str = ".amazonaws.com";

/// Where calls go.
#[derive(Clone)]
pub(crate) enum LocalGateway {
    /// The stand-ins, on the bundle's clock.
    StandIn(StandIn, Arc<dyn Fn() -> Timestamp + Send + Sync>),
    /// The internet.
    Internet(ureq::Agent),
}

impl LocalGateway {
    pub(crate) fn internet() -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(Duration::from_secs(CONNECT_SECONDS)))
            .timeout_global(Some(Duration::from_secs(CALL_SECONDS)))
            .http_status_as_error(false)
            .build();
        Self::Internet(config.into())
    }
}

impl Gateway for LocalGateway {
    async fn call(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, GatewayError> {
        match self {
            Self::StandIn(stand_in, now) => stand_in.call(&signed(request), now()),
            Self::Internet(agent) => {
                let agent = agent.clone();
                let called = tokio::task::spawn_blocking(move || exchange(&agent, request)).await;
                called.unwrap_or(Err(GatewayError::NoAnswer))
            }
        }
    }
}

/// Calls to AWS are signed by whoever has its credentials, which is the gateway. The stand-ins only look whether they
/// are.
fn signed(mut request: http::Request<Vec<u8>>) -> http::Request<Vec<u8>> {
    if request.uri().host().is_some_and(|it| it.ends_with(AWS_DOMAIN)) {
        let signature = http::HeaderValue::from_static("AWS4-HMAC-SHA256 Credential=local");
        request.headers_mut().insert(http::header::AUTHORIZATION, signature);
    }
    request
}

fn exchange(
    agent: &ureq::Agent,
    request: http::Request<Vec<u8>>,
) -> Result<http::Response<Vec<u8>>, GatewayError> {
    let response = agent.run(request).map_err(|error| match error {
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::Timeout(ureq::Timeout::Connect) => GatewayError::NotSent,
        _ => GatewayError::NoAnswer,
    })?;
    let (parts, mut body) = response.into_parts();
    let limited = body.with_config().limit(ANSWER_BYTES_MAX as u64).read_to_vec();
    let body = limited.map_err(|_| GatewayError::NoAnswer)?;
    Ok(http::Response::from_parts(parts, body))
}
