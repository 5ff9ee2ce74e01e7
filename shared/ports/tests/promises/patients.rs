//! The record that stands for a patient, whatever merges came between, and where they are reached.

use domain::delivery::Channel;
use domain::ids::PatientId;
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::{Link, Thread};
use embedded::Embedded;
use ports::commit::AsRead;
use ports::patients::{reached_at, standing_patient, standing_patient_revised};

use crate::given::{Desk, at, patient, sol, store};

/// Records of which each was merged into the next; the last one stands.
async fn chain(records: usize) -> Desk<Embedded> {
    let desk = Desk::new();
    for number in 1..=records {
        let survivor = (number < records).then(|| PatientId::new(format!("p{}", number + 1)).unwrap());
        store(&desk, &Patient { merged_into: survivor, ..patient(&format!("p{number}")) }).await;
    }
    desk
}

#[tokio::test]
async fn merges_are_followed_to_the_record_that_stands() {
    let first = PatientId::new("p1").unwrap();
    for (records, stands) in [(0, None), (1, Some("p1")), (2, Some("p2")), (4, Some("p4"))] {
        let desk = chain(records).await;
        let expected = stands.map(patient);
        assert_eq!(standing_patient(&desk, &sol(), &first).await.unwrap(), expected, "of {records}");
        let revised = standing_patient_revised(&desk, &sol(), &first).await.unwrap();
        let revision = u64::from(expected.is_some());
        assert_eq!(revised, AsRead { revision, state: expected }, "of {records}");
    }
}

#[tokio::test]
async fn a_chain_that_is_too_long_stands_for_nobody() {
    let desk = chain(5).await;
    let first = PatientId::new("p1").unwrap();
    assert_eq!(standing_patient_revised(&desk, &sol(), &first).await.unwrap(), AsRead::default());
}

/// Where somebody without a number is reached, with these conversations.
async fn reached(threads: &[Thread]) -> Option<Identity> {
    let desk = Desk::new();
    for thread in threads {
        store(&desk, thread).await;
    }
    let known = Patient { whatsapp_user: Some(Phi::new("AR.1".to_owned())), ..patient("p1") };
    reached_at(&desk, &known, Channel::Whatsapp).await.unwrap().map(|it| it.identity)
}

#[tokio::test]
async fn a_user_id_is_theirs_while_its_conversation_is_tied_to_them() {
    let user = Identity::WhatsappUser(Phi::new("AR.1".to_owned()));
    let number = Identity::Phone(E164::new("+5491155550101").unwrap());
    let link =
        Link { patient: patient("p1").id, at: at("2026-11-25T13:30:00Z"), evidence: "wamid.1".to_owned() };
    let untied = |identity: &Identity| Thread::new(sol(), identity.clone());
    let tied = |identity: &Identity| Thread { patients: vec![link.clone()], ..untied(identity) };
    let handed_on = Thread { same_as: Some(untied(&number).id), ..untied(&user) };
    assert_eq!(reached(&[]).await, None);
    assert_eq!(reached(&[untied(&user)]).await, None);
    assert_eq!(reached(&[tied(&user)]).await, Some(user.clone()));
    let not_yet = Thread { patients: vec![link.clone()], ..handed_on.clone() };
    assert_eq!(reached(&[not_yet]).await, Some(user));
    assert_eq!(reached(&[handed_on.clone(), untied(&number)]).await, None);
    assert_eq!(reached(&[handed_on, tied(&number)]).await, Some(number));
}
