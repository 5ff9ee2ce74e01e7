//! How a clinic's own system is asked for a slot (`docs/slot-system.md`).
//!
//! `PUT {url}/bookings/{key}` asks, `DELETE {url}/bookings/{key}` gives back. The body carries the clinic's own numbers
//! and a time, nothing else. Every request is signed over instant, method, path and body, so that none can be replayed
//! as another. An answer counts only if it is JSON that says which: a proxy's page books nothing.

use std::fmt;

use domain::clinic::SlotSystem;
use domain::ids::{CaseId, ClinicId};
use domain::slot::{Booking, BookingAnswer};
use http::{Method, Request, Response, StatusCode, Uri};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::signature::sign_meta;

/// When the request was made, in seconds since the epoch; a system takes none that is older than a few minutes.
const TIMESTAMP_HEADER: &str = "pulso-timestamp";
/// `sha256=` and the HMAC of `timestamp.METHOD.path.body`.
const SIGNATURE_HEADER: &str = "pulso-signature";
/// The booking's key once more, as gateways in between know it.
const KEY_HEADER: &str = "idempotency-key";

/// The keys that the asking of each clinic's system is signed with.
#[derive(Clone, Default)]
pub struct SlotSystemKeys(Vec<(ClinicId, String)>);

impl fmt::Debug for SlotSystemKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotSystemKeys({})", self.0.len())
    }
}

impl SlotSystemKeys {
    /// `clinic=key` pairs separated by commas; what is neither is nobody's key.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let pair = |part: &str| match part.trim().split_once('=') {
            Some((_, "")) | None => None,
            Some((clinic, key)) => Some((ClinicId::new(clinic).ok()?, key.to_owned())),
        };
        Self(text.split(',').filter_map(pair).collect())
    }

    /// The clinic's key.
    #[must_use]
    pub fn of(&self, clinic: &ClinicId) -> Option<&str> {
        self.0.iter().find(|it| it.0 == *clinic).map(|it| it.1.as_str())
    }
}

/// The clinic's address is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address is not like https://host/path, without a query")]
pub struct InvalidAddress;

fn address(url: &str) -> Result<Uri, InvalidAddress> {
    let system = SlotSystem { url: url.to_owned() };
    if !system.has_address() {
        return Err(InvalidAddress);
    }
    url.trim_end_matches('/').parse().map_err(|_| InvalidAddress)
}

#[derive(Serialize)]
struct Body<'a> {
    slot_id: &'a str,
    appointment_id: &'a str,
    patient_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    freed_appointment_id: Option<&'a str>,
    start: String,
    time_zone: &'a str,
}

/// Asks for a slot.
pub fn book(
    url: &str,
    key: &str,
    booking: &Booking,
    now: Timestamp,
) -> Result<Request<Vec<u8>>, InvalidAddress> {
    let body = Body {
        slot_id: booking.slot.as_str(),
        appointment_id: booking.appointment.as_str(),
        patient_id: booking.patient.as_str(),
        freed_appointment_id: booking.freed_by.as_ref().map(CaseId::as_str),
        start: booking.start.local.to_string(),
        time_zone: booking.start.zone.as_str(),
    };
    let body = serde_json::to_vec(&body).map_err(|_| InvalidAddress)?;
    request(Method::PUT, url, key, booking, body, now)
}

/// Gives a slot back.
pub fn give_back(
    url: &str,
    key: &str,
    booking: &Booking,
    now: Timestamp,
) -> Result<Request<Vec<u8>>, InvalidAddress> {
    request(Method::DELETE, url, key, booking, Vec::new(), now)
}

fn request(
    method: Method,
    url: &str,
    key: &str,
    booking: &Booking,
    body: Vec<u8>,
    now: Timestamp,
) -> Result<Request<Vec<u8>>, InvalidAddress> {
    let base = address(url)?;
    let path = format!("{}/bookings/{}", base.path().trim_end_matches('/'), booking.key);
    let authority = base.authority().ok_or(InvalidAddress)?.as_str();
    let timestamp = now.as_second().to_string();
    let signature = signature(key, &timestamp, method.as_str(), &path, &body);
    Request::builder()
        .method(method)
        .uri(format!("https://{authority}{path}"))
        .header(http::header::CONTENT_TYPE, "application/json")
        .header(KEY_HEADER, &booking.key)
        .header(TIMESTAMP_HEADER, timestamp)
        .header(SIGNATURE_HEADER, signature)
        .body(body)
        .map_err(|_| InvalidAddress)
}

fn signature(key: &str, timestamp: &str, method: &str, path: &str, body: &[u8]) -> String {
    let mut signed = format!("{timestamp}.{method}.{path}.").into_bytes();
    signed.extend_from_slice(body);
    sign_meta(key, &signed)
}

#[derive(Deserialize)]
struct Said {
    status: BookingAnswer,
}

/// What the system answered. Only what says so itself is booked or refused.
#[must_use]
pub fn answer(response: &Response<Vec<u8>>) -> BookingAnswer {
    let said = serde_json::from_slice::<Said>(response.body()).map(|it| it.status);
    match (response.status(), said) {
        (status, Ok(BookingAnswer::Booked)) if status.is_success() => BookingAnswer::Booked,
        (StatusCode::CONFLICT | StatusCode::GONE, Ok(BookingAnswer::Refused)) => BookingAnswer::Refused,
        _ => BookingAnswer::Unknown,
    }
}

/// Whether nothing is booked under the key any more.
#[must_use]
pub fn is_given_back(response: &Response<Vec<u8>>) -> bool {
    response.status().is_success() || matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::GONE)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use domain::civil::{CivilTime, Zone};
    use domain::ids::{PatientId, SlotId};

    use super::*;

    fn booking() -> Booking {
        let zone = Zone::new("America/Argentina/Buenos_Aires").unwrap();
        Booking {
            clinic: ClinicId::new("sol").unwrap(),
            key: "bkg_1".to_owned(),
            slot: SlotId::new("s1").unwrap(),
            start: CivilTime::from_local("2026-12-07T09:00".parse().unwrap(), zone).unwrap(),
            appointment: CaseId::new("a1").unwrap(),
            patient: PatientId::new("p1").unwrap(),
            freed_by: None,
            ask: 1,
        }
    }

    fn now() -> Timestamp {
        "2026-12-02T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_request_carries_numbers_and_a_signature_over_all_of_it() {
        let request = book("https://agenda.example/pulso/", "k", &booking(), now()).unwrap();
        assert_eq!(request.uri(), "https://agenda.example/pulso/bookings/bkg_1");
        assert_eq!(request.headers()["idempotency-key"], "bkg_1");
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(
            body,
            serde_json::json!({
                "slot_id": "s1", "appointment_id": "a1", "patient_id": "p1", "start": "2026-12-07T09:00:00",
                "time_zone": "America/Argentina/Buenos_Aires",
            })
        );
        let freed = Booking { freed_by: Some(CaseId::new("a9").unwrap()), ..booking() };
        let freed = book("https://agenda.example/pulso", "k", &freed, now()).unwrap();
        assert!(String::from_utf8_lossy(freed.body()).contains(r#""freed_appointment_id":"a9""#));
        let signed = |it: &Request<Vec<u8>>| it.headers()[SIGNATURE_HEADER].to_str().unwrap().to_owned();
        let first = signed(&request);
        assert!(first.starts_with("sha256=") && first.len() == 71, "{first}");
        let again = book("https://agenda.example/pulso", "k", &booking(), now()).unwrap();
        assert_eq!(signed(&again), first);
        let others = [
            book("https://agenda.example/pulso", "other", &booking(), now()).unwrap(),
            book("https://agenda.example/else", "k", &booking(), now()).unwrap(),
            book(
                "https://agenda.example/pulso",
                "k",
                &Booking { key: "bkg_2".to_owned(), ..booking() },
                now(),
            )
            .unwrap(),
            give_back("https://agenda.example/pulso", "k", &booking(), now()).unwrap(),
        ];
        assert!(others.iter().all(|it| signed(it) != first));
    }

    #[test]
    fn only_an_https_address_is_asked() {
        for wrong in [
            "", "agenda.example", "http://agenda.example", "https://", "https://a.example/?x=1",
            "https://a b",
        ] {
            assert_eq!(address(wrong).err(), Some(InvalidAddress), "{wrong}");
        }
        assert!(address("https://a.example:8443/x/").is_ok());
    }

    #[test]
    fn only_an_answer_that_says_so_books_or_refuses() {
        let of = |status: u16, body: &str| {
            answer(&Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
        };
        assert_eq!(of(200, r#"{"status":"booked"}"#), BookingAnswer::Booked);
        assert_eq!(of(201, r#"{"status":"booked","id":7}"#), BookingAnswer::Booked);
        assert_eq!(of(409, r#"{"status":"refused"}"#), BookingAnswer::Refused);
        assert_eq!(of(410, r#"{"status":"refused"}"#), BookingAnswer::Refused);
        for (status, body) in [
            (200, "<html>ok</html>"),
            (200, ""),
            (200, r#"{"status":"refused"}"#),
            (202, r#"{"status":"accepted"}"#),
            (302, r#"{"status":"booked"}"#),
            (401, r#"{"status":"refused"}"#),
            (404, ""),
            (409, ""),
            (429, ""),
            (500, r#"{"status":"booked"}"#),
            (503, "busy"),
        ] {
            assert_eq!(of(status, body), BookingAnswer::Unknown, "{status} {body}");
        }
    }

    #[test]
    fn keys_are_each_clinics_own() {
        let keys = SlotSystemKeys::parse("sol=a=b, luna=c,bare,mar=,=x");
        let of = |id: &str| keys.of(&ClinicId::new(id).unwrap());
        assert_eq!((of("sol"), of("luna"), of("mar"), of("bare")), (Some("a=b"), Some("c"), None, None));
        assert_eq!(format!("{keys:?}"), "SlotSystemKeys(2)");
    }
}
