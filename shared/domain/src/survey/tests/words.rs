//! What words give.

use super::super::calls_for_somebody;
use super::*;

#[test]
fn a_number_is_a_score_only_where_it_counts_nothing_else() {
    let csat: [(&str, Option<u8>); 50] = [
        ("5", Some(5)),
        (" 1 ", Some(1)),
        ("4!", Some(4)),
        ("5️⃣", Some(5)),
        ("3/5", Some(3)),
        ("⭐⭐⭐⭐", Some(4)),
        ("★★", Some(2)),
        ("5, excelente", Some(5)),
        ("2. mucha espera", Some(2)),
        ("4 👍", Some(4)),
        ("1\nno me atendieron", Some(1)),
        ("5 - muy bien", Some(5)),
        ("1 estrella", Some(1)),
        ("1 Estrella porque no hay menos", Some(1)),
        ("5 stars!", Some(5)),
        ("2 estrelas", Some(2)),
        ("4 de 5", Some(4)),
        ("4 DE 5, muy bien", Some(4)),
        ("4 de 5 estrellas", Some(4)),
        ("3 out of 5", Some(3)),
        ("3 / 5", Some(3)),
        ("6 estrellas", None),
        ("1 de 10", None),
        ("3/10", None),
        ("4 de 50", None),
        ("4 de 5 veces", None),
        ("4.5 estrellas", None),
        ("4,5 de 5", None),
        ("2 estrellados", None),
        ("5 starts", None),
        ("0", None),
        ("6", None),
        ("2 horas de espera", None),
        ("2hs esperando", None),
        ("10 de diez", None),
        ("4.5", None),
        ("4,5", None),
        ("la 5", None),
        ("cinco", Some(5)),
        ("¡Cinco estrellas!", Some(5)),
        ("una estrella", Some(1)),
        ("Four stars", Some(4)),
        ("seis estrelas", None),
        ("una", None),
        ("cero", None),
        ("opción 2", Some(2)),
        ("muy bien", None),
        ("555", None),
        ("⭐⭐⭐⭐⭐⭐", None),
        ("", None),
    ];
    for (text, score) in csat {
        assert_eq!(Scale::Csat.parse(text), score, "{text}");
    }
    for (text, score) in [
        ("0", Some(0)),
        ("Cero", Some(0)),
        ("zero", Some(0)),
        ("diez estrellas", Some(10)),
        ("⭐⭐⭐⭐⭐⭐⭐⭐⭐⭐", Some(10)),
        // Five stars are all there are, and no half of ten.
        ("⭐⭐⭐⭐⭐", None),
        ("5 estrellas", None),
        ("Cinco estrelas", None),
        ("1 star", None),
        ("8-9", None),
        ("8 - 9", None),
        ("8 o 9", None),
        ("8,5", None),
        ("un 10", Some(10)),
        ("diez de diez", Some(10)),
        ("3 muy lento todo", Some(3)),
        ("2 super slow service", Some(2)),
        ("3 horas muy lento todo", None),
        ("10", Some(10)),
        ("🔟", Some(10)),
        ("9/10", Some(9)),
        ("9 out of 10", Some(9)),
        ("10 de 10", Some(10)),
        ("4 de 5", None),
        ("11", None),
    ] {
        assert_eq!(Scale::Nps.parse(text), score, "{text}");
    }
}

#[test]
fn a_score_is_heard_beside_words_that_only_say_how_it_was() {
    let csat: [(&str, Option<u8>, bool); 53] = [
        ("un 4 pero el baño sucio", Some(4), true),
        ("Le pongo un 2", Some(2), false),
        ("le doy un cinco!", Some(5), false),
        ("yo diría un 3", Some(3), false),
        ("5 excelente", Some(5), true),
        ("1 muy mala", Some(1), true),
        ("4 buena", Some(4), true),
        ("4 puntos de 5", Some(4), false),
        ("Todo excelente, 5", Some(5), true),
        ("muy bien 5", Some(5), true),
        ("Excelente atención!! Le doy un 5", Some(5), true),
        ("esperé 2 horas, un 1", Some(1), true),
        ("un 2, esperé 3 horas", Some(2), true),
        ("2 porque nadie avisó", Some(2), true),
        ("todo bien pero un 3", Some(3), true),
        ("le doy un 4 por la demora", Some(4), true),
        ("5 por la doctora, 2 por la espera", None, true),
        ("no le doy un 5, le doy un 2", Some(2), true),
        ("I give it a 4", Some(4), false),
        ("a 2, rude receptionist", Some(2), true),
        ("Great service 5/5", Some(5), true),
        ("good, but 3 out of 5", Some(3), true),
        ("nota 5", Some(5), false),
        ("Dou nota dois", Some(2), false),
        ("nota 4, demorou", Some(4), true),
        ("5 de 5 muito bom", Some(5), true),
        ("4 estrellas", Some(4), false),
        ("uno", Some(1), false),
        ("Un 10!", None, false),
        ("nota 10", None, false),
        ("4 o 5", None, true),
        ("entre 4 y 5", None, true),
        ("4 y medio", None, true),
        ("un 4,5", None, false),
        ("muy bien, a las 10:30", None, true),
        ("no le doy un 5", None, true),
        ("menos 1", None, true),
        ("a good one", None, true),
        ("muy bien los dos", None, true),
        ("3 veces me llamaron", None, true),
        ("le doy 4 días", None, true),
        ("Doctora 5, recepción 2", None, true),
        ("doctora excelente, un 5; la espera, un 1", None, true),
        ("llamé 3 veces, 2", None, true),
        ("5 minutos y muy bien", None, true),
        ("me dieron 3 puntos", None, true),
        ("hice 2 estudios con usted", None, true),
        ("fue mi 4 visita", None, true),
        ("me cobraron por 3", None, true),
        ("I waited for 3", None, true),
        ("le doy un 4 porque 2 me atendieron mal", Some(4), true),
        ("llamé 3 veces, 2 por la espera", Some(2), true),
        ("nota 0-5", None, true),
    ];
    for (text, score, says_more) in csat {
        assert_eq!((Scale::Csat.parse(text), Scale::Csat.says_more(text)), (score, says_more), "{text}");
    }
    for (text, score) in [
        ("un 10", Some(10)),
        ("nota dez", Some(10)),
        ("10 excelente", Some(10)),
        ("un cero", Some(0)),
        ("0/5", None),
    ] {
        assert_eq!(Scale::Nps.parse(text), score, "{text}");
    }
}

#[test]
fn a_score_stands_beside_why_and_beside_a_recommendation_and_never_below_nought() {
    for (text, score) in [
        ("5 gr8", Some(5)),
        ("Five out of five", Some(5)),
        ("solid 5", Some(5)),
        ("4 from me thanks", Some(4)),
        ("5/5 would recommend", Some(5)),
        ("2 pq esperei demais", Some(2)),
        ("dou 5 com certeza", Some(5)),
        ("5 sem dúvida", Some(5)),
        ("cinco estrelinhas", Some(5)),
        ("-5", None),
        ("le doy un -1", None),
        ("five of six", None),
        ("recomendo 2 exames", None),
        ("não dou 5", None),
        ("5 recommended by my cousin", None),
    ] {
        assert_eq!(Scale::Csat.parse(text), score, "{text}");
    }
    for (text, score) in [
        ("0 não recomendo", Some(0)),
        ("0 no la recomiendo", None),
        ("0, wouldn't recommend", Some(0)),
        ("ten out of ten", Some(10)),
        ("10/10 recomendo", Some(10)),
        ("9 cause nobody's perfect", Some(9)),
        ("9 só pela demora", Some(9)),
        ("-5", None),
    ] {
        assert_eq!(Scale::Nps.parse(text), score, "{text}");
    }
}

#[test]
fn what_calls_for_somebody_is_heard_though_it_complains_of_nothing() {
    for words in [
        "excelente pero ahora tengo mucha fiebre",
        "me duele donde me pincharon",
        "se me hinchó la pierna",
        "muy bien, pero necesito la receta",
        "me olvidé el paraguas ahí",
        "no fui a esa cita",
        "la cita la cancelaron ustedes",
        "el doctor no vino",
        "great, but the wound is swollen",
        "I never went",
        "I left my glasses there",
        "could you send me the prescription",
        "não fui",
        "a médica não veio",
        "estou com febre desde ontem",
        "esqueci meu casaco",
        "👎",
        "😡😡",
        "0",
        "un cero",
        "0/10",
        "-5",
        "lo peor",
        "10 minutes late",
        "0 rude staff, never again",
        "thanks for nothing",
        "I left without being seen",
        "please ring me about this",
        "tá saindo pus do corte",
        "fui embora sem ser atendida",
        "não indico pra ninguém",
    ] {
        assert!(calls_for_somebody(words), "{words}");
    }
    for words in [
        "ya no me duele la rodilla, gracias",
        "no necesito nada más, todo perfecto",
        "no me dolió nada",
        "Llegué con fiebre y me atendieron enseguida",
        "me fui contenta",
        "no me falta nada",
        "my back no longer hurts",
        "não esqueci de nada",
        "10/10",
        "cero quejas",
        "0 complaints",
        "0 reclamações",
        "😊👍",
    ] {
        assert!(!calls_for_somebody(words), "{words}");
    }
}

#[test]
fn complaints_are_told_from_praise_in_three_languages() {
    let complaints = [
        "Pésima atención", "Estuve esperando dos horas", "quiero hacer un reclamo", "me atendieron muy mal",
        "Me cobraron de más", "El baño estaba sucio", "la recepcionista fue grosera", "no me escuchó",
        "se equivocaron con mi estudio", "Una demora terrible", "The receptionist was rude",
        "Worst clinic ever", "I was overcharged", "it took too long", "The doctor ignored me",
        "I want to complain", "Very bad service", "Atendimento péssimo", "A médica foi grosseira",
        "Demorou muito", "Quero fazer uma queixa", "cobrança errada", "ninguém me atendeu",
        "esperé dos horas", "no me explicaron nada", "la doctora ni me miró", "poca empatía",
        "the doctor barely looked at me", "no one answered the phone", "deixou a desejar",
        "não gostei do atendimento", "la atención fue lenta", "me hicieron esperar un montón",
        "muy caro para lo que es", "salí peor de lo que entré", "me trataron como un número", "todo mal",
        "could have been better", "staff didn't seem to care", "nobody explained anything",
        "I left in more pain", "achei caro", "saí sem resposta nenhuma",
    ];
    for words in complaints {
        assert!(calls_for_somebody(words), "{words}");
    }
    let praise = [
        "Todo perfecto", "Muy amables, gracias", "Sin demoras, excelente", "No tengo ninguna queja",
        "La doctora es un sol", "No complaints at all", "Great doctor, no delays", "Thank you so much",
        "never had a mistake here", "Tudo ótimo", "Sem queixas", "no esperé nada", "waited only 5 minutes",
        "very happy, not a single complaint", "nothing to complain about", "nada que reclamar",
        "nada malo que decir", "they never make me wait", "não demorou nada", "nada caro y nada lento",
        "no me hicieron esperar", "I left with no more pain", "couldn't have been better",
        "não tenho mais dor", "A equipe é maravilhosa", "", "👍",
    ];
    for words in praise {
        assert!(!calls_for_somebody(words), "{words}");
    }
}

#[test]
fn a_negation_takes_back_what_its_own_clause_says() {
    for words in [
        "No recomiendo. Pésima atención", "No volvería, horrible", "no, pésimo", "No!! Horrible",
        "no\npésimo", "no sé… terrible", "No esperé nada pero pésima atención", "No wait but rude staff",
        "Não esperei mas péssimo",
    ] {
        assert!(calls_for_somebody(words), "{words}");
    }
    for words in [
        "sin demoras, ninguna queja", "Excelente. Sin quejas.", "Great, but no complaints",
        "Bien, pero sin demoras", "Ótimo: sem queixas", "muy, mal no", "mala. Atención",
    ] {
        assert!(!calls_for_somebody(words), "{words}");
    }
}

#[test]
fn a_bad_word_alone_complains() {
    for words in ["Malo", "mala", "mal", "¡Mal!", "2 malo", "bad", "Poor.", "ruim", "péssimo", "muy malo"] {
        assert!(calls_for_somebody(words), "{words}");
    }
    for words in ["regular", "no está mal", "nada mal", "not bad", "mal que mal, bien", "5", "bueno"] {
        assert!(!calls_for_somebody(words), "{words}");
    }
    for words in [
        "no recomiendo", "No lo recomiendo a nadie", "No volvería", "I would not recommend it",
        "I wouldn't recommend", "não recomendo", "Não volto",
    ] {
        assert!(calls_for_somebody(words), "{words}");
    }
}

#[test]
fn the_first_topic_in_the_words_decides_who_follows_up() {
    let questionnaire = questionnaire("csat");
    let cases = [
        (&["Sigo con dolores"][..], (Some("care"), Team::Clinical)),
        (&["el DIAGNOSTICO fue otro"], (Some("care"), Team::Clinical)),
        (&["me cobraron la obra social"], (Some("billing"), Team::Billing)),
        (&["bien", "no aceptan mi obra   social"], (Some("billing"), Team::Billing)),
        (&["obra buena, social"], (None, Team::Reception)),
        (&["terminó la obra. Social, el médico"], (None, Team::Reception)),
        (&["la obra social, mal"], (Some("billing"), Team::Billing)),
        (&[], (None, Team::Reception)),
    ];
    for (comments, expected) in cases {
        assert_eq!(questionnaire.route(comments), expected, "{comments:?}");
    }
}

#[test]
fn behind_a_score_comes_what_it_is_for() {
    for (text, score) in [
        ("10 la doctora", Some(10)),
        ("10 puntos la doctora", Some(10)),
        ("9, la espera", Some(9)),
        ("8 la demora", Some(8)),
        ("10 sin dudarlo", Some(10)),
        ("6 nomás", Some(6)),
        // Two scores, or none.
        ("10 la doctora 3 la recepción", None),
        ("10 la doctora, dos la recepción", None),
        ("los 5 médicos excelentes", None),
        ("a las 10 me atendieron puntual", None),
    ] {
        assert_eq!(Scale::Nps.parse(text), score, "{text}");
    }
}

#[test]
fn praise_may_be_none() {
    for words in [
        "muy buena la espera de 3 horas 👏",
        "me atendieron en 2 minutos y ni me revisaron",
        "un lujo la atención, se olvidaron de mí",
        "me dieron mal la receta",
        "ni loca vuelvo",
        "jamás volvería",
        "nadie me saludó",
        "el doctor llegó tarde",
    ] {
        assert!(calls_for_somebody(words), "{words}");
    }
    for words in ["nunca me habían atendido tan bien", "ni un minuto de espera", "sin horas de espera"] {
        assert!(!calls_for_somebody(words), "{words}");
    }
}
