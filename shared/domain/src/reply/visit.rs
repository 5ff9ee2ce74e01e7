//! Questions about a visit that somebody has: `¿a qué hora es mi cita?`, `who is it with?`, `em qual unidade é a
//! consulta?`.
//!
//! Precise rather than clever: words ask that only if they say nothing else. `¿a qué hora tengo que llegar?` and `¿puedo
//! cambiar la hora de mi cita?` have a word more, and mean something else.

use serde::{Deserialize, Serialize};

use super::classes::{APPOINTMENT, DAY, DOCTOR, MONTH};
use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::{Normal, plain_words};
use super::words::COURTESIES;

/// Of whom a question is that names no visit: `¿a qué hora me toca?`.
const ONESELF: &[&str] = &["me", "nos", "mi", "tengo", "tenho", "i", "we"];

/// What may stand beside: on which day, in which state, with a doctor, and what says nothing.
const BESIDE: &[&str] = &[
    // Spanish and Portuguese
    "y", "e", "o", "ou", "ya", "ja", "ahora", "agora", "exactamente", "exacta", "exacto", "exato",
    "exatamente", "entonces", "entao", "pues", "bueno", "es", "que", "de", "del", "da", "do", "el", "la",
    "los", "las", "a", "as", "os", "en", "em", "na", "para", "pra", "por", "favor", "al", "este", "esta",
    "ese", "esa", "esse", "essa", "semana", "mes", "proxima", "proximo", "viene", "vem", "manana", "hoy",
    "pasado", "tarde", "noche", "amanha", "hoje", "depois", "manha", "noite", "feira", "hora", "horas", "hs",
    "h", "hrs", "pie", "pe", "vigente", "programada", "agendada", "confirmada", "marcada", "firme",
    "pendiente", "todavia", "aun", "ainda", "mismo", "mesmo", "si", "se", "con", "com", "dia", "fecha",
    "hola", "oi", "ola", "buenas", "buenos", "buen", "dias", "tardes", "noches", "bom", "boa", "disculpe",
    "disculpa", "perdon", "desculpe", "desculpa", "usted", "ustedes", "voce", "voces", "otra", "vez",
    "nuevo", "novo", "novamente", "eu", "yo", // English
    "and", "or", "the", "my", "on", "at", "in", "for", "of", "to", "this", "next", "week", "month", "today",
    "tomorrow", "morning", "afternoon", "evening", "am", "pm", "oclock", "still", "booked", "scheduled",
    "confirmed", "please", "again", "exactly", "so", "then", "just", "with", "hi", "hello", "hey", "sorry",
    "is", "it", "if", "coming", "up", "you", "guys", "there", "right", "correct", "verdad", "cierto",
    "certo", "ne", "che", "oiga", "oye", "ay", "uy",
];

/// So may these, where a question mark shows that they answer nothing.
const ASSENT: &[&str] =
    &["sim", "yes", "ok", "okay", "dale", "vale", "claro", "confirmo", "perfecto", "perfeito"];

/// What somebody asks of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// On which day, at what hour, or whether there is one.
    When,
    /// With whom.
    Whom,
    /// At which of the clinic's places.
    Where,
}

/// A question about a visit that somebody has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitQuestion {
    /// What of it.
    pub details: Vec<Detail>,
    /// It speaks of a visit, or of who asks; else only what it refers to tells of what it is: `¿a qué hora es?`.
    pub names_visit: bool,
}

/// What words may ask of a visit.
const SENSES: [(Sense, Detail); 4] = [
    (Sense::VisitWhen, Detail::When),
    (Sense::VisitWhether, Detail::When),
    (Sense::VisitWhom, Detail::Whom),
    (Sense::VisitWhere, Detail::Where),
];

/// Whether words may ask about a visit, whatever else they say: all for which [`asks_visit`] has to be asked.
#[must_use]
pub fn may_ask_visit(text: &str) -> bool {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    (0..message.words().len()).any(|at| SENSES.iter().any(|it| hits.covers(it.0, at)))
}

/// Whether words ask about a visit that somebody has, and nothing else. `names` may stand beside: of the patients whose
/// visits they may be about.
#[must_use]
pub fn asks_visit(text: &str, names: &[&str]) -> Option<VisitQuestion> {
    let message = Normal::of(text);
    let hits = Hits::of(&message);
    let has_mark = text.contains(['?', '¿', '？']);
    let asks = has_mark || (0..message.words().len()).any(|at| hits.covers(Sense::VisitLead, at));
    let whole = message.core_range();
    let counts = |sense: Sense, at: usize| {
        let alone = || whole.clone().all(|it| hits.covers(sense, it));
        hits.covers(sense, at) && (sense != Sense::VisitWhether || asks || alone())
    };
    let names: Vec<String> = names.iter().flat_map(|it| plain_words(it)).collect();
    let (mut details, mut names_visit) = (Vec::new(), false);
    for (at, word) in message.words().iter().enumerate() {
        let word = word.text.as_str();
        let mut said = SENSES.iter().filter(|it| counts(it.0, at)).peekable();
        if said.peek().is_some() {
            details.extend(said.map(|it| it.1));
            names_visit |= [APPOINTMENT, ONESELF].iter().any(|list| list.contains(&word));
            continue;
        }
        let is_beside = [BESIDE, DAY, MONTH, DOCTOR, COURTESIES].iter().any(|list| list.contains(&word))
            || word.starts_with(|it: char| it.is_ascii_digit())
            || (has_mark && ASSENT.contains(&word))
            || names.iter().any(|it| it == word);
        if !is_beside && !message.is_courtesy(at) && !hits.covers(Sense::VisitLead, at) {
            return None;
        }
    }
    details.dedup();
    (!details.is_empty()).then_some(VisitQuestion { details, names_visit })
}
