//! How often everything must have happened for a run to count: what never happened was not tested.
//!
//! `floors.txt` names every cell of the table of coverage, with its floor per [`FLOORS_AT`] messages, or why it is
//! never reached. Of faults only those of the world outside stand there: at the boundaries of functions a floor follows
//! from how often the boundary was passed, which has a floor itself, and the fault's own rate. Both are scaled to the
//! run, so that a small one is asked for what is common and a large one for what is rare.

use std::collections::BTreeMap;

use domain::case::CaseState;
use domain::gate::Gate;
use domain::message::Phase;

use crate::faults::{Coverage, Fault, Function, Op, Rates};
use crate::witness::{EVENTS, OUTCOMES, name_of};

/// The floors are for so many messages with every fault on; in fewer worlds than these take, chance decides too much.
pub const FLOORS_AT: u64 = 100_000;
/// A fault that is to be expected fewer times than this at a boundary may miss it: the chance is 1 in 500 million.
const EXPECTED_MIN: u64 = 20;
/// What was counted fewer times than this in the run that floors are written by is reached, and has a floor of nought.
const COUNTED_MIN: u64 = 16;
/// A floor that comes to less than this in a run is none: chance alone would break it now and then.
const FLOOR_MIN: u64 = 4;
/// A floor is this part of what was counted, and of what is to be expected of a fault.
const SHARE: u64 = 4;

/// What was counted, by kind and cell.
type Counted = BTreeMap<String, u64>;

/// Events that reach cases, as the machine names them.
const CASE_EVENTS: [&str; 15] = [
    "booked", "moved", "cancelled", "reinstated", "delayed", "completed", "missed", "arrived", "answer",
    "case_due", "unsaid", "slot_chosen", "other_times", "offer_answered", "campaign",
];

fn counted(coverage: &Coverage) -> Counted {
    let mut all = Counted::new();
    let pairs = [
        ("case", &coverage.cases),
        ("message", &coverage.messages),
        ("gate", &coverage.asked),
        ("campaign", &coverage.campaigns),
    ];
    for (kind, of) in pairs {
        all.extend(of.iter().map(|((one, other), count)| (format!("{kind} {one} × {other}"), *count)));
    }
    all.extend(coverage.gates.iter().map(|((channel, how), count)| (format!("end {channel} {how}"), *count)));
    all.extend(coverage.passed.iter().map(|(boundary, count)| (format!("passed {boundary}"), *count)));
    let outside = coverage.faults.iter().filter(|it| it.0.1.function == Function::World);
    all.extend(outside.map(|((fault, at), count)| (format!("fault {} at {at}", fault.as_str()), *count)));
    all
}

/// The lines of `floors.txt`: a cell, and its floor or why it has none.
fn floors() -> BTreeMap<&'static str, Result<u64, &'static str>> {
    let lines = include_str!("floors.txt").lines().filter(|it| !it.is_empty() && !it.starts_with('#'));
    let line = |it: &'static str| {
        let (first, rest) = it.trim_start().split_once(' ')?;
        match first.parse() {
            Ok(floor) => Some((rest.trim_start(), Ok(floor))),
            Err(_) => rest.trim_start().split_once(": ").map(|(cell, why)| (cell, Err(why))),
        }
    };
    lines.filter_map(line).collect()
}

/// The cells that are under their floor in a run of so many messages with every fault on.
#[must_use]
pub fn missing(coverage: &Coverage, messages: u64) -> Vec<String> {
    let counted = counted(coverage);
    let mut found = Vec::new();
    for (cell, floor) in floors() {
        let Ok(floor) = floor else { continue };
        let (floor, count) = (floor * messages / FLOORS_AT, counted.get(cell).copied().unwrap_or(0));
        if count < floor && floor >= FLOOR_MIN {
            found.push(format!("{cell}: {count} of at least {floor}"));
        }
    }
    let rates = Rates::all();
    for (boundary, passed) in &coverage.passed {
        for fault in Fault::ALL.into_iter().filter(|it| strikes_at(*it, boundary.op)) {
            let expected = passed * u64::from(rates.of(fault)) / 1_000_000;
            let count = coverage.faults.get(&(fault, *boundary)).copied().unwrap_or(0);
            if expected >= EXPECTED_MIN && count < expected / SHARE {
                found.push(format!(
                    "{} at {boundary}: {count} of at least {}",
                    fault.as_str(),
                    expected / SHARE
                ));
            }
        }
    }
    found
}

/// Whether a fault strikes where a function does that.
const fn strikes_at(fault: Fault, op: Op) -> bool {
    match fault {
        Fault::Crash => true,
        Fault::PortUnavailable | Fault::SlowPort => {
            matches!(op, Op::Get | Op::Put | Op::Transact | Op::Due | Op::List | Op::Send | Op::Ensure)
        }
        // A minute that is set already answers before a word could be lost, and a large batch is seldom taken whole.
        Fault::LostWord => matches!(op, Op::Put | Op::Transact),
        Fault::StaleIndex => matches!(op, Op::Put | Op::Transact),
        Fault::PartialBatch => matches!(op, Op::Send),
        Fault::NotSent | Fault::LostRequest | Fault::Throttled | Fault::ServerError => matches!(op, Op::Call),
        // These strike only what went well so far, or what is not said of the boundary; their sum has a floor of its
        // own.
        Fault::Refused
        | Fault::LostAnswer
        | Fault::SlowProvider
        | Fault::NewerItem
        | Fault::Duplicate
        | Fault::Disorder
        | Fault::Poison
        | Fault::ClockSkew
        | Fault::EarlyRedelivery
        | Fault::Redrive
        | Fault::Outage
        | Fault::Forged
        | Fault::Drift
        | Fault::LostWake => false,
    }
}

/// `floors.txt` for a run: a part of what was counted per [`FLOORS_AT`] messages; cells that were not reached keep
/// their reason, or ask for one.
#[must_use]
pub fn written(coverage: &Coverage, messages: u64) -> String {
    let counted = counted(coverage);
    let known = floors();
    let mut cells: Vec<String> = counted.keys().cloned().chain(possible()).collect();
    cells.sort();
    cells.dedup();
    let line = |cell: &String| match (counted.get(cell), known.get(cell.as_str())) {
        (None, Some(Err(why))) => format!("       - {cell}: {why}\n"),
        (None, _) => format!("       - {cell}: WHY\n"),
        // What was met a few times may be missed by chance.
        (Some(count), _) if *count < COUNTED_MIN => format!("{:>8} {cell}\n", 0),
        (Some(count), _) => format!("{:>8} {cell}\n", count * FLOORS_AT / messages.max(1) / SHARE),
    };
    cells.iter().map(line).collect()
}

/// Every cell that states, events and gates make up, reached or not.
fn possible() -> Vec<String> {
    let mut cells = Vec::new();
    for gate in Gate::ALL {
        cells.extend(OUTCOMES.iter().map(|outcome| format!("gate {} × {outcome}", gate.as_str())));
    }
    for phase in Phase::ALL {
        cells.extend(EVENTS.iter().map(|event| format!("message {} × {event}", name_of(phase))));
    }
    let states = [
        CaseState::Booked,
        CaseState::Confirmed,
        CaseState::Cancelled,
        CaseState::Arrived,
        CaseState::Completed,
        CaseState::Missed,
    ];
    for state in states.into_iter().map(CaseState::as_str).chain(["none"]) {
        cells.extend(CASE_EVENTS.iter().map(|event| format!("case {state} × {event}")));
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_a_floor_or_a_reason() {
        let floors = floors();
        let unnamed: Vec<String> =
            possible().into_iter().filter(|it| !floors.contains_key(it.as_str())).collect();
        assert_eq!(unnamed, Vec::<String>::new());
        let lines = include_str!("floors.txt").lines().filter(|it| !it.is_empty() && !it.starts_with('#'));
        assert_eq!(lines.count(), floors.len(), "a line does not read or says again what another one said");
        for (cell, why) in floors.iter().filter_map(|(cell, it)| it.err().map(|why| (cell, why))) {
            assert!(why.len() > 10 && why != "WHY", "{cell}: {why}");
        }
    }

    #[test]
    fn a_cell_under_its_floor_is_named() {
        let nothing = missing(&Coverage::default(), FLOORS_AT);
        assert!(
            nothing.iter().any(|it| it.starts_with("message waiting × judged: 0 of at least ")),
            "{nothing:?}"
        );
        assert!(missing(&Coverage::default(), 0).is_empty());
        let mut coverage = Coverage::default();
        let boundary = crate::faults::Boundary { function: Function::Sender, op: Op::Put, kind: "message" };
        coverage.passed.insert(boundary, 1_000_000);
        let named = missing(&coverage, 0);
        assert!(named.contains(&"crash at sender put message: 0 of at least 100".to_owned()), "{named:?}");
    }
}
