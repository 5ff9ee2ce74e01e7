//! Who waits for a person: since when, why, and that they are told so once.

use jiff::{SignedDuration, Timestamp};

use super::heard::{Ending, Heard};
use super::{Effect, Ended, Thread, Waiting};
use crate::case::Handover;
use crate::clinic::Clinic;
use crate::decision::Decision;

/// The template that tells whoever wrote that a person of the clinic will answer.
const PERSON_TEMPLATE: &str = "reply_person";

impl Thread {
    /// The thread waits for a person from now on, unless one has it or it waited already; somebody owes an answer.
    pub(super) fn wait(&mut self, why: Handover, clinic: &Clinic, now: Timestamp) {
        let waiting = Waiting { since: now, why };
        if let Some(held) = &mut self.held {
            if why == Handover::Emergency {
                held.waited = Some(waiting);
            }
        } else {
            match &mut self.waiting {
                // An emergency goes before whatever it waited for.
                Some(known) if why == Handover::Emergency => *known = waiting,
                Some(_) => {}
                None => self.waiting = Some(waiting),
            }
        }
        if self.answer_by.is_none() && !self.overdue {
            let minutes = i64::from(clinic.policy.answer_within_minutes);
            self.answer_by = now.checked_add(SignedDuration::from_mins(minutes)).ok();
        }
    }

    /// What was heard is for a person to answer.
    pub(super) fn queue(&mut self, heard: &Heard<'_>, why: Handover) -> Ending {
        // The assistant is quiet while a person has the thread, and says once that one will come.
        let told_already = self.waiting.is_some() || self.held.is_some();
        self.wait(why, heard.clinic, heard.now);
        let effects = if told_already {
            Vec::new()
        } else {
            vec![self.reply(PERSON_TEMPLATE, heard.id, heard.channel, heard.now)]
        };
        (Ended::Queued, effects)
    }

    /// Whoever wrote what needs a person hears that one will answer. That stands with what they wrote, so that a repeat
    /// says the same.
    pub(super) fn handed_over(
        mut self,
        why: Handover,
        cause: Option<&str>,
        clinic: &Clinic,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let wrote = self.inbound.iter().position(|it| cause == Some(it.id.as_str()));
        let tells = |it: &&Effect| matches!(it, Effect::Say(spec) if spec.template == PERSON_TEMPLATE);
        if let Some(told) = wrote.and_then(|at| self.inbound[at].effects.iter().find(tells)) {
            return Decision::repeated(vec![told.clone()]);
        }
        if self.waiting.is_some() || self.held.is_some() {
            return Decision::stale();
        }
        self.wait(why, clinic, now);
        let Some(at) = wrote else { return Decision::applied(self, Vec::new()) };
        let told = self.reply(PERSON_TEMPLATE, &self.inbound[at].id, self.inbound[at].channel, now);
        self.inbound[at].effects.push(told.clone());
        Decision::applied(self, vec![told])
    }
}
