//! Who asks to be told of earlier times, and who does not.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests, and figures to be read")]

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
    "avisame cualquier cosa que se libere antes",
    "en caso de que alguien cancele me avisan",
    "me anota en lista de espera porfa",
    "si se cae alguien yo voy",
    "cualquier hueco antes me sirve",
    "si hay un espacio antes me llaman",
    "me gustaría que me adelanten si se puede, avísenme",
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
    "lmk if anything earlier opens up",
    "can i be on the waitlist",
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
    "stick me on the waiting list",
    "pop me on the cancellation list",
    "give us a shout if anything sooner comes up",
    "if ye get a cancellation I can come any time",
    "Kindly inform if any earlier slot becomes available",
    "bump me up if someone drops out",
    "me bota na fila",
    "se pintar uma vaga antes me avisa",
    "se alguém faltar eu corro aí",
    "avisem-me caso haja desistência",
    "se der pra antecipar me chama",
    "qualquer encaixe antes eu topo",
];

const LEAVE: &[&str] = &[
    "sáquenme de la lista de espera",
    "quítame de la lista de espera por favor",
    "quiero salir de la lista de espera",
    "ya no quiero esperar",
    "ya no me avisen si hay antes",
    "no hace falta que me avisen de turnos antes",
    "no me busquen turno antes",
    "quítenme de la espera",
    "no me ofrezcan más turnos",
    "ya no quiero adelanto",
    "dejen de avisarme de cupos antes",
    "prefiero no adelantar mi cita",
    "retírenme de la lista de espera",
    "take me off the waitlist",
    "please remove me from the waiting list",
    "i no longer want an earlier appointment",
    "me tirem da lista de espera",
    "quero sair da fila de espera",
    "não quero mais esperar",
    "take me off the waiting list",
    "I want off the waiting list",
    "I want to get off the waiting list",
    "remove me from the cancellation list",
    "I don't need an earlier slot anymore",
    "stop offering me earlier times",
    "cancel my place on the waitlist",
    "no need to let me know about earlier ones",
    "I'm sorted, take me off the list for earlier ones",
    "drop me from the waiting list please",
    "tira da fila de espera",
    "me tira da lista de espera",
    "não preciso mais de horário antes",
    "não quero mais adiantar",
    "quero sair da fila",
    "pode tirar meu nome da fila de espera",
    "não precisa mais avisar de vaga",
    "já não quero antecipar",
    "retire-me da lista de espera",
    "desisto da fila",
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
    "estoy en la sala de espera",
    "me avisan antes de la cita?",
    "do I need to arrive earlier?",
    "can I eat before the test?",
    "call me please",
    "I already came earlier today",
    "I'm here, I'll be in the waiting room",
    "let me know when the results are ready",
    "posso beber água antes do exame",
    "posso sair mais cedo do hospital?",
    "avisem quando sair o resultado",
    "não quero mais mensagens",
    "STOP",
    "",
    "I waited ages",
    "how long is the waiting list",
    "am I still on the waiting list",
    "can I eat before",
    "quanto tempo de fila",
    "ainda tô na fila de espera?",
    "posso comer antes",
    "esperei na fila 2 horas",
];

/// Written after the first words, of which one in Spanish was heard; then words were added by kind.
const LATER: [(&str, &[&str]); 3] = [
    (
        "es",
        &[
            "si alguien no va a su cita me pueden llamar?",
            "me encantaría que me vean antes, avisen porfis",
            "si se les abre un espacio antes, yo voy",
            "ojalá haya algo antes, me dicen",
            "tengo mucho dolor de rodilla y quisiera una fecha más cercana",
            "me pasan un mensaje si queda un hueco antes?",
            "quisiera que me adelanten la consulta",
            "si sale un turno más temprano lo tomo",
            "porfa téngame en cuenta si cancelan",
            "habrá forma de estar en la lista de espera?",
            "me anotan por si se libera algo?",
            "necesito que me atiendan antes",
        ],
    ),
    (
        "en",
        &[
            "I'm flexible, so if a spot opens before then I'll take it",
            "is there a cancellation list I can be on?",
            "would love to be seen sooner if possible",
            "can you put me down for an earlier time if one comes up",
            "pls let me kno if u get anything earlier",
            "any chance to move it up? let me know",
            "hit me up if someone drops out",
            "please keep me in mind for earlier openings",
            "add my name to the wait list please",
            "if there's a no show I can come right away",
            "I'd prefer something sooner, just text me",
            "send me a message when an earlier slot is available",
        ],
    ),
    (
        "pt",
        &[
            "se abrir uma vaga antes eu vou",
            "queria ser atendida mais cedo, me avisem",
            "dá pra me encaixar antes se alguém faltar?",
            "quero ficar na lista de espera",
            "me chama se aparecer um horário antes",
            "consegue antecipar a minha consulta?",
            "se tiver desistência eu aceito",
            "gostaria de antecipar",
            "me coloquem na fila se alguém cancelar",
            "avisa aí se surgir uma vaga",
            "preciso de uma data mais próxima",
            "tem como adiantar meu horário?",
        ],
    ),
];

/// Written after those, and not looked at again: what new patients may write.
const LATEST: [(&str, &[&str]); 3] = [
    (
        "es",
        &[
            "si alguien deja su turno yo lo quiero",
            "avísenme cualquier novedad si hay antes",
            "me gustaría una cita más pronto",
            "¿pueden ponerme en la lista por si alguien falta?",
            "si se da una hora antes, cuenten conmigo",
            "quiero que me llamen si se desocupa algo",
            "puedo ir antes si tienen lugar",
            "quisiera adelantar el turno del viernes",
        ],
    ),
    (
        "en",
        &[
            "if anybody backs out, think of me",
            "please text me if an earlier appointment becomes available",
            "I'd be happy to come in sooner",
            "could you bump me up if there's room?",
            "waitlist me please",
            "let me know if there is an opening this week",
            "I want to be on the waiting list",
            "anything sooner would be great, let me know",
        ],
    ),
    (
        "pt",
        &[
            "se alguém cancelar, eu quero a vaga", "me avisem de qualquer horário antes",
            "gostaria de uma consulta mais cedo", "pode me pôr na lista de espera?",
            "se der para ir antes, eu vou", "quero adiantar a consulta de sexta",
            "me liga se surgir algo mais cedo", "caso abra uma vaga, me avisa",
        ],
    ),
];

/// What is not heard is a wish for another time or waits for a person; none of it is taken for leaving.
#[test]
fn phrases_written_afterwards_are_heard_or_left_to_others() {
    for (name, sets) in [("added for", LATER), ("never seen", LATEST)] {
        for (language, phrases) in sets {
            let heard = phrases.iter().filter(|it| waits(it) == Some(true)).count();
            println!(
                "{language}: {heard} of {} phrases, words {name}, are heard as a wish to wait",
                phrases.len()
            );
            let lost: Vec<_> = phrases.iter().filter(|it| waits(it) == Some(false)).collect();
            assert_eq!(lost, Vec::<&&str>::new(), "{language}: taken for leaving");
        }
    }
}

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
