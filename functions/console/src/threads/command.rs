//! What people of the clinic do with a conversation.
//!
//! Agents are names that the caller vouches for; the clinic's key is what is checked. A command is repeated harmlessly
//! under the same `Idempotency-Key`.

use std::slice;

use domain::clinic::Clinic;
use domain::decision::{Decision, Outcome};
use domain::delivery::Channel;
use domain::ids::{PatientId, ThreadId, derived};
use domain::phi::Phi;
use domain::thread::desk::{
    self, AGENT_CHARS_MAX, Act, Agent, OUTCOME_CHARS_MAX, REPLY_CHARS_MAX, Refused, WHY_CHARS_MAX,
};
use domain::thread::{Effect, Thread};
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::commit::{commit, commit_change, load};
use ports::publish::publish;
use ports::records::{agent_key, thread_key};
use ports::wire::ToOutbound;
use ports::{PortError, Ports};
use serde::Deserialize;

use super::{of_clinic, shown};
use crate::load as read;
use crate::unanswered::{Unanswered, not_found};

/// Longest idempotency key, in characters.
const KEY_CHARS_MAX: usize = 128;

/// What a command carries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    #[serde(default)]
    agent: String,
    #[serde(default)]
    text: Option<Phi<String>>,
    #[serde(default)]
    template: Option<String>,
    #[serde(default)]
    patient: Option<PatientId>,
    #[serde(default)]
    outcome: Option<Phi<String>>,
    #[serde(default)]
    not_patients: Vec<PatientId>,
    #[serde(default)]
    channel: Option<Channel>,
    #[serde(default)]
    why: Option<Phi<String>>,
}

/// `POST /v1/threads/{id}/{verb}`, by whom the caller says, or by the person whose account it is.
pub(crate) async fn act<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    id: &str,
    verb: &str,
    person: Option<&str>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let command = command(request, person)?;
    let Some(act) = act_of(verb, &command)? else { return Ok(not_found()) };
    let Some(thread) = of_clinic(ports, clinic, id).await? else { return Ok(not_found()) };
    let thread = where_known(ports, thread, &act).await?;
    let act = as_linked(ports, clinic, &thread, act).await?;
    let key = key_of(request, &thread, &command.agent, verb, &act, now);
    if act == Act::Take && !reserve(ports, clinic, &command.agent, &thread.id).await? {
        let text = format!("{} conversations are the most at a time", clinic.policy.agent_threads_max);
        return Ok(Response::error(409, "agent_full", &text));
    }
    let decided = commit(ports, &thread_key(&thread.id), |known: Option<&Thread>| {
        let known = known.unwrap_or(&thread);
        let asked = desk::Command { key: &key, agent: &command.agent, act: &act };
        let decided = desk::decide(known, clinic, asked, now);
        decided.map(wakes_nobody).map_err(Stopped::Refused)
    })
    .await;
    let committed = match decided {
        Ok(committed) => committed,
        Err(Stopped::Port(error)) => return Err(error.into()),
        Err(Stopped::Refused(refused)) => {
            if act == Act::Take {
                leaves(ports, clinic, &command.agent, slice::from_ref(&thread.id)).await?;
            }
            return Ok(refusal(&refused));
        }
    };
    let say = |effect| match effect {
        Effect::Say(spec) => Some(ToOutbound::Say { spec }),
        _ => None,
    };
    let outbound: Vec<ToOutbound> = committed.effects.into_iter().filter_map(say).collect();
    publish(ports.queue(), clinic.id.as_str(), &outbound).await?;
    if matches!(act, Act::Return | Act::Close { .. }) {
        leaves(ports, clinic, &command.agent, slice::from_ref(&thread.id)).await?;
    }
    shown(ports, clinic, &committed.state.unwrap_or(thread), now).await
}

/// The conversation whose patients an act is about: whom staff untie from a user id that has handed them on is known by
/// its number.
async fn where_known<P: Ports>(ports: &P, thread: Thread, act: &Act) -> Result<Thread, PortError> {
    let unties = matches!(act, Act::Verify { not, .. } if !not.is_empty());
    let number = thread.same_as.clone().filter(|_| unties && thread.patients.is_empty());
    let Some(number) = number else { return Ok(thread) };
    Ok(load(ports, &thread_key(&number)).await?.unwrap_or(thread))
}

/// The act with its patients as the thread knows them: of records that became one, staff see the one that stands.
async fn as_linked<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    act: Act,
) -> Result<Act, PortError> {
    let named: &[PatientId] = match &act {
        Act::Template { patient, .. } => patient.as_slice(),
        Act::Verify { not, .. } => not,
        _ => &[],
    };
    if named.is_empty() {
        return Ok(act);
    }
    let mut linked = Vec::new();
    for link in &thread.patients {
        let standing = read::patient(ports, clinic, &link.patient).await?;
        let is_named = standing.is_some_and(|it| named.contains(&it.id));
        if is_named && !named.contains(&link.patient) {
            linked.push(link.patient.clone());
        }
    }
    Ok(match act {
        Act::Template { name, patient, .. } => {
            let is_linked = thread.patients.iter().any(|it| Some(&it.patient) == patient.as_ref());
            let linked = if is_linked { None } else { linked.pop() };
            Act::Template { name, patient, linked }
        }
        Act::Verify { not, .. } => Act::Verify { not, linked },
        other => other,
    })
}

/// No act gives a thread a wake-up that it had not before. So a repeated one, whose effects are given again, has none
/// to make sure of; and this function has no timer to do it with.
fn wakes_nobody(decided: Decision<Thread, Effect>) -> Decision<Thread, Effect> {
    match decided.outcome {
        Outcome::Repeated => Decision { outcome: Outcome::Stale, ..decided },
        Outcome::Applied | Outcome::Stale => decided,
    }
}

fn command(request: &Request<'_>, person: Option<&str>) -> Result<Command, Response> {
    let invalid = |text: &str| Response::error(400, "invalid_command", text);
    let mut command: Command = request.object().map_err(|error| {
        invalid(&format!("a command is a JSON object with `agent` and what its address takes; {error}"))
    })?;
    // A space at its end would make somebody else of them.
    command.agent = person.unwrap_or(&command.agent).trim().to_owned();
    if !fits(&command.agent, AGENT_CHARS_MAX) {
        return Err(invalid("`agent` is the name somebody works under, of 1 to 64 characters"));
    }
    // Whether or not the act takes them.
    let texts = [
        ("text", &command.text, REPLY_CHARS_MAX),
        ("outcome", &command.outcome, OUTCOME_CHARS_MAX),
        ("why", &command.why, WHY_CHARS_MAX),
    ];
    for (name, text, chars_max) in texts {
        if text.as_ref().is_some_and(|it| !fits(it.expose(), chars_max)) {
            let bounds = format!("1 to {chars_max} characters, some of them no spaces");
            return Err(invalid(&format!("`{name}` has {bounds}, or is left out")));
        }
    }
    idempotency_key(request).map_err(invalid)?;
    Ok(command)
}

/// The key that the caller gave a command, if there is one.
pub(crate) fn idempotency_key<'a>(request: &'a Request<'_>) -> Result<Option<&'a str>, &'static str> {
    match request.header("idempotency-key") {
        Some(key) if !(1..=KEY_CHARS_MAX).contains(&key.chars().count()) => {
            Err("an Idempotency-Key has 1 to 128 characters")
        }
        key => Ok(key),
    }
}

fn act_of(verb: &str, command: &Command) -> Result<Option<Act>, Response> {
    let invalid = |text: &str| Response::error(400, "invalid_command", text);
    Ok(Some(match verb {
        "take" => Act::Take,
        "return" => Act::Return,
        "close" => Act::Close { outcome: command.outcome.clone() },
        "verify" => Act::Verify { not: command.not_patients.clone(), linked: Vec::new() },
        "reply" => match (&command.text, &command.template) {
            (Some(text), None) => Act::Reply(text.clone()),
            (None, Some(name)) => {
                Act::Template { name: name.clone(), patient: command.patient.clone(), linked: None }
            }
            _ => return Err(invalid("a reply has either `text` or `template`")),
        },
        "stop" | "resume" => match (command.channel, &command.why) {
            (Some(channel), Some(why)) => {
                let why = why.clone();
                if verb == "stop" { Act::Stop { channel, why } } else { Act::Resume { channel, why } }
            }
            _ => return Err(invalid("`channel` and `why` are needed")),
        },
        _ => return Ok(None),
    }))
}

fn fits(text: &str, chars_max: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= chars_max
}

/// The caller's key; without one, the same command at the same instant is one command.
fn key_of(
    request: &Request<'_>,
    thread: &Thread,
    agent: &str,
    verb: &str,
    act: &Act,
    now: Timestamp,
) -> String {
    if let Some(key) = request.header("idempotency-key") {
        return derived("key", &[agent, verb, key]);
    }
    let now = now.to_string();
    let parts: Vec<&str> = [thread.id.as_str(), agent, now.as_str()].into_iter().chain(act.asks()).collect();
    derived("key", &parts)
}

fn refusal(refused: &Refused) -> Response {
    let (status, code) = match refused {
        Refused::HeldBy(_) => (409, "held_by_another"),
        Refused::NotHeld => (409, "not_held"),
        Refused::WindowClosed => (409, "window_closed"),
        Refused::TooLong => (400, "invalid_command"),
        Refused::NoSuchTemplate => (422, "no_such_template"),
        Refused::WhichPatient => (422, "which_patient"),
        Refused::InDoubt => (409, "in_doubt"),
        Refused::Stopped => (409, "stopped"),
        Refused::StopSuspected => (409, "stop_suspected"),
        Refused::NotStopped => (409, "not_stopped"),
        Refused::KeyTaken => (409, "key_taken"),
    };
    Response::error(status, code, &refused.to_string())
}

enum Stopped {
    Port(PortError),
    Refused(Refused),
}

impl From<PortError> for Stopped {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

/// Takes room for one more conversation. A full agent's list is checked against the threads first: a crash between two
/// writes may have left one in it that is long closed.
async fn reserve<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    agent: &str,
    thread: &ThreadId,
) -> Result<bool, PortError> {
    if takes(ports, clinic, agent, thread).await? {
        return Ok(true);
    }
    let Some(known): Option<Agent> = load(ports, &agent_key(&clinic.id, agent)).await? else {
        return Ok(false);
    };
    let mut gone = Vec::new();
    for id in &known.threads {
        let held: Option<Thread> = load(ports, &thread_key(id)).await?;
        let still = held.and_then(|it| it.held).is_some_and(|it| it.agent == agent);
        if !still {
            gone.push(id.clone());
        }
    }
    if gone.is_empty() {
        return Ok(false);
    }
    leaves(ports, clinic, agent, &gone).await?;
    takes(ports, clinic, agent, thread).await
}

/// Notes one more conversation with its agent; false where there is no room for it.
async fn takes<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    agent: &str,
    thread: &ThreadId,
) -> Result<bool, PortError> {
    let most = clinic.policy.agent_threads_max;
    let blank = Agent::new(clinic.id.clone(), agent.to_owned());
    let taken = |known: Option<&Agent>| known.unwrap_or(&blank).takes(thread, most);
    let committed = commit_change(ports, &agent_key(&clinic.id, agent), taken).await?;
    Ok(committed.outcome == Outcome::Applied)
}

/// Makes room: an agent has these conversations no more.
async fn leaves<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    agent: &str,
    threads: &[ThreadId],
) -> Result<(), PortError> {
    let left = |known: Option<&Agent>| known.map(|it| it.leaves(threads));
    let _ = commit_change(ports, &agent_key(&clinic.id, agent), left).await?;
    Ok(())
}
