//! A clinic's own system of slots, as `docs/slot-system.md` describes it: it checks signatures, books each slot once,
//! knows a key again, and fails as real ones do.
//!
//! It is kept in memory: a restart forgets its bookings.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Request, Response};
use serde_json::{Value, json};
use sha2::Sha256;

use super::ids::hex;
use super::{Config, Exchange, json_response};

/// A request older than so many seconds is a replay.
const AGE_SECONDS_MAX: i64 = 300;

/// How the system fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotTrouble {
    /// The request does not leave.
    NotSent,
    /// It books, and the answer is lost.
    LostAnswer,
    /// The request is lost on its way.
    LostRequest,
    /// A 503; nothing is booked.
    Unavailable,
    /// A proxy answers 200 with a page of its own; nothing is booked.
    ProxyPage,
}

/// What the system knows.
#[derive(Debug, Default)]
pub(super) struct SlotSystem {
    /// Who has which slot: slot and key.
    bookings: BTreeMap<String, String>,
    /// Slots that others have.
    elsewhere: BTreeSet<String>,
    /// How the next requests fail.
    troubles: VecDeque<SlotTrouble>,
    /// What it was asked, in order: method and key.
    asked: Vec<(String, String)>,
}

impl SlotSystem {
    pub(super) fn fail(&mut self, trouble: SlotTrouble, times: usize) {
        self.troubles.extend(std::iter::repeat_n(trouble, times));
    }

    pub(super) fn give_elsewhere(&mut self, slot: &str) {
        self.elsewhere.insert(slot.to_owned());
    }

    pub(super) fn bookings(&self) -> Vec<(String, String)> {
        self.bookings.iter().map(|(slot, key)| (slot.clone(), key.clone())).collect()
    }

    pub(super) fn asked(&self) -> Vec<(String, String)> {
        self.asked.clone()
    }

    pub(super) fn answer(&mut self, config: &Config, request: &Request<Vec<u8>>, now: i64) -> Exchange {
        let trouble = self.troubles.pop_front();
        match trouble {
            Some(SlotTrouble::NotSent) => return Exchange::NotSent,
            Some(SlotTrouble::LostRequest) => return Exchange::NoAnswer,
            Some(SlotTrouble::Unavailable) => return says(503, &json!({ "error": "busy" })),
            Some(SlotTrouble::ProxyPage) => {
                return Exchange::Answer(Response::new(b"<html>Welcome</html>".to_vec()));
            }
            Some(SlotTrouble::LostAnswer) | None => {}
        }
        let answer = if is_signed(config, request, now) {
            self.book(request)
        } else {
            says(401, &json!({ "error": "signature" }))
        };
        if trouble == Some(SlotTrouble::LostAnswer) { Exchange::NoAnswer } else { answer }
    }

    fn book(&mut self, request: &Request<Vec<u8>>) -> Exchange {
        let method = request.method().as_str();
        let key = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        self.asked.push((method.to_owned(), key.clone()));
        if method == "DELETE" {
            self.bookings.retain(|_, known| *known != key);
            return says(204, &Value::Null);
        }
        let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let texts = ["slot_id", "appointment_id", "patient_id", "start", "time_zone"];
        let (Some(slot), true) = (body["slot_id"].as_str(), texts.iter().all(|it| body[it].is_string()))
        else {
            return says(400, &json!({ "error": "body" }));
        };
        let holder = self.bookings.get(slot);
        if self.elsewhere.contains(slot) || holder.is_some_and(|it| *it != key) {
            return says(409, &json!({ "status": "refused" }));
        }
        let status = if holder.is_some() { 200 } else { 201 };
        self.bookings.insert(slot.to_owned(), key);
        says(status, &json!({ "status": "booked" }))
    }
}

fn says(status: u16, body: &Value) -> Exchange {
    Exchange::Answer(json_response(status, "application/json", body))
}

/// The signature, made apart from the product's own on purpose.
fn is_signed(config: &Config, request: &Request<Vec<u8>>, now: i64) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let timestamp = header("pulso-timestamp");
    let fresh = timestamp.parse::<i64>().is_ok_and(|it| (now / 1_000 - it).abs() <= AGE_SECONDS_MAX);
    let keys = config.slot_systems.split(',').filter_map(|it| it.trim().split_once('='));
    let signed = |key: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
        mac.update(format!("{timestamp}.{}.{}.", request.method(), request.uri().path()).as_bytes());
        mac.update(request.body());
        format!("sha256={}", hex(&mac.finalize().into_bytes()))
    };
    fresh && keys.into_iter().any(|(_, key)| signed(key) == header("pulso-signature"))
}
