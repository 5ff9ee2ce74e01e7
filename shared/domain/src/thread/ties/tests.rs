#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::delivery::{Channel, Purpose};
use crate::ids::MessageId;
use crate::phi::Phi;
use crate::phone::{E164, Identity};
use crate::testing::{clinic, clock, patient};

const NOW: &str = "2026-11-24 12:00";

fn asked(message: &str, about: About) -> Asked {
    Asked {
        message: MessageId::new(message).unwrap(),
        channel: Channel::Whatsapp,
        about,
        at: clock(NOW),
        until: clock("2026-11-25 12:00"),
        answered: false,
        options: false,
        visit: None,
        version: None,
    }
}

/// Ana's conversation under a user id, where she was asked about her visit, and the one with her number.
fn conversations() -> (Thread, Thread) {
    let evidence = "document and birth_date in wamid.1".to_owned();
    let link = Link { patient: patient().id, at: clock(NOW), evidence };
    let user = Identity::WhatsappUser(Phi::new("AR.1".to_owned()));
    let number = Identity::Phone(E164::new("+5491150001111").unwrap());
    let alone = Thread {
        patients: vec![link],
        asked: vec![asked("m1", About::Visit), asked("m2", About::Dialogue)],
        ..Thread::new(clinic().id, user)
    };
    (alone, Thread::new(clinic().id, number))
}

#[test]
fn who_was_known_by_a_user_id_is_known_by_its_number() {
    let (alone, number) = conversations();
    let handed = alone.hands_on();
    let known = number.takes_over(&handed).next.unwrap();
    assert!(known.is_tied_to(&patient()));
    let questions: Vec<&str> = known.asked.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(questions, ["m1"], "choices stay where they were shown");
    assert_eq!(known.takes_over(&handed).next, None);
    let left = alone.tied(&known.id, &handed, "wamid.2").next.unwrap();
    assert!(!left.is_tied_to(&patient()) && left.hands_on().is_empty());
    let survivor = Patient::new(clinic().id, PatientId::new("p9").unwrap());
    assert!(!known.is_tied_to(&survivor));
    assert!(known.is_tied_to(&Patient { aliases: vec![patient().id], ..survivor }));
}

#[test]
fn what_staff_said_of_either_conversation_holds_for_the_number() {
    let (alone, number) = conversations();
    let refused = Thread { not_patients: vec![patient().id], ..number.clone() };
    assert_eq!(refused.takes_over(&alone.hands_on()).next, None);
    let parted = Thread { patients: Vec::new(), not_patients: vec![patient().id], ..alone.clone() };
    let told = number.takes_over(&parted.hands_on()).next.unwrap();
    assert_eq!(told.not_patients, [patient().id]);
    let known = Thread { patients: alone.patients, ..number };
    assert_eq!(
        known.takes_over(&parted.hands_on()).next,
        None,
        "who is known by the number stays known by it"
    );
}

#[test]
fn nobody_is_known_by_a_number_while_its_user_id_is_in_doubt() {
    let (alone, number) = conversations();
    let doubted = Thread { in_doubt_since: Some(clock(NOW)), ..alone };
    let doubted = doubted.stopped(Channel::Whatsapp, None, "wamid.3", clock(NOW));
    let handed = doubted.hands_on();
    let taken = number.takes_over(&handed).next.unwrap();
    assert!(taken.is_stopped(Channel::Whatsapp, Purpose::Care));
    assert!(!taken.is_tied_to(&patient()));
    assert!(doubted.tied(&taken.id, &handed, "wamid.4").next.unwrap().is_tied_to(&patient()));
}
