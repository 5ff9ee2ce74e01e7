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
            "onsite inperson presencial enpersona consultorio clinica office clinic sede inpersonvisit \
             officevisit facetoface consultapresencial citapresencial turnopresencial visitapresencial \
             atencionpresencial atendimentopresencial",
        ),
        (
            Modality::Video,
            "video videollamada videoconsulta videochamada videocall videoconferencia virtual online remoto \
             remota telemedicina telemedicine telehealth teleconsulta enlinea telesalud telessaude telesaude \
             teleatendimento televisit televisita videovisit videoconsultation videoconference videocita \
             porvideo porvideollamada porvideochamada telehealthvisit telemedicinevisit virtualvisit \
             onlinevisit videoappointment virtualappointment virtualconsultation consultavirtual \
             consultaonline consultaremota consultaporvideo consultaporvideollamada citavirtual citaonline \
             turnovirtual turnoonline visitavirtual atencionvirtual atendimentoonline",
        ),
        (
            Modality::Phone,
            "phone telefono telefonica telefonico telefone phonecall llamada ligacao call telephone \
             telephonecall phonevisit telephonevisit phoneappointment telephoneappointment \
             phoneconsultation telephoneconsultation portelefono portelefone llamadatelefonica \
             ligacaotelefonica consultatelefonica consultaportelefono consultaportelefone citatelefonica \
             turnotelefonico visitatelefonica atenciontelefonica atendimentotelefonico",
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

/// What an agenda's status says has happened. A confirmation that the clinic took by itself is still a booking.
/// `Cancelado por el paciente` is as much off as `Cancelado`; other words are not taken apart like that, since
/// `Confirmado (anulado)` is not on.
pub(crate) fn status(text: &str) -> Option<AppointmentChange> {
    const WORDS: &[(AppointmentChange, &str)] = &[
        (
            AppointmentChange::Booked,
            "booked scheduled pending confirmed active reservado reservada agendado agendada programado \
             programada asignado asignada otorgado pendiente pendente confirmado confirmada activo activa \
             marcado marcada vigente citado citada encaixe sobreturno sobrecupo aconfirmar porconfirmar sinconfirmar \
             noconfirmado noconfirmada naoconfirmado naoconfirmada unconfirmed confirmadoporelpaciente \
             confirmadoporpaciente confirmadopelopaciente confirmadoporwhatsapp confirmedbypatient",
        ),
        (
            AppointmentChange::Cancelled,
            "cancelled canceled cancelado cancelada anulado anulada suspendido suspendida desmarcado desmarcada \
             eliminado eliminada borrado borrada excluido excluida deleted",
        ),
        (
            AppointmentChange::Arrived,
            "arrived checkedin present presente llego recepcionado recepcionada chegou enespera emespera \
             ensaladeespera nasaladeespera aguardando enatencion ematendimento",
        ),
        (
            AppointmentChange::Completed,
            "completed fulfilled attended kept asistio comparecio compareceu concurrio acudio done seen \
             atendido atendida realizado realizada efectuado efectuada efetuado efetuada cumplido cumplida \
             completado completada finalizado finalizada concluido concluida",
        ),
        (
            AppointmentChange::Missed,
            "missed noshow absent didnotattend dna ausente falto faltou noasistio noacudio noconcurrio \
             nocomparecio nosepresento nosepresenta naocompareceu inasistencia inasistente nsp faltoso",
        ),
    ];
    let is_off = |it: &AppointmentChange| *it == AppointmentChange::Cancelled;
    find(WORDS, text).or_else(|| find(WORDS, text.split_whitespace().next()?).filter(is_off))
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
