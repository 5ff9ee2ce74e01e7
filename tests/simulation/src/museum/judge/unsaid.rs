//! What ought to have been said, and was not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, GRACE_MS, HOUR_MS, LATE_MS, MINUTE_MS, OPEN_HOURS, appointment};
use crate::museum::exhibits::Wrong;
use crate::museum::record::{Appointment, Kind, Received, Record, Word, by_clock};
use crate::museum::words;
use crate::state::instant;

/// Open hours that there must have been to say something, in milliseconds.
const TIME_ENOUGH_MS: i64 = 2 * HOUR_MS;
/// Booked earlier than this, a visit ought to be reminded of.
const AHEAD_MS: i64 = 50 * HOUR_MS;
/// Reminders come this early at most: 48 hours before the first visit of a day, for all that are on it.
const EARLIEST_MS: i64 = 62 * HOUR_MS;

/// A patient who was written to so often in so long may be left in peace: the clinic's caps, of which one place may be
/// kept for what another channel said in the end.
const CAPS: [(usize, i64); 2] = [(6 - 1, 24 * HOUR_MS), (20 - 1, 7 * 24 * HOUR_MS)];

/// Judges what was not said.
pub(super) fn judge(findings: &mut Findings, record: &Record) {
    let spoke: BTreeSet<(&str, usize)> = record
        .wrote
        .iter()
        .filter(|it| it.confirms.is_none())
        .map(|it| (it.phone.as_str(), it.clinic))
        .collect();
    let mut about: Vec<Vec<&Received>> = record.appointments.iter().map(|_| Vec::new()).collect();
    for received in record.received.iter().filter(|it| record.arrives(it)) {
        for index in &received.about {
            about[*index].push(received);
        }
    }
    let mut written: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for received in record.received.iter().filter(|it| it.kind != Kind::Reply) {
        if let Some(about) = received.about.first() {
            written.entry(record.appointments[*about].person).or_default().push(received.at);
        }
    }
    for (index, received) in about.iter().enumerate() {
        let appointment = &record.appointments[index];
        let person = &record.people[appointment.person];
        let reaches = |it: &(bool, bool)| (it.0 && !person.refuses_whatsapp) || it.1;
        let reachable = record.reachable.get(&person.phone).is_none_or(reaches);
        let silent = !spoke.contains(&(person.phone.as_str(), person.clinic));
        let in_peace = written.get(&appointment.person).is_some_and(|it| capped(it, appointment));
        if reachable && silent && !in_peace && !appointment.changed_by_patient {
            visit(findings, record, index, received);
        }
    }
}

/// Whether its patient was at a cap at some time from the booking to the visit.
fn capped(written: &[i64], appointment: &Appointment) -> bool {
    let (Some(first), Some(last)) = (appointment.words.first(), appointment.words.last()) else {
        return false;
    };
    CAPS.iter().any(|(count, within_ms)| {
        written.windows(*count).any(|it| {
            let (begins, ends) = (it[0], it[count - 1]);
            ends - begins < *within_ms && ends >= first.known_at - within_ms && ends <= last.starts_at
        })
    })
}

fn visit(findings: &mut Findings, record: &Record, index: usize, received: &[&Received]) {
    let words = &record.appointments[index].words;
    let tell = || {
        let zone = &record.appointments[index].zone;
        let came: Vec<String> = received
            .iter()
            .map(|it| format!("{} {} {:?} {}", by_clock(it.at, zone), it.channel, it.kind, it.step))
            .collect();
        format!("{}; came: [{}]", appointment(record, index), came.join(", "))
    };
    // Only what was the last word until the visit.
    let Some(last) = words.iter().rfind(|it| it.known_at < it.starts_at && plans(it)) else { return };
    let until = last.starts_at - HOUR_MS;
    let after = |at: i64| received.iter().filter(move |it| it.at >= at && it.at <= last.starts_at);
    let in_time = open_ms(record, index, last.known_at, until) >= TIME_ENOUGH_MS;
    if !last.stands || !in_time {
        return;
    }
    let before = words.iter().rfind(|it| plans(it) && it.known_at < last.known_at);
    let said_before = |kind: Option<Kind>| {
        received.iter().any(|it| it.at < last.known_at && kind.is_none_or(|kind| it.kind == kind))
    };
    let says_it =
        |it: &&&Received| words::times(&it.text).is_empty() || words::names_hour(&it.text, last.start);
    match last.change {
        // Nobody waits to hear that the hour is the same.
        "moved"
            if before.is_none_or(|it| it.start != last.start)
                && said_before(None)
                && !after(last.told_at - GRACE_MS).any(|it| says_it(&it)) =>
        {
            findings.note(Wrong::MoveUntold, tell);
        }
        "reinstated"
            if before.is_some_and(|it| it.change == "cancelled")
                && said_before(Some(Kind::Cancelled))
                && after(last.told_at - GRACE_MS).next().is_none() =>
        {
            findings.note(Wrong::ReinstatementUntold, tell);
        }
        "booked" if last.starts_at - last.known_at < LATE_MS && received.is_empty() => {
            findings.note(Wrong::LateUntold, tell);
        }
        _ => {}
    }
    let early = last.starts_at - last.known_at > AHEAD_MS;
    let reminded = after(last.starts_at - EARLIEST_MS).any(|it| it.kind == Kind::Reminder);
    if early && !reminded {
        findings.note(Wrong::Silence, tell);
    }
}

/// A word that says whether and when the visit is.
fn plans(word: &Word) -> bool {
    matches!(word.change, "booked" | "moved" | "cancelled" | "reinstated")
}

/// How much of a time lies in hours in which the patient may be written to, in milliseconds.
fn open_ms(record: &Record, index: usize, from: i64, until: i64) -> i64 {
    const STEP_MS: i64 = 10 * MINUTE_MS;
    let zone = &record.people[record.appointments[index].person].zone;
    let mut open = 0;
    let mut at = from;
    while at < until && open < TIME_ENOUGH_MS {
        if OPEN_HOURS.contains(&zone.to_datetime(instant(at)).hour()) {
            open += STEP_MS;
        }
        at += STEP_MS;
    }
    open
}
