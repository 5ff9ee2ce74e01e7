//! AWS End User Messaging SMS `SendTextMessage` (awsJson1.0) and SES v2 `SendEmail`.
//!
//! A Signature Version 4 header must be there; it is not verified. What becomes of a message is told only if it names a
//! configuration set, whose existence is taken at its word. Only simple e-mail content is read.

use http::{Method, Request, Response, header};
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::{
    Config, Exchange, Provider, REQUEST_BYTES_MAX, StandInError,
    faults::{self, FaultKind},
    ids, json_response, phones,
    store::{self, Kind, Message, State},
    twilio::{SMS_CHARS_MAX, is_opted_out},
    world,
};

const SMS_TARGET: &str = "PinpointSMSVoiceV2.SendTextMessage";
const SMS_JSON: &str = "application/x-amz-json-1.0";
const EMAIL_PATH: &str = "/v2/email/outbound-emails";
const EMAIL_JSON: &str = "application/json";
/// Seconds an SMS may wait for its phone.
const TTL_SECONDS: std::ops::RangeInclusive<u64> = 5..=259_200;
/// Pairs in `Context`.
const CONTEXT_PAIRS_MAX: usize = 5;
/// Recipients of one e-mail.
const RECIPIENTS_MAX: usize = 50;
/// Characters in the name and in the value of an e-mail's header (SES v2 API reference, `MessageHeader`).
const HEADER_NAME_CHARS_MAX: usize = 126;
const HEADER_VALUE_CHARS_MAX: usize = 870;
/// Characters in the name and in the value of an e-mail's tag (SES v2 API reference, `MessageTag`).
const TAG_CHARS_MAX: usize = 256;

struct Refusal {
    status: u16,
    name: &'static str,
    message: String,
    reason: Option<&'static str>,
}

impl Refusal {
    fn validation(name: &'static str, message: impl Into<String>) -> Self {
        Self { status: 400, name, message: message.into(), reason: None }
    }

    fn response(&self, content_type: &str) -> Response<Vec<u8>> {
        let mut body = json!({"__type": self.name, "message": self.message});
        if let Some(reason) = self.reason {
            body["Reason"] = json!(reason);
        }
        let mut response = json_response(self.status, content_type, &body);
        response.headers_mut().insert("x-amzn-errortype", http::HeaderValue::from_static(self.name));
        response
    }
}

/// Names of the exceptions of one service.
struct Names {
    content_type: &'static str,
    validation: &'static str,
    throttled: (u16, &'static str),
    internal: &'static str,
}

const SMS_NAMES: Names = Names {
    content_type: SMS_JSON,
    validation: "ValidationException",
    throttled: (400, "ThrottlingException"),
    internal: "InternalServerException",
};
const EMAIL_NAMES: Names = Names {
    content_type: EMAIL_JSON,
    validation: "BadRequestException",
    throttled: (429, "TooManyRequestsException"),
    internal: "InternalServiceErrorException",
};

/// A message accepted in principle.
struct Outgoing {
    provider: Provider,
    from: String,
    /// As the request spelled them, with the phone or address each stands for.
    to: Vec<(String, String)>,
    text: String,
    reference: Option<String>,
    /// Where its events go, and the name under which they echo the reference.
    events: Option<String>,
    ttl_seconds: u64,
}

/// Answers a request with an `X-Amz-Target`.
pub(super) fn answer_sms(
    db: &Connection,
    config: &Config,
    request: &Request<Vec<u8>>,
    now: i64,
) -> Result<Exchange, StandInError> {
    let target = request.headers().get("x-amz-target").and_then(|it| it.to_str().ok());
    let read = if target == Some(SMS_TARGET) && request.method() == Method::POST {
        body_of(request, &SMS_NAMES).and_then(|body| read_sms(config, &body))
    } else {
        Err(Refusal { status: 404, name: "UnknownOperationException", message: String::new(), reason: None })
    };
    let outgoing = match read {
        Ok(outgoing) => outgoing,
        Err(refusal) => return Ok(Exchange::Answer(refusal.response(SMS_JSON))),
    };
    for (_, phone) in &outgoing.to {
        if is_opted_out(db, &outgoing.from, phone)? {
            let refusal = Refusal {
                status: 400,
                name: "ConflictException",
                message: "Destination phone number is opted out".to_owned(),
                reason: Some("DESTINATION_PHONE_NUMBER_OPTED_OUT"),
            };
            return Ok(Exchange::Answer(refusal.response(SMS_JSON)));
        }
        phones::ensure(db, phone)?;
    }
    accept(db, &outgoing, &SMS_NAMES, now)
}

/// Answers a request to the SES v2 API.
pub(super) fn answer_email(
    db: &Connection,
    request: &Request<Vec<u8>>,
    now: i64,
) -> Result<Exchange, StandInError> {
    let read = if request.uri().path() == EMAIL_PATH && request.method() == Method::POST {
        body_of(request, &EMAIL_NAMES).and_then(|body| read_email(&body))
    } else {
        Err(Refusal { status: 404, name: "NotFoundException", message: String::new(), reason: None })
    };
    match read {
        Ok(outgoing) => accept(db, &outgoing, &EMAIL_NAMES, now),
        Err(refusal) => Ok(Exchange::Answer(refusal.response(EMAIL_JSON))),
    }
}

fn body_of(request: &Request<Vec<u8>>, names: &Names) -> Result<Map<String, Value>, Refusal> {
    let signature = request.headers().get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    if !signature.is_some_and(|it| it.starts_with("AWS4-HMAC-SHA256 ")) {
        let message = "Missing Authentication Token".to_owned();
        return Err(Refusal {
            status: 403,
            name: "MissingAuthenticationTokenException",
            message,
            reason: None,
        });
    }
    if request.body().len() > REQUEST_BYTES_MAX {
        let message = "Request is too large".to_owned();
        return Err(Refusal { status: 413, name: "RequestEntityTooLargeException", message, reason: None });
    }
    serde_json::from_slice(request.body())
        .map_err(|_| Refusal::validation(names.validation, "The request body is not a JSON object"))
}

fn read_sms(config: &Config, body: &Map<String, Value>) -> Result<Outgoing, Refusal> {
    let invalid = |message: &str| Refusal::validation(SMS_NAMES.validation, message);
    let word = |name: &str| body.get(name).and_then(Value::as_str);
    let to = word("DestinationPhoneNumber").ok_or_else(|| invalid("DestinationPhoneNumber is required"))?;
    let phone = ids::canonical(to).ok_or_else(|| invalid("DestinationPhoneNumber is not valid"))?;
    let text = word("MessageBody").unwrap_or_default();
    if text.trim().is_empty() || text.chars().count() > SMS_CHARS_MAX {
        return Err(invalid("MessageBody must have 1 to 1600 characters"));
    }
    let identity = word("OriginationIdentity").or_else(|| config.sms_numbers.first().map(String::as_str));
    let identity = identity.ok_or_else(|| invalid("OriginationIdentity is required"))?;
    // Pools, sender ids and ARNs are taken at their word; a number must be ours.
    if identity.starts_with('+') && !config.sms_numbers.iter().any(|it| it == identity) {
        let message = "OriginationIdentity was not found".to_owned();
        return Err(Refusal { status: 400, name: "ResourceNotFoundException", message, reason: None });
    }
    let ttl_seconds = body.get("TimeToLive").map_or(Some(*TTL_SECONDS.end()), Value::as_u64);
    let ttl_seconds = ttl_seconds
        .filter(|it| TTL_SECONDS.contains(it))
        .ok_or_else(|| invalid("TimeToLive must be between 5 and 259200 seconds"))?;
    if word("MessageType").is_some_and(|it| it != "TRANSACTIONAL" && it != "PROMOTIONAL") {
        return Err(invalid("MessageType must be TRANSACTIONAL or PROMOTIONAL"));
    }
    let context = body.get("Context").and_then(Value::as_object);
    if context.is_some_and(|it| it.len() > CONTEXT_PAIRS_MAX || !it.values().all(Value::is_string)) {
        return Err(invalid("Context must have at most 5 pairs of strings"));
    }
    let pair = context.and_then(|it| it.iter().min_by_key(|(name, _)| *name));
    let reference = pair.and_then(|(_, it)| it.as_str());
    Ok(Outgoing {
        events: events(word("ConfigurationSetName"), pair.map(|(name, _)| name.as_str())),
        provider: Provider::AwsSms,
        from: identity.to_owned(),
        to: vec![(to.to_owned(), phone)],
        text: text.to_owned(),
        reference: reference.map(str::to_owned),
        ttl_seconds,
    })
}

fn read_email(body: &Map<String, Value>) -> Result<Outgoing, Refusal> {
    let invalid = |message: &str| Refusal::validation(EMAIL_NAMES.validation, message);
    let body = Value::Object(body.clone());
    let word = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).filter(|it| !it.is_empty());
    let from = word("/FromEmailAddress").ok_or_else(|| invalid("FromEmailAddress is required"))?;
    let to = body.pointer("/Destination/ToAddresses").and_then(Value::as_array);
    let to: Option<Vec<_>> = to.map(|it| it.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let to = to.filter(|it| (1..=RECIPIENTS_MAX).contains(&it.len()));
    let to = to.ok_or_else(|| invalid("Destination must have 1 to 50 addresses"))?;
    if !to.iter().all(|it| it.contains('@')) {
        return Err(invalid("Missing final '@domain'"));
    }
    let subject = word("/Content/Simple/Subject/Data").ok_or_else(|| invalid("Subject is required"))?;
    let text = word("/Content/Simple/Body/Text/Data").or_else(|| word("/Content/Simple/Body/Html/Data"));
    let text = text.ok_or_else(|| invalid("Body is required"))?;
    let all = |pointer: &str, is_valid: fn(&Value) -> bool| {
        body.pointer(pointer).is_none_or(|it| it.as_array().is_some_and(|it| it.iter().all(is_valid)))
    };
    if !all("/Content/Simple/Headers", is_header) {
        return Err(invalid("Headers are not valid"));
    }
    if !all("/EmailTags", is_tag) {
        return Err(invalid("EmailTags are not valid"));
    }
    let tags = body.pointer("/EmailTags").and_then(Value::as_array);
    let tag = tags.into_iter().flatten().min_by_key(|it| it.get("Name").and_then(Value::as_str));
    let reference = tag.and_then(|it| it.get("Value")).and_then(Value::as_str);
    let name = tag.and_then(|it| it.get("Name")).and_then(Value::as_str);
    Ok(Outgoing {
        events: events(word("/ConfigurationSetName"), name),
        provider: Provider::AwsEmail,
        from: from.to_owned(),
        to: to.into_iter().map(|it| (it.clone(), it.to_lowercase())).collect(),
        text: format!("{subject}\n\n{text}"),
        reference: reference.map(str::to_owned),
        ttl_seconds: *TTL_SECONDS.end(),
    })
}

fn is_header(header: &Value) -> bool {
    holds(header, "Name", HEADER_NAME_CHARS_MAX, |it| it.is_ascii_graphic() && it != b':')
        && holds(header, "Value", HEADER_VALUE_CHARS_MAX, |it| it.is_ascii_graphic() || it == b' ')
}

fn is_tag(tag: &Value) -> bool {
    let is_allowed = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
    ["Name", "Value"].into_iter().all(|member| holds(tag, member, TAG_CHARS_MAX, is_allowed))
}

/// Whether the member is a text of allowed characters that is neither empty nor too long.
fn holds(part: &Value, member: &str, chars_max: usize, is_allowed: fn(u8) -> bool) -> bool {
    let text = part.get(member).and_then(Value::as_str).unwrap_or_default();
    (1..=chars_max).contains(&text.len()) && text.bytes().all(is_allowed)
}

fn events(configuration_set: Option<&str>, name: Option<&str>) -> Option<String> {
    configuration_set.map(|set| format!("{set}/{}", name.unwrap_or_default()))
}

fn accept(db: &Connection, outgoing: &Outgoing, names: &Names, now: i64) -> Result<Exchange, StandInError> {
    let first = outgoing.to.first().map_or("", |(_, it)| it.as_str());
    let fault = faults::take_for_call(db, outgoing.provider, first)?;
    let refused = |status, name, message: &str| {
        let refusal = Refusal { status, name, message: message.to_owned(), reason: None };
        Ok(Exchange::Answer(refusal.response(names.content_type)))
    };
    let failure = match fault {
        Some(FaultKind::Throttled) => return refused(names.throttled.0, names.throttled.1, "Rate exceeded"),
        Some(FaultKind::ServerError) => return refused(500, names.internal, "Internal error"),
        Some(FaultKind::Refuse { .. }) => return refused(400, names.validation, "The message was refused"),
        Some(FaultKind::NotSent) => return Ok(Exchange::NotSent),
        Some(FaultKind::LostRequest) => return Ok(Exchange::NoAnswer),
        Some(FaultKind::FailLater { code }) => Some(code),
        _ => None,
    };
    let id = ids::uuid(store::next_seq(db)?);
    for (position, (addressed, phone)) in outgoing.to.iter().enumerate() {
        let message = Message {
            seq: store::next_seq(db)?,
            provider: outgoing.provider,
            provider_id: if position == 0 { id.clone() } else { format!("{id}/{position}") },
            phone: phone.clone(),
            addressed: addressed.clone(),
            sender: outgoing.from.clone(),
            from_patient: false,
            kind: Kind::Text,
            text: outgoing.text.clone(),
            buttons: Vec::new(),
            template: None,
            category: String::new(),
            reference: outgoing.reference.clone(),
            callback: outgoing.events.clone(),
            state: State::Accepted,
            accepted_at: now,
            expires_at: now + i64::try_from(outgoing.ttl_seconds).unwrap_or(0) * 1_000,
            received_at: None,
            seen_at: None,
        };
        store::insert_message(db, &message)?;
        world::begin(db, &message, failure)?;
    }
    if fault == Some(FaultKind::LostAnswer) {
        return Ok(Exchange::NoAnswer);
    }
    Ok(Exchange::Answer(json_response(200, names.content_type, &json!({"MessageId": id}))))
}
