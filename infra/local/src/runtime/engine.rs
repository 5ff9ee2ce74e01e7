//! The engine: takes what is due from timers, queues and the world outside, hands it to the functions, moves the
//! clock from one due instant to the next.

use std::path::Path;
use std::sync::Arc;

use channels::button::ButtonKey;
use channels::link::LinkKey;
use channels::slot_system::SlotSystemKeys;
use console::{Callers, ClinicKeys};
use domain::civil::Zone;
use domain::clinic::Clinic;
use embedded::Embedded;
use frame::batch::{self, SqsRecord};
use frame::http::{Response, respond};
use gateway::HttpGateway;
use jiff::{SignedDuration, Timestamp};
use ports::directory::Directory;
use ports::queue::{Outgoing, Queue as _, QueueName};
use ports::table::Minute;
use ports::wire::{ToJourneys, encode};
use ports::{PortError, Ports};
use tokio::sync::{Mutex, Notify};

use super::clock::Clock;
use super::event::{self, RequestParts};
use super::gateway::LocalGateway;
use super::settings::Settings;
use crate::standin::{self, META_PATH, StandIn};

/// Messages handed to a function at once, as the deployed event sources do.
const fn batch_max(queue: QueueName) -> u32 {
    match queue {
        QueueName::Outbound => 5,
        QueueName::Journeys
        | QueueName::Threads
        | QueueName::Receipts
        | QueueName::Surveys
        | QueueName::Notifications => 10,
    }
}

/// The configuration set by which the stand-ins of AWS tell what became of messages.
const CONFIGURATION_SET: &str = "pulso";
/// Hidden from others while a function has them, in seconds; longer than a message's lease.
const VISIBILITY_SECONDS: u32 = 60;
/// Webhooks taken from the world outside at once.
const WEBHOOKS_MAX: usize = 100;
/// How often the sweep looks for lost wake-ups, in minutes: rarely, since whoever moves the clock waits for it.
const SWEEP_MINUTES: i64 = 60;
/// Most rounds at one instant: more means that something feeds itself.
const ROUNDS_MAX: u32 = 100_000;
/// How long the engine rests while nobody asks for anything, in milliseconds.
const REST_MS: u64 = 250;

/// The bundle could not be started.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store.
    #[error("the store cannot be opened")]
    Store(#[from] embedded::OpenError),
    /// The stand-ins' store.
    #[error("the stand-ins' store cannot be opened")]
    World(#[from] standin::StandInError),
    /// A port.
    #[error("the store cannot be used")]
    Port(#[from] PortError),
}

/// The ports of the local bundle.
pub(crate) struct LocalPorts {
    store: Embedded,
    gateway: LocalGateway,
    directory: Directory,
}

impl Ports for LocalPorts {
    type Table = Embedded;
    type Queue = Embedded;
    type Timer = Embedded;
    type Gateway = LocalGateway;

    fn table(&self) -> &Embedded {
        &self.store
    }
    fn queue(&self) -> &Embedded {
        &self.store
    }
    fn timer(&self) -> &Embedded {
        &self.store
    }
    fn gateway(&self) -> &LocalGateway {
        &self.gateway
    }
    fn directory(&self) -> &Directory {
        &self.directory
    }
}

/// The bundle in one process.
pub struct Engine {
    pub(crate) ports: LocalPorts,
    pub(crate) world: Option<StandIn>,
    pub(crate) settings: Settings,
    pub(crate) clinics: Vec<Clinic>,
    clock: Arc<Clock>,
    ingest: webhook_ingest::Config,
    credentials: sender::Credentials,
    buttons: ButtonKey,
    answers: concierge::Answers,
    links: LinkKey,
    callers: Callers,
    /// One at a time moves the world; whose turn it is knows when the next sweep is.
    turn: Mutex<Timestamp>,
    stirred: Notify,
}

impl Engine {
    /// Opens the bundle over a directory, or in memory. A new one starts at `now`, one that ran before where it was;
    /// but with real providers the time is the machine's, wherever it was moved to: people are written to. What lay in
    /// the dead-letter queues is tried again.
    pub fn open(
        data: Option<&Path>,
        clinics: Vec<Clinic>,
        settings: Settings,
        now: Timestamp,
    ) -> Result<Self, OpenError> {
        let store = Embedded::open(data.map(|it| it.join("pulso.db")).as_deref())?;
        // A mended release may handle what the one before could not.
        for queue in QueueName::ALL {
            store.redrive(queue)?;
        }
        let starts_at = store.now().max(now);
        let clock =
            Arc::new(if settings.real_providers { Clock::Real } else { Clock::starting_at(starts_at) });
        let world = if settings.real_providers {
            None
        } else {
            let path = data.map(|it| it.join("world.db"));
            Some(StandIn::open(path.as_deref(), standin::Config::of(&clinics, &settings))?)
        };
        let gateway = match &world {
            Some(world) => {
                let clock = Arc::clone(&clock);
                LocalGateway::StandIn(world.clone(), Arc::new(move || clock.now()))
            }
            None => LocalGateway::Internet(HttpGateway::internet()),
        };
        let directory = Directory::new(clinics.clone());
        let keys = ClinicKeys::parse(&settings.clinic_api_key, directory.first_id());
        Ok(Self {
            ports: LocalPorts { store, gateway, directory },
            world,
            clock,
            ingest: webhook_ingest::Config::new(
                &settings.whatsapp_app_secret, &settings.whatsapp_verify_token, &settings.twilio_auth_token,
                &settings.public_url,
            ),
            credentials: sender::Credentials::new(
                &settings.whatsapp_token,
                &settings.twilio_account_sid,
                &settings.twilio_auth_token,
                &settings.public_url,
                ButtonKey::new(&settings.button_key),
            )
            .with_configuration_set(Some(CONFIGURATION_SET.to_owned()))
            .with_slot_systems(SlotSystemKeys::parse(&settings.slot_system_keys)),
            buttons: ButtonKey::new(&settings.button_key),
            answers: answers(settings.real_providers),
            links: LinkKey::new(ButtonKey::new(&settings.button_key)),
            callers: keys.into(),
            settings,
            clinics,
            turn: Mutex::new(now),
            stirred: Notify::new(),
        })
    }

    /// The bundle's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The simulated providers and phones; absent with real providers.
    #[must_use]
    pub fn world(&self) -> Option<&StandIn> {
        self.world.as_ref()
    }

    /// The store, whose journal tells what a deployment would be billed.
    #[must_use]
    pub const fn store(&self) -> &Embedded {
        &self.ports.store
    }

    /// What could not be handled and lies in the dead-letter queues, by queue.
    pub fn dead_letters(&self) -> Result<Vec<(QueueName, usize)>, PortError> {
        let count = |queue| Ok((queue, self.ports.store.dead_letters(queue)?.len()));
        QueueName::ALL.into_iter().map(count).collect()
    }

    /// Answers a request to the simulator's own routes (`/sim/…` without `sim`).
    pub async fn sim(&self, method: &str, path: &[&str], body: &[u8]) -> Response {
        super::sim::answer(self, method, path, body).await
    }

    /// Answers a request from outside.
    pub async fn request(&self, request: &RequestParts<'_>) -> Response {
        let now = self.now();
        // Delays of what is put on the queues count from now.
        if let Err(error) = self.ports.store.set_now(now) {
            tracing::error!(error = %error, "the store is not available");
            return Response::error(503, "unavailable", "the store is not available; try again");
        }
        let response = self.route(request, now).await;
        if let (Some(world), META_PATH, 200) = (&self.world, request.target, response.status_code)
            && let Err(error) = world.told_by_another(request.body, now)
        {
            tracing::error!(error = %error, "the stand-in is not available");
        }
        self.stirred.notify_one();
        response
    }

    /// Hands a request to the function that API Gateway would route it to.
    async fn route(&self, request: &RequestParts<'_>, now: Timestamp) -> Response {
        respond(&event::http_api(request), async |request| {
            if webhook_ingest::routes(request) {
                webhook_ingest::handle(&self.ports.store, &self.ingest, request, now).await
            } else if survey_collector::routes(request) {
                survey_collector::answer(&self.ports, &self.links, request, now).await
            } else {
                console::handle(&self.ports, &self.callers, request, now).await
            }
        })
        .await
    }

    /// Whether nothing was ever stored.
    pub fn is_new(&self) -> Result<bool, PortError> {
        self.ports.store.is_empty()
    }

    /// The first clinic's zone, and its key.
    #[must_use]
    pub fn first_clinic(&self) -> Option<(Zone, String)> {
        let clinic = self.clinics.first()?;
        Some((clinic.time_zone.clone(), self.settings.key_of(&clinic.id)?.to_owned()))
    }

    /// How many messages the stand-ins have taken.
    pub(crate) fn sends(&self) -> Result<usize, PortError> {
        let Some(world) = &self.world else { return Ok(0) };
        Ok(world.accepted().map_err(|error| unavailable(&error))?.len())
    }

    /// Runs with the real clock until the process ends.
    pub async fn run(&self) {
        loop {
            let mut turn = self.turn.lock().await;
            if let Err(error) = self.settle(self.now(), &mut turn).await {
                tracing::error!(error = %error, "the bundle could not go on");
            }
            drop(turn);
            let rest = tokio::time::Duration::from_millis(REST_MS);
            let _ = tokio::time::timeout(rest, self.stirred.notified()).await;
        }
    }

    /// Handles everything that is due now.
    pub async fn settle_now(&self) -> Result<Timestamp, PortError> {
        let mut turn = self.turn.lock().await;
        let now = self.now();
        self.settle(now, &mut turn).await?;
        Ok(now)
    }

    /// Moves the clock to `to`, handling everything on the way at its own instant.
    pub async fn advance(&self, to: Timestamp) -> Result<Timestamp, PortError> {
        let mut turn = self.turn.lock().await;
        let mut now = self.now();
        self.clock.hold_at(now);
        let moved = async {
            loop {
                self.settle(now, &mut turn).await?;
                match self.next_instant(&turn)? {
                    Some(next) if next <= to => now = next.max(now),
                    _ => break,
                }
                self.clock.hold_at(now);
            }
            self.clock.hold_at(to.max(now));
            self.settle(to.max(now), &mut turn).await
        }
        .await;
        self.clock.release();
        moved.map(|()| to.max(now))
    }

    /// The next instant at which something is due.
    fn next_instant(&self, next_sweep: &Timestamp) -> Result<Option<Timestamp>, PortError> {
        let mut next = Some(*next_sweep);
        let timer = self.ports.store.next_timer()?.map(Minute::fires_at);
        next = earlier(next, timer);
        for queue in QueueName::ALL {
            next = earlier(next, self.ports.store.next_visible_at(queue)?);
        }
        if let Some(world) = &self.world {
            next = earlier(next, world.next_event_at().map_err(|error| unavailable(&error))?);
        }
        Ok(next)
    }

    /// Handles everything due at `now`, and what follows from it, until nothing is left.
    async fn settle(&self, now: Timestamp, next_sweep: &mut Timestamp) -> Result<(), PortError> {
        self.ports.store.set_now(now)?;
        if *next_sweep <= now {
            let sweep =
                Outgoing { body: encode(&ToJourneys::Sweep), delay_seconds: 0, group: "sweep".to_owned() };
            self.ports.store.send(QueueName::Journeys, vec![sweep]).await?;
            let interval = SignedDuration::from_mins(SWEEP_MINUTES);
            *next_sweep = now.checked_add(interval).unwrap_or(Timestamp::MAX);
            // What has expired goes, as DynamoDB has it go by itself.
            self.ports.store.purge_expired(now)?;
        }
        for _ in 0..ROUNDS_MAX {
            let mut stirred = self.fire_timers(now)?;
            for queue in QueueName::ALL {
                stirred |= self.consume(queue, now).await?;
            }
            stirred |= self.deliver_webhooks(now).await?;
            if !stirred {
                return Ok(());
            }
            // Nothing here ever waits: whoever asks meanwhile would, until an agenda of thousands is told.
            tokio::task::yield_now().await;
        }
        Err(PortError::Refused { port: "engine", detail: "something feeds itself".to_owned() })
    }

    /// The time that a record is told whose batch began at `now`: with real providers, whose answers are waited for,
    /// the time that it has become.
    pub(crate) fn told(&self, now: Timestamp) -> Timestamp {
        if self.world.is_some() { now } else { self.now() }
    }

    fn fire_timers(&self, now: Timestamp) -> Result<bool, PortError> {
        let mut fired = false;
        while let Some(minute) = self.ports.store.next_timer()?.filter(|it| it.fires_at() <= now) {
            let body = encode(&ToJourneys::MinuteDue { minute: minute.0 });
            let due = Outgoing { body, delay_seconds: 0, group: "minutes".to_owned() };
            fired |= self.ports.store.fire_timer(minute, &due)?;
        }
        Ok(fired)
    }

    /// Hands one batch to the queue's consumer, as SQS and Lambda do.
    async fn consume(&self, queue: QueueName, now: Timestamp) -> Result<bool, PortError> {
        let received = self.ports.store.receive(queue, batch_max(queue), now, VISIBILITY_SECONDS)?;
        if received.is_empty() {
            return Ok(false);
        }
        let event = event::sqs(&received);
        let (ports, credentials) = (&self.ports, &self.credentials);
        let handle = async |record: &SqsRecord| {
            let (body, now) = (&record.body, self.told(now));
            match queue {
                QueueName::Journeys => reminder_scheduler::handle(ports, body, now).await,
                QueueName::Threads => {
                    let config = concierge::Config { buttons: &self.buttons, answers: &self.answers };
                    concierge::handle(ports, config, body, now).await
                }
                QueueName::Surveys => survey_collector::handle(ports, &self.links, body, now).await,
                QueueName::Outbound => sender::handle_outbound(ports, credentials, body, now).await,
                QueueName::Receipts => sender::handle_receipt(ports, credentials, body, now).await,
                QueueName::Notifications => {
                    webhook_ingest::handle_notification(&ports.store, body, now).await
                }
            }
        };
        let response = batch::run(&event, || true, handle).await;
        let failed = |id: &str| response.batch_item_failures.iter().any(|it| it.item_identifier == id);
        for message in received.iter().filter(|it| !failed(&it.message_id)) {
            self.ports.store.delete(&message.receipt_handle)?;
        }
        Ok(true)
    }

    /// Puts what AWS tells where its topic would put it.
    async fn notify(&self, notification: &standin::Webhook) -> Result<(), PortError> {
        let body = String::from_utf8_lossy(&notification.body).into_owned();
        let told = Outgoing { body, delay_seconds: 0, group: "aws".to_owned() };
        self.ports.store.send(QueueName::Notifications, vec![told]).await
    }

    /// Lets the providers deliver their webhooks, through the same door as anybody.
    async fn deliver_webhooks(&self, now: Timestamp) -> Result<bool, PortError> {
        let Some(world) = &self.world else { return Ok(false) };
        let webhooks = world.due_webhooks(now, WEBHOOKS_MAX).map_err(|error| unavailable(&error))?;
        for webhook in &webhooks {
            let status = if webhook.path_and_query == standin::NOTIFICATIONS {
                self.notify(webhook).await?;
                200
            } else {
                let request = RequestParts {
                    method: "POST",
                    target: &webhook.path_and_query,
                    headers: webhook.headers.clone(),
                    body: &webhook.body,
                };
                self.route(&request, now).await.status_code
            };
            if !(200..300).contains(&status) {
                let path = webhook.path_and_query.split('?').next();
                tracing::warn!(status, path, "a webhook was not taken");
            }
            world.webhook_answered(webhook.id, status, now).map_err(|error| unavailable(&error))?;
        }
        Ok(!webhooks.is_empty())
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn unavailable(error: &standin::StandInError) -> PortError {
    PortError::Unavailable { port: "stand-in", detail: error.to_string() }
}

/// Where the providers are played a model is, too: for the clinics that want it. Nobody here could sign calls to a real
/// one.
fn answers(real_providers: bool) -> concierge::Answers {
    if real_providers {
        concierge::Answers::default()
    } else {
        concierge::Answers::rephrased_by("local.model".to_owned())
    }
}
