//! The words that a rephrasing is checked by, in all three languages, as `plain_words` gives them.

/// Words that deny. One more or one less turns an instruction round.
pub(super) const DENIALS: &[&str] = &[
    "no", "not", "dont", "doesnt", "didnt", "cannot", "cant", "wont", "isnt", "arent", "neednt", "mustnt",
    "without", "never", "none", "nothing", "neither", "nor", "unless", "except", "only", "sin", "nunca",
    "jamas", "ni", "nada", "ningun", "ninguna", "ninguno", "tampoco", "salvo", "excepto", "solo",
    "solamente", "nao", "sem", "nem", "nenhum", "nenhuma", "exceto", "apenas", "somente",
];

/// Numbers in words, which digits do not give away, and times that are neither a day of the week nor a month.
pub(super) const COUNTED: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty",
    "thirty", "half", "twice", "weekend", "weekends", "today", "tomorrow", "noon", "midnight", "free", "uno",
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "doce", "quince", "veinte",
    "treinta", "media", "sabados", "domingos", "feriado", "feriados", "hoy", "manana", "mediodia",
    "medianoche", "gratis", "gratuito", "gratuita", "dois", "duas", "quatro", "sete", "oito", "nove", "dez",
    "doze", "quinze", "vinte", "trinta", "meia", "fins", "hoje", "amanha", "meio",
];

/// What a clinic's answer to a practical question never advises, beside the cues of a clinician's question.
pub(super) const ADVICE: &[&str] = &[
    "mg", "dosis", "dose", "dosage", "pastilla", "pastillas", "pill", "pills", "comprimido", "comprimidos",
    "ibuprofeno", "ibuprofen", "paracetamol", "aspirina", "aspirin", "antibiotico", "antibiotic",
    "antibiotics", "antibioticos", "insulina", "insulin", "diagnostico", "diagnosis", "diagnosticar",
    "sintoma", "symptom", "symptoms", "sintomas", "tratamiento", "treatment", "tratamento", "medicacion",
    "medication", "medicacao", "medicamento", "medicamentos", "medicine", "medicines", "remedio", "remedios",
    "benigno", "maligno", "benign", "malignant", "recomiendo", "recomendamos", "aconsejo", "aconsejamos",
    "recommend", "advise", "recomendo", "aconselho", "tranquila", "tranquilo", "worry", "preocupe",
    "emergencia", "emergency", "emergencias", "urgencia", "ambulancia", "ambulance",
];
