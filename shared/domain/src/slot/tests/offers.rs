//! Offers that nobody answers, and offers of what is no more.

use super::*;
use crate::decision::Outcome;
use crate::message::Form;

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
    assert_eq!([accepted("w1"), accepted("w2")], ["open, slot_gone to p-w1", "open, slot_gone to p-w2"]);
    let late = take(Some(moved), &accepts(&slot, "w1"), clock(at));
    let Some(Effect::Say { spec }) = late.effects.first() else { unreachable!() };
    assert_eq!(late.next.unwrap().said_in(&spec.id).start, local(STARTS), "told again of what it was");
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
    assert_eq!([accepted("w1"), accepted("w2")], ["open, slot_gone to p-w1", "open, slot_gone to p-w2"]);
}

#[test]
fn who_has_no_visit_to_hear_it_by_hears_that_what_was_kept_for_them_is_another_time() {
    let (at, slot) = ("2026-11-20 12:05", open());
    let offers = vec![Offer { version: None, ..offer(&slot, "w1", 1) }];
    let slot = after(Some(&slot), &Event::RoundBegun { round: 1, offers }, NOW);
    let kept = after(Some(&slot), &accepts(&slot, "w1"), NOW);
    let facts = facts("s1", "2026-11-25 09:00");
    let told =
        Event::Told { cause: "e2".to_owned(), occurred_at: clock(at), change: SlotChange::Opened, facts };
    let moved = after(Some(&kept), &told, at);
    let let_go = Event::LetGo { cause: "yes-w1".to_owned(), claim: Claim { version: 0, ..claim("w1") } };
    assert_eq!(short(&take(Some(&moved), &let_go, clock(at))), "open, slot_gone to p-w1, round 2");
}

#[test]
fn who_accepts_when_its_time_is_over_is_answered() {
    let later = "2026-11-24 11:00";
    let slot = offered();
    let answered = take(Some(&slot), &accepts(&slot, "w1"), clock(later));
    let Some(Effect::Say { spec }) = answered.effects.first() else { unreachable!() };
    assert!(spec.form == Form::Reply && spec.not_after > clock(later), "{spec:?}");
}

#[test]
fn what_was_accepted_is_decided_anew_when_it_comes_again_after_its_hold() {
    let slot = offered();
    let ends = |slot: &Slot| {
        let due = slot.due().unwrap();
        (take(Some(slot), &Event::Woken { due }, due).next.unwrap(), due)
    };
    let (free, at) = ends(&after(Some(&slot), &accepts(&slot, "w1"), NOW));
    assert_eq!(short(&take(Some(&free), &accepts(&slot, "w1"), at)), "held for w1");
    let others = take(Some(&free), &accepts(&slot, "w2"), at).next.unwrap();
    let again = take(Some(&others), &accepts(&slot, "w1"), at);
    assert_eq!(short(&again), "held for w2, slot_gone to p-w1");
    let repeated = take(again.next.as_ref(), &accepts(&slot, "w1"), at);
    assert_eq!((repeated.next, &repeated.effects), (None, &again.effects), "but once");
    // Who was told so and accepts what is free again by then is no worse off.
    let yes = Event::Accepted { cause: "yes-again".to_owned(), message: message(&slot, "w1") };
    let (free, at) = ends(again.next.as_ref().unwrap());
    let (free, at) = ends(&take(Some(&free), &yes, at).next.unwrap());
    assert_eq!(short(&take(Some(&free), &yes, at)), "held for w1");
    let closed = take(Some(&free), &told("e2", SlotChange::Closed, "2026-11-20 12:40"), at).next.unwrap();
    let gone = take(Some(&closed), &yes, at);
    assert_eq!(short(&gone), "closed, slot_gone to p-w1");
    assert_ne!(gone.effects, again.effects, "in a message of its own");
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

#[test]
fn a_first_yes_that_crosses_the_word_that_it_is_gone_is_answered_by_that() {
    let slot = offered();
    let won = after(Some(&slot), &accepts(&slot, "w2"), NOW);
    let given =
        Event::Given { cause: "yes-w2".to_owned(), claim: claim("w2"), by_offer: true, days_gained: 0 };
    let given = take(Some(&won), &given, clock(NOW));
    assert_eq!(short(&given), "taken by w2, slot_gone to p-w1");
    let given = given.next.unwrap();
    let crossed = take(Some(&given), &accepts(&slot, "w1"), clock(NOW));
    assert_eq!(short(&crossed), "taken by w2");
    // Whoever has read it, and says yes all the same, hears it once more.
    let again = Event::Accepted { cause: "again".to_owned(), message: message(&slot, "w1") };
    let again = take(crossed.next.as_ref(), &again, clock(NOW));
    assert_eq!(short(&again), "taken by w2, slot_gone to p-w1");
    let later = take(Some(&given), &accepts(&slot, "w1"), clock("2026-11-20 12:01"));
    assert_eq!(short(&later), "taken by w2, slot_gone to p-w1");
}

#[test]
fn who_has_taken_another_by_the_same_place_hears_so_and_it_is_offered_on() {
    let clinic = clinic();
    let context = Context { has_another: true, ..Context::of(&clinic) };
    let slot = open();
    let offers = vec![Offer { version: None, ..offer(&slot, "w1", 1) }];
    let slot = after(Some(&slot), &Event::RoundBegun { round: 1, offers }, NOW);
    let answered = decide(Some(&slot), &accepts(&slot, "w1"), &context, clock(NOW));
    assert_eq!(short(&answered), "open, reply_old to p-w1, round 2");
    let repeated = decide(answered.next.as_ref(), &accepts(&slot, "w1"), &context, clock(NOW));
    assert_eq!((repeated.next, repeated.effects), (None, answered.effects), "but once");
}
