//! The REST API of clinics: what their systems tell, and what staff ask. Agenda, timelines, and why something was or
//! was not sent. And the page on which staff ask it, `/desk`.
//!
//! What changes something goes to the queues, but for staff's own commands on a conversation or a ticket, and a pause,
//! which take the one commit protocol so that whoever gave one sees its outcome. Every route belongs to the clinic of
//! the key it was asked with, or to the one that a person with an account there names (`staff`); an id of another
//! clinic is not found. What a key or an account may do there is its role's (`rights`), and who asked what is in the
//! log (`trail`).

mod calls;
mod cases;
mod conversation;
mod dates;
mod desk;
mod fhir;
mod find;
mod hl7;
mod intake;
mod keys;
mod load;
mod messages;
mod page;
mod pause;
mod report;
mod rights;
mod senders;
mod staff;
mod surveys;
mod threads;
mod tickets;
mod timeline;
mod trail;
mod unanswered;
mod view;
mod why;

use std::borrow::Cow;

use domain::clinic::Clinic;
use frame::http::{Request, Response};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use ports::Ports;

use rights::{Operation, Role};
use unanswered::{Unanswered, answered, not_found};

pub use keys::ClinicKeys;
pub use staff::Accounts;

/// Who may ask.
pub struct Callers {
    /// The clinics' keys.
    pub keys: ClinicKeys,
    /// Where staff have accounts, if they have any.
    pub accounts: Option<Accounts>,
}

impl From<ClinicKeys> for Callers {
    fn from(keys: ClinicKeys) -> Self {
        Self { keys, accounts: None }
    }
}

/// Answers one request.
pub async fn handle<P: Ports>(
    ports: &P,
    callers: &Callers,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    // A client may encode what it puts into an address, such as the colon of an id.
    let segments: Vec<Cow<'_, str>> = request.path.trim_matches('/').split('/').map(decoded).collect();
    let path: Vec<&str> = segments.iter().map(|it| &**it).collect();
    match path.as_slice() {
        ["desk", file @ ..] => desk::answer(request, file, callers.accounts.as_ref()),
        ["staff", path @ ..] => {
            let Some(accounts) = &callers.accounts else { return not_found() };
            staff::answer(ports, accounts, path, request, now).await
        }
        path => {
            let opened = request.bearer().and_then(|key| callers.keys.opened_by(key));
            let known = opened.and_then(|(id, role)| Some((ports.directory().by_id(id)?, role)));
            let Some((clinic, role)) = known else {
                return Response::unauthorized("a clinic's key is needed: Authorization: Bearer …");
            };
            let caller = Caller { who: "key", clinic, role, person: None };
            answer(ports, caller, path, request, now).await
        }
    }
}

/// Largest command of staff or of a telephone system, in bytes: the longest answer, or a ticket's longest note and
/// outcome, with each letter as the twelve of an escaped emoji.
const COMMAND_BYTES_MAX: usize = 64 * 1024;

/// Who asks something of a clinic.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    /// The id of somebody's account, as it stands in the log.
    who: &'a str,
    clinic: &'a Clinic,
    role: Role,
    /// The name of whose account it is; none is whoever has a key.
    person: Option<&'a str>,
}

/// Answers what is asked of a clinic.
async fn answer<P: Ports>(
    ports: &P,
    caller: Caller<'_>,
    path: &[&str],
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let operations = Operation::at(path);
    if operations.is_empty() {
        return not_found();
    }
    let Some((_, operation)) = operations.iter().find(|(method, _)| *method == request.method) else {
        let methods: Vec<&str> = operations.iter().map(|(method, _)| *method).collect();
        return Response::method_not_allowed(&methods);
    };
    let response = match caller.role.may(*operation) {
        Err(refusal) => refusal,
        Ok(()) if operation.is_command() && request.body.len() > COMMAND_BYTES_MAX => {
            Response::error(413, "too_large", "a command is at most 64 KB")
        }
        Ok(()) => answered(perform(ports, caller, *operation, path, request, now).await),
    };
    trail::asked(caller, *operation, path.get(2).copied(), request, &response);
    response
}

async fn perform<P: Ports>(
    ports: &P,
    Caller { clinic, role, person, .. }: Caller<'_>,
    operation: Operation,
    path: &[&str],
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let part = |at: usize| path.get(at).copied().unwrap_or_default();
    let id = part(2);
    match operation {
        Operation::PostEvents => Ok(intake::events(ports, clinic, request, now).await),
        Operation::PostAgenda => Ok(intake::agenda(ports, clinic, request, now).await),
        Operation::LaunchCampaign => Ok(intake::campaign(ports, clinic, request, id, now).await),
        Operation::PostFhir => Ok(fhir::take(ports, clinic, request, now).await),
        Operation::PostHl7 => Ok(hl7::take(ports, clinic, request, now).await),
        Operation::DeflectCall => Ok(calls::take(ports, clinic, request).await),
        Operation::GetClinic => Ok(Response::json(200, &view::clinic(clinic, role, now))),
        Operation::ListCases => cases::list(ports, clinic, request, now).await,
        Operation::GetCase => cases::one(ports, clinic, id).await,
        Operation::ExplainCase => cases::why(ports, clinic, id).await,
        Operation::GetMessage => messages::one(ports, clinic, id).await,
        Operation::ListThreads => threads::list(ports, clinic, request, now).await,
        Operation::GetThread => threads::one(ports, clinic, id, now).await,
        Operation::ActOnThread => threads::act(ports, clinic, request, id, part(3), person, now).await,
        Operation::Find => find::answer(ports, clinic, request, now).await,
        Operation::GetReport => report::answer(ports, clinic, request, now).await,
        Operation::GetSenders => senders::health(ports, clinic, now).await,
        Operation::GetPause => pause::show(ports, clinic, now).await,
        Operation::Pause | Operation::Resume => {
            pause::ask(ports, clinic, request, part(1), person, now).await
        }
        Operation::GetScores => surveys::scores(ports, clinic, request, now).await,
        Operation::ListAnswers => surveys::answers(ports, clinic, request, now).await,
        Operation::GetSurvey => surveys::one(ports, clinic, id).await,
        Operation::ListTickets => tickets::list(ports, clinic, request, now).await,
        Operation::GetTicket => tickets::one(ports, clinic, id, now).await,
        Operation::ChangeTicket => tickets::change(ports, clinic, request, id, person, now).await,
    }
}

/// A part of an address; what is no text when it is decoded stays as it was sent, and names nothing.
fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8().unwrap_or(Cow::Borrowed(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_where_they_are_text() {
        assert_eq!(["a%3A1", "a:1", "%ff", "%"].map(decoded), ["a:1", "a:1", "%ff", "%"]);
    }
}
