//! The providers and the phone network: what they take, refuse, lose and report.
//!
//! What they took is the truth that everything else is compared with. Statuses come back as signed webhooks, several in
//! one, and are tried again until they are taken. Requests are not checked as strictly as by the stand-ins of
//! `infra/local`, whose tests do that; a request that cannot be read is a violation.

mod health;
mod inbound;
mod sign;
mod status;

use std::collections::BTreeMap;

use http::{Request, Response};
use ports::gateway::GatewayError;
use serde_json::{Value, json};

pub(crate) use health::{Newest, Standing, Told, Turn};
pub(crate) use inbound::{Said, keyword, say};
pub(crate) use status::{Progress, progress, retry};

use crate::faults::{Boundary, Fault};
use crate::state::State;

/// How long a provider's gateway waits before it gives up, in milliseconds (`gateway::CALL_SECONDS`).
const GIVE_UP_MS: i64 = 10_000;
/// Meta's window for free text.
const WINDOW_MS: i64 = 24 * 3_600_000;
/// How much later than the window's end a call may come: a wrong clock and the time between a check and its call.
const WINDOW_SLACK_MS: i64 = 15 * 60_000;

/// A number of a clinic's at a provider.
pub(crate) struct Number {
    pub(crate) clinic: usize,
    /// `phone_number_id`, or the number itself.
    pub(crate) id: String,
    pub(crate) waba: String,
    pub(crate) display: String,
    statuses: Vec<String>,
}

/// What [`Sent::reported`] is of what did not arrive.
pub(crate) const FAILED: u8 = 9;

/// A message that a provider took.
pub(crate) struct Sent {
    pub(crate) at: i64,
    pub(crate) channel: &'static str,
    /// Which of [`Carrier::numbers`].
    pub(crate) number: usize,
    /// A number in E.164, a WhatsApp user id, or an address.
    pub(crate) to: String,
    /// Our message's id and channel.
    pub(crate) reference: String,
    pub(crate) provider_id: String,
    pub(crate) template: Option<String>,
    /// The template's language.
    pub(crate) language: Option<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) text: String,
    /// What its buttons or rows carry.
    pub(crate) payloads: Vec<String>,
    callback: Option<String>,
    /// What the network said last: 0 nothing, 1 sent, 2 delivered, 3 read, [`FAILED`].
    pub(crate) reported: u8,
}

impl Sent {
    /// A message of which no more is known than whom it goes to.
    fn bare(state: &State, channel: &'static str, number: usize, to: String, reference: String) -> Self {
        Self {
            at: state.now,
            channel,
            number,
            to,
            reference,
            provider_id: String::new(),
            template: None,
            language: None,
            parameters: Vec::new(),
            text: String::new(),
            payloads: Vec::new(),
            callback: None,
            reported: 0,
        }
    }
}

/// What the providers know.
#[derive(Default)]
pub(crate) struct Carrier {
    pub(crate) numbers: Vec<Number>,
    pub(crate) sent: Vec<Sent>,
    /// When a person last wrote to a number.
    pub(crate) wrote: BTreeMap<(String, usize), i64>,
    /// All templates at Meta: name and language. Every clinic has the same.
    pub(crate) templates: Vec<(String, String)>,
    /// How a number's templates stand, if something happened to them.
    pub(crate) standing: BTreeMap<(usize, usize), Standing>,
    /// What was told last of a number's template.
    pub(crate) told: BTreeMap<(usize, usize, Told), Newest>,
    /// Numbers that are stopped, until when.
    pub(crate) stopped_until: BTreeMap<usize, i64>,
    /// To whom a number's templates went lately that began a conversation, and when.
    pub(crate) begun: BTreeMap<usize, Vec<(i64, String)>>,
    /// Who told the carrier to stop a number's SMS.
    pub(crate) stopped: BTreeMap<(String, usize), bool>,
    /// What clinics' own systems have booked: host and slot, and under which key.
    pub(crate) booked: BTreeMap<(String, String), String>,
    pub(crate) public_url: String,
    /// Nothing is reported of what becomes of messages.
    pub(crate) mute: bool,
    /// The secrets now in use.
    pub(crate) meta_secret: String,
    pub(crate) twilio_token: String,
    seq: u64,
}

impl Carrier {
    /// Providers that call an address with these secrets.
    pub(crate) fn at(public_url: &str, meta_secret: &str, twilio_token: &str) -> Self {
        Self {
            public_url: public_url.to_owned(),
            meta_secret: meta_secret.to_owned(),
            twilio_token: twilio_token.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn change_secrets(&mut self, meta: &str, twilio: &str) {
        meta.clone_into(&mut self.meta_secret);
        twilio.clone_into(&mut self.twilio_token);
    }

    pub(crate) fn add_number(&mut self, clinic: usize, id: &str, waba: &str, display: &str) {
        let (id, waba, display) = (id.to_owned(), waba.to_owned(), display.to_owned());
        self.numbers.push(Number { clinic, id, waba, display, statuses: Vec::new() });
    }

    fn next(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    fn number_of(&self, id: &str) -> Option<usize> {
        self.numbers.iter().position(|it| it.id == id)
    }
}

/// Which channel a request is for.
pub(crate) fn channel_of(request: &Request<Vec<u8>>) -> &'static str {
    match request.uri().path() {
        path if path.contains("/bookings/") => "slots",
        path if path.starts_with("/v2/email/") => "email",
        path if path.starts_with("/2010-04-01/") => "sms",
        _ => "whatsapp",
    }
}

type Outcome = (Result<Response<Vec<u8>>, GatewayError>, i64);

/// One call of a provider: what comes of it, and how long it takes.
pub(crate) fn call(state: &mut State, boundary: Boundary, request: &Request<Vec<u8>>) -> Outcome {
    let outcome = called(state, boundary, request);
    let status = outcome.0.as_ref().map_or(503, |it| it.status().as_u16());
    if status >= 400
        && boundary.kind != "slots"
        && let Some(sent) = read(state, boundary.kind, request)
    {
        crate::witness::not_taken(state, (&sent.reference, &sent.to), status < 429);
    }
    outcome
}

fn called(state: &mut State, boundary: Boundary, request: &Request<Vec<u8>>) -> Outcome {
    let channel = boundary.kind;
    let took_ms = state.rng.i64(40..600);
    let away_until = match channel {
        "whatsapp" => state.outages.whatsapp,
        "sms" => state.outages.sms,
        _ => 0,
    };
    if away_until > state.now {
        return match state.rng.u32(0..3) {
            0 => (Err(GatewayError::NotSent), took_ms),
            1 => (Ok(refusal(channel, 503, None, None)), took_ms),
            _ => lost(state, channel),
        };
    }
    if state.strikes(Fault::NotSent, boundary) {
        return (Err(GatewayError::NotSent), took_ms);
    }
    if state.strikes(Fault::LostRequest, boundary) {
        return lost(state, channel);
    }
    if state.strikes(Fault::Throttled, boundary) {
        let wait = state.rng.bool().then(|| state.rng.u32(1..30));
        let code = if channel == "whatsapp" { 130_429 } else { 20_429 };
        return (Ok(refusal(channel, 429, Some(code), wait)), took_ms);
    }
    if state.strikes(Fault::ServerError, boundary) {
        return (Ok(refusal(channel, 500, None, None)), took_ms);
    }
    if state.strikes(Fault::Refused, boundary) {
        if channel == "slots" {
            return (Ok(answer(409, &json!({"status": "refused"}))), took_ms);
        }
        let code = match channel {
            "whatsapp" => [131_026, 131_051, 131_009][state.rng.usize(0..3)],
            _ => [21_211, 21_614][state.rng.usize(0..2)],
        };
        return (Ok(refusal(channel, 400, Some(code), None)), took_ms);
    }
    let accepted = if channel == "slots" {
        Ok(slot_system(&mut state.carrier, request))
    } else {
        accept(state, channel, request)
    };
    let answer = match accepted {
        Ok(answer) => answer,
        Err(code) => return (Ok(refusal(channel, 400, Some(code), None)), took_ms),
    };
    if state.strikes(Fault::LostAnswer, boundary) {
        return lost(state, channel);
    }
    let slow = state.strikes(Fault::SlowProvider, boundary);
    let took_ms = if slow { state.rng.i64(2_000..GIVE_UP_MS) } else { took_ms };
    (Ok(answer), took_ms)
}

fn lost(state: &mut State, channel: &str) -> Outcome {
    // A booking that is asked for again is no message sent twice.
    state.witness.ambiguous += u64::from(channel != "slots");
    (Err(GatewayError::NoAnswer), GIVE_UP_MS)
}

/// A clinic's own system of slots: it books each slot once, and knows a key again.
fn slot_system(carrier: &mut Carrier, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let host = request.uri().host().unwrap_or_default().to_owned();
    let key = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    if request.method() == http::Method::DELETE {
        carrier.booked.retain(|(of, _), known| *of != host || *known != key);
        return answer(200, &json!({}));
    }
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let slot = body["slot_id"].as_str().unwrap_or_default().to_owned();
    let holder = carrier.booked.entry((host, slot)).or_insert_with(|| key.clone());
    if *holder == key {
        answer(200, &json!({"status": "booked"}))
    } else {
        answer(409, &json!({"status": "refused"}))
    }
}

fn refusal(channel: &str, status: u16, code: Option<u32>, wait: Option<u32>) -> Response<Vec<u8>> {
    let body = match (channel, code) {
        ("whatsapp", Some(code)) => json!({"error": {"message": "(#0) simulated", "type": "OAuthException",
            "code": code, "error_data": {"messaging_product": "whatsapp", "details": "simulated"}, "fbtrace_id": "A"}}),
        (_, Some(code)) => json!({"code": code, "message": "simulated", "status": status}),
        _ => json!({"message": "internal"}),
    };
    let mut response = answer(status, &body);
    if let Some(wait) = wait {
        response.headers_mut().insert(http::header::RETRY_AFTER, wait.into());
    }
    response
}

fn answer(status: u16, body: &Value) -> Response<Vec<u8>> {
    let mut response = Response::new(body.to_string().into_bytes());
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response
}

/// Takes a message, or refuses it with a code.
fn accept(
    state: &mut State,
    channel: &'static str,
    request: &Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, u32> {
    let Some(mut sent) = read(state, channel, request) else {
        state.witness.violation("a provider was sent what it cannot read");
        return Err(100);
    };
    if channel == "sms" && state.carrier.stopped.get(&(sent.to.clone(), sent.number)) == Some(&true) {
        return Err(21_610);
    }
    if channel == "whatsapp" {
        let template = sent.template.as_deref().zip(sent.language.as_deref());
        if let Some(code) = health::objection(state, sent.number, template) {
            return Err(code);
        }
    }
    if channel == "whatsapp" && sent.template.is_none() {
        let person = state.life.person(&sent.to);
        let wrote = state.carrier.wrote.get(&(person, sent.number)).copied().unwrap_or(i64::MIN / 2);
        if state.now - wrote > WINDOW_MS {
            if state.now - wrote > WINDOW_MS + WINDOW_SLACK_MS {
                let words = "free text was sent outside the 24 h window";
                let about = sent.reference.split('.').next().unwrap_or_default().to_owned();
                state.witness.violation_about(words, about);
            }
            return Err(131_047);
        }
    }
    let seq = state.carrier.next();
    sent.provider_id = match channel {
        "whatsapp" => format!("wamid.SIM{seq:010}"),
        "sms" => format!("SM{seq:032x}"),
        _ => format!("0100{seq:08x}-000000"),
    };
    let body = match channel {
        "whatsapp" => {
            json!({"messaging_product": "whatsapp", "contacts": [{"input": sent.to, "wa_id": sent.to}],
            "messages": [{"id": sent.provider_id, "message_status": "accepted"}]})
        }
        "sms" => json!({"sid": sent.provider_id, "status": "queued"}),
        _ => json!({"MessageId": sent.provider_id}),
    };
    let index = state.carrier.sent.len();
    state.trace.note((&sent.reference, state.now));
    state.tell(|| {
        let template = sent.template.as_deref().unwrap_or("free text");
        format!("{channel} takes {} ({template}) for {}", sent.reference, sent.to)
    });
    state.carrier.sent.push(sent);
    crate::witness::accepted(state, index);
    status::plan(state, index);
    Ok(answer(200, &body))
}

fn read(state: &State, channel: &str, request: &Request<Vec<u8>>) -> Option<Sent> {
    match channel {
        "whatsapp" => whatsapp(state, request),
        "sms" => sms(state, request),
        _ => email(state, request),
    }
}

fn whatsapp(state: &State, request: &Request<Vec<u8>>) -> Option<Sent> {
    let number = request.uri().path().trim_matches('/').split('/').nth(1)?;
    let number = state.carrier.number_of(number)?;
    let body: Value = serde_json::from_slice(request.body()).ok()?;
    let to = body["to"].as_str().or_else(|| body["recipient"].as_str())?.to_owned();
    let reference = body["biz_opaque_callback_data"].as_str()?.to_owned();
    let mut sent = Sent::bare(state, "whatsapp", number, to, reference);
    match body["type"].as_str()? {
        "template" => {
            let template = &body["template"];
            sent.template = Some(template["name"].as_str()?.to_owned());
            sent.language = template["language"]["code"].as_str().map(str::to_owned);
            for component in template["components"].as_array().map_or(&[][..], Vec::as_slice) {
                for parameter in component["parameters"].as_array()? {
                    if component["type"] == "button" {
                        sent.payloads.push(parameter["payload"].as_str()?.to_owned());
                    } else {
                        let name = parameter["parameter_name"].as_str()?.to_owned();
                        sent.parameters.push((name, parameter["text"].as_str()?.to_owned()));
                    }
                }
            }
        }
        "text" => body["text"]["body"].as_str()?.clone_into(&mut sent.text),
        "interactive" => {
            let interactive = &body["interactive"];
            interactive["body"]["text"].as_str()?.clone_into(&mut sent.text);
            let action = &interactive["action"];
            for button in action["buttons"].as_array().map_or(&[][..], Vec::as_slice) {
                sent.payloads.push(button["reply"]["id"].as_str()?.to_owned());
            }
            for section in action["sections"].as_array().map_or(&[][..], Vec::as_slice) {
                for row in section["rows"].as_array()? {
                    sent.payloads.push(row["id"].as_str()?.to_owned());
                }
            }
        }
        _ => return None,
    }
    Some(sent)
}

fn sms(state: &State, request: &Request<Vec<u8>>) -> Option<Sent> {
    let form: BTreeMap<_, _> = form_urlencoded::parse(request.body()).into_owned().collect();
    // What follows a # tells Twilio how to try again, and is in no call.
    let callback = form.get("StatusCallback")?.split('#').next()?.to_owned();
    let (_, query) = callback.split_once('?')?;
    let reference = form_urlencoded::parse(query.as_bytes()).find(|it| it.0 == "reference")?.1.into_owned();
    let number = state.carrier.number_of(form.get("From")?)?;
    let sent = Sent::bare(state, "sms", number, form.get("To")?.clone(), reference);
    Some(Sent { text: form.get("Body")?.clone(), callback: Some(callback), ..sent })
}

fn email(state: &State, request: &Request<Vec<u8>>) -> Option<Sent> {
    use base64::Engine as _;
    let body: Value = serde_json::from_slice(request.body()).ok()?;
    let tag = body["EmailTags"][0]["Value"].as_str()?;
    let reference = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(tag).ok()?;
    let number = state.carrier.number_of(body["FromEmailAddress"].as_str()?)?;
    let to = body["Destination"]["ToAddresses"][0].as_str()?.to_owned();
    let text = body["Content"]["Simple"]["Body"]["Text"]["Data"].as_str()?.to_owned();
    Some(Sent { text, ..Sent::bare(state, "email", number, to, String::from_utf8(reference).ok()?) })
}
