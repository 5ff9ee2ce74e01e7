//! Whom a free slot is offered to first: the clinic's rules, and nothing else.

use jiff::Timestamp;

use super::{Waiting, WaitingState};
use crate::case::Case;
use crate::clinic::{WaitingList, Weights};
use crate::event::Modality;
use crate::slot::{Slot, is_same};

/// Waiting longer than this many days counts no more.
const DAYS_WAITED_MAX: i64 = 365;

/// Those whom the slot suits, best first: by the clinic's weights, then by who has waited longer. `case` gives the
/// appointment of an entry that has one. Caps are not looked at here: they are asked when an offer is reserved.
#[must_use]
pub fn rank<'a>(
    slot: &Slot,
    entries: &'a [(Waiting, Option<Case>)],
    rules: &WaitingList,
    now: Timestamp,
) -> Vec<&'a (Waiting, Option<Case>)> {
    let mut fitting: Vec<_> =
        entries.iter().filter(|(entry, case)| suits(slot, entry, case.as_ref())).collect();
    fitting.sort_by_key(|(entry, case)| {
        let score = score(slot, entry, case.as_ref(), rules.weights, now);
        (std::cmp::Reverse(score), entry.since, entry.id.clone())
    });
    fitting
}

/// Whether somebody who waits would take the slot: it is what they wish and, with an appointment, earlier than it and
/// not too short for it.
fn suits(slot: &Slot, entry: &Waiting, case: Option<&Case>) -> bool {
    let wish = &entry.wish;
    let date = slot.day();
    let case_suits = match case {
        Some(case) => {
            let own_place = slot.modality == wish.modality.unwrap_or_else(|| case.modality());
            let is_earlier = slot.start.at < case.anchor.at;
            case.state.is_ahead() && is_earlier && own_place && !slot.is_too_short_for(case)
        }
        None => !wish.has_appointment && slot.modality == wish.modality.unwrap_or(Modality::OnSite),
    };
    let service = wish.service.as_ref().or_else(|| case.and_then(Case::service));
    let other_service =
        service.is_some() && slot.service.is_some() && !is_same(slot.service.as_ref(), service);
    // At another site than their own only who wishes to be.
    let own_site = case.and_then(Case::site).filter(|_| wish.site.is_none());
    let is_elsewhere = own_site.zip(slot.site.as_deref()).is_some_and(|(own, other)| own != other);
    entry.state == WaitingState::Waiting
        && case_suits
        && !other_service
        && (wish.practitioner.is_none() || is_same(slot.practitioner.as_ref(), wish.practitioner.as_ref()))
        && (wish.site.is_none() || slot.site == wish.site)
        && !is_elsewhere
        && wish.earliest.is_none_or(|it| it <= date)
        && wish.latest.is_none_or(|it| date <= it)
        && wish.part.is_none_or(|it| it.has(slot.start.local.hour()))
}

/// The weighted sum of priority, whole days waited, and how well the slot fits what they have: the same
/// practitioner, the same site.
fn score(slot: &Slot, entry: &Waiting, case: Option<&Case>, weights: Weights, now: Timestamp) -> i64 {
    let days = (now.duration_since(entry.since).as_hours() / 24).clamp(0, DAYS_WAITED_MAX);
    let practitioner = entry.wish.practitioner.as_ref().or_else(|| case.and_then(Case::practitioner));
    let site = entry.wish.site.as_deref().or_else(|| case.and_then(Case::site));
    let same_person = practitioner.is_some() && is_same(slot.practitioner.as_ref(), practitioner);
    let same_site = site.is_some() && slot.site.as_deref() == site;
    let fit = i64::from(same_person) + i64::from(same_site);
    i64::from(weights.priority) * i64::from(entry.wish.priority)
        + i64::from(weights.day_waited) * days
        + i64::from(weights.fit) * fit
}
