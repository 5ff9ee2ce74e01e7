//! The process dies at every write and every publishing of a merge of two records, before it and after it; the queue
//! brings the record back.
#![expect(clippy::print_stdout, reason = "how often it died is a figure")]

use std::sync::Arc;

use domain::clinic::Clinic;
use domain::decision::Decision;
use domain::delivery::{Channel, Purpose};
use domain::ids::PatientId;
use domain::patient::{Counted, Patient};
use domain::phone::Identity;
use domain::thread::Thread;
use jiff::Timestamp;
use local::clinic_files;
use ports::PortError;
use ports::commit::{commit, load};
use ports::patients::standing_patient;
use ports::records::{patient_key, thread_key};
use ports::wire::{ToThreads, decode};
use serde_json::{Value, json};

use crate::intercepted::Intercepted;
use crate::test_ports::{Death, Mortal, TestPorts, event};

struct Merge {
    ports: TestPorts<Intercepted<Mortal>>,
    death: Arc<Death>,
    clinic: Clinic,
    now: Timestamp,
}

impl Merge {
    /// A record of which only the number is known, and another of the same person, who was written to, refused text
    /// messages, and has all the rest.
    async fn ready() -> Self {
        let clinic = clinic_files::example();
        let (ports, death) = TestPorts::mortal(&clinic);
        let ready = Self { ports, death, clinic, now: tests::START.parse().unwrap() };
        let consents =
            json!([{ "purpose": "care", "channel": "sms", "granted": false, "evidence": "form 7" }]);
        let rest =
            json!({ "id": "p2", "phone": "+5491155550102", "document": "30111222", "consents": consents });
        ready.hears("patient.updated", json!({ "patient": { "id": "p1" } })).await.unwrap();
        ready.hears("patient.updated", json!({ "patient": rest })).await.unwrap();
        let sent = |known: Option<&Patient>| {
            let next =
                known.unwrap().admit("msg_1.whatsapp", Counted::Unasked, &ready.clinic, ready.now).unwrap();
            Ok::<_, PortError>(Decision::<_, ()>::applied(next, Vec::new()))
        };
        let _ = commit(&ready.ports, &patient_key(&ready.clinic.id, &id("p2")), sent).await.unwrap();
        ready.ports.take_sent();
        ready
    }

    async fn hears(&self, kind: &str, mut told: Value) -> Result<(), frame::Failure> {
        told["event_id"] = json!(format!("{kind}-{}", told["patient"]["id"].as_str().unwrap()));
        told["type"] = json!(kind);
        told["occurred_at"] = json!(tests::START);
        reminder_scheduler::handle(&self.ports, &event(&self.clinic, &told), self.now).await
    }

    async fn merges(&self) -> Result<(), frame::Failure> {
        let told = json!({ "patient": { "id": "p1" }, "merged_patient_id": "p2" });
        self.hears("patient.merged", told).await
    }

    async fn patient(&self, number: &str) -> Patient {
        load(&self.ports, &patient_key(&self.clinic.id, &id(number))).await.unwrap().unwrap()
    }

    /// The one record has all that both had, once, and whoever looks for the other finds it.
    async fn assert_one(&self, moment: &str) {
        let (one, gone) = (self.patient("p1").await, self.patient("p2").await);
        assert_eq!((&one.merged_into, &gone.merged_into), (&None, &Some(id("p1"))), "{moment}");
        assert_eq!((one.aliases.len(), one.sends.len()), (1, 1), "{moment}");
        assert!(!one.consents_to(Purpose::Care, Channel::Sms, &self.clinic), "{moment}");
        let reached = Identity::Phone(one.phone.clone().unwrap());
        let thread = Thread::new(self.clinic.id.clone(), reached).id;
        let thread: Thread = load(&self.ports, &thread_key(&thread)).await.unwrap().unwrap();
        assert!(thread.patients.iter().any(|it| it.patient == id("p1")), "{moment}: who writes from there");
        let standing = standing_patient(&self.ports, &self.clinic.id, &id("p2")).await.unwrap();
        assert_eq!(standing.map(|it| it.id), Some(id("p1")), "{moment}");
        let is_found = |body: &str| {
            let told = decode(body).unwrap();
            matches!(told, ToThreads::Findable { patient, .. } if patient == id("p1"))
        };
        assert!(self.ports.take_sent().iter().any(|it| is_found(&it.1)), "{moment}: by their document");
    }
}

fn id(number: &str) -> PatientId {
    PatientId::new(number).unwrap()
}

#[tokio::test]
async fn a_merge_is_whole_once_it_comes_again_wherever_the_process_dies() {
    for half in 1.. {
        let merge = Merge::ready().await;
        let moment = format!("half step {half}");
        merge.death.at(half);
        let handled = merge.merges().await;
        if merge.death.is_ahead() {
            handled.unwrap();
            println!("the process died at {} moments of a merge", half - 1);
            // Both records, the publishing and the conversation, each before and after it took place.
            assert!(half > 8, "{half}");
            return;
        }
        assert!(handled.is_err(), "{moment}");
        for _ in 0..2 {
            merge.merges().await.unwrap();
            merge.assert_one(&moment).await;
        }
    }
    unreachable!()
}
