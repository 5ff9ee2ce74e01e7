//! Nobody answers by the clinic's deadline.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Answer, CaseState, Effect, Event, Reached};
use crate::delivery::Channel;
use crate::event::AppointmentChange as C;
use crate::ids::{SlotId, ThreadId};
use crate::message::{Dispatch, DispatchStatus, Message};
use crate::phone::Identity;
use crate::reason::Reason;
use crate::slot::{Slot, suitable};
use crate::testing::{BOOKED_ON, STARTS, Visit, clinic, clock, local, patient, said, short};
use crate::thread::{Ended, Received, Thread};

/// Thirty hours before [`STARTS`], between the reminders.
const DEADLINE: &str = "2026-11-25 04:30";
/// When the night after it ends.
const OPENS: &str = "2026-11-25 09:00";
/// When the first reminder is said.
const ASKED: &str = "2026-11-24 10:30";

/// A visit whose first reminder was said, of a clinic that gives free what nobody answered for.
fn asked() -> Visit {
    let mut visit = Visit::unknown("a1", STARTS);
    visit.clinic.slots.unanswered_frees_hours = Some(30);
    visit.told(C::Booked, BOOKED_ON);
    visit.wakes_until(ASKED);
    visit
}

fn since(at: &str) -> Reached {
    Reached::Since(clock(at))
}

fn wakes(visit: &mut Visit, now: &str) -> Vec<Effect> {
    visit.takes(&Event::Woken { due: clock(now) }, now)
}

fn released() -> Visit {
    let mut visit = asked();
    visit.reached = Some(since(ASKED));
    wakes(&mut visit, OPENS);
    visit
}

fn chosen(cause: &str, version: u32, slot: crate::event::SlotFacts) -> Event {
    let thread = ThreadId::new("thr_1").unwrap();
    Event::Rescheduled { cause: cause.to_owned(), version, slot, channel: Channel::Whatsapp, thread }
}

#[test]
fn without_the_setting_nothing_is_owed() {
    let visit = Visit::booked("a1", STARTS, BOOKED_ON);
    assert_eq!(visit.case().answer_by, None);
}

#[test]
fn the_deadline_keeps_out_of_the_night() {
    let by = |hours: u32, start: &str, booked_on: &str| {
        let mut visit = Visit::unknown("a1", start);
        visit.clinic.slots.unanswered_frees_hours = Some(hours);
        visit.told(C::Booked, booked_on);
        visit.case().silent_at()
    };
    assert_eq!(by(24, STARTS, BOOKED_ON), Some(clock("2026-11-25 10:30")));
    assert_eq!(by(30, STARTS, BOOKED_ON), Some(clock(OPENS)), "04:30 is night: after it");
    // After the night is too close to the visit: before it.
    let before = by(6, "2026-11-26 09:30", BOOKED_ON).unwrap();
    assert!(before <= clock("2026-11-25 21:00") && before > clock("2026-11-25 20:00"), "{before}");
    // So is a Monday's after a Sunday on which nobody is written to.
    let mut monday = Visit::unknown("a1", "2026-11-30 11:00");
    monday.clinic.slots.unanswered_frees_hours = Some(24);
    let week = ["mon", "tue", "wed", "thu", "fri", "sat"];
    let hours = serde_json::json!({ "opens": "09:00", "closes": "21:00", "days": week });
    monday.clinic.release_hours = serde_json::from_value(hours).unwrap();
    monday.told(C::Booked, BOOKED_ON);
    let before = monday.case().silent_at().unwrap();
    assert!(before <= clock("2026-11-28 21:00") && before > clock("2026-11-28 20:00"), "{before}");
    // Who is booked later than that owes nothing.
    assert_eq!(by(24, STARTS, "2026-11-26 08:00"), None);
    assert_eq!(clock(DEADLINE), local(STARTS).before(0, jiff::SignedDuration::from_hours(30)));
}

#[test]
fn who_was_asked_and_says_nothing_is_given_free_and_told() {
    let mut visit = asked();
    visit.reached = Some(since(ASKED));
    assert_eq!(visit.case().due(), Some(clock(OPENS)));
    let effects = wakes(&mut visit, OPENS);
    assert_eq!(short(&effects), "visit_released, frees version 1");
    let told = &said(&effects)[0];
    assert_eq!((told.covers[0].version, told.asks, told.not_after), (2, true, clock(STARTS)));
    let Effect::Free { slot, .. } = &effects[1] else { unreachable!() };
    let case = visit.case();
    assert_eq!((case.state, case.version, case.due()), (CaseState::Cancelled, 2, None));
    assert_eq!(case.released_slot(clock(OPENS)), Some(slot.id.clone()));
    assert_eq!(case.timeline.last().unwrap().what.code(), "released");
    assert_eq!(case.obsoletes(1, true), Some(Reason::Cancelled), "what was still on its way is withdrawn");
    assert_eq!(wakes(&mut visit, OPENS), effects, "a repeat gives the same effects");
    assert_eq!(visit.case().version, 2);
}

#[test]
fn who_cannot_be_told_that_the_time_was_given_free_is_told_by_a_person() {
    let mut visit = asked();
    visit.reached = Some(since(ASKED));
    let notice = said(&wakes(&mut visit, OPENS)).remove(0).id;
    assert_eq!(short(&visit.stopped(&notice, Reason::Cap, "2026-11-25 09:01")), "person: Untold");
}

#[test]
fn an_answer_or_a_confirmed_visit_is_never_given_free() {
    for answer in [Answer::Confirm, Answer::Reschedule, Answer::Talk, Answer::Move] {
        let mut visit = asked();
        visit.reached = Some(since(ASKED));
        visit.answered(answer, 1, "2026-11-24 12:00");
        assert_eq!(visit.case().silent_at(), None, "{answer:?}");
        wakes(&mut visit, OPENS);
        assert!(visit.case().state.is_ahead(), "{answer:?}");
    }
}

#[test]
fn without_a_question_on_the_phone_a_person_looks() {
    for (reached, expected) in
        [(Reached::No, "person: Unreached"), (Reached::Wrote, "person: Undecided"), (Reached::Nowhere, "-")]
    {
        let mut visit = asked();
        visit.reached = Some(reached);
        assert_eq!(short(&wakes(&mut visit, OPENS)), expected);
        let case = visit.case();
        assert_eq!((case.state, case.version, case.silent_at()), (CaseState::Booked, 1, None), "{reached:?}");
    }
    // Nobody looked: it is decided when somebody did.
    let mut visit = asked();
    wakes(&mut visit, OPENS);
    assert_eq!((visit.case().version, visit.case().silent_at()), (1, Some(clock(OPENS))));
}

#[test]
fn who_was_reached_late_has_hours_to_answer_and_never_loses_it_at_night() {
    let mut visit = asked();
    visit.reached = Some(since("2026-11-25 08:00"));
    assert_eq!(short(&wakes(&mut visit, OPENS)), "-");
    assert_eq!(visit.case().silent_at(), Some(clock("2026-11-25 12:00")));
    assert_eq!(short(&wakes(&mut visit, "2026-11-25 12:00")), "visit_released, frees version 1");
    // A wake-up that comes at night waits for the morning, and that is too late here.
    let mut visit = asked();
    visit.reached = Some(since(ASKED));
    assert!(short(&wakes(&mut visit, "2026-11-25 23:00")).starts_with("person: Unreached"));
    assert_eq!((visit.case().state, visit.case().silent_at()), (CaseState::Booked, None));
    // Further off there is a morning left.
    let mut visit = asked();
    visit.reached = Some(since("2026-11-24 17:30"));
    assert_eq!(short(&wakes(&mut visit, "2026-11-25 09:00")), "visit_released, frees version 1");
}

#[test]
fn a_late_answer_takes_the_time_back() {
    for version in [1, 2] {
        let mut visit = released();
        let effects = visit.answered(Answer::Confirm, version, "2026-11-25 11:00");
        assert_eq!(short(&effects), "takes back version 2");
        let Effect::TakeBack { slot, .. } = &effects[0] else { unreachable!() };
        let facts = crate::event::SlotFacts { id: slot.clone(), ..crate::slot::tests::facts("s", STARTS) };
        let effects = visit.takes(&chosen("back", 2, facts), "2026-11-25 11:00");
        assert!(short(&effects).ends_with("reply_kept"), "{}", short(&effects));
        let case = visit.case();
        assert_eq!((case.state, case.version, &case.anchor), (CaseState::Confirmed, 3, &local(STARTS)));
        assert_eq!((case.answer, case.cancelled_by), (Some(Answer::Confirm), None));
        assert_eq!(case.slot.as_ref(), Some(slot));
        // The answer says so: it would not be true that nothing was told of what is reinstated.
        assert_eq!(case.step("reinstated"), None);
    }
    let mut visit = released();
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, STARTS)), "reply_old", "it has begun");
    assert_eq!(short(&released().answered(Answer::Cancel, 2, "2026-11-25 11:00")), "reply_old");
    assert_eq!(short(&released().answered(Answer::Talk, 2, "2026-11-25 11:00")), "person: Asked");
}

#[test]
fn who_comes_too_late_or_wants_another_time_is_offered_some() {
    let free = {
        let told = crate::slot::Event::Told {
            cause: "e".to_owned(),
            occurred_at: clock(BOOKED_ON),
            change: crate::event::SlotChange::Opened,
            facts: crate::slot::tests::facts("s2", "2026-11-27 12:00"),
        };
        let clinic = clinic();
        crate::slot::decide(None, &told, &crate::slot::Context::of(&clinic), clock(BOOKED_ON)).next.unwrap()
    };
    let outrun = |version| Event::Outrun {
        cause: "back".to_owned(),
        version,
        channel: Channel::Whatsapp,
        thread: ThreadId::new("thr_1").unwrap(),
    };
    let mut visit = released();
    visit.slots = vec![free.clone()];
    assert_eq!(short(&visit.takes(&outrun(2), "2026-11-25 11:00")), "1 slots, gone");
    assert_eq!(short(&visit.answered(Answer::Reschedule, 2, "2026-11-25 11:01")), "1 slots");
    let effects = visit.takes(&chosen("c", 2, free.facts()), "2026-11-25 11:02");
    assert_eq!(short(&effects), "moved");
    assert_eq!((visit.case().state, visit.case().version), (CaseState::Confirmed, 3));
    assert_eq!(visit.case().slot, Some(SlotId::new("s2").unwrap()));
    let mut visit = released();
    assert_eq!(short(&visit.takes(&outrun(2), "2026-11-25 11:00")), "person: WantsToMove");
}

/// What was given free suits who lost it; what they stand on does not.
#[test]
fn the_own_time_is_offered_once_it_was_given_free() {
    let mut visit = released();
    let facts = Slot::facts_of(visit.case()).unwrap();
    let event = crate::slot::Event::Told {
        cause: "e".to_owned(),
        occurred_at: clock(BOOKED_ON),
        change: crate::event::SlotChange::Opened,
        facts,
    };
    let context = crate::slot::Context::of(&visit.clinic);
    let own = crate::slot::decide(None, &event, &context, clock(BOOKED_ON)).next.unwrap();
    visit.clinic.slots.move_notice_hours = 2;
    let found = |visit: &Visit| {
        suitable(std::slice::from_ref(&own), visit.case(), &visit.clinic.slots, clock(OPENS)).len()
    };
    assert_eq!((found(&visit), found(&asked())), (1, 0));
}

#[test]
fn an_agenda_that_still_lists_it_books_nothing() {
    let mut visit = released();
    assert_eq!(short(&visit.told(C::Booked, "2026-11-25 12:00")), "person: StillListed");
    assert_eq!(visit.case().state, CaseState::Cancelled);
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-25 12:10")), "reinstated");
}

fn question(channel: Channel, status: DispatchStatus, at: &str) -> Message {
    let mut spec = said(&Visit::booked("a1", STARTS, BOOKED_ON).wakes_until(ASKED)).remove(0);
    spec.asks = true;
    let dispatch = Dispatch {
        channel,
        thread: None,
        status,
        reason: None,
        attempts: 1,
        at: clock(at),
        accepted_at: Some(clock(ASKED)),
        provider_id: None,
        error_code: None,
        segments: None,
        price: None,
        language: None,
    };
    Message { dispatches: vec![dispatch], ..Message::new(spec, clock(ASKED)) }
}

#[test]
fn only_what_is_on_a_phone_asks() {
    use DispatchStatus as S;
    let of = |channel, status| Reached::of(&[question(channel, status, "2026-11-24 11:00")], true, None);
    let since = Reached::Since(clock("2026-11-24 11:00"));
    assert_eq!(of(Channel::Whatsapp, S::Delivered), since);
    assert_eq!(of(Channel::Sms, S::Read), since);
    for status in [S::Queued, S::Sent, S::Failed, S::Suppressed, S::Expired] {
        assert_eq!(of(Channel::Whatsapp, status), Reached::No, "{status:?}");
    }
    assert_eq!(of(Channel::Email, S::Delivered), Reached::No, "an e-mail cannot be answered");
    assert_eq!(Reached::of(&[], true, None), Reached::No);
    assert_eq!(Reached::of(&[], false, None), Reached::Nowhere);
    // The first that arrived counts.
    let both = [
        question(Channel::Whatsapp, S::Read, "2026-11-24 20:00"),
        question(Channel::Sms, S::Delivered, "2026-11-24 12:00"),
    ];
    assert_eq!(Reached::of(&both, true, None), Reached::Since(clock("2026-11-24 12:00")));
}

#[test]
fn who_wrote_after_the_question_did_not_stay_silent() {
    let asked = [question(Channel::Whatsapp, DispatchStatus::Read, "2026-11-24 11:00")];
    let wrote = |at: &str| {
        let mut thread = Thread::new(clinic().id, Identity::Phone(patient().phone.unwrap()));
        thread.inbound.push(Received {
            id: "wamid-1".to_owned(),
            rewrites: None,
            at: clock(at),
            channel: Channel::Whatsapp,
            text: "no sé todavía".to_owned().into(),
            ended: Ended::Queued,
            effects: Vec::new(),
        });
        Reached::of(&asked, true, Some(&thread))
    };
    assert_eq!(wrote("2026-11-24 12:00"), Reached::Wrote);
    assert_eq!(wrote("2026-11-23 12:00"), Reached::Since(clock("2026-11-24 11:00")));
}

#[test]
fn nobody_owes_an_answer_for_a_visit_that_is_off() {
    let mut visit = asked();
    assert!(visit.case().answer_by.is_some());
    visit.told(C::Cancelled, "2026-11-24 11:00");
    assert_eq!(visit.case().answer_by, None);
}
