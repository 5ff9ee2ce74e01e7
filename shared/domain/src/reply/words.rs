//! Words of answers, in small letters, without accents and punctuation, as [`super::normal`] leaves a message.

/// Not this visit. The first two are never a stop here, though carriers may take the first for one.
pub(super) const CANCEL_WORDS: &[&str] = &[
    "cancel", "cancelar", "cancela", "cancelen", "cancele", "cancelo", "cancelala", "cancelarla",
    "cancelarlo", "cancelenla", "cancelada", "cancelado", "cancelacion", "cancelamento", "cancellation",
    "anulacion", "si cancelar", "si cancela", "si cancelo", "anular", "anula", "anulen", "anulo", "anularla",
    "anulada", "cancel it", "please cancel it", "yes cancel", "yes cancel it", "cancelem", "cancelar ela",
    "cancela ela", "sim cancelar", "sim cancela", "desmarcar", "desmarca",
];

pub(super) const RESCHEDULE: &[&str] = &[
    "cambiar", "cambiarla", "cambiarlo", "cambio", "cambiar de dia", "cambiar de hora", "cambiar el dia",
    "cambiar la hora", "cambiar la fecha", "cambiar de fecha", "cambiar para otro dia",
    "cambiarla para otro dia", "cambio de dia", "cambio de hora", "reprogramar", "reprogramarla",
    "reprogramarlo", "reprogramen", "reagendar", "reagendarla", "mover", "moverla", "aplazar", "aplazarla",
    "posponer", "posponerla", "otro dia", "otra hora", "otra fecha", "otro horario", "otro turno",
    "para otro dia", "reschedule", "reschedule it", "rebook", "rebook it", "change", "change it",
    "change the time", "change the date", "change the day", "move it", "move", "postpone", "postpone it",
    "another day", "another time", "another date", "different day", "different time", "remarcar", "adiar",
    "mudar", "trocar", "mudar o horario", "outro dia", "outro horario", "outra data",
];

pub(super) const TALK: &[&str] = &[
    "hablar", "hablar con alguien", "hablar con una persona", "hablar con un humano", "hablar con un agente",
    "hablar con un operador", "hablar con recepcion", "hablar con la clinica", "hablar con ustedes",
    "quiero hablar", "quiero hablar con alguien", "quiero hablar con una persona",
    "quiero hablar con un agente", "necesito hablar con alguien", "necesito hablar con una persona",
    "puedo hablar con alguien", "llamenme", "llamame", "me pueden llamar", "me podrian llamar", "agente",
    "operador", "operadora", "persona", "person", "pessoa", "call me", "can you call me", "talk",
    "talk to someone", "talk to a person", "talk to a human", "i want to talk to someone",
    "i need to talk to someone", "can i talk to someone", "speak to someone", "agent", "falar com alguem",
    "falar com atendente", "falar com um atendente", "quero falar com alguem",
    "quero falar com um atendente", "atendente", "necesito ayuda", "necesito su ayuda",
    "necesito de su ayuda", "ayudenme", "ayudame", "ayudeme", "me pueden ayudar", "i need help",
    "i need some help", "need help", "help me", "can you help me", "preciso de ajuda", "preciso ajuda",
    "me ajuda", "me ajudem", "me liguem",
];

/// A whole message that asks for help and is no more than a law's word but for its courtesies.
pub(super) const HELP_CRIES: &[&str] = &["help", "ayuda", "ajuda"];

/// The choices of a printed list, said in words: each row is a number, from 1.
pub(super) const NUMBERS: &[&[&str]] = &[
    &["uno", "one", "um", "primero", "primera", "primeiro", "primeira", "first"],
    &["dos", "two", "dois", "segundo", "segunda", "second"],
    &["tres", "three", "tercero", "tercera", "terceiro", "terceira", "third"],
    &["cuatro", "four", "quatro"],
    &["cinco", "five"],
    &["seis", "six"],
    &["siete", "seven", "sete"],
    &["ocho", "eight", "oito"],
    &["nueve", "nine", "nove"],
    &["diez", "ten", "dez"],
];

/// Numbers that say nothing alone: Monday in Portuguese, a moment.
pub(super) const NUMBERS_WITH_ARTICLE: &[&str] = &[
    "primero", "primera", "primeiro", "primeira", "first", "segundo", "segunda", "second", "tercero",
    "tercera", "terceiro", "terceira", "third",
];

/// Before a choice's number, and nothing but that.
pub(super) const CHOICE_LABELS: &[&str] =
    &["opcion", "option", "opcao", "numero", "number", "alternativa", "opc", "choice"];

/// Before or behind a choice's number, where a list of choices is short.
pub(super) const CHOICE_ARTICLES: &[&str] = &["la", "el", "a", "o", "the"];

/// Before a choice: it is wanted.
pub(super) const CHOICE_WISHES: &[&str] = &[
    "quiero", "quisiera", "prefiero", "elijo", "escojo", "quero", "prefiro", "escolho", "i want", "i choose",
    "i prefer", "ill take", "i will take", "me quedo con", "fico com",
];

/// Nothing but a no, with what may stand before it and beside it.
pub(super) const NO_WORDS: &[&str] = &["no", "nel", "nop", "nope", "nah", "nao", "tampoco", "paso", "not"];
pub(super) const BEFORE_NO: &[&str] = &[
    "claro", "que", "bueno", "ok", "okay", "vale", "pero", "but", "mas", "entonces", "pues", "mejor",
    "melhor", "por", "si",
];
pub(super) const NO_DETAILS: &[&str] = &[
    "por", "ahora", "agora", "momento", "enquanto", "now", "for", "esta", "vez", "this", "time", "hoy",
    "hoje", "today", "muchas", "muchisimas", "mil", "muito", "muita", "muy", "you", "so", "much", "very",
    "anyway", "igual", "igualmente", "amable", "le", "les", "lo", "la", "vou", "voy", "posso", "puedo",
    "quiero", "quero", "mejor", "melhor", "ya", "ja", "esa", "ese", "essa", "esse", "that", "one",
];

/// How words begin that change a visit.
pub(super) const CHANGING: &[&str] = &[
    "cambi", "camvi", "reprogram", "reagend", "mov", "muev", "remarc", "muda", "adia", "adie", "pospon",
    "posterg", "aplaz", "adelant", "antecip", "resched", "rebook", "postpon", "chang", "switch", "trocar",
];

/// They deny what follows in their clause.
pub(super) const NEGATIONS: &[&str] = &[
    "no", "nao", "not", "ni", "nem", "nor", "sin", "sem", "without", "never", "nunca", "jamas", "tampoco",
    "cant", "couldnt", "dont", "doesnt", "didnt", "isnt", "wasnt", "arent", "havent", "hasnt", "hadnt",
    "wont", "wouldnt", "shouldnt", "aint", "ninguem", "nadie", "nobody", "noone", "ningun", "ninguna",
    "nenhum", "nenhuma", "nope", "nah", "nop",
];

/// A confirmation has no other word than these.
pub(super) const YES_WORDS: &[&str] = &[
    "si", "sii", "siii", "sip", "yes", "yep", "yeah", "yup", "sim", "ok", "okay", "okey", "oki", "okis",
    "dale", "vale", "claro", "sure", "correcto", "correct", "confirm", "confirmed", "confirming", "confirmo",
    "confirmar", "confirma", "confirmado", "confirmada", "asistire", "asisto", "voy", "ire", "vou", "irei",
    "comparecerei", "yea", "simon", "perfecto", "perfecta", "perfeito", "perfect", "great", "good", "fine",
    "listo", "bien", "bueno", "buenisimo", "genial", "absolutely", "definitely", "affirmative", "afirmativo",
    "positivo", "correcta", "exacto", "recibido", "enterado", "enterada", "entendido", "doki", "certo",
    "certinho", "combinado", "fechado", "agendado", "agendada", "anotado", "anotada", "okie", "dokie",
    "sisi", "simsim", "show", "joia", "vamos", "obvio", "exactly", "confirmadissimo", "confirmadisimo",
    "alright", "works", "beleza", "otimo", "otima", "isso", "bora", "oky", "oka", "okas", "dokey",
    "brilliant", "yessir", "roger", "aye", "grand", "yass", "yas", "certissimo", "fechadissimo", "firmeza",
    "yh", "bele", "marcado", "confirmadissima", "sound",
];

/// As the whole answer a yes, and nothing inside a longer one.
pub(super) const YES_ALONE: &[&str] = &[
    "y", "ya", "s", "c", "sale", "seguro", "suave", "tranquilo", "tranquila", "de boa", "i will", "we will",
    "will do so", "positivo e operante",
];

/// As the whole answer a yes to what is offered, and nothing inside a longer one.
pub(super) const TAKES: &[&str] = &[
    "acepto", "la acepto", "lo acepto", "la quiero", "lo quiero", "la tomo", "lo tomo", "la agarro",
    "lo agarro", "me la quedo", "me lo quedo", "acepto la cita", "acepto el turno", "book it", "book me in",
    "tomo la cita", "tomo el turno", "quiero esa cita", "quiero esa hora", "quiero ese turno", "i accept",
    "i accept it", "i want it", "ill take it", "i will take it", "aceito", "eu aceito", "quero", "eu quero",
    "quero sim", "eu quero sim", "quero o horario", "quero esse horario", "me sirve", "me conviene",
    "me viene bien", "me queda bien", "me serve", "aceito sim", "consigo sim", "da sim", "e minha",
    "mine please", "go on then", "hell yes", "oh yes please", "oh yes", "pode ser sim",
];

/// They may stand beside words of assent: who, what and when.
pub(super) const YES_DETAILS: &[&str] = &[
    "mil", "la", "el", "mi", "a", "de", "del", "para", "por", "en", "esta", "este", "ese", "esa", "que",
    "me", "todo", "cita", "turno", "consulta", "hora", "horario", "manana", "hoy", "tarde", "doctor",
    "doctora", "dr", "dra", "senor", "senora", "senorita", "hijo", "hija", "mama", "muy", "lunes", "martes",
    "miercoles", "jueves", "viernes", "sabado", "domingo", "the", "my", "it", "is", "that", "of", "for",
    "at", "thing", "sir", "maam", "all", "appointment", "appt", "tomorrow", "today", "sounds", "number",
    "numero", "opcion", "option", "opcao", "monday", "tuesday", "wednesday", "thursday", "friday", "o", "da",
    "do", "na", "minha", "meu", "mesmo", "bom", "boa", "amanha", "hoje", "segunda", "terca", "quarta",
    "quinta", "sexta", "senhora", "senhor", "tudo", "thats", "works", "still", "with", "us", "opa", "eu",
    "ta", "po", "pues", "1", "then", "entao", "ye", "boi", "mate", "lads", "love", "hun", "pal",
];

/// Thanks and good wishes.
pub(super) const THANKS_WORDS: &[&str] = &[
    "gracias", "agradezco", "agradecida", "agradecido", "amable", "amables", "bendiga", "bendiciones",
    "agradece", "igualmente", "abrazo", "saludos", "thanks", "thank", "appreciated", "appreciate", "bless",
    "cheers", "obrigado", "obrigada", "valeu", "grato", "grata", "gratidao", "agradeco", "abencoe", "amem",
    "abraco", "abracos", "bjs", "beijos", "tmj", "amen", "obliged", "aguyje", "aguije", "sulpayki",
    "yusulpayki", "yuspagara",
];

/// They may stand beside thanks.
pub(super) const THANKS_DETAILS: &[&str] = &[
    "muchas", "muchisimas", "mil", "muy", "que", "tan", "le", "les", "lo", "te", "se", "los", "las", "dios",
    "un", "una", "por", "todo", "usted", "ustedes", "doctor", "doctora", "dr", "dra", "senorita", "senora",
    "ok", "okay", "vale", "perfecto", "listo", "bueno", "entendido", "ya", "vi", "genial", "excelente",
    "mucho", "claro", "you", "so", "much", "very", "a", "lot", "lots", "many", "kindly", "it", "i", "got",
    "great", "cool", "awesome", "perfect", "noted", "good", "god", "doc", "doutor", "doutora", "muito",
    "muita", "ta", "esta", "bom", "certo", "perfeito", "beleza", "deus", "entendi", "all", "guys", "are",
    "the", "help", "recebido", "recibido", "vezes", "veces", "ai", "ay", "con", "super", "doctores",
    "doctors", "team", "equipo", "equipe", "really", "your", "everyone", "querida", "querido", "muitissimo",
    "bastante", "demais", "mesmo", "reina", "rey", "cielo", "amor", "corazon", "linda", "lindo", "bella",
    "mi", "totales", "cordiales", "infinitas", "atte", "atentamente", "y",
];

/// Read as one word of assent.
pub(super) const YES_PHRASES: &[&str] = &[
    "va que va", "sale y vale", "de acuerdo", "de una", "sale pues", "presente", "attending", "good to go",
    "i am in", "roger that", "to dentro", "estou dentro", "ta bom", "fechou", "will do", "desde luego",
    "no problem", "no hay problema", "sin problema", "sem problema", "of course", "all set", "por supuesto",
    "alli estare", "ahi estare", "alli estaremos", "ahi estaremos", "estare alli", "estare ahi", "voy a ir",
    "voy a asistir", "confirmo asistencia", "confirmo mi asistencia", "confirmo la asistencia",
    "confirmo la cita", "confirmo mi cita", "confirmo el turno", "confirmo mi turno", "ill be there",
    "i will be there", "i am coming", "im coming", "see you there", "i can make it", "i confirm",
    "confirm it", "confirm my appointment", "confirm the appointment", "confirmo a consulta",
    "confirmo minha consulta", "confirmo presenca", "confirmo minha presenca", "estarei la", "vou sim",
    "com certeza", "certeza", "pode confirmar", "esta bem", "ta bem",
];

/// Said before or behind, and changing nothing.
pub(super) const COURTESIES: &[&str] = &[
    "hola", "buenas", "buen dia", "buenos dias", "buenas tardes", "buenas noches", "por favor", "porfavor",
    "porfa", "muchas gracias", "muchisimas gracias", "gracias", "mil gracias", "saludos", "un saludo",
    "doctor", "doctora", "hello", "hi", "hey", "good morning", "good afternoon", "good evening", "please",
    "pls", "thanks", "thank you", "thank you very much", "oi", "ola", "bom dia", "boa tarde", "boa noite",
    "obrigado", "obrigada", "muito obrigado", "muito obrigada", "disculpe", "disculpa", "perdone", "perdona",
    "oye", "oiga", "excuse me", "good day", "opa", "doutor", "doutora", "perdon", "senorita", "joven",
    "srta", "moca", "moco", "maam", "mija", "mijo", "sorry", "desculpa", "desculpe", "kindly",
];

/// Before a verb, and leaving its meaning.
pub(super) const MODALS: &[&str] = &[
    "quiero", "quisiera", "querria", "deseo", "necesito", "me gustaria", "puedo", "podria", "podemos",
    "podriamos", "se puede", "pueden", "hay que", "tengo que", "i want to", "i need to", "i would like to",
    "id like to", "i have to", "can i", "could i", "may i", "can we", "could we", "can you", "could you",
    "i want", "i need", "quero", "queria", "gostaria de", "preciso", "preciso de", "posso", "poderia",
    "podemos", "tenho que", "vou", "prefiero", "prefiro",
];

/// Behind a verb: the visit itself.
pub(super) const OBJECTS: &[&str] = &[
    "la cita", "mi cita", "esta cita", "cita", "el turno", "mi turno", "este turno", "turno", "la consulta",
    "mi consulta", "consulta", "la visita", "la hora", "mi hora", "the appointment", "my appointment",
    "this appointment", "appointment", "the appt", "my appt", "my visit", "the visit", "the booking",
    "my booking", "a consulta", "minha consulta", "esta consulta", "a minha consulta", "meu horario",
    "o horario", "a visita", "de cita", "de turno", "de consulta", "to another day", "to another time",
    "for another day", "a otro dia", "para outro dia", "para outra data",
];

/// A question begins with one of them.
pub(super) const ASKING: &[&str] = &[
    "que", "cual", "cuanto", "cuanta", "cuantos", "cuantas", "donde", "adonde", "como", "y", "tengo",
    "tenemos", "hay", "puedo", "podemos", "me", "nos", "tienen", "tiene", "atienden", "aceptan", "necesito",
    "debo", "se", "where", "what", "how", "do", "does", "can", "should", "could", "is", "qual", "quanto",
    "quanta", "onde", "preciso", "posso", "tem",
];

/// Beside one of those: it is asked when the visit is.
pub(super) const WHEN: &[&str] = &[
    "cuando", "hora", "horas", "dia", "fecha", "manana", "hoy", "tarde", "noche", "mediodia", "when", "time",
    "day", "date", "today", "tomorrow", "quando", "data", "amanha", "hoje",
];

/// Likewise: whether one may stay away.
pub(super) const STAYING_AWAY: &[&str] =
    &["faltar", "falto", "ausentarme", "ausentar", "inasistencia", "miss", "skip", "desistir", "remarcar"];
