//! **Gateway**: HTTP out to providers.

use std::future::Future;

use http::Uri;
use http::uri::Parts;

/// Longest answer read from a provider, in bytes.
pub const ANSWER_BYTES_MAX: usize = 1_048_576;

/// How a call failed. The difference decides whether it may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// The request did not leave: repeating it cannot double anything.
    #[error("the provider could not be reached")]
    NotSent,
    /// The request left, or may have, and no answer came: the provider may have accepted it.
    #[error("the provider did not answer")]
    NoAnswer,
}

/// What is asked of a host, asked of whoever stands in for it.
///
/// # Errors
/// When the two make no address.
pub fn redirected(asked: &Uri, stand_in: Option<&Uri>) -> Result<Uri, GatewayError> {
    let Some(stand_in) = stand_in else { return Ok(asked.clone()) };
    let mut parts = Parts::from(asked.clone());
    parts.scheme = stand_in.scheme().cloned();
    parts.authority = stand_in.authority().cloned();
    Uri::from_parts(parts).map_err(|_| GatewayError::NotSent)
}

/// Calling a provider.
pub trait Gateway: Send + Sync {
    /// One HTTP exchange; an answer of any status is `Ok`.
    fn call(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, GatewayError>> + Send;
}
