//! Wake-ups on `EventBridge` Scheduler: one one-time schedule for every minute that has anything due.
//!
//! A schedule is named after its minute, so that making it twice is a harmless conflict, and deletes itself after
//! firing. Scheduler wakes up to a minute late; minutes that have come are put on the queue directly.

use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::operation::create_schedule::CreateScheduleError;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, RetryPolicy, Target,
};
use jiff::Timestamp;
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
}

impl SchedulerTimer {
    /// Schedules of that group; minutes that have come go over `queue`.
    #[must_use]
    pub const fn new(client: Client, schedules: Schedules, queue: SqsQueue) -> Self {
        Self { client, schedules, queue }
    }
}

impl Timer for SchedulerTimer {
    async fn ensure(&self, minute: Minute) -> Result<(), PortError> {
        let body = encode(&ToJourneys::MinuteDue { minute: minute.0 });
        let fires_at = minute.fires_at();
        let wait = fires_at.duration_since(Timestamp::now());
        if wait.as_secs() < TOO_SOON_SECONDS {
            let rounded_up = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
            let delay_seconds = u32::try_from(rounded_up).unwrap_or(0);
            let due = Outgoing { body, delay_seconds, group: "minutes".to_owned() };
            return self.queue.send(QueueName::Journeys, vec![due]).await;
        }
        let unbuilt = |_| PortError::Refused { port: TIMER, detail: "a schedule without parts".to_owned() };
        let retry = RetryPolicy::builder().maximum_event_age_in_seconds(RETRY_SECONDS_MAX).build();
        let target = Target::builder()
            .arn(&self.schedules.queue_arn)
            .role_arn(&self.schedules.role_arn)
            .input(body)
            .retry_policy(retry)
            .build()
            .map_err(unbuilt)?;
        let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build();
        let request = self
            .client
            .create_schedule()
            .group_name(&self.schedules.group)
            .name(format!("minute-{}", minute.0))
            .schedule_expression(format!("at({})", fires_at.strftime("%Y-%m-%dT%H:%M:%S")))
            .schedule_expression_timezone("UTC")
            .flexible_time_window(window.map_err(unbuilt)?)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(target);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                // Somebody asked for this minute before.
                Some(CreateScheduleError::ConflictException(_)) => Ok(()),
                _ => Err(port_error(TIMER, &error)),
            },
        }
    }
}
