use domain::civil::Zone;

use super::at;
use crate::moment::start;

fn check(zone: &str, text: &str, instant: &str, local: &str) {
    let start = start(text, &Zone::new(zone).unwrap()).unwrap();
    assert_eq!((start.at, start.local.to_string().as_str()), (at(instant), local), "{text} in {zone}");
}

fn check_refused(zone: &str, text: &str, want: &str) {
    let problem = start(text, &Zone::new(zone).unwrap()).unwrap_err();
    assert_eq!(problem.to_string(), want, "{text} in {zone}");
}

const MADRID: &str = "Europe/Madrid";
const NEW_YORK: &str = "America/New_York";

#[test]
fn local_times_are_the_walls() {
    check(MADRID, "2026-12-01T10:30", "2026-12-01T09:30:00Z", "2026-12-01T10:30:00");
    check(MADRID, "2026-07-01T10:30:00", "2026-07-01T08:30:00Z", "2026-07-01T10:30:00");
    check(MADRID, "2026-07-01 10:30", "2026-07-01T08:30:00Z", "2026-07-01T10:30:00");
    check(NEW_YORK, " 2026-12-01T10:30 ", "2026-12-01T15:30:00Z", "2026-12-01T10:30:00");
}

#[test]
fn an_offset_says_the_instant_whatever_the_zone() {
    check(MADRID, "2026-12-01T10:30:00+01:00", "2026-12-01T09:30:00Z", "2026-12-01T10:30:00");
    check(MADRID, "2026-12-01T10:30:00Z", "2026-12-01T10:30:00Z", "2026-12-01T11:30:00");
    check(MADRID, "2026-12-01T10:30-03:00", "2026-12-01T13:30:00Z", "2026-12-01T14:30:00");
    check(MADRID, "2026-12-01t10:30:00.250z", "2026-12-01T10:30:00.250Z", "2026-12-01T11:30:00.25");
}

#[test]
fn a_repeated_hour_means_its_first_pass() {
    check(MADRID, "2027-10-31T02:30", "2027-10-31T00:30:00Z", "2027-10-31T02:30:00");
    check(NEW_YORK, "2027-11-07T01:30", "2027-11-07T05:30:00Z", "2027-11-07T01:30:00");
    // With an offset the second pass can be told.
    check(NEW_YORK, "2027-11-07T01:30:00-05:00", "2027-11-07T06:30:00Z", "2027-11-07T01:30:00");
}

#[test]
fn a_skipped_hour_is_refused() {
    check_refused(
        NEW_YORK,
        "2027-03-14T02:30",
        "does not exist in America/New_York: the clocks go forward past it",
    );
    check_refused(
        MADRID,
        "2027-03-28T02:30",
        "does not exist in Europe/Madrid: the clocks go forward past it",
    );
    check(MADRID, "2027-03-28T03:00", "2027-03-28T01:00:00Z", "2027-03-28T03:00:00");
}

#[test]
fn other_texts_are_refused() {
    let neither = "is neither an RFC 3339 date and time nor a local one such as 2026-12-01T10:30";
    for text in [
        "",
        "2026-12-01",
        "2026-12-01T10",
        "10:30",
        "20261201T103000",
        "2026-12-01T10:30[Europe/Madrid]",
        "2026-12-01T10:30:00+01:00[Europe/Madrid]",
        "2026-12-01T24:00",
        "2026-12-01T10:60",
        "2026-02-30T10:30",
        "2026-12-01T10:30:00+1",
        "2026-12-01Tañ:30",
        "2026–12–01T10:30",
        "2026-W49-2T10:30",
    ] {
        check_refused(MADRID, text, neither);
    }
    let offset = "has an offset of more than 14 hours, which no clock has";
    check_refused(MADRID, "2026-12-01T10:30+25:00", offset);
    check_refused(MADRID, "2026-12-01T10:30:00-15:00", offset);
    let years = "is not between the years 2000 and 2100";
    check_refused(MADRID, "0026-12-01T10:30", years);
    check_refused(MADRID, "2206-12-01T10:30", years);
    check_refused(MADRID, "2206-12-01T10:30:00Z", years);
}
