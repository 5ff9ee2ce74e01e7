//! What is printed names nobody.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tests::{Bundle, booked};
use tracing_subscriber::fmt::MakeWriter;

/// Names, numbers and words that stand nowhere else.
const CANARIES: [&str; 7] = [
    "Canariosa",
    "Zafirolinda",
    "1155559753",
    "canary.mail",
    "Tengo canaritis",
    "Dr. Canarillo",
    "Canarilogía",
];

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn names_nobody(what: &str, text: &str) {
    for canary in CANARIES {
        let found = text.lines().find(|it| it.contains(canary));
        assert!(found.is_none(), "{what} prints {canary}: {found:?}");
    }
}

#[test]
fn personal_data_does_not_print() {
    let phone = "+5491155559753";
    let mut event = booked("a1", "p1", phone, "2026-12-02T10:30");
    event["patient"]["given_name"] = json!(CANARIES[0]);
    event["patient"]["family_name"] = json!(CANARIES[1]);
    event["patient"]["email"] = json!("canary.mail@example.com");
    event["appointment"]["practitioner"] = json!(CANARIES[5]);
    event["appointment"]["service"] = json!(CANARIES[6]);
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(captured.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        let bundle = Bundle::new();
        bundle.tell(&event);
        bundle.advance_minutes(5);
        bundle.type_text(phone, CANARIES[4], "whatsapp");
        bundle.set_phone(phone, &json!({ "whatsapp": false }));
        for kind in ["server_error", "lost_answer", "throttled"] {
            bundle.sim("POST", "faults", &json!({ "times": 1, "effect": { "kind": kind } }));
        }
        bundle.advance_hours(24);
        bundle.type_text(phone, CANARIES[4], "sms");
        let mut wrong = event.clone();
        wrong["patient"]["phone"] = json!("Canariosa 1155559753");
        let answer = bundle.v1("POST", "/v1/events", wrong.to_string().as_bytes());
        names_nobody("the rejection", &answer.text);
        bundle.send("POST", "/webhooks/whatsapp", &[], event.to_string().as_bytes());
        let state = bundle.case("a1");
        assert!(state.to_string().contains(CANARIES[0]), "the API shows the name");
        tracing::trace!("captured at every level");
    });
    let text = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("captured at every level"));
    names_nobody("the log", &text);
}

#[test]
fn what_was_read_of_an_event_does_not_print() {
    let mut event = booked("a1", "p1", "+5491155559753", "2026-12-02T10:30");
    event["patient"]["given_name"] = json!(CANARIES[0]);
    event["patient"]["family_name"] = json!(CANARIES[1]);
    event["patient"]["email"] = json!("canary.mail@example.com");
    event["appointment"]["practitioner"] = json!(CANARIES[5]);
    event["appointment"]["service"] = json!(CANARIES[6]);
    let clinic = local::clinic_files::example();
    let defaults = intake::Defaults {
        zone: clinic.time_zone.clone(),
        country: clinic.country.clone(),
        language: clinic.default_language(),
    };
    let read = intake::json::read(event.to_string().as_bytes(), &defaults).unwrap();
    assert_eq!(read.events.len(), 1);
    names_nobody("Debug", &format!("{:#?}", read.events));
}
