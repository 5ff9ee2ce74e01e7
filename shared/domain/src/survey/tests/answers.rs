//! What happens to one survey.

use super::*;

#[test]
fn the_newest_answer_by_the_patients_clock_stands_in_whatever_order_they_come() {
    let events = [tapped("w1", "10:00:00", 2), tapped("w2", "10:05:00", 5), tapped("w3", "10:05:00", 4)];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    for order in orders {
        let mut told = vec![asked("09:00:00", Channel::Whatsapp)];
        told.extend(order.map(|it| events[it].clone()));
        // Each comes twice: at once, and when all have come.
        told.extend(order.map(|it| events[it].clone()));
        let (survey, _) = story(&told);
        let answer = survey.answer.unwrap();
        assert_eq!((answer.score, answer.cause.as_str()), (4, "w3"), "{order:?}");
    }
}

#[test]
fn an_answer_that_overtakes_the_question_opens_the_survey() {
    let (survey, _) = story(&[tapped("w1", "10:00:00", 5), asked("09:00:00", Channel::Whatsapp)]);
    assert_eq!((survey.score(), survey.asked.len(), survey.due), (Some(5), 1, None));
}

#[test]
fn what_is_on_no_scale_is_no_score() {
    for odd in [0, 6, 255] {
        let (survey, effects) = story(&[tapped("w1", "10:00:00", odd)]);
        assert_eq!((survey.score(), effects.len()), (None, 0), "{odd}");
    }
    let nps = questionnaire("nps");
    for (choice, score) in [(0, Some(0)), (10, Some(10)), (11, None)] {
        let decision = decide(None, &facts(), &nps, &tapped("w1", "10:00:00", choice), at("12:00:00"));
        assert_eq!(decision.next.unwrap().score(), score);
    }
}

#[test]
fn a_repeated_cause_changes_nothing_and_calls_for_the_same() {
    let (survey, first) = story(&[asked("09:00:00", Channel::Whatsapp), tapped("w1", "10:00:00", 1)]);
    let again = decided(Some(&survey), &tapped("w1", "10:00:00", 1), "13:00:00");
    assert_eq!((again.next, again.outcome, again.effects), (None, Outcome::Repeated, first));
    let asked_again = decided(Some(&survey), &asked("11:00:00", Channel::Whatsapp), "13:00:00");
    assert_eq!(asked_again.next, None, "a second word of one channel");
}

#[test]
fn words_are_asked_for_once() {
    let (_, effects) = story(&[tapped("w1", "10:00:00", 2), tapped("w2", "10:01:00", 1)]);
    let said = said(&effects);
    assert_eq!(said.len(), 1);
    assert_eq!(
        (said[0].template.as_str(), said[0].form, said[0].about, said[0].asks),
        ("survey_comment", Form::Reply, About::Survey, true)
    );
    let quiet = Questionnaire { comment_only_low: true, ..questionnaire("csat") };
    let asks = |score| {
        let event = tapped("w1", "10:00:00", score);
        decide(None, &facts(), &quiet, &event, at("12:00:00"))
            .effects
            .iter()
            .filter(|it| matches!(it, Effect::Say(_)))
            .count()
    };
    assert_eq!((asks(2), asks(3)), (1, 0));
    let silent = Questionnaire { comment_template: None, ..questionnaire("csat") };
    let decision = decide(None, &facts(), &silent, &tapped("w1", "10:00:00", 2), at("12:00:00"));
    assert!(matches!(decision.effects.as_slice(), [Effect::Raise(_)]), "{:?}", decision.effects);
}

#[test]
fn who_is_pleased_may_be_asked_for_a_review_once() {
    let reviews = Questionnaire {
        review_template: Some("review".to_owned()),
        comment_template: None,
        ..questionnaire("csat")
    };
    let decide_on =
        |known: Option<&Survey>, event: &Event| decide(known, &facts(), &reviews, event, at("12:00:00"));
    let four = decide_on(None, &tapped("w1", "10:00:00", 4));
    assert_eq!(four.effects, Vec::new());
    let five = decide_on(four.next.as_ref(), &tapped("w2", "10:01:00", 5));
    let spec = said(&five.effects)[0];
    assert_eq!(
        (spec.template.as_str(), spec.purpose, spec.form, spec.asks, spec.about),
        ("review", Purpose::Marketing, Form::Template, false, About::Visit)
    );
    let again = decide_on(five.next.as_ref(), &tapped("w3", "10:02:00", 5));
    assert_eq!(again.effects, Vec::new());
    // Nobody is asked to praise what they complain of, nor where the clinic wants no reviews.
    let words = Reply::Words("5, pero me cobraron de más".to_owned().into());
    assert_eq!(said(&decide_on(None, &replied("w1", "10:00:00", words, Question::Score)).effects).len(), 0);
    let (asked, _) = story(&[asked("09:00:00", Channel::Email)]);
    let by_form = decide_on(Some(&asked), &form("msg_1", "10:00:00", 5, None));
    assert_eq!(said(&by_form.effects)[0].channels, [Channel::Email]);
    let (_, plain) = story(&[tapped("w1", "10:00:00", 5)]);
    assert!(said(&plain).iter().all(|it| it.purpose == Purpose::Survey));
}

#[test]
fn a_low_score_raises_and_what_is_said_of_it_routes() {
    let (survey, effects) = story(&[
        tapped("w1", "10:00:00", 2),
        wrote("w2", "10:02:00", "Todavía tengo dolor y nadie me escuchó"),
    ]);
    let raised = raised(&effects);
    assert_eq!(raised.len(), 2);
    assert_eq!(
        (raised[0].why, raised[0].severity, raised[0].team),
        (Why::LowScore, Severity::Normal, Team::Reception)
    );
    assert_eq!((raised[1].topic.as_deref(), raised[1].severity), (Some("care"), Severity::Urgent));
    assert_eq!(survey.comments.len(), 1);
}

#[test]
fn a_complaint_raises_whatever_the_score_and_praise_does_not() {
    let complaint = story(&[tapped("w1", "10:00:00", 5), wrote("w2", "10:02:00", "Me cobraron de más")]).1;
    let found = raised(&complaint);
    assert_eq!((found.len(), found[0].why, found[0].team), (1, Why::Complaint, Team::Billing));
    let praise =
        story(&[tapped("w1", "10:00:00", 5), wrote("w2", "10:02:00", "Todo perfecto, sin demoras")]).1;
    assert_eq!(raised(&praise), Vec::<&Raised>::new());
}

#[test]
fn a_number_among_words_is_no_score_where_words_were_asked_for() {
    let comment = wrote("w2", "10:02:00", "3, pero la segunda vez fue peor");
    let (survey, _) = story(&[tapped("w1", "10:00:00", 1), comment]);
    assert_eq!((survey.score(), survey.comments.len()), (Some(1), 1));
    // A bare number changes the score.
    let (survey, _) = story(&[tapped("w1", "10:00:00", 1), wrote("w2", "10:02:00", "4")]);
    assert_eq!((survey.score(), survey.comments.len()), (Some(4), 0));
}

#[test]
fn a_score_and_its_reason_in_one_message_are_both_kept() {
    let words = Reply::Words("2, mucha espera".to_owned().into());
    let (survey, effects) = story(&[replied("w1", "10:00:00", words, Question::Score)]);
    assert_eq!((survey.score(), survey.comments.len()), (Some(2), 1));
    // Who has said why is not asked why.
    assert_eq!(said(&effects).len(), 0);
    // Who has only said how much is.
    let words = Reply::Words("le pongo un 2".to_owned().into());
    let (survey, effects) = story(&[replied("w1", "10:00:00", words, Question::Score)]);
    assert_eq!((survey.score(), survey.comments.len(), said(&effects).len()), (Some(2), 0, 1));
}

#[test]
fn a_link_counts_once_and_a_later_answer_still_stands() {
    let sent = form("msg_1", "10:00:00", 2, Some("Mala atención"));
    let (survey, effects) = story(std::slice::from_ref(&sent));
    assert_eq!(survey.further, BTreeMap::from([("waiting".to_owned(), 2)]), "only what was asked");
    assert_eq!((survey.score(), raised(&effects).len(), said(&effects).len()), (Some(2), 1, 0));
    assert_eq!(decided(Some(&survey), &sent, "12:00:00").outcome, Outcome::Repeated);
    let Event::Form { at, by, link, further, .. } = form("msg_1", "11:00:00", 5, None) else {
        unreachable!()
    };
    let other = Event::Form { cause: "w9".to_owned(), at, by, link, score: Some(5), further, comment: None };
    assert_eq!(decided(Some(&survey), &other, "12:00:00").outcome, Outcome::Stale);
    let changed = decided(Some(&survey), &tapped("w2", "11:00:00", 5), "12:00:00").next.unwrap();
    assert_eq!(changed.score(), Some(5));
}

#[test]
fn nobody_answered_and_another_channel_asks_once_more() {
    let woken = |time: &str, wrote: bool| Event::Woken {
        due: format!("2026-12-07T{time}Z").parse().unwrap(),
        channels: vec![Channel::Whatsapp, Channel::Sms],
        wrote,
    };
    let wake = |survey: &Survey, time: &str| {
        let now = format!("2026-12-07T{time}Z").parse().unwrap();
        decide(Some(survey), &facts(), &questionnaire("csat"), &woken(time, false), now)
    };
    let (survey, _) = story(&[asked("09:00:00", Channel::Whatsapp)]);
    assert_eq!(survey.due, Some("2026-12-07T09:00:00Z".parse().unwrap()));
    assert_eq!(wake(&survey, "08:59:00").outcome, Outcome::Stale, "too soon");
    let reminded = wake(&survey, "09:00:00");
    let spec = said(&reminded.effects)[0];
    assert_eq!((spec.channels.as_slice(), spec.form), (&[Channel::Sms][..], Form::Template));
    let reminded = reminded.next.unwrap();
    assert_eq!((reminded.reminded, reminded.due), (true, None));
    // The reminder itself is asked about, and does not remind again.
    let event = Event::Asked { message: spec.id.clone(), channel: Channel::Sms, at: at("09:00:00") };
    assert_eq!(decided(Some(&reminded), &event, "12:00:00").next.unwrap().due, None);
    // Who answered is left alone, and so is who cannot be reached otherwise.
    let (answered, _) = story(&[asked("09:00:00", Channel::Whatsapp), tapped("w1", "10:00:00", 5)]);
    assert_eq!(wake(&answered, "09:00:00").outcome, Outcome::Stale);
    let (now, wrote) = (survey.due.unwrap(), woken("09:00:00", true));
    let silent = decide(Some(&survey), &facts(), &questionnaire("csat"), &wrote, now);
    assert_eq!((said(&silent.effects).len(), silent.next.unwrap().not_reminded), (0, Some(Reason::Answered)));
    let (both, _) = story(&[asked("09:00:00", Channel::Whatsapp), asked("09:00:00", Channel::Sms)]);
    let left = wake(&both, "09:00:00");
    assert_eq!(said(&left.effects).len(), 0);
    let left = left.next.unwrap();
    assert_eq!(left.not_reminded, Some(Reason::NoAddress));
    // That it was asked on another channel, told late, asks nobody again.
    let late = Event::Asked { message: spec.id.clone(), channel: Channel::Sms, at: at("09:00:30") };
    assert_eq!(decided(Some(&left), &late, "12:00:00").next.unwrap().due, None);
}

#[test]
fn everything_kept_is_bounded() {
    let events: Vec<Event> =
        (0..100).map(|it| wrote(&format!("w{it}"), "10:00:00", &"x".repeat(COMMENT_CHARS_MAX + 1))).collect();
    let (survey, _) = story(&events);
    assert_eq!((survey.comments.len(), survey.causes.len()), (COMMENTS_MAX, CAUSES_MAX));
    assert!(survey.comments.iter().all(|it| it.words.expose().chars().count() == COMMENT_CHARS_MAX));
}

#[test]
fn a_survey_shows_nothing_personal_when_it_is_logged() {
    let (survey, effects) = story(&[tapped("w1", "10:00:00", 1), wrote("w2", "10:01:00", "Soy Ana Canario")]);
    let logged = format!("{survey:?} {effects:?}");
    assert!(!logged.contains("Canario") && !logged.contains("Cardio"), "{logged}");
}
