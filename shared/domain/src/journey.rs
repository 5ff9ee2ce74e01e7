//! A journey: what a clinic wants said, when, relative to an anchor. Data, not code.
//!
//! The anchor is the appointment's start, or the day a payment or renewal falls due. A step is tied either to a
//! change or the patient's confirmation (`on`) or to a lead before the anchor (`before`).

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::delivery::{Channel, Purpose};
use crate::event::{AppointmentChange, NoticeKind};
use crate::survey::Words;

/// Most steps in one journey.
pub const STEPS_MAX: usize = 24;
/// Longest lead before an anchor, in days.
const LEAD_DAYS_MAX: u16 = 60;

/// What a journey is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// An appointment, from booking to after the visit.
    Appointment,
    /// See [`NoticeKind::ResultReady`].
    ResultReady,
    /// See [`NoticeKind::PaymentDue`].
    PaymentDue,
    /// See [`NoticeKind::PaymentFailed`].
    PaymentFailed,
    /// See [`NoticeKind::InsuranceRenewing`].
    InsuranceRenewing,
    /// See [`NoticeKind::Campaign`]. Each step is a campaign of its own.
    Campaign,
}

impl Topic {
    /// The name, as it is stored and as it stands in an id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Appointment => "appointment",
            Self::ResultReady => "result_ready",
            Self::PaymentDue => "payment_due",
            Self::PaymentFailed => "payment_failed",
            Self::InsuranceRenewing => "insurance_renewing",
            Self::Campaign => "campaign",
        }
    }
}

impl From<NoticeKind> for Topic {
    fn from(kind: NoticeKind) -> Self {
        match kind {
            NoticeKind::ResultReady => Self::ResultReady,
            NoticeKind::PaymentDue => Self::PaymentDue,
            NoticeKind::PaymentFailed => Self::PaymentFailed,
            NoticeKind::InsuranceRenewing => Self::InsuranceRenewing,
            NoticeKind::Campaign => Self::Campaign,
        }
    }
}

/// A declared journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// What it is about.
    pub topic: Topic,
    /// What is said, in order.
    pub steps: Vec<Step>,
}

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Unique in the journey, e.g. `reminder_48h`.
    pub name: String,
    /// What calls for it. A notice journey's own event counts as `booked`.
    #[serde(default)]
    pub on: Vec<Cue>,
    /// How long after that change; zero is at once.
    #[serde(default)]
    pub after_minutes: u32,
    /// The lead before the anchor, e.g. `48h` (elapsed time) or `2d` (same wall-clock time two days before).
    #[serde(default)]
    pub before: Option<Lead>,
    /// Which template, by name.
    pub template: String,
    /// Instead of `template` when the visit is by video or telephone: nobody is told to come in.
    #[serde(default)]
    pub template_remote: Option<String>,
    /// Instead of `template` when one message speaks for several visits of a day.
    #[serde(default)]
    pub template_day: Option<String>,
    /// Why it is said.
    pub purpose: Purpose,
    /// It asks for an answer, which binds to this message.
    #[serde(default)]
    pub asks: bool,
    /// Said only while nobody has answered, and not before who was asked last has had time to.
    #[serde(default)]
    pub only_unanswered: bool,
    /// Said only for visits at the clinic.
    #[serde(default)]
    pub only_on_site: bool,
    /// Said only for visits of these services: phrases of the service's name, of which each word may end in `*`.
    /// Empty: for all. How to come prepared differs by examination.
    #[serde(default)]
    pub only_services: Vec<String>,
    /// Not said for visits of these services.
    #[serde(default)]
    pub except_services: Vec<String>,
    /// When the appointment is booked later than this step's instant.
    #[serde(default)]
    pub if_late: IfLate,
    /// Useless from this long before the anchor, or before a late visit begins; zero is the anchor itself. After-visit
    /// steps use `useful_hours`; with both, the earlier end counts. A notice ends with its due date only by this.
    #[serde(default)]
    pub useless_minutes_before: u32,
    /// For a step that does not end with the anchor: useful for this many hours after its own instant. A delay of known
    /// length ends with the late visit instead.
    #[serde(default)]
    pub useful_hours: Option<u32>,
    /// Channels to try, in order.
    pub channels: Vec<Channel>,
    /// Not on the phone after this long: take the next channel.
    #[serde(default)]
    pub undelivered_after_minutes: Option<u32>,
    /// On the phone but not seen after this long, with time left: take the next channel. Of WhatsApp alone: no other
    /// channel tells that something was seen.
    #[serde(default)]
    pub unread_after_minutes: Option<u32>,
}

/// What calls for a step. In one list with the changes, so that a wrong entry is told with all that may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// See [`AppointmentChange::Booked`].
    Booked,
    /// See [`AppointmentChange::Moved`].
    Moved,
    /// See [`AppointmentChange::Cancelled`].
    Cancelled,
    /// See [`AppointmentChange::Reinstated`].
    Reinstated,
    /// See [`AppointmentChange::Arrived`].
    Arrived,
    /// See [`AppointmentChange::Completed`].
    Completed,
    /// See [`AppointmentChange::Missed`].
    Missed,
    /// See [`AppointmentChange::Delayed`].
    Delayed,
    /// The patient answered that they come: they hear back.
    Confirmed,
}

impl From<AppointmentChange> for Cue {
    fn from(change: AppointmentChange) -> Self {
        match change {
            AppointmentChange::Booked => Self::Booked,
            AppointmentChange::Moved => Self::Moved,
            AppointmentChange::Cancelled => Self::Cancelled,
            AppointmentChange::Reinstated => Self::Reinstated,
            AppointmentChange::Arrived => Self::Arrived,
            AppointmentChange::Completed => Self::Completed,
            AppointmentChange::Missed => Self::Missed,
            AppointmentChange::Delayed => Self::Delayed,
        }
    }
}

impl Step {
    /// Whether that change calls for it.
    #[must_use]
    pub fn is_on(&self, change: AppointmentChange) -> bool {
        self.on.contains(&Cue::from(change))
    }

    /// Whether it answers who says that they come: in free text, on the channel and in the conversation that they
    /// wrote on.
    #[must_use]
    pub fn acknowledges(&self) -> bool {
        self.on.contains(&Cue::Confirmed)
    }

    /// Whether it is said of visits that are over, and of no others.
    #[must_use]
    pub fn follows_visit(&self) -> bool {
        !self.on.is_empty() && self.on.iter().all(|it| matches!(it, Cue::Completed | Cue::Missed))
    }

    /// Whether it is said of a visit of that service; of one that nobody named, unless it is for some only.
    #[must_use]
    pub fn is_for(&self, service: Option<&str>) -> bool {
        let words = service.map(Words::of_name);
        let is_among = |phrases: &[String]| {
            words.as_ref().is_some_and(|it| phrases.iter().any(|phrase| it.has_phrase(phrase)))
        };
        (self.only_services.is_empty() || is_among(&self.only_services)) && !is_among(&self.except_services)
    }
}

/// What becomes of a step whose instant had passed when the appointment was booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfLate {
    /// Left out: the booking confirmation has just said the same.
    #[default]
    Skip,
    /// Said at once.
    Send,
}

/// A lead before the anchor: whole days keep the wall-clock time, hours and minutes are elapsed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lead {
    /// Calendar days.
    pub days: u16,
    /// Elapsed minutes.
    pub minutes: u32,
}

/// The text is not a lead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a lead is written like `48h`, `2d` or `1d 2h 30m`, up to 60 days")]
pub struct InvalidLead;

impl Lead {
    /// The elapsed part.
    #[must_use]
    pub fn exact(self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.minutes))
    }
}

impl TryFrom<String> for Lead {
    type Error = InvalidLead;

    fn try_from(text: String) -> Result<Self, InvalidLead> {
        let mut lead = Self { days: 0, minutes: 0 };
        if text.trim().is_empty() {
            return Err(InvalidLead);
        }
        for part in text.split_whitespace() {
            let unit_at =
                part.len().checked_sub(1).filter(|at| part.is_char_boundary(*at)).ok_or(InvalidLead)?;
            let (number, unit) = part.split_at(unit_at);
            let number: u16 = number.parse().map_err(|_| InvalidLead)?;
            match unit {
                "d" => lead.days = lead.days.saturating_add(number),
                "h" => lead.minutes = lead.minutes.saturating_add(u32::from(number) * 60),
                "m" => lead.minutes = lead.minutes.saturating_add(u32::from(number)),
                _ => return Err(InvalidLead),
            }
        }
        let too_long = lead.days > LEAD_DAYS_MAX || lead.minutes > u32::from(LEAD_DAYS_MAX) * 24 * 60;
        if too_long { Err(InvalidLead) } else { Ok(lead) }
    }
}

impl From<Lead> for String {
    fn from(lead: Lead) -> Self {
        let parts = [(u32::from(lead.days), 'd'), (lead.minutes / 60, 'h'), (lead.minutes % 60, 'm')];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, unit)| format!("{number}{unit}"))
            .collect();
        if parts.is_empty() { "0m".to_owned() } else { parts.join(" ") }
    }
}

#[cfg(test)]
mod tests;
