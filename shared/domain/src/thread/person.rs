//! Who waits for a person: since when, why, and that they are told so once; who asks for one again, once an hour.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::desk::Held;
use super::heard::{Ending, Heard};
use super::{Effect, Ended, IDENTIFIED_TEMPLATE, NO_MORE_TEMPLATE, NURSE_TEMPLATE, Received, Thread};
use crate::bounded::keep_count;
use crate::case::Handover;
use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::delivery::{Channel, Purpose};
use crate::ids::MessageId;

/// The template that tells whoever wrote that a person of the clinic will answer.
const PERSON_TEMPLATE: &str = "reply_person";
/// The template that an emergency is answered with.
pub(super) const EMERGENCY_TEMPLATE: &str = "reply_emergency";
/// Whether a template is what an emergency is answered with.
pub(crate) fn is_emergency_answer(template: &str) -> bool {
    [EMERGENCY_TEMPLATE, NURSE_TEMPLATE].contains(&template)
}

/// The template that tells whoever chose a time for a visit that is off, where the clinic has words for it.
const VISIT_OFF_TEMPLATE: &str = "reply_visit_off";
/// They say that a person will read what was written.
const PROMISES: [&str; 6] = [
    PERSON_TEMPLATE, NO_MORE_TEMPLATE, VISIT_OFF_TEMPLATE, EMERGENCY_TEMPLATE, NURSE_TEMPLATE,
    IDENTIFIED_TEMPLATE,
];
/// Those of them that are said of what a case handed over.
const HANDED_OVER: [&str; 3] = [PERSON_TEMPLATE, NO_MORE_TEMPLATE, VISIT_OFF_TEMPLATE];
/// Most answers that did not arrive that are remembered; the oldest goes.
const UNHEARD_MAX: usize = 20;
/// Who asks for a person while they wait for one is told again when this many minutes passed.
const PROMISE_MINUTES: i64 = 60;

/// Waiting for a person of the clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub why: Handover,
}

impl Thread {
    /// What a person is needed for: what it was taken for or what came up since; an emergency first, else the newer.
    #[must_use]
    pub fn needed_for(&self) -> Option<Waiting> {
        let taken_for = self.held.as_ref().and_then(|it| it.waited);
        let needs = [taken_for, self.waiting].into_iter().flatten();
        needs.max_by_key(|it| (it.why == Handover::Emergency, it.since))
    }

    /// What it waits for once whoever holds it does so no more, and it still needs a person.
    pub(super) fn given_back(&self) -> Option<Waiting> {
        let asked = |it: &Held| Waiting { since: it.since, why: Handover::Asked };
        self.needed_for().or_else(|| self.held.as_ref().map(asked))
    }

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
        // Whoever is overdue already may have gone home: of an emergency staff are told anew.
        self.overdue &= why != Handover::Emergency;
        if self.answer_by.is_none() && !self.overdue {
            let minutes = i64::from(clinic.policy.answer_within_minutes);
            self.answer_by = now.checked_add(SignedDuration::from_mins(minutes)).ok();
        }
    }

    /// What was heard is for a person to answer.
    pub(super) fn queue(&mut self, heard: &Heard<'_>, why: Handover) -> Ending {
        let promises = self.promises(why, heard.now);
        self.wait(why, heard.clinic, heard.now);
        let told = || self.reply(PERSON_TEMPLATE, heard.id, heard.channel, heard.now);
        (Ended::Queued, if promises { vec![told()] } else { Vec::new() })
    }

    /// Whether they are told that a person will answer. The assistant is quiet while one has the thread, and says it
    /// once; but silence to who asks for one again would say that nobody is there.
    fn promises(&self, why: Handover, now: Timestamp) -> bool {
        let asks_again = why == Handover::Asked && !self.was_promised_lately(now);
        self.held.is_none() && (self.waiting.is_none() || asks_again)
    }

    /// Whether they were told within the hour that a person will read it. What they wrote may have come late: the hour
    /// runs from when they were told.
    fn was_promised_lately(&self, now: Timestamp) -> bool {
        let hour = SignedDuration::from_mins(PROMISE_MINUTES);
        self.inbound.iter().flat_map(|it| &it.effects).any(|it| match it {
            Effect::Say(spec) => {
                PROMISES.contains(&spec.template.as_str()) && now.duration_since(spec.replied_at()) < hour
            }
            _ => false,
        })
    }

    /// Whether they wait because of an emergency.
    pub(super) fn waits_in_emergency(&self) -> bool {
        self.waiting.is_some_and(|it| it.why == Handover::Emergency)
    }

    /// Who was answered and did not hear it is for a person, once for each answer; not who wants no messages.
    pub(super) fn unheard(
        mut self,
        message: &MessageId,
        clinic: &Clinic,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let wants_none = Channel::ALL.into_iter().any(|it| self.is_stopped(it, Purpose::Care));
        if wants_none || self.unheard.contains(message) {
            return Decision::stale();
        }
        self.unheard.push(message.clone());
        keep_count(&mut self.unheard, UNHEARD_MAX);
        self.app_lets_go(now);
        let noted = self.clone();
        let decision = self.handed_over(Handover::Unheard, None, clinic, now);
        if decision.next.is_some() { decision } else { Decision::applied(noted, Vec::new()) }
    }

    /// A case needs a person here.
    pub(super) fn needs_person(
        mut self,
        why: Handover,
        cause: Option<&str>,
        clinic: &Clinic,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        if self.app_lets_go(now) && self.waiting.is_some() {
            // It waits for a person already.
            return Decision::applied(self, Vec::new());
        }
        self.handed_over(why, cause, clinic, now)
    }

    /// Somebody may have waited too long for an answer.
    pub(super) fn woken(mut self, now: Timestamp) -> Decision<Self, Effect> {
        if self.answer_by.is_none_or(|by| by > now) {
            return Decision::stale();
        }
        self.answer_by = None;
        self.overdue = true;
        Decision::applied(self, Vec::new())
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
        let tells =
            |it: &&Effect| matches!(it, Effect::Say(spec) if HANDED_OVER.contains(&spec.template.as_str()));
        if let Some(told) = wrote.and_then(|at| self.inbound[at].effects.iter().find(tells)) {
            return Decision::repeated(vec![told.clone()]);
        }
        // No words of the conversation tell it to who has it: it is shown beside them.
        let is_unsaid = wrote.is_none() || why == Handover::Unconfirmed;
        if self.held.is_some() && self.waiting.is_none() && is_unsaid {
            self.waiting = Some(Waiting { since: now, why });
            self.wait(why, clinic, now);
            return Decision::applied(self, Vec::new());
        }
        if !self.promises(why, now) {
            return Decision::stale();
        }
        self.wait(why, clinic, now);
        let Some(at) = wrote else { return Decision::applied(self, Vec::new()) };
        let told = handed_over_in(&self.inbound[at], why, clinic);
        let told = self.reply(told, &self.inbound[at].id, self.inbound[at].channel, now);
        self.inbound[at].effects.push(told.clone());
        Decision::applied(self, vec![told])
    }
}

/// Who asked for other times than they were offered hears that there are none, and who chose one for a visit that is
/// off hears so, where the clinic has words for it.
fn handed_over_in(wrote: &Received, why: Handover, clinic: &Clinic) -> &'static str {
    let asked = wrote.effects.iter().any(|it| matches!(it, Effect::OtherTimes { .. }));
    let told = match why {
        Handover::VisitOff => VISIT_OFF_TEMPLATE,
        _ if asked => NO_MORE_TEMPLATE,
        _ => PERSON_TEMPLATE,
    };
    if clinic.template(told, clinic.default_language()).is_some() { told } else { PERSON_TEMPLATE }
}
