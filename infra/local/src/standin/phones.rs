//! The patients' phones: their settings, what they show. What their owners do with them is in `replies`.

use domain::delivery::Channel;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::{
    StandInError, ids,
    store::{self, Message},
    world,
};

/// Messages of one phone, or e-mails, listed at once.
pub const MESSAGES_LISTED_MAX: u32 = 1_000;

/// Settings to change; `None` leaves one as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PhoneSettings {
    /// Has `WhatsApp`. A new phone has.
    pub whatsapp: Option<bool>,
    /// Mobile data is on. A new phone's is. SMS arrive regardless.
    pub online: Option<bool>,
    /// Tells senders when messages are read. A new phone does.
    pub read_receipts: Option<bool>,
    /// The owner blocked the clinic on `WhatsApp`: nothing arrives, though the owner may still write.
    pub blocked: Option<bool>,
    /// Takes SMS; a landline does not. A new phone does.
    pub sms: Option<bool>,
    /// The owner goes by a username: the clinic is not shown the number on `WhatsApp`. A new phone's is shown.
    pub number_hidden: Option<bool>,
}

/// A phone, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct PhoneView {
    /// E.164.
    pub phone: String,
    /// Has `WhatsApp`.
    pub whatsapp: bool,
    /// Mobile data is on.
    pub online: bool,
    /// Tells senders when messages are read.
    pub read_receipts: bool,
    /// Blocked the clinic on `WhatsApp`.
    pub blocked: bool,
    /// Takes SMS.
    pub sms: bool,
    /// Shows the clinic no number on `WhatsApp`.
    pub number_hidden: bool,
    /// Messages it shows, both ways.
    pub messages: u32,
    /// Messages its owner has not looked at.
    pub unread: u32,
}

/// A message on a phone, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneMessage {
    /// The provider's id.
    pub id: String,
    /// `whatsapp` or `sms`.
    pub channel: Channel,
    /// What the bubble says.
    pub text: String,
    /// Buttons to tap; none under an SMS.
    pub buttons: Vec<ButtonView>,
    /// When it arrived, or was written.
    pub received_at: Timestamp,
    /// `in` to the phone, `out` from it.
    pub direction: &'static str,
    /// `clinic` or `patient`.
    pub from: &'static str,
    /// `delivered` or `read` (the owner looked at it, reported or not); `sent` for what the owner wrote.
    pub status: &'static str,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ButtonView {
    /// Position from 0, for a tap.
    pub index: u32,
    /// Label.
    pub title: String,
    /// It opens a form, which is filled in and not tapped.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub opens_form: bool,
}

/// An e-mail delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailView {
    /// The provider's id; one request to several recipients gives each its own copy and a suffix.
    pub id: String,
    /// Always `email`.
    pub channel: Channel,
    /// Recipient.
    pub to: String,
    /// Sender.
    pub from: String,
    /// Subject, an empty line, then the text.
    pub text: String,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// What the person did, as a message on its way to the clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tapped {
    /// The provider's id of the person's message.
    pub id: String,
    /// The button's label, or the text typed.
    pub text: String,
}

/// The person cannot do that.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// Not `+` and 7 to 15 digits.
    #[error("is not a phone number in international form")]
    NotANumber,
    /// No such message arrived on this phone.
    #[error("there is no such message on this phone")]
    NoSuchMessage,
    /// The button opens a form, which is filled in.
    #[error("the button opens a form: it is filled in, not tapped")]
    OpensForm,
    /// The message has no such button.
    #[error("the message has no such button")]
    NoSuchButton,
    /// Mobile data is off.
    #[error("the phone is offline")]
    Offline,
    /// The phone has no `WhatsApp`.
    #[error("the phone has no WhatsApp")]
    NoWhatsapp,
    /// The phone takes no SMS.
    #[error("the phone has no SMS")]
    NoSms,
    /// Nothing was typed, or more than the channel carries.
    #[error("the text is empty or too long")]
    Text,
    /// One types into `WhatsApp` or SMS only, and a number of the clinic must be configured there.
    #[error("there is nobody to write to on this channel")]
    NoRecipient,
    /// The stand-in failed.
    #[error(transparent)]
    StandIn(#[from] StandInError),
}

impl PhoneError {
    /// HTTP status that says so: 404 for what is not there, 409 for what the phone's state forbids.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::NoSuchMessage | Self::NoSuchButton => 404,
            Self::Offline | Self::NoWhatsapp | Self::NoSms | Self::NoRecipient | Self::OpensForm => 409,
            Self::NotANumber | Self::Text => 400,
            Self::StandIn(_) => 500,
        }
    }
}

/// A row of `phone`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Phone {
    pub(super) number: String,
    pub(super) whatsapp: bool,
    pub(super) online: bool,
    pub(super) read_receipts: bool,
    pub(super) blocked: bool,
    pub(super) sms: bool,
}

impl Phone {
    fn new(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            whatsapp: true,
            online: true,
            read_receipts: true,
            blocked: false,
            sms: true,
        }
    }

    /// Whether `WhatsApp` takes messages for it at all.
    pub(super) const fn reachable(&self) -> bool {
        self.whatsapp && !self.blocked
    }
}

/// The phone with that canonical number; one never heard of has the settings of a new phone.
pub(super) fn load(db: &Connection, number: &str) -> Result<Phone, StandInError> {
    let row = db
        .prepare_cached("SELECT * FROM phone WHERE number = ?1")?
        .query_row([number], phone_of)
        .optional()?;
    Ok(row.unwrap_or_else(|| Phone::new(number)))
}

/// The number with that `WhatsApp` user id.
pub(super) fn number_of_user(db: &Connection, user_id: &str) -> Result<Option<String>, StandInError> {
    Ok(db
        .prepare_cached("SELECT number FROM phone WHERE user_id = ?1")?
        .query_row([user_id], |row| row.get(0))
        .optional()?)
}

/// Makes sure the phone exists.
pub(super) fn ensure(db: &Connection, number: &str) -> Result<(), StandInError> {
    let known = db.prepare_cached("SELECT 1 FROM phone WHERE number = ?1")?.exists([number])?;
    if known { Ok(()) } else { save(db, &Phone::new(number)) }
}

fn save(db: &Connection, phone: &Phone) -> Result<(), StandInError> {
    db.prepare_cached(
        "INSERT OR REPLACE INTO phone (number, user_id, whatsapp, online, read_receipts, blocked, sms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        phone.number,
        ids::user_id(&phone.number),
        phone.whatsapp,
        phone.online,
        phone.read_receipts,
        phone.blocked,
        phone.sms
    ])?;
    Ok(())
}

fn phone_of(row: &Row<'_>) -> rusqlite::Result<Phone> {
    Ok(Phone {
        number: row.get("number")?,
        whatsapp: row.get("whatsapp")?,
        online: row.get("online")?,
        read_receipts: row.get("read_receipts")?,
        blocked: row.get("blocked")?,
        sms: row.get("sms")?,
    })
}

/// Changes settings; the world has been moved up to `now` before.
pub(super) fn set(
    db: &Connection,
    number: &str,
    settings: PhoneSettings,
    now: i64,
) -> Result<PhoneView, PhoneError> {
    let number = ids::canonical(number).ok_or(PhoneError::NotANumber)?;
    let before = load(db, &number)?;
    let after = Phone {
        whatsapp: settings.whatsapp.unwrap_or(before.whatsapp),
        online: settings.online.unwrap_or(before.online),
        read_receipts: settings.read_receipts.unwrap_or(before.read_receipts),
        blocked: settings.blocked.unwrap_or(before.blocked),
        sms: settings.sms.unwrap_or(before.sms),
        number,
    };
    save(db, &after).map_err(PhoneError::from)?;
    if let Some(hidden) = settings.number_hidden {
        hide_number(db, &after.number, hidden)?;
    }
    if after.online && !before.online {
        world::switch_on(db, &after.number, now)?;
    }
    Ok(view(db, after)?)
}

fn view(db: &Connection, phone: Phone) -> Result<PhoneView, StandInError> {
    let messages = db
        .prepare_cached("SELECT COUNT(*) FROM message WHERE phone = ?1 AND received_at IS NOT NULL")?
        .query_row([&phone.number], |row| row.get(0))?;
    let number_hidden = hides_number(db, &phone.number)?;
    let unread = db
        .prepare_cached(
            "SELECT COUNT(*) FROM message WHERE phone = ?1 AND seen_at IS NULL AND received_at IS NOT NULL",
        )?
        .query_row([&phone.number], |row| row.get(0))?;
    Ok(PhoneView {
        phone: phone.number,
        whatsapp: phone.whatsapp,
        online: phone.online,
        read_receipts: phone.read_receipts,
        blocked: phone.blocked,
        sms: phone.sms,
        number_hidden,
        messages,
        unread,
    })
}

/// Whether the clinic is shown no number.
pub(super) fn hides_number(db: &Connection, number: &str) -> Result<bool, StandInError> {
    Ok(db.prepare_cached("SELECT 1 FROM number_hidden WHERE number = ?1")?.exists([number])?)
}

/// Hides the number from now on, or shows it.
pub(super) fn hide_number(db: &Connection, number: &str, hidden: bool) -> Result<(), StandInError> {
    let statement = if hidden {
        "INSERT OR IGNORE INTO number_hidden (number) VALUES (?1)"
    } else {
        "DELETE FROM number_hidden WHERE number = ?1"
    };
    db.prepare_cached(statement)?.execute([number])?;
    Ok(())
}

/// All phones, by number.
pub(super) fn all(db: &Connection) -> Result<Vec<PhoneView>, StandInError> {
    let mut statement = db.prepare_cached("SELECT * FROM phone ORDER BY number")?;
    let phones = statement.query_map([], phone_of)?.collect::<Result<Vec<_>, _>>()?;
    phones.into_iter().map(|it| view(db, it)).collect()
}

/// What a phone shows, oldest first.
pub(super) fn messages(db: &Connection, number: &str) -> Result<Vec<PhoneMessage>, StandInError> {
    let Some(number) = ids::canonical(number) else { return Ok(Vec::new()) };
    let mut newest = store::messages_where(
        db,
        "phone = ?1 AND received_at IS NOT NULL ORDER BY received_at DESC, seq DESC LIMIT ?2",
        params![number, MESSAGES_LISTED_MAX],
    )?;
    newest.reverse();
    Ok(newest.into_iter().map(shown).collect())
}

fn shown(message: Message) -> PhoneMessage {
    let (direction, from) = if message.from_patient { ("out", "patient") } else { ("in", "clinic") };
    let status = match (message.from_patient, message.seen_at) {
        (true, _) => "sent",
        (false, Some(_)) => "read",
        (false, None) => "delivered",
    };
    let buttons = (0..)
        .zip(message.buttons)
        .map(|(index, it)| ButtonView { index, title: it.title, opens_form: it.opens_form })
        .collect();
    PhoneMessage {
        id: message.provider_id,
        channel: message.provider.channel(),
        text: message.text,
        buttons,
        received_at: store::instant(message.received_at.unwrap_or(message.accepted_at)),
        direction,
        from,
        status,
    }
}

/// E-mails delivered, oldest first.
pub(super) fn mails(db: &Connection) -> Result<Vec<MailView>, StandInError> {
    let mut newest = store::messages_where(
        db,
        "channel = 'email' AND received_at IS NOT NULL ORDER BY received_at DESC, seq DESC LIMIT ?1",
        params![MESSAGES_LISTED_MAX],
    )?;
    newest.reverse();
    let view = |it: Message| MailView {
        id: it.provider_id,
        channel: Channel::Email,
        to: it.phone,
        from: it.sender,
        text: it.text,
        received_at: store::instant(it.received_at.unwrap_or(it.accepted_at)),
    };
    Ok(newest.into_iter().map(view).collect())
}
