//! SQS and Scheduler of a local engine, started for one test.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws::Schedules;
use aws_sdk_sqs::types::QueueAttributeName;
use ports::queue::QueueName;

use super::config;

/// How long the engine may take to start, in seconds.
const START_SECONDS: u64 = 60;
/// Set by `tests/run`, which installs the engine: then its absence is a failure.
const REQUIRED: &str = "PULSO_ENGINES_REQUIRED";
/// After how many receptions a message is a dead letter, as in the deployed stack.
pub(crate) const RECEIVES_MAX: u32 = 5;
/// The group of the schedules.
pub(crate) const SCHEDULE_GROUP: &str = "pulso";

/// A running engine.
pub(crate) struct Ministack {
    process: Child,
    url: String,
}

impl Drop for Ministack {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Ministack {
    /// Starts the engine; `None`, and a word on standard error, where it is not installed.
    pub(crate) async fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        let started = Command::new("ministack")
            .env("GATEWAY_PORT", port.to_string())
            .env("BIND_HOST", "127.0.0.1")
            .env("AWS_ENDPOINT_URL", &url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let process = match started {
            Ok(process) => process,
            Err(error) => {
                assert!(std::env::var_os(REQUIRED).is_none(), "ministack does not start: {error}");
                eprintln!("skipped: ministack is not installed; tests/run installs it");
                return None;
            }
        };
        let engine = Self { process, url };
        for _ in 0..START_SECONDS * 5 {
            if engine.sqs().list_queues().send().await.is_ok() {
                return Some(engine);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("ministack does not answer");
    }

    /// A client of its SQS.
    pub(crate) fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&config(&self.url))
    }

    /// A client of its Scheduler.
    pub(crate) fn scheduler(&self) -> aws_sdk_scheduler::Client {
        aws_sdk_scheduler::Client::new(&config(&self.url))
    }

    /// Makes a queue with its dead-letter queue; their URLs.
    pub(crate) async fn queue(&self, queue: QueueName) -> (String, String) {
        let sqs = self.sqs();
        let make = async |name: String, redrive: Option<String>| {
            let request = sqs.create_queue().queue_name(name);
            let request = match redrive {
                Some(policy) => request.attributes(QueueAttributeName::RedrivePolicy, policy),
                None => request,
            };
            request.send().await.unwrap().queue_url.unwrap()
        };
        let dead = make(format!("{}-dlq", queue.as_str()), None).await;
        let policy = format!(
            r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":{RECEIVES_MAX}}}"#,
            self.arn(&dead).await
        );
        (make(queue.as_str().to_owned(), Some(policy)).await, dead)
    }

    async fn arn(&self, url: &str) -> String {
        let request = self.sqs().get_queue_attributes().queue_url(url);
        let answer = request.attribute_names(QueueAttributeName::QueueArn).send().await.unwrap();
        answer.attributes.unwrap()[&QueueAttributeName::QueueArn].clone()
    }

    /// Makes a schedule group that wakes the queue at `url`.
    pub(crate) async fn schedules(&self, url: &str) -> Schedules {
        let group = SCHEDULE_GROUP.to_owned();
        self.scheduler().create_schedule_group().name(&group).send().await.unwrap();
        Schedules {
            group,
            role_arn: "arn:aws:iam::000000000000:role/scheduler".to_owned(),
            queue_arn: self.arn(url).await,
        }
    }
}
