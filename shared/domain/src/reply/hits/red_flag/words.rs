//! The small words by which a denial or an aside is told from what only stands beside a red flag.

/// Negations that refuse; they deny nothing that follows unless they are part of it.
pub(super) const REFUSALS: &[&str] = &["cant", "wont", "shouldnt"];

/// They deny only what they are the subject of: `no hay nadie y me duele` is somebody alone.
pub(super) const NOBODY: &[&str] = &["nadie", "ninguem", "nobody"];
pub(super) const BEFORE_NOBODY: &[&str] = &["y", "and", "e", "que", "mas", "suerte", "sorte"];

/// Portuguese nouns before which `no` is "in the".
pub(super) const AFTER_IN_THE: &[&str] = &[
    "peito", "coracao", "braco", "rosto", "corpo", "pescoco", "olho", "ouvido", "ar", "pulmao", "cerebro",
    "pulso", "chao", "meio", "lado", "telhado", "predio", "terraco", "viaduto", "parapeito", "edificio",
];

/// Spanish verbs and pronouns, before which `no` denies.
pub(super) const AFTER_NO: &[&str] = &[
    "me", "le", "se", "te", "nos", "respira", "reacciona", "responde", "despierta", "puede", "puedo",
    "mueve", "abre", "contesta", "habla", "para", "deja", "siento", "siente", "llega", "entra", "baja",
];

/// `Pregnant, no bleeding`: what a flag would end with is denied inside it.
pub(super) const WITHOUT: &[&str] = &["no", "sin", "sem", "without", "ningun", "nenhum"];
pub(super) const COMPLAINTS: &[&str] = &[
    "bleeding", "spotting", "fever", "pain", "blood", "sangrado", "perdidas", "fiebre", "dolor",
    "sangramento", "febre",
];

/// Between a negation and its verb.
pub(super) const PRONOUNS: &[&str] =
    &["longer", "me", "te", "se", "le", "les", "lhe", "lo", "la", "nos", "really", "realmente"];

/// Verbs that say of somebody what a red flag names.
pub(super) const CARRIERS: &[&str] = &[
    // Spanish
    "tengo", "tiene", "tienen", "tenia", "tuve", "tuvo", "hay", "hubo", "habia", "he", "ha", "han", "siento",
    "siente", "senti", "sintio", "es", "fue", "era", "sea", "esta", "estoy", "estaba", "estuve", "quiero",
    "quisiera", "deseo", "parece", "presenta", "presento", "sufro", "sufrio", "sufri", "tener",
    // English
    "have", "has", "had", "having", "feel", "feels", "felt", "feeling", "is", "was", "were", "am", "are",
    "be", "been", "being", "want", "need", "get", "got", "getting", "any", // Portuguese
    "tenho", "tem", "tive", "teve", "tinha", "ter", "estou", "ta", "to", "estava", "sinto", "sente", "e",
    "foi", "quero", "houve", "sofri", "sofreu", "apresenta",
];

/// After such a verb, not finite themselves.
pub(super) const CARRIED: &[&str] = &[
    "been", "being", "having", "had", "have", "feeling", "getting", "to", "tenido", "sentido", "sido",
    "estado", "tido", "tener", "ter", "sentir",
];

/// With `a`, `to`: what will be.
pub(super) const GOING: &[&str] = &["voy", "va", "vas", "van", "going"];

/// Between a negation and what it denies.
pub(super) const LOOSE: &[&str] = &[
    "un", "una", "um", "uma", "a", "an", "any", "de", "of", "nada", "ningun", "ninguna", "ninguno", "nenhum",
    "nenhuma", "more", "mucho", "mucha", "muito", "muita", "much", "o", "or", "ou",
];

/// Likewise, behind a verb: `no el pecho me duele` is an answer and what hurts.
pub(super) const ARTICLES: &[&str] = &[
    "el", "la", "los", "las", "the", "os", "as", "mi", "my", "meu", "minha", "con", "com", "with", "in",
    "mas", "mais", "do", "da", "yet", "really", "por", "favor",
];

/// They carry a negation on.
pub(super) const ALTERNATIVES: &[&str] = &["o", "u", "ou", "or", "ni", "nem", "nor"];

/// How bad it is.
pub(super) const BAD: &[&str] =
    &["bad", "badly", "much", "strong", "severe", "intense", "hard", "heavy", "sharp"];

/// Who is afraid of doing this to themselves may be about to.
pub(super) const FEAR: &[&str] = &["afraid", "worried", "scared", "miedo", "medo"];
pub(super) const HARM: &[&str] = &[
    "matarme", "matar", "suicidarme", "suicidar", "kill", "killing", "hurt", "hurting", "harm", "harming",
    "lastimarme", "hacerme", "machucar", "cortarme", "cortar",
];

/// Flags that are verbs of the past: no history is of them.
pub(super) const TELLING: &[&str] = &[
    "collapsed", "fainted", "passed", "blacked", "choked", "stopped", "fell", "swallowed", "took", "desmayo",
    "desmaye", "desmaiou", "desmaiei", "convulsiono", "convulsionou", "cayo", "caiu", "dejo", "parou",
    "perdio", "perdeu", "trago", "engoliu", "tomei", "tome", "atraganto", "engasgou", "bled", "vomito",
    "vomitou", "cortei", "corte",
];

/// They begin another part of a sentence. Portuguese `é` is written like `e`; to hear it as "and" takes less back.
pub(super) const BREAKS: &[&str] = &["y", "e", "and", "tambien", "tambem", "also", "plus", "ademas"];

/// Behind the `é` of a visit: what it is for.
pub(super) const WHAT_FOR: &[&str] = &["por", "pela", "pelo", "para", "sobre"];

/// Between a flag and a time, they say as a visit does that the time is of something else.
pub(super) const SOMETHING_ELSE: &[&str] = &[
    "tengo", "tenho", "have", "quiero", "quero", "want", "need", "necesito", "preciso", "puedo", "posso",
    "vuelvo", "volto", "voy", "vou", "turn", "nacio", "nasceu", "born", "cumplo", "cumple",
];

/// Between an aside and a flag, they begin what somebody tells of now.
pub(super) const SOMEBODY_IS: &[&str] = &[
    "estoy", "estou", "esta", "ta", "tengo", "tenho", "tiene", "tem", "i", "am", "is", "have", "has", "he",
    "she", "siento", "sinto", "feel", "mi", "my", "meu", "minha", "his", "her",
];

/// What was.
pub(super) const PAST_VERBS: &[&str] = &[
    "tuve", "tuvo", "tenia", "tenian", "had", "tive", "teve", "tinha", "dio", "deu", "sufrio", "sufri",
    "sofreu", "fue", "was", "were", "foi", "era", "estuve", "estaba", "estava", "senti", "sintio", "sentia",
    "dolia", "dolio", "felt",
];

/// What is.
pub(super) const PRESENT: &[&str] = &[
    "duele", "duelen", "doi", "hurts", "hurting", "sangro", "sangra", "oprime", "aprieta", "aperta",
    "cierra", "puedo", "puede", "consigo", "consegue", "cant", "isnt", "wont", "respira", "siento", "sinto",
    "cuesta", "ahogo", "tengo", "tenho", "ahora", "agora", "now",
];
