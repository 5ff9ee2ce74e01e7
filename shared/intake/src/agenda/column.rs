//! What a column can say, and the headers by which it is known.

use crate::text::key;

/// What a column can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    AppointmentId,
    PatientId,
    /// A number of the state's for a person.
    NationalId,
    BirthDate,
    GivenName,
    SecondGivenName,
    FamilyName,
    SecondFamilyName,
    FullName,
    /// A whole name that starts with the family name, comma or not.
    FamilyFirst,
    Phone,
    Email,
    Date,
    Time,
    Start,
    Zone,
    Language,
    Practitioner,
    Service,
    Site,
    Modality,
    Duration,
    /// When it ends, which says how long it takes where nothing else does.
    End,
    Status,
    /// Whether it is off: a yes or a no.
    Cancelled,
    Country,
}

impl Column {
    /// The name of the field in a rejection, which is the field's in an event where it has one there.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::AppointmentId => "appointment_id",
            Self::PatientId => "patient_id",
            Self::NationalId => "document",
            Self::BirthDate => "birth_date",
            Self::GivenName | Self::SecondGivenName => "given_name",
            Self::FamilyName | Self::SecondFamilyName => "family_name",
            Self::FullName | Self::FamilyFirst => "name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Date => "date",
            Self::Time => "time",
            Self::Start => "start",
            Self::Zone => "time_zone",
            Self::Language => "language",
            Self::Practitioner => "practitioner",
            Self::Service => "service",
            Self::Site => "site",
            Self::Modality => "modality",
            Self::Duration => "duration_minutes",
            Self::End => "end",
            Self::Status | Self::Cancelled => "status",
            Self::Country => "country",
        }
    }

    /// Whose it can be in a header that says so: a `Teléfono de la consulta` is no patient's, and a `Motivo de la
    /// consulta` is what somebody wrote rather than a service.
    const fn whose(self) -> Option<Whose> {
        match self {
            Self::PatientId
            | Self::NationalId
            | Self::BirthDate
            | Self::GivenName
            | Self::SecondGivenName
            | Self::FamilyName
            | Self::SecondFamilyName
            | Self::FullName
            | Self::FamilyFirst
            | Self::Phone
            | Self::Email
            | Self::Language
            | Self::Country => Some(Whose::Patient),
            Self::AppointmentId
            | Self::Date
            | Self::Time
            | Self::Start
            | Self::Practitioner
            | Self::Site
            | Self::Modality
            | Self::Duration
            | Self::End
            | Self::Status
            | Self::Cancelled => Some(Whose::Visit),
            Self::Zone | Self::Service => None,
        }
    }
}

/// The headers of each column, as [`key`] or [`plain`] spells them and separated by spaces; words of [`WHOSE`] may
/// stand before or after them. Where a file has several of one column, the first named here that is filled in counts:
/// a mobile before a telephone. A bare `Dirección` is as often where the patient lives, so it is no site.
const NAMES: &[(Column, &str)] = &[
    (
        Column::AppointmentId,
        "bookingid bookingnumber appointmentnumber idreserva nroreserva codigoreserva appointment cita turno id nro \
         numero no num codigo folio",
    ),
    (
        Column::PatientId,
        "patientid idpatient pacienteid idpaciente patientno patientnumber nropaciente numeropaciente codigopaciente \
         mrn historiaclinica nrohistoriaclinica numerohistoriaclinica nrohc hc historia nhc clientid customerid \
         prontuario nroprontuario expediente nroexpediente chart chartnumber nrohistoria numerohistoria ficha \
         nroficha numeroficha fichaclinica nrofichaclinica numpac nropac idpac codpac codpaciente",
    ),
    (
        Column::NationalId,
        "dni nrodni dninie documento nrodocumento numerodocumento documentoidentidad nrodocumentoidentidad cpf curp \
         cedula cedulaidentidad cedulaciudadania nif nie rut run ci nationalid pasaporte passport passaporte nrodoc \
         identificacion nroidentificacion",
    ),
    (
        Column::BirthDate,
        "fechanacimiento nacimiento fnacimiento fecnacimiento fechanac fnac datanascimento nascimento datanasc \
         dtnascimento birthdate birthday dateofbirth datebirth dob",
    ),
    (Column::GivenName, "givenname firstname nombre nombres nombredepila primernombre nome forename"),
    (Column::SecondGivenName, "segundonombre middlename"),
    (
        Column::FamilyName,
        "familyname lastname surname apellido apellidos primerapellido apellido1 apellidopaterno appaterno paterno \
         sobrenome",
    ),
    (Column::SecondFamilyName, "segundoapellido apellido2 apellidomaterno apmaterno materno"),
    (
        Column::FullName,
        "fullname nombrecompleto nombreyapellido nombreyapellidos nombresyapellidos nomecompleto nomeesobrenome \
         paciente patient name client cliente customer invitee pac",
    ),
    (
        Column::FamilyFirst,
        "apellidoynombre apellidoynombres apellidosynombres apellidosynombre apellidonombre apellidosnombres \
         apellidosnombre",
    ),
    (
        Column::Phone,
        "celular movil mobile cel cell cellphone mobilephone mobilenumber whatsapp nrowhatsapp wsp telefonomovil \
         telefonocelular telefonecelular numerocelular numerodecelular nrocelular telemovel telcelular telmovil \
         telefono tel nrotelefono phone phonenumber telephone telefone fone telefonos numerodetelefono \
         telefonodecontacto telefonocontacto telefonecontato telcontacto contactnumber contactphone contacto contato \
         fono fonomovil fonocontacto celularwhatsapp movilwhatsapp telefonowhatsapp telefonewhatsapp \
         telefonoprincipal telcel tlf tlfmovil telf telefono1 tel1 celular1 telefone1 phone1 fono1 movil1 phonemobile \
         phonecell textremindernumber telefono2 tel2 celular2 telefone2 phone2 fono2 movil2 telefonofijo tlffijo \
         telefonefixo homephone nromovil mobileno contactno primaryphone nrotel contactotelefonico tfnomovil \
         tfno tfno1 tfno2 tfnofijo telres",
    ),
    (
        Column::Email,
        "email mail correo correoelectronico emailaddress direcciondecorreo direccioncorreoelectronico correoe",
    ),
    (
        Column::Date,
        "fecha date data dia day fec fechaddmmaaaa fechaddmmyyyy dataddmmaaaa startdate fechainicio datainicio fcita \
         fturno dateservice fechaservicio fechaprogramada fechaagendada fechaagenda fecharealizacion aptdate \
         scheduleddate",
    ),
    (
        Column::Time,
        "hora time horario horainicio horadeinicio horarioinicio starttime desde horadesde hcita hturno \
         horainicial horacomienzo horaprogramada horaagendada horaini hinicio begintime scheduledtime timeslot \
         franjahoraria",
    ),
    (
        Column::Start,
        "start fechayhora fechahora fechayhorainicio datahora dataehora datetime dateandtime startdatetime inicio \
         comienzo startsat startat",
    ),
    (Column::Zone, "timezone zona zonahoraria tz fusohorario fuso husohorario huso"),
    (Column::Language, "language idioma lengua lingua lang"),
    (
        Column::Practitioner,
        "practitioner profesional profissional medico medica doctor doctora doutor dr provider physician especialista \
         medicotratante nombreprofesional nombremedico nombredoctor nombreespecialista nomeprofissional nomemedico \
         doctorname providername practitionername physicianname clinician therapist terapeuta prestador staffmember \
         dentista odontologo odontologa medicoa drdra colaborador facultativo atendidopor profesionalasignado \
         doctorasignado",
    ),
    (
        Column::Service,
        "service servicio servico especialidad especialidade specialty motivo reason prestacion procedimiento \
         tratamiento eventtypename appointmenttype tipocita tipodecita tipoconsulta tipodeconsulta tipoturno \
         tipodeturno procedimento tratamento examen exame estudio exam procedure treatment tipovisita visittype \
         tipoatendimento practica",
    ),
    (
        Column::Site,
        "site sede centro lugar local location clinica clinic sucursal unidade consultorio office establecimiento \
         estabelecimento filial policlinico branch nombresucursal centromedico centrosalud facility",
    ),
    (Column::Modality, "modality modalidad modalidade tipoatencion tipodeatencion"),
    (
        Column::Duration,
        "duration duracion duracao durationminutes duracionminutos duracionmin duracionenminutos minutos minutes \
         length dur duracaomin",
    ),
    (
        Column::End,
        "endtime enddatetime end endsat endat horafin horafinal horatermino horafim fechahorafin datahorafim fin \
         termino fim hasta horahasta horasalida",
    ),
    (Column::Status, "status estatus estado situacao situacion estadoreserva"),
    (Column::Cancelled, "cancelled canceled iscancelled iscanceled cancelado cancelada anulado anulada"),
    (Column::Country, "country pais countrycode"),
];

/// Whose a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Patient,
    Visit,
}

/// Words before or after a column's name that say whose it is, as [`key`] spells them: `Hora de la cita`,
/// `Patient's phone`. A column that says so counts before one that does not, and that of an earlier word here before
/// that of a later one: a `Data do agendamento` may be the day on which it was made.
const WHOSE: [(Whose, &str); 20] = [
    (Whose::Patient, "paciente"),
    (Whose::Patient, "patient"),
    (Whose::Patient, "cliente"),
    (Whose::Patient, "client"),
    (Whose::Patient, "customer"),
    (Whose::Patient, "invitee"),
    (Whose::Visit, "citamedica"),
    (Whose::Visit, "cita"),
    (Whose::Visit, "turno"),
    (Whose::Visit, "consultamedica"),
    (Whose::Visit, "consulta"),
    (Whose::Visit, "citacion"),
    (Whose::Visit, "appointment"),
    (Whose::Visit, "appt"),
    (Whose::Visit, "visita"),
    (Whose::Visit, "visit"),
    (Whose::Visit, "sesion"),
    (Whose::Visit, "atencion"),
    (Whose::Visit, "atendimento"),
    (Whose::Visit, "agendamento"),
];

/// Headers, as [`key`] spells them, that name an appointment's number or only count the rows: `Nº`. The values tell.
const COUNTERS: [&str; 4] = ["no", "nro", "numero", "num"];

/// One thing that a header can mean. Those of one column are in the order in which they count.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meaning {
    pub(super) column: Column,
    /// The place of the word that says whose it is in [`WHOSE`]; after all of them without one.
    whose: usize,
    /// The place of its name among the column's.
    name: usize,
    /// Whether it may only count the rows.
    pub(super) may_count: bool,
}

/// A header taken for a name alone, or for a name with a word that says whose it is.
struct Reading<'a> {
    name: &'a str,
    /// The place of that word in [`WHOSE`]; after all of them without one.
    place: usize,
    whose: Option<Whose>,
}

/// All that a header can mean: with and without the word that says whose it is.
pub(super) fn meanings(header: &str) -> Vec<Meaning> {
    let spellings = [key(header), plain(header)];
    let mut readings = Vec::new();
    for spelling in &spellings {
        readings.push(Reading { name: spelling, place: WHOSE.len(), whose: None });
        for (place, (whose, word)) in WHOSE.into_iter().enumerate() {
            let before = spelling.strip_suffix(word);
            let unjoined = before.and_then(|it| JOINTS.into_iter().find_map(|joint| it.strip_suffix(joint)));
            let rests = [before, unjoined, spelling.strip_prefix(word)];
            readings.extend(rests.into_iter().flatten().map(|name| Reading {
                name,
                place,
                whose: Some(whose),
            }));
        }
    }
    let mut meanings = Vec::new();
    for (column, names) in NAMES {
        for (at, name) in names.split(' ').enumerate() {
            let fits = |it: &&Reading<'_>| it.whose.is_none() || it.whose == column.whose();
            let meant = readings.iter().filter(|it| it.name == name).filter(fits);
            meanings.extend(meant.map(|it| Meaning {
                column: *column,
                whose: it.place,
                name: at,
                may_count: it.whose.is_none() && COUNTERS.contains(&name),
            }));
        }
    }
    meanings
}

/// Words of a header that say nothing: `Fecha del turno` is `Fecha turno`, and `Patient's name` is `Patient name`.
const PARTICLES: [&str; 9] = ["de", "del", "la", "el", "do", "da", "of", "the", "s"];

/// [`PARTICLES`] between a name and a word of [`WHOSE`] in a header without spaces: `FechaDeLaCita`.
const JOINTS: [&str; 6] = ["dela", "del", "de", "da", "do", "of"];

/// Spellings of `Nro` before what is numbered: `N° de turno`.
const NUMBERS: [&str; 4] = ["n", "no", "num", "numero"];

/// A header as [`key`] spells it, without [`PARTICLES`] and with one word for a number.
fn plain(header: &str) -> String {
    let words = header.split(|it: char| !it.is_alphanumeric()).map(key);
    let mut words = words.filter(|it| !it.is_empty() && !PARTICLES.contains(&it.as_str())).peekable();
    let first = words.next().unwrap_or_default();
    let is_number = NUMBERS.contains(&first.as_str()) && words.peek().is_some();
    let first = if is_number { "nro".to_owned() } else { first };
    words.fold(first, |plain, word| plain + &word)
}
