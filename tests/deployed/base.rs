//! One address of a bundle, local or deployed, and its stand-ins: everything over HTTP.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

/// Where a bundle answers.
pub(crate) struct Base {
    /// Its address.
    pub(crate) url: String,
    /// The key of the example clinic.
    pub(crate) key: String,
    /// The address that Twilio signs.
    pub(crate) public_url: String,
    /// Where its stand-ins' phones are, without `/sim`.
    pub(crate) phones: String,
    /// Where its staff have accounts; empty where they have none.
    pub(crate) issuer: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    /// What a browser may load for it.
    pub(crate) policy: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
}

pub(crate) fn exchange(url: &str, method: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_mins(1)))
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .build();
    let mut request = http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let agent: ureq::Agent = config.into();
    let mut response = agent.run(request.body(body.to_vec()).unwrap()).unwrap();
    let header = |name: &str| {
        let value = response.headers().get(name);
        value.map(|it| it.to_str().unwrap().to_owned()).unwrap_or_default()
    };
    Answer {
        status: response.status().as_u16(),
        content_type: header("content-type"),
        policy: header("content-security-policy"),
        body: response.body_mut().read_to_string().unwrap(),
    }
}

impl Base {
    /// Any request.
    pub(crate) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        exchange(&format!("{}{target}", self.url), method, headers, body)
    }

    /// A request with the clinic's key.
    pub(crate) fn v1(&self, method: &str, target: &str, body: &[u8]) -> Answer {
        self.send(method, target, &[("authorization", &format!("Bearer {}", self.key))], body)
    }

    /// Sends events; all have to be accepted.
    pub(crate) fn tell(&self, events: &Value) {
        let answer = self.v1("POST", "/v1/events", events.to_string().as_bytes());
        assert_eq!((answer.status, &answer.json()["rejected"]), (202, &json!([])), "{}", answer.body);
    }

    /// A case; `Null` while it is not on record.
    pub(crate) fn case(&self, id: &str) -> Value {
        let answer = self.v1("GET", &format!("/v1/cases/{id}"), b"");
        if answer.status == 200 { answer.json() } else { Value::Null }
    }

    /// A step of a case; `Null` while there is none.
    pub(crate) fn step(&self, id: &str, step: &str) -> Value {
        let case = self.case(id);
        let steps = case["steps"].as_array().into_iter().flatten();
        steps
            .filter(|it| it["version"] == case["version"])
            .find(|it| it["step"] == step)
            .cloned()
            .unwrap_or_default()
    }

    /// Whether a step's message has arrived.
    pub(crate) fn arrived(&self, id: &str, step: &str) -> bool {
        let step = self.step(id, step);
        let mut messages = step["messages"].as_array().into_iter().flatten();
        messages.any(|it| matches!(it["status"].as_str(), Some("delivered" | "read")))
    }

    /// A request to the simulated phones and providers.
    pub(crate) fn sim(&self, method: &str, path: &str, body: &Value) -> Answer {
        let headers = [("content-type", "application/json")];
        exchange(&format!("{}/sim/{path}", self.phones), method, &headers, body.to_string().as_bytes())
    }

    /// What the clinic sent to a phone, oldest first.
    pub(crate) fn inbox(&self, phone: &str) -> Vec<Value> {
        let messages =
            self.sim("GET", &format!("phones/{}/messages", phone.replace('+', "%2B")), &Value::Null).json();
        messages.as_array().into_iter().flatten().filter(|it| it["from"] == "clinic").cloned().collect()
    }

    /// Taps a button of a message.
    pub(crate) fn tap(&self, phone: &str, message: &Value, button: u32) {
        let body = json!({ "message_id": message["id"], "button": button });
        let answer = self.sim("POST", &format!("phones/{}/tap", phone.replace('+', "%2B")), &body);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Types into WhatsApp.
    pub(crate) fn type_text(&self, phone: &str, text: &str) {
        let body = json!({ "text": text, "channel": "whatsapp" });
        let answer = self.sim("POST", &format!("phones/{}/type", phone.replace('+', "%2B")), &body);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }

    /// Every message that the providers accepted.
    pub(crate) fn accepted(&self) -> Vec<Value> {
        self.sim("GET", "accepted", &Value::Null).json().as_array().cloned().unwrap_or_default()
    }
}

/// An event about an appointment of a patient with that phone, starting so many minutes from now.
pub(crate) fn appointment(kind: &str, id: &str, phone: &str, minutes: i64) -> Value {
    let zone = jiff::tz::TimeZone::get("America/Argentina/Buenos_Aires").unwrap();
    let now = Timestamp::now();
    let start = zone.to_datetime(now.checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap());
    let mut event = json!({
        "event_id": format!("{kind}-{id}"), "type": kind, "occurred_at": now,
        "patient": { "id": format!("p-{id}"), "phone": phone, "language": "es" },
        "appointment": {
            "id": id, "start": start.strftime("%Y-%m-%dT%H:%M").to_string(),
            "time_zone": "America/Argentina/Buenos_Aires",
            "site": "Sede Centro", "modality": "on_site",
        },
    });
    // A canary without an e-mail address: those who have one are told there as well.
    tests::canary::put_into(&mut event);
    event["patient"].as_object_mut().unwrap().remove("email");
    event
}
