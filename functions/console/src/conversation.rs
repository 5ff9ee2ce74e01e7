//! What the API shows of threads: in lists, and whole with what a person must know before answering.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::case::{Answer, Case, Handover, Skill};
use domain::delivery::Channel;
use domain::ids::{MessageId, PatientId};
use domain::language::Language;
use domain::message::{About, Message};
use domain::patient::Patient;
use domain::phone::Identity;
use domain::slot::Slot;
use domain::thread::desk::Acted;
use domain::thread::{Effect, Ended, Link, Received, Speaker, Spoken, Thread};
use jiff::Timestamp;
use jiff::civil::DateTime;
use ports::records::message_key;
use ports::table::Key;
use serde::Serialize;

use crate::view;

/// How many of a thread's last messages are shown in a list.
const THREAD_LAST: usize = 5;

#[derive(Serialize)]
pub(crate) struct Listed<'a> {
    threads: Vec<ThreadView<'a>>,
    names: BTreeMap<PatientId, String>,
    next: Option<String>,
}

impl<'a> Listed<'a> {
    pub(crate) fn of(
        threads: &'a [Thread],
        names: BTreeMap<PatientId, String>,
        next: Option<String>,
    ) -> Self {
        Self { threads: threads.iter().map(ThreadView::of).collect(), names, next }
    }
}

/// What is behind a number.
#[derive(Serialize)]
pub(crate) struct Found<'a> {
    threads: Vec<ThreadView<'a>>,
    appointments: Vec<Appointment<'a>>,
    names: BTreeMap<PatientId, String>,
}

impl<'a> Found<'a> {
    pub(crate) fn of(threads: &'a [Thread], cases: &'a [Case], names: BTreeMap<PatientId, String>) -> Self {
        let threads = threads.iter().map(ThreadView::of).collect();
        Self { threads, appointments: cases.iter().map(Appointment::of).collect(), names }
    }
}

/// The messages of a conversation: the questions asked, and what was said because of something that the person wrote or
/// an agent did.
pub(crate) fn messages_of(thread: &Thread) -> Vec<Key> {
    let asked = thread.asked.iter().map(|it| &it.message);
    let spoken = thread.spoken.iter().map(|it| &it.message);
    let heard = thread.inbound.iter().flat_map(|it| &it.effects);
    let effects = heard.chain(thread.acts.iter().flat_map(|it| &it.effects));
    let mut seen = BTreeSet::new();
    let all = asked.chain(spoken).chain(effects.filter_map(said));
    all.filter(|it| seen.insert(*it)).map(message_key).collect()
}

/// The message that an effect says.
fn said(effect: &Effect) -> Option<&MessageId> {
    match effect {
        Effect::Say(spec) => Some(&spec.id),
        _ => None,
    }
}

/// The slot that a message offers, as it does.
fn offered(message: &Message, slots: &[Slot], language: Language) -> Option<String> {
    let id = message.spec.slot.as_ref().filter(|_| message.spec.about == About::Offer)?;
    let slot = slots.iter().find(|it| it.id == *id)?.clone();
    Some(slot.said_in(&message.spec.id).in_words(language).into_exposed())
}

#[derive(Serialize)]
struct ThreadView<'a> {
    id: &'a str,
    state: &'static str,
    since: Option<Timestamp>,
    reason: Option<Handover>,
    skill: Option<Skill>,
    urgent: bool,
    overdue: bool,
    agent: Option<&'a str>,
    patients: Vec<&'a str>,
    /// On which channels nothing is wanted.
    stopped: Vec<&'static str>,
    last: Vec<SaidView<'a>>,
}

impl<'a> ThreadView<'a> {
    fn of(thread: &'a Thread) -> Self {
        let waiting = thread.needed_for();
        let last = thread.inbound.len().saturating_sub(THREAD_LAST);
        let state = match (&thread.held, thread.waiting) {
            (Some(_), _) => "with_person",
            (None, Some(_)) => "waiting_for_person",
            (None, None) => "assistant",
        };
        Self {
            id: thread.id.as_str(),
            state,
            since: thread.held.as_ref().map(|it| it.since).or(waiting.map(|it| it.since)),
            reason: waiting.map(|it| it.why),
            skill: waiting.map(|it| it.why.skill()),
            urgent: waiting.is_some_and(|it| it.why == Handover::Emergency),
            overdue: thread.overdue,
            agent: thread.held.as_ref().map(|it| it.agent.as_str()),
            patients: thread.patients.iter().map(|it| it.patient.as_str()).collect(),
            stopped: Channel::ALL
                .into_iter()
                .filter(|channel| thread.stops.iter().any(|it| it.is_of_all(*channel)))
                .map(Channel::as_str)
                .collect(),
            last: thread.inbound[last..].iter().map(SaidView::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct SaidView<'a> {
    at: Timestamp,
    channel: &'static str,
    text: &'a str,
    ended: Ended,
}

impl<'a> SaidView<'a> {
    fn of(received: &'a Received) -> Self {
        Self {
            at: received.at,
            channel: received.channel.as_str(),
            text: received.text.expose(),
            ended: received.ended,
        }
    }
}

/// A thread whole.
#[derive(Serialize)]
pub(crate) struct Conversation<'a> {
    #[serde(flatten)]
    thread: ThreadView<'a>,
    identity: IdentityView<'a>,
    /// Free text is allowed on WhatsApp until then.
    window_until: Option<Timestamp>,
    in_doubt_since: Option<Timestamp>,
    people: Vec<Person<'a>>,
    appointments: Vec<Appointment<'a>>,
    lines: Vec<Line<'a>>,
    acts: Vec<ActView<'a>>,
}

/// Whom the conversation is with. Who is on no record can be called back at this number alone.
#[derive(Serialize)]
struct IdentityView<'a> {
    kind: &'static str,
    /// None where WhatsApp shows a user id and nothing that can be called or written to from elsewhere.
    address: Option<&'a str>,
}

#[derive(Serialize)]
struct Person<'a> {
    id: &'a str,
    name: String,
    language: Option<Language>,
    /// Since when the number is taken for theirs.
    since: Option<Timestamp>,
    /// The event that said so, or the facts they were known by.
    evidence: Option<&'a str>,
}

#[derive(Serialize)]
struct Appointment<'a> {
    id: &'a str,
    patient: &'a str,
    state: &'static str,
    start: Timestamp,
    local_start: DateTime,
    time_zone: &'a str,
    answer: Option<Answer>,
}

#[derive(Serialize)]
struct ActView<'a> {
    at: Timestamp,
    agent: &'a str,
    act: &'a str,
    note: Option<&'a str>,
}

/// Something said, by either side.
#[derive(Serialize)]
struct Line<'a> {
    at: Timestamp,
    from: &'static str,
    agent: Option<&'a str>,
    channel: Option<&'static str>,
    text: Option<&'a str>,
    /// The step or template, where the words are a template's.
    template: Option<&'a str>,
    /// What the person can choose, or the slot that they are offered.
    choices: Vec<Cow<'a, str>>,
    ended: Option<Ended>,
    status: Option<&'static str>,
}

impl<'a> Conversation<'a> {
    pub(crate) fn of(
        thread: &'a Thread,
        people: &'a [Patient],
        cases: &'a [Case],
        messages: &'a [Message],
        slots: &[Slot],
        language: Language,
    ) -> Self {
        let heard = thread.inbound.iter().map(Line::heard);
        let sent = |it: &MessageId| messages.iter().find(|message| message.spec.id == *it);
        let spoken = thread.spoken.iter().map(|it| Line::spoken(it, sent(&it.message)));
        let told = messages.iter().filter(|it| thread.spoken_in(&it.spec.id).is_none());
        let told = told.map(|it| Line {
            choices: offered(it, slots, language).into_iter().map(Cow::Owned).collect(),
            ..Line::told(it, thread)
        });
        let mut lines: Vec<Line<'_>> = heard.chain(spoken).chain(told).collect();
        lines.sort_by_key(|it| it.at);
        Self {
            thread: ThreadView::of(thread),
            identity: IdentityView::of(&thread.identity),
            window_until: thread.window_until,
            in_doubt_since: thread.in_doubt_since,
            people: people.iter().map(|it| Person::of(it, thread)).collect(),
            appointments: cases.iter().map(Appointment::of).collect(),
            lines,
            acts: thread.acts.iter().map(ActView::of).collect(),
        }
    }
}

impl<'a> IdentityView<'a> {
    fn of(identity: &'a Identity) -> Self {
        let (kind, address) = match identity {
            Identity::Phone(number) => ("phone", Some(number.expose())),
            Identity::Email(address) => ("email", Some(address.expose().as_str())),
            Identity::WhatsappUser(_) => ("whatsapp_user", None),
        };
        Self { kind, address }
    }
}

impl<'a> Person<'a> {
    fn of(patient: &'a Patient, thread: &'a Thread) -> Self {
        let is_theirs = |it: &&Link| it.patient == patient.id || patient.aliases.contains(&it.patient);
        let link = thread.patients.iter().find(is_theirs);
        Self {
            id: patient.id.as_str(),
            name: view::name_of(patient),
            language: patient.language,
            since: link.map(|it| it.at),
            evidence: link.map(|it| it.evidence.as_str()),
        }
    }
}

impl<'a> Appointment<'a> {
    fn of(case: &'a Case) -> Self {
        Self {
            id: case.id.as_str(),
            patient: case.patient.as_str(),
            state: case.state.as_str(),
            start: case.anchor.at,
            local_start: case.anchor.local,
            time_zone: case.anchor.zone.as_str(),
            answer: case.answer,
        }
    }
}

impl<'a> ActView<'a> {
    fn of(acted: &'a Acted) -> Self {
        Self {
            at: acted.at,
            agent: &acted.agent,
            act: &acted.act,
            note: acted.note.as_ref().map(|it| it.expose().as_str()),
        }
    }
}

impl<'a> Line<'a> {
    const fn new(at: Timestamp, from: &'static str) -> Self {
        Self {
            at,
            from,
            agent: None,
            channel: None,
            text: None,
            template: None,
            choices: Vec::new(),
            ended: None,
            status: None,
        }
    }

    fn heard(received: &'a Received) -> Self {
        Self {
            channel: Some(received.channel.as_str()),
            text: Some(received.text.expose()),
            ended: Some(received.ended),
            ..Self::new(received.at, "patient")
        }
    }

    fn spoken(spoken: &'a Spoken, message: Option<&'a Message>) -> Self {
        let (from, agent) = match &spoken.by {
            Speaker::Assistant => ("assistant", None),
            Speaker::Agent(agent) => ("agent", Some(agent.as_str())),
        };
        let line = Self {
            agent,
            text: spoken.body.as_ref().map(|it| it.expose().as_str()),
            choices: spoken.choices.iter().map(|it| Cow::Borrowed(it.title.expose().as_str())).collect(),
            ..Self::new(spoken.at, from)
        };
        let Some(message) = message else { return line };
        let template = line.text.is_none().then_some(message.spec.step.as_str());
        Self { template, ..line }.sent_as(message)
    }

    /// A message in a template's words; an agent's, if one of them chose it.
    fn told(message: &'a Message, thread: &'a Thread) -> Self {
        let chose = |it: &&Acted| it.effects.iter().filter_map(said).any(|id| *id == message.spec.id);
        let agent = thread.acts.iter().find(chose).map(|it| it.agent.as_str());
        let from = if agent.is_some() { "agent" } else { "assistant" };
        Self { agent, template: Some(&message.spec.step), ..Self::new(message.created_at, from) }
            .sent_as(message)
    }

    /// By which channel it went, or goes, and what became of it there.
    fn sent_as(self, message: &Message) -> Self {
        let best = view::furthest(message);
        let channel = best.map(|it| it.channel).or_else(|| message.channel());
        Self { channel: channel.map(Channel::as_str), status: best.map(|it| it.status.as_str()), ..self }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::delivery::Purpose;
    use domain::ids::ClinicId;
    use domain::phone::E164;

    use super::*;

    #[test]
    fn what_staff_can_take_back_is_shown_as_stopped_and_nothing_else() {
        let now: Timestamp = "2026-12-02T12:00:00Z".parse().unwrap();
        let identity = Identity::Phone(E164::new("+5491150001111").unwrap());
        let thread = Thread::new(ClinicId::new("sol").unwrap(), identity)
            .stopped(Channel::Whatsapp, Some(Purpose::Marketing), "w1", now)
            .stopped(Channel::Sms, None, "s1", now);
        assert_eq!(ThreadView::of(&thread).stopped, ["sms"]);
    }
}
