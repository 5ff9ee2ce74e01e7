//! Tickets: what staff follow up on.

use std::collections::BTreeMap;

use domain::clinic::Clinic;
use domain::ids::{PatientId, TicketId};
use domain::phi::Phi;
use domain::survey::Survey;
use domain::ticket::{self, Change, Happened, Refused, Severity, Team, Ticket, TicketState};
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::commit::{Aggregate as _, commit, load};
use ports::records::{ticket_key, tickets_list, tickets_prefix};
use ports::{PortError, Ports};
use serde::{Deserialize, Serialize};

use crate::load::names;
use crate::page::{Asked, Page};
use crate::surveys;
use crate::unanswered::{Unanswered, not_found};

/// Longest key of a command, in characters.
const KEY_CHARS_MAX: usize = 64;

#[derive(Serialize)]
struct Listed {
    tickets: Vec<TicketView>,
    names: BTreeMap<PatientId, String>,
    next: Option<String>,
}

#[derive(Serialize)]
struct TicketView {
    id: String,
    survey: String,
    case: String,
    patient: String,
    state: TicketState,
    severity: Severity,
    team: Team,
    topic: Option<String>,
    owner: Option<String>,
    opened_at: Timestamp,
    due_at: Timestamp,
    overdue: bool,
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Details>,
}

/// What one ticket shows beside its line in the list.
#[derive(Serialize)]
struct Details {
    score: Option<u8>,
    comments: Vec<String>,
    history: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    at: Timestamp,
    by: Option<String>,
    #[serde(flatten)]
    what: Happened,
}

impl TicketView {
    fn of(ticket: &Ticket, now: Timestamp) -> Self {
        Self {
            id: ticket.id.to_string(),
            survey: ticket.survey.to_string(),
            case: ticket.case.to_string(),
            patient: ticket.patient.to_string(),
            state: ticket.state,
            severity: ticket.severity,
            team: ticket.team,
            topic: ticket.topic.clone(),
            owner: ticket.owner.clone(),
            opened_at: ticket.opened_at,
            due_at: ticket.due_at,
            overdue: ticket.is_overdue(now),
            outcome: ticket.outcome.as_ref().map(|it| it.expose().clone()),
            details: None,
        }
    }
}

/// `GET /v1/tickets`: those of a state, else all that somebody has to settle; each state's by due time.
pub(crate) async fn list<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let state = request.query_value("state");
    let states = match state.as_deref().map(TicketState::parse) {
        None => vec![TicketState::Open, TicketState::InProgress],
        Some(Some(state)) => vec![state],
        Some(None) => {
            let message = "a state is open, in_progress, resolved or closed";
            return Ok(Response::error(400, "invalid_state", message));
        }
    };
    let prefixes = states.into_iter().map(tickets_prefix).collect();
    let asked = Asked::of(request, tickets_list(&clinic.id), prefixes)?;
    let Page { entries, next }: Page<Ticket> = asked.read(ports).await?;
    let tickets = entries.iter().map(|it| TicketView::of(it, now)).collect();
    let names = names(ports, clinic, entries.iter().map(|it| &it.patient).collect()).await?;
    Ok(Response::json(200, &Listed { tickets, names, next }))
}

/// `GET /v1/tickets/{id}`.
pub(crate) async fn one<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &str,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    match find(ports, clinic, id).await? {
        Some(ticket) => Ok(Response::json(200, &detailed(ports, clinic, &ticket, now).await?)),
        None => Ok(not_found()),
    }
}

async fn find<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Option<Ticket>, PortError> {
    let Ok(id) = TicketId::new(id) else { return Ok(None) };
    load(ports, &ticket_key(&clinic.id, &id)).await
}

async fn detailed<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<TicketView, PortError> {
    let survey = surveys::find(ports, clinic, ticket.survey.as_str()).await?;
    let entry = |it: &ticket::Entry| EntryView { at: it.at, by: it.by.clone(), what: it.what.clone() };
    let details = Details {
        score: survey.as_ref().and_then(Survey::score),
        comments: survey.iter().flat_map(|it| &it.comments).map(|it| it.words.expose().clone()).collect(),
        history: ticket.history.iter().map(entry).collect(),
    };
    Ok(TicketView { details: Some(details), ..TicketView::of(ticket, now) })
}

/// What is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    /// Who asks.
    #[serde(default)]
    by: String,
    state: Option<TicketState>,
    owner: Option<String>,
    note: Option<Phi<String>>,
    outcome: Option<Phi<String>>,
}

/// Why a ticket was not changed.
enum Unchanged {
    Port(PortError),
    Refused(Refused),
    Gone,
}

impl From<PortError> for Unchanged {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

/// `POST /v1/tickets/{id}`: one command, applied once by its key; by whom the caller says, or by the person whose
/// account it is.
pub(crate) async fn change<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    id: &str,
    person: Option<&str>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let key =
        request.header("idempotency-key").filter(|it| (1..=KEY_CHARS_MAX).contains(&it.chars().count()));
    let Some(key) = key else {
        let message = "a command needs an Idempotency-Key of 1 to 64 characters";
        return Ok(Response::error(400, "no_idempotency_key", message));
    };
    let command: Command = match request.object() {
        Ok(command) => command,
        Err(error) => {
            let message = format!(
                "a command is a JSON object: who asks as `by`, and any of state, owner, note and outcome; {error}"
            );
            return Ok(Response::error(400, "malformed", &message));
        }
    };
    let by = person.unwrap_or(&command.by).trim();
    if by.is_empty() {
        return Ok(Response::error(400, "malformed", "`by` is the name of whoever asks"));
    }
    let Some(found) = find(ports, clinic, id).await? else { return Ok(not_found()) };
    let by = by.to_owned();
    let Command { state, owner, note, outcome, .. } = command;
    let change = Change { state, owner, note, outcome };
    let key = format!("command:{key}");
    let changed = commit(ports, &found.key(), |known: Option<&Ticket>| {
        let known = known.ok_or(Unchanged::Gone)?;
        ticket::change(known, &key, &by, &change, now).map_err(Unchanged::Refused)
    })
    .await;
    match changed {
        Ok(committed) => {
            let ticket = committed.state.unwrap_or(found);
            Ok(Response::json(200, &detailed(ports, clinic, &ticket, now).await?))
        }
        Err(Unchanged::Port(error)) => Err(error.into()),
        Err(Unchanged::Gone) => Ok(not_found()),
        Err(Unchanged::Refused(refused)) => {
            let (status, code) = match refused {
                Refused::TooLong | Refused::Empty | Refused::Blank(_) => (400, "invalid_change"),
                Refused::Transition | Refused::Outcome => (409, "not_now"),
                Refused::KeyTaken => (409, "key_taken"),
            };
            Ok(Response::error(status, code, &refused.to_string()))
        }
    }
}
