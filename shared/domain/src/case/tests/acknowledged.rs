//! Who says that they come hears back, where the clinic wants it.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::json;

use super::super::{Answer, CaseState, Covered, Effect, Event, Heard, StepState};
use super::rows::{booked, fate};
use crate::decision::Outcome;
use crate::delivery::Channel;
use crate::event::{AppointmentChange as C, Modality};
use crate::ids::ThreadId;
use crate::journey::Step;
use crate::message::{About, Form, MessageSpec, Recipient};
use crate::testing::{STARTS, Visit, clock, local, said, short};

const REMINDED: &str = "2026-11-24 12:00";

fn step(name: &str, more: &serde_json::Value) -> Step {
    let mut step = json!({
        "name": name, "on": ["confirmed"], "template": "reply_confirmed", "template_day": "reply_confirmed_day",
        "template_remote": "reply_confirmed_remote", "purpose": "care", "channels": ["whatsapp"]
    });
    step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(step).unwrap()
}

/// A visit that was reminded of, of a clinic whose journey answers who confirms.
fn reminded(id: &str, start: &str) -> Visit {
    let mut visit = Visit { facts: crate::testing::facts(id, start), ..booked() };
    visit.case = None;
    visit.clinic.journeys[0].steps.push(step("confirmed", &json!({})));
    visit.told(C::Booked, "2026-11-20 12:00");
    visit.wakes_until(REMINDED);
    visit
}

fn visit() -> Visit {
    reminded("a1", STARTS)
}

fn answer(cause: &str, version: u32, together: &[Covered], channel: Channel) -> Event {
    Event::Answered {
        cause: cause.to_owned(),
        answer: Answer::Confirm,
        wish: None,
        version,
        together: together.to_vec(),
        channel,
        thread: ThreadId::new("thr_1").unwrap(),
    }
}

fn covered(visit: &Visit) -> Covered {
    Covered { case: visit.facts.id.clone(), version: visit.case().version }
}

#[test]
fn who_confirms_hears_so_once_where_they_wrote() {
    let mut visit = visit();
    let tap = answer("w1", 1, &[], Channel::Whatsapp);
    let first = visit.among(&[], &tap, clock("2026-11-24 22:30"));
    let spec: MessageSpec = said(&first.effects).remove(0);
    let thread = ThreadId::new("thr_1").unwrap();
    assert_eq!((spec.step.as_str(), spec.template.as_str()), ("confirmed", "reply_confirmed"));
    assert_eq!(
        (spec.form, spec.about, spec.channels.as_slice()),
        (Form::Reply, About::Visit, &[Channel::Whatsapp][..])
    );
    assert_eq!(spec.to, Recipient::Thread { thread, patient: Some(visit.patient.clone()) });
    assert_eq!((spec.covers.as_slice(), &spec.template_day), (&[covered(&visit)][..], &None));
    assert!(spec.acknowledges && !spec.asks);
    let (message, covers) = (spec.id.clone(), spec.covers.clone());
    assert_eq!(fate(&visit, "confirmed"), StepState::Released { message, covers });
    assert_eq!(visit.case().state, CaseState::Confirmed);
    // The queue brings the tap again, and the patient taps again.
    let again = visit.among(&[], &tap, clock("2026-11-24 22:31"));
    assert_eq!((again.outcome, again.effects), (Outcome::Repeated, first.effects));
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 22:32")), "-");
    // If it was not sent, it is not said as a template.
    assert_eq!(short(&visit.stopped(&spec.id, crate::reason::Reason::WindowClosed, "2026-11-24 22:40")), "-");
    assert_eq!(short(&visit.wakes_until(STARTS)), "instructions");
}

#[test]
fn nothing_is_said_where_the_step_is_not_or_is_not_for_it() {
    for change in ["sms", "other service", "remote", "no step"] {
        let mut visit = visit();
        let steps = &mut visit.clinic.journeys[0].steps;
        let own = steps.iter_mut().find(|it| it.name == "confirmed").unwrap();
        match change {
            "other service" => own.only_services = vec!["ecograf*".to_owned()],
            "remote" => {
                own.only_on_site = true;
                visit.facts.modality = Some(Modality::Video);
                visit.told(C::Moved, "2026-11-24 12:10");
            }
            "no step" => visit.without_step("confirmed"),
            _ => {}
        }
        let channel = if change == "sms" { Channel::Sms } else { Channel::Whatsapp };
        let effects = visit.takes(&answer("w1", visit.case().version, &[], channel), "2026-11-24 12:30");
        assert_eq!((short(&effects).as_str(), visit.case().state), ("-", CaseState::Confirmed), "{change}");
        assert_eq!(visit.case().step("confirmed"), None, "{change}");
        // Nor does it follow once the service is known to be of that kind.
        visit.facts.service = Some("Ecografía".to_owned().into());
        assert_eq!(short(&visit.told(C::Booked, "2026-11-24 12:40")), "-", "{change}");
    }
    let mut video = visit();
    video.facts.modality = Some(Modality::Video);
    video.told(C::Moved, "2026-11-24 12:10");
    let spec = said(&video.answered(Answer::Confirm, 2, "2026-11-24 12:30")).remove(0);
    assert_eq!(spec.template, "reply_confirmed_remote");
}

#[test]
fn it_is_said_again_after_another_answer_and_of_another_version() {
    let mut visit = visit();
    let first = said(&visit.answered(Answer::Confirm, 1, "2026-11-24 12:30")).remove(0);
    assert_eq!(short(&visit.answered(Answer::Reschedule, 1, "2026-11-24 12:40")), "reply_reschedule");
    let second = said(&visit.answered(Answer::Confirm, 1, "2026-11-24 12:41")).remove(0);
    assert_ne!(first.id, second.id);
    // Called off and taken up again.
    assert_eq!(short(&visit.answered(Answer::Cancel, 1, "2026-11-24 13:00")), "cancellation");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 13:01")), "reply_old");
    visit.told(C::Reinstated, "2026-11-24 14:00");
    let third = said(&visit.answered(Answer::Confirm, 3, "2026-11-24 14:10")).remove(0);
    assert_eq!(third.covers, [Covered { version: 3, ..covered(&visit) }]);
    assert_eq!(short(&visit.answered(Answer::Confirm, 3, "2026-11-24 14:11")), "-");
}

#[test]
fn the_clinics_word_says_nothing_and_takes_no_answers_place() {
    let mut visit = visit();
    visit.facts.confirmed = true;
    assert_eq!(short(&visit.told(C::Booked, "2026-11-24 12:10")), "-");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 12:30")), "confirmed");
    // Nor is what was said of the version before the answer to this one.
    visit.facts.start = Some(local("2026-11-26 16:00"));
    assert_eq!(short(&visit.told(C::Moved, "2026-11-24 13:00")), "moved");
    assert_eq!(visit.case().answer, Some(Answer::Confirm));
    assert_eq!(short(&visit.answered(Answer::Confirm, 2, "2026-11-24 13:10")), "confirmed");
}

#[test]
fn a_visit_that_was_moved_and_moved_back_in_one_night_stays_confirmed_and_told() {
    let mut visit = visit();
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 22:00")), "confirmed");
    visit.facts.start = Some(local("2026-11-27 09:00"));
    visit.told(C::Moved, "2026-11-24 23:00");
    visit.heard = Heard::Before;
    visit.facts.start = Some(local(STARTS));
    visit.told(C::Moved, "2026-11-24 23:10");
    assert_eq!(short(&visit.answered(Answer::Confirm, 1, "2026-11-24 23:20")), "-");
}

#[test]
fn of_several_visits_one_answer_is_said_once() {
    let (mut one, mut two) = (reminded("a1", STARTS), reminded("a2", "2026-11-26 12:00"));
    let together = [covered(&one), covered(&two)];
    let tap = answer("w1", 1, &together, Channel::Whatsapp);
    let both = [&mut one, &mut two].map(|it| said(&it.takes(&tap, "2026-11-24 12:30")).remove(0));
    assert_eq!(both[0], both[1], "one message");
    assert_eq!(
        (both[0].covers.as_slice(), both[0].template_day.as_deref()),
        (&together[..], Some("reply_confirmed_day"))
    );
    for visit in [&one, &two] {
        assert!(
            matches!(fate(visit, "confirmed"), StepState::Released { message, .. } if message == both[0].id)
        );
    }
    // What differs by service is said of each alone.
    let (mut one, mut two) = (reminded("a1", STARTS), reminded("a2", "2026-11-26 12:00"));
    for visit in [&mut one, &mut two] {
        visit.clinic.journeys[0].steps.pop();
        visit.clinic.journeys[0].steps.push(step("confirmed", &json!({ "except_services": ["ecograf*"] })));
    }
    let each = [&mut one, &mut two].map(|it| said(&it.takes(&tap, "2026-11-24 12:30")).remove(0));
    assert_ne!(each[0].id, each[1].id);
    assert_eq!(each.map(|it| it.covers), [vec![covered(&one)], vec![covered(&two)]]);
    // One that does not stand is not among them.
    let (mut one, two) = (reminded("a1", STARTS), reminded("a2", "2026-11-26 12:00"));
    let effects = one.takes(&answer("w1", 1, &[covered(&two)], Channel::Whatsapp), "2026-11-24 12:30");
    assert!(matches!(&effects[..], [Effect::Say(spec)] if spec.covers == [covered(&one)]));
}
