//! Events of API Gateway, and the requests in them, through every function that answers one.
//!
//! What is read is what another JSON parser reads, if it reads the event: what is not looked at may be wrong. The same
//! request written again reads the same; every request has an answer, and no error quotes what was asked.

use channels::button::ButtonKey;
use channels::link::LinkKey;
use channels::signature::{sign_meta, sign_twilio};
use console::ClinicKeys;
use frame::http::{Request, Response};
use serde_json::Value;
use webhook_ingest::Config;

use crate::NOW;
use crate::leak::{absent, in_no_log};
use crate::world::{CLINIC, World, at_once, check_answer, event};

/// Checks one event.
pub fn check(bytes: &[u8]) {
    let Ok(request) = Request::from_event(bytes) else { return };
    let Ok(other) = serde_json::from_slice::<Value>(bytes) else { return };
    let said = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    assert_eq!(*request.path, said(&other["rawPath"]));
    assert_eq!(*request.query, said(&other["rawQueryString"]));
    assert_eq!(*request.method, said(&other["requestContext"]["http"]["method"]));

    // As somebody who has the keys would ask.
    let form: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let twilio = sign_twilio("token", &format!("https://a.example{}{query}", request.path), &form);
    let meta = sign_meta("app-secret", &request.body);
    let headers = [
        ("authorization", "Bearer key"),
        ("x-hub-signature-256", meta.as_str()),
        ("x-twilio-signature", twilio.as_str()),
        ("idempotency-key", "k1"),
    ];
    let again = event(&request.method, &request.path, &request.query, &headers, &request.body);
    let again = Request::from_event(&again).expect("an event of API Gateway reads");
    assert_eq!((&again.method, &again.path, &again.query), (&request.method, &request.path, &request.query));
    assert_eq!(again.body, request.body);
    assert_eq!(again.bearer(), Some("key"));

    for request in [&request, &again] {
        let world = World::new();
        let answer = in_no_log(|| answer(&world, request));
        check_answer(request, &answer);
        if answer.status_code != 200 {
            absent("an answer", &answer.body);
        }
        world.published();
    }
}

fn answer(world: &World, request: &Request<'_>) -> Response {
    if webhook_ingest::routes(request) {
        let config = Config::new("app-secret", "verify", "token", "https://a.example");
        at_once(webhook_ingest::handle(world, &config, request, NOW))
    } else if survey_collector::routes(request) {
        at_once(survey_collector::answer(world, &LinkKey::new(ButtonKey::new("k")), request, NOW))
    } else {
        at_once(console::handle(world, &ClinicKeys::parse("key", Some(&CLINIC.id)).into(), request, NOW))
    }
}
