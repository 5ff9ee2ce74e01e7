//! Calls to AWS's own messaging services, signed with the function's credentials.

use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http::{Request, Response, Uri};
use ports::gateway::{Gateway, GatewayError};

/// Which service a host without region is, and the name it is signed under.
const SERVICES: [(&str, &str); 3] = [
    ("sms-voice.amazonaws.com", "sms-voice"),
    ("email.amazonaws.com", "ses"),
    ("bedrock-runtime.amazonaws.com", "bedrock"),
];

/// A gateway that puts calls to AWS into the region and signs them. Others pass as they are.
#[derive(Debug, Clone)]
pub struct SignedGateway<G> {
    inner: G,
    region: String,
    credentials: Option<SharedCredentialsProvider>,
}

impl<G> SignedGateway<G> {
    /// Signs with the credentials and for the region of `sdk`.
    #[must_use]
    pub fn new(inner: G, sdk: &SdkConfig) -> Self {
        let region = sdk.region().map(ToString::to_string).unwrap_or_default();
        Self { inner, region, credentials: sdk.credentials_provider() }
    }

    async fn signed(&self, request: Request<Vec<u8>>, at: SystemTime) -> Option<Request<Vec<u8>>> {
        let host = request.uri().host().unwrap_or_default();
        let Some((_, service)) = SERVICES.iter().find(|(known, _)| *known == host) else {
            return Some(request);
        };
        let mut request = in_region(request, &self.region)?;
        let credentials = self.credentials.as_ref()?.provide_credentials().await.ok()?;
        let identity = credentials.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(service)
            .time(at)
            .settings(SigningSettings::default())
            .build()
            .ok()?;
        let headers = request.headers().iter();
        let headers: Option<Vec<(&str, &str)>> =
            headers.map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let signable = SignableRequest::new(
            request.method().as_str(),
            request.uri().to_string(),
            headers?.into_iter(),
            SignableBody::Bytes(request.body()),
        );
        let (instructions, _) = sign(signable.ok()?, &params.into()).ok()?.into_parts();
        instructions.apply_to_request_http1x(&mut request);
        Some(request)
    }
}

impl<G: Gateway> Gateway for SignedGateway<G> {
    async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, GatewayError> {
        let signed = self.signed(request, SystemTime::now()).await.ok_or(GatewayError::NotSent)?;
        self.inner.call(signed).await
    }
}

/// `service.amazonaws.com` becomes `service.region.amazonaws.com`.
fn in_region(mut request: Request<Vec<u8>>, region: &str) -> Option<Request<Vec<u8>>> {
    let (service, domain) = request.uri().host()?.split_once('.')?;
    let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let uri: Uri = format!("https://{service}.{region}.{domain}{path}").parse().ok()?;
    *request.uri_mut() = uri;
    Some(request)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::Mutex;
    use std::time::Duration;

    use aws_config::{BehaviorVersion, Region};
    use aws_credential_types::Credentials;

    use super::*;

    /// Remembers what it was asked to call.
    #[derive(Default)]
    struct Recorder(Mutex<Vec<Request<Vec<u8>>>>);

    impl Gateway for Recorder {
        async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, GatewayError> {
            self.0.lock().unwrap().push(request);
            Ok(Response::new(Vec::new()))
        }
    }

    fn gateway() -> SignedGateway<Recorder> {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", Some("token".to_owned()), None, "tests");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-south-2"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        SignedGateway::new(Recorder::default(), &sdk)
    }

    #[tokio::test]
    async fn calls_to_aws_are_signed_in_the_region() {
        let gateway = gateway();
        let request = Request::post("https://sms-voice.amazonaws.com/")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", "PinpointSMSVoiceV2.SendTextMessage")
            .body(b"{}".to_vec())
            .unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_521_661);
        let signed = gateway.signed(request, at).await.unwrap();
        assert_eq!(signed.uri(), "https://sms-voice.eu-south-2.amazonaws.com/");
        let header = |name: &str| signed.headers()[name].to_str().unwrap().to_owned();
        assert!(
            header("authorization").starts_with(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/eu-south-2/sms-voice/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature="
            ),
            "{}",
            header("authorization")
        );
        assert_eq!(
            (header("x-amz-date"), header("x-amz-security-token")),
            ("20261124T120101Z".to_owned(), "token".to_owned())
        );
    }

    #[tokio::test]
    async fn a_models_id_stays_one_segment_of_the_path() {
        let url = "https://bedrock-runtime.amazonaws.com/model/eu.anthropic.claude-v1%3A0/converse";
        let request =
            Request::post(url).header("content-type", "application/json").body(b"{}".to_vec()).unwrap();
        let signed = gateway().signed(request, SystemTime::UNIX_EPOCH).await.unwrap();
        assert_eq!(
            signed.uri(),
            "https://bedrock-runtime.eu-south-2.amazonaws.com/model/eu.anthropic.claude-v1%3A0/converse"
        );
        let authorization = signed.headers()["authorization"].to_str().unwrap();
        assert!(authorization.contains("/eu-south-2/bedrock/aws4_request, "), "{authorization}");
    }

    #[tokio::test]
    async fn other_providers_are_called_as_they_are() {
        let gateway = gateway();
        let request =
            Request::post("https://graph.facebook.com/v23.0/1/messages").body(b"{}".to_vec()).unwrap();
        gateway.call(request).await.unwrap();
        let called = gateway.inner.0.lock().unwrap();
        assert_eq!(called[0].uri(), "https://graph.facebook.com/v23.0/1/messages");
        assert!(called[0].headers().is_empty());
    }
}
