//! Finding a message by what only the provider calls it, among those that went to one person.

use domain::delivery::Channel;
use domain::ids::{MessageId, PatientId};
use domain::message::About;
use domain::patient::{Patient, SendRecord};
use domain::phone::{E164, Identity};
use domain::thread::{Asked, Link, Speaker, Spoken, Thread};
use ports::sent::{find, lately};
use serde_json::json;

use crate::given::{Desk, at, message, patient, sol, store};

const AT: &str = "2026-11-25T13:30:00Z";

fn id(text: &str) -> MessageId {
    MessageId::new(text).unwrap()
}

#[tokio::test]
async fn a_message_is_found_by_its_channel_and_what_the_provider_calls_it() {
    let desk = Desk::new();
    for (name, channel, provider_id) in [
        ("msg_1", "whatsapp", Some("wamid.1")),
        ("msg_2", "whatsapp", Some("wamid.2")),
        ("msg_3", "sms", Some("SM3")),
        ("msg_4", "whatsapp", None),
    ] {
        let dispatch = json!({
            "channel": channel, "status": "sent", "attempts": 1, "at": AT, "provider_id": provider_id
        });
        store(&desk, &message(name, &json!([dispatch]))).await;
    }
    let candidates = ["msg_0", "msg_1", "msg_2", "msg_3", "msg_4"].map(id);
    for (channel, provider_id, found) in [
        (Channel::Whatsapp, "wamid.1", Some("msg_1")),
        (Channel::Whatsapp, "wamid.2", Some("msg_2")),
        (Channel::Sms, "SM3", Some("msg_3")),
        (Channel::Sms, "wamid.1", None),
        (Channel::Whatsapp, "wamid.3", None),
    ] {
        let known = find(&desk, candidates.iter(), channel, provider_id).await.unwrap();
        let known = known.map(|it| (it.revision, it.state.spec.id));
        assert_eq!(known, found.map(|it| (1, id(it))), "{provider_id} by {channel:?}");
    }
    let others = find(&desk, candidates[..1].iter(), Channel::Whatsapp, "wamid.1").await.unwrap();
    assert_eq!(others, None, "only candidates are looked at");
}

#[tokio::test]
async fn what_went_to_a_person_comes_newest_first_and_once() {
    let desk = Desk::new();
    let send = |dispatch: &str| SendRecord { dispatch: dispatch.to_owned(), at: at(AT), reply: false };
    // The number is tied to a record that was merged into another one, and to one that is not there.
    let survivor = PatientId::new("p2").unwrap();
    let sends = ["msg_5.sms", "msg_2.whatsapp", "of another release", "msg_6.whatsapp"].map(send).to_vec();
    store(&desk, &Patient { merged_into: Some(survivor), ..patient("p1") }).await;
    store(&desk, &Patient { sends, ..patient("p2") }).await;
    let asked = |name: &str| Asked {
        message: id(name),
        channel: Channel::Whatsapp,
        about: About::Visit,
        at: at(AT),
        until: at(AT),
        answered: false,
        options: false,
        visit: None,
        version: None,
    };
    let spoken = |name: &str| Spoken {
        message: id(name),
        at: at(AT),
        by: Speaker::Assistant,
        body: None,
        choices: Vec::new(),
    };
    let link = |name: &str| Link {
        patient: PatientId::new(name).unwrap(),
        at: at(AT),
        evidence: "booked-a1".to_owned(),
    };
    let alone = Thread::new(sol(), Identity::Phone(E164::new("+5491155550101").unwrap()));
    let thread = Thread {
        asked: ["msg_1", "msg_2"].map(asked).to_vec(),
        spoken: ["msg_3", "msg_4", "msg_1"].map(spoken).to_vec(),
        patients: ["p0", "p1"].map(link).to_vec(),
        ..alone
    };
    let expected = ["msg_2", "msg_1", "msg_4", "msg_3", "msg_6", "msg_5"].map(id);
    assert_eq!(lately(&desk, &thread).await.unwrap(), expected);
    let nothing_said = Thread::new(sol(), thread.identity);
    assert_eq!(lately(&desk, &nothing_said).await.unwrap(), []);
}
