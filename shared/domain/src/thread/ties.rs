//! Whose a conversation is, and what moves where a WhatsApp user id turns out to be a number's.
//!
//! Guarantees: what was stopped under the user id is stopped under the number, and who was known by it is known by the
//! number; what staff said of either holds, and nobody is known by a number while it is in doubt whose the user id is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ASKED_MAX, Asked, Effect, Stop, Thread};
use crate::bounded::keep_count;
use crate::decision::Decision;
use crate::ids::{PatientId, ThreadId};
use crate::message::About;
use crate::patient::Patient;

/// Most patients tied to one identity: a household or the floor of a home, not a switchboard, nor what is typed for want
/// of a number. Nothing is sent there for further ones.
pub const LINKS_MAX: usize = 16;

/// A patient reached by an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Who.
    pub patient: PatientId,
    /// Since when.
    pub at: Timestamp,
    /// The event or message that tied them.
    pub evidence: String,
}

/// What a user id's conversation hands on to its number's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandedOn {
    stops: Vec<Stop>,
    patients: Vec<Link>,
    not_patients: Vec<PatientId>,
    asked: Vec<Asked>,
}

impl HandedOn {
    /// Whether there is nothing to hand on.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.stops.is_empty() && self.patients.is_empty() && self.not_patients.is_empty()
    }
}

impl Thread {
    /// A patient is reached by the identity. Of more than [`LINKS_MAX`] no further one is known by it.
    pub(super) fn linked(
        mut self,
        patient: &PatientId,
        evidence: &str,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        if self.patients.iter().any(|it| it.patient == *patient) || self.patients.len() >= LINKS_MAX {
            return Decision::stale();
        }
        self.patients.push(Link { patient: patient.clone(), at: now, evidence: evidence.to_owned() });
        self.not_patients.retain(|it| it != patient);
        self.identifying = None;
        Decision::applied(self, Vec::new())
    }

    /// A patient is reached elsewhere by now. Whoever has the identity then was asked nothing.
    pub(super) fn unlinked(mut self, patient: &PatientId) -> Decision<Self, Effect> {
        if !self.patients.iter().any(|it| it.patient == *patient) {
            return Decision::stale();
        }
        self.patients.retain(|it| it.patient != *patient);
        if self.patients.is_empty() {
            self.asked.iter_mut().for_each(|it| it.answered = true);
        }
        Decision::applied(self, Vec::new())
    }

    /// Whether the patient is known by this identity, under whatever record of theirs.
    #[must_use]
    pub fn is_tied_to(&self, patient: &Patient) -> bool {
        self.patients.iter().any(|it| patient.is_known_as(&it.patient))
    }

    /// What another conversation takes over that turns out to be with the same person. What they were asked goes along
    /// with whom they are known as; choices stay where they were shown.
    #[must_use]
    pub fn hands_on(&self) -> HandedOn {
        let (stops, not_patients) = (self.stops.clone(), self.not_patients.clone());
        if self.in_doubt_since.is_some() || self.patients.is_empty() {
            return HandedOn { stops, not_patients, ..HandedOn::default() };
        }
        let is_open = |it: &&Asked| !it.answered && it.about != About::Dialogue;
        let asked = self.asked.iter().filter(is_open).cloned().collect();
        HandedOn { stops, patients: self.patients.clone(), not_patients, asked }
    }

    /// This person writes under a number too: its thread is theirs from now on, and has taken over what was handed on.
    pub fn tied(&self, number: &ThreadId, taken: &HandedOn, evidence: &str) -> Decision<Self, Effect> {
        let mut next = self.clone();
        next.stops.retain(|it| !taken.stops.contains(it));
        next.patients.retain(|it| !taken.patients.contains(it));
        next.not_patients.retain(|it| !taken.not_patients.contains(it));
        next.asked.retain(|it| !taken.asked.contains(it));
        if next.same_as.as_ref() != Some(number) {
            next.same_as = Some(number.clone());
            next.same_as_evidence = Some(evidence.to_owned());
        }
        if next == *self { Decision::stale() } else { Decision::applied(next, Vec::new()) }
    }

    /// What another thread that turned out to be this person's hands on holds here too.
    pub fn takes_over(&self, handed: &HandedOn) -> Decision<Self, Effect> {
        let mut next = self.clone();
        for stop in &handed.stops {
            next.stop(stop.channel, stop.purpose, &stop.evidence, stop.at);
        }
        for patient in &handed.not_patients {
            let is_told = next.not_patients.contains(patient);
            if !is_told && !next.patients.iter().any(|it| it.patient == *patient) {
                next.not_patients.push(patient.clone());
            }
        }
        keep_count(&mut next.not_patients, LINKS_MAX);
        for link in &handed.patients {
            let is_known = next.patients.iter().any(|it| it.patient == link.patient);
            let is_theirs = !next.not_patients.contains(&link.patient);
            if is_theirs && !is_known && next.patients.len() < LINKS_MAX {
                next.patients.push(link.clone());
                next.identifying = None;
            }
        }
        let is_known = |link: &Link| next.patients.iter().any(|it| it.patient == link.patient);
        if handed.patients.iter().any(is_known) {
            next.takes_questions(&handed.asked);
        }
        if next == *self { Decision::stale() } else { Decision::applied(next, Vec::new()) }
    }

    fn takes_questions(&mut self, questions: &[Asked]) {
        for asked in questions {
            if !self.asked.iter().any(|it| it.message == asked.message && it.channel == asked.channel) {
                self.asked.push(asked.clone());
            }
        }
        self.asked.sort_by_key(|it| it.at);
        keep_count(&mut self.asked, ASKED_MAX);
    }
}

#[cfg(test)]
mod tests;
