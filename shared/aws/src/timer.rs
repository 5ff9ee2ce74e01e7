//! Wake-ups on `EventBridge` Scheduler: one one-time schedule for every minute that has anything due.
//!
//! A schedule is named after its minute, so that making it twice is a harmless conflict, and deletes itself after
//! firing. Scheduler wakes up to a minute late and makes no schedule for what is past; minutes that have come are put
//! on the queue directly. A running function asks for a minute once until it has come: in most Regions Scheduler takes
//! few calls a second, the visits of one agenda are due in the same minutes, and every wake-up wakes all that is due.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::operation::create_schedule::CreateScheduleError;
use aws_sdk_scheduler::operation::create_schedule::builders::CreateScheduleFluentBuilder;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use jiff::{SignedDuration, Timestamp};
use ports::PortError;
use ports::queue::{Outgoing, Queue as _, QueueName};
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
        if is_too_soon(wait) {
            self.wake(minute, wait).await?;
        } else if let Err(error) = self.creation(minute)?.send().await {
            match error.as_service_error() {
                // Somebody else asked for this minute before.
                Some(CreateScheduleError::ConflictException(_)) => {}
                Some(refusal) if has_come_meanwhile(refusal, until(minute)) => {
                    self.wake(minute, until(minute)).await?;
                }
                _ => return Err(port_error(TIMER, &error)),
            }
        }
        self.asked.add(minute);
        Ok(())
    }
}

/// What tells the scheduler that a minute is due.
fn body(minute: Minute) -> String {
    encode(&ToJourneys::MinuteDue { minute: minute.0 })
}

/// How long until a minute fires; less than nothing if it has come.
fn until(minute: Minute) -> SignedDuration {
    minute.fires_at().duration_since(Timestamp::now())
}

const fn is_too_soon(wait: SignedDuration) -> bool {
    wait.as_secs() < TOO_SOON_SECONDS
}

/// Whether Scheduler refused a minute because it came while it was asked for: its attempts may take longer than
/// [`TOO_SOON_SECONDS`].
const fn has_come_meanwhile(refusal: &CreateScheduleError, wait: SignedDuration) -> bool {
    matches!(refusal, CreateScheduleError::ValidationException(_)) && is_too_soon(wait)
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
    use aws_sdk_scheduler::types::error::{ConflictException, ValidationException};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A queue that takes one message a call, and how many it took.
    async fn taking() -> (SdkConfig, SqsQueue, Arc<AtomicUsize>) {
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
                count.fetch_add(1, Ordering::SeqCst);
                let all = r#"{"Successful":[{"Id":"0","MessageId":"m","MD5OfMessageBody":"-"}],"Failed":[]}"#;
                let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length:";
                stream.write_all(format!("{head} {}\r\n\r\n{all}", all.len()).as_bytes()).await.unwrap();
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
        (sdk, queue, taken)
    }

    #[tokio::test]
    async fn a_minute_that_is_about_to_come_wakes_once_and_one_that_has_come_each_time() {
        let (sdk, queue, taken) = taking().await;
        let [group, role_arn, queue_arn] = ["minutes", "role", "queue"].map(str::to_owned);
        let schedules = Schedules { group, role_arn, queue_arn };
        let timer = SchedulerTimer::new(Client::new(&sdk), schedules, queue);
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

    #[test]
    fn as_many_minutes_are_remembered_as_there_is_room_for_and_the_latest() {
        let asked = Asked::default();
        for minute in 0..=ASKED_MAX {
            asked.add(Minute(i64::try_from(minute).expect("few")));
        }
        assert_eq!([0, 1, 4_096].map(|it| asked.has(Minute(it))), [false, true, true]);
        assert!(asked.clone().has(Minute(1)), "one function has one memory");
    }

    #[test]
    fn a_minute_that_came_while_it_was_asked_for_is_not_a_malformed_one() {
        let message = "Invalid Schedule Expression at(2026-11-24T12:01:00).";
        let refused = ValidationException::builder().message(message).build().expect("has a message");
        let refused = CreateScheduleError::ValidationException(refused);
        let seconds = SignedDuration::from_secs;
        assert!(has_come_meanwhile(&refused, seconds(-7)));
        assert!(has_come_meanwhile(&refused, seconds(TOO_SOON_SECONDS - 1)));
        assert!(!has_come_meanwhile(&refused, seconds(TOO_SOON_SECONDS)), "what is to come is malformed");
        let known = ConflictException::builder().message("exists").build().expect("has a message");
        assert!(!has_come_meanwhile(&CreateScheduleError::ConflictException(known), seconds(-7)));
    }
}
