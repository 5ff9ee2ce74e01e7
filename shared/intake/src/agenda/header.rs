//! Which column says what.

use jiff::civil::Time;

use super::clock;
use super::decode::Line;
use crate::Unreadable;
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
            Self::Status => "status",
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
            | Self::Status => Some(Whose::Visit),
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
        "patientid idpatient pacienteid idpaciente patientno patientnumber nropaciente numeropaciente \
         codigopaciente mrn historiaclinica nrohistoriaclinica numerohistoriaclinica nrohc hc historia nhc \
         prontuario nroprontuario expediente nroexpediente chart chartnumber nrohistoria numerohistoria ficha nroficha \
         numeroficha fichaclinica nrofichaclinica",
    ),
    (
        Column::NationalId,
        "dni nrodni dninie documento nrodocumento numerodocumento documentoidentidad nrodocumentoidentidad cpf curp \
         cedula cedulaidentidad cedulaciudadania nif nie rut ci nationalid pasaporte passport passaporte",
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
         paciente patient name",
    ),
    (
        Column::FamilyFirst,
        "apellidoynombre apellidoynombres apellidosynombres apellidosynombre apellidonombre apellidosnombres",
    ),
    (
        Column::Phone,
        "celular movil mobile cel cell cellphone mobilephone mobilenumber whatsapp nrowhatsapp wsp telefonomovil \
         telefonocelular telefonecelular numerocelular numerodecelular nrocelular telemovel telcelular telmovil \
         telefono tel nrotelefono phone phonenumber telephone telefone fone telefonos numerodetelefono \
         telefonodecontacto telefonocontacto telefonecontato telcontacto contactnumber contactphone contacto contato \
         fono fonomovil fonocontacto celularwhatsapp movilwhatsapp telefonowhatsapp telefonewhatsapp \
         telefonoprincipal telefono1 tel1 celular1 telefone1 phone1",
    ),
    (Column::Email, "email mail correo correoelectronico emailaddress direcciondecorreo"),
    (Column::Date, "fecha date data dia day fechaddmmaaaa fechaddmmyyyy dataddmmaaaa"),
    (Column::Time, "hora time horario horainicio horadeinicio horarioinicio starttime"),
    (
        Column::Start,
        "start fechayhora fechahora fechayhorainicio datahora dataehora datetime dateandtime startdatetime inicio \
         comienzo startsat",
    ),
    (Column::Zone, "timezone zona zonahoraria tz fusohorario fuso husohorario huso"),
    (Column::Language, "language idioma lengua lingua lang"),
    (
        Column::Practitioner,
        "practitioner profesional profissional medico medica doctor doctora doutor dr provider physician especialista \
         medicotratante nombreprofesional nombremedico nombredoctor nombreespecialista nomeprofissional nomemedico \
         doctorname providername practitionername physicianname",
    ),
    (
        Column::Service,
        "service servicio servico especialidad especialidade specialty motivo reason prestacion procedimiento \
         tratamiento appointmenttype tipocita tipodecita tipoconsulta tipodeconsulta tipoturno tipodeturno \
         procedimento tratamento examen exame estudio exam procedure treatment tipovisita visittype tipoatendimento",
    ),
    (
        Column::Site,
        "site sede centro lugar local location clinica clinic sucursal unidade consultorio office establecimiento \
         estabelecimento filial",
    ),
    (Column::Modality, "modality modalidad modalidade tipoatencion tipodeatencion"),
    (
        Column::Duration,
        "duration duracion duracao durationminutes duracionminutos duracionmin duracionenminutos minutos minutes",
    ),
    (
        Column::End,
        "endtime enddatetime end horafin horafinal horatermino horafim fechahorafin datahorafim fin termino fim hasta",
    ),
    (Column::Status, "status estatus estado situacao situacion"),
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
const WHOSE: [(Whose, &str); 12] = [
    (Whose::Patient, "paciente"),
    (Whose::Patient, "patient"),
    (Whose::Visit, "citamedica"),
    (Whose::Visit, "cita"),
    (Whose::Visit, "turno"),
    (Whose::Visit, "consultamedica"),
    (Whose::Visit, "consulta"),
    (Whose::Visit, "appointment"),
    (Whose::Visit, "visit"),
    (Whose::Visit, "atencion"),
    (Whose::Visit, "atendimento"),
    (Whose::Visit, "agendamento"),
];

/// Headers, as [`key`] spells them, that name an appointment's number or only count the rows: `Nº`. The values tell.
const COUNTERS: [&str; 4] = ["no", "nro", "numero", "num"];

/// What a file lacks that has no column for the hour.
const THE_TIME: &str = "the time";
/// Most headers named that are no column known here.
const UNREAD_MAX: usize = 50;
/// How much of each is named, in characters.
const UNREAD_CHARS_MAX: usize = 60;

/// What stands in a cell that is meant to be empty.
const BLANKS: [&str; 18] = [
    "-", "--", "—", ".", "n/a", "#n/a", "n/d", "#n/d", "s/d", "null", "(null)", "[null]", "none", "sin dato",
    "sin datos", "no tiene", "no posee", "no informa",
];

/// The row that names a file's columns.
#[derive(Debug)]
pub(super) struct Header {
    width: usize,
    /// Each column with its place, in the order in which they count.
    columns: Vec<(Column, usize)>,
}

impl Header {
    /// Finds the columns, and refuses a file from which no row could become an appointment.
    pub(super) fn read(cells: &[String], rows: &[Line]) -> Result<Self, Unreadable> {
        let mut found: Vec<(Meaning, usize)> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let meant = meanings(cell).into_iter().filter(|it| !(it.may_count && counts(rows, at)));
            found.extend(meant.map(|it| (it, at)));
        }
        found.sort();
        let mut header =
            Self { width: cells.len(), columns: found.into_iter().map(|(it, at)| (it.column, at)).collect() };
        // "Nombre" alone is the whole name.
        let names = [
            Column::SecondGivenName,
            Column::FamilyName,
            Column::SecondFamilyName,
            Column::FullName,
            Column::FamilyFirst,
        ];
        if !header.has_any(&names) {
            header.take_for(Column::GivenName, Column::FullName);
        }
        if !header.has_any(&[Column::Time, Column::Start]) && header.dates_tell_hours(rows) {
            header.take_for(Column::Date, Column::Start);
        }
        let missing = header.missing();
        if missing.is_empty() { Ok(header) } else { Err(Unreadable::NoHeader { missing }) }
    }

    /// Takes a column for another one.
    fn take_for(&mut self, named: Column, meant: Column) {
        for (column, _) in self.columns.iter_mut().filter(|(column, _)| *column == named) {
            *column = meant;
        }
    }

    /// Whether a row has the names of all columns but the one for the hour: the dates below may tell it.
    pub(super) fn lacks_hours_alone(cells: &[String]) -> bool {
        matches!(Self::read(cells, &[]), Err(Unreadable::NoHeader { missing }) if missing == [THE_TIME])
    }

    /// Whether the column of dates has hours in it, as databases and spreadsheets save both. A midnight is none: they
    /// put it after a day alone.
    fn dates_tell_hours(&self, rows: &[Line]) -> bool {
        let mut dates = rows.iter().filter_map(|row| self.cell(row, Column::Date));
        dates.any(|it| clock::time(clock::split(it).1).is_some_and(|it| it != Time::midnight()))
    }

    fn missing(&self) -> Vec<&'static str> {
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
            (has_start || self.has(Column::Time), THE_TIME),
            (self.has_any(&known_by), "the patient (a name, an id or a phone)"),
            (self.has_any(&[Column::Phone, Column::Email]), "the phone or the e-mail"),
        ];
        needs.into_iter().filter(|(there, _)| !there).map(|(_, what)| what).collect()
    }

    /// Whether the file has the column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|(it, _)| *it == column)
    }

    fn has_any(&self, columns: &[Column]) -> bool {
        columns.iter().any(|it| self.has(*it))
    }

    /// The headers of the columns that are passed over, as far as they are named.
    pub(super) fn unread(&self, cells: &[String]) -> Vec<String> {
        let is_read = |at: usize| self.columns.iter().any(|(_, it)| *it == at);
        let mut unread: Vec<String> = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let text: String = cell.chars().take(UNREAD_CHARS_MAX).collect();
            if unread.len() < UNREAD_MAX && !text.is_empty() && !is_read(at) && !unread.contains(&text) {
                unread.push(text);
            }
        }
        unread
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

/// One thing that a header can mean. Those of one column are in the order in which they count.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Meaning {
    column: Column,
    /// The place of the word that says whose it is in [`WHOSE`]; after all of them without one.
    whose: usize,
    /// The place of its name among the column's.
    name: usize,
    /// Whether it may only count the rows.
    may_count: bool,
}

/// All that a header can mean: with and without the word that says whose it is.
fn meanings(header: &str) -> Vec<Meaning> {
    let spellings = [key(header), plain(header)];
    let mut said: Vec<(usize, Option<Whose>, &str)> = Vec::new();
    for spelling in &spellings {
        said.push((WHOSE.len(), None, spelling.as_str()));
        for (place, (whose, word)) in WHOSE.into_iter().enumerate() {
            let before = spelling.strip_suffix(word);
            let unjoined = before.and_then(|it| JOINTS.into_iter().find_map(|joint| it.strip_suffix(joint)));
            let rests = [before, unjoined, spelling.strip_prefix(word)];
            said.extend(rests.into_iter().flatten().map(|it| (place, Some(whose), it)));
        }
    }
    let mut meanings = Vec::new();
    for (column, names) in NAMES {
        for (at, name) in names.split(' ').enumerate() {
            let meant = said
                .iter()
                .filter(|(_, whose, text)| *text == name && (whose.is_none() || *whose == column.whose()));
            meanings.extend(meant.map(|(place, whose, _)| Meaning {
                column: *column,
                whose: *place,
                name: at,
                may_count: whose.is_none() && COUNTERS.contains(&name),
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
