//! Dates and times as HL7 writes them: `YYYYMMDDHHMM[SS[.S…]][±ZZZZ]`. What some systems write in its place is read
//! too: `Z`, `-03:00` and `-03` behind it, and all of it in ISO 8601's way.

use domain::civil::{CivilTime, Zone};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::moment::{self, MomentProblem};

/// Length of `20261201`, in bytes.
const DAY_BYTES: usize = 8;
/// Length of `202612011030`, in bytes.
const MINUTE_BYTES: usize = 12;
/// Length of `20261201103000`, in bytes.
const SECOND_BYTES: usize = 14;
/// Length of `-0300`, in bytes.
const OFFSET_BYTES: usize = 5;
/// Length of `-03`, in bytes.
const HOURS_BYTES: usize = 3;
/// Length of `2026-12-01`, in bytes.
const ISO_DAY_BYTES: usize = 10;
/// Where its first dash is.
const DASH_AT: usize = 4;
/// Most digits of a fraction of a second.
const FRACTION_DIGITS_MAX: usize = 9;

const NOT_TIME: &str = "is not an HL7 date and time to the minute, such as 202612011030 or 202612011030-0300";
const NOT_DATE: &str = "is not an HL7 date such as 19800402";

/// When a visit starts: seen on the wall of `zone` where an offset is told, else the wall's own time.
pub(super) fn start(text: &str, zone: &Zone) -> Result<CivilTime, String> {
    let respelt = respelt(text).ok_or(NOT_TIME)?;
    moment::start(&respelt, zone).map_err(|it| reason(&it))
}

/// When something occurred that was received at `received_at`. A sender's clock that was not put forward when that of
/// `zone` was shows an hour that never was there: it means the moment when the clocks went forward.
pub(super) fn occurred(text: &str, zone: &Zone, received_at: Timestamp) -> Result<Timestamp, String> {
    let respelt = respelt(text).ok_or(NOT_TIME)?;
    let at = match moment::start(&respelt, zone) {
        Ok(start) => start.at,
        Err(MomentProblem::Skipped(_)) => {
            zone.first_instant_of(respelt.parse::<DateTime>().map_err(|_| NOT_TIME)?)
        }
        Err(problem) => return Err(reason(&problem)),
    };
    moment::occurred(&at.to_string(), received_at).map_err(|it| reason(&it))
}

/// The day somebody was born on, whatever time follows; none where only the year or the month is known.
pub(super) fn birth_day(text: &str) -> Option<Result<Date, String>> {
    if is_digits(text) && text.len() < DAY_BYTES {
        return None;
    }
    let day = text.get(..DAY_BYTES).filter(|it| is_digits(it)).map(dashed);
    let day = day.or_else(|| text.get(..ISO_DAY_BYTES).filter(|_| is_iso(text)).map(str::to_owned));
    Some(day.ok_or_else(|| NOT_DATE.to_owned()).and_then(|it| {
        moment::birth_day(&it).map_err(|problem| match problem {
            MomentProblem::NotDate => NOT_DATE.to_owned(),
            other => other.to_string(),
        })
    }))
}

/// The time as RFC 3339 writes it, without an offset where none is told.
fn respelt(text: &str) -> Option<String> {
    if is_iso(text) {
        return Some(text.to_owned());
    }
    let (clock, offset) = text.split_at(text.find(['+', '-', 'Z']).unwrap_or(text.len()));
    // Some systems leave out the point before the fraction of a second.
    let unmarked = || clock.split_at_checked(SECOND_BYTES).filter(|it| !it.1.is_empty());
    let (clock, fraction) = clock.split_once('.').or_else(unmarked).unwrap_or((clock, "0"));
    let has_seconds = clock.len() == SECOND_BYTES;
    let fits = (has_seconds || clock.len() == MINUTE_BYTES) && is_digits(clock);
    if !fits || !is_digits(fraction) || fraction.len() > FRACTION_DIGITS_MAX {
        return None;
    }
    let seconds = if has_seconds { &clock[MINUTE_BYTES..] } else { "00" };
    let (day, hour, minute) = (dashed(&clock[..DAY_BYTES]), &clock[8..10], &clock[10..MINUTE_BYTES]);
    let respelt = format!("{day}T{hour}:{minute}:{seconds}.{fraction}");
    if offset.is_empty() || offset == "Z" {
        return Some(respelt + offset);
    }
    let mut offset = offset.replace(':', "");
    if offset.len() == HOURS_BYTES {
        offset.push_str("00");
    }
    let is_offset = offset.len() == OFFSET_BYTES && is_digits(&offset[1..]);
    is_offset.then(|| format!("{respelt}{}:{}", &offset[..3], &offset[3..]))
}

/// `20261201` as `2026-12-01`.
fn dashed(day: &str) -> String {
    format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])
}

fn is_iso(text: &str) -> bool {
    text.as_bytes().get(DASH_AT) == Some(&b'-')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// What is wrong, in HL7's terms.
fn reason(problem: &MomentProblem) -> String {
    match problem {
        MomentProblem::NotStart | MomentProblem::NotInstant => NOT_TIME.to_owned(),
        other => other.to_string(),
    }
}
