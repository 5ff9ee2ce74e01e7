//! The contracts of queue and timer on a local engine, and a wake-up that really fires.

use std::collections::BTreeMap;
use std::time::Duration;

use aws::{SchedulerTimer, SqsQueue};
use aws_sdk_scheduler::operation::get_schedule::GetScheduleError;
use aws_sdk_sqs::types::MessageSystemAttributeName;
use jiff::{SignedDuration, Timestamp};
use ports::PortError;
use ports::contract::{Delivery, QueueProbe, TimerProbe, queue_contract, timer_contract};
use ports::queue::{Outgoing, Queue as _, QueueName};
use ports::table::Minute;
use ports::timer::Timer as _;
use ports::wire::{ToJourneys, decode};

use crate::engine::{Ministack, RECEIVES_MAX, SCHEDULE_GROUP};

struct Probe {
    sqs: aws_sdk_sqs::Client,
    scheduler: aws_sdk_scheduler::Client,
    /// Each queue's URL, and its dead-letter queue's.
    urls: BTreeMap<QueueName, (String, String)>,
}

impl Probe {
    async fn of(engine: &Ministack) -> Self {
        let mut urls = BTreeMap::new();
        for queue in QueueName::ALL {
            urls.insert(queue, engine.queue(queue).await);
        }
        Self { sqs: engine.sqs(), scheduler: engine.scheduler(), urls }
    }

    fn queue(&self) -> SqsQueue {
        let urls = self.urls.iter().map(|(queue, (url, _))| (*queue, url.clone()));
        SqsQueue::new(self.sqs.clone(), urls.collect())
    }

    async fn receive_from(&self, url: &str, max: u32, visibility_seconds: u32) -> Vec<Delivery> {
        let request = self
            .sqs
            .receive_message()
            .queue_url(url)
            .max_number_of_messages(max.cast_signed())
            .visibility_timeout(visibility_seconds.cast_signed())
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let delivery = |message: aws_sdk_sqs::types::Message| {
            let attributes = message.attributes.unwrap();
            Delivery {
                body: message.body.unwrap(),
                receipt_handle: message.receipt_handle.unwrap(),
                // What Scheduler sends has none.
                group: attributes
                    .get(&MessageSystemAttributeName::MessageGroupId)
                    .cloned()
                    .unwrap_or_default(),
                receive_count: attributes[&MessageSystemAttributeName::ApproximateReceiveCount]
                    .parse()
                    .unwrap(),
            }
        };
        request.send().await.unwrap().messages.unwrap_or_default().into_iter().map(delivery).collect()
    }
}

impl QueueProbe for Probe {
    fn receives_max(&self) -> u32 {
        RECEIVES_MAX
    }

    fn visibility_seconds(&self) -> u32 {
        5
    }

    async fn receive(
        &self,
        queue: QueueName,
        max: u32,
        visibility_seconds: u32,
    ) -> Result<Vec<Delivery>, PortError> {
        Ok(self.receive_from(&self.urls[&queue].0, max, visibility_seconds).await)
    }

    async fn delete(&self, queue: QueueName, receipt_handle: &str) -> Result<(), PortError> {
        let request =
            self.sqs.delete_message().queue_url(&self.urls[&queue].0).receipt_handle(receipt_handle);
        request.send().await.unwrap();
        Ok(())
    }

    async fn dead_letters(&self, queue: QueueName) -> Result<Vec<String>, PortError> {
        let dead = self.receive_from(&self.urls[&queue].1, 10, 60).await;
        Ok(dead.into_iter().map(|it| it.body).collect())
    }

    async fn advance(&self, seconds: u32) {
        tokio::time::sleep(Duration::from_secs(seconds.into())).await;
    }
}

impl TimerProbe for Probe {
    async fn pending(&self, minute: Minute) -> Result<u32, PortError> {
        let request =
            self.scheduler.get_schedule().group_name(SCHEDULE_GROUP).name(format!("minute-{}", minute.0));
        match request.send().await {
            Ok(_) => Ok(1),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetScheduleError::is_resource_not_found_exception) =>
            {
                Ok(0)
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test]
async fn sqs_keeps_the_queue_contract() {
    let Some(engine) = Ministack::start().await else { return };
    let probe = Probe::of(&engine).await;
    queue_contract(&probe.queue(), &probe, "first").await;

    let narrow = SqsQueue::new(engine.sqs(), BTreeMap::new());
    let message = Outgoing { body: "{}".to_owned(), delay_seconds: 0, group: "sol".to_owned() };
    let refused = narrow.send(QueueName::Outbound, vec![message]).await;
    assert!(matches!(refused, Err(PortError::Refused { .. })), "a queue without a URL is not sent to");
}

#[tokio::test]
async fn scheduler_keeps_the_timer_contract_and_wakes() {
    let Some(engine) = Ministack::start().await else { return };
    let probe = Probe::of(&engine).await;
    let journeys = &probe.urls[&QueueName::Journeys].0;
    let schedules = engine.schedules(journeys).await;
    let timer = SchedulerTimer::new(engine.scheduler(), schedules.clone(), probe.queue());
    let soon = Minute::of_due(Timestamp::now().checked_add(SignedDuration::from_secs(6)).unwrap());
    timer.ensure(soon).await.unwrap();
    let from_soon = async |seconds: i64| {
        let wait = soon.fires_at().duration_since(Timestamp::now()) + SignedDuration::from_secs(seconds);
        tokio::time::sleep(Duration::try_from(wait).unwrap_or_default()).await;
    };
    let woken = async || {
        let received = probe.receive_from(journeys, 10, 60).await;
        for delivery in &received {
            probe.delete(QueueName::Journeys, &delivery.receipt_handle).await.unwrap();
        }
        let minute = |it: Delivery| match decode(&it.body).unwrap() {
            ToJourneys::MinuteDue { minute } => minute,
            other => panic!("not a wake-up: {other:?}"),
        };
        received.into_iter().map(minute).collect::<Vec<_>>()
    };

    let later = Minute(soon.0 + 60);
    timer_contract(&timer, &probe, later).await;
    let another = SchedulerTimer::new(engine.scheduler(), schedules, probe.queue());
    another.ensure(Minute(later.0 + 1)).await.unwrap();
    let (group, name) = (SCHEDULE_GROUP, format!("minute-{}", later.0));
    engine.scheduler().delete_schedule().group_name(group).name(name).send().await.unwrap();
    timer.ensure(later).await.unwrap();
    assert_eq!(probe.pending(later).await.unwrap(), 0, "a function asks for a minute once");
    another.ensure(later).await.unwrap();
    assert_eq!(probe.pending(later).await.unwrap(), 1, "another asks for itself");
    assert_eq!(woken().await, [0], "a minute of the past wakes at once");
    from_soon(-1).await;
    assert_eq!(woken().await, Vec::<i64>::new(), "nothing wakes early");
    // Scheduler promises the minute, the engine looks every ten seconds.
    from_soon(25).await;
    assert_eq!(woken().await, [soon.0], "the minute wakes once");
    assert_eq!(probe.pending(soon).await.unwrap(), 0, "a schedule that has fired deletes itself");
}
