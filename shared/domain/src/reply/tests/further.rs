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
                "outros horários",
            ],
        ),
        (
            None,
            &[
                "te aviso más tarde",
                "les confirmo más tarde",
                "I'll let you know later",
                "vou ver e respondo mais tarde",
                "llego un poco más tarde",
                "pueden llamarme más tarde?",
                "cuánto antes tengo que llegar?",
                "otra persona va a ir",
                "la segunda",
                "no, gracias",
                "sí",
            ],
        ),
    ];
    for (further, messages) in asked {
        for text in *messages {
            assert_eq!(asks_further(text), *further, "{text}");
        }
    }
}
