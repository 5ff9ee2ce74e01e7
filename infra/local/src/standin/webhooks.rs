//! Webhooks on their way to the product: signed when they are made, delivered at least once, tried again when the
//! product does not answer 2xx.
//!
//! Meta tries again at once, then with falling frequency for up to seven days (`META_RETRY_SECONDS`). Twilio gives up
//! much sooner (`TWILIO_RETRY_SECONDS`). Afterwards the webhook is lost, as it is in the world.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Value, json};

use super::{Config, StandInError, sign};

/// Webhooks handed out by one call.
pub const WEBHOOKS_PER_CALL_MAX: usize = 1_000;

/// Path of the product's `WhatsApp` webhook.
pub(crate) const META_PATH: &str = "/webhooks/whatsapp";
/// Path of the product's webhook for inbound SMS.
pub(super) const TWILIO_INBOUND_PATH: &str = "/webhooks/twilio/inbound";
/// Waits after each failed delivery to Meta's subscriber, in seconds: just under seven days in all.
const META_RETRY_SECONDS: [i64; 14] =
    [0, 10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400, 86_400, 86_400, 86_400, 86_400];
/// Waits after each failed delivery of a Twilio webhook, in seconds.
const TWILIO_RETRY_SECONDS: [i64; 3] = [5, 60, 300];
/// Where a [`Webhook`] goes that is none: AWS tells over a topic, which fills a queue.
pub const NOTIFICATIONS: &str = "topic:notifications";
const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// A `POST` for the product, complete with its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// For [`webhook_answered`](super::StandIn::webhook_answered). Grows with time; never reused.
    pub id: i64,
    /// Path and query below the product's address.
    pub path_and_query: String,
    /// Header names in lower case, with values.
    pub headers: Vec<(String, String)>,
    /// The exact bytes that were signed.
    pub body: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sender {
    Meta,
    Twilio,
    Aws,
}

impl Sender {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Twilio => "twilio",
            Self::Aws => "aws",
        }
    }

    const fn retry_seconds(self) -> &'static [i64] {
        match self {
            // A topic goes on for weeks where its queue is away; the queue is never away here.
            Self::Meta | Self::Aws => &META_RETRY_SECONDS,
            Self::Twilio => &TWILIO_RETRY_SECONDS,
        }
    }
}

struct Draft<'a> {
    sender: Sender,
    target: &'a str,
    headers: Vec<(&'a str, String)>,
    body: Vec<u8>,
}

/// Queues a change of the field `messages` of one business number, for delivery at `at`.
pub(super) fn enqueue_meta(
    db: &Connection,
    config: &Config,
    phone_number_id: &str,
    mut value: Value,
    at: i64,
) -> Result<(), StandInError> {
    // A number that was removed from the configuration has nobody to report to.
    let Some(number) = config.number(phone_number_id) else { return Ok(()) };
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] =
        json!({"display_phone_number": number.display_phone_number, "phone_number_id": phone_number_id});
    let envelope = json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": number.waba_id, "changes": [{"value": value, "field": "messages"}]}],
    });
    let body = sign::escaped_json(&envelope);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", "facebookexternalua".to_owned()),
        ("x-hub-signature-256", sign::hub_signature(&config.app_secret, &body)),
    ];
    insert(db, &Draft { sender: Sender::Meta, target: META_PATH, headers, body }, at)
}

/// Queues an inbound SMS.
pub(super) fn enqueue_twilio_inbound(
    db: &Connection,
    config: &Config,
    parameters: &[(String, String)],
    at: i64,
) -> Result<(), StandInError> {
    enqueue_twilio(db, config, &format!("{}{TWILIO_INBOUND_PATH}", config.public_url), parameters, at)
}

/// Queues what AWS tells.
pub(super) fn enqueue_notification(db: &Connection, told: &Value, at: i64) -> Result<(), StandInError> {
    let body = told.to_string().into_bytes();
    insert(db, &Draft { sender: Sender::Aws, target: NOTIFICATIONS, headers: Vec::new(), body }, at)
}

/// Queues a form to `url`, signed for that URL as it was given.
pub(super) fn enqueue_twilio(
    db: &Connection,
    config: &Config,
    url: &str,
    parameters: &[(String, String)],
    at: i64,
) -> Result<(), StandInError> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parameters);
    let headers = vec![
        ("content-type", FORM.to_owned()),
        ("user-agent", "TwilioProxy/1.1".to_owned()),
        ("x-twilio-signature", sign::twilio_signature(&config.twilio_auth_token, url, parameters)),
    ];
    let body = form.finish().into_bytes();
    insert(db, &Draft { sender: Sender::Twilio, target: path_and_query(url), headers, body }, at)
}

/// What follows the authority of an absolute URL, without a fragment.
fn path_and_query(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |start| &rest[start..]);
    path.split('#').next().unwrap_or(path)
}

fn insert(db: &Connection, draft: &Draft<'_>, at: i64) -> Result<(), StandInError> {
    db.prepare_cached(
        "INSERT INTO webhook (next_at, failures, sender, target, headers, body)
         VALUES (?1, 0, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        at,
        draft.sender.as_str(),
        draft.target,
        serde_json::to_string(&draft.headers)?,
        draft.body
    ])?;
    Ok(())
}

/// Webhooks to deliver by `now`, oldest first.
pub(super) fn due(db: &Connection, now: i64, max: usize) -> Result<Vec<Webhook>, StandInError> {
    let limit = i64::try_from(max.min(WEBHOOKS_PER_CALL_MAX)).unwrap_or(i64::MAX);
    let mut statement = db.prepare_cached(
        "SELECT id, target, headers, body FROM webhook WHERE next_at <= ?1 ORDER BY next_at, id LIMIT ?2",
    )?;
    let rows = statement
        .query_map(params![now, limit], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    rows.into_iter()
        .map(|(id, path_and_query, headers, body)| {
            let headers = serde_json::from_str(&headers)?;
            Ok(Webhook { id, path_and_query, headers, body })
        })
        .collect()
}

/// Ends a webhook, or plans its next attempt.
pub(super) fn answered(db: &Connection, id: i64, status: u16, now: i64) -> Result<(), StandInError> {
    let row = db
        .prepare_cached("SELECT sender, failures FROM webhook WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))
        .optional()?;
    let Some((sender, failures)) = row else { return Ok(()) };
    let all = [Sender::Meta, Sender::Twilio, Sender::Aws];
    let sender = all.into_iter().find(|it| it.as_str() == sender).unwrap_or(Sender::Twilio);
    let seconds = usize::try_from(failures).ok().and_then(|it| sender.retry_seconds().get(it));
    match seconds {
        Some(seconds) if !(200..300).contains(&status) => {
            db.prepare_cached("UPDATE webhook SET failures = failures + 1, next_at = ?2 WHERE id = ?1")?
                .execute(params![id, now + seconds * 1_000])?;
        }
        _ => {
            db.prepare_cached("DELETE FROM webhook WHERE id = ?1")?.execute([id])?;
        }
    }
    Ok(())
}
