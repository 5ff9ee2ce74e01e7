//! The clinic's own system is asked.

use super::super::{ASKS_MAX, Asking, BookingAnswer as Said};
use super::*;
use crate::case::Inbound;
use crate::delivery::Channel;
use crate::ids::ThreadId;

fn asking(case: &str) -> Asking {
    let patient = PatientId::new(format!("p-{case}")).unwrap();
    let (tap, thread) = (format!("tap-{case}"), ThreadId::new("thr_1").unwrap());
    let inbound = Inbound { cause: &tap, channel: Channel::Whatsapp, thread: &thread };
    Asking::new(inbound, &claim(case), &patient, None, clock(NOW))
}

fn asked() -> Slot {
    after(Some(&held()), &Event::Asked(asking("a1")), NOW)
}

fn answered(slot: &Slot, ask: u32, answer: Said) -> Event {
    Event::Answered { key: slot.asking.as_ref().unwrap().key(slot), ask, answer }
}

fn wakes(slot: &Slot) -> (Decision<Slot, Effect>, Timestamp) {
    let due = slot.due().unwrap();
    (take(Some(slot), &Event::Woken { due }, due), due)
}

#[test]
fn only_who_it_is_held_for_asks_and_once() {
    let decision = take(Some(&held()), &Event::Asked(asking("a1")), clock(NOW));
    assert_eq!(short(&decision), "held for a1, asks 1");
    let repeated = take(decision.next.as_ref(), &Event::Asked(asking("a1")), clock(NOW));
    assert_eq!((repeated.next, repeated.effects), (None, decision.effects), "a repeat asks the same again");
    for (slot, who) in [(open(), "a1"), (closed(), "a1"), (taken(), "a1"), (held(), "a2")] {
        assert_eq!(short(&take(Some(&slot), &Event::Asked(asking(who)), clock(NOW))), "-");
    }
    let other = Asking { cause: "tap-again".to_owned(), ..asking("a1") };
    assert_eq!(
        short(&take(Some(&asked()), &Event::Asked(other), clock(NOW))),
        "-",
        "it is asked for already"
    );
}

#[test]
fn what_is_booked_is_given_and_what_is_refused_is_closed() {
    let slot = asked();
    let booked = take(Some(&slot), &answered(&slot, 1, Said::Booked), clock(NOW));
    assert_eq!(short(&booked), "held for a1, Booked");
    let given = after(booked.next.as_ref(), &given("a1"), NOW);
    assert_eq!((given.asking.clone(), given.due()), (None, None));
    let refused = take(Some(&slot), &answered(&slot, 1, Said::Refused), clock(NOW));
    assert_eq!(short(&refused), "closed, Refused");
    assert_eq!(refused.next.unwrap().due(), None);
    // A word about something else, or after the end, changes nothing.
    let other = Event::Answered { key: "bkg_other".to_owned(), ask: 1, answer: Said::Booked };
    assert_eq!(short(&take(Some(&slot), &other, clock(NOW))), "-");
    assert_eq!(short(&take(Some(&given), &answered(&slot, 2, Said::Refused), clock(NOW))), "-");
    let late = take(booked.next.as_ref(), &answered(&slot, 1, Said::Unknown), clock(NOW));
    assert_eq!(short(&late), "-", "a lost answer to an earlier time of asking");
}

#[test]
fn who_accepted_an_offer_of_what_is_refused_hears_that_it_is_gone() {
    let slot = offered();
    let message = slot.offers[0].message.clone();
    let slot =
        after(Some(&slot), &Event::Accepted { cause: "yes".to_owned(), message: message.clone() }, NOW);
    let mut asking = Asking { offer: Some(message), ..asking("w1") };
    asking.claim = slot.claim().unwrap().clone();
    let slot = after(Some(&slot), &Event::Asked(asking), NOW);
    let refused = take(Some(&slot), &answered(&slot, 1, Said::Refused), clock(NOW));
    assert_eq!(short(&refused), "closed, slot_gone to p-w1, slot_gone to p-w2, Refused");
}

#[test]
fn without_an_answer_the_patient_is_told_once_and_it_is_asked_again_until_a_person_looks() {
    let mut slot = asked();
    let unknown = take(Some(&slot), &answered(&slot, 1, Said::Unknown), clock(NOW));
    assert_eq!(short(&unknown), "held for a1, Pending");
    slot = unknown.next.unwrap();
    let key = slot.asking.as_ref().unwrap().key(&slot);
    let mut said = Vec::new();
    for ask in 2..=ASKS_MAX {
        let (decision, _) = wakes(&slot);
        assert_eq!(short(&decision), format!("held for a1, asks {ask}"));
        slot = decision.next.unwrap();
        assert_eq!(slot.asking.as_ref().unwrap().key(&slot), key, "always the same booking");
        assert!(!slot.is_free(clock(NOW)), "it is nobody else's meanwhile");
        let answer = answered(&slot, ask, Said::Unknown);
        let decision = take(Some(&slot), &answer, clock(NOW));
        said.push(short(&decision));
        slot = decision.next.unwrap_or(slot);
    }
    assert_eq!(said, ["held for a1", "held for a1", "held for a1", "held for a1", "closed, GivenUp"]);
}

#[test]
fn a_sender_that_died_leaves_nobody_in_silence() {
    let (decision, _) = wakes(&asked());
    assert_eq!(short(&decision), "held for a1, asks 2, Pending");
    let mut slot = decision.next.unwrap();
    let mut last = String::new();
    while let Some(due) = slot.due() {
        let decision = take(Some(&slot), &Event::Woken { due }, due);
        last = short(&decision);
        slot = decision.next.unwrap();
    }
    assert_eq!(last, "closed, GivenUp");
    // What was booked and did not complete, completes.
    let slot = asked();
    let booked = after(Some(&slot), &answered(&slot, 1, Said::Booked), NOW);
    assert_eq!(short(&wakes(&booked).0), "held for a1, Booked");
}

#[test]
fn a_system_that_closes_what_it_books_does_not_take_it_away() {
    let slot = asked();
    let closed = after(Some(&slot), &told("e2", SlotChange::Closed, "2026-11-20 12:01"), "2026-11-20 12:01");
    let booked = take(Some(&closed), &answered(&closed, 1, Said::Booked), clock(NOW));
    assert_eq!(short(&booked), "held for a1, Booked");
    let without = take(Some(&held()), &told("e2", SlotChange::Closed, "2026-11-20 12:01"), clock(NOW));
    assert_eq!(short(&without), "closed");
}

#[test]
fn what_was_booked_for_a_visit_that_is_gone_is_given_back() {
    let slot = asked();
    let booked = after(Some(&slot), &answered(&slot, 1, Said::Booked), NOW);
    assert_eq!(short(&take(Some(&booked), &let_go("a1"), clock(NOW))), "closed, gives back");
    assert_eq!(short(&take(Some(&held()), &let_go("a1"), clock(NOW))), "open, round 1");
}

#[test]
fn what_is_told_another_time_meanwhile_is_asked_for_as_it_was_chosen() {
    let slot = asked();
    assert!(!slot.is_moved_while_held());
    let at = "2026-11-20 12:01";
    let told = |cause: &str, start: &str, slot: &Slot| {
        let (facts, change) = (facts("s1", start), SlotChange::Opened);
        let event = Event::Told { cause: cause.to_owned(), occurred_at: clock(at), change, facts };
        after(Some(slot), &event, at)
    };
    let moved = told("e2", "2026-11-24 14:00", &slot);
    assert!(moved.is_for(&claim("a1")) && moved.is_moved_while_held());
    let (again, _) = wakes(&moved);
    let [Effect::Ask { booking }, ..] = &again.effects[..] else { unreachable!("it is asked again") };
    assert_eq!(booking.start, local(STARTS));
    assert!(!told("e3", STARTS, &moved).is_moved_while_held(), "it is what was chosen again");
    // A hold stored before starts were kept with it reads as one of the time that is known.
    let mut stored = serde_json::to_value(&slot).unwrap();
    stored["state"].as_object_mut().unwrap().remove("start").unwrap();
    let read: Slot = serde_json::from_value(stored).unwrap();
    assert!(read.is_for(&claim("a1")) && !read.is_moved_while_held());
}
