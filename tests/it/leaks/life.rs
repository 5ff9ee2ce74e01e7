//! The life of the canaries: booked, told, reminded, moved, cancelled, waiting, surveyed, complaining, and in every
//! trouble there is.

use channels::signature::{sign_meta, sign_twilio};
use serde_json::{Value, json};
use tests::canary::{COMPLAINT, PHONE, names_nobody, put_into};
use tests::{Answered, Bundle, event};

use super::Notes;
use crate::incidents::arm;
use crate::usual::FRIDAY;

/// A phone that two patients share.
const FAMILY: &str = "+5491155550976";
/// A phone without WhatsApp, whose text messages are refused at first.
const PLAIN: &str = "+5491155550977";
/// Somebody on the waiting list.
const WAITS: &str = "+5491155550978";

/// Tells an event about a canary's visit as of now.
fn told(bundle: &Bundle, kind: &str, id: &str, phone: &str, start: &str) {
    let mut event = bundle.event_now(kind, id, &format!("p-{id}"), phone, start);
    put_into(&mut event);
    if phone.is_empty() {
        event["patient"].as_object_mut().unwrap().remove("phone");
    }
    bundle.tell(&event);
}

/// Taps the newest button of that title. It has to be there.
fn taps(bundle: &Bundle, phone: &str, title: &str) {
    let index = |message: &Value| {
        message["buttons"]
            .as_array()
            .into_iter()
            .flatten()
            .position(|it| it["title"].as_str().is_some_and(|it| it.contains(title)))
    };
    let inbox = bundle.inbox(phone);
    let found = inbox.iter().rev().find_map(|it| Some((it, index(it)?)));
    let (message, index) = found.unwrap_or_else(|| panic!("no {title} among {inbox:#?}"));
    bundle.tap(phone, message, u32::try_from(index).unwrap());
    bundle.advance_minutes(1);
}

fn fault(bundle: &Bundle, to: &str, effect: &Value) {
    arm(bundle, &json!({ "to": to, "times": 1, "effect": effect }));
}

fn post(bundle: &Bundle, target: &str, body: &Value) -> Answered {
    let answer = bundle.v1("POST", target, body.to_string().as_bytes());
    assert!(answer.status < 300, "{target}: {}", answer.text);
    bundle.advance_minutes(1);
    answer
}

pub(super) fn live(bundle: &Bundle, notes: &Notes) {
    for (id, phone, start) in [
        ("a1", PHONE, FRIDAY),
        ("f1", FAMILY, "2026-12-04T11:00"),
        ("f2", FAMILY, "2026-12-04T11:30"),
        ("s1", PLAIN, "2026-12-04T12:00"),
        ("w1", WAITS, "2026-12-18T10:30"),
    ] {
        if id == "s1" {
            bundle.set_phone(phone, &json!({ "whatsapp": false }));
            fault(bundle, phone, &json!({ "kind": "refuse", "code": 131_026 }));
            fault(bundle, phone, &json!({ "kind": "refuse", "code": 21_611 }));
        }
        told(bundle, "appointment.booked", id, phone, start);
    }
    told(bundle, "appointment.booked", "e1", "", FRIDAY);
    for (id, phone) in [("x1", "+5491155550981"), ("x2", "+5491155550982"), ("x3", "+5491155550983")] {
        let kind = ["server_error", "lost_answer", "throttled"][usize::from(id.as_bytes()[1] - b'1')];
        fault(bundle, phone, &json!({ "kind": kind }));
        told(bundle, "appointment.booked", id, phone, "2026-12-10T10:30");
    }
    slots(bundle);
    bundle.advance_minutes(10);
    person(bundle);
    bundle.advance_to("2026-12-02T15:05:00Z");
    answers(bundle);
    wrong(bundle, notes);
    bundle.advance_to("2026-12-04T15:30:00Z");
    for (id, phone, start) in
        [("f1", FAMILY, "2026-12-04T11:00"), ("s1", PLAIN, "2026-12-04T12:00"), ("e1", "", FRIDAY)]
    {
        told(bundle, "appointment.completed", id, phone, start);
    }
    bundle.advance_to("2026-12-05T16:00:00Z");
    surveyed(bundle);
    bundle.advance_hours(72);
    told(bundle, "appointment.cancelled", "w1", WAITS, "2026-12-18T10:30");
    bundle.advance_hours(1);
    let why = "Canariosa recibió el turno de Zafirolinda";
    post(bundle, "/v1/pause", &json!({ "by": "marta", "until": "2026-12-10T10:00", "why": why }));
}

fn slots(bundle: &Bundle) {
    for (id, start) in [("free1", "2026-12-09T18:00"), ("free2", "2026-12-10T09:00")] {
        bundle.tell(&json!({
            "event_id": format!("slot-{id}"), "type": "slot.opened", "occurred_at": bundle.now().to_string(),
            "slot": { "id": id, "start": start, "practitioner": "Dr. Canarillo", "service": "Canarilogía", "site": "Sede Centro" },
        }));
    }
    bundle.tell(&json!({
        "event_id": "waits-w1", "type": "waiting.joined", "occurred_at": bundle.now().to_string(),
        "patient": { "id": "p-w1" }, "waiting": { "appointment_id": "w1", "priority": 3 },
    }));
}

/// A question, a complaint, a person who takes over and answers, a call.
fn person(bundle: &Bundle) {
    bundle.write(PHONE, "hola, soy Canariosa, tienen estacionamiento?");
    bundle.write(PHONE, COMPLAINT);
    bundle.write(PHONE, "quiero hablar con alguien, soy Canariosa Zafirolinda");
    let threads = bundle.waiting();
    let own = threads.iter().find(|it| it["patients"] == json!(["p-a1"])).cloned();
    let id = own.unwrap_or_else(|| panic!("{threads:#?}"))["id"].as_str().unwrap().to_owned();
    let act = |act: &str, body: &Value| post(bundle, &format!("/v1/threads/{id}/{act}"), body);
    act("take", &json!({ "agent": "marta" }));
    bundle.write(PHONE, "mi correo es jilguero.mail@example.com");
    act("reply", &json!({ "agent": "marta", "text": "Canariosa, soy Marta." }));
    act("close", &json!({ "agent": "marta", "outcome": "Canariosa vuelve a llamar" }));
    post(bundle, "/v1/calls", &json!({ "call_id": "call-1", "phone": PHONE }));
    // Bare digits could be a patient's or a visit's number too, and are looked for as such.
    for text in [PHONE, &PHONE[1..], "Canariosa Zafirolinda", "jilguero.mail@example.com"] {
        post(bundle, "/v1/find", &json!({ "text": text }));
    }
}

/// Reminders are out: moved, confirmed for one of two, cancelled, answered by text message, stopped, answered on a
/// mail's page.
fn answers(bundle: &Bundle) {
    taps(bundle, PHONE, "Cambiar cita");
    taps(bundle, PHONE, "Buscar otra hora");
    bundle.write(PHONE, "soy Canariosa, prefiero el jueves por la mañana");
    taps(bundle, PHONE, "jue 10/12");
    bundle.write(FAMILY, "sí, ahí estaremos");
    taps(bundle, FAMILY, "11:00");
    bundle.type_text(PLAIN, "confirmo, Canariosa", "sms");
    bundle.type_text(WAITS, "Canariosa dice STOP", "whatsapp");
    bundle.advance_minutes(5);
    bundle.write(WAITS, "STOP");
    told(bundle, "appointment.cancelled", "f2", FAMILY, "2026-12-04T11:30");
    let mails = bundle.sim("GET", "mail", &Value::Null).json.to_string();
    let link = mails[mails.find("/s/a1.").unwrap()..].split(['\\', '"', ' ']).next().unwrap();
    for (method, body) in [("GET", ""), ("POST", ""), ("POST", "answer=Canariosa"), ("POST", "answer=talk")] {
        let page = bundle.send(method, link, &[], body.as_bytes());
        assert!(page.text.contains("Hablar con alguien"), "{}", page.text);
    }
    bundle.advance_minutes(1);
}

/// Asked how it was: a low rating, words, a ticket with notes, the form on the web.
fn surveyed(bundle: &Bundle) {
    let five = |it: &Value| it["buttons"].as_array().is_some_and(|it| it.len() == 5);
    let question = bundle.inbox(FAMILY).into_iter().find(five).unwrap();
    bundle.tap(FAMILY, &question, 0);
    bundle.advance_minutes(1);
    bundle.write(FAMILY, "Canariosa esperó dos horas y la trataron mal");
    bundle.type_text(PLAIN, "1", "sms");
    bundle.advance_minutes(1);
    bundle.type_text(PLAIN, COMPLAINT, "sms");
    let tickets = bundle.v1("GET", "/v1/tickets", b"").json["tickets"].clone();
    let id = tickets[0]["id"].as_str().unwrap_or_else(|| panic!("{tickets:#}")).to_owned();
    for (key, body) in [
        (
            "k1",
            json!({ "by": "marta", "owner": "marta", "state": "in_progress", "note": "Llamar a Canariosa" }),
        ),
        ("k2", json!({ "by": "marta", "state": "resolved", "outcome": "Canariosa quedó conforme" })),
    ] {
        let answer = bundle.command(&format!("/v1/tickets/{id}"), key, &body);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    // What the product hands out as an address says nothing of whom it is for.
    let mails = bundle.sim("GET", "mail", &Value::Null).json;
    let texts: Vec<String> = mails.as_array().unwrap().iter().map(ToString::to_string).collect();
    let phones = [PHONE, FAMILY, PLAIN, WAITS].map(|it| format!("{:?}", bundle.inbox(it)));
    let all = texts.join("\n") + &phones.join("\n");
    let links: Vec<&str> = all.split(['"', ' ', '\\']).filter(|it| it.contains("http")).collect();
    assert!(!links.is_empty());
    names_nobody("an address", &links.join("\n"));
    let link = links.iter().find(|it| it.contains("/s/s1.")).unwrap_or_else(|| panic!("{links:#?}"));
    let path = &link[link.find("/s/").unwrap()..];
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(bundle.send("GET", path, &[], b"").status, 200);
    let form = "score=1&q_waiting=1&q_explained=2&comment=Canariosa+no+vuelve";
    assert_eq!(bundle.send("POST", path, &headers, form.as_bytes()).status, 200);
    bundle.advance_minutes(5);
}

/// What does not read: at every door, with canaries where anything may stand.
fn wrong(bundle: &Bundle, notes: &Notes) {
    let mut good = event("appointment.booked", "w9", "p-w9", PHONE, FRIDAY);
    put_into(&mut good);
    // A site is the clinic's own, and no secret.
    for pointer in leaves(&good).into_iter().filter(|it| it != "/appointment/site") {
        for odd in [
            json!("Canariosa 1155550975"),
            json!({ "Canariosa": 1 }),
            json!(["Zafirolinda"]),
            json!(1_155_550_975),
        ] {
            let mut event = good.clone();
            event["event_id"] = json!(format!("odd-{}", pointer.len()));
            *event.pointer_mut(&pointer).unwrap() = odd;
            names_nobody(&pointer, &bundle.v1("POST", "/v1/events", event.to_string().as_bytes()).text);
        }
    }
    let text = good.to_string();
    for broken in [&text[..text.len() / 2], "Canariosa", "{\"Canariosa\":"] {
        for target in ["/v1/events", "/v1/find"] {
            names_nobody("broken JSON", &bundle.v1("POST", target, broken.as_bytes()).text);
        }
    }
    let agenda = "turno;fecha;hora;paciente;nombre;telefono\na9;Canariosa;99:99;p9;Zafirolinda;11555509\n;;;Canariosa;;\n";
    names_nobody("an agenda", &bundle.v1("POST", "/v1/agenda", agenda.as_bytes()).text);
    let people = "nombre;telefono\nZafirolinda;Canariosa\n";
    names_nobody("a list", &bundle.v1("POST", "/v1/campaigns/new_centre", people.as_bytes()).text);
    for target in [
        "/v1/cases/Canariosa",
        "/v1/messages/Canariosa",
        "/v1/threads/Canariosa",
        "/s/Canariosa",
        "/v1/cases?date=Canariosa",
        "/v1/threads?patient=Canariosa&date=Canariosa",
    ] {
        names_nobody(target, &bundle.v1("GET", target, b"").text);
        names_nobody(target, &bundle.v1("POST", target, b"Canariosa").text);
    }
    for body in [
        text.as_str(),
        "Canariosa",
        r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Canariosa"},"wa_id":"5491155550975"}],"messages":[{"from":"5491155550975","id":"wamid.odd","timestamp":"Canariosa","type":"text","text":{"body":["Canariosa"]}}]}}]}]}"#,
        r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"106540352242922"},"statuses":[{"id":"wamid.x","status":"failed","timestamp":"1796043600","recipient_id":"5491155550975","errors":[{"code":131026,"title":"Canariosa","message":"to +5491155550975","error_data":{"details":"+5491155550975"}}]}]}}]}]}"#,
        r#"{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"canariosa","value":{"Canariosa":"+5491155550975"}}]}]}"#,
    ] {
        let signature = sign_meta("local-app-secret", body.as_bytes());
        for signature in [signature.as_str(), "sha256=Canariosa"] {
            let headers = [("x-hub-signature-256", signature), ("user-agent", "Canariosa")];
            names_nobody(
                "a webhook",
                &bundle.send("POST", "/webhooks/whatsapp?q=Canariosa", &headers, body.as_bytes()).text,
            );
        }
    }
    let target = "/webhooks/twilio/inbound";
    let form = "MessageSid=SMcanari&From=Canariosa&To=%2B541150000002&Body=Canariosa+11555509";
    let pairs: Vec<(String, String)> = [
        ("MessageSid", "SMcanari"),
        ("From", "Canariosa"),
        ("To", "+541150000002"),
        ("Body", "Canariosa 11555509"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let signature = sign_twilio("local-twilio-token", &format!("http://127.0.0.1:8787{target}"), &pairs);
    let answer = bundle.send("POST", target, &[("x-twilio-signature", &signature)], form.as_bytes());
    names_nobody("an odd form", &answer.text);
    for queue in ["journeys", "threads", "surveys", "outbound", "receipts"] {
        for body in [
            r#"{"v":1,"message":{"type":"Canariosa","name":"Zafirolinda"}}"#.to_owned(),
            format!(r#"{{"v":1,"message":{text}}}"#),
            r#"{"v":99,"message":"Canariosa"}"#.to_owned(),
            "Canariosa 11555509".to_owned(),
        ] {
            notes.enqueue(queue, &body, bundle.now());
        }
    }
    bundle.advance_minutes(10);
    assert!(bundle.dead_letters() >= 20, "what cannot be read is parked");
}

/// Pointers to everything in a JSON value that is no object.
fn leaves(value: &Value) -> Vec<String> {
    let Value::Object(fields) = value else { return vec![String::new()] };
    let below = |(name, value): (&String, &Value)| {
        leaves(value).into_iter().map(|it| format!("/{name}{it}")).collect::<Vec<_>>()
    };
    fields.iter().flat_map(below).collect()
}
