//! The engines that stand in for AWS.

mod dynamodb;
mod ministack;
mod oracle;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};

pub(crate) use dynamodb::dynamodb;
pub(crate) use ministack::{Ministack, RECEIVES_MAX, SCHEDULE_GROUP};
pub(crate) use oracle::Oracle;

/// What clients of an engine at `url` are made of.
pub(crate) fn config(url: &str) -> SdkConfig {
    let credentials = Credentials::new("test", "test", None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(url)
        .build()
}
