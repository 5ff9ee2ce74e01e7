//! Who asks to be told of earlier times, and who does not.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::super::{Intent, understand, waits};

const JOIN: &[&str] = &[
    // Spanish
    "avísenme si hay algo antes",
    "Avisenme si se libera algo antes porfa",
    "me avisan si hay un turno antes?",
    "si se desocupa una hora me avisan",
    "si hay algo antes avisame",
    "quiero una cita más temprano",
    "quisiera una cita mas temprano por favor",
    "me gustaría un turno antes",
    "necesito una hora antes",
    "¿me pueden avisar si alguien cancela?",
    "avíseme cuando se libere un lugar antes",
    "quiero adelantar mi cita",
    "se puede adelantar el turno?",
    "anótenme en la lista de espera",
    "póngame en lista de espera por favor",
    "sí, confirmo, pero si hay algo antes avísenme",
    "cualquier cosa si surge algo antes me avisan",
    // English
    "let me know if anything earlier opens up",
    "please let me know if there is anything sooner",
    "can you text me if something earlier comes up?",
    "notify me if there's an earlier slot",
    "put me on the waitlist",
    "please add me to the waiting list",
    "I'd like an earlier appointment",
    "i want an appointment sooner",
    "I would like to come earlier if possible",
    "if someone cancels please call me",
    "let me know if you get a cancellation",
    // Portuguese
    "me avisem se tiver algo antes",
    "avise se surgir um horário mais cedo",
    "se alguém desmarcar me avisa",
    "quero uma consulta mais cedo",
    "gostaria de um horário antes",
    "quero antecipar minha consulta",
    "me coloca na lista de espera",
    "pode me colocar na fila de espera?",
    "me avisa quando abrir uma vaga antes",
];

const LEAVE: &[&str] = &[
    "sáquenme de la lista de espera",
    "quítame de la lista de espera por favor",
    "quiero salir de la lista de espera",
    "ya no quiero esperar",
    "ya no me avisen si hay antes",
    "take me off the waitlist",
    "please remove me from the waiting list",
    "i no longer want an earlier appointment",
    "me tirem da lista de espera",
    "quero sair da fila de espera",
    "não quero mais esperar",
];

/// Close to it, and something else.
const NEITHER: &[&str] = &[
    "a esa hora no puedo, tienen algo más temprano?",
    "puedo tomar agua antes del examen?",
    "¿puedo comer antes?",
    "puedo llegar antes?",
    "llego antes",
    "no me avisen si hay algo antes",
    "quiero cambiar la cita",
    "quiero cancelar mi cita",
    "sí, ahí estaré",
    "gracias por avisar",
    "avísenme cuando estén los resultados",
    "cuánto hay que esperar?",
    "do I need to arrive earlier?",
    "can I eat before the test?",
    "call me please",
    "I already came earlier today",
    "let me know when the results are ready",
    "posso beber água antes do exame",
    "posso sair mais cedo do hospital?",
    "avisem quando sair o resultado",
    "não quero mais mensagens",
    "STOP",
    "",
];

#[test]
fn earlier_times_are_asked_for_in_many_words() {
    let wrong = |phrases: &[&'static str], expected: Option<bool>| -> Vec<&'static str> {
        phrases.iter().copied().filter(|it| waits(it) != expected).collect()
    };
    assert_eq!(wrong(JOIN, Some(true)), Vec::<&str>::new(), "to wait");
    assert_eq!(wrong(LEAVE, Some(false)), Vec::<&str>::new(), "to wait no more");
    assert_eq!(wrong(NEITHER, None), Vec::<&str>::new(), "neither");
}

/// Of all labelled phrases, only those that want another time may be taken for a wish to wait.
#[test]
fn nothing_else_that_patients_write_is_taken_for_it() {
    let sets = [
        include_str!("../phrases/es.tsv"),
        include_str!("../phrases/es-later.tsv"),
        include_str!("../phrases/en.tsv"),
        include_str!("../phrases/en-later.tsv"),
        include_str!("../phrases/pt.tsv"),
        include_str!("../phrases/pt-later.tsv"),
    ];
    let mut taken = Vec::new();
    for line in sets.iter().flat_map(|it| it.lines()).filter(|it| !it.is_empty() && !it.starts_with('#')) {
        let (label, text) = (line.split('\t').next().unwrap(), line.rsplit('\t').next().unwrap());
        if waits(text).is_some() && !["reschedule", "unclear"].contains(&label) {
            taken.push(line);
        }
    }
    assert_eq!(taken, Vec::<&str>::new());
    assert_eq!(understand("avísenme si hay algo antes", false, &[]), Intent::Unclear);
}
