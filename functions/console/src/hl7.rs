//! What hospitals' systems send as HL7 v2, and are answered in HL7 v2: an interface engine hands our acknowledgement
//! back to the system that it read the message from.

use domain::clinic::Clinic;
use frame::http::{Request, Response};
use intake::hl7::{Outcome, acknowledge, read};
use intake::{Defaults, Unreadable};
use jiff::Timestamp;
use ports::Ports;

use crate::intake::store;

const CONTENT_TYPE: &str = "application/hl7-v2; charset=utf-8";

/// Reads, puts what is right on the queue, and acknowledges each message: 202 where any is stored, else 400.
pub(crate) async fn take<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let answer = |status: u16, outcome: Outcome<'_>| {
        Response::text(status, CONTENT_TYPE, acknowledge(&request.body, outcome, now))
    };
    match read(&request.body, &Defaults::of(clinic), now) {
        Ok(read) => match store(ports, clinic, read).await {
            Ok(taken) => {
                let status = if taken.accepted > 0 { 202 } else { 400 };
                let (rejected, warnings) = (&taken.rejected, &taken.warnings);
                answer(status, Outcome::Stored { rejected, warnings })
            }
            Err(refusal) => answer(refusal.status_code, Outcome::NotStored),
        },
        Err(error @ (Unreadable::TooLarge { .. } | Unreadable::TooMany { .. })) => {
            Response::error(413, "too_large", &format!("the body {error}"))
        }
        Err(_) => answer(400, Outcome::Stored { rejected: &[], warnings: &[] }),
    }
}
