//! What is published stands on the queue of its type, in its fair group.

use std::fmt::Debug;
use std::slice;

use domain::delivery::Channel;
use domain::ids::{MessageId, SurveyId, ThreadId};
use domain::phone::E164;
use embedded::{Embedded, Received};
use jiff::{SignedDuration, Timestamp};
use ports::publish::{Published, publish, publish_after, publish_grouped};
use ports::queue::QueueName;
use ports::wire::{Heard, ToJourneys, ToOutbound, ToReceipts, ToSurveys, ToThreads, What, decode};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::given::{at, made};

const DUE: &str = "2026-11-25T13:30:00Z";

fn receive(engine: &Embedded, queue: QueueName, now: Timestamp) -> Vec<Received> {
    engine.receive(queue, 10, now, 30).unwrap()
}

/// Published alone, it comes from that queue, whole and in its clinic's group, and from no other one.
async fn comes_from<T>(queue: QueueName, message: &T)
where
    T: Published + DeserializeOwned + PartialEq + Debug,
{
    let engine = Embedded::open(None).unwrap();
    publish(&engine, "sol", slice::from_ref(message)).await.unwrap();
    for other in QueueName::ALL {
        let received = receive(&engine, other, engine.now());
        assert_eq!(received.len(), usize::from(other == queue), "{other:?} of {queue:?}");
        for it in received {
            assert_eq!((decode::<T>(&it.body).as_ref(), it.group.as_str()), (Ok(message), "sol"));
        }
    }
}

#[tokio::test]
async fn each_type_has_its_queue() {
    comes_from(QueueName::Journeys, &ToJourneys::Sweep).await;
    let heard = Heard {
        channel: Channel::Whatsapp,
        sender: "106540352240002".to_owned(),
        id: "wamid.1".to_owned(),
        rewrites: None,
        at: at(DUE),
        phone: Some(E164::new("+5491155550101").unwrap()),
        whatsapp_user: None,
        what: What::Resumed { purpose: None },
    };
    comes_from(QueueName::Threads, &ToThreads::Heard(Box::new(heard))).await;
    let receipt: ToReceipts = made(json!({
        "type": "receipt", "channel": "sms", "provider_id": "SM1", "receipt": "delivered", "at": DUE
    }));
    comes_from(QueueName::Receipts, &receipt).await;
    let message = MessageId::new("msg_1").unwrap();
    comes_from(QueueName::Outbound, &ToOutbound::MessageDue { message }).await;
    let survey = SurveyId::new("srv_1").unwrap();
    comes_from(QueueName::Surveys, &ToSurveys::SurveyDue { survey, due: at(DUE) }).await;
}

#[tokio::test]
async fn what_is_published_later_is_hidden_until_then() {
    let engine = Embedded::open(None).unwrap();
    publish_after(&engine, "sol", 60, &[ToJourneys::Sweep, ToJourneys::Sweep]).await.unwrap();
    for (seconds, count) in [(0, 0), (59, 0), (60, 2)] {
        let now = engine.now() + SignedDuration::from_secs(seconds);
        assert_eq!(receive(&engine, QueueName::Journeys, now).len(), count, "after {seconds} s");
    }
}

#[tokio::test]
async fn each_message_has_a_group_that_the_queue_takes() {
    let engine = Embedded::open(None).unwrap();
    let due = |thread: &str| ToThreads::ThreadDue { thread: ThreadId::new(thread).unwrap() };
    let messages = [("sol".to_owned(), due("thr_1")), ("Clínica Luna".to_owned(), due("thr_2"))];
    publish_grouped(&engine, &messages).await.unwrap();
    let mut received = receive(&engine, QueueName::Threads, engine.now());
    received.sort_by(|one, other| one.body.cmp(&other.body));
    let bodies: Vec<ToThreads> = received.iter().map(|it| decode(&it.body).unwrap()).collect();
    assert_eq!(bodies, messages.map(|it| it.1));
    assert_eq!(received[0].group, "sol");
    assert!(received[1].group.starts_with("group_"), "{}", received[1].group);
}

#[tokio::test]
async fn nothing_to_publish_asks_no_queue() {
    let engine = Embedded::open(None).unwrap();
    let _ = engine.take_journal();
    publish::<_, ToJourneys>(&engine, "sol", &[]).await.unwrap();
    publish_grouped::<_, ToJourneys>(&engine, &[]).await.unwrap();
    assert_eq!(engine.take_journal(), []);
}
