//! The queues on SQS.

use std::collections::BTreeMap;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use ports::PortError;
use ports::queue::{Outgoing, Queue, QueueName, check_outgoing};

use crate::error::port_error;

/// The name under which failures are reported.
const QUEUE: &str = "queue";
/// Most messages in one call (SQS).
const BATCH_MESSAGES_MAX: usize = 10;
/// Most bytes of bodies in one call (SQS: 1 MiB).
const BATCH_BYTES_MAX: usize = 1_048_576;
/// How often what a call left over is sent again before the caller is told.
const LEFTOVER_ATTEMPTS: u32 = 3;

/// Sending to SQS standard queues with fair groups.
#[derive(Debug, Clone)]
pub struct SqsQueue {
    client: Client,
    urls: BTreeMap<QueueName, String>,
}

impl SqsQueue {
    /// Queues at those URLs; the others are refused.
    #[must_use]
    pub const fn new(client: Client, urls: BTreeMap<QueueName, String>) -> Self {
        Self { client, urls }
    }

    /// Sends one batch, and again what SQS left over.
    async fn send_batch(&self, url: &str, batch: Vec<Outgoing>) -> Result<(), PortError> {
        let mut entries = batch
            .into_iter()
            .enumerate()
            .map(|(index, it)| entry(index, it))
            .collect::<Result<Vec<_>, _>>()?;
        for _ in 0..LEFTOVER_ATTEMPTS {
            let request = self.client.send_message_batch().queue_url(url).set_entries(Some(entries.clone()));
            let answer = request.send().await.map_err(|error| port_error(QUEUE, &error))?;
            if let Some(refused) = answer.failed().iter().find(|it| it.sender_fault()) {
                return Err(PortError::Refused { port: QUEUE, detail: refused.code().to_owned() });
            }
            entries.retain(|entry| answer.failed().iter().any(|it| it.id() == entry.id()));
            if entries.is_empty() {
                return Ok(());
            }
        }
        let detail = format!("{} of a batch were not taken", entries.len());
        Err(PortError::Unavailable { port: QUEUE, detail })
    }
}

impl Queue for SqsQueue {
    async fn send(&self, queue: QueueName, messages: Vec<Outgoing>) -> Result<(), PortError> {
        messages.iter().try_for_each(check_outgoing)?;
        let Some(url) = self.urls.get(&queue) else {
            let detail = format!("this function does not send to {}", queue.as_str());
            return Err(PortError::Refused { port: QUEUE, detail });
        };
        for batch in batches(messages) {
            self.send_batch(url, batch).await?;
        }
        Ok(())
    }
}

/// As few batches as the limits allow, in order, in characters that SQS takes.
fn batches(messages: Vec<Outgoing>) -> Vec<Vec<Outgoing>> {
    let mut batches: Vec<Vec<Outgoing>> = Vec::new();
    let mut bytes = 0;
    for message in messages {
        let message = Outgoing { body: escaped(message.body), ..message };
        let fits = bytes + message.body.len() <= BATCH_BYTES_MAX;
        match batches.last_mut() {
            Some(last) if fits && last.len() < BATCH_MESSAGES_MAX => {
                bytes += message.body.len();
                last.push(message);
            }
            _ => {
                bytes = message.body.len();
                batches.push(vec![message]);
            }
        }
    }
    batches
}

/// SQS refuses two characters that JSON leaves as they are, and the whole batch with them; as escapes it takes them.
fn escaped(body: String) -> String {
    if !body.contains(['\u{fffe}', '\u{ffff}']) {
        return body;
    }
    body.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
}

fn entry(index: usize, message: Outgoing) -> Result<SendMessageBatchRequestEntry, PortError> {
    SendMessageBatchRequestEntry::builder()
        .id(index.to_string())
        .message_body(message.body)
        .message_group_id(message.group)
        .set_delay_seconds((message.delay_seconds > 0).then(|| message.delay_seconds.cast_signed()))
        .build()
        .map_err(|_| PortError::Refused { port: QUEUE, detail: "a message without parts".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_as_few_as_the_limits_allow() {
        let of = |sizes: &[usize]| {
            let message = |bytes: &usize| Outgoing {
                body: "x".repeat(*bytes),
                delay_seconds: 0,
                group: "sol".to_owned(),
            };
            let batches = batches(sizes.iter().map(message).collect());
            batches.iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), Vec::<usize>::new());
        assert_eq!(of(&[1; 10]), [10]);
        assert_eq!(of(&[1; 23]), [10, 10, 3]);
        assert_eq!(of(&[262_144; 5]), [4, 1]);
        assert_eq!(of(&[1, 262_144, 262_144, 262_144, 262_144, 1]), [4, 2]);
    }

    #[test]
    fn characters_that_sqs_refuses_are_escaped() {
        let text = "Ñandú \u{fffe}\\\u{ffff} 🩺";
        let body = serde_json::Value::from(text).to_string();
        let message = Outgoing { body, delay_seconds: 0, group: "sol".to_owned() };
        let sent = batches(vec![message]).concat();
        assert!(!sent[0].body.contains(['\u{fffe}', '\u{ffff}']), "{}", sent[0].body);
        assert_eq!(serde_json::from_str::<String>(&sent[0].body).ok().as_deref(), Some(text));
    }
}
