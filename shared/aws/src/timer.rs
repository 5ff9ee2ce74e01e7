//! Wake-ups on `EventBridge` Scheduler: one one-time schedule for every minute that has anything due.
//!
//! A schedule is named after its minute, so that making it twice is a harmless conflict, and deletes itself after
//! firing. Scheduler wakes up to a minute late and makes no schedule for what is past; minutes that have come are put
//! on the queue directly. A running function asks for a minute once until it has come: in most Regions Scheduler takes
//! few calls a second, the visits of one agenda are due in the same minutes, and every wake-up wakes all that is due.
//!
//! Where Scheduler makes none, nothing fails: a near minute is put on the queue as well, and what is due at a far one is
//! found by the sweep, minutes late.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::error::SdkError;
use aws_sdk_scheduler::operation::create_schedule::CreateScheduleError;
use aws_sdk_scheduler::operation::create_schedule::builders::CreateScheduleFluentBuilder;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use jiff::{SignedDuration, Timestamp};
use ports::PortError;
use ports::queue::{DELAY_SECONDS_MAX, Outgoing, Queue as _, QueueName};
use ports::table::Minute;
use ports::timer::Timer;
use ports::wire::{ToJourneys, encode};

use crate::SqsQueue;
use crate::error::port_error;

/// The name under which failures are reported.
const TIMER: &str = "timer";
/// A minute that comes sooner than this is not left to Scheduler, in seconds: making the schedule takes time too.
const TOO_SOON_SECONDS: i64 = 5;
/// Most minutes that are remembered as asked for.
const ASKED_MAX: usize = 4_096;
/// How long Scheduler tries to reach the queue, in seconds: what it misses for longer is the sweep's.
const RETRY_SECONDS_MAX: i32 = 900;

/// Where and how schedules are made.
#[derive(Debug, Clone)]
pub struct Schedules {
    /// The schedule group's name.
    pub group: String,
    /// The role under which Scheduler puts messages on the journeys queue.
    pub role_arn: String,
    /// The journeys queue.
    pub queue_arn: String,
}

/// One-time schedules that put `minute_due` on the journeys queue.
#[derive(Debug, Clone)]
pub struct SchedulerTimer {
    client: Client,
    schedules: Schedules,
    queue: SqsQueue,
    asked: Asked,
}

/// Minutes that have a wake-up. One that has come stays until others push it out, and counts no more.
#[derive(Debug, Clone, Default)]
struct Asked(Arc<Mutex<BTreeSet<Minute>>>);

impl Asked {
    fn has(&self, minute: Minute) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&minute)
    }

    fn add(&self, minute: Minute) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.insert(minute);
        if asked.len() > ASKED_MAX {
            asked.pop_first();
        }
    }
}

impl SchedulerTimer {
    /// Schedules of that group; minutes that have come go over `queue`.
    #[must_use]
    pub fn new(client: Client, schedules: Schedules, queue: SqsQueue) -> Self {
        Self { client, schedules, queue, asked: Asked::default() }
    }

    /// The call that makes a minute's schedule.
    fn creation(&self, minute: Minute) -> Result<CreateScheduleFluentBuilder, PortError> {
        let unbuilt = |_| PortError::Refused { port: TIMER, detail: "a schedule without parts".to_owned() };
        let retry = RetryPolicy::builder().maximum_event_age_in_seconds(RETRY_SECONDS_MAX).build();
        let target = Target::builder()
            .arn(&self.schedules.queue_arn)
            .role_arn(&self.schedules.role_arn)
            .input(body(minute))
            .retry_policy(retry)
            .build()
            .map_err(unbuilt)?;
        let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build();
        let request = self
            .client
            .create_schedule()
            .group_name(&self.schedules.group)
            .name(format!("minute-{}", minute.0))
            .schedule_expression(format!("at({})", minute.fires_at().strftime("%Y-%m-%dT%H:%M:%S")))
            .schedule_expression_timezone("UTC")
            .flexible_time_window(window.map_err(unbuilt)?)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(target);
        Ok(request)
    }

    /// Puts the wake-up on the queue itself, hidden for as long as the minute is away.
    async fn wake(&self, minute: Minute, wait: SignedDuration) -> Result<(), PortError> {
        let rounded_up = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
        let delay_seconds = u32::try_from(rounded_up).unwrap_or(0);
        let due = Outgoing { body: body(minute), delay_seconds, group: "minutes".to_owned() };
        self.queue.send(QueueName::Journeys, vec![due]).await
    }

    /// Makes sure of a minute that comes in `wait`.
    async fn ensure_in(&self, minute: Minute, wait: SignedDuration) -> Result<(), PortError> {
        // One that has come wakes each time: what was stored since the last time was not found then.
        if wait.is_positive() && self.asked.has(minute) {
            return Ok(());
        }
        if wait.as_secs() < TOO_SOON_SECONDS {
            self.wake(minute, wait).await?;
        } else if let Err(error) = self.creation(minute)?.send().await
            && !has_its_schedule(&error)
        {
            let error = port_error(TIMER, &error);
            tracing::warn!(%error, minute = minute.0, "a minute has no schedule");
            // It may have come while it was asked for.
            let wait = until(minute);
            if wait.as_secs() >= i64::from(DELAY_SECONDS_MAX) {
                return Ok(());
            }
            self.wake(minute, wait).await?;
        }
        self.asked.add(minute);
        Ok(())
    }
}

/// Whether somebody else asked for the minute before.
fn has_its_schedule<R>(error: &SdkError<CreateScheduleError, R>) -> bool {
    matches!(error.as_service_error(), Some(CreateScheduleError::ConflictException(_)))
}

/// What tells the scheduler that a minute is due.
fn body(minute: Minute) -> String {
    encode(&ToJourneys::MinuteDue { minute: minute.0 })
}

/// How long until a minute fires; less than nothing if it has come.
fn until(minute: Minute) -> SignedDuration {
    minute.fires_at().duration_since(Timestamp::now())
}

impl Timer for SchedulerTimer {
    async fn ensure(&self, minute: Minute) -> Result<(), PortError> {
        self.ensure_in(minute, until(minute)).await
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_config::{BehaviorVersion, Region, SdkConfig};
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A timer whose Scheduler refuses everything and whose queue takes one message a call, and how many it took.
    async fn unscheduled() -> (SchedulerTimer, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut read = vec![0; 65_536];
                let mut request = String::new();
                while !request.contains("minute_due") {
                    let bytes = stream.read(&mut read).await.unwrap();
                    request.push_str(std::str::from_utf8(&read[..bytes]).unwrap());
                }
                let (status, body) = if request.starts_with("POST /schedules/") {
                    ("403 Forbidden", r#"{"__type":"AccessDeniedException","Message":"not authorized"}"#)
                } else {
                    count.fetch_add(1, Ordering::SeqCst);
                    let taken =
                        r#"{"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":"-"}],"Failed":[]}"#;
                    ("200 OK", taken)
                };
                let head =
                    format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}", body.len());
                stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await.unwrap();
            }
        });
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "tests");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-south-2"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(&url)
            .build();
        let urls = BTreeMap::from([(QueueName::Journeys, format!("{url}/journeys"))]);
        let queue = SqsQueue::new(aws_sdk_sqs::Client::new(&sdk), urls);
        let [group, role_arn, queue_arn] = ["minutes", "role", "queue"].map(str::to_owned);
        let schedules = Schedules { group, role_arn, queue_arn };
        (SchedulerTimer::new(Client::new(&sdk), schedules, queue), taken)
    }

    #[tokio::test]
    async fn a_minute_that_is_about_to_come_wakes_once_and_one_that_has_come_each_time() {
        let (timer, taken) = unscheduled().await;
        let ensured = async |wait: i64, count| {
            for _ in 0..count {
                timer.ensure_in(Minute(29_930_041), SignedDuration::from_secs(wait)).await.unwrap();
            }
            taken.swap(0, Ordering::SeqCst)
        };
        assert_eq!(ensured(4, 3).await, 1, "all that waits for it is found then");
        assert_eq!(ensured(0, 3).await, 3, "who comes later was not found");
        assert_eq!(ensured(-90, 2).await, 2);
    }

    #[tokio::test]
    async fn without_scheduler_a_near_minute_stands_on_the_queue_and_a_far_one_is_left_to_the_sweep() {
        let (timer, taken) = unscheduled().await;
        let now = Timestamp::now().as_second().div_euclid(60);
        let ensured = async |minutes: i64| {
            for _ in 0..2 {
                timer.ensure(Minute(now + minutes)).await.unwrap();
            }
            (taken.swap(0, Ordering::SeqCst), timer.asked.has(Minute(now + minutes)))
        };
        assert_eq!(ensured(10).await, (1, true));
        assert_eq!(ensured(2_880).await, (0, false), "the next one that is due then asks for it again");
    }

    #[test]
    fn as_many_minutes_are_remembered_as_there_is_room_for_and_the_latest() {
        let asked = Asked::default();
        for minute in 0..=ASKED_MAX {
            asked.add(Minute(i64::try_from(minute).expect("few")));
        }
        assert_eq!([0, 1, 4_096].map(|it| asked.has(Minute(it))), [false, true, true]);
        assert!(asked.clone().has(Minute(1)), "one function has one memory");
    }
}
