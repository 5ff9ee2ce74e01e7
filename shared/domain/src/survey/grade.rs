//! A score beside words that only say how it was: `le pongo un 4, pero el baño sucio`, `muy bien, nota 5`.
//!
//! Pure, in Spanish, English and Portuguese. A comma or a `but` ends what a number is read with; beside any other word
//! up to there it counts something else, and is no score.

use super::lexicon::{NEGATIONS, STARS};
use super::words::{CLAUSE_ENDS, words};
use crate::reply::number;

/// Give a score, and say nothing else.
const GRADING: &[&str] = &[
    "un", "te", "que", "le", "les", "pongo", "pondria", "doy", "daria", "damos", "digo", "diria", "yo", "mi",
    "es", "seria", "nota", "con", "califico", "calificacion", "puntaje", "puntuacion", "punto", "puntos",
    "a", "an", "i", "id", "ill", "its", "is", "give", "it", "you", "would", "say", "my", "rate", "rating",
    "guess", "definitely", "score", "point", "points", "um", "eu", "lhe", "dou", "minha", "avaliacao",
    "pontos", "solid", "definite", "from", "me", "uns",
];
/// Say how it was.
const HOW: &[&str] = &[
    "muy", "bien", "bueno", "buena", "regular", "lento", "lenta", "rapido", "rapida", "demorado", "demorada",
    "slow", "quick", "mal", "malo", "mala", "malisimo", "malisima", "pesimo", "pesima", "horrible",
    "excelente", "perfecto", "perfecta", "genial", "impecable", "espectacular", "barbaro", "super", "todo",
    "estuvo", "fue", "atencion", "servicio", "trato", "experiencia", "gracias", "muchas", "hola", "y",
    "very", "good", "great", "excellent", "perfect", "amazing", "fine", "fair", "bad", "poor", "terrible",
    "awful", "all", "everything", "was", "service", "experience", "thanks", "thank", "hello", "and", "muito",
    "bom", "boa", "otimo", "otima", "ruim", "pessimo", "pessima", "horrivel", "tudo", "foi", "atendimento",
    "obrigado", "obrigada", "ola", "e", "ok", "okay", "meh", "nice", "lovely", "brilliant", "kind", "gr8",
    "overall", "would", "wouldnt", "recommend", "recommended", "recomiendo", "ta", "sem", "duvida",
    "certeza", "com", "louvor", "recomendo", "recomendaria", "top", "demais", "maravilhoso", "maravilhosa",
    "so",
];
/// Behind these, within a clause, comes a reservation.
const TURNS: &[&str] = &["pero", "aunque", "but", "although", "though", "mas", "embora"];
/// Behind these comes a reason, or what was paid or waited for: `me cobraron por 3`.
const REASONS: &[&str] = &[
    "porque", "por", "because", "for", "pela", "pelo", "cause", "cuz", "cos", "coz", "since", "pq", "xq",
    "pois",
];
/// Behind a score begins what it is for.
const WHAT: &[&str] = &["la", "el", "los", "las", "sin", "nomas"];
/// One, which is an article too, and stands in `a good one`: a score only where it is all that is said.
const ONE: &[&str] = &["uno", "una", "one", "um", "uma"];
/// How words of recommending begin; behind a score, one that is denied says why.
const RECOMMENDS: &str = "recom";
/// Before the number that a scale ends at: `4 de 5`.
const OF: &[&str] = &["de", "sobre", "of"];

/// A word, or a number on its own or on a scale of so many (`4/5`).
enum Piece {
    Word(String),
    Number(u8),
}

impl Piece {
    /// Whether it is that number, in digits or in a word.
    fn is(&self, number: u8) -> bool {
        match self {
            Self::Number(it) => *it == number,
            Self::Word(word) => counted(word) == Some(number),
        }
    }
}

/// The score of at most `most` in the first part of a text that may hold one, which ends at a clause's end or at a
/// `but`; else in the only one that does. Of several parts that score none is the score.
pub(super) fn graded(text: &str, most: u8) -> Option<u8> {
    if has_decimal(text) || is_below_nought(text) {
        return None;
    }
    let pieces: Vec<Vec<Piece>> = text.split(CLAUSE_ENDS).map(|it| pieces(it, most)).collect();
    let is_turn = |it: &Piece| matches!(it, Piece::Word(word) if TURNS.contains(&word.as_str()));
    let parts: Vec<&[Piece]> =
        pieces.iter().flat_map(|it| it.split(is_turn)).filter(|it| !it.is_empty()).collect();
    let mut scores = parts.iter().enumerate().filter_map(|(at, it)| Some((at, score(it, most)?)));
    let (at, given) = scores.next()?;
    if scores.next().is_some() {
        return None;
    }
    // A bare number at the end is a score where nothing was counted before it.
    let counts = |it: &&[Piece]| it.iter().any(|it| matches!(it, Piece::Number(_)));
    let is_plain = at == 0 || parts[at].len() > 1 || !parts[..at].iter().any(counts);
    is_plain.then_some(given)
}

/// Whether a text with a score in it says only which.
pub(super) fn only_grades(text: &str, most: u8) -> bool {
    let grades = |it: &Piece| match it {
        Piece::Number(_) => true,
        Piece::Word(word) => is_in(&[GRADING, &STARS, OF, ONE, &["out"]], word) || counted(word).is_some(),
    };
    text.split(CLAUSE_ENDS).flat_map(|it| pieces(it, most)).all(|it| grades(&it))
}

fn is_in(lists: &[&[&str]], word: &str) -> bool {
    lists.iter().any(|list| list.contains(&word))
}

/// The one number of a part whose other words, up to a reason, say how it was.
fn score(part: &[Piece], most: u8) -> Option<u8> {
    let (mut given, mut rest) = (None, part);
    loop {
        rest = match rest {
            [] => return given,
            [Piece::Word(why), ..] if REASONS.contains(&why.as_str()) => return given,
            // What it is for, or how sure: `10 la doctora`, `5 sin dudarlo`. Not beside another number.
            [Piece::Word(what), rest @ ..]
                if given.is_some() && WHAT.contains(&what.as_str()) && !rest.iter().any(is_number) =>
            {
                return given;
            }
            [Piece::Word(no), Piece::Word(verb), ..]
                if given.is_some() && NEGATIONS.contains(&no.as_str()) && verb.starts_with(RECOMMENDS) =>
            {
                return given;
            }
            [Piece::Word(out), Piece::Word(of), scale, rest @ ..]
                if given.is_some() && out == "out" && of == "of" && scale.is(most) =>
            {
                rest
            }
            [Piece::Word(of), scale, rest @ ..]
                if given.is_some() && OF.contains(&of.as_str()) && scale.is(most) =>
            {
                rest
            }
            [Piece::Number(number), rest @ ..] if given.is_none() => {
                given = Some(*number);
                rest
            }
            [Piece::Word(word), rest @ ..] if is_in(&[GRADING, HOW, &STARS], word) => rest,
            [Piece::Word(word), rest @ ..] if given.is_none() => {
                given = Some(counted(word)?);
                rest
            }
            _ => return None,
        }
    }
}

fn is_number(piece: &Piece) -> bool {
    match piece {
        Piece::Number(_) => true,
        Piece::Word(word) => counted(word).is_some(),
    }
}

/// A number in words, but for [`ONE`].
fn counted(word: &str) -> Option<u8> {
    match word {
        "cero" | "zero" => Some(0),
        _ => number(word).filter(|it| *it > 1),
    }
}

fn pieces(clause: &str, most: u8) -> Vec<Piece> {
    let known = |it: &str| it.parse().map_or_else(|_| Piece::Word(it.to_owned()), Piece::Number);
    let piece = |it: &str| {
        let said = words(it);
        match said.as_slice() {
            [] => None,
            [given, scale] if it.contains('/') && scale.parse() == Ok(most) => Some(known(given)),
            [only] => Some(known(only)),
            // A 5 is no part of `0-5`.
            several => Some(Piece::Word(several.join("-"))),
        }
    };
    clause.split_whitespace().filter_map(piece).collect()
}

/// Whether a number has a minus: `-5` is on no scale, and no praise.
pub(super) fn is_below_nought(text: &str) -> bool {
    let characters: Vec<char> = [' '].into_iter().chain(text.chars()).collect();
    let has_minus =
        |it: &[char]| it[0].is_whitespace() && matches!(it[1], '-' | '−') && it[2].is_ascii_digit();
    characters.windows(3).any(has_minus)
}

/// Whether a number goes on behind a sign that ends clauses elsewhere: `4,5`, `10:30`.
fn has_decimal(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    let goes_on =
        |it: &[char]| it[0].is_ascii_digit() && CLAUSE_ENDS.contains(&it[1]) && it[2].is_ascii_digit();
    characters.windows(3).any(goes_on)
}
