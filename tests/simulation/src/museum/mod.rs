//! The incident museum: every row of docs/incidents.md, Pulso and three rivals in worlds of the
//! same seeds, and a judge outside of all of them who counts what phones were wronged by.
//!
//! Guarantees: a seed gives the same figures; all four are told the same events of the same visits, late and twice
//! where they come late or twice; the judge reads what arrived and what clinics said, and no system's own view. What it
//! does not do: rows that do not show on phones alone are named with the test that holds them for Pulso. Providers
//! refuse no number for good here: what a wrong number calls for is told elsewhere.
//!
//! The rivals write text messages and Pulso WhatsApp first, so their people see other words; they answer as often.

mod baselines;
mod exhibits;
mod judge;
mod ours;
mod record;
mod street;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

pub use exhibits::{EXHIBITS, Exhibit, Shown, Wrong};

use crate::faults::{Fault, Rates};
use crate::world::{Kind, MESSAGES_PER_VISIT, Settings, play};
use baselines::{Daily, Flagged, Hourly};
use judge::{Findings, judge};

/// What to see.
#[derive(Debug, Clone)]
pub struct Tour {
    /// The first seed.
    pub seed: u64,
    /// Worlds of Pulso's.
    pub worlds: u64,
    /// Worlds of the rivals', from the same first seed.
    pub rival_worlds: u64,
    /// Appointments in each.
    pub appointments: u32,
    /// Worlds beside each other.
    pub threads: usize,
}

/// What was seen: Pulso, the hourly sender, the daily bot, one cron with one flag.
#[derive(Default)]
pub struct Hall {
    findings: [Findings; 4],
    /// What the simulation's own witness said against Pulso's worlds, which end early for it.
    pub broken: Vec<String>,
}

impl Hall {
    /// How often a system did a phone that wrong: 0 is Pulso, then the rivals as in the table.
    #[must_use]
    pub fn of(&self, system: usize, wrong: Wrong) -> u64 {
        self.findings[system].of(wrong)
    }

    /// Appointments that a system lived through.
    #[must_use]
    pub fn appointments(&self, system: usize) -> u64 {
        self.findings[system].appointments
    }

    /// What a system did, a few stories of each kind.
    pub fn stories(&self, system: usize) -> impl Iterator<Item = (Wrong, &str)> {
        self.findings[system]
            .stories
            .iter()
            .flat_map(|(wrong, all)| all.iter().map(|it| (*wrong, it.as_str())))
    }

    /// The table, in Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        table::markdown(&self.findings)
    }
}

/// Everything that goes wrong in the museum's worlds: every fault but refusals for good, and what Meta does to
/// accounts, which the rivals do not have.
fn rates() -> Rates {
    let mut rates = Rates::all();
    rates.set(Fault::Refused, 0);
    rates.set(Fault::Drift, 0);
    rates
}

/// Walks through.
#[must_use]
pub fn walk(tour: &Tour) -> Hall {
    let settings = Settings {
        messages: tour.appointments * MESSAGES_PER_VISIT,
        rates: rates(),
        kind: Kind::Plain,
        ..Settings::default()
    };
    let next = AtomicU64::new(0);
    let hall = Mutex::new(Hall::default());
    std::thread::scope(|scope| {
        for _ in 0..tour.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let world = next.fetch_add(1, Ordering::Relaxed);
                    if world >= tour.worlds.max(tour.rival_worlds) {
                        return;
                    }
                    see(tour, world, &settings, &hall);
                }
            });
        }
    });
    hall.into_inner().unwrap_or_default()
}

fn see(tour: &Tour, world: u64, settings: &Settings, hall: &Mutex<Hall>) {
    let seed = tour.seed + world;
    let mut found = Vec::new();
    let mut broken = Vec::new();
    if world < tour.worlds {
        let shared = play(seed, settings);
        let state = shared.lock();
        found.push((0, judge(&ours::record(&state))));
        broken.extend(
            state.witness.violations().iter().map(|it| format!("seed {seed}: {} [{}]", it.words, it.about)),
        );
    }
    if world < tour.rival_worlds {
        found.push((1, judge(&street::live::<Hourly>(seed, settings))));
        found.push((2, judge(&street::live::<Daily>(seed, settings))));
        found.push((3, judge(&street::live::<Flagged>(seed, settings))));
    }
    let Ok(mut hall) = hall.lock() else { return };
    for (system, mut findings) in found {
        for stories in findings.stories.values_mut() {
            for story in stories {
                *story = format!("seed {seed}: {story}");
            }
        }
        hall.findings[system].add(findings);
    }
    hall.broken.extend(broken);
}
