//! Which column says what.

use super::decode::Line;
use crate::Unreadable;
use crate::text::key;

/// What a column can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    AppointmentId,
    PatientId,
    /// A number of the state's for a person.
    NationalId,
    GivenName,
    FamilyName,
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
    Status,
    Country,
}

impl Column {
    /// The name of the field in a rejection, which is the field's in an event where it has one there.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::AppointmentId => "appointment_id",
            Self::PatientId | Self::NationalId => "patient_id",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
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
            Self::Status => "status",
            Self::Country => "country",
        }
    }
}

/// The headers of each column, as [`key`] or [`plain`] spells them and separated by spaces. Where a file has several of
/// one column, the first named here that is filled in counts: a mobile before a telephone. A bare `Dirección` is as
/// often where the patient lives, so it is no site.
const NAMES: &[(Column, &str)] = &[
    (
        Column::AppointmentId,
        "appointmentid idappointment idcita citaid idturno turnoid nroturno numeroturno nrocita numerocita \
         numerodecita numerodeturno codigocita codigoturno idagendamento codigoagendamento idconsulta bookingid \
         appointment cita turno id nro numero no num codigo",
    ),
    (
        Column::PatientId,
        "patientid idpatient pacienteid idpaciente patientno patientnumber nropaciente numeropaciente mrn \
         historiaclinica nrohistoriaclinica numerohistoriaclinica nrohc hc historia nhc prontuario nroprontuario \
         expediente nroexpediente chart chartnumber",
    ),
    (
        Column::NationalId,
        "dni nrodni documento nrodocumento numerodocumento cpf curp cedula nif nie rut ci nationalid",
    ),
    (
        Column::GivenName,
        "givenname firstname nombre nombres nombredepila nombrepaciente nombredelpaciente primernombre nome forename",
    ),
    (
        Column::FamilyName,
        "familyname lastname surname apellido apellidos apellidopaciente apellidosdelpaciente sobrenome",
    ),
    (
        Column::FullName,
        "fullname nombrecompleto nombreyapellido nombreyapellidos nombresyapellidos nomecompleto patientname \
         pacientenombre paciente patient name",
    ),
    (
        Column::FamilyFirst,
        "apellidoynombre apellidoynombres apellidosynombres apellidosynombre apellidonombre apellidosnombres \
         apellidoynombrepaciente apellidosynombrespaciente",
    ),
    (
        Column::Phone,
        "celular movil mobile cel cell cellphone mobilephone mobilenumber whatsapp wsp telefonomovil telefonocelular \
         numerocelular numerodecelular nrocelular telemovel telcelular telmovil telefono tel nrotelefono phone \
         phonenumber telephone telefone fone telefonos numerodetelefono telefonodecontacto telefonocontacto \
         telcontacto contacto contato",
    ),
    (Column::Email, "email mail correo correoelectronico emailaddress direcciondecorreo emailpaciente"),
    (
        Column::Date,
        "fecha date data fechacita fechaturno fechadelturno fechadelacita fechadecita appointmentdate dataconsulta \
         datadaconsulta dia day",
    ),
    (
        Column::Time,
        "hora time horario horacita horaturno horadelturno horadelacita horainicio horadeinicio appointmenttime \
         starttime horaconsulta",
    ),
    (
        Column::Start,
        "start fechayhora fechahora datahora dataehora datetime dateandtime appointmentdatetime startdatetime inicio \
         comienzo startsat",
    ),
    (Column::Zone, "timezone zona zonahoraria tz fusohorario fuso"),
    (Column::Language, "language idioma lengua lingua lang"),
    (
        Column::Practitioner,
        "practitioner profesional profissional medico medica doctor doctora doutor dr provider physician especialista \
         nombreprofesional",
    ),
    (
        Column::Service,
        "service servicio servico especialidad especialidade specialty motivo reason prestacion procedimiento \
         tratamiento appointmenttype tipodecita tipodeconsulta tipodeturno",
    ),
    (
        Column::Site,
        "site sede centro lugar local location clinica clinic sucursal unidade consultorio office",
    ),
    (Column::Modality, "modality modalidad modalidade tipodeatencion"),
    (
        Column::Duration,
        "duration duracion duracao durationminutes duracionminutos duracionmin duracionenminutos minutos minutes",
    ),
    (Column::Status, "status estado estadocita estadoturno estadodelturno estadodelacita situacao situacion"),
    (Column::Country, "country pais paisdelpaciente countrycode"),
];

/// Headers, as [`key`] spells them, that name an appointment's number or only count the rows: `Nº`. The values tell.
const COUNTERS: [&str; 4] = ["no", "nro", "numero", "num"];

/// What stands in a cell that is meant to be empty.
const BLANKS: [&str; 18] = [
    "-",
    "--",
    "—",
    ".",
    "n/a",
    "#n/a",
    "n/d",
    "#n/d",
    "s/d",
    "null",
    "(null)",
    "[null]",
    "none",
    "sin dato",
    "sin datos",
    "no tiene",
    "no posee",
    "no informa",
];

/// A file's first row.
#[derive(Debug)]
pub(super) struct Header {
    width: usize,
    /// Each column with its place, in the order in which they count.
    columns: Vec<(Column, usize)>,
}

impl Header {
    /// Finds the columns, and refuses a file from which no row could become an appointment.
    pub(super) fn read(cells: &[String], rows: &[Line]) -> Result<Self, Unreadable> {
        let keys: Vec<[String; 2]> = cells.iter().map(|it| [key(it), plain(it)]).collect();
        let mut columns: Vec<(Column, usize)> = Vec::new();
        for (column, names) in NAMES {
            for name in names.split(' ') {
                let named = keys
                    .iter()
                    .enumerate()
                    .filter(|(_, spellings)| spellings.iter().any(|it| it == name))
                    .map(|(at, _)| at);
                let meant = named.filter(|at| !COUNTERS.contains(&name) || !counts(rows, *at));
                columns.extend(meant.map(|at| (*column, at)));
            }
        }
        let mut header = Self { width: cells.len(), columns };
        // "Nombre" alone is the whole name.
        let names = [Column::FamilyName, Column::FullName, Column::FamilyFirst];
        if !names.into_iter().any(|it| header.has(it)) {
            for (column, _) in header.columns.iter_mut().filter(|(column, _)| *column == Column::GivenName) {
                *column = Column::FullName;
            }
        }
        let missing = header.missing();
        if missing.is_empty() { Ok(header) } else { Err(Unreadable::NoHeader { missing }) }
    }

    fn missing(&self) -> Vec<&'static str> {
        let any = |columns: &[Column]| columns.iter().any(|it| self.has(*it));
        let has_start = self.has(Column::Start);
        let known_by = [
            Column::PatientId,
            Column::NationalId,
            Column::GivenName,
            Column::FamilyName,
            Column::FullName,
            Column::FamilyFirst,
            Column::Phone,
        ];
        let needs = [
            (has_start || self.has(Column::Date), "the date"),
            (has_start || self.has(Column::Time), "the time"),
            (any(&known_by), "the patient (a name, an id or a phone)"),
            (any(&[Column::Phone, Column::Email]), "the phone or the e-mail"),
        ];
        needs.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
    }

    /// Whether the file has the column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(it, _)| *it == column)
    }

    /// How many cells a row can have.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// How many cells a row has to have: those up to its date and time. Excel leaves the last columns out of a run of
    /// rows in which they are empty.
    pub(super) fn width_min(&self) -> usize {
        let when = [Column::Date, Column::Time, Column::Start];
        let places = self.columns.iter().filter(|(it, _)| when.contains(it)).map(|(_, at)| at + 1);
        places.max().unwrap_or(self.width)
    }

    /// What a row says in a column, if anything.
    pub(super) fn cell<'a>(&self, line: &'a Line, column: Column) -> Option<&'a str> {
        let mut places = self.columns.iter().filter(|(it, _)| *it == column).map(|(_, at)| *at);
        places.find_map(|at| line.cells.get(at).map(String::as_str).filter(|it| !is_blank(it)))
    }
}

/// Words of a header that say nothing: `Fecha del turno` is `Fecha turno`.
const PARTICLES: [&str; 8] = ["de", "del", "la", "el", "do", "da", "of", "the"];

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

/// Whether a column counts the rows: 1, 2, 3 down the file. Tomorrow's file has the same numbers for other visits, and
/// so has a file of one row. A row without a number is passed over, and in one whose cells cannot be trusted it is not
/// looked at.
fn counts(rows: &[Line], at: usize) -> bool {
    let cells = rows.iter().filter_map(|row| row.cells.get(at).map(|cell| (row, cell)));
    let filled: Vec<(&Line, &String)> = cells.filter(|(_, cell)| !is_blank(cell)).collect();
    let fits = |(number, (row, cell)): (usize, &(&Line, &String))| {
        row.unclosed || cell.parse::<usize>() == Ok(number)
    };
    !filled.is_empty() && (1..).zip(&filled).all(fits)
}

fn is_blank(cell: &str) -> bool {
    cell.is_empty() || BLANKS.iter().any(|it| it.eq_ignore_ascii_case(cell))
}
