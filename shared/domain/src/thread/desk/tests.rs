#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use jiff::SignedDuration;

use super::{ACTS_MAX, Act, Agent, Command, Refused, decide};
use crate::case::Handover;
use crate::clinic::Clinic;
use crate::decision::Outcome;
use crate::delivery::{Channel, Purpose};
use crate::ids::{PatientId, ThreadId};
use crate::language::Language;
use crate::phi::Phi;
use crate::phone::{E164, Identity};
use crate::template::Text;
use crate::testing::{clinic, clock};
use crate::thread::{self, Event, Link, Said, Thread};

const NOW: &str = "2026-11-24 12:00";

/// Somebody asked for a person on WhatsApp.
fn waits() -> Thread {
    let identity = Identity::Phone(E164::new("+5491150001111").unwrap());
    let text = Phi::new("quiero hablar con alguien".to_owned());
    let event = Event::Wrote {
        id: "w1".to_owned(),
        rewrites: None,
        at: clock(NOW),
        channel: Channel::Whatsapp,
        said: Said::Text { text, quotes: None, carrier: None },
        whatsapp_user: None,
        aside: Box::default(),
    };
    thread::decide(None, &clinic(), &identity, &event, clock(NOW)).next.unwrap()
}

fn reply() -> Act {
    Act::Reply(Phi::new("dígame".to_owned()))
}

fn command<'a>(key: &'a str, agent: &'a str, act: &'a Act) -> Command<'a> {
    Command { key, agent, act }
}

fn held() -> Thread {
    decide(&waits(), &clinic(), command("k0", "marta", &Act::Take), clock(NOW)).unwrap().next.unwrap()
}

#[test]
fn acts_by_who_holds_the_thread() {
    let acts = [
        Act::Take,
        reply(),
        Act::Return,
        Act::Close { outcome: None },
        Act::Verify { not: vec![], linked: vec![] },
    ];
    let mut table = String::new();
    for act in acts {
        let cells = [(waits(), "marta"), (held(), "marta"), (held(), "luis")].map(|(thread, agent)| {
            match decide(&thread, &clinic(), command("k1", agent, &act), clock(NOW)) {
                Err(refused) => refused.to_string(),
                Ok(decision) => {
                    let next = decision.next.unwrap_or_else(|| thread.clone());
                    let held = next.held.map_or_else(|| "-".to_owned(), |it| it.agent);
                    let waiting = next.waiting.map_or_else(|| "-".to_owned(), |it| format!("{:?}", it.why));
                    format!("{:?} {held} {waiting} {}", decision.outcome, decision.effects.len())
                }
            }
        });
        writeln!(table, "{:<6} | {}", act.as_str(), cells.join(" | ")).unwrap();
    }
    insta::assert_snapshot!(table, @"
    take   | Applied marta - 0 | Stale marta - 0 | marta holds this conversation
    reply  | take this conversation first | Applied marta - 1 | marta holds this conversation
    return | Stale - Asked 0 | Applied - Asked 0 | marta holds this conversation
    close  | Applied - - 0 | Applied - - 0 | marta holds this conversation
    verify | Applied - Asked 0 | Applied marta - 0 | Applied marta - 0
    ");
}

#[test]
fn free_text_ends_with_the_window() {
    let late = clock(NOW) + SignedDuration::from_hours(24);
    let refused = decide(&held(), &clinic(), command("k1", "marta", &reply()), late).unwrap_err();
    assert_eq!(refused, Refused::WindowClosed);
}

#[test]
fn a_repeated_key_gives_the_same_effects_and_changes_nothing() {
    let first = decide(&held(), &clinic(), command("k1", "marta", &reply()), clock(NOW)).unwrap();
    let again =
        decide(&first.next.unwrap(), &clinic(), command("k1", "marta", &reply()), clock(NOW)).unwrap();
    assert_eq!((again.outcome, again.effects), (Outcome::Repeated, first.effects));
}

#[test]
fn no_other_command_is_taken_under_the_key_of_one() {
    let said =
        decide(&held(), &clinic(), command("k1", "marta", &reply()), clock(NOW)).unwrap().next.unwrap();
    let under = |thread: &Thread, key: &str, act: &Act| {
        decide(thread, &clinic(), command(key, "marta", act), clock(NOW)).map(|it| it.outcome)
    };
    let other = Act::Reply(Phi::new("hasta luego".to_owned()));
    for another in [&other, &Act::Return, &Act::Close { outcome: None }] {
        assert_eq!(under(&said, "k1", another), Err(Refused::KeyTaken), "{}", another.as_str());
    }
    assert_eq!(under(&said, "k2", &other), Ok(Outcome::Applied));
    // The first release remembered the key and not what was asked.
    let mut earlier = said;
    earlier.acts.last_mut().unwrap().key = "k1".to_owned();
    assert_eq!(under(&earlier, "k1", &reply()), Ok(Outcome::Repeated));
}

/// A clinic with a template that staff may choose.
fn with_greeting() -> Clinic {
    let mut clinic = clinic();
    let mut greeting = clinic.template("reminder", Language::Es).unwrap().clone();
    let form = greeting.whatsapp.as_mut().unwrap();
    form.body = Text::parse("{{clinic_name}}").unwrap();
    form.buttons.clear();
    clinic.templates.insert("greeting", Language::Es, greeting);
    clinic
}

#[test]
fn a_template_for_one_person_is_one_command_under_whichever_record_they_are_known() {
    let clinic = with_greeting();
    let id = |it: &str| PatientId::new(it).unwrap();
    let link = |it: &str| Link { patient: id(it), at: clock(NOW), evidence: "e1".to_owned() };
    let sends = |thread: &Thread, linked: Option<&str>| {
        let (name, patient, linked) = ("greeting".to_owned(), Some(id("p9")), linked.map(id));
        let act = Act::Template { name, patient, linked };
        decide(thread, &clinic, command("k1", "marta", &act), clock(NOW)).unwrap()
    };
    let first = sends(&Thread { patients: vec![link("p1")], ..held() }, Some("p1"));
    // The clinic tells the number of the record that stands, and the command comes again.
    let mut next = first.next.unwrap();
    next.patients.push(link("p9"));
    let again = sends(&next, None);
    assert_eq!((again.outcome, again.effects), (Outcome::Repeated, first.effects));
}

#[test]
fn who_held_a_conversation_under_a_name_with_a_space_can_still_close_it() {
    let mut thread = held();
    thread.held.as_mut().unwrap().agent = "marta ".to_owned();
    let close = |agent: &str| {
        decide(&thread, &clinic(), command("k1", agent, &Act::Close { outcome: None }), clock(NOW))
            .map(|it| it.outcome)
    };
    assert_eq!(close("marta"), Ok(Outcome::Applied));
    assert_eq!(close("luis"), Err(Refused::HeldBy("marta ".to_owned())));
}

#[test]
fn staff_take_a_stop_back_and_say_why() {
    let stopped = waits().stopped(Channel::Email, None, "m1.email", clock(NOW));
    let stopped = stopped.stopped(Channel::Whatsapp, Some(Purpose::Marketing), "w0", clock(NOW));
    let back = |thread: &Thread, key: &str, channel| {
        let act = Act::Resume { channel, why: Phi::new("lo pidió en recepción".to_owned()) };
        decide(thread, &clinic(), command(key, "marta", &act), clock(NOW))
    };
    let next = back(&stopped, "k1", Channel::Email).unwrap().next.unwrap();
    assert!(!next.is_stopped(Channel::Email, Purpose::Care));
    let noted = next.acts[0].note.as_ref().unwrap().expose();
    let expected = format!("email (stopped at {} by m1.email): lo pidió en recepción", clock(NOW));
    assert_eq!(*noted, expected);
    // What WhatsApp's own settings say, and what is not stopped, is nobody's to take back.
    for channel in Channel::ALL {
        assert_eq!(back(&next, "k2", channel), Err(Refused::NotStopped), "{channel:?}");
    }
    // Many acts later it is still known who did it.
    let mut thread = next;
    for number in 0..2 * ACTS_MAX {
        let act = Act::Verify { not: vec![], linked: vec![] };
        let key = format!("v{number}");
        thread = decide(&thread, &clinic(), command(&key, "marta", &act), clock(NOW)).unwrap().next.unwrap();
    }
    assert_eq!((thread.acts.len(), thread.acts[0].act.as_str()), (ACTS_MAX, "resume"));
}

/// They write that.
fn hears(thread: &Thread, id: &str, words: &str) -> Thread {
    let event = Event::Wrote {
        id: id.to_owned(),
        rewrites: None,
        at: clock(NOW),
        channel: Channel::Whatsapp,
        said: Said::Text { text: Phi::new(words.to_owned()), quotes: None, carrier: None },
        whatsapp_user: None,
        aside: Box::default(),
    };
    thread::decide(Some(thread), &clinic(), &thread.identity, &event, clock(NOW)).next.unwrap()
}

#[test]
fn a_stop_that_was_only_suspected_is_settled_by_whoever_knows_that_none_was_meant() {
    let resume = |thread: &Thread| {
        let act = Act::Resume { channel: Channel::Whatsapp, why: Phi::new("era de otra lista".to_owned()) };
        decide(thread, &clinic(), command("k1", "marta", &act), clock(NOW))
    };
    let suspected = hears(&waits(), "w2", "Please unsubscribe me");
    assert!(suspected.in_doubt_since.is_some());
    let next = resume(&suspected).unwrap().next.unwrap();
    assert_eq!((next.in_doubt_since, next.stop_suspected), (None, false));
    let noted = next.acts[0].note.as_ref().unwrap().expose();
    assert_eq!(*noted, format!("whatsapp (suspected at {}): era de otra lista", clock(NOW)));
    assert_eq!(resume(&next).unwrap().outcome, Outcome::Repeated);
    // They say so themselves, whether somebody of the clinic has the conversation by then or not.
    let taken =
        decide(&suspected, &clinic(), command("k2", "marta", &Act::Take), clock(NOW)).unwrap().next.unwrap();
    for thread in [&suspected, &taken] {
        assert_eq!(hears(thread, "w3", "START").in_doubt_since, None);
    }
    // Whose number it is, is another question.
    let wrong = hears(&suspected, "w3", "número equivocado");
    assert_eq!(resume(&wrong), Err(Refused::NotStopped));
    assert!(hears(&wrong, "w4", "START").in_doubt_since.is_some());
}

#[test]
fn a_stop_that_was_meant_is_said_by_staff_before_the_conversation_is_closed() {
    let suspected = hears(&waits(), "w2", "Please unsubscribe me");
    let acts = |thread: &Thread, key: &str, act: &Act| {
        decide(thread, &clinic(), command(key, "marta", act), clock(NOW))
    };
    let close = Act::Close { outcome: None };
    assert_eq!(acts(&suspected, "k1", &close), Err(Refused::StopSuspected));
    let stop =
        Act::Stop { channel: Channel::Whatsapp, why: Phi::new("lo confirmó por teléfono".to_owned()) };
    let stopped = acts(&suspected, "k2", &stop).unwrap().next.unwrap();
    assert!(stopped.is_stopped(Channel::Whatsapp, Purpose::Care));
    assert!(!stopped.is_stopped(Channel::Sms, Purpose::Care));
    assert_eq!((stopped.in_doubt_since, stopped.stop_suspected), (None, false));
    let noted = stopped.acts[0].note.as_ref().unwrap().expose();
    assert_eq!(noted, "whatsapp: lo confirmó por teléfono");
    assert_eq!(acts(&stopped, "k3", &close).unwrap().next.unwrap().waiting, None);
    // Who is not the patient at all may be left so.
    let wrong = hears(&waits(), "w2", "número equivocado");
    assert_eq!(acts(&wrong, "k1", &close).unwrap().next.unwrap().waiting, None);
}

#[test]
fn a_template_that_could_not_be_sent_is_refused() {
    let clinic = with_greeting();
    let patient = PatientId::new("p1").unwrap();
    let link = Link { patient, at: clock(NOW), evidence: "e1".to_owned() };
    let known = Thread { patients: vec![link], ..held() };
    let sends = |thread: &Thread| {
        let act = Act::Template { name: "greeting".to_owned(), patient: None, linked: None };
        decide(thread, &clinic, command("k1", "marta", &act), clock(NOW)).map(|it| it.effects.len())
    };
    assert_eq!(sends(&known), Ok(1));
    assert_eq!(sends(&hears(&known, "w2", "número equivocado")), Err(Refused::InDoubt));
    assert_eq!(sends(&known.stopped(Channel::Whatsapp, None, "w2", clock(NOW))), Err(Refused::Stopped));
}

#[test]
fn what_is_remembered_of_acts_has_an_end() {
    let mut thread = held();
    for number in 0..2 * ACTS_MAX {
        let act = Act::Verify { not: vec![], linked: vec![] };
        let key = format!("v{number}");
        thread = decide(&thread, &clinic(), command(&key, "marta", &act), clock(NOW)).unwrap().next.unwrap();
    }
    assert_eq!(thread.acts.len(), ACTS_MAX);
}

#[test]
fn what_the_assistant_hears_while_a_person_holds_the_thread_waits_for_that_person() {
    let event = Event::Wrote {
        id: "w2".to_owned(),
        rewrites: None,
        at: clock(NOW),
        channel: Channel::Whatsapp,
        said: Said::Text { text: Phi::new("¿me oyen?".to_owned()), quotes: None, carrier: None },
        whatsapp_user: None,
        aside: Box::default(),
    };
    let thread = held();
    let decision = thread::decide(Some(&thread), &clinic(), &thread.identity, &event, clock(NOW));
    let next = decision.next.unwrap();
    assert_eq!((decision.effects.len(), next.waiting), (0, None));
    assert!(next.answer_by.is_some());
    assert_eq!(thread.held.unwrap().waited.unwrap().why, Handover::Asked);
}

#[test]
fn an_agent_has_room_for_so_many() {
    let of = |number: usize| ThreadId::new(format!("t{number}")).unwrap();
    let mut agent = Agent::new(clinic().id, "marta".to_owned());
    for number in 0..3 {
        agent = agent.takes(&of(number), 3).unwrap();
    }
    assert_eq!(agent.takes(&of(3), 3), None);
    assert_eq!(agent.takes(&of(2), 3).as_ref(), Some(&agent));
    assert!(agent.leaves(&[of(0)]).takes(&of(3), 3).is_some());
}

#[test]
fn who_waits_is_overdue_from_the_minute_that_was_promised() {
    let by = waits().answer_by.unwrap();
    let wakes = |now| thread::decide(Some(&waits()), &clinic(), &waits().identity, &Event::Woken, now);
    assert_eq!(wakes(by - SignedDuration::from_secs(1)).outcome, Outcome::Stale);
    let next = wakes(by).next.unwrap();
    assert_eq!((next.overdue, next.answer_by), (true, None));
}

#[test]
fn of_an_emergency_staff_are_told_anew_though_who_holds_the_thread_is_overdue() {
    let (thread, by) = (held(), waits().answer_by.unwrap());
    let overdue = thread::decide(Some(&thread), &clinic(), &thread.identity, &Event::Woken, by).next.unwrap();
    for (words, is_overdue) in [("¿me oyen?", true), ("tengo un dolor fuerte en el pecho", false)] {
        let event = Event::Wrote {
            id: "w2".to_owned(),
            rewrites: None,
            at: by,
            channel: Channel::Whatsapp,
            said: Said::Text { text: Phi::new(words.to_owned()), quotes: None, carrier: None },
            whatsapp_user: None,
            aside: Box::default(),
        };
        let decision = thread::decide(Some(&overdue), &clinic(), &overdue.identity, &event, by);
        let next = decision.next.unwrap();
        assert_eq!((next.overdue, next.answer_by.is_none()), (is_overdue, is_overdue), "{words}");
        assert_eq!(next.held.unwrap().agent, "marta");
    }
}

#[test]
fn what_staff_write_in_the_app_takes_what_waits_and_nothing_from_an_agent() {
    let echoes = |thread: &Thread, id: &str, at: &str| {
        let event =
            Event::Echoed { id: id.to_owned(), at: clock(at), text: Phi::new("buen día".to_owned()) };
        thread::decide(Some(thread), &clinic(), &thread.identity, &event, clock(at)).next.unwrap()
    };
    let app = echoes(&waits(), "e1", "2026-11-24 12:05");
    assert_eq!(app.held.as_ref().unwrap().agent, thread::APP_AGENT);
    let later = echoes(&app, "e2", "2026-11-24 12:20").held.unwrap();
    assert_eq!((later.agent.as_str(), later.since), (thread::APP_AGENT, clock("2026-11-24 12:20")));
    let marta = echoes(&held(), "e1", "2026-11-24 12:05").held.unwrap();
    assert_eq!((marta.agent.as_str(), marta.since), ("marta", clock(NOW)));
}

#[test]
fn what_nobody_answered_in_the_app_waits_for_a_person_once_it_is_held_no_more() {
    let at = |hours: i64| clock(NOW) + SignedDuration::from_hours(hours);
    let happens = |thread: &Thread, event: &Event, hours: i64| {
        thread::decide(Some(thread), &clinic(), &thread.identity, event, at(hours)).next.unwrap()
    };
    let wrote = |id: &str, words: &str, hours: i64| Event::Wrote {
        id: id.to_owned(),
        rewrites: None,
        at: at(hours),
        channel: Channel::Whatsapp,
        said: Said::Text { text: Phi::new(words.to_owned()), quotes: None, carrier: None },
        whatsapp_user: None,
        aside: Box::default(),
    };
    let over = thread::APP_HOLD_HOURS;
    let echo = Event::Echoed { id: "e1".to_owned(), at: at(0), text: Phi::new("buen día".to_owned()) };
    let answered = happens(&waits(), &echo, 0);
    let asks = happens(&answered, &wrote("w2", "¿cuánto sale?", 1), 1);
    let thanks = wrote("w3", "gracias", over);
    assert_eq!(happens(&answered, &thanks, over).waiting, None);
    assert!(happens(&asks, &thanks, over).waiting.is_some());
    let handed_over = Event::HandedOver { why: Handover::Unreached, cause: None };
    assert_eq!(happens(&answered, &handed_over, over).waiting.unwrap().why, Handover::Unreached);
    assert!(happens(&asks, &handed_over, over).waiting.is_some());
    // The app shows no reasons: what it was handed over for waits on, whatever was written there since.
    let again = Event::Echoed { id: "e2".to_owned(), at: at(2), text: Phi::new("adiós".to_owned()) };
    let unseen = happens(&happens(&answered, &handed_over, 1), &again, 2);
    assert_eq!(unseen.as_of(at(2 + over)).waiting.unwrap().why, Handover::Unreached);
    let is_held = |hours: i64| asks.clone().as_of(at(hours)).held.is_some();
    assert_eq!([is_held(over - 1), is_held(over)], [true, false]);
    let take = |hours: i64| decide(&asks, &clinic(), command("k1", "marta", &Act::Take), at(hours));
    assert_eq!(take(1), Err(Refused::HeldBy(thread::APP_AGENT.to_owned())));
    let held = take(over).unwrap().next.unwrap().held.unwrap();
    assert!(held.agent == "marta" && held.waited.is_some());
}

#[test]
fn what_no_words_tell_is_shown_to_who_holds_the_thread_and_outlives_that_they_close_it() {
    let hands_over = |thread: &Thread, why: Handover, cause: &str| {
        let event = Event::HandedOver { why, cause: Some(cause.to_owned()) };
        thread::decide(Some(thread), &clinic(), &thread.identity, &event, clock(NOW))
    };
    let acts = |thread: &Thread, key: &str, act: &Act| {
        decide(thread, &clinic(), command(key, "marta", act), clock(NOW)).unwrap().next.unwrap()
    };
    // What comes of words stands in the conversation, but not that the clinic's system never answered.
    let writes = hears(&held(), "w2", "el lunes");
    assert_eq!(hands_over(&writes, Handover::WantsToMove, "w2").outcome, Outcome::Stale);
    let unconfirmed = hands_over(&writes, Handover::Unconfirmed, "w2");
    assert_eq!((unconfirmed.outcome, unconfirmed.effects.len()), (Outcome::Applied, 0));
    assert_eq!(unconfirmed.next.unwrap().needed_for().unwrap().why, Handover::Unconfirmed);
    let told = hands_over(&held(), Handover::StillListed, "e1").next.unwrap();
    assert_eq!(told.needed_for().unwrap().why, Handover::StillListed);
    assert!(told.held.is_some() && told.answer_by.is_some());
    assert_eq!(hands_over(&told, Handover::StillListed, "e1").outcome, Outcome::Stale, "it comes again");
    let returned = acts(&told, "k1", &Act::Return);
    assert_eq!((returned.held, returned.waiting.unwrap().why), (None, Handover::StillListed));
    let close = Act::Close { outcome: None };
    let closed = acts(&told, "k1", &close);
    assert_eq!((&closed.held, closed.waiting.unwrap().why), (&None, Handover::StillListed));
    assert!(closed.answer_by.is_some());
    let ended = acts(&closed, "k2", &close);
    assert_eq!((ended.waiting, ended.answer_by), (None, None));
}
