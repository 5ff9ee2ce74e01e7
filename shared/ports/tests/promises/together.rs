//! Two aggregates in one write: the follower moves exactly when the decided one does.

use domain::decision::Decision;
use embedded::Request;
use jiff::Timestamp;
use ports::PortError;
use ports::commit::{CONFLICTS_MAX, Committed, load_revised};
use ports::table::{Minute, Table};
use ports::together::commit_together;

use crate::given::{Decided, Desk, Rivalled, Visits, at, comes, store, visits_key};

const ANA: &str = "ana";
const BRUNO: &str = "bruno";
/// Counts the people who came, however often each did.
const PEOPLE: &str = "people";

/// Decides on one person's visits; whoever comes for the first time is one person more.
async fn count<T: Table>(
    desk: &Desk<T>,
    of: &str,
    decide: impl FnMut(Option<&Visits>) -> Decided + Send,
) -> Result<Committed<Visits, &'static str>, PortError> {
    let person_more = |before: Option<&Visits>, _: &Visits| {
        let one_more = |known: Option<Visits>| Visits::new(PEOPLE, known.map_or(0, |it| it.count) + 1, None);
        before.is_none().then(|| (visits_key(PEOPLE), one_more))
    };
    commit_together(desk, &visits_key(of), decide, person_more).await
}

/// The count and its revision.
async fn counted<T: Table>(desk: &Desk<T>, of: &str) -> (u64, u32) {
    let read = load_revised::<_, Visits>(desk, &visits_key(of)).await.unwrap();
    (read.revision, read.state.map_or(0, |it| it.count))
}

#[tokio::test]
async fn the_follower_moves_when_the_decided_one_does_and_in_its_write() {
    let desk = Desk::new();
    let _ = desk.table.take_journal();
    for (of, visits, people) in [(ANA, (1, 1), (1, 1)), (ANA, (2, 2), (1, 1)), (BRUNO, (1, 1), (2, 2))] {
        let committed = count(&desk, of, comes(of, None)).await.unwrap();
        let state = Some(Visits::new(of, visits.1, None));
        assert_eq!((committed.revision, committed.state), (visits.0, state));
        assert_eq!(committed.effects, ["counted"]);
        assert_eq!((counted(&desk, of).await, counted(&desk, PEOPLE).await), (visits, people));
    }
    let requests = desk.table.take_journal();
    let writes = requests.iter().filter_map(|it| match it {
        Request::Put { writes, together } => Some((writes.len(), *together)),
        _ => None,
    });
    assert_eq!(writes.collect::<Vec<_>>(), [(2, true), (1, false), (2, true)]);
}

#[tokio::test]
async fn neither_moves_where_nothing_is_decided_and_a_repeat_is_woken() {
    let (first, due) = (Desk::new(), at("2026-11-25T13:30:00Z"));
    let known = Visits::new(ANA, 1, Some(due));
    store(&first, &known).await;
    let cases: [(Decision<Visits, &str>, Option<Timestamp>); 2] =
        [(Decision::repeated(vec!["counted"]), Some(due)), (Decision::stale(), None)];
    for (decision, woken) in cases {
        let desk = first.after_a_crash();
        let again = |_: Option<&Visits>| -> Decided { Ok(decision.clone()) };
        let committed = count(&desk, ANA, again).await.unwrap();
        assert_eq!((committed.revision, committed.state.as_ref()), (1, Some(&known)));
        assert_eq!((&committed.effects, committed.outcome), (&decision.effects, decision.outcome));
        assert_eq!((counted(&desk, ANA).await, counted(&desk, PEOPLE).await), ((1, 1), (0, 0)));
        let woken: Vec<Minute> = woken.into_iter().map(Minute::of_due).collect();
        assert_eq!(desk.wakes(), woken, "{:?}", decision.outcome);
    }
}

#[tokio::test]
async fn a_minute_is_made_sure_of_when_the_decided_ones_wish_moves() {
    let due = at("2026-11-25T13:30:00Z");
    for (before, after, woken) in [
        (None, Some(due), vec![Minute::of_due(due)]),
        (Some(due), Some(due), vec![]),
        (Some(due), None, vec![]),
    ] {
        let first = Desk::new();
        store(&first, &Visits::new(ANA, 1, before)).await;
        let desk = first.after_a_crash();
        let _ = count(&desk, ANA, comes(ANA, after)).await.unwrap();
        assert_eq!(desk.wakes(), woken, "from {before:?} to {after:?}");
    }
}

#[tokio::test]
async fn both_are_decided_again_on_what_another_wrote_in_between() {
    let desk = Desk::over(Rivalled::new(1));
    let committed = count(&desk, ANA, comes(ANA, None)).await.unwrap();
    assert_eq!((committed.revision, committed.state), (2, Some(Visits::new(ANA, 2, None))));
    assert_eq!((counted(&desk, ANA).await, counted(&desk, PEOPLE).await), ((2, 2), (1, 1)));
}

#[tokio::test]
async fn who_loses_every_time_moves_neither_and_is_told_so() {
    let desk = Desk::over(Rivalled::new(CONFLICTS_MAX));
    let lost = count(&desk, ANA, comes(ANA, None)).await.unwrap_err();
    assert!(lost.is_contended(), "{lost}");
    let others = (u64::from(CONFLICTS_MAX), CONFLICTS_MAX);
    assert_eq!((counted(&desk, ANA).await, counted(&desk, PEOPLE).await), (others, (1, 1)));
}
