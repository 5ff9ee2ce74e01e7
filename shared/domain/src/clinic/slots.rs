//! What a clinic has done with its free slots: moved to, offered, asked for at its own system.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// What becomes of the clinic's free slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SlotRules {
    /// A patient moves a visit to a time at least this many hours ahead.
    pub move_notice_hours: u32,
    /// A patient moves a visit to a time at most this many days ahead.
    pub move_days_max: u32,
    /// What a patient cancels is free for others at once.
    pub cancellation_frees: bool,
    /// A visit that was asked about and that nobody answered for is free for others this many hours before it; without
    /// this, never.
    pub unanswered_frees_hours: Option<u32>,
}

impl SlotRules {
    /// How long before a visit an answer can be owed, in hours.
    pub const UNANSWERED_FREES_HOURS: RangeInclusive<u32> = 3..=336;
}

impl Default for SlotRules {
    /// From a day to a month ahead; what is cancelled is the clinic's to give.
    fn default() -> Self {
        Self {
            move_notice_hours: 24,
            move_days_max: 30,
            cancellation_frees: false,
            unanswered_frees_hours: None,
        }
    }
}

/// A clinic's own system of slots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotSystem {
    /// Where it is asked: an HTTPS address without a query. The key that the asking is signed with is a secret and
    /// stands elsewhere.
    pub url: String,
}

impl SlotSystem {
    /// Whether that is an address that can be asked: HTTPS, a host, nothing after the path.
    #[must_use]
    pub fn has_address(&self) -> bool {
        let rest = self.url.strip_prefix("https://").unwrap_or_default();
        let odd = |it: char| it.is_whitespace() || it.is_control() || "?#@".contains(it);
        !rest.is_empty() && !rest.starts_with(['/', ':']) && !rest.contains(odd)
    }
}

/// How free slots are offered to those who wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitingList {
    /// To how many people at a time.
    pub at_a_time: u32,
    /// How long they have to answer, in minutes.
    pub offer_minutes: u32,
    /// A slot is offered until this many hours before it starts.
    pub lead_hours: u32,
    /// A slot is offered from this many days before it starts.
    pub within_days: u32,
    /// Most offers to one entry in 24 hours.
    pub offers_per_day_max: u32,
    /// Most offers to one entry in seven days.
    pub offers_per_week_max: u32,
    /// Who comes first.
    pub weights: Weights,
}

impl WaitingList {
    /// To how many people at a time a slot can be offered.
    pub const AT_A_TIME: RangeInclusive<u32> = 1..=10;
    /// How long they can be given to answer, in minutes.
    pub const OFFER_MINUTES: RangeInclusive<u32> = 5..=1_440;
}

/// What counts how much when those who wait are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// For each step of priority, of which there are ten.
    pub priority: u32,
    /// For each day waited.
    pub day_waited: u32,
    /// For the same practitioner, and again for the same site.
    pub fit: u32,
}
