//! Classes of words that patterns name: `@visit`, `@kin`, ….

mod figures;

use figures::{
    ATOP, BAND, BLADE, CRUSHING, DUMMY, FIRE, HEAD, HEART, HEIGHT, LIFELESS, LIKE, SAGGING, STRAW, SUDDENLY,
    WEIGHT,
};

/// The words of a class; none for a name that there is not, which a test looks for.
pub(super) fn class(name: &str) -> &'static [&'static str] {
    CLASSES.iter().find(|it| it.0 == name).map_or(&[], |it| it.1)
}

/// All classes.
pub(super) const CLASSES: &[(&str, &[&str])] = &[
    ("visit", VISIT),
    ("appointment", APPOINTMENT),
    ("doctor", DOCTOR),
    ("place", PLACE),
    ("day", DAY),
    ("when", WHEN),
    ("kin", KIN),
    ("partner", PARTNER),
    ("papers", PAPERS),
    ("staff", STAFF),
    ("messages", MESSAGES),
    ("blood", BLOOD),
    ("baby", BABY),
    ("fever", FEVER),
    ("favour", FAVOUR),
    ("pain", PAIN),
    ("month", MONTH),
    ("chest", CHEST),
    ("pills", PILLS),
    ("earlier", EARLIER),
    ("listing", LISTING),
    ("limb", LIMB),
    ("lowsugar", LOW_SUGAR),
    ("highsugar", HIGH_SUGAR),
    ("racing", RACING),
    ("assent", ASSENT),
    ("swollen", SWOLLEN),
    ("tongue", TONGUE),
    ("face", FACE),
    ("trigger", TRIGGER),
    ("wound", WOUND),
    ("operated", OPERATED),
    ("leg", LEG),
    ("burns", BURNS),
    ("pregnant", PREGNANT),
    ("like", LIKE),
    ("weight", WEIGHT),
    ("atop", ATOP),
    ("crushing", CRUSHING),
    ("band", BAND),
    ("blade", BLADE),
    ("heart", HEART),
    ("head", HEAD),
    ("fire", FIRE),
    ("straw", STRAW),
    ("lifeless", LIFELESS),
    ("sagging", SAGGING),
    ("suddenly", SUDDENLY),
    ("dummy", DUMMY),
    ("height", HEIGHT),
];

const SWOLLEN: &[&str] = &[
    "hinch*", "inchou", "inchad*", "inchand*", "incharam", "incha", "swell*", "swoll*", "blew", "balloon*",
    "globo*", "inflad*", "inflaron",
];

/// What closes the way of the breath when it swells.
const TONGUE: &[&str] = &["lengua", "lingua", "tongue", "labio*", "lip", "lips", "glotis", "glote"];

const FACE: &[&str] = &[
    "cara", "rostro", "rosto", "face", "parpado*", "palpebra*", "eyelid*", "ojos", "olhos", "eyes", "boca",
    "mouth",
];

/// What allergies are to. Drugs are told apart: who has a swollen face is given one.
const TRIGGER: &[&str] = &[
    "abeja*", "abelha*", "avispa*", "vespa*", "maribondo*", "bee", "bees", "wasp*", "sting*", "stung",
    "pico", "picou", "picadura*", "picada*", "marisco*", "camar*", "shrimp*", "prawn*", "shellfish", "mani",
    "cacahuat*", "peanut*", "amendoim", "nut", "nuts", "nuez", "nueces", "vacuna", "vacina", "vaccine",
    "inyeccion", "injecao", "injection", "jab",
];

/// What an operation leaves.
const WOUND: &[&str] = &[
    "herida", "ferida", "wound", "incision", "incisao", "stitches", "staples", "puntos", "pontos",
    "cicatriz", "sutura*", "suture*", "corte",
];

/// Who had an operation. Not "me operan mañana", nor a "surgery", which is also a doctor's place.
const OPERATED: &[&str] = &[
    "operaron", "operado", "operada", "operados", "operei", "operou", "operaram", "postop", "postoperatorio",
    "postquirurgico", "posoperatorio",
];

const LEG: &[&str] = &["pierna", "perna", "leg", "calf", "pantorrilla", "panturrilha", "gemelo"];

const BURNS: &[&str] = &[
    "quemo", "queme", "quemado", "quemada", "quemaron", "queimou", "queimei", "queimado", "queimada",
    "burned", "burnt", "burn",
];

const PREGNANT: &[&str] =
    &["embarazada", "embarazo", "gravida", "gravidez", "gestante", "pregnant", "pregnancy", "prenada"];

/// Before the time that one has.
const EARLIER: &[&str] =
    &["antes", "temprano", "tempranito", "earlier", "sooner", "cedo", "anterior", "adelantada", "antecipada"];

/// Before words that are no answer yet: `ok te aviso`.
const ASSENT: &[&str] = &[
    "ok", "okay", "okey", "oki", "dale", "si", "sim", "yes", "yeah", "sure", "alright", "vale", "bueno",
    "listo", "claro", "bien", "bem", "perfecto", "perfeito", "beleza",
];

/// Puts somebody on a list, in Spanish.
const LISTING: &[&str] = &[
    "anotenme", "anoteme", "anotame", "anotar", "anotarme", "anoto", "apunto", "apuntenme", "apunteme",
    "apuntame", "apuntarme", "ponganme", "pongame", "poneme", "ponerme", "agreguenme", "agregueme",
    "agregame", "inscribanme", "entrar", "incluyanme", "metanme", "anoten", "agreguen", "pongan", "sumenme",
    "sumame", "anota", "anotas", "apunta", "apuntas", "agrega", "agregas", "incluye", "pone", "pones",
];

/// An appointment.
pub(super) const VISIT: &[&str] = &[
    "cita", "citas", "sita", "turno", "consulta", "cosulta", "hora", "visita", "control", "appointment",
    "appt", "visit", "booking", "slot", "horario", "atendimento", "marcacao",
];

/// The same, in words that mean nothing else beside `mi` and `la`: an hour is asked of it, and at `la visita` the sick
/// are seen by theirs.
pub(super) const APPOINTMENT: &[&str] = &[
    "cita", "citas", "sita", "turno", "turnos", "consulta", "consultas", "cosulta", "control", "sesion",
    "appointment", "appointments", "appt", "appts", "visit", "booking", "apointment", "appointement",
    "marcacao",
];

/// Whoever gives it.
pub(super) const DOCTOR: &[&str] = &[
    "doctor", "doctora", "medico", "medica", "dr", "dra", "profesional", "profissional", "especialista",
    "doutor", "doutora", "provider", "physician", "specialist", "dentist", "dentista",
];

/// Where it takes place.
const PLACE: &[&str] = &[
    "clinica", "consultorio", "hospital", "centro", "sede", "sucursal", "oficina", "unidade", "clinic",
    "office", "practice", "surgery", "center", "centre", "facility",
];

pub(super) const DAY: &[&str] = &[
    "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "weds", "thur",
    "thu", "thurs", "fri", "segunda", "terca", "quarta", "quinta", "sexta",
];

/// A day or a part of one.
const WHEN: &[&str] = &[
    "@day", "manana", "tarde", "hoy", "dia", "semana", "mes", "tomorrow", "today", "week", "month",
    "morning", "mornings", "afternoon", "afternoons", "evening", "day", "time", "amanha", "hoje", "manha",
    "noite", "noche", "mediodia",
];

const KIN: &[&str] = &[
    "mama", "papa", "madre", "padre", "hijo", "hija", "hijito", "hijita", "bebe", "bb", "nene", "nena",
    "nino", "nina", "esposo", "esposa", "marido", "mujer", "abuelo", "abuela", "tio", "tia", "hermano",
    "hermana", "mom", "mum", "dad", "mother", "father", "son", "daughter", "kid", "child", "toddler", "baby",
    "husband", "wife", "grandma", "grandpa", "grandmother", "grandfather", "brother", "sister", "mae", "pai",
    "filho", "filha", "mulher", "avo", "irmao", "irma", "vovo", "nan", "nana", "granny", "grandad",
    "granddad", "mam", "mummy", "mommy", "daddy", "auntie", "aunt", "uncle", "niece", "nephew", "cousin",
    "stepson", "stepdaughter", "partner", "mamae", "papai", "mainha", "painho", "sogra", "sogro", "neto",
    "neta", "sobrinho", "sobrinha", "enteado", "enteada", "vo", "vozinha", "vozinho",
];

/// By whom people are beaten at home.
const PARTNER: &[&str] = &[
    "marido", "esposo", "esposa", "mujer", "novio", "novia", "pareja", "ex", "padrastro", "padrasto", "papa",
    "pai", "hijo", "filho", "namorado", "namorada", "companheiro", "husband", "wife", "boyfriend",
    "girlfriend", "partner", "stepdad", "dad", "father",
];

/// What people bring to a visit.
const PAPERS: &[&str] = &[
    "estudios", "orden", "ordenes", "carnet", "carne", "examenes", "exames", "resultados", "placas",
    "radiografia", "radiografias", "receta", "recetas", "analisis", "documento", "documentos", "dni",
    "carteirinha", "guia", "papeles", "credencial",
];

/// Who answers at a clinic.
const STAFF: &[&str] = &[
    "alguien", "persona", "humano", "ser", "agente", "asesor", "asesora", "operador", "operadora",
    "recepcion", "recepcionista", "secretaria", "doctor", "doctora", "dr", "dra", "medico", "medica",
    "enfermera", "enfermero", "clinica", "ustedes", "vos", "someone", "somebody", "anyone", "person",
    "human", "agent", "representative", "nurse", "receptionist", "reception", "operator", "office", "desk",
    "alguem", "pessoa", "atendente", "doutor", "doutora", "enfermeira", "recepcao", "voces", "facturacion",
    "billing", "financeiro", "finance", "administracion", "admision", "asistente", "assistant", "manager",
    "gerente", "supervisor", "supervisora", "encargado", "encargada", "responsable", "responsavel",
    "pharmacist", "specialist", "licenciada", "consultorio", "ejecutivo", "ejecutiva", "moca", "chica",
    "lady", "senorita", "srta", "enfermeiro", "especialista", "rep",
];

const MESSAGES: &[&str] = &[
    "mensaje", "mensajes", "mensajitos", "msj", "msjs", "mjs", "msg", "msgs", "sms", "wasap", "wasaps",
    "whatsapp", "whatsapps", "recordatorio", "recordatorios", "avisos", "notificaciones", "communication",
    "communications", "message", "messages", "text", "texts", "reminder", "reminders", "notifications",
    "mensagem", "mensagens", "lembrete", "lembretes", "notificacoes", "txt", "txts", "zap", "zaps",
    "torpedo", "torpedos",
];

const BLOOD: &[&str] = &["sangre", "sangue", "blood"];

const BABY: &[&str] = &[
    "bebe", "bb", "bebito", "baby", "newborn", "newborns", "infant", "infants", "recien", "recem",
    "lactante", "lactente", "bebita", "beba", "bebezinho", "bebezinha", "nenem", "bebesito", "bebecito",
    "nenezinho",
];

const FEVER: &[&str] = &["fiebre", "febre", "fever", "temperatura", "temperature", "calentura", "temp"];

/// What clinics are thanked for.
const FAVOUR: &[&str] = &[
    "recordatorio", "atendimento", "servicio", "servico", "service", "care", "recordar", "recordarme",
    "recordarnos", "avisar", "avisarme", "aviso", "informacion", "info", "atencion", "ayuda", "tiempo",
    "mensaje", "respuesta", "responder", "reminder", "reminding", "letting", "help", "time", "message",
    "information", "everything", "update", "heads", "lembrete", "lembranca", "lembrar", "aviso", "atencao",
    "ajuda", "informacao", "mensagem", "resposta", "retorno", "carinho",
];

const PAIN: &[&str] = &[
    "dolor", "dolores", "duele", "duelen", "doliendo", "opresion", "presion", "punzada", "punzadas",
    "puntada", "apreton", "dor", "dores", "doendo", "aperto", "pressao", "pontada", "pontadas", "pain",
    "pains", "pressure", "tight", "tightness", "crushing", "squeezing", "heaviness", "hurts", "hurting",
    "hurt", "aching", "stabbing",
];

const CHEST: &[&str] = &["pecho", "peito", "peitoo", "chest"];

const PILLS: &[&str] = &[
    "pastillas", "pastilla", "pastas", "pildoras", "comprimidos", "comprimido", "tabletas", "capsulas",
    "pills", "tablets", "capsules", "tylenol", "paracetamol", "ibuprofen", "ibuprofeno", "remedios",
    "clonazepam", "rivotril", "xanax", "advil",
];

pub(super) const MONTH: &[&str] = &[
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "setiembre",
    "octubre", "noviembre", "diciembre", "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december", "janeiro", "fevereiro", "marco", "maio",
    "junho", "julho", "setembro", "outubro", "novembro", "dezembro",
];

/// A part that can be crushed, turn black or stop moving.
const LIMB: &[&str] = &[
    "brazo", "brazos", "mano", "manos", "dedo", "dedos", "pierna", "piernas", "pie", "pies", "braco",
    "bracos", "mao", "maos", "perna", "pernas", "pe", "pes", "arm", "arms", "hand", "hands", "finger",
    "fingers", "thumb", "leg", "legs", "foot", "feet", "toe", "toes", "ankle", "tobillo", "tornozelo",
];

/// Milligrams of glucose at which people faint; round figures, as they are told.
const LOW_SUGAR: &[&str] =
    &["20", "22", "25", "28", "30", "32", "35", "38", "39", "40", "42", "43", "44", "45", "46", "48"];

/// Milligrams of glucose that a meter shows in a coma's beginning.
const HIGH_SUGAR: &[&str] = &[
    "400", "410", "420", "430", "440", "450", "460", "470", "480", "490", "500", "510", "520", "530", "540",
    "550", "560", "580", "600", "650", "700",
];

/// Heartbeats a minute that are none at rest.
const RACING: &[&str] = &[
    "155", "160", "165", "170", "175", "180", "185", "190", "195", "200", "205", "210", "215", "220", "230",
    "240",
];
