//! Quiet hours: when messages may be released, by the wall clock where the patient lives.
//!
//! Guarantees: [`QuietHours::next_open`] and [`QuietHours::last_open_before`] give instants that are open by
//! [`QuietHours::is_open`], and none closer is, whatever the clocks do. Holidays are not known here.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::civil::Zone;

/// How far [`QuietHours::last_open_before`] looks back, in days.
const LOOK_BACK_DAYS: i32 = 7;
/// How far ahead an opening is looked for, in days: a weekly window that a change of the clocks skips comes again
/// within two weeks.
const LOOK_AHEAD_DAYS: i32 = 22;

/// The hours in which messages may be released. Serialised as
/// `{"opens":"09:00","closes":"21:00","days":["mon","tue",…]}`; without `days`, every day.
///
/// A window that closes before it opens runs past midnight and belongs to the day it opens on; one that closes when
/// it opens lasts 24 hours by the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct QuietHours {
    opens: civil::Time,
    closes: civil::Time,
    days: Days,
}

/// Why hours cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuietHours {
    /// Not `HH:MM`.
    #[error("an hour is written like 09:00")]
    Hour,
    /// No day is allowed, so nothing would ever be sent.
    #[error("needs at least one day")]
    NoDay,
}

impl QuietHours {
    /// Messages may go from `opens` until just before `closes` on those days.
    pub fn new(
        opens: civil::Time,
        closes: civil::Time,
        days: &[civil::Weekday],
    ) -> Result<Self, InvalidQuietHours> {
        let days = days.iter().fold(Days(0), |days, day| days.with(*day));
        if days == Days(0) { Err(InvalidQuietHours::NoDay) } else { Ok(Self { opens, closes, days }) }
    }

    /// When the window opens.
    #[must_use]
    pub const fn opens(&self) -> civil::Time {
        self.opens
    }

    /// When it closes; that minute itself is quiet.
    #[must_use]
    pub const fn closes(&self) -> civil::Time {
        self.closes
    }

    /// Whether a message may be released at that instant.
    #[must_use]
    pub fn is_open(&self, at: Timestamp, zone: &Zone) -> bool {
        self.is_open_by(at, &zone.rules())
    }

    fn is_open_by(&self, at: Timestamp, rules: &TimeZone) -> bool {
        let local = rules.to_datetime(at);
        let time = local.time();
        let today = self.days.has(local.weekday());
        if self.opens < self.closes {
            return today && self.opens <= time && time < self.closes;
        }
        let since_yesterday = self.days.has(local.weekday().previous());
        (today && self.opens <= time) || (since_yesterday && time < self.closes)
    }

    /// The first open instant from `at` on: `at` itself if it is open. At the end of representable time, that end.
    #[must_use]
    pub fn next_open(&self, at: Timestamp, zone: &Zone) -> Timestamp {
        let rules = zone.rules();
        if self.is_open_by(at, &rules) {
            return at;
        }
        // It opens when the clock shows `opens`, in either pass of a repeated hour, or when the clock jumps.
        let opens = |it: &Timestamp| *it > at && self.is_open_by(*it, &rules);
        let today = rules.to_datetime(at).date();
        let by_clock = (-1..=LOOK_AHEAD_DAYS)
            .find_map(|day| passes(today, day, self.opens, &rules).filter(opens).min())
            .unwrap_or(Timestamp::MAX);
        let mut jumps = rules.following(at).map(|it| it.timestamp()).take_while(|it| *it < by_clock);
        jumps.find(opens).unwrap_or(by_clock)
    }

    /// The last whole minute up to `at` that is open, at most `LOOK_BACK_DAYS` days earlier: for saying something
    /// a little too early rather than too late.
    #[must_use]
    pub fn last_open_before(&self, at: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let rules = zone.rules();
        let latest = start_of_minute(at);
        if self.is_open_by(latest, &rules) {
            return Some(latest);
        }
        let look_back = SignedDuration::from_hours(24 * i64::from(LOOK_BACK_DAYS));
        let earliest = at.checked_sub(look_back).unwrap_or(Timestamp::MIN);
        // It closes when the clock shows `closes` or jumps; the minute before is looked at.
        let closes = |it: &Timestamp| (earliest..=latest).contains(it) && self.is_open_by(*it, &rules);
        let today = rules.to_datetime(at).date();
        let by_clock = (-LOOK_BACK_DAYS - 1..=1)
            .rev()
            .find_map(|day| passes(today, day, self.closes, &rules).map(minute_before).filter(closes).max());
        // A jump at this very second is behind as well.
        let behind = at.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
        let mut jumps = rules
            .preceding(behind)
            .map(|it| it.timestamp())
            .take_while(|it| *it >= earliest)
            .map(minute_before);
        jumps.find(closes).max(by_clock)
    }
}

/// The instants at which the clock shows that time, `days` days after `date`: none in a skipped hour, two in a
/// repeated one.
fn passes(
    date: civil::Date,
    days: i32,
    time: civil::Time,
    rules: &TimeZone,
) -> impl Iterator<Item = Timestamp> {
    let local = date.checked_add(jiff::Span::new().days(days)).map(|it| it.to_datetime(time));
    let instants = local.map(|local| {
        let ambiguous = rules.to_ambiguous_timestamp(local);
        let skipped = matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
        let (first, second) = (ambiguous.earlier().ok(), ambiguous.later().ok());
        [first.filter(|_| !skipped), second.filter(|_| !skipped)]
    });
    instants.unwrap_or_default().into_iter().flatten()
}

fn start_of_minute(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(Timestamp::MIN)
}

/// The last whole minute before that instant.
fn minute_before(at: Timestamp) -> Timestamp {
    start_of_minute(at.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN))
}

/// Days of the week, Monday in the lowest bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Days(u8);

impl Days {
    const fn has(self, day: civil::Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }

    const fn with(self, day: civil::Weekday) -> Self {
        Self(self.0 | 1 << day.to_monday_zero_offset())
    }
}

/// The hours as configuration has them.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    opens: String,
    closes: String,
    #[serde(default = "Day::all")]
    days: Vec<Day>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    const ALL: [(Self, civil::Weekday); 7] = [
        (Self::Mon, civil::Weekday::Monday),
        (Self::Tue, civil::Weekday::Tuesday),
        (Self::Wed, civil::Weekday::Wednesday),
        (Self::Thu, civil::Weekday::Thursday),
        (Self::Fri, civil::Weekday::Friday),
        (Self::Sat, civil::Weekday::Saturday),
        (Self::Sun, civil::Weekday::Sunday),
    ];

    fn all() -> Vec<Self> {
        Self::ALL.iter().map(|(day, _)| *day).collect()
    }
}

impl TryFrom<Written> for QuietHours {
    type Error = InvalidQuietHours;

    fn try_from(written: Written) -> Result<Self, InvalidQuietHours> {
        let days: Vec<civil::Weekday> = written.days.iter().map(|day| Day::ALL[*day as usize].1).collect();
        Self::new(parse_hour(&written.opens)?, parse_hour(&written.closes)?, &days)
    }
}

impl From<QuietHours> for Written {
    fn from(hours: QuietHours) -> Self {
        let written = |time: civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
        let days = Day::ALL.iter().filter(|(_, it)| hours.days.has(*it)).map(|(day, _)| *day).collect();
        Self { opens: written(hours.opens), closes: written(hours.closes), days }
    }
}

/// Reads `HH:MM`.
fn parse_hour(text: &str) -> Result<civil::Time, InvalidQuietHours> {
    let (hour, minute) = text.split_once(':').ok_or(InvalidQuietHours::Hour)?;
    let is_number = |part: &str| part.len() == 2 && part.bytes().all(|it| it.is_ascii_digit());
    if !is_number(hour) || !is_number(minute) {
        return Err(InvalidQuietHours::Hour);
    }
    let number = |part: &str| part.parse::<i8>().map_err(|_| InvalidQuietHours::Hour);
    civil::Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| InvalidQuietHours::Hour)
}
