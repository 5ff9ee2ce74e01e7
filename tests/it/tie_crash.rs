//! A WhatsApp user id turns out to be a number's: what was stopped under it moves over, wherever the process dies.

use domain::delivery::{Channel, Purpose};
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::Thread;
use local::clinic_files;
use ports::commit::{Together, load};
use ports::identities::tie;
use ports::records::thread_key;

use crate::test_ports::TestPorts;

const EVIDENCE: &str = "wamid.report";

fn is_stopped(thread: &Thread) -> bool {
    thread.is_stopped(Channel::Whatsapp, Purpose::Care)
}

#[tokio::test]
async fn a_stop_moves_over_once_wherever_the_process_dies() {
    let clinic = clinic_files::example();
    let user = Identity::WhatsappUser(Phi::new("AR.77".to_owned()));
    let number = Identity::Phone(E164::new("+5491155550101").unwrap());
    let alone = Thread::new(clinic.id.clone(), user.clone());
    let known = Thread::new(clinic.id.clone(), number.clone());
    let now = tests::START.parse().unwrap();
    let mut deaths = 0;
    for half in 1.. {
        let (ports, death) = TestPorts::mortal(&clinic);
        let mut together = Together::default();
        together.add(&alone.stopped(Channel::Whatsapp, None, "wamid.stop", now), 0).unwrap();
        let _ = together.write(&ports).await.unwrap();
        death.at(half);
        let tied = tie(&ports, &clinic.id, &user, &number, EVIDENCE).await;
        if death.is_ahead() {
            tied.unwrap();
            break;
        }
        deaths = half;
        tied.unwrap_err();
        for _ in 0..2 {
            tie(&ports, &clinic.id, &user, &number, EVIDENCE).await.unwrap();
            let stored: Thread = load(&ports, &thread_key(&known.id)).await.unwrap().unwrap();
            assert!(is_stopped(&stored), "{half}");
            // Whoever takes it back does not find it again under the user id.
            let left: Thread = load(&ports, &thread_key(&alone.id)).await.unwrap().unwrap();
            assert_eq!((left.same_as.as_ref(), is_stopped(&left)), (Some(&known.id), false), "{half}");
        }
    }
    assert_eq!(deaths, 4, "two writes, each before and after");
}
