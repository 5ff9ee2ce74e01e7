//! What clinics' systems send: events, and the agenda as a file.

use domain::clinic::Clinic;
use frame::http::{Request, Response};
use intake::{Defaults, Intake, Rejected, Unreadable};
use jiff::Timestamp;
use ports::Ports;
use ports::publish::publish;
use ports::wire::ToJourneys;
use serde::Serialize;

use crate::{Config, not_stored};

#[derive(Serialize)]
struct Taken<'a> {
    accepted: usize,
    rejected: &'a [Rejected],
}

pub(crate) async fn events<P: Ports>(ports: &P, config: &Config, request: &Request<'_>) -> Response {
    take(ports, config, request, intake::json::read).await
}

pub(crate) async fn agenda<P: Ports>(
    ports: &P,
    config: &Config,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    take(ports, config, request, |body, defaults| intake::agenda::read(body, defaults, now)).await
}

/// Checks the key, reads, puts what is right on the queue, and names what is wrong.
async fn take<P: Ports>(
    ports: &P,
    config: &Config,
    request: &Request<'_>,
    read: impl FnOnce(&[u8], &Defaults) -> Result<Intake, Unreadable> + Send,
) -> Response {
    let clinic = request.bearer().and_then(|key| config.keys.clinic_of(key));
    let Some(clinic) = clinic.and_then(|id| ports.directory().by_id(id)) else {
        return Response::error(401, "unauthorized", "a clinic's key is needed: Authorization: Bearer …");
    };
    let intake = match read(&request.body, &defaults(clinic)) {
        Ok(intake) => intake,
        Err(error @ (Unreadable::TooLarge { .. } | Unreadable::TooMany { .. })) => {
            return Response::error(413, "too_large", &error.to_string());
        }
        Err(error) => return Response::error(400, "malformed", &error.to_string()),
    };
    let accepted = intake.events.len();
    let message = |event| ToJourneys::ClinicEvent { clinic: clinic.id.clone(), event: Box::new(event) };
    let messages: Vec<ToJourneys> = intake.events.into_iter().map(|(_, event)| message(event)).collect();
    match publish(ports, clinic.id.as_str(), &messages).await {
        Ok(()) => Response::json(202, &Taken { accepted, rejected: &intake.rejected }),
        Err(error) => not_stored(&error),
    }
}

fn defaults(clinic: &Clinic) -> Defaults {
    Defaults {
        zone: clinic.time_zone.clone(),
        country: clinic.country.clone(),
        language: clinic.default_language(),
    }
}
