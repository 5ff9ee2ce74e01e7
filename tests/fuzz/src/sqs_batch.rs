//! Batches of SQS, and what stands on each queue.
//!
//! A body that reads is written back as something that reads the same; one that does not comes back to the queue, and
//! only that one. Nothing about a person is in an error or in a `Debug` output.

use std::fmt::Debug;

use frame::Failure;
use frame::batch::{SqsEvent, run};
use ports::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, ToThreads, Unreadable, decode, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::leak::{absent, in_no_log, masked, plant};
use crate::world::at_once;

/// Members that hold what is about a person.
const PERSONAL: [&str; 13] = [
    "text", "title", "caption", "answers", "given_name", "family_name", "email", "phone", "whatsapp_user",
    "practitioner", "service", "words", "comment",
];

/// Checks a batch, and the bytes as one record's body.
pub fn check(bytes: &[u8]) {
    if let Ok(event) = serde_json::from_slice::<SqsEvent>(bytes) {
        in_no_log(|| batch(&event));
    }
    if let Ok(body) = std::str::from_utf8(bytes) {
        reads(body);
    }
}

fn batch(event: &SqsEvent) {
    let read = async |record: &frame::batch::SqsRecord| {
        if reads(&record.body) { Ok(()) } else { Err(Failure::park("it does not read")) }
    };
    let response = at_once(run(event, || true, read));
    let unread = event.records.iter().filter(|it| !reads(&it.body)).map(|it| &it.message_id);
    let failed = response.batch_item_failures.iter().map(|it| &it.item_identifier);
    assert!(failed.eq(unread), "other records come back than those that failed");
}

/// Whether any queue takes the body.
fn reads(body: &str) -> bool {
    let one = |read: fn(&str) -> bool| read(body);
    let all: [fn(&str) -> bool; 5] = [
        read_as::<ToJourneys>, read_as::<ToThreads>, read_as::<ToSurveys>, read_as::<ToReceipts>,
        read_as::<ToOutbound>,
    ];
    all.into_iter().filter(|it| one(*it)).count() > 0
}

fn read_as<T: Serialize + DeserializeOwned + PartialEq + Debug>(body: &str) -> bool {
    let read: Result<T, Unreadable> = decode(body);
    if let Ok(message) = &read {
        assert_eq!(decode::<T>(&encode(message)).as_ref(), Ok(message), "it reads back as another");
        if let Ok(mut planted) = serde_json::from_str::<Value>(body) {
            plant(&mut planted, &PERSONAL);
            match decode::<T>(&planted.to_string()) {
                Ok(message) => masked("what a queue carries", &message),
                Err(error) => absent("an error", &error.to_string()),
            }
        }
    }
    read.is_ok()
}
