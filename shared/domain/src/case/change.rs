//! A change of the visit, whoever made it.
//!
//! Guarantees: every change but a delay is a new version, which nobody has answered yet, with a plan of its own; what
//! is told of it is what the patient can know of the visit so far. Whether a word is a change at all is for whoever
//! hears it to say: `told`, `answer`, `moved`.

use jiff::Timestamp;

use super::{Answer, Case, CaseState, Context, Effect, Happened, Heard, Party, StepRecord, Subject};
use crate::clinic::Clinic;
use crate::event::AppointmentChange;
use crate::ids::MessageId;
use crate::journey::{Cue, Step};

impl Case {
    /// Applies a change: a new version unless it is only a delay, a new plan, and what it calls for at once.
    pub(super) fn change(
        &mut self,
        change: AppointmentChange,
        by: Party,
        state: CaseState,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Vec<Effect> {
        use AppointmentChange as C;
        if change != C::Delayed {
            self.version += 1;
            self.answer = None;
        } else if self.version == 0 {
            self.version = 1;
        }
        self.cancelled_by = (change == C::Cancelled).then_some(by);
        if by != Party::Clinic {
            self.stood = None;
        }
        if self.stands_again_as().is_some_and(|it| it.confirmed) && change != C::Delayed {
            self.answer = Some(Answer::Confirm);
        }
        let told_as = match (change, by) {
            // Who has their time back hears so in the answer to what they wrote.
            (C::Reinstated, Party::Patient) => None,
            (C::Reinstated, _) if context.heard == Heard::Nothing => Some(self.untold(context.clinic)),
            _ => Some(change),
        };
        // Only a reinstatement refers to the announcement of a cancellation, and only to that of the last one.
        if !matches!(told_as, Some(C::Reinstated | C::Delayed)) {
            self.cancellation = None;
        }
        // How late it will be was said of how it stood before.
        if change != C::Delayed
            && let Subject::Appointment { delay_minutes, .. } = &mut self.subject
        {
            *delay_minutes = None;
        }
        self.state = state;
        let version = self.version;
        let happened = match (change, by) {
            (C::Moved, Party::Patient) => Happened::Rescheduled { version },
            _ => Happened::Told { change, version },
        };
        self.note(now, happened);
        if change == C::Delayed { self.plan_delay(context, now) } else { self.plan(told_as, context, now) }
    }

    /// The message that told last of the visit as it stands or stood.
    #[must_use]
    pub fn announcement<'a>(&'a self, clinic: &'a Clinic) -> Option<&'a MessageId> {
        self.announced(clinic, |_| true).map(|it| it.1)
    }

    /// The change that a visit which nobody heard of is told as.
    fn untold(&self, clinic: &Clinic) -> AppointmentChange {
        let tells = |change| self.announced(clinic, |_| true).is_some_and(|(step, _)| step.is_on(change));
        let is_move = tells(AppointmentChange::Moved) && !tells(AppointmentChange::Booked);
        if is_move { AppointmentChange::Moved } else { AppointmentChange::Booked }
    }

    /// The step that told last of it, among those records, with its message.
    pub(super) fn announced<'a>(
        &'a self,
        clinic: &'a Clinic,
        among: impl Fn(&StepRecord) -> bool,
    ) -> Option<(&'a Step, &'a MessageId)> {
        self.steps.iter().rev().filter(|it| among(it)).find_map(|record| {
            let message = record.told_in()?;
            let step = clinic.step(self.topic, &record.step)?;
            let announces = step.on.iter().any(|it| matches!(it, Cue::Booked | Cue::Moved | Cue::Reinstated));
            announces.then_some((step, message))
        })
    }
}
