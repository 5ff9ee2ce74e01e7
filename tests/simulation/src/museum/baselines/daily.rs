//! The daily bot.
//!
//! Ported: once a day it searches the booked visits of the next 24 hours, takes the first page, and writes a message
//! with the hour of Los Angeles and the letters PST. It writes that it has reminded and never reads it. Another bot
//! sends what it wrote, once. Nobody reads replies.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Answered, Baseline, Heard, Told};
use crate::museum::judge::HOUR_MS;
use crate::museum::record::Kind;
use crate::museum::street::{Draft, Sending, Street};
use crate::state::instant;

/// Visits on a page of a search, unless more are asked for (FHIR servers' usual, and this one's).
const PAGE: usize = 20;
const DAY_MS: i64 = 24 * HOUR_MS;

pub(crate) struct Daily {
    clinic: usize,
    booked: BTreeMap<usize, DateTime>,
}

impl Baseline for Daily {
    const EVERY_MS: i64 = DAY_MS;
    const FIRST_HOUR: Option<i8> = Some(7);

    fn new(clinic: usize) -> Self {
        Self { clinic, booked: BTreeMap::new() }
    }

    fn told(&mut self, _: &mut Street<'_>, told: &Told) {
        match told.change {
            "booked" | "moved" | "reinstated" => {
                self.booked.insert(told.visit, told.start);
            }
            "cancelled" | "completed" | "missed" => {
                self.booked.remove(&told.visit);
            }
            _ => {}
        }
    }

    fn runs(&mut self, street: &mut Street<'_>) {
        let zone = street.zone(self.clinic);
        let starts_at = |it: &DateTime| zone.to_timestamp(*it).map_or(0, jiff::Timestamp::as_millisecond);
        let found: Vec<(usize, i64)> = self
            .booked
            .iter()
            .map(|(visit, start)| (*visit, starts_at(start)))
            .filter(|it| it.1 >= street.now && it.1 < street.now + DAY_MS)
            .take(PAGE)
            .collect();
        let pacific = TimeZone::get("America/Los_Angeles").unwrap_or(TimeZone::UTC);
        for (visit, at) in found {
            if street.crashes() {
                return;
            }
            let there = pacific.to_datetime(instant(at));
            let when = there.strftime("%A, %B %-d at %-I:%M %p");
            let name = street.given_name(visit);
            let text = format!("Hi {name}, your appointment with Dra. Zirconia is on {when}, PST.");
            let draft = Draft { visit, kind: Kind::Reminder, step: "reminder", text, yes: "", no: "" };
            let _: Sending = street.send(draft);
        }
    }

    fn wrote(&mut self, _: &mut Street<'_>, _: &Answered<'_>) -> Heard {
        Heard::default()
    }
}
