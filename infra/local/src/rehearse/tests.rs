#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use axum::Router;
use channels::signature::MetaSecrets;
use serde_json::{Value, json};

use super::*;
use crate::clinic_files;

const PHONE: &str = "+5491155550101";

/// A rehearsal and the deployment it rehearses: its address, and what the deployment is told.
struct Rehearsal {
    url: String,
    heard: Receiver<(http::HeaderMap, Vec<u8>)>,
    _runtime: tokio::runtime::Runtime,
}

impl Rehearsal {
    fn start(change: impl FnOnce(&mut Options)) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (hear, heard) = channel();
        let deployment = Router::new().fallback(move |headers: http::HeaderMap, body: axum::body::Bytes| {
            let hear = hear.clone();
            async move { hear.send((headers, body.to_vec())).unwrap_or_default() }
        });
        let bind = || runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let (near, far) = (bind(), bind());
        let url = format!("http://{}", near.local_addr().unwrap());
        let deployed_at = format!("http://{}", far.local_addr().unwrap());
        let mut options = Options::new(&deployed_at, vec![clinic_files::example()], |_| None).unwrap();
        change(&mut options);
        runtime.spawn(async move { axum::serve(far, deployment).await.unwrap() });
        runtime.spawn(rehearse(options, near));
        Self { url, heard, _runtime: runtime }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<(u16, Value), ureq::Error> {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(2)))
            .http_status_as_error(false)
            .build();
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("authorization", "Bearer local-whatsapp-token")
            .header("content-type", "application/json")
            .body(body.to_string())?;
        let agent: ureq::Agent = config.into();
        let mut response = agent.run(request)?;
        let text = response.body_mut().read_to_string()?;
        Ok((response.status().as_u16(), serde_json::from_str(&text).unwrap_or_default()))
    }

    fn send(&self) -> Result<(u16, Value), ureq::Error> {
        let number = clinic_files::example().senders.whatsapp.unwrap().phone_number_id;
        let parameter =
            |name: &str, text: &str| json!({ "type": "text", "parameter_name": name, "text": text });
        let parameters = [
            parameter("patient_given_name", "Ana"),
            parameter("clinic_name", "Clínica del Sol"),
            parameter("appointment_date", "lunes 7"),
            parameter("appointment_time", "10:30"),
        ];
        let body = json!({
            "messaging_product": "whatsapp", "to": PHONE, "type": "template",
            "template": {
                "name": "appointment_reminder", "language": { "code": "es" },
                "components": [{ "type": "body", "parameters": parameters }],
            },
        });
        self.ask("POST", &format!("/v26.0/{number}/messages"), &body)
    }

    fn webhook(&self) -> Value {
        let (headers, body) = self.heard.recv_timeout(Duration::from_secs(20)).unwrap();
        let signature = headers["x-hub-signature-256"].to_str().unwrap();
        let secrets = MetaSecrets::new("local-app-secret").unwrap();
        assert!(secrets.verify(Some(signature), &body).is_ok());
        serde_json::from_slice(&body).unwrap()
    }
}

#[test]
fn a_message_is_taken_and_its_signed_statuses_arrive() {
    let rehearsal = Rehearsal::start(|_| ());
    let (status, sent) = rehearsal.send().unwrap();
    assert_eq!(status, 200, "{sent}");
    let webhook = rehearsal.webhook();
    assert_eq!(webhook.pointer("/entry/0/changes/0/value/statuses/0/id"), sent.pointer("/messages/0/id"));
    let (_, accepted) = rehearsal.ask("GET", "/sim/accepted", &Value::Null).unwrap();
    assert_eq!(accepted.as_array().unwrap().len(), 1);
}

#[test]
fn webhooks_come_twice_when_told() {
    let rehearsal = Rehearsal::start(|it| it.deliver_twice = true);
    rehearsal.send().unwrap();
    assert_eq!(rehearsal.webhook(), rehearsal.webhook());
}

#[test]
fn a_lost_answer_is_silence_and_the_message_is_taken() {
    let rehearsal = Rehearsal::start(|_| ());
    let fault = json!({ "times": 1, "effect": { "kind": "lost_answer" } });
    assert_eq!(rehearsal.ask("POST", "/sim/faults", &fault).unwrap().0, 200);
    assert!(matches!(rehearsal.send(), Err(ureq::Error::Timeout(_))));
    let (_, accepted) = rehearsal.ask("GET", "/sim/accepted", &Value::Null).unwrap();
    assert_eq!(accepted.as_array().unwrap().len(), 1);
}

#[test]
fn a_call_that_does_not_leave_is_hung_up_on() {
    let rehearsal = Rehearsal::start(|_| ());
    let fault = json!({ "times": 1, "effect": { "kind": "not_sent" } });
    rehearsal.ask("POST", "/sim/faults", &fault).unwrap();
    assert!(rehearsal.send().is_err());
    assert_eq!(rehearsal.send().unwrap().0, 200, "only once");
}

#[test]
fn the_clock_is_the_real_one() {
    let rehearsal = Rehearsal::start(|_| ());
    assert_eq!(rehearsal.ask("POST", "/sim/clock", &json!({ "advance_seconds": 60 })).unwrap().0, 409);
    let (_, clock) = rehearsal.ask("GET", "/sim/clock", &Value::Null).unwrap();
    let told: Timestamp = clock["now"].as_str().unwrap().parse().unwrap();
    assert!(now().duration_since(told).as_secs() < 5);
}

#[test]
fn an_address_with_a_path_needs_the_public_one() {
    let new = |url: &str, public: Option<&str>| {
        Options::new(url, Vec::new(), |name| public.filter(|_| name == "PUBLIC_URL").map(str::to_owned))
            .is_ok()
    };
    assert!(new("https://a.example", None) && new("https://a.example/", None));
    assert!(
        !new("https://a.example/stage", None) && new("https://a.example/stage", Some("https://b.example"))
    );
    assert!(!new("a.example", None) && !new("ftp://a.example", None));
}
