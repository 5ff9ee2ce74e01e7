//! The words by which a comment on a visit is read, in Spanish, English and Portuguese: in small letters, without
//! accents, as `words` leaves a comment. A `*` at a word's end stands for any ending.
//!
//! They are chosen towards the complaint: a person reads one more comment, rather than one less. What complains in any
//! message ([`crate::reply`]) complains in a comment too, beside these.

/// Words that complain by themselves; a `*` stands for any ending.
pub(super) const COMPLAINTS: &[&str] = &[
    // Spanish.
    "horas de espera", "hora de espera", "la espera de", "ni me reviso", "ni me revisaron", "ni me miro",
    "ni me miraron", "ni me saludo", "ni me saludaron", "ni me explic*", "ni me escuch*", "se olvidaron de",
    "se olvido de mi", "dieron mal", "hicieron mal", "anotaron mal", "ni loca", "ni loco", "ni muerto",
    "ni muerta", "jamas volv*", "jamas vuelvo", "jamas regres*", "nadie me saludo", "nadie saludo",
    "mucho calor", "llego tarde", "atendieron tarde", "atendio tarde", "empezo tarde", "queja*", "reclam*",
    "pesim*", "horrible*", "terrible*", "mala atencion", "mal atendid*", "malisim*", "muy mal", "muy mala",
    "muy malo", "maltrat*", "grosera", "groseras", "grosero", "groseros", "desastre*", "vergonzos*",
    "inaceptable*", "indignad*", "indignante", "demora*", "demoro", "tardaron", "tardanza", "esperando",
    "espere mas de", "nadie me atendio", "no me atendieron", "no me escucho", "no me escucharon",
    "nadie me escucho", "nadie me explico", "me cobraron", "cobro de mas", "error en", "se equivocaron",
    "equivocad*", "sucio", "sucia", "descortes*", "decepcion*", "no vuelvo", "no volveria", "no recomiendo",
    "no la recomiendo", "no lo recomiendo", "no los recomiendo", "no se los recomiendo", "no pienso volver",
    "no me gusto", "mucha espera", "demasiada espera", "lamentable*", "fatal", "sigo igual", "sigo mal",
    "denuncia*", "negligen*", "dolor peor", "empeore", "me fue mal", "falta de respeto", "todo mal", "lento",
    "lenta", "lentos", "lentas", "feo", "hicieron esperar", "hizo esperar", "caro", "carisimo",
    "podria mejorar", "podrian mejorar", "podria ser mejor", "puede mejorar", "pueden mejorar",
    "peor de lo que", "peor que", "lo peor", "la peor", "moreton*", "no encontraban", "no encontraron",
    "como un numero", "no les importa", "no le importo", "un lio", "un caos", "caotic*", "desorden*",
    "olia mal", "mal olor", "no fue buena", "no fue bueno", "no estuvo bueno", "mas dolor", "no volvere",
    "no regreso", "no regresaria", "sin respuesta*", "trato frio", "muy frio", "muy fria",
    // English.
    "complain*", "awful*", "horribl*", "terribl*", "worst", "rude*", "unacceptable", "disappoint*",
    "disgust*", "overcharged", "wrong charge", "waited over", "waiting for hours", "long wait", "too long",
    "nobody helped", "not listened", "did not listen", "didnt listen", "ignored", "dirty", "unprofessional",
    "mistake*", "never again", "would not recommend", "wouldnt recommend", "very bad", "bad service",
    "poor service", "got worse", "could be better", "not happy", "poor communication", "wont be back",
    "wont be coming back", "slow", "made me wait", "expensive", "overpriced", "could have been better",
    "could improve", "needs improvement", "worse than", "bruise*", "couldnt find my", "like a number",
    "didnt seem to care", "did not care", "didnt care", "a mess", "chaos", "chaotic", "nobody explained",
    "no one explained", "nobody told", "smelly", "not great", "not good", "more pain", "short with me",
    "wont return", "wont come back", "without answers", "thanks for nothing", "minutes late", "hour late",
    "hours late", "shambles", "useless", "without being seen", "nobody there", "was wrong", "wrong results",
    "wrong prescription", "was charged", // Portuguese.
    "queix*", "pessim*", "horrivel", "horriveis", "terrivel", "terriveis", "mal atendimento",
    "mau atendimento", "atendimento ruim", "muito ruim", "grosseir*", "desrespeit*", "inaceitavel",
    "demorou", "esperei mais de", "ninguem me atendeu", "nao me atenderam", "nao me ouviu",
    "cobraram a mais", "cobranca errada", "errad*", "suja", "sujo", "piorei", "nunca mais", "nao recomendo",
    "nao volto", "descaso", "muita espera", "atrasou", "tudo errado", "fizeram esperar", "fez esperar",
    "carissimo", "poderia melhorar", "pode melhorar", "poderia ser melhor", "pior do que", "o pior",
    "a pior", "nao encontraram", "nao achavam", "como um numero", "nao se importam", "bagunca*",
    "mau cheiro", "nao foi bom", "mais dor", "nao voltarei", "sem resposta*", "atendimento frio",
    "muito frio", "muito fria", "de atraso", "nao indico", "sem ser atendid*",
];

/// Words that call for somebody though nothing was badly done: the visit did not take place, something hurts, something
/// is missing or was left behind. Read like [`COMPLAINTS`].
pub(super) const CALLS: &[&str] = &[
    // Spanish.
    "no fui", "nunca fui", "no asisti", "no pude ir", "no me presente", "no tuve la cita", "no tuve cita",
    "no tuve turno", "no hubo cita", "no hubo turno", "no vino", "no me atendio", "cancelaron",
    "suspendieron", "duele", "doliendo", "dolio mucho", "tengo dolor", "sigo con dolor", "estoy con dolor",
    "tengo fiebre", "estoy con fiebre", "mucha fiebre", "hinchad*", "hincho", "inflam*", "infectad*",
    "infecto", "tengo infeccion", "tengo una infeccion", "sangra*", "maread*", "mareos", "vomit*",
    "reaccion alergica", "necesito", "preciso", "me falta", "me faltan", "me falto", "olvide", "me deje",
    "podrian", "me pueden", "quiero saber", "quisiera saber", "me mandan", "me envian", "manden*",
    "llamenme", "me llaman", "me llamen", "no recibi", "no me llego", "no me llegaron", "no me dieron",
    "no me entregaron", // English.
    "didnt go", "did not go", "never went", "didnt attend", "did not attend", "missed it", "was cancelled",
    "was canceled", "never happened", "didnt happen", "didnt show up", "still hurts", "it hurts",
    "hurts a lot", "in pain", "swollen", "infected", "an infection", "have a fever", "dizzy", "vomit*",
    "bleeding", "a rash", "allergic reaction", "i need", "i forgot", "left my", "i lost", "can you",
    "could you", "please send", "please call", "call me", "didnt get", "did not get", "didnt receive",
    "did not receive", "havent received", "never received", "please ring", "ring me", "phone me", "oozing",
    "pus", // Portuguese.
    "nao fui", "nao compareci", "nao pude ir", "nao veio", "nao houve", "foi cancelada", "foi desmarcada",
    "cancelaram", "desmarcaram", "doi", "doendo", "estou com dor", "com muita dor", "tenho dor",
    "estou com febre", "tenho febre", "inchad*", "inchou", "infeccionou", "tontura*", "reacao alergica",
    "falta a", "falta o", "esqueci", "deixei meu", "deixei minha", "podem me", "poderiam", "quero saber",
    "gostaria de saber", "mandem", "me liguem", "nao recebi", "nao me deram", "continuo com dor",
    "nao aconteceu", "nao tinha medico", "pus",
];

/// Signs that complain.
pub(super) const ANGRY: &[char] = &['👎', '😡', '😠', '🤬', '😤', '🤮', '💩'];

/// Words that complain where they are all that is said, since beside others they say much else: `no está mal`.
pub(super) const BARE_COMPLAINTS: &[&str] =
    &["mal", "mala", "malas", "malo", "malos", "peor", "bad", "poor", "worse", "mau", "pior", "ruim"];

/// What takes a complaint back when it stands right before it: `sin demoras`, `no complaints`.
pub(super) const NEGATIONS: &[&str] = &[
    "no", "not", "sin", "without", "sem", "nao", "ningun", "ninguna", "ninguno", "nenhum", "nenhuma", "nada",
    "zero", "cero", "never", "nunca", "nothing",
];

/// How the names of complaints begin: a nought before one counts none. `0 complaints`, and not `0 rude staff`.
pub(super) const NAMES: [&str; 4] = ["complain", "quej", "queix", "reclam"];

/// What a negation does not reach over, within a clause: `no demoraron pero pésimo`.
pub(super) const TURNS: &[&str] = &["pero", "but", "mas"];

/// What a number that counts them gives as a score.
pub(super) const STARS: [&str; 8] =
    ["estrella", "estrellas", "star", "stars", "estrela", "estrelas", "estrelinha", "estrelinhas"];
