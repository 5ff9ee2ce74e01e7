//! What patients do: tap a button, fill in a form, type a text. Each act is a webhook to the clinic at once, opens the
//! 24 h window, and shows that the person looked at the phone.
//!
//! The carrier keeps its own list of English opt-out words per sender and phone; it tells the clinic with
//! `OptOutType`. Its automatic answer to the patient is not played.

use domain::delivery::Channel;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::{Map, Value, json};

use super::{
    Config, Provider, StandInError, aws_events,
    graph_limits::{TEXT_CHARS_MAX, record_inbound},
    ids,
    phones::{self, Phone, PhoneError, Tapped},
    segments::segments,
    statuses::Batch,
    store::{self, Button, Kind, Message, State},
    twilio::{self, SMS_CHARS_MAX},
    webhooks, world,
};

/// What a person says to a clinic.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// The person's number.
    pub(super) phone: &'a str,
    /// What the clinic sends from, and gets this at.
    pub(super) sender: &'a str,
    /// The words, or the title of the button.
    pub(super) text: &'a str,
}

/// The person taps a button; the world has been moved up to `now` before.
pub(super) fn tap(
    db: &Connection,
    config: &Config,
    number: &str,
    message_id: &str,
    index: u32,
    now: i64,
) -> Result<Tapped, PhoneError> {
    let number = ids::canonical(number).ok_or(PhoneError::NotANumber)?;
    let tapped = store::message_by_id(db, message_id)?
        .filter(|it| it.phone == number && it.received_at.is_some() && !it.from_patient)
        .ok_or(PhoneError::NoSuchMessage)?;
    let button =
        usize::try_from(index).ok().and_then(|it| tapped.buttons.get(it)).ok_or(PhoneError::NoSuchButton)?;
    if button.opens_form {
        return Err(PhoneError::OpensForm);
    }
    let phone = with_whatsapp(db, &number)?;
    let display = config.number(&tapped.sender).ok_or(PhoneError::NoRecipient)?.display_phone_number.clone();
    look(db, config, &phone, Channel::Whatsapp, now)?;
    let mut content = match tapped.kind {
        Kind::Template => {
            json!({"type": "button", "button": {"payload": button.payload, "text": button.title}})
        }
        Kind::List => interactive("list_reply", button),
        Kind::ContactRequest => own_card(&number),
        Kind::Buttons | Kind::Flow | Kind::Text => interactive("button_reply", button),
    };
    content["context"] = json!({"from": display, "id": tapped.provider_id});
    let written = Written { phone: &number, sender: &tapped.sender, text: &button.title };
    Ok(send_whatsapp(db, config, written, content, now)?)
}

/// The person fills in the form that a message opens, and sends it. What it asks is in the form at Meta, which is not
/// played: any answers are sent, as Meta sends what a form's last screen says.
pub(super) fn fill(
    db: &Connection,
    config: &Config,
    number: &str,
    message_id: &str,
    answers: &Map<String, Value>,
    now: i64,
) -> Result<Tapped, PhoneError> {
    let number = ids::canonical(number).ok_or(PhoneError::NotANumber)?;
    let opened = store::message_by_id(db, message_id)?
        .filter(|it| it.phone == number && it.received_at.is_some() && !it.from_patient)
        .ok_or(PhoneError::NoSuchMessage)?;
    let button = opened.buttons.iter().find(|it| it.opens_form).ok_or(PhoneError::NoSuchButton)?;
    let phone = with_whatsapp(db, &number)?;
    let display = config.number(&opened.sender).ok_or(PhoneError::NoRecipient)?.display_phone_number.clone();
    look(db, config, &phone, Channel::Whatsapp, now)?;
    let mut answers = answers.clone();
    answers.insert("flow_token".to_owned(), json!(button.payload));
    let reply = json!({"name": "flow", "body": "Sent", "response_json": Value::Object(answers).to_string()});
    let content = json!({
        "context": {"from": display, "id": opened.provider_id},
        "type": "interactive",
        "interactive": {"type": "nfm_reply", "nfm_reply": reply},
    });
    let written = Written { phone: &number, sender: &opened.sender, text: &button.title };
    Ok(send_whatsapp(db, config, written, content, now)?)
}

/// The person writes; the world has been moved up to `now` before.
pub(super) fn type_text(
    db: &Connection,
    config: &Config,
    number: &str,
    text: &str,
    channel: Channel,
    now: i64,
) -> Result<Tapped, PhoneError> {
    let number = ids::canonical(number).ok_or(PhoneError::NotANumber)?;
    match channel {
        Channel::Whatsapp => {
            check_length(text, TEXT_CHARS_MAX)?;
            let phone = with_whatsapp(db, &number)?;
            let configured = config.numbers.iter().map(|it| it.phone_number_id.as_str());
            let sender = correspondent(db, &number, channel, configured)?;
            phones::ensure(db, &number)?;
            look(db, config, &phone, channel, now)?;
            let content = json!({"type": "text", "text": {"body": text}});
            let written = Written { phone: &number, sender: &sender, text };
            Ok(send_whatsapp(db, config, written, content, now)?)
        }
        Channel::Sms => {
            check_length(text, SMS_CHARS_MAX)?;
            let phone = phones::load(db, &number)?;
            if !phone.sms {
                return Err(PhoneError::NoSms);
            }
            let sender = correspondent(db, &number, channel, config.sms_numbers.iter().map(String::as_str))?;
            phones::ensure(db, &number)?;
            look(db, config, &phone, channel, now)?;
            Ok(send_sms(db, config, Written { phone: &number, sender: &sender, text }, now)?)
        }
        Channel::Email => Err(PhoneError::NoRecipient),
    }
}

/// Opens the window to whoever writes in a webhook that was not made here. What does not read opens none.
pub(super) fn wrote_elsewhere(db: &Connection, webhook: &[u8], now: i64) -> Result<(), StandInError> {
    let webhook: Value = serde_json::from_slice(webhook).unwrap_or_default();
    let each = |of: &Value, name: &str| of[name].as_array().cloned().unwrap_or_default();
    let changes = each(&webhook, "entry").into_iter().flat_map(|it| each(&it, "changes"));
    for value in changes.map(|it| it["value"].clone()) {
        let Some(number) = value["metadata"]["phone_number_id"].as_str() else { continue };
        for message in each(&value, "messages") {
            let from = message["from"].as_str().and_then(|it| ids::canonical(&format!("+{it}")));
            if let Some(phone) = from {
                record_inbound(db, number, &phone, now)?;
            }
        }
    }
    Ok(())
}

fn with_whatsapp(db: &Connection, number: &str) -> Result<Phone, PhoneError> {
    let phone = phones::load(db, number)?;
    if !phone.whatsapp {
        return Err(PhoneError::NoWhatsapp);
    }
    if !phone.online {
        return Err(PhoneError::Offline);
    }
    Ok(phone)
}

fn check_length(text: &str, chars_max: usize) -> Result<(), PhoneError> {
    if text.trim().is_empty() || text.chars().count() > chars_max { Err(PhoneError::Text) } else { Ok(()) }
}

/// The number of the clinic the person has last heard from, if it is still configured; else the first.
fn correspondent<'a>(
    db: &Connection,
    number: &str,
    channel: Channel,
    mut configured: impl Iterator<Item = &'a str> + Clone,
) -> Result<String, PhoneError> {
    let last: Option<String> = db
        .prepare_cached(
            "SELECT sender FROM message WHERE phone = ?1 AND channel = ?2 AND received_at IS NOT NULL
             ORDER BY received_at DESC, seq DESC LIMIT 1",
        )
        .and_then(|mut it| it.query_row(params![number, channel.as_str()], |row| row.get(0)).optional())
        .map_err(StandInError::from)?;
    let known = last.filter(|it| configured.clone().any(|sender| sender == it));
    known.or_else(|| configured.next().map(str::to_owned)).ok_or(PhoneError::NoRecipient)
}

/// Opening a conversation shows everything in it.
fn look(
    db: &Connection,
    config: &Config,
    phone: &Phone,
    channel: Channel,
    now: i64,
) -> Result<(), StandInError> {
    let unseen = store::messages_where(
        db,
        "phone = ?1 AND channel = ?2 AND seen_at IS NULL AND received_at IS NOT NULL ORDER BY seq",
        params![phone.number, channel.as_str()],
    )?;
    let mut batch = Batch::new(db, config, now);
    for message in unseen {
        world::see(db, &mut batch, message, phone, now)?;
    }
    batch.flush()
}

fn interactive(kind: &str, button: &Button) -> Value {
    let mut reply = json!({"id": button.payload, "title": button.title});
    if let Some(description) = &button.description {
        reply["description"] = json!(description);
    }
    json!({"type": "interactive", "interactive": {"type": kind, kind: reply}})
}

/// The person's own contact card, shared by the platform's button.
fn own_card(number: &str) -> Value {
    let name = profile_name(number);
    json!({"type": "contacts", "contacts": [{
        "name": {"formatted_name": name, "first_name": name},
        "origin": "contact_request",
        "phones": [{"phone": number, "wa_id": ids::whatsapp_id(number), "type": "CELL"}],
    }]})
}

/// Profile names are free text; this one has a letter outside ASCII so that every reply exercises the escaping.
fn profile_name(number: &str) -> String {
    format!("Móvil {}", &number[number.len() - 4..])
}

fn send_whatsapp(
    db: &Connection,
    config: &Config,
    written: Written<'_>,
    mut content: Value,
    now: i64,
) -> Result<Tapped, StandInError> {
    let (whatsapp_id, user_id) = (ids::whatsapp_id(written.phone), ids::user_id(written.phone));
    let seq = store::next_seq(db)?;
    let id = ids::wamid(&whatsapp_id, seq, true);
    record_inbound(db, written.sender, written.phone, now)?;
    content["from_user_id"] = json!(user_id);
    content["id"] = json!(id);
    content["timestamp"] = json!((now / 1_000).to_string());
    let mut contact = json!({"profile": {"name": profile_name(written.phone)}, "user_id": user_id});
    if !phones::hides_number(db, written.phone)? {
        content["from"] = json!(whatsapp_id);
        contact["wa_id"] = json!(whatsapp_id);
    }
    let value = json!({"contacts": [contact], "messages": [content]});
    webhooks::enqueue_meta(db, config, written.sender, value, now)?;
    keep(db, Provider::Whatsapp, seq, id, written, now)
}

fn send_sms(
    db: &Connection,
    config: &Config,
    written: Written<'_>,
    now: i64,
) -> Result<Tapped, StandInError> {
    let Written { phone, sender, text } = written;
    let seq = store::next_seq(db)?;
    if is_of_aws(db, sender)? {
        let id = ids::uuid(seq);
        if let Some(keyword) = twilio::Keyword::of(text) {
            keyword.apply(db, sender, phone)?;
        }
        webhooks::enqueue_notification(db, &aws_events::two_way(&id, written), now)?;
        return keep(db, Provider::AwsSms, seq, id, written, now);
    }
    let id = ids::message_sid(seq);
    let mut parameters = vec![
        ("AccountSid", config.twilio_account_sid.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("Body", text.to_owned()),
        ("From", phone.to_owned()),
        ("FromCountry", ids::user_id(phone)[..2].to_owned()),
        ("MessageSid", id.clone()),
        ("NumMedia", "0".to_owned()),
        ("NumSegments", segments(text).to_string()),
        ("SmsMessageSid", id.clone()),
        ("SmsSid", id.clone()),
        ("SmsStatus", "received".to_owned()),
        ("To", sender.to_owned()),
        ("ToCountry", ids::user_id(sender)[..2].to_owned()),
    ];
    if let Some(keyword) = twilio::Keyword::of(text) {
        keyword.apply(db, sender, phone)?;
        parameters.push(("OptOutType", keyword.as_str().to_owned()));
    }
    let parameters: Vec<_> = parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    webhooks::enqueue_twilio_inbound(db, config, &parameters, now)?;
    keep(db, Provider::Twilio, seq, id, written, now)
}

/// Whether the clinic sends from that number by AWS, as its last message from it tells.
fn is_of_aws(db: &Connection, sender: &str) -> Result<bool, StandInError> {
    let last = store::messages_where(
        db,
        "sender = ?1 AND channel = 'sms' AND NOT from_patient ORDER BY seq DESC LIMIT 1",
        params![sender],
    )?;
    Ok(last.first().is_some_and(|it| it.provider == Provider::AwsSms))
}

/// Keeps what the person wrote, for the phone's screen.
fn keep(
    db: &Connection,
    provider: Provider,
    seq: i64,
    id: String,
    written: Written<'_>,
    now: i64,
) -> Result<Tapped, StandInError> {
    store::insert_message(
        db,
        &Message {
            seq,
            provider,
            provider_id: id.clone(),
            phone: written.phone.to_owned(),
            addressed: written.sender.to_owned(),
            sender: written.sender.to_owned(),
            from_patient: true,
            kind: Kind::Text,
            text: written.text.to_owned(),
            buttons: Vec::new(),
            template: None,
            category: String::new(),
            reference: None,
            callback: None,
            state: State::Delivered,
            accepted_at: now,
            expires_at: now,
            received_at: Some(now),
            seen_at: Some(now),
        },
    )?;
    Ok(Tapped { id, text: written.text.to_owned() })
}
