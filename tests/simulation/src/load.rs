//! Loads: many visits whose reminders fall due in one minute, one clinic beside many, and what is left after a day
//! without providers. The production handlers on the virtual clock, with nothing else going wrong.
//!
//! Guarantees: times are the clock's and a run of the same sizes gives them again. What they are made of is an
//! assumption: a store or queue takes 2 to 15 ms, a queue takes ten messages a call, a provider takes 40 to 600 ms, and
//! as many of a function run beside each other as is said here.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::civil::Zone;
use fastrand::Rng;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use ports::directory::Directory;

use crate::clinics::{Place, numbered};
use crate::faults::Rates;
use crate::life::{Life, Patient, Persona, Phone, book};
use crate::machine::Machine;
use crate::state::{Act, Shared};
use crate::witness::Violation;
use crate::world::{Settings, blank, carrier_of, setup_of};

/// All visits are of one zone, so that one nine o'clock is everybody's.
const ZONE: &str = "America/Argentina/Buenos_Aires";
/// The day before the reminders.
const EVE: Date = Date::constant(2026, 12, 1);
const HOUR_MS: i64 = 3_600_000;

/// How much.
#[derive(Debug, Clone)]
pub struct Load {
    /// Visits of each clinic.
    pub visits: Vec<u32>,
    /// Messages a second that each number may send.
    pub per_second: u32,
    /// How many of one function run beside each other (`SenderConcurrency` of template.yaml is 10).
    pub concurrency: usize,
    /// When the visits are, as hours after nine on the next day; they take turns. With 24, the reminder is at nine.
    pub hours_after: Vec<i64>,
    /// Visits are booked in the night, and what confirms them waits until nine; else they are booked on the day before,
    /// and reminded of at nine.
    pub at_night: bool,
    /// The providers are away from nine on for so many hours.
    pub outage_hours: i64,
    /// How long to watch, in hours after nine.
    pub watch_hours: i64,
}

/// What became of it.
#[derive(Debug, Clone, Default)]
pub struct Drained {
    /// For each clinic, when each message was taken, in milliseconds after nine, earliest first.
    pub taken_ms: Vec<Vec<i64>>,
    /// In the order in which providers took them: when, and until when each was of use, in milliseconds after nine.
    pub order: Vec<(i64, i64)>,
    /// Messages that were never said, as they were of no use any more: until when they had been.
    pub expired: Vec<i64>,
    /// What must not be, by the simulation's own witness.
    pub violations: Vec<Violation>,
    /// Messages that no provider took, though it may have: twice nobody told what became of the call.
    pub unsettled: usize,
    /// Records that functions were handed.
    pub records: u64,
}

impl Drained {
    /// The highest of all but one in a hundred waits of some clinics.
    #[must_use]
    pub fn p99_ms(&self, clinics: std::ops::Range<usize>) -> i64 {
        let mut all: Vec<i64> = self.taken_ms[clinics].iter().flatten().copied().collect();
        all.sort_unstable();
        all.get((all.len() * 99 / 100).min(all.len().saturating_sub(1))).copied().unwrap_or(i64::MAX)
    }

    /// When the last message of a clinic was taken.
    #[must_use]
    pub fn last_ms(&self, clinic: usize) -> i64 {
        self.taken_ms[clinic].last().copied().unwrap_or(i64::MAX)
    }
}

/// Books all visits on the eve, and watches the morning.
#[must_use]
pub fn drain(load: &Load) -> Drained {
    let places: Vec<Place> = (0..load.visits.len()).map(|index| place(index, load)).collect();
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let at = |local: DateTime| zone.to_timestamp(local).map_or(0, jiff::Timestamp::as_millisecond);
    let (begins_at, nine) =
        (at(EVE.at(0, 0, 0, 0)), at(EVE.saturating_add(jiff::Span::new().days(1)).at(9, 0, 0, 0)));
    let settings = Settings { rates: Rates::none(), ..Settings::default() };
    let mut carrier = carrier_of(&places);
    carrier.mute = true;
    let directory = Directory::new(places.iter().map(|it| it.clinic.clone()).collect());
    let setup = setup_of(&places);
    let mut life = Life { places, until: i64::MAX, ..Life::default() };
    for (clinic, count) in load.visits.iter().enumerate() {
        for _ in 0..*count {
            settle(&mut life, clinic);
        }
    }
    let mut state = blank(begins_at, Rng::with_seed(1), &settings, carrier, life);
    let (books_at, booking_hours) = if load.at_night { (nine - 10 * HOUR_MS, 9) } else { (begins_at, 20) };
    let booking_ms =
        (booking_hours * HOUR_MS) / i64::try_from(state.life.patients.len().max(1)).unwrap_or(i64::MAX);
    for patient in 0..state.life.patients.len() {
        let hours = load.hours_after[patient % load.hours_after.len()];
        let start = zone.to_datetime(crate::state::instant(nine + hours * HOUR_MS));
        let told = books_at + booking_ms * i64::try_from(patient).unwrap_or(0);
        book(&mut state, patient, told, start);
    }
    state.agenda.at(begins_at + 1_000, Act::Sweep);
    if load.outage_hours > 0 {
        state.outages.whatsapp = nine + load.outage_hours * HOUR_MS;
        state.outages.sms = state.outages.whatsapp;
    }
    let shared = Arc::new(Shared::new(state, directory));
    let mut machine = Machine::new(Arc::clone(&shared), setup);
    machine.concurrency_max = load.concurrency.max(1);
    machine.run_until(nine + load.watch_hours * HOUR_MS);
    seen(&shared, nine, load.visits.len())
}

fn seen(shared: &Shared, nine: i64, clinics: usize) -> Drained {
    let state = shared.lock();
    let mut drained = Drained { taken_ms: vec![Vec::new(); clinics], ..Drained::default() };
    let mut taken = BTreeSet::new();
    for sent in &state.carrier.sent {
        let id = sent.reference.split('.').next().unwrap_or_default();
        taken.insert(id);
        let until =
            state.witness.message(id).map_or(i64::MAX, |it| it.spec.not_after.as_millisecond() - nine);
        drained.taken_ms[state.carrier.numbers[sent.number].clinic].push(sent.at - nine);
        drained.order.push((sent.at - nine, until));
    }
    for message in state.witness.messages_known().filter(|it| !taken.contains(it.spec.id.as_str())) {
        if message.was_let_out() {
            drained.unsettled += 1;
            continue;
        }
        drained.expired.push(message.spec.not_after.as_millisecond() - nine);
    }
    drained.violations = state.witness.violations().to_vec();
    drained.records =
        state.coverage.passed.iter().filter(|it| it.0.op == crate::faults::Op::End).map(|it| it.1).sum();
    drained
}

/// The example clinic, with nothing to say but what falls due at nine.
fn place(index: usize, load: &Load) -> Place {
    let mut clinic = numbered(&local::clinic_files::example(), index);
    clinic.time_zone = Zone::new(ZONE).unwrap_or(clinic.time_zone);
    let step = if load.at_night { "booking_confirmation" } else { "reminder_24h" };
    for journey in &mut clinic.journeys {
        journey.steps.retain(|it| it.name == step);
    }
    if let Some(sender) = &mut clinic.senders.whatsapp {
        sender.messages_per_second = load.per_second;
        sender.messaging_limit = u32::MAX;
    }
    if let Some(sender) = &mut clinic.senders.sms {
        sender.messages_per_second = load.per_second;
    }
    let key = format!("key-of-clinic{index}");
    Place { clinic, mobile: ("+54911", 8), key, counts: false, is_short: false }
}

/// A patient with a phone that nobody else has.
fn settle(life: &mut Life, clinic: usize) {
    let index = life.patients.len();
    let (number, user_id) =
        (format!("+54911{:08}", 30_000_001 + index), format!("AR.{:013}", 1_000_000 + index));
    life.by_id.insert((clinic, format!("p{index}")), index);
    let phone = Phone { user_id, name: "Zulmara".to_owned(), reads: false, ..Phone::unknown(&number) };
    life.add_phone(&number, phone);
    life.patients.push(Patient {
        clinic,
        id: format!("p{index}"),
        given_name: "Zulmara".to_owned(),
        family_name: format!("Qanarik{index}"),
        phone: number,
        email: None,
        language: "es",
        zone: None,
        persona: Persona::Silent,
        refuses_whatsapp: false,
        twin_of: None,
    });
}
