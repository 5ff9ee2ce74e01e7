//! What the clinic says of a visit: taken over where it says something, and compared with what its patient knows.

use jiff::Timestamp;

use super::{Case, Subject};
use crate::civil::{CivilTime, TZDB_VERSION};
use crate::event::{AppointmentFacts, Modality};
use crate::phi::Phi;
use crate::slot::is_same;

impl Case {
    /// Takes over what the clinic says of the appointment; what it does not say stays.
    pub(super) fn learn(&mut self, facts: &AppointmentFacts) {
        if let Some(start) = &facts.start {
            self.anchor = start.clone();
            TZDB_VERSION.clone_into(&mut self.tzdb);
        }
        let Subject::Appointment { duration_minutes, practitioner, service, site, modality, .. } =
            &mut self.subject
        else {
            return;
        };
        *duration_minutes = facts.duration_minutes.or(*duration_minutes);
        *practitioner = facts.practitioner.clone().or(practitioner.take());
        *service = facts.service.clone().or(service.take());
        *site = facts.site.clone().or(site.take());
        *modality = facts.modality.unwrap_or(*modality);
    }

    /// Whether the patient has to hear of the difference: time, place, person or modality, however they are spelt.
    pub(super) fn differs_for_patient(&self, told: &Self) -> bool {
        // What was not known before is not a change: an agenda with more columns moves nobody.
        let is_other =
            |old: Option<&Phi<String>>, new: Option<&Phi<String>>| old.is_some() && !is_same(old, new);
        let site_of = |case: &Self| case.site().map(|it| Phi::new(it.to_owned()));
        !self.is_at_the_same_hour(told)
            || is_other(self.practitioner(), told.practitioner())
            || is_other(site_of(self).as_ref(), site_of(told).as_ref())
            || self.modality() != told.modality()
    }

    /// Whether both are at one hour for the patient: who has to come goes by the clock on the wall there, whatever zone
    /// the clinic's system thinks that it is in.
    fn is_at_the_same_hour(&self, told: &Self) -> bool {
        let is_on_site = [self, told].iter().all(|it| it.modality() == Modality::OnSite);
        if is_on_site { self.anchor.local == told.anchor.local } else { self.anchor.is_same_as(&told.anchor) }
    }

    /// Whether the visit is on a later day than today, where it takes place.
    pub(super) fn is_on_a_later_day(&self, now: Timestamp) -> bool {
        self.day() > self.anchor.zone.local(now).date()
    }

    /// Whether the clinic's word merely lists the visit where it was before its patient moved it.
    pub(super) fn is_listed_where_it_was(&self, told: &Self) -> bool {
        let is_back = |it: &CivilTime| it.is_same_as(&told.anchor) && !it.is_same_as(&self.anchor);
        self.moved_from.as_ref().is_some_and(is_back)
    }
}
