//! Which free slots suit a visit that wants another time.

use jiff::{SignedDuration, Timestamp};

use super::{Slot, end_of, is_same};
use crate::case::{Case, Subject};
use crate::clinic::SlotRules;

/// Most slots offered at once: a WhatsApp list has ten rows, and one is for a person.
pub const OFFERED_MAX: usize = 9;

/// The slots that suit the visit, best first: with the same practitioner, then at the same site, then by time.
///
/// A slot suits when it is free, at least the clinic's notice and at most its horizon ahead, of the same service
/// where both are known, of the same modality, not too short where both lengths are known, and not the visit's own
/// time.
#[must_use]
pub fn suitable<'a>(slots: &'a [Slot], case: &Case, rules: &SlotRules, now: Timestamp) -> Vec<&'a Slot> {
    let Subject::Appointment { practitioner, service, site, modality, .. } = &case.subject else {
        return Vec::new();
    };
    let latest = hours_ahead(rules.move_days_max.saturating_mul(24), now);
    let other_person =
        |it: &Slot| practitioner.is_some() && !is_same(it.practitioner.as_ref(), practitioner.as_ref());
    let suits = |it: &&Slot| {
        let other_service = service.is_some() && it.service.is_some();
        let own_time = it.is_time_of(case) && !other_person(it);
        it.is_free(now)
            && it.keeps_notice(rules, now)
            && it.start.at <= latest
            && it.modality == *modality
            && (!other_service || is_same(it.service.as_ref(), service.as_ref()))
            && !it.is_too_short_for(case)
            && !own_time
    };
    let mut found: Vec<&Slot> = slots.iter().filter(suits).collect();
    found.sort_by_key(|it| {
        let other_site = site.is_some() && it.site != *site;
        (other_person(it), other_site, it.start.at, it.id.clone())
    });
    found
}

fn hours_ahead(hours: u32, now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(i64::from(hours))).unwrap_or(Timestamp::MAX)
}

impl Slot {
    /// Whether it is at least the clinic's notice ahead.
    pub(super) fn keeps_notice(&self, rules: &SlotRules, now: Timestamp) -> bool {
        self.start.at >= hours_ahead(rules.move_notice_hours, now)
    }

    /// Whether it is shorter than the visit, where both lengths are known.
    pub(crate) fn is_too_short_for(&self, case: &Case) -> bool {
        let Subject::Appointment { duration_minutes, .. } = &case.subject else { return false };
        matches!((self.duration_minutes, duration_minutes), (Some(has), Some(needs)) if has < *needs)
    }

    /// Whether the visit stands on its own time: what was given free is not.
    fn is_time_of(&self, case: &Case) -> bool {
        self.start.at == case.anchor.at && case.state.is_ahead()
    }
}

/// Whether the slot leaves the patient's other visits alone.
#[must_use]
pub fn clear_of(slot: &Slot, visits: &[Case]) -> bool {
    let overlaps = |visit: &Case| match &visit.subject {
        Subject::Appointment { duration_minutes, .. } => {
            visit.anchor.at < slot.end() && slot.start.at < end_of(visit.anchor.at, *duration_minutes)
        }
        Subject::Notice { .. } => false,
    };
    !visits.iter().any(|it| it.state.is_ahead() && overlaps(it))
}
