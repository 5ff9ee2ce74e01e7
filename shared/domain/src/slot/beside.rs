//! Other times than those that somebody was shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::preference::add;
use super::{OFFERED_MAX, Preference};
use crate::civil::{CivilTime, Zone};
use crate::reply::Further;

/// Most times that are left out because they were shown: those of the last lists.
pub(crate) const SHOWN_MAX: usize = 3 * OFFERED_MAX;

/// On which side of what was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "than", rename_all = "snake_case")]
pub enum Beside {
    /// After that one.
    Later(Timestamp),
    /// Before that one.
    Earlier(Timestamp),
    /// None of these.
    Others(Vec<Timestamp>),
}

impl Beside {
    fn has(&self, at: Timestamp) -> bool {
        match self {
            Self::Later(than) => at > *than,
            Self::Earlier(than) => at < *than,
            Self::Others(than) => !than.contains(&at),
        }
    }
}

impl Preference {
    /// Whether a time is what the patient would rather have.
    #[must_use]
    pub fn suits(&self, start: &CivilTime) -> bool {
        self.fits(start.local) && self.beside.as_ref().is_none_or(|it| it.has(start.at))
    }

    /// The wish, asked under times that were offered: later or earlier than those of the `last` list that it is about,
    /// or none of all that were `shown`.
    #[must_use]
    pub fn further(mut self, asked: Further, last: &[Timestamp], shown: Vec<Timestamp>, zone: &Zone) -> Self {
        // "Another day, Thursday" is Thursday, though it was shown.
        if asked == Further::OtherDays && self.names_days() {
            return self;
        }
        if asked == Further::OtherDays {
            for at in &shown {
                add(&mut self.without, zone.local(*at).date());
            }
        }
        let about = last.iter().copied().filter(|it| self.fits(zone.local(*it)));
        self.beside = match asked {
            Further::Later => about.max().map(Beside::Later),
            Further::Earlier => about.min().map(Beside::Earlier),
            Further::OtherDays | Further::More => Some(Beside::Others(shown)),
        };
        self
    }

    fn names_days(&self) -> bool {
        !self.weekdays.is_empty() || self.from.or(self.until).is_some()
    }
}
