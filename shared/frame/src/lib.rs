//! What surrounds every handler: the requests of API Gateway, the batches of SQS, and what becomes of a failure.
//!
//! It decides nothing about messages or cases, and it logs no body, no query string and no personal data.

pub mod batch;
pub mod failure;
pub mod http;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod panics;
pub mod vars;

pub use failure::Failure;
