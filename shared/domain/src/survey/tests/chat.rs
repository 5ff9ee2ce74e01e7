//! Further questions in the conversation.

use super::*;

fn rated(cause: &str, time: &str, name: &str, answer: u8) -> Event {
    replied(cause, time, Reply::Choice(answer), Question::Further(name.to_owned()))
}

fn typed(cause: &str, time: &str, name: &str, words: &str) -> Event {
    replied(cause, time, Reply::Words(words.to_owned().into()), Question::Further(name.to_owned()))
}

/// What each event called to say, by step, and the survey after all of them.
fn told(questionnaire: &Questionnaire, events: &[Event]) -> (Survey, Vec<Vec<String>>) {
    let (mut survey, mut steps) = (None, Vec::new());
    for event in events {
        let decision = decide(survey.as_ref(), &facts(), questionnaire, event, at("12:00:00"));
        steps.push(said(&decision.effects).iter().map(|it| it.step.clone()).collect());
        survey = decision.next.or(survey);
    }
    (survey.unwrap(), steps)
}

#[test]
fn each_answer_brings_the_next_question_and_words_come_last() {
    let (survey, steps) = told(
        &in_chat(),
        &[
            asked("09:00:00", Channel::Whatsapp),
            tapped("w1", "10:00:00", 4),
            rated("w2", "10:01:00", "waiting", 2),
            typed("w3", "10:02:00", "explained", "5"),
            wrote("w4", "10:03:00", "Muy amables"),
        ],
    );
    let none: [&str; 0] = [];
    assert_eq!(steps, [&none[..], &["further.waiting"], &["further.explained"], &["comment"], &none]);
    assert_eq!(survey.score(), Some(4));
    assert_eq!(survey.further, BTreeMap::from([("explained".to_owned(), 5), ("waiting".to_owned(), 2)]));
    assert_eq!(survey.comments.len(), 1);
}

#[test]
fn a_further_question_is_bound_to_the_survey_and_to_where_the_answer_came_from() {
    let decision = decide(None, &facts(), &in_chat(), &tapped("w1", "10:00:00", 1), at("12:00:00"));
    let spec = said(&decision.effects)[0].clone();
    assert_eq!(
        (spec.form, spec.about, spec.asks, spec.channels.as_slice(), spec.template.as_str()),
        (Form::Reply, About::Survey, true, &[Channel::Whatsapp][..], "visit_survey")
    );
    assert_eq!(Question::of(&spec, &in_chat()), Question::Further("waiting".to_owned()));
    assert!(
        matches!(&spec.to, crate::message::Recipient::Thread { thread, .. } if thread.as_str() == "thr_1")
    );
    // The low score is looked at meanwhile.
    assert_eq!(raised(&decision.effects).len(), 1);
}

#[test]
fn who_says_nothing_or_writes_instead_is_asked_no_more() {
    let (_, steps) = told(&in_chat(), &[tapped("w1", "10:00:00", 4)]);
    assert_eq!(steps, [["further.waiting"]]);
    let (survey, steps) = told(
        &in_chat(),
        &[tapped("w1", "10:00:00", 4), typed("w2", "10:01:00", "waiting", "no tengo tiempo para esto")],
    );
    assert_eq!((steps[1].len(), survey.further.len(), survey.comments.len()), (0, 0, 1));
    // A number with words is both.
    let (survey, steps) = told(
        &in_chat(),
        &[tapped("w1", "10:00:00", 4), typed("w2", "10:01:00", "waiting", "2, esperé dos horas")],
    );
    assert_eq!((survey.further["waiting"], survey.comments.len()), (2, 1));
    assert_eq!(steps[1], ["further.explained"]);
}

#[test]
fn a_changed_late_or_repeated_answer_asks_nothing_twice() {
    let (survey, steps) = told(
        &in_chat(),
        &[
            tapped("w1", "10:00:00", 4),
            tapped("w1", "10:00:00", 4),
            tapped("w2", "10:01:00", 5),
            rated("w3", "10:02:00", "waiting", 3),
            rated("w4", "10:03:00", "waiting", 1),
            tapped("w5", "10:04:00", 2),
            rated("w6", "10:05:00", "explained", 5),
            rated("w7", "10:02:30", "waiting", 5),
        ],
    );
    let said: Vec<&str> = steps.iter().map(|it| it.first().map_or("", String::as_str)).collect();
    // The repeat is published again under the same id; nothing else is said twice.
    assert_eq!(said, ["further.waiting", "further.waiting", "", "further.explained", "", "", "comment", ""]);
    assert_eq!((survey.score(), survey.further["waiting"], survey.further["explained"]), (Some(2), 1, 5));
}

#[test]
fn answers_in_any_order_give_the_same_survey() {
    let events = [
        tapped("w1", "10:00:00", 4),
        rated("w2", "10:01:00", "waiting", 3),
        rated("w3", "10:02:00", "waiting", 2),
        rated("w4", "10:03:00", "explained", 5),
    ];
    let forwards = told(&in_chat(), &events).0;
    let backwards: Vec<Event> = events.iter().rev().cloned().collect();
    let backwards = told(&in_chat(), &backwards).0;
    assert_eq!((forwards.score(), &forwards.further), (backwards.score(), &backwards.further));
    assert_eq!(forwards.further["waiting"], 2);
}

#[test]
fn what_is_no_question_or_no_answer_of_it_counts_nothing() {
    let events = [
        tapped("w1", "10:00:00", 4),
        rated("w2", "10:01:00", "unheard_of", 3),
        rated("w3", "10:02:00", "waiting", 6),
    ];
    let (survey, steps) = told(&in_chat(), &events);
    assert_eq!((survey.further.len(), steps[1].len(), steps[2].len()), (0, 0, 0));
}

#[test]
fn a_clinic_that_does_not_want_them_asks_none() {
    let quiet = Questionnaire { further_in_chat: false, ..in_chat() };
    assert_eq!(told(&quiet, &[tapped("w1", "10:00:00", 4)]).1, [["comment"]]);
    let none = Questionnaire { comment_template: None, ..quiet };
    assert_eq!(told(&none, &[tapped("w1", "10:00:00", 4)]).1, [Vec::<String>::new()]);
}

#[test]
fn one_answer_brings_one_message_and_a_review_is_asked_for_last() {
    let reviews = Questionnaire { review_template: Some("review".to_owned()), ..in_chat() };
    let (_, steps) = told(
        &reviews,
        &[
            tapped("w1", "10:00:00", 5),
            rated("w2", "10:01:00", "waiting", 5),
            rated("w3", "10:02:00", "explained", 5),
            wrote("w4", "10:03:00", "Todo perfecto"),
        ],
    );
    assert_eq!(steps, [["further.waiting"], ["further.explained"], ["comment"], ["review"]]);
}

#[test]
fn a_form_inside_whatsapp_asks_the_rest_at_once_and_text_messages_one_by_one() {
    let flow =
        Flow { id: "1".to_owned(), screen: "VISIT".to_owned(), template: Some("survey_form".to_owned()) };
    let forms = Questionnaire { flow: Some(flow), ..in_chat() };
    let first = decide(None, &facts(), &forms, &tapped("w1", "10:00:00", 2), at("12:00:00"));
    let spec = said(&first.effects)[0];
    assert_eq!((spec.step.as_str(), spec.template.as_str(), spec.form), ("flow", "survey_form", Form::Reply));
    assert_eq!(Question::of(spec, &forms), Question::Words, "what is typed under it is a comment");
    let answered = Event::Form {
        cause: "w2".to_owned(),
        at: at("10:02:00"),
        by: By::Flow,
        link: spec.id.clone(),
        score: None,
        further: BTreeMap::from([("waiting".to_owned(), 1), ("explained".to_owned(), 9)]),
        comment: Some("Bien".to_owned().into()),
    };
    let second = decide(first.next.as_ref(), &facts(), &forms, &answered, at("12:00:00"));
    let survey = second.next.unwrap();
    assert_eq!((survey.score(), &survey.further), (Some(2), &BTreeMap::from([("waiting".to_owned(), 1)])));
    assert_eq!(said(&second.effects).len(), 0);
    // A changed mind brings no second form.
    let third = decide(Some(&survey), &facts(), &forms, &tapped("w3", "10:05:00", 1), at("12:00:00"));
    assert_eq!(said(&third.effects).len(), 0);
    let Event::Answered { cause, at: when, reply, thread, to, .. } = tapped("w1", "10:00:00", 2) else {
        unreachable!()
    };
    let by_sms = Event::Answered { cause, at: when, reply, channel: Channel::Sms, thread, to };
    assert_eq!(
        said(&decide(None, &facts(), &forms, &by_sms, at("12:00:00")).effects)[0].step,
        "further.waiting"
    );
}
