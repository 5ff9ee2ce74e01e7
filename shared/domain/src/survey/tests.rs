#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod chat;
mod scores;
mod words;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::decision::{Decision, Outcome};
use crate::delivery::Purpose;
use crate::ids::{ClinicId, ThreadId};
use crate::language::Language;
use crate::message::{About, Form, MessageSpec, Reply};
use crate::ticket::{Raised, Severity, Team, Why};

/// An instant of the day after the visit, `HH:MM:SS` UTC.
fn at(time: &str) -> Timestamp {
    format!("2026-12-05T{time}Z").parse().unwrap()
}

fn questionnaire(scale: &str) -> Questionnaire {
    serde_json::from_value(json!({
        "name": "visit", "scale": scale, "template": "visit_survey", "comment_template": "survey_comment",
        "fatigue_days": 30, "low_at": if scale == "csat" { 2 } else { 6 }, "remind_after_hours": 48,
        "further": [{ "name": "waiting", "words": { "es": "¿La espera?" } }],
        "topics": [
            { "name": "care", "team": "clinical", "words": ["dolor*", "diagnóstico"] },
            { "name": "billing", "team": "billing", "words": ["cobr*", "obra social"] },
        ],
    }))
    .unwrap()
}

/// With two further questions that are asked in the conversation.
fn in_chat() -> Questionnaire {
    let further = |name: &str| Further {
        name: name.to_owned(),
        words: BTreeMap::from([(Language::Es, format!("¿{name}?"))]),
    };
    Questionnaire {
        further: vec![further("waiting"), further("explained")],
        further_in_chat: true,
        ..questionnaire("csat")
    }
}

fn facts() -> Facts {
    Facts {
        clinic: ClinicId::new("sol").unwrap(),
        about: Covered { case: CaseId::new("a1").unwrap(), version: 2 },
        patient: PatientId::new("p1").unwrap(),
        visit: Visit {
            day: "2026-12-04".parse().unwrap(),
            site: Some("Centro".to_owned()),
            service: Some("Cardiología".to_owned().into()),
            practitioner: None,
        },
    }
}

fn asked(time: &str, channel: Channel) -> Event {
    Event::Asked { message: MessageId::new("msg_1").unwrap(), channel, at: at(time) }
}

fn replied(cause: &str, time: &str, reply: Reply, to: Question) -> Event {
    Event::Answered {
        cause: cause.to_owned(),
        at: at(time),
        reply,
        channel: Channel::Whatsapp,
        thread: ThreadId::new("thr_1").unwrap(),
        to,
    }
}

fn tapped(cause: &str, time: &str, score: u8) -> Event {
    replied(cause, time, Reply::Choice(score), Question::Score)
}

fn wrote(cause: &str, time: &str, words: &str) -> Event {
    replied(cause, time, Reply::Words(words.to_owned().into()), Question::Words)
}

fn form(link: &str, time: &str, score: u8, comment: Option<&str>) -> Event {
    Event::Form {
        cause: format!("form:{link}"),
        at: at(time),
        by: By::Form,
        link: MessageId::new(link).unwrap(),
        score: Some(score),
        further: BTreeMap::from([("waiting".to_owned(), 2), ("unheard_of".to_owned(), 5)]),
        comment: comment.map(|it| it.to_owned().into()),
    }
}

fn decided(survey: Option<&Survey>, event: &Event, now: &str) -> Decision<Survey, Effect> {
    decide(survey, &facts(), &questionnaire("csat"), event, at(now))
}

/// The survey after these events, and all they called for.
fn story(events: &[Event]) -> (Survey, Vec<Effect>) {
    let (mut survey, mut effects) = (None, Vec::new());
    for event in events {
        let decision = decided(survey.as_ref(), event, "12:00:00");
        survey = decision.next.or(survey);
        effects.extend(decision.effects);
    }
    (survey.unwrap(), effects)
}

fn raised(effects: &[Effect]) -> Vec<&Raised> {
    effects.iter().filter_map(|it| if let Effect::Raise(raised) = it { Some(raised) } else { None }).collect()
}

fn said(effects: &[Effect]) -> Vec<&MessageSpec> {
    effects.iter().filter_map(|it| if let Effect::Say(spec) = it { Some(&**spec) } else { None }).collect()
}
