//! Words that only say that something was read: `ok, gracias`, `dale`, a thumb.

use super::choice::number;
use super::hits::Hits;
use super::lexicon::Sense;
use super::normal::Normal;
use super::{Intent, asks_besides, gives_thanks, understand};

/// Whoever says more has something to say.
const WORDS_MAX: usize = 8;
/// They agree to something that was asked: more than that it was read.
pub(super) const YES: &[&str] =
    &["si", "sii", "siii", "sip", "sisi", "yes", "yep", "yeah", "yup", "sim", "simsim", "claro"];

/// They say that something was read, and that it is well.
const NODDING: &[&str] = &[
    "ok", "okay", "okey", "oki", "okis", "oka", "oks", "okie", "vale", "dale", "va", "sale", "orale", "ya",
    "listo", "lista", "bueno", "bien", "perfecto", "perfecta", "genial", "excelente", "buenisimo",
    "buenisima", "barbaro", "barbara", "joya", "chevere", "bacan", "bacano", "chido", "recibido", "recibida",
    "entendido", "enterado", "enterada", "anotado", "anotada", "agendado", "agendada", "amen", "espero",
    "great", "good", "fine", "cool", "noted", "alright", "understood", "perfect", "awesome", "beleza",
    "certo", "certinho", "combinado", "entendi", "anotei", "perfeito", "otimo", "recebido", "show", "joia",
];

/// The same in several words.
const NODDING_PHRASES: &[&str] = &[
    "de acuerdo", "esta bien", "ta bien", "todo bien", "todo ok", "tomo nota", "lo tengo en cuenta",
    "ya lo agende", "lo agendo", "ya lo anote", "quedo atenta", "quedo atento", "quedo pendiente",
    "quedo al pendiente", "no hay problema", "no hay drama", "no pasa nada", "sin problema", "sin problemas",
    "no se preocupe", "no se preocupen", "hasta luego", "hasta pronto", "nos vemos", "got it", "no problem",
    "no worries", "will do", "sounds good", "all good", "ta bom", "esta bom", "tudo bem", "sem problema",
    "ate logo", "fico no aguardo",
];

/// They may stand beside those.
const NODDING_DETAILS: &[&str] = &[
    "muchas", "muchisimas", "mil", "muy", "tan", "que", "le", "les", "lo", "te", "se", "todo", "por",
    "favor", "avisar", "aviso", "hola", "buenas", "buenos", "buen", "dia", "dias", "tarde", "tardes",
    "noche", "noches", "senor", "senora", "senorita", "srta", "doctor", "doctora", "doc", "dr", "dra",
    "amiga", "amigo", "amable", "jaja", "jajaja", "jeje", "jejeje", "haha", "hahaha", "you", "so", "much",
    "very", "thank", "hi", "hello", "sir", "maam", "muito", "muita", "oi", "bom", "boa",
];

/// Whether a message agrees to whatever was said last, and says nothing else: words of assent and courtesies, or a
/// sign of assent or thanks. A yes, or a word of coming, is more.
pub(crate) fn acknowledges(text: &str) -> bool {
    nods(text, &[])
}

/// Whether a message says no more than that, or a yes: it tells nothing of a visit.
pub(crate) fn only_agrees(text: &str) -> bool {
    nods(text, YES)
}

/// Whether words say of their own that somebody comes, though nobody asked: `sí, confirmo`, `ahí estaré`. A number, a
/// mere yes or what asks for something besides says less.
#[must_use]
pub fn says_coming(text: &str) -> bool {
    understand(text, true, &[]) == Intent::Confirm
        && Hits::of(&Normal::of(text)).says(Sense::Attend)
        && number(text).is_none()
        && !only_agrees(text)
        && !asks_besides(text)
}

fn nods(text: &str, besides: &[&str]) -> bool {
    let message = Normal::of(text);
    if message.doubts() {
        return false;
    }
    if message.words().is_empty() {
        return message.nods() || message.smiles();
    }
    let hits = Hits::of(&message);
    let words = message.words().iter().enumerate();
    // Words of thanks are read as one word of assent.
    let words = words.map(|(at, it)| if gives_thanks(&message, &hits, at) { "ok" } else { it.text.as_str() });
    let mut rest = words.fold(" ".to_owned(), |rest, word| rest + word + " ");
    for phrase in NODDING_PHRASES {
        rest = rest.replace(&format!(" {phrase} "), " ok ");
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    let nods = |it: &str| NODDING.contains(&it) || besides.contains(&it);
    words.len() <= WORDS_MAX
        && words.iter().any(|it| nods(it))
        && words.iter().all(|it| nods(it) || NODDING_DETAILS.contains(it))
}
