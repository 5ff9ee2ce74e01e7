//! What stands on the queues, as every release writes it. `tests/stored` has what a simulated world puts there; this,
//! what it does not.

use std::fmt::Debug;

use domain::delivery::{Channel, Purpose};
use domain::ids::{CaseId, MessageId, PatientId, SlotId, ThreadId};
use domain::phi::Phi;
use domain::phone::E164;
use domain::reason::Reason;
use domain::slot::{PartOfDay, Preference};
use domain::thread::CarrierWord;
use ports::wire::{Echoed, Heard, ToJourneys, ToSurveys, ToThreads, Unreadable, What, decode, encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::given::{at, sol};

const AT: &str = "2026-11-25T13:30:00Z";
const PHONE: &str = "+5491155550101";

fn phone() -> E164 {
    E164::new(PHONE).unwrap()
}

fn words(text: &str) -> Phi<String> {
    Phi::new(text.to_owned())
}

/// The message is written so, and read back whole.
fn is_written<T>(message: &T, written: &Value)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let body: Value = serde_json::from_str(&encode(message)).unwrap();
    assert_eq!(body, json!({ "v": 1, "message": written }));
    assert_eq!(decode::<T>(&encode(message)).as_ref(), Ok(message));
}

#[test]
fn a_body_says_its_version_and_its_type() {
    assert_eq!(encode(&ToJourneys::Sweep), r#"{"v":1,"message":{"type":"sweep"}}"#);
    is_written(&ToJourneys::MinuteDue { minute: -7 }, &json!({ "type": "minute_due", "minute": -7 }));
}

#[test]
fn a_body_of_another_release_is_told_from_one_that_is_none() {
    for version in [0, 2, 7] {
        // Whatever it says: a later release has other types.
        let body = json!({ "v": version, "message": { "type": "horoscope" } }).to_string();
        assert_eq!(decode::<ToJourneys>(&body), Err(Unreadable::Version(version)));
    }
    for body in [
        "",
        "{}",
        "Ana García",
        r#"{"v":1}"#,
        r#"{"v":"1","message":{"type":"sweep"}}"#,
        r#"{"v":1,"message":{"type":"horoscope"}}"#,
        r#"{"v":1,"message":{"type":"minute_due","minute":"Ana García"}}"#,
    ] {
        let unreadable = decode::<ToJourneys>(body).unwrap_err();
        assert!(matches!(unreadable, Unreadable::Malformed { .. }), "{body}: {unreadable}");
        assert!(!unreadable.to_string().contains("Ana"), "{unreadable}");
    }
}

#[test]
fn the_rest_of_a_minute_is_written_with_where_it_goes_on() {
    let rest = ToJourneys::PageDue { minute: 7, shard: 3, after: Some("case#sol#a1".to_owned()) };
    is_written(&rest, &json!({ "type": "page_due", "minute": 7, "shard": 3, "after": "case#sol#a1" }));
}

#[test]
fn a_wish_for_other_times_is_written_with_what_it_leaves_open() {
    let wish = Preference {
        parts: vec![PartOfDay::Morning],
        weekdays: vec![1, 5],
        until: Some("2026-12-04".parse().unwrap()),
        ..Preference::default()
    };
    let asks = ToJourneys::OtherTimes {
        clinic: sol(),
        cause: "wamid.1".to_owned(),
        case: CaseId::new("a1").unwrap(),
        version: 2,
        wish,
        channel: Channel::Whatsapp,
        thread: ThreadId::new("thr_1").unwrap(),
    };
    let written = json!({
        "type": "other_times", "clinic": "sol", "cause": "wamid.1", "case": "a1", "version": 2,
        "wish": { "parts": ["morning"], "weekdays": [1, 5], "from": null, "until": "2026-12-04" },
        "channel": "whatsapp", "thread": "thr_1"
    });
    is_written(&asks, &written);
}

#[test]
fn an_offer_that_was_not_sent_is_written_with_its_reason() {
    let unsaid = ToJourneys::OfferUnsaid {
        clinic: sol(),
        slot: SlotId::new("s1").unwrap(),
        message: MessageId::new("msg_1").unwrap(),
        reason: Reason::NoAddress,
    };
    let written = json!({
        "type": "offer_unsaid", "clinic": "sol", "slot": "s1", "message": "msg_1", "reason": "no_address"
    });
    is_written(&unsaid, &written);
    let answer = ToJourneys::AnswerUnsaid {
        clinic: sol(),
        thread: ThreadId::new("thr_1").unwrap(),
        message: MessageId::new("msg_1").unwrap(),
    };
    let written = json!({ "type": "answer_unsaid", "clinic": "sol", "thread": "thr_1", "message": "msg_1" });
    is_written(&answer, &written);
}

#[test]
fn what_a_person_does_besides_writing_is_written_by_its_kind() {
    for (what, written) in [
        (
            What::Text {
                text: words("STOP"),
                on: None,
                carrier_answered: true,
                keyword: Some(CarrierWord::Stop),
            },
            json!({ "kind": "text", "text": "STOP", "on": null, "carrier_answered": true, "keyword": "stop" }),
        ),
        (
            What::Attachment {
                media: "document".to_owned(),
                detail: Some(words("orden.pdf")),
                caption: Some(words("la orden")),
            },
            json!({ "kind": "attachment", "media": "document", "detail": "orden.pdf", "caption": "la orden" }),
        ),
        (What::SharedNumber { phone: phone() }, json!({ "kind": "shared_number", "phone": PHONE })),
        (What::IdentityChanged { phone: None }, json!({ "kind": "identity_changed" })),
        (
            What::IdentityChanged { phone: Some(phone()) },
            json!({ "kind": "identity_changed", "phone": PHONE }),
        ),
        (
            What::Stopped { purpose: Some(Purpose::Marketing) },
            json!({ "kind": "stopped", "purpose": "marketing" }),
        ),
        (What::Resumed { purpose: None }, json!({ "kind": "resumed", "purpose": null })),
    ] {
        let heard = Heard {
            channel: Channel::Whatsapp,
            sender: "106540352240002".to_owned(),
            id: "wamid.1".to_owned(),
            rewrites: Some("wamid.0".to_owned()),
            at: at(AT),
            phone: Some(phone()),
            whatsapp_user: Some(words("AR.1")),
            what,
        };
        let written = json!({
            "type": "heard", "channel": "whatsapp", "sender": "106540352240002", "id": "wamid.1",
            "rewrites": "wamid.0", "at": AT, "phone": PHONE, "whatsapp_user": "AR.1", "what": written
        });
        is_written(&ToThreads::Heard(Box::new(heard)), &written);
    }
}

#[test]
fn what_comes_to_a_thread_from_elsewhere_is_written_by_its_type() {
    let deleted = ToThreads::Deleted {
        sender: "106540352240002".to_owned(),
        id: "wamid.1".to_owned(),
        phone: None,
        whatsapp_user: Some(words("AR.1")),
    };
    let echo = Echoed {
        sender: "106540352240002".to_owned(),
        id: "wamid.2".to_owned(),
        at: at(AT),
        phone: Some(phone()),
        whatsapp_user: None,
        text: words("La espero"),
    };
    for (message, written) in [
        (
            deleted,
            json!({
                "type": "deleted", "sender": "106540352240002", "id": "wamid.1", "phone": null, "whatsapp_user": "AR.1"
            }),
        ),
        (
            ToThreads::Echo(Box::new(echo)),
            json!({
                "type": "echo", "sender": "106540352240002", "id": "wamid.2", "at": AT, "phone": PHONE,
                "whatsapp_user": null, "text": "La espero"
            }),
        ),
        (
            ToThreads::Findable { clinic: sol(), patient: PatientId::new("p1").unwrap() },
            json!({ "type": "findable", "clinic": "sol", "patient": "p1" }),
        ),
        (
            ToThreads::Unheard {
                thread: ThreadId::new("thr_1").unwrap(),
                message: MessageId::new("msg_1").unwrap(),
            },
            json!({ "type": "unheard", "thread": "thr_1", "message": "msg_1" }),
        ),
        (
            ToThreads::Called { clinic: sol(), call: "c1".to_owned(), phone: phone() },
            json!({ "type": "called", "clinic": "sol", "call": "c1", "phone": PHONE }),
        ),
    ] {
        is_written(&message, &written);
    }
}

#[test]
fn a_form_is_written_with_what_was_filled_in() {
    let form = ToSurveys::Flow {
        cause: "wamid.1".to_owned(),
        at: at(AT),
        token: "srv_1".to_owned(),
        answers: words(r#"{"score":5}"#),
    };
    let written = json!({
        "type": "flow", "cause": "wamid.1", "at": AT, "token": "srv_1", "answers": r#"{"score":5}"#
    });
    is_written(&form, &written);
}
