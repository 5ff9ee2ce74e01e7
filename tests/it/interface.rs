//! The server against its description, `infra/openapi.yaml`: every operation, and every error that can be provoked.

mod clients;
mod events;
mod fhir;
mod history;
mod pages;
mod roles;
mod signatures;
pub(crate) mod spec;
mod webhooks;

use std::collections::BTreeMap;

use channels::signature::sign_meta;
use serde_json::{Value, json};
use tests::{Answered, Bundle, booked};

use spec::{Asked, Spec, key};

use crate::usual::{ANA, EVA, FRIDAY, REMINDED};

/// Over the limit of every request.
const TOO_MUCH: usize = 10 * 1024 * 1024 + 1;

fn asked<'a>(path: &'a str, method: &'a str, target: &'a str, body: &'a [u8]) -> Asked<'a> {
    static KEY: std::sync::LazyLock<[(&str, &str); 1]> = std::sync::LazyLock::new(|| [key()]);
    Asked { path, method, target, headers: &*KEY, body }
}

#[test]
fn every_operation_is_exercised_and_answers_as_described() {
    let spec = Spec::read();
    let bundle = Bundle::new();
    intake(&spec, &bundle);
    hl7(&spec, &bundle);
    bundle.advance_to(REMINDED);
    cases(&spec, &bundle);
    what_is_not_sent(&spec);
    surveys(&spec, &Bundle::new());
    pauses(&spec, &Bundle::new());
    fhir::every_answer(&spec, &Bundle::new());
    provider_webhooks(&spec, &bundle);
    phones(&spec, &bundle);
    forms(&spec);
    desk(&spec, &bundle);
    clock(&spec, &bundle);
    over_http(&spec);
    roles::as_described(&spec);
    let (operations, succeeded) = (spec.operations(), spec.succeeded());
    let missing: Vec<_> = operations.difference(&succeeded).collect();
    assert!(missing.is_empty(), "not exercised: {missing:#?}");
    assert!(spec.errors_not_seen().is_empty(), "described and not provoked: {:#?}", spec.errors_not_seen());
}

fn intake(spec: &Spec, bundle: &Bundle) {
    let event = booked("a1", "p1", ANA, FRIDAY).to_string();
    let agenda =
        "turno;fecha;hora;paciente;nombre;telefono\na2;04/12/2026;11:30;p2;Eva;011 15-5555-0102\n;;x;;;\n";
    let people = "paciente_id;telefono\np77;011 15-5555-0177\n;x\n";
    for (path, target, body) in [
        ("/v1/events", "/v1/events", event.as_str()),
        ("/v1/agenda", "/v1/agenda", agenda),
        ("/v1/campaigns/{name}", "/v1/campaigns/yearly_check_up", people),
    ] {
        // A file is no JSON, and neither is what goes in as one.
        let answer = spec.ask(bundle, &asked(path, "POST", target, body.as_bytes()), 202);
        assert_eq!(answer.json["accepted"], 1, "{}", answer.text);
        spec.ask(bundle, &asked(path, "POST", target, b""), 400);
        spec.ask(bundle, &asked(path, "GET", target, b""), 405);
        spec.ask(bundle, &asked(path, "POST", target, &vec![b'x'; 3 * 1024 * 1024]), 413);
        for headers in
            [&[][..], &[("authorization", "Bearer other")], &[("authorization", "local-clinic-key")]]
        {
            let ask = Asked { path, method: "POST", target, headers, body: body.as_bytes() };
            spec.ask(bundle, &ask, 401);
        }
    }
    let unknown = asked("/v1/campaigns/{name}", "POST", "/v1/campaigns/flu", people.as_bytes());
    spec.ask(bundle, &unknown, 404);
    spec.ask(bundle, &asked("/v1/events", "POST", "/v1/events", b"{\"event_id\":"), 400);
    let calls = "/v1/calls";
    let call = json!({ "call_id": "c1", "phone": "011 15-5555-0199" }).to_string();
    spec.ask(bundle, &asked(calls, "POST", calls, call.as_bytes()), 202);
    spec.ask(bundle, &asked(calls, "POST", calls, br#"{"call_id":"c2","phone":"12"}"#), 400);
    spec.ask(bundle, &asked(calls, "GET", calls, b""), 405);
    spec.ask(bundle, &asked(calls, "POST", calls, &vec![b' '; 65 * 1024]), 413);
    spec.ask(bundle, &Asked { path: calls, method: "POST", target: calls, headers: &[], body: b"{}" }, 401);
    bundle.settle();
}

fn hl7(spec: &Spec, bundle: &Bundle) {
    let path = "/v1/hl7";
    let post = |body: &[u8], status| spec.ask(bundle, &asked(path, "POST", path, body), status);
    let updated = b"MSH|^~\\&|HIS|SOL|||20261130100000-0300||ADT^A08|1|P|2.4\rPID|1||p9||Bravo^Eva\r";
    assert!(post(updated, 202).text.ends_with("\rMSA|AA|1\r"));
    post(b"{}", 400);
    post(&vec![b'x'; 2 * 1024 * 1024], 413);
    spec.ask(bundle, &asked(path, "GET", path, b""), 405);
    spec.ask(bundle, &Asked { path, method: "POST", target: path, headers: &[], body: updated }, 401);
    bundle.settle();
}

fn cases(spec: &Spec, bundle: &Bundle) {
    let get = |path, target, status| spec.ask(bundle, &asked(path, "GET", target, b""), status);
    assert_eq!(get("/v1/clinic", "/v1/clinic", 200).json["time_zone"], "America/Argentina/Buenos_Aires");
    let day = get("/v1/cases", "/v1/cases?date=2026-12-04", 200);
    assert_eq!(day.json["cases"].as_array().unwrap().len(), 2, "{}", day.text);
    get("/v1/cases", "/v1/cases", 200);
    get("/v1/cases", "/v1/cases?date=4/12/2026", 400);
    let case = get("/v1/cases/{id}", "/v1/cases/a1", 200);
    get("/v1/cases/{id}", "/v1/cases/nobody", 404);
    get("/v1/cases/{id}/why", "/v1/cases/a1/why", 200);
    get("/v1/cases/{id}/why", "/v1/cases/nobody/why", 404);
    let mut messages =
        case.json["steps"].as_array().unwrap().iter().filter_map(|it| it["messages"][0]["id"].as_str());
    let message = messages.next_back().unwrap();
    let target = format!("/v1/messages/{}", message.replace('_', "%5F"));
    get("/v1/messages/{id}", &target, 200);
    get("/v1/messages/{id}", "/v1/messages/msg_nothing.sms", 404);
    bundle.type_text(ANA, "Quiero hablar con una persona", "whatsapp");
    let threads = get("/v1/threads", "/v1/threads", 200);
    // Whom nobody knows and who called, and the one who writes.
    let waiting = threads.json["threads"].as_array().unwrap();
    assert_eq!(waiting.len(), 2, "{}", threads.text);
    let wrote = waiting.iter().find(|it| it["reason"] == "asked").unwrap();
    let called = waiting.iter().find(|it| it["reason"] == "called").unwrap();
    assert!(called.get("identity").is_none(), "{called}");
    let their_thread = format!("/v1/threads/{}", called["id"].as_str().unwrap());
    let identity = get("/v1/threads/{id}", &their_thread, 200).json["identity"].clone();
    assert_eq!(identity["kind"], "phone");
    assert!(identity["address"].as_str().unwrap().ends_with("1155550199"), "{identity}");
    let patient = wrote["patients"][0].as_str().unwrap();
    let their_threads = format!("/v1/threads?patient={patient}");
    let theirs = get("/v1/threads", &their_threads, 200);
    assert_eq!(theirs.json["threads"][0]["id"], wrote["id"]);
    let find = "/v1/find";
    let sought = spec.ask(bundle, &asked(find, "POST", find, br#"{"text":"011 15-5555-0101"}"#), 200);
    assert_eq!(sought.json["threads"][0]["id"], wrote["id"], "{}", sought.text);
    spec.ask(bundle, &asked(find, "POST", find, b"{}"), 400);
    spec.ask(bundle, &asked(find, "GET", find, b""), 405);
    spec.ask(bundle, &asked(find, "POST", find, &vec![b' '; 65 * 1024]), 413);
    spec.ask(bundle, &Asked { path: find, method: "POST", target: find, headers: &[], body: b"{}" }, 401);
    get("/v1/threads", "/v1/threads?state=other", 400);
    get("/v1/threads", "/v1/threads?skill=clinicall", 400);
    inbox(spec, bundle, wrote["id"].as_str().unwrap());
    get("/v1/report", "/v1/report?from=2026-12-01&to=2026-12-07", 200);
    get("/v1/report", "/v1/report?from=2026-12-07&to=2026-12-01", 400);
    get("/v1/report", "/v1/report?from=2100-12-31", 200);
    // The calendar ends soon after.
    let refused = get("/v1/report", "/v1/report?from=9999-12-15", 400);
    assert!(refused.text.contains("`from`"), "{}", refused.text);
    get("/v1/report", "/v1/report?from=1999-12-31", 400);
    let senders = get("/v1/senders", "/v1/senders", 200).json["senders"].clone();
    assert_eq!(senders[0], json!({ "channel": "whatsapp", "stopped": null }));
    for (path, target) in [
        ("/v1/clinic", "/v1/clinic"),
        ("/v1/cases", "/v1/cases"),
        ("/v1/cases/{id}", "/v1/cases/a1"),
        ("/v1/cases/{id}/why", "/v1/cases/a1/why"),
        ("/v1/messages/{id}", target.as_str()),
        ("/v1/threads", "/v1/threads"),
        ("/v1/report", "/v1/report"),
        ("/v1/senders", "/v1/senders"),
    ] {
        spec.ask(bundle, &asked(path, "DELETE", target, b""), 405);
        spec.ask(bundle, &Asked { path, method: "GET", target, headers: &[], body: b"" }, 401);
    }
}

/// A message that no provider took has no price, and so no currency; its case has an id that clients encode, and starts
/// at no whole second.
fn what_is_not_sent(spec: &Spec) {
    let bundle = Bundle::at("2026-12-02T12:00:00Z", None);
    let mut event = booked("a:1", "p1", ANA, FRIDAY);
    event["appointment"]["start"] = json!("2026-12-04T10:30:00.5");
    let no =
        |channel| json!({ "purpose": "care", "channel": channel, "granted": false, "evidence": "form 7" });
    let refused = [no("whatsapp"), no("sms")];
    event["patient"] = json!({ "id": "p1", "phone": ANA, "consents": refused });
    bundle.tell(&event);
    bundle.advance_to(REMINDED);
    let get = |path, target: &str| spec.ask(&bundle, &asked(path, "GET", target, b""), 200).json;
    let case = get("/v1/cases/{id}", "/v1/cases/a%3A1");
    let step = case["steps"].as_array().unwrap().iter().find(|it| it["step"] == "reminder_48h").unwrap();
    let suppressed = &step["messages"][0];
    assert_eq!((&suppressed["status"], &suppressed["currency"]), (&json!("suppressed"), &Value::Null));
    let id = suppressed["id"].as_str().unwrap();
    get("/v1/messages/{id}", &format!("/v1/messages/{id}"));
    // By its own id, whatever the channel.
    let message = get("/v1/messages/{id}", &format!("/v1/messages/{}", id.rsplit_once('.').unwrap().0));
    assert_eq!((&message["dispatches"][0]["id"], &message["price"]), (&suppressed["id"], &Value::Null));
    get("/v1/cases/{id}/why", "/v1/cases/a%3A1/why");
}

fn inbox(spec: &Spec, bundle: &Bundle, id: &str) {
    let one = format!("/v1/threads/{id}");
    let get = |target: &str, status| spec.ask(bundle, &asked("/v1/threads/{id}", "GET", target, b""), status);
    assert_eq!(get(&one, 200).json["state"], "waiting_for_person");
    get("/v1/threads/nobody", 404);
    spec.ask(bundle, &asked("/v1/threads/{id}", "POST", &one, b"{}"), 405);
    spec.ask(
        bundle,
        &Asked { path: "/v1/threads/{id}", method: "GET", target: &one, headers: &[], body: b"" },
        401,
    );
    let path = "/v1/threads/{id}/{act}";
    let act = |act: &str, body: &Value, status| {
        let target = format!("{one}/{act}");
        spec.ask(bundle, &asked(path, "POST", &target, body.to_string().as_bytes()), status)
    };
    act("reply", &json!({ "agent": "marta", "text": "hola" }), 409);
    let taken = act("take", &json!({ "agent": "marta" }), 200);
    assert_eq!(
        (&taken.json["state"], &taken.json["identity"]["kind"]),
        (&json!("with_person"), &json!("phone"))
    );
    for (skill, found) in [("reception", 1), ("clinical", 0)] {
        let target = format!("/v1/threads?state=held&skill={skill}");
        let held = spec.ask(bundle, &asked("/v1/threads", "GET", &target, b""), 200);
        assert_eq!(held.json["threads"].as_array().unwrap().len(), found, "{}", held.text);
    }
    act("take", &json!({ "agent": "luis" }), 409);
    act("take", &json!({ "agent": "luis", "why": "x".repeat(501) }), 400);
    act("take", &json!({ "agent": "luis", "text": "x".repeat(65 * 1024) }), 413);
    act("resume", &json!({ "agent": "luis", "channel": "sms", "why": "lo pidió" }), 409);
    act("reply", &json!({ "agent": "marta" }), 400);
    act("reply", &json!({ "agent": "marta", "template": "appointment_reminder" }), 422);
    act("reply", &json!({ "agent": "marta", "text": "Buenos días, le llamo ahora." }), 200);
    let said = act("close", &json!({ "agent": "marta", "outcome": "llamada" }), 200);
    assert_eq!(said.json["state"], "assistant", "{}", said.text);
    act("dance", &json!({ "agent": "marta" }), 404);
    let target = format!("{one}/take");
    spec.ask(bundle, &asked(path, "GET", &target, b""), 405);
    spec.ask(bundle, &Asked { path, method: "POST", target: &target, headers: &[], body: b"{}" }, 401);
}

fn surveys(spec: &Spec, bundle: &Bundle) {
    crate::surveys::visited(bundle, "a1", "p1", ANA);
    bundle.tap(ANA, &crate::surveys::question(bundle, ANA), 0);
    let get = |path, target: &str, status| spec.ask(bundle, &asked(path, "GET", target, b""), status);
    let ticket = get("/v1/tickets", "/v1/tickets", 200).json["tickets"][0].clone();
    let one = format!("/v1/tickets/{}", ticket["id"].as_str().unwrap());
    let survey = format!("/v1/surveys/{}", ticket["survey"].as_str().unwrap());
    get("/v1/tickets", "/v1/tickets?state=unheard_of", 400);
    get("/v1/tickets/{id}", &one, 200);
    get("/v1/tickets/{id}", "/v1/tickets/nothing", 404);
    for grouping in ["site", "service", "practitioner", "day"] {
        get("/v1/surveys", &format!("/v1/surveys?from=2026-12-01&to=2026-12-31&by={grouping}"), 200);
    }
    get("/v1/surveys", "/v1/surveys", 200);
    get("/v1/surveys", "/v1/surveys?from=2026-12-02&to=2026-12-01", 400);
    get("/v1/surveys", "/v1/surveys?to=9999-12-31", 400);
    get("/v1/surveys/answers", "/v1/surveys/answers?date=2026-12-04", 200);
    get("/v1/surveys/answers", "/v1/surveys/answers?date=4/12", 400);
    get("/v1/surveys/{id}", &survey, 200);
    get("/v1/surveys/{id}", "/v1/surveys/nothing", 404);
    let post = |target: &str, body: &[u8], status| {
        let headers = [key(), ("idempotency-key", "k1")];
        let ask = Asked { path: "/v1/tickets/{id}", method: "POST", target, headers: &headers, body };
        spec.ask(bundle, &ask, status)
    };
    post(&one, br#"{"by":"Marta","state":"resolved"}"#, 409);
    post(&one, br#"{"by":"Marta","owner":"Marta","state":"in_progress"}"#, 200);
    post(&one, b"{}", 400);
    post(&one, &vec![b' '; 65 * 1024], 413);
    // As long as the description lets a command be, in the spelling that takes the most room; its key is taken.
    let longest = r"\ud83d\ude00".repeat(2_000);
    let command = format!(r#"{{"by":"Marta","note":"{longest}","outcome":"{longest}"}}"#);
    post(&one, command.as_bytes(), 409);
    post("/v1/tickets/nothing", br#"{"by":"Marta","state":"open"}"#, 404);
    let unsigned =
        Asked { path: "/v1/tickets/{id}", method: "POST", target: &one, headers: &[], body: b"{}" };
    spec.ask(bundle, &unsigned, 401);
    for (path, target) in [
        ("/v1/surveys", "/v1/surveys"),
        ("/v1/surveys/answers", "/v1/surveys/answers"),
        ("/v1/surveys/{id}", survey.as_str()),
        ("/v1/tickets", "/v1/tickets"),
        ("/v1/tickets/{id}", one.as_str()),
    ] {
        spec.ask(bundle, &asked(path, "DELETE", target, b""), 405);
        spec.ask(bundle, &Asked { path, method: "GET", target, headers: &[], body: b"" }, 401);
    }
    let form = format!("/s/{}", crate::surveys::form::token(bundle, "a1"));
    let path = "/s/{token}";
    for (method, body) in [("GET", &b""[..]), ("POST", b"score=2")] {
        spec.ask(bundle, &asked(path, method, &form, body), 200);
        spec.ask(bundle, &asked(path, method, "/s/another", body), 404);
    }
    spec.ask(bundle, &asked(path, "POST", &form, &vec![b'x'; 64 * 1024]), 413);
    spec.ask(bundle, &asked(path, "POST", &form, b"score=9"), 422);
    spec.ask(bundle, &asked(path, "DELETE", &form, b""), 405);
    bundle.settle();
    bundle.advance_hours(30);
    for method in ["GET", "POST"] {
        spec.ask(bundle, &asked(path, method, &form, b""), 410);
    }
}

fn pauses(spec: &Spec, bundle: &Bundle) {
    let post = |path, body: &[u8], status| spec.ask(bundle, &asked(path, "POST", path, body), status);
    let [pause, resume] = ["/v1/pause", "/v1/resume"];
    let body = json!({ "by": "Marta", "until": "2026-12-01T18:00", "why": "feriado" }).to_string();
    post(pause, body.as_bytes(), 200);
    let senders = spec.ask(bundle, &asked("/v1/senders", "GET", "/v1/senders", b""), 200);
    assert_eq!(senders.json["pause"]["why"], "feriado", "{}", senders.text);
    post(resume, br#"{"by":"Marta"}"#, 200);
    let told = spec.ask(bundle, &asked(pause, "GET", pause, b""), 200);
    assert_eq!((&told.json["pause"], &told.json["history"][1]["kind"]), (&Value::Null, &json!("resumed")));
    for (path, method) in [(pause, "GET"), (pause, "POST"), (resume, "POST")] {
        spec.ask(bundle, &asked(path, "DELETE", path, b""), 405);
        spec.ask(bundle, &Asked { path, method, target: path, headers: &[], body: b"{}" }, 401);
    }
    let keyed = |path, body: &[u8], status| {
        let headers = [key(), ("idempotency-key", "k1")];
        spec.ask(bundle, &Asked { path, method: "POST", target: path, headers: &headers, body }, status)
    };
    keyed(pause, body.as_bytes(), 200);
    keyed(pause, body.replace("18:00", "19:00").as_bytes(), 409);
    keyed(resume, br#"{"by":"Marta"}"#, 200);
    keyed(resume, br#"{"by":"Luis"}"#, 409);
    for path in [pause, resume] {
        post(path, b"{}", 400);
        post(path, &vec![b' '; 65 * 1024], 413);
    }
}

fn provider_webhooks(spec: &Spec, bundle: &Bundle) {
    let path = "/webhooks/whatsapp";
    let handshake =
        |token: &str| format!("{path}?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=1158201444");
    let answer = spec.ask(bundle, &asked(path, "GET", &handshake("local-verify-token"), b""), 200);
    assert_eq!(answer.text, "1158201444");
    spec.ask(bundle, &asked(path, "GET", &handshake("another"), b""), 403);
    spec.ask(bundle, &asked(path, "GET", path, b""), 400);
    spec.ask(bundle, &asked(path, "DELETE", path, b""), 405);
    let whatsapp = |body: &[u8], status| {
        let signature = sign_meta("local-app-secret", body);
        let headers = [("x-hub-signature-256", signature.as_str())];
        spec.ask(bundle, &Asked { path, method: "POST", target: path, headers: &headers, body }, status)
    };
    whatsapp(include_bytes!("../payloads/whatsapp/message-text.json"), 200);
    whatsapp(b"{\"object\":", 400);
    whatsapp(&vec![b' '; 5 * 1024 * 1024], 413);
    spec.ask(bundle, &asked(path, "POST", path, b"{}"), 401);
    for (path, form) in [
        ("/webhooks/twilio/inbound", &include_bytes!("../payloads/twilio/inbound-sms.form")[..]),
        ("/webhooks/twilio/status", &include_bytes!("../payloads/twilio/status-delivered.form")[..]),
    ] {
        let twilio = |body: &[u8], status| {
            let signature = webhooks::twilio_signature("http://127.0.0.1:8787", path, body);
            let headers = [("x-twilio-signature", signature.as_str())];
            spec.ask(bundle, &Asked { path, method: "POST", target: path, headers: &headers, body }, status)
        };
        twilio(form, 200);
        // A sender who is no phone cannot be answered, and would be no phone the next time.
        twilio(b"Body=1", if path.ends_with("inbound") { 200 } else { 400 });
        twilio(&vec![b'x'; 5 * 1024 * 1024], 413);
        spec.ask(bundle, &asked(path, "POST", path, form), 401);
        spec.ask(bundle, &asked(path, "GET", path, b""), 405);
    }
    spec.ask(bundle, &asked("/healthz", "GET", "/healthz", b""), 200);
    spec.ask(bundle, &asked("/healthz", "POST", "/healthz", b""), 405);
    bundle.settle();
}

fn phones(spec: &Spec, bundle: &Bundle) {
    let one = "/sim/phones/{e164}";
    let target = |what: &str| format!("/sim/phones/{ANA}{what}");
    let listed = spec.ask(bundle, &asked("/sim/phones", "GET", "/sim/phones", b""), 200);
    assert!(listed.json.as_array().unwrap().iter().any(|it| it["phone"] == ANA), "{}", listed.text);
    spec.ask(bundle, &asked(one, "PUT", &target(""), br#"{"read_receipts":false}"#), 200);
    spec.ask(bundle, &asked(one, "PUT", "/sim/phones/nobody", br#"{"online":false}"#), 400);
    let messages =
        spec.ask(bundle, &asked(&format!("{one}/messages"), "GET", &target("/messages"), b""), 200);
    let with_buttons = |it: &&Value| !it["buttons"].as_array().unwrap().is_empty();
    let reminder = messages.json.as_array().unwrap().iter().find(with_buttons).unwrap()["id"].clone();
    let tap = format!("{one}/tap");
    for (message, status) in [(&reminder, 200), (&json!("wamid.other"), 404)] {
        let body = json!({ "message_id": message, "button": 0 }).to_string();
        spec.ask(bundle, &asked(&tap, "POST", &target("/tap"), body.as_bytes()), status);
    }
    spec.ask(bundle, &asked(&tap, "POST", &target("/tap"), b"{}"), 400);
    let write = format!("{one}/type");
    spec.ask(bundle, &asked(&write, "POST", &target("/type"), br#"{"text":"gracias","channel":"sms"}"#), 200);
    spec.ask(bundle, &asked(&write, "POST", &target("/type"), br#"{"text":""}"#), 400);
    bundle.set_phone(ANA, &json!({ "online": false }));
    spec.ask(bundle, &asked(&write, "POST", &target("/type"), br#"{"text":"hola"}"#), 409);
    let body = json!({ "message_id": reminder, "button": 1 }).to_string();
    spec.ask(bundle, &asked(&tap, "POST", &target("/tap"), body.as_bytes()), 409);
    spec.ask(bundle, &asked("/sim/mail", "GET", "/sim/mail", b""), 200);
    let sends = spec.ask(bundle, &asked("/sim/accepted", "GET", "/sim/accepted", b""), 200);
    assert!(!sends.json.as_array().unwrap().is_empty());
    let fault = json!({ "to": EVA, "times": 1, "effect": { "kind": "server_error" } }).to_string();
    spec.ask(bundle, &asked("/sim/faults", "POST", "/sim/faults", fault.as_bytes()), 200);
    spec.ask(bundle, &asked("/sim/faults", "POST", "/sim/faults", b"{}"), 400);
    let (model, turn) = ("/sim/model", br#"{"kind":"refuses","status":429,"name":"ThrottlingException"}"#);
    spec.ask(bundle, &asked(model, "GET", model, b""), 200);
    spec.ask(bundle, &asked(model, "POST", model, turn), 200);
    spec.ask(bundle, &asked(model, "POST", model, br#"{"kind":"sings"}"#), 400);
    for operation in spec.operations() {
        let (_, path) = operation.split_once(' ').unwrap();
        if path.starts_with("/sim/") {
            spec.ask(bundle, &asked(path, "DELETE", &path.replace("{e164}", ANA), b""), 405);
        }
    }
}

fn forms(spec: &Spec) {
    let bundle = Bundle::of(vec![crate::surveys::flow::with_form("visit_survey", false)], tests::START, None);
    crate::surveys::visited(&bundle, "a1", "p1", ANA);
    let question = crate::surveys::question(&bundle, ANA)["id"].clone();
    let (path, target) = ("/sim/phones/{e164}/fill", format!("/sim/phones/{ANA}/fill"));
    let fill = |message: &Value, status| {
        let body = json!({ "message_id": message, "answers": { "score": "4" } }).to_string();
        spec.ask(&bundle, &asked(path, "POST", &target, body.as_bytes()), status);
    };
    fill(&question, 200);
    fill(&json!("wamid.other"), 404);
    bundle.set_phone(ANA, &json!({ "online": false }));
    fill(&question, 409);
    spec.ask(&bundle, &asked(path, "POST", &target, b"{}"), 400);
}

/// Staff's page is there without a key; what is on it is not.
fn desk(spec: &Spec, bundle: &Bundle) {
    let ask = |path, method, target, status| {
        spec.ask(bundle, &Asked { path, method, target, headers: &[], body: b"" }, status)
    };
    let (page, file) = ("/desk", "/desk/{file}");
    assert!(ask(page, "GET", "/desk", 200).text.contains("<html"));
    ask(page, "POST", "/desk", 405);
    ask(file, "GET", "/desk/desk.css", 200);
    ask(file, "POST", "/desk/desk.css", 405);
    // Nobody has an account in a bundle on one machine: no gateway checks tokens there.
    let accounts = "/desk/accounts.json";
    assert_eq!(ask(accounts, "GET", accounts, 200).json, Value::Null);
    ask(accounts, "POST", accounts, 405);
    let me = "/staff/me";
    ask(me, "GET", me, 404);
    let person = |claims: &Value, method, status| {
        spec.check(&asked(me, method, me, b""), status, &crate::staff::me(claims, method));
    };
    person(&crate::staff::marta(), "GET", 200);
    person(&crate::staff::marta(), "POST", 405);
    person(&json!({}), "GET", 401);
    for unknown in ["/desk/other.js", "/desk/..", "/desk/%2e%2e", "/desk/%2Fdesk.css"] {
        ask(file, "GET", unknown, 404);
    }
}

fn clock(spec: &Spec, bundle: &Bundle) {
    let path = "/sim/clock";
    spec.ask(bundle, &asked(path, "GET", path, b""), 200);
    spec.ask(bundle, &asked(path, "POST", path, br#"{"advance_seconds":60}"#), 200);
    spec.ask(bundle, &asked(path, "POST", path, br#"{"to":"2026-12-02T15:00:00Z"}"#), 200);
    for wrong in [&b"{}"[..], b"{", br#"{"advance_seconds":99999999999}"#] {
        spec.ask(bundle, &asked(path, "POST", path, wrong), 400);
    }
    spec.ask(bundle, &asked(path, "POST", path, br#"{"to":"2026-12-01T15:00:00Z"}"#), 409);
}

/// A bundle on a port of its own, which serves until the process ends, and who asks it.
fn served() -> (String, ureq::Agent) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || Bundle::new().serve(listener));
    (address, ureq::Agent::config_builder().http_status_as_error(false).build().into())
}

/// What only the server itself answers: the page, and requests that are larger than any may be.
fn over_http(spec: &Spec) {
    let (address, agent) = served();
    let call = |method: &str, target: &str, body: Vec<u8>| {
        let request =
            http::Request::builder().method(method).uri(format!("{address}{target}")).body(body).unwrap();
        let mut response = agent.run(request).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answered { status: response.status().as_u16(), json, text }
    };
    let page = call("GET", "/", Vec::new());
    assert!(page.text.contains("<html"), "{}", page.text);
    spec.check(&asked("/", "GET", "/", b""), 200, &page);
    spec.check(&asked("/", "POST", "/", b""), 405, &call("POST", "/", Vec::new()));
    // As whoever watches whether it is up.
    let watched = [("/", 200), ("/healthz", 200), ("/desk", 200), ("/v1/clinic", 401), ("/sim/phones", 200)];
    for (target, status) in watched {
        let answer = call("HEAD", target, Vec::new());
        assert_eq!((answer.status, answer.text.as_str()), (status, ""), "{target}");
    }
    for (method, path) in [
        ("POST", "/sim/clock"),
        ("PUT", "/sim/phones/{e164}"),
        ("POST", "/sim/phones/{e164}/tap"),
        ("POST", "/sim/phones/{e164}/fill"),
        ("POST", "/sim/phones/{e164}/type"),
    ] {
        let target = path.replace("{e164}", ANA);
        let answer = call(method, &target, vec![b' '; TOO_MUCH]);
        spec.check(&asked(path, method, &target, b""), 413, &answer);
    }
}

#[test]
fn a_method_that_is_not_taken_is_answered_with_those_that_are() {
    let (address, agent) = served();
    let refused = |target: &str| {
        let (name, value) = key();
        let uri = format!("{address}{target}");
        let request = http::Request::builder().method("PATCH").uri(uri).header(name, value);
        let response = agent.run(request.body(Vec::<u8>::new()).unwrap()).unwrap();
        let allow = response.headers().get("allow").map(|it| it.to_str().unwrap().to_owned());
        (response.status().as_u16(), allow)
    };
    let mut taken = BTreeMap::<String, Vec<String>>::new();
    for operation in Spec::read().operations() {
        let (method, path) = operation.split_once(' ').unwrap();
        // Nobody has an account here.
        if path != "/staff/me" {
            taken.entry(path.to_owned()).or_default().push(method.to_owned());
        }
    }
    for (path, methods) in taken {
        assert_eq!(refused(&path.replace(['{', '}'], "")), (405, Some(methods.join(", "))), "{path}");
    }
    for target in [
        "/v1", "/v1/unknown", "/v1/cases/a1/unknown", "/v1/tickets/t1/notes/n1", "/webhooks/unknown",
        "/desk/a/b", "/sim/unknown",
    ] {
        assert_eq!(refused(target), (404, None), "{target}");
    }
}

#[test]
fn a_range_of_days_has_both_ends_in_order_and_at_most_31_days() {
    let bundle = Bundle::new();
    for of in ["report", "surveys"] {
        let ask = |query: &str| bundle.v1("GET", &format!("/v1/{of}{query}"), b"");
        for query in ["?from=2027-01-01&to=2027-01-31", "?from=2027-01-31&to=2027-01-31", ""] {
            assert_eq!(ask(query).status, 200, "{of}{query}");
        }
        for query in ["?from=2027-01-01&to=2027-02-01", "?from=2027-01-02&to=2027-01-01"] {
            let answer = ask(query);
            assert_eq!(
                (answer.status, &answer.json["error"]["code"]),
                (400, &json!("invalid_range")),
                "{of}{query}"
            );
        }
    }
    let days = |target: &str| {
        let json = bundle.v1("GET", target, b"").json;
        [&json["from"], &json["to"]].map(|it| it.as_str().unwrap_or_default().to_owned())
    };
    // With one end, a report looks ahead and scores look back.
    assert_eq!(days("/v1/report?from=2027-01-01"), ["2027-01-01", "2027-01-31"]);
    assert_eq!(days("/v1/surveys?to=2027-01-31"), ["2027-01-01", "2027-01-31"]);
}

#[test]
fn an_array_is_no_command() {
    let bundle = Bundle::new();
    for (target, body) in [
        ("/v1/calls", json!(["c1", ANA])),
        ("/v1/threads/thr_x/take", json!(["marta"])),
        ("/v1/tickets/t1", json!(["marta", "open", null, null, null])),
        ("/v1/resume", json!(["marta"])),
    ] {
        let answer = bundle.command(target, "k1", &body);
        assert_eq!(answer.status, 400, "{target}: {}", answer.text);
    }
}

/// API Gateway hands a body of a `text/*` type on as UTF-8, with U+FFFD for what is none.
#[test]
fn a_file_that_lost_letters_on_its_way_is_refused() {
    let bundle = Bundle::new();
    let file = "turno;fecha;hora;nombre;telefono\na1;2026-12-04;10:30;Pe\u{fffd}a;011 15-5555-0101\n";
    let send = |kind| bundle.send("POST", "/v1/agenda", &[key(), ("content-type", kind)], file.as_bytes());
    let refused = send("Text/CSV; charset=utf-8");
    assert_eq!(refused.status, 400, "{}", refused.text);
    assert!(refused.text.contains("application/octet-stream"), "{}", refused.text);
    // Whoever sends bytes knows what is in them.
    assert_eq!(send("application/octet-stream").status, 202);
}
