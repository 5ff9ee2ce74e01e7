//! What answers nothing, answers something else, or answers for somebody else.

use super::*;

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
    // What is far off is asked about in its time, and a thumb has been seen.
    for (words, quotes) in [("sí, confirmo", notice()), ("👍", notice()), ("👍", Quoted::Other)] {
        let (next, effects) = hears(&thread, "w1", quoting(words, quotes));
        assert_eq!((effects, next.waiting), (Vec::new(), None), "{words}");
    }
    // So near that the patient's word confirms it, it is confirmed.
    let mut near = wrote("w1", quoting("sí, confirmo", notice()));
    if let Event::Wrote { aside, .. } = &mut near {
        aside.theirs = vec![labelled("n1", "Ana n1")];
        aside.word_confirms = true;
    }
    assert_eq!(short(&takes(&thread, &near, clock(NOW)).effects), "confirm to n1");
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
    let captioned = |words: &str| attached("image", None, Some(words));
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
    for words in ["ok gracias", "👍", "dale gracias"] {
        assert_eq!(short(&hears(&thread, "w2", text(words)).1), "", "{words}");
        assert_eq!(short(&hears(&asked(&["m1"]), "w2", text(words)).1), "confirm to m1", "{words}");
    }
    assert_eq!(short(&hears(&thread, "w2", text("sí, confirmo")).1), "confirm to m1");
}

#[test]
fn what_only_says_that_it_was_read_wakes_nobody() {
    let linked = Event::Linked { patient: PatientId::new("p1").unwrap(), evidence: "evt-1".to_owned() };
    let known = |questions: &[&str]| takes(&asked(questions), &linked, clock(NOW)).next.unwrap();
    let waits = |thread: &Thread, words: &str| hears(thread, "w1", text(words)).0.waiting.is_some();
    for words in [
        "ok", "Ok!", "OK!! 👍", "dale, gracias", "👍", "🙏", "perfecto", "de acuerdo", "no hay problema",
        "ok nos vemos", "buenísimo", "listo doctora", "gracias mi reina", "ok espero", "beleza",
        "got it, thanks",
    ] {
        let (next, effects) = hears(&known(&[]), "w1", text(words));
        assert_eq!((short(&effects).as_str(), next.waiting), ("", None), "{words}");
    }
    for words in [
        "sí", "ok?", "👎", "😡", "no", "ok no", "1", "ok, llámenme", "ok pero a qué hora era",
        "listo ya pagué", "ok el jueves", "perdón", "gracias pero no puedo",
    ] {
        assert!(waits(&known(&[]), words), "{words}");
    }
    // Who quotes a question answers it, though it be forgotten.
    let quotes = MessageId::new("m9").ok().map(Quoted::Question);
    let said = Said::Text { text: Phi::new("ok".to_owned()), quotes, carrier: None };
    assert!(hears(&known(&[]), "w1", said).0.waiting.is_some());
    // Nobody told anything to whom nobody knows; somebody of the clinic may have asked; a question ran out.
    assert!(!hears(&asked(&[]), "w1", text("ok")).1.is_empty());
    let mut spoke = known(&[]);
    let agent = Speaker::Agent("marta".to_owned());
    let said = Phi::new("¿Le viene bien a las 5?".to_owned());
    spoke.remember(Spoken::new(MessageId::new("s1").unwrap(), Some(said), Vec::new(), agent, clock(NOW)));
    assert!(waits(&spoke, "ok"));
    let mut ran_out = known(&["m1"]);
    ran_out.asked[0].until = clock(NOW);
    assert!(waits(&ran_out, "ok"));
    ran_out.asked[0].answered = true;
    assert!(!waits(&ran_out, "ok"));
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

/// "Cancel", where each of these questions is about a Juan at one hour.
fn cancels_one_of_two_juans(thread: &Thread, questions: &[&MessageId]) -> (String, Option<Handover>) {
    let mut event = wrote("w2", text("cancelar"));
    if let Event::Wrote { aside, .. } = &mut event {
        let juan = |it: &&MessageId| labelled(it.as_str(), "Juan 4/12 10:30");
        aside.named = questions.iter().map(juan).collect();
    }
    let decision = takes(thread, &event, clock(NOW));
    (short(&decision.effects), decision.next.unwrap().waiting.map(|it| it.why))
}

#[test]
fn of_two_of_one_name_and_hour_nobody_is_cancelled() {
    let looked_at = ("reply_person".to_owned(), Some(Handover::Ambiguous));
    let [first, second] = ["m1", "m2"].map(|it| MessageId::new(it).unwrap());
    let both = asked(&["m1", "m2"]);
    assert_eq!(cancels_one_of_two_juans(&both, &[&first, &second]), looked_at);
    // The first one was offered other times since.
    let (thread, _) = hears(&both, "w1", tap("m1", Answer::Reschedule));
    let means = Meaning::Slot {
        case: CaseId::new("visit-m1").unwrap(),
        version: 1,
        slot: crate::ids::SlotId::new("s1").unwrap(),
        start: None,
    };
    let offers = Event::Speak {
        cause: "c1".to_owned(),
        template: crate::thread::SPOKEN_TEMPLATE.to_owned(),
        body: Some(Phi::new("Tenemos estas horas.".to_owned())),
        choices: vec![crate::thread::Choice::new("mié 9/12 18:00", None, means)],
        channel: Channel::Whatsapp,
        covers: None,
        patient: None,
    };
    let offered = takes(&thread, &offers, clock(NOW));
    let [Effect::Say(spec)] = offered.effects.as_slice() else { unreachable!("{:?}", offered.effects) };
    let thread = offered.next.unwrap().admit(spec, Channel::Whatsapp, clock(NOW)).unwrap();
    assert_eq!(cancels_one_of_two_juans(&thread, &[&second, &spec.id]), looked_at);
}

#[test]
fn of_two_reminders_of_one_visit_the_last_is_the_question() {
    let again = MessageSpec { covers: question("m1").covers, ..question("m2") };
    let thread = asked(&["m1"]).admit(&again, Channel::Whatsapp, clock("2026-11-24 11:30")).unwrap();
    assert_eq!(thread.open_visits(clock(NOW)), [again.id]);
    assert_eq!(short(&hears(&thread, "w1", text("sí")).1), "confirm to m2");
}

#[test]
fn after_another_time_was_wanted_a_mere_number_or_yes_answers_no_older_question() {
    let asks = |thread: &Thread, name: &str, template: Option<&str>| {
        let mut spec = MessageSpec { covers: question("m1").covers, ..question(name) };
        spec.template = template.map_or(spec.template, str::to_owned);
        thread.admit(&spec, Channel::Whatsapp, clock("2026-11-24 11:30")).unwrap()
    };
    let twice = asks(&asked(&["m1"]), "m2", None);
    let (wants, effects) = hears(&twice, "w1", text("2"));
    assert_eq!(short(&effects), "reschedule to m2");
    let (wants, effects) = hears(&asks(&wants, "o1", Some(OPTIONS_TEMPLATE)), "w2", text("otro día"));
    assert_eq!(short(&effects), "move to o1");
    for words in ["1", "2", "sí"] {
        let (next, effects) = hears(&wants, "w3", text(words));
        assert_eq!(short(&effects), "reply_person", "{words}");
        assert_eq!(next.waiting.unwrap().why, Handover::NotUnderstood, "{words}");
    }
    // What is asked after that is to be answered.
    assert_eq!(short(&hears(&asks(&wants, "m3", None), "w3", text("1")).1), "confirm to m3");
    // Who comes may say so twice.
    let (comes, _) = hears(&twice, "w1", text("1"));
    assert_eq!(short(&hears(&comes, "w2", text("1")).1), "confirm to m1");
    // While a person is waited for, a number is to no question about another visit either.
    let (other, _) = hears(&asked(&["m1", "m2"]), "w1", tap("m2", Answer::Reschedule));
    let (other, _) = hears(&other, "w2", text("quiero hablar con alguien"));
    assert_eq!(short(&hears(&other, "w3", text("1")).1), "");
    assert_eq!(short(&hears(&other, "w3", text("sí, confirmo")).1), "confirm to m1");
}

#[test]
fn what_was_asked_after_another_time_or_a_person_was_wanted_is_answered_by_a_mere_number_or_yes() {
    let asks = |thread: &Thread, spec: &MessageSpec| {
        thread.admit(spec, Channel::Whatsapp, clock("2026-11-24 12:30")).unwrap()
    };
    let (wants, _) = hears(&asked(&["m1"]), "w1", text("2"));
    let moved = MessageSpec { covers: question("m1").covers, ..question("m2") };
    let (queued, _) = hears(&asked(&[]), "w1", text("quiero hablar con alguien"));
    for (thread, question_after) in [(wants, moved), (queued, question("m2"))] {
        let both = asks(&asks(&thread, &question_after), &question("m3"));
        let (other, _) = hears(&both, "w2", tap("m3", Answer::Confirm));
        for words in ["1", "sí"] {
            assert_eq!(short(&hears(&other, "w3", text(words)).1), "confirm to m2", "{words}");
        }
    }
}

#[test]
fn an_answer_that_names_another_day_is_made_sure_of() {
    let first = || MessageId::new("m1").unwrap();
    let takes = |words: &str, about: MessageId| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.other_day = Some(labelled(about.as_str(), "Ana 26/11 10:30"));
        }
        takes(&asked(&["m1"]), &event, clock(NOW))
    };
    for (words, answer) in [("sí, el lunes", Answer::Confirm), ("cancelen la cita del lunes", Answer::Cancel)]
    {
        let decision = takes(words, first());
        assert_eq!(short(&decision.effects), "reply_which", "{words}");
        let thread = decision.next.unwrap();
        let means: Vec<_> = thread.spoken[0].choices.iter().map(|it| it.means.clone()).collect();
        let sure = Meaning::Answer { message: first(), case: None, answer, wish: None };
        assert_eq!(means, [sure, Meaning::Person], "{words}");
        assert_eq!((thread.asked[0].answered, thread.waiting), (false, None), "{words}");
    }
    // Who wants another time names another day; and what another question is about says nothing of this one.
    assert_eq!(short(&takes("no puedo, mejor el lunes", first()).effects), "move to m1");
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
        // Nobody said that they come.
        ("ok", "reply_person", "reply_person"),
        ("sí", "reply_person", "reply_person"),
        ("perdón, sí puedo ir", "confirm to o1", "confirm to o1"),
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
    let told = hears("Sí, confirmo. ¿Dónde queda?", Some("Yerbal 1234."));
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

/// "Which of the two?" asked of words that may be about Ana's visit or Luis's, as a message that was sent.
fn asked_which(words: &str) -> Thread {
    let mut event = wrote("w1", text(words));
    if let Event::Wrote { aside, .. } = &mut event {
        let named = [("m1", "Ana 26/11 10:30"), ("m2", "Luis 27/11 11:00")];
        aside.named = named.map(|(message, label)| labelled(message, label)).into();
    }
    let decision = takes(&asked(&["m1", "m2"]), &event, clock(NOW));
    let [Effect::Say(spec)] = decision.effects.as_slice() else { unreachable!("{:?}", decision.effects) };
    decision.next.unwrap().admit(spec, Channel::Whatsapp, clock(NOW)).unwrap()
}

#[test]
fn whose_visit_is_meant_may_be_said_in_words() {
    let thread = asked_which("sí, confirmo");
    for words in ["la de Luis", "Luis, por favor", "o do Luis", "confirmo la de Luis"] {
        assert_eq!(short(&hears(&thread, "w2", text(words)).1), "confirm to m2", "{words}");
    }
    for words in ["Luis no", "Luis y Ana", "la de mi hijo"] {
        assert_eq!(short(&hears(&thread, "w2", text(words)).1), "reply_person", "{words}");
    }
}

#[test]
fn a_wish_holds_past_the_question_which_visit_is_meant() {
    for (words, wanted, wishes) in [
        ("quiero pasarlo al jueves a la tarde", Answer::Move, true),
        ("no puedo el jueves", Answer::Reschedule, true),
        ("quiero cambiar la cita", Answer::Reschedule, false),
    ] {
        let thread = asked_which(words);
        let second = Said::Tap {
            message: thread.spoken.last().unwrap().message.clone(),
            tapped: Tapped::Choice(2),
            about: About::Dialogue,
        };
        let (_, effects) = hears(&thread, "w2", second);
        let [Effect::Answer { message, answer, wish, .. }] = effects.as_slice() else {
            unreachable!("{words}: {effects:?}")
        };
        assert_eq!((message.as_str(), *answer, wish.is_some()), ("m2", wanted, wishes), "{words}");
    }
}

#[test]
fn who_takes_a_choice_back_is_told_no_text_of_the_clinics() {
    let hears = |words: &str| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.passage = Some("Otra persona puede retirar sus resultados.".to_owned());
        }
        short(&takes(&asked(&[]), &event, clock(NOW)).effects)
    };
    for words in ["no, perdón, quería el otro", "the other one", "desculpa, o outro", "me equivoqué"] {
        assert_eq!(hears(words), "reply_person", "{words}");
    }
    assert_eq!(hears("¿puede ir otra persona?"), "thread_text");
}

#[test]
fn who_wants_a_visit_cancelled_unasked_is_asked_which() {
    let hears = |thread: &Thread, words: &str, visits: &[&str]| {
        let mut event = wrote("w9", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.theirs = visits.iter().map(|it| labelled(it, &format!("Ana {it}"))).collect();
            aside.passage = Some("Para cancelar, llámenos.".to_owned());
        }
        takes(thread, &event, clock(NOW))
    };
    for words in ["quiero cancelar mi turno", "CANCELAR", "¿me pueden cancelar la cita?"] {
        let decision = hears(&asked(&[]), words, &["n1"]);
        assert_eq!(short(&decision.effects), "reply_which", "{words}");
        let choices = decision.next.unwrap().spoken.pop().unwrap().choices;
        assert_eq!(choices.len(), 2, "and a person");
        let Meaning::Answer { message, answer, .. } = &choices[0].means else { unreachable!("{choices:?}") };
        assert_eq!((message.as_str(), *answer), ("n1", Answer::Cancel));
    }
    // Who says no more than the same again is helped by a person.
    let decision = hears(&asked(&[]), "CANCELAR", &["n1"]);
    let [Effect::Say(spec)] = decision.effects.as_slice() else { unreachable!("{decision:?}") };
    let again = decision.next.unwrap().admit(spec, Channel::Whatsapp, clock(NOW)).unwrap();
    let mut event = wrote("w10", text("cancelar"));
    if let Event::Wrote { aside, .. } = &mut event {
        aside.theirs = vec![labelled("n1", "Ana n1")];
    }
    assert_eq!(takes(&again, &event, clock(NOW)).next.unwrap().inbound[1].ended, Ended::Queued);
    // Where no visit is known, or a person is waited for, or it is in doubt who writes.
    let waits = self::hears(&asked(&[]), "w1", text("quiero hablar con alguien")).0;
    let doubted = self::hears(&asked(&[]), "w1", text("número equivocado")).0;
    for (thread, visits) in [(asked(&[]), &[][..]), (waits, &["n1"][..]), (doubted, &["n1"][..])] {
        let next = hears(&thread, "quiero cancelar mi turno", visits).next.unwrap();
        assert_eq!(next.inbound.last().unwrap().ended, Ended::Queued);
    }
}

#[test]
fn who_cannot_come_after_all_is_asked_what_to_do() {
    let hears = |words: &str, visits: &[&str]| {
        let mut event = wrote("w9", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.theirs = visits.iter().map(|it| labelled(it, &format!("Ana {it}"))).collect();
            aside.passage = Some("Para cambiar un turno, llámenos.".to_owned());
        }
        short(&takes(&asked(&[]), &event, clock(NOW)).effects)
    };
    for words in ["no, al final no puedo", "actually no I can't make it", "na verdade não vou conseguir"] {
        assert_eq!(hears(words, &["n1"]), "reschedule to n1", "{words}");
        assert_eq!(hears(words, &["n1", "n2"]), "reply_which", "{words}");
        assert_eq!(hears(words, &[]), "reply_person", "{words}");
    }
    assert_eq!(hears("quiero cambiar mi turno para el jueves", &["n1"]), "move to n1");
    // How to do it is a question that the clinic has answered.
    assert_eq!(hears("¿cómo cambio mi turno?", &["n1"]), "thread_text");
}

#[test]
fn who_will_answer_later_wakes_nobody() {
    for words in ["te confirmo mañana", "ok, mañana te digo", "I'll let you know", "depois eu confirmo"] {
        let (next, effects) = hears(&asked(&["m1"]), "w1", text(words));
        assert_eq!((effects, next.waiting), (Vec::new(), None), "{words}");
        // The question stays open.
        assert_eq!(short(&hears(&next, "w2", text("sí, confirmo")).1), "confirm to m1", "{words}");
    }
    for words in ["te confirmo mañana, ¿hay que ir en ayunas?", "te confirmo mañana, me duele mucho la muela"]
    {
        assert_eq!(why(&asked(&["m1"]), text(words)).0, Some(Handover::NotUnderstood), "{words}");
    }
    assert_eq!(why(&asked(&[]), text("te confirmo mañana")).0, Some(Handover::NotUnderstood));
}

#[test]
fn both_of_two_are_answered_at_once() {
    let hears = |thread: &Thread, id: &str, words: &str| {
        let mut event = wrote(id, text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.named = vec![labelled("m1", "Ana 26/11 10:30"), labelled("m2", "Luis 26/11 11:00")];
        }
        takes(thread, &event, clock(NOW))
    };
    let two = asked(&["m1", "m2"]);
    for (words, effects) in [
        ("confirmo las dos", "confirm to m1, confirm to m2"),
        ("both of us will be there", "confirm to m1, confirm to m2"),
        ("cancelen las dos por favor", "cancel to m1, cancel to m2"),
        ("confirmo a las dos", "reply_which"),
        ("confirmo", "reply_which"),
    ] {
        assert_eq!(short(&hears(&two, "w1", words).effects), effects, "{words}");
    }
    for (first, then, effects) in [
        ("sí", "las dos", "confirm to m1, confirm to m2"),
        ("sí", "sí, ambas por favor", "confirm to m1, confirm to m2"),
        ("cancelar", "os dois", "cancel to m1, cancel to m2"),
        ("sí", "las dos no", "reply_person"),
    ] {
        let which = hears(&two, "w1", first);
        let [Effect::Say(spec)] = which.effects.as_slice() else { unreachable!("{which:?}") };
        let asked = which.next.unwrap().admit(spec, Channel::Whatsapp, clock(NOW)).unwrap();
        assert_eq!(short(&hears(&asked, "w2", then).effects), effects, "{first}, {then}");
    }
}

/// "Which of the two?" where a question is about two visits of one day, or the one that is left of them.
fn asked_about(visits: &[(&str, &str)], said: Said) -> Decision<Thread, Effect> {
    says_about(visits, &asked(&["m1"]), ("w1", said))
}

fn says_about(
    visits: &[(&str, &str)],
    thread: &Thread,
    (id, said): (&str, Said),
) -> Decision<Thread, Effect> {
    let mut event = wrote(id, said);
    if let Event::Wrote { aside, .. } = &mut event {
        let one = |(case, label): &(&str, &str)| {
            let message = MessageId::new("m1").unwrap();
            OneOfSeveral { message, visit: visit(case, label) }
        };
        aside.several = visits.iter().map(one).collect();
    }
    takes(thread, &event, clock(NOW))
}

#[test]
fn what_moves_or_cancels_one_of_two_visits_is_asked_back_naming_them() {
    let both = [("a1", "Ana 26/11 10:30"), ("a2", "Ana 26/11 15:00")];
    // The same button again shows them again; words that say no more than the same are for a person.
    for (said, answer, again) in [
        (tap("m1", Answer::Reschedule), Answer::Reschedule, Ended::AskedBack),
        (text("2"), Answer::Reschedule, Ended::Applied),
        (text("no puedo, mejor el lunes"), Answer::Move, Ended::Queued),
        (text("cancelar"), Answer::Cancel, Ended::Queued),
    ] {
        let decision = asked_about(&both, said.clone());
        let [Effect::Say(spec)] = decision.effects.as_slice() else { unreachable!("{said:?}: {decision:?}") };
        let thread = decision.next.as_ref().unwrap();
        assert_eq!((spec.step.as_str(), thread.inbound[0].ended), ("reply_which", Ended::AskedBack));
        let titles: Vec<&str> =
            thread.spoken[0].choices.iter().map(|it| it.title.expose().as_str()).collect();
        assert_eq!(titles, both.map(|it| it.1), "{said:?}");
        let thread = thread.admit(spec, Channel::Whatsapp, clock(NOW)).unwrap();
        let repeated = says_about(&both, &thread, ("w2", said.clone())).next.unwrap();
        assert_eq!(repeated.inbound[1].ended, again, "{said:?}");
        let second =
            Said::Tap { message: spec.id.clone(), tapped: Tapped::Choice(2), about: About::Dialogue };
        let (_, effects) = hears(&thread, "w2", second);
        let [Effect::Answer { case: Some(case), answer: passed, .. }] = effects.as_slice() else {
            unreachable!("{said:?}: {effects:?}")
        };
        assert_eq!((case.as_str(), *passed), ("a2", answer), "{said:?}");
        // The other one is not there any more.
        let left = asked_about(&both[1..], said.clone());
        let [Effect::Answer { case: Some(case), .. }] = left.effects.as_slice() else {
            unreachable!("{said:?}: {left:?}")
        };
        assert_eq!(case.as_str(), "a2", "{said:?}");
    }
    // Who comes, or wants to talk, means both.
    for answer in [Answer::Confirm, Answer::Talk] {
        let decision = asked_about(&both, tap("m1", answer));
        assert!(matches!(decision.effects.as_slice(), [Effect::Answer { case: None, .. }]), "{decision:?}");
    }
    // Two that look the same are for a person.
    let decision = asked_about(&[both[0], ("a2", both[0].1)], tap("m1", Answer::Reschedule));
    assert_eq!(decision.next.unwrap().waiting.map(|it| it.why), Some(Handover::Ambiguous));
}

#[test]
fn in_text_messages_another_number_is_another_answer() {
    let texts = |thread: &Thread, id: &str, words: &str| {
        let mut wrote = wrote(id, text(words));
        if let Event::Wrote { channel, .. } = &mut wrote {
            *channel = Channel::Sms;
        }
        let decision = takes(thread, &wrote, clock(NOW));
        (decision.next.unwrap(), short(&decision.effects))
    };
    let asked_by =
        |channel| Thread::new(clinic().id, identity()).admit(&question("m1"), channel, clock(NOW)).unwrap();
    let (confirmed, effects) = texts(&asked_by(Channel::Sms), "w1", "1");
    assert_eq!(effects, "confirm to m1");
    let (again, effects) = texts(&confirmed, "w2", "1");
    assert_eq!((effects.as_str(), again.waiting), ("confirm to m1", None));
    let (changed, effects) = texts(&again, "w3", "2");
    assert_eq!((effects.as_str(), changed.waiting), ("reschedule to m1", None));
    // Nobody was shown numbers on WhatsApp, and once a person is waited for it may be meant for them.
    let (tapped, _) = hears(&asked_by(Channel::Whatsapp), "w0", tap("m1", Answer::Confirm));
    assert_eq!(why(&tapped, text("2")), (Some(Handover::NotUnderstood), "reply_person".to_owned()));
    let (waits, _) = texts(&confirmed, "w2", "¿hay que ir en ayunas?");
    assert_eq!(texts(&waits, "w3", "2").1, "");
}

#[test]
fn a_mere_yes_after_a_campaign_is_no_answer_to_what_was_asked_before_it() {
    let campaign = MessageSpec { about: About::Campaign, asks: false, ..question("c1") };
    let told = asked(&["m1"]).admit(&campaign, Channel::Whatsapp, clock("2026-11-24 12:00")).unwrap();
    for words in ["sí", "ok", "dale", "yes", "sim", "👍"] {
        assert_eq!(why(&told, text(words)).0, Some(Handover::NotUnderstood), "{words}");
        assert_eq!(short(&hears(&asked(&["m1"]), "w1", text(words)).1), "confirm to m1", "{words}");
    }
    for (words, effects) in
        [("sí, confirmo", "confirm to m1"), ("1", "confirm to m1"), ("no puedo ir", "reschedule to m1")]
    {
        assert_eq!(short(&hears(&told, "w1", text(words)).1), effects, "{words}");
    }
    // A menu that was shown since makes it no answer either.
    let menu = MessageSpec { about: About::Dialogue, ..question("d1") };
    let shown = told.admit(&menu, Channel::Whatsapp, clock("2026-11-24 12:30")).unwrap();
    assert_eq!(why(&shown, text("sí")).0, Some(Handover::NotUnderstood));
    // Nor does a survey: before the campaign it is no more meant than the reminder, after it it is meant alone.
    let survey = MessageSpec { about: About::Survey, ..question("s1") };
    let admit = |thread: &Thread, spec, at| thread.admit(spec, Channel::Whatsapp, clock(at)).unwrap();
    let surveyed = admit(&admit(&asked(&["m1"]), &survey, "2026-11-24 11:30"), &campaign, "2026-11-24 12:00");
    assert_eq!(why(&surveyed, text("sí")).0, Some(Handover::NotUnderstood));
    let surveyed = admit(&told, &survey, "2026-11-24 12:30");
    assert!(short(&hears(&surveyed, "w1", text("sí")).1).starts_with("Survey"));
    // The next reminder asks again.
    let again = told.admit(&question("m1"), Channel::Whatsapp, clock("2026-11-24 13:00")).unwrap();
    assert_eq!(short(&hears(&again, "w1", text("sí")).1), "confirm to m1");
}
