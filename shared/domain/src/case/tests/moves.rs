//! A patient moves the visit to another time.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Answer, CaseState, Effect, Event};
use crate::delivery::Channel;
use crate::event::{AppointmentChange as C, SlotFacts};
use crate::ids::{SlotId, ThreadId};
use crate::slot::tests::facts;
use crate::slot::{Context, Preference, Slot};
use crate::testing::{BOOKED_ON, STARTS, Visit, clock, local, said, short};

const NOW: &str = "2026-11-22 12:00";
const SLOT: &str = "2026-11-24 10:30";

fn slot() -> SlotFacts {
    facts("s1", SLOT)
}

fn free() -> Slot {
    let event = crate::slot::Event::Told {
        cause: "e".to_owned(),
        occurred_at: clock(BOOKED_ON),
        change: crate::event::SlotChange::Opened,
        facts: slot(),
    };
    let clinic = crate::testing::clinic();
    crate::slot::decide(None, &event, &Context::of(&clinic), clock(BOOKED_ON)).next.unwrap()
}

fn rescheduled(cause: &str, version: u32) -> Event {
    Event::Rescheduled {
        cause: cause.to_owned(),
        version,
        slot: slot(),
        channel: Channel::Whatsapp,
        thread: ThreadId::new("thr_1").unwrap(),
    }
}

fn outrun(version: u32) -> Event {
    Event::Outrun {
        cause: "c1".to_owned(),
        version,
        channel: Channel::Whatsapp,
        thread: ThreadId::new("thr_1").unwrap(),
    }
}

fn visit() -> Visit {
    Visit::booked("a1", STARTS, BOOKED_ON)
}

#[test]
fn other_times_are_offered_where_there_are_some() {
    let mut without = visit();
    assert_eq!(short(&without.answered(Answer::Move, 1, NOW)), "person: WantsToMove");
    let mut with = visit();
    with.slots = vec![free()];
    let effects = with.answered(Answer::Move, 1, NOW);
    assert_eq!(short(&effects), "1 slots");
    let Effect::Offer { version, slots, .. } = &effects[0] else { unreachable!() };
    assert_eq!((*version, slots[0].start.clone()), (1, local(SLOT)));
    assert_eq!(with.case().timeline.last().unwrap().what.words(), "another time was offered");
    // Of an old message, a person hears.
    assert_eq!(short(&with.answered(Answer::Move, 0, NOW)), "person: WantsToMove");
}

#[test]
fn who_is_offered_nothing_like_their_wish_is_told_so() {
    let mut visit = visit();
    visit.slots = vec![free()];
    let mut wishes = |cause: &str, wish: &str| {
        let event = Event::Answered {
            cause: cause.to_owned(),
            answer: Answer::Move,
            wish: Preference::read(wish, local(NOW).local.date()),
            version: 1,
            together: Vec::new(),
            channel: Channel::Whatsapp,
            thread: ThreadId::new("thr_1").unwrap(),
        };
        visit.takes(&event, NOW)
    };
    let unlike = |effects: &[Effect]| {
        let [Effect::Offer { unlike, .. }] = effects else { unreachable!("{effects:?}") };
        *unlike
    };
    assert!(!unlike(&wishes("c1", "el martes por la mañana")));
    assert!(unlike(&wishes("c2", "mejor un domingo")));
    assert!(!unlike(&wishes("c3", "cuando sea")), "who wishes nothing");
}

#[test]
fn a_visit_that_was_off_stands_on_no_slot_any_more_whatever_its_clinic_says_became_of_it() {
    for (change, state) in [(C::Completed, CaseState::Completed), (C::Reinstated, CaseState::Booked)] {
        let mut visit = visit();
        visit.takes(&rescheduled("c1", 1), NOW);
        visit.answered(Answer::Cancel, 2, "2026-11-22 13:00");
        assert_eq!(visit.case().slot, Some(SlotId::new("s1").unwrap()), "by which it was given free");
        visit.facts.start = None;
        visit.told(change, "2026-11-22 14:00");
        assert_eq!((visit.case().state, &visit.case().slot), (state, &None));
        assert_eq!(visit.case().anchor, local(SLOT), "it stands where it stood");
    }
}

#[test]
fn a_choice_moves_and_confirms_the_visit_once() {
    let mut visit = visit();
    let effects = visit.takes(&rescheduled("c1", 1), NOW);
    assert_eq!(short(&effects), "moved");
    assert_eq!(said(&effects)[0].covers[0].version, 2);
    let case = visit.case();
    assert_eq!((case.state, case.version, &case.anchor), (CaseState::Confirmed, 2, &local(SLOT)));
    assert_eq!(case.slot, Some(SlotId::new("s1").unwrap()));
    assert_eq!(case.timeline.iter().filter(|it| it.what.code() == "rescheduled").count(), 1);
    assert_eq!(visit.takes(&rescheduled("c1", 1), NOW), effects, "a repeat gives the same effects");
    assert_eq!(visit.case().version, 2);
    // Whoever chooses it twice has it; another one is of an old list, and so is the button of an old reminder.
    assert_eq!(short(&visit.takes(&rescheduled("c2", 1), NOW)), "-");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-22 12:09")), "reply_old");
    let mut another = rescheduled("c3", 1);
    if let Event::Rescheduled { slot, .. } = &mut another {
        *slot = facts("s2", "2026-11-25 10:30");
    }
    assert_eq!(short(&visit.takes(&another, NOW)), "reply_old");
    assert_eq!(visit.case().version, 2);
    // Nobody is asked whether the time that they chose suits them.
    assert_eq!(short(&visit.wakes_until("2026-11-24 10:00")), "instructions");
}

#[test]
fn who_comes_too_late_is_offered_the_next_ones() {
    let mut visit = visit();
    assert_eq!(short(&visit.takes(&outrun(0), NOW)), "reply_old");
    assert_eq!(short(&visit.takes(&outrun(1), NOW)), "reply_old", "the same cause again");
    let mut visit = self::visit();
    visit.slots = vec![free()];
    assert_eq!(short(&visit.takes(&outrun(1), NOW)), "1 slots, gone");
    assert!(visit.case().timeline.last().unwrap().what.words().ends_with("by then; another was offered"));
    let mut nothing_left = self::visit();
    assert_eq!(short(&nothing_left.takes(&outrun(1), NOW)), "person: WantsToMove");
    assert_eq!(nothing_left.case().version, 1);
}

#[test]
fn an_agenda_that_still_lists_the_old_time_moves_nobody_back() {
    let mut visit = visit();
    visit.takes(&rescheduled("c1", 1), NOW);
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 13:00")), "person: StillListed");
    assert_eq!(visit.case().anchor, local(SLOT));
    // Told as it now stands it is nothing new; moved by the clinic it is the clinic's again.
    visit.facts.start = Some(local(SLOT));
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 14:00")), "-");
    visit.facts.start = Some(local("2026-11-27 16:00"));
    assert_eq!(short(&visit.told(C::Moved, "2026-11-22 15:00")), "moved");
    let case = visit.case();
    assert_eq!((case.state, &case.slot, &case.moved_from), (CaseState::Booked, &None, &None));
}

#[test]
fn what_a_patient_cancels_is_free_where_the_clinic_wants_it() {
    let mut kept = visit();
    assert_eq!(short(&kept.answered(Answer::Cancel, 1, NOW)), "cancellation");
    let mut freed = visit();
    freed.clinic.slots.cancellation_frees = true;
    let effects = freed.answered(Answer::Cancel, 1, NOW);
    assert_eq!(short(&effects), "cancellation, frees version 1");
    let Effect::Free { slot, .. } = &effects[1] else { unreachable!() };
    assert_eq!(slot.start, local(STARTS));
    assert_eq!(slot.id, SlotId::derive(&freed.clinic.id, &freed.case().id, 1));
    // Of a visit that stood on a slot, that slot is free again.
    let mut moved = visit();
    moved.clinic.slots.cancellation_frees = true;
    moved.takes(&rescheduled("c1", 1), NOW);
    let effects = moved.answered(Answer::Cancel, 2, NOW);
    let Some(Effect::Free { slot, version: 2, .. }) = effects.last() else { unreachable!() };
    assert_eq!(slot.id.as_str(), "s1");
}

#[test]
fn who_chooses_a_time_for_a_visit_that_is_off_is_put_before_a_person() {
    for change in [C::Cancelled, C::Missed] {
        let mut visit = visit();
        visit.told(change, NOW);
        assert_eq!(short(&visit.takes(&rescheduled("c1", 1), "2026-11-22 12:10")), "person: VisitOff");
        assert_eq!(short(&visit.takes(&outrun(1), "2026-11-22 12:11")), "person: VisitOff");
        assert_eq!(visit.case().version, 2, "{change:?}");
    }
}
