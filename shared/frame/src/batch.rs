//! SQS batches: every record on its own, so that one that fails or panics hurts no other.
//!
//! A record that failed is named in the answer and comes back; after the queue's maximum of receives it is in the
//! dead-letter queue, where a person sees it.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use ports::Disposition;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// What SQS hands to a function.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SqsEvent {
    /// The messages.
    #[serde(rename = "Records")]
    pub records: Vec<SqsRecord>,
}

/// One message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SqsRecord {
    /// SQS's id of it.
    pub message_id: String,
    /// Its body.
    pub body: String,
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

/// Handles the records one after another.
pub async fn run(event: &SqsEvent, handle: impl AsyncFn(&str) -> Result<(), Failure>) -> BatchResponse {
    let mut response = BatchResponse::default();
    for record in &event.records {
        let outcome = AssertUnwindSafe(handle(&record.body)).catch_unwind().await;
        let failure = match outcome {
            Ok(Ok(())) => continue,
            Ok(Err(failure)) => failure,
            Err(_panic) => Failure::retry("the handler panicked"),
        };
        match failure.disposition {
            Disposition::Drop => {
                tracing::info!(message.id = record.message_id, reason = failure.text, "record dropped");
                continue;
            }
            Disposition::Retry => {
                tracing::warn!(message.id = record.message_id, reason = failure.text, "record comes back");
            }
            Disposition::Park => tracing::error!(
                message.id = record.message_id,
                reason = failure.text,
                "record cannot be handled"
            ),
        }
        response.batch_item_failures.push(ItemFailure { item_identifier: record.message_id.clone() });
    }
    response
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    #[test]
    fn one_that_fails_or_panics_hurts_no_other() {
        let record = |id: &str, body: &str| SqsRecord { message_id: id.to_owned(), body: body.to_owned() };
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
        let response = runtime.block_on(run(&event, async |body| match body {
            "bad" => Err(Failure::park("no")),
            "gone" => Err(Failure { disposition: Disposition::Drop, text: "old".to_owned() }),
            "panic" => panic!("as told"),
            _ => Ok(()),
        }));
        let failed: Vec<_> =
            response.batch_item_failures.iter().map(|it| it.item_identifier.as_str()).collect();
        assert_eq!(failed, ["2", "3"]);
    }

    #[test]
    fn reads_what_sqs_hands_over() {
        let json = r#"{"Records":[{"messageId":"m1","receiptHandle":"r","body":"{}","attributes":{},"eventSource":"aws:sqs"}]}"#;
        let event: SqsEvent = serde_json::from_str(json).unwrap();
        assert_eq!(event.records[0].message_id, "m1");
    }
}
