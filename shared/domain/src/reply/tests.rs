use Intent::{
    Cancel, Confirm, Help, Reschedule, Start, StopAll, SuspectedStop, Talk, Thanks, Unclear, WrongPerson,
};

use super::{Intent, may_say_paid, understand};

mod answers;
mod earlier;
mod emergencies;
mod free;
mod further;
mod labelled;
mod visit;

/// Each phrase, what it means as an answer, and what it means out of the blue.
fn check(table: &[(&str, Intent, Intent)]) {
    assert!(table.len() >= 40, "{} phrases", table.len());
    for (text, asked, unasked) in table {
        assert_eq!(understand(text, true, &[]), *asked, "{text:?} as an answer");
        assert_eq!(understand(text, false, &[]), *unasked, "{text:?} out of the blue");
    }
}

#[test]
fn spanish() {
    check(&[
        ("Sí", Confirm, Unclear),
        ("si", Confirm, Unclear),
        ("SI!!", Confirm, Unclear),
        ("Sí, gracias", Confirm, Unclear),
        ("sí, confirmo", Confirm, Unclear),
        ("1 confirmo", Confirm, Unclear),
        ("Confirmo mi asistencia, muchas gracias", Confirm, Unclear),
        ("Hola, buenas tardes. Confirmo la cita.", Confirm, Unclear),
        ("dale", Confirm, Unclear),
        ("ok dale 👍", Confirm, Unclear),
        ("Vale", Confirm, Unclear),
        ("de acuerdo, allí estaré", Confirm, Unclear),
        ("opción 1", Confirm, Unclear),
        ("uno", Confirm, Unclear),
        ("¿sí?", Unclear, Unclear),
        ("Sí, pero más tarde", Unclear, Unclear),
        ("sí o no", Unclear, Unclear),
        ("no", Unclear, Unclear),
        ("No confirmo", Unclear, Unclear),
        ("no puedo ir", Reschedule, Unclear),
        ("gracias", Thanks, Thanks),
        ("2", Reschedule, Unclear),
        ("Cambiar", Reschedule, Unclear),
        ("quiero cambiar la cita", Reschedule, Unclear),
        ("Hola, ¿puedo cambiar la cita?", Reschedule, Unclear),
        ("Quisiera reprogramar el turno por favor", Reschedule, Unclear),
        ("otro día", Reschedule, Unclear),
        ("¿me podrían reagendar?", Reschedule, Unclear),
        ("no quiero cambiar la cita", Unclear, Unclear),
        ("Cancelar", Cancel, Unclear),
        ("CANCELAR", Cancel, Unclear),
        ("Quiero cancelar mi cita, gracias", Cancel, Unclear),
        ("anular la cita", Cancel, Unclear),
        ("Necesito anular el turno", Cancel, Unclear),
        ("¿cancelar?", Unclear, Unclear),
        ("no cancelen", Unclear, Unclear),
        ("no quiero cancelar", Unclear, Unclear),
        ("cancelar suscripción", StopAll, StopAll),
        ("Quiero cancelar la suscripción", SuspectedStop, SuspectedStop),
        ("3", Talk, Unclear),
        ("Quiero hablar con una persona", Talk, Talk),
        ("¿Me pueden llamar?", Talk, Talk),
        ("Hola, llámenme por favor", Talk, Talk),
        ("BAJA", StopAll, StopAll),
        ("Baja.", StopAll, StopAll),
        ("alto", StopAll, StopAll),
        ("Parar", StopAll, StopAll),
        ("DETENER", StopAll, StopAll),
        ("No más", StopAll, StopAll),
        ("darme de baja por favor", StopAll, StopAll),
        ("no me escriban más", SuspectedStop, SuspectedStop),
        ("Por favor NO me manden más mensajes!!", SuspectedStop, SuspectedStop),
        ("dejen de escribirme", SuspectedStop, SuspectedStop),
        ("quiero dar de baja esto", SuspectedStop, SuspectedStop),
        ("Número equivocado", WrongPerson, WrongPerson),
        ("ALTA", Start, Start),
        ("quiero darme de alta para recibir mensajes", Start, Start),
        ("Ayuda", Help, Help),
        ("¿Ayuda?", Help, Help),
        ("me duele la cabeza, ¿qué tomo?", Unclear, Unclear),
        ("la doctora baja los martes", Unclear, Unclear),
    ]);
}

#[test]
fn english() {
    check(&[
        ("Yes", Confirm, Unclear),
        ("YES!", Confirm, Unclear),
        ("yes please", Confirm, Unclear),
        ("Yep, thanks", Confirm, Unclear),
        ("OK", Confirm, Unclear),
        ("ok", Confirm, Unclear),
        ("1", Confirm, Unclear),
        ("1️⃣", Confirm, Unclear),
        ("１", Confirm, Unclear),
        (" 1. ", Confirm, Unclear),
        ("option 1", Confirm, Unclear),
        ("👍", Confirm, Unclear),
        ("👍🏽", Confirm, Unclear),
        ("👍 thanks!", Confirm, Thanks),
        ("Yes, I'll be there", Confirm, Unclear),
        ("I confirm", Confirm, Unclear),
        ("Hi, yes I confirm my appointment", Confirm, Unclear),
        ("yes?", Unclear, Unclear),
        ("yes 👎", Unclear, Unclear),
        ("👎", Unclear, Unclear),
        ("yes but can we do 3pm", Unclear, Unclear),
        ("1 or 2?", Unclear, Unclear),
        ("12", Unclear, Unclear),
        ("4", Unclear, Unclear),
        ("2", Reschedule, Unclear),
        ("reschedule", Reschedule, Unclear),
        ("Can I reschedule my appointment?", Reschedule, Unclear),
        ("I need to change the appointment please", Reschedule, Unclear),
        ("another day", Reschedule, Unclear),
        ("three", Talk, Unclear),
        ("Talk to a person", Talk, Talk),
        ("please call me", Talk, Talk),
        ("CANCEL", Cancel, Unclear),
        ("cancel", Cancel, Unclear),
        ("Cancel please", Cancel, Unclear),
        ("I need to cancel my appointment", Cancel, Unclear),
        ("Cancel it", Cancel, Unclear),
        ("don't cancel", Unclear, Unclear),
        ("cancel?", Unclear, Unclear),
        ("cancel ❌", Unclear, Unclear),
        ("STOP", StopAll, StopAll),
        ("Stop.", StopAll, StopAll),
        ("“stop”", StopAll, StopAll),
        ("stop 🛑", StopAll, StopAll),
        ("please stop", StopAll, StopAll),
        ("STOPALL", StopAll, StopAll),
        ("opt-out", StopAll, StopAll),
        ("OPTOUT", StopAll, StopAll),
        ("Opt out", StopAll, StopAll),
        ("END", StopAll, StopAll),
        ("quit", StopAll, StopAll),
        ("Unsubscribe", StopAll, StopAll),
        ("REVOKE", StopAll, StopAll),
        ("remove", StopAll, StopAll),
        ("stop texting me", SuspectedStop, SuspectedStop),
        ("Don’t text me again", SuspectedStop, SuspectedStop),
        ("Take me off your list!", SuspectedStop, SuspectedStop),
        ("STOP this now", SuspectedStop, SuspectedStop),
        ("Wrong number", WrongPerson, WrongPerson),
        ("I will stop by at five", Unclear, Unclear),
        ("at the end of the month", Unclear, Unclear),
        ("START", Start, Start),
        ("unstop", Start, Start),
        ("HELP", Help, Help),
        ("info", Help, Help),
        ("", Unclear, Unclear),
        ("😀", Thanks, Thanks),
        ("asdf", Unclear, Unclear),
    ]);
}

#[test]
fn portuguese() {
    check(&[
        ("Sim", Confirm, Unclear),
        ("sim, obrigada", Confirm, Unclear),
        ("SIM!", Confirm, Unclear),
        ("Confirmo", Confirm, Unclear),
        ("sim, confirmo a consulta", Confirm, Unclear),
        ("Confirmo presença", Confirm, Unclear),
        ("confirmado", Confirm, Unclear),
        ("Olá, bom dia! Sim", Confirm, Unclear),
        ("vou sim", Confirm, Unclear),
        ("com certeza", Confirm, Unclear),
        ("estarei lá", Confirm, Unclear),
        ("ok, obrigado", Confirm, Thanks),
        ("um", Confirm, Unclear),
        ("opção 1", Confirm, Unclear),
        ("✅", Confirm, Unclear),
        ("não", Unclear, Unclear),
        ("Não vou", Reschedule, Unclear),
        ("sim?", Unclear, Unclear),
        ("sim, mas mais tarde", Unclear, Unclear),
        ("não posso ir", Reschedule, Unclear),
        ("obrigada", Thanks, Thanks),
        ("dois", Reschedule, Unclear),
        ("opção 2", Reschedule, Unclear),
        ("Remarcar", Reschedule, Unclear),
        ("Preciso remarcar a consulta", Reschedule, Unclear),
        ("Posso remarcar?", Reschedule, Unclear),
        ("gostaria de adiar a consulta", Reschedule, Unclear),
        ("outro dia, por favor", Reschedule, Unclear),
        ("quero outra data", Reschedule, Unclear),
        ("3", Talk, Unclear),
        ("Quero falar com um atendente", Talk, Talk),
        ("falar com alguém", Talk, Talk),
        ("atendente", Talk, Talk),
        ("Cancelar", Cancel, Unclear),
        ("quero cancelar a consulta", Cancel, Unclear),
        ("Preciso desmarcar minha consulta, obrigado", Cancel, Unclear),
        ("vou cancelar", Cancel, Unclear),
        ("sim, cancelar", Cancel, Unclear),
        ("não cancelar", Unclear, Unclear),
        ("não quero cancelar a consulta", Unclear, Unclear),
        ("SAIR", StopAll, StopAll),
        ("sair", StopAll, StopAll),
        ("Pare", StopAll, StopAll),
        ("parar", StopAll, StopAll),
        ("cancelar inscrição", StopAll, StopAll),
        ("descadastrar", StopAll, StopAll),
        ("não me mande mais mensagens", SuspectedStop, SuspectedStop),
        ("Não quero receber isso", SuspectedStop, SuspectedStop),
        ("parem de mandar mensagem", SuspectedStop, SuspectedStop),
        ("número errado", WrongPerson, WrongPerson),
        ("voltar a receber", Start, Start),
        ("Ajuda", Help, Help),
        ("qual o endereço?", Unclear, Unclear),
    ]);
}

#[test]
fn a_bare_cancelado_may_say_that_something_is_paid() {
    for words in [
        "cancelado", "Cancelado, muchas gracias", "buenas tardes, cancelado", "mañana cancelo",
        "quiero cancelar",
    ] {
        assert!(may_say_paid(words), "{words}");
    }
    for words in ["cancelar turno", "cancelo la cita", "no puedo ir, cancelen", "anular", "sí, confirmo"] {
        assert!(!may_say_paid(words), "{words}");
    }
}

#[test]
fn cancel_never_unsubscribes() {
    for spelling in
        ["CANCEL", "cancel", "Cancel.", "CANCELAR", "cancelar", "Cancelar!", "cancela", "🙏 cancel 🙏"]
    {
        assert_eq!(understand(spelling, true, &[]), Cancel, "{spelling}");
        assert_eq!(understand(spelling, false, &[]), Unclear, "{spelling}");
    }
}

mod properties {
    use proptest::prelude::*;

    use super::super::{law, words};
    use super::{Intent, understand};

    proptest! {
        #[test]
        fn only_answers_need_a_question(text in "(?s).{0,80}", asked: bool) {
            let intent = understand(&text, asked, &[]);
            let is_answer = matches!(intent, Intent::Confirm | Intent::Reschedule | Intent::Cancel);
            prop_assert!(asked || !is_answer);
        }

        #[test]
        fn a_stop_word_is_heard_in_any_dress(
            word in prop::sample::select(law::STOP_WORDS),
            upper: bool,
            before in "[ .!\"*🙏\n]{0,4}",
            behind in "[ .!\"*🛑\n]{0,4}",
            asked: bool,
        ) {
            let word = if upper { word.to_uppercase() } else { word.to_owned() };
            prop_assert_eq!(understand(&format!("{before}{word}{behind}"), asked, &[]), Intent::StopAll);
        }
    }

    #[test]
    fn the_lists_are_written_as_they_are_compared() {
        let lists = [
            law::STOP_WORDS,
            law::START_WORDS,
            law::HELP_WORDS,
            words::CANCEL_WORDS,
            words::RESCHEDULE,
            words::TALK,
            words::HELP_CRIES,
            words::CHOICE_LABELS,
            words::CHOICE_ARTICLES,
            words::CHOICE_WISHES,
            words::NO_WORDS,
            words::BEFORE_NO,
            words::NO_DETAILS,
            words::NEGATIONS,
            words::YES_WORDS,
            words::YES_PHRASES,
            words::COURTESIES,
            words::MODALS,
            words::OBJECTS,
            words::YES_ALONE,
            words::TAKES,
            words::YES_DETAILS,
            words::THANKS_WORDS,
            words::THANKS_DETAILS,
        ];
        for phrase in lists.concat() {
            let plain = phrase.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b' ');
            assert!(plain && phrase.trim() == phrase && !phrase.contains("  "), "{phrase:?}");
        }
        for list in [law::STOP_WORDS, law::START_WORDS, law::HELP_WORDS] {
            for phrase in list {
                for other in [words::CANCEL_WORDS, words::RESCHEDULE, words::YES_WORDS, words::TALK] {
                    assert!(!other.contains(phrase), "{phrase:?} means two things");
                }
            }
        }
    }
}
