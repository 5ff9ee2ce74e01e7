//! People of the clinic and the threads they hold: take, reply, give back, close, verify, stop, resume.
//!
//! Guarantees: one agent holds a thread; a repeated command changes nothing and gives the same effects, and no other
//! one is taken under its key; free text leaves only while WhatsApp's window is open. How many threads an agent may
//! hold is counted by [`Agent`].

mod agent;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use agent::Agent;

use super::{Effect, LINKS_MAX, SPOKEN_TEMPLATE, Speaker, Spoken, Stop, Thread, Waiting};
use crate::bounded::keep_count;
use crate::clinic::Clinic;
use crate::decision::{self, Decision};
use crate::delivery::Channel;
use crate::ids::PatientId;
use crate::message::Form;
use crate::phi::Phi;
use crate::sms;

/// Longest name of an agent, in characters.
pub const AGENT_CHARS_MAX: usize = 64;
/// Longest reply, in characters: WhatsApp's free text.
pub const REPLY_CHARS_MAX: usize = 4_096;
/// Longest note on how a conversation ended, in characters.
pub const OUTCOME_CHARS_MAX: usize = 500;
/// Longest reason for a stop, or for taking one back, in characters.
pub const WHY_CHARS_MAX: usize = 500;
/// Most acts of agents remembered on a thread.
const ACTS_MAX: usize = 40;
/// The names in the API of a stop, and of taking one back.
const STOP: &str = "stop";
const RESUME: &str = "resume";
/// An agent's template is of use for this many hours.
const TEMPLATE_USEFUL_HOURS: i64 = 24;

/// Who holds a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// By the name they work under.
    pub agent: String,
    /// Since when.
    pub since: Timestamp,
    /// What it waited for before it was taken, to be given back to.
    pub waited: Option<Waiting>,
}

/// What an agent does with a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Holds it from now on; the assistant is quiet.
    Take,
    /// Says something in the conversation.
    Reply(Phi<String>),
    /// Says an approved template, which needs no open window.
    Template {
        /// Its name in the clinic's files.
        name: String,
        /// To whom, where the number is shared.
        patient: Option<PatientId>,
        /// The same person by the id that the thread knows them under, where records became one since.
        linked: Option<PatientId>,
    },
    /// Gives it back to the queue.
    Return,
    /// It needs no person any more.
    Close {
        /// How it ended, for colleagues.
        outcome: Option<Phi<String>>,
    },
    /// The number belongs to its patients and to nobody else: what was held back may be sent again. This is also how a
    /// match that Pulso made is taken back; it is not made again.
    Verify {
        /// Patients that it is not the number of.
        not: Vec<PatientId>,
        /// The same people by the ids that the thread knows them under, where records became one since.
        linked: Vec<PatientId>,
    },
    /// The person wants no more messages on that channel.
    Stop {
        /// Which channel.
        channel: Channel,
        /// How they said so: this is the evidence.
        why: Phi<String>,
    },
    /// The person wants messages on that channel again, or never stopped them; that they might not was suspected only.
    Resume {
        /// Which channel.
        channel: Channel,
        /// How they said so: this is the evidence.
        why: Phi<String>,
    },
}

impl Act {
    /// The name in the API.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::Reply(_) => "reply",
            Self::Template { .. } => "template",
            Self::Return => "return",
            Self::Close { .. } => "close",
            Self::Verify { .. } => "verify",
            Self::Stop { .. } => STOP,
            Self::Resume { .. } => RESUME,
        }
    }

    /// All that it asks for.
    #[must_use]
    pub fn asks(&self) -> Vec<&str> {
        let mut asks = vec![self.as_str()];
        match self {
            Self::Take | Self::Return => {}
            Self::Reply(text) => asks.push(text.expose()),
            Self::Template { name, patient, .. } => {
                asks.push(name);
                asks.extend(patient.as_ref().map(PatientId::as_str));
            }
            Self::Close { outcome } => asks.extend(outcome.as_ref().map(|it| it.expose().as_str())),
            Self::Verify { not, .. } => asks.extend(not.iter().map(PatientId::as_str)),
            Self::Stop { channel, why } | Self::Resume { channel, why } => {
                asks.extend([channel.as_str(), why.expose().as_str()]);
            }
        }
        asks
    }
}

/// What an agent asks for.
#[derive(Clone, Copy)]
pub struct Command<'a> {
    /// The caller's key of it, under which it is taken once.
    pub key: &'a str,
    /// By the name they work under.
    pub agent: &'a str,
    /// What.
    pub act: &'a Act,
}

/// An act of an agent, as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// The caller's key with what it stands for (see [`decision::remembered`]): a repeat is recognised by it.
    pub key: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub agent: String,
    /// What, by its name in the API.
    pub act: String,
    /// What they noted.
    pub note: Option<Phi<String>>,
    /// What it called for; published again when the key comes again.
    pub effects: Vec<Effect>,
}

/// Why an act is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Somebody else holds the thread.
    #[error("{0} holds this conversation")]
    HeldBy(String),
    /// One replies to, gives back and closes what one holds.
    #[error("take this conversation first")]
    NotHeld,
    /// WhatsApp takes free text for 24 hours after the patient wrote.
    #[error("the 24-hour window for free text is closed: send a template")]
    WindowClosed,
    /// A text message holds less than WhatsApp does.
    #[error("the reply is longer than the clinic's carrier takes as one text message")]
    TooLong,
    /// The clinic has no such template, or it speaks of an appointment, or is of another purpose.
    #[error("there is no template of that name that can be sent without an appointment")]
    NoSuchTemplate,
    /// The number is shared and nobody said whom the template is for.
    #[error("several patients share this number, or none is on record: name the patient")]
    WhichPatient,
    /// In doubt nothing is sent unasked.
    #[error("the number is in doubt, so no template is sent: `verify` says whose it is")]
    InDoubt,
    /// The person stopped such messages on WhatsApp.
    #[error("the patient stopped such messages on WhatsApp: `resume` takes the stop back")]
    Stopped,
    /// Who closes it would leave everything unsaid, and nobody to see it.
    #[error("they may want no more messages: say first whether they do (`stop`) or not (`verify`)")]
    StopSuspected,
    /// There is no stop, or only one in WhatsApp's own settings, which the person alone can change.
    #[error("nothing is stopped on that channel that the clinic could take back; `verify` lifts a doubt")]
    NotStopped,
    /// The command's key was used for another one.
    #[error("that Idempotency-Key stands for another command: this one needs its own")]
    KeyTaken,
}

/// The next state of a thread after an agent's act.
///
/// | act | nobody holds it | the agent holds it | another holds it |
/// |---|---|---|---|
/// | take | held | stale | refused |
/// | reply, template | refused | said | refused |
/// | return | stale | waits again | refused |
/// | close | waits no more | held no more; waits for what came up since it was taken | refused |
/// | close, while a stop is suspected | refused | refused | refused |
/// | verify | doubt lifted | doubt lifted | doubt lifted |
/// | stop | stopped | stopped | stopped |
/// | resume | stop taken back | stop taken back | stop taken back |
pub fn decide(
    thread: &Thread,
    clinic: &Clinic,
    Command { key, agent, act }: Command<'_>,
    now: Timestamp,
) -> Result<Decision<Thread, Effect>, Refused> {
    let remembered = decision::remembered(key, &act.asks());
    let known = |it: &Acted| Some((decision::is_repeat(&it.key, key, &remembered)?, it.effects.clone()));
    match thread.acts.iter().find_map(known) {
        Some((true, effects)) => return Ok(Decision::repeated(effects)),
        Some((false, _)) => return Err(Refused::KeyTaken),
        None => {}
    }
    let mut next = thread.clone().as_of(now);
    // The first release kept the spaces around a name.
    let holds = next.held.as_ref().is_some_and(|it| it.agent.trim() == agent);
    if let Some(held) = next.held.as_ref().filter(|_| !holds)
        && !matches!(act, Act::Verify { .. } | Act::Stop { .. } | Act::Resume { .. })
    {
        return Err(Refused::HeldBy(held.agent.clone()));
    }
    let mut note: Option<Phi<String>> = None;
    let effects = match act {
        Act::Take if holds => return Ok(Decision::stale()),
        Act::Take => {
            next.held = Some(Held { agent: agent.to_owned(), since: now, waited: next.waiting.take() });
            Vec::new()
        }
        Act::Reply(_) | Act::Template { .. } if !holds => return Err(Refused::NotHeld),
        Act::Reply(text) => vec![next.agent_replies(clinic, key, agent, text, now)?],
        Act::Template { name, patient, linked } => {
            vec![next.agent_sends(clinic, key, name, linked.as_ref().or(patient.as_ref()), now)?]
        }
        Act::Return => {
            if next.held.is_none() {
                return Ok(Decision::stale());
            }
            next.waiting = next.given_back();
            next.held = None;
            Vec::new()
        }
        Act::Close { .. } if next.stop_suspected => return Err(Refused::StopSuspected),
        Act::Close { outcome } => {
            note.clone_from(outcome);
            // Whoever held it may not have seen what came up since: that is closed by itself.
            let was_held = next.held.take().is_some();
            if next.waiting.is_none() || !was_held {
                next.waiting = None;
                next.answered_by_person();
            }
            Vec::new()
        }
        Act::Verify { not, linked } => {
            next.in_doubt_since = None;
            next.stop_suspected = false;
            next.patients.retain(|it| !not.contains(&it.patient) && !linked.contains(&it.patient));
            next.not_patients.extend(not.iter().chain(linked).cloned());
            keep_count(&mut next.not_patients, LINKS_MAX);
            Vec::new()
        }
        Act::Stop { channel, why } => {
            next.stop(*channel, None, agent, now);
            next.settles_stop();
            note = Some(Phi::new(format!("{}: {}", channel.as_str(), why.expose())));
            Vec::new()
        }
        Act::Resume { channel, why } => {
            note = Some(next.takes_stop_back(*channel, why)?);
            Vec::new()
        }
    };
    next.remember_act(Acted {
        key: remembered,
        at: now,
        agent: agent.to_owned(),
        act: act.as_str().to_owned(),
        note,
        effects: effects.clone(),
    });
    Ok(Decision::applied(next, effects))
}

impl Thread {
    /// The channel that the person wrote on last; WhatsApp where they never did.
    fn last_channel(&self) -> Channel {
        self.inbound.last().map_or(Channel::Whatsapp, |it| it.channel)
    }

    /// What was stopped on that channel, or only suspected to be, is wanted again; gives what is noted of it.
    fn takes_stop_back(&mut self, channel: Channel, why: &Phi<String>) -> Result<Phi<String>, Refused> {
        let suspected_since = self.in_doubt_since.filter(|_| self.stop_suspected);
        let stopped = self.stops.iter().position(|it| it.is_of_all(channel));
        let what = match (stopped.map(|at| self.stops.remove(at)), suspected_since) {
            (Some(Stop { at, evidence, .. }), _) => format!("stopped at {at:.0} by {evidence}"),
            (None, Some(at)) => format!("suspected at {at:.0}"),
            (None, None) => return Err(Refused::NotStopped),
        };
        self.settles_stop();
        Ok(Phi::new(format!("{} ({what}): {}", channel.as_str(), why.expose())))
    }

    fn remember_act(&mut self, acted: Acted) {
        self.acts.push(acted);
        if self.acts.len() > ACTS_MAX {
            // Who stopped messages or took a stop back, and why, is evidence: that goes last.
            let is_evidence = |it: &Acted| [STOP, RESUME].contains(&it.act.as_str());
            let oldest = self.acts[..ACTS_MAX].iter().position(|it| !is_evidence(it));
            self.acts.remove(oldest.unwrap_or_default());
        }
    }

    /// Nobody of the clinic owes the person an answer any more.
    pub(super) fn answered_by_person(&mut self) {
        self.answer_by = None;
        self.overdue = false;
    }

    fn agent_replies(
        &mut self,
        clinic: &Clinic,
        key: &str,
        agent: &str,
        text: &Phi<String>,
        now: Timestamp,
    ) -> Result<Effect, Refused> {
        let channel = self.last_channel();
        if channel == Channel::Whatsapp && !self.window_is_open(now) {
            return Err(Refused::WindowClosed);
        }
        let carrier = clinic.senders.sms.as_ref().map(|it| it.provider).filter(|_| channel == Channel::Sms);
        if carrier.is_some_and(|it| !it.takes(&sms::fold(text.expose()))) {
            return Err(Refused::TooLong);
        }
        self.answered_by_person();
        let message = self.message_id(SPOKEN_TEMPLATE, key);
        let by = Speaker::Agent(agent.to_owned());
        let spoken = Spoken::new(message, Some(text.clone()), Vec::new(), by, now);
        Ok(self.says(spoken, SPOKEN_TEMPLATE, channel, now).into())
    }

    fn agent_sends(
        &mut self,
        clinic: &Clinic,
        key: &str,
        name: &str,
        patient: Option<&PatientId>,
        now: Timestamp,
    ) -> Result<Effect, Refused> {
        const KNOWN: [&str; 4] = ["patient_given_name", "patient_full_name", "clinic_name", "clinic_phone"];
        let template = clinic.template(name, clinic.default_language()).ok_or(Refused::NoSuchTemplate)?;
        let form = template.whatsapp.as_ref().ok_or(Refused::NoSuchTemplate)?;
        if form.body.variables().any(|it| !KNOWN.contains(&it)) || !form.buttons.is_empty() {
            return Err(Refused::NoSuchTemplate);
        }
        let patient = match (patient, self.patients.as_slice()) {
            (Some(named), all) if all.iter().any(|it| it.patient == *named) => named.clone(),
            (None, [only]) => only.patient.clone(),
            _ => return Err(Refused::WhichPatient),
        };
        if self.in_doubt_since.is_some() {
            return Err(Refused::InDoubt);
        }
        if self.is_stopped(Channel::Whatsapp, template.purpose) {
            return Err(Refused::Stopped);
        }
        self.answered_by_person();
        let message = self.message_id(name, key);
        let mut spec = self.spec(name, message, Channel::Whatsapp, now);
        spec.form = Form::Template;
        spec.purpose = template.purpose;
        spec.to = self.addressed(&patient);
        spec.not_after =
            now.checked_add(SignedDuration::from_hours(TEMPLATE_USEFUL_HOURS)).unwrap_or(Timestamp::MAX);
        Ok(spec.into())
    }
}

#[cfg(test)]
mod tests;
