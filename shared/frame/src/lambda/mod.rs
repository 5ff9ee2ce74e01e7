//! Serving a handler as a Lambda function.
//!
//! Guarantees: what is logged is one JSON line an event, under the request's id; what was counted is one metrics line
//! an invocation; a record is not begun that the rest of the invocation is too short for. It knows no function.

mod metrics;
mod telemetry;

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::batch::{self, BatchResponse, SqsEvent, SqsRecord};
use crate::http::{Request, Response, respond};
use crate::{Failure, vars::Missing};

pub use telemetry::Telemetry;

/// A function could not start, or its runtime ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Its environment.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// A setting that cannot be used.
    #[error("{0}")]
    Setting(String),
    /// The runtime's own.
    #[error("the runtime ended: {0}")]
    Runtime(String),
}

impl From<lambda_runtime::Error> for ServeError {
    fn from(error: lambda_runtime::Error) -> Self {
        Self::Runtime(error.to_string())
    }
}

/// Starts a function in its name; why it could not be served, or ended, is logged.
pub async fn start(
    function: &'static str,
    serve: impl AsyncFnOnce(&Telemetry) -> Result<(), ServeError>,
) -> ExitCode {
    let telemetry = Telemetry::start(function);
    match serve(&telemetry).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %error, "the function cannot go on");
            ExitCode::FAILURE
        }
    }
}

/// The answer while what a function needs cannot be read.
#[must_use]
pub fn unavailable(error: &ports::PortError) -> Response {
    tracing::error!(error = %error, "what the function needs cannot be read");
    Response::error(503, "unavailable", "the service is not available; try again")
}

/// Answers API Gateway's requests until the sandbox ends. A request that cannot be read is answered 400.
pub async fn answer(
    telemetry: &Telemetry,
    handle: impl AsyncFn(&Request<'_>, Timestamp) -> Response,
) -> Result<(), ServeError> {
    let handle = &handle;
    let service = service_fn(async |event: LambdaEvent<Box<RawValue>>| {
        let response = respond_now(event.payload.get(), handle).await;
        telemetry.flush();
        Ok::<_, lambda_runtime::Error>(response)
    });
    Ok(lambda_runtime::run(service).await?)
}

async fn respond_now(event: &str, handle: impl AsyncFn(&Request<'_>, Timestamp) -> Response) -> Response {
    respond(event.as_bytes(), async |request| handle(request, Timestamp::now()).await).await
}

/// Handles SQS's batches until the sandbox ends. `record_seconds` is the longest that one record may take: what is not
/// begun that long before the end of the invocation goes back to the queue.
pub async fn consume(
    telemetry: &Telemetry,
    record_seconds: u64,
    handle: impl AsyncFn(&SqsRecord, Timestamp) -> Result<(), Failure>,
) -> Result<(), ServeError> {
    let handle = &handle;
    let service = service_fn(async |event: LambdaEvent<SqsEvent>| {
        let response = take(&event.payload, event.context.deadline(), record_seconds, handle).await;
        telemetry.flush();
        Ok::<_, lambda_runtime::Error>(response)
    });
    Ok(lambda_runtime::run(service).await?)
}

async fn take(
    event: &SqsEvent,
    deadline: SystemTime,
    record_seconds: u64,
    handle: impl AsyncFn(&SqsRecord, Timestamp) -> Result<(), Failure>,
) -> BatchResponse {
    let last_start = deadline.checked_sub(Duration::from_secs(record_seconds));
    let in_time = || last_start.is_some_and(|it| SystemTime::now() < it);
    batch::run(event, in_time, async |record| handle(record, Timestamp::now()).await).await
}

/// What a function that has both a queue and addresses answers.
#[derive(Serialize)]
#[serde(untagged)]
enum Answered {
    Batch(BatchResponse),
    Response(Response),
}

/// Answers requests and handles batches, as [`answer`] and [`consume`] do, until the sandbox ends.
pub async fn answer_and_consume(
    telemetry: &Telemetry,
    record_seconds: u64,
    answer: impl AsyncFn(&Request<'_>, Timestamp) -> Response,
    consume: impl AsyncFn(&SqsRecord, Timestamp) -> Result<(), Failure>,
) -> Result<(), ServeError> {
    let (answer, consume) = (&answer, &consume);
    let service = service_fn(async |event: LambdaEvent<Box<RawValue>>| {
        let answered = match batch_in(event.payload.get()) {
            Some(batch) => {
                Answered::Batch(take(&batch, event.context.deadline(), record_seconds, consume).await)
            }
            None => Answered::Response(respond_now(event.payload.get(), answer).await),
        };
        telemetry.flush();
        Ok::<_, lambda_runtime::Error>(answered)
    });
    Ok(lambda_runtime::run(service).await?)
}

/// The batch that an event is, if it is one. A request has no records, so it reads as none; that takes going through
/// all of it, so the way in which API Gateway begins one says so first.
fn batch_in(event: &str) -> Option<SqsEvent> {
    if event.starts_with(r#"{"version":"#) { None } else { serde_json::from_str(event).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_with_records_is_a_batch_and_any_other_a_request() {
        let batch = r#"{"Records":[{"messageId":"m1","body":"{}","eventSourceARN":"arn"}]}"#;
        assert_eq!(batch_in(batch).map(|it| it.records.len()), Some(1));
        for request in [
            r#"{"version":"2.0","rawPath":"/healthz","body":"{\"Records\":[]}"}"#,
            r#"{"rawPath":"/healthz","version":"2.0"}"#,
        ] {
            assert!(batch_in(request).is_none(), "{request}");
        }
    }
}
