//! One row into one event.

use std::borrow::Cow;

use domain::civil::{CivilTime, Zone};
use domain::event::{AppointmentChange, AppointmentFacts, ClinicEvent, Happening, PatientFacts};
use domain::identify::document;
use domain::ids::{CaseId, EventId, InvalidId, PatientId, derived};
use domain::phi::Phi;
use domain::phone::E164;
use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use super::clock::{self, DateOrder};
use super::column::Column;
use super::decode::Line;
use super::header::Header;
use crate::phone::PhoneProblem;
use crate::text::{NAME_CHARS_MAX, TEXT_CHARS_MAX, email, key, line as checked};
use crate::{DURATION_MINUTES, Defaults, Problems, moment, name, phone, vocabulary};

/// How long before the upload a visit starts that is over for sure, in hours.
const PAST_HOURS: i64 = 24;
/// The year in which spreadsheets and databases begin to count days: a time of day alone is one of its first.
const FIRST_YEAR: i16 = 1900;
/// How far from the upload a visit is told as a spreadsheet's count of days, at most, in days. Any five digits are some
/// count, and a count of those that begin in 1904 is four years off.
const COUNTED_DAYS_MAX: i32 = 3 * 365;
/// Shortest part of a day that is a visit's length: `0.5` may be half an hour.
const LENGTH_CHARS_MIN: usize = 6;
/// The columns of a given name, which is all of them.
const GIVEN: [Column; 2] = [Column::GivenName, Column::SecondGivenName];
/// The columns of a family name, which is all of them.
const FAMILY: [Column; 2] = [Column::FamilyName, Column::SecondFamilyName];

/// What is the same for all rows of a file.
pub(super) struct Context<'a> {
    pub(super) header: &'a Header,
    pub(super) defaults: &'a Defaults,
    /// That of the visits' dates.
    pub(super) order: DateOrder,
    /// That of the days patients were born on.
    pub(super) birth_order: DateOrder,
    pub(super) uploaded_at: Timestamp,
}

/// Whether a visit is over for sure: nobody is told of it any more.
pub(super) fn is_past(start: Timestamp, uploaded_at: Timestamp) -> bool {
    uploaded_at.duration_since(start) > SignedDuration::from_hours(PAST_HOURS)
}

/// Reads a row. `None`, and also an event whose reading left problems, is not to be used. What is odd and costs nobody
/// a reminder is a warning.
pub(super) fn read(
    line: &Line,
    context: &Context<'_>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<ClinicEvent> {
    check_shape(line, context.header, problems)?;
    let row = Row { line, context };
    let change = row.change();
    let is_over = change.is_ok_and(|it| it != AppointmentChange::Booked);
    // A visit that is off and has a number is taken, whatever else is wrong in its row: else somebody would be reminded
    // of it.
    let needs_all = !(is_over && row.cell(Column::AppointmentId).is_some());
    let mut left_out = Problems::of(line.number);
    let found = if needs_all { &mut *problems } else { &mut left_out };
    let patient = row.patient(is_over, found, warnings);
    let start = row.start(found);
    let change = found.keep(Column::Status.field(), change);
    let (practitioner, service) = (row.text(Column::Practitioner, found), row.text(Column::Service, found));
    let site = row.text(Column::Site, found);
    let told_duration = row.duration(found);
    let modality = match row.cell(Column::Modality) {
        Some(it) => {
            let known =
                vocabulary::modality(it).ok_or("is not a modality Pulso knows (on site, video, phone)");
            found.keep(Column::Modality.field(), known)
        }
        // Nobody who has a "Teleconsulta de nutrición" is to be told to come.
        None => service.as_deref().and_then(vocabulary::remote_service),
    };
    warnings.append(left_out);
    if needs_all && (patient.is_none() || start.is_none()) {
        return None;
    }
    let until_its_end = || row.until_its_end(start.as_ref()?, warnings);
    let duration_minutes = told_duration.or_else(until_its_end);
    if !is_over && start.as_ref().is_some_and(|it| is_past(it.at, context.uploaded_at)) {
        warnings.add(Column::Start.field(), format!("is more than {PAST_HOURS} hours in the past"));
    }
    let told = (patient.as_ref(), start.as_ref());
    let id = row.appointment_id(told, service.as_deref(), practitioner.as_deref())?;
    let appointment = AppointmentFacts {
        id: problems.keep(Column::AppointmentId.field(), id)?,
        start,
        duration_minutes,
        practitioner: practitioner.map(Phi::new),
        service: service.map(Phi::new),
        site,
        modality,
        sequence: None,
        delay_minutes: None,
        confirmed: false,
    };
    Some(ClinicEvent {
        event_id: problems.keep("row", row.event_id())?,
        occurred_at: context.uploaded_at,
        patient,
        what: Happening::Appointment { change: change?, appointment },
    })
}

/// Reads whom a row is about, if it can be reached.
pub(super) fn person(
    line: &Line,
    context: &Context<'_>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<PatientFacts> {
    check_shape(line, context.header, problems)?;
    Row { line, context }.patient(false, problems, warnings)
}

/// A row whose cells are not under their headers is not read at all. Empty cells at its end do no harm, nor do missing
/// ones, unless it has line breaks: then a quotation mark may have swallowed the rows after it.
fn check_shape(line: &Line, header: &Header, problems: &mut Problems) -> Option<()> {
    let width = header.width();
    let width_min = if line.is_broken { width } else { header.width_min() };
    let filled = line.cells.iter().rposition(|it| !it.is_empty()).map_or(0, |at| at + 1);
    if line.unclosed {
        problems.add("row", "has a quotation mark that is never closed");
    } else if line.cells.len() < width_min || filled > width {
        problems.add("row", format!("has {filled} cells where the header has {width}"));
    } else {
        return Some(());
    }
    None
}

/// Why a cell is no date.
const NO_DATE: &str = "is not a date such as 10/03/2027 or 2027-03-10";

/// A cell that is a date alone; a midnight that a spreadsheet put after it means nothing.
fn bare_date(cell: &str) -> Option<&str> {
    let (date, rest) = clock::split(cell);
    let is_bare = rest.is_empty() || clock::hour(cell).is_some_and(|it| it == Time::midnight());
    is_bare.then_some(date)
}

/// A row and what is needed to read it.
struct Row<'a> {
    line: &'a Line,
    context: &'a Context<'a>,
}

impl<'a> Row<'a> {
    fn cell(&self, column: Column) -> Option<&'a str> {
        self.context.header.cell(self.line, column)
    }

    /// A date or a time as people write it, also where a spreadsheet left its own count of days in the cell.
    fn when(&self, column: Column) -> Option<Cow<'a, str>> {
        let cell = self.cell(column)?;
        if let Some(time) = clock::fraction(cell) {
            return Some(Cow::Owned(time.to_string()));
        }
        let today = self.context.defaults.zone.local(self.context.uploaded_at).date();
        let is_near = |it: &(Date, _)| (it.0 - today).get_days().abs() <= COUNTED_DAYS_MAX;
        Some(match clock::serial(cell).filter(is_near) {
            Some((date, Some(time))) => Cow::Owned(format!("{date} {time}")),
            Some((date, None)) => Cow::Owned(date.to_string()),
            None => Cow::Borrowed(cell),
        })
    }

    fn text(&self, column: Column, problems: &mut Problems) -> Option<String> {
        problems.keep(column.field(), checked(self.cell(column)?, TEXT_CHARS_MAX))
    }

    fn name(column: Column, text: Option<&str>, problems: &mut Problems) -> Option<String> {
        problems.keep(column.field(), checked(text?, NAME_CHARS_MAX))
    }

    fn change(&self) -> Result<AppointmentChange, &'static str> {
        const UNKNOWN: &str = "is not a status Pulso knows (booked, arrived, cancelled, completed, missed)";
        if let Some(cell) = self.cell(Column::Cancelled)
            && vocabulary::is_yes(cell).ok_or(UNKNOWN)?
        {
            return Ok(AppointmentChange::Cancelled);
        }
        match self.cell(Column::Status) {
            Some(status) => vocabulary::status(status).ok_or(UNKNOWN),
            None => Ok(AppointmentChange::Booked),
        }
    }

    /// A patient whose visit is ahead has to be reachable. A visit that is off or over needs only a number that tells
    /// which one it is: were its row refused, somebody would be reminded of it.
    fn patient(
        &self,
        is_over: bool,
        problems: &mut Problems,
        warnings: &mut Problems,
    ) -> Option<PatientFacts> {
        let (given, family) = self.names(problems);
        let numbers =
            [self.cell(Column::AppointmentId), self.cell(Column::PatientId), self.national_number()];
        let is_known = numbers.iter().any(Option::is_some);
        let needs_phone = self.cell(Column::Email).is_none() && !(is_over && is_known);
        let phone = self.phone(needs_phone, problems, warnings);
        // Who has a phone needs no e-mail.
        let unmailed = if phone.is_some() { &mut *warnings } else { &mut *problems };
        let email = self.cell(Column::Email).and_then(|it| unmailed.keep(Column::Email.field(), email(it)));
        if needs_phone && self.cell(Column::Phone).is_none() {
            problems
                .add(Column::Phone.field(), "is missing, and so is the e-mail: no way to reach the patient");
        }
        let language = self.cell(Column::Language).and_then(|it| {
            let language = vocabulary::language(it, self.context.defaults.language);
            warnings.keep(Column::Language.field(), language.ok_or("is not a language"))
        });
        let id = self.patient_id(phone.as_ref(), problems);
        Some(PatientFacts {
            id: id?,
            given_name: given.map(Phi::new),
            family_name: family.map(Phi::new),
            phone,
            email: email.map(Phi::new),
            document: self.document(warnings).map(Phi::new),
            birth_date: self.birth_date(warnings).map(Phi::new),
            language,
            time_zone: None,
            groups: None,
            consents: Vec::new(),
        })
    }

    /// A number of the state's, if it is one: all whose document is "en trámite" would be one patient.
    fn national_number(&self) -> Option<&'a str> {
        self.cell(Column::NationalId).filter(|it| document(it).is_some())
    }

    fn document(&self, warnings: &mut Problems) -> Option<String> {
        let read = document(self.cell(Column::NationalId)?);
        warnings.keep(Column::NationalId.field(), read.ok_or("has not 5 to 20 letters and digits"))
    }

    fn birth_date(&self, warnings: &mut Problems) -> Option<Date> {
        let cell = self.cell(Column::BirthDate)?;
        let today = self.context.defaults.zone.local(self.context.uploaded_at).date();
        let date = bare_date(cell).and_then(|it| clock::birth_date(it, self.context.birth_order, today));
        let date = date.or_else(|| self.day_of_midnight(cell));
        let date = date.ok_or_else(|| NO_DATE.to_owned());
        let date = date.and_then(|it| moment::birth_day(&it.to_string()).map_err(|it| it.to_string()));
        warnings.keep(Column::BirthDate.field(), date)
    }

    fn names(&self, problems: &mut Problems) -> (Option<String>, Option<String>) {
        let (given, family) = self.parts_of_name(name::split_family_first);
        let column = |own: Column| if self.cell(own).is_some() { own } else { Column::FullName };
        let given = Self::name(column(Column::GivenName), given.as_deref(), problems);
        (given, Self::name(column(Column::FamilyName), family.as_deref(), problems))
    }

    /// Names of their own columns, or else the parts of the whole name. `family_first` takes it apart where the header
    /// says that it starts with the family name.
    fn parts_of_name(
        &self,
        family_first: fn(&'a str) -> name::Parts<'a>,
    ) -> (Option<String>, Option<String>) {
        let own = (self.joined(GIVEN), self.joined(FAMILY));
        if own != (None, None) {
            return own;
        }
        let whole = self.cell(Column::FamilyFirst).map(family_first);
        let whole = whole.or_else(|| self.cell(Column::FullName).map(name::split));
        let (given, family) = whole.unwrap_or_default();
        (given.map(str::to_owned), family.map(str::to_owned))
    }

    /// What these columns say, one after the other.
    fn joined(&self, columns: [Column; 2]) -> Option<String> {
        let parts: Vec<&str> = columns.into_iter().filter_map(|it| self.cell(it)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The first phone that is one. One that stands for none is left out where the row can do without.
    fn phone(&self, is_needed: bool, problems: &mut Problems, warnings: &mut Problems) -> Option<E164> {
        let country = match self.cell(Column::Country) {
            None => Some(self.context.defaults.country.clone()),
            Some(text) => {
                let country = vocabulary::country(text).ok_or("is not a country Pulso knows");
                problems.keep(Column::Country.field(), country)
            }
        };
        let country = country?;
        let parse = |it| phone::of_patient(it, &country, self.context.defaults);
        let mut told = self.context.header.cells(self.line, Column::Phone).map(parse);
        let first = told.next()?;
        let says_none = |it: &Result<E164, PhoneProblem>| it.as_ref().is_err_and(PhoneProblem::says_none);
        let read = if says_none(&first) { told.find(|it| !says_none(it)).unwrap_or(first) } else { first };
        if is_needed {
            return problems.keep(Column::Phone.field(), read);
        }
        problems.keep_phone(Column::Phone.field(), read, warnings)
    }

    fn patient_id(&self, phone: Option<&E164>, problems: &mut Problems) -> Option<PatientId> {
        const PREFIX: &str = "pat";
        let id = if let Some(id) = self.cell(Column::PatientId) {
            PatientId::new(id).or_else(|_| PatientId::new(derived(PREFIX, &["number", id])))
        } else if let Some(number) = self.national_number() {
            PatientId::new(derived(PREFIX, &["national", &key(number)]))
        } else {
            // By the order of the words alone: a better guess at which is the family name makes nobody another patient.
            let (given, family) = self.parts_of_name(name::split);
            let names = [given, family].map(|it| key(&it.unwrap_or_default()));
            let phone = phone.map(E164::canonical);
            let address = self.cell(Column::Email).unwrap_or_default().to_lowercase();
            let reached = phone.as_ref().map_or(address.as_str(), E164::expose);
            if phone.is_none() && names.iter().all(String::is_empty) {
                // A phone that is there and wrong has been named already.
                let is_named = problems.found.iter().any(|it| it.field == Column::Phone.field());
                if !(is_named && self.cell(Column::Phone).is_some()) {
                    problems.add("patient", "has no name, id or phone");
                }
                return None;
            }
            PatientId::new(derived(PREFIX, &["reached", reached, &names[0], &names[1]]))
        };
        problems.keep(Column::PatientId.field(), id)
    }

    fn zone(&self, problems: &mut Problems) -> Option<Zone> {
        match self.cell(Column::Zone) {
            Some(name) => problems.keep(Column::Zone.field(), Zone::new(name)),
            None => Some(self.context.defaults.zone.clone()),
        }
    }

    fn start(&self, problems: &mut Problems) -> Option<CivilTime> {
        let zone = self.zone(problems);
        let (column, date, time) = if let Some(cell) = self.when(Column::Start) {
            // Written by a program, perhaps with an offset. Without one the column's own rules lead to the same; and by
            // them `10:30-11:00` behind a space is from when to when.
            let is_programs = cell.contains(['T', 't']) || clock::time(clock::split(&cell).1).is_none();
            if let (Ok(start), true) = (moment::start(&cell, zone.as_ref()?), is_programs) {
                return Some(start);
            }
            let (date, time) = self.written_start(&cell, problems)?;
            (Column::Start, date, time)
        } else if self.context.header.has(Column::Start) && !self.context.header.has(Column::Date) {
            problems.add(Column::Start.field(), "is missing");
            return None;
        } else {
            let date = self.date(problems);
            let time = self.time(date, problems);
            (Column::Time, date?, time?)
        };
        if let Err(problem) = moment::check_year(date) {
            let column = if column == Column::Time { Column::Date } else { column };
            problems.add(column.field(), problem.to_string());
            return None;
        }
        problems.keep(column.field(), moment::on_the_wall(DateTime::from_parts(date, time), &zone?))
    }

    /// Date and time in one cell; or, beside a column of dates, the time alone.
    fn written_start(&self, cell: &str, problems: &mut Problems) -> Option<(Date, Time)> {
        if let (Some(time), true) = (clock::time(cell), self.cell(Column::Date).is_some()) {
            return Some((self.date(problems)?, time));
        }
        let (date, time) = clock::split(cell);
        let both = clock::date(date, self.context.order).zip(clock::time(time));
        problems.keep(Column::Start.field(), both.ok_or("is not a date and time such as 10/03/2027 10:30"))
    }

    fn date(&self, problems: &mut Problems) -> Option<Date> {
        let Some(cell) = self.when(Column::Date) else {
            problems.add(Column::Date.field(), "is missing");
            return None;
        };
        let date = bare_date(&cell).and_then(|it| clock::date(it, self.context.order));
        let date = date.or_else(|| self.day_of_midnight(&cell));
        problems.keep(Column::Date.field(), date.ok_or(NO_DATE))
    }

    /// The day whose midnight at the clinic a program wrote as an instant: `2027-03-10T03:00:00Z` in Buenos Aires.
    fn day_of_midnight(&self, cell: &str) -> Option<Date> {
        let local = self.context.defaults.zone.local(cell.parse().ok()?);
        (local.time() == Time::midnight()).then(|| local.date())
    }

    /// The time in its own column. A program may put the visit's date before it, or the first day that it knows.
    fn time(&self, date: Option<Date>, problems: &mut Problems) -> Option<Time> {
        let Some(cell) = self.when(Column::Time) else {
            problems.add(Column::Time.field(), "is missing");
            return None;
        };
        let dated = || {
            let (day, time) = clock::split(&cell);
            let day = clock::date(day, self.context.order)?;
            clock::time(time).filter(|_| Some(day) == date || day.year() <= FIRST_YEAR)
        };
        let time = clock::time(&cell).or_else(dated).or_else(|| clock::bare_time(&cell));
        problems.keep(Column::Time.field(), time.ok_or("is not a time of day such as 10:30"))
    }

    fn duration(&self, problems: &mut Problems) -> Option<u32> {
        let cell = self.cell(Column::Duration)?;
        let part = || {
            let part = clock::fraction(cell).filter(|_| cell.len() >= LENGTH_CHARS_MIN)?;
            u32::try_from(Time::midnight().duration_until(part).as_mins()).ok()
        };
        let minutes = clock::duration_minutes(cell).or_else(part).filter(|it| DURATION_MINUTES.contains(it));
        let (least, most) = (DURATION_MINUTES.start(), DURATION_MINUTES.end());
        let reason = || format!("is not a number of minutes from {least} to {most}");
        problems.keep(Column::Duration.field(), minutes.ok_or_else(reason))
    }

    /// The minutes to the end that the row tells, on the same day.
    fn until_its_end(&self, start: &CivilTime, warnings: &mut Problems) -> Option<u32> {
        if self.cell(Column::Duration).is_some() {
            return None;
        }
        let cell = self.when(Column::End)?;
        let end = clock::time(&cell).or_else(|| clock::time(clock::split(&cell).1));
        let seconds = end.map(|it| start.local.time().duration_until(it).as_secs());
        let minutes =
            seconds.and_then(|it| u32::try_from(it / 60).ok()).filter(|it| DURATION_MINUTES.contains(it));
        warnings.keep(Column::End.field(), minutes.ok_or("is not a time of day after the start"))
    }

    /// The number of the visit, or one made of what it is.
    fn appointment_id(
        &self,
        (patient, start): (Option<&PatientFacts>, Option<&CivilTime>),
        service: Option<&str>,
        practitioner: Option<&str>,
    ) -> Option<Result<CaseId, InvalidId>> {
        const PREFIX: &str = "apt";
        if let Some(id) = self.cell(Column::AppointmentId) {
            return Some(CaseId::new(id).or_else(|_| CaseId::new(derived(PREFIX, &["number", id]))));
        }
        let (patient, start) = (&patient?.id, start?);
        let [service, practitioner] = [service, practitioner].map(|it| key(it.unwrap_or_default()));
        let start_text = start.local.to_string();
        Some(CaseId::new(derived(
            PREFIX,
            &["told", patient.as_str(), &start_text, start.zone.as_str(), &service, &practitioner],
        )))
    }

    /// What the row says and when it was said: the same file sent again in one upload is the same event.
    fn event_id(&self) -> Result<EventId, InvalidId> {
        let uploaded_at = self.context.uploaded_at.to_string();
        let mut parts: Vec<&str> = self.line.cells.iter().map(String::as_str).collect();
        parts.push(&uploaded_at);
        EventId::new(derived("evt", &parts))
    }
}
