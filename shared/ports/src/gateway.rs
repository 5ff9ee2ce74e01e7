//! **Gateway**: HTTP out to providers.

use std::future::Future;

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

/// Calling a provider.
pub trait Gateway: Send + Sync {
    /// One HTTP exchange; an answer of any status is `Ok`.
    fn call(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> impl Future<Output = Result<http::Response<Vec<u8>>, GatewayError>> + Send;
}
