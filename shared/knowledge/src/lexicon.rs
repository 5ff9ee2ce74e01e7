//! The words of a language: which of them say what a question is about, and their stems.

use std::borrow::Cow;
use std::collections::HashSet;

use domain::language::Language;
use domain::reply::plain_words;
use rust_stemmers::{Algorithm, Stemmer};

/// Stop words that say what is asked for: a place, a price, a time.
const ASKING: &[&str] = &[
    "donde", "adonde", "cuanto", "cuanta", "cuantos", "cuantas", "cuando", "where", "when", "onde", "aonde",
    "quanto", "quanta", "quantos", "quantas", "quando",
];

/// What people write around a question in each language, besides its stop words.
const CHATTER_ES: &[&str] = &[
    "clinica", "hospital", "hola", "buenas", "buenos", "buen", "dia", "dias", "tardes", "noches", "gracias",
    "favor", "porfa", "porfavor", "xfa", "xfavor", "pf", "x", "q", "k", "d", "xq", "pq", "tb", "tmb", "che",
    "disculpe", "disculpa", "perdon", "consulta", "pregunta", "duda", "saber", "decir", "decirme", "quiero",
    "quisiera", "queria", "necesito", "necesita", "necesitaria", "puedo", "puede", "pueden", "podes",
    "podria", "podrian", "hago", "hacer", "hay", "hace", "falta", "ahi", "ustedes", "uds", "voy", "ir", "va",
    "vas", "tipo", "asi", "algo", "igual", "tambien", "solo", "ahora", "mismo", "ningun", "ninguno",
    "ninguna",
];
const CHATTER_EN: &[&str] = &[
    "clinic", "hospital", "hi", "hello", "hey", "good", "morning", "afternoon", "evening", "thanks", "thank",
    "please", "pls", "plz", "thx", "u", "ur", "r", "im", "ive", "id", "ill", "whats", "wheres", "hows",
    "dont", "cant", "didnt", "doesnt", "question", "know", "want", "need", "like", "would", "could", "may",
    "get", "go", "going", "let", "tell", "us", "also", "just", "really", "something", "anything",
    "somewhere", "one", "got",
];
const CHATTER_PT: &[&str] = &[
    "clinica", "hospital", "oi", "ola", "bom", "boa", "dia", "tarde", "noite", "obrigado", "obrigada",
    "favor", "pf", "pfv", "pfvr", "q", "vc", "vcs", "voces", "voce", "pra", "pro", "pras", "pros", "ta",
    "tao", "to", "da", "tb", "tbm", "duvida", "pergunta", "saber", "quero", "queria", "gostaria", "preciso",
    "precisa", "posso", "pode", "podem", "poderia", "faco", "fazer", "ir", "vou", "vai", "ai", "daqui",
    "algo", "so", "agora", "mesmo", "tambem", "gente",
];

/// A language's words.
pub(crate) struct Lexicon {
    language: Language,
    empty: HashSet<String>,
    stemmer: Stemmer,
}

impl Lexicon {
    pub(crate) fn new(language: Language) -> Self {
        let (code, chatter, algorithm) = match language {
            Language::Es => ("es", CHATTER_ES, Algorithm::Spanish),
            Language::En => ("en", CHATTER_EN, Algorithm::English),
            Language::Pt => ("pt", CHATTER_PT, Algorithm::Portuguese),
        };
        let stops = stop_words::lookup(code).unwrap_or_default().iter().flat_map(|it| plain_words(it));
        let mut empty: HashSet<String> = stops.chain(chatter.iter().map(|it| (*it).to_owned())).collect();
        empty.retain(|it| !ASKING.contains(&it.as_str()));
        Self { language, empty, stemmer: Stemmer::create(algorithm) }
    }

    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// Whether a word says nothing about the subject.
    pub(crate) fn is_empty_word(&self, word: &str) -> bool {
        self.empty.contains(word)
    }

    /// The stem of a plain word, plain as well.
    pub(crate) fn stem(&self, word: &str) -> String {
        let accented = accented(self.language, word);
        plain_words(&self.stemmer.stem(&accented)).concat()
    }
}

/// The stemmers know the commonest endings by their accents, which patients leave out and which therefore were taken
/// off everywhere.
fn accented(language: Language, word: &str) -> Cow<'_, str> {
    let endings: &[(&str, &str)] = match language {
        Language::Es => &[("cion", "ción"), ("sion", "sión")],
        Language::En => &[],
        Language::Pt => &[("cao", "ção"), ("coes", "ções"), ("sao", "são"), ("soes", "sões")],
    };
    let stem = |(plain, ending): &(&str, &str)| Some(format!("{}{ending}", word.strip_suffix(plain)?));
    endings.iter().find_map(stem).map_or(Cow::Borrowed(word), Cow::Owned)
}
