//! The street on which baselines live: the same clinics and patients as Pulso's world of the seed, one carrier of text
//! messages with the same troubles at the same rates, and people who answer as often.
//!
//! Baselines are called one after the other: nothing of theirs runs beside itself, is handed out twice while it works,
//! or loses its store, so they have it easier than Pulso.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use jiff::Span;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::baselines::{Answered, Baseline, Told};
use super::judge::HOUR_MS;
use super::record::{Kind, Received, Record, Wrote, clinics_side};
use crate::carrier::keyword;
use crate::faults::{Fault, Rates};
use crate::life::{Life, Moment, Persona, WORDS, answers_after_ms};
use crate::state::{Act, instant};
use crate::weather::{BETWEEN_MS, OUTAGE_MS};
use crate::world::{Settings, prepare};

/// A message to send.
pub(crate) struct Draft {
    pub(crate) visit: usize,
    pub(crate) kind: Kind,
    pub(crate) step: &'static str,
    pub(crate) text: String,
    /// What it asks to answer for yes and for no; empty if it asks nothing.
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
}

/// What the sender learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sending {
    Taken,
    Failed,
    /// No answer: it may have been taken.
    Unknown,
}

enum What {
    Told(usize),
    Runs(usize),
    Outage,
    Writes { under: usize, text: String, yes: bool },
}

/// The street.
pub(crate) struct Street<'a> {
    pub(crate) now: i64,
    life: &'a Life,
    rates: &'a Rates,
    rng: Rng,
    record: Record,
    away_until: i64,
    /// The carrier's own list.
    stopped: BTreeSet<(String, usize)>,
    /// Taken, and the sender does not know.
    unknown: BTreeSet<(usize, Kind, &'static str)>,
    ahead: BTreeMap<(i64, u64), What>,
    order: u64,
}

/// Lives through a world with a baseline.
pub(crate) fn live<B: Baseline>(seed: u64, settings: &Settings) -> Record {
    let mut state = prepare(seed, settings).state;
    let begins_at = state.now;
    let mut deliveries: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    while let Some((at, act)) = state.agenda.next() {
        if let Act::Life(Moment::Tell(tell)) = act {
            deliveries.entry(tell).or_default().push(at);
        }
    }
    let life = &state.life;
    let known_at = |tell: usize| deliveries.get(&tell).and_then(|it| it.iter().min().copied());
    let record = clinics_side(life, known_at);
    let told = told(life, &record);
    let mut street = Street {
        now: begins_at,
        life,
        rates: &settings.rates,
        rng: Rng::with_seed(seed ^ 0x5eed),
        record,
        away_until: 0,
        stopped: BTreeSet::new(),
        unknown: BTreeSet::new(),
        ahead: BTreeMap::new(),
        order: 0,
    };
    for (tell, at) in deliveries.iter().flat_map(|(tell, at)| at.iter().map(move |it| (*tell, *it))) {
        street.plan(at, What::Told(tell));
    }
    let mut baselines: Vec<B> = (0..life.places.len()).map(B::new).collect();
    for clinic in 0..baselines.len() {
        let first = B::FIRST_HOUR.map_or(begins_at, |hour| street.next_at(clinic, begins_at, hour));
        street.plan(first, What::Runs(clinic));
    }
    street.plan(begins_at + 2 * HOUR_MS, What::Outage);
    while let Some(((at, _), what)) = street.ahead.pop_first() {
        if at > life.until {
            break;
        }
        street.now = at;
        match what {
            What::Told(tell) => {
                if let Some(told) = told.get(&tell) {
                    let clinic = life.visits[told.visit].clinic;
                    baselines[clinic].told(&mut street, told);
                }
            }
            What::Runs(clinic) => {
                // A daily run keeps its hour when the clocks change.
                let next = match B::FIRST_HOUR {
                    Some(hour) => street.next_at(clinic, at, hour),
                    None => at + B::EVERY_MS,
                };
                street.plan(next, What::Runs(clinic));
                if street.strikes(Fault::LostWake) {
                    continue;
                }
                baselines[clinic].runs(&mut street);
                if street.strikes(Fault::Duplicate) {
                    baselines[clinic].runs(&mut street);
                }
            }
            What::Outage => street.outage(),
            What::Writes { under, text, yes } => writes(&mut street, &mut baselines, under, text, yes),
        }
    }
    street.record
}

/// What each event says of a visit, with the whole visit as it stands after it.
fn told(life: &Life, record: &Record) -> BTreeMap<usize, Told> {
    let mut all = BTreeMap::new();
    for (visit, of) in life.visits.iter().enumerate() {
        for (tell, word) in of.tells.iter().zip(&record.appointments[visit].words) {
            all.insert(*tell, Told { visit, change: word.change, start: word.start });
        }
    }
    all
}

fn writes<B: Baseline>(street: &mut Street<'_>, baselines: &mut [B], under: usize, text: String, yes: bool) {
    let received = &street.record.received[under];
    let (phone, clinic, after_ms) = (received.phone.clone(), received.clinic, street.now - received.at);
    if let Some(keyword) = keyword(&text) {
        let whose = (phone.clone(), clinic);
        if keyword == "STOP" {
            street.stopped.insert(whose);
        } else {
            street.stopped.remove(&whose);
        }
    }
    let answered = Answered { phone: &phone, text: &text, after_ms };
    let heard = baselines[clinic].wrote(street, &answered);
    let confirms = yes.then_some(under);
    street.record.wrote.push(Wrote {
        at: street.now,
        taken_at: Some(street.now),
        channel: "sms",
        phone,
        clinic,
        text,
        confirms,
        heard: heard.heard,
        unsubscribed: heard.unsubscribed,
    });
}

impl Street<'_> {
    fn plan(&mut self, at: i64, what: What) {
        self.order += 1;
        self.ahead.insert((at, self.order), what);
    }

    fn strikes(&mut self, fault: Fault) -> bool {
        self.rates.strikes(fault, &mut self.rng)
    }

    /// A clinic's zone.
    pub(crate) fn zone(&self, clinic: usize) -> TimeZone {
        TimeZone::get(self.life.places[clinic].clinic.time_zone.as_str()).unwrap_or(TimeZone::UTC)
    }

    /// The patient of a visit.
    pub(crate) fn given_name(&self, visit: usize) -> &str {
        &self.record.people[self.life.visits[visit].patient].given_name
    }

    /// Whose phone a visit's patient is reached on.
    pub(crate) fn phone(&self, visit: usize) -> &str {
        &self.record.people[self.life.visits[visit].patient].phone
    }

    /// The next time a clinic's clock shows an hour.
    fn next_at(&self, clinic: usize, after: i64, hour: i8) -> i64 {
        let zone = self.zone(clinic);
        let today = zone.to_datetime(instant(after)).date();
        let at =
            |date: DateTime| zone.to_timestamp(date).map_or(after + HOUR_MS, jiff::Timestamp::as_millisecond);
        let first = at(today.at(hour, 0, 0, 0));
        if first > after { first } else { at(today.saturating_add(Span::new().days(1)).at(hour, 0, 0, 0)) }
    }

    fn outage(&mut self) {
        let until_next = self.rng.i64(BETWEEN_MS);
        self.plan(self.now + until_next, What::Outage);
        // In Pulso's world it is the store, WhatsApp or text messages that are away.
        if self.rng.u32(0..3) != 0 || !self.strikes(Fault::Outage) {
            return;
        }
        let longest = if self.rng.u32(0..100) < 10 { 4 } else { 3 };
        let (least, most) = OUTAGE_MS[self.rng.usize(0..longest)];
        self.away_until = self.now + self.rng.i64(least..most);
    }

    /// The process dies here.
    pub(crate) fn crashes(&mut self) -> bool {
        self.strikes(Fault::Crash)
    }

    /// The provider does not take a call.
    fn refuses(&mut self) -> bool {
        let troubles = [Fault::NotSent, Fault::LostRequest, Fault::Throttled, Fault::ServerError];
        self.away_until > self.now || troubles.into_iter().any(|it| self.strikes(it))
    }

    /// Starts a flow at the provider; whether it runs.
    pub(crate) fn asks_the_flow(&mut self) -> bool {
        !self.refuses()
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, draft: Draft) -> Sending {
        let clinic = self.life.visits[draft.visit].clinic;
        let phone = self.phone(draft.visit).to_owned();
        if self.refuses() || self.stopped.contains(&(phone.clone(), clinic)) {
            return Sending::Failed;
        }
        let key = (draft.visit, draft.kind, draft.step);
        let unknowing = self.unknown.remove(&key);
        let index = self.record.received.len();
        self.record.received.push(Received {
            at: self.now,
            channel: "sms",
            phone: phone.clone(),
            clinic,
            about: vec![draft.visit],
            kind: draft.kind,
            step: draft.step.to_owned(),
            text: draft.text,
            unknowing,
            lost: false,
        });
        if self.record.arrives(&self.record.received[index]) {
            self.may_answer(index, &phone, (draft.yes, draft.no));
        }
        if self.strikes(Fault::LostAnswer) {
            self.unknown.insert(key);
            return Sending::Unknown;
        }
        Sending::Taken
    }

    /// Somebody may answer, as often and as late as in Pulso's world.
    fn may_answer(&mut self, under: usize, phone: &str, (yes, no): (&str, &str)) {
        let asks = !yes.is_empty();
        let patient = self.life.patients.iter().find(|it| self.life.person(&it.phone) == phone);
        let persona = patient.map_or(Persona::Usual, |it| it.persona);
        let Some(after_ms) = answers_after_ms(persona, asks, &mut self.rng) else { return };
        let text = if persona == Persona::Annoyed && self.rng.u32(0..3) == 0 {
            ["STOP", "BAJA"][self.rng.usize(0..2)]
        } else if !asks || self.rng.u32(0..100) < 20 {
            WORDS[self.rng.usize(0..WORDS.len())]
        } else if self.rng.u32(0..100) < 65 {
            yes
        } else {
            [no, "CANCEL"][self.rng.usize(0..2)]
        };
        let yes = asks && text == yes;
        self.plan(self.now + after_ms, What::Writes { under, text: text.to_owned(), yes });
    }
}
