//! What a clinic can try on another's data, by every operation of the interface.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Ids, Tenant, World};
use crate::lists::encoded;
use crate::usual::ANA;

/// A target, a body, and the status that is expected.
type Try = (String, String, u16);

/// By one operation.
pub(super) fn tries(world: &World, operation: &str, victim: &Tenant, ids: &Ids) -> Vec<Try> {
    let [appointment, patient, slot] = victim.own;
    let at = world.0.now().to_string();
    let get = |target: &str, status: u16| vec![(target.to_owned(), String::new(), status)];
    let each = |path: &str, ids: &[String], body: &str, status: u16| -> Vec<Try> {
        assert!(!ids.is_empty(), "{operation}: the other clinic has nothing to be reached");
        ids.iter().map(|it| (path.replace("{}", it), body.to_owned(), status)).collect()
    };
    let own =
        |ids: &[String]| -> Vec<String> { ids.iter().filter(|it| *it == appointment).cloned().collect() };
    match operation {
        "POST /v1/events" => {
            let event = |kind: &str, (name, value): (&str, Value)| {
                let id = format!("{kind}-{}", value.to_string().len());
                (
                    "/v1/events".to_owned(),
                    json!({ "event_id": id, "type": kind, "occurred_at": at, name: value, "patient": { "id": patient } })
                        .to_string(),
                    202,
                )
            };
            let slots = |id: &str| json!({ "id": id, "start": "2026-12-15T10:00" });
            vec![
                event("appointment.cancelled", ("appointment", json!({ "id": "a1" }))),
                event("appointment.cancelled", ("appointment", json!({ "id": appointment }))),
                event(
                    "appointment.moved",
                    ("appointment", json!({ "id": appointment, "start": "2026-12-09T10:00" })),
                ),
                event("patient.updated", ("note", json!(0))),
                event("patient.merged", ("merged_patient_id", json!("p1"))),
                event("slot.closed", ("slot", slots("s1"))),
                event("slot.closed", ("slot", slots(slot))),
                event("waiting.joined", ("waiting", json!({ "appointment_id": appointment, "priority": 1 }))),
            ]
        }
        "POST /v1/agenda" => {
            let rows = format!(
                "turno;fecha;hora;paciente;telefono\n{appointment};09/12/2026;11:30;{patient};{ANA}\n"
            );
            vec![("/v1/agenda".to_owned(), rows, 202)]
        }
        "POST /v1/campaigns/{name}" => {
            let rows = format!("paciente_id;telefono\n{patient};{ANA}\n");
            vec![("/v1/campaigns/yearly_check_up".to_owned(), rows, 202)]
        }
        "POST /v1/fhir" => fhir_tries(patient, appointment),
        "POST /v1/hl7" => hl7_tries(&at, patient, appointment),
        "POST /v1/calls" => {
            vec![("/v1/calls".to_owned(), json!({ "call_id": "c1", "phone": ANA }).to_string(), 202)]
        }
        "POST /v1/find" => {
            let sought = |text: &str| ("/v1/find".to_owned(), json!({ "text": text }).to_string(), 200);
            vec![sought(ANA), sought(patient), sought(appointment)]
        }
        "GET /v1/clinic" => get("/v1/clinic", 200),
        // Where a page of theirs ends is a place in one's own list, and nothing of theirs stands behind it.
        "GET /v1/cases" => {
            let day = "/v1/cases?date=2026-12-04";
            let page = world.get(victim, &format!("{day}&limit=1"));
            let after = encoded(page["next"].as_str().unwrap());
            [get(day, 200), get(&format!("{day}&after={after}"), 200)].concat()
        }
        "GET /v1/cases/{id}" => each("/v1/cases/{}", &own(&ids.cases), "", 404),
        "GET /v1/cases/{id}/why" => each("/v1/cases/{}/why", &own(&ids.cases), "", 404),
        "GET /v1/messages/{id}" => each("/v1/messages/{}", &ids.messages, "", 404),
        "GET /v1/threads" => {
            let theirs = format!("/v1/threads?patient={patient}");
            [get("/v1/threads", 200), get("/v1/threads?state=held", 200), get(&theirs, 200)].concat()
        }
        "GET /v1/threads/{id}" => each("/v1/threads/{}", &ids.threads, "", 404),
        "POST /v1/threads/{id}/{act}" => ["take", "reply", "close", "release", "assign", "spam", "resume"]
            .into_iter()
            .flat_map(|act| {
                let body =
                    json!({ "agent": "eva", "text": "hola", "outcome": "x", "channel": "sms", "why": "x" })
                        .to_string();
                each(&format!("/v1/threads/{{}}/{act}"), &ids.threads, &body, 404)
            })
            .collect(),
        "GET /v1/report" => get("/v1/report?from=2026-11-30&to=2026-12-20", 200),
        "GET /v1/senders" => get("/v1/senders", 200),
        "GET /v1/pause" => get("/v1/pause", 200),
        "POST /v1/pause" => {
            let until = world.0.now().checked_add(SignedDuration::from_hours(1)).unwrap().to_string();
            let body = json!({ "by": "eva", "until": until, "why": "x" }).to_string();
            vec![("/v1/pause".to_owned(), body, 200)]
        }
        "POST /v1/resume" => vec![("/v1/resume".to_owned(), json!({ "by": "eva" }).to_string(), 200)],
        "GET /v1/surveys" => get("/v1/surveys?from=2026-12-01&to=2026-12-31&by=site", 200),
        "GET /v1/surveys/answers" => get("/v1/surveys/answers?date=2026-12-04", 200),
        "GET /v1/surveys/{id}" => each("/v1/surveys/{}", &ids.surveys, "", 404),
        "GET /v1/tickets" => get("/v1/tickets", 200),
        "GET /v1/tickets/{id}" => each("/v1/tickets/{}", &ids.tickets, "", 404),
        "POST /v1/tickets/{id}" => {
            let body = json!({ "by": "eva", "owner": "eva", "state": "in_progress" }).to_string();
            each("/v1/tickets/{}", &ids.tickets, &body, 404)
        }
        other => panic!("{other} is described, and nothing here tries to reach another clinic by it"),
    }
}

/// In FHIR: the same visit of both called off, one of the other clinic called off, and that one taken over.
fn fhir_tries(patient: &str, appointment: &str) -> Vec<Try> {
    let visit = |id: &str, status: &str, start: &str| {
        let whose = json!([{ "actor": { "reference": format!("Patient/{patient}") } }]);
        let visit = json!({
            "resourceType": "Appointment", "id": id, "status": status,
            "start": start, "participant": whose,
        });
        ("/v1/fhir".to_owned(), visit.to_string(), 202)
    };
    let (friday, wednesday) = ("2026-12-04T10:30:00-03:00", "2026-12-09T11:30:00-03:00");
    vec![
        visit("a1", "cancelled", friday),
        visit(appointment, "cancelled", wednesday),
        visit(appointment, "booked", wednesday),
    ]
}

/// The same in messages of HL7 v2.
fn hl7_tries(at: &str, patient: &str, appointment: &str) -> Vec<Try> {
    let written: String = at.chars().filter(char::is_ascii_digit).take(14).collect();
    let message = |kind: &str, rest: &str| {
        let header = format!("MSH|^~\\&|HIS|X|||{written}+0000||{kind}|{}|P|2.4", rest.len());
        ("/v1/hl7".to_owned(), format!("{header}\rPID|1||{patient}\r{rest}\r"), 202)
    };
    vec![
        message("SIU^S15", "SCH||a1"),
        message("SIU^S15", &format!("SCH||{appointment}")),
        message("SIU^S13", &format!("SCH||{appointment}|||||||||^^^202612091000")),
        message("ADT^A40", "MRG|p1"),
    ]
}
