//! The console over what it is deployed with: lists that lag behind what is in them, and no timer.

use console::ClinicKeys;
use domain::clinic::Clinic;
use domain::phone::{E164, Identity};
use domain::thread::Thread;
use embedded::Embedded;
use frame::http::Request;
use jiff::Timestamp;
use local::clinic_files;
use ports::commit::Together;
use ports::records::thread_key;
use ports::table::{Key, Page, Written};
use ports::{Absent, Ports as _};
use serde_json::{Value, json};

use crate::intercepted::{Intercept, Intercepted};
use crate::staff::waiting;
use crate::test_ports::TestPorts;
use crate::usual::EVA;

/// Each of whose lists still has these keys, whatever became of what is stored under them.
struct Lagging {
    table: Embedded,
    left: Vec<Key>,
}

impl Intercept for Lagging {
    fn table(&self) -> &Embedded {
        &self.table
    }

    fn listed(&self, mut page: Page<Key>) -> Page<Key> {
        page.entries.extend(self.left.iter().cloned());
        page
    }
}

type Deployed = TestPorts<Intercepted<Lagging>, Absent>;

fn now() -> Timestamp {
    tests::START.parse().unwrap()
}

/// The console's ports with those threads stored, of which some have left the lists that they are shown in.
async fn deployed(clinic: &Clinic, threads: &[&Thread], left: &[&Thread]) -> Deployed {
    let table = Embedded::open(None).unwrap();
    let mut together = Together::default();
    for thread in threads {
        together.add(*thread, 0).unwrap();
    }
    let ports = TestPorts::new(table.clone(), clinic);
    assert_eq!(together.write(&ports).await.unwrap(), Written::Yes);
    let left = left.iter().map(|it| thread_key(&it.id)).collect();
    TestPorts::with_timer(Absent, Intercepted(Lagging { table, left }), clinic)
}

async fn ask(ports: &Deployed, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let event = json!({
        "rawPath": path, "headers": { "authorization": "Bearer key", "idempotency-key": "k1" },
        "requestContext": { "http": { "method": method } }, "body": body.to_string(),
    })
    .to_string();
    let request = Request::from_event(event.as_bytes()).unwrap();
    let keys = ClinicKeys::parse("key", ports.directory().first_id());
    let response = console::handle(ports, &keys.into(), &request, now()).await;
    (response.status_code, serde_json::from_str(&response.body).unwrap())
}

#[tokio::test]
async fn what_has_left_a_list_is_not_shown_in_it() {
    let clinic = clinic_files::example();
    let identity = Identity::Phone(E164::new(EVA).unwrap());
    let (waits, idle) = (waiting(&clinic), Thread::new(clinic.id.clone(), identity));
    let ports = deployed(&clinic, &[&waits, &idle], &[&idle]).await;
    let (status, answer) = ask(&ports, "GET", "/v1/threads", &Value::Null).await;
    let ids: Vec<&str> =
        answer["threads"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!((status, ids), (200, vec![waits.id.as_str()]), "{answer:#}");
}

#[tokio::test]
async fn a_repeated_take_is_answered_while_an_answer_is_owed() {
    let clinic = clinic_files::example();
    let waits = waiting(&clinic);
    assert!(waits.answer_by.is_some());
    let ports = deployed(&clinic, &[&waits], &[]).await;
    for _ in 0..2 {
        let take = format!("/v1/threads/{}/take", waits.id);
        let (status, answer) = ask(&ports, "POST", &take, &json!({ "agent": "marta" })).await;
        assert_eq!((status, &answer["state"]), (200, &json!("with_person")), "{answer:#}");
    }
}
