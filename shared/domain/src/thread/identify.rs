//! Asking somebody whom nobody knows who they are.
//!
//! Guarantees: until they are tied to a patient nothing about any patient is said, not even which answer was wrong;
//! wrong tries are counted over a day, and after [`TRIES_MAX`] a person takes it. Looking patients up is the caller's:
//! it brings what it found as a [`Claim`] for exactly the answers that are decided.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::heard::{Ending, Heard};
use super::words::answer_of;
use super::{Effect, Ended, Link, Thread};
use crate::case::{Answer, Handover};
use crate::clinic::Clinic;
use crate::identify::Fact;
use crate::ids::PatientId;
use crate::phi::Phi;
use crate::phone::Identity;
use crate::reply::{Detail, Intent, understand};

/// So many tries in 24 hours that were of no use, and a person takes it.
pub const TRIES_MAX: usize = 3;
/// Hours that a try counts.
const TRY_HOURS: i64 = 24;
/// The questions are open for this many minutes after the first one.
const OPEN_MINUTES: i64 = 60;
/// Asks for a signed code, where the clinic asks for nothing else.
pub const CODE_TEMPLATE: &str = "reply_identify_code";
/// Asks somebody who shows no number for it, with the platform's own button.
pub const CONTACT_TEMPLATE: &str = "reply_contact_info";
/// Says that nothing matched, and to begin again.
pub const AGAIN_TEMPLATE: &str = "reply_identify_again";
/// Says that they are known now and a person will answer.
pub const IDENTIFIED_TEMPLATE: &str = "reply_identified";

/// What somebody whom nobody knows told of themselves so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifying {
    /// Their answers count until then.
    pub until: Timestamp,
    /// What a person will be needed for afterwards.
    pub why: Handover,
    /// What they wanted of a visit, if that was it.
    #[serde(default)]
    pub wish: Option<Answer>,
    /// What they asked of a visit of theirs, if that was it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<Detail>,
    /// They show no number and were asked to share it; whoever writes instead is asked for facts.
    #[serde(default)]
    pub contact: bool,
    /// What they told, in the order it was asked.
    pub told: Vec<(Fact, Phi<String>)>,
}

/// Whom somebody says they are, looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// By what.
    pub proof: Proof,
    /// Who that is.
    pub found: Found,
}

/// What somebody is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// A code that Pulso signed.
    Code,
    /// All facts that the clinic asks for.
    Facts(Vec<(Fact, Phi<String>)>),
}

/// Who matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One patient.
    One(PatientId),
    /// None, or none that answers count for at present.
    Nobody,
    /// More than one record.
    Several,
}

impl Thread {
    /// Whether nobody is known by the identity, and it is not in doubt whose it is.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.patients.is_empty() && self.in_doubt_since.is_none()
    }

    /// What these words complete: all facts that the clinic asks for. `None` while some are missing.
    #[must_use]
    pub fn completes(&self, text: &str, clinic: &Clinic, now: Timestamp) -> Option<Vec<(Fact, Phi<String>)>> {
        let rules = clinic.identification.as_ref().filter(|_| self.is_unknown())?;
        let open = self.identifying.as_ref().filter(|it| now < it.until && !it.contact)?;
        let fact = rules.ask.get(open.told.len())?;
        let mut told = open.told.clone();
        told.push((*fact, fact.read(text, &clinic.country)?));
        (told.len() == rules.ask.len()).then_some(told)
    }

    /// Words of somebody who is asked who they are, or who says so by a signed code.
    pub(super) fn identifies(
        &mut self,
        heard: &Heard<'_>,
        text: &Phi<String>,
        intent: Intent,
    ) -> Option<Ending> {
        let rules = heard.clinic.identification.as_ref().filter(|_| self.is_unknown())?;
        let claim = heard.aside.claim.as_ref();
        if let Some(Claim { proof: Proof::Code, found: Found::One(patient) }) = claim {
            let wish = wish_of(text.expose(), heard.clinic);
            return Some(self.identified(heard, patient, "patient_code", wish));
        }
        self.identifying.take_if(|it| heard.now >= it.until);
        let open = self.identifying.as_mut()?;
        if open.contact {
            open.contact = false;
            let template = rules.ask.first().map_or(CODE_TEMPLATE, |it| it.template());
            return is_no_answer(intent).then(|| self.asks(heard, template));
        }
        let Some(fact) = rules.ask.get(open.told.len()).copied() else {
            return is_no_answer(intent).then(|| self.missed(heard, CODE_TEMPLATE));
        };
        let Some(answer) = fact.read(text.expose(), &heard.clinic.country) else {
            return match &heard.aside.passage {
                Some(passage) if intent == Intent::Unclear => {
                    Some((Ended::AskedBack, vec![self.tells(heard, passage.clone())]))
                }
                _ => is_no_answer(intent).then(|| self.missed(heard, fact.template())),
            };
        };
        let mut told = open.told.clone();
        told.push((fact, answer));
        if let Some(next) = rules.ask.get(told.len()) {
            self.tell(told);
            return Some(self.asks(heard, next.template()));
        }
        let names: Vec<&str> = rules.ask.iter().map(|it| it.as_str()).collect();
        Some(match claim {
            Some(Claim { proof: Proof::Facts(looked_up), found }) if *looked_up == told => match found {
                Found::One(patient) => self.identified(heard, patient, &names.join(" and "), None),
                Found::Nobody => {
                    self.tell(Vec::new());
                    self.missed(heard, AGAIN_TEMPLATE)
                }
                Found::Several => self.gives_up(heard),
            },
            // Somebody answered in between: what was looked up is not what is decided.
            _ => self.asks(heard, fact.template()),
        })
    }

    /// What needs a patient, of somebody whom nobody knows: who they are is asked, or a person finds out.
    pub(super) fn asks_who(&mut self, heard: &Heard<'_>, why: Handover) -> Ending {
        let rules = heard.clinic.identification.as_ref().filter(|_| self.is_unknown());
        let Some(rules) = rules.filter(|_| self.waiting.is_none() && self.held.is_none()) else {
            return self.queue(heard, why);
        };
        if self.tries_lately(heard.now) >= TRIES_MAX {
            return self.gives_up(heard);
        }
        let until = heard.now.checked_add(SignedDuration::from_mins(OPEN_MINUTES)).unwrap_or(Timestamp::MAX);
        let contact = matches!(self.identity, Identity::WhatsappUser(_));
        self.identifying =
            Some(Identifying { until, why, wish: None, asks: Vec::new(), contact, told: Vec::new() });
        let facts = rules.ask.first().map_or(CODE_TEMPLATE, |it| it.template());
        let template = if contact { CONTACT_TEMPLATE } else { facts };
        self.asks(heard, template)
    }

    /// They shared their number: whoever is known by it is known now, and whoever is not is asked on.
    pub(super) fn shared_number(&mut self, heard: &Heard<'_>, why: Handover) -> Ending {
        if self.in_doubt_since.is_some() || self.patients.is_empty() {
            return self.asks_who(heard, why);
        }
        let quiet = self.waiting.is_some() || self.held.is_some();
        self.wait(why, heard.clinic, heard.now);
        let reply = || self.reply(IDENTIFIED_TEMPLATE, heard.id, heard.channel, heard.now);
        (Ended::Queued, if quiet { Vec::new() } else { vec![reply()] })
    }

    fn tell(&mut self, told: Vec<(Fact, Phi<String>)>) {
        if let Some(open) = &mut self.identifying {
            open.told = told;
        }
    }

    fn asks(&self, heard: &Heard<'_>, template: &str) -> Ending {
        (Ended::AskedBack, vec![self.reply(template, heard.id, heard.channel, heard.now)])
    }

    fn tries_lately(&self, now: Timestamp) -> usize {
        let counts = |it: &&Timestamp| now.duration_since(**it) < SignedDuration::from_hours(TRY_HOURS);
        self.misses.iter().filter(counts).count()
    }

    fn missed(&mut self, heard: &Heard<'_>, template: &str) -> Ending {
        self.misses.retain(|it| heard.now.duration_since(*it) < SignedDuration::from_hours(TRY_HOURS));
        self.misses.push(heard.now);
        if self.misses.len() >= TRIES_MAX { self.gives_up(heard) } else { self.asks(heard, template) }
    }

    fn gives_up(&mut self, heard: &Heard<'_>) -> Ending {
        self.identifying = None;
        self.queue(heard, Handover::Unidentified)
    }

    /// Ties the patient to the identity, with what it was known by, and goes on with what they wanted or asked of a
    /// visit; a person answers everything else. Under which WhatsApp user id that was is for the patient's record. Whom
    /// staff took away from this identity is theirs to tie again.
    fn identified(
        &mut self,
        heard: &Heard<'_>,
        patient: &PatientId,
        by: &str,
        wish: Option<Answer>,
    ) -> Ending {
        if self.not_patients.contains(patient) {
            return self.gives_up(heard);
        }
        let open = self.identifying.take();
        let wish = open.as_ref().and_then(|it| it.wish).or(wish);
        let why = open.map_or(Handover::Asked, |it| it.why);
        let evidence = format!("{by} in {}", heard.id);
        self.patients.push(Link { patient: patient.clone(), at: heard.now, evidence });
        self.misses.clear();
        let goes_on = wish.and_then(|it| self.goes_on(heard, it));
        let told = goes_on.or_else(|| Some((Ended::AskedBack, self.tells_visits(heard)?)));
        let (ended, mut effects) = told.unwrap_or_else(|| {
            self.wait(why, heard.clinic, heard.now);
            (Ended::Queued, vec![self.reply(IDENTIFIED_TEMPLATE, heard.id, heard.channel, heard.now)])
        });
        let user = self.whatsapp_user.clone();
        effects.extend(user.map(|user| Effect::WritesAs { patient: patient.clone(), user }));
        (ended, effects)
    }
}

/// What words want of a visit, taken as an answer about one.
pub(super) fn wish_of(text: &str, clinic: &Clinic) -> Option<Answer> {
    answer_of(understand(text, true, &clinic.triage.red_flags))
}

/// Complaints and thanks are heard for what they are also from somebody who was asked something.
const fn is_no_answer(intent: Intent) -> bool {
    !matches!(intent, Intent::Complaint | Intent::Thanks)
}

#[cfg(test)]
mod tests;
