//! What takes back something that the patient was told, where it cannot be told to them.
//!
//! A move, a cancellation or a reinstatement whose notice was stopped, by the patient's limit above all, leaves them
//! with a wrong word, and so does a visit given free unanswered: a person tells them another way. The limit holds. So it
//! is with a move in the night of which no phone may tell before the hour that they know.

use jiff::Timestamp;

use super::{
    Case, CaseState, Context, Effect, Event, Handover, Happened, Party, StepRecord, plan::plus_minutes,
};
use crate::event::AppointmentChange as C;
use crate::ids::MessageId;
use crate::journey::Cue;
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
        Some(self.left_untold(Event::stopped_cause(message), now))
    }

    pub(super) fn left_untold(&mut self, cause: String, now: Timestamp) -> Effect {
        let why = Handover::Untold;
        self.note(now, Happened::HandedOver { why });
        Effect::HandOver { patient: self.patient.clone(), thread: None, why, cause }
    }

    /// Whether what tells its patient of a move would leave only when they have come where it was.
    pub(super) fn is_told_too_late(&self, effects: &[Effect], context: &Context<'_>, now: Timestamp) -> bool {
        let starts = self.anchor.at;
        let is_expected = self.state.is_ahead() && now < starts;
        if !is_expected || !self.steps.iter().any(|it| self.reached_patient(it)) {
            return false;
        }
        let opens = context.clinic.release_hours.next_open(now, context.zone);
        let comes_late = |it: &Effect| {
            let Effect::Say(spec) = it else { return false };
            let step = context.clinic.step(self.topic, &spec.step).filter(|it| it.is_on(C::Moved));
            step.is_some_and(|it| plus_minutes(opens, it.useless_minutes_before) >= starts)
        };
        effects.iter().any(comes_late)
    }

    /// Whether that message was to tell that the visit is not what it was.
    fn changes_in(&self, message: &MessageId, context: &Context<'_>) -> bool {
        let is_change = |it: &Cue| matches!(it, Cue::Moved | Cue::Cancelled | Cue::Reinstated);
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
