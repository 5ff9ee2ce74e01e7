//! A visit that the clinic has put down twice, under two numbers: to its patient it is one.
//!
//! When one of them is called off, nothing is said while the other stands; when both are, as one is told first.

use jiff::{SignedDuration, Timestamp};

use super::{Case, Context, Entry, Happened, Party};
use crate::event::AppointmentChange as C;
use crate::journey::Step;

/// Both may be called off at once, each while the other stood: so long the word that one is off waits for the other's.
const APART: SignedDuration = SignedDuration::from_mins(2);

impl Case {
    /// Until when a word that the visit is off waits for what becomes of the same visit under another number. If there
    /// is still one then, it is not said.
    pub(super) fn put_down_twice_until(&self, step: &Step, context: &Context<'_>) -> Option<Timestamp> {
        let off_at = self.called_off_at().filter(|_| step.is_on(C::Cancelled))?;
        let is_the_same = |it: &Self| {
            let is_alike = !self.differs_for_patient(it) || !it.differs_for_patient(self);
            it.id != self.id && it.topic == self.topic && is_alike
        };
        let speaks = |it: &Self| {
            let is_told = it.step(&step.name).is_some_and(|it| it.told_in().is_some());
            let at_once = |at: Timestamp| at.duration_since(off_at).abs() <= APART;
            it.state.is_ahead() || (is_told && it.called_off_at().is_some_and(at_once))
        };
        let is_twice = context.siblings.iter().any(|it| is_the_same(it) && speaks(it));
        off_at.checked_add(APART).ok().filter(|_| is_twice)
    }

    /// When the clinic called it off, if it is.
    fn called_off_at(&self) -> Option<Timestamp> {
        let calls_off = |it: &&Entry| matches!(it.what, Happened::Told { change: C::Cancelled, .. });
        let last = self.timeline.iter().rev().find(calls_off)?;
        (self.cancelled_by == Some(Party::Clinic)).then_some(last.at)
    }
}
