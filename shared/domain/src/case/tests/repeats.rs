//! What a new version of a visit, or another visit of its day, need not say again.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Effect, Event, StepState};
use super::rows::fate;
use crate::delivery::Purpose;
use crate::event::{AppointmentChange as C, Modality};
use crate::ids::MessageId;
use crate::language::Language;
use crate::reason::Reason;
use crate::template::{Template, Text};
use crate::testing::{BOOKED_ON, STARTS, Visit, clock, local, said, short};

const MOVED_AT: &str = "2026-11-25 15:30";
const LATER_THAT_DAY: &str = "2026-11-26 16:00";

fn write(visit: &mut Visit, template: &str, text: &str) {
    let sms = Some(Text::parse(text).unwrap());
    let template_of = Template { purpose: Purpose::Care, whatsapp: None, sms, email: None };
    visit.clinic.templates.insert(template, Language::Es, template_of);
}

/// A visit at the clinic whose instructions name no hour.
fn visit() -> Visit {
    visit_at("a1", STARTS)
}

fn visit_at(id: &str, start: &str) -> Visit {
    let mut visit = Visit::unknown(id, start);
    write(&mut visit, "instructions", "El {{appointment_date}} venga en ayunas.");
    write(&mut visit, "instructions_remote", "El {{appointment_date}} tenga el teléfono a mano.");
    let mut steps = visit.clinic.journeys.iter_mut().flat_map(|it| &mut it.steps);
    let step = steps.find(|it| it.name == "instructions").unwrap();
    step.only_on_site = false;
    step.template_remote = Some("instructions_remote".to_owned());
    visit.facts.site = Some("Sede Centro".to_owned());
    visit.told(C::Booked, BOOKED_ON);
    visit
}

/// As [`visit`], whose instructions were said, and the message that said them.
fn instructed() -> (Visit, MessageId) {
    let mut visit = visit();
    let last = said(&visit.wakes_until("2026-11-25 15:00")).pop().unwrap();
    assert_eq!(last.step, "instructions");
    (visit, last.id)
}

fn move_within_the_day(visit: &mut Visit) {
    visit.facts.start = Some(local(LATER_THAT_DAY));
    assert_eq!(short(&visit.told(C::Moved, MOVED_AT)), "moved");
}

#[test]
fn row_01_what_would_be_the_same_text_is_not_said_again_of_a_new_version() {
    let (mut visit, message) = instructed();
    move_within_the_day(&mut visit);
    assert_eq!(fate(&visit, "instructions"), StepState::Grouped { message: message.clone() });
    visit.told(C::Cancelled, "2026-11-25 15:40");
    assert_eq!(short(&visit.told(C::Reinstated, "2026-11-25 15:50")), "reinstated");
    assert_eq!(fate(&visit, "instructions"), StepState::Grouped { message });
    assert_eq!(short(&visit.wakes_until(LATER_THAT_DAY)), "reminder_24h");
}

#[test]
fn row_01_what_has_changed_is_said() {
    type Change = fn(&mut Visit);
    let changes: [(&str, Change); 4] = [
        ("another day", |it| it.facts.start = Some(local("2026-11-27 10:30"))),
        ("another place", |it| it.facts.site = Some("Sede Norte".to_owned())),
        ("by video", |it| it.facts.modality = Some(Modality::Video)),
        ("another hour, and the text names it", |it| {
            it.facts.start = Some(local(LATER_THAT_DAY));
            write(it, "instructions", "Venga en ayunas a las {{appointment_time}}.");
        }),
    ];
    for (name, change) in changes {
        let (mut visit, _) = instructed();
        change(&mut visit);
        let mut effects = visit.told(C::Moved, MOVED_AT);
        effects.extend(visit.wakes_until("2026-11-27 10:30"));
        assert_eq!(said(&effects).iter().filter(|it| it.step == "instructions").count(), 1, "{name}");
    }
    // There and back: what was told last said another day.
    let (mut visit, _) = instructed();
    visit.facts.start = Some(local("2026-11-27 09:30"));
    visit.told(C::Moved, MOVED_AT);
    visit.wakes_until("2026-11-26 14:00");
    visit.facts.start = Some(local("2026-11-26 18:00"));
    assert_eq!(short(&visit.told(C::Moved, "2026-11-26 14:10")), "instructions, moved");
}

#[test]
fn row_01_what_was_not_sent_is_said_of_the_new_version() {
    // Known before the move.
    let (mut visit, message) = instructed();
    assert_eq!(short(&visit.stopped(&message, Reason::Cap, "2026-11-25 15:10")), "-");
    move_within_the_day(&mut visit);
    assert_eq!(fate(&visit, "instructions"), StepState::Planned);
    // Known long before: a clinic whose system tells the agenda every hour has told much since.
    let (mut visit, message) = instructed();
    visit.stopped(&message, Reason::Cap, "2026-11-25 15:10");
    for _ in 0..=super::super::CAUSES_MAX {
        visit.told(C::Booked, "2026-11-25 15:20");
    }
    move_within_the_day(&mut visit);
    assert_eq!(fate(&visit, "instructions"), StepState::Planned);
    // Found out after it: it waited for its hour, or its provider failed.
    let (mut visit, message) = instructed();
    move_within_the_day(&mut visit);
    assert_eq!(short(&visit.stopped(&message, Reason::Superseded, "2026-11-25 15:31")), "-");
    assert_eq!(short(&visit.wakes_until("2026-11-25 20:00")), "reminder_24h, instructions");
    // Not yet said at all.
    let mut visit = self::visit();
    visit.facts.start = Some(local(LATER_THAT_DAY));
    visit.told(C::Moved, "2026-11-22 12:00");
    assert_eq!(fate(&visit, "instructions"), StepState::Planned);
}

/// "In two hours" names no hour.
#[test]
fn row_01_what_is_said_close_to_the_visit_is_said_of_its_new_hour() {
    let mut visit = visit();
    let mut steps = visit.clinic.journeys.iter_mut().flat_map(|it| &mut it.steps);
    let step = steps.find(|it| it.name == "instructions").unwrap();
    step.before = Some("2h".to_owned().try_into().unwrap());
    visit.facts.start = Some(local("2026-11-26 11:30"));
    visit.told(C::Moved, "2026-11-22 12:00");
    visit.wakes_until("2026-11-26 09:30");
    visit.facts.start = Some(local("2026-11-26 17:00"));
    assert_eq!(short(&visit.told(C::Moved, "2026-11-26 09:40")), "moved");
    assert_eq!(short(&visit.wakes_until("2026-11-26 15:00")), "instructions");
}

#[test]
fn row_01_another_patient_under_the_number_is_told_all() {
    let (mut visit, _) = instructed();
    visit.patient = crate::ids::PatientId::new("p2").unwrap();
    assert_eq!(short(&visit.told(C::Booked, MOVED_AT)), "booking, instructions");
}

/// Wakes the visit until then, beside another one of its patient.
fn wakes_beside(visit: &mut Visit, other: &Visit, until: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    while let Some(due) = visit.case().due().filter(|it| *it <= clock(until)) {
        effects.extend(visit.among(&[other], &Event::Woken { due }, due).effects);
    }
    effects
}

#[test]
fn row_15_what_is_the_same_text_of_two_visits_of_a_day_is_said_once() {
    for start in [LATER_THAT_DAY, STARTS] {
        let (mut lead, mut other) = (visit(), visit_at("a2", start));
        let spec = said(&wakes_beside(&mut lead, &other, "2026-11-25 15:00")).pop().unwrap();
        assert_eq!((spec.step.as_str(), spec.covers.len()), ("instructions", 2), "{start}");
        other.grouped(&spec, "2026-11-25 14:30");
        let effects = wakes_beside(&mut other, &lead, "2026-11-25 21:00");
        assert!(said(&effects).iter().all(|it| it.step != "instructions"), "{start}");
        // It was not sent: the other one says it.
        let effects = other.stopped(&spec.id, Reason::Cap, "2026-11-25 21:00");
        assert_eq!(short(&effects), "instructions", "{start}");
    }
    let (mut lead, mut elsewhere) = (visit(), visit_at("a2", LATER_THAT_DAY));
    elsewhere.facts.site = Some("Sede Norte".to_owned());
    elsewhere.told(C::Moved, BOOKED_ON);
    let spec = said(&wakes_beside(&mut lead, &elsewhere, "2026-11-25 15:00")).pop().unwrap();
    assert_eq!((spec.step.as_str(), spec.covers.len()), ("instructions", 1));
}

#[test]
fn row_15_who_comes_twice_on_a_day_is_thanked_once() {
    let over = |id: &str, start: &str, change| {
        let mut visit = Visit::unknown(id, start);
        write(&mut visit, "thanks", "Gracias por su visita.");
        let mut steps = visit.clinic.journeys.iter_mut().flat_map(|it| &mut it.steps);
        steps.find(|it| it.name == "thanks").unwrap().purpose = Purpose::Care;
        visit.told(C::Booked, BOOKED_ON);
        visit.told(change, "2026-11-26 18:00");
        visit
    };
    let thanks_of = |visit: &mut Visit, other: &Visit| said(&wakes_beside(visit, other, "2026-11-26 20:30"));
    let (mut lead, mut other) = (over("a1", STARTS, C::Completed), over("a2", LATER_THAT_DAY, C::Completed));
    let thanks = thanks_of(&mut lead, &other).pop().unwrap();
    assert_eq!((thanks.step.as_str(), thanks.covers.len()), ("thanks", 2));
    other.grouped(&thanks, "2026-11-26 20:00");
    assert!(thanks_of(&mut other, &lead).is_empty());
    // Not for one to which nobody came, and again where it was not sent.
    let missed = over("a3", LATER_THAT_DAY, C::Missed);
    let spec = thanks_of(&mut over("a1", STARTS, C::Completed), &missed).pop().unwrap();
    assert_eq!((spec.step.as_str(), spec.covers.len()), ("thanks", 1));
    let spec = said(&other.stopped(&thanks.id, Reason::Cap, "2026-11-26 20:10")).pop().unwrap();
    assert_eq!((spec.step.as_str(), spec.covers.len()), ("thanks", 1));
}

#[test]
fn a_video_visit_and_one_by_telephone_are_instructed_once_where_the_text_is_the_same() {
    for (text, times) in
        [("El {{appointment_date}} tenga el teléfono a mano.", 1), ("{{appointment_place}}.", 2)]
    {
        let visit = |id: &str, start: &str, modality| {
            let mut visit = visit_at(id, start);
            write(&mut visit, "instructions_remote", text);
            visit.facts.modality = Some(modality);
            visit.told(C::Moved, BOOKED_ON);
            visit
        };
        let mut first = visit("a1", STARTS, Modality::Video);
        let mut second = visit("a2", "2026-11-26 12:00", Modality::Phone);
        let until = |visit: &mut Visit, other: &Visit, at: &str| {
            let mut told = 0;
            while let Some(due) = visit.case().due().filter(|it| *it <= clock(at)) {
                let effects = visit.among(&[other], &Event::Woken { due }, due).effects;
                told += said(&effects).iter().filter(|it| it.step == "instructions").count();
            }
            told
        };
        let at_first = until(&mut first, &second, "2026-11-25 15:00");
        assert_eq!(at_first + until(&mut second, &first, "2026-11-25 18:00"), times, "{text}");
    }
}

#[test]
fn how_a_visit_was_is_asked_once_whatever_is_corrected_of_it() {
    let mut visit = Visit::unknown("a1", STARTS);
    let steps = &mut visit.clinic.journeys.iter_mut().find(|it| !it.steps.is_empty()).unwrap().steps;
    let mut survey = steps.iter().find(|it| it.name == "thanks").unwrap().clone();
    survey.name = "survey".to_owned();
    (survey.purpose, survey.asks, survey.after_minutes) = (Purpose::Survey, true, 60);
    steps.push(survey);
    visit.told(C::Booked, BOOKED_ON);
    visit.told(C::Completed, "2026-11-26 11:00");
    let told = said(&visit.wakes_until("2026-11-26 23:00"));
    let asked = told.into_iter().find(|it| it.step == "survey").unwrap();
    // It had not been, then it had, with somebody else and later.
    visit.told(C::Missed, "2026-11-27 09:00");
    visit.facts.practitioner = Some("Dr. Sosa".to_owned().into());
    visit.facts.start = Some(local("2026-11-26 11:30"));
    visit.told(C::Completed, "2026-11-27 10:00");
    assert!(!said(&visit.wakes_until("2026-11-27 11:59")).iter().any(|it| it.step == "survey"));
    assert_eq!(fate(&visit, "survey"), StepState::Grouped { message: asked.id.clone() });
    // Unless it was never sent.
    let effects = visit.stopped(&asked.id, Reason::Undelivered, "2026-11-27 12:00");
    assert_eq!(short(&effects), "survey");
}
