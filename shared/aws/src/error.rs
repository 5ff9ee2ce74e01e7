//! From the SDK's errors to the ports': by code. An SDK message may quote keys and values, so none is kept.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use ports::PortError;

/// The service will say the same to every repetition. Those of SQS are the codes of its old protocol, which the SDK
/// keeps.
const REFUSALS: [&str; 4] = [
    "ValidationException",
    "InvalidParameterValue",
    "InvalidMessageContents",
    "AWS.SimpleQueueService.BatchRequestTooLong",
];

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

#[cfg(test)]
mod tests {
    use aws_sdk_sqs::error::ErrorMetadata;
    use aws_sdk_sqs::operation::send_message_batch::SendMessageBatchError;

    use super::*;

    /// What a call to SQS that ended with that code means.
    fn meaning(code: &str) -> PortError {
        let answered = SendMessageBatchError::generic(ErrorMetadata::builder().code(code).build());
        port_error("queue", &SdkError::service_error(answered, ()))
    }

    #[test]
    fn a_batch_that_is_too_long_is_refused_and_a_throttled_one_is_not() {
        let long = meaning("AWS.SimpleQueueService.BatchRequestTooLong");
        assert!(matches!(long, PortError::Refused { .. }), "{long}");
        let throttled = meaning("KMS.ThrottlingException");
        assert!(matches!(throttled, PortError::Unavailable { .. }), "{throttled}");
    }
}
