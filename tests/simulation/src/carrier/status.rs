//! What becomes of a message on its way, and how the provider reports it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ports::queue::{Outgoing, QueueName};
use serde_json::{Value, json};

use super::health::Turn;
use super::sign::{hub_signature, twilio_signature};
use super::{FAILED, Sent};
use crate::access::put_on_queue;
use crate::faults::{Boundary, Fault, Function, Op};
use crate::request::{From, Request};
use crate::state::{Act, State};

/// How long Meta gathers statuses for one POST, in milliseconds.
const GATHER_MS: i64 = 1_500;
/// Pauses before a webhook is tried again, in seconds: Meta goes on for a week, Twilio gives up within minutes.
const META_RETRY_SECONDS: [i64; 9] = [2, 10, 60, 600, 3_600, 14_400, 43_200, 86_400, 172_800];
const TWILIO_RETRY_SECONDS: [i64; 4] = [2, 15, 60, 300];

/// Something that happens at a provider.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Progress {
    /// The network reports a leg of the way of a message (see `Sent::reported`), with the code of a failure.
    Leg(usize, u8, u32),
    /// Statuses gathered for a number are posted.
    Post(usize),
    /// Something may happen to a number or its templates.
    Health(usize, Turn),
}

/// Decides what will become of a message that was taken, and plans its reports.
pub(super) fn plan(state: &mut State, index: usize) {
    let (channel, to) = (state.carrier.sent[index].channel, state.carrier.sent[index].to.clone());
    if state.carrier.mute {
        return;
    }
    if channel == "email" {
        return plan_email(state, index);
    }
    let phone = state.life.phone(&to);
    let reachable = if channel == "whatsapp" { phone.whatsapp } else { phone.sms };
    let at = |after_ms: i64, leg: u8, code: u32| (after_ms, Act::Carrier(Progress::Leg(index, leg, code)));
    let sent_ms = state.rng.i64(300..2_500);
    let mut plan = Vec::new();
    if reachable {
        plan.push(at(sent_ms, 1, 0));
        let minutes = match state.rng.u32(0..100) {
            // Most phones are on; some are in a drawer for hours, a few for good.
            0..88 => Some(0),
            88..97 => Some(state.rng.i64(2..600)),
            _ => None,
        };
        if let Some(minutes) = minutes {
            let delivered_ms = sent_ms + minutes * 60_000 + state.rng.i64(200..9_000);
            plan.push(at(delivered_ms, 2, 0));
            if channel == "whatsapp" && phone.reads && state.rng.u32(0..100) < 80 {
                let hour = state.rng.i64(0..6);
                let read_ms = delivered_ms + hour * hour * 600_000 + state.rng.i64(500..600_000);
                plan.push(at(read_ms, 3, 0));
            }
        } else if channel == "sms" {
            plan.push(at(sent_ms + 3_600_000, FAILED, 30_003));
        }
    } else {
        let code = if channel == "whatsapp" { 131_026 } else { 30_006 };
        plan.push(at(sent_ms, FAILED, code));
    }
    for (after_ms, act) in plan {
        state.after(after_ms, act);
    }
}

/// Mailboxes take a mail within a minute; few are gone.
fn plan_email(state: &mut State, index: usize) {
    let sent_ms = state.rng.i64(100..2_000);
    state.after(sent_ms, Act::Carrier(Progress::Leg(index, 1, 0)));
    let arrived_ms = sent_ms + state.rng.i64(500..60_000);
    let leg = if state.rng.u32(0..100) < 97 { 2 } else { FAILED };
    state.after(arrived_ms, Act::Carrier(Progress::Leg(index, leg, 0)));
}

/// Something happens at a provider.
pub(crate) fn progress(state: &mut State, progress: Progress) {
    match progress {
        Progress::Leg(index, leg, code) => leg_reached(state, index, leg, code),
        Progress::Post(number) => post(state, number),
        Progress::Health(number, turn) => super::health::turn(state, number, turn),
    }
}

fn leg_reached(state: &mut State, index: usize, leg: u8, code: u32) {
    state.carrier.sent[index].reported = leg;
    if leg == FAILED {
        let Sent { reference, to, .. } = &state.carrier.sent[index];
        let (reference, to) = (reference.clone(), to.clone());
        crate::witness::not_taken(state, (&reference, &to), true);
    }
    if leg == 2 && state.carrier.sent[index].channel != "email" {
        crate::life::arrived(state, index);
    }
    match state.carrier.sent[index].channel {
        "whatsapp" => {
            let number = state.carrier.sent[index].number;
            let status = whatsapp_status(state, index, leg, code).to_string();
            let statuses = &mut state.carrier.numbers[number].statuses;
            statuses.push(status);
            if statuses.len() == 1 {
                state.after(GATHER_MS, Act::Carrier(Progress::Post(number)));
            }
        }
        "sms" => sms_status(state, index, leg, code),
        _ => email_event(state, index, leg),
    }
}

const fn name_of(leg: u8) -> &'static str {
    match leg {
        1 => "sent",
        2 => "delivered",
        3 => "read",
        _ => "failed",
    }
}

fn whatsapp_status(state: &State, index: usize, leg: u8, code: u32) -> Value {
    let sent = &state.carrier.sent[index];
    let phone = state.life.phone(&sent.to);
    let mut status = json!({
        "id": sent.provider_id,
        "status": name_of(leg),
        "timestamp": (state.now / 1_000).to_string(),
        "recipient_user_id": phone.user_id,
        "biz_opaque_callback_data": sent.reference,
    });
    if let Some(number) = &phone.number {
        status["recipient_id"] = json!(number.trim_start_matches('+'));
    }
    if code != 0 {
        status["errors"] = json!([{"code": code, "title": "simulated", "message": "simulated",
            "error_data": {"details": "simulated"}}]);
    }
    status
}

fn post(state: &mut State, number: usize) {
    let mut statuses = std::mem::take(&mut state.carrier.numbers[number].statuses);
    let boundary = Boundary { function: Function::World, op: Op::Deliver, kind: "receipts" };
    if statuses.len() > 1 && state.strikes(Fault::Disorder, boundary) {
        state.rng.shuffle(&mut statuses);
    }
    let of = &state.carrier.numbers[number];
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{}","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"{}","phone_number_id":"{}"}},"statuses":[{}]}},"field":"messages"}}]}}]}}"#,
        of.waba,
        of.display.trim_start_matches('+'),
        of.id,
        statuses.join(","),
    );
    deliver(state, meta(state, body.into_bytes(), None));
}

/// A signed POST of Meta's.
pub(super) fn meta(state: &State, body: Vec<u8>, inbound: Option<usize>) -> Request {
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("x-hub-signature-256", hub_signature(&state.carrier.meta_secret, &body)),
    ];
    let target = "/webhooks/whatsapp".to_owned();
    Request { method: "POST", target, headers, body, from: From::Meta(inbound), tries: 0 }
}

/// A signed POST of Twilio's to an address.
pub(super) fn twilio(
    state: &State,
    url: &str,
    parameters: &[(&str, String)],
    inbound: Option<usize>,
) -> Request {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parameters);
    let headers = vec![
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ("x-twilio-signature", twilio_signature(&state.carrier.twilio_token, url, parameters)),
    ];
    let target = url.strip_prefix(&state.carrier.public_url).unwrap_or(url).to_owned();
    let body = form.finish().into_bytes();
    Request { method: "POST", target, headers, body, from: From::Twilio(inbound), tries: 0 }
}

fn sms_status(state: &mut State, index: usize, leg: u8, code: u32) {
    let sent = &state.carrier.sent[index];
    let Some(callback) = sent.callback.clone() else { return };
    let name = if leg == 9 { "undelivered" } else { name_of(leg) };
    let mut parameters = vec![
        ("MessageSid", sent.provider_id.clone()),
        ("MessageStatus", name.to_owned()),
        ("SmsSid", sent.provider_id.clone()),
        ("From", state.carrier.numbers[sent.number].id.clone()),
        ("To", sent.to.clone()),
    ];
    if code != 0 {
        parameters.push(("ErrorCode", code.to_string()));
    }
    let request = twilio(state, &callback, &parameters, None);
    deliver(state, request);
}

/// What SES tells over its topic.
fn email_event(state: &mut State, index: usize, leg: u8) {
    let sent = &state.carrier.sent[index];
    let at = crate::state::instant(state.now).to_string();
    let (kind, member, detail) = match leg {
        1 => ("Send", "send", json!({})),
        2 => ("Delivery", "delivery", json!({"timestamp": at})),
        _ => ("Bounce", "bounce", json!({"timestamp": at, "bounceType": "Permanent"})),
    };
    let mail =
        json!({"messageId": sent.provider_id, "tags": {"mid": [URL_SAFE_NO_PAD.encode(&sent.reference)]}});
    let event = json!({"eventType": kind, "mail": mail, member: detail});
    let told = Outgoing { body: event.to_string(), delay_seconds: 0, group: "aws".to_owned() };
    put_on_queue(state, QueueName::Notifications, &told);
}

/// Sends a webhook on its way: now and then twice, now and then late, now and then beside a forged one.
pub(super) fn deliver(state: &mut State, request: Request) {
    let boundary = Boundary { function: Function::World, op: Op::Deliver, kind: "receipts" };
    if state.strikes(Fault::Forged, boundary) {
        forge(state, &request);
    }
    if state.strikes(Fault::Duplicate, boundary) {
        let after_ms = state.rng.i64(1..60_000);
        state.after(after_ms, Act::Request(Box::new(request.clone())));
    }
    let late = state.strikes(Fault::Disorder, boundary);
    let after_ms = if late { state.rng.i64(1_000..120_000) } else { state.rng.i64(5..80) };
    state.after(after_ms, Act::Request(Box::new(request)));
}

/// A copy with another signature, or none, or another body under the old one.
fn forge(state: &mut State, request: &Request) {
    let mut forged = request.clone();
    forged.from = From::Forger;
    match state.rng.u32(0..3) {
        0 => forged.headers.truncate(1),
        1 => {
            if let Some((_, signature)) = forged.headers.get_mut(1) {
                let last = signature.pop().unwrap_or('0');
                signature.push(if last == '0' { '1' } else { '0' });
            }
        }
        _ => forged.body.push(b' '),
    }
    state.after(1, Act::Request(Box::new(forged)));
}

/// Tries a webhook again later, unless its provider gives up.
pub(crate) fn retry(state: &mut State, mut request: Request) {
    let pauses: &[i64] =
        if matches!(request.from, From::Meta(_)) { &META_RETRY_SECONDS } else { &TWILIO_RETRY_SECONDS };
    let Some(seconds) = pauses.get(request.tries as usize) else {
        state.witness.given_up += 1;
        return;
    };
    request.tries += 1;
    state.after(seconds * 1_000, Act::Request(Box::new(request)));
}
