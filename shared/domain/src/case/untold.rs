//! What takes back something that the patient was told, where it cannot be told to them.
//!
//! A move, a cancellation or a reinstatement whose notice was stopped, by the patient's limit above all, leaves them
//! with a wrong word, and so does a visit given free unanswered: a person tells them another way. The limit holds.

use jiff::Timestamp;

use super::{Case, CaseState, Context, Effect, Event, Handover, Happened, Party, StepRecord};
use crate::event::AppointmentChange as C;
use crate::ids::MessageId;
use crate::reason::Reason;

impl Case {
    /// Whether that message told something of this case, in whichever version.
    pub(super) fn was_said_in(&self, message: &MessageId) -> bool {
        self.steps.iter().any(|it| it.told_in() == Some(message))
            || self.cancellation.as_ref() == Some(message)
    }

    /// Hands the patient over to a person, if what was stopped leaves them with a wrong word.
    pub(super) fn leaves_untold(
        &mut self,
        message: &MessageId,
        reason: Reason,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Option<Effect> {
        // Who cancelled knows; and what was never told needs no taking back.
        let is_known = self.cancelled_by == Some(Party::Patient)
            || matches!(reason, Reason::NeverAnnounced | Reason::Unknown);
        let matters = self.state.is_ahead() || self.state == CaseState::Cancelled;
        if is_known || !matters || now >= self.anchor.at || !self.changes_in(message, context) {
            return None;
        }
        if !self.steps.iter().any(|it| it.version < self.version && self.reached_patient(it)) {
            return None;
        }
        let why = Handover::Untold;
        self.note(now, Happened::HandedOver { why });
        let (patient, cause) = (self.patient.clone(), Event::stopped_cause(message));
        Some(Effect::HandOver { patient, thread: None, why, cause })
    }

    /// Whether that message was to tell that the visit is not what it was.
    fn changes_in(&self, message: &MessageId, context: &Context<'_>) -> bool {
        let is_change = |it: &C| matches!(it, C::Moved | C::Cancelled | C::Reinstated);
        let changes = |it: &StepRecord| {
            let step = context.clinic.step(self.topic, &it.step);
            it.told_in() == Some(message) && step.is_some_and(|it| it.on.iter().any(is_change))
        };
        let released =
            self.cancelled_by == Some(Party::Deadline) && self.cancellation.as_ref() == Some(message);
        released || self.current().any(changes)
    }

    /// Whether a message told that step, and is not known to be unsent.
    fn reached_patient(&self, record: &StepRecord) -> bool {
        record.told_in().is_some_and(|message| !self.was_stopped(message))
    }
}
