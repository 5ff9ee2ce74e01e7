//! What providers tell about a clinic's senders, and how much of their limits has been used.
//!
//! A [`Sender`] is one number or address: its pace, its health, what it spent. An [`Account`] is a Meta business
//! portfolio: its limit of unique patients per moving 24 h and the state of every template.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil};
use serde::{Deserialize, Serialize};

use crate::money::Micros;
use crate::rate::{Meter, Rate};

/// A sender stopped by its provider is tried again after this long, in minutes: an operator may have mended it.
const SENDER_RETRY_MINUTES: i64 = 15;
/// Free-form WhatsApp messages that a number may send in a month at no charge, since 2026-10-01.
pub const SERVICE_FREE_PER_MONTH: u32 = 1_000;
/// A refused template is tried again after this long, in minutes: the word that it is in use again may be lost.
const TEMPLATE_RETRY_MINUTES: i64 = 60;
/// Meta pauses a template for three hours, then for six, and then disables it: a pause whose end nobody told is over
/// after this many hours.
pub const TEMPLATE_PAUSE_HOURS: i64 = 6;
/// Most warnings remembered, against repeats, so that an account always fits its item: the oldest goes.
const WARNINGS_MAX: usize = 200;
/// The moving window of the portfolio's limit, in hours.
const LIMIT_WINDOW_HOURS: i64 = 24;

/// A number or address that messages leave from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sender {
    /// See [`crate::clinic::Clinic::sender_id`].
    pub id: String,
    /// Its pace.
    pub pace: Meter,
    /// Stopped by its provider until then, and why (the provider's code).
    pub stopped: Option<Stopped>,
    /// Spent in the month of `spent_month` (its first day).
    pub spent: Micros,
    /// Which month `spent` and `service` count.
    pub spent_month: Option<civil::Date>,
    /// Free-form WhatsApp messages sent in that month: the first [`SERVICE_FREE_PER_MONTH`] cost nothing.
    #[serde(default)]
    pub service: u32,
}

/// What one message takes out of its sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge {
    /// What it costs by the rate card.
    pub price: Micros,
    /// It is a free-form WhatsApp message, which the month's allowance may pay for.
    pub service: bool,
}

/// A sender that its provider has stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Not tried before then.
    pub until: Timestamp,
    /// The provider's error code.
    pub code: Option<u32>,
    /// Since when.
    pub since: Timestamp,
}

impl Sender {
    /// A sender that has sent nothing.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self { id, ..Self::default() }
    }

    /// Whether its provider has stopped it.
    #[must_use]
    pub fn stopped_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.stopped.as_ref().map(|it| it.until).filter(|until| *until > now)
    }

    /// What it has spent in the month of that local date.
    #[must_use]
    pub fn spent_in(&self, today: civil::Date) -> Micros {
        if self.spent_month == Some(today.first_of_month()) { self.spent } else { Micros(0) }
    }

    /// Free-form WhatsApp messages sent in the month of that local date.
    ///
    /// It counts what was let out, so that it is never below what Meta counts, which is what arrived. Meta does not say
    /// in which zone its month begins (UNVERIFIED): the clinic's is taken.
    #[must_use]
    pub fn service_in(&self, today: civil::Date) -> u32 {
        if self.spent_month == Some(today.first_of_month()) { self.service } else { 0 }
    }

    /// How many more of them cost nothing in that month.
    #[must_use]
    pub fn service_left_in(&self, today: civil::Date) -> u32 {
        SERVICE_FREE_PER_MONTH.saturating_sub(self.service_in(today))
    }

    /// What a message costs now: nothing while the month's allowance pays for it.
    #[must_use]
    pub fn costs(&self, charge: Charge, today: civil::Date) -> Micros {
        if charge.service && self.service_left_in(today) > 0 { Micros(0) } else { charge.price }
    }

    /// Takes one message out of pace, allowance and budget, or says from when there is room.
    pub fn admit(
        &self,
        rate: Rate,
        charge: Charge,
        today: civil::Date,
        now: Timestamp,
    ) -> Result<Self, Timestamp> {
        let pace = self.pace.take(rate, now)?;
        let spent = Micros(self.spent_in(today).0.saturating_add(self.costs(charge, today).0));
        let service = self.service_in(today).saturating_add(u32::from(charge.service));
        Ok(Self { pace, spent, service, spent_month: Some(today.first_of_month()), ..self.clone() })
    }

    /// The provider will not take anything from this sender.
    #[must_use]
    pub fn stop(&self, code: Option<u32>, now: Timestamp) -> Self {
        let pause = SignedDuration::from_mins(SENDER_RETRY_MINUTES);
        let since = self.stopped.as_ref().map_or(now, |it| it.since);
        let until = now.checked_add(pause).unwrap_or(Timestamp::MAX);
        Self { stopped: Some(Stopped { until, code, since }), ..self.clone() }
    }
}

/// A Meta business portfolio.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Account {
    /// Meta's id of the portfolio.
    pub id: String,
    /// Unique patients per moving 24 h; `None` is as configured, `u32::MAX` no limit.
    pub messaging_limit: Option<Word<u32>>,
    /// Patients newly reached, by hour since the epoch.
    pub reached: BTreeMap<i64, u32>,
    /// Templates, by [`Account::template_key`], of which something was told.
    pub templates: BTreeMap<String, TemplateHealth>,
    /// Which of its WhatsApp accounts are restricted or banned until then, by their ids. The first release noted it of
    /// the whole portfolio: that is left unread, for a refusal says it again of the clinic that it is about.
    #[serde(default)]
    pub restrictions: BTreeMap<String, Word<Timestamp>>,
    /// What was warned of its WhatsApp accounts, as `account/words`, and when last.
    #[serde(default)]
    pub warnings: BTreeMap<String, Timestamp>,
}

/// What a provider told, and when it says so: its webhooks come in any order, and the newest word counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word<T> {
    /// What.
    pub what: T,
    /// When, by the provider's clock.
    pub at: Timestamp,
}

impl<T> Word<T> {
    fn hear(known: &mut Option<Self>, what: T, at: Timestamp) {
        if known.as_ref().is_none_or(|it| it.at <= at) {
            *known = Some(Self { what, at });
        }
    }
}

/// What Meta says of a template; what it never told is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TemplateHealth {
    /// `APPROVED`, `PAUSED`, ….
    pub status: Option<Word<String>>,
    /// `UTILITY`, `MARKETING`, ….
    pub category: Option<Word<String>>,
    /// The category that Meta announced for it, usually a day before it is put there.
    pub announced: Option<Word<String>>,
    /// `GREEN`, `YELLOW`, `RED`.
    pub quality: Option<Word<String>>,
    /// When a message was last refused because of the template.
    pub refused_at: Option<Timestamp>,
}

impl TemplateHealth {
    /// Whether it may be tried. A flagged template still may; one that was refused is tried again after
    /// `TEMPLATE_RETRY_MINUTES`, and one that is paused after [`TEMPLATE_PAUSE_HOURS`], for the word that it is in use
    /// again may be lost.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        let passed = |since: Timestamp, rest: SignedDuration| now.duration_since(since) >= rest;
        let (told_at, allowed) = match &self.status {
            None => (Timestamp::MIN, true),
            Some(Word { what, at }) => match what.as_str() {
                "APPROVED" | "FLAGGED" | "REINSTATED" | "UNARCHIVED" | "PENDING_DELETION" => (*at, true),
                "PAUSED" => (*at, passed(*at, SignedDuration::from_hours(TEMPLATE_PAUSE_HOURS))),
                _ => (*at, false),
            },
        };
        let refused = self
            .refused_at
            .is_some_and(|it| it > told_at && !passed(it, SignedDuration::from_mins(TEMPLATE_RETRY_MINUTES)));
        allowed && !refused
    }

    /// Whether Meta turned it into marketing.
    #[must_use]
    pub fn is_marketing(&self) -> bool {
        self.category.as_ref().is_some_and(|it| it.what == "MARKETING")
    }
}

/// What a provider told about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountEvent {
    /// A template's status.
    TemplateStatus(String, String),
    /// A template's category.
    TemplateCategory(String, String),
    /// The category that a template will have.
    TemplateCategoryAnnounced(String, String),
    /// A template's quality.
    TemplateQuality(String, String),
    /// A message was refused because of its template.
    TemplateRefused(String),
    /// The portfolio's limit.
    Limit(u32),
    /// The WhatsApp account that it came for is restricted until then.
    Restricted(Timestamp),
    /// That restriction is over.
    Reinstated,
    /// Something else of the WhatsApp account that it came for, or of one of its numbers, needs looking at: what, in
    /// Meta's words.
    Warned(String),
}

/// The hour, since the epoch, in which a portfolio counts.
pub(crate) fn hour_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(3600)
}

impl Account {
    /// An account of which nothing was told.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self { id, ..Self::default() }
    }

    /// The key of a template in [`Account::templates`]: accounts of one portfolio may have templates of one name.
    #[must_use]
    pub fn template_key(waba: &str, name: &str, language: &str) -> String {
        format!("{waba}/{name}/{}", language.replace('-', "_"))
    }

    /// What is known of a template.
    #[must_use]
    pub fn template(&self, key: &str) -> TemplateHealth {
        self.templates.get(key).cloned().unwrap_or_default()
    }

    fn template_mut(&mut self, key: &str) -> &mut TemplateHealth {
        self.templates.entry(key.to_owned()).or_default()
    }

    /// Whether fewer patients may be reached than it was told `before`.
    #[must_use]
    pub fn is_limited_below(&self, before: &Self) -> bool {
        let told = |it: &Self| it.messaging_limit.as_ref().map(|it| it.what);
        told(self).zip(told(before)).is_some_and(|(now, then)| now < then)
    }

    /// Until when nothing may be sent over that WhatsApp account, if so.
    #[must_use]
    pub fn restricted_until(&self, waba: &str, now: Timestamp) -> Option<Timestamp> {
        self.restrictions.get(waba).map(|it| it.what).filter(|until| *until > now)
    }

    fn restrict(&mut self, waba: &str, until: Timestamp, at: Timestamp) {
        let mut known = self.restrictions.remove(waba);
        Word::hear(&mut known, until, at);
        self.restrictions.extend(known.map(|it| (waba.to_owned(), it)));
    }

    fn warn(&mut self, warning: String, at: Timestamp) {
        let last = self.warnings.remove(&warning).map_or(at, |known| known.max(at));
        if self.warnings.len() >= WARNINGS_MAX {
            let oldest = self.warnings.iter().min_by_key(|(_, at)| **at).map(|(it, _)| it.clone());
            self.warnings.retain(|it, _| Some(it) != oldest.as_ref());
        }
        self.warnings.insert(warning, last);
    }

    /// Counts one more unique patient, unless the limit is reached: then the instant from which there may be room.
    ///
    /// Whole hours are counted, so the window is up to an hour longer than Meta's: never over the limit.
    pub fn reach(&self, configured_limit: u32, now: Timestamp) -> Result<Self, Timestamp> {
        let oldest = hour_of(now) - LIMIT_WINDOW_HOURS;
        let limit = self.messaging_limit.as_ref().map_or(configured_limit, |it| it.what);
        let used: u32 = self.reached.range(oldest..).map(|(_, count)| *count).sum();
        if used >= limit {
            let first = self.reached.range(oldest..).next().map_or(hour_of(now), |(hour, _)| *hour);
            let room =
                Timestamp::from_second((first + LIMIT_WINDOW_HOURS + 1) * 3600).unwrap_or(Timestamp::MAX);
            return Err(room);
        }
        Ok(self.reach_again(now))
    }

    /// Counts a patient in this hour who is counted in an earlier one and written to again: for Meta, their day begins
    /// anew. Until the earlier hour has passed they count twice, which errs on the safe side.
    #[must_use]
    pub fn reach_again(&self, now: Timestamp) -> Self {
        let mut next = self.clone();
        next.reached.retain(|hour, _| *hour >= hour_of(now) - LIMIT_WINDOW_HOURS);
        *next.reached.entry(hour_of(now)).or_default() += 1;
        next
    }

    /// The portfolio after what the provider told of one of its WhatsApp accounts, and when it says that it was so.
    /// Told twice it changes nothing, and older words never replace newer ones.
    #[must_use]
    pub fn told(&self, waba: &str, event: &AccountEvent, at: Timestamp) -> Self {
        let mut next = self.clone();
        match event {
            AccountEvent::TemplateStatus(key, status) => {
                Word::hear(&mut next.template_mut(key).status, status.clone(), at);
            }
            AccountEvent::TemplateCategory(key, category) => {
                Word::hear(&mut next.template_mut(key).category, category.clone(), at);
            }
            AccountEvent::TemplateCategoryAnnounced(key, category) => {
                Word::hear(&mut next.template_mut(key).announced, category.clone(), at);
            }
            AccountEvent::TemplateQuality(key, quality) => {
                Word::hear(&mut next.template_mut(key).quality, quality.clone(), at);
            }
            AccountEvent::TemplateRefused(key) => {
                let health = next.template_mut(key);
                health.refused_at = health.refused_at.max(Some(at));
            }
            AccountEvent::Limit(limit) => Word::hear(&mut next.messaging_limit, *limit, at),
            AccountEvent::Restricted(until) => next.restrict(waba, *until, at),
            AccountEvent::Reinstated => next.restrict(waba, at, at),
            AccountEvent::Warned(words) => next.warn(format!("{waba}/{words}"), at),
        }
        next
    }
}

#[cfg(test)]
mod tests;
