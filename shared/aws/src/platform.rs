//! A function's AWS: its clients, made once from its environment, and the ports over them.

use std::sync::Arc;
use std::time::Duration;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use jiff::Timestamp;
use ports::directory::Directory;
use ports::gateway::Gateway;
use ports::queue::QueueName;
use ports::timer::Timer;
use ports::{PortError, Ports};

use crate::{Cached, DynamoTable, SchedulerTimer, Schedules, Secret, SqsQueue};

/// How long AWS may take to be reached, in seconds.
const CONNECT_SECONDS: u64 = 2;
/// How long one attempt may take, in seconds; the SDK makes three.
const ATTEMPT_SECONDS: u64 = 4;
/// How long a secret may take to be read in all, in seconds: at most half of any function's Timeout, so that the value
/// before can be used where the service does not answer.
pub const SECRET_READ_SECONDS: u64 = 5;
/// How long a wake-up may take to be scheduled in all, in seconds: there are other ways to wake.
const SCHEDULE_SECONDS: u64 = 5;
/// For how long the clinics that were read are used, in seconds: a change is in force everywhere after that.
const DIRECTORY_SECONDS: i64 = 60;

/// The roots of AWS's public endpoints (Amazon Trust Services): reading a system's hundred and more is most of what a
/// start costs.
const AMAZON_ROOTS: &str = include_str!("roots.pem");
/// Whoever sets this has a proxy or another partition, and roots of their own.
const OTHER_ROOTS: &str = "SSL_CERT_FILE";
/// What an operator is told whose credentials are not found: most sign in, which only the command line can read.
const NO_CREDENTIALS: &str = "no credentials are found; if `aws sts get-caller-identity` answers, hand over what it \
                              used: eval \"$(aws configure export-credentials --format env)\"";

/// What a function's clients are made of: region, credentials and, for another engine than AWS, `AWS_ENDPOINT_URL`,
/// from the environment, where Lambda sets them. They share one HTTP client.
///
/// Nothing else is looked for: the code that reads profiles, asks for roles and other hosts' credentials is a tenth of
/// a package, and no function has a use for it.
#[must_use]
pub fn sdk() -> SdkConfig {
    let vars = |name: &str| std::env::var(name).ok();
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(vars("AWS_REGION").or_else(|| vars("AWS_DEFAULT_REGION")).map(Region::new))
        .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()))
        .timeout_config(timeouts());
    sdk.set_endpoint_url(vars("AWS_ENDPOINT_URL")).set_http_client(https());
    sdk.build()
}

/// What an operator's clients are made of: what the AWS command line looks at, but for sign-ins and credential
/// processes, whose code is not linked; the error says how their credentials come along.
///
/// # Errors
/// When there is no Region, or there are no credentials.
pub async fn operator_sdk() -> Result<SdkConfig, PortError> {
    usable(aws_config::defaults(BehaviorVersion::v2026_01_12()).timeout_config(timeouts()).load().await).await
}

/// Names what is missing; the clients would only say that the service could not be reached.
async fn usable(sdk: SdkConfig) -> Result<SdkConfig, PortError> {
    let missing = |what: &str| PortError::Unavailable { port: "AWS", detail: what.to_owned() };
    if sdk.region().is_none() {
        return Err(missing("no Region is set, by AWS_REGION or by the profile"));
    }
    let no_credentials = || missing(NO_CREDENTIALS);
    let provider = sdk.credentials_provider().ok_or_else(no_credentials)?;
    provider.provide_credentials().await.map_err(|_| no_credentials())?;
    Ok(sdk)
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(CONNECT_SECONDS))
        .operation_attempt_timeout(Duration::from_secs(ATTEMPT_SECONDS))
        .build()
}

/// As [`timeouts`], with an end for all attempts together.
fn timeouts_in_all(seconds: u64) -> TimeoutConfig {
    timeouts().to_builder().operation_timeout(Duration::from_secs(seconds)).build()
}

/// An HTTP client that trusts Amazon's roots; `None` where the system's are wanted.
fn https() -> Option<SharedHttpClient> {
    let rustls = Provider::Rustls(CryptoMode::AwsLc);
    Some(Builder::new().tls_provider(rustls).tls_context(tls_context()?).build_https())
}

/// Amazon's roots; `None` where the system's are wanted.
pub(crate) fn tls_context() -> Option<TlsContext> {
    if std::env::var_os(OTHER_ROOTS).is_some() {
        return None;
    }
    let roots = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    TlsContext::builder().with_trust_store(roots).build().ok()
}

/// The queues that a function sends to, at the URLs that `text` gives for `JOURNEYS_QUEUE_URL` and so on.
pub fn queues(sdk: &SdkConfig, names: &[QueueName], text: impl Fn(&str) -> String) -> SqsQueue {
    let url = |name: &QueueName| (*name, text(&format!("{}_QUEUE_URL", name.as_str().to_ascii_uppercase())));
    SqsQueue::new(aws_sdk_sqs::Client::new(sdk), names.iter().map(url).collect())
}

/// The table at `TABLE_NAME`.
pub fn table(sdk: &SdkConfig, text: impl Fn(&str) -> String) -> DynamoTable {
    DynamoTable::new(aws_sdk_dynamodb::Client::new(sdk), text("TABLE_NAME"))
}

/// Wake-ups, set up with `SCHEDULE_GROUP`, `SCHEDULE_ROLE_ARN` and `JOURNEYS_QUEUE_ARN`.
pub fn timer(sdk: &SdkConfig, queue: &SqsQueue, text: impl Fn(&str) -> String) -> SchedulerTimer {
    let schedules = Schedules {
        group: text("SCHEDULE_GROUP"),
        role_arn: text("SCHEDULE_ROLE_ARN"),
        queue_arn: text("JOURNEYS_QUEUE_ARN"),
    };
    let config =
        aws_sdk_scheduler::config::Builder::from(sdk).timeout_config(timeouts_in_all(SCHEDULE_SECONDS));
    SchedulerTimer::new(aws_sdk_scheduler::Client::from_conf(config.build()), schedules, queue.clone())
}

/// The secret whose name or ARN `text` gives for that variable.
pub fn secret(sdk: &SdkConfig, variable: &str, text: impl Fn(&str) -> String) -> Secret {
    let config = aws_sdk_secretsmanager::config::Builder::from(sdk)
        .timeout_config(timeouts_in_all(SECRET_READ_SECONDS));
    Secret::new(aws_sdk_secretsmanager::Client::from_conf(config.build()), text(variable))
}

/// A function's ports, but for the clinics, which change.
#[derive(Debug)]
pub struct Platform<T, G> {
    table: DynamoTable,
    queue: SqsQueue,
    timer: T,
    gateway: G,
    directory: Cached<Directory>,
}

impl<T: Timer + Clone, G: Gateway + Clone> Platform<T, G> {
    /// These ports.
    #[must_use]
    pub const fn new(table: DynamoTable, queue: SqsQueue, timer: T, gateway: G) -> Self {
        Self { table, queue, timer, gateway, directory: Cached::for_seconds(DIRECTORY_SECONDS) }
    }

    /// The ports with the clinics as they are now.
    ///
    /// # Errors
    /// When the clinics cannot be read and never were.
    pub async fn ports(&self, now: Timestamp) -> Result<AwsPorts<T, G>, PortError> {
        let before = || self.directory.last().unwrap_or_default();
        let directory = self.directory.get(now, async || before().renewed(&self.table).await).await?;
        Ok(AwsPorts {
            table: self.table.clone(),
            queue: self.queue.clone(),
            timer: self.timer.clone(),
            gateway: self.gateway.clone(),
            directory,
        })
    }
}

/// All ports of one invocation.
#[derive(Debug)]
pub struct AwsPorts<T, G> {
    table: DynamoTable,
    queue: SqsQueue,
    timer: T,
    gateway: G,
    directory: Arc<Directory>,
}

impl<T: Timer, G: Gateway> Ports for AwsPorts<T, G> {
    type Table = DynamoTable;
    type Queue = SqsQueue;
    type Timer = T;
    type Gateway = G;

    fn table(&self) -> &DynamoTable {
        &self.table
    }
    fn queue(&self) -> &SqsQueue {
        &self.queue
    }
    fn timer(&self) -> &T {
        &self.timer
    }
    fn gateway(&self) -> &G {
        &self.gateway
    }
    fn directory(&self) -> &Directory {
        &self.directory
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use aws_credential_types::Credentials;

    use super::*;

    #[tokio::test]
    async fn what_an_operator_has_not_set_is_named() {
        let bare = || SdkConfig::builder().behavior_version(BehaviorVersion::v2026_01_12());
        let error = usable(bare().build()).await.unwrap_err().to_string();
        assert!(error.contains("no Region"), "{error}");
        let placed = || bare().region(Region::new("eu-south-2"));
        let error = usable(placed().build()).await.unwrap_err().to_string();
        assert!(error.contains("aws configure export-credentials --format env"), "{error}");
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "tests");
        let known = placed().credentials_provider(SharedCredentialsProvider::new(credentials)).build();
        assert!(usable(known).await.is_ok());
    }
}
