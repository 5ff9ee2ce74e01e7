//! The commit protocol: a decision is stored whole and never over another one, and what wants to be woken is.

use domain::decision::{Decision, Outcome};
use jiff::Timestamp;
use ports::PortError;
use ports::commit::{AsRead, CONFLICTS_MAX, Together, commit, commit_on, load, load_revised};
use ports::records::slot_key;
use ports::table::{Item, Listing, Minute, Put, Table as _, Written};
use serde_json::{Value, json};

use crate::given::{Decided, Desk, Rivalled, Visits, at, comes, slot, store, visits_key};

const ANA: &str = "ana";
const BRUNO: &str = "bruno";
const EARLY: &str = "2026-11-25T13:30:00Z";
const LATE: &str = "2026-11-26T13:30:00Z";

fn minutes(dues: impl IntoIterator<Item = Timestamp>) -> Vec<Minute> {
    dues.into_iter().map(Minute::of_due).collect()
}

#[tokio::test]
async fn what_is_decided_is_stored_and_decided_on_the_next_time() {
    let (desk, key) = (Desk::new(), visits_key(ANA));
    assert_eq!(load_revised::<_, Visits>(&desk, &key).await.unwrap(), AsRead::default());
    for count in 1..=3_u32 {
        let committed = commit(&desk, &key, comes(ANA, None)).await.unwrap();
        let (revision, state) = (u64::from(count), Some(Visits::new(ANA, count, None)));
        assert_eq!((committed.revision, &committed.state), (revision, &state));
        assert_eq!((committed.effects, committed.outcome), (vec!["counted"], Outcome::Applied));
        assert_eq!(load::<_, Visits>(&desk, &key).await.unwrap(), state);
        assert_eq!(load_revised::<_, Visits>(&desk, &key).await.unwrap(), AsRead { revision, state });
    }
}

#[tokio::test]
async fn what_is_stored_has_all_that_it_is_found_by() {
    let (desk, slot) = (Desk::new(), slot(&json!({ "kind": "open" })));
    store(&desk, &slot).await;
    let key = slot_key(&slot.clinic, &slot.id);
    let stored = desk.table.get(&key).await.unwrap().unwrap();
    let body: Value = serde_json::from_str(&stored.body).unwrap();
    assert_eq!(body, json!({ "v": 1, "state": slot }));
    let listing = Listing { list: "slots#sol".to_owned(), order: "free#2026-11-26T22:30:00#s1".to_owned() };
    let expected = Item {
        key,
        revision: 1,
        body: stored.body.clone(),
        due: Some(at("2026-11-27T01:30:00Z")),
        group: Some("sol".to_owned()),
        listing: Some(listing),
        expires_at: Some(at("2028-01-01T01:30:00Z")),
    };
    assert_eq!(stored, expected);
}

#[tokio::test]
async fn a_minute_is_made_sure_of_when_the_wish_to_be_woken_moves() {
    let (early, late) = (at(EARLY), at(LATE));
    for (what, before, after, woken) in [
        ("it is new", None, Some(early), Some(early)),
        ("it moves", Some(early), Some(late), Some(late)),
        ("it stays", Some(early), Some(early), None),
        ("it goes", Some(early), None, None),
    ] {
        let first = Desk::new();
        store(&first, &Visits::new(ANA, 1, before)).await;
        assert_eq!(first.wakes(), minutes(before), "{what}");
        let desk = first.after_a_crash();
        let _ = commit(&desk, &visits_key(ANA), comes(ANA, after)).await.unwrap();
        assert_eq!(desk.wakes(), minutes(woken), "{what}");
    }
}

#[tokio::test]
async fn a_cause_that_comes_again_heals_the_wake_up_that_a_crash_lost() {
    let (first, due) = (Desk::new(), at(EARLY));
    let known = Visits::new(ANA, 1, Some(due));
    store(&first, &known).await;
    let cases: [(Decision<Visits, &str>, Option<Timestamp>); 2] =
        [(Decision::repeated(vec!["counted"]), Some(due)), (Decision::stale(), None)];
    for (decision, woken) in cases {
        let desk = first.after_a_crash();
        let again = |_: Option<&Visits>| -> Decided { Ok(decision.clone()) };
        let committed = commit(&desk, &visits_key(ANA), again).await.unwrap();
        assert_eq!((committed.revision, committed.state.as_ref()), (1, Some(&known)));
        assert_eq!((&committed.effects, committed.outcome), (&decision.effects, decision.outcome));
        assert_eq!(desk.wakes(), minutes(woken), "{:?}", decision.outcome);
    }
}

#[tokio::test]
async fn what_another_wrote_in_between_is_decided_on() {
    for others in [0, 1, CONFLICTS_MAX - 1] {
        let desk = Desk::over(Rivalled::new(others));
        let committed = commit(&desk, &visits_key(ANA), comes(ANA, None)).await.unwrap();
        let expected = (u64::from(others) + 1, Some(Visits::new(ANA, others + 1, None)));
        assert_eq!((committed.revision, committed.state), expected, "after {others} others");
    }
}

#[tokio::test]
async fn who_loses_every_time_stores_nothing_and_is_told_so() {
    let (desk, key) = (Desk::over(Rivalled::new(CONFLICTS_MAX)), visits_key(ANA));
    let lost = commit(&desk, &key, comes(ANA, None)).await.unwrap_err();
    assert!(lost.is_contended(), "{lost}");
    let others = Visits::new(ANA, CONFLICTS_MAX, None);
    assert_eq!(load::<_, Visits>(&desk, &key).await.unwrap(), Some(others));
}

#[tokio::test]
async fn what_the_caller_read_is_read_again_only_after_a_conflict() {
    let (desk, key) = (Desk::new(), visits_key(ANA));
    // Nothing is stored: whoever read again would know nothing.
    let known = Visits::new(ANA, 3, None);
    let looks = |_: Option<&Visits>| -> Decided { Ok(Decision::stale()) };
    let seen =
        commit_on(&desk, &key, AsRead { revision: 7, state: Some(known.clone()) }, looks).await.unwrap();
    assert_eq!((seen.revision, seen.state), (7, Some(known)));
    store(&desk, &Visits::new(ANA, 1, None)).await;
    let written = commit_on(&desk, &key, AsRead::default(), comes(ANA, None)).await.unwrap();
    assert_eq!((written.revision, written.state), (2, Some(Visits::new(ANA, 2, None))));
}

#[tokio::test]
async fn an_item_of_another_release_is_refused_without_a_word_of_it() {
    let body = |version: u32, count: &Value| {
        json!({ "v": version, "state": { "of": ANA, "count": count, "due": null } }).to_string()
    };
    let bodies = [
        body(0, &json!(1)),
        body(2, &json!(1)),
        body(1, &json!("Ana García")),
        r#"{"v":"Ana García"}"#.to_owned(),
    ];
    for body in bodies {
        let (desk, key) = (Desk::new(), visits_key(ANA));
        let item = Item {
            key: key.clone(),
            revision: 1,
            body,
            due: None,
            group: None,
            listing: None,
            expires_at: None,
        };
        assert_eq!(desk.table.put(Put { item }).await.unwrap(), Written::Yes);
        let refused = load::<_, Visits>(&desk, &key).await.unwrap_err();
        assert!(matches!(refused, PortError::Refused { .. }), "{refused}");
        assert!(!refused.to_string().contains("Ana"), "{refused}");
    }
}

#[tokio::test]
async fn what_moves_together_is_stored_and_woken_all_or_none() {
    let (desk, early, late) = (Desk::new(), at(EARLY), at(LATE));
    for (what, revisions, written, count, woken) in [
        ("both are new", [0, 0], Written::Yes, 1, vec![early, late]),
        ("one is not new", [1, 0], Written::Conflict, 1, vec![]),
        ("both follow", [1, 1], Written::Yes, 3, vec![early, late]),
    ] {
        let next = match written {
            Written::Yes => count,
            Written::Conflict => count + 1,
        };
        let mut both = Together::default();
        both.add(&Visits::new(ANA, next, Some(early)), revisions[0]).unwrap();
        both.add(&Visits::new(BRUNO, next, Some(late)), revisions[1]).unwrap();
        assert_eq!(both.write(&desk).await.unwrap(), written, "{what}");
        for of in [ANA, BRUNO] {
            let stored = load::<_, Visits>(&desk, &visits_key(of)).await.unwrap();
            assert_eq!(stored.map(|it| it.count), Some(count), "{what}: {of}");
        }
        assert_eq!(desk.wakes(), minutes(woken), "{what}");
    }
}
