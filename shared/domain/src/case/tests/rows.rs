//! Rows of docs/incidents.md that the case decides, and what else it promises.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Answer, CaseState, Covered, Effect, Event, StepState};
use crate::decision::Outcome;
use crate::event::{AppointmentChange as C, Modality};
use crate::reason::Reason;
use crate::testing::{BOOKED_ON, STARTS, Visit, clock, local, said, short};

pub(super) fn booked() -> Visit {
    Visit::booked("a1", STARTS, BOOKED_ON)
}

pub(super) fn fate(visit: &Visit, step: &str) -> StepState {
    visit.case().step(step).unwrap().state.clone()
}

pub(super) fn due(visit: &Visit, step: &str) -> jiff::Timestamp {
    visit.case().step(step).unwrap().at
}

pub(super) fn skipped(reason: Reason) -> StepState {
    StepState::Skipped { reason }
}

#[test]
fn the_journey_of_a_visit_that_nobody_touches() {
    let mut visit = Visit::unknown("a1", STARTS);
    let mut story = vec![("2026-11-20", short(&visit.told(C::Booked, BOOKED_ON)))];
    for day in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        story.push((day, short(&visit.wakes_until(&format!("{day} 23:59")))));
    }
    story.push(("completed", short(&visit.told(C::Completed, "2026-11-26 11:00"))));
    story.push(("2026-11-26", short(&visit.wakes_until("2026-11-26 23:59"))));
    let expected = [
        ("2026-11-20", "booking"),
        ("2026-11-24", "reminder_48h"),
        ("2026-11-25", "reminder_24h, instructions"),
        ("2026-11-26", "-"),
        ("completed", "-"),
        ("2026-11-26", "thanks"),
    ];
    assert_eq!(story, expected.map(|(day, said)| (day, said.to_owned())));
}

#[test]
fn row_01_every_step_is_said_once() {
    let mut visit = booked();
    let mut ids: Vec<_> = said(&visit.wakes_until(STARTS)).into_iter().map(|it| it.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(visit.case().due(), None);
}

#[test]
fn row_02_nothing_after_cancel_or_visit() {
    for (change, then) in
        [(C::Cancelled, "-"), (C::Arrived, "-"), (C::Missed, "missed"), (C::Completed, "thanks")]
    {
        let mut visit = booked();
        visit.told(change, "2026-11-22 10:00");
        assert_eq!(short(&visit.wakes_until("2026-12-31 00:00")), then, "{change:?}");
    }
    // Nobody woke it until the visit had begun.
    let mut visit = booked();
    let due = visit.case().due().unwrap();
    let late = visit.takes(&super::super::Event::Woken { due }, STARTS);
    assert_eq!(short(&late), "-");
    assert_eq!(fate(&visit, "reminder_48h"), skipped(Reason::TooLate));
    assert_eq!(visit.case().due(), None);
}

#[test]
fn row_03_moving_replaces_the_plan() {
    let mut visit = booked();
    let first = said(&visit.wakes_until("2026-11-24 12:00")).remove(0);
    visit.facts.start = Some(local("2026-12-01 16:00"));
    let moved = said(&visit.told(C::Moved, "2026-11-24 18:00"));
    assert_eq!(moved.iter().map(|it| it.step.as_str()).collect::<Vec<_>>(), ["moved"]);
    let case = visit.case();
    assert_eq!(case.version, 2);
    assert_eq!(case.obsoletes(1, false), Some(Reason::Superseded));
    assert_eq!(case.obsoletes(2, true), None);
    assert_eq!(due(&visit, "reminder_48h"), clock("2026-11-29 16:00"));
    assert_eq!(short(&visit.wakes_until("2026-11-28 00:00")), "-");
    let again = said(&visit.wakes_until("2026-11-29 16:00")).remove(0);
    assert_eq!(again.step, first.step);
    assert_ne!(again.id, first.id);
    assert_eq!(again.covers, [Covered { case: visit.facts.id.clone(), version: 2 }]);
}

#[test]
fn row_04_reinstatement_is_announced_iff_the_cancellation_was() {
    let mut visit = booked();
    let cancellation = said(&visit.told(C::Cancelled, "2026-11-22 10:00")).remove(0);
    let reinstated = said(&visit.told(C::Reinstated, "2026-11-22 11:00")).remove(0);
    assert_eq!((reinstated.step.as_str(), reinstated.only_after), ("reinstated", Some(cancellation.id)));
    assert_eq!(fate(&visit, "reminder_48h"), StepState::Planned);
    assert_eq!(visit.case().cancellation, None);

    // A clinic that tells no cancellations.
    let mut visit = booked();
    visit.without_step("cancellation");
    visit.told(C::Cancelled, "2026-11-22 10:00");
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-22 11:00")), "-");
    assert_eq!(fate(&visit, "reinstated"), skipped(Reason::NeverAnnounced));
}

#[test]
fn row_04_what_is_reinstated_at_another_hour_is_moved_whatever_was_told() {
    for change in [C::Cancelled, C::Completed, C::Missed] {
        let mut visit = booked();
        visit.told(change, "2026-11-22 22:00");
        visit.facts.start = Some(local("2026-11-26 16:00"));
        let moved = said(&visit.told(C::Reinstated, "2026-11-22 22:10")).remove(0);
        assert_eq!((moved.step.as_str(), moved.only_after), ("moved", None), "{change:?}");
    }
}

#[test]
fn row_04_what_nobody_heard_of_before_it_was_called_off_is_told_as_it_would_have_been() {
    let mut visit = booked();
    visit.heard = crate::case::Heard::Nothing;
    visit.told(C::Cancelled, "2026-11-20 12:10");
    let booking = said(&visit.told(C::Reinstated, "2026-11-20 12:20")).remove(0);
    assert_eq!((booking.step.as_str(), booking.only_after, visit.case().version), ("booking", None, 3));
    assert_eq!(visit.case().cancellation, None);
    assert_eq!(fate(&visit, "reminder_48h"), StepState::Planned);
    // Once more, and an end that was told by mistake.
    visit.told(C::Cancelled, "2026-11-20 12:30");
    assert_eq!(short(&visit.told(C::Booked, "2026-11-20 12:40")), "booking");
    visit.told(C::Missed, "2026-11-20 12:50");
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-20 12:55")), "booking");
    // Another hour than the one that was told.
    visit.facts.start = Some(local("2026-11-27 16:00"));
    visit.told(C::Moved, "2026-11-20 13:00");
    visit.told(C::Cancelled, "2026-11-20 13:10");
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-20 13:20")), "moved");
}

#[test]
fn row_04_an_old_announcement_does_not_announce_a_later_reinstatement() {
    let mut visit = booked();
    visit.told(C::Cancelled, "2026-11-22 10:00");
    visit.facts.start = Some(local("2026-11-27 16:00"));
    assert_eq!(short(&visit.told(C::Moved, "2026-11-22 11:00")), "moved");
    assert_eq!(visit.case().cancellation, None);
    // Cancelled only when it had begun: nobody is told.
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-27 16:10")), "-");
    assert_eq!(fate(&visit, "cancellation"), skipped(Reason::TooLate));
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-27 16:20")), "-");
}

#[test]
fn row_05_cancellation_is_told_once() {
    let mut visit = booked();
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-22 10:00")), "cancellation");
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-22 10:05")), "-");
    assert_eq!(visit.case().version, 2);
    // The patient cancels, and the clinic's system says it too.
    let mut visit = booked();
    assert_eq!(short(&visit.answered(Answer::Cancel, 1, "2026-11-22 10:00")), "cancellation");
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-22 10:05")), "-");
}

#[test]
fn row_07_quiet_hours_hold_and_take_another_way() {
    // The reminders of a visit at 08:00 fall due at 08:00, and may go from 9.
    let visit = Visit::booked("a1", "2026-11-26 08:00", BOOKED_ON);
    assert_eq!(due(&visit, "reminder_48h"), clock("2026-11-24 09:00"));
    assert_eq!(due(&visit, "instructions"), clock("2026-11-25 12:00"));
    // What is of no use any more when the hours begin goes before they end the evening before.
    let mut visit = Visit::unknown("a1", "2026-11-26 07:30");
    let steps = &mut visit.clinic.journeys[0].steps;
    steps.iter_mut().find(|it| it.name == "instructions").unwrap().before =
        Some("30m".to_owned().try_into().unwrap());
    visit.told(C::Booked, BOOKED_ON);
    assert_eq!(due(&visit, "instructions"), clock("2026-11-25 20:59"));
    // Unless that has passed too: then the release finds another channel.
    let mut late = Visit { case: None, ..visit };
    late.told(C::Booked, "2026-11-25 22:00");
    assert_eq!(due(&late, "instructions"), clock("2026-11-26 07:00"));
}

#[test]
fn row_07_quiet_hours_are_the_patients() {
    let mut visit = Visit::unknown("a1", "2026-11-26 10:30");
    let zone = crate::civil::Zone::new("America/Los_Angeles").unwrap();
    let word = visit.word(C::Booked, BOOKED_ON);
    let context = super::super::Context {
        clinic: &visit.clinic,
        zone: &zone,
        numbers: &[],
        siblings: &[],
        slots: &[],
        reached: None,
        heard: crate::case::Heard::Last,
    };
    let decision = super::super::decide(None, &word, &context, clock(BOOKED_ON)).unwrap();
    let case = decision.next.unwrap();
    // 10:30 in Buenos Aires is 05:30 there.
    assert_eq!(zone.local(case.step("reminder_48h").unwrap().at).to_string(), "2026-11-24T09:00:00");
}

#[test]
fn row_08_useless_messages_expire() {
    let mut visit = booked();
    let mut specs = said(&visit.wakes_until(STARTS));
    let instructions = specs.pop().unwrap();
    assert_eq!(instructions.not_after, clock("2026-11-26 09:30"));
    assert!(specs.iter().all(|it| it.not_after == clock(STARTS)));
    visit.told(C::Completed, "2026-11-26 11:00");
    let thanks = said(&visit.wakes_until("2026-11-26 13:00")).remove(0);
    assert_eq!(thanks.not_after, clock("2026-11-28 13:00"));
}

#[test]
fn row_08_a_notice_is_useless_so_long_before_the_visit_as_its_step_says() {
    let mut visit = booked();
    for step in &mut visit.clinic.journeys[0].steps {
        step.useless_minutes_before = 60;
        if step.name == "moved" {
            step.useful_hours = Some(24);
        }
    }
    visit.facts.delay_minutes = Some(20);
    let delay = said(&visit.told(C::Delayed, "2026-11-26 09:40")).remove(0);
    assert_eq!(delay.not_after, clock("2026-11-26 09:50"));
    visit.facts.delay_minutes = Some(30);
    assert_eq!(short(&visit.told(C::Delayed, "2026-11-26 10:05")), "-");
    assert_eq!(fate(&visit, "delayed"), skipped(Reason::TooLate));
    visit.facts.start = Some(local("2026-11-26 18:00"));
    let said = said(&visit.told(C::Moved, "2026-11-26 10:10"));
    let moved = said.iter().find(|it| it.step == "moved").unwrap();
    assert_eq!(moved.not_after, clock("2026-11-26 17:00"));
}

#[test]
fn row_09_late_booking_inside_an_offset() {
    let mut visit = Visit::unknown("a1", STARTS);
    let said = short(&visit.told(C::Booked, "2026-11-25 16:00"));
    // The instructions are said however late; the reminders would only repeat the booking.
    assert_eq!(said, "booking, instructions");
    assert_eq!(fate(&visit, "reminder_48h"), skipped(Reason::LateBooking));
    assert_eq!(fate(&visit, "reminder_24h"), skipped(Reason::LateBooking));
    // Told after it began.
    let mut visit = Visit::unknown("a1", STARTS);
    assert_eq!(short(&visit.told(C::Booked, "2026-11-26 11:00")), "-");
    assert_eq!(fate(&visit, "reminder_48h"), skipped(Reason::TooLate));
    assert_eq!(fate(&visit, "booking"), skipped(Reason::TooLate));
}

#[test]
fn row_12_confirmed_patients_are_not_nagged() {
    for (answer, reason) in [
        (Answer::Confirm, Reason::Confirmed),
        (Answer::Reschedule, Reason::Answered),
        (Answer::Move, Reason::Answered),
        (Answer::Talk, Reason::Answered),
    ] {
        let mut visit = booked();
        visit.wakes_until("2026-11-24 12:00");
        visit.answered(answer, 1, "2026-11-24 15:00");
        assert_eq!(visit.case().obsoletes(1, true), Some(reason));
        assert_eq!(visit.case().obsoletes(1, false), None);
        let told = said(&visit.wakes_until(STARTS));
        assert_eq!(
            told.iter().map(|it| it.step.as_str()).collect::<Vec<_>>(),
            ["instructions"],
            "{answer:?}"
        );
        assert_eq!(fate(&visit, "reminder_24h"), skipped(reason));
    }
    // Another time has to be confirmed again.
    let mut visit = booked();
    visit.answered(Answer::Confirm, 1, "2026-11-22 15:00");
    visit.facts.start = Some(local("2026-11-27 10:30"));
    visit.told(C::Moved, "2026-11-22 16:00");
    assert_eq!((visit.case().state, visit.case().answer), (CaseState::Booked, None));
    assert_eq!(short(&visit.wakes_until("2026-11-25 12:00")), "reminder_48h");
}

#[test]
fn row_14_an_answer_binds_to_the_version_its_message_spoke_of() {
    let mut visit = booked();
    visit.facts.start = Some(local("2026-11-27 10:30"));
    visit.told(C::Moved, "2026-11-22 16:00");
    assert_eq!(short(&visit.answered(Answer::Cancel, 1, "2026-11-22 17:00")), "reply_old");
    assert_eq!(visit.case().state, CaseState::Booked);
}

#[test]
fn row_28_video_visits_are_not_told_to_come_in() {
    for modality in [Modality::Video, Modality::Phone] {
        let mut visit = Visit::unknown("a1", STARTS);
        visit.facts.modality = Some(modality);
        visit.told(C::Booked, BOOKED_ON);
        let specs = said(&visit.wakes_until(STARTS));
        let templates: Vec<_> = specs.iter().map(|it| it.template.as_str()).collect();
        assert_eq!(templates, ["reminder_remote", "reminder_remote"]);
        assert_eq!(fate(&visit, "instructions"), skipped(Reason::Remote));
    }
    // A visit that becomes one by video is a change that the patient hears of.
    let mut visit = booked();
    visit.facts.modality = Some(Modality::Video);
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 10:00")), "moved");
}

#[test]
fn how_to_come_prepared_is_said_of_the_services_that_it_is_for() {
    let visit_of = |service: Option<&str>, only: &[&str], except: &[&str]| {
        let mut visit = Visit::unknown("a1", STARTS);
        let mut steps = visit.clinic.journeys.iter_mut().flat_map(|it| &mut it.steps);
        let step = steps.find(|it| it.name == "instructions").unwrap();
        let list = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        (step.only_services, step.except_services) = (list(only), list(except));
        visit.facts.service = service.map(|it| it.to_owned().into());
        visit.told(C::Booked, BOOKED_ON);
        visit
    };
    let (scan, blood) = (Some("TC ABDOMEN C/CONTRASTE"), Some("Perfil bioquímico"));
    for (service, only, except, is_said) in [
        (scan, &["contraste"][..], &[][..], true),
        (scan, &["tc abd*"], &[], true),
        (scan, &["bioquim*", "abdomen"], &[], true),
        (blood, &["bioquim*"], &[], true),
        (blood, &["tc", "contraste"], &[], false),
        (blood, &["perfil"], &["bioquimico"], false),
        (blood, &[], &["contraste"], true),
        (scan, &[], &["contraste"], false),
        (scan, &["C/Contraste"], &[], true),
        (Some("ECO. ABDOMINAL"), &["eco abdom*"], &[], true),
        (scan, &[], &["", "*"], true),
        (None, &[], &["contraste"], true),
        (None, &["contraste"], &[], false),
    ] {
        let visit = visit_of(service, only, except);
        let want = if is_said { StepState::Planned } else { skipped(Reason::Service) };
        assert_eq!(fate(&visit, "instructions"), want, "{service:?} {only:?} {except:?}");
    }
    // The clinic puts the service right, which is nothing that the patient has to hear of.
    let mut visit = visit_of(blood, &["contraste"], &[]);
    visit.facts.service = scan.map(|it| it.to_owned().into());
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 10:00")), "-");
    assert_eq!(fate(&visit, "instructions"), StepState::Planned);
    visit.facts.service = blood.map(|it| it.to_owned().into());
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 11:00")), "-");
    assert_eq!(fate(&visit, "instructions"), skipped(Reason::Service));
}

#[test]
fn what_a_change_calls_for_is_said_once_the_service_is_put_right() {
    let mut visit = Visit::unknown("a1", STARTS);
    let mut steps = visit.clinic.journeys.iter_mut().flat_map(|it| &mut it.steps);
    for name in ["booking", "thanks"] {
        let step = steps.find(|it| it.name == name).unwrap();
        step.only_services = vec!["contraste".to_owned()];
    }
    let told = |visit: &mut Visit, service: &str, change, at: &str| {
        visit.facts.service = Some(service.to_owned().into());
        short(&visit.told(change, at))
    };
    assert_eq!(told(&mut visit, "Perfil bioquímico", C::Booked, BOOKED_ON), "-");
    assert_eq!(fate(&visit, "booking"), skipped(Reason::Service));
    assert_eq!(told(&mut visit, "TC con contraste", C::Booked, "2026-11-22 10:00"), "-");
    let said_then = said(&visit.wakes_until("2026-11-22 10:05"));
    assert_eq!(said_then.iter().map(|it| it.template.as_str()).collect::<Vec<_>>(), ["booking"]);
    // Put wrong and right again, it is not said twice.
    assert_eq!(told(&mut visit, "Perfil bioquímico", C::Booked, "2026-11-22 11:00"), "-");
    assert_eq!(told(&mut visit, "TC con contraste", C::Booked, "2026-11-22 12:00"), "-");
    assert_eq!(said(&visit.wakes_until("2026-11-22 13:00")), []);
    // Of a visit long over nobody is asked any more; of one just over they are, and not before their hour.
    told(&mut visit, "Perfil bioquímico", C::Completed, "2026-11-26 11:00");
    assert_eq!(fate(&visit, "thanks"), skipped(Reason::Service));
    let mut late = visit.clone();
    told(&mut late, "TC con contraste", C::Completed, "2026-12-20 11:00");
    assert_eq!(fate(&late, "thanks"), skipped(Reason::TooLate));
    told(&mut visit, "TC con contraste", C::Completed, "2026-11-26 11:30");
    let due = visit.case().step("thanks").map(|it| (it.at, it.state.clone()));
    assert_eq!(due, Some((clock("2026-11-26 13:00"), StepState::Planned)));
}

#[test]
fn words_out_of_order_leave_the_newest() {
    let mut visit = Visit::unknown("a1", STARTS);
    visit.facts.sequence = Some(3);
    visit.told(C::Moved, "2026-11-22 10:00");
    let newest = visit.case().clone();
    visit.facts.sequence = Some(2);
    visit.facts.start = Some(local("2026-11-27 10:30"));
    // Its clock is ahead, its sequence is not.
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-22 11:00")), "-");
    assert_eq!((visit.case().state, &visit.case().anchor), (newest.state, &newest.anchor));
    // Where one of both has none, the clock decides.
    visit.facts.sequence = None;
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-22 12:00")), "cancellation");
}

#[test]
fn an_hour_overtaken_by_a_word_without_one_still_holds() {
    let moved_to = local("2026-11-27 10:30");
    let tells = |changes: &[(C, u64)]| {
        let mut visit = Visit::unknown("a1", STARTS);
        for (place, (change, sequence)) in changes.iter().enumerate() {
            visit.facts.sequence = Some(*sequence);
            let start = if *change == C::Booked { local(STARTS) } else { moved_to.clone() };
            visit.facts.start = matches!(change, C::Booked | C::Moved | C::Reinstated).then_some(start);
            visit.facts.delay_minutes = (*change == C::Delayed).then_some(20);
            visit.told(*change, &format!("2026-11-22 10:0{place}"));
        }
        let case = visit.case();
        (case.state, case.anchor == moved_to, case.version)
    };
    // A delay says nothing of what it overtook.
    let expected = tells(&[(C::Booked, 1), (C::Moved, 2), (C::Delayed, 3)]);
    assert_eq!(expected, (CaseState::Booked, true, 2));
    assert_eq!(tells(&[(C::Booked, 1), (C::Delayed, 3), (C::Moved, 2)]), expected);
    let reinstated = tells(&[(C::Booked, 1), (C::Cancelled, 2), (C::Delayed, 4), (C::Reinstated, 3)]);
    assert_eq!(reinstated, (CaseState::Booked, true, 3));
    // What happened to the visit is newer, when it was to be is not.
    for change in [C::Cancelled, C::Arrived, C::Completed, C::Missed] {
        let (state, moved, version) = tells(&[(C::Booked, 1), (change, 3), (C::Moved, 2)]);
        assert_eq!((state, moved, version), (tells(&[(C::Booked, 1), (change, 3)]).0, true, 2), "{change:?}");
    }
    // An hour older than the one known is none.
    let again = tells(&[(C::Booked, 1), (C::Moved, 3), (C::Cancelled, 4), (C::Booked, 2)]);
    assert_eq!(again, (CaseState::Cancelled, true, 3));
}

#[test]
fn the_same_cause_gives_the_same_effects_and_changes_nothing() {
    let mut visit = booked();
    let word = visit.word(C::Cancelled, "2026-11-22 10:00");
    let first = visit.among(&[], &word, clock("2026-11-22 10:00"));
    assert_eq!(first.outcome, Outcome::Applied);
    // Other things happen in between.
    visit.told(C::Reinstated, "2026-11-22 11:00");
    let again = visit.among(&[], &word, clock("2026-11-23 10:00"));
    assert_eq!((again.next, again.outcome), (None, Outcome::Repeated));
    assert_eq!(again.effects, first.effects);
}

#[test]
fn an_agenda_that_still_lists_what_the_patient_cancelled_asks_a_person() {
    let mut visit = booked();
    visit.answered(Answer::Cancel, 1, "2026-11-22 10:00");
    let effects = visit.told(C::Booked, "2026-11-23 08:00");
    assert_eq!(short(&effects), "person: StillListed");
    assert!(matches!(&effects[..], [Effect::HandOver { thread: None, .. }]));
    assert_eq!(visit.case().state, CaseState::Cancelled);
    // At another time it is another visit, agreed with the patient.
    visit.facts.start = Some(local("2026-11-28 08:00"));
    assert_eq!(short(&visit.told(C::Booked, "2026-11-24 08:00")), "moved");
    assert_eq!((visit.case().state, visit.case().cancelled_by), (CaseState::Booked, None));
}

#[test]
fn a_visit_completed_twice_is_thanked_for_once() {
    let mut visit = booked();
    visit.told(C::Completed, "2026-11-26 11:00");
    visit.told(C::Completed, "2026-11-26 11:30");
    assert_eq!(said(&visit.wakes_until("2026-11-30 00:00")).len(), 1);
}

#[test]
fn a_delay_told_twice_is_two_messages_of_one_version() {
    let mut visit = booked();
    visit.wakes_until("2026-11-25 20:00");
    visit.facts.delay_minutes = Some(20);
    let first = said(&visit.told(C::Delayed, "2026-11-26 10:00")).remove(0);
    visit.facts.delay_minutes = Some(40);
    let second = said(&visit.told(C::Delayed, "2026-11-26 10:10")).remove(0);
    assert_eq!((first.step.as_str(), second.step.as_str()), ("delayed", "delayed"));
    assert_ne!(first.id, second.id);
    // Of no use once the visit has begun.
    assert_eq!((first.not_after, second.not_after), (clock("2026-11-26 10:50"), clock("2026-11-26 11:10")));
    assert_eq!(visit.case().version, 1);
    assert_eq!(visit.case().current().filter(|it| it.step == "delayed").count(), 1);
}

#[test]
fn a_delay_told_the_evening_before_is_of_use_in_the_morning() {
    let until = |minutes: Option<u32>| {
        let mut visit = booked();
        for step in &mut visit.clinic.journeys[0].steps {
            step.useful_hours = step.is_on(C::Delayed).then_some(3);
        }
        visit.wakes_until("2026-11-25 20:00");
        visit.facts.delay_minutes = minutes;
        said(&visit.told(C::Delayed, "2026-11-25 22:00")).remove(0).not_after
    };
    assert_eq!(until(Some(60)), clock("2026-11-26 11:30"));
    // How late it will be, nobody knows: the word is of the hour.
    assert_eq!(until(None), clock("2026-11-26 01:00"));
}

#[test]
fn a_delay_told_again_with_the_same_minutes_says_nothing_new() {
    let mut visit = booked();
    visit.wakes_until("2026-11-25 20:00");
    let tells = |visit: &mut Visit, change: C, minutes: Option<u32>, now: &str| {
        visit.facts.delay_minutes = minutes;
        short(&visit.told(change, now))
    };
    assert_eq!(tells(&mut visit, C::Delayed, Some(20), "2026-11-26 10:00"), "delayed");
    // Nor does an agenda that lists the visit in between take it back.
    assert_eq!(tells(&mut visit, C::Booked, None, "2026-11-26 10:01"), "-");
    assert_eq!(tells(&mut visit, C::Delayed, Some(20), "2026-11-26 10:02"), "-");
    assert_eq!(tells(&mut visit, C::Delayed, Some(10), "2026-11-26 10:05"), "delayed");
    // At another hour, nothing was said of how late it will be.
    visit.facts.start = Some(local("2026-11-26 16:00"));
    tells(&mut visit, C::Moved, None, "2026-11-26 10:10");
    assert_eq!(tells(&mut visit, C::Delayed, Some(10), "2026-11-26 10:20"), "delayed");
}

#[test]
fn nobody_hears_that_they_did_not_come_before_the_hour() {
    let mut visit = booked();
    assert_eq!(short(&visit.told(C::Missed, "2026-11-22 10:00")), "-");
    assert_eq!(visit.case().step("missed").map(|it| it.at), Some(clock(STARTS)));
    // The row was another patient's.
    let mut corrected = visit.clone();
    corrected.told(C::Booked, "2026-11-23 10:00");
    assert!(!short(&corrected.wakes_until("2026-12-31 00:00")).contains("missed"));
    assert_eq!(short(&visit.wakes_until(STARTS)), "missed");
}

#[test]
fn nobody_is_asked_how_a_visit_was_before_it_can_have_been() {
    let mut visit = Visit::unknown("a1", STARTS);
    visit.facts.duration_minutes = Some(30);
    visit.told(C::Booked, BOOKED_ON);
    // The agenda of the whole week is closed at once.
    assert_eq!(short(&visit.told(C::Completed, "2026-11-22 10:00")), "-");
    assert_eq!(short(&visit.wakes_until("2026-11-26 10:00")), "-");
    let minutes = clock("2026-11-26 11:00").duration_since(clock(STARTS)).as_mins();
    assert_eq!(minutes, 30, "it ends then");
    let at = visit.case().step("thanks").unwrap().at;
    let after = visit.clinic.journeys[0].steps.iter().find(|it| it.name == "thanks").unwrap().after_minutes;
    assert_eq!(at, crate::case::plus_minutes(clock("2026-11-26 11:00"), after));
    // Who leaves early, once the visit has begun, has left.
    let mut visit = booked();
    visit.facts.duration_minutes = Some(60);
    visit.told(C::Completed, "2026-11-26 10:40");
    let at = visit.case().step("thanks").unwrap().at;
    assert_eq!(at, crate::case::plus_minutes(clock("2026-11-26 10:40"), after));
}

#[test]
fn who_comes_after_being_put_down_as_missed_is_not_told_so() {
    let mut visit = Visit::unknown("a1", STARTS);
    let steps = &mut visit.clinic.journeys[0].steps;
    steps.iter_mut().find(|it| it.name == "missed").unwrap().after_minutes = 60;
    visit.told(C::Booked, BOOKED_ON);
    visit.told(C::Missed, "2026-11-26 10:45");
    assert_eq!(fate(&visit, "missed"), StepState::Planned);
    visit.told(C::Arrived, "2026-11-26 10:50");
    assert_eq!(visit.case().state, CaseState::Arrived);
    assert_eq!(short(&visit.wakes_until("2026-11-27 23:00")), "-");
}

#[test]
fn who_was_asked_a_moment_ago_has_time_to_answer() {
    // The reminders of a Monday's visit wait for the end of a weekend on which nobody is written to.
    let mut visit = Visit::unknown("a1", "2026-11-30 16:00");
    let hours = r#"{"opens":"09:00","closes":"21:00","days":["mon","tue","wed","thu","fri"]}"#;
    visit.clinic.release_hours = serde_json::from_str(hours).unwrap();
    visit.told(C::Booked, BOOKED_ON);
    let opens = "2026-11-30 09:00";
    assert_eq!((due(&visit, "reminder_48h"), due(&visit, "reminder_24h")), (clock(opens), clock(opens)));
    assert_eq!(short(&visit.wakes_until(opens)), "reminder_48h, instructions");
    let mut answered = visit.clone();
    assert_eq!(short(&visit.wakes_until("2026-11-30 13:00")), "reminder_24h");
    answered.answered(Answer::Confirm, 1, "2026-11-30 10:00");
    assert_eq!(short(&answered.wakes_until("2026-11-30 16:00")), "-");
    // Nobody was woken for a day.
    let mut visit = booked();
    let first = Event::Woken { due: visit.case().due().unwrap() };
    assert_eq!(short(&visit.takes(&first, "2026-11-25 11:00")), "reminder_48h");
    assert_eq!(due(&visit, "reminder_24h"), clock("2026-11-25 15:00"));
}

#[test]
fn reminders_a_few_hours_before_a_visit_are_both_said() {
    let mut visit = Visit::unknown("a1", "2026-11-26 16:00");
    for (name, lead) in [("reminder_48h", "4h"), ("reminder_24h", "2h")] {
        let step = visit.clinic.journeys[0].steps.iter_mut().find(|it| it.name == name).unwrap();
        step.before = Some(lead.to_owned().try_into().unwrap());
    }
    visit.told(C::Booked, BOOKED_ON);
    assert_eq!(short(&visit.wakes_until("2026-11-26 11:00")), "instructions");
    assert_eq!(short(&visit.wakes_until("2026-11-26 12:00")), "reminder_48h");
    assert_eq!(short(&visit.wakes_until("2026-11-26 14:00")), "reminder_24h");
}

#[test]
fn a_step_taken_out_of_the_journey_is_not_said() {
    let mut visit = booked();
    visit.without_step("reminder_48h");
    assert_eq!(short(&visit.wakes_until("2026-11-24 12:00")), "-");
    assert_eq!(fate(&visit, "reminder_48h"), skipped(Reason::Superseded));
    assert_eq!(visit.case().due(), Some(clock("2026-11-25 10:30")));
}

#[test]
fn a_reinstated_visit_that_was_never_cancelled_is_moved_if_it_differs() {
    let mut visit = booked();
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-21 08:00")), "-");
    visit.facts.start = Some(local("2026-11-27 16:00"));
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-21 09:00")), "moved");
    assert_eq!(due(&visit, "reminder_48h"), clock("2026-11-25 16:00"));
}

#[test]
fn an_agenda_with_more_columns_moves_nobody() {
    let mut visit = booked();
    visit.facts.site = Some("Centro".to_owned());
    visit.facts.practitioner = Some("Dra. Gil".to_owned().into());
    assert_eq!(short(&visit.told(C::Booked, "2026-11-21 08:00")), "-");
    assert_eq!(visit.case().version, 1);
    for column in ["site", "practitioner"] {
        let mut visit = visit.clone();
        match column {
            "site" => visit.facts.site = Some("Norte".to_owned()),
            _ => visit.facts.practitioner = Some("Dr. Paz".to_owned().into()),
        }
        assert_eq!(short(&visit.told(C::Booked, "2026-11-22 08:00")), "moved", "{column}");
    }
}

/// Who asked for another time has answered; their visit stands, and nobody knows whether they come.
#[test]
fn row_12_who_asked_for_another_time_and_chose_none_is_read_by_a_person_and_not_reminded() {
    let asked = |answer: Answer, at: &str| {
        let mut visit = booked();
        visit.wakes_until("2026-11-24 12:00");
        visit.answered(answer, 1, at);
        visit
    };
    let mut visit = asked(Answer::Reschedule, "2026-11-24 12:30");
    assert_eq!(short(&visit.wakes_until("2026-11-25 10:30")), "person: Undecided");
    assert_eq!(fate(&visit, "reminder_24h"), skipped(Reason::Answered));
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions", "their visit stands");
    // Who asked just before has hours to choose.
    let mut visit = asked(Answer::Reschedule, "2026-11-25 10:00");
    assert_eq!(short(&visit.wakes_until("2026-11-25 13:59")), "-");
    let mut chose = visit.clone();
    assert_eq!(short(&visit.wakes_until("2026-11-25 14:00")), "person: Undecided");
    chose.answered(Answer::Confirm, 1, "2026-11-25 11:00");
    assert_eq!(short(&chose.wakes_until(STARTS)), "instructions");
    assert_eq!(fate(&chose, "reminder_24h"), skipped(Reason::Confirmed));
    // Whom a person has already is not put before one again.
    let mut visit = asked(Answer::Move, "2026-11-24 12:30");
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions");
}
