//! Reports on the clinic's messages: `WhatsApp` statuses and Twilio callbacks.
//!
//! Statuses of one business number and one instant travel in one POST, up to [`STATUSES_PER_POST`]. Armed faults
//! lose, double or delay single ones. AWS's services tell over a topic: see `aws_events`.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{
    Config, Provider, StandInError, aws_events, faults, graph_error, ids, phones,
    store::{self, Kind, Message},
    webhooks,
};

/// Statuses in one POST. Meta batches up to 1,000; usual are far fewer.
const STATUSES_PER_POST: usize = 50;
/// Free-form messages per number and month that cost nothing.
const SERVICE_FREE_PER_MONTH: i64 = 1_000;
/// How much later the second copy of a doubled status comes, in milliseconds.
const DUPLICATE_AFTER_MS: i64 = 1_000;

/// What is reported of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    Sent,
    Delivered,
    Read,
    /// Refused on the way.
    Failed(u32),
    /// SMS only: it left and did not arrive.
    Undelivered(u32),
}

impl Report {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed(_) => "failed",
            Self::Undelivered(_) => "undelivered",
        }
    }

    const fn code(self) -> Option<u32> {
        match self {
            Self::Failed(code) | Self::Undelivered(code) => Some(code),
            Self::Sent | Self::Delivered | Self::Read => None,
        }
    }
}

/// A `WhatsApp` status and the contact that goes with it; failures have none.
struct Status {
    number: String,
    report: Value,
    contact: Option<Value>,
}

/// Reports of one instant, gathered until the time moves on.
pub(super) struct Batch<'a> {
    db: &'a Connection,
    config: &'a Config,
    at: i64,
    statuses: Vec<Status>,
}

impl<'a> Batch<'a> {
    pub(super) const fn new(db: &'a Connection, config: &'a Config, at: i64) -> Self {
        Self { db, config, at, statuses: Vec::new() }
    }

    /// Goes to another instant; what was gathered is queued.
    pub(super) fn move_to(&mut self, at: i64) -> Result<(), StandInError> {
        if at != self.at {
            self.flush()?;
            self.at = at;
        }
        Ok(())
    }

    /// Adds a report, unless a fault has it lost.
    pub(super) fn add(&mut self, message: &Message, report: Report) -> Result<(), StandInError> {
        let fault = faults::take_for_status(self.db, message.provider, &message.phone, report.as_str())?;
        let (apart_after_ms, together) = match fault {
            Some(faults::FaultKind::LoseStatus { .. }) => return Ok(()),
            Some(faults::FaultKind::DuplicateStatus { .. }) => (Some(DUPLICATE_AFTER_MS), true),
            Some(faults::FaultKind::DelayStatus { seconds, .. }) => (Some(i64::from(seconds) * 1_000), false),
            _ => (None, true),
        };
        match message.provider {
            Provider::Whatsapp => {
                let status = self.whatsapp(message, report)?;
                if let Some(after_ms) = apart_after_ms {
                    self.post(&[&status], self.at + after_ms)?;
                }
                if together {
                    self.statuses.push(status);
                }
            }
            Provider::Twilio => {
                let Some(url) = &message.callback else { return Ok(()) };
                let parameters = twilio_callback(self.config, message, report, self.at);
                let at = together.then_some(self.at).into_iter();
                for at in at.chain(apart_after_ms.map(|after_ms| self.at + after_ms)) {
                    webhooks::enqueue_twilio(self.db, self.config, url, &parameters, at)?;
                }
            }
            Provider::AwsSms | Provider::AwsEmail => {
                let Some(event) = aws_events::event(message, report, self.at) else { return Ok(()) };
                let at = together.then_some(self.at).into_iter();
                for at in at.chain(apart_after_ms.map(|after_ms| self.at + after_ms)) {
                    webhooks::enqueue_notification(self.db, &event, at)?;
                }
            }
        }
        Ok(())
    }

    /// Queues what was gathered.
    pub(super) fn flush(&mut self) -> Result<(), StandInError> {
        let statuses = std::mem::take(&mut self.statuses);
        let mut numbers: Vec<&str> = statuses.iter().map(|it| it.number.as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let of_number: Vec<_> = statuses.iter().filter(|it| it.number == number).collect();
            for chunk in of_number.chunks(STATUSES_PER_POST) {
                self.post(chunk, self.at)?;
            }
        }
        Ok(())
    }

    fn post(&self, statuses: &[&Status], at: i64) -> Result<(), StandInError> {
        let Some(first) = statuses.first() else { return Ok(()) };
        let mut contacts: Vec<&Value> = Vec::new();
        for contact in statuses.iter().filter_map(|it| it.contact.as_ref()) {
            if !contacts.contains(&contact) {
                contacts.push(contact);
            }
        }
        let mut value = json!({"statuses": statuses.iter().map(|it| &it.report).collect::<Vec<_>>()});
        if !contacts.is_empty() {
            value["contacts"] = json!(contacts);
        }
        webhooks::enqueue_meta(self.db, self.config, &first.number, value, at)
    }

    fn whatsapp(&self, message: &Message, report: Report) -> Result<Status, StandInError> {
        let whatsapp_id = ids::whatsapp_id(&message.phone);
        let user_id = ids::user_id(&message.phone);
        let mut status = json!({
            "id": message.provider_id,
            "status": report.as_str(),
            "timestamp": (self.at / 1_000).to_string(),
            "recipient_id": whatsapp_id,
            "recipient_user_id": user_id,
        });
        if let Some(reference) = &message.reference {
            status["biz_opaque_callback_data"] = json!(reference);
        }
        if report == Report::Sent {
            status["pricing"] = self.pricing(message)?;
        }
        if let Some(code) = report.code() {
            let title = graph_error::title(code);
            status["errors"] = json!([{
                "code": code, "title": title, "message": title, "error_data": {"details": title},
                "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
            }]);
        }
        let mut contact = report.code().is_none().then(|| json!({"wa_id": whatsapp_id, "user_id": user_id}));
        if phones::hides_number(self.db, &message.phone)? {
            if let Some(fields) = status.as_object_mut() {
                fields.remove("recipient_id");
            }
            contact = report.code().is_none().then(|| json!({"user_id": user_id}));
        }
        Ok(Status { number: message.sender.clone(), report: status, contact })
    }

    fn pricing(&self, message: &Message) -> Result<Value, StandInError> {
        let free = match message.kind {
            Kind::Template => false,
            Kind::Buttons | Kind::List | Kind::ContactRequest | Kind::Flow | Kind::Text => {
                let month = store::instant(self.at).strftime("%Y-%m").to_string();
                let name = format!("service/{}/{month}", message.sender);
                store::count(self.db, &name, 1)? <= SERVICE_FREE_PER_MONTH
            }
        };
        let kind = if free { "free_customer_service" } else { "regular" };
        Ok(json!({"billable": !free, "pricing_model": "PMP", "type": kind, "category": message.category}))
    }
}

fn twilio_callback(config: &Config, message: &Message, report: Report, at: i64) -> Vec<(String, String)> {
    let mut parameters = vec![
        ("AccountSid", config.twilio_account_sid.clone()),
        ("ApiVersion", "2010-04-01".to_owned()),
        ("From", message.sender.clone()),
        ("MessageSid", message.provider_id.clone()),
        ("MessageStatus", report.as_str().to_owned()),
        ("SmsSid", message.provider_id.clone()),
        ("SmsStatus", report.as_str().to_owned()),
        ("To", message.addressed.clone()),
    ];
    if let Some(code) = report.code() {
        parameters.push(("ErrorCode", code.to_string()));
    }
    if report == Report::Delivered {
        let done = store::instant(at).strftime("%y%m%d%H%M").to_string();
        parameters.push(("RawDlrDoneDate", done));
    }
    parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
