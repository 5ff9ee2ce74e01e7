//! The REST API of clinics: what their systems tell, and what staff ask. Agenda, timelines, and why something was or
//! was not sent. And the page on which staff ask it, `/desk`.
//!
//! What changes something goes to the queues, but for staff's own commands on a conversation or a ticket, and a pause,
//! which take the one commit protocol so that whoever gave one sees its outcome. Every route belongs to the clinic of
//! the key it was asked with, or to the one that a person with an account there names (`staff`); an id of another clinic
//! is not found.

mod calls;
mod conversation;
mod desk;
mod fhir;
mod find;
mod hl7;
mod intake;
mod keys;
mod load;
mod page;
mod pause;
mod report;
mod senders;
mod staff;
mod surveys;
mod threads;
mod tickets;
mod timeline;
mod view;
mod why;

use std::borrow::Cow;

use domain::account::Sender;
use domain::case::Case;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::{CaseId, MessageId};
use domain::message::Message;
use frame::http::{Request, Response};
use futures_util::future::try_join_all;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use percent_encoding::percent_decode_str;
use ports::commit::load as load_state;
use ports::records::{case_key, day_list, message_key};
use ports::{PortError, Ports};

use page::Page;

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
            answered(threads::act(ports, clinic, (id, act), request, person, now).await)
        }
        ("POST", ["v1", verb @ ("pause" | "resume")]) => {
            answered(pause::ask(ports, clinic, request, (verb, person), now).await)
        }
        ("POST", ["v1", "tickets", id]) => {
            answered(tickets::change(ports, clinic, request, (id, person), now).await)
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
) -> Result<Response, PortError> {
    match path {
        ["v1", "clinic"] => Ok(Response::json(200, &view::clinic(clinic, now))),
        ["v1", "cases"] => cases(ports, clinic, request, now).await,
        ["v1", "cases", id] => one_case(ports, clinic, id, View::Case).await,
        ["v1", "cases", id, "why"] => one_case(ports, clinic, id, View::Why).await,
        ["v1", "messages", id] => message(ports, clinic, id).await,
        ["v1", "threads"] => threads::list(ports, clinic, request, now).await,
        ["v1", "threads", id] => threads::one(ports, clinic, id, now).await,
        ["v1", "report"] => report_of(ports, clinic, request, now).await,
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

fn answered(answer: Result<Response, PortError>) -> Response {
    answer.unwrap_or_else(|error| {
        tracing::error!(error = %error, "a request could not be answered");
        Response::error(503, "unavailable", "the store is not available; try again")
    })
}

enum View {
    Case,
    Why,
}

fn not_found() -> Response {
    Response::error(404, "not_found", "nothing is on record under that address")
}

/// The years that may be asked for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// The date asked for, else the clinic's today.
fn date_of(request: &Request<'_>, name: &str, clinic: &Clinic, now: Timestamp) -> Result<Date, Response> {
    match request.query_value(name) {
        None => Ok(clinic.time_zone.local(now).date()),
        Some(text) => match text.parse::<Date>() {
            Ok(date) if YEARS.contains(&date.year()) && date.to_string() == text => Ok(date),
            _ => {
                let text = format!("`{name}` is a date from 2000 to 2100, written like 2026-12-01");
                Err(Response::error(400, "invalid_date", &text))
            }
        },
    }
}

/// The days from one to another; none after the last that the calendar has.
fn each_day(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(Span::new().days(1)).take_while(move |it| *it <= to)
}

async fn cases<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, PortError> {
    let day = match date_of(request, "date", clinic, now) {
        Ok(day) => day,
        Err(response) => return Ok(response),
    };
    let asked = match page::Asked::of(request, day_list(&clinic.id, day), vec![String::new()]) {
        Ok(asked) => asked,
        Err(response) => return Ok(response),
    };
    let Page { entries: mut cases, next }: Page<Case> = asked.read(ports).await?;
    cases.sort_by(|a, b| (a.anchor.at, &a.id).cmp(&(b.anchor.at, &b.id)));
    let mut views = Vec::with_capacity(cases.len());
    for some in cases.chunks(load::AT_ONCE) {
        views.extend(try_join_all(some.iter().map(|it| case_view(ports, clinic, it))).await?);
    }
    Ok(Response::json(200, &view::Day { date: day, cases: views, next }))
}

async fn case_view<P: Ports>(ports: &P, clinic: &Clinic, case: &Case) -> Result<view::CaseView, PortError> {
    let patient = load::patient(ports, clinic, &case.patient).await?;
    let messages = load::messages(ports, case).await?;
    Ok(view::case(clinic, case, patient.as_ref(), &messages))
}

async fn one_case<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &str,
    as_what: View,
) -> Result<Response, PortError> {
    let Ok(id) = CaseId::new(id) else { return Ok(not_found()) };
    let case: Option<Case> = load_state(ports, &case_key(&clinic.id, &id)).await?;
    let Some(case) = case else { return Ok(not_found()) };
    let messages = load::messages(ports, &case).await?;
    Ok(match as_what {
        View::Why => Response::json(200, &why::case(&case, &messages)),
        View::Case => {
            let patient = load::patient(ports, clinic, &case.patient).await?;
            Response::json(200, &view::case(clinic, &case, patient.as_ref(), &messages))
        }
    })
}

async fn message<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Response, PortError> {
    // Both the message's id and that of one of its dispatches are taken.
    let dispatch = Message::parse_dispatch_id(id);
    let message_id = dispatch.as_ref().map(|(id, _)| id.clone()).or_else(|| MessageId::new(id).ok());
    let Some(message_id) = message_id else { return Ok(not_found()) };
    let message: Option<Message> = load_state(ports, &message_key(&message_id)).await?;
    let Some(message) = message.filter(|it| it.spec.clinic == clinic.id) else { return Ok(not_found()) };
    Ok(match dispatch {
        None => Response::json(200, &view::message(clinic, &message)),
        Some((_, channel)) => match message.dispatch(channel) {
            Some(dispatch) => Response::json(200, &view::dispatch(clinic, &message, dispatch)),
            None => not_found(),
        },
    })
}

/// What the clinic's senders sent and spent this month.
async fn this_month<P: Ports>(ports: &P, clinic: &Clinic, today: Date) -> Result<report::SoFar, PortError> {
    let (mut senders, mut whatsapp) = (Vec::new(), None);
    for channel in [Channel::Whatsapp, Channel::Sms, Channel::Email] {
        let Some(id) = clinic.sender_id(channel) else { continue };
        let sender: Option<Sender> = ports::commit::load(ports, &ports::records::sender_key(&id)).await?;
        let sender = sender.unwrap_or_else(|| Sender::new(id));
        if channel == Channel::Whatsapp {
            whatsapp = Some(sender.clone());
        }
        senders.push(sender);
    }
    Ok(report::SoFar::of(&senders, whatsapp.as_ref(), today))
}

/// Most days in one report.
const REPORT_DAYS_MAX: i32 = 31;

async fn report_of<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, PortError> {
    let (from, to) = match (date_of(request, "from", clinic, now), request.query_value("to")) {
        (Err(response), _) => return Ok(response),
        (Ok(from), None) => (from, from.saturating_add(Span::new().days(REPORT_DAYS_MAX - 1))),
        (Ok(from), Some(_)) => match date_of(request, "to", clinic, now) {
            Ok(to) => (from, to),
            Err(response) => return Ok(response),
        },
    };
    let days = (to - from).get_days();
    if !(0..REPORT_DAYS_MAX).contains(&days) {
        return Ok(Response::error(400, "invalid_range", "a report covers 1 to 31 days, `from` before `to`"));
    }
    let month = this_month(ports, clinic, clinic.time_zone.local(now).date()).await?;
    let mut report = report::Report::new(from, to, month);
    for day in each_day(from, to) {
        let cases: Vec<Case> = load::all_of(ports, &day_list(&clinic.id, day), "").await?;
        for some in cases.chunks(load::AT_ONCE) {
            let messages = try_join_all(some.iter().map(|it| load::messages(ports, it))).await?;
            for (case, messages) in some.iter().zip(&messages) {
                report.count(case, messages);
            }
        }
        for slot in load::slots(ports, clinic, day).await? {
            report.count_slot(&slot);
        }
    }
    Ok(Response::json(200, &report))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_end_with_the_range_and_with_the_calendar() {
        let days: Vec<Date> = each_day(date(2026, 11, 30), date(2026, 12, 2)).collect();
        assert_eq!(days, [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]);
        assert_eq!(each_day(date(9999, 12, 15), Date::MAX).count(), 17);
        assert_eq!(each_day(date(2026, 12, 2), date(2026, 12, 1)).count(), 0);
    }

    #[test]
    fn addresses_are_decoded_where_they_are_text() {
        assert_eq!(["a%3A1", "a:1", "%ff", "%"].map(decoded), ["a:1", "a:1", "%ff", "%"]);
    }
}
