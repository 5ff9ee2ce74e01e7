//! What a form inside WhatsApp sends: `score` unless it was given before, `comment`, and the further questions by name.

use std::collections::BTreeMap;

use domain::ids::MessageId;
use domain::phi::Phi;
use domain::surrogate::mended;
use domain::survey::{By, Event};
use frame::Failure;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Answers {
    #[serde(default)]
    score: Option<Value>,
    #[serde(default)]
    comment: Option<Phi<String>>,
    #[serde(flatten)]
    further: BTreeMap<String, Value>,
}

/// The event that a form's answers are.
///
/// # Errors
/// When they are not JSON, have a score that is no number, or nothing at all: a form of another kind that took our
/// token.
pub(crate) fn read(
    cause: String,
    at: Timestamp,
    link: MessageId,
    answers: &Phi<String>,
) -> Result<Event, Failure> {
    let odd = || Failure::park("a form's answers that are none to a survey");
    let answers: Answers = serde_json::from_str(&mended(answers.expose())).map_err(|_| odd())?;
    let score = answers.score.as_ref().map(|it| number(it).ok_or_else(odd)).transpose()?;
    let further: BTreeMap<String, u8> =
        answers.further.iter().filter_map(|(name, it)| Some((name.clone(), number(it)?))).collect();
    if score.is_none() && further.is_empty() && answers.comment.is_none() {
        return Err(odd());
    }
    Ok(Event::Form { cause, at, by: By::Flow, link, score, further, comment: answers.comment })
}

/// Meta's dropdowns and radio buttons give their ids as text.
fn number(value: &Value) -> Option<u8> {
    match value {
        Value::Number(it) => it.as_u64().and_then(|it| u8::try_from(it).ok()),
        Value::String(it) => it.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn reads_numbers_as_meta_writes_them_and_refuses_what_answers_nothing() {
        let link = MessageId::new("msg_a").unwrap();
        let read = |json: &str| {
            read("w1".to_owned(), Timestamp::UNIX_EPOCH, link.clone(), &Phi::new(json.to_owned()))
        };
        let given =
            read(r#"{"flow_token":"s1.x","score":"4","waiting":2,"odd":{},"comment":"bien"}"#).unwrap();
        let Event::Form { score, further, comment, by, .. } = given else { panic!("another event") };
        assert_eq!((score, by, comment), (Some(4), By::Flow, Some(Phi::new("bien".to_owned()))));
        assert_eq!(further, BTreeMap::from([("waiting".to_owned(), 2)]));
        let Event::Form { comment, .. } = read(r#"{"score":"4","comment":"bien \ud83d"}"#).unwrap() else {
            panic!("another event")
        };
        assert_eq!(comment, Some(Phi::new("bien \u{fffd}".to_owned())));
        // The form that comes after a score asks for none.
        let Event::Form { score, further, .. } = read(r#"{"flow_token":"s1.x","waiting":"2"}"#).unwrap()
        else {
            panic!("another event")
        };
        assert_eq!((score, further.len()), (None, 1));
        for odd in [
            "", "[]", "{}", r#"{"score":null}"#, r#"{"flow_token":"s1.x"}"#, r#"{"score":-1}"#,
            r#"{"score":"much"}"#, r#"{"score":300}"#,
        ] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}
