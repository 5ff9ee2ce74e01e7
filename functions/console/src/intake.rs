//! What clinics' systems send: events, and the agenda as a file.

use domain::clinic::Clinic;
use frame::http::{Request, Response};
use intake::{Defaults, Intake, Rejected, Unreadable};
use jiff::Timestamp;
use ports::Ports;
use ports::publish::publish;
use ports::wire::ToJourneys;
use serde::Serialize;

#[derive(Serialize)]
struct Taken<'a> {
    accepted: usize,
    rejected: &'a [Rejected],
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
    take(ports, clinic, request, |body, defaults| intake::agenda::read(body, defaults, now)).await
}

/// Reads, puts what is right on the queue, and names what is wrong.
async fn take<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    read: impl FnOnce(&[u8], &Defaults) -> Result<Intake, Unreadable> + Send,
) -> Response {
    let taken = match read(&request.body, &defaults(clinic)) {
        Ok(taken) => taken,
        Err(error @ (Unreadable::TooLarge { .. } | Unreadable::TooMany { .. })) => {
            return Response::error(413, "too_large", &error.to_string());
        }
        Err(error) => return Response::error(400, "malformed", &error.to_string()),
    };
    let accepted = taken.events.len();
    let message = |event| ToJourneys::ClinicEvent { clinic: clinic.id.clone(), event: Box::new(event) };
    let messages: Vec<ToJourneys> = taken.events.into_iter().map(|(_, event)| message(event)).collect();
    match publish(ports.queue(), clinic.id.as_str(), &messages).await {
        Ok(()) => Response::json(202, &Taken { accepted, rejected: &taken.rejected }),
        Err(error) => {
            tracing::error!(error = %error, "events could not be put on their queue");
            Response::error(503, "unavailable", "it could not be stored; send it again")
        }
    }
}

fn defaults(clinic: &Clinic) -> Defaults {
    Defaults {
        zone: clinic.time_zone.clone(),
        country: clinic.country.clone(),
        language: clinic.default_language(),
    }
}
