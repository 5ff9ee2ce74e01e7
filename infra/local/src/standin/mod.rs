//! The other side of the wire: Meta's Graph API, Twilio, AWS SMS and SES, clinics' own systems of slots, and the
//! patients' phones.
//!
//! [`StandIn`] answers the calls the product makes to its providers, checks them as strictly as the real ones do,
//! and reports back with signed webhooks. It is told the time, uses no randomness, and keeps everything in its own
//! `SQLite` database: what was answered or returned was committed before, so a process killed at any moment finds
//! the world as it told it. Webhooks are delivered at least once, as by the real providers. Clinics' own systems and
//! the model that is asked for other words are kept in memory: a restart forgets them.
//!
//! It shares no signing and no wire format with the product. It does not judge templates, know prices, or play media
//! transfer, groups or calls; request signatures of AWS are required but not verified.
//!
//! What happens, and when, is told in the module `world`; the limits are those that the providers document.

mod aws;
mod aws_events;
mod bedrock;
mod config;
mod faults;
mod graph;
mod graph_account;
mod graph_error;
mod graph_interactive;
mod graph_limits;
mod graph_template;
mod graph_validate;
mod ids;
mod phones;
mod replies;
mod segments;
mod sign;
mod slot_system;
mod statuses;
mod store;
mod twilio;
mod webhooks;
mod world;

#[cfg(test)]
mod tests;

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::delivery::Channel;
use http::{Request, Response};
use jiff::Timestamp;
use ports::gateway::GatewayError;
use rusqlite::{Connection, Transaction};
use serde::{Deserialize, Serialize};

use bedrock::Model;
pub use bedrock::ModelTurn;
pub(crate) use config::category_name;
pub use config::{Config, RegisteredTemplate, WhatsappNumber};
pub use faults::{FAULT_TIMES_MAX, FAULTS_ARMED_MAX, Fault, FaultKind, STATUS_DELAY_SECONDS_MAX};
pub use phones::{
    ButtonView, MESSAGES_LISTED_MAX, MailView, PhoneError, PhoneMessage, PhoneSettings, PhoneView, Tapped,
};
pub use slot_system::SlotTrouble;
pub(crate) use webhooks::META_PATH;
pub use webhooks::{NOTIFICATIONS, WEBHOOKS_PER_CALL_MAX, Webhook};

/// Longest request read, in bytes. The real limits are higher and differ; no message comes near.
pub const REQUEST_BYTES_MAX: usize = 1_048_576;

/// Whom a call was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Meta's `WhatsApp` Cloud API.
    Whatsapp,
    /// Twilio SMS.
    Twilio,
    /// AWS End User Messaging SMS.
    AwsSms,
    /// AWS SES.
    AwsEmail,
}

impl Provider {
    /// The channel it carries.
    #[must_use]
    pub const fn channel(self) -> Channel {
        match self {
            Self::Whatsapp => Channel::Whatsapp,
            Self::Twilio | Self::AwsSms => Channel::Sms,
            Self::AwsEmail => Channel::Email,
        }
    }
}

/// The stand-in itself could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum StandInError {
    /// Its database failed.
    #[error("the stand-in's database failed")]
    Database(#[from] rusqlite::Error),
    /// A row it wrote cannot be read, or the reverse.
    #[error("a row of the stand-in's database is malformed")]
    Row(#[from] serde_json::Error),
    /// The fault strikes never or too often, delays too long, or too many are armed.
    #[error(
        "a fault strikes 1 to {times} times and delays by at most {seconds} s; at most {armed} are armed at once",
        times = FAULT_TIMES_MAX, seconds = STATUS_DELAY_SECONDS_MAX, armed = FAULTS_ARMED_MAX
    )]
    FaultRefused,
}

/// A message as its provider knows it: the truth to compare with what the product believes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcceptedSend {
    /// Who accepted it.
    pub provider: Provider,
    /// The provider's id of the message.
    pub provider_id: String,
    /// Recipient as the request spelled it.
    pub to: String,
    /// What the product attached: Meta's `biz_opaque_callback_data`, the query of Twilio's `StatusCallback`, the
    /// value of AWS's `Context` or `EmailTags` (the first in name order).
    pub reference: Option<String>,
    /// When it was accepted.
    pub at: Timestamp,
    /// Name of the template, if it was one.
    pub template: Option<String>,
    /// The text a patient would see.
    pub body: String,
}

/// How one call ended.
enum Exchange {
    Answer(Response<Vec<u8>>),
    NotSent,
    NoAnswer,
}

impl Exchange {
    fn ended(self) -> Result<Response<Vec<u8>>, GatewayError> {
        match self {
            Self::Answer(response) => Ok(response),
            Self::NotSent => Err(GatewayError::NotSent),
            Self::NoAnswer => Err(GatewayError::NoAnswer),
        }
    }
}

/// The providers and the phones. Clones share one world.
#[derive(Clone)]
pub struct StandIn {
    world: Arc<Shared>,
}

struct Shared {
    config: Config,
    db: Mutex<Connection>,
    slots: Mutex<slot_system::SlotSystem>,
    model: Mutex<Model>,
}

impl std::fmt::Debug for StandIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StandIn")
    }
}

impl StandIn {
    /// Opens the world kept in the file, or a new one in memory.
    pub fn open(path: Option<&Path>, config: Config) -> Result<Self, StandInError> {
        let db = Mutex::new(store::open(path)?);
        Ok(Self { world: Arc::new(Shared { config, db, slots: Mutex::default(), model: Mutex::default() }) })
    }

    /// One HTTP exchange with a provider. The provider is known by path and headers, whatever the host.
    ///
    /// A failure of the database is [`GatewayError::NoAnswer`], which is what a caller can know of a provider that
    /// broke down.
    pub fn call(
        &self,
        request: &Request<Vec<u8>>,
        now: Timestamp,
    ) -> Result<Response<Vec<u8>>, GatewayError> {
        if Model::is_asked(request) {
            return self.model().answer(request).ended();
        }
        if request.uri().path().contains("/bookings/") {
            return self.slots().answer(&self.world.config, request, now.as_millisecond()).ended();
        }
        let exchange = self.change(|db, config| answer(db, config, request, now.as_millisecond()));
        exchange.map_or(Err(GatewayError::NoAnswer), Exchange::ended)
    }

    /// The next requests to the clinics' own systems of slots fail so.
    pub fn fail_slot_system(&self, trouble: SlotTrouble, times: usize) {
        self.slots().fail(trouble, times);
    }

    /// In the clinic's own system somebody else has that slot.
    pub fn give_slot_elsewhere(&self, slot: &str) {
        self.slots().give_elsewhere(slot);
    }

    /// What the clinics' own systems have booked for the product: slot and key.
    #[must_use]
    pub fn slot_bookings(&self) -> Vec<(String, String)> {
        self.slots().bookings()
    }

    /// What they were asked, in order: method and key.
    #[must_use]
    pub fn asked_of_slot_system(&self) -> Vec<(String, String)> {
        self.slots().asked()
    }

    fn slots(&self) -> MutexGuard<'_, slot_system::SlotSystem> {
        self.world.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn model(&self) -> MutexGuard<'_, Model> {
        self.world.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has the model do that with the next question it is asked.
    pub fn script_model(&self, turn: ModelTurn) {
        self.model().script(turn);
    }

    /// What the model was asked, oldest first.
    #[must_use]
    pub fn model_asked(&self) -> Vec<String> {
        self.model().asked()
    }

    /// The next instant at which something happens or a webhook is to be delivered.
    pub fn next_event_at(&self) -> Result<Option<Timestamp>, StandInError> {
        let db = self.lock();
        let next: Option<i64> = db
            .prepare_cached(
                "SELECT MIN(at) FROM (SELECT MIN(due_at) AS at FROM event UNION ALL SELECT MIN(next_at) FROM webhook)",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(next.map(store::instant))
    }

    /// Lets the world move up to `now` and returns signed webhooks to deliver, oldest first, at most `max` (and
    /// [`WEBHOOKS_PER_CALL_MAX`]). One that is not reported with [`Self::webhook_answered`] comes again.
    pub fn due_webhooks(&self, now: Timestamp, max: usize) -> Result<Vec<Webhook>, StandInError> {
        self.advance(now)?;
        webhooks::due(&self.lock(), now.as_millisecond(), max)
    }

    /// What the product answered to a webhook: 2xx ends it, anything else has it tried again later
    /// (Meta for a week, Twilio for minutes). An unknown id is ignored: it was answered before.
    pub fn webhook_answered(&self, id: i64, status: u16, now: Timestamp) -> Result<(), StandInError> {
        self.change(|db, _| webhooks::answered(db, id, status, now.as_millisecond()))
    }

    /// All phones, by number.
    pub fn phones(&self) -> Result<Vec<PhoneView>, StandInError> {
        phones::all(&self.lock())
    }

    /// What a phone shows, oldest first: messages that arrived and what its owner wrote, the newest
    /// [`MESSAGES_LISTED_MAX`]. An unknown phone shows nothing.
    pub fn messages(&self, phone: &str) -> Result<Vec<PhoneMessage>, StandInError> {
        phones::messages(&self.lock(), phone)
    }

    /// All e-mails delivered, oldest first, the newest [`MESSAGES_LISTED_MAX`].
    pub fn mails(&self) -> Result<Vec<MailView>, StandInError> {
        phones::mails(&self.lock())
    }

    /// Changes a phone's settings, creating the phone if it is new. What waited for it arrives when it is switched
    /// on again, unless its time passed.
    pub fn set_phone(
        &self,
        phone: &str,
        settings: PhoneSettings,
        now: Timestamp,
    ) -> Result<PhoneView, PhoneError> {
        self.advance(now)?;
        self.change(|db, _| phones::set(db, phone, settings, now.as_millisecond()))
    }

    /// The person taps a button (counted from 0) under a `WhatsApp` message.
    pub fn tap(
        &self,
        phone: &str,
        message_id: &str,
        button: u32,
        now: Timestamp,
    ) -> Result<Tapped, PhoneError> {
        self.advance(now)?;
        self.change(|db, config| replies::tap(db, config, phone, message_id, button, now.as_millisecond()))
    }

    /// The person fills in the form that a `WhatsApp` message opens.
    pub fn fill(
        &self,
        phone: &str,
        message_id: &str,
        answers: &serde_json::Map<String, serde_json::Value>,
        now: Timestamp,
    ) -> Result<Tapped, PhoneError> {
        self.advance(now)?;
        self.change(|db, config| replies::fill(db, config, phone, message_id, answers, now.as_millisecond()))
    }

    /// The person writes to the clinic, creating the phone if it is new. It goes to the number that wrote last on
    /// that channel, else to the first one configured.
    pub fn type_text(
        &self,
        phone: &str,
        text: &str,
        channel: Channel,
        now: Timestamp,
    ) -> Result<Tapped, PhoneError> {
        self.advance(now)?;
        self.change(|db, config| replies::type_text(db, config, phone, text, channel, now.as_millisecond()))
    }

    /// A webhook that somebody else posted in Meta's place, as a test of one's own does: who wrote in it may be
    /// answered.
    pub fn told_by_another(&self, webhook: &[u8], now: Timestamp) -> Result<(), StandInError> {
        self.change(|db, _| replies::wrote_elsewhere(db, webhook, now.as_millisecond()))
    }

    /// Arms a fault for the next calls or statuses it matches.
    pub fn arm_fault(&self, fault: Fault) -> Result<(), StandInError> {
        self.change(|db, _| faults::arm(db, fault))
    }

    /// Every message the providers accepted, in order, whatever became of it. Not bounded: for tests, which compare
    /// the whole.
    pub fn accepted(&self) -> Result<Vec<AcceptedSend>, StandInError> {
        let messages = store::messages_where(&self.lock(), "from_patient = 0 ORDER BY seq", [])?;
        Ok(messages
            .into_iter()
            .map(|it| AcceptedSend {
                provider: it.provider,
                provider_id: it.provider_id,
                to: it.addressed,
                reference: it.reference,
                at: store::instant(it.accepted_at),
                template: it.template,
                body: it.text,
            })
            .collect())
    }

    fn advance(&self, now: Timestamp) -> Result<(), StandInError> {
        while self.change(|db, config| world::advance(db, config, now.as_millisecond()))? {}
        Ok(())
    }

    /// Runs in one transaction; an error leaves no trace.
    fn change<T, E: From<StandInError>>(
        &self,
        step: impl FnOnce(&Transaction<'_>, &Config) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut db = self.lock();
        let transaction = db.transaction().map_err(StandInError::from)?;
        let value = step(&transaction, &self.world.config)?;
        transaction.commit().map_err(StandInError::from)?;
        Ok(value)
    }

    /// A panic elsewhere cannot leave half a change behind: its transaction was rolled back.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.world.db.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer(
    db: &Connection,
    config: &Config,
    request: &Request<Vec<u8>>,
    now: i64,
) -> Result<Exchange, StandInError> {
    let path = request.uri().path();
    if request.headers().contains_key("x-amz-target") {
        return aws::answer_sms(db, config, request, now);
    }
    if path.starts_with("/v2/email/") {
        return aws::answer_email(db, request, now);
    }
    if path.starts_with("/2010-04-01/") {
        return twilio::answer(db, config, request, now);
    }
    graph::answer(db, config, request, now)
}

/// A JSON answer of any provider.
fn json_response(status: u16, content_type: &str, body: &serde_json::Value) -> Response<Vec<u8>> {
    let mut response = Response::new(body.to_string().into_bytes());
    *response.status_mut() =
        http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    if let Ok(value) = http::HeaderValue::from_str(content_type) {
        response.headers_mut().insert(http::header::CONTENT_TYPE, value);
    }
    response
}
