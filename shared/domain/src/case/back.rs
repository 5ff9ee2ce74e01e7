//! A visit that its clinic moves and moves back, or calls off and takes up again.
//!
//! Whatever its patient heard in between, what was said before holds again: answers to it count. Where they could not
//! hear of it, as in one night, nothing is told of it either, and what was said before the visit is not said twice.

use serde::{Deserialize, Serialize};

use super::{Case, CaseState, Heard, Party};
use crate::bounded::keep_count;
use crate::clinic::Clinic;
use crate::event::{AppointmentChange, Modality};
use crate::ids::{MessageId, derived};
use crate::journey::Step;

/// Where a visit stood when its patient last heard of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// The version that they heard of.
    pub version: u32,
    /// Its time, person and place, digested.
    pub digest: String,
    /// They had said that they come.
    pub confirmed: bool,
    /// The visit stands so again, and they heard of nothing else.
    pub again: bool,
}

/// How a version stood that is not the newest any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Which.
    pub version: u32,
    /// Its time, person and place, digested.
    pub digest: String,
}

/// Most earlier versions that are remembered: of those before, old buttons are told kindly that they no longer hold.
const EARLIER_MAX: usize = 8;

impl Case {
    /// Notes how the visit stood before a change.
    pub(super) fn leave(&mut self, before: &Self) {
        if before.state.is_ahead() {
            self.earlier.push(Earlier { version: before.version, digest: before.stands() });
            keep_count(&mut self.earlier, EARLIER_MAX);
        }
    }

    /// Whether the visit stands again as it did in that version.
    pub(super) fn stands_as_in(&self, version: u32) -> bool {
        let earlier = self.earlier.iter().find(|it| it.version == version);
        earlier.is_some_and(|it| it.digest == self.stands())
            || self.stands_again_as().is_some_and(|it| it.version == version)
    }

    /// Notes, as the clinic changes the visit, where its patient knows it to be.
    pub(super) fn leave_told(&mut self, before: &Self, change: AppointmentChange, heard: Heard) {
        self.leave(before);
        let confirmed = before.state == CaseState::Confirmed;
        let told = match &before.stood {
            _ if !before.state.is_ahead() && before.cancelled_by != Some(Party::Clinic) => None,
            Some(it) if it.again => Some(Stood { confirmed, ..it.clone() }),
            Some(it) if heard == Heard::Before || !before.state.is_ahead() => Some(it.clone()),
            _ if !before.state.is_ahead() => None,
            _ => Some(Stood { version: before.version, digest: before.stands(), confirmed, again: false }),
        };
        let stands = change.stands().then(|| self.stands());
        let is_back = |it: &Stood| heard == Heard::Before && stands.as_ref() == Some(&it.digest);
        self.stood = told.map(|it| Stood { again: is_back(&it), ..it });
    }

    /// The version that the patient heard of last, if the visit stands so again.
    pub(super) fn stands_again_as(&self) -> Option<&Stood> {
        self.stood.as_ref().filter(|it| it.again)
    }

    /// The message that said a step before the visit, if it was said when the visit stood so before.
    pub(super) fn said_as_it_stood(&self, step: &Step) -> Option<MessageId> {
        let stood = self.stands_again_as().filter(|_| step.before.is_some())?;
        let said = self.steps.iter().find(|it| it.version == stood.version && it.step == step.name)?;
        said.told_in().filter(|it| !self.was_stopped(it)).cloned()
    }

    /// The message that told of that version.
    #[must_use]
    pub fn announcement_of<'a>(&'a self, clinic: &'a Clinic, version: u32) -> Option<&'a MessageId> {
        self.announced(clinic, |it| it.version == version).map(|it| it.1)
    }

    /// Whether the step tells that the visit stands elsewhere or again, and nothing that may have to be said besides.
    pub(super) fn tells_return(step: &Step) -> bool {
        let tells = |change| step.is_on(change);
        (tells(AppointmentChange::Moved) || tells(AppointmentChange::Reinstated))
            && !tells(AppointmentChange::Delayed)
    }

    /// What the patient has to hear of, if it is not so any more; see `differs_for_patient`.
    fn stands(&self) -> String {
        let place = match self.modality() {
            Modality::OnSite => "on_site",
            Modality::Video => "video",
            Modality::Phone => "phone",
        };
        let hour = match self.modality() {
            Modality::OnSite => self.anchor.local.to_string(),
            Modality::Video | Modality::Phone => self.anchor.at.to_string(),
        };
        let with = self.practitioner().map_or("", |it| it.expose());
        derived("stands", &[&hour, with, self.site().unwrap_or_default(), place])
    }
}
