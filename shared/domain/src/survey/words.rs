//! What a comment says, as far as it decides anything: a score in it, a complaint, a topic.
//!
//! Pure and deterministic, in Spanish, English and Portuguese. It errs towards the complaint: a person reads one more
//! comment, rather than one less.

use crate::reply::folded;

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
    "denuncia*",
    "negligen*",
    "dolor peor",
    "empeore",
    "me fue mal",
    "falta de respeto",
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
    "negligen*",
    "mistake*",
    "never again",
    "very bad",
    "bad service",
    "poor service",
    "got worse",
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
    "decepcion*",
    "piorei",
    "nunca mais",
];
/// What takes a complaint back when it stands right before it: `sin demoras`, `no complaints`.
const NEGATIONS: &[&str] = &[
    "no", "not", "sin", "without", "sem", "nao", "ningun", "ninguna", "ninguno", "nenhum", "nenhuma", "nada",
    "zero", "cero", "never", "nunca",
];
/// How many words before a complaint a negation may stand: `no tengo ninguna queja`.
const NEGATION_REACH: usize = 3;
/// Longest run of digits that can be a score.
const SCORE_DIGITS_MAX: usize = 2;

/// The words of a text, comparable.
pub(super) struct Words(Vec<String>);

impl Words {
    /// Small letters without accents, split at whatever is neither letter nor digit; apostrophes join.
    pub(super) fn of(text: &str) -> Self {
        let mut words = vec![String::new()];
        for character in text.chars() {
            match character {
                '\'' | '’' | '\u{300}'..='\u{36F}' => {}
                it if it.is_alphanumeric() => {
                    words.last_mut().into_iter().for_each(|word| word.extend(folded(it)));
                }
                _ => words.push(String::new()),
            }
        }
        words.retain(|word| !word.is_empty());
        Self(words)
    }

    /// Whether the phrase stands in it; each of its words may end in `*`.
    pub(super) fn has_phrase(&self, phrase: &str) -> bool {
        self.places(phrase).next().is_some()
    }

    /// Whether it complains of something, and does not say that it does not.
    pub(super) fn complains(&self) -> bool {
        COMPLAINTS.iter().any(|phrase| {
            // A phrase that begins with a negation is one on purpose.
            let own = NEGATIONS.iter().any(|it| phrase.split(' ').next() == Some(it));
            self.places(phrase).any(|at| own || !self.is_negated(at))
        })
    }

    fn is_negated(&self, at: usize) -> bool {
        self.0[at.saturating_sub(NEGATION_REACH)..at].iter().any(|it| NEGATIONS.contains(&it.as_str()))
    }

    fn places(&self, phrase: &str) -> impl Iterator<Item = usize> {
        let wanted: Vec<(String, bool)> = phrase
            .split_whitespace()
            .map(|it| {
                let (stem, open) = it.strip_suffix('*').map_or((it, false), |stem| (stem, true));
                (stem.chars().flat_map(folded).collect(), open)
            })
            .collect();
        let fits = move |window: &[String]| {
            let fit = |(word, (stem, open)): (&String, &(String, bool))| {
                if *open { word.starts_with(stem) } else { word == stem }
            };
            window.iter().zip(&wanted).all(fit)
        };
        let length = phrase.split_whitespace().count().max(1);
        self.0.windows(length).enumerate().filter(move |(_, window)| fits(window)).map(|(at, _)| at)
    }
}

/// Whether a comment is a complaint.
#[must_use]
pub fn complains(comment: &str) -> bool {
    Words::of(comment).complains()
}

/// The number that a text gives as a score of at most `most`. `2 horas de espera` gives none: its number counts hours.
pub(super) fn parse_score(text: &str, most: u8) -> Option<u8> {
    let text: String = text.chars().filter(|it| !matches!(it, '\u{FE0F}' | '\u{20E3}')).collect();
    let text = text.trim();
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
    let rest = text[digits..].trim_start_matches(&format!("/{most}")[..]);
    let apart = [',', '.', ';', ':', '!', '-', '–', '—', '\n', '('];
    let says = |it: &str| it.contains(char::is_alphanumeric);
    // After a decimal sign comes a digit: 4.5 is on neither scale.
    let is_decimal = rest.starts_with(['.', ',']) && rest[1..].starts_with(|it: char| it.is_ascii_digit());
    let stands_apart = !says(rest) || rest.trim_start_matches(' ').starts_with(apart);
    (stands_apart && !is_decimal).then_some(score)
}
