//! What somebody asks of their visits, and what the clinic's text tells of it.

use super::*;
use crate::case::Covered;
use crate::clinic::Clinic;
use crate::reply::{Detail, asks_visit};
use crate::template::{Template, Text};
use crate::thread::{TheirVisits, VISIT_TEMPLATE, VISITS_TEMPLATE, VisitsAsked};

/// The clinic with those texts about one visit and about several.
fn telling(one: &str, several: &str) -> Clinic {
    let mut clinic = clinic();
    let language = clinic.default_language();
    let reminder = clinic.template("reminder", language).unwrap().clone();
    for (name, body) in [(VISIT_TEMPLATE, one), (VISITS_TEMPLATE, several)] {
        let mut whatsapp = reminder.whatsapp.clone().unwrap();
        whatsapp.body = Text::parse(body).unwrap();
        let template = Template { whatsapp: Some(whatsapp), ..reminder.clone() };
        clinic.templates.insert(name, language, template);
    }
    clinic
}

fn covered(case: &str) -> Covered {
    Covered { case: CaseId::new(case).unwrap(), version: 1 }
}

/// Visits of a patient, at a site, with nobody on record who gives them.
fn visits_of(patient: &str, cases: &[&str]) -> TheirVisits {
    TheirVisits {
        patient: PatientId::new(patient).unwrap(),
        visits: cases.iter().map(|it| covered(it)).collect(),
        known: vec![Detail::When, Detail::Where],
    }
}

/// What is said to that question about those visits, and why a person is waited for.
fn told(
    thread: &Thread,
    clinic: &Clinic,
    words: &str,
    theirs: Vec<TheirVisits>,
) -> (Vec<Effect>, Option<Handover>) {
    let mut event = wrote("w1", text(words));
    if let Event::Wrote { aside, .. } = &mut event {
        let question = asks_visit(words, &[]).unwrap();
        aside.asked = Some(VisitsAsked { question, theirs });
        aside.passage = Some("We are open from 8 to 20.".to_owned());
    }
    let decision = decide(Some(thread), clinic, &identity(), &event, clock(NOW));
    (decision.effects, decision.next.unwrap().waiting.map(|it| it.why))
}

fn known(patients: &[&str]) -> Thread {
    let linked = |thread: Thread, id: &&str| {
        let event = Event::Linked { patient: PatientId::new(*id).unwrap(), evidence: "e1".to_owned() };
        takes(&thread, &event, clock(NOW)).next.unwrap()
    };
    patients.iter().fold(asked(&["m1"]), linked)
}

const ONE: &str = "{{appointment_date}} {{appointment_time}}, {{appointment_place}}";
const SEVERAL: &str = "{{appointments}}";

#[test]
fn who_asks_is_told_of_the_visit_in_a_message_about_it() {
    let (thread, clinic) = (known(&["p1"]), telling(ONE, SEVERAL));
    let (effects, waits) = told(&thread, &clinic, "¿a qué hora es mi cita?", vec![visits_of("p1", &["a1"])]);
    let [Effect::Say(spec)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(
        (spec.template.as_str(), spec.template_day.as_deref()),
        (VISIT_TEMPLATE, Some(VISITS_TEMPLATE))
    );
    assert_eq!((spec.about, spec.asks, spec.form), (About::Visit, false, Form::Reply));
    assert_eq!((&spec.covers, spec.to.patient().map(PatientId::as_str)), (&vec![covered("a1")], Some("p1")));
    assert_eq!(waits, None);
}

#[test]
fn what_the_clinics_text_does_not_tell_is_for_a_person() {
    let thread = known(&["p1"]);
    let one = || vec![visits_of("p1", &["a1"])];
    let two = || vec![visits_of("p1", &["a1", "a2"])];
    let person = |clinic: &Clinic, words: &str, theirs: Vec<TheirVisits>| {
        told(&thread, clinic, words, theirs).1 == Some(Handover::NotUnderstood)
    };
    let (when, whom) = ("¿a qué hora es mi cita?", "¿a qué hora y con quién es mi cita?");
    let said = telling(ONE, SEVERAL);
    assert!(!person(&said, when, one()) && !person(&said, when, two()));
    assert!(!person(&said, "¿cuándo y en qué sede es mi cita?", one()));
    // Their text has no place, and nobody is on record.
    assert!(person(&said, "¿a qué hora y en qué sede es mi cita?", two()));
    assert!(person(
        &telling("{{appointment_date}} {{appointment_time}} {{practitioner}}", SEVERAL),
        whom,
        one()
    ));
    assert!(person(&said, when, Vec::new()), "no visit ahead");
    assert!(person(&clinic(), when, one()), "no text of the clinic's");
    // With whom alone may be what the clinic's texts answer.
    assert_eq!(short(&told(&thread, &said, "¿con quién es mi cita?", one()).0), "thread_text");
}

#[test]
fn of_a_household_each_is_told_by_name_or_nobody() {
    let thread = known(&["p1", "p2"]);
    let theirs = || vec![visits_of("p1", &["a1"]), visits_of("p2", &["a2"])];
    let words = "¿a qué hora es mi cita?";
    assert_eq!(told(&thread, &telling(ONE, SEVERAL), words, theirs()).1, Some(Handover::NotUnderstood));
    let named = telling(&format!("{{{{patient_given_name}}}}: {ONE}"), SEVERAL);
    let (effects, waits) = told(&thread, &named, words, theirs());
    let to = |it: &Effect| match it {
        Effect::Say(spec) => spec.to.patient().map(ToString::to_string),
        other => panic!("{other:?}"),
    };
    let whose: Vec<_> = effects.iter().map(to).collect();
    assert_eq!((whose, waits), (vec![Some("p1".to_owned()), Some("p2".to_owned())], None));
}

#[test]
fn on_a_number_that_is_in_doubt_nothing_is_told() {
    let (doubted, _) = hears(&known(&["p1"]), "w0", text("número equivocado"));
    let clinic = telling(ONE, SEVERAL);
    let (effects, _) = told(&doubted, &clinic, "¿a qué hora es mi cita?", vec![visits_of("p1", &["a1"])]);
    assert_eq!(effects, Vec::new());
}

#[test]
fn who_confirms_and_comes_late_confirms_the_one_visit_that_was_asked_about() {
    let words = "sí confirmo, pero llego 10 min tarde";
    let (next, effects) = hears(&asked(&["m1"]), "w1", text(words));
    assert_eq!(short(&effects), "confirm to m1, reply_person");
    assert_eq!(next.waiting.map(|it| it.why), Some(Handover::Late));
    // Which of two, or of another day, a person finds out.
    assert_eq!(short(&hears(&asked(&["m1", "m2"]), "w1", text(words)).1), "reply_person");
    let mut other = wrote("w1", text(words));
    if let Event::Wrote { aside, .. } = &mut other {
        aside.other_day = Some(labelled("m1", "Ana 26/11 10:30"));
    }
    assert_eq!(short(&takes(&asked(&["m1"]), &other, clock(NOW)).effects), "reply_person");
}

#[test]
fn the_day_of_one_of_two_visits_says_which_is_meant_unless_another_time_is_wished() {
    let hears = |words: &str| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.by_day = Some(MessageId::new("m1").unwrap());
            aside.named = vec![labelled("m1", "Ana 26/11 10:30"), labelled("m2", "Ana 27/11 10:30")];
        }
        short(&takes(&asked(&["m1", "m2"]), &event, clock(NOW)).effects)
    };
    assert_eq!(hears("cancelo la del jueves"), "cancel to m1");
    assert_eq!(hears("confirmo la del jueves"), "confirm to m1");
    assert_eq!(hears("quiero cambiar, mejor el jueves"), "reply_which");
}
