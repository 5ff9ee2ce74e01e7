#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod earlier_times;
mod times;
mod visits;

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};

use super::{
    Aside, CarrierWord, Choice, Effect, Ended, Event, LINKS_MAX, Labelled, Meaning, OneOfSeveral, Quoted,
    Reach, SPOKEN_TEMPLATE, Said, Speaker, Spoken, Thread, decide,
};
use crate::case::{Answer, Handover, OPTIONS_TEMPLATE};
use crate::decision::{Decision, Outcome};
use crate::delivery::{Channel, Purpose};
use crate::ids::{CaseId, MessageId, PatientId};
use crate::message::{About, Form, MessageSpec, Recipient, Tapped};
use crate::phi::Phi;
use crate::phone::{E164, Identity};
use crate::testing::{BOOKED_ON, STARTS, Visit, clinic, clock, said};

const NOW: &str = "2026-11-24 12:00";

fn identity() -> Identity {
    Identity::Phone(E164::new("+5491150001111").unwrap())
}

fn labelled(message: &str, label: &str) -> Labelled<MessageId> {
    Labelled { what: MessageId::new(message).unwrap(), label: Phi::new(label.to_owned()) }
}

fn visit(case: &str, label: &str) -> Labelled<CaseId> {
    Labelled { what: CaseId::new(case).unwrap(), label: Phi::new(label.to_owned()) }
}

/// A reminder that asks, as the case of a visit of its own says it.
fn question(name: &str) -> MessageSpec {
    let mut spec = said(&Visit::booked("a1", STARTS, BOOKED_ON).wakes_until("2026-11-24 11:00")).remove(0);
    spec.id = MessageId::new(name).unwrap();
    spec.covers[0].case = CaseId::new(format!("visit-{name}")).unwrap();
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
        rewrites: None,
        at: clock(NOW),
        channel: Channel::Whatsapp,
        said,
        whatsapp_user: None,
        aside: Box::default(),
    }
}

fn text(words: &str) -> Said {
    Said::Text { text: Phi::new(words.to_owned()), quotes: None, carrier: None }
}

fn attached(media: &str, detail: Option<&str>, caption: Option<&str>) -> Said {
    let phi = |it: &str| Phi::new(it.to_owned());
    Said::Attachment { media: media.to_owned(), detail: detail.map(phi), caption: caption.map(phi) }
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
    sayings.push(("picture", attached("image", None, None)));
    sayings.push(("number changed", Said::IdentityChanged { phone: None }));
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

/// A text message that its carrier took for a stop.
fn stopped_by_carrier(words: &str) -> Event {
    let carrier = Some(CarrierWord::Stop);
    Event::Wrote {
        id: "w1".to_owned(),
        rewrites: None,
        at: clock(NOW),
        channel: Channel::Sms,
        said: Said::Text { text: Phi::new(words.to_owned()), quotes: None, carrier },
        whatsapp_user: None,
        aside: Box::default(),
    }
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
fn row_10_what_the_carrier_took_for_a_stop_is_one_whatever_the_words_are() {
    for words in ["STOP", "NO MOLESTEN", "número equivocado", "info", "ALTA"] {
        let thread = takes(&asked(&[]), &stopped_by_carrier(words), clock(NOW)).next.unwrap();
        assert!(thread.is_stopped(Channel::Sms, Purpose::Care), "{words}");
    }
}

#[test]
fn row_11_cancel_does_not_unsubscribe() {
    let (thread, effects) = hears(&asked(&["m1"]), "w1", text("CANCELAR"));
    assert_eq!((thread.stops.len(), short(&effects)), (0, "cancel to m1".to_owned()));
}

#[test]
fn what_is_no_words_says_in_the_conversation_what_it_is() {
    let number = E164::new("+5491150009999").ok();
    for (said, shown) in [
        (attached("document", Some("consent.pdf"), Some("firmado")), "[document] consent.pdf: firmado"),
        (attached("location", Some("Casa, -34.6, -58.4"), None), "[location] Casa, -34.6, -58.4"),
        (attached("image", None, Some("mi volante")), "[image] mi volante"),
        (attached("audio", None, None), "[audio]"),
        (Said::IdentityChanged { phone: number }, "[number changed] +5491150009999"),
        (Said::IdentityChanged { phone: None }, "[number changed]"),
    ] {
        assert_eq!(hears(&asked(&[]), "w1", said).0.inbound[0].text.expose(), shown);
    }
}

#[test]
fn what_the_person_deleted_is_not_shown_and_what_followed_from_it_stands() {
    let (thread, effects) = hears(&asked(&["m1"]), "w1", text("cancelar"));
    let deleted = Event::Deleted { id: "w1".to_owned(), ours: None };
    let next = takes(&thread, &deleted, clock(NOW)).next.unwrap();
    assert_eq!(
        (next.inbound[0].text.expose().as_str(), next.inbound[0].ended),
        ("[deleted]", Ended::Applied)
    );
    // The provider tells both again.
    let again = takes(&next, &wrote("w1", text("cancelar")), clock(NOW));
    assert_eq!((again.next, again.effects), (None, effects));
    assert_eq!(takes(&next, &deleted, clock(NOW)).next, None);
}

#[test]
fn what_is_deleted_before_it_is_heard_is_heard_and_not_shown() {
    let deletes = |thread: &Thread, id: &str| {
        takes(thread, &Event::Deleted { id: id.to_owned(), ours: None }, clock(NOW)).next
    };
    let early = deletes(&asked(&["m1"]), "w1").unwrap();
    assert_eq!(deletes(&early, "w1"), None, "told twice");
    let (next, effects) = hears(&early, "w1", text("cancelar"));
    assert_eq!((next.inbound[0].text.expose().as_str(), &*short(&effects)), ("[deleted]", "cancel to m1"));
    assert_eq!((next.deleted_early.len(), deletes(&next, "w1")), (0, None));
    assert_eq!(hears(&early, "w2", text("cancelar")).0.inbound[0].text.expose(), "cancelar");
    let many = (0..30).fold(early, |thread, index| deletes(&thread, &format!("x{index}")).unwrap());
    assert_eq!((many.deleted_early.len(), many.deleted_early[0].as_str()), (20, "x10"));
}

#[test]
fn what_was_rewritten_and_then_deleted_is_shown_in_neither_wording_whichever_is_told_first() {
    let mut second = wrote("w2", text("cancelar"));
    if let Event::Wrote { rewrites, .. } = &mut second {
        *rewrites = Some("w1".to_owned());
    }
    let first = wrote("w1", text("canselar"));
    let deleted = Event::Deleted { id: "w1".to_owned(), ours: None };
    for events in [
        [&first, &second, &deleted],
        [&first, &deleted, &second],
        [&second, &deleted, &first],
        [&deleted, &second, &first],
    ] {
        let take = |thread: Thread, event: &&Event| takes(&thread, event, clock(NOW)).next.unwrap();
        let next = events.iter().fold(asked(&["m1"]), take);
        let shown: Vec<&str> = next.inbound.iter().map(|it| it.text.expose().as_str()).collect();
        assert_eq!(shown, ["[deleted]", "[deleted]"], "{events:?}");
        assert_eq!(takes(&next, &deleted, clock(NOW)).next, None, "told again");
    }
}

#[test]
fn what_staff_deleted_in_the_app_is_not_shown_whichever_is_told_first() {
    let words = Phi::new("le llamamos a las diez".to_owned());
    let echoed = Event::Echoed { id: "e1".to_owned(), at: clock(NOW), text: words };
    let deleted = Event::Deleted { id: "e1".to_owned(), ours: None };
    for events in [[&echoed, &deleted], [&deleted, &echoed]] {
        let take = |thread: Thread, event: &&Event| takes(&thread, event, clock(NOW)).next.unwrap();
        let next = events.iter().fold(asked(&[]), take);
        assert_eq!(next.spoken[0].body.as_ref().unwrap().expose(), "[deleted]");
        assert!(next.held.is_some() && next.deleted_early.is_empty());
        // The provider tells one of them again.
        assert_eq!(takes(&next, &echoed, clock(NOW)).next, None);
    }
}

#[test]
fn what_staff_deleted_of_ours_in_the_app_is_not_shown_and_its_choices_hold() {
    let speak = |body: &str| Event::Speak {
        cause: "c1".to_owned(),
        template: SPOKEN_TEMPLATE.to_owned(),
        body: Some(Phi::new(body.to_owned())),
        choices: vec![Choice::new("Hablar con alguien", None, Meaning::Person)],
        channel: Channel::Whatsapp,
        covers: None,
        patient: None,
    };
    let thread = takes(&asked(&["m1"]), &speak("Le llamamos a las diez."), clock(NOW)).next.unwrap();
    // One whose words stand in the thread, and a template's.
    for message in [thread.spoken[0].message.clone(), MessageId::new("m1").unwrap()] {
        let ours = Some((message.clone(), clock(NOW)));
        let deleted = Event::Deleted { id: "wamid.1".to_owned(), ours };
        let next = takes(&thread, &deleted, clock(NOW)).next.unwrap();
        assert!(next.spoken_in(&message).unwrap().is_deleted());
        assert_eq!(next.spoken[0].choices, thread.spoken[0].choices);
        assert_eq!((next.spoken.len() > 1, next.deleted_early.len()), (message.as_str() == "m1", 0));
        assert_eq!(takes(&next, &deleted, clock(NOW)).next, None, "told again");
    }
}

#[test]
fn who_waits_for_a_person_is_told_so_once() {
    let (thread, effects) = hears(&asked(&[]), "w1", text("¿hay que ir en ayunas?"));
    assert_eq!(short(&effects), "reply_person");
    let (thread, effects) = hears(&thread, "w2", text("¿hola?"));
    assert_eq!(short(&effects), "");
    assert_eq!(
        takes(&thread, &Event::HandedOver { why: Handover::Asked, cause: None }, clock(NOW)).outcome,
        Outcome::Stale
    );
    let fresh =
        takes(&asked(&[]), &Event::HandedOver { why: Handover::StillListed, cause: None }, clock(NOW));
    assert_eq!(fresh.next.unwrap().waiting.unwrap().why, Handover::StillListed);
}

#[test]
fn whom_an_answer_did_not_reach_is_for_a_person_once() {
    let unheard = |thread: &Thread, name: &str| {
        takes(thread, &Event::Unheard { message: MessageId::new(name).unwrap() }, clock(NOW))
    };
    let told = unheard(&asked(&[]), "r1");
    assert_eq!(told.effects, []);
    let mut thread = told.next.unwrap();
    assert_eq!(thread.waiting.unwrap().why, Handover::Unheard);
    // The report comes again when somebody has seen to it; so does another answer's meanwhile.
    thread.waiting = None;
    assert_eq!(unheard(&thread, "r1").outcome, Outcome::Stale);
    let (waits, _) = hears(&thread, "w1", text("quiero hablar con alguien"));
    let mut thread = unheard(&waits, "r2").next.unwrap();
    assert_eq!(thread.waiting.unwrap().why, Handover::Asked);
    thread.waiting = None;
    assert_eq!(unheard(&thread, "r2").outcome, Outcome::Stale);
    // Who wants no messages waits for none.
    let stopped = asked(&[]).stopped(Channel::Sms, None, "w9", clock(NOW));
    assert_eq!(unheard(&stopped, "r1").outcome, Outcome::Stale);
}

#[test]
fn who_asks_for_a_person_again_is_told_once_an_hour() {
    let (mut thread, _) = hears(&asked(&[]), "w0", text("¿hay que ir en ayunas?"));
    for (id, at, words, told) in [
        ("w1", "2026-11-24 12:30", "quiero hablar con alguien", ""),
        ("w2", "2026-11-24 13:00", "¿y puedo tomar agua?", ""),
        ("w3", "2026-11-24 13:00", "quiero hablar con alguien", "reply_person"),
        ("w4", "2026-11-24 13:59", "quiero hablar con una persona", ""),
        // Whoever is told of an emergency's number is told of a person as well.
        ("w5", "2026-11-24 14:10", "tengo un dolor fuerte en el pecho", "reply_emergency"),
        ("w6", "2026-11-24 14:20", "¿hola?", ""),
        ("w7", "2026-11-24 15:10", "¿hola?", "reply_person"),
    ] {
        let event = Event::Wrote {
            id: id.to_owned(),
            rewrites: None,
            at: clock(at),
            channel: Channel::Whatsapp,
            said: text(words),
            whatsapp_user: None,
            aside: Box::default(),
        };
        let decision = takes(&thread, &event, clock(at));
        assert_eq!(short(&decision.effects), told, "{id}");
        thread = decision.next.unwrap();
    }
    assert_eq!(thread.waiting.unwrap().why, Handover::Emergency);
    // Who has the conversation answers for themselves.
    thread.held = Some(super::desk::Held { agent: "marta".to_owned(), since: clock(NOW), waited: None });
    let later = takes(&thread, &wrote("w8", text("hablar con alguien")), clock("2026-11-24 18:00"));
    assert_eq!(short(&later.effects), "");
}

#[test]
fn what_comes_late_from_the_provider_is_promised_once() {
    // Written at noon, and told to us hours later, all at once.
    let late = clock("2026-11-24 17:00");
    let first = takes(&asked(&[]), &wrote("w1", text("quiero hablar con alguien")), late);
    assert_eq!(short(&first.effects), "reply_person");
    let thread = first.next.unwrap();
    let second = takes(&thread, &wrote("w2", text("quiero hablar con una persona")), late);
    assert_eq!(short(&second.effects), "");
    // The same message comes again after the hour: what it called for, and nothing new.
    let again = takes(&thread, &wrote("w1", text("quiero hablar con alguien")), clock("2026-11-24 18:30"));
    assert_eq!((again.outcome, again.effects), (Outcome::Repeated, first.effects));
}

#[test]
fn who_taps_the_button_for_a_person_again_is_told_once_an_hour() {
    let (mut thread, _) = hears(&asked(&["m1"]), "w0", text("quiero hablar con alguien"));
    for (id, at, told) in [
        ("w1", "2026-11-24 12:30", ""),
        ("w2", "2026-11-24 13:00", "reply_person"),
        ("w3", "2026-11-24 13:30", ""),
    ] {
        thread = takes(&thread, &wrote(id, tap("m1", Answer::Talk)), clock(at)).next.unwrap();
        let event = Event::HandedOver { why: Handover::Asked, cause: Some(id.to_owned()) };
        let decision = takes(&thread, &event, clock(at));
        assert_eq!(short(&decision.effects), told, "{id}");
        thread = decision.next.unwrap_or(thread);
    }
}

#[test]
fn who_tapped_what_only_a_person_can_do_is_told_so_once() {
    let (thread, _) = hears(&asked(&["m1"]), "w1", tap("m1", Answer::Confirm));
    let (thread, _) = hears(&thread, "w2", tap("m1", Answer::Confirm));
    let accepted = |thread: &Thread, tap: &str, at: &str| {
        let event = Event::HandedOver { why: Handover::AcceptedSlot, cause: Some(tap.to_owned()) };
        takes(thread, &event, clock(at))
    };
    let first = accepted(&thread, "w1", NOW);
    assert_eq!(short(&first.effects), "reply_person");
    let told = first.next.unwrap();
    assert_eq!(told.waiting.unwrap().why, Handover::AcceptedSlot);
    // The record comes again, later: the same message.
    let again = accepted(&told, "w1", "2026-11-24 12:09");
    assert_eq!((again.outcome, again.effects), (Outcome::Repeated, first.effects));
    // They tapped twice.
    assert_eq!(accepted(&told, "w2", NOW).outcome, Outcome::Stale);
    // What they wrote elsewhere, or what is forgotten, is not answered.
    let unknown = accepted(&thread, "w9", NOW);
    assert_eq!((unknown.outcome, short(&unknown.effects)), (Outcome::Applied, String::new()));
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
            rewrites: None,
            at: clock(NOW),
            channel,
            said,
            whatsapp_user: None,
            aside: Box::default(),
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
fn a_stranger_is_answered_as_often_in_a_day_as_a_patient() {
    let mut thread = asked(&[]);
    let mut spec = MessageSpec { form: Form::Reply, ..question("m1") };
    let patient =
        std::mem::replace(&mut spec.to, Recipient::Thread { thread: thread.id.clone(), patient: None });
    let admit = |thread: &Thread, spec: &MessageSpec| thread.admit(spec, Channel::Sms, clock(NOW));
    for _ in 0..30 {
        thread = admit(&thread, &spec).unwrap();
    }
    assert_eq!(admit(&thread, &spec).err(), Some(clock(NOW) + SignedDuration::from_mins(48)));
    // Whom to call in an emergency is said all the same; a patient's answers are counted with them.
    spec.template = "reply_emergency".to_owned();
    assert!(admit(&thread, &spec).is_ok());
    assert!(admit(&thread, &MessageSpec { form: Form::Reply, to: patient, ..question("m1") }).is_ok());
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
    let decision = takes(&asked(&["m1"]), &stopped_by_carrier("CANCEL"), clock(NOW));
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
        rewrites: None,
        at: clock(at),
        channel: Channel::Whatsapp,
        said: text(words),
        whatsapp_user: None,
        aside: Box::default(),
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
