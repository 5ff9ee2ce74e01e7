#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::{
    Aside, CarrierWord, Effect, Ended, Event, LINKS_MAX, Meaning, Quoted, Reach, Said, Thread, decide,
};
use crate::case::{Answer, Handover, OPTIONS_TEMPLATE};
use crate::decision::{Decision, Outcome};
use crate::delivery::{Channel, Purpose};
use crate::ids::{MessageId, PatientId};
use crate::message::{About, Form, MessageSpec, Tapped};
use crate::phi::Phi;
use crate::phone::{E164, Identity};
use crate::testing::{BOOKED_ON, STARTS, Visit, clinic, clock, said};

const NOW: &str = "2026-11-24 12:00";

fn identity() -> Identity {
    Identity::Phone(E164::new("+5491150001111").unwrap())
}

/// A reminder that asks, as the case says it.
fn question(name: &str) -> MessageSpec {
    let mut spec = said(&Visit::booked("a1", STARTS, BOOKED_ON).wakes_until("2026-11-24 11:00")).remove(0);
    spec.id = MessageId::new(name).unwrap();
    spec
}

fn asked(questions: &[&str]) -> Thread {
    let thread = Thread::new(clinic().id, identity());
    let admit = |thread: Thread, name: &&str| {
        thread.admit(&question(name), Channel::Whatsapp, clock("2026-11-24 11:00")).unwrap()
    };
    questions.iter().fold(thread, admit)
}

fn wrote(id: &str, said: Said) -> Event {
    Event::Wrote {
        id: id.to_owned(),
        at: clock(NOW),
        channel: Channel::Whatsapp,
        said,
        whatsapp_user: None,
        aside: Aside::default(),
    }
}

fn text(words: &str) -> Said {
    Said::Text { text: Phi::new(words.to_owned()), quotes: None, carrier: None }
}

fn tap(message: &str, answer: Answer) -> Said {
    Said::Tap {
        message: MessageId::new(message).unwrap(),
        tapped: Tapped::Answer(answer),
        about: About::Visit,
    }
}

fn takes(thread: &Thread, event: &Event, now: Timestamp) -> Decision<Thread, Effect> {
    decide(Some(thread), &clinic(), &identity(), event, now)
}

fn hears(thread: &Thread, id: &str, said: Said) -> (Thread, Vec<Effect>) {
    let decision = takes(thread, &wrote(id, said), clock(NOW));
    (decision.next.unwrap(), decision.effects)
}

fn short(effects: &[Effect]) -> String {
    let words = effects.iter().map(|it| match it {
        Effect::Answer { message, answer, .. } => format!("{} to {message}", answer.as_str()),
        Effect::Say(spec) => spec.step.clone(),
        other => format!("{other:?}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn sayings() -> Vec<(&'static str, Said)> {
    let words = [
        ("confirm", "sí"),
        ("reschedule", "otro día"),
        ("cancel", "cancelar"),
        ("talk", "quiero hablar con alguien"),
        ("stop", "STOP"),
        ("start", "START"),
        ("help", "ayuda"),
        ("suspected stop", "no me escriban más"),
        ("wrong person", "número equivocado"),
        ("emergency", "tengo un dolor fuerte en el pecho"),
        ("complaint", "pésima atención, una vergüenza"),
        ("late", "llego 10 minutos tarde"),
        ("thanks", "muchas gracias!"),
        ("anything else", "¿hay que ir en ayunas?"),
    ];
    let mut sayings: Vec<_> = words.map(|(name, words)| (name, text(words))).to_vec();
    sayings.insert(0, ("tap", tap("m1", Answer::Confirm)));
    sayings.push(("picture", Said::Attachment { media: "image".to_owned(), caption: None }));
    sayings.push(("number changed", Said::IdentityChanged));
    sayings.push(("stopped", Said::Stopped { purpose: Some(Purpose::Marketing) }));
    sayings.push(("resumed", Said::Resumed { purpose: None }));
    sayings
}

#[test]
fn everything_said_by_open_questions() {
    let mut table = String::new();
    for (name, said) in sayings() {
        let cells = [&["m1"][..], &[], &["m1", "m2"]].map(|open| {
            let (next, effects) = hears(&asked(open), "w1", said.clone());
            let waiting = next.waiting.map_or(String::new(), |it| format!(" {:?}", it.why));
            let stops = if next.stops.is_empty() { "" } else { " stop" };
            let doubt = if next.in_doubt_since.is_some() { " doubt" } else { "" };
            let cell = format!("{:?}{waiting}{stops}{doubt}: {}", next.inbound[0].ended, short(&effects));
            cell.trim_end_matches([':', ' ']).to_owned()
        });
        let [one, none, several] = cells;
        writeln!(table, "{}", format!("{name:<14} | {one:<42} | {none:<42} | {several}").trim_end()).unwrap();
    }
    insta::assert_snapshot!(table, @"
    tap            | Applied: confirm to m1                     | Applied: confirm to m1                     | Applied: confirm to m1
    confirm        | Applied: confirm to m1                     | Queued NotUnderstood: reply_person         | Queued Ambiguous: reply_person
    reschedule     | Applied: reschedule to m1                  | Queued NotUnderstood: reply_person         | Queued Ambiguous: reply_person
    cancel         | Applied: cancel to m1                      | Queued NotUnderstood: reply_person         | Queued Ambiguous: reply_person
    talk           | Queued Asked: reply_person                 | Queued Asked: reply_person                 | Queued Asked: reply_person
    stop           | Applied stop: reply_stop                   | Applied stop: reply_stop                   | Applied stop: reply_stop
    start          | Applied: reply_start                       | Applied: reply_start                       | Applied: reply_start
    help           | AskedBack: reply_help                      | AskedBack: reply_help                      | AskedBack: reply_help
    suspected stop | Queued SuspectedStop doubt: reply_person   | Queued SuspectedStop doubt: reply_person   | Queued SuspectedStop doubt: reply_person
    wrong person   | Queued WrongPerson doubt: reply_person     | Queued WrongPerson doubt: reply_person     | Queued WrongPerson doubt: reply_person
    emergency      | Queued Emergency: reply_emergency          | Queued Emergency: reply_emergency          | Queued Emergency: reply_emergency
    complaint      | Queued Complaint: reply_person             | Queued Complaint: reply_person             | Queued Complaint: reply_person
    late           | Queued Late: reply_person                  | Queued Late: reply_person                  | Queued Late: reply_person
    thanks         | Applied                                    | Applied                                    | Applied
    anything else  | Queued NotUnderstood: reply_person         | Queued NotUnderstood: reply_person         | Queued NotUnderstood: reply_person
    picture        | Queued Attachment: reply_person            | Queued Attachment: reply_person            | Queued Attachment: reply_person
    number changed | Queued IdentityChanged doubt               | Queued IdentityChanged doubt               | Queued IdentityChanged doubt
    stopped        | Applied stop                               | Applied stop                               | Applied stop
    resumed        | Applied                                    | Applied                                    | Applied
    ");
}

#[test]
fn row_13_every_inbound_ends_in_exactly_one_way_and_once() {
    for (name, said) in sayings() {
        let (thread, effects) = hears(&asked(&["m1"]), "w1", said.clone());
        assert_eq!(thread.inbound.len(), 1, "{name}");
        let queued = thread.inbound[0].ended == Ended::Queued;
        assert_eq!(queued, thread.waiting.is_some(), "{name}");
        // The provider delivers it again, days later.
        let again = takes(&thread, &wrote("w1", said), clock("2026-11-27 12:00"));
        assert_eq!((again.next, again.effects, again.outcome), (None, effects, Outcome::Repeated), "{name}");
    }
}

#[test]
fn row_14_a_quoted_question_is_the_one_that_is_answered() {
    let quotes = MessageId::new("m2").ok().map(Quoted::Question);
    let said = Said::Text { text: Phi::new("sí".to_owned()), quotes, carrier: None };
    let (thread, effects) = hears(&asked(&["m1", "m2"]), "w1", said);
    assert_eq!(short(&effects), "confirm to m2");
    // The other one is now the only one open.
    assert_eq!(short(&hears(&thread, "w2", text("cancelar")).1), "cancel to m1");
}

#[test]
fn a_question_is_open_until_its_message_is_of_no_use() {
    let thread = asked(&["m1"]);
    let late = takes(&thread, &wrote("w1", text("sí")), clock(STARTS));
    assert_eq!(late.next.unwrap().waiting.unwrap().why, Handover::NotUnderstood);
}

#[test]
fn a_question_asked_on_two_channels_is_one_question() {
    let thread = asked(&["m1"]).admit(&question("m1"), Channel::Sms, clock(NOW)).unwrap();
    assert_eq!(short(&hears(&thread, "w1", text("sí")).1), "confirm to m1");
}

#[test]
fn row_10_a_stop_holds_per_channel_and_purpose_until_it_is_taken_back() {
    let (stopped, _) = hears(&asked(&[]), "w1", text("STOP"));
    assert!(stopped.is_stopped(Channel::Whatsapp, Purpose::Care));
    assert!(!stopped.is_stopped(Channel::Sms, Purpose::Care));
    let (back, effects) = hears(&stopped, "w2", text("START"));
    assert_eq!((back.stops.len(), short(&effects)), (0, "reply_start".to_owned()));
    let marketing = Said::Stopped { purpose: Some(Purpose::Marketing) };
    let (stopped, _) = hears(&asked(&[]), "w1", marketing);
    assert!(!stopped.is_stopped(Channel::Whatsapp, Purpose::Care));
    assert!(stopped.is_stopped(Channel::Whatsapp, Purpose::Marketing));
    let care = Said::Resumed { purpose: Some(Purpose::Care) };
    assert!(hears(&stopped, "w2", care).0.is_stopped(Channel::Whatsapp, Purpose::Marketing));
    let resumed = Said::Resumed { purpose: Some(Purpose::Marketing) };
    assert_eq!(hears(&stopped, "w3", resumed).0.stops, []);
}

#[test]
fn row_10_nothing_is_said_where_the_carrier_has_answered() {
    for words in ["STOP", "START", "ayuda"] {
        let said =
            Said::Text { text: Phi::new(words.to_owned()), quotes: None, carrier: Some(CarrierWord::Stop) };
        assert_eq!(short(&hears(&asked(&[]), "w1", said).1), "", "{words}");
    }
}

#[test]
fn row_11_cancel_does_not_unsubscribe() {
    let (thread, effects) = hears(&asked(&["m1"]), "w1", text("CANCELAR"));
    assert_eq!((thread.stops.len(), short(&effects)), (0, "cancel to m1".to_owned()));
}

#[test]
fn who_waits_for_a_person_is_told_so_once() {
    let (thread, effects) = hears(&asked(&[]), "w1", text("¿hay que ir en ayunas?"));
    assert_eq!(short(&effects), "reply_person");
    let (thread, effects) = hears(&thread, "w2", text("¿hola?"));
    assert_eq!(short(&effects), "");
    assert_eq!(
        takes(&thread, &Event::HandedOver { why: Handover::Asked }, clock(NOW)).outcome,
        Outcome::Stale
    );
    let fresh = takes(&asked(&[]), &Event::HandedOver { why: Handover::StillListed }, clock(NOW));
    assert_eq!(fresh.next.unwrap().waiting.unwrap().why, Handover::StillListed);
}

#[test]
fn a_patient_is_tied_once_and_a_household_has_an_end() {
    let linked = |id: usize| Event::Linked {
        patient: PatientId::new(format!("p{id}")).unwrap(),
        evidence: "e1".to_owned(),
    };
    let mut thread = asked(&[]);
    for id in 0..LINKS_MAX {
        thread = takes(&thread, &linked(id), clock(NOW)).next.unwrap();
    }
    for id in [0, LINKS_MAX] {
        assert_eq!(takes(&thread, &linked(id), clock(NOW)).outcome, Outcome::Stale);
    }
    // With several patients, an answer of ours is about none of them.
    let (_, effects) = hears(&thread, "w1", text("ayuda"));
    assert!(matches!(&effects[..], [Effect::Say(spec)] if spec.to.patient().is_none()));
}

#[test]
fn row_21_the_window_opens_with_what_a_person_writes_on_whatsapp() {
    let opens = clock(NOW) + SignedDuration::from_hours(24);
    let by = |channel: Channel, said: Said| {
        let event = Event::Wrote {
            id: "w1".to_owned(),
            at: clock(NOW),
            channel,
            said,
            whatsapp_user: None,
            aside: Aside::default(),
        };
        decide(None, &clinic(), &identity(), &event, clock(NOW)).next.unwrap()
    };
    let thread = by(Channel::Whatsapp, text("hola"));
    assert!(thread.window_is_open(opens - SignedDuration::from_secs(1)));
    assert!(!thread.window_is_open(opens));
    assert_eq!(by(Channel::Sms, text("hola")).window_until, None);
    assert_eq!(by(Channel::Whatsapp, Said::Stopped { purpose: None }).window_until, None);
}

#[test]
fn a_conversation_that_we_start_counts_for_a_day_from_the_last_time() {
    let thread = asked(&[]);
    let now = clock(NOW);
    let later = |hours: i64| now + SignedDuration::from_hours(hours);
    assert_eq!(thread.reach(now), Reach::New);
    let mut spec = question("m1");
    let started = thread.admit(&spec, Channel::Whatsapp, now).unwrap();
    let reach = |hours| started.reach(later(hours));
    assert_eq!([0, 1, 23, 24].map(reach), [Reach::Counted, Reach::Again, Reach::Again, Reach::New]);
    let again = started.admit(&spec, Channel::Whatsapp, later(23)).unwrap();
    assert_eq!(again.reach(later(46)), Reach::Again);
    assert_eq!(hears(&thread, "w1", text("hola")).0.reach(now), Reach::Counted);
    spec.form = Form::Reply;
    assert_eq!(thread.admit(&spec, Channel::Whatsapp, now).unwrap().reach(now), Reach::New);
}

#[test]
fn one_person_is_written_to_five_times_at_once_and_then_every_six_seconds() {
    let mut thread = asked(&[]);
    for _ in 0..5 {
        thread = thread.admit(&question("m1"), Channel::Whatsapp, clock(NOW)).unwrap();
    }
    let room = thread.admit(&question("m1"), Channel::Whatsapp, clock(NOW)).unwrap_err();
    assert_eq!(room, clock(NOW) + SignedDuration::from_secs(6));
    assert!(thread.admit(&question("m1"), Channel::Sms, clock(NOW)).is_ok());
    assert!(thread.admit(&question("m1"), Channel::Whatsapp, room).is_ok());
}

#[test]
fn row_11_a_cancel_that_the_carrier_takes_for_a_stop_is_both_and_staff_know() {
    let said =
        Said::Text { text: Phi::new("CANCEL".to_owned()), quotes: None, carrier: Some(CarrierWord::Stop) };
    let event = Event::Wrote {
        id: "w1".to_owned(),
        at: clock(NOW),
        channel: Channel::Sms,
        said,
        whatsapp_user: None,
        aside: Aside::default(),
    };
    let decision = takes(&asked(&["m1"]), &event, clock(NOW));
    let thread = decision.next.unwrap();
    assert_eq!(short(&decision.effects), "cancel to m1");
    assert!(
        thread.is_stopped(Channel::Sms, Purpose::Care)
            && !thread.is_stopped(Channel::Whatsapp, Purpose::Care)
    );
    assert_eq!(thread.waiting.unwrap().why, Handover::CarrierStop);
}

#[test]
fn a_thread_fits_its_item_whatever_is_written_to_it() {
    let long = "🩺".repeat(4_096);
    let mut thread = asked(&["m1"]);
    for number in 0..3 * super::INBOUND_MAX {
        let text = Phi::new(format!("{number} {long}"));
        let said = Said::Text { text, quotes: None, carrier: None };
        thread = hears(&thread, &format!("w{number}"), said).0;
        let spoken = Event::Speak {
            cause: format!("s{number}"),
            template: super::SPOKEN_TEMPLATE.to_owned(),
            body: Some(Phi::new(long.clone())),
            choices: Vec::new(),
            channel: Channel::Whatsapp,
            covers: None,
            patient: None,
        };
        thread = takes(&thread, &spoken, clock(NOW)).next.unwrap();
    }
    assert!(thread.inbound.last().unwrap().text.expose().starts_with("299 "));
    let bytes = serde_json::to_string(&thread).unwrap().len();
    assert!(bytes < 200_000, "{bytes}");
}

mod earlier_times {
    use super::*;
    use crate::clinic::{Clinic, WaitingList, Weights};
    use crate::ids::CaseId;

    fn with_list() -> Clinic {
        let weights = Weights { priority: 10, day_waited: 1, fit: 3 };
        let rules = WaitingList {
            at_a_time: 2,
            offer_minutes: 30,
            lead_hours: 4,
            within_days: 14,
            offers_per_day_max: 2,
            offers_per_week_max: 4,
            weights,
        };
        Clinic { waiting_list: Some(rules), ..clinic() }
    }

    fn visits(ids: &[&str]) -> Aside {
        let visit = |id: &&str| (CaseId::new(*id).unwrap(), Phi::new(format!("Ana {id}")));
        Aside { visits: ids.iter().map(visit).collect(), ..Aside::default() }
    }

    fn says(words: &str, thread: &Thread, aside: Aside, clinic: &Clinic) -> (Thread, Ended, Vec<Effect>) {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside: known, .. } = &mut event {
            *known = aside;
        }
        let decision = decide(Some(thread), clinic, &identity(), &event, clock(NOW));
        let thread = decision.next.unwrap();
        let ended = thread.inbound.last().unwrap().ended;
        (thread, ended, decision.effects)
    }

    fn waits(effects: &[Effect]) -> Vec<(&str, bool)> {
        let wait = |it| match it {
            &Effect::Wait { ref case, joins, .. } => Some((case.as_str(), joins)),
            _ => None,
        };
        effects.iter().filter_map(wait).collect()
    }

    #[test]
    fn are_for_the_visit_last_spoken_of() {
        let clinic = with_list();
        let words = "avísenme si hay algo antes";
        let (_, ended, effects) = says(words, &asked(&[]), visits(&["a1"]), &clinic);
        assert_eq!((ended, waits(&effects)), (Ended::Applied, vec![("a1", true)]));
        assert_eq!(effects.len(), 1);
        // A list that does not exist is joined by nobody; nor is one for no visit.
        let (_, _, effects) = says(words, &asked(&[]), visits(&["a1"]), &super::clinic());
        assert_eq!(waits(&effects), []);
        let (_, ended, effects) = says(words, &asked(&[]), visits(&[]), &clinic);
        assert_eq!((ended, waits(&effects)), (Ended::Queued, vec![]));
    }

    #[test]
    fn are_asked_back_where_there_are_several_visits() {
        let clinic = with_list();
        let (thread, ended, effects) =
            says("I'd like an earlier appointment", &asked(&[]), visits(&["a1", "a2"]), &clinic);
        assert_eq!((ended, waits(&effects)), (Ended::AskedBack, vec![]));
        let choices = &thread.spoken.last().unwrap().choices;
        let means = Meaning::Wait { case: CaseId::new("a2").unwrap(), joins: true };
        assert_eq!((choices.len(), &choices[1].means), (2, &means));
        let tapped = Said::Tap {
            message: thread.spoken.last().unwrap().message.clone(),
            tapped: Tapped::Choice(2),
            about: About::Dialogue,
        };
        let decision = decide(Some(&thread), &clinic, &identity(), &wrote("w2", tapped), clock(NOW));
        assert_eq!(waits(&decision.effects), [("a2", true)]);
    }

    #[test]
    fn the_third_choice_has_a_number_too_and_asks_for_no_person() {
        let clinic = with_list();
        let three = visits(&["a1", "a2", "a3"]);
        let (thread, _, effects) = says("I'd like an earlier appointment", &asked(&[]), three, &clinic);
        let [Effect::Say(shown)] = effects.as_slice() else { panic!("{effects:?}") };
        let thread = thread.admit(shown, Channel::Sms, clock(NOW)).unwrap();
        let decision = decide(Some(&thread), &clinic, &identity(), &wrote("w2", text("3")), clock(NOW));
        assert_eq!(waits(&decision.effects), [("a3", true)]);
        assert_eq!(decision.next.unwrap().waiting, None);
    }

    #[test]
    fn do_not_swallow_a_confirmation_nor_stop_messages() {
        let clinic = with_list();
        let confirms = |it: &Effect| matches!(it, Effect::Answer { answer: Answer::Confirm, .. });
        for (words, confirmed) in [
            ("Confirmo. Avísenme si hay algo antes", true),
            ("sí, confirmo, si hay algo antes avísenme", true),
            // A "but" may take back what stands before it: the question stays open, and is asked again.
            ("sí, confirmo, pero si hay algo antes avísenme", false),
        ] {
            let (thread, _, effects) = says(words, &asked(&["q1"]), visits(&["a1"]), &clinic);
            assert_eq!(waits(&effects), [("a1", true)], "{words}");
            assert_eq!(effects.iter().any(confirms), confirmed, "{words}");
            assert_eq!(thread.open_visits(clock("2026-11-24 11:30")).is_empty(), confirmed, "{words}");
        }
        let (thread, _, effects) =
            says("quítenme de la lista de espera", &asked(&["q1"]), visits(&["a1"]), &clinic);
        assert_eq!(waits(&effects), [("a1", false)]);
        assert!(thread.stops.is_empty() && thread.in_doubt_since.is_none());
    }

    #[test]
    fn remember_the_cases_last_spoken_of() {
        let thread = asked(&["q1", "q2"]);
        assert_eq!(thread.spoke_of, [CaseId::new("a1").unwrap()]);
        let mut many = thread;
        for index in 0..20 {
            let mut spec = question("q");
            spec.covers[0].case = CaseId::new(format!("b{index}")).unwrap();
            let at = clock("2026-11-24 11:00") + SignedDuration::from_mins(index);
            many = many.admit(&spec, Channel::Sms, at).unwrap();
        }
        assert_eq!(many.spoke_of.len(), crate::thread::SPOKE_OF_MAX);
        assert_eq!(many.spoke_of.last(), Some(&CaseId::new("b19").unwrap()));
    }
}

#[test]
fn a_three_under_a_surveys_question_is_a_score_and_one_after_it_changes_it() {
    let survey = MessageSpec { about: About::Survey, ..question("s1") };
    let thread = asked(&[]).admit(&survey, Channel::Whatsapp, clock("2026-11-24 11:00")).unwrap();
    let (thread, effects) = hears(&thread, "w1", text("3"));
    assert!(
        matches!(effects.as_slice(), [Effect::Survey { message, .. }] if message.as_str() == "s1"),
        "{effects:?}"
    );
    let (thread, effects) = hears(&thread, "w2", text("2"));
    assert!(
        matches!(effects.as_slice(), [Effect::Survey { message, .. }] if message.as_str() == "s1"),
        "{effects:?}"
    );
    assert_eq!(thread.waiting, None);
    // In words it is still a person that is wanted.
    let (thread, _) = hears(&thread, "w3", text("quiero hablar con alguien"));
    assert!(thread.waiting.is_some());
}

#[test]
fn row_10_a_start_that_comes_late_takes_back_no_newer_stop() {
    let said = |id: &str, words: &str, at: &str| Event::Wrote {
        id: id.to_owned(),
        at: clock(at),
        channel: Channel::Whatsapp,
        said: text(words),
        whatsapp_user: None,
        aside: Aside::default(),
    };
    let thread = Thread::new(clinic().id, identity());
    let heard = |thread: Thread, event: &Event| takes(&thread, event, clock(NOW)).next.unwrap();
    let stop = said("wamid.1", "STOP", "2026-11-24 10:00");
    let start = said("wamid.2", "START", "2026-11-24 10:01");
    let again = said("wamid.3", "STOP", "2026-11-24 10:05");
    let stopped = |it: &Thread| it.is_stopped(Channel::Whatsapp, crate::delivery::Purpose::Care);
    assert!(stopped(&[&stop, &again, &start].into_iter().fold(thread.clone(), heard)));
    assert!(!stopped(&[&stop, &start].into_iter().fold(thread, heard)));
}

fn survey_asked(questions: &[&str]) -> Thread {
    let survey = MessageSpec { about: About::Survey, ..question("s1") };
    asked(questions).admit(&survey, Channel::Whatsapp, clock("2026-11-24 11:30")).unwrap()
}

/// Why the thread waits for a person, once that was heard.
fn why(thread: &Thread, said: Said) -> (Option<Handover>, String) {
    let (next, effects) = hears(thread, "w1", said);
    (next.waiting.map(|it| it.why), short(&effects))
}

#[test]
fn what_asks_for_something_is_no_rating() {
    for words in [
        "Necesito cancelar mi turno del jueves que viene",
        "¿Puedo cambiar mi cita?",
        "¿dónde retiro el estudio?",
    ] {
        let (why, effects) = why(&survey_asked(&[]), text(words));
        assert_eq!((why, effects.as_str()), (Some(Handover::NotUnderstood), "reply_person"), "{words}");
    }
    let late = "Voy a llegar 20 minutos tarde";
    assert_eq!(why(&survey_asked(&[]), text(late)).0, Some(Handover::Late));
    assert_eq!(why(&survey_asked(&["m1"]), text(late)).0, Some(Handover::Late));
    assert_eq!(short(&hears(&survey_asked(&["m1"]), "w1", text("cancelar")).1), "cancel to m1");
    for words in ["muy amables todos", "4", "sí, todo bien"] {
        let (_, effects) = hears(&survey_asked(&[]), "w1", text(words));
        assert!(matches!(effects.as_slice(), [Effect::Survey { .. }]), "{words}: {effects:?}");
    }
}

#[test]
fn what_quotes_a_notice_is_about_its_visit_and_nothing_else() {
    let quoting = |words: &str, quotes: Quoted| Said::Text {
        text: Phi::new(words.to_owned()),
        quotes: Some(quotes),
        carrier: None,
    };
    let notice = || Quoted::Notice(MessageId::new("n1").unwrap());
    let thread = asked(&["m1"]);
    assert_eq!(short(&hears(&thread, "w1", quoting("cancelar", notice())).1), "cancel to n1");
    // Nobody confirms what was not asked, and a thumb has been seen.
    for (words, quotes) in [("sí, confirmo", notice()), ("👍", notice()), ("👍", Quoted::Other)] {
        let (next, effects) = hears(&thread, "w1", quoting(words, quotes));
        assert_eq!((effects, next.waiting), (Vec::new(), None), "{words}");
    }
    for (words, quotes) in [("cancelar", Quoted::Other), ("???", notice()), ("👎", notice())] {
        let (why, effects) = why(&thread, quoting(words, quotes));
        assert_eq!((why, effects.as_str()), (Some(Handover::NotUnderstood), "reply_person"), "{words}");
    }
}

#[test]
fn who_may_be_somebody_else_answers_nothing() {
    let (doubted, _) = hears(&asked(&["m1"]), "w1", text("número equivocado"));
    assert!(doubted.in_doubt_since.is_some());
    for said in [text("cancelar"), text("sí"), tap("m1", Answer::Cancel)] {
        let (next, effects) = hears(&doubted, "w2", said);
        assert_eq!(effects, Vec::new());
        assert!(next.waiting.is_some());
    }
}

#[test]
fn a_number_that_a_patient_has_no_more_answers_nothing_for_them() {
    let link = |thread: &Thread, id: &str| {
        let linked = Event::Linked { patient: PatientId::new(id).unwrap(), evidence: "e1".to_owned() };
        takes(thread, &linked, clock(NOW)).next.unwrap()
    };
    let unlinked = |thread: &Thread, id: &str| {
        takes(thread, &Event::Unlinked { patient: PatientId::new(id).unwrap() }, clock(NOW))
    };
    let household = link(&link(&asked(&["m1"]), "p1"), "p2");
    let one_left = unlinked(&household, "p1").next.unwrap();
    assert_eq!(short(&hears(&one_left, "w1", text("cancelar")).1), "cancel to m1");
    let strangers = unlinked(&one_left, "p2").next.unwrap();
    assert_eq!(why(&strangers, text("cancelar")), (Some(Handover::NotUnderstood), "reply_person".to_owned()));
    assert_eq!(unlinked(&strangers, "p2").next, None);
}

#[test]
fn words_under_a_picture_that_always_count_count() {
    let captioned = |words: &str| Said::Attachment {
        media: "image".to_owned(),
        caption: Some(Phi::new(words.to_owned())),
    };
    let thread = asked(&["m1"]);
    assert_eq!(why(&thread, captioned("no puedo respirar")).0, Some(Handover::Emergency));
    let (stopped, effects) = hears(&thread, "w1", captioned("STOP"));
    assert!(stopped.is_stopped(Channel::Whatsapp, Purpose::Care));
    assert_eq!(
        (stopped.waiting.unwrap().why, short(&effects)),
        (Handover::Attachment, "reply_stop".to_owned())
    );
    assert_eq!(why(&thread, captioned("sí")), (Some(Handover::Attachment), "reply_person".to_owned()));
}

#[test]
fn a_yes_that_the_carrier_takes_for_a_start_confirms_and_stops_nothing() {
    let said = |words: &str, carrier| Said::Text {
        text: Phi::new(words.to_owned()),
        quotes: None,
        carrier: Some(carrier),
    };
    let (next, effects) = hears(&asked(&["m1"]), "w1", said("YES", CarrierWord::Start));
    assert_eq!((short(&effects).as_str(), next.waiting), ("confirm to m1", None));
    assert!(!next.is_stopped(Channel::Whatsapp, Purpose::Care));
    let (next, _) = hears(&asked(&["m1"]), "w1", said("info del turno", CarrierWord::Help));
    assert!(!next.is_stopped(Channel::Whatsapp, Purpose::Care));
}

#[test]
fn a_courtesy_is_for_what_was_said_last() {
    let (thread, effects) = hears(&asked(&["m1"]), "w1", text("no sé si voy a poder"));
    assert_eq!(short(&effects), "reply_person");
    for words in ["ok gracias", "👍"] {
        assert_eq!(short(&hears(&thread, "w2", text(words)).1), "", "{words}");
        assert_eq!(short(&hears(&asked(&["m1"]), "w2", text(words)).1), "confirm to m1", "{words}");
    }
    assert_eq!(short(&hears(&thread, "w2", text("sí, confirmo")).1), "confirm to m1");
}

#[test]
fn an_answer_that_names_another_one_of_the_household_is_looked_at() {
    let mut event = wrote("w1", text("cancelen el turno de Juan"));
    if let Event::Wrote { aside, .. } = &mut event {
        aside.names_another = true;
    }
    let decision = takes(&asked(&["m1"]), &event, clock(NOW));
    assert_eq!(short(&decision.effects), "reply_person");
    assert_eq!(decision.next.unwrap().waiting.unwrap().why, Handover::Ambiguous);
}

#[test]
fn an_answer_that_names_two_of_the_household_moves_nobody() {
    let hears = |words: &str| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.names_both = true;
        }
        short(&takes(&asked(&["m1"]), &event, clock(NOW)).effects)
    };
    assert_eq!(hears("Ana sí va, cancelen la de Luis"), "reply_person");
    assert_eq!(hears("Ana y Luis, confirmado"), "confirm to m1");
}

#[test]
fn an_answer_that_names_another_day_is_made_sure_of() {
    let first = || MessageId::new("m1").unwrap();
    let takes = |words: &str, about: MessageId| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.other_day = Some((about, Phi::new("Ana 26/11 10:30".to_owned())));
        }
        takes(&asked(&["m1"]), &event, clock(NOW))
    };
    for (words, answer) in [("sí, el lunes", Answer::Confirm), ("cancelen la cita del lunes", Answer::Cancel)]
    {
        let decision = takes(words, first());
        assert_eq!(short(&decision.effects), "reply_which", "{words}");
        let thread = decision.next.unwrap();
        let means: Vec<_> = thread.spoken[0].choices.iter().map(|it| it.means.clone()).collect();
        assert_eq!(means, [Meaning::Answer { message: first(), answer }, Meaning::Person], "{words}");
        assert_eq!((thread.asked[0].answered, thread.waiting), (false, None), "{words}");
    }
    // Who wants another time names another day; and what another question is about says nothing of this one.
    assert_eq!(short(&takes("no puedo, mejor el lunes", first()).effects), "reschedule to m1");
    let another = MessageId::new("m2").unwrap();
    assert_eq!(short(&takes("sí, el lunes", another).effects), "confirm to m1");
}

#[test]
fn words_under_the_question_after_reschedule_go_on_from_it() {
    let options = MessageSpec { template: OPTIONS_TEMPLATE.to_owned(), ..question("o1") };
    let says = |words: &str, on: Channel| {
        let thread = asked(&[]).admit(&options, on, clock("2026-11-24 11:30")).unwrap();
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { channel, .. } = &mut event {
            *channel = on;
        }
        short(&takes(&thread, &event, clock(NOW)).effects)
    };
    for (words, on_whatsapp, by_sms) in [
        // No number was shown, but for a reminder's in a text message.
        ("1", "move to o1", "confirm to o1"),
        ("2", "reschedule to o1", "move to o1"),
        ("3", "reply_person", "reply_person"),
        ("Buscar otra hora", "move to o1", "move to o1"),
        ("mejor el lunes", "move to o1", "move to o1"),
        ("Anular la cita", "cancel to o1", "cancel to o1"),
        ("Dejarla como está", "confirm to o1", "confirm to o1"),
    ] {
        assert_eq!(says(words, Channel::Whatsapp), on_whatsapp, "{words}");
        assert_eq!(says(words, Channel::Sms), by_sms, "{words}");
    }
}

#[test]
fn what_a_confirmation_asks_for_besides_is_not_lost() {
    let hears = |words: &str, passage: Option<&str>| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.passage = passage.map(str::to_owned);
        }
        let decision = takes(&asked(&["m1"]), &event, clock(NOW));
        (short(&decision.effects), decision.next.unwrap().inbound[0].ended)
    };
    let words = "sí confirmo, me mandan la dirección por favor";
    assert_eq!(hears(words, None), ("confirm to m1, reply_person".to_owned(), Ended::Queued));
    let told = hears(words, Some("Yerbal 1234."));
    assert_eq!(told, ("confirm to m1, thread_text".to_owned(), Ended::AskedBack));
    let told = hears("sí, confirmo", Some("Yerbal 1234."));
    assert_eq!(told, ("confirm to m1".to_owned(), Ended::Applied));
}

#[test]
fn who_wants_something_of_a_visit_is_not_told_about_it() {
    let hears = |words: &str| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.passage = Some("Puede cancelar hasta 24 horas antes.".to_owned());
        }
        short(&takes(&asked(&[]), &event, clock(NOW)).effects)
    };
    assert_eq!(hears("cancelar turno"), "reply_person");
    assert_eq!(hears("¿hasta cuándo puedo cancelar?"), "thread_text");
}
