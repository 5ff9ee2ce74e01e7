//! Offers that nobody answers, and offers of what is no more.

use super::*;
use crate::decision::Outcome;

fn message(slot: &Slot, entry: &str) -> crate::ids::MessageId {
    slot.offer_message(&CaseId::new(entry).unwrap(), 1)
}

fn accepts(slot: &Slot, entry: &str) -> Event {
    Event::Accepted { cause: format!("yes-{entry}"), message: message(slot, entry) }
}

#[test]
fn the_next_are_asked_when_nobody_was_reached() {
    let slot = offered();
    let unsaid = |entry: &str| Event::Unsaid { message: message(&slot, entry) };
    let one = take(Some(&slot), &unsaid("w1"), clock(NOW));
    assert_eq!(short(&one), "open", "w2 may still answer");
    let both = take(one.next.as_ref(), &unsaid("w2"), clock(NOW));
    assert_eq!(short(&both), "open, round 2");
    assert_eq!(short(&take(Some(&slot), &unsaid("w9"), clock(NOW))), "-");
    // It arrives after all, and nobody else has come.
    let late = take(both.next.as_ref(), &accepts(&slot, "w1"), clock(NOW));
    assert_eq!(short(&late), "held for w1");
}

#[test]
fn what_is_told_another_time_is_offered_anew_and_not_by_its_old_offers() {
    let at = "2026-11-20 12:10";
    let mut slot = offered();
    // w2 may still say yes, though their time to answer is over.
    slot.offers[1].until = clock("2026-11-20 12:05");
    let tells = |facts: SlotFacts| {
        let told =
            Event::Told { cause: "e2".to_owned(), occurred_at: clock(at), change: SlotChange::Opened, facts };
        take(Some(&slot), &told, clock(at))
    };
    assert_eq!(short(&tells(facts("s1", STARTS))), "open");
    let anew = "open, slot_gone to p-w1, round 2";
    assert_eq!(short(&tells(SlotFacts { site: Some("Norte".to_owned()), ..facts("s1", STARTS) })), anew);
    let told = tells(facts("s1", "2026-11-25 09:00"));
    assert_eq!(short(&told), anew);
    let Some(Effect::Say { spec }) = told.effects.first() else { unreachable!() };
    let moved = told.next.as_ref().unwrap();
    assert_eq!(
        (&moved.start, moved.clone().said_in(&spec.id).start),
        (&local("2026-11-25 09:00"), local(STARTS))
    );
    let accepted = |entry: &str| short(&take(Some(moved), &accepts(&slot, entry), clock(at)));
    assert_eq!([accepted("w1"), accepted("w2")], ["open", "open, slot_gone to p-w2"]);
    let again = Event::RoundBegun { round: 2, offers: vec![offer(moved, "w1", 2)] };
    let again = after(Some(moved), &again, at);
    let yes = Event::Accepted { cause: "yes".to_owned(), message: again.offers[2].message.clone() };
    assert_eq!(short(&take(Some(&again), &yes, clock(at))), "held for w1");
}

#[test]
fn what_is_told_another_time_while_it_is_kept_for_one_is_not_to_be_had_by_its_old_offers() {
    let at = "2026-11-20 12:05";
    let slot = offered();
    let kept = after(Some(&slot), &accepts(&slot, "w1"), NOW);
    let facts = facts("s1", "2026-11-25 09:00");
    let told =
        Event::Told { cause: "e2".to_owned(), occurred_at: clock(at), change: SlotChange::Opened, facts };
    let told = take(Some(&kept), &told, clock(at));
    assert_eq!(short(&told), "held for w1, slot_gone to p-w2");
    let moved = told.next.unwrap();
    let given =
        Event::Given { cause: "yes-w1".to_owned(), claim: claim("w1"), by_offer: true, days_gained: 0 };
    assert_eq!(short(&take(Some(&moved), &given, clock(at))), "taken by w1");
    // The move does not complete.
    let due = moved.due().unwrap();
    let free = take(Some(&moved), &Event::Woken { due }, due);
    assert_eq!(short(&free), "open, round 2");
    let accepted = |entry: &str| {
        let event = Event::Accepted { cause: "again".to_owned(), message: message(&slot, entry) };
        short(&take(free.next.as_ref(), &event, due))
    };
    assert_eq!([accepted("w1"), accepted("w2")], ["open, slot_gone to p-w1", "open"]);
}

#[test]
fn who_has_another_visit_then_does_not_get_it() {
    let clinic = clinic();
    let context = Context { overlaps: true, ..Context::of(&clinic) };
    let slot = offered();
    let accepted = decide(Some(&slot), &accepts(&slot, "w1"), &context, clock(NOW));
    assert_eq!(short(&accepted), "open, slot_gone to p-w1");
    let chosen = decide(Some(&slot), &chosen("a1"), &context, clock(NOW));
    assert_eq!(short(&chosen), "-");
}

#[test]
fn a_choice_is_of_the_time_that_was_shown() {
    let chosen = |start: Option<&str>, takes_back: bool| {
        let start = start.map(clock);
        let event = Event::Chosen { cause: "tap".to_owned(), claim: claim("a1"), start, takes_back };
        short(&take(Some(&open()), &event, clock(NOW)))
    };
    assert_eq!(chosen(Some(STARTS), false), "held for a1");
    assert_eq!(chosen(Some("2026-11-24 09:00"), false), "-");
    assert_eq!(chosen(Some("2026-11-24 09:00"), true), "-", "nor is another time one's own");
    // A list of an earlier release does not say.
    assert_eq!(chosen(None, false), "held for a1");
}

#[test]
fn what_is_told_free_after_its_time_is_closed() {
    let woken = |slot: &Slot, at: Timestamp| take(Some(slot), &Event::Woken { due: at }, at).next.unwrap();
    let (begins, later) = (local(STARTS).at, "2026-11-26 18:00");
    let over = woken(&open(), begins);
    assert_eq!(over.due(), None);
    let again = after(Some(&over), &told("e2", SlotChange::Opened, later), later);
    assert_eq!((&again.state, again.due()), (&SlotState::Closed, None));
}

#[test]
fn what_falls_due_again_when_it_was_woken_before_is_woken_again() {
    let slot = open();
    let due = slot.due().unwrap();
    let woken = Event::Woken { due };
    let first = take(Some(&slot), &woken, due);
    assert_eq!(first.outcome, Outcome::Applied);
    let next = first.next.unwrap();
    assert_eq!(take(Some(&next), &woken, due).effects, first.effects, "a repeat");
    // A minute's wake-up names its end, whatever in it is due.
    for due_again in [due, due - SignedDuration::from_secs(30)] {
        let again = Slot { next_round: Some(due_again), ..next.clone() };
        let second = take(Some(&again), &woken, due);
        assert_eq!(second.outcome, Outcome::Applied);
        assert!(second.next.unwrap().due() > Some(due), "it comes to an end");
    }
}
