#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Aside, Effect, Event, Labelled, Said, decide};
use super::*;
use crate::delivery::Channel;
use crate::identify::Identification;
use crate::ids::MessageId;
use crate::phone::{E164, Identity};
use crate::testing::{clinic, clock};
use crate::thread::Meaning;
use crate::thread::desk::{self, Act, Command};

const NOW: &str = "2026-11-24 12:00";

fn asking() -> Clinic {
    let ask = vec![Fact::Document, Fact::BirthDate];
    Clinic { identification: Some(Identification { ask, codes: true }), ..clinic() }
}

/// A conversation in which what is looked up is always `found`.
struct Talk {
    thread: Thread,
    clinic: Clinic,
    found: Found,
    /// Visits of whoever is found.
    visits: Vec<&'static str>,
    count: usize,
}

impl Talk {
    fn with(found: Found) -> Self {
        let identity = Identity::Phone(E164::new("+5491150001111").unwrap());
        let clinic = asking();
        Self { thread: Thread::new(clinic.id.clone(), identity), clinic, found, visits: Vec::new(), count: 0 }
    }

    fn labelled(&self) -> Vec<Labelled<MessageId>> {
        let labelled = |it: &&str| {
            let (what, label) = (MessageId::new(*it).unwrap(), Phi::new(format!("Ana {it}")));
            Labelled { what, label }
        };
        self.visits.iter().map(labelled).collect()
    }

    fn says(&mut self, text: &str, at: &str) -> String {
        let told = self.thread.completes(text, &self.clinic, clock(at));
        let claim = told.map(|it| Claim { proof: Proof::Facts(it), found: self.found.clone() });
        self.says_with(text, claim, at)
    }

    fn says_with(&mut self, text: &str, claim: Option<Claim>, at: &str) -> String {
        self.count += 1;
        let event = Event::Wrote {
            id: format!("in-{}", self.count),
            rewrites: None,
            at: clock(at),
            channel: Channel::Whatsapp,
            said: Said::Text { text: Phi::new(text.to_owned()), quotes: None, carrier: None },
            whatsapp_user: None,
            aside: Box::new(Aside {
                theirs: if claim.is_some() { self.labelled() } else { Vec::new() },
                claim,
                ..Aside::default()
            }),
        };
        let identity = self.thread.identity.clone();
        let decision = decide(Some(&self.thread), &self.clinic, &identity, &event, clock(at));
        self.thread = decision.next.unwrap();
        let said = decision.effects.iter().map(|it| match it {
            Effect::Say(spec) => spec.template.clone(),
            other => format!("{other:?}"),
        });
        said.collect::<Vec<_>>().join(" ")
    }
}

fn ana() -> PatientId {
    PatientId::new("p1").unwrap()
}

#[test]
fn two_facts_tie_a_patient_and_say_by_what() {
    let mut talk = Talk::with(Found::One(ana()));
    assert_eq!(talk.says("quiero cambiar mi turno", NOW), "reply_identify_document");
    assert_eq!(talk.says("30.123.456", NOW), "reply_identify_birth_date");
    assert_eq!(talk.thread.patients, [], "one fact ties nobody");
    assert_eq!(talk.says("2/4/1980", NOW), "reply_identified");
    assert_eq!(talk.thread.patients[0].patient, ana());
    assert_eq!(talk.thread.patients[0].evidence, "document and birth_date in in-3");
    assert_eq!(talk.thread.waiting.unwrap().why, Handover::NotUnderstood);
    assert_eq!(talk.thread.identifying, None);
}

#[test]
fn under_whose_user_id_they_were_identified_stands_with_what_they_wrote() {
    let user = Phi::new("AR.1".to_owned());
    for visits in [vec![], vec!["m1"]] {
        let mut talk = Talk { visits, ..Talk::with(Found::One(ana())) };
        talk.thread.whatsapp_user = Some(user.clone());
        for words in ["no puedo ir el viernes", "30.123.456", "2/4/1980"] {
            talk.says(words, NOW);
        }
        let writes_as = Effect::WritesAs { patient: ana(), user: user.clone() };
        // A repeat gives it again, for the crash before the patient's record has it.
        assert_eq!(talk.thread.inbound.last().unwrap().effects.last(), Some(&writes_as));
    }
}

#[test]
fn who_wanted_to_move_their_one_visit_is_not_told_to_wait() {
    let mut talk = Talk { visits: vec!["m1"], ..Talk::with(Found::One(ana())) };
    for words in ["no puedo ir el viernes", "30.123.456"] {
        talk.says(words, NOW);
    }
    let answered = talk.says("2/4/1980", NOW);
    assert!(answered.contains("Reschedule") && answered.contains("m1"), "{answered}");
    assert_eq!((talk.thread.waiting, talk.thread.patients.len()), (None, 1));
}

#[test]
fn a_cancellation_that_nobody_asked_about_is_made_sure_of_and_several_visits_are_named() {
    for (words, visits, wish) in [
        ("quiero cancelar", vec!["m1"], Answer::Cancel),
        ("no puedo ir el viernes", vec!["m1", "m2"], Answer::Reschedule),
    ] {
        let mut talk = Talk { visits: visits.clone(), ..Talk::with(Found::One(ana())) };
        for words in [words, "30.123.456"] {
            talk.says(words, NOW);
        }
        assert_eq!(talk.says("2/4/1980", NOW), "reply_which", "{words}");
        let choices = &talk.thread.spoken.last().unwrap().choices;
        assert_eq!(choices.len(), visits.len() + 1);
        let first = MessageId::new("m1").unwrap();
        assert_eq!(
            choices[0].means,
            Meaning::Answer { message: first, case: None, answer: wish, wish: None }
        );
        assert_eq!(choices.last().unwrap().means, Meaning::Person);
        assert_eq!(talk.thread.waiting, None);
    }
}

#[test]
fn what_is_no_wish_about_a_visit_is_still_for_a_person() {
    let mut talk = Talk { visits: vec!["m1"], ..Talk::with(Found::One(ana())) };
    for words in ["es por el papel que me dieron", "30.123.456"] {
        talk.says(words, NOW);
    }
    assert_eq!(talk.says("2/4/1980", NOW), "reply_identified");
    assert_eq!(talk.thread.waiting.unwrap().why, Handover::NotUnderstood);
}

#[test]
fn wrong_tries_are_bounded_and_then_a_person_takes_it() {
    let mut talk = Talk::with(Found::Nobody);
    talk.says("quiero cambiar mi turno", NOW);
    talk.says("30123456", NOW);
    assert_eq!(talk.says("2/4/1980", NOW), "reply_identify_again");
    assert_eq!(talk.says("no me acuerdo", NOW), "reply_identify_document", "asked the first thing again");
    talk.says("30123457", NOW);
    assert_eq!(talk.says("2/4/1980", NOW), "reply_person");
    assert_eq!(talk.thread.waiting.unwrap().why, Handover::Unidentified);
    assert_eq!(talk.says("30123456", NOW), "", "the assistant is quiet while a person is waited for");
    // A person closed it; within the day it is theirs at once, and later it is asked again.
    talk.thread.waiting = None;
    assert_eq!(talk.says("quiero cambiar mi turno", "2026-11-24 20:00"), "reply_person");
    talk.thread.waiting = None;
    assert_eq!(talk.says("quiero cambiar mi turno", "2026-11-25 12:01"), "reply_identify_document");
}

#[test]
fn what_matches_several_records_is_for_a_person() {
    let mut talk = Talk::with(Found::Several);
    talk.says("quiero cambiar mi turno", NOW);
    talk.says("30123456", NOW);
    assert_eq!(talk.says("2/4/1980", NOW), "reply_person");
    assert_eq!(talk.thread.patients, []);
}

#[test]
fn answers_do_not_count_after_their_hour_nor_when_others_were_looked_up() {
    let mut talk = Talk::with(Found::One(ana()));
    talk.says("quiero cambiar mi turno", NOW);
    talk.says("30123456", NOW);
    let other = vec![
        (Fact::Document, Phi::new("1111111".to_owned())),
        (Fact::BirthDate, Phi::new("1980-04-02".to_owned())),
    ];
    let claim = Claim { proof: Proof::Facts(other), found: Found::One(ana()) };
    assert_eq!(talk.says_with("2/4/1980", Some(claim), NOW), "reply_identify_birth_date");
    assert_eq!(talk.thread.patients, []);
    assert_eq!(
        talk.says("2/4/1980", "2026-11-24 13:00"),
        "reply_identify_document",
        "an hour later it begins anew"
    );
}

#[test]
fn a_signed_code_is_enough_by_itself_and_staff_have_the_last_word() {
    let claim = || Some(Claim { proof: Proof::Code, found: Found::One(ana()) });
    let mut talk = Talk::with(Found::Nobody);
    assert_eq!(talk.says_with("p1-0000-0000-0000", claim(), NOW), "reply_identified");
    assert_eq!(talk.thread.patients[0].evidence, "patient_code in in-1");
    let act = Act::Verify { not: vec![ana()], linked: vec![] };
    let command = Command { key: "k", agent: "marta", act: &act };
    let undone = desk::decide(&talk.thread, &talk.clinic, command, clock(NOW)).unwrap();
    talk.thread = undone.next.unwrap();
    assert_eq!(talk.thread.patients, []);
    talk.thread.waiting = None;
    assert_eq!(talk.says_with("p1-0000-0000-0000", claim(), NOW), "reply_person");
    assert_eq!(talk.thread.patients, [], "what staff took back is not made again");
    let linked = Event::Linked { patient: ana(), evidence: "e1".to_owned() };
    let identity = talk.thread.identity.clone();
    let next = decide(Some(&talk.thread), &talk.clinic, &identity, &linked, clock(NOW)).next.unwrap();
    assert_eq!((next.patients.len(), next.not_patients.len()), (1, 0), "the clinic's own word counts");
}

#[test]
fn emergencies_stops_people_and_known_numbers_are_as_ever() {
    let mut talk = Talk::with(Found::Nobody);
    talk.says("quiero cambiar mi turno", NOW);
    assert_eq!(talk.says("me duele mucho el pecho", NOW), "reply_emergency");
    let mut talk = Talk::with(Found::Nobody);
    talk.says("quiero cambiar mi turno", NOW);
    assert_eq!(talk.says("STOP", NOW), "reply_stop");
    let mut talk = Talk::with(Found::Nobody);
    talk.says("quiero cambiar mi turno", NOW);
    assert_eq!(talk.says("quiero hablar con una persona", NOW), "reply_person");
    assert_eq!(talk.thread.waiting.unwrap().why, Handover::Asked);
    let mut talk = Talk::with(Found::Nobody);
    talk.thread.in_doubt_since = Some(clock(NOW));
    assert_eq!(
        talk.says("quiero cambiar mi turno", NOW),
        "reply_person",
        "whose number it is is for a person"
    );
}
