//! The bundle from outside: the production handlers over embedded ports, driven through the fixed interface on a
//! clock that the test moves.
//!
//! Everything a test does goes through the bytes a client, a provider or a phone would send.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test harness panics where a test fails"
)]

pub mod canary;

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use local::clinic_files;
use local::runtime::{Engine, PORT, RequestParts, Settings};
use local::standin::StandIn;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The key of the example clinic.
pub const KEY: &str = "local-clinic-key";
/// Where tests start unless they say otherwise: a Monday, 10:00 in Buenos Aires.
pub const START: &str = "2026-11-30T13:00:00Z";

/// A running bundle.
pub struct Bundle {
    runtime: Runtime,
    engine: Engine,
}

/// An answer of the interface.
#[derive(Debug)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The body as JSON; `Null` when it is none.
    pub json: Value,
    /// The body.
    pub text: String,
}

impl Bundle {
    /// The example clinic, in memory, at [`START`].
    #[must_use]
    pub fn new() -> Self {
        Self::at(START, None)
    }

    /// The example clinic at an instant, in memory or over a directory.
    #[must_use]
    pub fn at(start: &str, data: Option<&Path>) -> Self {
        Self::of(vec![clinic_files::example()], start, data)
    }

    /// The example clinic with some variables in its environment.
    #[must_use]
    pub fn with_environment(variables: &[(&str, &str)]) -> Self {
        Self::set_up(vec![clinic_files::example()], variables, None)
    }

    /// Some clinics with some variables in their environment, in memory or over a directory.
    #[must_use]
    pub fn set_up(
        clinics: Vec<domain::clinic::Clinic>,
        variables: &[(&str, &str)],
        data: Option<&Path>,
    ) -> Self {
        let known = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        Self::open(clinics, START, data, Settings::from_vars(known, PORT))
    }

    /// Some clinics.
    #[must_use]
    pub fn of(clinics: Vec<domain::clinic::Clinic>, start: &str, data: Option<&Path>) -> Self {
        Self::open(clinics, start, data, Settings::from_vars(|_| None, PORT))
    }

    fn open(
        clinics: Vec<domain::clinic::Clinic>,
        start: &str,
        data: Option<&Path>,
        settings: Settings,
    ) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let engine = Engine::open(data, clinics, settings, start.parse().unwrap()).unwrap();
        Self { runtime, engine }
    }

    /// Serves over HTTP until the process ends.
    pub fn serve(self, listener: std::net::TcpListener) {
        let Self { runtime, engine } = self;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            local::runtime::serve(engine, listener).await.unwrap();
        });
    }

    /// The bundle's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// The simulated providers and phones.
    #[must_use]
    pub fn world(&self) -> &StandIn {
        self.engine.world().unwrap()
    }

    /// What was asked of the table and the queues since the last call; the first call begins it.
    #[must_use]
    pub fn take_journal(&self) -> Vec<embedded::Request> {
        self.engine.store().take_journal()
    }

    /// Any request, with headers.
    pub fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request = RequestParts { method, target, headers, body };
        let response = self.runtime.block_on(self.engine.request(&request));
        answered(response)
    }

    /// A request with the clinic's key.
    pub fn v1(&self, method: &str, target: &str, body: &[u8]) -> Answered {
        self.send(method, target, &[("authorization", &format!("Bearer {KEY}"))], body)
    }

    /// Sends events and handles what follows at once. All have to be accepted.
    pub fn tell(&self, events: &Value) {
        let answer = self.v1("POST", "/v1/events", events.to_string().as_bytes());
        assert_eq!((answer.status, &answer.json["rejected"]), (202, &json!([])), "{}", answer.text);
        self.settle();
    }

    /// An event as of now, as [`event`], with an id of its own.
    #[must_use]
    pub fn event_now(&self, kind: &str, id: &str, patient: &str, phone: &str, start: &str) -> Value {
        let mut event = event(kind, id, patient, phone, start);
        event["event_id"] = json!(format!("{kind}-{id}-{}", self.now().as_second()));
        event["occurred_at"] = json!(self.now().to_string());
        event
    }

    /// A command of staff. Repeated under its key, it counts once.
    pub fn command(&self, target: &str, key: &str, body: &Value) -> Answered {
        let bearer = format!("Bearer {KEY}");
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", key)];
        self.send("POST", target, &headers, body.to_string().as_bytes())
    }

    /// The conversations that wait for a person.
    #[must_use]
    pub fn waiting(&self) -> Vec<Value> {
        let answer = self.v1("GET", "/v1/threads", b"");
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json["threads"].as_array().unwrap().clone()
    }

    /// Why each of them waits.
    #[must_use]
    pub fn waiting_reasons(&self) -> Vec<String> {
        self.waiting().iter().map(|it| it["reason"].as_str().unwrap().to_owned()).collect()
    }

    /// Handles everything that is due now.
    pub fn settle(&self) {
        self.runtime.block_on(self.engine.settle_now()).unwrap();
    }

    /// Moves the clock by some minutes.
    pub fn advance_minutes(&self, minutes: i64) {
        let to = self.now().checked_add(SignedDuration::from_mins(minutes)).unwrap();
        self.runtime.block_on(self.engine.advance(to)).unwrap();
    }

    /// Moves the clock by some hours.
    pub fn advance_hours(&self, hours: i64) {
        self.advance_minutes(hours * 60);
    }

    /// Moves the clock to an instant.
    pub fn advance_to(&self, instant: &str) {
        self.runtime.block_on(self.engine.advance(instant.parse().unwrap())).unwrap();
    }

    /// A request to the simulator, e.g. `sim("PUT", "phones/+549…", json!({"online": false}))`.
    pub fn sim(&self, method: &str, path: &str, body: &Value) -> Answered {
        self.sim_bytes(method, path, body.to_string().as_bytes())
    }

    /// As [`Self::sim`], with any body.
    pub fn sim_bytes(&self, method: &str, path: &str, body: &[u8]) -> Answered {
        let segments: Vec<&str> = path.split('/').collect();
        answered(self.runtime.block_on(self.engine.sim(method, &segments, body)))
    }

    /// What the clinic sent to a phone, oldest first.
    #[must_use]
    pub fn inbox(&self, phone: &str) -> Vec<Value> {
        let messages = self.sim("GET", &format!("phones/{phone}/messages"), &Value::Null).json;
        let of_clinic = |it: &&Value| it["from"] == "clinic";
        messages.as_array().unwrap().iter().filter(of_clinic).cloned().collect()
    }

    /// Taps a button of a message on a phone. It has to work.
    pub fn tap(&self, phone: &str, message: &Value, button: u32) {
        let body = json!({ "message_id": message["id"], "button": button });
        let answer = self.sim("POST", &format!("phones/{phone}/tap"), &body);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Fills in the form that a message opens on a phone. It has to work.
    pub fn fill(&self, phone: &str, message: &Value, answers: &Value) {
        let body = json!({ "message_id": message["id"], "answers": answers });
        let answer = self.sim("POST", &format!("phones/{phone}/fill"), &body);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Types on a phone. It has to work.
    pub fn type_text(&self, phone: &str, text: &str, channel: &str) {
        let body = json!({ "text": text, "channel": channel });
        let answer = self.sim("POST", &format!("phones/{phone}/type"), &body);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// Types on a phone's WhatsApp, and gives what follows a minute.
    pub fn write(&self, phone: &str, text: &str) {
        self.type_text(phone, text, "whatsapp");
        self.advance_minutes(1);
    }

    /// Changes a phone's settings. It has to work.
    pub fn set_phone(&self, phone: &str, settings: &Value) {
        let answer = self.sim("PUT", &format!("phones/{phone}"), settings);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// A case as the API shows it.
    #[must_use]
    pub fn case(&self, id: &str) -> Value {
        let answer = self.v1("GET", &format!("/v1/cases/{id}"), b"");
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    }

    /// A step of a case in its current version.
    #[must_use]
    pub fn step(&self, id: &str, step: &str) -> Value {
        let case = self.case(id);
        let steps = case["steps"].as_array().unwrap();
        steps
            .iter()
            .find(|it| it["step"] == step && it["version"] == case["version"])
            .cloned()
            .unwrap_or(Value::Null)
    }

    /// How many records no handler could handle, in all queues.
    #[must_use]
    pub fn dead_letters(&self) -> usize {
        self.engine.dead_letters().unwrap().iter().map(|(_, count)| count).sum()
    }
}

impl Default for Bundle {
    fn default() -> Self {
        Self::new()
    }
}

fn answered(response: frame::http::Response) -> Answered {
    let json = serde_json::from_str(&response.body).unwrap_or(Value::Null);
    Answered { status: response.status_code, json, text: response.body }
}

/// A booked event: appointment `id` of patient `patient` on `phone`, starting at local time `start` in Buenos Aires.
#[must_use]
pub fn booked(id: &str, patient: &str, phone: &str, start: &str) -> Value {
    event("appointment.booked", id, patient, phone, start)
}

/// An event of that type, as [`booked`]; its id is made of type, appointment and start, so that a repeat repeats it.
#[must_use]
pub fn event(kind: &str, id: &str, patient: &str, phone: &str, start: &str) -> Value {
    json!({
        "event_id": format!("{kind}-{id}-{}", start.replace([':', ' '], ".")),
        "type": kind,
        "occurred_at": START,
        "patient": { "id": patient, "given_name": "Ana", "family_name": "Pérez", "phone": phone, "language": "es" },
        "appointment": {
            "id": id, "start": start, "time_zone": "America/Argentina/Buenos_Aires",
            "practitioner": "Dra. López", "site": "Sede Centro", "modality": "on_site",
        },
    })
}
