//! Questions that no passage is meant for: a clinician's, or about one person's own case.
//!
//! The lists are of whole words and phrases without accents. All count in every language, since patients mix
//! them.

/// Symptoms, medicines, what a result means, whether something is safe or advisable. A passage may answer a question
/// with one of these only if it says the very words itself: "I am allergic to iodine" where the clinic writes about
/// that, "may I take aspirin" nowhere.
pub(crate) const CLINICAL: &[&str] = &[
    // Spanish.
    "duele", "duelen", "dolor", "dolores", "fiebre", "temperatura", "sangra", "sangro", "sangre en",
    "sangre despues", "sangrado", "sangrar", "sangre mucho", "sangrando", "mareo", "mareos", "mareado",
    "mareada", "vomito", "vomitos", "vomitando", "vomite", "nauseas", "diarrea", "hinchado", "hinchada",
    "hincho", "hinchazon", "inflamado", "inflamada", "inflamo", "infeccion", "tos", "resfriado", "resfriada",
    "resfrio", "gripe", "con covid", "tengo covid", "engripado", "engripada", "alergia", "alergico",
    "alergica", "sintoma", "sintomas", "mancha", "manchas", "bulto", "ardor", "arde", "pica", "picazon",
    "ronchas", "moreton", "presion", "colesterol alto", "embarazada", "embarazo", "regla", "menstruacion",
    "menstruando", "indispuesta", "amamantando", "relaciones", "diabetes", "diabetico", "diabetica",
    "hipertenso", "hipertensa", "ibuprofeno", "paracetamol", "aspirina", "antibiotico", "antibioticos",
    "pastilla", "pastillas", "medicacion", "medicamento", "medicamentos", "remedio", "remedios", "insulina",
    "metformina", "anticoagulante", "anticoagulantes", "losartan", "omeprazol", "corticoides", "jarabe",
    "gotas", "dosis", "anticonceptivas", "normal", "normales", "grave", "malo", "hace mal", "peligro",
    "peligroso", "peligrosa", "riesgo", "riesgos", "significa", "quiere decir", "es seguro", "es segura",
    "tan seguro", "tan segura", "me dio", "salio", "salieron", "alto", "altos", "positivo", "diagnostico",
    "cancer", "tumor", "quiste", "que tomo", "dejar de tomar", "suspender", "suspendo", "dejo",
    "cada cuanto", "cada cuantos", "conviene", "recomienda", "recomiendan", "efectos", "efecto",
    "contraindicado", "contraindicada", "cirugia", "operaron", "herida", "puntos", "viajar", "que vacuna",
    "que vacunas", "que estudio", "que estudios", "que examen",
    // Care at home, which is none by video.
    "a domicilio", "a mi casa", // English.
    "hurt", "hurts", "pain", "painful", "ache", "aches", "headache", "fever", "have covid", "got covid",
    "with covid", "temperature", "bleed", "bleeding", "blood in", "dizzy", "dizziness", "vomit", "vomiting",
    "threw up", "nausea", "nauseous", "diarrhea", "diarrhoea", "swollen", "swelling", "inflamed",
    "infection", "infected", "cough", "a cold", "the flu", "allergy", "allergic", "symptom", "symptoms",
    "rash", "spot", "lump", "cyst", "itchy", "itch", "burning", "bruise", "pressure", "pregnant",
    "pregnancy", "my period", "breastfeeding", "sex", "diabetes", "diabetic", "ibuprofen", "aspirin",
    "tylenol", "antibiotic", "antibiotics", "pill", "pills", "tablet", "tablets", "medication",
    "medications", "medicine", "medicines", "meds", "insulin", "metformin", "thinner", "thinners",
    "omeprazole", "steroids", "drops", "dose", "normal", "serious", "bad", "danger", "dangerous", "harmful",
    "risk", "risks", "risky", "mean", "means", "safe", "came back", "come out well", "came out", "high",
    "low", "positive", "diagnosis", "cancer", "tumor", "tumour", "should i stop", "do i stop", "stop taking",
    "how often", "how many years", "recommend", "should i get", "should i have", "side effect",
    "side effects", "surgery", "wound", "stitches", "fly", "which vaccine", "which vaccines", "which test",
    "which tests", "what vaccine", "what test", "home visit", "home visits", "house call", "house calls",
    // Portuguese.
    "doi", "doendo", "dor", "dores", "febre", "sangue na", "sangue no", "sangrou", "sangramento", "tontura",
    "tonto", "tonta", "vomitei", "enjoo", "enjoada", "enjoado", "diarreia", "inchado", "inchada", "inchou",
    "inchaco", "infeccao", "tosse", "com covid", "tenho covid", "gripado", "gripada", "resfriado", "caroco",
    "cisto", "ardencia", "coceira", "pressao", "gravida", "gravidez", "menstruada", "menstruacao",
    "amamentando", "relacao", "relacoes", "comprimido", "comprimidos", "medicacao", "remedio", "remedios",
    "xarope", "normais", "ruim", "faz mal", "perigo", "perigoso", "perigosa", "risco", "riscos",
    "quer dizer", "e seguro", "e segura", "deu", "parar de tomar", "suspendo", "em quanto tempo",
    "em quantos anos", "recomenda", "recomendam", "efeito", "efeitos", "domiciliar", "eu tomo", "que tomo",
    "operei", "cirurgia", "qual vacina", "quais vacinas", "qual exame", "quais exames",
];

/// What went wrong with a preparation; when my appointment is, whether my papers are done, why I was called
/// or charged, what I lost; who somebody is, and
/// business other than a patient's. Answered from records, or by people.
pub(crate) const FOR_A_PERSON: &[&str] = &[
    // Spanish.
    "tome", "comi", "bebi", "fume", "desayune", "me olvide y", "sin querer", "mas cercana", "mas cercano",
    "es mi turno", "era mi turno", "es mi cita", "es mi estudio", "hora es mi", "dia es mi", "cuando es mi",
    "tengo turno manana", "tengo turno hoy", "que medico tengo", "que medico me", "que dia tengo",
    "hora tengo", "hora era", "hora seria", "hora fue", "hora es", "que dia es", "ninguno", "ninguna me",
    "dia era", "cuando era", "cuando es el turno", "cuando es la cita", "mas tarde ese", "tienen mas tarde",
    "hay mas tarde", "mas tarde no hay", "no cancele", "no cancelen", "no quiero cancelar", "sigue en pie",
    "si cancelado", "quedo cancelado", "esta cancelado", "ya aprobaron", "ya autorizaron", "ya firmo",
    "aprobaron mi", "no me autoriza", "me rechazaron", "nunca me", "todavia no me", "no es mio", "no es mia",
    "me llamaron", "llamada perdida", "este mensaje", "quien sos", "quien es", "quien esta", "quienes son",
    "el dr", "la dra", "el doctor", "la doctora", "mismo medico", "director", "duenos", "me cobraron",
    "cobraron de mas", "de mas", "dos veces", "devuelvan", "me devuelven", "me robaron", "me trato",
    "me trataron", "perdi un", "perdi una", "me olvide el", "me olvide los", "me olvide las",
    "deje olvidado", "quiero trabajar", "busco trabajo", "curriculum", "cv", "vendo",
    "alquilan", // English.
    "i ate", "i drank", "i smoked", "i had a", "by mistake", "accidentally", "nearest", "closest",
    "is my appointment", "was my appointment", "is my visit", "is my test", "when is my", "what time is my",
    "time was it", "time is it", "none of", "still on", "dont cancel", "dont want to cancel",
    "not cancelling", "not canceling", "let you know", "when was it", "later that day", "am i seeing",
    "been approved", "been authorised", "been authorized", "did my doctor", "has my doctor", "refuses",
    "rejected", "denied", "never gave", "never arrived", "havent i", "havent got", "havent received",
    "has the wrong", "is not mine", "missed call", "called me", "this message", "who are you", "who is",
    "who owns", "is doctor", "does doctor", "same doctor", "director", "was charged", "charged me",
    "you charged", "overcharged", "charge my phone", "phone charger", "twice", "money back", "stolen",
    "i lost a", "i lost an", "i left my", "want to work", "hiring", "resume", "i sell", "do you rent",
    // Portuguese.
    "tomei", "fumei", "mais proxima", "mais proximo", "e minha consulta", "e a minha consulta",
    "era minha consulta", "e meu exame", "quando e minha", "quando e meu", "horas e minha", "horas e meu",
    "horas era", "horas seria", "quando era", "horario da consulta", "horario da minha", "horario do exame",
    "mais tarde nesse", "nao cancela", "nao cancele", "nao cancelem", "nao quero cancelar", "horas e",
    "nenhum", "nenhuma", "tem mais tarde", "qual medico", "foi aprovada", "foi autorizada", "foi liberada",
    "ja aprovaram", "ja liberaram", "ja assinou", "nao autoriza", "negou", "recusou", "nao e meu",
    "nao e minha", "nunca chegou", "me ligaram", "chamada perdida", "esta mensagem", "essa mensagem",
    "quem e", "quem sao", "o dr", "a dra", "o doutor", "a doutora", "mesmo medico", "diretor", "dono",
    "ganha", "me cobraram", "cobraram duas", "a mais", "duas vezes", "de volta", "roubaram", "perdi um",
    "perdi uma", "esqueci meu", "esqueci meus", "esqueci minhas", "quero trabalhar", "curriculo", "alugam",
];

/// How the names of examinations begin. What the clinic says of one is not said of another: whether one may drive after
/// a colonoscopy says nothing of an MRI.
const EXAMINATIONS: &[&str] = &[
    "biops", "colonoscop", "ecograf", "endoscop", "ergometr", "mammogra", "mamograf", "mri", "resonanc",
    "ressonanc", "sonogram", "tomograf", "ultras",
];

/// How names of examinations begin that are also words of something else: whose results, or which laboratory's hours.
const AMBIGUOUS: &[&str] =
    &["blood", "ct", "orin", "radiogra", "sangre", "sangue", "stress", "treadmill", "urin"];

/// How words of going without food begin. Each examination has hours of its own.
const FASTING: &[&str] = &["ayun", "fast", "jejum"];

/// What else tells which fasting is meant.
const SUBJECTS: &[&str] = &[
    "abdom", "angio", "bloods", "colester", "cholester", "contrast", "coleta", "extrac", "glic", "gluc",
    "lab", "pet", "scan", "sugar", "tac", "tc", "tomo", "trigl",
];

/// Names that hold a cue without being one.
const NAMES: &[&str] = &["fiebre amarilla", "yellow fever", "febre amarela"];

/// Whether a question's words name an examination that a passage's words do not. A word of something else as well
/// names one only beside a heading that does.
pub(crate) fn name_another_examination(words: &[String], heading: &[String], passage: &[String]) -> bool {
    let name = |words: &[String], begins: &str| words.iter().any(|it| it.starts_with(begins));
    let is_missing = |begins: &&str| name(words, begins) && !name(passage, begins);
    let is_about_one = EXAMINATIONS.iter().chain(AMBIGUOUS).any(|it| name(heading, it));
    EXAMINATIONS.iter().any(is_missing) || (is_about_one && AMBIGUOUS.iter().any(is_missing))
}

/// Whether a question is about fasting and does not say for what, where a passage is about one examination.
pub(crate) fn asks_which_fasting(words: &[String], heading: &[String]) -> bool {
    let name = |words: &[String], list: &[&str]| {
        words.iter().any(|it| list.iter().any(|begins| it.starts_with(begins)))
    };
    let is_about_one = name(heading, EXAMINATIONS) || name(heading, AMBIGUOUS);
    let is_told = [EXAMINATIONS, AMBIGUOUS, SUBJECTS].iter().any(|list| name(words, list));
    is_about_one && name(words, FASTING) && !is_told
}

/// The cues of a list that stand in a text's words.
pub(crate) fn found<'a>(cues: &'a [&'a str], words: &[String]) -> impl Iterator<Item = &'a str> {
    let mut padded = format!(" {} ", words.join(" "));
    for name in NAMES {
        padded = padded.replace(name, "");
    }
    cues.iter().copied().filter(move |cue| padded.contains(&format!(" {cue} ")))
}
