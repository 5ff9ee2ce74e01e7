//! Slots: a visit moves to a time that its patient chooses, and times that come free are offered to who waits.

mod crash;
mod crowd;
mod large;
mod moves;
mod offers;
mod rounds;
mod system;
mod waits;

use local::clinic_files;
use serde_json::{Value, json};
use tests::Bundle;

use crate::screen::{last, text};

/// A minute after the 48 h reminder of a visit on [`crate::usual::FRIDAY`].
const REMINDED: &str = "2026-12-02T13:31:00Z";

fn slot(id: &str, start: &str) -> Value {
    json!({ "id": id, "start": start, "practitioner": "Dra. López", "site": "Sede Centro", "duration_minutes": 20 })
}

fn slot_event(bundle: &Bundle, kind: &str, slot: &Value) -> Value {
    json!({
        "event_id": format!("{kind}-{}-{}", slot["id"].as_str().unwrap(), bundle.now().as_second()),
        "type": kind, "occurred_at": bundle.now().to_string(), "slot": slot,
    })
}

/// The clinic tells that a time is free.
pub(crate) fn open(bundle: &Bundle, id: &str, start: &str) {
    bundle.tell(&slot_event(bundle, "slot.opened", &slot(id, start)));
}

/// As [`open`], and who is offered it has it on their phone.
fn comes_free(bundle: &Bundle, id: &str, start: &str) {
    open(bundle, id, start);
    bundle.advance_minutes(2);
}

/// The patient of an appointment waits for an earlier one.
pub(crate) fn joins(bundle: &Bundle, appointment: &str, patient: &str, priority: u8) {
    bundle.tell(&json!({
        "event_id": format!("waits-{appointment}"), "type": "waiting.joined", "occurred_at": bundle.now().to_string(),
        "patient": { "id": patient }, "waiting": { "appointment_id": appointment, "priority": priority },
    }));
}

/// How often somebody was offered a time that came free.
fn offered(bundle: &Bundle, phone: &str) -> usize {
    bundle.inbox(phone).iter().filter(|it| text(it).contains("liberado una hora")).count()
}

/// Nobody waits: slots are only what visits move to.
fn without_list(start: &str) -> Bundle {
    let mut clinic = clinic_files::example();
    clinic.waiting_list = None;
    Bundle::of(vec![clinic], start, None)
}

/// Asks for another time: *Cambiar* under the reminder, then *Buscar otra hora*. Gives what is offered.
fn asks_to_move(bundle: &Bundle, phone: &str) -> Value {
    bundle.tap(phone, &last(bundle, phone), 1);
    bundle.advance_minutes(1);
    bundle.tap(phone, &last(bundle, phone), 0);
    bundle.advance_minutes(1);
    last(bundle, phone)
}

/// What the report of three weeks counts of slots.
fn counted(bundle: &Bundle) -> Value {
    bundle.v1("GET", "/v1/report?from=2026-11-30&to=2026-12-20", b"").json["slots"].clone()
}
