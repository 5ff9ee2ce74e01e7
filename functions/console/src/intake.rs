//! What clinics' systems send: events, and as files the agenda and those whom a campaign is for.

use domain::clinic::Clinic;
use domain::journey::Topic;
use frame::http::{Request, Response};
use intake::{Defaults, Intake, Rejected, Unreadable};
use jiff::Timestamp;
use ports::Ports;
use ports::publish::publish;
use ports::queue::QUEUE_BODY_BYTES_MAX;
use ports::wire::{ToJourneys, encode};
use serde::Serialize;

use crate::unanswered::{not_found, not_stored};

/// What became of what was sent.
#[derive(Serialize)]
pub(crate) struct Taken {
    /// How many events are stored and will be acted on.
    pub(crate) accepted: usize,
    /// What is wrong with the others, in the order in which they were sent.
    pub(crate) rejected: Vec<Rejected>,
    /// What is odd about those that are stored.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) warnings: Vec<Rejected>,
    /// The headers of a file's columns that nothing was read from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ignored_columns: Vec<String>,
}

pub(crate) async fn events<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    take(ports, clinic, request, |body, defaults| intake::json::read(body, defaults, now)).await
}

pub(crate) async fn agenda<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    take_file(ports, clinic, request, |body, defaults| intake::agenda::read(body, defaults, now)).await
}

pub(crate) async fn campaign<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    name: &str,
    now: Timestamp,
) -> Response {
    if clinic.step(Topic::Campaign, name).is_none() {
        return not_found();
    }
    let read = |body: &[u8], defaults: &Defaults| intake::agenda::people::read(body, name, defaults, now);
    take_file(ports, clinic, request, read).await
}

async fn take_file<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    read: impl FnOnce(&[u8], &Defaults) -> Result<Intake, Unreadable> + Send,
) -> Response {
    if has_lost_letters(request) {
        let message = "the body lost letters on its way: send it as application/octet-stream, or in UTF-8";
        return Response::error(400, "malformed", message);
    }
    take(ports, clinic, request, read).await
}

/// API Gateway takes a body of a `text/*` type for UTF-8, and puts U+FFFD in the place of what is none: a file in
/// Latin-1 would become wrong names.
fn has_lost_letters(request: &Request<'_>) -> bool {
    let kind = request.header("content-type").unwrap_or_default();
    let is_text = kind.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("text/"));
    is_text && std::str::from_utf8(&request.body).is_ok_and(|it| it.contains(char::REPLACEMENT_CHARACTER))
}

/// Reads, puts what is right on the queue, and names what is wrong.
async fn take<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    read: impl FnOnce(&[u8], &Defaults) -> Result<Intake, Unreadable> + Send,
) -> Response {
    match read(&request.body, &Defaults::of(clinic)) {
        Ok(read) => store(ports, clinic, read).await.map_or_else(|it| it, |it| Response::json(202, &it)),
        Err(error @ (Unreadable::TooLarge { .. } | Unreadable::TooMany { .. })) => {
            Response::error(413, "too_large", &format!("the body {error}"))
        }
        Err(error) => Response::error(400, "malformed", &format!("the body {error}")),
    }
}

/// Puts events on the queue.
///
/// # Errors
/// The answer to give where the queue takes none: nothing was stored for sure.
pub(crate) async fn store<P: Ports>(ports: &P, clinic: &Clinic, read: Intake) -> Result<Taken, Response> {
    let Intake { events, mut rejected, warnings, ignored_columns } = read;
    let mut messages = Vec::with_capacity(events.len());
    for (index, event) in events {
        let message = ToJourneys::ClinicEvent { clinic: clinic.id.clone(), event: Box::new(event) };
        // A day of slots with the longest of texts: the queue would refuse it each time, and what is beside it.
        if encode(&message).len() > QUEUE_BODY_BYTES_MAX {
            let reason = format!("is larger than {QUEUE_BODY_BYTES_MAX} bytes when it is stored");
            rejected.push(Rejected { index, field: "event".to_owned(), reason });
        } else {
            messages.push(message);
        }
    }
    rejected.sort_by_key(|it| it.index);
    match publish(ports.queue(), clinic.id.as_str(), &messages).await {
        Ok(()) => Ok(Taken { accepted: messages.len(), rejected, warnings, ignored_columns }),
        Err(error) => Err(not_stored(&error)),
    }
}
