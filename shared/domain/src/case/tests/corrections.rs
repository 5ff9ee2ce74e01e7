//! What a clinic puts right, uses a number again for, or tells in another spelling.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Answer, CaseState, Event, Happened, NotYet};
use super::rows::{booked, due, fate, skipped};
use crate::civil::{CivilTime, Zone};
use crate::delivery::Channel;
use crate::event::{AppointmentChange as C, Modality, NoticeFacts, NoticeKind};
use crate::ids::{CaseId, PatientId, ThreadId};
use crate::journey::Topic;
use crate::reason::Reason;
use crate::testing::{BOOKED_ON, STARTS, Visit, clock, local, said, short};

fn eva() -> PatientId {
    PatientId::new("p2").unwrap()
}

#[test]
fn a_number_told_for_another_patient_is_booked_anew_for_them() {
    for (change, state) in [
        (None, CaseState::Booked),
        (Some(C::Cancelled), CaseState::Cancelled),
        (Some(C::Completed), CaseState::Completed),
        (Some(C::Missed), CaseState::Missed),
    ] {
        let mut visit = booked();
        visit.facts.service = Some("Cardiología".to_owned().into());
        visit.told(C::Booked, "2026-11-21 09:00");
        if let Some(change) = change {
            visit.told(change, "2026-11-22 10:00");
        }
        assert_eq!(visit.case().state, state);
        let version = visit.case().version;
        visit.patient = eva();
        visit.facts.service = None;
        let said = said(&visit.told(C::Booked, "2026-11-23 10:00"));
        let steps: Vec<_> = said.iter().map(|it| (it.step.as_str(), it.to.patient())).collect();
        assert_eq!(steps, [("booking", Some(&eva()))], "{change:?}");
        let case = visit.case();
        assert_eq!((&case.patient, case.state, case.version), (&eva(), CaseState::Booked, version + 1));
        assert_eq!((case.answer, case.cancelled_by, &case.cancellation), (None, None, &None));
        assert_eq!(case.service(), None, "which is the other patient's");
        let marks = case.timeline.iter().filter(|it| it.what == Happened::Reassigned).count();
        assert_eq!((marks, case.timeline.last().map(|it| it.what.code())), (1, Some("said")));
        assert!(case.obsoletes(version, false).is_some());
        assert_eq!(due(&visit, "reminder_48h"), clock("2026-11-24 10:30"));
    }
}

#[test]
fn what_is_said_of_a_visit_counts_whomever_it_names() {
    let mut visit = booked();
    visit.patient = eva();
    visit.told(C::Cancelled, "2026-11-22 10:00");
    assert_eq!(visit.case().state, CaseState::Cancelled);
    // An older booking for somebody else does not; but who uses the number of a visit that is over counts anew.
    let mut visit = Visit::unknown("a1", STARTS);
    visit.facts.sequence = Some(7);
    visit.told(C::Booked, BOOKED_ON);
    visit.patient = eva();
    visit.facts.sequence = Some(1);
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 10:00")), "-");
    visit.facts.start = Some(local("2026-12-10 10:30"));
    assert_eq!(short(&visit.told(C::Booked, "2026-11-30 10:00")), "booking");
    assert_eq!(visit.case().patient, eva());
}

#[test]
fn another_number_of_the_same_person_is_nobody_else() {
    let mut visit = booked();
    visit.patient = eva();
    visit.numbers = vec![eva(), PatientId::new("p1").unwrap()];
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 10:00")), "-");
    assert_eq!(short(&visit.told(C::Cancelled, "2026-11-22 11:00")), "cancellation");
}

#[test]
fn what_has_the_number_of_something_else_is_for_a_case_of_its_own() {
    let mut visit = booked();
    let noticed = |id: &CaseId| Event::Noticed {
        cause: "n1".to_owned(),
        occurred_at: clock(BOOKED_ON),
        notice: NoticeKind::ResultReady,
        facts: NoticeFacts { id: id.clone(), reference: "R1".to_owned(), due_on: None, campaign: None },
        patient: eva(),
    };
    let same = visit.word(C::Booked, BOOKED_ON);
    assert_eq!(same.beside(visit.case()), Ok(None));
    let own = CaseId::new("a1.result_ready").unwrap();
    let event = noticed(&visit.facts.id);
    assert_eq!(event.beside(visit.case()), Ok(Some((own.clone(), noticed(&own)))));
    let context = super::super::Context {
        clinic: &visit.clinic,
        zone: &visit.clinic.time_zone,
        numbers: &[],
        siblings: &[],
        slots: &[],
        reached: None,
        heard: crate::case::Heard::Last,
    };
    let decided = super::super::decide(visit.case.as_ref(), &event, &context, clock(BOOKED_ON));
    assert_eq!(decided, Err(NotYet::OtherTopic));
    // No room for the topic's name.
    let mut case = visit.case().clone();
    case.id = CaseId::new("a".repeat(60)).unwrap();
    assert!(event.beside(&case).is_err());
    for topic in [
        Topic::Appointment,
        Topic::ResultReady,
        Topic::PaymentDue,
        Topic::PaymentFailed,
        Topic::InsuranceRenewing,
        Topic::Campaign,
    ] {
        assert_eq!(serde_json::to_value(topic).unwrap(), topic.as_str());
    }
}

#[test]
fn an_end_told_by_mistake_is_taken_back_until_the_day_of_the_visit() {
    for mistake in [C::Arrived, C::Completed, C::Missed] {
        for change in [C::Booked, C::Moved, C::Reinstated] {
            let mut visit = booked();
            visit.told(mistake, "2026-11-22 10:00");
            assert_eq!(short(&visit.told(change, "2026-11-22 11:00")), "-");
            assert_eq!((visit.case().state, visit.case().version), (CaseState::Booked, 3));
            assert_eq!(
                short(&visit.wakes_until("2026-11-24 12:00")),
                "reminder_48h",
                "{mistake:?} {change:?}"
            );
        }
        // Who comes early is still listed, and an old agenda is uploaded again.
        for now in ["2026-11-26 09:00", "2026-11-28 09:00"] {
            let mut visit = booked();
            visit.told(mistake, "2026-11-26 08:00");
            let state = visit.case().state;
            visit.told(C::Booked, now);
            assert_eq!((visit.case().state, visit.case().version), (state, 2), "{mistake:?} {now}");
        }
    }
}

#[test]
fn history_is_not_spoken_of_as_if_it_were_today() {
    for (change, step) in [(C::Completed, "thanks"), (C::Missed, "missed")] {
        let told = |now: &str| {
            let mut visit = Visit::unknown("a1", STARTS);
            let at_once = short(&visit.told(change, now));
            let later = short(&visit.wakes_until("2027-12-31 00:00"));
            (visit, [at_once, later].contains(&step.to_owned()))
        };
        assert!(told("2026-11-27 09:00").1, "told the next morning: {step}");
        let (visit, is_said) = told("2027-02-01 09:00");
        assert!(!is_said, "{step}");
        assert_eq!(fate(&visit, step), skipped(Reason::TooLate));
    }
}

#[test]
fn what_follows_a_stay_counts_from_its_end() {
    let said = |days: Option<u32>| {
        let mut visit = booked();
        visit.facts.duration_minutes = days.map(|it| it * 24 * 60);
        visit.told(C::Arrived, STARTS);
        visit.told(C::Completed, "2026-11-30 10:00");
        short(&visit.wakes_until("2026-12-01 00:00"))
    };
    assert_eq!((said(Some(4)).as_str(), said(None).as_str()), ("thanks", "-"));
}

#[test]
fn a_visit_told_again_in_another_spelling_is_not_moved() {
    let mut visit = Visit::unknown("a1", STARTS);
    visit.facts.practitioner = Some("Dra. Gómez".to_owned().into());
    visit.facts.site = Some("Sede Belén".to_owned());
    visit.told(C::Booked, BOOKED_ON);
    visit.answered(Answer::Confirm, 1, "2026-11-21 10:00");
    visit.facts.practitioner = Some(" DRA.  GOMEZ".to_owned().into());
    visit.facts.site = Some("SEDE BELEN ".to_owned());
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 10:00")), "-");
    assert_eq!((visit.case().state, visit.case().version), (CaseState::Confirmed, 1));
    visit.facts.practitioner = Some("Dra. Gil".to_owned().into());
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 11:00")), "moved");
}

#[test]
fn what_is_told_again_every_few_minutes_is_one_line_of_the_story() {
    let mut visit = booked();
    let lines = visit.case().timeline.len();
    for now in ["2026-11-22 10:00", "2026-11-22 10:05", "2026-11-22 10:10"] {
        assert_eq!(short(&visit.told(C::Booked, now)), "-");
    }
    let timeline = &visit.case().timeline;
    let last = timeline.last().unwrap();
    assert_eq!(
        (timeline.len(), last.what.code(), last.at),
        (lines + 1, "ignored", clock("2026-11-22 10:10"))
    );
}

#[test]
fn a_new_tz_database_moves_the_plan_and_not_the_visit() {
    let mut visit = booked();
    // As the database of before computed it.
    let hour = jiff::SignedDuration::from_hours(1);
    let case = visit.case.as_mut().unwrap();
    case.anchor.at -= hour;
    for step in &mut case.steps {
        step.at -= hour;
    }
    assert_eq!(short(&visit.told(C::Booked, "2026-11-22 10:00")), "-");
    assert_eq!((visit.case().version, &visit.case().anchor), (1, &local(STARTS)));
    assert_eq!(due(&visit, "reminder_48h"), clock("2026-11-24 10:30"));
}

#[test]
fn a_zone_that_is_put_right_is_news_where_the_clock_on_the_wall_is_another_one() {
    let madrid = |text: &str| {
        CivilTime::from_local(text.parse().unwrap(), Zone::new("Europe/Madrid").unwrap()).unwrap()
    };
    let told = |modality: Modality, start: CivilTime| {
        let mut visit = Visit::unknown("a1", STARTS);
        visit.facts.modality = Some(modality);
        visit.told(C::Booked, BOOKED_ON);
        visit.facts.start = Some(start);
        (short(&visit.told(C::Booked, "2026-11-21 09:00")), visit)
    };
    // Whoever comes reads the same hour on the wall, and is reminded by it.
    let (said, visit) = told(Modality::OnSite, madrid(STARTS));
    assert_eq!((said.as_str(), visit.case().version), ("-", 1));
    assert_eq!(
        due(&visit, "reminder_48h"),
        madrid("2026-11-24 13:00").at,
        "from nine where the patient lives"
    );
    assert_eq!(due(&visit, "reminder_24h"), madrid("2026-11-25 13:00").at);
    // The same instant, and another hour on the wall than they were told.
    assert_eq!(told(Modality::OnSite, madrid("2026-11-26 14:30")).0, "moved");
    // Nobody comes: the instant counts.
    assert_eq!(told(Modality::Phone, madrid("2026-11-26 14:30")).0, "-");
    assert_eq!(told(Modality::Phone, madrid(STARTS)).0, "moved");
}

#[test]
fn a_person_is_asked_about_a_visit_that_is_still_listed_once_in_a_night() {
    let mut visit = booked();
    visit.answered(Answer::Cancel, 1, "2026-11-22 20:00");
    let asked = |visit: &mut Visit, at: &str| short(&visit.told(C::Booked, at));
    assert_eq!(asked(&mut visit, "2026-11-23 01:00"), "person: StillListed");
    for minute in 10..60 {
        assert_eq!(asked(&mut visit, &format!("2026-11-23 01:{minute}")), "-");
    }
    let entries = visit.case().timeline.len();
    assert_eq!(asked(&mut visit, "2026-11-23 12:30"), "-");
    assert_eq!((visit.case().timeline.len(), visit.case().state), (entries, CaseState::Cancelled));
    assert_eq!(asked(&mut visit, "2026-11-24 01:00"), "person: StillListed");
    // Another time that they cancel is another matter.
    visit.told(C::Reinstated, "2026-11-24 09:00");
    visit.answered(Answer::Cancel, 3, "2026-11-24 10:00");
    assert_eq!(asked(&mut visit, "2026-11-24 10:10"), "person: StillListed");
}

#[test]
fn a_visit_that_was_put_down_twice_and_is_called_off_once_stands() {
    let twice = || {
        let (mut one, mut two) = (booked(), Visit::booked("a2", STARTS, BOOKED_ON));
        for visit in [&mut one, &mut two] {
            visit.wakes_until("2026-11-24 12:00");
        }
        (one, two)
    };
    let off = |visit: &mut Visit, other: &Visit, at: &str| {
        let word = visit.word(C::Cancelled, at);
        short(&visit.among(&[other], &word, clock(at)).effects)
    };
    let (mut one, mut two) = twice();
    assert_eq!(off(&mut two, &one, "2026-11-24 13:00"), "-");
    assert_eq!(two.case().due(), Some(clock("2026-11-24 13:02")));
    assert_eq!(short(&two.wakes_among(&[&one], "2026-11-24 13:02")), "-");
    assert_eq!((fate(&two, "cancellation"), two.case().due()), (skipped(Reason::Duplicate), None));
    // The other one is called off as well: now there is none.
    assert_eq!(off(&mut one, &two, "2026-11-24 14:00"), "cancellation");
    // Both at once, each while the other stood.
    let (mut one, mut two) = twice();
    let before = one.clone();
    assert_eq!(off(&mut one, &two, "2026-11-24 13:00"), "-");
    assert_eq!(off(&mut two, &before, "2026-11-24 13:00"), "-");
    assert_eq!(short(&one.wakes_among(&[&two], "2026-11-24 13:02")), "cancellation");
    assert_eq!(short(&two.wakes_among(&[&one], "2026-11-24 13:02")), "-", "told once");
    assert_eq!(fate(&two, "cancellation"), skipped(Reason::Duplicate));
    // Under a new number days after it was called off, it is a visit of its own.
    let (mut one, mut two) = twice();
    let alone = one.word(C::Cancelled, "2026-11-24 13:00");
    assert_eq!(short(&one.among(&[], &alone, clock("2026-11-24 13:00")).effects), "cancellation");
    assert_eq!(off(&mut two, &one, "2026-11-24 18:00"), "cancellation");
    // Another hour, another place, or the patient's own word.
    for other in ["2026-11-26 11:30", STARTS] {
        let (mut one, mut two) = twice();
        two.facts.start = Some(local(other));
        two.facts.site = Some("Norte".to_owned());
        two.told(C::Moved, "2026-11-24 12:10");
        one.facts.site = Some("Centro".to_owned());
        one.told(C::Booked, "2026-11-24 12:10");
        assert_eq!(off(&mut one, &two, "2026-11-24 13:00"), "cancellation", "{other}");
    }
    let (mut one, two) = twice();
    let cancel = one.among(&[&two], &cancels(1), clock("2026-11-24 13:00"));
    assert_eq!(short(&cancel.effects), "cancellation");
}

fn cancels(version: u32) -> Event {
    Event::Answered {
        cause: "w1".to_owned(),
        answer: Answer::Cancel,
        wish: None,
        version,
        together: Vec::new(),
        channel: Channel::Whatsapp,
        thread: ThreadId::new("thr_1").unwrap(),
    }
}
