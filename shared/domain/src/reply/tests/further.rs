//! Under times that were offered: which others somebody asks for, and who answers later.

use super::super::Further::{Earlier, Later, More, OtherDays};
use super::super::{Further, Intent, answers_later, asks_further, says_only_when, takes_offer, understand};

#[test]
fn others_than_were_shown() {
    let asked: &[(Option<Further>, &[&str])] = &[
        (
            Some(Later),
            &[
                "¿tenés algo más tarde?", "no tenés algo más tarde?", "un poco más tarde",
                "algo más adelante?", "anything later?", "don't you have anything later?", "later please",
                "tem mais tarde?", "não tem mais tarde?", "mais pra frente", "un rato más tarde?",
                "y más tarde no hay?", "el jueves pero más tarde", "Thursday but a bit later please",
            ],
        ),
        (
            Some(Earlier),
            &[
                "algo más temprano", "no hay nada antes?", "tenés antes?", "anything earlier?",
                "a bit earlier", "tem mais cedo?", "tem antes?",
            ],
        ),
        (
            Some(OtherDays),
            &[
                "otro día?", "que otros dias hay?", "another day", "any other days", "outro dia?",
                "outros dias",
            ],
        ),
        (
            Some(More),
            &[
                "hay más opciones?", "no hay otro horario?", "otra hora", "ninguna me sirve",
                "no puedo en ninguno de esos", "more options", "what else do you have?",
                "none of these work", "tem mais opções?", "nenhum desses dá", "ninguna de las dos opciones",
                "nenhum dos dois", "none of those", "I can't do those days", "outros horários",
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
        "the later one", "I prefer the earlier one", "la más temprano",
        // Somebody else's visit.
        "necesito otro turno para mi hijo", "y para mi esposa tiene otro horario?",
        "my wife needs another appointment", "I might be a little later", "me llamas otro día?",
        "a las 9 sí, pero más tarde no puedo", "te aviso más tarde", "les confirmo más tarde",
        "I'll let you know later", "vou ver e respondo mais tarde", "llego un poco más tarde",
        "pueden llamarme más tarde?", "cuánto antes tengo que llegar?", "I'll be there later",
        "I have to work later", "otro día te llamo", "te llamo otro día", "1 porque otro día no puedo",
        "algo más cerca de casa?", "hay que llevar algo más?", "qué más hay que llevar?",
        "tengo que ir un poco antes?", "what else do I need to bring?", "do I need anything else?",
        "no more", "otra persona va a ir", "la segunda", "no, gracias", "sí",
    ] {
        assert_eq!(asks_further(text), None, "{text}");
    }
}

#[test]
fn who_will_answer_later_says_neither_yes_nor_when() {
    for text in [
        "te confirmo más tarde", "vale, os aviso", "mañana os confirmo", "ya os confirmo",
        "te confirmo el lunes", "les confirmo a la brevedad", "te estaré confirmando mañana",
        "más adelante te confirmo", "mañana te contesto", "mañana te digo algo", "te aviso al rato",
        "ok te aviso", "dale, te aviso", "dale mañana te llamo", "te escribo más tarde",
        "en cuanto sepa te aviso", "déjame checar y te aviso", "¿puedo avisarles mañana?",
        "I'll get back to you", "yes, I'll get back to you", "let me check and let you know",
        "ok I'll let you know", "tomorrow I'll let you know", "I'll confirm tonight",
        "I'll confirm as soon as I can", "I'll call you back", "I'll reply later", "amanhã te falo",
        "ok, amanhã te falo", "beleza, amanhã eu ligo", "depois eu confirmo", "logo confirmo",
        "confirmo de noite", "segunda-feira eu confirmo", "hoje à noite te falo", "vou verificar e retorno",
        "retorno mais tarde", "te mando mensagem mais tarde", "assim que souber aviso",
    ] {
        let heard = (answers_later(text), understand(text, true, &[]), takes_offer(text));
        assert_eq!(heard, (true, Intent::Unclear, None), "{text}");
    }
    for text in [
        "confirmo, cualquier cosa te aviso",
        "sí voy, cuando llegue les aviso",
        "no puedo ir, mañana los llamo para reagendar",
        "I can't make it, I'll call you tomorrow",
        "see you tomorrow, I'll let you know when I arrive",
        "yes, any changes I'll let you know",
        "não vou conseguir, amanhã te ligo",
        "sorry it took me so long to get back to you, I'll be there",
        "please cancel my appointment and I'll get back to you",
        "confirmed, I'll get back to you about the insurance",
        "wanted to check and confirm my appointment",
        "no voy a poder, más adelante te aviso",
        "no puedo ir, cuando sepa les aviso",
        "preciso remarcar, mais tarde eu falo",
        "ahí estaré, confirmado",
        "sí, os confirmo la cita",
        "sí voy, te estaré avisando cuando llegue",
        "boa noite, confirmo",
    ] {
        assert!(!answers_later(text), "{text}");
    }
}

#[test]
fn what_says_only_when_says_nothing_else() {
    for text in [
        "el miércoles por favor", "para el lunes a la mañana", "quiero el lunes", "quinta-feira de manhã",
        "next Tuesday", "¿mañana?",
    ] {
        assert!(says_only_when(text), "{text}");
    }
    for text in ["el jueves me operan", "¿el lunes atienden?", "fiebre desde el lunes", "15", "sí", ""] {
        assert!(!says_only_when(text), "{text}");
    }
}
