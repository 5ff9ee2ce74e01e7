//! Dates and times as events write them. An agenda's spellings are in `agenda::clock`.

use domain::civil::{CivilTime, Zone};
use domain::identify::BIRTH_YEARS;
use jiff::{SignedDuration, Timestamp, civil};

/// Years that a clinic can mean, first and last. Others are slips of the keyboard, and would be waited for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// How far ahead of its receipt an event can have occurred, in hours: so much do a wrong clock and an hour written in
/// the wrong zone come to. What is further ahead is a slip of the keyboard, and every later word would count as older.
const AHEAD_HOURS_MAX: i64 = 24;
/// No clock is further from UTC, in hours: the Line Islands' is that far ahead.
const OFFSET_HOURS_MAX: u8 = 14;
/// Length of `2026-12-01`, in bytes.
const DATE_BYTES: usize = 10;
/// Length of `2026-12-01T10:30`, in bytes.
const MINUTE_BYTES: usize = 16;

/// Why a text is not the moment it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MomentProblem {
    #[error("is not an RFC 3339 date and time with an offset, such as 2026-12-01T10:30:00-03:00")]
    NotInstant,
    #[error("is neither an RFC 3339 date and time nor a local one such as 2026-12-01T10:30")]
    NotStart,
    #[error("has an offset of more than {OFFSET_HOURS_MAX} hours, which no clock has")]
    Offset,
    #[error("is not a date such as 2026-12-01")]
    NotDate,
    #[error("is not between the years {} and {}", YEARS.start(), YEARS.end())]
    Year,
    #[error("is not between the years {} and {}", BIRTH_YEARS.start(), BIRTH_YEARS.end())]
    BirthYear,
    #[error("is more than {0} hours ahead of the time of receipt")]
    Ahead(i64),
    #[error("does not exist in {0}: the clocks go forward past it")]
    Skipped(Zone),
}

/// An instant: RFC 3339, so an offset or `Z` is needed.
pub(crate) fn instant(text: &str) -> Result<Timestamp, MomentProblem> {
    let text = text.trim();
    if !is_shaped(text) {
        return Err(MomentProblem::NotInstant);
    }
    let at: Timestamp = text.parse().map_err(|_| MomentProblem::NotInstant)?;
    let offset = text[DATE_BYTES..].split_once(['+', '-']);
    let offset_hours: Option<u8> = offset.and_then(|(_, it)| it.get(..2)?.parse().ok());
    if offset_hours.is_some_and(|it| it > OFFSET_HOURS_MAX) {
        return Err(MomentProblem::Offset);
    }
    check_year(jiff::tz::Offset::UTC.to_datetime(at).date())?;
    Ok(at)
}

/// When something occurred that was received at `received_at`: nothing is told before it does.
pub(crate) fn occurred(text: &str, received_at: Timestamp) -> Result<Timestamp, MomentProblem> {
    let at = instant(text)?;
    let is_ahead = at.duration_since(received_at) > SignedDuration::from_hours(AHEAD_HOURS_MAX);
    if is_ahead { Err(MomentProblem::Ahead(AHEAD_HOURS_MAX)) } else { Ok(at) }
}

/// When something starts: an instant, seen on the wall of `zone` whatever its offset; or the wall's own time, where a
/// repeated hour means its first pass.
pub(crate) fn start(text: &str, zone: &Zone) -> Result<CivilTime, MomentProblem> {
    let text = text.trim();
    if !is_shaped(text) {
        return Err(MomentProblem::NotStart);
    }
    let has_offset = text[DATE_BYTES..].contains(['Z', 'z', '+', '-']);
    if has_offset {
        let at = instant(text).map_err(|problem| match problem {
            MomentProblem::NotInstant => MomentProblem::NotStart,
            other => other,
        })?;
        return Ok(CivilTime::from_instant(at, zone.clone()));
    }
    let local: civil::DateTime = text.parse().map_err(|_| MomentProblem::NotStart)?;
    check_year(local.date())?;
    on_the_wall(local, zone)
}

/// A time on the wall of a zone. The domain's own problem repeats it; a reason does not.
pub(crate) fn on_the_wall(local: civil::DateTime, zone: &Zone) -> Result<CivilTime, MomentProblem> {
    CivilTime::from_local(local, zone.clone()).map_err(|_| MomentProblem::Skipped(zone.clone()))
}

/// A day: `2026-12-01`.
pub(crate) fn day(text: &str) -> Result<civil::Date, MomentProblem> {
    let date = date(text)?;
    check_year(date)?;
    Ok(date)
}

/// A day somebody was born on: `1980-04-02`.
pub(crate) fn birth_day(text: &str) -> Result<civil::Date, MomentProblem> {
    let date = date(text)?;
    if BIRTH_YEARS.contains(&date.year()) { Ok(date) } else { Err(MomentProblem::BirthYear) }
}

fn date(text: &str) -> Result<civil::Date, MomentProblem> {
    let text = text.trim();
    if text.len() != DATE_BYTES || !is_date_shaped(text) {
        return Err(MomentProblem::NotDate);
    }
    text.parse().map_err(|_| MomentProblem::NotDate)
}

/// Refuses a year outside [`YEARS`].
pub(crate) fn check_year(date: civil::Date) -> Result<(), MomentProblem> {
    if YEARS.contains(&date.year()) { Ok(()) } else { Err(MomentProblem::Year) }
}

fn is_date_shaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= DATE_BYTES && text.is_ascii() && bytes[4] == b'-' && bytes[7] == b'-'
}

/// RFC 3339's outline. The parser behind it knows more spellings than the interface promises (`20261201T1030`, zones
/// in brackets).
fn is_shaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    is_date_shaped(text)
        && bytes.len() >= MINUTE_BYTES
        && matches!(bytes[10], b'T' | b't' | b' ')
        && bytes[13] == b':'
        && !text.contains('[')
}
