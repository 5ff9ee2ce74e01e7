//! Visits: what clinics' systems tell of them, and when.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::json;

use super::Moment;
use crate::faults::{Boundary, Fault, Function, Op};
use crate::request::{Answered, From, Request};
use crate::state::{Act, State};

/// Pauses before a clinic's system tries again, in seconds; it goes on with the last.
pub(super) const RETRY_SECONDS: [i64; 5] = [1, 5, 30, 120, 600];
const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A visit as the clinic has it.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) id: String,
    pub(crate) clinic: usize,
    pub(crate) patient: usize,
    /// Its patient tells the clinic itself that they come.
    confirmed: bool,
    /// Its events, in the order in which they happened.
    pub(crate) tells: Vec<usize>,
}

/// Something a clinic's system tells.
#[derive(Debug, Clone)]
pub(crate) struct Tell {
    pub(crate) clinic: usize,
    pub(crate) change: &'static str,
    /// Where it puts the visit's start, if it does.
    pub(crate) start: Option<i64>,
    pub(crate) body: Vec<u8>,
    /// When it was told first.
    pub(crate) told_at: Option<i64>,
    /// When the product took it.
    pub(crate) taken_at: Option<i64>,
    tries: usize,
}

/// Draws visits and plans what will be told of them. `begin` is the first day, visits lie on the days after it.
pub(crate) fn plan_visits(state: &mut State, begin: Date, days: i64, count: usize) {
    let mut last: Option<(usize, Date)> = None;
    for _ in 0..count {
        // Some come twice on a day.
        let again = last.filter(|_| state.rng.u32(0..100) < 10);
        let patient = again.map_or_else(|| state.rng.usize(0..state.life.patients.len()), |it| it.0);
        let zone = zone_of(state, patient);
        let start = match again {
            Some((_, day)) => draw_start(state, &zone, day.saturating_sub(Span::new().days(1)), 1),
            None => draw_start(state, &zone, begin, days),
        };
        last = Some((patient, start.0.date()));
        plan_visit(state, (begin, days), patient, start);
    }
}

/// Plans when clinics find out that two records are one person, and tell that one of them stands.
pub(crate) fn plan_merges(state: &mut State, begin: Date, days: i64) {
    for twin in 0..state.life.patients.len() {
        let Some(of) = state.life.patients[twin].twin_of else { continue };
        let zone = zone_of(state, twin);
        let at = instant_of(&zone, begin.at(0, 0, 0, 0)) + state.rng.i64(0..days * DAY_MS);
        let clinic = state.life.patients[twin].clinic;
        let event = json!({
            "event_id": format!("merged-{twin}"),
            "type": "patient.merged",
            "occurred_at": crate::state::instant(at).to_string(),
            "patient": state.life.patients[of].facts(),
            "merged_patient_id": state.life.patients[twin].id,
        });
        push(state, clinic, "patient.merged", at, &event);
    }
}

/// The zone of a patient's clinic.
pub(super) fn zone_of(state: &State, patient: usize) -> String {
    let clinic = state.life.patients[patient].clinic;
    state.life.places[clinic].clinic.time_zone.as_str().to_owned()
}

pub(super) fn plan_visit(
    state: &mut State,
    (begin, days): (Date, i64),
    patient: usize,
    start: (DateTime, i64),
) {
    let (clinic, zone) = (state.life.patients[patient].clinic, zone_of(state, patient));
    let visit = state.life.visits.len();
    let id = format!("v{}", visit / state.life.places.len());
    // Clinics count alike here too; one clinic's number stands for one visit.
    let taken = state.life.visits.iter().rev().take(64).any(|it| it.clinic == clinic && it.id == id);
    let id = if taken { format!("{id}x{visit}") } else { id };
    state.life.visits.push(Visit {
        id,
        clinic,
        patient,
        confirmed: state.life.clinics_learn && visit.is_multiple_of(13),
        tells: Vec::new(),
    });

    let begin_ms = instant_of(&zone, begin.at(0, 0, 0, 0));
    // Most are booked days ahead, some within hours of the visit.
    let lead_ms = match state.rng.u32(0..10) {
        0 => state.rng.i64(10 * MINUTE_MS..4 * HOUR_MS),
        1 => state.rng.i64(4 * HOUR_MS..47 * HOUR_MS),
        _ => state.rng.i64(47 * HOUR_MS..9 * DAY_MS),
    };
    let booked = (start.1 - lead_ms).max(begin_ms + state.rng.i64(0..6 * HOUR_MS)).min(start.1 - MINUTE_MS);
    tell_of(state, visit, "booked", booked, Some(&start));
    let mut start = start;
    let mut at = booked;
    if state.rng.u32(0..100) < 15 {
        let moved = draw_change(state, at, start.1);
        let to = draw_start(state, &zone, begin, days);
        if to.1 > moved + HOUR_MS && moved < start.1 {
            tell_of(state, visit, "moved", moved, Some(&to));
            (start, at) = (to, moved);
        }
    }
    if state.rng.u32(0..100) < 12 {
        let cancelled = draw_change(state, at, start.1);
        tell_of(state, visit, "cancelled", cancelled, None);
        if state.rng.u32(0..100) >= 30 {
            return;
        }
        let reinstated = cancelled + state.rng.i64(20_000..6 * HOUR_MS);
        if reinstated >= start.1 - HOUR_MS {
            return;
        }
        tell_of(state, visit, "reinstated", reinstated, Some(&start));
        at = reinstated;
    }
    if state.rng.u32(0..100) < 5 {
        let delayed = (start.1 - state.rng.i64(10 * MINUTE_MS..2 * HOUR_MS)).max(at + 1_000);
        tell_of(state, visit, "delayed", delayed, None);
    }
    match state.rng.u32(0..100) {
        0..70 => {
            let after_ms = state.rng.i64(20 * MINUTE_MS..2 * HOUR_MS);
            tell_of(state, visit, "completed", start.1 + after_ms, None);
        }
        70..80 => {
            let after_ms = state.rng.i64(20 * MINUTE_MS..2 * HOUR_MS);
            tell_of(state, visit, "missed", start.1 + after_ms, None);
        }
        _ => {}
    }
    if state.rng.u32(0..100) < 5 {
        let joined = booked + state.rng.i64(MINUTE_MS..DAY_MS);
        let what = json!({"appointment_id": state.life.visits[visit].id});
        tell_other(state, clinic, (patient, visit), "waiting.joined", joined, ("waiting", what));
    }
    if state.rng.u32(0..100) < 6 {
        let after_ms = state.rng.i64(MINUTE_MS..3 * DAY_MS);
        updated(state, patient, booked + after_ms);
    }
}

/// Books a visit of a patient and tells nothing more of it.
pub(crate) fn book(state: &mut State, patient: usize, at: i64, start: DateTime) {
    let (clinic, zone) = (state.life.patients[patient].clinic, zone_of(state, patient));
    let visit = state.life.visits.len();
    state.life.visits.push(Visit {
        id: format!("v{visit}"),
        clinic,
        patient,
        confirmed: false,
        tells: Vec::new(),
    });
    tell_of(state, visit, "booked", at, Some(&(start, instant_of(&zone, start))));
}

/// A start within the clinic's day, at a full ten minutes: as it is written, and when that is.
pub(super) fn draw_start(state: &mut State, zone: &str, begin: Date, days: i64) -> (DateTime, i64) {
    let day = begin.saturating_add(Span::new().days(state.rng.i64(1..=days)));
    // Early and late ones too: 03:10 exists on all days but one.
    let hour = if state.rng.u32(0..50) == 0 { state.rng.i8(0..24) } else { state.rng.i8(8..19) };
    let start = day.at(hour, state.rng.i8(0..6) * 10, 0, 0);
    // A clinic's system gives no time that its clocks skip.
    let tz = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    if tz.to_ambiguous_timestamp(start).is_ambiguous() {
        return draw_start(state, zone, begin, days);
    }
    (start, instant_of(zone, start))
}

pub(super) fn instant_of(zone: &str, at: DateTime) -> i64 {
    let tz = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    tz.to_timestamp(at).map_or(0, Timestamp::as_millisecond)
}

/// When a change comes: anywhere between, within seconds of a reminder, or at once, as a correction of what was just
/// told.
fn draw_change(state: &mut State, from: i64, start: i64) -> i64 {
    if state.rng.u32(0..100) < 15 {
        let at = from + state.rng.i64(1_000..2 * MINUTE_MS);
        if at < start - HOUR_MS {
            return at;
        }
    }
    if state.rng.u32(0..100) < 40 {
        let hours = [48, 24, 20][state.rng.usize(0..3)];
        let around = if state.rng.bool() { -4_000..8_000 } else { 0..2_500 };
        let at = start - hours * HOUR_MS + state.rng.i64(around);
        if at > from + 1_000 {
            return at;
        }
    }
    state.rng.i64(from + 500..(start - 1_000).max(from + 1_000))
}

fn tell_of(state: &mut State, visit: usize, change: &'static str, at: i64, start: Option<&(DateTime, i64)>) {
    let of = &state.life.visits[visit];
    let place = &state.life.places[of.clinic];
    let number = of.tells.len() + 1;
    let mut appointment = json!({"id": of.id, "time_zone": place.clinic.time_zone.as_str()});
    if let Some((local, _)) = start {
        appointment["start"] = json!(local.to_string());
        appointment["practitioner"] = json!("Dra. Zirconia");
        appointment["service"] = json!("Xenoterapia");
        appointment["site"] = json!("Sede Centro");
        appointment["modality"] = json!(if visit.is_multiple_of(9) { "video" } else { "on_site" });
        appointment["confirmed"] = json!(of.confirmed);
    }
    if change == "delayed" {
        appointment["delay_minutes"] = json!(25);
    }
    if place.counts {
        appointment["sequence"] = json!(number);
    }
    let event = json!({
        "event_id": format!("{}-{}-{number}", change, of.id),
        "type": format!("appointment.{change}"),
        "occurred_at": crate::state::instant(at).to_string(),
        "patient": state.life.patients[of.patient].facts(),
        "appointment": appointment,
    });
    let clinic = of.clinic;
    let index = push(state, clinic, change, at, &event);
    state.life.tells[index].start = start.map(|it| it.1);
    state.life.visits[visit].tells.push(index);
}

fn tell_other(
    state: &mut State,
    clinic: usize,
    (patient, number): (usize, usize),
    kind: &'static str,
    at: i64,
    (name, what): (&str, serde_json::Value),
) {
    let mut event = json!({
        "event_id": format!("{kind}-{patient}-{number}-{at}"),
        "type": kind,
        "occurred_at": crate::state::instant(at).to_string(),
        "patient": state.life.patients[patient].facts(),
    });
    event[name] = what;
    push(state, clinic, kind, at, &event);
}

/// The patient's number or language changed.
fn updated(state: &mut State, patient: usize, at: i64) {
    let clinic = state.life.patients[patient].clinic;
    if state.life.clinics_learn && state.rng.bool() {
        let (prefix, digits) = state.life.places[clinic].mobile;
        state.life.patients[patient].phone = super::people::new_phone(&mut state.life, prefix, digits);
        state.life.renumbered.insert(patient);
    } else {
        state.life.patients[patient].language = ["es", "en", "pt"][state.rng.usize(0..3)];
    }
    let mut event = json!({
        "event_id": format!("updated-{patient}-{at}"),
        "type": "patient.updated",
        "occurred_at": crate::state::instant(at).to_string(),
    });
    event["patient"] = state.life.patients[patient].facts();
    push(state, clinic, "patient.updated", at, &event);
}

/// Free times of the days to come, told a day at a time and one by one.
pub(crate) fn slots(state: &mut State, begin: Date, days: i64) {
    for clinic in 0..state.life.places.len() {
        let zone = state.life.places[clinic].clinic.time_zone.as_str().to_owned();
        for day in 2..=days {
            let date = begin.saturating_add(Span::new().days(day));
            let times: Vec<_> = (0..state.rng.i8(1..5)).map(|_| state.rng.i8(8..19)).collect();
            let mut hours: Vec<i8> = times;
            hours.sort_unstable();
            hours.dedup();
            let slots: Vec<_> = hours
                .iter()
                .map(|hour| {
                    json!({"id": format!("s{day}h{hour}"), "start": date.at(*hour, 0, 0, 0).to_string(),
                        "time_zone": zone, "duration_minutes": 30})
                })
                .collect();
            let at = instant_of(&zone, begin.at(6, 0, 0, 0)) + state.rng.i64(0..DAY_MS);
            let event = json!({
                "event_id": format!("day-{day}"),
                "type": "slots.day",
                "occurred_at": crate::state::instant(at).to_string(),
                "day": {"date": date.to_string(), "practitioner": "Dra. Zirconia", "site": "Sede Centro", "slots": slots},
            });
            push(state, clinic, "slots.day", at, &event);
        }
    }
}

pub(super) fn push(
    state: &mut State,
    clinic: usize,
    change: &'static str,
    at: i64,
    event: &serde_json::Value,
) -> usize {
    let index = state.life.tells.len();
    let body = event.to_string().into_bytes();
    let (told_at, taken_at) = (None, None);
    state.life.tells.push(Tell { clinic, change, start: None, body, told_at, taken_at, tries: 0 });
    let boundary = Boundary { function: Function::World, op: Op::Deliver, kind: "journeys" };
    let late_ms = if state.strikes(Fault::Disorder, boundary) { state.rng.i64(1_000..600_000) } else { 0 };
    state.agenda.at(at + late_ms, Act::Life(Moment::Tell(index)));
    if state.strikes(Fault::Duplicate, boundary) {
        let again_ms = state.rng.i64(1_000..3_600_000);
        state.agenda.at(at + late_ms + again_ms, Act::Life(Moment::Tell(index)));
    }
    index
}

/// A clinic's system posts an event.
pub(super) fn tell(state: &mut State, index: usize) {
    let now = state.now;
    let tell = &mut state.life.tells[index];
    tell.told_at.get_or_insert(now);
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("authorization", format!("Bearer {}", state.life.places[tell.clinic].key)),
    ];
    let (target, body) = ("/v1/events".to_owned(), tell.body.clone());
    let request = Request { method: "POST", target, headers, body, from: From::Clinic(index), tries: 0 };
    state.tell(|| format!("a clinic tells {}", summary(&request)));
    state.after(1, Act::Request(Box::new(request)));
}

/// An event in a few words.
fn summary(request: &Request) -> String {
    let event: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
    format!("{} {} {}", event["type"], event["appointment"]["id"], event["appointment"]["start"])
}

pub(super) fn answered(state: &mut State, index: usize, answer: Answered) {
    let status = answer.as_ref().map_or(0, |it| it.status_code);
    if (400..500).contains(&status) {
        state.witness.violation("a valid event was refused");
        return;
    }
    let rejected =
        answer.as_ref().is_some_and(|it| it.status_code == 202 && !it.body.contains("\"rejected\":[]"));
    if rejected {
        let words = answer.map(|it| it.body).unwrap_or_default();
        state.witness.violation(&format!("a valid event was rejected: {words}"));
        return;
    }
    if status == 202 {
        let now = state.now;
        state.life.tells[index].taken_at.get_or_insert(now);
        return;
    }
    let tell = &mut state.life.tells[index];
    let seconds = RETRY_SECONDS[tell.tries.min(RETRY_SECONDS.len() - 1)];
    tell.tries += 1;
    state.after(SignedDuration::from_secs(seconds).as_secs() * 1_000, Act::Life(Moment::Tell(index)));
}
