//! What words give.

use super::super::complains;
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
fn complaints_are_told_from_praise_in_three_languages() {
    let complaints = [
        "Pésima atención",
        "Estuve esperando dos horas",
        "quiero hacer un reclamo",
        "me atendieron muy mal",
        "Me cobraron de más",
        "El baño estaba sucio",
        "la recepcionista fue grosera",
        "no me escuchó",
        "se equivocaron con mi estudio",
        "Una demora terrible",
        "The receptionist was rude",
        "Worst clinic ever",
        "I was overcharged",
        "it took too long",
        "The doctor ignored me",
        "I want to complain",
        "Very bad service",
        "Atendimento péssimo",
        "A médica foi grosseira",
        "Demorou muito",
        "Quero fazer uma queixa",
        "cobrança errada",
        "ninguém me atendeu",
        "esperé dos horas",
        "no me explicaron nada",
        "la doctora ni me miró",
        "poca empatía",
        "the doctor barely looked at me",
        "no one answered the phone",
        "deixou a desejar",
        "não gostei do atendimento",
        "la atención fue lenta",
        "me hicieron esperar un montón",
        "muy caro para lo que es",
        "salí peor de lo que entré",
        "me trataron como un número",
        "todo mal",
        "could have been better",
        "staff didn't seem to care",
        "nobody explained anything",
        "I left in more pain",
        "achei caro",
        "saí sem resposta nenhuma",
    ];
    for words in complaints {
        assert!(complains(words), "{words}");
    }
    let praise = [
        "Todo perfecto",
        "Muy amables, gracias",
        "Sin demoras, excelente",
        "No tengo ninguna queja",
        "La doctora es un sol",
        "No complaints at all",
        "Great doctor, no delays",
        "Thank you so much",
        "never had a mistake here",
        "Tudo ótimo",
        "Sem queixas",
        "no esperé nada",
        "waited only 5 minutes",
        "very happy, not a single complaint",
        "nada malo que decir",
        "they never make me wait",
        "não demorou nada",
        "nada caro y nada lento",
        "no me hicieron esperar",
        "I left with no more pain",
        "couldn't have been better",
        "não tenho mais dor",
        "A equipe é maravilhosa",
        "",
        "👍",
    ];
    for words in praise {
        assert!(!complains(words), "{words}");
    }
}

#[test]
fn a_negation_takes_back_what_its_own_clause_says() {
    for words in [
        "No recomiendo. Pésima atención",
        "No volvería, horrible",
        "no, pésimo",
        "No!! Horrible",
        "no\npésimo",
        "no sé… terrible",
        "No esperé nada pero pésima atención",
        "No wait but rude staff",
        "Não esperei mas péssimo",
    ] {
        assert!(complains(words), "{words}");
    }
    for words in [
        "sin demoras, ninguna queja",
        "Excelente. Sin quejas.",
        "Great, but no complaints",
        "Bien, pero sin demoras",
        "Ótimo: sem queixas",
        "muy, mal no",
        "mala. Atención",
    ] {
        assert!(!complains(words), "{words}");
    }
}

#[test]
fn a_bad_word_alone_complains() {
    for words in ["Malo", "mala", "mal", "¡Mal!", "2 malo", "bad", "Poor.", "ruim", "péssimo", "muy malo"] {
        assert!(complains(words), "{words}");
    }
    for words in ["regular", "no está mal", "nada mal", "not bad", "mal que mal, bien", "5", "bueno"] {
        assert!(!complains(words), "{words}");
    }
    for words in [
        "no recomiendo",
        "No lo recomiendo a nadie",
        "No volvería",
        "I would not recommend it",
        "I wouldn't recommend",
        "não recomendo",
        "Não volto",
    ] {
        assert!(complains(words), "{words}");
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
