//! HTTP out: to the stand-ins, or to the real providers when there are credentials for them.

use std::sync::Arc;

use gateway::HttpGateway;
use jiff::Timestamp;
use ports::gateway::{Gateway, GatewayError};

use crate::standin::StandIn;

/// Under which AWS's services are.
const AWS_DOMAIN: &str = ".amazonaws.com";

/// Where calls go.
#[derive(Clone)]
pub(crate) enum LocalGateway {
    /// The stand-ins, on the bundle's clock.
    StandIn(StandIn, Arc<dyn Fn() -> Timestamp + Send + Sync>),
    /// The internet.
    Internet(HttpGateway),
}

impl Gateway for LocalGateway {
    async fn call(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, GatewayError> {
        match self {
            Self::StandIn(stand_in, now) => {
                tracing::debug!(uri = %request.uri(), "a provider is called");
                stand_in.call(&signed(request), now())
            }
            Self::Internet(gateway) => gateway.call(request).await,
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
