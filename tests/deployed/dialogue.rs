//! Patients talk back: a question, a person who takes over, a move to another time, and a rating that becomes a ticket.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde_json::{Value, json};

use crate::base::{Base, appointment};
use crate::stack::{Stack, wait_until};

const PHONE: &str = "+5491155550921";
const VISITED: &str = "+5491155550922";
/// How long anything that a person waits for may take here, in seconds.
const PATIENCE_SECONDS: u64 = 90;

pub(crate) fn evening(stack: &Stack) {
    let base = &stack.base;
    // The 48 h reminder is a minute away; it comes while the rest goes on.
    base.tell(&appointment("appointment.booked", "talk1", PHONE, 48 * 60 + 2));
    open_slots(base);
    wait_until("the booking is told", PATIENCE_SECONDS, || base.arrived("talk1", "booking_confirmation"));
    asks(base);
    talks_to_a_person(base);
    rates(base);
    moves(base);
}

fn last(base: &Base, phone: &str) -> Value {
    base.inbox(phone).pop().unwrap_or_default()
}

fn last_says(base: &Base, phone: &str, what: &str) -> bool {
    last(base, phone)["text"].as_str().is_some_and(|it| it.contains(what))
}

fn asks(base: &Base) {
    base.type_text(PHONE, "hola, tienen estacionamiento?");
    wait_until("the knowledge base answers", PATIENCE_SECONDS, || last_says(base, PHONE, "Yerbal"));
}

fn talks_to_a_person(base: &Base) {
    let waits = || base.v1("GET", "/v1/threads", b"").json()["threads"].clone();
    let of_phone = |threads: &Value| {
        let own = |it: &&Value| it["patients"] == json!(["p-talk1"]);
        threads.as_array().into_iter().flatten().find(own).cloned()
    };
    base.type_text(PHONE, "soy Canariosa, quiero hablar con alguien");
    wait_until("the thread waits for a person", PATIENCE_SECONDS, || of_phone(&waits()).is_some());
    let id = of_phone(&waits()).unwrap()["id"].as_str().unwrap().to_owned();
    let act = |act: &str, body: &Value| {
        let answer = base.v1("POST", &format!("/v1/threads/{id}/{act}"), body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{act}: {}", answer.body);
        answer.json()
    };
    assert_eq!(act("take", &json!({ "agent": "marta" }))["state"], "with_person");
    act("reply", &json!({ "agent": "marta", "text": "Canariosa, soy Marta, dígame." }));
    wait_until("the person's words are on the phone", PATIENCE_SECONDS, || last_says(base, PHONE, "Marta"));
    assert_eq!(act("close", &json!({ "agent": "marta", "outcome": "resuelto" }))["state"], "assistant");
    let call = json!({ "call_id": "call-1", "phone": PHONE }).to_string();
    assert_eq!(base.v1("POST", "/v1/calls", call.as_bytes()).status, 202);
    wait_until("the call is answered with the menu", PATIENCE_SECONDS, || last_says(base, PHONE, "ayudamos"));
}

fn rates(base: &Base) {
    base.tell(&appointment("appointment.booked", "talk2", VISITED, 60));
    wait_until("the booking is told", PATIENCE_SECONDS, || base.arrived("talk2", "booking_confirmation"));
    // It has begun by then: of one that is ahead nobody is asked.
    base.tell(&appointment("appointment.completed", "talk2", VISITED, -1));
    let five = |it: &Value| it["buttons"].as_array().is_some_and(|it| it.len() == 5);
    let question = || base.inbox(VISITED).into_iter().find(five);
    wait_until("how the visit was is asked", PATIENCE_SECONDS, || question().is_some());
    base.tap(VISITED, &question().unwrap(), 0);
    let tickets = || base.v1("GET", "/v1/tickets", b"").json()["tickets"].clone();
    wait_until("a bad answer is a ticket", PATIENCE_SECONDS, || {
        tickets().as_array().is_some_and(|it| !it.is_empty())
    });
    base.type_text(VISITED, "Canariosa esperó dos horas y nadie la atendió");
    let ticket = tickets()[0]["id"].as_str().unwrap().to_owned();
    let body =
        json!({ "by": "marta", "owner": "marta", "state": "in_progress", "note": "Llamar a Canariosa" })
            .to_string();
    let headers = [("authorization", &*format!("Bearer {}", base.key)), ("idempotency-key", "k1")];
    let changed = base.send("POST", &format!("/v1/tickets/{ticket}"), &headers, body.as_bytes());
    assert_eq!(changed.status, 200, "{}", changed.body);
    let today = jiff::tz::TimeZone::UTC.to_datetime(Timestamp::now()).date();
    let (from, to) = (today.saturating_sub(1.day()), today.saturating_add(2.days()));
    let scores = base.v1("GET", &format!("/v1/surveys?from={from}&to={to}&by=day"), b"");
    assert_eq!(scores.status, 200, "{}", scores.body);
    assert_eq!(base.send("GET", "/s/not-a-link", &[], b"").status, 404);
}

fn open_slots(base: &Base) {
    let zone = jiff::tz::TimeZone::get("America/Argentina/Buenos_Aires").unwrap();
    let day =
        zone.to_datetime(Timestamp::now().checked_add(SignedDuration::from_hours(24 * 5)).unwrap()).date();
    let slot = |id: &str, time: &str| {
        json!({
            "event_id": format!("slot-{id}"), "type": "slot.opened", "occurred_at": Timestamp::now(),
            "slot": { "id": id, "start": format!("{day}T{time}"), "practitioner": "Dra. López", "site": "Sede Centro" },
        })
    };
    base.tell(&json!([slot("free1", "09:00"), slot("free2", "16:30")]));
}

fn moves(base: &Base) {
    let with = |title: &str| {
        let has = |it: &Value| it["buttons"].as_array().into_iter().flatten().any(|it| it["title"] == title);
        base.inbox(PHONE).into_iter().rfind(has)
    };
    let taps = |title: &str| {
        wait_until(&format!("{title} can be tapped"), 180, || with(title).is_some());
        let message = with(title).unwrap();
        let buttons = message["buttons"].as_array().unwrap();
        let index = buttons.iter().position(|it| it["title"] == title).unwrap();
        base.tap(PHONE, &message, u32::try_from(index).unwrap());
    };
    taps("Cambiar cita");
    taps("Buscar otra hora");
    wait_until("times are offered", PATIENCE_SECONDS, || with("Otra opción").is_some());
    let list = with("Otra opción").unwrap();
    // Two times, word of earlier ones, and something else.
    assert_eq!(list["buttons"].as_array().unwrap().len(), 4, "{list:#}");
    base.tap(PHONE, &list, 1);
    wait_until("the visit has moved", PATIENCE_SECONDS, || {
        base.case("talk1")["local_start"].as_str().is_some_and(|it| it.ends_with("16:30:00"))
    });
    wait_until("the patient is told", PATIENCE_SECONDS, || last_says(base, PHONE, "16:30"));
}
