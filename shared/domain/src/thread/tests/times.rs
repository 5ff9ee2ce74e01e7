//! Another time: when the person would rather come, others than were offered, and one that they chose already.

use super::*;
use crate::ids::SlotId;
use crate::slot::Preference;
use crate::thread::{Choice, SPOKEN_TEMPLATE};

const SHOWN: [&str; 2] = ["2026-12-09 09:00", "2026-12-10 16:00"];

/// Times that are offered for a visit, as a message that was sent.
fn offered(thread: &Thread, cause: &str, starts: &[&str]) -> Thread {
    let choice = |(at, start): (usize, &&str)| {
        let means = Meaning::Slot {
            case: CaseId::new("visit-m1").unwrap(),
            version: 1,
            slot: SlotId::new(format!("s{at}")).unwrap(),
            start: Some(clock(start)),
        };
        Choice::new(&start[5..], None, means)
    };
    let person = Choice::new("Otra opción", None, Meaning::Person);
    let speak = Event::Speak {
        cause: cause.to_owned(),
        template: SPOKEN_TEMPLATE.to_owned(),
        body: Some(Phi::new("Tenemos estas horas.".to_owned())),
        choices: starts.iter().enumerate().map(choice).chain([person]).collect(),
        channel: Channel::Whatsapp,
        covers: None,
        patient: None,
    };
    let decision = takes(thread, &speak, clock(NOW));
    let [Effect::Say(spec)] = decision.effects.as_slice() else { unreachable!("{:?}", decision.effects) };
    decision.next.unwrap().admit(spec, Channel::Whatsapp, clock(NOW)).unwrap()
}

#[test]
fn a_thread_fits_its_item_however_often_other_times_are_asked_for() {
    let longest = |prefix: &str, number: usize| format!("{prefix}{number:0>62}");
    let mut thread = asked(&[]);
    for round in 0..2 * crate::thread::INBOUND_MAX {
        let choice = |number: usize| {
            let means = Meaning::Slot {
                case: CaseId::new(longest("v-", 1)).unwrap(),
                version: 1,
                slot: SlotId::new(longest("s-", number)).unwrap(),
                start: Some(
                    clock(NOW) + SignedDuration::from_hours(24 + i64::try_from(10 * round + number).unwrap()),
                ),
            };
            Choice::new(&"ñ".repeat(40), Some(&"é".repeat(80)), means)
        };
        let speak = Event::Speak {
            cause: format!("offer-{round}"),
            template: "reply_slots".to_owned(),
            body: None,
            choices: (0..10).map(choice).collect(),
            channel: Channel::Whatsapp,
            covers: None,
            patient: None,
        };
        let decision = takes(&thread, &speak, clock(NOW));
        let [Effect::Say(spec)] = decision.effects.as_slice() else { unreachable!("{:?}", decision.effects) };
        thread = decision.next.unwrap();
        thread.remember_sent(spec, Channel::Whatsapp, clock(NOW));
        let (heard, effects) = hears(&thread, &longest("wamid.", round), text("hay más opciones?"));
        assert!(matches!(effects.as_slice(), [Effect::OtherTimes { .. }]), "{effects:?}");
        thread = heard;
    }
    let bytes = serde_json::to_string(&thread).unwrap().len();
    assert!(bytes < 250_000, "{bytes}");
    assert!(thread.spoken.len() >= 10, "the last ones can still be chosen from");
}

/// What is wished for, as the answer that it comes with.
fn answered(effects: &[Effect]) -> (Answer, Option<Preference>) {
    let [Effect::Answer { answer, wish, .. }] = effects else { unreachable!("{effects:?}") };
    (*answer, wish.clone())
}

#[test]
fn who_says_when_with_the_first_request_is_offered_it_at_once() {
    for (words, answer, wishes) in [
        ("no puedo, ¿puede ser el jueves a la tarde?", Answer::Move, true),
        ("quiero cambiarlo para la semana que viene", Answer::Move, true),
        ("can I move it to Friday morning?", Answer::Move, true),
        ("dá pra mudar para quinta à tarde?", Answer::Move, true),
        ("quiero reagendar para el próximo mes", Answer::Move, true),
        ("cámbiamela al viernes porfa", Answer::Move, true),
        ("¿tenéis hueco el viernes por la tarde?", Answer::Move, true),
        ("podría ser después del viernes?", Answer::Move, true),
        ("me lo cambian para el lunes a la mañana?", Answer::Move, true),
        ("el jueves que viene a la tarde puede ser?", Answer::Move, true),
        ("no puedo, pasado mañana después de las 5 sí", Answer::Move, true),
        // Who cannot come may want to cancel: that is asked, and what they said is not forgotten.
        ("no puedo el jueves", Answer::Reschedule, true),
        ("I can't make it on Thursday", Answer::Reschedule, true),
        ("não posso na quinta", Answer::Reschedule, true),
        // The day is the visit's.
        ("quiero cambiar la cita del jueves", Answer::Reschedule, false),
        ("not coming on Thursday, sorry", Answer::Reschedule, false),
        ("gostaria de remarcar a consulta de amanhã", Answer::Reschedule, false),
        ("quiero cambiar la cita que tengo el jueves", Answer::Reschedule, false),
        ("tengo turno el jueves y quiero cambiarlo", Answer::Reschedule, false),
        ("I need to reschedule my appointment tomorrow", Answer::Reschedule, false),
        ("tengo cita agendada para el jueves, no puedo ir", Answer::Reschedule, false),
        ("Thursday is bad for me, can we reschedule?", Answer::Reschedule, false),
        // It is somebody's name, or the day of something else.
        ("hola Domingo, necesito reprogramar", Answer::Reschedule, false),
        ("tengo fiebre desde el lunes, quiero cambiar la cita", Answer::Reschedule, false),
        ("I'm sick today, need to reschedule", Answer::Reschedule, false),
        ("trabalho de manhã, preciso remarcar", Answer::Reschedule, false),
        ("mi jefe me cambió el turno para mañana, no puedo", Answer::Reschedule, false),
        ("quiero cambiar la cita", Answer::Reschedule, false),
        ("2", Answer::Reschedule, false),
    ] {
        let (_, effects) = hears(&asked(&["m1"]), "w1", text(words));
        let (said, wish) = answered(&effects);
        assert_eq!((said, wish.is_some()), (answer, wishes), "{words}");
    }
}

#[test]
fn what_was_said_before_the_question_after_reschedule_holds_on() {
    let (thread, effects) = hears(&asked(&["m1"]), "w1", text("no puedo el jueves"));
    let (_, said) = answered(&effects);
    let covers = question("m1").covers;
    let options = MessageSpec { template: OPTIONS_TEMPLATE.to_owned(), covers, ..question("o1") };
    let thread = thread.admit(&options, Channel::Whatsapp, clock(NOW)).unwrap();
    for answer in [tap("o1", Answer::Move), text("1")] {
        let (_, effects) = hears(&thread, "w2", answer);
        assert_eq!(answered(&effects), (Answer::Move, said.clone()));
    }
    // The question about another visit has nothing to do with it.
    let other = MessageSpec { covers: question("m2").covers, ..options };
    let thread = thread.admit(&other, Channel::Whatsapp, clock(NOW)).unwrap();
    let (_, effects) = hears(&thread, "w2", tap("o1", Answer::Move));
    assert_eq!(answered(&effects), (Answer::Move, None));
}

#[test]
fn who_only_says_when_under_the_question_after_reschedule_is_offered_it() {
    let covers = question("m1").covers;
    let options = MessageSpec { template: OPTIONS_TEMPLATE.to_owned(), covers, ..question("o1") };
    let thread = asked(&["m1"]).admit(&options, Channel::Whatsapp, clock(NOW)).unwrap();
    let hears = |words: &str, passage: Option<&str>, other_day: bool| {
        let mut event = wrote("w1", text(words));
        if let Event::Wrote { aside, .. } = &mut event {
            aside.passage = passage.map(str::to_owned);
            aside.other_day = other_day.then(|| labelled(options.id.as_str(), "Ana 26/11 10:30"));
        }
        takes(&thread, &event, clock(NOW)).effects
    };
    for words in ["el miércoles por favor", "para el lunes a la mañana", "quinta de manhã", "Tuesday"] {
        let (answer, wish) = answered(&hears(words, Some("Atendemos de lunes a viernes."), false));
        assert_eq!((answer, wish.is_some()), (Answer::Move, true), "{words}");
    }
    // A yes to another day than the visit's is to that day.
    for words in ["Monday works", "sí, el lunes"] {
        let (answer, wish) = answered(&hears(words, None, true));
        assert_eq!((answer, wish.is_some()), (Answer::Move, true), "{words}");
    }
    assert_eq!(answered(&hears("sí, el jueves", None, false)), (Answer::Confirm, None));
    for words in ["el jueves me operan", "el lunes te digo", "¿el lunes atienden?"] {
        assert_eq!(short(&hears(words, None, false)), "reply_person", "{words}");
    }
}

#[test]
fn under_times_others_are_asked_for() {
    let first = offered(&asked(&[]), "c1", &SHOWN);
    let second = offered(&first, "c2", &["2026-12-11 09:00"]);
    let wants = |words: &str| {
        let (_, effects) = hears(&second, "w1", text(words));
        let [Effect::OtherTimes { wish, .. }] = effects.as_slice() else {
            unreachable!("{words}: {effects:?}")
        };
        let free = [
            SHOWN[0], SHOWN[1], "2026-12-10 18:00", "2026-12-11 09:00", "2026-12-11 12:00",
            "2026-12-14 09:00",
        ];
        let suits = |it: &&str| wish.suits(&crate::testing::local(it));
        free.into_iter().filter(suits).map(|it| &it[8..13]).collect::<Vec<_>>().join(", ")
    };
    for words in ["¿tenés algo más tarde?", "anything later?", "tem mais tarde?"] {
        assert_eq!(wants(words), "11 12, 14 09", "{words}");
    }
    for words in ["algo más temprano", "anything earlier?", "tem mais cedo?"] {
        assert_eq!(wants(words), "09 09, 10 16, 10 18", "{words}");
    }
    for words in ["otro día?", "another day?", "outro dia?"] {
        assert_eq!(wants(words), "14 09", "{words}");
    }
    for words in ["hay más opciones?", "any other options?", "tem mais opções?"] {
        assert_eq!(wants(words), "10 18, 11 12, 14 09", "{words}");
    }
    assert_eq!(wants("prefiero el jueves"), "10 16, 10 18");
    for words in ["te aviso más tarde", "el lunes te digo", "amanhã te falo", "the later one"] {
        assert_eq!(short(&hears(&second, "w1", text(words)).1), "reply_person", "{words}");
    }
}

#[test]
fn the_title_of_a_choice_is_that_choice() {
    let thread = offered(&asked(&[]), "c1", &SHOWN);
    let (_, effects) = hears(&thread, "w1", text(" 12-10 16:00"));
    let [Effect::TakeSlot { slot, .. }] = effects.as_slice() else { unreachable!("{effects:?}") };
    assert_eq!(slot.as_str(), "s1");
    let (next, effects) = hears(&thread, "w1", text("otra opción"));
    assert_eq!(
        (short(&effects).as_str(), next.waiting.map(|it| it.why)),
        ("reply_person", Some(Handover::Asked))
    );
}

#[test]
fn a_second_yes_to_what_was_chosen_says_nothing_new() {
    let thread = offered(&asked(&[]), "c1", &SHOWN);
    let (chosen, _) = hears(&thread, "w1", text("2"));
    for words in ["Sí", "sí, esa", "sí, el jueves", "yes", "sim", "2", "ok"] {
        let (next, effects) = hears(&chosen, "w2", text(words));
        assert_eq!((effects, next.waiting), (Vec::new(), None), "{words}");
    }
    for words in [
        "1", "sí y quiero hablar con alguien", "ok mandame la direccion",
        "sí, y mi marido también quiere turno", "confirmo la de mi hijo también", "confirmo a da minha mãe",
        "confirmo la de Juan", "confirmo las dos",
        // The one that was chosen is on a Thursday.
        "sí, el miércoles", "yes Wednesday",
    ] {
        assert_eq!(short(&hears(&chosen, "w2", text(words)).1), "reply_person", "{words} is no repeat");
    }
    let mut later = wrote("w2", text("sí"));
    if let Event::Wrote { at, .. } = &mut later {
        *at = clock("2026-11-24 12:10");
    }
    assert_eq!(short(&takes(&chosen, &later, clock("2026-11-24 12:10")).effects), "reply_person");
    // Nor is a yes to somebody of the clinic, who may have given the conversation back since.
    let words = Phi::new("¿Trae la orden?".to_owned());
    let echoed = Event::Echoed { id: "e1".to_owned(), at: clock("2026-11-24 12:01"), text: words };
    let mut answered = takes(&chosen, &echoed, clock("2026-11-24 12:01")).next.unwrap();
    answered.held = None;
    let mut agreed = wrote("w2", text("sí"));
    if let Event::Wrote { at, .. } = &mut agreed {
        *at = clock("2026-11-24 12:02");
    }
    assert_eq!(short(&takes(&answered, &agreed, clock("2026-11-24 12:02")).effects), "reply_person");
    // A reminder of the old time asks nothing any more, though it was never answered.
    let (chosen_since, _) = hears(&offered(&asked(&["m1"]), "c1", &SHOWN), "w1", text("2"));
    assert_eq!(hears(&chosen_since, "w2", text("sí")).1, Vec::new());
    // What is asked of the time that the clinic gave the visit since is open, though an older list was chosen from.
    let mut moved = question("m1");
    moved.covers[0].version = 2;
    let thread = offered(&asked(&[]), "c1", &SHOWN).admit(&moved, Channel::Whatsapp, clock(NOW)).unwrap();
    let shown = thread.spoken[0].message.clone();
    let second = Said::Tap { message: shown, tapped: Tapped::Choice(2), about: About::Dialogue };
    let (chosen_late, _) = hears(&thread, "w1", second);
    assert_eq!(short(&hears(&chosen_late, "w2", text("sí")).1), "confirm to m1");
    // What is asked meanwhile is answered.
    let asks = chosen.admit(&question("m2"), Channel::Whatsapp, clock(NOW)).unwrap();
    assert_eq!(short(&hears(&asks, "w2", text("sí")).1), "confirm to m2");
}

#[test]
fn who_asked_for_others_hears_that_there_are_none() {
    let thread = offered(&asked(&[]), "c1", &SHOWN);
    let (thread, _) = hears(&thread, "w1", text("hay más opciones?"));
    let none = Event::HandedOver { why: Handover::WantsToMove, cause: Some("w1".to_owned()) };
    let told = |clinic: &crate::clinic::Clinic| decide(Some(&thread), clinic, &identity(), &none, clock(NOW));
    let mut with_words = clinic();
    let template = with_words.template("reminder", crate::language::Language::Es).unwrap().clone();
    with_words.templates.insert(crate::thread::NO_MORE_TEMPLATE, crate::language::Language::Es, template);
    let decision = told(&with_words);
    assert_eq!(short(&decision.effects), "reply_slots_no_more");
    let again = decide(decision.next.as_ref(), &with_words, &identity(), &none, clock(NOW));
    assert_eq!((again.outcome, again.effects), (Outcome::Repeated, decision.effects));
    assert_eq!(short(&told(&clinic()).effects), "reply_person", "a clinic without those words");
}

#[test]
fn who_chose_a_time_for_a_visit_that_is_off_hears_so() {
    let (thread, _) = hears(&asked(&["m1"]), "w1", tap("m1", Answer::Confirm));
    let off = Event::HandedOver { why: Handover::VisitOff, cause: Some("w1".to_owned()) };
    let told = |clinic: &crate::clinic::Clinic| decide(Some(&thread), clinic, &identity(), &off, clock(NOW));
    let mut with_words = clinic();
    let template = with_words.template("reminder", crate::language::Language::Es).unwrap().clone();
    with_words.templates.insert("reply_visit_off", crate::language::Language::Es, template);
    let decision = told(&with_words);
    assert_eq!(short(&decision.effects), "reply_visit_off");
    assert_eq!(decision.next.unwrap().waiting.unwrap().why, Handover::VisitOff);
    assert_eq!(short(&told(&clinic()).effects), "reply_person", "a clinic without those words");
}
