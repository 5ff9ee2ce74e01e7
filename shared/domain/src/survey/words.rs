//! What a comment says, as far as it decides anything: a score in it, a complaint, a topic.
//!
//! Pure and deterministic, in Spanish, English and Portuguese. It errs towards the complaint: a person reads one more
//! comment, rather than one less. What asks for somebody without complaining is one too, since nobody else reads it.

use super::Scale;
use crate::reply::{complains as complains_unasked, folded, number};

/// Words that complain by themselves; a `*` stands for any ending.
const COMPLAINTS: &[&str] = &[
    // Spanish.
    "queja*",
    "reclam*",
    "pesim*",
    "horrible*",
    "terrible*",
    "mala atencion",
    "mal atendid*",
    "malisim*",
    "muy mal",
    "muy mala",
    "muy malo",
    "maltrat*",
    "grosera",
    "groseras",
    "grosero",
    "groseros",
    "desastre*",
    "vergonzos*",
    "inaceptable*",
    "indignad*",
    "indignante",
    "demora*",
    "demoro",
    "tardaron",
    "tardanza",
    "esperando",
    "espere mas de",
    "nadie me atendio",
    "no me atendieron",
    "no me escucho",
    "no me escucharon",
    "nadie me escucho",
    "nadie me explico",
    "me cobraron",
    "cobro de mas",
    "error en",
    "se equivocaron",
    "equivocad*",
    "sucio",
    "sucia",
    "descortes*",
    "decepcion*",
    "no vuelvo",
    "no volveria",
    "no recomiendo",
    "no la recomiendo",
    "no lo recomiendo",
    "no los recomiendo",
    "no se los recomiendo",
    "no pienso volver",
    "no me gusto",
    "mucha espera",
    "demasiada espera",
    "lamentable*",
    "fatal",
    "sigo igual",
    "sigo mal",
    "denuncia*",
    "negligen*",
    "dolor peor",
    "empeore",
    "me fue mal",
    "falta de respeto",
    "todo mal",
    "lento",
    "lenta",
    "lentos",
    "lentas",
    "feo",
    "hicieron esperar",
    "hizo esperar",
    "caro",
    "carisimo",
    "podria mejorar",
    "podrian mejorar",
    "podria ser mejor",
    "puede mejorar",
    "pueden mejorar",
    "peor de lo que",
    "peor que",
    "lo peor",
    "la peor",
    "moreton*",
    "no encontraban",
    "no encontraron",
    "como un numero",
    "no les importa",
    "no le importo",
    "un lio",
    "un caos",
    "caotic*",
    "desorden*",
    "olia mal",
    "mal olor",
    "no fue buena",
    "no fue bueno",
    "no estuvo bueno",
    "mas dolor",
    "no volvere",
    "no regreso",
    "no regresaria",
    "sin respuesta*",
    "trato frio",
    "muy frio",
    "muy fria",
    // English.
    "complain*",
    "awful*",
    "horribl*",
    "terribl*",
    "worst",
    "rude*",
    "unacceptable",
    "disappoint*",
    "disgust*",
    "overcharged",
    "wrong charge",
    "waited over",
    "waiting for hours",
    "long wait",
    "too long",
    "nobody helped",
    "not listened",
    "did not listen",
    "didnt listen",
    "ignored",
    "dirty",
    "unprofessional",
    "mistake*",
    "never again",
    "would not recommend",
    "wouldnt recommend",
    "very bad",
    "bad service",
    "poor service",
    "got worse",
    "could be better",
    "not happy",
    "poor communication",
    "wont be back",
    "wont be coming back",
    "slow",
    "made me wait",
    "expensive",
    "overpriced",
    "could have been better",
    "could improve",
    "needs improvement",
    "worse than",
    "bruise*",
    "couldnt find my",
    "like a number",
    "didnt seem to care",
    "did not care",
    "didnt care",
    "a mess",
    "chaos",
    "chaotic",
    "nobody explained",
    "no one explained",
    "nobody told",
    "smelly",
    "not great",
    "not good",
    "more pain",
    "short with me",
    "wont return",
    "wont come back",
    "without answers",
    // Portuguese.
    "queix*",
    "pessim*",
    "horrivel",
    "horriveis",
    "terrivel",
    "terriveis",
    "mal atendimento",
    "mau atendimento",
    "atendimento ruim",
    "muito ruim",
    "grosseir*",
    "desrespeit*",
    "inaceitavel",
    "demorou",
    "esperei mais de",
    "ninguem me atendeu",
    "nao me atenderam",
    "nao me ouviu",
    "cobraram a mais",
    "cobranca errada",
    "errad*",
    "suja",
    "sujo",
    "piorei",
    "nunca mais",
    "nao recomendo",
    "nao volto",
    "descaso",
    "muita espera",
    "atrasou",
    "tudo errado",
    "fizeram esperar",
    "fez esperar",
    "carissimo",
    "poderia melhorar",
    "pode melhorar",
    "poderia ser melhor",
    "pior do que",
    "o pior",
    "a pior",
    "nao encontraram",
    "nao achavam",
    "como um numero",
    "nao se importam",
    "bagunca*",
    "mau cheiro",
    "nao foi bom",
    "mais dor",
    "nao voltarei",
    "sem resposta*",
    "atendimento frio",
    "muito frio",
    "muito fria",
];
/// Words that call for somebody though nothing was badly done: the visit did not take place, something hurts, something
/// is missing or was left behind. Read like [`COMPLAINTS`].
const CALLS: &[&str] = &[
    // Spanish.
    "no fui",
    "nunca fui",
    "no asisti",
    "no pude ir",
    "no me presente",
    "no tuve la cita",
    "no tuve cita",
    "no tuve turno",
    "no hubo cita",
    "no hubo turno",
    "no vino",
    "no me atendio",
    "cancelaron",
    "suspendieron",
    "duele",
    "doliendo",
    "dolio mucho",
    "tengo dolor",
    "sigo con dolor",
    "estoy con dolor",
    "tengo fiebre",
    "estoy con fiebre",
    "mucha fiebre",
    "hinchad*",
    "hincho",
    "inflam*",
    "infectad*",
    "infecto",
    "tengo infeccion",
    "tengo una infeccion",
    "sangra*",
    "maread*",
    "mareos",
    "vomit*",
    "reaccion alergica",
    "necesito",
    "preciso",
    "me falta",
    "me faltan",
    "me falto",
    "olvide",
    "me deje",
    "podrian",
    "me pueden",
    "quiero saber",
    "quisiera saber",
    "me mandan",
    "me envian",
    "manden*",
    "llamenme",
    "me llaman",
    "me llamen",
    "no recibi",
    "no me llego",
    "no me llegaron",
    "no me dieron",
    "no me entregaron",
    // English.
    "didnt go",
    "did not go",
    "never went",
    "didnt attend",
    "did not attend",
    "missed it",
    "was cancelled",
    "was canceled",
    "never happened",
    "didnt happen",
    "didnt show up",
    "still hurts",
    "it hurts",
    "hurts a lot",
    "in pain",
    "swollen",
    "infected",
    "an infection",
    "have a fever",
    "dizzy",
    "vomit*",
    "bleeding",
    "a rash",
    "allergic reaction",
    "i need",
    "i forgot",
    "left my",
    "i lost",
    "can you",
    "could you",
    "please send",
    "please call",
    "call me",
    "didnt get",
    "did not get",
    "didnt receive",
    "did not receive",
    "havent received",
    "never received",
    // Portuguese.
    "nao fui",
    "nao compareci",
    "nao pude ir",
    "nao veio",
    "nao houve",
    "foi cancelada",
    "foi desmarcada",
    "cancelaram",
    "desmarcaram",
    "doi",
    "doendo",
    "estou com dor",
    "com muita dor",
    "tenho dor",
    "estou com febre",
    "tenho febre",
    "inchad*",
    "inchou",
    "infeccionou",
    "tontura*",
    "reacao alergica",
    "falta a",
    "falta o",
    "esqueci",
    "deixei meu",
    "deixei minha",
    "podem me",
    "poderiam",
    "quero saber",
    "gostaria de saber",
    "mandem",
    "me liguem",
    "nao recebi",
    "nao me deram",
];
/// Signs that complain.
const ANGRY: &[char] = &['👎', '😡', '😠', '🤬', '😤', '🤮', '💩'];
/// Words that complain where they are all that is said, since beside others they say much else: `no está mal`.
const BARE_COMPLAINTS: &[&str] =
    &["mal", "mala", "malas", "malo", "malos", "peor", "bad", "poor", "worse", "mau", "pior", "ruim"];
/// What takes a complaint back when it stands right before it: `sin demoras`, `no complaints`.
const NEGATIONS: &[&str] = &[
    "no", "not", "sin", "without", "sem", "nao", "ningun", "ninguna", "ninguno", "nenhum", "nenhuma", "nada",
    "zero", "cero", "never", "nunca",
];
/// How many words before a complaint a negation may stand: `no tengo ninguna queja`.
const NEGATION_REACH: usize = 3;
/// What a negation does not reach over, within a clause: `no demoraron pero pésimo`.
const TURNS: &[&str] = &["pero", "but", "mas"];
/// What ends a clause: neither a negation nor a phrase goes on behind it. `No volvería, horrible`.
pub(super) const CLAUSE_ENDS: [char; 12] = ['.', ',', ';', ':', '!', '?', '¡', '¿', '…', '–', '—', '\n'];
/// Longest run of digits that can be a score.
const SCORE_DIGITS_MAX: usize = 2;
/// What a number that counts them gives as a score.
pub(super) const STARS: [&str; 6] = ["estrella", "estrellas", "star", "stars", "estrela", "estrelas"];

/// The words of a text, comparable, clause by clause.
pub(super) struct Words(Vec<Vec<String>>);

impl Words {
    /// The words of each clause.
    pub(super) fn of(text: &str) -> Self {
        Self(text.split(CLAUSE_ENDS).map(words).collect())
    }

    /// Whether the phrase stands in it; each of its words may end in `*`.
    pub(super) fn has_phrase(&self, phrase: &str) -> bool {
        self.places(phrase).next().is_some()
    }

    /// Whether it complains of something, and does not say that it does not.
    pub(super) fn complains(&self) -> bool {
        let is_said = |phrase: &&str| {
            // A phrase that begins with a negation is one on purpose.
            let own = NEGATIONS.iter().any(|it| phrase.split(' ').next() == Some(it));
            self.places(phrase).any(|before| own || !negates(before))
        };
        self.is_bare_complaint() || COMPLAINTS.iter().chain(CALLS).any(is_said)
    }

    /// Whether one bad word is all it says, a score beside it apart.
    fn is_bare_complaint(&self) -> bool {
        let mut said = self.0.iter().flatten().filter(|it| it.contains(char::is_alphabetic));
        said.next().is_some_and(|it| BARE_COMPLAINTS.contains(&it.as_str())) && said.next().is_none()
    }

    /// Where the phrase stands: at each place, the words of its clause that come before it.
    fn places(&self, phrase: &str) -> impl Iterator<Item = &[String]> {
        let wanted: Vec<(String, bool)> = phrase
            .split_whitespace()
            .map(|it| {
                let (stem, open) = it.strip_suffix('*').map_or((it, false), |stem| (stem, true));
                (stem.chars().flat_map(folded).collect(), open)
            })
            .collect();
        let fits = move |rest: &[String]| {
            let fit = |(word, (stem, open)): (&String, &(String, bool))| {
                if *open { word.starts_with(stem) } else { word == stem }
            };
            rest.len() >= wanted.len() && rest.iter().zip(&wanted).all(fit)
        };
        let places = self.0.iter().flat_map(|clause| (0..clause.len()).map(move |at| clause.split_at(at)));
        places.filter(move |(_, rest)| fits(rest)).map(|(before, _)| before)
    }
}

/// Small letters without accents, split at whatever is neither letter nor digit; apostrophes join.
pub(super) fn words(clause: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in clause.chars() {
        match character {
            '\'' | '’' | '\u{300}'..='\u{36F}' => {}
            it if it.is_alphanumeric() => {
                words.last_mut().into_iter().for_each(|word| word.extend(folded(it)));
            }
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether the last of these words take back what comes behind them.
fn negates(before: &[String]) -> bool {
    let near = before.iter().rev().take(NEGATION_REACH);
    near.take_while(|it| !TURNS.contains(&it.as_str())).any(|it| NEGATIONS.contains(&it.as_str()))
}

/// Whether a comment is a complaint or calls for somebody, in words of its own or in those of a message that nobody
/// asked for. So does a nought, on whichever scale, and a sign of anger.
#[must_use]
pub fn complains(comment: &str) -> bool {
    Words::of(comment).complains()
        || comment.split(CLAUSE_ENDS).any(complains_unasked)
        || comment.contains(ANGRY)
        || Scale::Nps.parse(comment) == Some(0)
}

/// The number that a text gives as a score of at most `most`. `2 horas de espera` gives none: its number counts hours;
/// and `1 de 10` gives none of at most 5: it is on another scale.
pub(super) fn parse_score(text: &str, most: u8) -> Option<u8> {
    let text: String = text.chars().filter(|it| !matches!(it, '\u{FE0F}' | '\u{20E3}')).collect();
    let text = text.trim().to_lowercase();
    let stars = text.chars().take_while(|it| matches!(it, '⭐' | '🌟' | '★')).count();
    if stars > 0 {
        return u8::try_from(stars).ok();
    }
    if text == "🔟" {
        return Some(10);
    }
    let digits = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    if digits == 0 || digits > SCORE_DIGITS_MAX {
        return None;
    }
    let score = text[..digits].parse().ok()?;
    let scales = ["/", "/ ", "de ", "out of "].map(|it| format!("{it}{most}"));
    let rest = behind(&text[digits..], &scales).unwrap_or(&text[digits..]);
    // Who counts stars means a score, whatever comes behind: "1 estrella porque no hay menos".
    if behind(rest, &STARS).is_some() {
        return Some(score);
    }
    let apart = [',', '.', ';', ':', '!', '-', '–', '—', '\n', '('];
    let says = |it: &str| it.contains(char::is_alphanumeric);
    // After a decimal sign comes a digit: 4.5 is on neither scale.
    let is_decimal = rest.starts_with(['.', ',']) && rest[1..].starts_with(|it: char| it.is_ascii_digit());
    let stands_apart = !says(rest) || rest.trim_start_matches(' ').starts_with(apart);
    (stands_apart && !is_decimal).then_some(score)
}

/// The score that is all a text says, in words that choose nothing from a list: `cero`, `cinco estrellas`.
pub(super) fn counted(text: &str) -> Option<u8> {
    let words = words(text);
    let (count, of_stars) = match words.as_slice() {
        [count] => (count.as_str(), false),
        [count, stars] if STARS.contains(&stars.as_str()) => (count.as_str(), true),
        _ => return None,
    };
    match count {
        "cero" | "zero" => Some(0),
        "una" | "uma" if of_stars => Some(1),
        _ => number(count),
    }
}

/// What comes behind the one of these words that a text begins with.
fn behind<'a>(text: &'a str, words: &[impl AsRef<str>]) -> Option<&'a str> {
    let text = text.trim_start();
    let mut rests = words.iter().filter_map(|it| text.strip_prefix(it.as_ref()));
    rests.find(|it| !it.starts_with(char::is_alphanumeric))
}
