//! SQS batches: every record on its own, so that one that fails or panics hurts no other.
//!
//! A record that failed is named in the answer and comes back; after the queue's maximum of receives it is in the
//! dead-letter queue, where a person sees it.

use std::fmt;

use ports::Disposition;
use serde::{Deserialize, Serialize};
use tracing::Instrument as _;

use crate::Failure;
use crate::panics::caught;

/// What SQS hands to a function.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SqsEvent {
    /// The messages.
    #[serde(rename = "Records")]
    pub records: Vec<SqsRecord>,
}

/// One message.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsRecord {
    /// SQS's id of it.
    pub message_id: String,
    /// Its body.
    pub body: String,
    /// Which queue it comes from.
    #[serde(default, rename = "eventSourceARN")]
    pub event_source_arn: String,
}

impl fmt::Debug for SqsRecord {
    /// The body stays out: it may speak of a patient.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqsRecord")
            .field("message_id", &self.message_id)
            .field("event_source_arn", &self.event_source_arn)
            .finish_non_exhaustive()
    }
}

/// Which records come back (`ReportBatchItemFailures`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    /// Those that failed.
    pub batch_item_failures: Vec<ItemFailure>,
}

/// A record that comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemFailure {
    /// SQS's id of it.
    pub item_identifier: String,
}

/// Handles the records one after another, while there is time; the rest goes back to the queue.
pub async fn run(
    event: &SqsEvent,
    in_time: impl Fn() -> bool,
    handle: impl AsyncFn(&SqsRecord) -> Result<(), Failure>,
) -> BatchResponse {
    let mut response = BatchResponse::default();
    for record in &event.records {
        // Handlers that find out what a record is about note it in the span.
        let span = tracing::info_span!(
            "record",
            record.id = record.message_id,
            case.id = tracing::field::Empty,
            message.id = tracing::field::Empty,
            thread.id = tracing::field::Empty,
        );
        let handled = async {
            if !in_time() {
                return Err(Failure::retry("no time was left for it"));
            }
            let outcome = caught(handle(record)).await;
            outcome.unwrap_or_else(|_panic| Err(Failure::retry("the handler panicked")))
        };
        let outcome = handled.instrument(span.clone()).await;
        if span.in_scope(|| comes_back(outcome)) {
            response.batch_item_failures.push(ItemFailure { item_identifier: record.message_id.clone() });
        }
    }
    response
}

/// Logs how a record ended, and tells whether it comes back.
fn comes_back(outcome: Result<(), Failure>) -> bool {
    let Err(failure) = outcome else {
        tracing::debug!(metric = "records_handled", "record handled");
        return false;
    };
    let reason = failure.text;
    match failure.disposition {
        Disposition::Drop => tracing::info!(metric = "records_dropped", reason, "record dropped"),
        Disposition::Retry => tracing::warn!(metric = "records_retried", reason, "record comes back"),
        Disposition::Park => tracing::error!(metric = "records_parked", reason, "record cannot be handled"),
    }
    failure.disposition != Disposition::Drop
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    #[test]
    fn one_that_fails_or_panics_hurts_no_other() {
        let record = |id: &str, body: &str| SqsRecord {
            message_id: id.to_owned(),
            body: body.to_owned(),
            event_source_arn: String::new(),
        };
        let event = SqsEvent {
            records: vec![
                record("1", "good"),
                record("2", "bad"),
                record("3", "panic"),
                record("4", "gone"),
                record("5", "good"),
            ],
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let handle = async |record: &SqsRecord| match record.body.as_str() {
            "bad" => Err(Failure::park("no")),
            "gone" => Err(Failure::drop("old")),
            "panic" => panic!("as told"),
            _ => Ok(()),
        };
        let failed = |in_time: &dyn Fn() -> bool| {
            let response = runtime.block_on(run(&event, in_time, handle));
            let failed = response.batch_item_failures.into_iter();
            failed.map(|it| it.item_identifier).collect::<Vec<_>>()
        };
        assert_eq!(failed(&|| true), ["2", "3"]);
        // What there is no time for is not begun, and comes back.
        let left = std::cell::Cell::new(4);
        let first_three = || {
            left.set(left.get() - 1);
            left.get() > 0
        };
        assert_eq!(failed(&first_three), ["2", "3", "4", "5"]);
    }

    #[test]
    fn reads_what_sqs_hands_over() {
        let json = r#"{"Records":[{"messageId":"m1","receiptHandle":"r","body":"{}","attributes":{},"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:1:journeys"}]}"#;
        let event: SqsEvent = serde_json::from_str(json).unwrap();
        let record = &event.records[0];
        assert_eq!(
            (&*record.message_id, &*record.event_source_arn),
            ("m1", "arn:aws:sqs:us-east-1:1:journeys")
        );
    }
}
