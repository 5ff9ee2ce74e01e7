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
//! | confirm, cancel, naming the day of one visit alone | passed on | asked back, naming it | passed on |
//! | reschedule, cancel, also tapped, of several visits | asked back, naming them | – | asked back, naming them |
//! | confirm, cancel, naming another day than the visit's | asked back, naming it | a person's queue | asked back, naming them |
//! | another time, after *Reschedule* or saying when | times are offered | a person's queue | asked back, naming them |
//! | confirm, asking for something besides | passed on, and answered or a person's queue | a person's queue | asked back, naming them |
//! | talk, complaint, late | a person's queue | a person's queue | a person's queue |
//! | emergency | the number to call, and a person's queue before all others | the same | the same |
//! | stop, start | recorded, acknowledged | recorded, acknowledged | recorded, acknowledged |
//! | wrong person | nothing more is sent until a person has looked | the same | the same |
//! | help, a greeting, what the knowledge base answers | answered | answered | answered |
//! | when their visit is, with whom, where | told as it stands; else a person's queue | the same | the same |
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
//! emergency and the words of the law. What comes up without words, such as a booking that the clinic's system never
//! confirmed, is shown to them, and goes on waiting when they let go.

mod app;
mod deleted;
pub mod desk;
mod earlier;
mod event;
mod heard;
mod identify;
mod law;
mod open;
mod person;
mod rating;
mod reach;
mod speech;
mod stops;
mod ties;
mod times;
mod visits;
mod which;
mod words;

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
pub(crate) use person::is_emergency_answer;
pub use reach::{Reach, WINDOW_HOURS};
pub use speech::{
    CHOICES_MAX, Choice, MENU_TEMPLATE, Meaning, NO_MORE_TEMPLATE, NURSE_TEMPLATE, SPOKEN_TEMPLATE, Speaker,
    Spoken, TITLE_CHARS_MAX, UNLIKE_TEMPLATE, menu,
};
pub use stops::Stop;
pub use ties::{HandedOn, LINKS_MAX, Link};
pub use visits::{TheirVisits, VISIT_TEMPLATE, VISITS_TEMPLATE, VisitsAsked};

use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::delivery::Channel;
use crate::ids::{CaseId, ClinicId, MessageId, PatientId, ThreadId};
use crate::phi::Phi;
use crate::phone::Identity;
use crate::rate::Meter;

/// Most messages of the patient remembered, against repeats (Meta redelivers for 7 days) and for staff.
pub const INBOUND_MAX: usize = 100;

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
    /// The rate of answers to this person that are counted with no patient.
    #[serde(default, skip_serializing_if = "Meter::is_unused")]
    pub answers: Meter,
    /// When a conversation started by us last counted towards the portfolio's limit.
    pub reached_at: Option<Timestamp>,
    /// Questions asked, newest last.
    pub asked: Vec<Asked>,
    /// When a campaign last spoke to them: a mere yes after it may be to that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign_at: Option<Timestamp>,
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
    /// Answers that, as far as is known, did not reach the person, and of which one of the clinic knows, newest last:
    /// reports repeat.
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
    /// What it called for; published again when it comes again. Empty of those that many others came after.
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
    let next = thread.cloned().unwrap_or_else(|| Thread::new(clinic.id.clone(), identity.clone()));
    match event {
        Event::Linked { patient, evidence } => next.linked(patient, evidence, now),
        Event::Unlinked { patient } => next.unlinked(patient),
        Event::Unheard { message } => next.unheard(message, clinic, now),
        Event::HandedOver { why, cause } => next.needs_person(*why, cause.as_deref(), clinic, now),
        Event::Woken => next.woken(now),
        Event::Deleted { id, ours } => next.deleted(id, ours.as_ref()),
        Event::Called { call, language } => next.as_of(now).called(call, *language, clinic, now),
        Event::Echoed { id, at, text } => next.echoed(id, *at, text, now),
        Event::Speak { .. } => next.speaks(event, now),
        Event::Wrote { .. } => next.wrote(event, clinic, now),
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
            answers: Meter::default(),
            reached_at: None,
            asked: Vec::new(),
            campaign_at: None,
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
}

#[cfg(test)]
mod tests;
