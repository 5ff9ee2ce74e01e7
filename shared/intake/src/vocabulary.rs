//! The words clinics use, in Spanish, English and Portuguese, for the few things that have a fixed meaning here.

use domain::event::{AppointmentChange, Modality};
use domain::language::Language;

use crate::text::key;

/// Longest subtag of a language tag, in characters (RFC 5646 §2.1).
const SUBTAG_CHARS_MAX: usize = 8;

/// The meaning whose words, separated by spaces and spelt as [`key`] does, have the text among them.
fn find<T: Copy>(table: &[(T, &str)], text: &str) -> Option<T> {
    let key = key(text);
    table.iter().find(|(_, words)| words.split(' ').any(|it| it == key)).map(|(meaning, _)| *meaning)
}

/// Where a visit takes place.
pub(crate) fn modality(text: &str) -> Option<Modality> {
    const WORDS: &[(Modality, &str)] = &[
        (
            Modality::OnSite,
            "onsite inperson presencial enpersona consultorio clinica office clinic sede inpersonvisit officevisit \
             facetoface consultapresencial citapresencial turnopresencial visitapresencial atencionpresencial \
             atendimentopresencial",
        ),
        (
            Modality::Video,
            "video videollamada videoconsulta videochamada videocall videoconferencia virtual online remoto remota \
             telemedicina telemedicine telehealth teleconsulta enlinea telesalud telessaude telesaude teleatendimento \
             televisit televisita videovisit videoconsultation videoconference videocita porvideo porvideollamada \
             porvideochamada telehealthvisit telemedicinevisit virtualvisit onlinevisit videoappointment \
             virtualappointment virtualconsultation consultavirtual consultaonline consultaremota consultaporvideo \
             consultaporvideollamada citavirtual citaonline turnovirtual turnoonline visitavirtual atencionvirtual \
             atendimentoonline",
        ),
        (
            Modality::Phone,
            "phone telefono telefonica telefonico telefone phonecall llamada ligacao call telephone telephonecall \
             phonevisit telephonevisit phoneappointment telephoneappointment phoneconsultation telephoneconsultation \
             portelefono portelefone llamadatelefonica ligacaotelefonica consultatelefonica consultaportelefono \
             consultaportelefone citatelefonica turnotelefonico visitatelefonica atenciontelefonica \
             atendimentotelefonico",
        ),
    ];
    find(WORDS, text)
}

/// How a visit takes place whose service says by a word of its own that nobody has to come: `Teleconsulta nutrición`.
/// Only words that mean nothing else: a video EEG is made at the clinic.
pub(crate) fn remote_service(text: &str) -> Option<Modality> {
    const WORDS: &str = "teleconsulta telemedicina telesalud telessaude telesaude teleatendimento televisita \
                         telemedicine telehealth televisit videoconsulta videollamada videochamada videocita videocall \
                         videovisit videoconsultation";
    let is_one = |word: &str| WORDS.split(' ').any(|it| it == key(word));
    text.split(|it: char| !it.is_alphanumeric()).any(is_one).then_some(Modality::Video)
}

/// Words of a status that say what it is of, by whom and how, and nothing of what has happened.
const OF_NOTHING: &[&str] = &[
    "cita", "turno", "consulta", "visita", "agendamento", "appointment", "visit", "por", "via", "de", "del",
    "la", "el", "da", "do", "pelo", "pela", "by", "the", "paciente", "patient", "clinica", "clinic",
    "profesional", "profissional", "medico", "telefono", "telefone", "phone", "tel", "whatsapp", "wsp",
    "sms", "mail", "email", "correo", "web", "online", "app", "pago", "payment", "con", "com", "aviso",
    "justificada", "injustificada", "late", "tarde", "tardia",
];

/// Words of a status that the next one says what they mean with: `não confirmado`, `en curso`.
const BEGINNINGS: [&str; 7] = ["no", "nao", "not", "sin", "sem", "en", "em"];

/// What an agenda's status says has happened. A confirmation that the clinic took by itself is still a booking.
///
/// A status of several words is what all of them that say something are: `Cita cancelada`, `Agendada - Confirmada`.
/// `Cancelado, no viene` is as much off as `Cancelado`; other words are not taken apart like that, since `Confirmado
/// (anulado)` is not on.
pub(crate) fn status(text: &str) -> Option<AppointmentChange> {
    const WORDS: &[(AppointmentChange, &str)] = &[
        (
            AppointmentChange::Booked,
            "booked scheduled pending confirmed active reservado reservada agendado agendada programado programada \
             asignado asignada otorgado pendiente pendente confirmado confirmada activo activa marcado marcada \
             vigente citado citada encaixe sobreturno sobrecupo aconfirmar porconfirmar sinconfirmar noconfirmado \
             noconfirmada naoconfirmado naoconfirmada notconfirmed unconfirmed confirmo confirma confirmar \
             confirmacion confirmacao confirmation awaitingconfirmation aguardandoconfirmacao nocontesta nocontesto \
             sinrespuesta noanswer leftmessage notificado notificada recordatorioenviado remindersent ocupado ocupada",
        ),
        (
            AppointmentChange::Cancelled,
            "cancelled canceled cancelado cancelada cancela cancelo cancel cancellation cancelacion cancelamento \
             anulado anulada suspendido suspendida desmarcado desmarcada eliminado eliminada borrado borrada excluido \
             excluida deleted",
        ),
        (
            AppointmentChange::Arrived,
            "arrived checkedin checkin present presente llego recepcionado recepcionada chegou enespera emespera \
             ensala ensaladeespera nasaladeespera aguardando enatencion ematendimento emandamento encurso enconsulta \
             enproceso inprogress atendiendo",
        ),
        (
            AppointmentChange::Completed,
            "completed fulfilled attended kept asistio asistida comparecio compareceu concurrio acudio vino show showed \
             done seen checkedout atendido atendida realizado realizada efectuado efectuada efetuado efetuada \
             cumplido cumplida completado completada finalizado finalizada concluido concluida",
        ),
        (
            AppointmentChange::Missed,
            "missed noshow absent didnotattend failedtoattend dna fta ausente falto faltou noasistio noacudio \
             noconcurrio novino nocomparecio nosepresento nosepresenta naocompareceu inasistencia sinasistencia \
             inasistente nsp faltoso",
        ),
    ];
    let meaning = |word: &str| find(WORDS, word);
    let is_off = |it: &AppointmentChange| *it == AppointmentChange::Cancelled;
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|it: char| !it.is_alphanumeric()).map(key) {
        match words.last_mut().filter(|it| BEGINNINGS.contains(&it.as_str())) {
            Some(beginning) => beginning.push_str(&word),
            None if word.is_empty() || OF_NOTHING.contains(&word.as_str()) => {}
            None => words.push(word),
        }
    }
    let each = || {
        let mut meanings = words.iter().map(|it| meaning(it));
        let first = meanings.next()??;
        meanings.all(|it| it == Some(first)).then_some(first)
    };
    meaning(text)
        .or_else(|| meaning(&words.concat()))
        .or_else(each)
        .or_else(|| meaning(words.first()?).filter(is_off))
}

/// Whether a cell that takes a yes or a no has a yes in it.
pub(crate) fn is_yes(text: &str) -> Option<bool> {
    const WORDS: &[(bool, &str)] = &[
        (true, "yes y true t si s sim verdadero verdadeiro v 1 x cancelled canceled cancelado cancelada"),
        (false, "no n false f nao falso 0"),
    ];
    find(WORDS, text)
}

/// A language by its tag or its name. One that has no templates reads as `otherwise`; `None` is not a language at all.
pub(crate) fn language(text: &str, otherwise: Language) -> Option<Language> {
    const NAMES: &[(Language, &str)] = &[
        (Language::Es, "espanol castellano spanish espanhol spa esp"),
        (Language::En, "ingles english eng"),
        (Language::Pt, "portugues portuguese brasileiro por"),
    ];
    let text = text.trim();
    find(NAMES, text).or_else(|| Language::parse(text)).or_else(|| is_language_tag(text).then_some(otherwise))
}

/// Whether the text has the shape of a language tag: two or three letters, then subtags.
fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split(['-', '_']);
    let is_language = subtags
        .next()
        .is_some_and(|it| (2..=3).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphabetic()));
    is_language
        && subtags.all(|it| {
            (1..=SUBTAG_CHARS_MAX).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// Whether a kind of number is one of the state's for a person: by its code in HL7's table 0203 (`NN` with a country's
/// behind it is one too), or by what systems of Latin America and Spain call it.
pub(crate) fn is_document(kind: &str) -> bool {
    const KINDS: &str = "ni ppn cz tax ss ssn nationalid dni dninie nif nie cuil le lc curp cur cpf rg rut run ci cc \
                         cedula pas pasaporte passport passaporte";
    const COUNTRY_CHARS_MAX: usize = 3;
    let key = key(kind);
    let country = key.strip_prefix("nn").map(|it| it.chars().count());
    KINDS.split(' ').any(|it| it == key) || country.is_some_and(|it| it <= COUNTRY_CHARS_MAX)
}

/// A country by its ISO 3166-1 alpha-2 code or, for those where Pulso's clinics are, its name.
pub(crate) fn country(text: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("AR", "argentina arg"),
        ("BO", "bolivia"),
        ("BR", "brasil brazil bra"),
        ("CL", "chile chl"),
        ("CO", "colombia col"),
        ("CR", "costarica"),
        ("EC", "ecuador"),
        ("ES", "espana spain espanha esp"),
        ("GB", "reinounido unitedkingdom uk"),
        ("MX", "mexico mex"),
        ("PE", "peru"),
        ("PT", "portugal"),
        ("PY", "paraguay"),
        ("US", "estadosunidos unitedstates eeuu eua usa unitedstatesofamerica"),
        ("UY", "uruguay"),
        ("VE", "venezuela"),
    ];
    if let Some(code) = find(NAMES, text) {
        return Some(code.to_owned());
    }
    let code = text.trim().to_ascii_uppercase();
    crate::phone::is_country(&code).then_some(code)
}
