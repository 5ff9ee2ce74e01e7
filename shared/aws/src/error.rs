//! From the SDK's errors to the ports': by code. An SDK message may quote keys and values, so none is kept.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use ports::PortError;

/// The service will say the same to every repetition.
const REFUSALS: [&str; 4] =
    ["ValidationException", "InvalidParameterValue", "InvalidMessageContents", "BatchRequestTooLong"];

/// What an error of a call to `port` means.
pub(crate) fn port_error<E: ProvideErrorMetadata, R>(
    port: &'static str,
    error: &SdkError<E, R>,
) -> PortError {
    let detail = match error {
        SdkError::ConstructionFailure(_) => "the call could not be made",
        SdkError::TimeoutError(_) => "timed out",
        SdkError::DispatchFailure(_) => "could not be reached",
        SdkError::ResponseError(_) => "answered nothing readable",
        other => {
            let code = other.code().unwrap_or("an error without a code");
            if REFUSALS.contains(&code) {
                return PortError::Refused { port, detail: code.to_owned() };
            }
            code
        }
    };
    PortError::Unavailable { port, detail: detail.to_owned() }
}
