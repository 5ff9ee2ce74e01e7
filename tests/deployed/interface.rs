//! One interface, two addresses: the same requests to the local bundle and to the deployed stack, and the same answers.

use channels::signature::{sign_meta, sign_twilio};
use serde_json::{Value, json};

use crate::base::{Answer, Base, appointment};
use crate::stack::{KEY, SECRETS, Stack, wait_until};

const WHATSAPP: &str = "/webhooks/whatsapp";
const STATUS: &str = "/webhooks/twilio/status";
const INBOUND: &str = "/webhooks/twilio/inbound";
const PHONE: &str = "+5491155550902";

fn secret(name: &str) -> &'static str {
    SECRETS.iter().find(|it| it.0 == name).unwrap().1
}

/// The local bundle with the stack's secrets, on a port of its own.
fn local() -> Base {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut variables = SECRETS.to_vec();
    variables.retain(|it| it.0 != "WHATSAPP_TOKEN");
    variables.push(("PUBLIC_URL", url.clone().leak()));
    std::thread::spawn(move || tests::Bundle::with_environment(&variables).serve(listener));
    Base { public_url: url.clone(), phones: url.clone(), url, key: KEY.to_owned(), issuer: String::new() }
}

pub(crate) fn same_as_local(stack: &Stack) {
    let (here, there) = (transcript(&local()), transcript(&stack.base));
    assert_eq!(here.len(), there.len());
    for ((name, here), (_, there)) in here.iter().zip(&there) {
        assert_eq!(here, there, "{name}: the local bundle's answer and the deployed stack's");
    }
    eprintln!("   {} requests, the same answers", there.len());
}

/// Only the deployed stack has accounts, whose issuer the page may ask.
fn without_issuer(base: &Base, answer: Answer) -> Answer {
    let without = answer.policy.strip_suffix(&format!(" {}", base.issuer)).map(str::to_owned);
    Answer { policy: without.unwrap_or(answer.policy), ..answer }
}

/// What a client sees: the status, the type, and the body without what differs from one run to the next.
fn seen(answer: Answer) -> Answer {
    let mut json = answer.json();
    forget(&mut json);
    if json == Value::Null { answer } else { Answer { body: json.to_string(), ..answer } }
}

/// Instants are the run's own; what they stand in is not.
fn forget(json: &mut Value) {
    match json {
        Value::String(text) => {
            let is_instant = |word: &str| word.starts_with("20") && word.as_bytes().get(4) == Some(&b'-');
            let words = text.split(' ').map(|it| if is_instant(it) { "<instant>" } else { it });
            *text = words.collect::<Vec<_>>().join(" ");
        }
        Value::Array(values) => values.iter_mut().for_each(forget),
        Value::Object(fields) => {
            // Set aside before a message's claim: where functions run beside each other, several may have done so for
            // one that was told several times.
            if fields.contains_key("service_free_left") {
                fields.remove("spent");
            }
            fields.values_mut().for_each(forget);
        }
        _ => {}
    }
}

fn transcript(base: &Base) -> Vec<(String, Answer)> {
    let mut transcript = Vec::new();
    let mut note = |name: &str, expected: u16, answer: Answer| {
        assert_eq!(answer.status, expected, "{name} at {}: {}", base.url, answer.body);
        transcript.push((name.to_owned(), seen(without_issuer(base, answer))));
    };
    front_door(base, &mut note);
    desk(base, &mut note);
    webhooks(base, &mut note);
    clinic(base, &mut note);
    talk(base, &mut note);
    transcript
}

/// Conversations, slots, surveys and tickets.
fn talk(base: &Base, note: &mut impl FnMut(&str, u16, Answer)) {
    let get = |target: &str| base.v1("GET", target, b"");
    let post = |target: &str, body: &Value| base.v1("POST", target, body.to_string().as_bytes());
    note("threads in no state", 400, get("/v1/threads?state=other"));
    note("nobody's thread", 404, get("/v1/threads/thr_nobody"));
    note("nobody's thread taken", 404, post("/v1/threads/thr_nobody/take", &json!({ "agent": "marta" })));
    note("taken by nobody", 400, post("/v1/threads/thr_nobody/take", &json!({})));
    note("nobody's number", 200, post("/v1/find", &json!({ "text": "+54 9 11 5555-0000" })));
    note("a search for nothing", 400, post("/v1/find", &json!({})));
    note("a pause of nobody's", 400, post("/v1/pause", &json!({ "until": "2027-12-01T10:00", "why": "x" })));
    note("nothing is paused", 200, get("/v1/pause"));
    note("a call from nowhere", 400, post("/v1/calls", &json!({ "call_id": "c1", "phone": "12" })));
    note("tickets", 200, get("/v1/tickets"));
    note("tickets in no state", 400, get("/v1/tickets?state=other"));
    note("nobody's ticket", 404, get("/v1/tickets/nobody"));
    note("scores", 200, get("/v1/surveys?from=2027-12-01&to=2027-12-07&by=site"));
    note("scores backwards", 400, get("/v1/surveys?from=2027-12-07&to=2027-12-01"));
    note("nobody's survey", 404, get("/v1/surveys/nobody"));
    note("a link of nobody's", 404, base.send("GET", "/s/not-a-link", &[], b""));
    let slot = json!({
        "event_id": "slot-same", "type": "slot.opened", "occurred_at": "2026-11-26T12:00:00Z",
        "slot": { "id": "slot-same", "start": "2028-01-10T09:00" },
    });
    note("a slot", 202, post("/v1/events", &slot));
    note("a slot without a start", 202, {
        let mut slot = slot.clone();
        slot["slot"]["start"] = Value::Null;
        post("/v1/events", &slot)
    });

    base.type_text(PHONE, "quiero hablar con alguien");
    let waiting = || {
        let threads = get("/v1/threads").json()["threads"].clone();
        let own = |it: &&Value| {
            let patients = it["patients"].as_array().unwrap();
            patients.contains(&json!("p-same1")) && it["state"] == "waiting_for_person"
        };
        threads.as_array().into_iter().flatten().find(own).cloned()
    };
    wait_until(&format!("somebody waits for a person at {}", base.url), 90, || waiting().is_some());
    let mut thread = waiting().unwrap();
    // Three share the number; which of them was told first is the queue's affair.
    thread["patients"].as_array_mut().unwrap().sort_by_key(Value::to_string);
    note("who waits for a person", 200, Answer { body: thread.to_string(), ..get("/v1/threads") });
    let id = thread["id"].as_str().unwrap();
    let act = |act: &str, body: &Value| post(&format!("/v1/threads/{id}/{act}"), body);
    note("answered before it is taken", 409, act("reply", &json!({ "agent": "marta", "text": "hola" })));
    assert_eq!(act("take", &json!({ "agent": "marta" })).status, 200);
    note("taken by another", 409, act("take", &json!({ "agent": "luis" })));
    note("an empty answer", 400, act("reply", &json!({ "agent": "marta", "text": " " })));
    note(
        "a template of a visit",
        422,
        act("reply", &json!({ "agent": "marta", "template": "appointment_reminder" })),
    );
    assert_eq!(act("close", &json!({ "agent": "marta" })).status, 200);
}

fn front_door(base: &Base, note: &mut impl FnMut(&str, u16, Answer)) {
    note("health", 200, base.send("GET", "/healthz", &[], b""));
    note("nothing there", 404, base.send("GET", "/webhooks/other", &[], b""));
    let handshake = |token: &str| {
        let query = format!("hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444");
        base.send("GET", &format!("{WHATSAPP}?{query}"), &[], b"")
    };
    note("handshake", 200, handshake(secret("WHATSAPP_VERIFY_TOKEN")));
    note("handshake of a stranger", 403, handshake("other"));
    note("half a handshake", 400, base.send("GET", WHATSAPP, &[], b""));
    for target in [WHATSAPP, "/healthz", "/desk", "/desk/state.js"] {
        note("a method nobody takes", 405, base.send("DELETE", target, &[], b""));
    }
}

/// Staff's page, which anybody may load; whose data a key opens, nobody learns without it.
fn desk(base: &Base, note: &mut impl FnMut(&str, u16, Answer)) {
    let get = |target: &str| base.send("GET", target, &[], b"");
    let page = get("/desk");
    assert!(page.policy.starts_with("default-src 'none'"), "at {}: {page:?}", base.url);
    note("the desk", 200, page);
    note("a module of the desk", 200, get("/desk/state.js"));
    note("no file of the desk", 404, get("/desk/other.js"));
    note("whose key it is", 200, base.v1("GET", "/v1/clinic", b""));
    note("whose no key is", 401, get("/v1/clinic"));
}

fn webhooks(base: &Base, note: &mut impl FnMut(&str, u16, Answer)) {
    let whatsapp = |signature: &str, body: &[u8]| {
        base.send(
            "POST",
            WHATSAPP,
            &[("x-hub-signature-256", signature), ("content-type", "application/json")],
            body,
        )
    };
    let signed = |body: &[u8]| sign_meta(secret("WHATSAPP_APP_SECRET"), body);
    let payloads = concat!(env!("CARGO_MANIFEST_DIR"), "/payloads/whatsapp");
    let mut files: Vec<_> = std::fs::read_dir(payloads).unwrap().map(|it| it.unwrap().path()).collect();
    // What Meta tells of an account would close it for the stages that come after.
    let about_people = |name: &str| name.starts_with("message") || name.starts_with("status");
    files.retain(|it| it.file_name().and_then(|it| it.to_str()).is_some_and(about_people));
    files.retain(|it| it.to_str().is_some_and(|it| !it.contains("expected")));
    files.sort();
    // Every fourth will do: what they say is the business of other tests, that they pass through unchanged of this one.
    for file in files.iter().step_by(4) {
        let body = std::fs::read(file).unwrap();
        let answer = whatsapp(&signed(&body), &body);
        note(file.file_name().unwrap().to_str().unwrap(), answer.status, answer);
    }
    let body = include_bytes!("../payloads/whatsapp/status-delivered.json");
    note("a forged webhook", 401, whatsapp(&sign_meta("other", body), body));
    note("SHA-1 only", 401, base.send("POST", WHATSAPP, &[("x-hub-signature", "sha1=00")], body));
    note("unsigned", 401, base.send("POST", WHATSAPP, &[], body));
    let mut changed = body.to_vec();
    changed.push(b' ');
    note("a byte more than was signed", 401, whatsapp(&signed(body), &changed));
    note("signed and broken", 400, whatsapp(&signed(b"{\"object\":"), b"{\"object\":"));
    note("signed and too large", 413, {
        let large = vec![b' '; 4 * 1024 * 1024 + 1];
        whatsapp(&signed(&large), &large)
    });
    let twilio = |path: &str, secret: &str, body: &[u8]| {
        let url = format!("{}{path}", base.public_url);
        let form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let signature = sign_twilio(secret, &url, &form);
        let headers = [
            ("x-twilio-signature", signature.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        base.send("POST", path, &headers, body)
    };
    for (name, path, body) in [
        ("an SMS", INBOUND, &include_bytes!("../payloads/twilio/inbound-sms.form")[..]),
        ("a status of an SMS", STATUS, include_bytes!("../payloads/twilio/status-delivered.form")),
    ] {
        note(name, 200, twilio(path, secret("TWILIO_AUTH_TOKEN"), body));
        note(&format!("{name}, forged"), 401, twilio(path, "other", body));
    }
}

fn clinic(base: &Base, note: &mut impl FnMut(&str, u16, Answer)) {
    // Whether it is read, and when, is the owner's; without receipts the story ends the same at both.
    let receipts = json!({ "read_receipts": false });
    assert_eq!(base.sim("PUT", &format!("phones/{}", PHONE.replace('+', "%2B")), &receipts).status, 200);
    let mut event = appointment("appointment.booked", "same1", PHONE, 60 * 24 * 20);
    // A clock time of its own: the order of the plan's steps may not hang on the minute in which a bundle was asked.
    let start = format!("{}T15:00", &event["appointment"]["start"].as_str().unwrap()[..10]);
    event["appointment"]["start"] = json!(start);
    // Behind both clocks: the local bundle's begins elsewhere than this machine's, and what is ahead of it is refused.
    event["occurred_at"] = json!("2026-11-26T12:00:00Z");
    let post = |body: &Value| base.v1("POST", "/v1/events", body.to_string().as_bytes());
    note("an event", 202, post(&event));
    note("the event again", 202, post(&event));
    let mut wrong = event.clone();
    wrong["patient"]["phone"] = json!("1234");
    note("one good, one wrong", 202, post(&json!([event, wrong])));
    note("no JSON", 400, base.v1("POST", "/v1/events", b"{\"event_id\":"));
    note("no key", 401, base.send("POST", "/v1/events", &[], event.to_string().as_bytes()));
    note("another key", 401, base.send("POST", "/v1/events", &[("authorization", "Bearer other")], b"{}"));
    note("read, not written", 405, base.v1("GET", "/v1/events", b""));
    let agenda = "turno;fecha;hora;paciente;nombre;telefono\nsame2;04/12/2027;11:30;p2;Luis;011 15-5555-0902\n;;x;;;\n";
    note("an agenda", 202, base.v1("POST", "/v1/agenda", agenda.as_bytes()));
    let latin =
        "turno;fecha;hora;paciente;nombre;teléfono\nsame3;05/12/2027;11:30;p3;Núñez;011 15-5555-0902\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(latin);
    note("an agenda in Latin-1", 202, base.v1("POST", "/v1/agenda", &latin));

    // Events are handled behind the queue: until the booking was told.
    for id in ["same1", "same2", "same3"] {
        let told = || base.arrived(id, "booking_confirmation");
        wait_until(&format!("{id} is told of its booking at {}", base.url), 90, told);
    }
    note("a case", 200, base.v1("GET", "/v1/cases/same1", b""));
    note("why", 200, base.v1("GET", "/v1/cases/same1/why", b""));
    note("nobody's case", 404, base.v1("GET", "/v1/cases/nobody", b""));
    let case = base.case("same1");
    let message = case["steps"][0]["messages"][0]["id"].as_str().unwrap().to_owned();
    note("a message", 200, base.v1("GET", &format!("/v1/messages/{message}"), b""));
    note("nobody's message", 404, base.v1("GET", "/v1/messages/msg_nothing.sms", b""));
    note("a day", 200, base.v1("GET", "/v1/cases?date=2027-12-04", b""));
    note("no day", 400, base.v1("GET", "/v1/cases?date=4/12/2026", b""));
    note("a report", 200, base.v1("GET", "/v1/report?from=2027-12-01&to=2027-12-07", b""));
    note("a report backwards", 400, base.v1("GET", "/v1/report?from=2027-12-07&to=2027-12-01", b""));
    note("nothing at this address", 404, base.v1("GET", "/v1/other", b""));
}
