//! The clinics of a deployment: stored whole, read back, and found by their numbers.

use std::sync::Arc;

use domain::clinic::{Clinic, Senders};
use domain::delivery::Channel;
use domain::ids::ClinicId;
use domain::knowledge::Passage;
use domain::language::Language;
use embedded::Embedded;
use ports::PortError;
use ports::commit::AsRead;
use ports::directory::{CLINICS_MAX, Directory, UnknownClinic, configure, configured, stored_body};
use ports::records::clinic_key;
use ports::table::{Table as _, Written};
use serde_json::{Value, json};

use crate::given::{clinic, made, sol};

fn passage() -> Passage {
    Passage {
        topic: "parking".to_owned(),
        heading: "Estacionamiento".to_owned(),
        language: Language::Es,
        text: "Hay lugar en el subsuelo.".to_owned(),
        also: vec!["cochera".to_owned()],
    }
}

/// A clinic with what its files keep apart.
fn whole() -> Clinic {
    let mut clinic = clinic("sol");
    clinic.templates.insert("reminder", Language::Es, made(json!({ "purpose": "care", "sms": "Hola" })));
    clinic.knowledge.push(passage());
    clinic
}

fn id(text: &str) -> ClinicId {
    ClinicId::new(text).unwrap()
}

#[tokio::test]
async fn a_configuration_is_read_back_with_its_templates_and_knowledge() {
    let table = Embedded::open(None).unwrap();
    assert!(configured(&table, &sol()).await.unwrap().state.is_none());
    let whole = whole();
    for over in [0, 1] {
        assert_eq!(configure(&table, &whole, over).await.unwrap(), Written::Yes);
        let AsRead { revision, state } = configured(&table, &sol()).await.unwrap();
        let read = state.unwrap();
        assert_eq!(revision, over + 1);
        assert_eq!((&read.templates, &read.knowledge), (&whole.templates, &whole.knowledge));
        assert_eq!(stored_body(&read).unwrap(), stored_body(&whole).unwrap());
    }
    let item = table.get(&clinic_key(&sol())).await.unwrap().unwrap();
    assert_eq!(item.key.0, "clinic#sol");
    assert_eq!(item.body, stored_body(&whole).unwrap());
}

#[tokio::test]
async fn a_configuration_is_not_stored_over_one_that_was_not_read() {
    let table = Embedded::open(None).unwrap();
    assert_eq!(configure(&table, &clinic("sol"), 0).await.unwrap(), Written::Yes);
    for over in [0, 2] {
        assert_eq!(configure(&table, &whole(), over).await.unwrap(), Written::Conflict);
    }
    let read = configured(&table, &sol()).await.unwrap();
    assert_eq!((read.revision, read.state.unwrap().knowledge), (1, Vec::new()));
}

#[test]
fn what_is_stored_says_all_that_the_clinics_files_say() {
    let body: Value = serde_json::from_str(&stored_body(&whole()).unwrap()).unwrap();
    let state = &body["state"];
    assert_eq!((&body["v"], &state["clinic"]["id"]), (&json!(1), &json!("sol")));
    assert_eq!(state["templates"]["reminder"]["es"]["sms"], "Hola");
    assert_eq!(state["knowledge"], json!([passage()]));
}

#[tokio::test]
async fn a_deployment_has_all_its_clinics_and_not_one_too_many() {
    let table = Embedded::open(None).unwrap();
    for number in 0..CLINICS_MAX {
        let clinic = clinic(&format!("c{number:03}"));
        assert_eq!(configure(&table, &clinic, 0).await.unwrap(), Written::Yes);
    }
    let directory = Directory::load(&table).await.unwrap();
    let ids: Vec<String> = directory.iter().map(|it| it.id.to_string()).collect();
    let expected: Vec<String> = (0..CLINICS_MAX).map(|number| format!("c{number:03}")).collect();
    assert_eq!(ids, expected);
    assert_eq!(configure(&table, &clinic("one-more"), 0).await.unwrap(), Written::Yes);
    let refused = Directory::load(&table).await.unwrap_err();
    assert!(matches!(refused, PortError::Refused { .. }), "{refused}");
}

#[tokio::test]
async fn a_clinic_that_did_not_change_is_kept_as_it_was_read() {
    let table = Embedded::open(None).unwrap();
    for name in ["luna", "sol"] {
        assert_eq!(configure(&table, &clinic(name), 0).await.unwrap(), Written::Yes);
    }
    let before = Directory::load(&table).await.unwrap();
    assert_eq!(configure(&table, &whole(), 1).await.unwrap(), Written::Yes);
    assert_eq!(configure(&table, &clinic("mar"), 0).await.unwrap(), Written::Yes);
    let after = before.renewed(&table).await.unwrap();
    let is_kept = |name: &str| Arc::ptr_eq(before.by_id(&id(name)).unwrap(), after.by_id(&id(name)).unwrap());
    assert_eq!(["luna", "sol"].map(is_kept), [true, false]);
    assert_eq!(after.by_id(&sol()).unwrap().knowledge, [passage()]);
    let ids: Vec<&str> = after.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["luna", "mar", "sol"]);
}

#[test]
fn a_clinic_is_found_by_its_id_and_by_what_its_providers_call_its_numbers() {
    let directory = Directory::new(["luna", "mar", "sol"].map(clinic).to_vec());
    let found = |it: Option<&Arc<Clinic>>| it.map(|it| it.id.to_string());
    for name in ["luna", "mar", "sol"] {
        let [number, text, mail] =
            [format!("{name}-number"), format!("{name}-sms"), format!("turnos@{name}.example")];
        assert_eq!(found(directory.by_id(&id(name))).as_deref(), Some(name));
        for (channel, sender, others) in [
            (Channel::Whatsapp, &number, [&text, &mail]),
            (Channel::Sms, &text, [&number, &mail]),
            (Channel::Email, &mail, [&number, &text]),
        ] {
            assert_eq!(found(directory.by_sender(channel, sender)).as_deref(), Some(name), "{sender}");
            for other in others {
                assert_eq!(found(directory.by_sender(channel, other)), None, "{other} on {channel:?}");
            }
        }
        let portfolio = directory.portfolio_of(&format!("{name}-waba")).map(str::to_owned);
        assert_eq!(portfolio, Some(format!("{name}-portfolio")));
    }
    assert_eq!(directory.clinic(&id("sol")).map(|it| it.id.to_string()), Ok("sol".to_owned()));
    assert_eq!(directory.clinic(&id("nube")).map(|it| it.id.to_string()), Err(UnknownClinic));
    assert_eq!(found(directory.by_id(&id("nube"))), None);
    assert_eq!(directory.portfolio_of("nube-waba"), None);
    assert_eq!(directory.first_id(), Some(&id("luna")));
    assert_eq!(Directory::default().first_id(), None);
}

#[test]
fn a_clinic_without_numbers_is_found_by_its_id_alone() {
    let mut bare = clinic("sol");
    bare.senders = Senders::default();
    let directory = Directory::new(vec![bare]);
    assert!(directory.by_id(&sol()).is_some());
    assert!(Channel::ALL.into_iter().all(|channel| directory.by_sender(channel, "").is_none()));
    assert_eq!(directory.portfolio_of(""), None);
}
