//! Twilio's Messages resource, and the list of the account's numbers.
//!
//! Messaging services, media, content templates and scheduled messages are refused, not ignored. A validity period
//! is checked and has no effect: the network played here never holds an SMS back.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Method, Request, Response, header};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::{
    Config, Exchange, Provider, REQUEST_BYTES_MAX, StandInError,
    faults::{self, FaultKind},
    ids, json_response, phones,
    segments::segments,
    store::{self, Kind, Message, State},
    webhooks::TWILIO_INBOUND_PATH,
    world,
};

/// Characters in the text of an SMS, all parts together.
pub(super) const SMS_CHARS_MAX: usize = 1_600;
/// Validity period of an SMS, in seconds.
const VALIDITY_SECONDS: std::ops::RangeInclusive<u32> = 1..=36_000;
/// Characters of a callback URL.
const CALLBACK_CHARS_MAX: usize = 4_000;
/// Words the carrier itself takes as an opt-out on long numbers.
const STOP_WORDS: [&str; 8] = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"];
const START_WORDS: [&str; 3] = ["START", "UNSTOP", "YES"];
const HELP_WORDS: [&str; 2] = ["HELP", "INFO"];
const JSON: &str = "application/json";

/// A word the carrier acts on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    Stop,
    Start,
    Help,
}

impl Keyword {
    /// The text must be the word and nothing else.
    pub(super) fn of(text: &str) -> Option<Self> {
        let word = text.trim().to_uppercase();
        [(&STOP_WORDS[..], Self::Stop), (&START_WORDS[..], Self::Start), (&HELP_WORDS[..], Self::Help)]
            .into_iter()
            .find_map(|(words, keyword)| words.contains(&word.as_str()).then_some(keyword))
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "STOP",
            Self::Start => "START",
            Self::Help => "HELP",
        }
    }

    /// Remembers it for this sender and phone.
    pub(super) fn apply(self, db: &Connection, sender: &str, phone: &str) -> Result<(), StandInError> {
        let sql = match self {
            Self::Stop => "INSERT OR REPLACE INTO opted_out (sender, phone) VALUES (?1, ?2)",
            Self::Start => "DELETE FROM opted_out WHERE sender = ?1 AND phone = ?2",
            Self::Help => return Ok(()),
        };
        db.prepare_cached(sql)?.execute(params![sender, phone])?;
        Ok(())
    }
}

/// Whether the carrier blocks SMS from this sender to this phone.
pub(super) fn is_opted_out(db: &Connection, sender: &str, phone: &str) -> Result<bool, StandInError> {
    Ok(db
        .prepare_cached("SELECT 1 FROM opted_out WHERE sender = ?1 AND phone = ?2")?
        .exists(params![sender, phone])?)
}

/// A request that may be sent.
struct Outgoing {
    from: String,
    to: String,
    phone: String,
    body: String,
    callback: Option<String>,
}

struct Refusal {
    status: u16,
    code: u32,
    message: String,
}

impl Refusal {
    fn new(code: u32, message: impl Into<String>) -> Self {
        Self { status: 400, code, message: message.into() }
    }

    fn response(&self) -> Response<Vec<u8>> {
        let body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status,
        });
        json_response(self.status, JSON, &body)
    }
}

/// Answers one request.
pub(super) fn answer(
    db: &Connection,
    config: &Config,
    request: &Request<Vec<u8>>,
    now: i64,
) -> Result<Exchange, StandInError> {
    let refused = |refusal: &Refusal| Ok(Exchange::Answer(refusal.response()));
    if let Err(refusal) = check_access(config, request) {
        return refused(&refusal);
    }
    if request.method() == Method::GET {
        return Ok(Exchange::Answer(numbers(config, request)));
    }
    let outgoing = match read(config, request) {
        Ok(outgoing) => outgoing,
        Err(refusal) => return refused(&refusal),
    };
    if is_opted_out(db, &outgoing.from, &outgoing.phone)? {
        return refused(&Refusal::new(21_610, "Attempt to send to unsubscribed recipient"));
    }
    let fault = faults::take_for_call(db, Provider::Twilio, &outgoing.phone)?;
    match fault {
        Some(FaultKind::Throttled) => {
            return refused(&Refusal { status: 429, code: 20_429, message: "Too Many Requests".to_owned() });
        }
        Some(FaultKind::ServerError) => {
            return refused(&Refusal {
                status: 500,
                code: 20_500,
                message: "Internal Server Error".to_owned(),
            });
        }
        // As Twilio does, in words that quote the number.
        Some(FaultKind::Refuse { code }) => {
            return refused(&Refusal::new(code, format!("The message to '{}' was refused", outgoing.phone)));
        }
        Some(FaultKind::NotSent) => return Ok(Exchange::NotSent),
        Some(FaultKind::LostRequest) => return Ok(Exchange::NoAnswer),
        _ => {}
    }
    let failure = match fault {
        Some(FaultKind::FailLater { code }) => Some(code),
        _ => None,
    };
    let accepted = accept(db, outgoing, failure, now)?;
    if fault == Some(FaultKind::LostAnswer) {
        return Ok(Exchange::NoAnswer);
    }
    Ok(Exchange::Answer(json_response(201, JSON, &resource(config, &accepted))))
}

fn check_access(config: &Config, request: &Request<Vec<u8>>) -> Result<(), Refusal> {
    let expected = STANDARD.encode(format!("{}:{}", config.twilio_account_sid, config.twilio_auth_token));
    let given = request.headers().get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    if given.and_then(|it| it.strip_prefix("Basic ")) != Some(expected.as_str()) {
        return Err(Refusal { status: 401, code: 20_003, message: "Authenticate".to_owned() });
    }
    let path = request.uri().path();
    let account = format!("/2010-04-01/Accounts/{}/", config.twilio_account_sid);
    let method = match path.strip_prefix(&account) {
        Some("Messages.json") => Method::POST,
        Some("IncomingPhoneNumbers.json") => Method::GET,
        _ => {
            let message = format!("The requested resource {path} was not found");
            return Err(Refusal { status: 404, code: 20_404, message });
        }
    };
    if request.method() != method {
        return Err(Refusal { status: 405, code: 20_004, message: "Method not allowed".to_owned() });
    }
    if request.body().len() > REQUEST_BYTES_MAX {
        return Err(Refusal { status: 413, code: 20_413, message: "Request entity too large".to_owned() });
    }
    Ok(())
}

/// Those of the account's numbers that are asked for, each leading to the product.
fn numbers(config: &Config, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let query = request.uri().query().unwrap_or_default();
    let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "PhoneNumber");
    let is_asked = |it: &&String| asked.as_ref().is_none_or(|(_, asked)| asked == it.as_str());
    let url = format!("{}{TWILIO_INBOUND_PATH}#rc=5&rp=all", config.public_url);
    let number = |it: &String| json!({"phone_number": it, "sms_url": url, "sms_method": "POST"});
    let listed: Vec<Value> = config.sms_numbers.iter().filter(is_asked).map(number).collect();
    json_response(200, JSON, &json!({"incoming_phone_numbers": listed}))
}

fn read(config: &Config, request: &Request<Vec<u8>>) -> Result<Outgoing, Refusal> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let is_form = content_type.is_some_and(|it| it.starts_with("application/x-www-form-urlencoded"));
    // Twilio finds no parameters in a body of another type.
    let body = if is_form { request.body().as_slice() } else { &[] };
    let form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| form.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
    let to = field("To").filter(|it| !it.is_empty());
    let to = to.ok_or_else(|| Refusal::new(21_604, "A 'To' phone number is required."))?;
    let phone = ids::canonical(to).ok_or_else(|| Refusal::new(21_211, "Invalid 'To' Phone Number"))?;
    for unsupported in ["ContentSid", "MediaUrl", "SendAt", "ScheduleType"] {
        if field(unsupported).is_some() {
            return Err(Refusal::new(20_001, format!("{unsupported} is not supported here")));
        }
    }
    if field("MessagingServiceSid").is_some() {
        return Err(Refusal::new(21_705, "The 'MessagingServiceSid' is invalid or not found"));
    }
    let from = field("From").ok_or_else(|| Refusal::new(21_603, "A 'From' phone number is required."))?;
    if !config.sms_numbers.iter().any(|it| it == from) {
        return Err(Refusal::new(21_606, "The 'From' number is not an SMS-capable number of this account."));
    }
    if ids::canonical(from).as_deref() == Some(phone.as_str()) {
        return Err(Refusal::new(21_266, "'To' and 'From' numbers cannot be the same"));
    }
    let text = field("Body").filter(|it| !it.is_empty());
    let text = text.ok_or_else(|| Refusal::new(21_602, "Message body is required."))?;
    if text.chars().count() > SMS_CHARS_MAX {
        return Err(Refusal::new(21_617, "The concatenated message body exceeds the 1600 character limit."));
    }
    let callback = field("StatusCallback").filter(|it| !it.is_empty());
    let is_url = |it: &str| it.starts_with("http://") || it.starts_with("https://");
    if callback.is_some_and(|it| !is_url(it) || it.chars().count() > CALLBACK_CHARS_MAX) {
        return Err(Refusal::new(21_609, "The 'StatusCallback' URL is not a valid URL."));
    }
    // What follows a # tells Twilio how to try again, and is in no call.
    let callback = callback.map(|it| it.split_once('#').map_or(it, |(address, _)| address));
    let validity = field("ValidityPeriod").map(|it| it.parse::<u32>().unwrap_or(0));
    if validity.is_some_and(|it| !VALIDITY_SECONDS.contains(&it)) {
        return Err(Refusal::new(20_001, "'ValidityPeriod' must be between 1 and 36000 seconds"));
    }
    Ok(Outgoing {
        from: from.to_owned(),
        to: to.to_owned(),
        phone,
        body: text.to_owned(),
        callback: callback.map(str::to_owned),
    })
}

fn accept(
    db: &Connection,
    outgoing: Outgoing,
    failure: Option<u32>,
    now: i64,
) -> Result<Message, StandInError> {
    phones::ensure(db, &outgoing.phone)?;
    let seq = store::next_seq(db)?;
    let query = outgoing.callback.as_deref().and_then(|it| it.split_once('?'));
    let message = Message {
        seq,
        provider: Provider::Twilio,
        provider_id: ids::message_sid(seq),
        phone: outgoing.phone,
        addressed: outgoing.to,
        sender: outgoing.from,
        from_patient: false,
        kind: Kind::Text,
        text: outgoing.body,
        buttons: Vec::new(),
        template: None,
        category: String::new(),
        reference: query.map(|(_, it)| it.to_owned()),
        callback: outgoing.callback,
        state: State::Accepted,
        accepted_at: now,
        expires_at: i64::MAX,
        received_at: None,
        seen_at: None,
    };
    store::insert_message(db, &message)?;
    world::begin(db, &message, failure)?;
    Ok(message)
}

/// The resource as the API answers it, with every key.
fn resource(config: &Config, message: &Message) -> Value {
    let uri = format!("/2010-04-01/Accounts/{}/Messages/{}", config.twilio_account_sid, message.provider_id);
    let created = store::instant(message.accepted_at).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    json!({
        "sid": message.provider_id,
        "account_sid": config.twilio_account_sid,
        "messaging_service_sid": null,
        "to": message.addressed,
        "from": message.sender,
        "body": message.text,
        "status": "queued",
        "num_segments": segments(&message.text).to_string(),
        "num_media": "0",
        "error_code": null,
        "error_message": null,
        "direction": "outbound-api",
        "price": null,
        "price_unit": "USD",
        "date_created": created,
        "date_updated": created,
        "date_sent": null,
        "uri": format!("{uri}.json"),
        "subresource_uris": {"media": format!("{uri}/Media.json")},
        "api_version": "2010-04-01",
    })
}
