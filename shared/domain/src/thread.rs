//! A thread: the conversation with one identity.
//!
//! Guarantees: everything a patient writes ends as exactly one of applied, asked back, or in a person's queue; a
//! stop holds per channel and purpose until it is taken back; an answer binds to the message it answers. It does not
//! know appointments: an answer is passed on to the cases its message spoke for.
//!
//! | said \ open questions | one (or quoted) | none | several |
//! |---|---|---|---|
//! | tap | passed on | passed on | passed on |
//! | confirm, reschedule, cancel | passed on | a person's queue | a person's queue |
//! | talk | a person's queue | a person's queue | a person's queue |
//! | stop, start | recorded, acknowledged | recorded, acknowledged | recorded, acknowledged |
//! | help | answered | answered | answered |
//! | anything else | a person's queue | a person's queue | a person's queue |

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::case::{Answer, Handover};
use crate::decision::Decision;
use crate::delivery::{Channel, Purpose};
use crate::ids::{ClinicId, MessageId, PatientId, ThreadId, derived};
use crate::message::{Form, MessageSpec, Recipient};
use crate::phi::Phi;
use crate::phone::Identity;
use crate::rate::{Meter, PAIR};
use crate::reply::{Intent, understand};

/// How long free text is allowed after the patient wrote, in hours (Meta's customer-service window).
pub const WINDOW_HOURS: i64 = 24;
/// Most messages of the patient remembered, against repeats (Meta redelivers for 7 days) and for staff.
pub const INBOUND_MAX: usize = 100;
/// Most open questions remembered.
pub const ASKED_MAX: usize = 20;
/// Most patients tied to one identity: a household, not a switchboard.
pub const LINKS_MAX: usize = 16;
/// An answer to a patient is of use for so many hours.
const REPLY_USEFUL_HOURS: i64 = 12;

/// The conversation with one identity of a clinic's patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Whose.
    pub clinic: ClinicId,
    /// Derived from the identity.
    pub id: ThreadId,
    /// With whom.
    pub identity: Identity,
    /// The thread that this one turned out to be the same as (a WhatsApp user id whose number became known).
    pub same_as: Option<ThreadId>,
    /// The WhatsApp user id seen with this number.
    pub whatsapp_user: Option<Phi<String>>,
    /// Patients reached by it, with the evidence.
    pub patients: Vec<Link>,
    /// Free text is allowed until then.
    pub window_until: Option<Timestamp>,
    /// What the person stopped.
    pub stops: Vec<Stop>,
    /// The identity may belong to somebody else, since.
    pub in_doubt_since: Option<Timestamp>,
    /// The rate to this person on WhatsApp.
    pub pair: Meter,
    /// When a conversation started by us last counted towards the portfolio's limit.
    pub reached_at: Option<Timestamp>,
    /// Questions asked, newest last.
    pub asked: Vec<Asked>,
    /// What the person wrote, newest last.
    pub inbound: Vec<Received>,
    /// Waiting for a person of the clinic.
    pub waiting: Option<Waiting>,
}

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

/// Messages that a person does not want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// From our sender on that channel.
    pub channel: Channel,
    /// For that purpose; `None` is all.
    pub purpose: Option<Purpose>,
    /// Since when.
    pub at: Timestamp,
    /// The message or report that said so.
    pub evidence: String,
}

/// A question that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// In which message.
    pub message: MessageId,
    /// On which channel.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
    /// Open until then, or until it is answered.
    pub until: Timestamp,
    /// It was answered.
    pub answered: bool,
}

/// Something the person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The provider's id: a repeat is recognised by it.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// On which channel.
    pub channel: Channel,
    /// What.
    pub text: Phi<String>,
    /// How it ended.
    pub ended: Ended,
    /// What it called for; published again when it comes again.
    pub effects: Vec<Effect>,
}

/// How something a person wrote ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It was applied.
    Applied,
    /// It was answered or asked back.
    AskedBack,
    /// A person of the clinic has it.
    Queued,
}

/// Waiting for a person of the clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub why: Handover,
}

/// What a person wrote or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Said {
    /// A button of one of our messages; its signature was checked.
    Tap {
        /// Which message.
        message: MessageId,
        /// Which answer the button stands for.
        answer: Answer,
    },
    /// Words.
    Text {
        /// The words.
        text: Phi<String>,
        /// The message of ours that they quote, if they do.
        quotes: Option<MessageId>,
        /// The carrier has already answered (it does so for its own opt-out words).
        carrier_answered: bool,
    },
    /// Something that only a person can look at: `image`, `audio`, `location`, ….
    Attachment {
        /// Its kind.
        media: String,
        /// What was written under it.
        caption: Option<Phi<String>>,
    },
    /// The number was given up for another.
    IdentityChanged,
    /// The provider or carrier reports that the person stopped messages.
    Stopped {
        /// For that purpose; `None` is all.
        purpose: Option<Purpose>,
    },
    /// The provider reports that the person takes messages again.
    Resumed {
        /// For that purpose; `None` is all.
        purpose: Option<Purpose>,
    },
}

/// Something that happens to a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The person wrote or did something.
    Wrote {
        /// The provider's id of it.
        id: String,
        /// When, by the provider.
        at: Timestamp,
        /// On which channel.
        channel: Channel,
        /// What.
        said: Said,
        /// The WhatsApp user id it came with.
        whatsapp_user: Option<Phi<String>>,
    },
    /// The clinic, or a message, tied a patient to the identity.
    Linked {
        /// Who.
        patient: PatientId,
        /// By what.
        evidence: String,
    },
    /// A case put the thread in a person's queue.
    HandedOver {
        /// Why.
        why: Handover,
    },
}

/// What a decision calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Effect {
    /// Pass an answer on to the cases that a message spoke for.
    Answer {
        /// The provider's id of what the person wrote.
        cause: String,
        /// Which message it answers.
        message: MessageId,
        /// What.
        answer: Answer,
        /// On which channel.
        channel: Channel,
        /// On which thread.
        thread: ThreadId,
    },
    /// Give this message to the sender.
    Say(Box<MessageSpec>),
}

/// The next state of a thread, which is opened when nobody wrote before.
pub fn decide(
    thread: Option<&Thread>,
    clinic: &ClinicId,
    identity: &Identity,
    event: &Event,
    now: Timestamp,
) -> Decision<Thread, Effect> {
    let mut next = thread.cloned().unwrap_or_else(|| Thread::new(clinic.clone(), identity.clone()));
    match event {
        Event::Linked { patient, evidence } => {
            if next.patients.iter().any(|it| it.patient == *patient) || next.patients.len() >= LINKS_MAX {
                return Decision::stale();
            }
            next.patients.push(Link { patient: patient.clone(), at: now, evidence: evidence.clone() });
            Decision::applied(next, Vec::new())
        }
        Event::HandedOver { why } => {
            if next.waiting.is_some() {
                return Decision::stale();
            }
            next.waiting = Some(Waiting { since: now, why: *why });
            Decision::applied(next, Vec::new())
        }
        Event::Wrote { id, at, channel, said, whatsapp_user } => {
            if let Some(known) = next.inbound.iter().find(|it| it.id == *id) {
                return Decision::repeated(known.effects.clone());
            }
            next.opens_window(said, *channel, *at);
            if let Some(user) = whatsapp_user {
                next.whatsapp_user = Some(user.clone());
            }
            let (ended, effects) = next.heard(id, *channel, said, now);
            next.inbound.push(Received {
                id: id.clone(),
                at: *at,
                channel: *channel,
                text: said.words(),
                ended,
                effects: effects.clone(),
            });
            let over = next.inbound.len().saturating_sub(INBOUND_MAX);
            next.inbound.drain(..over);
            Decision::applied(next, effects)
        }
    }
}

impl Said {
    fn words(&self) -> Phi<String> {
        match self {
            Self::Tap { answer, .. } => Phi::new(format!("[{}]", answer.as_str())),
            Self::Text { text, .. } => text.clone(),
            Self::Attachment { media, caption } => {
                let caption = caption.as_ref().map_or("", |it| it.expose().as_str());
                Phi::new(format!("[{media}] {caption}").trim_end().to_owned())
            }
            Self::IdentityChanged => Phi::new("[number changed]".to_owned()),
            Self::Stopped { .. } => Phi::new("[stopped messages]".to_owned()),
            Self::Resumed { .. } => Phi::new("[takes messages again]".to_owned()),
        }
    }
}

impl Thread {
    /// A thread on which nothing was said.
    #[must_use]
    pub fn new(clinic: ClinicId, identity: Identity) -> Self {
        let id = ThreadId::derive(&clinic, &identity.canonical_text());
        Self {
            clinic,
            id,
            identity,
            same_as: None,
            whatsapp_user: None,
            patients: Vec::new(),
            window_until: None,
            stops: Vec::new(),
            in_doubt_since: None,
            pair: Meter::default(),
            reached_at: None,
            asked: Vec::new(),
            inbound: Vec::new(),
            waiting: None,
        }
    }

    /// Whether free text is allowed on WhatsApp.
    #[must_use]
    pub fn window_is_open(&self, now: Timestamp) -> bool {
        self.window_until.is_some_and(|until| now < until)
    }

    /// Whether the person stopped messages of that purpose from our sender on that channel.
    #[must_use]
    pub fn is_stopped(&self, channel: Channel, purpose: Purpose) -> bool {
        self.stops.iter().any(|it| it.channel == channel && it.purpose.is_none_or(|about| about == purpose))
    }

    /// Whether a conversation started now would count as one more unique patient of the portfolio.
    #[must_use]
    pub fn counts_as_new(&self, now: Timestamp) -> bool {
        let day = SignedDuration::from_hours(WINDOW_HOURS);
        !self.window_is_open(now) && self.reached_at.is_none_or(|at| now.duration_since(at) >= day)
    }

    /// Takes a message to this person out of the rates, and remembers its question. Once per message and channel.
    pub fn admit(&self, spec: &MessageSpec, channel: Channel, now: Timestamp) -> Result<Self, Timestamp> {
        let mut next = self.clone();
        if channel == Channel::Whatsapp {
            next.pair = self.pair.take(PAIR, now)?;
            if spec.form == Form::Template && self.counts_as_new(now) {
                next.reached_at = Some(now);
            }
        }
        if spec.asks {
            next.asked.retain(|it| it.message != spec.id || it.channel != channel);
            next.asked.push(Asked {
                message: spec.id.clone(),
                channel,
                at: now,
                until: spec.not_after,
                answered: false,
            });
            let over = next.asked.len().saturating_sub(ASKED_MAX);
            next.asked.drain(..over);
        }
        Ok(next)
    }

    /// Notes a stop that a provider reported when a message was refused.
    #[must_use]
    pub fn stopped(
        &self,
        channel: Channel,
        purpose: Option<Purpose>,
        evidence: &str,
        now: Timestamp,
    ) -> Self {
        let mut next = self.clone();
        next.stop(channel, purpose, evidence, now);
        next
    }

    fn stop(&mut self, channel: Channel, purpose: Option<Purpose>, evidence: &str, now: Timestamp) {
        if !self.stops.iter().any(|it| it.channel == channel && it.purpose == purpose) {
            self.stops.push(Stop { channel, purpose, at: now, evidence: evidence.to_owned() });
        }
    }

    fn opens_window(&mut self, said: &Said, channel: Channel, at: Timestamp) {
        let spoke = matches!(said, Said::Tap { .. } | Said::Text { .. } | Said::Attachment { .. });
        if spoke && channel == Channel::Whatsapp {
            let until = at.checked_add(SignedDuration::from_hours(WINDOW_HOURS)).ok();
            self.window_until = self.window_until.max(until);
        }
    }

    fn heard(&mut self, id: &str, channel: Channel, said: &Said, now: Timestamp) -> (Ended, Vec<Effect>) {
        match said {
            Said::Tap { message, answer } => {
                (Ended::Applied, vec![self.answer(id, channel, message.clone(), *answer)])
            }
            Said::Text { text, quotes, carrier_answered } => {
                self.heard_words(id, channel, text, quotes.as_ref(), *carrier_answered, now)
            }
            Said::Attachment { .. } => self.queue(id, channel, Handover::Attachment, now),
            Said::IdentityChanged => {
                self.in_doubt_since = Some(now);
                self.waiting.get_or_insert(Waiting { since: now, why: Handover::IdentityChanged });
                (Ended::Queued, Vec::new())
            }
            Said::Stopped { purpose } => {
                self.stop(channel, *purpose, id, now);
                (Ended::Applied, Vec::new())
            }
            Said::Resumed { purpose } => {
                self.stops
                    .retain(|it| it.channel != channel || (purpose.is_some() && it.purpose != *purpose));
                (Ended::Applied, Vec::new())
            }
        }
    }

    fn heard_words(
        &mut self,
        id: &str,
        channel: Channel,
        text: &Phi<String>,
        quotes: Option<&MessageId>,
        carrier_answered: bool,
        now: Timestamp,
    ) -> (Ended, Vec<Effect>) {
        let open = self.open_questions(quotes, now);
        let answer = match understand(text.expose(), !open.is_empty(), &[]) {
            Intent::Confirm => Answer::Confirm,
            Intent::Reschedule => Answer::Reschedule,
            Intent::Cancel => Answer::Cancel,
            Intent::Talk => return self.queue(id, channel, Handover::Asked, now),
            Intent::StopAll => {
                self.stop(channel, None, id, now);
                let effects = if carrier_answered {
                    Vec::new()
                } else {
                    vec![self.reply("reply_stop", id, channel, now)]
                };
                return (Ended::Applied, effects);
            }
            Intent::Start => {
                self.stops.retain(|it| it.channel != channel);
                // Only a person lifts the doubt about whose number it is.
                if self.waiting.is_some_and(|it| it.why == Handover::SuspectedStop) {
                    self.in_doubt_since = None;
                }
                let effects = if carrier_answered {
                    Vec::new()
                } else {
                    vec![self.reply("reply_start", id, channel, now)]
                };
                return (Ended::Applied, effects);
            }
            Intent::Help if carrier_answered => return (Ended::AskedBack, Vec::new()),
            Intent::Help => return (Ended::AskedBack, vec![self.reply("reply_help", id, channel, now)]),
            Intent::SuspectedStop | Intent::WrongPerson => {
                self.in_doubt_since = Some(now);
                return self.queue(id, channel, Handover::SuspectedStop, now);
            }
            Intent::Emergency | Intent::Late | Intent::Complaint | Intent::Thanks | Intent::Unclear => {
                return self.queue(id, channel, Handover::NotUnderstood, now);
            }
        };
        match open.as_slice() {
            [message] => (Ended::Applied, vec![self.answer(id, channel, message.clone(), answer)]),
            [] => self.queue(id, channel, Handover::NotUnderstood, now),
            _ => self.queue(id, channel, Handover::Ambiguous, now),
        }
    }

    /// The questions that words may answer: the quoted one, else all that are still open.
    fn open_questions(&self, quotes: Option<&MessageId>, now: Timestamp) -> Vec<MessageId> {
        if let Some(quoted) = quotes.filter(|quoted| self.asked.iter().any(|it| it.message == **quoted)) {
            return vec![quoted.clone()];
        }
        let mut open: Vec<MessageId> = self
            .asked
            .iter()
            .filter(|it| !it.answered && now < it.until)
            .map(|it| it.message.clone())
            .collect();
        open.dedup();
        open
    }

    fn answer(&mut self, id: &str, channel: Channel, message: MessageId, answer: Answer) -> Effect {
        for asked in self.asked.iter_mut().filter(|it| it.message == message) {
            asked.answered = true;
        }
        Effect::Answer { cause: id.to_owned(), message, answer, channel, thread: self.id.clone() }
    }

    fn queue(&mut self, id: &str, channel: Channel, why: Handover, now: Timestamp) -> (Ended, Vec<Effect>) {
        let told_already = self.waiting.is_some();
        self.waiting.get_or_insert(Waiting { since: now, why });
        let effects =
            if told_already { Vec::new() } else { vec![self.reply("reply_person", id, channel, now)] };
        (Ended::Queued, effects)
    }

    fn reply(&self, template: &str, cause: &str, channel: Channel, now: Timestamp) -> Effect {
        let patient = match self.patients.as_slice() {
            [only] => Some(only.patient.clone()),
            _ => None,
        };
        let id = derived("msg", &[self.clinic.as_str(), self.id.as_str(), template, cause]);
        Effect::Say(Box::new(MessageSpec {
            id: MessageId::new(id).unwrap_or_else(|_| unreachable!("derived ids are valid")),
            clinic: self.clinic.clone(),
            to: Recipient::Thread { thread: self.id.clone(), patient },
            step: template.to_owned(),
            purpose: Purpose::Care,
            template: template.to_owned(),
            template_day: None,
            form: Form::Reply,
            channels: vec![channel],
            covers: Vec::new(),
            not_after: now
                .checked_add(SignedDuration::from_hours(REPLY_USEFUL_HOURS))
                .unwrap_or(Timestamp::MAX),
            asks: false,
            only_unanswered: false,
            undelivered_after_minutes: None,
            unread_after_minutes: None,
            only_after: None,
        }))
    }
}

#[cfg(test)]
mod tests;
