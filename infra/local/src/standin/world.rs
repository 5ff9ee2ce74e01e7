//! What becomes of an accepted message as time passes.
//!
//! | after acceptance | `WhatsApp` | SMS |
//! |---|---|---|
//! | 1 s | `sent` | `sent` |
//! | 2 s | `failed` 131026 if the phone has no `WhatsApp` or blocked the clinic; also any failure decided at acceptance | |
//! | 3 s | `delivered` if the phone is on, else it waits until the phone is on | |
//! | 4 s | | `delivered`, or `undelivered` 30006 if the phone takes no SMS |
//! | 120 s after delivery | the person looks: `read`, if receipts are on | |
//!
//! E-mail is sent after 1 s and there after 3 s.
//!
//! A message that waits past its time to live is dropped and never reported. SMS travel outside
//! mobile data, so a phone whose network is off still gets them.

use rusqlite::{Connection, params};

use super::{
    Config, Provider, StandInError,
    phones::{self, Phone},
    statuses::{Batch, Report},
    store::{self, Event, Message, State},
};

/// Acceptance to `sent`, in milliseconds.
const LEAVE_AFTER_MS: i64 = 1_000;
/// Acceptance to the verdict whether the recipient can be reached, and to failures in general, in milliseconds.
const FAIL_AFTER_MS: i64 = 2_000;
/// Acceptance to arrival on `WhatsApp`, in milliseconds.
const WHATSAPP_ARRIVE_AFTER_MS: i64 = 3_000;
/// Acceptance to arrival of an SMS, in milliseconds.
const SMS_ARRIVE_AFTER_MS: i64 = 4_000;
/// Acceptance to arrival of an e-mail, in milliseconds.
const EMAIL_ARRIVE_AFTER_MS: i64 = 3_000;
/// Arrival, or switching on the phone, to the person's glance at it, in milliseconds.
const GLANCE_AFTER_MS: i64 = 120_000;
/// Events handled in one transaction.
const EVENTS_PER_TRANSACTION: usize = 500;
/// Undeliverable: not on `WhatsApp`, or blocked.
const UNREACHABLE: u32 = 131_026;
/// Landline or no carrier.
const SMS_UNREACHABLE: u32 = 30_006;

/// Plans the life of a message just accepted; `failure` is what the provider will report instead.
pub(super) fn begin(db: &Connection, message: &Message, failure: Option<u32>) -> Result<(), StandInError> {
    let (at, seq) = (message.accepted_at, message.seq);
    if let Some(code) = failure {
        return store::plan(db, at + FAIL_AFTER_MS, seq, Event::Fail { code });
    }
    match message.provider {
        Provider::Whatsapp => {
            store::plan(db, at + LEAVE_AFTER_MS, seq, Event::Leave)?;
            store::plan(db, at + FAIL_AFTER_MS, seq, Event::Route)?;
            store::plan(db, at + WHATSAPP_ARRIVE_AFTER_MS, seq, Event::Arrive)
        }
        Provider::Twilio | Provider::AwsSms => {
            store::plan(db, at + LEAVE_AFTER_MS, seq, Event::Leave)?;
            store::plan(db, at + SMS_ARRIVE_AFTER_MS, seq, Event::Arrive)
        }
        Provider::AwsEmail => {
            store::plan(db, at + LEAVE_AFTER_MS, seq, Event::Leave)?;
            store::plan(db, at + EMAIL_ARRIVE_AFTER_MS, seq, Event::Arrive)
        }
    }
}

/// Handles a bounded number of events due by `now`; tells whether there may be more.
pub(super) fn advance(db: &Connection, config: &Config, now: i64) -> Result<bool, StandInError> {
    let due = store::take_due(db, now, EVENTS_PER_TRANSACTION)?;
    let more = !due.is_empty();
    let mut batch = Batch::new(db, config, now);
    for (at, seq, event) in due {
        batch.move_to(at)?;
        if let Some(message) = store::message(db, seq)? {
            step(db, &mut batch, message, event, at)?;
        }
    }
    batch.flush()?;
    // An event may have planned another that is due already.
    Ok(more)
}

fn step(
    db: &Connection,
    batch: &mut Batch<'_>,
    mut message: Message,
    event: Event,
    at: i64,
) -> Result<(), StandInError> {
    let on_its_way = matches!(message.state, State::Accepted | State::Sent | State::Waiting);
    match event {
        Event::Leave if message.state == State::Accepted => {
            message.state = State::Sent;
            store::update_message(db, &message)?;
            batch.add(&message, Report::Sent)
        }
        Event::Route if on_its_way && !phones::load(db, &message.phone)?.reachable() => {
            fail(db, batch, message, Report::Failed(UNREACHABLE))
        }
        Event::Arrive if on_its_way => match message.provider {
            Provider::Whatsapp => arrive_whatsapp(db, batch, message, at),
            Provider::Twilio | Provider::AwsSms if !phones::load(db, &message.phone)?.sms => {
                fail(db, batch, message, Report::Undelivered(SMS_UNREACHABLE))
            }
            Provider::Twilio | Provider::AwsSms | Provider::AwsEmail => receive(db, batch, message, at),
        },
        Event::Glance => glance(db, batch, message, at),
        Event::Fail { code } if on_its_way => fail(db, batch, message, Report::Failed(code)),
        Event::Leave | Event::Route | Event::Arrive | Event::Fail { .. } => Ok(()),
    }
}

fn arrive_whatsapp(
    db: &Connection,
    batch: &mut Batch<'_>,
    mut message: Message,
    at: i64,
) -> Result<(), StandInError> {
    let phone = phones::load(db, &message.phone)?;
    if !phone.reachable() {
        return fail(db, batch, message, Report::Failed(UNREACHABLE));
    }
    if message.expires_at <= at {
        message.state = State::Dropped;
        return store::update_message(db, &message);
    }
    if !phone.online {
        message.state = State::Waiting;
        return store::update_message(db, &message);
    }
    let seq = message.seq;
    receive(db, batch, message, at)?;
    store::plan(db, at + GLANCE_AFTER_MS, seq, Event::Glance)
}

fn receive(
    db: &Connection,
    batch: &mut Batch<'_>,
    mut message: Message,
    at: i64,
) -> Result<(), StandInError> {
    message.state = State::Delivered;
    message.received_at = Some(at);
    store::update_message(db, &message)?;
    batch.add(&message, Report::Delivered)
}

fn fail(
    db: &Connection,
    batch: &mut Batch<'_>,
    mut message: Message,
    report: Report,
) -> Result<(), StandInError> {
    message.state = State::Failed;
    store::update_message(db, &message)?;
    batch.add(&message, report)
}

/// A phone that is off is not looked at; switching it on plans the glance anew.
fn glance(db: &Connection, batch: &mut Batch<'_>, message: Message, at: i64) -> Result<(), StandInError> {
    let phone = phones::load(db, &message.phone)?;
    if !phone.online || message.seen_at.is_some() {
        return Ok(());
    }
    see(db, batch, message, &phone, at)
}

/// The person sees a message; the clinic learns it if receipts are on.
pub(super) fn see(
    db: &Connection,
    batch: &mut Batch<'_>,
    mut message: Message,
    phone: &Phone,
    at: i64,
) -> Result<(), StandInError> {
    message.seen_at = Some(at);
    let reported = message.provider == Provider::Whatsapp && phone.read_receipts;
    if reported {
        message.state = State::Read;
    }
    store::update_message(db, &message)?;
    if reported { batch.add(&message, Report::Read) } else { Ok(()) }
}

/// The phone is switched on: what waited arrives now, what arrived unseen before is looked at soon.
pub(super) fn switch_on(db: &Connection, number: &str, now: i64) -> Result<(), StandInError> {
    for (condition, event, at) in [
        ("state = 'waiting'", Event::Arrive, now),
        (
            "channel = 'whatsapp' AND seen_at IS NULL AND received_at IS NOT NULL",
            Event::Glance,
            now + GLANCE_AFTER_MS,
        ),
    ] {
        let mut statement = db.prepare_cached(&format!(
            "SELECT seq FROM message WHERE phone = ?1 AND {condition} ORDER BY seq"
        ))?;
        let waiting =
            statement.query_map(params![number], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        for seq in waiting {
            store::plan(db, at, seq, event)?;
        }
    }
    Ok(())
}
