//! A WhatsApp user id and a number that turned out to be one person's.

use domain::delivery::Channel;
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::{Stop, Thread};
use ports::commit::{AsRead, load_revised};
use ports::identities::tie;
use ports::records::thread_key;

use crate::given::{Desk, at, sol, store};

fn identities() -> (Identity, Identity) {
    let user = Identity::WhatsappUser(Phi::new("AR.1000000000615".to_owned()));
    (user, Identity::Phone(E164::new("+5491155550101").unwrap()))
}

#[tokio::test]
async fn what_was_stopped_under_the_user_id_is_stopped_under_the_number() {
    let (desk, (user, number)) = (Desk::new(), identities());
    let stop = Stop {
        channel: Channel::Whatsapp,
        purpose: None,
        at: at("2026-11-25T13:30:00Z"),
        evidence: "wamid.1".to_owned(),
    };
    let alone = Thread::new(sol(), user.clone());
    let of_number = Thread::new(sol(), number.clone());
    store(&desk, &Thread { stops: vec![stop.clone()], ..alone.clone() }).await;
    // Whatever shows them together again changes nothing.
    for evidence in ["wamid.2", "wamid.3"] {
        tie(&desk, &sol(), &user, &number, evidence).await.unwrap();
        let stopped = Thread { stops: vec![stop.clone()], ..of_number.clone() };
        let read = load_revised::<_, Thread>(&desk, &thread_key(&of_number.id)).await.unwrap();
        assert_eq!(read, AsRead { revision: 1, state: Some(stopped) });
        let tied = Thread {
            same_as: Some(of_number.id.clone()),
            same_as_evidence: Some("wamid.2".to_owned()),
            ..alone.clone()
        };
        let read = load_revised::<_, Thread>(&desk, &thread_key(&alone.id)).await.unwrap();
        assert_eq!(read, AsRead { revision: 2, state: Some(tied) });
    }
}

#[tokio::test]
async fn who_stopped_nothing_is_tied_and_the_number_needs_no_thread() {
    let (desk, (user, number)) = (Desk::new(), identities());
    tie(&desk, &sol(), &user, &number, "wamid.1").await.unwrap();
    let of_number = Thread::new(sol(), number);
    let read = load_revised::<_, Thread>(&desk, &thread_key(&of_number.id)).await.unwrap();
    assert_eq!(read, AsRead::default());
    let alone = Thread::new(sol(), user);
    let tied = load_revised::<_, Thread>(&desk, &thread_key(&alone.id)).await.unwrap();
    assert_eq!(tied.state.and_then(|it| it.same_as), Some(of_number.id));
}
