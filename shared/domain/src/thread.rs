//! A thread: the conversation with one identity.
//!
//! Guarantees: everything a patient writes ends as exactly one of applied, asked back, or in a person's queue; a
//! stop holds per channel and purpose until it is taken back; an answer binds to the message it answers. It does not
//! know appointments: an answer is passed on to the cases its message spoke for.
//!
//! | said \ open questions | one (or quoted) | none | several |
//! |---|---|---|---|
//! | tap | passed on | passed on | passed on |
//! | confirm, reschedule | passed on | a person's queue | asked back, naming them |
//! | cancel | passed on | asked back once, naming those told lately; else a person's queue | asked back, naming them |
//! | reschedule, cancel, also tapped, of several visits | asked back, naming them | – | asked back, naming them |
//! | confirm, cancel, naming another day than the visit's | asked back, naming it | a person's queue | asked back, naming them |
//! | another time, after *Reschedule* or saying when | times are offered | a person's queue | asked back, naming them |
//! | confirm, asking for something besides | passed on, and answered or a person's queue | a person's queue | asked back, naming them |
//! | talk, complaint, late | a person's queue | a person's queue | a person's queue |
//! | emergency | the number to call, and a person's queue before all others | the same | the same |
//! | stop, start | recorded, acknowledged | recorded, acknowledged | recorded, acknowledged |
//! | wrong person | nothing more is sent until a person has looked | the same | the same |
//! | help, a greeting, what the knowledge base answers | answered | answered | answered |
//! | thanks | noted | noted | noted |
//! | to be told of an earlier time, or not any more | passed on for the visit last spoken of; asked back where there are several | the same | the same |
//! | anything else | a person's queue | a person's queue | a person's queue |
//!
//! A mere number or yes that would answer an older question than the last goes to a person's queue where another time
//! was wanted since for that visit; so does a number while a person is waited for.
//!
//! Where no patient is known by the identity, what needs one is not for a person's queue at once: who writes is asked
//! first, in the way the clinic configured ([`Identifying`]).
//!
//! While a person of the clinic holds the thread ([`desk`]), words go to them: the assistant is quiet but for an
//! emergency and the words of the law. What comes up and no words tell, such as a booking that the clinic's system
//! never confirmed, is shown to them, and waits on when they let go.

mod app;
mod deleted;
pub mod desk;
mod event;
mod heard;
mod identify;
mod law;
mod open;
mod person;
mod reach;
mod speech;
mod stops;
mod ties;
mod times;
mod which;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use app::{APP_AGENT, APP_HOLD_HOURS};
pub use event::{Aside, CarrierWord, Effect, Event, Labelled, OneOfSeveral, Quoted, Said};
pub use identify::{
    AGAIN_TEMPLATE, CODE_TEMPLATE, CONTACT_TEMPLATE, Claim, Found, IDENTIFIED_TEMPLATE, Identifying, Proof,
    TRIES_MAX,
};
pub use open::{ASKED_MAX, Asked, SPOKE_OF_MAX};
pub use person::Waiting;
pub use reach::{Reach, WINDOW_HOURS};
pub use speech::{
    CHOICES_MAX, Choice, MENU_TEMPLATE, Meaning, NO_MORE_TEMPLATE, NURSE_TEMPLATE, SPOKEN_TEMPLATE, Speaker,
    Spoken, TITLE_CHARS_MAX, UNLIKE_TEMPLATE, menu,
};
pub use stops::Stop;
pub use ties::{HandedOn, LINKS_MAX, Link};

use crate::bounded::{keep_bytes, keep_count};
use crate::case::Handover;
use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::delivery::Channel;
use crate::ids::{CaseId, ClinicId, MessageId, PatientId, ThreadId};
use crate::language::Language;
use crate::message::Form;
use crate::phi::Phi;
use crate::phone::Identity;
use crate::rate::Meter;

/// Most messages of the patient remembered, against repeats (Meta redelivers for 7 days) and for staff.
pub const INBOUND_MAX: usize = 100;
/// Most of what the patient wrote that is remembered, in bytes, so that a thread always fits its item: the oldest goes.
pub const INBOUND_BYTES_MAX: usize = 60_000;

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
    /// The message or report that showed user id and number together.
    #[serde(default)]
    pub same_as_evidence: Option<String>,
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
    /// What is in doubt is not whose the identity is, but only whether they want to be written to.
    #[serde(default)]
    pub stop_suspected: bool,
    /// The rate to this person on WhatsApp.
    pub pair: Meter,
    /// When a conversation started by us last counted towards the portfolio's limit.
    pub reached_at: Option<Timestamp>,
    /// Questions asked, newest last.
    pub asked: Vec<Asked>,
    /// The cases that were last spoken of, newest last: what words without a question are about.
    #[serde(default)]
    pub spoke_of: Vec<CaseId>,
    /// What the person wrote, newest last.
    pub inbound: Vec<Received>,
    /// What was said to them in other words than a template's, and what they can choose, newest last.
    #[serde(default)]
    pub spoken: Vec<Spoken>,
    /// Waiting for a person of the clinic; while one holds it, for what came up since, of which no words of the
    /// conversation tell.
    pub waiting: Option<Waiting>,
    /// Held by a person of the clinic; the assistant is quiet.
    #[serde(default)]
    pub held: Option<desk::Held>,
    /// A person of the clinic owes an answer by then.
    #[serde(default)]
    pub answer_by: Option<Timestamp>,
    /// That time passed without one.
    #[serde(default)]
    pub overdue: bool,
    /// What agents did, newest last.
    #[serde(default)]
    pub acts: Vec<desk::Acted>,
    /// Somebody whom nobody knows is asked who they are.
    #[serde(default)]
    pub identifying: Option<Identifying>,
    /// When what they told of themselves was of no use, newest last.
    #[serde(default)]
    pub misses: Vec<Timestamp>,
    /// Patients that staff say it is not the number of.
    #[serde(default)]
    pub not_patients: Vec<PatientId>,
    /// What was deleted that is not heard yet, newest last, by the provider's ids: its webhooks come in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deleted_early: Vec<String>,
    /// Answers that did not reach the person and of which one of the clinic knows, newest last: reports repeat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unheard: Vec<MessageId>,
}

/// Something the person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The provider's id: a repeat is recognised by it.
    pub id: String,
    /// The id of what it is another wording of: who deletes that deletes both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewrites: Option<String>,
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

/// The next state of a thread, which is opened when nobody wrote before.
pub fn decide(
    thread: Option<&Thread>,
    clinic: &Clinic,
    identity: &Identity,
    event: &Event,
    now: Timestamp,
) -> Decision<Thread, Effect> {
    let mut next = thread.cloned().unwrap_or_else(|| Thread::new(clinic.id.clone(), identity.clone()));
    match event {
        Event::Linked { patient, evidence } => {
            if next.patients.iter().any(|it| it.patient == *patient) || next.patients.len() >= LINKS_MAX {
                return Decision::stale();
            }
            next.patients.push(Link { patient: patient.clone(), at: now, evidence: evidence.clone() });
            next.not_patients.retain(|it| it != patient);
            next.identifying = None;
            Decision::applied(next, Vec::new())
        }
        Event::Unlinked { patient } => {
            if !next.patients.iter().any(|it| it.patient == *patient) {
                return Decision::stale();
            }
            next.patients.retain(|it| it.patient != *patient);
            if next.patients.is_empty() {
                // Whoever has the number now was asked nothing.
                next.asked.iter_mut().for_each(|it| it.answered = true);
            }
            Decision::applied(next, Vec::new())
        }
        Event::Unheard { message } => next.unheard(message, clinic, now),
        Event::HandedOver { why, cause } => {
            if next.app_lets_go(now) && next.waiting.is_some() {
                // It waits for a person already.
                return Decision::applied(next, Vec::new());
            }
            next.handed_over(*why, cause.as_deref(), clinic, now)
        }
        Event::Woken => {
            if next.answer_by.is_none_or(|by| by > now) {
                return Decision::stale();
            }
            next.answer_by = None;
            next.overdue = true;
            Decision::applied(next, Vec::new())
        }
        Event::Deleted { id, ours } => next.deleted(id, ours.as_ref()),
        Event::Called { call, language } => next.as_of(now).called(call, *language, clinic, now),
        Event::Echoed { id, at, text } => {
            let message = next.message_id(SPOKEN_TEMPLATE, id);
            if next.spoken_in(&message).is_some() {
                return Decision::stale();
            }
            let by = Speaker::Agent(APP_AGENT.to_owned());
            let text = next.unless_deleted(id, text.clone());
            next.remember(Spoken::new(message, Some(text), Vec::new(), by, *at));
            next.app_holds(now);
            next.answered_by_person();
            Decision::applied(next, Vec::new())
        }
        Event::Speak { cause, template, body, choices, channel, covers, patient } => {
            let message = next.message_id(template, cause);
            let repeated = next.spoken.iter().any(|it| it.message == message);
            let effect = next.says(
                Spoken::new(message, body.clone(), choices.clone(), Speaker::Assistant, now),
                template,
                *channel,
                (covers.clone(), patient.clone()),
                now,
            );
            if repeated { Decision::repeated(vec![effect]) } else { Decision::applied(next, vec![effect]) }
        }
        Event::Wrote { id, rewrites, at, channel, said, whatsapp_user, aside } => {
            if let Some(known) = next.inbound.iter().find(|it| it.id == *id) {
                return Decision::repeated(known.effects.clone());
            }
            next.app_lets_go(now);
            next.opens_window(said, *channel, *at);
            if let Some(user) = whatsapp_user {
                next.whatsapp_user = Some(user.clone());
            }
            let heard = heard::Heard { id, at: *at, channel: *channel, aside, clinic, now };
            let (ended, effects) = next.hear(&heard, said);
            let text = next.shown((id, rewrites.as_deref()), said, aside.tapped.as_ref());
            next.inbound.push(Received {
                id: id.clone(),
                rewrites: rewrites.clone(),
                at: *at,
                channel: *channel,
                text,
                ended,
                effects: effects.clone(),
            });
            keep_count(&mut next.inbound, INBOUND_MAX);
            keep_bytes(&mut next.inbound, INBOUND_BYTES_MAX, |it| it.text.expose().len());
            Decision::applied(next, effects)
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
            same_as_evidence: None,
            whatsapp_user: None,
            patients: Vec::new(),
            window_until: None,
            stops: Vec::new(),
            in_doubt_since: None,
            stop_suspected: false,
            pair: Meter::default(),
            reached_at: None,
            asked: Vec::new(),
            spoke_of: Vec::new(),
            inbound: Vec::new(),
            spoken: Vec::new(),
            waiting: None,
            held: None,
            answer_by: None,
            overdue: false,
            acts: Vec::new(),
            identifying: None,
            misses: Vec::new(),
            not_patients: Vec::new(),
            deleted_early: Vec::new(),
            unheard: Vec::new(),
        }
    }

    /// Whether that was heard and decided before.
    #[must_use]
    pub fn has_heard(&self, id: &str) -> bool {
        self.inbound.iter().any(|it| it.id == id)
    }

    /// Who calls is sent the menu; whom nobody knows, or cannot be sent it, is called back by a person.
    fn called(
        mut self,
        call: &str,
        language: Language,
        clinic: &Clinic,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let message = self.message_id(MENU_TEMPLATE, call);
        let repeated = self.spoken_in(&message).is_some();
        let choices = menu(clinic, language);
        let known = self.patients.first().map(|it| it.patient.clone());
        let (Some(patient), false, None) = (known, choices.is_empty(), &self.held) else {
            self.wait(Handover::Called, clinic, now);
            return Decision::applied(self, Vec::new());
        };
        let spoken = Spoken::new(message, None, choices, Speaker::Assistant, now);
        let mut effect = self.says(spoken, MENU_TEMPLATE, Channel::Whatsapp, (None, Some(patient)), now);
        if let Effect::Say(spec) = &mut effect {
            spec.form = if self.window_is_open(now) { Form::Reply } else { Form::Template };
            spec.channels = vec![Channel::Whatsapp, Channel::Sms];
        }
        if repeated { Decision::repeated(vec![effect]) } else { Decision::applied(self, vec![effect]) }
    }
}

#[cfg(test)]
mod tests;
