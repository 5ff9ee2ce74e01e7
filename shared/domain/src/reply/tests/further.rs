//! Under times that were offered: which others somebody asks for.

use super::super::Further::{Earlier, Later, More, OtherDays};
use super::super::{Further, asks_further};

#[test]
fn others_than_were_shown() {
    let asked: &[(Option<Further>, &[&str])] = &[
        (
            Some(Later),
            &[
                "¿tenés algo más tarde?",
                "no tenés algo más tarde?",
                "un poco más tarde",
                "algo más adelante?",
                "anything later?",
                "don't you have anything later?",
                "later please",
                "tem mais tarde?",
                "não tem mais tarde?",
                "mais pra frente",
                "un rato más tarde?",
                "y más tarde no hay?",
                "el jueves pero más tarde",
                "Thursday but a bit later please",
            ],
        ),
        (
            Some(Earlier),
            &[
                "algo más temprano",
                "no hay nada antes?",
                "tenés antes?",
                "anything earlier?",
                "a bit earlier",
                "tem mais cedo?",
                "tem antes?",
            ],
        ),
        (
            Some(OtherDays),
            &[
                "otro día?",
                "que otros dias hay?",
                "another day",
                "any other days",
                "outro dia?",
                "outros dias",
            ],
        ),
        (
            Some(More),
            &[
                "hay más opciones?",
                "no hay otro horario?",
                "otra hora",
                "ninguna me sirve",
                "no puedo en ninguno de esos",
                "more options",
                "what else do you have?",
                "none of these work",
                "tem mais opções?",
                "nenhum desses dá",
                "ninguna de las dos opciones",
                "nenhum dos dois",
                "none of those",
                "I can't do those days",
                "outros horários",
            ],
        ),
    ];
    for (further, messages) in asked {
        for text in *messages {
            assert_eq!(asks_further(text), *further, "{text}");
        }
    }
}

#[test]
fn what_asks_for_no_others() {
    for text in [
        // One of those that were shown.
        "the later one",
        "I prefer the earlier one",
        "la más temprano",
        // Somebody else's visit.
        "necesito otro turno para mi hijo",
        "y para mi esposa tiene otro horario?",
        "my wife needs another appointment",
        "I might be a little later",
        "me llamas otro día?",
        "a las 9 sí, pero más tarde no puedo",
        "te aviso más tarde",
        "les confirmo más tarde",
        "I'll let you know later",
        "vou ver e respondo mais tarde",
        "llego un poco más tarde",
        "pueden llamarme más tarde?",
        "cuánto antes tengo que llegar?",
        "I'll be there later",
        "I have to work later",
        "otro día te llamo",
        "te llamo otro día",
        "1 porque otro día no puedo",
        "algo más cerca de casa?",
        "hay que llevar algo más?",
        "qué más hay que llevar?",
        "tengo que ir un poco antes?",
        "what else do I need to bring?",
        "do I need anything else?",
        "no more",
        "otra persona va a ir",
        "la segunda",
        "no, gracias",
        "sí",
    ] {
        assert_eq!(asks_further(text), None, "{text}");
    }
}
