//! The process dies at every write of a patient's new number, before it and after it; the queue brings the record back.
#![expect(clippy::print_stdout, reason = "how often it died is a figure")]

use std::sync::Arc;

use domain::clinic::Clinic;
use domain::ids::PatientId;
use domain::patient::Patient;
use domain::phone::{E164, Identity};
use domain::thread::Thread;
use jiff::Timestamp;
use local::clinic_files;
use ports::commit::load;
use ports::records::{patient_key, thread_key};
use serde_json::json;

use crate::intercepted::Intercepted;
use crate::test_ports::{Death, Mortal, TestPorts, event};

const BEFORE: &str = "+5491155550101";
const AFTER: &str = "+5491155550102";

struct Told {
    ports: TestPorts<Intercepted<Mortal>>,
    death: Arc<Death>,
    clinic: Clinic,
    now: Timestamp,
}

impl Told {
    /// A patient who is reached at their first number.
    async fn ready() -> Self {
        let clinic = clinic_files::example();
        let (ports, death) = TestPorts::mortal(&clinic);
        let ready = Self { ports, death, clinic, now: tests::START.parse().unwrap() };
        ready.has(BEFORE).await.unwrap();
        assert_eq!([ready.is_at(BEFORE).await, ready.is_at(AFTER).await], [true, false]);
        ready
    }

    /// The clinic tells the number.
    async fn has(&self, phone: &str) -> Result<(), frame::Failure> {
        let told = json!({
            "event_id": format!("told-{}", &phone[1..]), "type": "patient.updated", "occurred_at": tests::START,
            "patient": { "id": "p1", "phone": phone },
        });
        reminder_scheduler::handle(&self.ports, &event(&self.clinic, &told), self.now).await
    }

    async fn patient(&self) -> Patient {
        let id = PatientId::new("p1").unwrap();
        load(&self.ports, &patient_key(&self.clinic.id, &id)).await.unwrap().unwrap()
    }

    /// Whether what is written from there is theirs.
    async fn is_at(&self, phone: &str) -> bool {
        let identity = Identity::Phone(E164::new(phone).unwrap());
        let thread = Thread::new(self.clinic.id.clone(), identity).id;
        let thread: Option<Thread> = load(&self.ports, &thread_key(&thread)).await.unwrap();
        thread.is_some_and(|it| it.patients.iter().any(|it| it.patient.as_str() == "p1"))
    }
}

#[tokio::test]
async fn a_number_that_was_left_is_nobodys_wherever_the_process_dies() {
    for half in 1.. {
        let told = Told::ready().await;
        let moment = format!("half step {half}");
        told.death.at(half);
        let handled = told.has(AFTER).await;
        if told.death.is_ahead() {
            handled.unwrap();
            println!("the process died at {} moments of a new number", half - 1);
            // The old conversation, the record and the new conversation, each before and after it was stored.
            assert!(half > 6, "{half}");
            return;
        }
        assert!(handled.is_err(), "{moment}");
        let is_known = told.patient().await.phone.unwrap().expose() == AFTER;
        assert!(!(is_known && told.is_at(BEFORE).await), "{moment}: it would stay tied to what it left");
        for _ in 0..2 {
            told.has(AFTER).await.unwrap();
            assert_eq!(told.patient().await.phone.unwrap().expose(), AFTER, "{moment}");
            assert_eq!([told.is_at(BEFORE).await, told.is_at(AFTER).await], [false, true], "{moment}");
        }
    }
    unreachable!()
}
