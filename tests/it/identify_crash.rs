//! The process dies at every write and publishing of what identifies somebody under their user id, before it and after
//! it; the queue brings the record back.
#![expect(clippy::print_stdout, reason = "how often it died is a figure")]

use std::sync::Arc;

use channels::button::ButtonKey;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::PatientId;
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::Identity;
use jiff::{SignedDuration, Timestamp};
use local::clinic_files;
use ports::commit::load;
use ports::patients::reached_at;
use ports::records::patient_key;
use ports::wire::{Heard, ToThreads, What, encode};
use serde_json::json;

use crate::intercepted::Intercepted;
use crate::test_ports::{Death, Mortal, TestPorts, event};

const BIRTHDAY: &str = "2/4/1980";

struct Talk {
    ports: TestPorts<Intercepted<Mortal>>,
    death: Arc<Death>,
    clinic: Clinic,
    buttons: ButtonKey,
    answers: concierge::Answers,
    now: Timestamp,
}

impl Talk {
    /// Somebody of whom the clinic tells no number is asked for their birthday, the last of what identifies them.
    async fn ready() -> Self {
        let clinic = clinic_files::example();
        let (ports, death) = TestPorts::mortal(&clinic);
        let (buttons, answers) = (ButtonKey::new("key"), concierge::Answers::default());
        let ready = Self { ports, death, clinic, buttons, answers, now: tests::START.parse().unwrap() };
        let told = json!({
            "event_id": "told", "type": "patient.updated", "occurred_at": tests::START,
            "patient": { "id": "p1", "document": "30123456", "birth_date": "1980-04-02" },
        });
        reminder_scheduler::handle(&ready.ports, &event(&ready.clinic, &told), ready.now).await.unwrap();
        for (_, findable) in ready.ports.take_sent() {
            ready.hears(&findable).await.unwrap();
        }
        for words in ["es por el papel que me dieron", "prefiero no compartirlo", "30123456"] {
            ready.says(words).await.unwrap();
        }
        ready.ports.take_sent();
        ready
    }

    async fn hears(&self, body: &str) -> Result<(), frame::Failure> {
        let config = concierge::Config { buttons: &self.buttons, answers: &self.answers };
        concierge::handle(&self.ports, config, body, self.now).await
    }

    /// They write under their user id; the same words are the same message.
    async fn says(&self, words: &str) -> Result<(), frame::Failure> {
        self.says_as(user(), words).await
    }

    async fn says_as(&self, user: Phi<String>, words: &str) -> Result<(), frame::Failure> {
        let text = Phi::new(words.to_owned());
        let heard = Heard {
            channel: Channel::Whatsapp,
            sender: self.clinic.sender_id(Channel::Whatsapp).unwrap(),
            id: format!("wamid.{words}"),
            rewrites: None,
            at: self.now,
            phone: None,
            whatsapp_user: Some(user),
            what: What::Text { text, on: None, carrier_answered: false, keyword: None },
        };
        self.hears(&encode(&ToThreads::Heard(Box::new(heard)))).await
    }

    async fn reached(&self) -> Option<Identity> {
        let id = PatientId::new("p1").unwrap();
        let patient: Patient = load(&self.ports, &patient_key(&self.clinic.id, &id)).await.unwrap().unwrap();
        reached_at(&self.ports, &patient, Channel::Whatsapp).await.unwrap().map(|it| it.identity)
    }
}

fn user() -> Phi<String> {
    Phi::new("AR.1".to_owned())
}

#[tokio::test]
async fn who_is_identified_under_a_user_id_is_reached_there_wherever_the_process_dies() {
    for half in 1.. {
        let talk = Talk::ready().await;
        let moment = format!("half step {half}");
        assert_eq!(talk.reached().await, None, "{moment}");
        talk.death.at(half);
        let handled = talk.says(BIRTHDAY).await;
        if talk.death.is_ahead() {
            handled.unwrap();
            println!("the process died at {} moments of an identification", half - 1);
            // The conversation, the record and the publishing of the answer, each before and after it took place.
            assert!(half > 6, "{half}");
            return;
        }
        assert!(handled.is_err(), "{moment}");
        talk.ports.take_sent();
        for _ in 0..2 {
            talk.says(BIRTHDAY).await.unwrap();
            assert_eq!(talk.reached().await, Some(Identity::WhatsappUser(user())), "{moment}");
            assert_eq!(talk.ports.take_sent().len(), 1, "{moment}: they hear so");
        }
    }
    unreachable!()
}

#[tokio::test]
async fn who_is_identified_as_somebody_who_is_reached_takes_nothing_over() {
    let mut talk = Talk::ready().await;
    talk.says(BIRTHDAY).await.unwrap();
    assert_eq!(talk.reached().await, Some(Identity::WhatsappUser(user())));
    talk.now = talk.now.checked_add(SignedDuration::from_mins(1)).unwrap();
    let other = Phi::new("AR.2".to_owned());
    for words in ["es por el papel que me dieron", "prefiero no compartirlo", "30123456", BIRTHDAY] {
        talk.says_as(other.clone(), words).await.unwrap();
    }
    assert_eq!(talk.reached().await, Some(Identity::WhatsappUser(user())));
}
