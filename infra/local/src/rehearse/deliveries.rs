//! Webhooks on their way to the deployment.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::{Options, now};
use crate::standin::{NOTIFICATIONS, StandIn, StandInError, Webhook};

/// How often it is looked for what is due, in milliseconds.
const ROUND_MS: u64 = 200;
/// Webhooks delivered in one round.
const WEBHOOKS_MAX: usize = 100;
/// How long the deployment may take to be reached, in seconds.
const CONNECT_SECONDS: u64 = 5;
/// How long the deployment may take to answer in all, in seconds: about what providers wait.
const DELIVERY_SECONDS: u64 = 15;
/// Most of an answer that is read, in bytes, so that the connection can be used again. What it says does not matter.
const ANSWER_BYTES_MAX: u64 = 65_536;
/// What a deployment that did not answer is taken to have answered.
const UNREACHABLE: u16 = 503;
const TAKEN: u16 = 200;

/// Delivers what the providers have to tell.
pub(super) struct Courier {
    world: StandIn,
    agent: ureq::Agent,
    url: String,
    twice: bool,
    shuffle: bool,
}

impl Courier {
    pub(super) fn new(world: StandIn, options: &Options) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(Duration::from_secs(CONNECT_SECONDS)))
            .timeout_global(Some(Duration::from_secs(DELIVERY_SECONDS)))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        let (url, twice, shuffle) = (options.url.clone(), options.deliver_twice, options.shuffle);
        Self { world, agent: config.into(), url, twice, shuffle }
    }

    /// Goes on until it is dropped. A deployment that is slow to answer holds up later webhooks and nothing else.
    pub(super) async fn run(self) -> Infallible {
        let courier = Arc::new(self);
        let mut rounds = interval(Duration::from_millis(ROUND_MS));
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            let round = Arc::clone(&courier);
            let done = tokio::task::spawn_blocking(move || round.deliver_due()).await;
            match done {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(error = %error, "the webhooks could not be delivered"),
                Err(error) => tracing::error!(error = %error, "a round of deliveries broke off"),
            }
        }
    }

    /// Delivers what is due now.
    pub(super) fn deliver_due(&self) -> Result<(), StandInError> {
        let mut webhooks = self.world.due_webhooks(now(), WEBHOOKS_MAX)?;
        if self.shuffle {
            webhooks.reverse();
        }
        for webhook in &webhooks {
            let mut status = self.deliver(webhook);
            if self.twice {
                status = self.deliver(webhook);
            }
            self.world.webhook_answered(webhook.id, status, now())?;
        }
        Ok(())
    }

    /// The status that the deployment answered.
    fn deliver(&self, webhook: &Webhook) -> u16 {
        if webhook.path_and_query == NOTIFICATIONS {
            // Its topic is AWS's own, which a rehearsal from outside cannot write to.
            return TAKEN;
        }
        let status = self.post(webhook).unwrap_or_else(|error| {
            tracing::warn!(error = %error, "the deployment did not answer");
            UNREACHABLE
        });
        if !(200..300).contains(&status) {
            let path = webhook.path_and_query.split('?').next();
            tracing::warn!(status, path, "a webhook was not taken");
        }
        status
    }

    fn post(&self, webhook: &Webhook) -> Result<u16, ureq::Error> {
        let mut request = http::Request::post(format!("{}{}", self.url, webhook.path_and_query));
        for (name, value) in &webhook.headers {
            request = request.header(name, value);
        }
        let mut response = self.agent.run(request.body(webhook.body.clone())?)?;
        let _ = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        Ok(response.status().as_u16())
    }
}
