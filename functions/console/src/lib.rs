//! The REST API of clinics: what their systems tell, and what staff ask. Agenda, timelines, and why something was or
//! was not sent. And the page on which staff ask it, `/desk`.
//!
//! What changes something goes to the queues, but for staff's own commands on a conversation or a ticket, and a pause,
//! which take the one commit protocol so that whoever gave one sees its outcome. Every route belongs to the clinic of
//! the key it was asked with, or to the one that a person with an account there names (`staff`); an id of another
//! clinic is not found.

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
mod senders;
mod staff;
mod surveys;
mod threads;
mod tickets;
mod timeline;
mod unanswered;
mod view;
mod why;

use std::borrow::Cow;

use domain::clinic::Clinic;
use frame::http::{Request, Response};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use ports::Ports;

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
            let clinic = request.bearer().and_then(|key| callers.keys.clinic_of(key));
            let Some(clinic) = clinic.and_then(|id| ports.directory().by_id(id)) else {
                let message = "a clinic's key is needed: Authorization: Bearer …";
                return Response::error(401, "unauthorized", message);
            };
            answer(ports, clinic, None, path, request, now).await
        }
    }
}

/// Largest command of staff or of a telephone system, in bytes: the longest answer, or a ticket's longest note and
/// outcome, with each letter as the twelve of an escaped emoji.
const COMMAND_BYTES_MAX: usize = 64 * 1024;

/// Answers what is asked of a clinic, by the person whose account it is or by whoever has the clinic's key.
async fn answer<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    person: Option<&str>,
    path: &[&str],
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let Some(methods) = methods(path) else { return not_found() };
    let method = &*request.method;
    if !methods.contains(&method) {
        return Response::method_not_allowed(methods);
    }
    let is_command =
        matches!(path, ["v1", "calls" | "find" | "pause" | "resume"] | ["v1", "threads" | "tickets", ..]);
    if is_command && request.body.len() > COMMAND_BYTES_MAX {
        return Response::error(413, "too_large", "a command is at most 64 KB");
    }
    match (method, path) {
        (_, ["v1", "events"]) => intake::events(ports, clinic, request, now).await,
        (_, ["v1", "agenda"]) => intake::agenda(ports, clinic, request, now).await,
        (_, ["v1", "fhir"]) => fhir::take(ports, clinic, request, now).await,
        (_, ["v1", "hl7"]) => hl7::take(ports, clinic, request, now).await,
        (_, ["v1", "calls"]) => calls::take(ports, clinic, request).await,
        (_, ["v1", "find"]) => answered(find::answer(ports, clinic, request, now).await),
        (_, ["v1", "threads", id, act]) => {
            answered(threads::act(ports, clinic, request, id, act, person, now).await)
        }
        ("POST", ["v1", verb @ ("pause" | "resume")]) => {
            answered(pause::ask(ports, clinic, request, verb, person, now).await)
        }
        ("POST", ["v1", "tickets", id]) => {
            answered(tickets::change(ports, clinic, request, id, person, now).await)
        }
        (_, path) => answered(read(ports, clinic, path, request, now).await),
    }
}

/// The methods that an address takes; `None`: there is no such address.
fn methods(path: &[&str]) -> Option<&'static [&'static str]> {
    match path {
        ["v1", "events" | "agenda" | "fhir" | "hl7" | "calls" | "find" | "resume"]
        | ["v1", "threads", _, _] => Some(&["POST"]),
        ["v1", "pause"] | ["v1", "tickets", _] => Some(&["GET", "POST"]),
        ["v1", "clinic" | "cases" | "threads" | "report" | "senders" | "surveys" | "tickets"]
        | ["v1", "cases" | "messages" | "threads" | "surveys", _]
        | ["v1", "cases", _, "why"] => Some(&["GET"]),
        _ => None,
    }
}

/// A part of an address; what is no text when it is decoded stays as it was sent, and names nothing.
fn decoded(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8().unwrap_or(Cow::Borrowed(segment))
}

async fn read<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    path: &[&str],
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    match path {
        ["v1", "clinic"] => Ok(Response::json(200, &view::clinic(clinic, now))),
        ["v1", "cases"] => cases::of_day(ports, clinic, request, now).await,
        ["v1", "cases", id] => cases::one(ports, clinic, id).await,
        ["v1", "cases", id, "why"] => cases::why(ports, clinic, id).await,
        ["v1", "messages", id] => messages::one(ports, clinic, id).await,
        ["v1", "threads"] => threads::list(ports, clinic, request, now).await,
        ["v1", "threads", id] => threads::one(ports, clinic, id, now).await,
        ["v1", "report"] => report::answer(ports, clinic, request, now).await,
        ["v1", "pause"] => pause::show(ports, clinic, now).await,
        ["v1", "senders"] => senders::health(ports, clinic, now).await,
        ["v1", "surveys"] => surveys::scores(ports, clinic, request, now).await,
        ["v1", "surveys", "answers"] => surveys::answers(ports, clinic, request, now).await,
        ["v1", "surveys", id] => surveys::one(ports, clinic, id).await,
        ["v1", "tickets"] => tickets::list(ports, clinic, request, now).await,
        ["v1", "tickets", id] => tickets::one(ports, clinic, id, now).await,
        _ => Ok(not_found()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_where_they_are_text() {
        assert_eq!(["a%3A1", "a:1", "%ff", "%"].map(decoded), ["a:1", "a:1", "%ff", "%"]);
    }
}
