//! Bodies of WhatsApp's webhook.
//!
//! A signed body is read and routed whole, or refused as unreadable; an unsigned one reaches nothing. The quick reader
//! and the one that salvages element by element read the same. Names, numbers and words stay masked.

use channels::signature::sign_meta;
use channels::whatsapp::webhook::{Update, parse};
use frame::http::Request;
use serde_json::Value;
use webhook_ingest::Config;

use crate::NOW;
use crate::leak::{absent, in_no_log, masked, plant};
use crate::world::{World, at_once, check_answer, event};

const SECRET: &str = "app-secret";
const PATH: &str = "/webhooks/whatsapp";
/// A change that no reader but the salvaging one takes.
const ODD_CHANGE: &str = r#"{"changes":[{"field":"moods","value":{}}],"#;
/// Members that hold what is about a person.
const PERSONAL: [&str; 13] = [
    "body", "caption", "filename", "name", "formatted_name", "response_json", "address", "text", "wa_id",
    "from", "user_id", "phone", "description",
];

/// Checks one body.
pub fn check(body: &[u8]) {
    taken(body, parse(body, NOW).is_ok());
    // From here on it is written anew: of what is named twice, which Meta does not, readers take the one or the other.
    let Ok(read) = serde_json::from_slice::<Value>(body) else { return };
    salvaged(&read);
    let mut planted = read;
    plant(&mut planted, &PERSONAL);
    let planted = planted.to_string();
    let updates = in_no_log(|| parse(planted.as_bytes(), NOW));
    taken(planted.as_bytes(), updates.is_ok());
    match updates {
        Ok(updates) => masked("an update", &updates),
        Err(error) => absent("an error", &error.to_string()),
    }
}

/// What the function makes of the body: with the right signature, and with a wrong one.
fn taken(body: &[u8], readable: bool) {
    let config = Config::new(SECRET, "verify", "", "https://a.example");
    let ask = |signature: &str| {
        let event = event("POST", PATH, "", &[("x-hub-signature-256", signature)], body);
        let request = Request::from_event(&event).expect("an event of API Gateway reads");
        assert_eq!(&*request.body, body, "the body is another");
        let world = World::new();
        let answer = in_no_log(|| at_once(webhook_ingest::handle(&world, &config, &request, NOW)));
        check_answer(&request, &answer);
        (answer.status_code, world.published())
    };
    let (status, _) = ask(&sign_meta(SECRET, body));
    assert_eq!(status, if readable { 200 } else { 400 });
    let (status, published) = ask(&sign_meta("another", body));
    assert!(status == 401 && published.is_empty(), "taken without a valid signature: {status}");
}

/// The same body with something odd in it, so that it is read element by element.
fn salvaged(body: &Value) {
    let Value::Object(members) = body else { return };
    let text = body.to_string();
    let Ok(updates) = parse(text.as_bytes(), NOW) else { return };
    if members.is_empty() || members.contains_key("changes") {
        return;
    }
    let inside = text.strip_prefix('{').unwrap_or_default();
    let odd = format!("{ODD_CHANGE}{inside}");
    let read = parse(odd.as_bytes(), NOW);
    let (last, rest) = match read.as_ref().map(|it| it.split_last()) {
        Ok(Some(split)) => split,
        other => panic!("an odd change beside it costs the body: {other:?}"),
    };
    assert_eq!(*last, Update::Ignored { field: "moods".to_owned() });
    let same = |it: &&Update| !matches!(it, Update::Ignored { .. });
    let (quick, slow): (Vec<_>, Vec<_>) =
        (updates.iter().filter(same).collect(), rest.iter().filter(same).collect());
    assert_eq!(quick, slow, "the two readers differ");
}
