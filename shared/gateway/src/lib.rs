//! HTTP out to providers: the gateway of every deployment that calls real ones.
//!
//! Guarantees: a call that did not leave is told from one that may have been taken, whether a name, a route or a
//! certificate kept it; a call ends within [`CALL_SECONDS`], shorter than a message's lease; an answer is read up to its
//! limit. Connections are not kept: one that died while a sandbox slept would lose a request that the provider may have
//! taken, and nobody would know.
//!
//! It signs nothing.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use ports::gateway::{ANSWER_BYTES_MAX, Gateway, GatewayError, redirected};
use rustls::crypto::CryptoProvider;
use ureq::config::Config;
use ureq::tls::TlsConfig;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout};

/// How long a provider may take to be reached, in seconds.
const CONNECT_SECONDS: u64 = 3;
/// How long one call may take in all, in seconds.
pub const CALL_SECONDS: u64 = 10;

/// Calls the providers over the internet.
#[derive(Debug, Clone)]
pub struct HttpGateway {
    agent: ureq::Agent,
    stand_in: Option<Uri>,
}

/// The address of a stand-in has no scheme or no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stand-in's address is not like http://host:port")]
pub struct InvalidStandIn;

impl HttpGateway {
    /// Calls whoever a request is for.
    #[must_use]
    pub fn internet() -> Self {
        let tls = TlsConfig::builder().unversioned_rustls_crypto_provider(cryptography()).build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .timeout_connect(Some(Duration::from_secs(CONNECT_SECONDS)))
            .timeout_global(Some(Duration::from_secs(CALL_SECONDS)))
            .max_idle_connections(0)
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        let agent = ureq::Agent::with_parts(config, Connections::default(), Names::default());
        Self { agent, stand_in: None }
    }

    /// Calls one address whoever a request is for: where a rehearsal's stand-in plays the providers.
    ///
    /// # Errors
    /// When the address has no scheme or no host.
    pub fn rehearsal(stand_in: &str) -> Result<Self, InvalidStandIn> {
        let uri: Uri = stand_in.trim_end_matches('/').parse().map_err(|_| InvalidStandIn)?;
        if uri.scheme().is_none() || uri.host().is_none() {
            return Err(InvalidStandIn);
        }
        Ok(Self { stand_in: Some(uri), ..Self::internet() })
    }
}

impl Gateway for HttpGateway {
    async fn call(
        &self,
        mut request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, GatewayError> {
        *request.uri_mut() = redirected(request.uri(), self.stand_in.as_ref())?;
        let agent = self.agent.clone();
        let called = tokio::task::spawn_blocking(move || exchange(&agent, request)).await;
        called.unwrap_or(Err(GatewayError::NoAnswer))
    }
}

/// Beside the SDK there is AWS-LC already; a build without it is spared its C compiler.
fn cryptography() -> Arc<CryptoProvider> {
    #[cfg(feature = "aws-lc")]
    return Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    #[cfg(not(feature = "aws-lc"))]
    return Arc::new(rustls::crypto::ring::default_provider());
}

/// Looks names up. Whatever goes wrong there is one error, which the client itself makes of an empty answer alone.
#[derive(Debug, Default)]
struct Names(DefaultResolver);

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout).map_err(|_| ureq::Error::HostNotFound)
    }
}

/// Makes connections, with TLS. Whatever goes wrong there is one error: nothing of a request is on its way before.
#[derive(Debug, Default)]
struct Connections(DefaultConnector);

impl Connector for Connections {
    type Out = <DefaultConnector as Connector>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained).map_err(|_| ureq::Error::ConnectionFailed)
    }
}

fn exchange(
    agent: &ureq::Agent,
    request: http::Request<Vec<u8>>,
) -> Result<http::Response<Vec<u8>>, GatewayError> {
    let response = agent.run(request).map_err(|error| match error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => GatewayError::NotSent,
        _ => GatewayError::NoAnswer,
    })?;
    let (parts, mut body) = response.into_parts();
    let limited = body.with_config().limit(ANSWER_BYTES_MAX as u64).read_to_vec();
    let body = limited.map_err(|_| GatewayError::NoAnswer)?;
    Ok(http::Response::from_parts(parts, body))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    fn call(url: &str) -> Result<http::Response<Vec<u8>>, GatewayError> {
        let gateway = HttpGateway::rehearsal(url).unwrap();
        let request =
            http::Request::post("https://graph.facebook.com/v23.0/1/messages?x=1").body(b"{}".to_vec());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(gateway.call(request.unwrap()))
    }

    /// A server that takes one request and does that with the connection.
    fn server(answer: &'static [u8]) -> (String, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = vec![0; 4_096];
            let bytes = stream.read(&mut read).unwrap();
            stream.write_all(answer).unwrap();
            String::from_utf8_lossy(&read[..bytes]).into_owned()
        });
        (url, served)
    }

    #[test]
    fn an_answer_of_any_status_is_an_answer() {
        let (url, served) = server(b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 2\r\n\r\nno");
        let response = call(&url).unwrap();
        assert_eq!((response.status().as_u16(), response.body().as_slice()), (429, &b"no"[..]));
        assert!(served.join().unwrap().starts_with("POST /v23.0/1/messages?x=1 HTTP/1.1"));
    }

    #[test]
    fn what_did_not_leave_is_told_from_what_was_not_answered() {
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(call(&format!("http://{nobody}")).unwrap_err(), GatewayError::NotSent);
        assert_eq!(call("http://nobody.invalid").unwrap_err(), GatewayError::NotSent, "a name of nobody's");
        let (url, _served) = server(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let secure = url.replace("http://", "https://");
        assert_eq!(call(&secure).unwrap_err(), GatewayError::NotSent, "nobody who speaks TLS");
        let (url, _served) = server(b"");
        assert_eq!(call(&url).unwrap_err(), GatewayError::NoAnswer);
        let (url, _served) = server(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
        assert_eq!(call(&url).unwrap_err(), GatewayError::NoAnswer);
    }

    #[test]
    fn a_stand_in_has_a_scheme_and_a_host() {
        for wrong in ["", "localhost:8", "/path", "http://"] {
            assert!(HttpGateway::rehearsal(wrong).is_err(), "{wrong}");
        }
    }
}
