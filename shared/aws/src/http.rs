//! HTTP out to AWS itself, over the client that the SDK brings: no second one is linked for it.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_runtime_api::client::http::{HttpConnector as _, SharedHttpConnector};
use aws_smithy_runtime_api::http::Request as SdkRequest;
use http::{Request, Response, Uri};
use ports::gateway::{ANSWER_BYTES_MAX, Gateway, GatewayError, redirected};

use crate::platform::tls_context;

/// How long one call may take in all, in seconds.
pub const AMAZON_CALL_SECONDS: u64 = 8;

/// Calls AWS's endpoints, or another engine's at `AWS_ENDPOINT_URL`. It signs nothing: see
/// [`SignedGateway`](crate::SignedGateway).
#[derive(Debug, Clone)]
pub struct AmazonGateway {
    connector: SharedHttpConnector,
    endpoint: Option<Uri>,
}

impl AmazonGateway {
    /// Calls whom the clients of `sdk` call.
    #[must_use]
    pub fn new(sdk: &SdkConfig) -> Self {
        let builder = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        let builder = match tls_context() {
            Some(context) => builder.tls_context(context),
            None => builder,
        };
        let endpoint = sdk.endpoint_url().and_then(|it| it.trim_end_matches('/').parse().ok());
        Self { connector: SharedHttpConnector::new(builder.build()), endpoint }
    }

    async fn exchange(&self, mut request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, GatewayError> {
        *request.uri_mut() = redirected(request.uri(), self.endpoint.as_ref())?;
        let request = SdkRequest::try_from(request.map(Into::into)).map_err(|_| GatewayError::NotSent)?;
        // Of all others the connector does not tell whether anything had left.
        let response =
            self.connector.call(request).await.map_err(|error| {
                if error.is_user() { GatewayError::NotSent } else { GatewayError::NoAnswer }
            })?;
        let (parts, body) = response.try_into_http1x().map_err(|_| GatewayError::NoAnswer)?.into_parts();
        let body = http_body_util::Limited::new(body, ANSWER_BYTES_MAX);
        let body = http_body_util::BodyExt::collect(body).await.map_err(|_| GatewayError::NoAnswer)?;
        Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
    }
}

impl Gateway for AmazonGateway {
    async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, GatewayError> {
        let in_time =
            tokio::time::timeout(Duration::from_secs(AMAZON_CALL_SECONDS), self.exchange(request)).await;
        in_time.unwrap_or(Err(GatewayError::NoAnswer))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use aws_config::BehaviorVersion;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_call_that_is_hung_up_on_may_have_been_taken() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sdk =
            SdkConfig::builder().behavior_version(BehaviorVersion::v2026_01_12()).endpoint_url(url).build();
        let gateway = AmazonGateway::new(&sdk);
        let request = Request::post("https://bedrock-runtime.eu-south-2.amazonaws.com/model/m/converse");
        let hang_up = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert!(stream.read(&mut [0; 4_096]).await.unwrap() > 0, "the request is here");
        };
        let (called, ()) = tokio::join!(gateway.call(request.body(b"{}".to_vec()).unwrap()), hang_up);
        assert_eq!(called.unwrap_err(), GatewayError::NoAnswer);
    }
}
